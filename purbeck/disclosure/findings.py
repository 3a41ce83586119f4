"""Findings become released findings, with what was hidden recorded."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.workspace import Workspace

PARTNERS, PUBLIC = "partners", "public"
RULES = Path(__file__).with_name("disclosure.toml")
AS_IT_STANDS = "as it stands"
HIDDEN = "hidden: small number"
HIDDEN_TITLE = "This figure is hidden because it rests on a small number"
HIDDEN_CERTAINTY = "too_few_to_tell"
HELD = "hidden: for partners only"
HELD_TITLE = "This figure is for partners only"
HELD_STATEMENT = (
    "This figure is not shown: it rests on data that are not published. It is not zero, and it is not missing."
)
# What is taken out of a finding whose figure is hidden, whatever the reason.
NOTHING: dict[str, Any] = {
    "value": None, "lower": None, "upper": None, "n": None, "coverage": None, "chart": "none", "caveats": (), "breaks": (),
    "rows": (), "certainty": HIDDEN_CERTAINTY,
}  # fmt: skip
HIDDEN_STATEMENT = (
    "This figure is not shown: it rests on so few incidents that it might point to a person. "
    "It is not zero, and it is not missing."
)


@dataclass(frozen=True)
class Rule:
    """Counts from `lowest_hidden` to `highest_hidden` are hidden, with every figure made from them."""

    lowest_hidden: int
    highest_hidden: int

    def hides(self, count: float | None) -> bool:
        """Whether a count falls in the hidden range; a count that is not known is hidden."""
        return count is None or pd.isna(count) or self.lowest_hidden <= count <= self.highest_hidden


@dataclass(frozen=True)
class ReleasedFinding:
    """A finding that may be published. `decision` is `as it stands` or what was hidden."""

    id: str
    build: str
    section: str
    title: str
    statement: str
    alternative: str
    analysis: str
    measure: str
    theme: str
    value: float | None
    lower: float | None
    upper: float | None
    confidence: float | None
    unit: str
    method: str
    n: int | None
    place_type: str
    place_code: str
    place_name: str
    period: str
    comparator: str
    coverage: float | None
    certainty: str
    caveats: tuple[str, ...]
    sources: tuple[str, ...]
    definition: str
    definition_version: str
    chart: str
    columns: tuple[tuple[str, str, str], ...]
    rows: tuple[tuple[Any, ...], ...]
    decision: str
    breaks: tuple[tuple[str, str, str, str], ...] = ()


def rule() -> Rule:
    """The rule for counts that are not published already, from disclosure.toml."""
    default = tomllib.loads(RULES.read_text(encoding="utf-8"))[PUBLIC]["default"]
    return Rule(default["lowest_hidden"], default["highest_hidden"])


def released(workspace: Workspace) -> list[ReleasedFinding]:
    """Every finding of the workspace as it may be published. There is no way to switch this off."""
    frame = workspace.table(FINDINGS).sort_values(["section", "place_in_section"], kind="stable")
    return [release(row, rule()) for row in frame.to_dict("records")]


def released_for(workspace: Workspace, edition: str) -> list[ReleasedFinding]:
    """Every finding as it may be published in an edition; none where nothing has been built.

    Hiding small numbers in one publication does not protect against subtraction between several, so the public edition
    holds back every finding that does not rest on published sources alone.
    """
    if not workspace.store.files(FINDINGS):
        return []
    found = released(workspace)
    if edition == PARTNERS:
        return found
    public = {str(row["id"]) for row in workspace.table(FINDINGS).to_dict("records") if row["already_public"]}
    return [one if one.id in public else hold_back(one) for one in found]


def hold_back(finding: ReleasedFinding) -> ReleasedFinding:
    """A finding without its figure, as an edition shows it that must not hold it."""
    kept = {"title": HELD_TITLE, "statement": HELD_STATEMENT, "alternative": HELD_STATEMENT, "decision": HELD}
    return replace(finding, **(NOTHING | kept))


def release(row: dict[Any, Any], hide: Rule) -> ReleasedFinding:
    """One row of the findings table as it may be published.

    A finding of published sources only passes as it stands. In any other, a number resting on a hidden count goes, be
    it ours, an earlier year's or a comparator's, with its interval and the sentences that would say it; and a table
    that holds one hidden count goes as a whole, since the others and a total would give it away, and so would the order
    of its rows or words like "above".
    """
    table = json.loads(row["table"])
    columns = tuple((str(n), str(t), str(u)) for n, t, u in table["columns"])
    rows = tuple(tuple(r) for r in table["rows"])
    fields = {name: _plain(row[name]) for name in ReleasedFinding.__dataclass_fields__ if name in row}
    fields |= {
        "caveats": tuple(json.loads(row["caveats"])), "sources": tuple(json.loads(row["sources"])),
        "breaks": tuple(tuple(one) for one in json.loads(row["breaks"])),
        "columns": columns, "rows": rows, "decision": AS_IT_STANDS,
    }  # fmt: skip
    rests_on = [fields["n"], *json.loads(row["counts"])]
    if not row["already_public"] and (any(map(hide.hides, rests_on)) or _holds_hidden(columns, rows, hide)):
        fields |= {"title": HIDDEN_TITLE, "statement": HIDDEN_STATEMENT, "alternative": HIDDEN_STATEMENT} | NOTHING
        fields["decision"] = HIDDEN
    return ReleasedFinding(**fields)


def _plain(value: Any) -> Any:
    return None if value is None or (isinstance(value, float) and pd.isna(value)) or value is pd.NA else value


def _holds_hidden(columns: tuple[tuple[str, str, str], ...], rows: tuple[tuple[Any, ...], ...], hide: Rule) -> bool:
    """Whether any row rests on a hidden count; a table that does not say its counts is taken to."""
    if not rows:
        return False
    names = [name for name, _, _ in columns]
    if "count" not in names:
        return True
    at = names.index("count")
    return any(hide.hides(row[at]) for row in rows)
