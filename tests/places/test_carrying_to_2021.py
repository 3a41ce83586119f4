"""LSOA codes of 2011 carried to 2021: every row to exactly one area, every map point to one part, counts whole."""

from __future__ import annotations

import itertools

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_district import CARRIED, LSOAS, PEOPLE_EACH

from purbeck import places
from purbeck.incidents.locate import FRACTIONS, point_fraction
from purbeck.store import Engine

POINTS = np.arange(FRACTIONS) / FRACTIONS
OLD, NEW = [f"E0198{n:04d}" for n in range(6)], [f"E0199{n:04d}" for n in range(6)]
ROOMY = settings(max_examples=40, deadline=None)
PAIRS = st.sets(st.sampled_from(list(itertools.product(OLD, NEW))), min_size=1, max_size=14)
PEOPLE = st.fixed_dictionaries(dict.fromkeys(NEW, st.integers(0, 5_000)))
LONGITUDES, LATITUDES = st.integers(-6_000_000, 1_800_000), st.integers(49_900_000, 55_800_000)


def frames(pairs: set[tuple[str, str]], people: dict[str, int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The lookup and the residents as frames."""
    lookup = pd.DataFrame(sorted(pairs), columns=["lsoa11", "lsoa21"])
    return lookup, pd.DataFrame({"lsoa21": list(people), "residents": list(people.values())})


@ROOMY
@given(pairs=PAIRS, people=PEOPLE)
def test_each_fraction_falls_in_exactly_one_part(pairs: set[tuple[str, str]], people: dict[str, int]) -> None:
    parts = places.parts_of_2011(*frames(pairs, people))
    assert set(zip(parts["lsoa11"], parts["lsoa21"], strict=True)) == pairs
    for _, rows in parts.groupby("lsoa11"):
        taken = sum(((row.share_from <= POINTS) & (row.share_to > POINTS)).astype(int) for row in rows.itertuples())
        assert (taken == 1).all()
        assert rows["share_from"].min() == 0
        assert rows["share_to"].max() == 1


@ROOMY
@given(pairs=PAIRS, people=PEOPLE)
def test_parts_are_as_wide_as_their_residents_and_in_the_order_of_their_codes(
    pairs: set[tuple[str, str]], people: dict[str, int]
) -> None:
    parts = places.parts_of_2011(*frames(pairs, people))
    for _, rows in parts.groupby("lsoa11"):
        whole = sum(people[code] for code in rows["lsoa21"])
        assert rows["lsoa21"].is_monotonic_increasing
        assert rows["share_from"].is_monotonic_increasing
        if whole:
            for row in rows.itertuples():
                assert row.share_to - row.share_from == pytest.approx(people[row.lsoa21] / whole, abs=1e-6)


@ROOMY
@given(pairs=PAIRS, people=PEOPLE)
def test_method_says_what_happened(pairs: set[tuple[str, str]], people: dict[str, int]) -> None:
    for row in places.parts_of_2011(*frames(pairs, people)).itertuples():
        into = {new for old, new in pairs if old == row.lsoa11}
        whence = {old for old, new in pairs if new == row.lsoa21}
        expected = "split_by_point" if len(into) > 1 else "merged" if len(whence) > 1 else "renamed"
        assert row.method == expected


@ROOMY
@given(pairs=PAIRS, people=PEOPLE)
def test_every_code_of_either_vintage_is_known_and_2021_codes_are_left_alone(
    pairs: set[tuple[str, str]], people: dict[str, int]
) -> None:
    lookup, residents = frames(pairs, people)
    codes = places.codes_table(lookup, residents[["lsoa21"]], residents)
    assert set(codes["code"]) == {old for old, _ in pairs} | set(NEW)
    new = codes[codes["code"].isin(NEW)]
    assert (new["code"] == new["lsoa21"]).all()
    assert (new["method"] == "supplied_2021").all()
    assert ((new["share_from"] == 0) & (new["share_to"] == 1)).all()
    for row in new.itertuples():
        whence = {old for old, to in pairs if to == row.lsoa21}
        assert (row.lsoa11 in whence) if len(whence) == 1 else pd.isna(row.lsoa11)


def test_small_district_is_carried_as_its_lookup_says() -> None:
    lookup = pd.DataFrame(CARRIED, columns=["lsoa11", "lsoa21", "change"])
    residents = pd.DataFrame({"lsoa21": [c for c, _, _ in LSOAS], "residents": PEOPLE_EACH})
    found = places.parts_of_2011(lookup, residents)
    method = dict(zip(zip(found["lsoa11"], found["lsoa21"], strict=True), found["method"], strict=True))
    assert method == {
        ("E01990001", "E01990001"): "same", ("E01980021", "E01990002"): "merged",
        ("E01980022", "E01990002"): "merged", ("E01980034", "E01990003"): "split_by_point",
        ("E01980034", "E01990004"): "split_by_point", ("E01990005", "E01990005"): "same",
        ("E01990006", "E01990006"): "same", ("E01980078", "E01990007"): "split_by_point",
        ("E01980078", "E01990008"): "split_by_point", ("E01980079", "E01990008"): "merged",
    }  # fmt: skip


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """An engine for point fractions."""
    return Engine(tmp_path_factory.mktemp("engine"))


@settings(max_examples=20, deadline=None)
@given(points=st.lists(st.tuples(LONGITUDES, LATITUDES), min_size=1, max_size=50))
def test_point_gives_one_fraction_from_0_to_below_1(engine: Engine, points: list[tuple[int, int]]) -> None:
    rows = pd.DataFrame([(x / 1e6, y / 1e6) for x, y in points * 2], columns=["x", "y"])
    table = engine.frame(rows, ibis.schema({"x": "float64", "y": "float64"}))
    found = engine.fetch(table.mutate(fraction=point_fraction(table.x, table.y)))
    assert found["fraction"].between(0, 1, inclusive="left").all()
    assert (found.groupby(["x", "y"])["fraction"].nunique() == 1).all()
    expected = [((x * 7_919 + y * 104_729) % FRACTIONS) / FRACTIONS for x, y in points * 2]
    assert found["fraction"].tolist() == pytest.approx(expected, abs=1e-12)


def test_no_point_goes_to_the_first_part(engine: Engine) -> None:
    rows = engine.frame(pd.DataFrame({"x": [None], "y": [None]}), ibis.schema({"x": "float64", "y": "float64"}))
    assert engine.fetch(rows.select(f=point_fraction(rows.x, rows.y)))["f"].tolist() == [0.0]


def test_fractions_of_neighbouring_points_are_spread_evenly(engine: Engine) -> None:
    """40 x 40 points a few metres apart: each tenth of the range holds about a tenth (160) of them."""
    rows = pd.DataFrame([(-2.4 + i * 1e-4, 50.7 + j * 1e-4) for i in range(40) for j in range(40)], columns=["x", "y"])
    table = engine.frame(rows, ibis.schema({"x": "float64", "y": "float64"}))
    found = engine.fetch(table.select(f=point_fraction(table.x, table.y)))["f"]
    tenths = (found * 10).astype(int).value_counts()
    assert len(tenths) == 10
    assert tenths.between(120, 200).all()
