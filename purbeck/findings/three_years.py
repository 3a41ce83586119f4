"""Three years against region and nation, since a base year, and in rank: from police recorded crime."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from purbeck import periods, places
from purbeck.analyses import three_years
from purbeck.findings import ranks, read_out
from purbeck.findings.draft import COUNT_COLUMN, RATE_COLUMNS, RESIDENTS, Draft, counts_of, number, table
from purbeck.findings.finding import Finding
from purbeck.findings.our_csps import our_csps, unknown_names, why_not_ranked, why_unavailable
from purbeck.findings.wording import doubt, trend
from purbeck.findings.wording import three_years as words
from purbeck.incidents.recorded import FLAGS_TABLE
from purbeck.incidents.side_by_side import WHY_THEY_DIFFER, side_by_side
from purbeck.measures.recorded import not_applicable
from purbeck.periods import Period
from purbeck.sources.recorded_crime import SOURCE

SECTION = "three_years"
LATEST_THREE = "latest_three_financial_years"
BYAR = "Rate per 1,000 residents and year; exact interval below 10 offences, Byar's from 10"
RATIO = "Ratio of rates; interval by Student's t, widened by how much our quarters vary round the comparator's"
CHANGE = "Quasi-Poisson comparison of like quarters, with the spread estimated from the quarters themselves"
RANK = "Rank of rates; interval by simulation, allowing for how much a place's quarters vary"
KINDS = {"csp": "CSPs", "county": "counties", "force": "police force areas"}
COVERAGE = ("coverage", "Share of person-years with figures", "0 to 1")


def drafted(draft: Draft) -> list[Finding]:
    """For each theme: the level, against each comparator, the change, the ranks; nothing where no such data are held."""
    evidence = draft.evidence
    over, us = three_years.window(evidence), three_years.subject(evidence)
    if over is None:
        return []
    if us is None:
        ours = evidence.partnership
        return [_Chapter(draft, over, ("partnership", ours.code, ours.name)).unavailable()]
    tables = [evidence.workspace.table(t) for t in (three_years.LEVELS, three_years.CHANGES, three_years.STANDING)]
    levels, changes, standing = (rows[rows["definition"] == evidence.definition.id] for rows in tables)
    chapter = _Chapter(draft, over, us)
    if levels.empty:
        return [chapter.unavailable()]
    findings = []
    for theme, name in draft.evidence.definition.names().items():
        of_theme = levels[levels["theme"] == theme].sort_values(
            "comparator_type", key=lambda c: c.map(ORDER), kind="stable"
        )
        if of_theme.empty:
            continue
        findings.append(chapter.level(theme, name, of_theme))
        beside = of_theme[of_theme["comparator_type"] != "force"].dropna(
            subset=["ratio"]
        )  # the chart shows the force too
        findings += [chapter.compared(theme, name, row) for row in beside.to_dict("records")]
        findings.append(chapter.change(theme, name, changes[changes["theme"] == theme]))
        for kind in three_years.RANKED if theme == evidence.definition.id else ("csp", "county"):
            findings += chapter.ranks(theme, name, kind, standing[standing["place_type"] == kind])
    return findings + chapter.beside()


# The region first, as strategies compare; the nations last.
ORDER = {"region": 0, "force": 1, "nation": 2}


def _in_order(kinds: pd.Series) -> pd.Series:
    return kinds.map(ORDER)


class _Chapter:
    """What the findings of this chapter share: whose they are, over which years, and what to beware of."""

    def __init__(self, draft: Draft, over: Period, us: tuple[str, str, str]) -> None:
        self.draft, self.over, self.us = draft, over, us
        self.csps = our_csps(draft.evidence, over, us)
        whole = us[0] == "partnership" and self.csps.share >= 1
        self.place = us[2] if whole else words.of_place([name for _, name in self.csps.held] or [us[2]], us[2])
        self.part = self.csps.said(draft.place)
        self.everyone = draft.recording.forces_of("nation")  # every chart and rank here has the whole nation in it
        flags = draft.evidence.workspace.table(FLAGS_TABLE)
        self.flags = flags[flags["financial_year"].isin(_years(over))].reset_index(drop=True)
        rules = not_applicable(draft.evidence.definition)
        self.caveats = (
            *self._not_our_area(), *self._force_notes(), *((words.rules_left_out(rules),) if rules else ()),
            words.WITHOUT_PLACES,
        )  # fmt: skip

    def _not_our_area(self) -> tuple[str, ...]:
        members = self.draft.evidence.members
        if self.us[0] != "csp":
            return ()
        csp = members[members["csp_code"] == self.us[1]]
        whole, ours = int(csp["residents"].sum()), int(members.loc[members["ours"], "residents"].sum())
        shared = int(csp.loc[csp["ours"], "residents"].sum())
        return () if whole == shared == ours else (words.not_our_area(self.place, whole, shared, ours),)

    def _force_notes(self) -> tuple[str, ...]:
        home = self.draft.evidence.home("force")
        same = self.flags["force"].map(places.force_key) == places.force_key(home[1] if home else "")
        said = self.flags[(self.flags["flag"] == "force_note") & same]
        return tuple(f"The Home Office notes: {note}" for note in sorted(said["note"].unique()))

    def finding(self, measure: str, theme: str, more: dict[str, str], **fields: Any) -> Finding:
        """A finding about us over the window, unless `more` says otherwise of its question."""
        asked = {"place_type": self.us[0], "place_code": self.us[1], "period": LATEST_THREE, "source": SOURCE.name,
                 "denominator_kind": "residents"} | more  # fmt: skip
        shared: dict[str, Any] = {
            "place_name": self.place, "period": self.over.label, "already_public": SOURCE.already_public,
            "caveats": (RESIDENTS, *self.caveats),
            "selection": self.draft.selection(theme, self.over.months),
        }  # fmt: skip
        question = self.draft.question("three_years", measure, theme, **asked)
        spoken = {"span": (self.over.first, self.over.last), "forces": self.everyone} | fields
        return self.draft.finding(question, SECTION, **(shared | spoken))

    def unavailable(self) -> Finding:
        """The one finding where the source has no figure for us."""
        why = why_unavailable(self.draft.evidence, self.flags, [code for code, _ in self.csps.ranked])
        return self.finding(
            "rate_per_1000", self.draft.evidence.definition.id, {}, title=words.unavailable_title(self.place),
            statement=words.unavailable(self.place, self.over.label, why), unit="per 1,000 residents a year", method=BYAR,
            certainty="cannot_tell_from_this_source",
        )  # fmt: skip

    def level(self, theme: str, name: str, of_theme: pd.DataFrame) -> Finding:
        """Our rate over the window, charted beside every comparator's."""
        row = of_theme.iloc[0]
        limits, coverage = (row["lower_rate"], row["upper_rate"]), self._coverage(row["first"], self.over.type, row)
        rows: list[tuple[Any, ...]] = [
            (self.place[0].upper() + self.place[1:], int(row["count"]), number(row["rate_per_1000"]), number(limits[0]),
             number(limits[1]), True, number(coverage))
        ]  # fmt: skip
        for r in of_theme.to_dict("records"):
            kind = " police force area" if r["comparator_type"] == "force" else ""
            rows.append(
                (f"{r['comparator_name']}{kind}", int(r["comparator_count"]), number(r["comparator_rate"]),
                 number(r["comparator_lower"]), number(r["comparator_upper"]), False, number(r["comparator_coverage"]))
            )  # fmt: skip
        return self.finding(
            "rate_per_1000", theme, {}, title=words.level_title(name, row["rate_per_1000"], self.over.label),
            statement=self._of_part(
                words.level(name, self.place, self.over.label, int(row["count"]), row["rate_per_1000"], limits,
                            self.draft.confidence, coverage)
            ),
            alternative=read_out.compared_alternative(rows), unit="per 1,000 residents a year", method=BYAR,
            certainty="described", value=number(row["rate_per_1000"]), lower=number(limits[0]), upper=number(limits[1]),
            n=int(row["count"]), counts=counts_of(of_theme, "comparator_count"), coverage=coverage, chart="comparison",
            rows=table((("place", "Place", ""), COUNT_COLUMN, *RATE_COLUMNS, ("ours", "Ours", ""), COVERAGE), rows),
        )  # fmt: skip

    def compared(self, theme: str, name: str, row: dict[str, Any]) -> Finding:
        """Our rate over one comparator's without us."""
        limits = (row["lower"], row["upper"])
        few = min(row["count"], row["outside_count"]) < self.draft.evidence.rules.few_events
        verdict = "too few to tell" if few else doubt.direction(row["ratio"], *limits)
        certainty = {"too few to tell": "too_few_to_tell", "no clear difference": "no_clear_difference"}.get(
            verdict, "clear"
        )
        kind = row["comparator_type"]
        them = doubt.comparator_name(kind, row["comparator_name"])
        return self.finding(
            "rate_ratio", theme, {"comparator": f"rest of {kind} {row['comparator_code']}"},
            title=words.compared_title(name, verdict, them),
            statement=self._of_part(
                words.compared(name, self.place, self.over.label, row["rate_per_1000"], them,
                               (row["outside_rate"], row["comparator_rate"]), row["ratio"], limits,
                               self.draft.confidence, row["outside_coverage"], few)
            ),
            unit="times the comparator's rate", method=RATIO, certainty=certainty, value=number(row["ratio"]),
            lower=number(limits[0]), upper=None if np.isinf(limits[1]) else number(limits[1]), n=int(row["count"]),
            counts=(int(row["outside_count"]), int(row["comparator_count"])), coverage=row["outside_coverage"],
            forces=self.draft.recording.forces_of(kind, row["comparator_code"]),
        )  # fmt: skip

    def change(self, theme: str, name: str, changes: pd.DataFrame) -> Finding:
        """The latest financial year against the first of the window, and what the rest of each comparator did."""
        years = three_years.rates(
            self.draft.evidence, place_type=self.us[0], place_code=self.us[1], period_type="financial_year", theme=theme
        )
        years["coverage"] = [self._coverage(r["first"], "financial_year", r) for r in years.to_dict("records")]
        rows = [
            (_label(r["first"]), int(r["count"]), number(r["value"]), number(r["lower"]), number(r["upper"]),
             number(r["coverage"]))
            for r in years[years["first"] <= self.over.last].to_dict("records")
        ]  # fmt: skip
        ours = changes[changes["ours"]]
        base = int(self.over.first[:4])
        answer = ours[ours["base_year"] == base]
        title, statement, certainty, found = self._verdict(name, answer.iloc[0] if len(answer) else None)
        known = ours[ours["reason"] == ""].sort_values("base_year")
        bases = [(_label(f"{r['base_year']}-04"), doubt.direction(r["ratio"], r["lower"], r["upper"]))
                 for r in known.to_dict("records")]  # fmt: skip
        others = changes[~changes["ours"] & (changes["base_year"] == base) & (changes["reason"] == "")]
        others = others[others["place_type"] != "force"]
        said = [(doubt.comparator_name(r["place_type"], r["place_name"]), r["ratio"], r["lower"], r["upper"])
                for r in others.sort_values("place_type", key=_in_order, kind="stable").to_dict("records")]  # fmt: skip
        latest = _label(f"{int(self.over.last[:4]) - 1}-04")
        return self.finding(
            "change", theme, {"comparator": "first_of_three_financial_years"}, title=title,
            statement=" ".join(
                filter(None, (statement, self.part, words.others_changed(said), trend.base_years(bases, latest)))
            ),
            alternative=read_out.years_alternative(name, rows), unit="times the earlier rate", method=CHANGE,
            span=(str(years["first"].min()) if len(years) else self.over.first, self.over.last), certainty=certainty,
            coverage=number(years.loc[years["first"].isin([f"{base}-04", f"{latest[:4]}-04"]), "coverage"].min()),
            value=number(found.get("ratio")), lower=number(found.get("lower")),
            upper=number(found.get("upper")), n=int(found.get("latest_count", rows[-1][1] if rows else 0)),
            counts=counts_of(changes, "base_count", "latest_count"), chart="years",
            rows=table((("period", "Financial year", ""), COUNT_COLUMN, *RATE_COLUMNS, COVERAGE), rows),
        )  # fmt: skip

    def _verdict(self, name: str, answer: pd.Series | None) -> tuple[str, str, str, dict[str, Any]]:
        if answer is None:
            return words.no_change_title(name), words.no_change(name, None, None, ""), "too_few_to_tell", {}
        years = (_label(f"{answer['base_year']}-04"), _label(f"{answer['latest_year']}-04"))
        counts = (int(answer["base_count"]), int(answer["latest_count"]))
        if answer["reason"]:
            said = words.no_change(name, years, counts, answer["reason"])
            return words.no_change_title(name), said, "too_few_to_tell", {"latest_count": counts[1]}
        limits = (answer["lower"], answer["upper"])
        verdict = doubt.direction(answer["ratio"], *limits)
        said = words.change(name, self.place, years, counts, answer["ratio"], limits, self.draft.confidence)
        certainty = "no_clear_difference" if verdict == "no clear difference" else "clear"
        return words.change_title(name, verdict, years[0]), said, certainty, answer.to_dict()

    def _coverage(self, first: str, period_type: str, row: Any) -> float:
        """The share of person-years with figures of what is named: of our CSPs, where those are not all of us."""
        if self.us[0] == "csp" or self.csps.share >= 1:
            return float(row["coverage"])
        found = three_years.rates(self.draft.evidence, place_type="csp", period_type=period_type, theme=row["theme"])
        found = found[(found["first"] == first) & found["place_code"].isin([code for code, _ in self.csps.held])]
        return float(found["denominator"].sum() / (found["denominator"] / found["coverage"]).sum())

    def _of_part(self, statement: str) -> str:
        """A statement, and which part of us it is about where it is not all."""
        return f"{statement} {self.part}".rstrip()

    def ranks(self, theme: str, name: str, kind: str, standing: pd.DataFrame) -> list[Finding]:
        """The place of each of ours among all of a kind; why there is none, once, with the total."""
        evidence = self.draft.evidence
        home = evidence.home(kind)
        ours = self.csps.ranked if kind == "csp" else () if home is None else (home,)
        stood = standing[standing["theme"] == theme]
        found = []
        for place in ours:
            if place[0] in set(stood["place_code"]):
                found.append(self._rank(theme, name, kind, stood, place))
            elif theme == evidence.definition.id:
                found.append(self._not_ranked(theme, kind, place))
        return found

    def _rank(self, theme: str, name: str, kind: str, stood: pd.DataFrame, place: tuple[str, str]) -> Finding:
        row = stood[stood["place_code"] == place[0]].iloc[0]
        rows = ranks.near(stood, place[0])
        limits = (int(row["rank_lower"]), int(row["rank_upper"]))
        several = (int(row["ranked"]), int(row["places"]))
        rank = (int(row["rank"]), int(row["sharing"]))
        strange = unknown_names(self.flags) if kind in ("csp", "county") else []
        return self.finding(
            "rank", theme, {"place_type": kind, "place_code": place[0], "comparator": f"all {kind}s"},
            title=words.ranked_title(name, row["place_name"], *rank, several[0], KINDS[kind]),
            statement=words.ranked(name, row["place_name"], self.over.label, rank, limits, *several, KINDS[kind],
                                   self.draft.confidence, strange),
            alternative=read_out.ranks_alternative(rows, KINDS[kind]), unit="rank, 1 the highest rate",
            method=RANK, certainty="described", value=float(rank[0]), lower=float(limits[0]), upper=float(limits[1]),
            n=int(row["count"]), counts=counts_of(stood, "count"), coverage=row["coverage"], place_name=row["place_name"],
            chart="ranks", rows=table(ranks.COLUMNS, rows), caveats=(RESIDENTS, *self._not_alone(kind), *self.caveats),
        )  # fmt: skip

    def _not_ranked(self, theme: str, kind: str, place: tuple[str, str]) -> Finding:
        why = why_not_ranked(self.draft.evidence, self.over, theme, kind, place, self.flags)
        return self.finding(
            "rank", theme, {"place_type": kind, "place_code": place[0], "comparator": f"all {kind}s"},
            title=words.not_ranked_title(place[1], KINDS[kind]),
            statement=words.not_ranked(place[1], KINDS[kind], self.over.label, why), unit="rank, 1 the highest rate",
            method=RANK, certainty="cannot_tell_from_this_source", place_name=place[1],
        )  # fmt: skip

    def _not_alone(self, kind: str) -> tuple[str, ...]:
        """What else of ours of this kind is not ranked here, and why."""
        if kind == "csp":
            reaching = [name for _, name in self.csps.reaching]
            return (words.reaching(reaching),) if reaching else ()
        ours = self.draft.evidence.members
        ours = ours[ours["ours"]]
        people = ours.groupby(f"{kind}_name")["residents"].sum()
        if len(people) < 2:
            return ()
        return (words.most_of_us(KINDS[kind], str(people.idxmax()), people.max() / ours["residents"].sum()),)

    def beside(self) -> list[Finding]:
        """Recorded crime beside street-level rows of each of our CSPs, so that nobody mixes the two."""
        found = side_by_side(self.draft.evidence.workspace)
        both = found.dropna(subset=["recorded_crime", "street_level"]) if len(found) else found
        if both.empty:
            return []
        rows = [(r["csp"], r["kind"], int(r["recorded_crime"]), int(r["street_level"]), number(r["street_level_per_100"]))
                for r in both.to_dict("records")]  # fmt: skip
        said = [
            (str(csp), str(quarters), [row[1:4] for row in rows if row[0] == csp])
            for csp, quarters in both[["csp", "quarters"]].drop_duplicates().itertuples(index=False)
        ]
        without = found[~found["csp"].isin(both["csp"])].drop_duplicates("csp")
        period = "; ".join(both["quarters"].unique())
        return [
            self.finding(
                "side_by_side", self.draft.evidence.definition.id, {"denominator_kind": "none"},
                title=words.beside_title([csp for csp, _, _ in said]),
                statement=words.beside(said, list(without[["csp", "note"]].itertuples(index=False)), WHY_THEY_DIFFER),
                unit="offences", method="Both counts of the same CSP, quarters and kinds of offence", certainty="described",
                n=sum(r[2] for r in rows), counts=tuple(r[3] for r in rows), period=period, confidence=None,
                rows=table((("place", "CSP", ""), ("kind_of_offence", "Kind", ""), ("count", "Recorded crime", "offences"),
                            ("street_level", "Street-level rows", "offences"),
                            ("per_100", "Street-level rows per 100 of recorded crime", "")), rows),
            )
        ]  # fmt: skip


def _label(first: str) -> str:
    return periods.financial_year(int(first[:4])).label


def _years(over: Period) -> list[str]:
    return [_label(f"{year}-04") for year in range(int(over.first[:4]), int(over.last[:4]))]
