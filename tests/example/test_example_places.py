"""Brackenshire's places hold together, look like ONS's files and are nowhere real."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from pathlib import Path

import pytest
import shapely

from purbeck.example import answers

Tables = dict[str, list[dict[str, str]]]
REAL = Path(os.environ.get("PURBECK_REAL_DATA", Path(__file__).parents[3] / "shared" / "data"))
AGES = ",".join(f"{sex}{age}" for sex in "FM" for age in range(91))
LOOKUPS = {
    "LSOA21_WD24_LAD24_EW_LU.csv": "LSOA21CD,LSOA21NM,WD24CD,WD24NM,LAD24CD,LAD24NM",
    "LAD24_CSP24_PFA24_EW_LU.csv": "LAD24CD,LAD24NM,CSP24CD,CSP24NM,PFA24CD,PFA24NM",
    "LAD24_RGN24_EN_LU.csv": "LAD24CD,LAD24NM,RGN24CD,RGN24NM",
    "LSOA11_LSOA21_LAD22_EW_LU.csv": "LSOA11CD,LSOA11NM,LSOA21CD,LSOA21NM,CHGIND,LAD22CD,LAD22NM",
    "LSOA21_CSP24_derived.csv": "LSOA21CD,LSOA21NM,CSP24CD,CSP24NM,METHOD,LAT,LONG",
    "census2021_age6_lsoa21.csv": "Lower layer Super Output Areas Code,Lower layer Super Output Areas,"
    "Age (6 categories),Observation",
    "LSOA21_RUC21_EW.csv": "LSOA21CD,LSOA21NM,RUC21CD,RUC21NM,Urban_rural_flag",
    # The rest are in forms of which no published file was to hand. The estimates head their ages as the ONS's workbooks do.
    "census2021_workday_lsoa21.csv": "Lower layer Super Output Areas Code,Lower layer Super Output Areas,Workday population",
    **{f"mid{year}_single_year_lsoa21.csv": f"lsoa21_code,lsoa21_name,total_population,{AGES}"
        for year in answers.ESTIMATED_YEARS},
    "visitors.csv": "place_code,month,visitors_per_day,lower,upper,source,note",
    "non_resident_victims.csv": "place_code,period,victims,not_resident,source",
}  # fmt: skip
CENSUS = {
    "TS011-household-deprivation.csv": "Household deprivation (6 categories)",
    "TS054-tenure.csv": "Tenure of household (9 categories)",
    "TS044-accommodation-type.csv": "Accommodation type (8 categories)",
    "TS021-ethnic-group.csv": "Ethnic group (20 categories)",
}


@pytest.fixture(scope="module")
def outlines(made: Path) -> dict[str, shapely.Polygon]:
    """The outline of every LSOA."""
    found = {}
    for path in sorted((made / "geography").glob("*.geojson")):
        for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
            found[feature["properties"]["LSOA21CD"]] = shapely.geometry.shape(feature["geometry"])
    return found


def test_columns_are_those_of_the_publishers(tables: Tables) -> None:
    found = {name: ",".join(rows[0]) for name, rows in tables.items()}
    assert {name: found[name] for name in LOOKUPS} == LOOKUPS
    census = "Lower layer Super Output Areas Code,Lower layer Super Output Areas"
    for name, heading in CENSUS.items():
        assert found[name] == f"{census},{heading} Code,{heading},Observation"
    assert set(found) - set(LOOKUPS) - set(CENSUS) == {"IoD2025-all-scores-ranks-deciles.csv"}


def test_all_codes_have_the_form_of_ons_codes(tables: Tables) -> None:
    for name, rows in tables.items():
        if name in CENSUS:
            continue
        for row in rows:
            for column, value in row.items():
                if re.search(r"(?<!RUC21)CD$|Code$", column):
                    assert re.fullmatch(r"[EW]\d{8}", value), (name, column, value)
                else:
                    assert value, (name, column)


def test_places_and_people_are_as_planted(tables: Tables) -> None:
    areas = tables["LSOA21_WD24_LAD24_EW_LU.csv"]
    home = [row for row in areas if row["LAD24CD"] == answers.DISTRICT_CODE]
    assert len(home) == 120
    assert len({row["WD24CD"] for row in home}) == 24
    assert len({row["LSOA21CD"] for row in areas}) == len({row["LSOA21NM"] for row in areas}) == len(areas) == 486
    district = {row["LSOA21CD"]: row["LAD24CD"] for row in areas}
    people: Counter[str] = Counter()
    by_area: Counter[str] = Counter()
    for row in tables["census2021_age6_lsoa21.csv"]:
        people[district[row["Lower layer Super Output Areas Code"]]] += int(row["Observation"])
        by_area[row["Lower layer Super Output Areas Code"]] += int(row["Observation"])
    assert people == {d.code: d.people for d in answers.DISTRICTS}
    assert all(by_area[code] == answers.CLUSTER_PEOPLE_EACH for code in answers.CLUSTER_LSOAS)


def test_one_district_is_split_between_partnerships(tables: Tables) -> None:
    lookup = tables["LAD24_CSP24_PFA24_EW_LU.csv"]
    listed = Counter(row["LAD24CD"] for row in lookup)
    assert {code for code, times in listed.items() if times > 1} == {answers.SPLIT_DISTRICT_CODE}
    split = {row["CSP24CD"] for row in lookup if row["LAD24CD"] == answers.SPLIT_DISTRICT_CODE}
    assert split == set(answers.SPLIT_DISTRICT_CSPS)
    district = {row["LSOA21CD"]: row["LAD24CD"] for row in tables["LSOA21_WD24_LAD24_EW_LU.csv"]}
    ours = Counter(
        district[row["LSOA21CD"]] for row in tables["LSOA21_CSP24_derived.csv"] if row["CSP24CD"] == "E22000901"
    )
    assert ours == {answers.DISTRICT_CODE: 120, answers.SPLIT_DISTRICT_CODE: 12}


def test_areas_changed_between_2011_and_2021_in_all_four_ways(tables: Tables) -> None:
    lookup = tables["LSOA11_LSOA21_LAD22_EW_LU.csv"]
    olds, news = Counter(r["LSOA11CD"] for r in lookup), Counter(r["LSOA21CD"] for r in lookup)
    kinds = Counter(row["CHGIND"] for row in lookup)
    assert kinds == {"U": 486 - 22 - 6 - 2, "S": 22, "M": 12, "X": 3}
    for row in lookup:
        times = (olds[row["LSOA11CD"]], news[row["LSOA21CD"]])
        assert row["CHGIND"] == "X" or times == {"U": (1, 1), "S": (2, 1), "M": (1, 2)}[row["CHGIND"]]
        assert row["CHGIND"] != "U" or row["LSOA11CD"] == row["LSOA21CD"]
        if row["LSOA21CD"] in answers.CLUSTER_LSOAS:
            assert row["CHGIND"] == "U"
    assert len({row["LAD22CD"] for row in lookup if row["CHGIND"] == "X"}) == 2


def test_names_hold_commas_and_accents(tables: Tables, made: Path) -> None:
    text = (made / "geography" / "LAD24_RGN24_EN_LU.csv").read_text(encoding="utf-8")
    assert '"Thistlewick, Eelby and Sandrake"' in text
    assert "Caer Dŵrbont" in text
    assert len({row["RGN24CD"] for row in tables["LAD24_RGN24_EN_LU.csv"]}) == 2


def test_outlines_are_sound_and_share_their_borders(tables: Tables, outlines: dict[str, shapely.Polygon]) -> None:
    assert set(outlines) == {row["LSOA21CD"] for row in tables["LSOA21_WD24_LAD24_EW_LU.csv"]}
    shapes = list(outlines.values())
    assert all(shape.is_valid and shape.exterior.is_ccw for shape in shapes)
    whole = shapely.union_all(shapes)
    assert whole.geom_type == "Polygon"
    assert len(whole.interiors) == 0
    assert whole.area == pytest.approx(sum(shape.area for shape in shapes), rel=1e-9)
    # In open water: east of every English coast at this latitude.
    west, south, east, north = whole.bounds
    assert 0.7 < west < east < 1.9
    assert 53.3 < south < north < 53.9
    assert max(s.area for s in shapes) > 5 * min(s.area for s in shapes)


def test_centres_lie_in_their_areas(tables: Tables, outlines: dict[str, shapely.Polygon]) -> None:
    for row in tables["LSOA21_CSP24_derived.csv"]:
        assert outlines[row["LSOA21CD"]].contains(shapely.Point(float(row["LONG"]), float(row["LAT"])))


def test_the_cluster_is_one_connected_place_in_brackenshire(
    tables: Tables, outlines: dict[str, shapely.Polygon]
) -> None:
    assert shapely.union_all([outlines[code] for code in answers.CLUSTER_LSOAS]).geom_type == "Polygon"
    district = {row["LSOA21CD"]: row["LAD24CD"] for row in tables["LSOA21_WD24_LAD24_EW_LU.csv"]}
    assert {district[code] for code in answers.CLUSTER_LSOAS} == {answers.DISTRICT_CODE}


@pytest.mark.real
def test_no_code_or_district_name_is_a_real_one(tables: Tables) -> None:
    if not (REAL / "geography").is_dir():
        pytest.skip(f"The real open data are not at {REAL}.")
    for name, columns in LOOKUPS.items():
        folder = "population" if name.startswith("census") else "geography"
        if not (REAL / folder / name).is_file():
            continue  # a file of which no published one was to hand
        real = (REAL / folder / name).read_text(encoding="utf-8-sig")
        if "LAD24NM" in columns:
            assert not [d.name for d in answers.DISTRICTS if d.name in real]
        codes = set(re.findall(r"[EW]\d{8}", real))
        assert len(codes) > 100
        assert not codes & {value for row in tables[name] for value in row.values()}
