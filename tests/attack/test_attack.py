"""The attacker: what it finds is true, what it cannot know it does not claim, and what it says can be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_releases import HEADS, HIDDEN, ROWS, comma_separated, page, table
from typer.testing import CliRunner

from purbeck import figures
from purbeck.attack import attack
from purbeck.attack.marks import Mark, Said, Span, content, gives_away, mark, said
from purbeck.attack.markup import tree
from purbeck.attack.rows import from_rate_limits, from_share_limits
from purbeck.attack.shapes import drawn
from purbeck.cli import app
from purbeck.errors import SourceError
from purbeck.statistics.intervals import count_interval, share_interval

WARDS = [f"Ward {letter}" for letter in "ABCDEFGHIJ"]


def printed(value: float) -> Said:
    """A number as a page prints it: three figures, and read again."""
    found = said(figures.number(value))
    assert found is not None
    return found


@given(count=st.integers(0, 400), people=st.integers(200, 900_000))
@settings(max_examples=80, deadline=None)
def test_limits_of_a_rate_never_lead_away_from_the_count(count: int, people: int) -> None:
    lower, upper = count_interval(count)
    per = 1000 / people
    found = from_rate_limits(printed(count * per), printed(float(lower) * per), printed(float(upper) * per))
    assert found.least <= count <= found.most


@given(whole=st.integers(5, 300), share=st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_limits_of_a_share_never_lead_away_from_the_count(whole: int, share: float) -> None:
    count = round(whole * share)
    lower, upper = (float(limit) for limit in share_interval(count, whole))
    said_of = [said(f"{one:.3f}") for one in (count / whole, lower, upper)]
    found = from_share_limits(said_of[0], said_of[1], said_of[2], said(str(whole)))  # type: ignore[arg-type]
    assert found.least <= count <= found.most


@given(
    counts=st.lists(st.integers(0, 60), min_size=10, max_size=10),
    people=st.lists(st.integers(500, 9000), min_size=10, max_size=10),
)
@settings(max_examples=60, deadline=None)
def test_what_is_made_from_protected_counts_raises_no_alarm(counts: list[int], people: list[int]) -> None:
    """Counts of 1 to 4 hidden, others rounded to 5; rates and limits from the rounded counts; no totals: nothing to find."""
    rows = []
    for ward, count, residents in zip(WARDS, counts, people, strict=True):
        if 1 <= count <= 4:
            rows.append((ward, f"{residents:,}", HIDDEN, "hidden", "hidden", "hidden"))
            continue
        shown = (count + 2) // 5 * 5
        limits = [figures.number(float(limit) * 1000 / residents) for limit in count_interval(shown)]
        rows.append((ward, f"{residents:,}", str(shown), figures.number(shown * 1000 / residents), *limits))
    heads = ("Ward", "Residents", "Contacts", "Rate (per 1,000 residents)", "Lower limit", "Upper limit")
    note = "<p>Counts from 1 to 4 are hidden; others are rounded to the nearest 5.</p>"
    found = attack(
        page(note, table(heads, rows))
        | {"figures/contacts.csv": comma_separated(heads, [[c.replace(",", "") for c in r] for r in rows])}
    )
    assert found.safe, list(found.in_words())


def test_release_of_published_counts_raises_no_alarm() -> None:
    heads = ("Ward", "Residents", "Offences", "Rate (per 1,000)")
    rows = [
        ("Alder Green", "2,000", "3", "1.50"),
        ("Birch Hill", "3,000", "1", "0.33"),
        ("Total", "5,000", "4", "0.80"),
    ]
    words = '<p>3 offences in Alder Green.</p><img alt="Alder Green 3; Birch Hill 1" src="a.png">'
    assert attack(page(table(heads, rows), words)).safe


def test_row_of_the_same_name_in_another_table_is_another_count() -> None:
    other = page(
        table(HEADS, [("Cedar Cross", "3"), ("Alder Green", "240")], "Deliveries"),
        finding="ba9876543210",
        title="Deliveries",
    )
    both = {"index.html": page(table())["index.html"] + other["index.html"]}
    assert attack(both).safe


def test_ends_of_a_range_in_columns_of_their_own_are_no_count() -> None:
    """A row that a page of PDF begins with is read as a line: of how many, then the least and the most."""
    assert attack(page(table(), "<p>Cedar Cross 1 to 18 1 16 unavailable</p>")).safe
    assert not attack(page(table(), "<p>Cedar Cross 1 to 18 3 unavailable</p>")).safe
    assert not attack(page(table(), "<p>Cedar Cross 1 to 18 3</p>")).safe


@pytest.mark.parametrize(("text", "expected"), [
    ("1,234", Said(1234, 1233.5, 1234.5)), ("3.10", Said(3.1, 3.095, 3.105)), ("12%", Said(12, 11.5, 12.5)),
    ("6=", Said(6, 5.5, 6.5)),
    ("hidden", Mark(None, plain=True)), ("[c]", Mark(None, plain=True)), ("hidden: would give another away", Mark(None)),
    ("hidden (1 to 7)", Mark(Span(1, 7))), ("<5", None), ("Melcombe Regis", None), ("1 to 4", None), ("", None),
])  # fmt: skip
def test_cells(text: str, expected: object) -> None:
    found = content(text)
    if isinstance(expected, Said):
        assert isinstance(found, Said)
        assert (found.value, found.low, found.high) == pytest.approx((expected.value, expected.low, expected.high))
    else:
        assert found == expected


def test_ranges_are_marks_among_counts_alone() -> None:
    assert mark("1 to 4", of_counts=True) == Mark(Span(1, 4))
    assert mark("fewer than 8", of_counts=True) == Mark(Span(1, 7))


@pytest.mark.parametrize(("found", "hidden", "expected"), [
    (Span(3, 3), Mark(Span(1, 4)), True), (Span(2, 9), Mark(Span(1, 4)), True), (Span(0, 9), Mark(Span(1, 4)), False),
    (Span(12, 12), Mark(Span(1, 4)), False), (Span(12, 12), Mark(None), True), (Span(12, 13), Mark(None), False),
    (Span(2, 4), Mark(None, plain=True), True), (Span(1, 4), Mark(None, plain=True), False), (Span(1, 0), Mark(None), False),
])  # fmt: skip
def test_what_gives_away(found: Span, hidden: Mark, expected: bool) -> None:
    assert gives_away(found, hidden) is expected


def test_shapes_are_placed_where_a_browser_draws_them() -> None:
    picture = tree(
        '<svg><g transform="translate(10,20) scale(2)"><path d="M1,2h3v4h-3Z"/><text x="5" y="6">A</text></g></svg>'
    )
    shapes, letters = drawn(next(picture.every("svg")))
    assert [(s.left, s.top, s.right, s.bottom) for s in shapes] == [(12, 24, 18, 32)]
    assert [(one.x, one.y, one.text) for one in letters] == [(20, 32, "A")]


def test_command_says_what_leaks_and_fails(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(page(table(), "<!-- Cedar Cross: 3 -->")["index.html"], encoding="utf-8")
    run = CliRunner().invoke(app, ["attack", str(tmp_path)])
    assert run.exit_code == 1
    outcome, leak = " ".join(run.output.split()).split("1 thing gives hidden counts away.")
    assert "gives away" not in outcome
    assert "gives away Cedar Cross: Contacts" in leak, "a leak is the last thing said, where a terminal shows it"
    run = CliRunner().invoke(app, ["attack", str(tmp_path), "--json"])
    held = json.loads(run.output)
    assert (held["safe"], held["leaks"][0]["found"], held["leaks"][0]["promised"]) == (False, [3, 3], [1, 4])


def test_command_passes_where_nothing_leaks(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(page(table())["index.html"], encoding="utf-8")
    run = CliRunner().invoke(app, ["attack", str(tmp_path)])
    assert run.exit_code == 0
    assert "Nothing was found." in run.output
    assert len(ROWS) == 5


def test_folder_that_is_none_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="There is no folder"):
        attack(tmp_path / "nowhere")
    with pytest.raises(SourceError, match="There is nothing in"):
        attack(tmp_path)
