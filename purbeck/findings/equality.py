"""What this means for different people: a row for each protected characteristic, and what to ask."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from purbeck.findings.draft import Draft, table
from purbeck.findings.finding import Finding, Question
from purbeck.findings.wording import equality as words
from purbeck.sources import census, population
from purbeck.tables import Table

FILE = Path(__file__).with_name("equality.toml")
SECTION = "equality"
BY_PLACE = frozenset({"deprivation", "rurality"})
COLUMNS = (
    ("characteristic", "Characteristic", ""), ("residents_here", "Who lives here", ""),
    ("harm_here", "What is known here about harm", ""), ("who_could_tell", "Whose data would tell", ""),
    ("ask", "What the partnership should ask", ""), ("because", "Source", ""),
)  # fmt: skip


@dataclass(frozen=True)
class Grouped:
    """A table of residents by LSOA and group: the column that names the group, and when and how they were counted."""

    table: Table
    column: str
    as_counted: str


# Which table of residents gives the shares of which characteristic. A new table is plugged in by a line here: it needs
# the columns `lsoa21` and `residents`, and one row for each LSOA and group.
RESIDENTS_BY: Mapping[str, Grouped] = {
    "age": Grouped(population.RESIDENTS.table, "age_group", "Census 2021"),
    "race": Grouped(census.ETHNIC_GROUPS, "ethnic_group", "Census 2021"),
}


@dataclass(frozen=True)
class Characteristic:
    """A row of equality.toml: who could tell of harm, and what to ask."""

    id: str
    name: str
    in_act: bool
    who_could_tell: str
    ask: str
    note: str = ""


def drafted(draft: Draft) -> list[Finding]:
    """One finding: the equality-impact table."""
    held = tomllib.loads(FILE.read_text(encoding="utf-8"))
    law = held["law"]
    listed = [Characteristic(**row) for row in held["characteristic"]]
    known = {c.id: _residents(draft, c.id) for c in listed}
    rows = [
        (
            c.name,
            known[c.id] or words.SHARES_UNKNOWN,
            words.HARM_BY_PLACE if c.id in BY_PLACE else words.HARM_UNKNOWN,
            c.who_could_tell,
            c.ask,
            words.source(law["title"], c.in_act, c.note),
        )
        for c in listed
    ]
    question = Question(
        analysis="equality_impact", measure="residents", theme="all", place_type="partnership",
        place_code=draft.evidence.partnership.code, period="latest_census", definition="none",
        source=population.SOURCE.name,
    )  # fmt: skip
    named = [c.name for c in listed if known[c.id]]
    return [
        draft.finding(
            question, SECTION,
            title=words.title(),
            statement=words.statement([c.name for c in listed if not c.in_act], named, law["title"]),
            unit="none", method=words.METHOD, certainty="cannot_tell_from_this_source", confidence=None,
            period="residents as counted, named in each row", definition_version="none", already_public=True,
            selection={},
            caveats=tuple(c for c in (words.NOT_TO_SAY, words.law_caveat(law["title"], law["checked"])) if c),
            rows=table(COLUMNS, rows),
        )
    ]  # fmt: skip


def _residents(draft: Draft, characteristic: str) -> str:
    """The shares of our residents by group in words; "" where no table of them is held."""
    grouped = RESIDENTS_BY.get(characteristic)
    store = draft.evidence.workspace.store
    if grouped is None or store.key(grouped.table) is None:
        return ""
    members = draft.evidence.members
    groups = groups_of(store.rows(grouped.table), grouped.column, set(members.loc[members["ours"], "lsoa21"]))
    return words.residents(groups, grouped.as_counted) if groups else ""


def groups_of(rows: pd.DataFrame, column: str, ours: set[str]) -> list[tuple[str, int]]:
    """Residents of our LSOAs by group, in the supplier's words and order of name; none where nobody is counted.

    Of groups within groups, as the census writes them ("White: Irish"), the broad ones are added up.
    """
    mine = rows[rows["lsoa21"].isin(ours) & (rows[column] != census.NOT_ASKED)]
    broad = mine[column].astype(str).str.split(":").str[0].str.strip()
    people = mine["residents"].groupby(broad).sum().sort_index()
    return [(str(name), int(n)) for name, n in people.items()] if people.sum() else []
