"""Is little recorded because little happens, or because little is recorded? By independent sources.

Method: expected comes from sources that do not depend on recording alone (hidden_need.toml names them); its ratio to what is
recorded, with limits, and a verdict (statistics.recording). What goes with recording may name the groups looked at and is in
no expected number. Without such a source: cannot tell. See docs/methods/hidden-need.md.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from purbeck import places
from purbeck.analyses.analysis import Evidence
from purbeck.counts import ALL, PART, cells
from purbeck.incidents.incident import TABLE as INCIDENTS
from purbeck.incidents.record_quality import MONTHS
from purbeck.periods import months_from
from purbeck.sources import population
from purbeck.sources.returns.figures import JOINT, RETURNED
from purbeck.sources.rurality import RURALITY
from purbeck.statistics.possible import Range, agreeing
from purbeck.statistics.recording import (
    ALIKE,
    CANNOT_TELL,
    OVER,
    SAYS,
    UNDER,
    Counted,
    ExpectedOverRecorded,
    RecordingLimits,
    over_elsewhere,
    over_level,
    said,
)  # fmt: skip
from purbeck.tables import HELD, Column, Table

FILE = Path(__file__).with_suffix(".toml")
RECORDED_BY = "police_extract"
LEVEL, KNOWN, ELSEWHERE = KINDS = ("level", "known", "elsewhere")
GROUPS = "rural_urban"
OR = "+"
LEFT_OPEN = "left_open"  # by what is hidden or rounded
NOT_TOLD = {"verdict": CANNOT_TELL, "may_say": CANNOT_TELL}
KNEW = "yes"

TABLE = Table(
    name="analyses/hidden_need",
    meaning="What sources that do not depend on recording lead to expect, beside what the police recorded",
    columns=(
        Column("subject", "string", "what is asked about", required=True),
        Column("source", "string", "the contract of the source", required=True),
        Column("says", "string", "whether it says how much there is, what share is known, or how places differ",
               vocabulary=KINDS, required=True),
        Column("place_type", "string", "kind of place", vocabulary=places.PLACE_TYPES, required=True),
        Column("place_code", "string", "the place", required=True),
        Column("place_name", "string", "its name", required=True),
        Column("group_by", "string", "what the group is a group of; all where it is the whole place", required=True),
        Column("group_value", "string", "the group", required=True),
        Column("first", "string", "first month of source and recorded", required=True),
        Column("last", "string", "last month", required=True),
        Column("source_least", "int64", "events of the source here, or people asked, at the least"),
        Column("source_most", "int64", "the same at the most: more where the supplier hid or rounded a number"),
        Column("recorded", "int64", "recorded here, or known to the police among those of the source", required=True),
        Column("expected", "float64", "expected to be recorded here", decimals=HELD),
        Column("ratio", "float64", "expected over recorded", decimals=HELD),
        Column("lower", "float64", "lower end of its interval", decimals=HELD),
        Column("upper", "float64", "upper end of its interval", decimals=HELD),
        Column("verdict", "string", "what the ratio says", vocabulary=(*SAYS, LEFT_OPEN), required=True),
        Column("may_say", "string", "what it may say by what is hidden or rounded, with + between", required=True),
    ),
    key=("subject", "place_type", "place_code", "group_by", "group_value", "source", "says"),
    by_area=True,
)  # fmt: skip
READ = (RETURNED, INCIDENTS, MONTHS, RURALITY.table, population.RESIDENTS.table)


@dataclass(frozen=True)
class Independent:
    """A source that does not depend on recording, and which of its figures answers."""

    contract: str
    figure: str
    says: str
    question: str = ""
    known: str = ""
    without: Mapping[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Subject:
    """What is asked about: the themes it goes by, the records that are it, and the sources, the most telling first."""

    name: str
    themes: list[str]
    recorded: Mapping[str, list[Any]]
    sources: tuple[Independent, ...]


@dataclass(frozen=True)
class Group:
    """A place, or a part of one, by its LSOAs."""

    place_type: str
    place_code: str
    place_name: str
    group_by: str
    group_value: str
    lsoas: frozenset[str]

    @property
    def names(self) -> dict[str, str]:
        """Its columns of the table."""
        return {name: getattr(self, name) for name in Group.__dataclass_fields__ if name != "lsoas"}


def _held() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def subjects() -> list[Subject]:
    """In the order of hidden_need.toml."""
    return [
        Subject(**one | {"sources": tuple(Independent(**s) for s in one["sources"])}) for one in _held()["subjects"]
    ]


def limits() -> RecordingLimits:
    """By which a ratio is judged."""
    return RecordingLimits(**{name: _held()["limits"][name] for name in RecordingLimits.__dataclass_fields__})


def hidden_need(evidence: Evidence) -> pd.DataFrame:
    """Rows of the table; none where the police's own records, or every source independent of them, are not held."""
    rows: list[dict[str, Any]] = []
    for subject in subjects():
        recorded = _Recorded.of(evidence, subject)
        if recorded is not None:
            rows += [row for source in subject.sources for row in _by_source(evidence, subject, source, recorded)]
    return pd.DataFrame(rows, columns=[c.name for c in TABLE.columns])


def subject_counted(name: str) -> str:
    """What counts of recorded incidents of a subject are called."""
    return f"subject/{name}"


@dataclass(frozen=True)
class _Recorded:
    """Records of a subject, and the months that every force sent whole."""

    evidence: Evidence
    subject: Subject
    months: frozenset[str]

    @classmethod
    def of(cls, evidence: Evidence, subject: Subject) -> _Recorded | None:
        """None where no record of the police is held."""
        months = evidence.months_recorded(RECORDED_BY, every_supplier=True)
        return cls(evidence, subject, frozenset(months)) if months else None

    def within(self, group: Group, first: str, last: str) -> tuple[int, Range] | None:
        """How many in a place or a part of one, from month to month, with the ends of what it may be; None where hidden."""
        name = f"recorded {self.subject.name} {group.place_code} {group.group_by} {group.group_value} {first} {last}"
        row = self.evidence.workspace.counts.of(name, partial(self._cell, group, first, last)).iloc[0]
        return None if pd.isna(row["value"]) else (int(row["value"]), (int(row["at_least"]), int(row["at_most"])))

    def _cell(self, group: Group, first: str, last: str) -> pd.DataFrame:
        rows = self._counts
        inside = rows[rows["lsoa21"].isin(group.lsoas) & rows["month"].between(first, last)]
        number = int(inside["count"].sum())
        part = {} if group.group_by == ALL else {
            "place_type": PART, "place_code": f"{group.place_code} {group.group_by} {group.group_value}",
            "areas": " ".join(sorted(group.lsoas)),
        }  # fmt: skip
        where = {"place_type": group.place_type, "place_code": group.place_code} | part
        return cells(
            pd.DataFrame({"least": [number], "most": [number]}), universe=RECORDED_BY, source=RECORDED_BY,
            what=subject_counted(self.subject.name), first=first, last=last, **where,
        )  # fmt: skip

    @cached_property
    def _counts(self) -> pd.DataFrame:
        """By LSOA and month."""
        store = self.evidence.workspace.store
        rows = store.read(INCIDENTS)
        rows = rows.filter(rows.source == RECORDED_BY)
        for column, values in self.subject.recorded.items():
            rows = rows.filter(rows[column].isin(values))
        return store.fetch(rows.group_by("lsoa21", "month").agg(count=rows.count()))

    def covers(self, first: str, last: str) -> bool:
        """Whether the extract holds every one of these months: one that was not sent is not one without records."""
        return self.months.issuperset(months_from(first, last))


def _by_source(
    evidence: Evidence, subject: Subject, source: Independent, recorded: _Recorded
) -> Iterator[dict[str, Any]]:
    if source.figure not in evidence.figures_held(source.contract):
        return
    for row in _levels(evidence, source, recorded) if source.says == LEVEL else _beside(evidence, source, recorded):
        yield {"subject": subject.name, "source": source.contract, "says": source.says} | row


# --- how much there is ---------------------------------------------------------------------------------------------


def _levels(evidence: Evidence, source: Independent, recorded: _Recorded) -> Iterator[dict[str, Any]]:
    """Prevalence times people, of our whole area or of its rural or urban part, where a survey estimates just that."""
    rows = evidence.surveyed(source.contract)
    rows = rows[rows["figure"] == source.figure]
    members = evidence.members
    whole = frozenset(members.loc[members["ours"], "lsoa21"])
    named = rows["group_by"].str.split(JOINT, regex=False)
    codes = rows["group_value"].str.split(JOINT, regex=False)
    asked = [dict(zip(by, of, strict=True)) for by, of in zip(named, codes, strict=True)]
    ours = [
        _lsoas(kind, code, members) == whole for kind, code in zip(rows["place_type"], rows["place_code"], strict=True)
    ]
    for group in _groups(evidence, whole):
        wanted = {"question": source.question} | ({GROUPS: group.group_value} if group.group_by == GROUPS else {})
        own = rows[[here and one == wanted for here, one in zip(ours, asked, strict=True)]]
        if len(own):
            yield from _level(evidence, own.sort_values("period_end").iloc[-1], group, recorded)


def _level(evidence: Evidence, row: pd.Series, group: Group, recorded: _Recorded) -> Iterator[dict[str, Any]]:
    """A row; none where an edition hides how many were recorded."""
    first, last = _months(row["period_start"]), _months(row["period_end"])
    people, within = _adults(evidence, group.lsoas), recorded.within(group, first, last)
    if within is None:
        return
    count, ends = within
    out: dict[str, Any] = {**group.names, "first": first, "last": last, "recorded": count, **NOT_TOLD}
    if people and row["lower"] > 0 and recorded.covers(first, last):
        expected = [people * float(row[name]) for name in ("value", "lower", "upper")]

        def over(of: float) -> tuple[ExpectedOverRecorded, int]:
            return over_level(expected[0], (expected[1], expected[2]), int(of), evidence.partnership.confidence), int(
                of
            )

        out |= {"expected": expected[0]} | _judged(over(count)[0], over, ends)
    # A survey counts people and the police offences: more offences than people is what being harmed often looks like.
    may_say = {CANNOT_TELL if one == OVER else one for one in str(out["may_say"]).split(OR)}
    verdict = LEFT_OPEN if len(may_say) > 1 else next(iter(may_say))
    yield out | {"verdict": verdict, "may_say": OR.join(sorted(may_say))}


def _adults(evidence: Evidence, lsoas: frozenset[str]) -> int:
    """People of 16 and over in LSOAs, as the census counted them; 0 where their ages are not held."""
    store = evidence.workspace.store
    if not store.files(population.RESIDENTS.table):
        return 0
    rows = store.rows(population.RESIDENTS.table)
    return population.of_age(rows[rows["lsoa21"].isin(lsoas)], int(_held()["adults"]["youngest"]))


# --- how places differ ---------------------------------------------------------------------------------------------


def _beside(evidence: Evidence, source: Independent, recorded: _Recorded) -> Iterator[dict[str, Any]]:
    """Each part of our area beside the other part, and each district of ours beside the return's other districts."""
    known = (source.known,) if source.known else ()
    members = evidence.members
    whole = frozenset(members.loc[members["ours"], "lsoa21"])
    parts = evidence.totals(source.contract, (GROUPS, *source.without, *known), source.figure)
    parts = parts[parts["place_type"] == "partnership"]
    groups = {group.group_value: group for group in _groups(evidence, whole) if group.group_by == GROUPS}
    yield from _each(evidence, source, parts, GROUPS, groups, recorded)
    totals = evidence.totals(source.contract, (*source.without, *known), source.figure)
    totals = totals[totals["place_type"] == "district"]
    inside = members[members["district_code"].isin(totals["place_code"])]
    us = _groups(evidence, whole)[0]
    districts = {}
    for (code, name), own in inside.groupby(["district_code", "district_name"]):
        lsoas = frozenset(own["lsoa21"])
        districts[str(code)] = us if lsoas == whole else Group("district", str(code), str(name), "all", "all", lsoas)
    ours = {us.place_code, *members.loc[members["ours"], "district_code"]}
    rows_of_districts = _each(evidence, source, totals, "place_code", districts, recorded)
    yield from (row for row in rows_of_districts if row["place_code"] in ours)


def _each(
    evidence: Evidence, source: Independent, totals: pd.DataFrame, by: str, groups: Mapping[str, Group],
    recorded: _Recorded,
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """Each group beside all others together; none where there is no other."""
    for dim, codes in source.without.items():
        totals = totals[~totals[dim].isin(codes)]
    totals = totals[totals[by].isin(groups)]
    present = sorted(totals[by].unique())
    if len(present) < 2 or (totals["periods"] < totals["of_periods"]).any() or totals["least"].isna().any():
        return  # an edition that hides a part hides what is made of it
    first, last = _months(totals["first"].min()), _months(totals["last"].max())
    for value in present:
        here = totals[by] == value
        others = _together([groups[other] for other in present if other != value])
        pair = [_counted(totals[here]), _counted(totals[~here])]
        ends = [_ends(totals[here]), _ends(totals[~here])]
        if source.known:
            knew = totals[source.known] == KNEW
            found = [_counted(totals[here & knew]), _counted(totals[~here & knew])]
            ends += [_ends(totals[here & knew]), _ends(totals[~here & knew])]
        else:
            numbers = [one for group in (groups[value], others) if (one := recorded.within(group, first, last))]
            if len(numbers) < 2:
                continue
            found = [Counted.of(number) for number, _ in numbers]
            ends += [of for _, of in numbers]
        row = {**groups[value].names, "first": first, "last": last, "recorded": int(found[0].least),
               "source_least": int(pair[0].least), "source_most": int(pair[0].most), **NOT_TOLD}  # fmt: skip
        if source.known or recorded.covers(first, last):
            over = partial(_over_elsewhere, evidence.partnership.confidence)
            ratio = over_elsewhere(pair[0], pair[1], found[0], found[1], evidence.partnership.confidence)
            row |= {"expected": float(ratio.ratio * found[0].middle)} | _judged(ratio, over, *ends)
        yield row


def _together(groups: list[Group]) -> Group:
    """Several groups as one; one group as it is."""
    if len(groups) == 1:
        return groups[0]
    names = JOINT.join(f"{group.place_code} {group.group_value}" for group in groups)
    return Group(PART, names, names, "together", ALL, frozenset().union(*(group.lsoas for group in groups)))


def _ends(rows: pd.DataFrame) -> Range:
    """How few and how many they are in all, whatever is hidden or rounded."""
    return int(rows["at_least"].sum()), int(rows["at_most"].sum())


def _counted(rows: pd.DataFrame) -> Counted:
    return Counted.of(int(rows["least"].sum()), int(rows["most"].sum()))


def _over_elsewhere(confidence: float, *counts: float) -> tuple[ExpectedOverRecorded, int]:
    """The ratio of four counts, in the order of `over_elsewhere`, and the smallest of them."""
    here, elsewhere, recorded, beside = (Counted.of(int(one)) for one in counts)
    return over_elsewhere(here, elsewhere, recorded, beside, confidence), int(min(counts))


def _judged(
    ratio: ExpectedOverRecorded, over: Callable[..., tuple[ExpectedOverRecorded, int]], *ends: Range
) -> dict[str, Any]:
    """A ratio with its limits, and what is said of it by every count that hiding and rounding leave possible.

    `over` gives the ratio of counts, and the smallest count that it rests on.
    """
    values = {"ratio": ratio.ratio, "lower": ratio.lower, "upper": ratio.upper}
    finite: dict[str, Any] = {name: float(value) if np.isfinite(value) else None for name, value in values.items()}
    may_say = agreeing(lambda *counts: str(said(*over(*counts), limits())), *ends)
    if {UNDER, OVER} <= may_say:
        may_say |= {ALIKE}  # which lies between
    finite["verdict"] = LEFT_OPEN if len(may_say) > 1 else next(iter(may_say))
    return finite | {"may_say": OR.join(sorted(may_say))}


def _groups(evidence: Evidence, whole: frozenset[str]) -> list[Group]:
    """Our area as a whole, and its rural and its urban part where both are known."""
    code, name = evidence.partnership.code, evidence.partnership.name
    found = [Group("partnership", code, name, "all", "all", whole)]
    store = evidence.workspace.store
    if store.files(RURALITY.table):
        rows = store.rows(RURALITY.table)
        rows = rows[rows["lsoa21"].isin(whole)]
        rural = frozenset(rows.loc[rows["class_code"].str.startswith("R"), "lsoa21"])
        if rural and set(rows["lsoa21"]) == whole != rural:
            found += [
                Group("partnership", code, name, GROUPS, value, lsoas)
                for value, lsoas in (("rural", rural), ("urban", whole - rural))
            ]
    return found


def _lsoas(kind: str, code: str, members: pd.DataFrame) -> frozenset[str]:
    column = {"lsoa21": "lsoa21"}.get(kind, f"{kind}_code")
    return frozenset(members.loc[members[column] == code, "lsoa21"]) if column in members else frozenset()


def _months(day: Any) -> str:
    return str(pd.Timestamp(day).strftime("%Y-%m"))
