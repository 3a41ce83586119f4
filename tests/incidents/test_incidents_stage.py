"""From rows as supplied to incidents: nothing dropped, repeats flagged, places kept, only what changed made again."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pyproj
import pytest
from small_district import (
    FARLAND,
    NEWER,
    NORTHMOOR,
    OLDER,
    archive,
    crime,
    files_of,
    give,
    hashes,
    month_of,
    read_incidents,
    street,
    workspace,
)

from purbeck.errors import TableError
from purbeck.incidents import incident, quality
from purbeck.incidents.build import identifier_prefix
from purbeck.incidents.locate import to_national_grid
from purbeck.workspace import Workspace

MARCH, APRIL = "2025-03", "2025-04"
BEFORE = "2024-04"  # a year with few rows is one part: spans are seen apart in different years


def built(folder: Path, files: dict[str, bytes]) -> pd.DataFrame:
    """The incidents that a workspace with these files comes to."""
    rows = read_incidents(workspace(folder / "northmoor", files)).table(incident.TABLE)
    return rows.astype(object).where(rows.notna(), None)


# --- repeats: flagged, never dropped -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def repeats(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """Two months with identifiers that come again within and across months, and rows alike without one."""
    silent = crime(50, Crime_ID="", Crime_type="Anti-social behaviour")
    changed = crime(1)
    changed[10] = "Investigation complete; no suspect identified"
    march = [crime(1), crime(2), changed, crime(2), silent, silent, silent, crime(3)]
    april = [crime(4, Month=APRIL), crime(3, Month=APRIL), crime(4, Month=APRIL), crime(5, Month=APRIL)]
    folder = tmp_path_factory.mktemp("repeats")
    return built(folder, {"b-march.csv": street(march), "a-april.csv": street(april)})


def test_no_row_is_dropped(repeats: pd.DataFrame) -> None:
    assert repeats["month"].value_counts().to_dict() == {MARCH: 8, APRIL: 4}


def test_first_is_not_flagged_and_later_ones_are(repeats: pd.DataFrame) -> None:
    """The rows in the order of the files, header 1; March comes first though its file was named and given otherwise."""
    assert repeats.loc[repeats["month"] == MARCH, "repeat_kind"].tolist() == [
        "none", "none", "repeated_id", "identical_row", "none", "identical_row", "identical_row", "none",
    ]  # fmt: skip
    assert repeats.loc[repeats["month"] == APRIL, "repeat_kind"].tolist() == [
        "none", "repeated_id", "identical_row", "none",
    ]  # fmt: skip


def test_identifier_of_an_incident_says_where_it_stands(repeats: pd.DataFrame) -> None:
    assert repeats["incident_id"].is_unique
    assert repeats["incident_id"].iloc[0] == "police_street/2025-03/moor-police/0000002"
    assert identifier_prefix(MARCH, "Devon & Cornwall Police") == "police_street/2025-03/devon-cornwall-police/"


def test_anti_social_behaviour_has_no_identifier_and_is_never_a_repeated_one(repeats: pd.DataFrame) -> None:
    quiet = repeats[repeats["supplied_category"] == "Anti-social behaviour"]
    assert len(quiet) == 3
    assert quiet["supplied_id"].isna().all()
    assert "repeated_id" not in set(quiet["repeat_kind"])


# --- place -----------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def located(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """One row for each state of knowledge about a place, in this order."""
    rows = [
        crime(0, LSOA_code="E01990001"),
        crime(1, LSOA_code="E01990001", Longitude="", Latitude="", Location="No Location"),
        crime(2, LSOA_code="", LSOA_name=""),
        crime(3, LSOA_code="", LSOA_name="", Longitude="", Latitude="", Location="No Location"),
        crime(4, LSOA_code="E01990001", Longitude="0.100000", Latitude="51.500000"),
        crime(5, LSOA_code="E01999999"),
        crime(6, LSOA_code="S01000001"),
        crime(7, LSOA_code="E01980021"),
        crime(8, LSOA_code="E01980034", Longitude="", Latitude=""),
        crime(9, LSOA_code="E01990002"),
        crime(10, LSOA_code="E01990003"),
    ]
    return built(tmp_path_factory.mktemp("located"), {"a.csv": street(rows)})


def test_precision_says_what_is_known_of_the_place(located: pd.DataFrame) -> None:
    assert located["location_precision"].tolist()[:4] == ["street", "lsoa", "street", "none"]
    assert located["easting"].isna().tolist()[:4] == [False, True, False, True]
    assert located["lsoa21"].tolist()[:4] == ["E01990001", "E01990001", None, None]


def test_code_and_point_that_disagree_are_both_kept(located: pd.DataFrame) -> None:
    """The point is snapped, the code is not (PROVENANCE.md, 6)."""
    row = located.iloc[4]
    assert row["lsoa21"] == "E01990001"
    assert row["easting"] > 500_000


def test_code_in_no_lookup_has_no_place_but_stays_an_incident(located: pd.DataFrame) -> None:
    assert located["lsoa21"].tolist()[5:7] == [None, None]
    assert located["location_precision"].tolist()[5:7] == ["street", "street"]


def test_codes_of_2011_are_carried(located: pd.DataFrame) -> None:
    rows = located.iloc[7:11]
    assert rows["lsoa21_method"].tolist() == ["merged", "split_by_point", "supplied_2021", "supplied_2021"]
    assert rows["lsoa21"].tolist() == ["E01990002", "E01990003", "E01990002", "E01990003"]
    assert rows["lsoa11"].tolist() == ["E01980021", "E01980034", None, "E01980034"]


def test_rows_at_one_point_of_a_split_area_go_to_one_part_and_none_is_lost(tmp_path: Path) -> None:
    points = [(f"{-2.4 + n / 1000:.6f}", f"{50.7 + n / 997:.6f}") for n in range(40)]
    rows = [crime(n, LSOA_code="E01980034", Longitude=x, Latitude=y) for n, (x, y) in enumerate(points * 3)]
    found = built(tmp_path, {"a.csv": street(rows)})
    assert len(found) == 120
    assert found["lsoa21"].isin(["E01990003", "E01990004"]).all()
    assert (found.groupby(["easting", "northing"])["lsoa21"].nunique() == 1).all()
    shares = found["lsoa21"].value_counts(normalize=True)
    assert len(shares) == 2, "both parts have the same number of residents"
    assert shares.between(0.25, 0.75).all()


def test_national_grid_agrees_with_proj_within_6_metres_everywhere_in_great_britain() -> None:
    """EPSG:27700 as PROJ knows it without grid files; the Ordnance Survey says 5 m for these seven parameters."""
    x, y = np.meshgrid(np.linspace(-7.5, 1.7, 60), np.linspace(49.9, 60.8, 60))
    easting, northing = to_national_grid(x.ravel(), y.ravel())
    best = pyproj.Transformer.from_crs(4326, 27700, always_xy=True, allow_ballpark=False)
    theirs = best.transform(x.ravel(), y.ravel())
    assert np.hypot(easting - theirs[0], northing - theirs[1]).max() <= 6


def test_national_grid_of_the_ordnance_surveys_example_point() -> None:
    """A guide to coordinate systems in Great Britain (OS, v3.6), section C: the Caister water tower, whose National
    Grid position is 651 409.903 E, 313 177.270 N, and which lies at 52 39 28.8282 N, 1 42 57.8663 E in ETRS89
    (annexe B.3's worked example of OSTN)."""
    longitude, latitude = 1 + 42 / 60 + 57.8663 / 3600, 52 + 39 / 60 + 28.8282 / 3600
    easting, northing = to_national_grid(np.array([longitude]), np.array([latitude]))
    assert np.hypot(easting[0] - 651_409.903, northing[0] - 313_177.270) <= 6


def test_outcomes_are_grouped_and_unknown_ones_are_left_empty(tmp_path: Path) -> None:
    names = ["Under investigation", "Suspect charged", "", "An outcome nobody listed"]
    rows = [[*crime(n)[:10], name, ""] for n, name in enumerate(names)]
    assert built(tmp_path, {"a.csv": street(rows)})["outcome_group"].tolist()[2:] == [None, None]


# --- order and increments ------------------------------------------------------------------------------------------------


MEMBERS = {
    f"2025-{m:02d}/2025-{m:02d}-{slug}-street.csv": month_of(f"2025-{m:02d}", rows=9 + m, force=force)
    for m in (1, 2, 3)
    for slug, force in (("moor", "Moor Police"), ("far", "Far Police"))
}


def test_order_in_which_files_are_given_does_not_change_a_byte_of_the_incidents(tmp_path: Path) -> None:
    files = {
        "old.zip": archive(dict(list(MEMBERS.items())[:4]), OLDER),
        "new.zip": archive(dict(list(MEMBERS.items())[2:]), NEWER),
    }
    found = []
    for n, order in enumerate((list(files), list(files)[::-1])):
        made = read_incidents(workspace(tmp_path / f"{n}" / "northmoor", {name: files[name] for name in order}))
        found.append(hashes(made.path / "tables" / "incidents"))
        assert len(found[-1]) == 1
    assert found[0] == found[1]


@pytest.fixture(scope="module")
def two_months(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace of two months, built."""
    files = {"a.csv": month_of(MARCH), "b.csv": month_of(BEFORE)}
    return read_incidents(workspace(tmp_path_factory.mktemp("two") / "northmoor", files))


@pytest.fixture
def own(two_months: Workspace, tmp_path: Path) -> Workspace:
    """A copy of it to change."""
    return Workspace(shutil.copytree(two_months.path, tmp_path / "northmoor"))


def stamps(made: Workspace) -> dict[str, tuple[int, int]]:
    """Time and place on the disk of each part of the incidents, by the span it holds."""
    found = {}
    for path in (made.path / "tables" / "incidents").glob("*.parquet"):
        found[path.name.split(".")[0]] = (path.stat().st_mtime_ns, path.stat().st_ino)
    return found


def test_nothing_is_made_again_where_nothing_changed(own: Workspace) -> None:
    before = stamps(own)
    assert stamps(read_incidents(own)) == before


def test_month_more_leaves_the_other_years_as_they_were(own: Workspace) -> None:
    before = stamps(own)
    give(own, {"c/c.csv": month_of("2023-05")})
    after = stamps(read_incidents(own))
    assert after.keys() == {"2023", "2024", "2025"}
    assert {span: after[span] for span in before} == before


def test_month_by_month_gives_the_bytes_of_all_at_once(own: Workspace, tmp_path: Path) -> None:
    give(own, {"c/c.csv": month_of("2023-05")})
    read_incidents(own)
    files = {"a.csv": month_of(MARCH), "b.csv": month_of(BEFORE), "c/c.csv": month_of("2023-05")}
    at_once = read_incidents(workspace(tmp_path / "once" / "northmoor", files, fresh=True))
    assert hashes(own.path / "tables") == hashes(at_once.path / "tables")


def test_file_taken_away_takes_its_incidents_along(own: Workspace) -> None:
    before = stamps(own)
    (own.sources / "b.csv").unlink()
    read_incidents(own)
    assert stamps(own) == {"2025": before["2025"]}
    assert set(own.table(incident.TABLE)["month"]) == {MARCH}
    assert set(own.table(quality.TABLE)["month"]) == {MARCH}


def test_newer_download_of_a_month_replaces_its_rows(own: Workspace) -> None:
    before = stamps(own)
    give(own, {"newer.csv": month_of(BEFORE, rows=30)})
    read_incidents(own)
    assert stamps(own)["2025"] == before["2025"]
    assert (own.table(incident.TABLE)["month"] == BEFORE).sum() == 30


def test_earlier_month_given_later_moves_the_flag_of_a_repeat(own: Workspace) -> None:
    """March's rows come a second time in February's file: now March repeats February."""
    give(own, {"c/c.csv": month_of(MARCH).replace(MARCH.encode(), b"2025-02")})
    rows = read_incidents(own).table(incident.TABLE)
    kinds = rows.groupby("month")["repeat_kind"].unique().map(list).to_dict()
    assert kinds == {"2025-02": ["none"], MARCH: ["repeated_id"], BEFORE: ["none"]}


def test_other_code_makes_everything_again(own: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    from purbeck import provenance

    before = stamps(own)
    monkeypatch.setattr(provenance, "code_hash", lambda: "0" * 64)
    after = stamps(read_incidents(own))
    assert after.keys() == before.keys()
    assert not set(after.values()) & set(before.values())


def test_incident_tables_may_be_deleted(own: Workspace) -> None:
    before = hashes(own.path / "tables")
    shutil.rmtree(own.path / "tables" / "incidents")
    assert hashes(read_incidents(own).path / "tables") == before


def test_incident_table_that_is_gone_is_made_again(own: Workspace) -> None:
    before = hashes(own.path / "tables")
    next((own.path / "tables" / "incidents").glob("*.parquet")).unlink()
    assert hashes(read_incidents(own).path / "tables") == before


@pytest.mark.parametrize("harm", [b"", b"PAR1", b"PAR1" + b"x" * 1_000])
def test_table_cut_short_by_a_failing_disk_is_made_again(own: Workspace, harm: bytes) -> None:
    before = hashes(own.path / "tables")
    for name in ("incidents", "quality"):
        next((own.path / "tables" / name).glob("*.parquet")).write_bytes(harm)
    assert hashes(read_incidents(own).path / "tables") == before


def test_table_spoiled_in_the_middle_is_named_with_what_to_do(own: Workspace) -> None:
    before = hashes(own.path / "tables")
    next((own.path / "tables" / "incidents").glob("*.parquet")).write_bytes(b"PAR1" + b"x" * 1_000 + b"PAR1")
    with pytest.raises(TableError) as caught:
        read_incidents(own).table(incident.TABLE)
    assert "delete the folder tables" in caught.value.todo
    shutil.rmtree(own.path / "tables")
    assert hashes(read_incidents(own).path / "tables") == before


# --- quality -----------------------------------------------------------------------------------------------------------------


def test_quality_counts_what_is_there(tmp_path: Path) -> None:
    rows = [
        crime(0, LSOA_code="E01990001"),
        crime(0, LSOA_code="E01990001"),
        crime(1, LSOA_code="E01990001", Longitude="", Latitude=""),
        crime(2, LSOA_code=""),
        crime(3, LSOA_code="E01990007"),
        crime(4, LSOA_code="E01980034"),
        crime(5, Crime_ID="", LSOA_code="E01990005"),
        crime(0, LSOA_code="E01990002"),
    ]
    made = read_incidents(workspace(tmp_path / "northmoor", {"a.csv": street(rows)}, area=[NORTHMOOR]))
    (found,) = made.table(quality.TABLE).to_dict("records")
    assert found == {
        "source": "police_street", "month": MARCH, "recorded_by": "Moor Police", "rows": 8, "without_point": 1,
        "without_lsoa": 1, "point_without_lsoa": 1, "carried_by_split": 1, "without_id": 1,
        "repeated_id": 1, "identical_row": 1,
    }  # fmt: skip
    assert quality.located_in_our_area(made, [MARCH]).to_dict() == {"Moor Police": 5}
    assert files_of(made)["a.csv"] == (8, 8, 0)


def test_partnership_may_be_any_list_of_codes(tmp_path: Path) -> None:
    files = {"a.csv": street([crime(n, LSOA_code=f"E0199000{n}") for n in range(1, 9)])}
    made = read_incidents(workspace(tmp_path / "northmoor", files, area=[FARLAND, "E01990007", "E01990001"]))
    assert quality.located_in_our_area(made, [MARCH]).to_dict() == {"Moor Police": 3}
    assert quality.located_in_our_area(made, ["2024-03"]).empty


def test_incidents_stand_in_the_order_of_their_identifiers(tmp_path: Path) -> None:
    """Issue 2: tables are ordered by key. Names are chosen so that the order of files is not that of forces."""
    files = {
        f"{name}.csv": month_of(month, rows=200, force=force)
        for name, month, force in [("c", "2025-01", "Moor Police"), ("b", "2025-02", "Far Police"),
                                   ("d", "2025-01", "Abbey Police"), ("a", "2025-02", "Moor & Fen Police")]
    }  # fmt: skip
    found = built(tmp_path, files)
    assert len(found) == 800
    assert found["incident_id"].is_monotonic_increasing
    assert found["incident_id"].is_unique


def test_two_forces_whose_names_differ_in_punctuation_alone_keep_all_their_rows(tmp_path: Path) -> None:
    files = {
        "a.csv": month_of("2025-01", force="Moor-Fen Police"),
        "b.csv": month_of("2025-01", force="Moor Fen Police"),
    }
    assert len(built(tmp_path, files)) == 24
