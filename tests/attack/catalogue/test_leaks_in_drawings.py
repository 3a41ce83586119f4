"""Known leaks of charts and maps: bars that can be measured, data in the page, classes of one area."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import pytest
from made_releases import FINDING, HEADS, HIDDEN, ROWS, TITLE, area_map, bars, line, page, specification, table

from purbeck.attack import attack

Release = Mapping[str, str | bytes]
COUNTS = {"Alder Green": 24, "Birch Hill": 18, "Cedar Cross": 3, "Dunlin Quay": 11}
SHOWN = COUNTS | {"Cedar Cross": 0}  # no bar where nothing is shown
RATES = ("Ward", "Residents", "Contacts", "Rate (per 1,000 residents)")
RATE_ROWS = [
    ("Alder Green", "4,000", "24", "6.00"),
    ("Birch Hill", "3,000", "18", "6.00"),
    ("Cedar Cross", "1,000", HIDDEN, "hidden"),
]
MORE_RATES = [
    *RATE_ROWS[:1],
    ("Birch Hill", "2,000", "13", "6.50"),
    RATE_ROWS[2],
    ("Dunlin Quay", "2,000", "10", "5.00"),
]
FILLS = {"Alder Green": "#123", "Birch Hill": "#123", "Cedar Cross": "#456"}


def titled(count: str) -> str:
    """A bar with a title of its own."""
    return f'<svg viewBox="0 0 9 9"><rect width="3" height="1"><title>Cedar Cross: {count}</title></rect></svg>'


def points(rows: list[list[int]]) -> str:
    """Where the points of a chart to explore stand, each with the line of the table that it is of."""
    held = {"data": [{"name": "points", "values": [["row", "x", "y"], *rows]}], "marks": [{"$": 4}]}
    return f'<script type="application/json">{json.dumps(held)}</script>'


LEAKS: dict[str, tuple[Release, Release, str]] = {
    "a bar that can be measured": (page(table(), bars(COUNTS)), page(table(), bars(SHOWN)), "measured bar"),
    "a bar in a file of its own": (
        page(table()) | {f"charts/finding-{FINDING}.svg": bars(COUNTS)},
        page(table()) | {f"charts/finding-{FINDING}.svg": bars(SHOWN)}, "measured bar"),
    "a line that can be measured": (
        page(table(), line([24, 18, 3, 11, 2])), page(table(), line([24, 18, None, 11, None])), "measured line"),
    "a line of rates that can be measured": (
        page(table(RATES, MORE_RATES), line([6, 6.5, 3, 5])), page(table(RATES, MORE_RATES), line([6, 6.5, None, 5])),
        "measured line"),
    "a bar with its number written in it": (page(table(), titled("3")), page(table(), titled("hidden")), "words"),
    "a chart's data in the page": (
        page(table(), specification([{"ward": w, "contacts": n} for w, n in COUNTS.items()])),
        page(table(), specification([{"ward": w, "contacts": n or None} for w, n in SHOWN.items()])), "shown elsewhere"),
    "a chart's points by the lines of the table": (
        page(points([[0, 24, 23], [1, 18, 69], [2, 3, 115]]), table()),
        page(points([[0, 24, 23], [1, 18, 69], [3, 11, 161]]), table()), "shown elsewhere"),
    "a chart's data given to a function": (
        page(table(), f"<script>draw({json.dumps([{'ward': w, 'contacts': n} for w, n in COUNTS.items()])}, 'bar');</script>"),
        page(table(), f"<script>draw({json.dumps([{'ward': w, 'contacts': n or None} for w, n in SHOWN.items()])});</script>"),
        "shown elsewhere"),
    "a chart's data in an attribute": (
        page(table(), f"<div data-rows='{json.dumps([[w, n] for w, n in COUNTS.items()])}'></div>"),
        page(table(), f"<div data-rows='{json.dumps([[w, n or None] for w, n in SHOWN.items()])}'></div>"), "shown elsewhere"),
    "a class of one area on a map": (
        page(table(RATES, RATE_ROWS), area_map(FILLS, {"#123": "5 to 7", "#456": "2.8 to 3.2"})),
        page(table(RATES, RATE_ROWS), area_map(FILLS | {"Cedar Cross": "#ccc"}, {"#123": "5 to 7", "#ccc": "Hidden"})),
        "map class"),
    "the words of an area on a map": (
        page(table(RATES, RATE_ROWS), '<svg><path d="M0 0l9 9"><title>Cedar Cross: 3.0 per 1,000</title></path></svg>'),
        page(table(RATES, RATE_ROWS), '<svg><path d="M0 0l9 9"><title>Cedar Cross: hidden</title></path></svg>'),
        "rate in words"),
}  # fmt: skip


@pytest.mark.parametrize("name", LEAKS)
def test_leak_is_caught(name: str) -> None:
    leaking, _, kind = LEAKS[name]
    found = attack(leaking)
    assert any(one.kind == kind and one.found.exact and one.found.least == 3 for one in found.leaks), list(
        found.in_words()
    )


@pytest.mark.parametrize("name", LEAKS)
def test_mended_twin_passes(name: str) -> None:
    found = attack(LEAKS[name][1])
    assert found.safe, list(found.in_words())


def test_bar_is_measured_against_the_axis_whatever_moved_and_scaled_it() -> None:
    chart = bars(COUNTS).replace("translate(236,12)", "translate(30,5) scale(2)")
    found = attack(page(table(HEADS, ROWS, TITLE), chart))
    assert [one.says for one in found.leaks if one.kind == "measured bar"] == ["the bar of “Cedar Cross” ends at 3.00"]


@pytest.mark.parametrize("across", [True, False], ids=["bars across", "bars upright"])
def test_bars_that_vega_draws_are_measured(across: bool) -> None:
    import altair
    import pandas as pd
    import vl_convert

    rows = pd.DataFrame({"ward": list(COUNTS), "contacts": list(COUNTS.values())})
    x, y = ("contacts:Q", "ward:N") if across else ("ward:N", "contacts:Q")
    chart = altair.Chart(rows).mark_bar().encode(x=x, y=y).properties(width=400, height=300)
    drawn = vl_convert.vegalite_to_svg(chart.to_json())
    found = attack(page(table(), drawn[drawn.index("<svg") :]))
    measured = {one.found for one in found.leaks if one.kind == "measured bar"}
    assert [(one.least, one.most) for one in measured] == [(3, 3)], list(found.in_words())


@pytest.mark.parametrize(("upside_down", "point"), [(False, True), (False, False), (True, False)])
def test_lines_that_vega_draws_are_measured(upside_down: bool, point: bool) -> None:
    """A line with or without points, and dots without a line; the table's rows in its order or the other way round."""
    import altair
    import pandas as pd
    import vl_convert

    counts = {
        f"{month} 2025": n
        for month, n in zip(("January", "February", "March", "April", "May"), (24, 18, 3, 11, 30), strict=True)
    }
    frame = pd.DataFrame(
        {"at": pd.date_range("2025-01-01", periods=5, freq="MS").astype(str), "n": list(counts.values())}
    )
    chart = altair.Chart(frame).properties(width=400, height=300)
    chart = chart.mark_line(point=point) if not upside_down else chart.mark_circle()
    drawn = vl_convert.vegalite_to_svg(chart.encode(x="at:T", y="n:Q").to_json())
    rows = [(month, HIDDEN if n == 3 else str(n)) for month, n in counts.items()]
    held = table(("Month", "Contacts"), rows[::-1] if upside_down else rows)
    found = attack(page(held, re.sub(r' aria-label="[^"]*"', "", drawn[drawn.index("<svg") :])))
    measured = {one.found for one in found.leaks if one.kind == "measured line"}
    assert [(one.least, one.most) for one in measured] == [(3, 3)], list(found.in_words())


def test_line_of_other_numbers_is_not_the_column_s() -> None:
    assert attack(page(table(), line([24, 12, 3, 11, 2]))).safe
