"""Where people fall out between services: contacts, offers, take-up, completion, by agency and place.

Method: shares of the step before with Wilson's limits; hidden cells widen them. A place offers clearly less where the whole
interval of its rate of offers over that of the other places lies below 1 (statistics.intervals). Events are added up over a
year; where contacts are people, every step is of the latest period, since most are there in the next too. Not for: comparing
agencies with each other, whose contacts are of different kinds. See docs/methods/pathways.md.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from purbeck import places
from purbeck.analyses.analysis import Evidence
from purbeck.counts import ENDS
from purbeck.measures.returned_totals import STANDING
from purbeck.sources.returns.contract import contracts
from purbeck.sources.returns.figures import RETURNED
from purbeck.statistics.intervals import ratio_interval, share_interval
from purbeck.tables import HELD, Column, Table

FILE = Path(__file__).with_suffix(".toml")
STEPS = ("contacts", "referrals_offered", "referrals_taken_up", "referrals_completed")
REASONS = ("", "no_step_before", "too_few", "more_than_the_step_before", "part_of_the_periods")

TABLE = Table(
    name="analyses/pathways",
    meaning="Contacts of each agency in its latest year (people: in its latest period), and how many went on to each step",
    columns=(
        Column("contract", "string", "the contract of the return", required=True),
        Column("place_type", "string", "kind of place", vocabulary=places.PLACE_TYPES, required=True),
        Column("place_code", "string", "the place; ours for the partnership", required=True),
        Column("place_name", "string", "its name", required=True),
        Column("ours", "boolean", "whether any of it is ours", required=True),
        Column("step", "string", "the step", vocabulary=STEPS, required=True),
        Column("people", "boolean", "whether the contacts are people, so that all is of one period", required=True),
        Column("first", "date", "first day of the figures", required=True),
        Column("last", "date", "last day of the figures", required=True),
        Column("least", "int64", "how many at the least", required=True),
        Column("most", "int64", "how many at the most: more where the supplier hid or rounded a number", required=True),
        Column("share", "float64", "share of the step before that went on to this", unit="0 to 1", decimals=HELD),
        Column("lower", "float64", "lower end of its interval", unit="0 to 1", decimals=HELD),
        Column("upper", "float64", "upper end of its interval", unit="0 to 1", decimals=HELD),
        Column("share_least", "float64", "the least that it may be, by what is hidden or rounded", unit="0 to 1",
               decimals=HELD),
        Column("share_most", "float64", "the most that it may be", unit="0 to 1", decimals=HELD),
        Column("beside_ratio", "float64", "the rate of this step among contacts, over that of the return's other places",
               decimals=HELD),
        Column("beside_lower", "float64", "lower end of its interval", decimals=HELD),
        Column("beside_upper", "float64", "upper end of its interval", decimals=HELD),
        Column("reason", "string", "why there is no share", vocabulary=REASONS, required=True),
    ),
    key=("contract", "place_type", "place_code", "step"),
    by_area=True,
)  # fmt: skip
READ = (RETURNED,)


@dataclass(frozen=True)
class Agency:
    """A return, and which of its figures are added up to contacts."""

    contract: str
    contacts: list[str]

    @property
    def of_people(self) -> bool:
        """Whether its contacts are people, who are there in more than one period."""
        columns = contracts()[self.contract].columns
        return any(column.name in self.contacts and column.kind == STANDING for column in columns)


def agencies() -> list[Agency]:
    """In the order of pathways.toml."""
    return [Agency(**one) for one in tomllib.loads(FILE.read_text(encoding="utf-8"))["agencies"]]


def fewest() -> int:
    """Contacts below which no share is given."""
    return int(tomllib.loads(FILE.read_text(encoding="utf-8"))["fewest"]["value"])


def pathways(evidence: Evidence) -> pd.DataFrame:
    """Rows of the table; none where no return with referrals is held."""
    names = _names(evidence)
    rows = []
    for agency in agencies():
        totals = evidence.totals(agency.contract, one_period=agency.of_people)
        rows += _of_agency(agency, totals, names, evidence.partnership.confidence)
    ours = {evidence.partnership.code, *evidence.members.loc[evidence.members["ours"], "district_code"]}
    found = pd.DataFrame(rows, columns=[c.name for c in TABLE.columns])
    return found.assign(ours=found["place_code"].isin(ours))


def _names(evidence: Evidence) -> dict[tuple[str, str], tuple[str, str]]:
    pairs = evidence.members[["district_code", "district_name"]].dropna().drop_duplicates().to_numpy()
    us = (evidence.partnership.code, evidence.partnership.name)
    return {("partnership", us[0]): us} | {("district", str(code)): (str(code), str(name)) for code, name in pairs}


def _of_agency(
    agency: Agency, totals: pd.DataFrame, names: Mapping[tuple[str, str], tuple[str, str]], confidence: float
) -> list[dict[str, Any]]:
    if not {STEPS[1], *agency.contacts} <= set(totals["figure"]):
        return []
    steps = {place: _steps(agency, rows) for place, rows in totals.groupby(["place_type", "place_code"])}
    steps = {place: own for place, own in steps.items() if STEPS[0] in own}
    found = []
    for place, own in steps.items():
        others = [one for other, one in steps.items() if other != place and other[0] == place[0] == "district"]
        code, name = names[place]
        for row in _shares(own, confidence):
            beside = _beside(row, own, others, confidence)
            where = {
                "contract": agency.contract,
                "people": agency.of_people,
                "place_type": place[0],
                "place_code": code,
                "place_name": name,
            }
            found.append(where | row | beside)
    return found


def _steps(agency: Agency, rows: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Each step that the return has a figure of, with its least and most."""
    found = {}
    for step in STEPS:
        own = rows[rows["figure"].isin(agency.contacts if step == "contacts" else [step])]
        if len(own) and own["least"].notna().all():  # else an edition hides it: the step is not there
            found[step] = {
                "step": step, "first": own["first"].min(), "last": own["last"].max(),
                **{end: int(own[end].sum()) for end in ("least", "most", *ENDS)},
                "whole": bool((own["periods"] == own["of_periods"]).all()),
            }  # fmt: skip
    return found


def _shares(steps: Mapping[str, dict[str, Any]], confidence: float) -> list[dict[str, Any]]:
    rows, before = [], None
    for step in STEPS:
        if step not in steps:
            before = None
            continue
        row = {key: value for key, value in steps[step].items() if key not in ("whole", *ENDS)}
        rows.append(row | _share(steps[step], before, confidence))
        before = steps[step]
    return rows


def _share(step: dict[str, Any], before: dict[str, Any] | None, confidence: float) -> dict[str, Any]:
    """The share of the step before, its limits those of the least and the most that it can be."""
    if before is None:
        return {"reason": "no_step_before"}
    if not (step["whole"] and before["whole"]):
        return {"reason": "part_of_the_periods"}
    if before["at_least"] < fewest():
        return {"reason": "too_few"}
    if step["least"] > before["most"]:
        return {"reason": "more_than_the_step_before"}
    low, high = min(step["at_least"], before["at_most"]), min(step["at_most"], before["at_least"])
    lower = share_interval(low, before["at_most"], confidence)[0]
    upper = share_interval(high, before["at_least"], confidence)[1]
    ends = {"share_least": low / before["at_most"], "share_most": high / before["at_least"]}
    middle = (step["least"] + step["most"]) / (before["least"] + before["most"])
    return {"share": min(middle, 1.0), "lower": float(lower), "upper": float(upper), **ends, "reason": ""}


def _beside(
    row: Mapping[str, Any],
    own: Mapping[str, dict[str, Any]],
    others: list[dict[str, dict[str, Any]]],
    confidence: float,
) -> dict[str, float]:
    """A place's rate of a step among its contacts over that of the return's other places; the limits hold whatever is hidden."""
    step = row["step"]
    others = [one for one in others if step in one and "contacts" in one]
    if step == "contacts" or not others or row["reason"]:
        return {}
    here, contacts = own[step], own["contacts"]
    there = {end: sum(one[step][end] for one in others) for end in ("least", "most", *ENDS)}
    whole = {end: sum(one["contacts"][end] for one in others) for end in ("least", "most", *ENDS)}
    if min(contacts["at_least"], whole["at_least"]) < fewest() or there["at_least"] == 0:
        return {}
    lower, _ = ratio_interval(here["at_least"], contacts["at_most"], there["at_most"], whole["at_least"], confidence)
    _, upper = ratio_interval(here["at_most"], contacts["at_least"], there["at_least"], whole["at_most"], confidence)
    middle = (here["least"] + here["most"]) / (contacts["least"] + contacts["most"])
    beside = (there["least"] + there["most"]) / (whole["least"] + whole["most"])
    return {"beside_ratio": middle / beside, "beside_lower": float(lower), "beside_upper": float(upper)}
