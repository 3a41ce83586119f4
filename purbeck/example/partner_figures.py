"""Writes what Brackenshire's other partners send added up, in the form of their contracts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import numpy as np

from purbeck.example import answers_partners as planted
from purbeck.example.answers import CSP_CODE, DISTRICT_CODE, FORCE_CODE
from purbeck.example.describe import rural_areas
from purbeck.example.district import World
from purbeck.example.lookups import write_table
from purbeck.example.partner_events import SEED, Records, home_areas
from purbeck.sources.returns.contract import Contract, contract

Cells = dict[str, object]
QUARTERS = tuple(f"{year} Q{quarter}" for year in (2024, 2025) for quarter in (1, 2, 3, 4))
FINANCIAL_YEAR = "2024/25"
Z = 1.959964


class Figures:
    """The made-up figures of each contract: `rows` has them by its name, in the order of its columns."""

    def __init__(self, world: World, records: Records, seed: int) -> None:
        self._world, self._police = world, records.police
        self._rng = np.random.default_rng([seed, SEED, 3])
        self._wards = sorted({world.areas[n].ward_code for n in home_areas(world)})
        self._start = records.police["month"].min()
        made: dict[str, Callable[[], Iterator[Cells]]] = {
            "hospital_admissions_return": self._admissions, "ambulance": self._ambulance, "custody": self._custody,
            "domestic_abuse_services": self._domestic_abuse, "survey": self._survey, "crime_survey": self._crime_survey,
            "repeat_victimisation": self._repeats, "youth_justice": self._youth_justice, "probation": self._probation,
            "proven_reoffending": self._reoffending, "fire": self._fire, "education": self._education,
            "childrens_social_care": self._social_care, "exploitation": self._exploitation,
            "victim_services": self._victim_services, "licensing": self._licensing,
            "domestic_homicide_reviews": self._reviews, "offensive_weapons_reviews": self._reviews,
            "other_figures": self._other,
        }  # fmt: skip
        self.rows = {name: list(make()) for name, make in made.items()}

    def _n(self, mean: float) -> int:
        return int(self._rng.poisson(mean))

    def _steps(self, contacts: int, offered: float = 0.6, taken_up: float = 0.5, completed: float = 0.7) -> Cells:
        """People offered help, of them who took it up, of them who completed it."""
        of = int(self._rng.binomial(contacts, offered))
        up = int(self._rng.binomial(of, taken_up))
        return {"referrals_offered": of, "referrals_taken_up": up,
                "referrals_completed": int(self._rng.binomial(up, completed))}  # fmt: skip

    def recorded_domestic_abuse(self, part: str, year: int) -> int:
        """Domestic abuse of a year in the rural or the urban part, as the police recorded it."""
        month = self._police["month"] - self._start
        rows = self._police[self._police["domestic"] & (month // 12 == year - 2024)]
        return int((rows["rural"] == (part == "rural")).sum())

    def true_domestic_abuse(self, part: str, year: int) -> int:
        """The same, recorded or not."""
        share = planted.RURAL_DOMESTIC_RECORDED if part == "rural" else 1.0
        return round(self.recorded_domestic_abuse(part, year) / share)

    def adults(self, part: str) -> float:
        """People aged 16 and over in the rural or the urban part."""
        areas, rural = self._world.areas, rural_areas(self._world)
        inside = [n for n in home_areas(self._world) if (areas[n].code in rural) == (part == "rural")]
        return planted.ADULTS * sum(sum(self._world.people[n]) for n in inside)

    def _admissions(self) -> Iterator[Cells]:
        means = {
            "firearm": (0.2, 0.2),
            "blunt_object": (5, 9),
            "bodily_force": (24, 62),
            "sexual_assault": (1, 1),
            "other": (4, 8),
        }
        for n, quarter in enumerate(QUARTERS):
            young = round(planted.YOUNG_KNIFE[n] * planted.YOUNG_ADMISSIONS_SHARE)
            found = {"sharp_object": (young, self._n(11))}
            found |= {cause: (self._n(a), self._n(b)) for cause, (a, b) in means.items()}
            for cause, counts in found.items():
                for age, count in zip(("under_25", "25_and_over"), counts, strict=True):
                    yield {
                        "period": quarter,
                        "place": DISTRICT_CODE,
                        "cause": cause,
                        "age_group": age,
                        "admissions": count,
                    }

    def _ambulance(self) -> Iterator[Cells]:
        for quarter, ward, time in product(QUARTERS, self._wards, ("day", "night")):
            calls = self._n(9 if time == "night" else 6)
            yield {"period": quarter, "place": ward, "time_of_day": time, "call_outs": calls,
                   "conveyed": int(self._rng.binomial(calls, 0.6))}  # fmt: skip

    def _custody(self) -> Iterator[Cells]:
        for month, (suite, mean) in product(planted.MONTHS, planted.DETENTIONS_A_MONTH.items()):
            detained = self._n(mean)
            steps = self._steps(detained, planted.SUITE_OFFERED, planted.SUITE_TAKEN_UP)
            silent = suite == planted.SILENT_SUITE
            yield {"month": month, "place": suite, "detentions": detained} | {
                k: 0 if silent else v for k, v in steps.items()
            }

    def _domestic_abuse(self) -> Iterator[Cells]:
        shares = {"self": 0.45, "health": 0.25, "voluntary_service": 0.3}
        for quarter, part in product(QUARTERS, ("rural", "urban")):
            came = self.true_domestic_abuse(part, int(quarter[:4])) / 4 * planted.SERVICE_REACH
            known = planted.KNOWN_TO_POLICE[part]
            means = {("police", "yes"): 0.8 * came * known}
            for source, share in shares.items():
                means |= {(source, "yes"): came * share * known, (source, "no"): came * share * (1 - known)}
            for (source, knew), mean in means.items():
                n = self._n(mean)
                asked = int(self._rng.binomial(n, 0.4))
                yield {"period": quarter, "place": DISTRICT_CODE, "rural_urban": part, "referral_source": source,
                       "police_knew": knew, "referrals": n, **self._steps(n, 0.9, 0.7, 0.75),
                       "median_wait": int(self._rng.integers(9, 30)), "waited_over_28_days": int(self._rng.binomial(n, 0.2)),
                       "safer": int(self._rng.binomial(asked, 0.8)), "asked_at_end": asked}  # fmt: skip

    def _estimate(self, share: float, people: int) -> Cells:
        """A share as a survey finds it, with the interval of Wilson for the people that the design leaves."""
        yes = int(self._rng.binomial(people, share))
        n = people / planted.DESIGN_EFFECT
        p, half = yes / people, Z * np.sqrt(yes / people * (1 - yes / people) / n + Z**2 / (4 * n**2))
        middle, whole = p + Z**2 / (2 * n), 1 + Z**2 / n
        return {"estimate": f"{p:.5f}", "lower": f"{max((middle - half) / whole, 0):.5f}",
                "upper": f"{(middle + half) / whole:.5f}", "respondents": people}  # fmt: skip

    def _survey(self) -> Iterator[Cells]:
        year = planted.SURVEYED_YEAR
        base: Cells = {"period": str(year), "place": DISTRICT_CODE}
        for part, asked in planted.RESPONDENTS.items():
            share = self.true_domestic_abuse(part, year) / self.adults(part)
            yield base | {"question": "experienced_domestic_abuse", "rural_urban": part} | self._estimate(share, asked)
        everyone = sum(planted.RESPONDENTS.values())
        for question, share in (("experienced_violence", 0.021), ("told_the_police", 0.42), ("fears_violence", 0.17),
                                ("feels_unsafe_by_day", 0.04), ("feels_unsafe_after_dark", 0.29),
                                ("carries_or_knows_of_knives", 0.05), ("trusts_the_police", 0.63)):  # fmt: skip
            asked = everyone if question != "told_the_police" else round(everyone * 0.021)
            yield base | {"question": question} | self._estimate(share, asked)

    def _crime_survey(self) -> Iterator[Cells]:
        for place, asked in ((FORCE_CODE, 900), ("E92000001", 32_000)):
            for question, share in (
                ("experienced_violence", 0.018),
                ("fears_violence", 0.12),
                ("feels_unsafe_after_dark", 0.26),
            ):
                yield {"period": FINANCIAL_YEAR, "place": place, "question": question} | self._estimate(share, asked)

    def _repeats(self) -> Iterator[Cells]:
        kinds = {
            "domestic_abuse": self._police["domestic"],
            "violence_with_injury": self._police["code"].isin(["8N", "5D"]),
        }
        for year, (kind, which) in product((2024, 2025), kinds.items()):
            n = int((which & ((self._police["month"] - self._start) // 12 == year - 2024)).sum())
            for times, offences in zip(("1", "2", "3_and_over"), repeat_offences(n), strict=True):
                mean = planted.REPEAT_MEANS[("1", "2", "3_and_over").index(times)]
                yield {"period": str(year), "place": DISTRICT_CODE, "crime_kind": kind, "times": times,
                       "victims": round(offences / mean), "offences": offences}  # fmt: skip

    def _youth_justice(self) -> Iterator[Cells]:
        for quarter, (age, mean) in product(QUARTERS, (("10-14", 22), ("15-17", 46))):
            n = self._n(mean)
            yield {"period": quarter, "place": DISTRICT_CODE, "age_band": age, "first_time_entrants": self._n(mean / 4),
                   "serious_violence_offences": self._n(mean / 8), "knife_offences": self._n(mean / 9), "children": n,
                   **self._steps(n, 0.8)}  # fmt: skip

    def _probation(self) -> Iterator[Cells]:
        for quarter, (risk, mean) in product(
            QUARTERS, (("low", 160), ("medium", 310), ("high", 120), ("very_high", 12))
        ):
            n = self._n(mean)
            yield {
                "period": quarter,
                "place": DISTRICT_CODE,
                "risk_level": risk,
                "supervised": n,
                **self._steps(n, 0.5),
            }

    def _reoffending(self) -> Iterator[Cells]:
        for quarter, (times, mean, each) in product(
            QUARTERS[:6], (("0", 150, 0), ("1", 28, 1), ("2", 12, 2), ("3_and_over", 14, 5))
        ):
            n = self._n(mean)
            yield {"period": quarter, "place": DISTRICT_CODE, "times": times, "people": n, "offences": n * each}

    def _fire(self) -> Iterator[Cells]:
        for quarter in QUARTERS:
            visits = self._n(14)
            yield {"period": quarter, "place": DISTRICT_CODE, "deliberate_fires": self._n(31), "assaults_on_crews": self._n(2),
                   "arson_threat_visits": visits, **self._steps(visits)}  # fmt: skip

    def _education(self) -> Iterator[Cells]:
        reasons = {"assault_on_pupil": 95, "assault_on_adult": 60, "threat_to_pupil": 22, "threat_to_adult": 40, "weapon": 14,
                   "sexual_misconduct": 5, "drugs_or_alcohol": 30, "other": 140}  # fmt: skip
        for quarter, (reason, mean) in product(QUARTERS, reasons.items()):
            n = self._n(mean)
            out = int(self._rng.binomial(n, 0.03))
            yield {"period": quarter, "place": DISTRICT_CODE, "reason": reason, "suspensions": n, "permanent_exclusions": out,
                   **self._steps(n + out, 0.3)}  # fmt: skip

    def _social_care(self) -> Iterator[Cells]:
        factors = {"domestic_abuse": 420, "child_sexual_exploitation": 30, "child_criminal_exploitation": 24, "gangs": 9,
                   "going_missing": 26, "trafficking": 3, "other": 310}  # fmt: skip
        for quarter, (factor, mean) in product(QUARTERS, factors.items()):
            n = self._n(mean)
            yield {"period": quarter, "place": DISTRICT_CODE, "factor": factor, "assessments": n, **self._steps(n, 0.4)}

    def _exploitation(self) -> Iterator[Cells]:
        for quarter, (kind, mean) in product(
            QUARTERS, (("criminal", 20), ("county_lines", 16), ("sexual", 18), ("labour", 3))
        ):
            n = self._n(mean)
            yield {"period": quarter, "place": DISTRICT_CODE, "exploitation_kind": kind, "nrm_referrals": self._n(mean / 4),
                   "screened": n, "screened_at_risk": int(self._rng.binomial(n, 0.5)), **self._steps(n, 0.6)}  # fmt: skip

    def _victim_services(self) -> Iterator[Cells]:
        kinds = {"violence_with_injury": 150, "violence_without_injury": 110, "sexual_offences": 60, "robbery": 12,
                 "stalking_and_harassment": 70}  # fmt: skip
        for quarter, (kind, mean) in product(QUARTERS, kinds.items()):
            n = self._n(mean)
            asked = int(self._rng.binomial(n, 0.3))
            yield {"period": quarter, "place": DISTRICT_CODE, "crime_kind": kind, "referrals": n, **self._steps(n, 0.85, 0.45),
                   "median_wait": int(self._rng.integers(5, 21)), "recovered": int(self._rng.binomial(asked, 0.6)),
                   "asked_at_end": asked}  # fmt: skip

    def _licensing(self) -> Iterator[Cells]:
        for ward, (kind, mean) in product(self._wards, (("pub_or_bar", 6), ("nightclub", 0.4), ("takeaway", 5))):
            n = self._n(mean)
            yield {
                "period": "2025 Q4",
                "place": ward,
                "premises_kind": kind,
                "premises": n,
                "open_after_midnight": int(self._rng.binomial(n, 0.3)),
                "licence_reviews": int(self._rng.binomial(n, 0.04)),
            }

    def _reviews(self) -> Iterator[Cells]:
        for agency in ("police", "local_authority", "health", "probation"):
            n = 2 + self._n(3)
            done = int(self._rng.binomial(n, 0.6))
            yield {"period": FINANCIAL_YEAR, "place": CSP_CODE, "agency": agency, "recommendations_made": n,
                   "recommendations_done": done, "recommendations_late": int(self._rng.binomial(n - done, 0.5))}  # fmt: skip

    def _other(self) -> Iterator[Cells]:
        for month in planted.MONTHS:
            yield {
                "period": month,
                "place": DISTRICT_CODE,
                "measure": "knives_handed_in",
                "unit": "events",
                "value": self._n(17),
            }


def repeat_offences(total: int) -> tuple[int, int, int]:
    """How many of some offences are of victims harmed once, twice, and three times or more."""
    each = [share * mean for share, mean in zip(planted.REPEAT_SHARES, planted.REPEAT_MEANS, strict=True)]
    once, twice = round(total * each[0] / sum(each)), 2 * round(total * each[1] / sum(each) / 2)  # two for each of them
    return once, twice, total - once - twice


def write_figures(folder: Path, world: World, records: Records, seed: int) -> None:
    """Write one file for each contract of figures, small counts hidden and others rounded as its supplier does."""
    for name, rows in Figures(world, records, seed).rows.items():
        of = contract(name)
        given = [column for column in of.columns if any(column.name in row for row in rows)]
        table = [[_shown(of, row.get(column.name, ""), column.form == "count" and column.part == "figure") for column in given]
                 for row in rows]  # fmt: skip
        write_table(folder / f"{name.replace('_', '-')}.csv", [column.heading for column in given], table)


def _shown(of: Contract, value: object, counted: bool) -> str:
    """A cell as the supplier writes it."""
    if not counted or value == "":
        return str(value)
    count = int(str(value))
    for hidden in of.hidden:
        if hidden.least <= count <= hidden.most:
            return hidden.mark
    return str(round(count / of.rounded_to) * of.rounded_to)
