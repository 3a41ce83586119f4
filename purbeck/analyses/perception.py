"""What people say they experienced, fear and know of, by survey, for us and the areas we lie in.

Method: the suppliers' weighted estimates with their own design-based limits, as given; nothing is averaged or added up. Not for:
standing in for what is recorded. See docs/methods/perception.md.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from purbeck import places
from purbeck.analyses.analysis import Evidence
from purbeck.sources.returns.figures import ALL, JOINT, RETURNED
from purbeck.tables import HELD, Column, Table

FILE = Path(__file__).with_suffix(".toml")
EXPERIENCED, FEARED, TOLD, KNOWN = KINDS = ("experienced", "feared", "told", "known")
CONTRACTS = ("survey", "crime_survey")
AROUND = ("force", "region", "nation")
QUESTION, ESTIMATE, RESPONDENTS = "question", "estimate", "respondents"
MOST_DIMENSIONS = 2  # besides the question

TABLE = Table(
    name="analyses/perception",
    meaning="Shares of people asked who experienced, fear, told the police or know of, by survey, for us and the areas we lie in",
    columns=(
        Column("subject", "string", "what is asked about", required=True),
        Column("kind", "string", "experienced, feared, told to the police, or known of", vocabulary=KINDS, required=True),
        Column("source", "string", "the contract of the survey", required=True),
        Column("place_type", "string", "kind of place", vocabulary=places.PLACE_TYPES, required=True),
        Column("place_code", "string", "the place", required=True),
        Column("place_name", "string", "its name", required=True),
        Column("group_by", "string", "the dimensions that the group is of, joined by +; all for everybody", required=True),
        Column("group_value", "string", "their codes", required=True),
        Column("first", "string", "first month asked about", required=True),
        Column("last", "string", "last month", required=True),
        Column("value", "float64", "weighted share of people asked", unit="0 to 1", decimals=HELD, required=True),
        Column("lower", "float64", "lower end of the supplier's interval", unit="0 to 1", decimals=HELD),
        Column("upper", "float64", "upper end of it", unit="0 to 1", decimals=HELD),
        Column("respondents", "int64", "people who answered, where the supplier says", unit="people"),
    ),
    key=("subject", "kind", "source", "place_type", "place_code", "group_by", "group_value"),
    by_area=True,
)  # fmt: skip
READ = (RETURNED,)


@dataclass(frozen=True)
class Subject:
    """What is asked about, the themes it goes by, and the question of each kind ("" where none is asked)."""

    name: str
    themes: list[str]
    experienced: str = ""
    feared: str = ""
    told: str = ""
    known: str = ""


def subjects() -> list[Subject]:
    """In the order of perception.toml."""
    return [Subject(**one) for one in tomllib.loads(FILE.read_text(encoding="utf-8"))["subjects"]]


def perception(evidence: Evidence) -> pd.DataFrame:
    """Rows of the table: of each question, place and group the latest estimate; none where no survey is held."""
    rows: list[dict[str, Any]] = []
    known = _places(evidence)
    for contract in CONTRACTS:
        asked = _asked(evidence.surveyed(contract))
        for subject in subjects():
            for kind in KINDS:
                own = [one for one in asked if one[QUESTION] and one[QUESTION] == getattr(subject, kind)]
                rows += [
                    {"subject": subject.name, "kind": kind, "source": contract, **_of_place(one, known)}
                    for one in own
                    if (one["place_type"], one["place_code"]) in known
                ]
    found = pd.DataFrame(rows, columns=[c.name for c in TABLE.columns])
    return found.sort_values("last", kind="stable").drop_duplicates(list(TABLE.key), keep="last")


def _places(evidence: Evidence) -> dict[tuple[str, str], tuple[str, str, str]]:
    """Type, code and name, as the table gives them, of every place a survey may estimate for us, by its own type and code.

    An area that is ours whole is the partnership, whatever the survey calls it.
    """
    members = evidence.members
    whole = set(members.loc[members["ours"], "lsoa21"])
    us = ("partnership", evidence.partnership.code, evidence.partnership.name)
    found = {}
    for kind in ("district", "csp", *AROUND):
        inside = members[members["ours"]]
        for code, name in inside[[f"{kind}_code", f"{kind}_name"]].dropna().drop_duplicates().to_numpy():
            ours = set(members.loc[members[f"{kind}_code"] == code, "lsoa21"]) == whole
            found[kind, str(code)] = us if ours else (kind, str(code), str(name))
    return found


def _asked(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Each estimate with its question, the group it is of, and how many answered."""
    answered = {
        tuple(row[name] for name in _CELL): row["value"]
        for row in rows[rows["figure"] == RESPONDENTS].to_dict("records")
    }
    found = []
    for row in rows[rows["figure"] == ESTIMATE].dropna(subset=["value"]).to_dict("records"):
        dims = dict(zip(row["group_by"].split(JOINT), row["group_value"].split(JOINT), strict=True))
        question = dims.pop(QUESTION, "")
        if len(dims) <= MOST_DIMENSIONS:
            group = {"group_by": JOINT.join(dims) or ALL, "group_value": JOINT.join(dims.values()) or ALL}
            people = answered.get(tuple(row[name] for name in _CELL))
            found.append(
                row
                | group
                | {QUESTION: question, RESPONDENTS: None if people is None or pd.isna(people) else int(people)}
            )
    return found


_CELL = ("place_type", "place_code", "period_start", "period_end", "group_by", "group_value")


def _of_place(row: dict[str, Any], known: dict[tuple[str, str], tuple[str, str, str]]) -> dict[str, Any]:
    kind, code, name = known[row["place_type"], row["place_code"]]
    months = [str(pd.Timestamp(row[end]).strftime("%Y-%m")) for end in ("period_start", "period_end")]
    kept = {one: row[one] for one in ("group_by", "group_value", "value", "lower", "upper", RESPONDENTS)}
    return {"place_type": kind, "place_code": code, "place_name": name, "first": months[0], "last": months[1], **kept}
