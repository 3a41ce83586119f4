"""What was asked of partners and is lacking: a finding for each source with a gap."""

from __future__ import annotations

import calendar
import datetime as dt

from purbeck.findings.draft import Draft, table
from purbeck.findings.finding import Finding
from purbeck.findings.in_words import listed_months
from purbeck.findings.wording import gaps as words
from purbeck.sources.returns.register import Line, register
from purbeck.workspace import AreaWorkspace

METHOD = "Months that the request and the contract make due, against months that the files held have rows of"
COLUMNS = (("gap", "Gap", ""), ("site", "Site", ""), ("months", "Months", ""), ("number", "Number of months", "months"))


def drafted(draft: Draft) -> list[Finding]:
    """A finding for each source that lacks something by the end of the last month filed; none where no partner was asked.

    A district that is published beside others has no partners of its own.
    """
    workspace = draft.evidence.workspace
    if isinstance(workspace, AreaWorkspace) or not draft.filed_months:
        return []
    day = _end_of(draft.filed_months[-1])
    return [_finding(draft, line, day) for line in register(workspace, day) if line.gaps]


def _end_of(month: str) -> dt.date:
    """The last day of a month: findings look from there and not from today, so that the same input gives the same words."""
    year, number = int(month[:4]), int(month[5:])
    return dt.date(year, number, calendar.monthrange(year, number)[1])


def _finding(draft: Draft, line: Line, day: dt.date) -> Finding:
    name = line.contract.title
    held = len(line.expected) - len(line.missing)
    rows = [
        (words.kind(gap), gap.of if gap.kind == "site_missing" else "", listed_months(gap.months), len(gap.months))
        for gap in line.gaps
    ]
    question = draft.question("gaps", "months_held", line.contract.name, period="all_months", source=line.contract.name)
    return draft.finding(
        question, "quality", span=draft.all_months, title=words.title(name, line.gaps),
        statement=words.statement(name, line.gaps, day), unit=f"months of {len(line.expected)}", method=METHOD,
        certainty="described", value=float(held) if line.expected else None, confidence=None, period=words.as_of(day),
        coverage=None, already_public=True, selection={}, rows=table(COLUMNS, rows),
    )  # fmt: skip
