"""Sheets as people have them: where the list begins, what is merged or hidden, what is no entry, which sheet is meant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from made_lists import GOOD, HEADINGS, refusals, remarks
from made_ods import write_ods
from openpyxl.worksheet.worksheet import Worksheet

from purbeck.errors import SourceError
from purbeck.strategy.importing.proposal import Proposal

Sheet = Callable[..., Path]
Proposed = Callable[..., Proposal]


def titles(found: Proposal) -> list[str]:
    """The titles of what would be added."""
    return [row.title for row in found.of("added")]


def adds_up(found: Proposal) -> bool:
    """Rows read = rows kept + rows rejected."""
    return found.read == found.kept + found.rejected == len(found.rows)


def test_titles_above_the_headings_and_blank_rows_are_passed_over(sheet: Sheet, proposed: Proposed) -> None:
    found = proposed(sheet([["Action plan 2026/27"], ["Draft 3"], [], HEADINGS, [], GOOD, [" ", "\n"], []]))
    assert found.table.header == 4
    assert found.table.above == ((1, "Action plan 2026/27"), (2, "Draft 3"))
    assert [(row.number, row.outcome) for row in found.rows] == [(6, "added")]
    assert found.entries == [
        {"id": "knife-arches", "title": "Knife arches", "owner": "Neighbourhood inspector", "partner": "police",
         "due": dt.date(2027, 3, 31), "state": "not_started"}
    ]  # fmt: skip


def test_a_list_may_begin_anywhere_in_the_sheet(sheet: Sheet, proposed: Proposed) -> None:
    found = proposed(sheet([["", ""], ["", "", *HEADINGS], ["", "", *GOOD]]))
    assert titles(found) == ["Knife arches"]
    assert found.table.columns[0].name == '"Action" (C)'


@pytest.mark.parametrize(
    "headings",
    [
        ("ACTION", "lead officer", " Lead  Agency ", "DEADLINE", "status"),
        ("What will be done", "Responsible", "Organisation", "By when", "RAG"),
        ("Task", "Lead\nofficer", "Lead partner", "Target date", "Current status:"),
        ("title", "owner", "partner", "due", "state"),
        ("Activity*", "Owner (role)", "Agency", "Completion date", "BRAG rating"),
    ],
)
def test_headings_are_known_however_people_spell_them(
    sheet: Sheet, proposed: Proposed, headings: tuple[str, ...]
) -> None:
    found = proposed(sheet([headings, GOOD]))
    assert [column.path for column in found.table.columns] == ["title", "owner", "partner", "due", "state"]
    assert titles(found) == ["Knife arches"]


def test_a_column_nobody_knows_is_listed_with_what_may_have_been_meant(sheet: Sheet, proposed: Proposed) -> None:
    found = proposed(sheet([["No.", *HEADINGS, "Lead oficer", "Cost code", ""], [1, *GOOD, "X", "", "stray"]]))
    assert [(column.name, column.why, count) for column, count in found.left_out] == [
        ('"No." (A)', "it says nothing of an entry", 1),
        ('"Lead oficer" (G)', 'no field is headed so; did you mean "lead officer"?', 1),
        ("column I", "it has no heading", 1),
    ]


def test_of_two_columns_for_one_field_the_likelier_counts_and_the_other_is_listed(
    sheet: Sheet, proposed: Proposed
) -> None:
    found = proposed(sheet([["RAG", *HEADINGS], ["Red", *GOOD]]))
    assert found.entries[0]["state"] == "not_started"
    assert [(column.heading, column.why) for column, _ in found.left_out] == [
        ("RAG", 'it reads as state, which "Status" gives')
    ]


def test_several_columns_of_words_are_put_together(sheet: Sheet, proposed: Proposed) -> None:
    found = proposed(sheet([[*HEADINGS, "Description", "Comments"], [*GOOD, "At two schools.", "See the minutes."]]))
    assert found.entries[0]["words"] == "At two schools.\n\nSee the minutes."


def test_a_sheet_without_such_headings_is_told_what_is_needed(sheet: Sheet, proposed: Proposed) -> None:
    with pytest.raises(SourceError) as refused:
        proposed(sheet([["Name", "Age"], ["x", 1]]))
    assert str(refused.value) == (
        "No row of plan.xlsx has the headings of actions. One of the first 60 rows has to head the columns, title among "
        "them. Needed are: title, owner, partner, state."
    )


def test_a_needed_column_that_is_missing_is_told_with_its_heading(sheet: Sheet, proposed: Proposed) -> None:
    found = proposed(sheet([HEADINGS[:2] + HEADINGS[3:], GOOD[:2] + GOOD[3:]]))
    assert refusals(found) == (
        "row 2: no column gives partner (id of the partner that does it), and every action needs it. "
        'Add a column headed "Partner".'
    )


# --- merged cells -----------------------------------------------------------------------------------------------------


def rows_of_one_aim() -> list[list[object]]:
    """Three actions below one aim."""
    return [["Aim", *HEADINGS], ["Fewer young people carry a weapon", *GOOD], ["", "Peer mentors", *GOOD[1:]],
            ["", "Street lighting", *GOOD[1:]], ["", "Nothing to do with it", *GOOD[1:]]]  # fmt: skip


def test_an_upright_merge_is_read_for_each_of_its_rows_and_no_further(sheet: Sheet, proposed: Proposed) -> None:
    found = proposed(sheet(rows_of_one_aim(), lambda page: page.merge_cells("A2:A4")))
    assert [entry.get("aims") for entry in found.entries] == [["fewer-carry"]] * 3 + [None]
    assert "row 2: A2:A4 is merged; what it says was read for each of its rows." in remarks(found)


def test_without_a_merge_nothing_is_filled_down(sheet: Sheet, proposed: Proposed) -> None:
    found = proposed(sheet(rows_of_one_aim()))
    assert [entry.get("aims") for entry in found.entries] == [["fewer-carry"], None, None, None]


def test_a_merge_over_blank_rows_makes_no_rows(sheet: Sheet, proposed: Proposed) -> None:
    found = proposed(sheet(rows_of_one_aim(), lambda page: page.merge_cells("A5:A9")))
    assert [row.number for row in found.rows] == [2, 3, 4, 5]


def test_a_merge_across_columns_is_refused_in_words(sheet: Sheet, proposed: Proposed) -> None:
    found = proposed(sheet([HEADINGS, ["PRIORITY 1: WEAPONS"], GOOD], lambda page: page.merge_cells("A2:E2")))
    assert refusals(found) == (
        "row 2: A2:E2 is merged across columns, so that it cannot be told which of them it is of. "
        "Take the merge apart and write each value in its own cell."
    )
    assert titles(found) == ["Knife arches"]
    assert adds_up(found)


def test_a_merged_heading_is_refused_in_words(sheet: Sheet, proposed: Proposed) -> None:
    with pytest.raises(SourceError) as refused:
        proposed(sheet([["Action", "Lead officer", "Lead agency", "Status", "Timescale", ""], [*GOOD[:3], "", "a", "b"]],
                       lambda page: page.merge_cells("E1:F1")))  # fmt: skip
    assert 'plan.xlsx, sheet Plan, row 1: the heading "Timescale" is merged across columns (E1:F1)' in str(
        refused.value
    )
    assert "give each column a heading of its own" in str(refused.value)


def test_headings_over_two_rows_are_read_where_the_second_row_is_whole(sheet: Sheet, proposed: Proposed) -> None:
    def merge(page: Worksheet) -> None:
        for cells in ("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:F1"):
            page.merge_cells(cells)

    rows = [["Action", "Lead officer", "Lead agency", "Status", "Timescale", ""], ["", "", "", "", "Start", "End"],
            [*GOOD[:3], "Under way", "April 2026", "March 2027"]]  # fmt: skip
    found = proposed(sheet(rows, merge))
    assert found.table.header == 2
    assert (str(found.entries[0]["starts"]), str(found.entries[0]["due"])) == ("2026-04-01", "2027-03-31")


def test_headings_that_go_on_below_are_refused(sheet: Sheet, proposed: Proposed) -> None:
    rows = [HEADINGS, ["", "", "", "(day)", ""], GOOD]
    with pytest.raises(SourceError, match="row 1: the headings go on in row 2"):
        proposed(sheet(rows, lambda page: page.merge_cells("A1:A2")))


def test_what_stands_beneath_a_merge_is_not_lost(proposed: Proposed, tmp_path: Path) -> None:
    from made_ods import cell, document, row, sheet, write_document

    covered = (
        '<table:covered-table-cell office:value-type="string"><text:p>Hidden words</text:p></table:covered-table-cell>'
    )
    merged = cell("fewer-carry").replace("<table:table-cell", '<table:table-cell table:number-rows-spanned="2"')
    first = f"<table:table-row>{merged}{''.join(map(cell, GOOD))}</table:table-row>"
    second = f"<table:table-row>{covered}{''.join(map(cell, ('Peer mentors', *GOOD[1:])))}</table:table-row>"
    file = write_document(tmp_path / "p.ods", document(sheet("Plan", row(["Aim", *HEADINGS]), first, second)))
    found = proposed(file)
    assert refusals(found).startswith("row 3: a cell beneath the merge in A3 holds something of its own.")
    assert titles(found) == ["Knife arches"]


# --- hidden parts -----------------------------------------------------------------------------------------------------


def test_hidden_rows_and_columns_count_like_others_and_are_said(sheet: Sheet, proposed: Proposed) -> None:
    def hide(page: Worksheet) -> None:
        page.row_dimensions[2].hidden = True
        page.column_dimensions["D"].hidden = True
        page.column_dimensions["F"].hidden = True

    found = proposed(sheet([[*HEADINGS, "Cost code"], [*GOOD, "C1"], ["Peer mentors", *GOOD[1:], "C2"]], hide))
    assert titles(found) == ["Knife arches", "Peer mentors"]
    said = remarks(found)
    assert "row 2 is hidden, and read like the others. Delete what should not be read." in said
    assert 'column "Deadline" (D) is hidden, and read like the others' in said
    assert 'column "Cost code" (F) is hidden, and left out' in said


def test_hidden_rows_and_columns_of_opendocument_are_said_too(proposed: Proposed, tmp_path: Path) -> None:
    from made_ods import document, row, sheet, write_document

    columns = '<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>'
    hidden = row(GOOD).replace("<table:table-row>", '<table:table-row table:visibility="filter">')
    file = write_document(tmp_path / "p.ods", document(sheet("Plan", columns, row(HEADINGS), hidden)))
    said = remarks(proposed(file))
    assert "row 2 is hidden, and read like the others" in said
    assert 'column "Lead officer" (B) is hidden' in said
    assert 'column "Lead agency" (C) is hidden' in said


# --- what is no entry -------------------------------------------------------------------------------------------------


def test_totals_footnotes_and_repeated_headings_are_no_entries_and_are_said(sheet: Sheet, proposed: Proposed) -> None:
    rows = [HEADINGS, GOOD, HEADINGS, ["Peer mentors", *GOOD[1:]], ["Total", "", "", "", 2], ["* see the key"],
            ["", "Note: RAG as agreed"], ["Last updated 3 May 2026"]]  # fmt: skip
    found = proposed(sheet(rows))
    assert titles(found) == ["Knife arches", "Peer mentors"]
    assert [(row.number, row.why) for row in found.of("no_entry")] == [
        (3, "the headings again"), (5, 'a total ("Total")'), (6, 'a footnote ("* see the key")'),
        (7, 'a footnote ("Note: RAG as agreed")'), (8, 'a footnote ("Last updated 3 May 2026")'),
    ]  # fmt: skip
    assert not found.of("refused")
    assert adds_up(found)


@pytest.mark.parametrize("title", ["Total review of lighting", "Key worker scheme", "Note-taking at boards"])
def test_an_entry_that_begins_like_a_total_or_footnote_is_refused_and_not_passed_over(
    sheet: Sheet, proposed: Proposed, title: str
) -> None:
    found = proposed(sheet([HEADINGS, GOOD, [title]]))
    assert [row.outcome for row in found.rows] == ["added", "refused"]
    assert "only one cell of it is filled" in refusals(found)


def test_a_valid_entry_stays_one_though_it_is_called_total(sheet: Sheet, proposed: Proposed) -> None:
    assert titles(proposed(sheet([HEADINGS, ["Total", *GOOD[1:]]]))) == ["Total"]


def test_rows_with_a_number_and_nothing_else_are_no_entries(sheet: Sheet, proposed: Proposed) -> None:
    rows = [["No.", "Ref", *HEADINGS, "Cost code"], [1, "A1", *GOOD], [2, "A2"], [3, "A3", "", "", "", "", "", "C1"]]
    found = proposed(sheet(rows))
    assert [(row.outcome, row.why) for row in found.rows[1:]] == [
        ("no_entry", "nothing stands in the columns that are read")
    ] * 2


def test_a_column_of_priorities_is_told_where_it_belongs(sheet: Sheet, proposed: Proposed) -> None:
    found = proposed(sheet([["Priority", *HEADINGS], ["Weapons", *GOOD]]))
    assert found.left_out[0][0].why.startswith("an action serves aims, and those belong to priorities")


def test_a_heading_between_rows_is_refused_with_what_to_do(sheet: Sheet, proposed: Proposed) -> None:
    found = proposed(sheet([HEADINGS, ["Priority 1: weapons"], GOOD]))
    assert "give what it says a column of its own in each of them, and delete the row" in refusals(found)


# --- which sheet, which list ------------------------------------------------------------------------------------------


def book_of(path: Path, sheets: dict[str, list[list[object]]], hidden: str = "") -> Path:
    """A workbook of several sheets, one of them hidden."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
        page.sheet_state = "hidden" if name == hidden else "visible"
    book.save(path)
    return path


def test_of_several_sheets_the_one_with_the_headings_is_read_and_the_others_are_said(
    proposed: Proposed, tmp_path: Path
) -> None:
    good = [list(HEADINGS), list(GOOD)]
    file = book_of(tmp_path / "b.xlsx", {"Key": [["Green", "on track"]], "Plan": good, "2024": good}, hidden="2024")
    found = proposed(file)
    assert found.table.sheet.name == "Plan"
    assert found.remarks == (
        'Sheet "Key" was not read: it is without headings of actions.', 'Sheet "2024" was not read: it is hidden.'
    )  # fmt: skip
    assert proposed(file, sheet="2024").table.sheet.hidden, "a hidden sheet is read where it is named"


def test_a_sheet_of_data_that_is_too_large_does_not_keep_the_list_from_being_read(
    proposed: Proposed, tmp_path: Path
) -> None:
    far: list[list[object]] = [[] for _ in range(20_000)]
    file = book_of(tmp_path / "b.xlsx", {"Plan": [list(HEADINGS), list(GOOD)], "Data": [*far, ["x"]]})
    found = proposed(file)
    assert titles(found) == ["Knife arches"]
    assert found.remarks[0].startswith('Sheet "Data" was not read: there is something in cell A20001')
    with pytest.raises(SourceError, match=r"b.xlsx, sheet Data: there is something in cell A20001"):
        proposed(file, sheet="Data")


def test_two_sheets_with_the_headings_are_not_chosen_between(proposed: Proposed, tmp_path: Path) -> None:
    file = book_of(tmp_path / "b.xlsx", {"2025": [list(HEADINGS), list(GOOD)], "2026": [list(HEADINGS), list(GOOD)]})
    with pytest.raises(SourceError) as refused:
        proposed(file)
    assert 'Several sheets of b.xlsx have such headings: "2025", "2026". Say which, with --sheet NAME.' in str(
        refused.value
    )
    assert proposed(file, sheet="2026 ").table.sheet.name == "2026"
    with pytest.raises(SourceError, match='has no sheet "2027"'):
        proposed(file, sheet="2027")


def test_the_list_is_told_by_its_headings_or_asked_for(sheet: Sheet, proposed: Proposed) -> None:
    found = proposed(sheet([HEADINGS, GOOD]), name=None)
    assert (found.table.name, found.named) == ("actions", False)
    with pytest.raises(SourceError, match=r"may be any of: .*\. Say which, with --as "):
        proposed(sheet([["Title", "Start"], ["x", "y"]]), name=None)
    with pytest.raises(SourceError, match=r'There is no list "action"\. Did you mean "actions"\?'):
        proposed(sheet([HEADINGS, GOOD]), name="action")


def test_the_same_list_from_excel_opendocument_and_text_gives_the_same_entries(
    sheet: Sheet, proposed: Proposed, tmp_path: Path
) -> None:
    rows = [HEADINGS, GOOD, ["Youth worker in A&E", *GOOD[1:3], "Q3 2026/27", "Amber"]]
    excel = proposed(sheet(rows)).entries
    assert len(excel) == 2
    assert proposed(write_ods(tmp_path / "p.ods", {"Plan": rows})).entries == excel
    for delimiter, encoding in ((",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16"), ("|", "cp1252")):
        text = "\r\n".join(delimiter.join(row) for row in rows)
        (tmp_path / "p.csv").write_bytes(text.encode(encoding))
        assert proposed(tmp_path / "p.csv").entries == excel, (delimiter, encoding)


def test_a_comma_in_words_without_quotation_marks_moves_no_value(proposed: Proposed, tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text(",".join(HEADINGS) + "\nPatrols, on the way home," + ",".join(GOOD[1:]), "utf-8")
    found = proposed(tmp_path / "p.csv")
    assert "it has more values than there are headings" in refusals(found)
    assert not found.entries


def test_windows_1252_is_read_and_said(proposed: Proposed, tmp_path: Path) -> None:
    text = ",".join(HEADINGS) + "\r\nCafé – £5 vouchers," + ",".join(GOOD[1:]) + "\r\n"
    (tmp_path / "p.csv").write_bytes(text.encode("cp1252"))
    found = proposed(tmp_path / "p.csv")
    assert titles(found) == ["Café – £5 vouchers"]
    assert found.entries[0]["id"] == "cafe-5-vouchers"
    assert "was read as Windows-1252" in found.remarks[0]
