"""Most-similar areas of real places: the lists make sense, and another program finds the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from published_tables import WITH_CENSUS, another_way, published

from purbeck.analyses.analysis import Evidence, read_rules
from purbeck.analyses.similar import neighbours, values
from purbeck.definition.definition import read_definitions

DORSET, HACKNEY, MELCOMBE_REGIS, WESTHAM = "E06000059", "E09000012", "E05012708", "E05012729"
INNER_LONDON = {
    "Camden", "Greenwich", "Hammersmith and Fulham", "Haringey", "Islington", "Kensington and Chelsea", "Lambeth",
    "Lewisham", "Newham", "Southwark", "Tower Hamlets", "Wandsworth", "Westminster",
}  # fmt: skip
SEASIDE = {"Marine (Arun)", "Weston-super-Mare Central (North Somerset)", "Bexhill Central (Rother)", "River (Arun)",
           "Tormohun (Torbay)", "Roundham with Hyde (Torbay)", "Folkestone Central (Folkestone and Hythe)",
           "Waterloo (Blackpool)"}  # fmt: skip

Listed = Callable[[str, str], pd.DataFrame]


@pytest.fixture(scope="module")
def wide(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, pd.DataFrame]]:
    """The variables of every district, CSP, ward and LSOA of England and Wales, and their names."""
    with published(tmp_path_factory.mktemp("real") / "any", real_data) as made:
        evidence = Evidence(made, read_definitions(made.definition_files())[0])
        found = values.of_all_areas(evidence, WITH_CENSUS)
        found["names"] = evidence.members
        yield found


@pytest.fixture(scope="module")
def listed(wide: dict[str, pd.DataFrame]) -> Listed:
    """The list of one area, with names."""
    members = wide["names"]

    def find(kind: str, code: str) -> pd.DataFrame:
        scores, scales = values.standardised(kind, wide[kind], read_rules())
        weights = scales[scales["used"]].set_index("variable")["weight"]
        found = neighbours.lists(scores, weights, [code], kind, read_rules())
        return found.assign(name=found["neighbour_code"].map(values._named(members, kind)))

    return find


def test_every_area_has_every_variable(wide: dict[str, pd.DataFrame]) -> None:
    assert {kind: len(wide[kind]) for kind in values.KINDS} == {
        "district": 318,
        "csp": 314,
        "ward": 7536,
        "lsoa21": 35672,
    }
    for kind in values.KINDS:
        assert wide[kind].notna().all().all(), kind
    assert wide["district"].loc[DORSET, "aged_65_and_over_share"] == pytest.approx(0.296, abs=0.005)


def test_dorset_is_like_rural_counties_of_older_people_much_of_them_coast(listed: Listed) -> None:
    found = listed("district", DORSET)
    assert len(found) == 15
    assert found["name"].iloc[0] == "East Devon"
    assert {
        "Somerset",
        "Herefordshire, County of",
        "Shropshire",
        "East Suffolk",
        "New Forest",
        "East Riding of Yorkshire",
    } <= (set(found["name"]))
    assert not set(found["name"]) & {*INNER_LONDON, "Manchester", "Birmingham", "Leeds", "Bristol, City of"}


def test_hackney_is_like_inner_london(listed: Listed) -> None:
    found = listed("district", HACKNEY)["name"].tolist()
    assert found[0] == "Islington"
    assert set(found[:5]) <= INNER_LONDON
    assert len(set(found) & INNER_LONDON) >= 10, "the others are outer boroughs and one other city"


def test_the_middle_of_weymouth_is_like_other_seaside_town_centres_and_its_estates_are_not(listed: Listed) -> None:
    centre = listed("ward", MELCOMBE_REGIS)
    assert len(centre) == 10
    assert set(centre["name"].iloc[:8]) == SEASIDE
    assert not set(listed("ward", WESTHAM)["name"]) & SEASIDE


@pytest.mark.parametrize(("kind", "column", "codes"), [
    ("district", "LAD24CD", (DORSET, HACKNEY, "W06000015")), ("ward", "WD24CD", (MELCOMBE_REGIS, WESTHAM)),
])  # fmt: skip
def test_another_program_finds_the_same(
    listed: Listed, real_data: Path, kind: str, column: str, codes: tuple[str, ...]
) -> None:
    others = another_way(real_data, column)
    for code in codes:
        found = listed(kind, code)
        expected = others[code].drop(code).sort_values(kind="stable").head(len(found))
        assert found["neighbour_code"].tolist() == expected.index.tolist()
        # Boundaries are rounded to whole metres when they are read, which moves an area by parts in ten thousand.
        assert found["distance"].to_numpy() == pytest.approx(expected.to_numpy(), abs=2e-4)


def test_without_the_census_tables_the_list_is_of_what_is_held(wide: dict[str, pd.DataFrame]) -> None:
    held = ["residents_per_hectare", "aged_16_to_24_share", "aged_65_and_over_share"]
    part = wide["district"].copy()
    part[[c for c in part if c not in held]] = float("nan")
    _, scales = values.standardised("district", part, read_rules())
    assert scales.set_index("variable")["weight"][held].tolist() == [0.5, 0.25, 0.25]
    assert set(scales.loc[~scales["used"], "reason"]) == {"not_supplied"}
