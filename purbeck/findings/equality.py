"""What this means for different people: a row for each protected characteristic, and what to ask."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from purbeck.analyses import context
from purbeck.findings import place_groups
from purbeck.findings.draft import Draft, table
from purbeck.findings.finding import Finding, Question
from purbeck.findings.place_groups import InGroup
from purbeck.findings.wording import equality as words
from purbeck.findings.wording import place_groups as place_words
from purbeck.sources import population, residents_by_year

FILE = Path(__file__).with_name("equality.toml")
SECTION = "equality"
BY_PLACE = frozenset({"deprivation", "rurality"})
COLUMNS = (
    ("characteristic", "Characteristic", ""), ("residents_here", "Who lives here", ""),
    ("harm_here", "What is known here about harm", ""), ("who_could_tell", "Whose data would tell", ""),
    ("ask", "What the partnership should ask", ""), ("because", "Source", ""),
)  # fmt: skip


# Which topics of who lives here give the shares of which characteristic; the first that is held, but each nation's index.
TOPICS: Mapping[str, tuple[str, ...]] = {
    "age": ("age",),
    "race": ("ethnic_group",),
    "sex": ("sex",),
    "deprivation": tuple(context.INDICES.values()),
    "rurality": ("rurality",),
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
    here = draft.evidence.workspace.table(context.TABLE)
    here = here[here["place_type"] == "partnership"]
    known = {c.id: _residents(here, c.id) for c in listed}
    groups = place_groups.groups(draft)
    rows = [
        (
            c.name,
            known[c.id] or words.SHARES_UNKNOWN,
            _harm(draft, c.id, groups),
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
            period="residents as counted, named in each row", definition_version="none", selection={},
            counts=tuple(n for group in groups for n in group.recorded),
            caveats=tuple(c for c in (words.NOT_TO_SAY, words.law_caveat(law["title"], law["checked"])) if c),
            rows=table(COLUMNS, rows),
        )
    ]  # fmt: skip


def _residents(rows: pd.DataFrame, characteristic: str) -> str:
    """The shares of our residents by group in words; "" where no table of them is held. `rows` are ours of who lives here."""
    said = []
    for topic in TOPICS.get(characteristic, ()):
        shares = rows[rows["topic"] == topic].sort_values("category")
        if len(shares):
            first = shares.iloc[0]
            groups = [(str(name), int(n)) for name, n in zip(shares["category"], shares["numerator"], strict=True)]
            estimated = int(first["year"]) if first["source"] == residents_by_year.SOURCE.name else None
            said.append(words.residents(topic, groups, int(first["denominator"]), estimated, float(first["coverage"])))
    return "; ".join(said)


def _harm(draft: Draft, characteristic: str, groups: Sequence[InGroup]) -> str:
    """What is known here of who was harmed: of a kind of place, how much was recorded there."""
    if characteristic not in BY_PLACE:
        return words.HARM_UNKNOWN
    theme = draft.names[draft.evidence.definition.id]
    said = [place_words.briefly(theme, draft.year, g.topic, g.recorded, g.residents)
            for g in groups if g.topic in TOPICS[characteristic]]  # fmt: skip
    return "; ".join(said) or words.HARM_BY_PLACE
