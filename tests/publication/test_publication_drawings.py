"""Drawings of structure: whatever their number and length, labels stay on the paper, in their boxes and off each other."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purbeck.publication.chart_theme import DESK, PAPERS, TELEPHONE, Paper
from purbeck.publication.drawings import chains, grid, levels, links, steps, terms
from purbeck.publication.drawings.lettering import width, wrap
from purbeck.publication.drawings.sketch import Box, Rect, Sketch

STYLES = ("ours", "plain", "tinted", "missing")
WORDS = (
    st.text(st.characters(codec="utf-8", exclude_categories=("C",)), min_size=1, max_size=60)
    .map(str.strip)
    .filter(bool)
)
BOXES = st.builds(Box, WORDS, st.sampled_from(STYLES), st.one_of(st.just(""), WORDS))
DAYS = st.one_of(st.none(), st.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31)))
ON = dt.date(2026, 11, 26)
SEVERAL = settings(max_examples=40, deadline=None)
PAPER = st.sampled_from(PAPERS)


def problems(sketch: Sketch) -> list[str]:
    """Labels that lie over each other or off the paper, boxes that do so, and whatever is no proper SVG."""
    _, _, across, deep = map(float, sketch.drawing().viewbox.split())
    paper = Rect(-0.01, -0.01, across + 0.02, deep + 0.02)
    found = [f"off the paper: {rect}" for rect in (*sketch.labels, *sketch.boxes) if not paper.holds(rect)]
    for kind in (sketch.labels, sketch.boxes):
        found += [f"over each other: {a} and {b}" for a, b in combinations(kind, 2) if shrunk(a).overlaps(shrunk(b))]
    for label in sketch.labels:
        touched = [box for box in sketch.boxes if shrunk(box).overlaps(shrunk(label))]
        found += [f"half in a box: {label} and {box}" for box in touched if not box.holds(label)]
    ElementTree.fromstring(f"<svg>{sketch.drawing().inside}</svg>")
    return found


def shrunk(rect: Rect) -> Rect:
    """A place without the last hundredth of a pixel, in which sums of parts may differ."""
    return Rect(rect.x + 0.01, rect.y + 0.01, max(rect.width - 0.02, 0), max(rect.height - 0.02, 0))


def texts(sketch: Sketch) -> str:
    """Every word of a drawing, in the order in which it is drawn."""
    root = ElementTree.fromstring(f"<svg>{sketch.drawing().inside}</svg>")
    return " ".join(element.text or "" for element in root.iter("text"))


@SEVERAL
@given(st.text(max_size=200), st.sampled_from([11, 13, 14]), st.floats(30, 300), st.booleans())
def test_wrapped_lines_fit_and_lose_nothing(words: str, size: int, room: float, bold: bool) -> None:
    lines = wrap(words, size, room, bold)
    assert "".join("".join(lines).split()) == "".join(words.split())
    assert all(width(line, size, bold) <= room or len(line) == 1 for line in lines)


def test_words_break_at_spaces_then_at_hyphens_then_anywhere() -> None:
    room = width("hand-in-", 14)
    assert wrap("go hand-in-hand now", 14, room) == ("go", "hand-in-", "hand", "now")
    assert wrap("mmmmmm", 14, width("mmm", 14)) == ("mmm", "mmm")
    assert wrap("", 14, 100) == () and wrap("   ", 14, 100) == ()
    assert wrap("either/or", 14, width("either/", 14)) == ("either/", "or")


def test_letters_with_accents_are_as_wide_as_without_and_unknown_ones_are_wide() -> None:
    assert width("é", 10) == width("e", 10)
    assert width("漢", 10) > width("M", 10)
    assert width("abc", 10, bold=True) > width("abc", 10)


@SEVERAL
@given(BOXES, st.floats(60, 300), PAPER)
def test_a_box_holds_its_words(box: Box, across: float, paper: Paper) -> None:
    sketch = Sketch(paper)
    place = sketch.box(box, 5, 5, across)
    assert all(place.holds(label) for label in sketch.labels)
    assert place.height == sketch.height_of(box, across)


@SEVERAL
@given(st.lists(BOXES, max_size=8), st.lists(BOXES, max_size=12), st.data(), PAPER)
def test_map_of_links(ours: list[Box], theirs: list[Box], data: st.DataObject, paper: Paper) -> None:
    lefts = [links.Node(f"a{n}", box) for n, box in enumerate(ours)]
    rights = [links.Node(f"b{n}", box) for n, box in enumerate(theirs)]
    pairs = [(a.key, b.key) for a in lefts for b in rights]
    chosen = data.draw(st.lists(st.sampled_from(pairs), unique=True, max_size=30)) if pairs else []
    joined = [links.Link(a, b, 1 + n % 9) for n, (a, b) in enumerate(chosen)]
    sketch = links.draw_links(lefts, rights, joined, ("Ours", "Theirs"), paper)
    assert problems(sketch) == []
    assert len(sketch.boxes) == len(lefts) + len(rights)
    assert sketch.drawing().inside.count("<path") == len(joined)
    turned = links.draw_links(lefts[::-1], rights[::-1], joined[::-1], ("Ours", "Theirs"), paper)
    assert turned.drawing() == sketch.drawing()


def test_map_of_links_is_put_in_an_order_in_which_few_cross() -> None:
    lefts = [links.Node(f"a{n}", Box(f"A{n}")) for n in range(6)]
    rights = [links.Node(f"b{n}", Box(f"B{n}")) for n in range(6)]
    joined = [links.Link(f"a{n}", f"b{5 - n}", 1) for n in range(6)]
    assert links.crossings(lefts, rights, joined) == 15
    assert links.crossings(*links.ordered(lefts, rights, joined), joined) == 0
    alone = [*rights, links.Node("b", Box("Alone"))]
    assert links.ordered(lefts, alone, joined)[1][-1].key == "b"


def test_the_more_is_shared_the_thicker_the_line() -> None:
    lefts, rights = [links.Node("a", Box("A"))], [links.Node("b", Box("B")), links.Node("c", Box("C"))]
    joined = [links.Link("a", "b", 1), links.Link("a", "c", 4)]
    inside = links.draw_links(lefts, rights, joined, ("Ours", "Theirs"), DESK).drawing().inside
    thick, thin = map(float, re.findall(r'<path [^>]*stroke-width="([\d.]+)"', inside))
    assert thick > 2 * thin


GRIDS = st.integers(1, 9).flatmap(
    lambda columns: st.builds(
        grid.Grid,
        st.lists(WORDS, min_size=columns, max_size=columns).map(tuple),
        st.lists(
            st.builds(grid.Row, BOXES, st.tuples(*[st.lists(BOXES, max_size=4).map(tuple)] * columns)), max_size=8
        ).map(tuple),
        st.sampled_from([0.22, 0.32]),
        st.booleans(),
    )
)


@SEVERAL
@given(GRIDS, PAPER)
def test_grid(made: grid.Grid, paper: Paper) -> None:
    sketch = grid.draw_grid(made, paper)
    assert problems(sketch) == []
    assert len(sketch.boxes) == sum(len(cell) for row in made.rows for cell in row.cells)


@SEVERAL
@given(
    st.lists(
        st.builds(
            levels.Level, WORDS, WORDS, st.lists(BOXES, max_size=5).map(tuple), st.lists(BOXES, max_size=5).map(tuple)
        ),
        max_size=4,
    ),
    PAPER,
)
def test_levels_lie_within_each_other(made: list[levels.Level], paper: Paper) -> None:
    sketch = levels.draw_levels(made, levels.Sides("Risk", "Protective"), paper)
    assert problems(sketch) == []
    root = ElementTree.fromstring(f"<svg>{sketch.drawing().inside}</svg>")
    frames = [
        Rect(*(float(e.get(name, "")) for name in ("x", "y", "width", "height")))
        for e in root
        if e.get("fill") == "none"
    ]
    frames = sorted((frame for frame in frames if frame.width > 0), key=lambda frame: -frame.width)
    assert len(frames) == len(made)
    assert all(outer.holds(inner) for outer, inner in pairwise(frames))


LANES = st.builds(
    chains.Lane, WORDS, st.lists(st.builds(chains.Chain, BOXES, BOXES, BOXES), min_size=0, max_size=8).map(tuple),
    st.lists(st.builds(steps.Stack, WORDS, st.lists(BOXES, min_size=1, max_size=4).map(tuple)), max_size=3).map(tuple), BOXES,
)  # fmt: skip


@SEVERAL
@given(st.lists(LANES, max_size=4), PAPER)
def test_chains(lanes: list[chains.Lane], paper: Paper) -> None:
    sketch = chains.draw_chains(lanes, chains.Columns("Put in", "Action", "Done", "Comes of it"), paper)
    assert problems(sketch) == []
    drawn = sum(3 * len(lane.chains) + sum(len(s.boxes) for s in lane.stages) + 1 for lane in lanes)
    assert len(sketch.boxes) == drawn


@SEVERAL
@given(
    st.lists(
        st.builds(
            steps.Row, WORDS,
            st.tuples(*[st.lists(st.builds(steps.Stack, WORDS, st.lists(BOXES, min_size=1, max_size=3).map(tuple)),
                                 min_size=1, max_size=3).map(tuple)] * 4),
        ),
        max_size=5,
    ),
    PAPER,
)  # fmt: skip
def test_steps(rows: list[steps.Row], paper: Paper) -> None:
    heads = ("Put in", "Actions", "Comes of it", "Aims")
    assert problems(steps.draw_steps(rows, heads, (0.2, 0.2, 0.32, 0.28), paper)) == []


@SEVERAL
@given(st.lists(st.builds(terms.Term, WORDS, WORDS, DAYS, DAYS, st.booleans()), max_size=12), PAPER)
def test_terms(made: list[terms.Term], paper: Paper) -> None:
    ordered = [
        t if not (t.starts and t.ends) or t.starts <= t.ends else terms.Term(t.label, t.words, t.ends, t.starts)
        for t in made
    ]
    sketch = terms.draw_terms(ordered, ON, "26 November 2026", paper)
    assert problems(sketch) == []
    root = ElementTree.fromstring(f"<svg>{sketch.drawing().inside}</svg>")
    bars = list(root.iter("rect"))
    assert len(bars) == len(made)
    assert all(
        float(bar.get("x", "")) >= 0 and float(bar.get("x", "")) + float(bar.get("width", "")) <= paper.width
        for bar in bars
    )


def test_term_is_as_long_as_it_lasts_and_open_ends_are_dashed() -> None:
    def bar(starts: dt.date | None, ends: dt.date | None) -> tuple[float, bool]:
        made = [terms.Term("A", "a", starts, ends), terms.Term("B", "b", dt.date(2025, 1, 1), dt.date(2028, 12, 31))]
        root = ElementTree.fromstring(f"<svg>{terms.draw_terms(made, ON, 'Today', DESK).drawing().inside}</svg>")
        first = next(root.iter("rect"))
        return float(first.get("width", "")), "stroke-dasharray" in first.attrib

    year, dashed = bar(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert not dashed
    assert bar(dt.date(2026, 1, 1), dt.date(2027, 12, 31))[0] == pytest.approx(2 * year, rel=0.01)
    assert bar(None, dt.date(2026, 12, 31))[1] and bar(dt.date(2026, 1, 1), None)[1]


MARKUP = Box('<script>alert("x")</script> & "co"', note="<b>note</b>")
EVIL = MARKUP.words
DRAWN: dict[str, Callable[[Paper], Sketch]] = {
    "links": lambda paper: links.draw_links([links.Node("a", MARKUP)], [links.Node("b", MARKUP)], [], (EVIL, EVIL), paper),
    "grid": lambda paper: grid.draw_grid(grid.Grid((EVIL,), (grid.Row(MARKUP, ((MARKUP,),)),)), paper),
    "levels": lambda paper: levels.draw_levels(
        [levels.Level(EVIL, EVIL, (MARKUP,), (MARKUP,))], levels.Sides(EVIL, EVIL), paper
    ),
    "chains": lambda paper: chains.draw_chains(
        [chains.Lane(EVIL, (chains.Chain(MARKUP, MARKUP, MARKUP),), (steps.Stack(EVIL, (MARKUP,)),), MARKUP)],
        chains.Columns(EVIL, EVIL, EVIL, EVIL), paper,
    ),
    "steps": lambda paper: steps.draw_steps([steps.Row(EVIL, ((steps.Stack(EVIL, (MARKUP,)),),))], (EVIL,), (1.0,), paper),
    "terms": lambda paper: terms.draw_terms([terms.Term(EVIL, EVIL, None, ON)], ON, EVIL, paper),
}  # fmt: skip


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_every_label_is_escaped(name: str, paper: Paper) -> None:
    sketch = DRAWN[name](paper)
    inside = sketch.drawing().inside
    assert "<script" not in inside and "<b>" not in inside
    assert "".join(EVIL.split()) in "".join(texts(sketch).split())
    assert {element.tag for element in ElementTree.fromstring(f"<svg>{inside}</svg>").iter()} <= {
        "svg", "rect", "text", "polyline", "polygon", "path",
    }  # fmt: skip


def test_nothing_to_draw_is_drawn_as_nothing_and_breaks_nothing() -> None:
    for paper in (DESK, TELEPHONE):
        assert links.draw_links([], [], [], ("Ours", "Theirs"), paper).boxes == []
        assert grid.draw_grid(grid.Grid(("A",), ()), paper).boxes == []
        assert chains.draw_chains([], chains.Columns("A", "B", "C", "D"), paper).boxes == []
        assert problems(terms.draw_terms([], ON, "Today", paper)) == []
