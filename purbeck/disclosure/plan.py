"""What an edition hides, for whoever is about to release it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from purbeck.disclosure.edition import edition as edition_of
from purbeck.disclosure.findings import HIDDEN, released_for
from purbeck.disclosure.own_rules import rules_in_force
from purbeck.disclosure.rules import SERVICES
from purbeck.disclosure.rules_in_words import rules_listed
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.workspace import Workspace

# How a decision of the protected frame reads in the plan, in order.
DECISIONS = {
    "as it stands": "as they stand",
    "rounded": "rounded",
    "hidden: small number": "hidden: small",
    "hidden: would give another away": "hidden: would give another away",
}
OTHERWISE = "hidden: other rules"
MARKS = {"partners": "Official: for partners only. Not for publication.", "public": "Public edition"}


@dataclass(frozen=True)
class Plan:
    """What an edition hides.

    `counts` is a row for each source, `rules` those in force for these sources, in words, `hidden` the titles of findings
    hidden, `protected` the counts as released.
    """

    counts: pd.DataFrame
    rules: tuple[str, ...]
    hidden: tuple[str, ...]
    protected: pd.DataFrame


def plan(workspace: Workspace, edition: str) -> Plan:
    """What the edition hides."""
    made = edition_of(workspace, edition)
    titles = workspace.table(FINDINGS).set_index("id")["title"]
    shown = released_for(workspace, edition)
    hidden = [str(titles[one.id]) for one in shown if one.decision == HIDDEN]
    gone = sorted(set(titles.index) - {one.id for one in shown})
    counts = made.counts
    said = counts["decision"].map(DECISIONS).fillna(OTHERWISE)
    table = pd.crosstab(counts["source"], said).reindex(columns=[*DECISIONS.values(), OTHERWISE], fill_value=0)
    rules = rules_listed(rules_in_force(workspace), edition, [*table.index, SERVICES])
    return Plan(table.reset_index(), rules, (*hidden, *(str(titles[one]) for one in gone)), counts)


def mark(edition: str) -> str:
    """The sentence that every page and sheet of an edition bears; "" for none."""
    return MARKS.get(edition, "")
