"""How figures read: three figures, thousands, intervals alike, and words where there is no number."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
import sample_findings as samples
from hypothesis import given
from hypothesis import strategies as st

from purbeck.figures import interval, number, percent, whole
from purbeck.publication import tables
from purbeck.publication.tables import comma_separated, measured, shown


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (20.75, "20.8"),
        (7.345, "7.35"),
        (0.43188, "0.432"),
        (123.4, "123"),
        (1234.5, "1,235"),
        (9.996, "10.0"),
        (99.96, "100"),
        (0.99951, "1.00"),
        (0, "0"),
        (-3.21, "−3.21"),
        (None, "unavailable"),
        (float("nan"), "unavailable"),
        (31.75, "31.8"),
    ],
)
def test_rates_have_three_figures(value, words) -> None:
    assert number(value) == words


def test_intervals_have_the_precision_of_their_rate() -> None:
    assert interval(20.3, 21.22, 20.75) == "20.3 to 21.2"
    assert measured(20.75, 20.3, 21.22) == "20.8 (20.3 to 21.2)"
    assert measured(0.0, 0.0, 0.0123) == "0 (0 to 0.0123)", "nought says nothing about precision"
    assert measured(None, None, None) == "unavailable"
    assert measured(20.75, None, 21.0) == "20.8", "half an interval is none"


def test_counts_are_whole_with_thousands() -> None:
    assert (whole(7878), whole(1910000.0), whole(0), whole(None)) == ("7,878", "1,910,000", "0", "unavailable")


@pytest.mark.parametrize(
    ("share", "words"),
    [(1.0, "100%"), (0.99996, "over 99.9%"), (0.847, "84.7%"), (0.0, "0%"), (0.5, "50.0%"), (None, "unavailable")],
)
def test_only_all_is_a_hundred_per_cent(share, words) -> None:
    assert percent(share) == words


@given(st.floats(min_value=1e-4, max_value=1e7))
def test_what_is_written_is_within_half_of_its_last_figure(value: float) -> None:
    written = number(value)
    read = float(written.replace(",", ""))
    assert read == pytest.approx(value, rel=0.0051)
    assert len(written.replace(",", "").replace(".", "").lstrip("0")) >= 3 or value < 100


def lines(finding) -> dict[str, tuple[str, ...]]:
    """The cells of each line by its head."""
    return {line.cells[0]: line.cells[1:] for line in shown(finding)[0].lines}


def test_table_of_rates() -> None:
    assert lines(samples.bars())["Robbery"] == ("164", "0.432", "0.368", "0.503")
    assert [(h.title, h.unit, h.numeric) for h in shown(samples.bars())[0].heads] == [
        ("Kind", "", False), ("Offences recorded", "", True), ("Rate", "per 1,000 residents a year", True),
        ("Lower limit", "per 1,000", True), ("Upper limit", "per 1,000", True),
    ]  # fmt: skip


def test_a_shared_rank_is_marked_in_page_and_file() -> None:
    """Two places of one rate: "6=" wherever it is read."""
    columns = (("place", "Place", ""), ("rank", "Rank", "1 is highest"), ("ours", "Ours", ""))
    rows = (("A", 5, False), ("B", "6=", True), ("C", "6=", False), ("D", 8, False))
    finding = replace(samples.ranks(), columns=columns, rows=rows)
    assert [line.cells[1] for line in shown(finding)[0].lines] == ["5", "6=", "6=", "8"]
    assert "B,6=,True" in comma_separated(finding)


def test_table_of_ranks_is_whole_and_marks_ours() -> None:
    table = shown(samples.ranks())[0]
    ours = [line for line in table.lines if line.ours]
    assert [line.cells[2:] for line in ours] == [("241", "229", "254", "yes")]


def test_table_of_months_names_them_and_keeps_to_the_means_precision() -> None:
    july = lines(samples.process())["July 2025"]
    assert july[:5] == ("771", "771", "672", "594", "751")
    april = lines(samples.process())["April 2024"]
    assert april[:2] == ("unavailable", "unavailable")


def test_percentages_given_as_such_are_not_multiplied() -> None:
    columns = (
        ("theme", "Kind", ""),
        ("share", "Share", "%"),
        ("lower", "Lower limit", "%"),
        ("upper", "Upper limit", "%"),
    )
    finding = samples.released("none", columns=columns, rows=(("Robbery", 2.0, 1.7, 2.31),))
    assert lines(finding)["Robbery"] == ("2.0", "1.7", "2.3")


def test_rate_that_json_wrote_without_a_point_is_still_a_rate() -> None:
    finding = samples.released(
        "none", columns=(("place", "Place", ""), *samples.RATE), rows=(("Here", 20, 19.26, 21.04),)
    )
    assert lines(finding)["Here"] == ("20.0", "19.3", "21.0")


def test_funnel_shows_places_and_lines_apart_without_empty_columns() -> None:
    places, limits = shown(samples.funnel())
    assert len(places.lines) == 300 and len(limits.lines) == 40
    assert [h.title for h in places.heads] == ["Place", "Person-years", "Offences recorded", "Rate", "Ours"]
    assert "Place" not in [h.title for h in limits.heads]


def test_hidden_finding_has_no_table() -> None:
    assert shown(samples.hidden()) == []


def test_file_of_figures_leaves_out_shapes_and_is_safe_to_open() -> None:
    columns = (("place", "Place", ""), samples.COUNT, ("shape", "Boundary", ""))
    rows = (('=HYPERLINK("x")', 3, "{}"), ("Ordinary, with a comma", None, "{}"))
    read = list(csv.reader(io.StringIO(comma_separated(samples.released("none", columns=columns, rows=rows)))))
    assert read == [
        ["Place", "Offences recorded", "Finding number"],
        ['\'=HYPERLINK("x")', "3", "none00000000"],
        ["Ordinary, with a comma", "unavailable", "none00000000"],
    ]


def test_axis_title_says_title_and_unit_once() -> None:
    assert tables.axis_title(samples.bars(), "rate_per_1000") == "Rate per 1,000 residents a year"
    assert tables.axis_title(samples.ranks(), "rank") == "Rank (1 is highest)"
    assert tables.axis_title(samples.funnel(), "person_years") == "Person-years"
