"""Statements out of a sheet: none gets consent that nobody gave, and no message repeats what was said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from made_lists import refusals

from purbeck.strategy.importing import report
from purbeck.strategy.importing.proposal import Proposal

Sheet = Callable[..., Path]
Proposed = Callable[..., Proposal]

SAID = "My brother carried it since he was afraid of them."
OF_VOICES = ("Who spoke", "How", "Date", "Quote", "Consent", "Consent purpose", "Editions", "Consent until",
             "Consent given", "Consent withdrawn", "Theme", "ID")  # fmt: skip
VOICE = ("Resident", "Survey", "03/11/2025", SAID, "", "The strategy", "public", "31/03/2030", "", "", "fear", "")


def with_cells(**cells: str) -> tuple[str, ...]:
    """A row of a statement with these cells, by the first word or two of their headings."""
    named = {heading.replace(" ", "_").lower(): at for at, heading in enumerate(OF_VOICES)}
    row = list(VOICE)
    for heading, text in cells.items():
        row[named[heading]] = text
    return tuple(row)


@pytest.mark.parametrize("cell", ["No", "n", "Refused", "Not given", "No, she asked us not to", "✗", "Withdrawn"])
@pytest.mark.parametrize("purpose", ["The strategy", ""])
def test_a_statement_whose_sheet_says_no_consent_has_none(
    sheet: Sheet, proposed: Proposed, cell: str, purpose: str
) -> None:
    found = proposed(sheet([OF_VOICES, with_cells(consent=cell, consent_purpose=purpose)]), name="voices")
    (entry,) = found.entries
    assert "consent" not in entry
    assert "there is no consent" in " ".join(str(one) for row in found.rows for one in row.said)


def test_permission_that_was_refused_is_no_consent(sheet: Sheet, proposed: Proposed) -> None:
    headings = tuple("Permission to use" if one == "Consent" else one for one in OF_VOICES)
    assert "consent" not in proposed(sheet([headings, with_cells(consent="No")]), name="voices").entries[0]


def test_a_purpose_that_says_no_is_no_purpose(sheet: Sheet, proposed: Proposed) -> None:
    headings, voice = (tuple(cells[:4] + cells[5:]) for cells in (OF_VOICES, with_cells(consent_purpose="No")))
    assert "consent" not in proposed(sheet([headings, voice]), name="voices").entries[0]


@pytest.mark.parametrize(
    ("cell", "purposes"),
    [
        ("The strategy and its pages", ["strategy"]),
        ("Training only", ["training"]),
        ("training; the work of the partners", ["training", "partners_work"]),
        ("research, commissioning", ["research", "commissioning"]),
        ("Training of officers only, not for publication", None),
        ("strategy, unless my brother is named", None),
        ("Yes", None),
        ("whatever my brother agrees to", None),
        ("=1/0", None),
    ],
)
def test_consent_is_for_what_is_known_or_there_is_none(
    sheet: Sheet, proposed: Proposed, cell: str, purposes: list[str] | None
) -> None:
    found = proposed(sheet([OF_VOICES, with_cells(consent_purpose=cell)]), name="voices")
    assert [row.outcome for row in found.rows] == ["added"]
    assert found.entries[0].get("consent", {}).get("purposes") == purposes
    told = " ".join(words for _, words in report.lines(found))
    assert ("never shown" in told) == (purposes is None)
    assert "brother" not in told


def test_a_column_headed_consent_says_what_for(sheet: Sheet, proposed: Proposed) -> None:
    headings, voice = (tuple(cells[:5] + cells[6:]) for cells in (OF_VOICES, with_cells(consent="Strategy; research")))
    (entry,) = proposed(sheet([headings, voice]), name="voices").entries
    assert entry["consent"]["purposes"] == ["strategy", "research"]


@pytest.mark.parametrize(
    ("heading", "cell", "taken"),
    [
        ("consent_withdrawn", "unknown", False),
        ("consent_withdrawn", "TBC", False),
        ("consent_withdrawn", "n/a", True),
        ("consent_given", "none", False),
        ("consent_given", "awaited", False),
        ("consent_given", "02/11/2025", True),
    ],
)
def test_a_day_of_consent_that_nobody_knows_lets_nothing_in(
    sheet: Sheet, proposed: Proposed, heading: str, cell: str, taken: bool
) -> None:
    found = proposed(sheet([OF_VOICES, with_cells(**{heading: cell})]), name="voices")
    assert [row.outcome for row in found.rows] == ["added" if taken else "refused"]
    assert taken or "nobody can tell from it whether consent holds" in refusals(found)


@pytest.mark.parametrize("heading", [one.replace(" ", "_").lower() for one in OF_VOICES if one != "Quote"])
def test_no_message_says_what_somebody_said(sheet: Sheet, proposed: Proposed, heading: str) -> None:
    rows = [("Statements of 2025",), OF_VOICES, with_cells(**{heading: SAID}), (f"Note: {SAID}",)]
    told = " ".join(words for _, words in report.lines(proposed(sheet(rows), name="voices")))
    assert "brother" not in told


@pytest.mark.parametrize(("cell", "made"), [("12", "voice-12"), ("Voice 3", "voice-3"), ("V/2025/07", "v-2025-07")])
def test_a_reference_of_a_statement_is_its_id(sheet: Sheet, proposed: Proposed, cell: str, made: str) -> None:
    assert [one["id"] for one in proposed(sheet([OF_VOICES, with_cells(id=cell)]), name="voices").entries] == [made]


def test_a_statement_that_stands_otherwise_is_refused_without_the_words_of_either(
    sheet: Sheet, proposed: Proposed
) -> None:
    told = refusals(proposed(sheet([OF_VOICES, with_cells(id="v-001")]), name="voices"))
    assert "the strategy has v-001" in told
    assert "with something else as its words" in told
    assert "brother" not in told
    assert "somebody to ask" not in told
