"""Real police.uk archives, lookups and census: each oddity of PROVENANCE.md that touches sources and incidents.

Its twin on made-up data, which runs everywhere, is named beside each.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from small_district import read_incidents

from purbeck import flow
from purbeck.incidents import incident, quality
from purbeck.sources import police_street
from purbeck.sources.build import LSOA_CODES, PLACES
from purbeck.sources.downloads import FORCE_MONTHS
from purbeck.sources.source import FILES, ISSUES
from purbeck.workspace import Workspace

pytestmark = pytest.mark.slow  # builds workspace after workspace: left out of the fast suite

DORSET, BCP, SOUTH_WEST = "E06000059", "E06000058", "E12000009"
VIOLENCE = "Violence and sexual offences"
# Every force with a row in Dorset district in 2025, found by reading all 12 national archives.
FORCES = (
    "avon-and-somerset", "bedfordshire", "btp", "cambridgeshire", "devon-and-cornwall", "dorset", "durham", "dyfed-powys",
    "gloucestershire", "hampshire", "hertfordshire", "lancashire", "northamptonshire", "warwickshire", "west-mercia",
    "wiltshire",
)  # fmt: skip
LOOKUPS = (
    "geography/LSOA21_WD24_LAD24_EW_LU.csv", "geography/LAD24_CSP24_PFA24_EW_LU.csv", "geography/LAD24_RGN24_EN_LU.csv",
    "geography/LSOA11_LSOA21_LAD22_EW_LU.csv", "geography/LSOA21_CSP24_derived.csv",
    "population/census2021_age6_lsoa21.csv",
)  # fmt: skip


@pytest.fixture(scope="module")
def real(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Dorset's archive of 48 months as served, and 2025 as a folder of months of the 16 forces that matter to Dorset."""
    folder = tmp_path_factory.mktemp("real")
    made = flow.new(folder / "dorset", name="Dorset Community Safety Partnership", area=[DORSET])
    for name in LOOKUPS:
        flow.get(made.path, real_data / name)
    flow.get(made.path, real_data / "police" / "dorset-2014-2025.zip")
    for archive in sorted((real_data / "police" / "england-and-wales").glob("2025-*.zip")):
        with zipfile.ZipFile(archive) as file:
            wanted = [n for n in file.namelist() if any(n.endswith(f"-{force}-street.csv") for force in FORCES)]
            file.extractall(folder / "months", wanted)
    flow.get(made.path, folder / "months")
    yield read_incidents(made)
    made.store.close()


@pytest.fixture(scope="module")
def incidents(real: Workspace) -> pd.DataFrame:
    """Every incident with the places it lies in."""
    columns = ["recorded_by", "supplied_id", "month", "easting", "lsoa11", "lsoa21", "lsoa21_method", "supplied_category",
               "repeat_kind", "location_precision"]  # fmt: skip
    rows = real.store.fetch(real.store.read(incident.TABLE).select(*columns))
    members = real.table(PLACES)[["lsoa21", "district_code", "force_name"]]
    return rows.merge(members, on="lsoa21", how="left")


@pytest.fixture(scope="module")
def dorset_2025(incidents: pd.DataFrame) -> pd.DataFrame:
    """What was located in Dorset district in 2025."""
    return incidents[(incidents["district_code"] == DORSET) & incidents["month"].str.startswith("2025")]


@pytest.fixture(scope="module")
def dorset_rows(real_data: Path) -> pd.DataFrame:
    """Every street-level row of Dorset's archive, read with Python's csv module alone."""
    rows = []
    with zipfile.ZipFile(real_data / "police" / "dorset-2014-2025.zip") as archive:
        for name in sorted(n for n in archive.namelist() if n.endswith("-street.csv")):
            text = io.TextIOWrapper(archive.open(name), encoding="utf-8", newline="")
            rows += list(csv.reader(text))[1:]
    return pd.DataFrame(rows, columns=[c.lower().replace(" ", "_") for c in police_street.COLUMNS])


def test_archive_as_served_gives_its_48_street_files_and_leaves_the_rest(real: Workspace) -> None:
    """PROVENANCE.md: 48 months, 258,128 rows; outcomes and stop and search are no street files. Twin: test_door.py."""
    files = real.table(FILES)
    archive = files[files["file"].str.startswith("dorset-2014-2025.zip!") & (files["source"] == "police_street")]
    assert len(archive) == 48
    assert archive["rows_read"].sum() == archive["rows_kept"].sum() == 258_128
    assert archive["file"].str.endswith("-dorset-street.csv").all()
    assert (files["rows_read"] == files["rows_kept"] + files["rows_rejected"]).all()


def test_real_files_have_no_bad_rows_and_downloads_agree(real: Workspace) -> None:
    """2025 of Dorset comes twice, in the archive and as loose files given later: the loose ones count, without dispute."""
    assert real.table(ISSUES).empty
    months = real.table(FORCE_MONTHS)
    double = months[(months["force"] == "Dorset Police") & (months["month"] >= "2025")]
    assert len(double) == 24
    assert double.loc[double["chosen"], "file"].tolist() == [
        f"2025-{m:02d}/2025-{m:02d}-dorset-street.csv" for m in range(1, 13)
    ]


def test_violence_in_dorset_in_2025(dorset_2025: pd.DataFrame) -> None:
    """PROVENANCE.md, 2 and 7: 7,878 rows hold 7,859 IDs, 7,808 of them distinct; the busiest LSOA has 436."""
    violence = dorset_2025[dorset_2025["supplied_category"] == VIOLENCE]
    assert len(violence) == 7_878
    assert violence["supplied_id"].count() == 7_859
    assert violence["supplied_id"].nunique() == 7_808
    assert violence["lsoa21"].value_counts().iloc[0] == 436


@pytest.mark.parametrize(("category", "rows"), [("Robbery", 91), ("Possession of weapons", 125)])
def test_other_themes_in_dorset_in_2025(dorset_2025: pd.DataFrame, category: str, rows: int) -> None:
    """PROVENANCE.md, 2."""
    assert (dorset_2025["supplied_category"] == category).sum() == rows


def test_other_forces_rows_inside_dorset(dorset_2025: pd.DataFrame) -> None:
    """PROVENANCE.md, 10: 106. Twin: test_quality_counts_what_is_there."""
    assert (dorset_2025["recorded_by"] != "Dorset Police").sum() == 106


def test_rows_outside_the_forces_own_area(incidents: pd.DataFrame) -> None:
    """PROVENANCE.md, 10: 177 of 231,984, which are the rows whose code is one of 2021 as it stands; carrying the codes
    of 2011 that were split or merged adds 21,626 rows, 16 of them outside."""
    placed = incidents[(incidents["recorded_by"] == "Dorset Police") & incidents["lsoa21"].notna()]
    as_it_stands = placed[placed["lsoa21_method"].isin(["same", "supplied_2021"])]
    assert len(as_it_stands) == 231_984
    assert (as_it_stands["force_name"] != "Dorset").sum() == 177
    assert len(placed) == 231_984 + 21_626
    assert (placed["force_name"] != "Dorset").sum() == 177 + 16


def test_repeats_are_flagged_as_the_files_say_and_none_is_dropped(
    incidents: pd.DataFrame, dorset_rows: pd.DataFrame
) -> None:
    """PROVENANCE.md, 7. The rows of the archive, read by the csv module and compared by pandas. Twin: the repeats tests."""
    ours = incidents[incidents["recorded_by"] == "Dorset Police"]
    assert len(ours) == len(dorset_rows)
    later = dorset_rows.groupby("month").apply(lambda rows: rows.duplicated(keep="first").sum(), include_groups=False)
    flagged = ours[ours["repeat_kind"] == "identical_row"].groupby("month").size()
    assert flagged.to_dict() == later[later > 0].to_dict()
    named = dorset_rows[dorset_rows["crime_id"] != ""]
    repeated = named.duplicated("crime_id", keep="first")
    with_id = ours[ours["supplied_id"].notna()]
    assert (with_id["repeat_kind"] != "none").sum() == repeated.sum()
    assert (ours["supplied_id"].notna()).sum() == len(named)


def test_anti_social_behaviour_never_has_an_identifier(incidents: pd.DataFrame) -> None:
    """PROVENANCE.md, 7; nor have nearly all rows of British Transport Police. Twin: of the same name."""
    quiet = incidents[incidents["supplied_category"] == "Anti-social behaviour"]
    assert len(quiet) > 50_000
    assert quiet["supplied_id"].isna().all()
    rail = incidents[incidents["recorded_by"] == "British Transport Police"]
    assert rail["supplied_id"].isna().mean() > 0.9


def test_codes_change_vintage_between_2022_and_2024(incidents: pd.DataFrame) -> None:
    """PROVENANCE.md, 3: 2011 codes until at least April 2023, 2021 codes from 2024. Twin: test_codes_of_2011_are_carried."""
    ours = incidents[(incidents["recorded_by"] == "Dorset Police") & incidents["lsoa21"].notna()]
    old, new = ours[ours["month"] < "2023"], ours[ours["month"] >= "2024"]
    assert set(old["lsoa21_method"]) == {"same", "merged", "split_by_point"}
    assert set(new["lsoa21_method"]) == {"same", "supplied_2021"}
    assert (ours["lsoa21_method"] == "split_by_point").sum() > 20_000


def test_every_row_with_a_code_has_its_place(incidents: pd.DataFrame, dorset_rows: pd.DataFrame) -> None:
    """Nothing is lost by carrying: 253,610 rows have a code, and 253,610 a place; 4,518 rows have neither."""
    ours = incidents[incidents["recorded_by"] == "Dorset Police"]
    assert (dorset_rows["lsoa_code"] != "").sum() == ours["lsoa21"].notna().sum() == 253_610
    assert ours["easting"].isna().sum() == (dorset_rows["longitude"] == "").sum() == 4_518


def test_no_coordinates_means_no_location(real: Workspace) -> None:
    """PROVENANCE.md, 5: and some rows have coordinates and no LSOA. Twin: test_precision_says_what_is_known_of_the_place."""
    held = real.table(quality.TABLE)
    assert 0.005 < held["without_point"].sum() / held["rows"].sum() < 0.05
    assert held["point_without_lsoa"].sum() > 0
    rows = real.store.read(police_street.TABLE)
    nowhere = real.store.fetch(rows.filter(rows.longitude.isnull()).select("location").distinct())
    assert nowhere["location"].tolist() == ["No Location"]


def test_map_points_were_replaced_in_2022(real: Workspace) -> None:
    """PROVENANCE.md, 4: of about 8,000 Dorset points in each of 2021/22 and 2025 only 440 are shared; so too after
    reading, which keeps all six decimals. Twin: test_text_comes_through_as_supplied."""
    rows = real.store.read(police_street.TABLE)
    ours = rows.filter((rows.falls_within == "Dorset Police") & rows.longitude.notnull() & (rows.month >= "2021-03"))
    points = real.store.fetch(ours.select("month", "longitude", "latitude").distinct())
    pairs = {
        span: set(zip(found["longitude"], found["latitude"], strict=True))
        for span, found in (("old", points[points["month"] < "2023"]), ("new", points[points["month"] >= "2025"]))
    }
    assert len(pairs["old"] & pairs["new"]) == 440
    assert all(7_000 < len(found) < 9_000 for found in pairs.values())


def test_names_hold_commas_and_empty_streets(real: Workspace) -> None:
    """PROVENANCE.md, 3 and 14. Twins: "quoted comma in a name", and the place names of Brackenshire."""
    rows = real.store.read(police_street.TABLE)
    named = rows.filter(rows.lsoa_name == "Bournemouth, Christchurch and Poole 035A")
    assert real.store.fetch(named.agg(n=named.count()))["n"].iloc[0] > 0
    odd = real.store.fetch(
        rows.agg(
            streetless=(rows.location.strip() == "On or near").sum(),
            context=rows.context.count(),
            others=(rows.reported_by != rows.falls_within).sum(),
        )
    ).iloc[0]
    assert odd["streetless"] > 0
    assert (odd["context"], odd["others"]) == (0, 0)


def test_both_line_ends_are_in_the_real_files(real_data: Path) -> None:
    """PROVENANCE.md, 14: so both are read above. Twins: "windows line ends" and "both line ends"."""
    ends = set()
    with zipfile.ZipFile(real_data / "police" / "dorset-2014-2025.zip") as archive:
        for name in archive.namelist():
            ends.add(archive.open(name).readline()[-2:] == b"\r\n")
    assert ends == {True, False}


def test_published_errors_are_counted_as_published(incidents: pd.DataFrame) -> None:
    """PROVENANCE.md, 12: Hampshire's violence of August 2025 is 11,639, twice the usual, and is not corrected."""
    hampshire = incidents[
        (incidents["recorded_by"] == "Hampshire Constabulary") & (incidents["supplied_category"] == VIOLENCE)
    ]
    by_month = hampshire["month"].value_counts()
    assert by_month["2025-08"] == 11_639
    assert np.median(by_month) == pytest.approx(5_444, rel=0.01)


def test_long_recording_change(incidents: pd.DataFrame) -> None:
    """PROVENANCE.md, 13: about 530 a month in early 2014, 1,400 to 1,900 (rounded to hundreds) in 2025."""
    ours = incidents[incidents["recorded_by"] == "Dorset Police"]
    months = ours.groupby(["supplied_category", "month"]).size()
    assert months[VIOLENCE][:3].mean() == pytest.approx(530, rel=0.05)
    assert months[VIOLENCE][-12:].round(-2).between(1_400, 1_900).all()


def test_force_months_that_are_missing_are_absent_and_not_zero(real: Workspace) -> None:
    """PROVENANCE.md, 1: Avon and Somerset filed 6 of 12 months of 2025, British Transport Police 1."""
    months = real.table(FORCE_MONTHS)
    filed = months[months["month"] >= "2025"].groupby("force")["month"].nunique()
    assert filed["Avon and Somerset Constabulary"] == 6
    assert filed["British Transport Police"] == 1
    assert filed["Dorset Police"] == 12


# --- lookups and census ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def places(real: Workspace) -> pd.DataFrame:
    """Every LSOA of England and Wales."""
    return real.table(PLACES)


def test_each_lsoa_is_there_once_and_nobody_is_counted_thrice(places: pd.DataFrame) -> None:
    """PROVENANCE.md, 11 and the census row: 35,672 areas, 59,597,114 people; South West 5.70 M, not 6.50 M. Twin:
    test_district_in_two_csps_is_not_counted_twice."""
    assert len(places) == places["lsoa21"].nunique() == 35_672
    assert places["residents"].sum() == 59_597_114
    assert places.loc[places["region_code"] == SOUTH_WEST, "residents"].sum() == 5_701_240
    assert places["district_code"].nunique() == 318


def test_christchurch_is_in_the_csp_of_dorset(places: pd.DataFrame) -> None:
    """PROVENANCE.md, 11: the lookup puts BCP into three CSPs, Christchurch into "Dorset"."""
    csps = places[places["district_code"] == BCP].groupby("csp_name")["lsoa21"].count()
    assert sorted(csps.index) == ["Bournemouth", "Dorset", "Poole"]
    assert csps.sum() == 240
    assert (places["district_code"] == DORSET).sum() == 223
    dorset = places[(places["csp_name"] == "Dorset") & (places["force_name"] == "Dorset")]
    assert set(dorset["district_code"]) == {DORSET, BCP}


def test_every_lsoa_lies_in_one_of_each_kind_of_place(places: pd.DataFrame) -> None:
    for kind in ("ward", "district", "csp", "force", "region", "nation"):
        assert places[f"{kind}_code"].notna().all(), kind
        assert (places.groupby("lsoa21")[f"{kind}_code"].nunique() == 1).all(), kind
    welsh = places[places["lsoa21"].str.startswith("W")]
    assert welsh["csp_code"].str.startswith("W14").all()
    assert welsh["region_name"].unique().tolist() == ["Wales"]


def test_every_lsoa_of_2011_is_carried(real: Workspace) -> None:
    """34,753 LSOAs of 2011 (PROVENANCE.md, mid-2020 residents), each with parts that share 0 to 1 without a gap."""
    codes = real.table(LSOA_CODES)
    old = codes[codes["method"] != "supplied_2021"]
    assert old["code"].nunique() == 34_753
    parts = old.sort_values(["code", "share_from"]).groupby("code")
    assert (parts["share_from"].min() == 0).all()
    assert (parts["share_to"].max() == 1).all()
    widths = (old["share_to"] - old["share_from"]).groupby(old["code"]).sum()
    assert np.allclose(widths, 1, atol=1e-6)
    assert codes["lsoa21"].nunique() == 35_672


def test_national_grid_of_real_points_agrees_with_proj(real: Workspace, dorset_rows: pd.DataFrame) -> None:
    import pyproj

    from purbeck.incidents.locate import to_national_grid

    points = dorset_rows.loc[dorset_rows["longitude"] != "", ["longitude", "latitude"]].drop_duplicates().astype(float)
    ours = to_national_grid(points["longitude"].to_numpy(), points["latitude"].to_numpy())
    theirs = pyproj.Transformer.from_crs(4326, 27700, always_xy=True).transform(points["longitude"], points["latitude"])
    assert np.hypot(ours[0] - theirs[0], ours[1] - theirs[1]).max() <= 6
    rows = real.store.read(incident.TABLE)
    held = real.store.fetch(rows.filter((rows.recorded_by == "Dorset Police") & rows.easting.notnull())
                            .select("easting", "northing").distinct())  # fmt: skip
    assert {(int(x), int(y)) for x, y in zip(*ours, strict=True)} == set(
        zip(held["easting"], held["northing"], strict=True)
    )
