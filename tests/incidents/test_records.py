"""Records of the police and of emergency departments as incidents: times, places, files that overlap, events of both."""

from __future__ import annotations

import datetime as dt
import hashlib
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from small_district import LSOAS, month_of, read_sources, workspace

from purbeck.incidents import build as incidents
from purbeck.incidents import incident, quality, record_quality, shared_events
from purbeck.sources import boundaries
from purbeck.sources.returns import ledger
from purbeck.sources.returns.records import RECORDS
from purbeck.workspace import Workspace, silent

SIDE = 1_000
MOOR = "E23000991"


def square(at: int) -> bytes:
    """A square kilometre in well-known binary."""
    x, y = 400_000.0 + SIDE * at, 100_000.0
    corners = np.array([[x, y], [x + SIDE, y], [x + SIDE, y + SIDE], [x, y + SIDE], [x, y]])
    return b"\x01" + np.array([3, 1, 5], dtype="<u4").tobytes() + corners.astype("<f8").tobytes()


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one street-level month and eight LSOAs in a row, each a square kilometre."""
    folder = tmp_path_factory.mktemp("records") / "northmoor"
    found = read_sources(workspace(folder, {"2025-03.csv": month_of("2025-03")}))
    areas = pd.DataFrame(
        {"lsoa21": [c for c, _, _ in LSOAS], "points": 5, "shape": [square(n) for n in range(len(LSOAS))]}
    )
    with found.store.lock():
        found.store.write(boundaries.TABLE, areas, "squares")
        incidents.build(found, silent)
        found.store.close()
    return folder


@pytest.fixture
def made(base: Path, tmp_path: Path) -> Workspace:
    """A copy of it to change."""
    return Workspace(Path(shutil.copytree(base, tmp_path / "northmoor")))


def hold(made: Workspace, contract: str, rows: list[dict[str, object]], first: str = "", last: str = "") -> str:
    """Put records into the workspace's tables as the first stage would; the id of their file."""
    named = hashlib.sha256(repr((contract, rows, first)).encode()).hexdigest()[:12]
    file = f"returns/{contract}/{named}.csv"
    table = RECORDS[contract]
    frame = pd.DataFrame([{"file": file, "row": n + 2} | row for n, row in enumerate(rows)])
    made.store.write_part(table, named, frame.reindex(columns=list(table.schema.names)), named, False)
    made.store.keep_parts(table, made.store.parts(table) | {named: named})
    ledger.enter(
        made.path,
        ledger.Entry("2026-01-31", contract, file, named, named, "", len(rows), len(rows), 0, first, last, "taken", ""),
    )
    return named


def built(made: Workspace) -> pd.DataFrame:
    with made.store.lock():
        incidents.build(made, silent)
    rows = made.table(incident.TABLE)
    rows = rows[rows["source"] != "police_street"].reset_index(drop=True)
    return rows.astype(object).where(rows.notna(), None)


def offence(**changed: object) -> dict[str, object]:
    when = pd.Timestamp("2025-03-08 23:10")
    return {
        "force": MOOR, "offence_code": "8N", "recorded_on": dt.date(2025, 3, 9), "occurred_from": when,
        "occurred_to": when, "easting": 400_400, "northing": 100_500, "location_precision": "exact",
    } | changed  # fmt: skip


def attendance(**changed: object) -> dict[str, object]:
    return {
        "period_start": dt.date(2025, 3, 1), "period_end": dt.date(2025, 3, 31), "site_code": "RBD01",
        "arrived": pd.Timestamp("2025-03-09 00:20"), "assaulted": pd.Timestamp("2025-03-08 23:00"),
        "method": "glass_or_bottle", "location_type": "licensed_premises",
    } | changed  # fmt: skip


def test_an_offence_keeps_what_the_police_sent(made: Workspace) -> None:
    named = hold(made, "police_extract", [offence(domestic=True, suspect_sex="male", outcome_group="open_or_unknown")])
    (row,) = built(made).to_dict("records")
    assert row["incident_id"] == f"police_extract/{named}/0000002"
    assert (row["recorded_by"], row["month"], row["date_precision"]) == (MOOR, "2025-03", "minute")
    assert (row["offence_code"], row["offence_group"]) == ("8N", "Violence against the person")
    assert row["domestic"] is True and row["suspect_sex"] == "male" and row["knife"] is None
    assert (row["easting"], row["lsoa21"], row["location_precision"]) == (400_400, LSOAS[0][0], "exact")
    assert row["outcome_group"] == "open_or_unknown" and row["matched_event_id"] is None


@pytest.mark.parametrize(
    ("first", "last", "month", "precision"),
    [
        ("2025-03-08 23:10", "2025-03-08 23:40", "2025-03", "minute"),
        ("2025-03-31 20:00", "2025-04-01 08:00", "2025-04", "day"),
        ("2025-03-20 08:00", "2025-04-03 08:00", "2025-03", "month"),
        ("2024-01-01 00:00", "2025-04-03 08:00", "2025-04", "month"),  # too long: the month in which it was recorded
        ("2025-03-08 23:10", None, "2025-03", "minute"),
    ],
)
def test_the_month_is_that_of_the_middle_or_of_recording(made: Workspace, first, last, month, precision) -> None:
    ends = pd.Timestamp(last) if last else pd.NaT
    hold(
        made,
        "police_extract",
        [offence(occurred_from=pd.Timestamp(first), occurred_to=ends, recorded_on=dt.date(2025, 4, 9))],
    )
    (row,) = built(made).to_dict("records")
    assert (row["month"], row["date_precision"]) == (month, precision)


@pytest.mark.parametrize(
    ("given", "group"),
    [
        ("008N", "Violence against the person"),
        ("8n/06", "Violence against the person"),
        ("34B", "Robbery"),
        ("999", None),
    ],
)
def test_the_group_follows_from_the_code(made: Workspace, given: str, group: str | None) -> None:
    hold(made, "police_extract", [offence(offence_code=given)])
    assert built(made)["offence_group"].tolist() == [group]


def test_a_place_is_as_exact_as_it_is_known(made: Workspace) -> None:
    area = {"easting": None, "northing": None, "location_precision": None}
    hold(made, "police_extract", [
        offence(easting=402_300, location_precision="street"), offence(**area, lsoa21=LSOAS[3][0]),
        offence(**area, lsoa21="E01999999"), offence(**area), offence(easting=300_000),
    ])  # fmt: skip
    found = built(made)
    assert found["location_precision"].tolist() == ["street", "lsoa", "none", "none", "exact"]
    assert found["lsoa21"].tolist() == [LSOAS[2][0], LSOAS[3][0], None, None, None]


def test_rows_alike_are_flagged_and_kept(made: Workspace) -> None:
    hold(made, "police_extract", [offence(), offence(offence_code="8L"), offence(), offence()])
    assert built(made)["repeat_kind"].tolist() == ["none", "none", "identical_row", "identical_row"]


def test_of_files_that_overlap_the_later_counts_for_the_days_of_both(made: Workspace) -> None:
    days = [dt.date(2025, 3, 1), dt.date(2025, 3, 20), dt.date(2025, 4, 5)]
    first, second, third = (
        offence(recorded_on=day, occurred_from=pd.Timestamp(day), occurred_to=pd.Timestamp(day)) for day in days
    )
    hold(made, "police_extract", [first, second], "2025-03-01", "2025-03-31")
    hold(made, "police_extract", [second | {"knife": True}, third], "2025-03-10", "2025-04-30")
    found = built(made).sort_values("occurred_from")
    assert [str(t)[:10] for t in found["occurred_from"]] == [str(day) for day in days]
    assert found["knife"].tolist() == [None, True, None]
    months = made.table(record_quality.MONTHS).set_index("month")
    assert months["days_covered"].to_dict() == {"2025-03": 31, "2025-04": 30}
    assert months["incidents"].to_dict() == {"2025-03": 2, "2025-04": 1}


def test_columns_that_a_supplier_lacks_are_counted(made: Workspace) -> None:
    hold(made, "police_extract", [offence(victim_sex="female"), offence(offence_code="8L")])
    built(made)
    rows = made.table(record_quality.COLUMNS).set_index("column")
    assert rows.loc["victim_sex", "without_value"] == 1 and rows.loc["weapon", "without_value"] == 2
    assert set(rows["incidents"]) == {2}
    # A column that no contract has is nothing a supplier lacks, and a time that nobody said is the day recorded.
    assert not {"supplied_category", "matched_event_id", "occurred_from"} & set(rows.index)


def test_a_department_lacks_nothing_that_its_standard_does_not_have(made: Workspace) -> None:
    hold(made, "emergency_department", [attendance()])
    built(made)
    found = set(made.table(record_quality.COLUMNS)["column"])
    assert {"weapon", "location_type", "lsoa21"} <= found and not {"victim_sex", "offence_group", "knife"} & found


def test_street_level_rows_stay_as_they_were_and_are_never_mixed(made: Workspace) -> None:
    before, shown = made.table(incident.TABLE), quality.check(made)
    hold(made, "police_extract", [offence()])
    hold(made, "emergency_department", [attendance()])
    built(made)
    rows, after = made.table(incident.TABLE), quality.check(made)
    pd.testing.assert_frame_equal(
        rows[rows["source"] == "police_street"].reset_index(drop=True), before, check_dtype=False
    )
    pd.testing.assert_frame_equal(after.coverage, shown.coverage)
    pd.testing.assert_frame_equal(after.completeness, shown.completeness)
    assert set(rows["source"]) == {"police_street", "police_extract", "emergency_department"}


def test_an_attendance_has_its_weapon_and_nobodys_age(made: Workspace) -> None:
    hold(made, "emergency_department", [attendance(lsoa21=LSOAS[1][0])])
    (row,) = built(made).to_dict("records")
    assert (row["recorded_by"], row["weapon"], row["location_type"]) == ("RBD01", "other", "licensed_premises")
    assert str(row["occurred_from"]) == "2025-03-08 23:00:00" and row["victim_age_band"] is None


def test_events_of_both_services_are_found_and_only_those(made: Workspace) -> None:
    rng = np.random.default_rng(5)
    start = pd.Timestamp("2025-01-01")

    def event() -> dict[str, object]:
        return {
            "when": start + pd.Timedelta(minutes=int(rng.integers(0, 180 * 1440))), "east": int(rng.integers(400_000, 408_000)),
            "north": int(rng.integers(100_000, 101_000)),
        }  # fmt: skip

    both, police, hospital = ([event() for _ in range(n)] for n in (150, 800, 100))
    hold(made, "police_extract", [
        offence(recorded_on=e["when"].date(), occurred_from=e["when"], occurred_to=e["when"], easting=e["east"],
                northing=e["north"], weapon="body_part")
        for e in both + police
    ])  # fmt: skip
    hold(made, "emergency_department", [
        attendance(arrived=e["when"] + pd.Timedelta(minutes=70), assaulted=e["when"].floor("15min"), easting=e["east"] + 60,
                   northing=e["north"] - 40, location_precision="street", method="body_part")
        for e in both + hospital
    ], "2025-01-01", "2025-06-30")  # fmt: skip
    rows = built(made)
    pairs = made.table(shared_events.PAIRS)
    number = [pairs[side].str[-7:].astype(int) - 2 for side in ("police_incident", "department_incident")]
    right = int(((number[0] == number[1]) & (number[0] < len(both))).sum())
    assert right >= 0.9 * len(both) and len(pairs) - right <= 0.05 * len(pairs)
    matched = rows[rows["matched_event_id"].notna()]
    assert matched.groupby("matched_event_id")["source"].nunique().eq(2).all() and len(matched) == 2 * len(pairs)
    error = made.table(shared_events.ERROR).set_index("place_known")
    assert error.loc["all", "taken"] == len(pairs)
    assert error.loc["all", "expected_found"] == pytest.approx(right / len(both), abs=0.06)
    assert error.loc["all", "chance_false"] <= 0.05


def test_a_file_that_is_gone_takes_its_incidents_along(made: Workspace) -> None:
    hold(made, "police_extract", [offence()])
    second = hold(made, "police_extract", [offence(recorded_on=dt.date(2025, 5, 9))])
    assert len(built(made)) == 2
    table = RECORDS["police_extract"]
    made.store.keep_parts(table, {name: key for name, key in made.store.parts(table).items() if name == second})
    assert [i.split("/")[1] for i in built(made)["incident_id"]] == [second]
    made.store.keep_parts(table, {})
    assert built(made).empty
    assert made.table(record_quality.MONTHS).empty and made.table(shared_events.PAIRS).empty


def test_a_table_of_records_without_a_row_is_no_records(made: Workspace) -> None:
    for table in RECORDS.values():
        made.store.write_part(table, "no-files", table.empty(), "empty", True)
        made.store.keep_parts(table, {"no-files": "empty"})
    assert built(made).empty and made.table(record_quality.MONTHS).empty


def test_the_same_records_give_the_same_bytes(made: Workspace) -> None:
    hold(made, "police_extract", [offence(), offence(), *(offence(offence_code=c) for c in ("34B", "8L"))])
    built(made)
    files = sorted((made.store.root / "incidents").glob("police_extract*"))
    before = [path.read_bytes() for path in files]
    for path in files:
        path.unlink()
    built(made)
    assert [path.read_bytes() for path in sorted((made.store.root / "incidents").glob("police_extract*"))] == before
