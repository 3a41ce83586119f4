"""Made-up definitions and incidents: every condition there is, and every way of asking."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from hypothesis import strategies as st

from purbeck.definition.conditions import CODED, READ, TRUE_OR_FALSE
from purbeck.definition.definition import Definition
from purbeck.sources.returns.code_lists import code_lists

MONTHS = [f"{year}-{month:02d}" for year in (2023, 2024) for month in (1, 2, 6, 12)]
CODES = [
    "1",
    "10",
    "10D",
    "10D/1",
    "8",
    "8N",
    "8N1",
    "80",
    "88A",
    "4.1",
    "4.10",
    "19C",
    "19H",
    "19I",
    "70",
    "72A",
    "0",
    "",
    "x",
]
ASKED_CODES = ["1", "8*", "8N*", "4.1*", "4.*", "10D", "19C-19H", "70-73", "0-9", "1*", "99Z"]
TEXTS = {
    "source": ["police_street", "recorded_crime", "police_extract", "ambulance"],
    "supplied_category": ["Robbery", "robbery", "O'Brien's \"own\"", "Café", ""],
    "recorded_by": ["Dorset Police", "British Transport Police"],
    "offence_group": ["Robbery", "Sexual offences"],
}
THEMES = ("knife", "robbery", "other")
NIGHTS = [("20:00", "06:00"), ("00:00", "05:30"), ("22:15", "00:00"), ("09:00", "17:00"), ("00:01", "00:00")]
FLAGS = tuple(name for name in TRUE_OR_FALSE if name != "night")


def listed(name: str) -> st.SearchStrategy[Any]:
    """A value that a rule may list for a condition."""
    if name in TRUE_OR_FALSE:
        return st.booleans()
    if name == "place":
        return st.sampled_from(["public", "private"])
    if name == "offence_code":
        return st.sampled_from(ASKED_CODES)
    if name in CODED:
        codes = code_lists()[CODED[name]]
        return st.sampled_from([*codes.names, *codes.sets])
    return st.sampled_from([*TEXTS[name], "unseen"])


NAMES = [*TEXTS, "offence_code", "offence_code", "place", "night", *CODED, *TRUE_OR_FALSE]
conditions = st.lists(st.sampled_from(NAMES), min_size=1, max_size=2, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: st.lists(listed(name), min_size=1, max_size=2) for name in names})
)


@st.composite
def rules(draw: st.DrawFn, number: int) -> dict[str, Any]:
    """A rule: conditions, alternatives and exceptions, dates or none, and a theme or none."""
    rule: dict[str, Any] = {
        "id": f"rule_{number}", "theme": draw(st.sampled_from([*THEMES, ""])), "when": draw(conditions),
        "any_of": draw(st.lists(conditions, max_size=2)), "unless": draw(st.lists(conditions, max_size=2)),
        "reason": "a", "source": "b", "weight": draw(st.sampled_from([0.5, 1.0, 2.0])),
    }  # fmt: skip
    if draw(st.booleans()):
        rule["first"], rule["last"] = sorted(draw(st.tuples(st.sampled_from(MONTHS), st.sampled_from(MONTHS))))
    return rule


@st.composite
def definitions(draw: st.DrawFn, most_rules: int = 3) -> Definition:
    """A definition of one rule or more."""
    begins, ends = draw(st.sampled_from(NIGHTS))
    return Definition.model_validate(
        {
            "id": "made_up", "title": "t", "total": "all", "from": dt.date(2024, 1, 1), "source": "s",
            "night": {"from": begins, "to": ends}, "themes": [{"id": theme, "name": theme} for theme in THEMES],
            "rules": [draw(rules(n)) for n in range(draw(st.integers(1, most_rules)))],
            "examples": [{"about": "none", "incident": {"month": "1999-01"}}],
        }
    )  # fmt: skip


def incidents(seed: int, how_many: int) -> list[dict[str, Any]]:
    """Incidents made up by seed: each column empty a quarter of the time; times at and about the edges of nights."""
    chance = random.Random(seed)
    made = []
    for number in range(how_many):
        row: dict[str, Any] = {"incident_id": f"i{number:04d}", "month": chance.choice(MONTHS)}
        for column in READ:
            row[column.name] = None if chance.random() < 0.25 else _value(chance, column.name)
        if row["occurred_from"] is not None and row["occurred_to"] is not None and chance.random() < 0.9:
            span = dt.timedelta(minutes=chance.choice([0, 0, 1, 59, 60, 300, 600, 720, 1_440, 3_000]))
            row["occurred_to"] = row["occurred_from"] + span
        made.append(row)
    return made


def _value(chance: random.Random, name: str) -> Any:
    if name in TEXTS:
        return chance.choice(TEXTS[name])
    if name in FLAGS:
        return chance.random() < 0.5
    if name == "offence_code":
        return chance.choice(CODES)
    if name in CODED:
        return chance.choice(list(code_lists()[CODED[name]].names))
    if name == "date_precision":
        return chance.choice(["minute", "minute", "minute", "day", "month"])
    minutes = chance.choice([0, 1, 329, 330, 331, 359, 360, 361, 540, 1_019, 1_020, 1_199, 1_200, 1_334, 1_335, 1_439])
    moment = dt.datetime.fromisoformat("2024-02-27") + dt.timedelta(days=chance.randrange(3), minutes=minutes)
    return moment + dt.timedelta(seconds=chance.choice([0, 0, 0, 30, 59]))
