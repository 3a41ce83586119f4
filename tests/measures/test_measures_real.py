"""Measures of real data are those of a plain pandas script that shares no code with Purbeck."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from purbeck import Workspace
from purbeck.measures.measure import TABLE as MEASURES

THEMES = {"Violence and sexual offences": "violence_and_sexual_offences", "Robbery": "robbery",
          "Possession of weapons": "possession_of_weapons"}  # fmt: skip
VIOLENCE, ROBBERY, WEAPONS = THEMES.values()
# PROVENANCE.md, item 1: absent all year.
ABSENT = {"Metropolitan Police", "Greater Manchester", "West Midlands", "West Yorkshire"}
DORSET, SOUTH_WEST, THAMES_VALLEY, MERTON = "E06000059", "E12000009", "E23000029", "E09000024"
LOOKUP_OF = {"district": "LAD24CD", "force": "PFA24CD", "region": "RGN24CD", "nation": "NATION", "csp": "CSP24CD"}


@pytest.fixture(scope="module")
def places(real_data: Path) -> pd.DataFrame:
    """Each LSOA with its district, CSP, force, region, nation and residents: joins of the published files."""
    folder = real_data / "geography"
    lsoas = pd.read_csv(folder / "LSOA21_WD24_LAD24_EW_LU.csv").drop_duplicates("LSOA21CD")
    forces = pd.read_csv(folder / "LAD24_CSP24_PFA24_EW_LU.csv").drop_duplicates("LAD24CD")[
        ["LAD24CD", "PFA24CD", "PFA24NM"]
    ]
    regions = pd.read_csv(folder / "LAD24_RGN24_EN_LU.csv").drop_duplicates("LAD24CD")[["LAD24CD", "RGN24CD"]]
    csps = pd.read_csv(folder / "LSOA21_CSP24_derived.csv").drop_duplicates("LSOA21CD")[
        ["LSOA21CD", "CSP24CD", "CSP24NM"]
    ]
    census = pd.read_csv(real_data / "population" / "census2021_age6_lsoa21.csv")
    people = census.groupby("Lower layer Super Output Areas Code")["Observation"].sum().rename("residents")
    found = lsoas.merge(forces, on="LAD24CD").merge(regions, on="LAD24CD", how="left").merge(csps, on="LSOA21CD")
    found = found.merge(people, left_on="LSOA21CD", right_index=True)
    assert len(found) == 35_672, "each LSOA once (PROVENANCE.md)"
    assert found["residents"].sum() == 59_597_114, "the census (PROVENANCE.md)"
    found["NATION"] = found["LSOA21CD"].str[0].map({"E": "E92000001", "W": "W92000004"})
    found["RGN24CD"] = found["RGN24CD"].fillna("W92000004")
    return found


@pytest.fixture(scope="module")
def rows(real_data: Path) -> pd.DataFrame:
    """The rows of 2025 in the three categories: month, force and LSOA as published."""
    frames = []
    for archive in sorted((real_data / "police" / "england-and-wales").glob("*.zip")):
        with zipfile.ZipFile(archive) as file:
            for name in file.namelist():
                if not name.endswith("-street.csv"):
                    continue
                wanted = ["Month", "Falls within", "LSOA code", "Crime type"]
                with file.open(name) as member:
                    frame = pd.read_csv(member, usecols=wanted, dtype=str)
                frames.append(frame[frame["Crime type"].isin(THEMES)].assign(all_rows=len(frame)))
    return pd.concat(frames, ignore_index=True)


@pytest.fixture(scope="module")
def filed(rows: pd.DataFrame, places: pd.DataFrame) -> set[tuple[str, str]]:
    """Which territorial force (its ONS code) filed which month; names matched by hand."""
    by_name = {"London, City of": "City of London", "Metropolitan Police": "Metropolitan"}
    names = places.drop_duplicates("PFA24CD").set_index("PFA24CD")["PFA24NM"].replace(by_name)
    codes = {name.replace("&", "and"): code for code, name in names.items()}
    found = set()
    for force, month in rows[["Falls within", "Month"]].drop_duplicates().itertuples(index=False):
        plain = re.sub(r" (Police Service|Police|Constabulary)$", "", force).replace("&", "and")
        if plain != "British Transport":
            found.add((codes[plain], month))
    filing = {code for code, _ in found}
    assert {name for code, name in names.items() if code not in filing} == {n.replace(" Police", "") for n in ABSENT}
    return found


@pytest.fixture(scope="module")
def by_hand(rows: pd.DataFrame, places: pd.DataFrame, filed: set[tuple[str, str]]) -> dict[str, pd.DataFrame]:
    """For each kind of place: counts by theme and person-years of 2025."""
    placed = rows.merge(places, left_on="LSOA code", right_on="LSOA21CD")
    territorial = pd.Series(list(zip(placed["PFA24CD"], placed["Month"], strict=True)), index=placed.index)
    placed = placed[territorial.isin(filed)]
    months = pd.Series([code for code, _ in filed]).value_counts()
    person_years = places.assign(years=places["residents"] * places["PFA24CD"].map(months).fillna(0) / 12)
    found = {}
    for kind, column in LOOKUP_OF.items():
        counts = pd.crosstab(placed[column], placed["Crime type"]).rename(columns=THEMES)
        whole = person_years.groupby(column)[["years", "residents"]].sum()
        found[kind] = whole[whole["years"] > 0].join(counts).fillna(0)
    return found


@pytest.fixture(scope="module")
def measured(dorset: Workspace) -> pd.DataFrame:
    """Purbeck's rates of 2025."""
    table = dorset.table(MEASURES)
    return table[(table["measure"] == "rate_per_1000") & (table["period_type"] == "calendar_year")]


def whole(measured: pd.DataFrame, kind: str, theme: str) -> pd.DataFrame:
    """Rates of all places of a kind, with us in them, by code."""
    chosen = measured[
        (measured["place_type"] == kind) & (measured["theme"] == theme) & (measured["group_value"] == "all")
    ]
    return chosen.set_index("place_code")


@pytest.mark.parametrize(
    ("theme", "count", "rate", "lower", "upper"),
    [(VIOLENCE, 7878, 20.75, 20.30, 21.22), (ROBBERY, 91, 0.24, 0.19, 0.29), (WEAPONS, 125, 0.33, 0.27, 0.39)],
)
def test_dorset_is_as_measured_beforehand(
    measured: pd.DataFrame, theme: str, count: int, rate: float, lower: float, upper: float
) -> None:
    # PROVENANCE.md, item 2.
    row = whole(measured, "district", theme).loc[DORSET]
    assert row["count"] == count
    assert (round(row["value"], 2), round(row["lower"], 2), round(row["upper"], 2)) == (rate, lower, upper)
    assert row["coverage"] == 1
    ours = whole(measured, "partnership", theme).iloc[0]
    assert ours["count"] == count


def test_the_south_west_is_as_measured_beforehand(measured: pd.DataFrame, places: pd.DataFrame) -> None:
    # PROVENANCE.md, items 2 and 11: 31.75 on 84.7% of person-years; 5.70 M residents, not 6.50 M.
    row = whole(measured, "region", VIOLENCE).loc[SOUTH_WEST]
    assert round(row["value"], 2) == 31.75
    assert round(row["coverage"], 3) == 0.847
    assert row["denominator"] / row["coverage"] == pytest.approx(5.70e6, rel=0.002)
    assert places.loc[places["RGN24CD"] == SOUTH_WEST, "residents"].sum() == pytest.approx(5.70e6, rel=0.002)


def test_the_busiest_lsoa_is_the_one_known(measured: pd.DataFrame) -> None:
    # PROVENANCE.md, item 2.
    rows = whole(measured, "lsoa21", VIOLENCE)
    assert rows["count"].max() == 436
    assert rows.loc[rows["count"].idxmax(), "place_name"] == "Dorset 044B"


def test_the_csp_that_takes_in_christchurch_is_as_measured_beforehand(measured: pd.DataFrame) -> None:
    # recorded_crime/README.md: street-level 2025 on the CSP "Dorset", Christchurch included: 8,744; 100; 142.
    for theme, count in ((VIOLENCE, 8744), (ROBBERY, 100), (WEAPONS, 142)):
        rows = whole(measured, "csp", theme)
        assert rows.loc[rows["place_name"] == "Dorset", "count"].tolist() == [count]


@pytest.mark.parametrize("kind", LOOKUP_OF)
def test_every_place_is_as_a_plain_script_has_it(
    measured: pd.DataFrame, by_hand: dict[str, pd.DataFrame], kind: str
) -> None:
    for theme in THEMES.values():
        ours, hand = whole(measured, kind, theme), by_hand[kind]
        ours = ours[ours.index != "K04000001"]
        assert set(ours.index) == set(hand.index)
        hand = hand.loc[ours.index]
        differing = ours.index[ours["count"] != hand[theme]].tolist()
        assert not differing
        np.testing.assert_allclose(ours["denominator"], hand["years"], atol=0.001)
        np.testing.assert_allclose(ours["coverage"], hand["years"] / hand["residents"], atol=1e-6)
        np.testing.assert_allclose(ours["value"], 1000 * hand[theme] / hand["years"], atol=1e-6)
    assert len(by_hand[kind]) >= {"district": 250, "csp": 230, "force": 39, "region": 9, "nation": 2}[kind]


def test_england_and_wales_is_both(measured: pd.DataFrame, by_hand: dict[str, pd.DataFrame]) -> None:
    for theme in THEMES.values():
        row = whole(measured, "nation", theme).loc["K04000001"]
        assert row["count"] == by_hand["nation"][theme].sum()
        assert row["denominator"] == pytest.approx(by_hand["nation"]["years"].sum(), abs=0.01)


def test_a_force_that_filed_eleven_months_is_measured_over_eleven(measured: pd.DataFrame) -> None:
    # PROVENANCE.md, item 1: Thames Valley 11.
    row = whole(measured, "force", VIOLENCE).loc[THAMES_VALLEY]
    assert row["coverage"] == pytest.approx(11 / 12, abs=1e-6)


def test_a_district_whose_force_filed_nothing_has_no_rows(dorset: Workspace) -> None:
    # PROVENANCE.md, item 1: the Metropolitan Police is absent all year; rows of others lie there all the same.
    table = dorset.table(MEASURES)
    assert MERTON not in set(table["place_code"])
    assert "E09000001" in set(table["place_code"]), "the City of London has its own force, which filed"


def test_us_and_the_rest_are_the_south_west(measured: pd.DataFrame) -> None:
    rows = measured[(measured["place_code"] == SOUTH_WEST) & (measured["theme"] == VIOLENCE)].set_index("group_value")
    ours = whole(measured, "partnership", VIOLENCE).iloc[0]
    assert rows.loc["outside", "count"] + ours["count"] == rows.loc["all", "count"]
    assert rows.loc["outside", "denominator"] + ours["denominator"] == pytest.approx(
        rows.loc["all", "denominator"], abs=0.01
    )
