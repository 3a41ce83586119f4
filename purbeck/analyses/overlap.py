"""What police and health services each saw of the same violence, and how far it overlaps.

Method: events matched without identities (incidents.shared_events); shares with Wilson's limits; of events in which somebody was
hurt, Chapman's estimate with Chao's lower bound beside it where its condition holds, and the range over stated dependence and
match error (statistics.capture). Not for: one number for the total. See docs/methods/overlap.md.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any

import pandas as pd

from purbeck import periods, places
from purbeck.analyses.analysis import Evidence
from purbeck.counts import ALL, cells
from purbeck.incidents import shared_events
from purbeck.incidents.incident import TABLE as INCIDENTS
from purbeck.incidents.record_quality import MONTHS
from purbeck.incidents.shared_events import DEPARTMENT, ERROR, PAIRS
from purbeck.sources.returns.figures import RETURNED
from purbeck.statistics.capture import Overlap, chao_lower_bound, chapman, like_reach, log_linear, over_assumptions
from purbeck.statistics.intervals import ratio_interval, share_interval
from purbeck.statistics.matching import PLACE_KNOWN
from purbeck.statistics.possible import exact
from purbeck.tables import HELD, Column, Table

FILE = Path(__file__).with_suffix(".toml")
POLICE = "police_extract"
TO_THE_POINT = ("exact", "street")
ALWAYS, NIGHT = WHEN = ("always", "night")
OVERLAP = "overlap"  # the universe of counts of both services' records of violence
VIOLENCE, WITHOUT_PLACE, LEFT_OUT = "violence", "without_place", "left_out"
OF_A_PLACE = ("police", "department", "both")
TOTALS = ("chapman", "chapman_lower", "chapman_upper", "chao", "chao_lower", "chao_upper", "range_least", "range_most")

SERVICES = Table(
    name="analyses/services",
    meaning="What each service counted of violence in our area in the latest twelve months that it sent; never added up",
    columns=(
        Column("service", "string", "the contract", required=True),
        Column("first", "string", "first month", required=True),
        Column("last", "string", "last month", required=True),
        Column("least", "int64", "how many at the least", required=True),
        Column(
            "most",
            "int64",
            "how many at the most: more where the supplier hid or rounded a number, or gave no place",
            required=True,
        ),
        Column("count_least", "int64", "how many there are at the least, whatever is rounded", required=True),
        Column("count_most", "int64", "how many there are at the most, whatever is rounded", required=True),
        Column("without_place", "int64", "records that say no place, which may be ours or not", required=True),
    ),
    key=("service",),
    by_area=True,
)
TABLE = Table(
    name="analyses/overlap",
    meaning="Attendances for assault that the police recorded too, of places known to the point in both, and totals that follow",
    columns=(
        Column("place_type", "string", "kind of place", vocabulary=places.PLACE_TYPES, required=True),
        Column("place_code", "string", "the place", required=True),
        Column("place_name", "string", "its name", required=True),
        Column("when", "string", "at any time, or at night", vocabulary=WHEN, required=True),
        Column("first", "string", "first month that both cover", required=True),
        Column("last", "string", "last month", required=True),
        Column("police", "int64", "incidents of the police", unit="incidents", required=True),
        Column("department", "int64", "attendances", unit="incidents", required=True),
        Column("both", "int64", "events taken to be in both", unit="incidents", required=True),
        Column("left_out", "int64", "attendances of these months of which the place is not known to the point; of us alone",
               unit="incidents"),
        Column("share", "float64", "share of attendances that the police recorded too", unit="0 to 1", decimals=HELD),
        Column("lower", "float64", "lower end of its interval", unit="0 to 1", decimals=HELD),
        Column("upper", "float64", "upper end of its interval", unit="0 to 1", decimals=HELD),
        Column("beside_ratio", "float64", "that share over the share in the rest of our area", decimals=HELD),
        Column("beside_lower", "float64", "lower end of its interval, wider for each place that is looked at", decimals=HELD),
        Column("beside_upper", "float64", "upper end of it", decimals=HELD),
        Column("missed", "float64", "share of true matches expected to be missed", unit="0 to 1", decimals=HELD),
        Column("false", "float64", "share of matches expected to be wrong", unit="0 to 1", decimals=HELD),
        Column("police_hurt", "int64", "incidents of the police at which somebody was hurt, which totals are of",
               unit="incidents"),
        Column("rounded", "boolean", "whether these are rounded", required=True),
        Column("both_hurt", "int64", "attendances that were matched with one of these", unit="incidents"),
        *(Column(name, "float64", f"events in all: {name.replace('_', ' ')}", unit="events", decimals=HELD)
          for name in TOTALS),
    ),
    key=("place_type", "place_code", "when"),
    by_area=True,
)  # fmt: skip
THREE = Table(
    name="analyses/three_lists",
    meaning="Events in all, where a partner matched three lists and sent the seven numbers: one row for each log-linear model",
    columns=(
        Column("model", "string", "pairs of lists that hang together, joined by +; apart where none does", required=True),
        Column("first", "string", "first month", required=True),
        Column("last", "string", "last month", required=True),
        Column("fewest_seen", "int64", "the smallest of the seven numbers", unit="events", required=True),
        Column("seen", "int64", "events in any list", unit="events", required=True),
        Column("value", "float64", "events in all", unit="events", decimals=HELD, required=True),
        Column("lower", "float64", "lower end of its interval", unit="events", decimals=HELD, required=True),
        Column("upper", "float64", "upper end of its interval", unit="events", decimals=HELD, required=True),
        Column("left_open", "boolean", "whether the numbers are rounded, so that it is open which model fits best",
               required=True),
        Column("aic", "float64", "Akaike's criterion: the smaller, the better the model fits", decimals=HELD, required=True),
    ),
    key=("model",),
    by_area=True,
)  # fmt: skip
APART = "apart"
READ = (RETURNED, INCIDENTS, MONTHS, PAIRS, ERROR)


@cache
def rules() -> dict[str, Any]:
    """overlap.toml."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def services(evidence: Evidence) -> pd.DataFrame:
    """Rows of the services table, each of months that the service sent whole; none of one that sent nothing of our area."""
    rows: list[dict[str, Any]] = []
    seen = evidence.workspace.counts.of("services", partial(_service_cells, evidence))
    for source, own in seen.groupby("source"):
        told = own.set_index("what").loc[[f"{source} {VIOLENCE}", f"{source} {WITHOUT_PLACE}"]]
        number, placeless = told["value"]
        if not pd.isna(number) and not pd.isna(placeless):
            rows.append({"service": source, "first": own["first"].iloc[0], "last": own["last"].iloc[0], "least": number,
                         "most": number + placeless, "count_least": told["at_least"].iloc[0],
                         "count_most": told["at_most"].sum(), "without_place": placeless})  # fmt: skip
    for service in rules()["services"]:
        totals = evidence.totals(service["contract"], figure=service["figure"])
        whole = totals[(totals["place_type"] == "partnership") & (totals["periods"] == totals["of_periods"])]
        for one in whole[whole["least"].notna()].to_dict("records"):
            ends = {end: str(pd.Timestamp(one[end]).strftime("%Y-%m")) for end in ("first", "last")}
            rows.append({"service": service["contract"], **ends, "least": one["least"], "most": one["most"],
                         "count_least": one["at_least"], "count_most": one["at_most"], "without_place": 0})  # fmt: skip
    return pd.DataFrame(rows, columns=[c.name for c in SERVICES.columns])


def _service_cells(evidence: Evidence) -> pd.DataFrame:
    """Of each source of records: incidents of ours, and those that say no place."""
    rows: list[dict[str, Any]] = []
    for source, own in _incidents(evidence).groupby("source"):
        months = periods.longest_run(evidence.months_recorded(str(source), source == POLICE), periods.MONTHS_A_YEAR)
        inside = own[own["month"].isin(months)]
        numbers = {VIOLENCE: int(inside["ours"].sum()), WITHOUT_PLACE: int(inside["lsoa21"].isna().sum())}
        rows += [
            {"source": source, "what": f"{source} {what}", "least": number, "most": number, "first": months[0],
             "last": months[-1]}
            for what, number in numbers.items() if months
        ]  # fmt: skip
    found = pd.DataFrame(rows, columns=["source", "what", "least", "most", "first", "last"])
    us = {"place_type": "partnership", "place_code": evidence.partnership.code}
    return cells(found, universe=OVERLAP, **us)


def overlap(evidence: Evidence) -> pd.DataFrame:
    """Rows of the table: ours as a whole and each ward, at any time and at night; none unless both hold records."""
    seen = evidence.workspace.counts.of("overlap", partial(_cells, evidence), ("place_name",))
    if seen.empty:
        return TABLE.empty()
    found = pd.DataFrame(list(_rows(evidence, seen)), columns=[c.name for c in TABLE.columns])
    return found.assign(first=seen["first"].iloc[0], last=seen["last"].iloc[0])


def _cells(evidence: Evidence) -> pd.DataFrame:
    """Of our area and of each ward, at any time and at night: incidents, attendances, and those in both."""
    columns = ["place_type", "place_code", "place_name", "when", "what", "least"]
    months = periods.longest_run(
        set(evidence.months_recorded(POLICE, True)) & set(evidence.months_recorded(DEPARTMENT, False)),
        periods.MONTHS_A_YEAR,
    )
    rows: list[dict[str, Any]] = []
    if months and evidence.workspace.store.files(PAIRS):
        held, left_out = _matched(evidence, months)
        rows = list(_counted(evidence, held, left_out))
    found = pd.DataFrame(rows, columns=columns)
    night = found["when"] == NIGHT
    return cells(
        found, universe=OVERLAP, source=DEPARTMENT, most=found["least"], first=months[0] if months else "",
        last=months[-1] if months else "", group_by=night.map({True: "when", False: ALL}),
        group_value=night.map({True: NIGHT, False: ALL}),
    )  # fmt: skip


def _matched(evidence: Evidence, months: list[str]) -> tuple[pd.DataFrame, int]:
    """Records of these months of which the place is known to the point, which of them are in both; how many are left out."""
    held = _incidents(evidence)
    held = held[held["month"].isin(months)]
    pointed = held["location_precision"].isin(TO_THE_POINT)
    left_out = (held["source"] == DEPARTMENT) & (held["lsoa21"].isna() | (held["ours"] & ~pointed))
    held = held[held["ours"] & pointed]
    pairs = evidence.workspace.store.rows(PAIRS, place_known=PLACE_KNOWN[0])
    both = pairs[
        pairs["police_incident"].isin(held["incident_id"]) & pairs["department_incident"].isin(held["incident_id"])
    ]
    hurt = set(held.loc[held["hurt"], "incident_id"])
    held = held.assign(
        both=held["incident_id"].isin(both["department_incident"]),
        both_hurt=held["incident_id"].isin(both.loc[both["police_incident"].isin(hurt), "department_incident"]),
    )
    return held, int(left_out.sum())


def _incidents(evidence: Evidence) -> pd.DataFrame:
    """Records of the two services: those of the police at which somebody can have been hurt."""
    store = evidence.workspace.store
    wanted = ["incident_id", "source", "month", "occurred_from", "date_precision", "location_precision", "lsoa21"]
    if not store.files(INCIDENTS):
        return pd.DataFrame(columns=[*wanted, "hurt", "ours", "night"])
    groups = tomllib.loads(shared_events.RULES.read_text(encoding="utf-8"))["groups"]["names"]
    rows = store.read(INCIDENTS)
    rows = rows.filter(rows.source.isin([POLICE, DEPARTMENT]))
    rows = rows.filter((rows.source == DEPARTMENT) | rows.offence_group.isnull() | rows.offence_group.isin(groups))
    of = rules()["population"]
    hurt = (rows.injury.isin(of["injuries"]) | rows.offence_code.isin(of["offence_codes"])).fill_null(False)
    found = store.fetch(rows.select(*wanted, hurt=(rows.source == POLICE) & hurt))
    ours = set(evidence.members.loc[evidence.members["ours"], "lsoa21"])
    hours = pd.to_datetime(found["occurred_from"]).dt.hour
    night = (hours >= rules()["night"]["first_hour"]) | (hours <= rules()["night"]["last_hour"])
    return found.assign(ours=found["lsoa21"].isin(ours), night=night & (found["date_precision"] == "minute"))


def _counted(evidence: Evidence, held: pd.DataFrame, left_out: int) -> Iterator[dict[str, Any]]:
    """A row for each count of a place at a time."""
    us = {"place_type": "partnership", "place_code": evidence.partnership.code, "place_name": evidence.partnership.name}
    held = held.merge(evidence.members[["lsoa21", "ward_code", "ward_name"]], on="lsoa21", how="left")
    yield {**us, "when": ALWAYS, "what": LEFT_OUT, "least": left_out}
    for when in WHEN:
        own = held if when == ALWAYS else held[held["night"]]
        hurt = {
            "police_hurt": int(own["hurt"].sum()), "both_hurt": int(own["both_hurt"].sum())
        } if when == ALWAYS else {}  # fmt: skip
        places_ = [(us, _counts(own) | hurt)]
        for (code, name), part in own.groupby(["ward_code", "ward_name"]):
            where = {"place_type": "ward", "place_code": str(code), "place_name": str(name)}
            if (found := _counts(part))["department"] >= rules()["fewest"]["seen"]:
                places_.append((where, found))
        for where, found in places_:
            yield from ({**where, "when": when, "what": what, "least": number} for what, number in found.items())


def _rows(evidence: Evidence, seen: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """A row of each place and time of which every count may be seen."""
    confidence = evidence.partnership.confidence
    found: dict[tuple[str, str, str, str], dict[str, Any]] = {}
    ends: dict[tuple[str, str, str, str], dict[str, tuple[float, float]]] = {}
    for one in seen.to_dict("records"):
        when = NIGHT if one["group_by"] == "when" else ALWAYS
        of = (when, str(one["place_type"]), str(one["place_code"]), str(one["place_name"]))
        found.setdefault(of, {})[str(one["what"])] = one["value"]
        ends.setdefault(of, {})[str(one["what"])] = (one["at_least"], one["at_most"])
    whole: dict[tuple[str, str, str, str], dict[str, int]] = {
        of: {what: int(n) for what, n in counts.items() if not pd.isna(n)}
        for of, counts in found.items() if not any(pd.isna(counts[what]) for what in OF_A_PLACE)
    }  # fmt: skip
    for when in WHEN:
        wards = [of for of in whole if of[:2] == (when, "ward")]
        us = next((of for of in whole if of[:2] == (when, "partnership")), None)
        if us is None:
            continue
        ours = whole[us]
        level = 1 - (1 - confidence) / max(len(wards) * len(WHEN), 1)
        for of, counts in sorted(whole.items(), key=lambda one: (one[0][1], one[0][2])):
            if of[0] != when:
                continue
            where = dict(zip(("when", "place_type", "place_code", "place_name"), of, strict=True))
            own = {what: counts[what] for what in (*OF_A_PLACE, LEFT_OUT) if what in counts}
            more = (
                _totals(evidence, counts, confidence)
                if of[1] == "partnership"
                else _beside((counts, ends[of]), (ours, ends[us]), level)
            )
            rounded = any(least != most for least, most in ends[of].values())
            yield {**where, **own, "rounded": rounded, **_share(counts, confidence), **more}


def _counts(rows: pd.DataFrame) -> dict[str, int]:
    return {
        "police": int((rows["source"] == POLICE).sum()), "department": int((rows["source"] == DEPARTMENT).sum()),
        "both": int(rows["both"].sum()),
    }  # fmt: skip


def _share(counts: dict[str, int], confidence: float) -> dict[str, float]:
    if counts["department"] < rules()["fewest"]["seen"]:
        return {}
    lower, upper = share_interval(counts["both"], counts["department"], confidence)
    return {"share": counts["both"] / counts["department"], "lower": float(lower), "upper": float(upper)}


Ends = dict[str, tuple[float, float]]


def _beside(
    part: tuple[dict[str, int], Ends], whole: tuple[dict[str, int], Ends], confidence: float
) -> dict[str, float]:
    """The share here over that in the rest of our area; limits that hold whatever the counts shown were rounded from.

    `part` and `whole` are counts, and how few and how many they may be.
    """
    both, seen = (whole[0][name] - part[0][name] for name in ("both", "department"))
    rest = {name: (whole[1][name][0] - part[1][name][1], whole[1][name][1] - part[1][name][0]) for name in part[1]}
    if min(rest["both"][0], part[1]["department"][0]) < 1 or rest["department"][0] < rules()["fewest"]["seen"]:
        return {}
    (few, many), (least, most) = part[1]["both"], part[1]["department"]
    lower, _ = ratio_interval(few, most, rest["both"][1], rest["department"][0], confidence)
    _, upper = ratio_interval(many, least, rest["both"][0], rest["department"][1], confidence)
    ratio = (part[0]["both"] / part[0]["department"]) / (both / seen)
    return {"beside_ratio": ratio, "beside_lower": float(lower), "beside_upper": float(upper)}


def _totals(evidence: Evidence, counts: dict[str, int], confidence: float) -> dict[str, float | None]:
    """Events in which somebody was hurt, in all, by each way of reckoning; none where too few are in both, or at night.

    Chao's bound is withheld where the lists reach so unlike that it would be no bound, or where it passes the range.
    """
    if not {"police_hurt", "both_hurt"} <= counts.keys():
        return {}
    hurt, both = counts["police_hurt"], counts["both_hurt"]
    if both < rules()["fewest"]["shared"]:
        return {}
    shared = Overlap(max(hurt - both, 0), max(counts["department"] - both, 0), both)
    found, wrong = evidence.workspace.counts.fact("match error", partial(_match_error, evidence))
    missed = 0.0 if found is None or pd.isna(found) else min(max(1 - float(found), 0.0), 0.99)
    false = 0.0 if wrong is None or pd.isna(wrong) else float(wrong)
    middle = chapman(shared, confidence)
    bound = chao_lower_bound(shared.seen, shared.first_only + shared.second_only, shared.both, confidence=confidence)
    least, most = over_assumptions(shared, rules()["dependence"]["values"], (0.0, missed), (0.0, false))
    holds = like_reach(shared, float(rules()["alike"]["at_most"])) and bound.value <= most
    chao = (bound.value, bound.lower, bound.upper) if holds else (None, None, None)
    values = (middle.value, middle.lower, middle.upper, *chao, least, most)
    of = {"police_hurt": hurt, "both_hurt": both, "missed": missed, "false": false}
    return {**of, **dict(zip(TOTALS, values, strict=True))}


def _match_error(evidence: Evidence) -> tuple[float | None, float | None]:
    """The shares of true matches expected to be found, and of matches expected to be wrong (in ten-thousandths)."""
    error = evidence.workspace.store.rows(ERROR, place_known=PLACE_KNOWN[0])
    found, wrong = (error[name].iloc[0] if len(error) else None for name in ("expected_found", "expected_false"))
    return found, wrong


def three_lists(evidence: Evidence) -> pd.DataFrame:
    """Rows of the table of three lists; none unless the seven numbers of three lists came whole, none of them hidden."""
    asked = rules()["three_lists"]
    totals = evidence.totals(asked["contract"], ("measure", "group"))
    own = totals[(totals["place_type"] == "partnership") & (totals["measure"] == asked["measure"])]
    lists = sorted({name for group in own["group"] for name in group.split("_and_")})
    if len(lists) != 3 or own["hidden"].any() or own["value"].isna().any():
        return THREE.empty()
    cells = {
        tuple(name in group.split("_and_") for name in lists): int(number)
        for group, number in zip(own["group"], own["least"], strict=True)
    }
    if len(cells) != 7:
        return THREE.empty()
    months = {end: str(pd.Timestamp(own[end].iloc[0]).strftime("%Y-%m")) for end in ("first", "last")}
    rounded = not exact(own["at_least"], own["at_most"])
    shared = {**months, "left_open": rounded, "fewest_seen": min(cells.values()), "seen": sum(cells.values())}
    rows = [
        {"model": "+".join(f"{lists[a]}_and_{lists[b]}" for a, b in one.pairs) or APART, **shared, "value": one.total.value,
         "lower": one.total.lower, "upper": one.total.upper, "aic": one.aic}
        for one in log_linear({(a, b, c): n for (a, b, c), n in cells.items()}, evidence.partnership.confidence)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[c.name for c in THREE.columns])
