"""What stands beside a strategy when it is checked: the day, findings, figures, names; plain rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from purbeck.strategy.checks.rules import Rules, shipped_rules
from purbeck.strategy.published import Published
from purbeck.strategy.shown import Shown


@dataclass(frozen=True)
class FindingRow:
    """A finding as it stands now, as far as it is released: one that is hidden has no value."""

    id: str
    build: str
    title: str
    certainty: str
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    date: dt.date | None = None


@dataclass(frozen=True)
class DefinitionRow:
    """A definition of the workspace: its version, its themes, and its total's name among them."""

    version: str
    themes: frozenset[str]


@dataclass(frozen=True)
class Beside:
    """What a check may look at beside the files. What is None is not known, and is not looked at.

    Parameters
    ----------
    on : the day the strategy is looked at; nothing asks the clock.
    findings : of the last build, by id.
    periods : of each indicator that follows a row of the measures, the periods that the tables hold of it.
    definitions : by the names of their files, without .toml.
    headline : the definition that partnership.toml names.
    small_places : names of the wards and small areas of our area.
    places : codes and names of the districts, CSPs, counties, forces, regions and nations there are.
    published : decisions that have been published, by id, as they were then.
    today : the day it is, where that is another than the day that is looked from; pages already published are read today.
    shown : which statements each folder of pages that is there shows.
    decision_states : hashes of the ledger of decisions as it stood after each entry.
    """

    on: dt.date
    findings: Mapping[str, FindingRow] | None = None
    periods: Mapping[str, frozenset[str]] | None = None
    definitions: Mapping[str, DefinitionRow] | None = None
    headline: str | None = None
    places: frozenset[str] | None = None
    small_places: frozenset[str] | None = None
    published: Mapping[str, Published] | None = None
    today: dt.date | None = None
    shown: tuple[Shown, ...] = ()
    decision_states: tuple[str, ...] | None = None
    rules: Rules = field(default_factory=shipped_rules)
