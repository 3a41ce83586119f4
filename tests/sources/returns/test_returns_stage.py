"""Stored returns become tables; what did not come through the door stops its source, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from purbeck import flow, partner_flow
from purbeck.errors import SourceError
from purbeck.sources.build import build
from purbeck.sources.returns import by_hand, ledger
from purbeck.sources.returns.contract import contracts
from purbeck.sources.returns.figures import RETURNED
from purbeck.sources.returns.records import EMERGENCY_DEPARTMENT, POLICE_EXTRACT, RECORDS
from purbeck.sources.source import FILES, ISSUES
from purbeck.workspace import Workspace, silent
from tests.made_returns import TODAY, rows, write_csv


def built(workspace: Workspace) -> Workspace:
    """The workspace with its tables as supplied brought up to date."""
    build(workspace, silent)
    return workspace


def add(workspace: Workspace, folder: Path, name: str, lines: list[list[str]] | None = None) -> str:
    """Take a return in; where it is stored."""
    given = write_csv(folder / "given.csv", lines or rows(contracts()[name]))
    return partner_flow.add(workspace.path, given, name, TODAY).stored_as


def test_every_contract_reaches_its_table(own_district: Workspace, tmp_path: Path) -> None:
    stored = {name: add(own_district, tmp_path, name) for name in contracts()}
    built(own_district)
    files = own_district.table(FILES).set_index("file")
    for name, contract in contracts().items():
        table = own_district.table(RECORDS.get(name, RETURNED))
        figures = [column for column in contract.columns if column.part == "figure"]
        assert (table["file"] == stored[name]).sum() == 4 * (len(figures) or 1)
        assert tuple(files.loc[stored[name], ["source", "rows_read", "rows_kept", "rows_rejected"]]) == (name, 4, 4, 0)


def test_records_figures_issues_and_files(own_district: Workspace, tmp_path: Path) -> None:
    lines = rows(contracts()["emergency_department"])
    lines[2][3] = "never"
    emergency = add(own_district, tmp_path, "emergency_department", lines)
    police = rows(contracts()["police_extract"])
    add(own_district, tmp_path, "police_extract", police)
    custody = add(own_district, tmp_path, "custody")
    built(own_district)
    table = own_district.table(EMERGENCY_DEPARTMENT)
    assert table["assaulted"].dt.strftime("%Y-%m-%d %H:%M").unique().tolist() == ["2026-03-14 22:15"]
    assert table["arrived"].isna().sum() == 1
    assert own_district.table(POLICE_EXTRACT)["location_precision"].unique().tolist() == ["exact"]
    assert own_district.table(POLICE_EXTRACT)["domestic"].all()
    issues = own_district.table(ISSUES)
    found = issues[issues["file"] == emergency]
    assert list(found["row"]) == [3] and list(found["rule"]) == ["day"] and found["value"].isna().all()
    figures = own_district.table(RETURNED)
    assert set(figures["file"]) == {custody}
    first = figures[(figures["row"] == 2) & (figures["figure"] == "detentions")].iloc[0]
    assert (first["place_type"], first["period_type"], first["basis"], first["value"]) == (
        "district",
        "month",
        "exact",
        15.0,
    )
    assert (first["group_by"], first["group_value"]) == ("age_band+sex", "0-9+female")


def test_hidden_and_rounded_counts_are_intervals(own_district: Workspace, tmp_path: Path) -> None:
    contract = contracts()["hospital_admissions_return"]
    lines = rows(contract)
    at = next(n for n, column in enumerate(contract.columns) if column.part == "figure")
    for line, value in zip(lines[1:], ["10", contract.hidden[0].mark, "0", "25"], strict=True):
        line[at] = value
    add(own_district, tmp_path, contract.name, lines)
    table = built(own_district).table(RETURNED).sort_values("row")
    table = table[table["figure"] == contract.columns[at].name]
    assert list(table["basis"]) == ["rounded", "hidden", "exact", "rounded"]
    assert list(table["lower"].fillna(-1)) == [8, 1, -1, 23]
    assert list(table["upper"].fillna(-1)) == [12, 7, -1, 27]
    assert pd.isna(table["value"].iloc[1])


def test_of_a_cell_that_comes_again_the_later_counts(own_district: Workspace, tmp_path: Path) -> None:
    first = add(own_district, tmp_path, "custody")
    lines = rows(contracts()["custody"])
    lines[2][contracts()["custody"].names.index("detentions")] = "99"
    second = add(own_district, tmp_path, "custody", [lines[0], lines[2]])
    table = built(own_district).table(RETURNED)
    cell = table[(table["period_start"] == pd.Timestamp("2026-02-01")) & (table["figure"] == "detentions")]
    assert list(cell["value"]) == [99.0] and list(cell["file"]) == [second]
    assert len(table[table["file"] == first]) == 3 * 4
    superseded = own_district.table(ISSUES).query("rule == 'superseded'")
    assert list(superseded["file"]) == [first] and "4 of its figures came again" in superseded["message"].iloc[0]


@pytest.mark.parametrize("how", ["put", "changed", "elsewhere"])
def test_a_file_by_hand_stops_its_source_and_no_other(own_district: Workspace, tmp_path: Path, how: str) -> None:
    stored = add(own_district, tmp_path, "custody")
    add(own_district, tmp_path, "fire")
    at = {"put": f"{Path(stored).parent}/by-hand.csv", "changed": stored, "elsewhere": "from-the-police/march.csv"}[how]
    path = own_district.sources / at
    path.parent.mkdir(parents=True, exist_ok=True)
    write_csv(path, rows(contracts()["custody"]))
    built(own_district)
    assert set(own_district.table(RETURNED)["contract"]) == {"fire"}
    issue = own_district.table(ISSUES).query("rule == 'by_hand'")
    assert list(issue["file"]) == [at]
    assert (
        "Remove it from sources/" in issue["message"].iloc[0]
        and "no return of custody is read" in issue["message"].iloc[0]
    )
    assert partner_flow.stopped(own_district) == list(issue["message"])
    path.unlink()
    built(own_district)
    left = {"fire"} if how == "changed" else {"fire", "custody"}
    assert set(own_district.table(RETURNED)["contract"]) == left


def test_a_list_of_people_put_into_sources_is_told_and_not_entered(own_district: Workspace) -> None:
    path = own_district.sources / "John Smith.csv"
    path.write_text("Surname,Date of birth\nSmith,1980-01-01\n", encoding="utf-8")
    built(own_district)
    issue = own_district.table(ISSUES).query("file == 'John Smith.csv'")
    assert "has a column that tells who somebody is" in issue["message"].iloc[0]
    assert "John Smith" not in (own_district.path / "ledger" / "data-register.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "headings",
    [
        "Area code,Area name,Year,Measure,Unit,Value",  # as offices of statistics publish
        "date,geography,geography code,measure,unit,value,obs_status",
        "Year,Area code",
        "Year,Area code,Population",
        "Period,Area code,Households",
    ],
)
def test_open_data_of_a_general_shape_are_no_partners_file(tmp_path: Path, headings: str) -> None:
    path = tmp_path / "open.csv"
    path.write_text(headings + "\n" + ",".join("1" for _ in headings.split(",")) + "\n", encoding="utf-8")
    assert by_hand.suspicion(path) == ""


@pytest.mark.parametrize("name", contracts())
def test_every_return_is_known_by_its_headings(tmp_path: Path, name: str) -> None:
    lines = rows(contracts()[name])
    needed = [column.heading for column in contracts()[name].columns if column.required]
    alike = {n for n, one in contracts().items() if [c.heading for c in one.columns if c.required] == needed}
    assert by_hand.suspicion(write_csv(tmp_path / "given.csv", lines)) in alike
    more = [[*line, "Beat" if n == 0 else "Z1"] for n, line in enumerate(lines)]
    known_with_more = name not in ("other_figures", "exploitation")  # what they need, much open data has
    assert by_hand.suspicion(write_csv(tmp_path / "more.csv", more)) in (alike if known_with_more else {""})


def test_a_stored_file_that_is_gone_is_told(own_district: Workspace, tmp_path: Path) -> None:
    stored = add(own_district, tmp_path, "custody")
    (own_district.sources / stored).unlink()
    built(own_district)
    issue = own_district.table(ISSUES).query("rule == 'stored_file'")
    assert list(issue["file"]) == [stored]
    assert own_district.table(RETURNED).empty


def test_a_ledger_that_counts_otherwise_stops_the_build(own_district: Workspace, tmp_path: Path) -> None:
    stored = add(own_district, tmp_path, "custody")
    path = own_district.path / ledger.RETURNS.file
    path.write_text(path.read_text(encoding="utf-8").replace(",4,4,0,", ",5,5,0,"), encoding="utf-8")
    with pytest.raises(SourceError, match=f"{stored} has 4 rows where the ledger says 5"):
        build(own_district, silent)


def test_the_whole_flow_stands_with_returns(own_district: Workspace, tmp_path: Path) -> None:
    add(own_district, tmp_path, "custody")
    add(own_district, tmp_path, "police_extract")
    flow.build(own_district.path)
    assert len(own_district.table(RETURNED)) == 16


def test_an_area_that_no_lookup_has_is_told_at_the_door_and_by_every_build(
    own_district: Workspace, tmp_path: Path
) -> None:
    columns = [column.name for column in contracts()["custody"].columns]
    lines = rows(contracts()["custody"])
    for line, code in zip(lines[1:], ("E06000901", "E06000999", "E06000999", "E23000091"), strict=True):
        line[columns.index("place")] = code
    given = write_csv(tmp_path / "given.csv", lines)
    added = partner_flow.add(own_district.path, given, "custody", TODAY)
    said = "E06000999 has the form of a district and is in no lookup. 2 rows are of it: kept as supplied"
    assert added.fitted is not None
    assert [remark for remark in added.fitted.remarks if said in remark]
    assert not [remark for remark in added.fitted.remarks if "E06000901" in remark or "E23000091" in remark]
    for _ in range(2):  # a build that reads nothing anew says it again, once
        issues = built(own_district).table(ISSUES)
        (issue,) = issues[issues["source"] == "custody"].to_dict("records")
        assert (issue["column"], issue["value"], issue["action"]) == ("place_code", "E06000999", "kept_as_supplied")
        assert issue["message"].startswith(f"{added.stored_as}: {said}")
    assert (own_district.table(RETURNED)["place_code"] == "E06000999").any()


def test_an_lsoa_and_a_force_of_records_are_held_against_the_lookups_too(
    own_district: Workspace, tmp_path: Path
) -> None:
    columns = [column.name for column in contracts()["police_extract"].columns]
    lines = rows(contracts()["police_extract"])
    for line in lines[1:]:
        for name in ("easting", "northing"):
            line[columns.index(name)] = ""
        line[columns.index("lsoa")], line[columns.index("force")] = "E01999999", "E23000091"
    lines[1][columns.index("force")] = "E23000999"
    stored = add(own_district, tmp_path, "police_extract", lines)
    issues = built(own_district).table(ISSUES)
    found = issues[issues["file"] == stored].set_index("value")["message"]
    assert set(found.index) == {"E01999999", "E23000999"}
    assert "police force area and is in no lookup. 1 row is" in found["E23000999"]
    assert "LSOA of 2021 and is in no lookup. 4 rows are" in found["E01999999"]


def test_before_any_build_nothing_is_known_of_areas(tmp_path: Path) -> None:
    workspace = flow.new(tmp_path / "ours", name="Ours", area=["E06000901"])
    given = write_csv(tmp_path / "given.csv", rows(contracts()["custody"]))
    added = partner_flow.add(workspace.path, given, "custody", TODAY)
    assert added.fitted is not None and not [remark for remark in added.fitted.remarks if "lookup" in remark]
