"""Published admissions: rounded figures stay ranges, hidden ones stay hidden, and what does not fit is named."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from made_xlsx import write_workbook

from purbeck.errors import SourceError
from purbeck.sources import hospital_admissions_published as admissions
from purbeck.sources.door import recognise, why_not
from purbeck.sources.source import FileRead, Issue, SuppliedFile
from purbeck.workbooks import excel

MONTHS = ("April", "May", "June", "July", "August", "September", "October", "November", "December", "January",
          "February", "March")  # fmt: skip
TITLE = ["Count of Finished Admissions Episodes where the external cause code was X99"]
REGIONS = ["", "", "South West", "", "England", ""]
HEADING = ["Year", "Month", "FAEs", "FCEs", "FAEs", "FCEs"]


def totals(south_west: str = "15", label: str = "2021-22 Total") -> list[list[str]]:
    """A sheet of one year: 15 a month in the South West, 101 in England."""
    rows = [["2021-22" if n == 0 else "", month, "15", "20", "101", "103"] for n, month in enumerate(MONTHS)]
    rows[3][2] = south_west
    return [TITLE, [], REGIONS, HEADING, *rows, [label, "", "180", "185", "1212", "1236"], ["Source: HES"]]


def read(path: Path) -> tuple[pd.DataFrame, FileRead, list[Issue]]:
    """The workbook as the source reads it."""
    return admissions.read(path, SuppliedFile(path.name, "", 1))


def figure(frame: pd.DataFrame, region: str, period: str) -> tuple[object, int, int, str]:
    """The figure of a region and period, with what it can stand for."""
    found = frame[(frame["region"] == region) & (frame["period"] == period)]
    (row,) = found[["admissions", "lower", "upper", "counting"]].itertuples(index=False)
    return tuple(row)


def test_rounded_hidden_and_whole_figures(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "hes.xlsx", {"Notes": [["Nothing here"]], "Totals": totals("*")})
    assert recognise(path) == admissions.TABLE.name
    frame, file, issues = read(path)
    assert not issues
    assert figure(frame, "South West", "2021-04") == (15, 13, 17, "to_nearest_5")
    assert figure(frame, "South West", "2022-03") == (15, 13, 17, "to_nearest_5")
    assert figure(frame, "South West", "2021/22") == (180, 178, 182, "to_nearest_5")
    assert figure(frame, "England", "2021/22") == (1212, 1212, 1212, "as_counted")
    hidden = frame[(frame["region"] == "South West") & (frame["period"] == "2021-07")].iloc[0]
    assert pd.isna(hidden["admissions"])
    assert (hidden["lower"], hidden["upper"], hidden["counting"]) == (1, 7, "hidden_1_to_7")
    assert (file.rows_read, file.rows_kept, file.rows_rejected) == (13, 13, 0)


def test_figure_that_is_no_multiple_of_five_is_left_out_and_said(tmp_path: Path) -> None:
    frame, file, (issue,) = read(write_workbook(tmp_path / "hes.xlsx", {"Totals": totals("17")}))
    assert (issue.row, issue.value, issue.rule, issue.action) == (8, "17", "rounded_to_5", "kept_without_value")
    assert "is not a multiple of 5" in issue.message
    assert frame[(frame["region"] == "South West") & (frame["period"] == "2021-07")].empty
    assert file.rows_rejected == 0


def test_total_with_another_year_counts_where_its_months_add_up_to_it(tmp_path: Path) -> None:
    """As the sheet of 2021/22 was published: its total is labelled 2020-21."""
    frame, _, (issue,) = read(write_workbook(tmp_path / "hes.xlsx", {"Totals": totals(label="2020-21 Total")}))
    assert (issue.rule, issue.action) == ("total_of_year", "kept_as_supplied")
    assert figure(frame, "South West", "2021/22")[0] == 180
    wrong = totals(label="2020-21 Total")
    wrong[-2][4] = "1213"
    frame, file, (issue,) = read(write_workbook(tmp_path / "wrong.xlsx", {"Totals": wrong}))
    assert (issue.action, file.rows_rejected) == ("rejected", 1)
    assert frame[frame["period_type"] == "financial_year"].empty


def test_groups_are_read_from_merged_headings_and_rows(tmp_path: Path) -> None:
    sexes = [[*REGIONS[:2], "England", "", "", ""], ["", "", "Female", "", "Male", ""], HEADING,
             ["2021-22", "Apr", "28", "29", "264", "264"]]  # fmt: skip
    ages = [["", "", "", "England"], ["Year", "Month", "Age group", "FAEs"], ["2021-22", "April", "10 to 19", "47"],
            ["", "", "20 to 29", "129"], ["2021-22 total", "", "", "176"]]  # fmt: skip
    frame, file, issues = read(write_workbook(tmp_path / "hes.xlsx", {"Sex": sexes, "Age": ages}))
    assert not issues
    found = frame.set_index(["group_by", "group_value"])["admissions"]
    assert found.to_dict() == {("sex", "Female"): 28, ("sex", "Male"): 264, ("age_group", "10 to 19"): 47,
                               ("age_group", "20 to 29"): 129}  # fmt: skip
    assert set(frame["period"]) == {"2021-04"}
    assert file.rows_read == 3


def test_month_nobody_knows_is_set_aside(tmp_path: Path) -> None:
    sheet = totals()
    sheet[5][1] = "Mai"
    sheet[6][0] = "last year"
    _, file, issues = read(write_workbook(tmp_path / "hes.xlsx", {"Totals": sheet}))
    assert [(i.row, i.rule) for i in issues] == [(6, "month"), (7, "financial_year")]
    assert (file.rows_read, file.rows_kept, file.rows_rejected) == (13, 11, 2)


def test_another_workbook_is_left_with_what_to_do(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "other.xlsx", {"Sheet1": [["Year", "Month", "Total"], ["2021", "May", "3"]]})
    assert recognise(path) is None
    assert "save the sheet as CSV" in str(why_not(path))


def test_damaged_workbook_is_named(tmp_path: Path) -> None:
    whole = write_workbook(tmp_path / "whole.xlsx", {"Totals": totals()}).read_bytes()
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SourceError, match=r"cut\.xlsx is a damaged"):
        recognise(cut)


def test_workbook_with_entities_is_refused(tmp_path: Path) -> None:
    import zipfile

    path = tmp_path / "trap.xlsx"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b "ha">]><workbook>&b;</workbook>')
        book.writestr("xl/_rels/workbook.xml.rels", "<Relationships/>")
    with pytest.raises(SourceError, match="damaged or locked workbook"):
        list(excel.every_row(path))


def test_the_real_workbook(real_data: Path) -> None:
    """Figures read off the sheet GOR-Data-Totals of the published workbook by another reader of the same XML."""
    path = real_data / "health" / "hes_assault_sharp_object_admissions_workbook.xlsx"
    assert recognise(path) == admissions.TABLE.name
    frame, file, issues = read(path)
    assert [i.rule for i in issues] == ["total_of_year"], "the published total of 2021/22 is labelled 2020-21"
    every = frame[frame["group_by"] == "all"]
    assert figure(every, "South West", "2012-04") == (10, 8, 12, "to_nearest_5")
    assert figure(every, "South West", "2012/13") == (190, 188, 192, "to_nearest_5")
    assert figure(every, "England", "2012-04") == (292, 292, 292, "as_counted")
    assert figure(every, "England", "2021/22") == (4049, 4049, 4049, "as_counted")
    months = every[(every["region"] == "England") & (every["period_type"] == "month")]
    assert len(months) == 120
    assert months["period"].max() == "2022-03", "and there the series ends"
    regional = frame[(frame["region"] != "England") & frame["admissions"].notna()]
    assert (regional["admissions"].astype(int) % 5 == 0).all()
    assert not frame.duplicated(list(admissions.TABLE.key)).any()
    assert file.rows_rejected == 0
