"""Brackenshire's police files have the form and the oddities of real ones."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
import shapely

from purbeck.example import answers

Streets = dict[str, list[list[str]]]
Tables = dict[str, list[dict[str, str]]]

HEADER = "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type"
HEADER += ",Last outcome category,Context"


def sound_rows(streets: Streets) -> list[tuple[str, list[str]]]:
    """All rows but the planted bad ones, each with the name of its file."""
    bad = {(row.file, row.line) for row in answers.BAD_ROWS}
    return [
        (name, row)
        for name, rows in streets.items()
        for line, row in enumerate(rows[1:], start=2)
        if (name, line) not in bad
    ]


def test_every_force_files_every_month_but_the_missing_ones(members: dict[str, bytes]) -> None:
    expected = {
        f"{month}/{month}-{force.slug}-street.csv"
        for force in answers.FORCES
        for month in answers.MONTHS
        if month not in force.missing
    }
    month = answers.TRANSPORT_POLICE_MONTH
    assert set(members) == expected | {f"{month}/{month}-btp-street.csv"}
    assert answers.filed_months("E23000092", 2025) == 8
    assert answers.filed_months("E23000094", 2025) == 0
    assert answers.filed_months(answers.FORCE_CODE, 2025) == 12


def test_archives_hold_the_street_files_of_their_month(made: Path) -> None:
    names = [path.name for path in sorted((made / "police").iterdir())]
    assert names == [f"{month}.zip" for month in answers.MONTHS]


def test_columns_and_line_ends(members: dict[str, bytes]) -> None:
    ends: Counter[bytes] = Counter()
    for name, content in members.items():
        end = b"\r\n" if b"\r\n" in content else b"\n"
        ends[end] += 1
        assert content.split(end)[0].decode() == HEADER
        assert content.endswith(end)
        assert content.count(b"\n") == content.count(end), name
    assert min(ends[b"\r\n"], ends[b"\n"]) >= 50


def test_sound_rows_have_the_form_of_real_ones(streets: Streets) -> None:
    reported = {force.slug: force.reported_by for force in answers.FORCES} | {"btp": "British Transport Police"}
    for name, row in sound_rows(streets):
        month, slug = name[:7], re.sub(r"^.*/\d{4}-\d\d-|-street\.csv$", "", name)
        assert len(row) == 12
        assert row[1] == month
        assert row[2] == row[3] == reported[slug]
        assert row[11] == ""
        assert re.fullmatch(r"[0-9a-f]{64}|", row[0])
        if row[9] == "Anti-social behaviour" or slug == "btp":
            assert row[0] == row[10] == ""
        else:
            assert row[0]
            assert row[10]
        if row[4]:
            assert re.fullmatch(r"[01]\.\d{6}", row[4])
            assert re.fullmatch(r"53\.\d{6}", row[5])
            assert row[6].startswith("On or near ")
        else:
            assert row[4:9] == ["", "", "No Location", "", ""]


def test_shares_of_oddities_are_near_the_planted_ones(streets: Streets) -> None:
    rows = [row for _, row in sound_rows(streets)]
    total = len(rows)
    assert 260_000 < total < 290_000
    assert sum(row[6] == "No Location" for row in rows) / total == pytest.approx(answers.NO_LOCATION_SHARE, rel=0.1)
    assert 10 < sum(bool(row[4]) and not row[7] for row in rows) < 100
    assert sum(row[6] == "On or near " for row in rows) > 1_000
    assert sum("," in row[8] for row in rows) > 5_000
    assert sum("ŵ" in row[8] for row in rows) > 5_000


def test_anti_social_behaviour_repeats_identical_rows(streets: Streets) -> None:
    rows = Counter(tuple(row) for _, row in sound_rows(streets) if row[9] == "Anti-social behaviour")
    assert sum(copies - 1 for copies in rows.values()) > 500


def test_crime_ids_repeat_within_and_across_months(streets: Streets) -> None:
    months: dict[str, list[str]] = {}
    for name, row in sound_rows(streets):
        if row[0]:
            months.setdefault(row[0], []).append(name[:7])
    repeats = [found for found in months.values() if len(found) > 1]
    share = sum(len(found) - 1 for found in repeats) / sum(map(len, months.values()))
    assert share == pytest.approx(answers.REPEATED_ID_SHARE, rel=0.15)
    assert sum(len(set(found)) == 1 for found in repeats) > 50
    assert sum(len(set(found)) > 1 for found in repeats) > 50


def test_lsoa_codes_are_of_the_vintage_of_the_month(streets: Streets, tables: Tables) -> None:
    lookup = tables["LSOA11_LSOA21_LAD22_EW_LU.csv"]
    old = {(row["LSOA11CD"], row["LSOA11NM"]) for row in lookup}
    new = {(row["LSOA21CD"], row["LSOA21NM"]) for row in lookup}
    seen: dict[bool, set[tuple[str, str]]] = {False: set(), True: set()}
    for name, row in sound_rows(streets):
        if row[7]:
            seen[name[:7] >= answers.FIRST_MONTH_OF_LSOA_2021_CODES].add((row[7], row[8]))
    assert seen[False] == old
    assert seen[True] == new
    assert len(old - new) > 15
    assert len(new - old) > 15


def test_map_points_were_replaced(streets: Streets) -> None:
    before: set[tuple[str, str]] = set()
    after: set[tuple[str, str]] = set()
    for name, row in sound_rows(streets):
        if row[4]:
            (after if name[:7] >= answers.FIRST_MONTH_OF_NEW_MAP_POINTS else before).add((row[4], row[5]))
    assert 0.02 < len(before & after) / len(before) < 0.10


def test_a_few_points_lie_in_the_next_area(made: Path, streets: Streets) -> None:
    content = json.loads((made / "geography" / "LSOA21_E06000901_BGC.geojson").read_text(encoding="utf-8"))
    outlines = {f["properties"]["LSOA21CD"]: shapely.geometry.shape(f["geometry"]) for f in content["features"]}
    rows = [row for row in streets["2025-07/2025-07-brackenshire-street.csv"][1:] if row[7] in outlines]
    elsewhere = sum(not outlines[row[7]].covers(shapely.Point(float(row[4]), float(row[5]))) for row in rows)
    assert 0.015 < elsewhere / len(rows) < 0.05


def test_forces_report_rows_outside_their_own_area(streets: Streets, district_of: dict[str, str]) -> None:
    own = {d.code for d in answers.DISTRICTS if d.force == answers.FORCE_CODE}
    outside = inside = 0
    for name, row in sound_rows(streets):
        if row[7]:
            ours = "-brackenshire-" in name
            outside += ours and district_of[row[7]] not in own
            inside += not ours and district_of[row[7]] == answers.DISTRICT_CODE
    assert 100 < outside < 1_500
    assert 100 < inside < 1_500
