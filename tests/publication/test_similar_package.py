"""Most-similar areas as files: anyone with the files alone finds the same lists again."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from purbeck import Workspace, disclosure, flow
from purbeck.analyses.similar import neighbours, values
from purbeck.disclosure import similar
from purbeck.publication.build import pages
from purbeck.publication.data_package import data_package
from purbeck.publication.publication import compose

BY_HAND = {"none": lambda x: x, "square_root": np.sqrt, "logarithm": np.log}
FILES = {"data/similar-areas.csv", "data/similar-variables.csv", "data/similar-values.csv"}


@pytest.fixture(scope="module")
def files(district: Workspace) -> dict[str, str]:
    """Brackenshire's CSV files."""
    found = disclosure.released_similar(district)
    return data_package(compose(flow.about_of(district, "2025-12"), disclosure.released_open(district), found))


def frame(files: dict[str, str], name: str) -> pd.DataFrame:
    text = files[f"data/{name}.csv"].removeprefix("\ufeff")
    return pd.read_csv(io.StringIO(text), na_values=["unavailable"])


def of_kind(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    return rows[rows["place_type"] == kind]


def distances(files: dict[str, str], kind: str) -> tuple[pd.DataFrame, pd.Series]:
    """Standardised values of every area of a kind and the weights, from the raw values and what standardised them."""
    scales = of_kind(frame(files, "similar-variables").query("used"), kind).set_index("variable")
    held = of_kind(frame(files, "similar-values"), kind)
    wide = held.pivot(index="place_code", columns="variable", values="value")[list(scales.index)].dropna()
    for name, scale in scales.iterrows():
        wide[name] = (BY_HAND[scale["transformation"]](wide[name]) - scale["mean"]) / scale["deviation"]
    return wide, scales["weight"]


@pytest.mark.parametrize("kind", ["district", "csp"])
def test_lists_are_found_again_from_the_files_alone(files: dict[str, str], kind: str) -> None:
    wide, weights = distances(files, kind)
    lists = of_kind(frame(files, "similar-areas"), kind)
    assert len(lists) > 5
    for ours, listed in lists.groupby("place_code"):
        others = wide.drop(index=ours)
        apart = np.sqrt((((others - wide.loc[ours]) ** 2) * weights).sum(axis=1) / weights.sum())
        nearest = apart.sort_values().head(len(listed))
        assert list(listed.sort_values("order")["neighbour_code"]) == list(nearest.index)
        assert listed.sort_values("order")["distance"].to_numpy() == pytest.approx(nearest.to_numpy(), abs=1e-6)


@pytest.mark.parametrize("kind", ["ward", "lsoa21"])
def test_distances_of_small_areas_are_found_again(files: dict[str, str], kind: str) -> None:
    wide, weights = distances(files, kind)
    lists = of_kind(frame(files, "similar-areas"), kind)
    assert len(lists) > 100
    apart = wide.loc[lists["place_code"]].to_numpy() - wide.loc[lists["neighbour_code"]].to_numpy()
    again = np.sqrt((apart**2 * weights.to_numpy()).sum(axis=1) / weights.sum())
    assert lists["distance"].to_numpy() == pytest.approx(again, abs=1e-6)


def test_smaller_areas_are_ours_and_those_in_a_list(files: dict[str, str], district: Workspace) -> None:
    lists, held = frame(files, "similar-areas"), frame(files, "similar-values")
    small = held[~held["place_type"].isin(similar.IN_FULL)]
    assert set(small["place_code"]) <= {*lists["place_code"], *lists["neighbour_code"]}
    everywhere = district.table(values.VALUES)
    large = everywhere[everywhere["place_type"].isin(similar.IN_FULL)]
    assert set(held.loc[held["place_type"].isin(similar.IN_FULL), "place_code"]) == set(large["place_code"])
    assert len(held) < len(everywhere)


def test_page_links_the_files_and_the_dictionary_has_every_column(district: Workspace) -> None:
    found = disclosure.released_similar(district)
    written = pages(compose(flow.about_of(district, "2025-12"), [], found))
    assert set(written) >= FILES
    for name in FILES:
        assert f'href="{name}"' in str(written["index.html"])
    listed = frame({"data/d.csv": str(written["data/data-dictionary.csv"])}, "d")
    assert set(listed["file"]) >= FILES
    assert listed["meaning"].notna().all()


def test_a_variable_of_a_source_that_is_not_published_keeps_all_of_it_in(
    own_district: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(disclosure.released_similar(own_district)) == len(FILES)
    kept_in = [replace(one, already_public=one.name != "population") for one in similar.SOURCES]
    monkeypatch.setattr(similar, "SOURCES", tuple(kept_in))
    assert disclosure.released_similar(own_district) == ()


def test_without_lists_there_are_no_files(own_district: Workspace) -> None:
    store = own_district.store
    store.path(neighbours.TABLE).unlink()
    assert disclosure.released_similar(own_district) == ()
    page = str(pages(compose(flow.about_of(own_district, "2025-12"), []))["index.html"])
    assert "Most-similar areas (CSV)" not in page


def test_the_same_tables_give_the_same_bytes(files: dict[str, str], district: Workspace, tmp_path: Path) -> None:
    shutil.copytree(district.path, tmp_path / "again")
    again = Workspace(tmp_path / "again")
    found = disclosure.released_similar(again)
    made = data_package(compose(flow.about_of(again, "2025-12"), disclosure.released_open(again), found))
    assert {name: made[name] for name in FILES} == {name: files[name] for name in FILES}
