"""The map: rates in five classes, small populations hatched, the ten highest numbered and listed."""

from __future__ import annotations

import json
from bisect import bisect_left
from dataclasses import dataclass
from html import escape
from typing import Any, TypeAlias

from purbeck.disclosure import OF_SHOWN_COUNTS, ReleasedFinding
from purbeck.figures import interval, missing, number, whole
from purbeck.language.speaker import said
from purbeck.publication.map_labels import Mark, label_places
from purbeck.publication.map_shapes import Grid, Shape, path_of, shape_of
from purbeck.publication.publication import anchor
from purbeck.publication.tables import measured, records

# Light to dark in even steps of lightness, so that grey print and colour-blind readers keep the order.
COLOURS = ("#eaf3dc", "#b2d8c0", "#6db0b8", "#31789f", "#1c3566")
FIFTHS = ("Lowest fifth", "Second fifth", "Middle fifth", "Fourth fifth", "Highest fifth")
SMALL_POPULATION = 1000
MAP = "a map"  # where words stand, as translators are told
LISTED = 10
# The radius of a number's mark as a share of the map's width.
MARK_SHARES = (("desk", 0.0165), ("telephone", 0.029))
UNKNOWN = "#ffffff"

Area: TypeAlias = tuple[dict[str, Any], Shape]


@dataclass(frozen=True)
class MapKey:
    """One entry of the legend: its colour, its words, whether it is hatched or dotted."""

    colour: str
    words: str
    pattern: str = ""


@dataclass(frozen=True)
class TopPlace:
    """One of the ten highest: its number on the map, its name and code, its figures in words, what to beware of."""

    number: int
    name: str
    code: str
    rate: str
    interval: str
    count: str
    small: bool


@dataclass(frozen=True)
class Map:
    """A map ready for the page."""

    viewbox: str
    inside: str
    keys: tuple[MapKey, ...]
    top: tuple[TopPlace, ...]


def map_of(finding: ReleasedFinding) -> Map | None:
    """The map of a finding whose chart is one; None for any other. Without boundaries it is a list only."""
    if finding.chart != "map" or not finding.rows:
        return None
    rows = records(finding)
    classes = classes_of([row["rate_per_1000"] for row in rows])
    top = _highest(rows)
    listed = tuple(_listed(row, n) for n, row in top)
    drawn = [(row, shape_of(json.loads(row["shape"]))) for row in rows if row.get("shape")]
    if not drawn:
        return Map("", "", (), listed)
    grid = Grid.over(shape for _, shape in drawn)
    inside = _areas(drawn, grid, classes, anchor(finding)) + _marks(drawn, grid, top) + _scale_bar(grid)
    return Map(f"0 0 {grid.width} {grid.height}", inside, _keys([row for row, _ in drawn], classes), listed)


def _areas(drawn: list[Area], grid: Grid, classes: Classes, name: str) -> str:
    """The outline of the whole, the areas in their colours, the hatching over small populations."""
    areas = "".join(_area(row, path_of(shape, grid), classes) for row, shape in drawn)
    hatched = "".join(path_of(shape, grid) for row, shape in drawn if _is_small(row))
    pattern = (
        f'<defs><pattern id="{name}-small" width="36" height="36" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><path d="M0 0V36" class="hatch-edge"/><path d="M0 0V36" class="hatch"/>'
        f'</pattern></defs><path d="{hatched}" fill="url(#{name}-small)"/>'
    )
    # The outline of the whole is every boundary drawn thick, with the areas laid over its inner half.
    outline = f'<use href="#{name}-areas" class="map-outline"/>'
    return f'{outline}<g class="map-inner"><g id="{name}-areas">{areas}</g></g>{pattern if hatched else ""}'


@dataclass(frozen=True)
class Classes:
    """Classes of rates: the highest value of each, and the lowest and highest value found in it."""

    tops: tuple[float, ...]
    found: tuple[tuple[float, float, int], ...]

    def of(self, rate: float) -> int:
        """The class of a rate, from 0."""
        return bisect_left(self.tops, rate)


def classes_of(rates: list[float | None]) -> Classes:
    """Five classes with as many areas in each as ties allow; equal rates are never parted."""
    known = sorted(rate for rate in rates if rate is not None and not missing(rate))
    if not known:
        return Classes((), ())
    tops = sorted({known[max(0, -(-len(known) * k // len(COLOURS)) - 1)] for k in range(1, len(COLOURS) + 1)})
    members = [[rate for rate in known if bisect_left(tops, rate) == n] for n in range(len(tops))]
    return Classes(tuple(tops), tuple((m[0], m[-1], len(m)) for m in members))


def _colour(classes: Classes, number_of_class: int) -> str:
    """Fewer classes take the dark end, so that the highest is always the darkest."""
    return COLOURS[number_of_class + len(COLOURS) - len(classes.tops)]


def _area(row: dict[str, Any], path: str, classes: Classes) -> str:
    rate = row["rate_per_1000"]
    fill = UNKNOWN if missing(rate) else _colour(classes, classes.of(rate))
    words = said(f"{row['place']}: {measured(rate, row['lower'], row['upper'])}", MAP)
    return f'<path fill="{fill}" d="{path}"><title>{escape(words)}</title></path>'


def _is_small(row: dict[str, Any]) -> bool:
    return not missing(row.get("residents")) and row["residents"] < SMALL_POPULATION


def _highest(rows: list[dict[str, Any]]) -> list[tuple[int, dict[str, Any]]]:
    """The ten highest rates, numbered from 1; equal rates by name."""
    known = [row for row in rows if not missing(row["rate_per_1000"])]
    ordered = sorted(known, key=lambda row: (-row["rate_per_1000"], str(row["place"])))
    return list(enumerate(ordered[:LISTED], start=1))


def _listed(row: dict[str, Any], n: int) -> TopPlace:
    rate = row["rate_per_1000"]
    return TopPlace(n, str(row["place"]), str(row.get("lsoa21") or ""), number(rate),
                    interval(row["lower"], row["upper"], rate), whole(row["count"]), _is_small(row))  # fmt: skip


def _keys(rows: list[dict[str, Any]], classes: Classes) -> tuple[MapKey, ...]:
    """The legend, highest class first, as the list of places is."""
    keys = []
    for n, (low, high, areas) in reversed(list(enumerate(classes.found))):
        name = f"{FIFTHS[n]}: " if len(classes.found) == len(COLOURS) else ""
        span = f"{number(low)} to {number(high)}" if low < high else number(low)
        keys.append(MapKey(_colour(classes, n), f"{name}{span} ({whole(areas)} area{'s' if areas > 1 else ''})"))
    if any(missing(row["rate_per_1000"]) for row in rows):
        keys.append(MapKey(UNKNOWN, "Rate unavailable"))
    if any(_is_small(row) for row in rows):
        words = f"Hatched: fewer than {whole(SMALL_POPULATION)} residents, so that one offence moves the rate far"
        keys.append(MapKey(UNKNOWN, words, "hatched"))
    return tuple(keys)


def _marks(drawn: list[Area], grid: Grid, top: list[tuple[int, dict[str, Any]]]) -> str:
    """Numbers of the ten highest, once for a desk and once, larger, for a telephone; the page shows one of them."""
    shapes = {id(row): shape for row, shape in drawn}
    found = [(n, grid.place(*shapes[id(row)].middle)) for n, row in top if id(row) in shapes]
    groups = []
    for name, share in MARK_SHARES:
        radius = grid.width * share
        placed = label_places([place for _, place in found], radius, (grid.width, grid.height))
        lines = " ".join(f"M{m.place_x:.0f} {m.place_y:.0f}L{m.x:.0f} {m.y:.0f}" for m in placed)
        marks = "".join(_mark(n, mark, radius) for (n, _), mark in zip(found, placed, strict=True))
        groups.append(
            f'<g class="only-{name} map-marks" font-size="{radius * 1.25:.0f}">'
            f'<path class="map-lead-edge" d="{lines}"/><path class="map-lead" d="{lines}"/>{marks}</g>'
        )
    return "".join(groups)


def _mark(n: int, mark: Mark, radius: float) -> str:
    return (
        f'<circle class="map-dot" cx="{mark.place_x:.0f}" cy="{mark.place_y:.0f}" r="{radius * 0.22:.0f}"/>'
        f'<circle cx="{mark.x:.0f}" cy="{mark.y:.0f}" r="{radius:.0f}"/>'
        f'<text x="{mark.x:.0f}" y="{mark.y + radius * 0.45:.0f}">{n}</text>'
    )


def _scale_bar(grid: Grid) -> str:
    """A bar of a round number of kilometres, at the bottom left."""
    kilometres = next(k for k in (50, 20, 10, 5, 2, 1, 0) if k * 1000 * grid.scale <= grid.width * 0.22)
    if not kilometres:
        return ""
    length, left, bottom = kilometres * 1000 * grid.scale, grid.margin, grid.height - grid.margin / 2
    length_in_words = said(f"{kilometres} km", MAP)
    words = "".join(
        f'<text class="only-{name}" x="{left + length / 2:.0f}" y="{bottom - 24:.0f}" '
        f'font-size="{grid.width * size:.0f}">{escape(length_in_words)}</text>'
        for name, size in (("desk", 0.021), ("telephone", 0.038))
    )
    tick = grid.width * 0.008
    return (f'<g class="map-scale"><path d="M{left:.0f} {bottom - tick:.0f}v{tick:.0f}h{length:.0f}v-{tick:.0f}"/>'
            f"{words}</g>")  # fmt: skip


def highest_rates(finding: ReleasedFinding) -> str:
    """What the list beside a map is called: of rounded counts the order is that of what is shown."""
    rounded = OF_SHOWN_COUNTS[0] in finding.caveats
    return f"The ten highest rates{', as rounded' if rounded else ''}"
