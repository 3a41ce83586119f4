"""Which columns of an incident each open source has: a rule that asks for others is not applied to it."""

from __future__ import annotations

from collections.abc import Collection

from purbeck.definition.conditions import CONDITIONS, NEEDED
from purbeck.sources.police_street import SOURCE as STREET
from purbeck.sources.recorded_crime import SOURCE as RECORDED

# Of a source that is not listed, any column may hold something.
COLUMNS: dict[str, tuple[str, ...]] = {
    STREET.name: ("source", "recorded_by", "supplied_category"),
    RECORDED.name: ("source", "recorded_by", "offence_group", "offence_code"),
}


def lacking(source: str, asked: Collection[str]) -> list[str]:
    """What is asked for that a source has no column for, in the order of the conditions; none of a source not listed."""
    held = COLUMNS.get(source)
    if held is None:
        return []
    return [name for name in CONDITIONS if name in asked and not set(NEEDED.get(name, (name,))) & set(held)]


def that_lack(asked: Collection[str]) -> tuple[str, ...]:
    """The sources that have no column for something asked for."""
    return tuple(source for source in COLUMNS if lacking(source, asked))
