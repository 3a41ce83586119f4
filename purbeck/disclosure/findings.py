"""Findings become released findings: as they stand, made of counts that are shown, or hidden."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from purbeck import provenance
from purbeck.disclosure.edition import edition as edition_of
from purbeck.disclosure.known import by_rules_alone
from purbeck.disclosure.own_rules import rules_in_force
from purbeck.disclosure.released_files import COUNTS_FILE, STRUCTURE_FILE, counts_text, structure_text
from purbeck.disclosure.released_rules import RULES_FILE, rules_text
from purbeck.disclosure.rules import Rules
from purbeck.disclosure.rules_in_words import ROUNDED, HowShown, caveat, how_shown
from purbeck.findings.finding import SECTIONS
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.workspace import Tell, Workspace, silent

AS_IT_STANDS = "as it stands"
HIDDEN = "hidden: small number"
HIDDEN_TITLE = "This figure is hidden because it rests on a small number"
HIDDEN_CERTAINTY = "too_few_to_tell"
AS_RECORDED, FROM_ROUNDED = "described", "from_rounded_counts"
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
# Of these it is told where one is hidden: that there is one follows from the definition and the contracts, from no count.
HIDDEN_IN_PLACE = frozenset(
    {"scale", "trend", "composition", "success", "profile", "harm", "repeats", "places", "place_groups"}
)
HIDDEN_STATEMENT = (
    "This figure is not shown: it rests on so few incidents that it might point to a person. "
    "It is not zero, and it is not missing."
)


@dataclass(frozen=True)
class ReleasedFinding:
    """A finding that may be published. `decision` is `as it stands`, or what was hidden.

    One that is `protected` was made of the counts that its edition shows: a count it lacks is hidden, and not unknown.
    """

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
    protected: bool = False
    group_by: str = "all"
    group_value: str = "all"


def released_for(workspace: Workspace, edition: str, tell: Tell = silent) -> list[ReleasedFinding]:
    """Every finding as an edition may show it; none where nothing has been built. There is no way to switch this off.

    Those that rest on more than is published already are made again of the counts that the edition may show. Where that leaves
    none, the finding says that it is hidden. Raises DisclosureError where the edition cannot be made safe.
    """
    if not workspace.store.files(FINDINGS):
        return []
    made = edition_of(workspace, edition, tell)
    held = workspace.table(FINDINGS).to_dict("records")
    again = {row["id"] for row in made.rows.to_dict("records")}
    gone = [row for row in held if row["id"] not in again and row["analysis"] in HIDDEN_IN_PLACE]
    rows = [
        *((row, release(row)) for row in made.rows.to_dict("records")),
        *((row, hide(release(row))) for row in gone),
    ]
    rows.sort(key=lambda pair: (SECTIONS.index(pair[0]["section"]), pair[0]["place_in_section"], pair[0]["id"]))
    rules = rules_in_force(workspace)
    return [replace(_told_how(found, row, rules, edition), build=made.release) for row, found in rows]


def _told_how(finding: ReleasedFinding, row: dict[Any, Any], rules: Rules, edition: str) -> ReleasedFinding:
    """A finding made of protected counts, with what the edition does to these: they are not as recorded where it rounds them."""
    if not finding.protected or finding.decision != AS_IT_STANDS:
        return finding
    if finding.n == 0 and not any(json.loads(row["counts"])):
        return finding  # a nought is shown as it is
    said = caveat(rules, edition, finding.sources)
    rounded = said == ROUNDED and finding.certainty == AS_RECORDED
    caveats = (*finding.caveats, *([said] if said else []))
    return replace(finding, caveats=caveats, certainty=FROM_ROUNDED if rounded else finding.certainty)


def released_how(workspace: Workspace, findings: Sequence[ReleasedFinding], edition: str) -> HowShown:
    """How the counts of these findings are shown, in words; of what is published already alone, just that."""
    sources = dict.fromkeys(name for one in findings if one.protected for name in one.sources)
    return how_shown(rules_in_force(workspace), edition, sources, findings[0].build if findings else "")


def released_counts(workspace: Workspace, edition: str) -> dict[str, str]:
    """The counts that an edition rests on, how these hang together, and its rules, as files; none of what is published."""
    if not workspace.store.files(FINDINGS):
        return {}
    made = edition_of(workspace, edition)
    if made.counts.empty:
        return {}
    return {
        COUNTS_FILE: counts_text(made.counts),
        STRUCTURE_FILE: structure_text(by_rules_alone(made.structure)),
        RULES_FILE: rules_text(rules_in_force(workspace), edition),
    }


def released_open(workspace: Workspace) -> list[ReleasedFinding]:
    """Every finding that rests on what is published already; the others are held back, since nothing protects their counts here.

    For pages of other areas than the workspace's own, which partners have nothing of.
    """
    frame = workspace.table(FINDINGS).sort_values(["section", "place_in_section"], kind="stable")
    found = [release(row) if row["already_public"] else hold_back(release(row)) for row in frame.to_dict("records")]
    shown = provenance.key_of([one for one in found if one.decision == AS_IT_STANDS])[: provenance.SHORT]
    return [replace(one, build=shown) for one in found]


def hide(finding: ReleasedFinding) -> ReleasedFinding:
    """A finding without its figure, which rests on a small number."""
    kept = {"title": HIDDEN_TITLE, "statement": HIDDEN_STATEMENT, "alternative": HIDDEN_STATEMENT, "decision": HIDDEN}
    return replace(finding, **(NOTHING | kept))


def hold_back(finding: ReleasedFinding) -> ReleasedFinding:
    """A finding without its figure, as an edition shows it that must not hold it."""
    kept = {"title": HELD_TITLE, "statement": HELD_STATEMENT, "alternative": HELD_STATEMENT, "decision": HELD}
    return replace(finding, **(NOTHING | kept))


def release(row: dict[Any, Any]) -> ReleasedFinding:
    """A row of an edition's findings table as it is published: as it stands, or made of the counts that the edition shows."""
    table = json.loads(row["table"])
    fields = {name: _plain(row[name]) for name in ReleasedFinding.__dataclass_fields__ if name in row}
    return ReleasedFinding(**fields | {
        "caveats": tuple(json.loads(row["caveats"])), "sources": tuple(json.loads(row["sources"])),
        "breaks": tuple(tuple(one) for one in json.loads(row["breaks"])),
        "columns": tuple((str(n), str(t), str(u)) for n, t, u in table["columns"]),
        "rows": tuple(tuple(r) for r in table["rows"]),
        "decision": AS_IT_STANDS, "protected": not row["already_public"],
    })  # fmt: skip


def _plain(value: Any) -> Any:
    return None if value is None or (isinstance(value, float) and pd.isna(value)) or value is pd.NA else value
