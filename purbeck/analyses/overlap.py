"""What police and health services each saw of the same violence, and how far it overlaps.

Method: events matched without identities (incidents.shared_events); shares with Wilson's limits; of events in which somebody was
hurt, Chapman's estimate with Chao's lower bound beside it where its condition holds, and the range over stated dependence and
match error (statistics.capture). Not for: one number for the total. See docs/methods/overlap.md.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from purbeck import periods, places
from purbeck.analyses.analysis import Evidence
from purbeck.incidents import shared_events
from purbeck.incidents.incident import TABLE as INCIDENTS
from purbeck.incidents.record_quality import MONTHS
from purbeck.incidents.shared_events import DEPARTMENT, ERROR, PAIRS
from purbeck.measures.covered import recorded_months
from purbeck.measures.returned_totals import latest_totals
from purbeck.sources.returns.figures import RETURNED
from purbeck.statistics.capture import Overlap, chao_lower_bound, chapman, like_reach, log_linear, over_assumptions
from purbeck.statistics.intervals import ratio_interval, share_interval
from purbeck.statistics.matching import PLACE_KNOWN
from purbeck.tables import HELD, Column, Table

FILE = Path(__file__).with_suffix(".toml")
POLICE = "police_extract"
TO_THE_POINT = ("exact", "street")
ALWAYS, NIGHT = WHEN = ("always", "night")
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
    held = _incidents(evidence)
    for source, own in held.groupby("source"):
        months = periods.longest_run(_sent(evidence, str(source)), periods.MONTHS_A_YEAR)
        if not months:
            continue
        inside = own[own["month"].isin(months)]
        number, placeless = int(inside["ours"].sum()), int(inside["lsoa21"].isna().sum())
        rows.append({"service": source, "first": months[0], "last": months[-1], "least": number, "most": number + placeless,
                     "without_place": placeless})  # fmt: skip
    for service in rules()["services"]:
        returned = evidence.returned(service["contract"])
        totals = latest_totals(returned[returned["figure"] == service["figure"]], evidence.members)
        whole = totals[(totals["place_type"] == "partnership") & (totals["periods"] == totals["of_periods"])]
        for one in whole.to_dict("records"):
            ends = {end: str(pd.Timestamp(one[end]).strftime("%Y-%m")) for end in ("first", "last")}
            rows.append({"service": service["contract"], **ends, "least": one["least"], "most": one["most"],
                         "without_place": 0})  # fmt: skip
    return pd.DataFrame(rows, columns=[c.name for c in SERVICES.columns])


def overlap(evidence: Evidence) -> pd.DataFrame:
    """Rows of the table: ours as a whole and each ward, at any time and at night; none unless both hold records."""
    held = _incidents(evidence)
    store = evidence.workspace.store
    both_sent = set(_sent(evidence, POLICE)) & set(_sent(evidence, DEPARTMENT))
    months = periods.longest_run(both_sent, periods.MONTHS_A_YEAR)
    if not months or not store.files(PAIRS):
        return TABLE.empty()
    held = held[held["month"].isin(months)]
    pointed = held["location_precision"].isin(TO_THE_POINT)
    left_out = (held["source"] == DEPARTMENT) & (held["lsoa21"].isna() | (held["ours"] & ~pointed))
    held = held[held["ours"] & pointed]
    pairs = store.rows(PAIRS, place_known=PLACE_KNOWN[0])
    both = pairs[
        pairs["police_incident"].isin(held["incident_id"]) & pairs["department_incident"].isin(held["incident_id"])
    ]
    hurt = set(held.loc[held["hurt"], "incident_id"])
    held = held.assign(
        both=held["incident_id"].isin(both["department_incident"]),
        both_hurt=held["incident_id"].isin(both.loc[both["police_incident"].isin(hurt), "department_incident"]),
    )
    found = pd.DataFrame(list(_rows(evidence, held)), columns=[c.name for c in TABLE.columns])
    of_us = (found["place_type"] == "partnership") & (found["when"] == ALWAYS)
    return found.assign(first=months[0], last=months[-1], left_out=of_us.map({True: int(left_out.sum())}))


def _sent(evidence: Evidence, source: str) -> list[str]:
    """The months that came whole: of the police from every force, of emergency departments from one site at least."""
    return recorded_months(evidence.workspace, source, every_supplier=source == POLICE)


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


def _rows(evidence: Evidence, held: pd.DataFrame) -> Iterator[dict[str, Any]]:
    us = {"place_type": "partnership", "place_code": evidence.partnership.code, "place_name": evidence.partnership.name}
    confidence = evidence.partnership.confidence
    held = held.merge(evidence.members[["lsoa21", "ward_code", "ward_name"]], on="lsoa21", how="left")
    for when in WHEN:
        own = held if when == ALWAYS else held[held["night"]]
        counts = _counts(own)
        totals = _totals(evidence, own, confidence) if when == ALWAYS else {}
        yield {**us, "when": when, **counts, **_share(counts, confidence), **totals}
        wards = {ward: _counts(part) for ward, part in own.groupby(["ward_code", "ward_name"])}
        wards = {ward: part for ward, part in wards.items() if part["department"] >= rules()["fewest"]["seen"]}
        level = 1 - (1 - confidence) / max(len(wards) * len(WHEN), 1)
        for (code, name), part in wards.items():
            where = {"place_type": "ward", "place_code": str(code), "place_name": str(name), "when": when}
            yield {**where, **part, **_share(part, confidence), **_beside(part, counts, level)}


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


def _beside(part: dict[str, int], whole: dict[str, int], confidence: float) -> dict[str, float]:
    """The share here over that in the rest of our area."""
    both, seen = whole["both"] - part["both"], whole["department"] - part["department"]
    if not both or seen < rules()["fewest"]["seen"]:
        return {}
    lower, upper = ratio_interval(part["both"], part["department"], both, seen, confidence)
    ratio = (part["both"] / part["department"]) / (both / seen)
    return {"beside_ratio": ratio, "beside_lower": float(lower), "beside_upper": float(upper)}


def _totals(evidence: Evidence, rows: pd.DataFrame, confidence: float) -> dict[str, float | None]:
    """Events in which somebody was hurt, in all, by each way of reckoning; none where too few are in both.

    Chao's bound is withheld where the lists reach so unlike that it would be no bound, or where it passes the range.
    """
    hurt, both = int(rows["hurt"].sum()), int(rows["both_hurt"].sum())
    if both < rules()["fewest"]["shared"]:
        return {}
    shared = Overlap(hurt - both, int((rows["source"] == DEPARTMENT).sum()) - both, both)
    error = evidence.workspace.store.rows(ERROR, place_known=PLACE_KNOWN[0])
    found, wrong = (error[name].iloc[0] if len(error) else None for name in ("expected_found", "expected_false"))
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


def three_lists(evidence: Evidence) -> pd.DataFrame:
    """Rows of the table of three lists; none unless the seven numbers of three lists came whole, none of them hidden."""
    asked = rules()["three_lists"]
    totals = latest_totals(evidence.returned(asked["contract"]), evidence.members, ("measure", "group"))
    own = totals[(totals["place_type"] == "partnership") & (totals["measure"] == asked["measure"])]
    lists = sorted({name for group in own["group"] for name in group.split("_and_")})
    if len(lists) != 3 or own["hidden"].any():
        return THREE.empty()
    cells = {
        tuple(name in group.split("_and_") for name in lists): int(number)
        for group, number in zip(own["group"], own["least"], strict=True)
    }
    if len(cells) != 7:
        return THREE.empty()
    months = {end: str(pd.Timestamp(own[end].iloc[0]).strftime("%Y-%m")) for end in ("first", "last")}
    shared = {**months, "fewest_seen": min(cells.values()), "seen": sum(cells.values())}
    rows = [
        {"model": "+".join(f"{lists[a]}_and_{lists[b]}" for a, b in one.pairs) or APART, **shared, "value": one.total.value,
         "lower": one.total.lower, "upper": one.total.upper, "aic": one.aic}
        for one in log_linear({(a, b, c): n for (a, b, c), n in cells.items()}, evidence.partnership.confidence)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[c.name for c in THREE.columns])
