"""The map: classes, hatching, numbers that do not hide each other, shapes that keep their common borders."""

from __future__ import annotations

import itertools
import json
import math
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
import sample_findings as samples
from hypothesis import given, settings
from hypothesis import strategies as st

from purbeck.publication.map_labels import label_places
from purbeck.publication.map_shapes import Grid, path_of, shape_of
from purbeck.publication.maps import COLOURS, classes_of, map_of

SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1000, 0], [1000, 1000], [0, 1000], [0, 0]]]}


def lightness(colour: str) -> float:
    """How light a colour prints in grey, 0 to 100."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    y = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 116 * y ** (1 / 3) - 16


def test_colours_darken_evenly_so_that_grey_print_keeps_their_order() -> None:
    steps = [a - b for a, b in itertools.pairwise(map(lightness, COLOURS))]
    assert min(steps) > 10
    for colour in COLOURS:
        red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
        assert red <= max(green, blue), "no red for places"


def test_five_classes_hold_about_as_many_areas_each() -> None:
    classes = classes_of([float(n) for n in range(1, 241)])
    assert [areas for _, _, areas in classes.found] == [48] * 5
    assert classes.of(48.0) == 0 and classes.of(49.0) == 1 and classes.of(240.0) == 4


@given(st.lists(st.one_of(st.none(), st.floats(0, 500).map(lambda v: round(v, 1))), max_size=60))
def test_every_known_rate_is_in_one_class_and_equal_rates_are_never_parted(rates) -> None:
    classes = classes_of(rates)
    known = [r for r in rates if r is not None]
    assert sum(areas for _, _, areas in classes.found) == len(known)
    for rate in known:
        low, high, _ = classes.found[classes.of(rate)]
        assert low <= rate <= high
    for (_, high, _), (low, _, _) in itertools.pairwise(classes.found):
        assert high < low


def test_legend_says_its_bounds_in_words_highest_first() -> None:
    keys = [key.words for key in map_of(samples.map_()).keys]
    assert keys[0].startswith("Highest fifth: ") and " to " in keys[0] and "areas)" in keys[0]
    assert keys[4].startswith("Lowest fifth: ")
    assert keys[5] == "Rate unavailable"
    assert keys[6].startswith("Hatched: fewer than 1,000 residents")


def test_map_is_well_formed_with_a_path_an_area_and_every_place_named() -> None:
    made = map_of(samples.map_())
    top = ET.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{made.viewbox}">{made.inside}</svg>')
    titles = [e.text for e in top.iter() if e.tag.endswith("title")]
    assert len(titles) == 240
    assert any(t.endswith(": unavailable") for t in titles)
    assert "url(#finding-map000000000-small)" in made.inside, "small populations are hatched"


def test_list_beside_the_map_is_the_ten_highest_with_count_rate_and_interval() -> None:
    rows = sorted((r for r in samples.map_().rows if r[3] is not None), key=lambda r: -r[3])[:10]
    top = map_of(samples.map_()).top
    assert [p.number for p in top] == list(range(1, 11))
    assert [p.name for p in top] == [r[0] for r in rows]
    assert all(" to " in p.interval and p.count.replace(",", "").isdigit() for p in top)


def test_without_boundaries_there_is_the_list_and_no_map() -> None:
    rows = tuple((*row[:-1], "") for row in samples.map_().rows)
    made = map_of(replace(samples.map_(), rows=rows))
    assert made.inside == "" and len(made.top) == 10
    assert map_of(samples.bars()) is None


def test_neighbours_share_their_border_step_for_step() -> None:
    shapes = [shape_of(json.loads(samples.area(c, r))) for c, r in ((3, 4), (4, 4))]
    grid = Grid.over(shapes)
    corners = [{(round(x), round(y)) for x, y in (grid.place(*p) for p in shape.rings[0])} for shape in shapes]
    assert len(corners[0] & corners[1]) == 2


def test_path_draws_north_up_and_closes() -> None:
    shape = shape_of(SQUARE)
    grid = Grid.over([shape])
    found = re.fullmatch(r"M(\d+) (\d+)l(-?\d+) (-?\d+) (-?\d+) (-?\d+) (-?\d+) (-?\d+)z", path_of(shape, grid))
    x, y, right, flat, _, up, *_ = map(int, found.groups())
    assert right > 0 and flat == 0 and up < 0, "east is right, north is up"
    assert 0 <= x <= grid.width and 0 <= y <= grid.height
    assert shape.middle == pytest.approx((500, 500))


def test_shape_of_many_parts_keeps_its_holes_and_is_centred_on_its_largest() -> None:
    hole = [[400, 400], [400, 600], [600, 600], [600, 400], [400, 400]]
    island = [[5000, 5000], [5010, 5000], [5010, 5010], [5000, 5000]]
    shape = shape_of({"type": "MultiPolygon", "coordinates": [[island], [SQUARE["coordinates"][0], hole]]})
    assert len(shape.rings) == 3
    assert shape.middle == pytest.approx((500, 500))
    with pytest.raises(ValueError, match="Point"):
        shape_of({"type": "Point", "coordinates": [0, 0]})


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.floats(300, 2700), st.floats(300, 1700)), min_size=1, max_size=10))
def test_numbers_stand_inside_the_map_and_do_not_hide_each_other(places) -> None:
    radius = 50.0
    marks = label_places(places, radius, (3200.0, 2000.0))
    assert marks == label_places(places, radius, (3200.0, 2000.0))
    assert [(m.place_x, m.place_y) for m in marks] == places
    for mark in marks:
        assert radius <= mark.x <= 3200 - radius and radius <= mark.y <= 2000 - radius
    for a, b in itertools.combinations(marks, 2):
        assert math.dist((a.x, a.y), (b.x, b.y)) > 1.7 * radius
