"""Places in words are found in a gazetteer with the confidence that they turn out to deserve, or not at all."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from purbeck.sources.boundaries import Lsoas
from purbeck.sources.returns.locating import Found, Gazetteer, Spot, gazetteer_of, place_words, words_of

AREAS = {
    "E01990001": ["Harbourside", "Northmoor"], "E01990002": ["Harbourside", "Northmoor"],
    "E01990003": ["Old Town", "Northmoor"], "E01990004": ["Marsh End", "Southfen"],
}  # fmt: skip
SPOTS = (
    Spot("The Anchor Inn", "premises", 367900, 79100, "E01990001"),
    Spot("High Street", "street", 367950, 79150, "E01990001"),
    Spot("High Street", "street", 390000, 90000, "E01990004"),
    Spot("St Mary's Road", "street", 368000, 79200, "E01990003"),
    Spot("Quarry Lane", "street", 368100, 79300, "E01990003"),
    Spot("Quarry Lane", "street", 368150, 79350, "E01990003"),
    Spot("Northmoor 001A", "area", None, None, "E01990001"),
    Spot("Marina", "area", None, None, "E01990002"),
)
NAMES = Gazetteer(SPOTS, AREAS)


@pytest.mark.parametrize(
    ("text", "lsoa", "precision", "easting"),
    [
        ("Anchor Inn", "E01990001", "exact", 367900),
        ("outside the ANCHOR PH", "E01990001", "exact", 367900),
        ("Was walking home from the Anchor Inn, High Street", "E01990001", "exact", 367900),
        ("St. Marys Rd", "E01990003", "street", 368000),
        ("St Mary’s Road", "E01990003", "street", 368000),
        ("Saint Marys Raod", "E01990003", "street", 368000),
        ("High St, Marsh End", "E01990004", "street", 390000),
        ("High Street Southfen", "E01990004", "street", 390000),
        ("High Street", "", "none", None),  # one in each of two places
        ("Quarry Lane", "E01990003", "lsoa", None),  # two of them, in one LSOA
        ("northmoor 001a", "E01990001", "lsoa", None),
        ("Marina", "E01990002", "lsoa", None),
        ("at home", "", "none", None),
        ("", "", "none", None),
        ("Somewhere else entirely", "", "none", None),
        ("Northmoor", "", "none", None),  # a district is no place
    ],
)  # fmt: skip
def test_places_in_words(text: str, lsoa: str, precision: str, easting: int | None) -> None:
    found = NAMES.locate(text)
    assert (found.lsoa21, found.precision, found.easting) == (lsoa, precision, easting)
    assert (found.confidence is None) == (precision == "none")


def test_a_known_lsoa_tells_places_of_one_name_apart() -> None:
    assert NAMES.locate("High Street", "E01990004").easting == 390000
    assert NAMES.locate("High Street", "E01990003") == Found()


def test_confidence_falls_with_what_had_to_be_supposed() -> None:
    listed = place_words()
    texts = ("Anchor Inn", "outside the Anchor Inn tonight", "outside teh Anchro Inn")
    assert [NAMES.locate(text).confidence for text in texts] == [listed.whole, listed.within, listed.near]


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_looked_up_without_harm(text: str) -> None:
    found = NAMES.locate(text)
    assert (found.precision == "none") == (found.confidence is None) == (found.lsoa21 == "")


STREETS = [f"{one} {two}" for one in ("Anchor", "Birch", "Cobble", "Drift", "Flint", "Gull", "Keel", "Lantern", "Pebble")
           for two in ("Road", "Street", "Lane", "Close", "Avenue", "Terrace")]  # fmt: skip
PREMISES = [
    f"{one} {two}" for one in ("Crown", "Ship", "Royal Oak", "Plough", "Smugglers") for two in ("Inn", "Hotel", "Club")
]
ELSEWHERE = ("at home", "in a field", "does not recall", "London Bridge", "on the train", "friends house", "unknown", "a party",
             "Mill Hill, abroad", "car park", "school gates", "beach", "bus")  # fmt: skip
SHORT = {"Road": "Rd", "Street": "St", "Avenue": "Ave", "Lane": "Ln", "Terrace": "Tce", "Close": "Cl", "Inn": "PH"}


def _town(rng: random.Random) -> tuple[list[Spot], dict[str, list[str]]]:
    """A made-up town of 24 LSOAs: names of premises are there once, three streets in ten in two places."""
    lsoas = [f"E0199{n:04d}" for n in range(24)]
    areas = {lsoa: [f"{('Harbour', 'Castle', 'Meadow', 'Weir', 'Priory', 'Forge')[n // 4]} Ward", "Northmoor"]
             for n, lsoa in enumerate(lsoas)}  # fmt: skip
    spots = []
    for kind, names in (("street", STREETS), ("premises", PREMISES)):
        for name in names:
            for _ in range(2 if kind == "street" and rng.random() < 0.3 else 1):
                spots.append(
                    Spot(name, kind, rng.randrange(360000, 380000), rng.randrange(70000, 90000), rng.choice(lsoas))
                )
    return spots, areas


def _written(spot: Spot, areas: dict[str, list[str]], rng: random.Random) -> str:
    """How somebody at a reception desk might write it: shortened, misspelt, with words around it."""
    name = spot.name
    if rng.random() < 0.4:
        *first, last = name.split()
        name = " ".join([*first, SHORT.get(last, last)])
    if rng.random() < 0.15:
        at = rng.randrange(len(name) - 1)
        name = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    if rng.random() < 0.5:
        name = rng.choice(
            ("outside {}", "near the {}", "{} on the way home", "in {} by the bins", "junction of {}")
        ).format(name)
    if rng.random() < 0.3:
        name += ", " + areas[spot.lsoa21][0]
    return name.upper() if rng.random() < 0.2 else name


def _texts(seed: int) -> Iterator[tuple[Spot | None, Found]]:
    rng = random.Random(seed)
    spots, areas = _town(rng)
    names = Gazetteer([spot for spot in spots if rng.random() < 0.9], areas)  # no list has every place
    for _ in range(1500):
        if rng.random() < 0.25:
            yield None, names.locate(rng.choice(ELSEWHERE))
        else:
            spot = rng.choice(spots)
            yield spot, names.locate(_written(spot, areas, rng))


def test_made_up_texts_are_placed_as_surely_as_said() -> None:
    """The figures of docs/methods/locating.md. The truth is what the text was made from, never what was found."""
    found = [pair for seed in range(4) for pair in _texts(seed)]
    of_a_place = [(spot, at) for spot, at in found if spot is not None]
    placed = [(spot, at) for spot, at in found if at.precision != "none"]
    right = [spot is not None and spot.lsoa21 == at.lsoa21 for spot, at in placed]
    located = sum(at.precision != "none" for _, at in of_a_place) / len(of_a_place)
    correct = sum(right) / len(right)
    assert located >= 0.65, f"{located:.1%} of texts that name a place are placed"
    assert correct >= 0.95, f"{correct:.1%} of places given are right"
    assert not [at for spot, at in found if spot is None and at.precision != "none"]
    by_confidence: dict[float, list[bool]] = {}
    for (_, at), one in zip(placed, right, strict=True):
        by_confidence.setdefault(round(at.confidence or 0, 2), []).append(one)
    for said, results in by_confidence.items():
        assert sum(results) / len(results) >= said - 0.03, f"said {said}, {sum(results)} of {len(results)} right"


def _square(x: int, y: int) -> bytes:
    return bytes(shapely.to_wkb(shapely.box(x, y, x + 100, y + 100)))


def test_points_lie_in_the_lsoa_whose_boundary_holds_them() -> None:
    rows = pd.DataFrame(
        {"lsoa21": ["E01990002", "E01990001"], "points": [5, 5], "shape": [_square(100, 0), _square(0, 0)]}
    )
    easting = np.array([50.0, 150.0, 100.0, 500.0, np.nan])
    found = Lsoas(rows).at(easting, np.array([50.0, 50.0, 50.0, 50.0, 50.0]))
    assert found.tolist() == ["E01990001", "E01990002", "E01990001", "", ""]
    assert Lsoas(rows.iloc[:0]).at(easting, easting).tolist() == [""] * 5


def test_points_against_every_boundary_one_by_one() -> None:
    rng = np.random.default_rng(5)
    shapes = [shapely.Point(x, y).buffer(60) for x, y in rng.integers(0, 1000, (30, 2))]
    rows = pd.DataFrame({"lsoa21": [f"E0199{n:04d}" for n in range(30)], "points": 9, "shape": shapely.to_wkb(shapes)})
    x, y = rng.uniform(0, 1000, 400), rng.uniform(0, 1000, 400)
    holds: Callable[[float, float], str] = lambda a, b: next(  # noqa: E731
        (code for code, shape in zip(rows["lsoa21"], shapes, strict=True) if shape.covers(shapely.Point(a, b))), ""
    )
    assert Lsoas(rows).at(x, y).tolist() == [holds(a, b) for a, b in zip(x, y, strict=True)]


def test_gazetteer_is_made_of_its_rows_and_of_the_names_of_lsoas() -> None:
    rows = pd.DataFrame({"name": ["Anchor Inn"], "kind": ["premises"], "easting": [367900], "northing": [79100],
                         "lsoa21": ["E01990001"]})  # fmt: skip
    places = pd.DataFrame({"lsoa21": ["E01990001"], "lsoa_name": ["Northmoor 001A"], "ward_name": [None],
                           "district_name": ["Northmoor"]})  # fmt: skip
    made = gazetteer_of(rows, places)
    assert made.locate("anchor inn") == Found(367900, 79100, "E01990001", "exact", place_words().whole)
    assert made.locate("Northmoor 001A").precision == "lsoa"


def test_short_forms_and_small_words() -> None:
    assert words_of("O/S the St. Mary's Rd") == ("saint", "marys", "road")
    assert words_of("High St") == ("high", "street")
