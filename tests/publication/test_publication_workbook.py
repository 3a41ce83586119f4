"""The workbook, read back with openpyxl: the Analysis Function's checklist, numbers as held, nothing hidden let out.

The checklist is "Making spreadsheets accessible: a brief checklist of the basics" (Government Analysis Function), whose
items are named in the tests below. Not tested by a machine: spelling, and Microsoft's own accessibility checker.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pytest
import sample_findings as samples
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from purbeck import Workspace, disclosure, flow
from purbeck.publication.publication import compose
from purbeck.publication.sheets import Book, Cell, Grid, Sheet
from purbeck.publication.spreadsheet import spreadsheet
from purbeck.publication.workbook import SHORTHAND, workbook

BEFORE_TABLES = ["Cover", "Contents", "Notes", "Data_quality", "Findings"]


def opened(findings: list[disclosure.ReleasedFinding]) -> Workbook:
    """The workbook of a publication with these findings."""
    return load_workbook(io.BytesIO(spreadsheet(workbook(compose(samples.ABOUT, findings)))))


@pytest.fixture(scope="module")
def book() -> Workbook:
    """The workbook of one finding of each kind."""
    return opened(samples.every_kind())


@pytest.fixture(scope="module")
def brackenshire(district: Workspace) -> Workbook:
    """Brackenshire's workbook."""
    about = flow.about_of(district, "2025-12")
    return load_workbook(io.BytesIO(spreadsheet(workbook(compose(about, disclosure.released_open(district))))))


@pytest.fixture(params=["book", "brackenshire"])
def either(request: pytest.FixtureRequest) -> Workbook:
    """Each of the two workbooks in turn."""
    return request.getfixturevalue(request.param)


def rows_of(sheet: Worksheet) -> list[list[object]]:
    """The cells of the sheet's table, its header row first."""
    (table,) = sheet.tables.values()
    return [[cell.value for cell in row] for row in sheet[table.ref]]


def sheet_of(book: Workbook, finding_id: str) -> Worksheet:
    """The first sheet of a finding."""
    return next(s for s in book.worksheets if any(f"Finding {finding_id}." in str(c.value) for c in s["A"]))


# --- the checklist: tables --------------------------------------------------------------------------------------------


def test_every_table_is_marked_up_and_has_a_name_of_its_own_that_says_something(either: Workbook) -> None:
    names = []
    for sheet in either.worksheets[1:]:
        (table,) = sheet.tables.values()
        assert table.headerRowCount == 1 or table.headerRowCount is None, "one tagged header row"
        names.append(table.displayName)
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z]+(_[a-z0-9]+)*", name) for name in names)
    assert not [name for name in names if re.fullmatch(r"(table|sheet)\d*", name)]


def test_no_cells_are_merged_no_row_or_column_is_hidden_no_panes_frozen_no_filter_set(either: Workbook) -> None:
    for sheet in either.worksheets:
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes is None
        assert sheet.auto_filter.ref is None
        assert all(table.autoFilter is None for table in sheet.tables.values())
        assert not [d for d in [*sheet.row_dimensions.values(), *sheet.column_dimensions.values()] if d.hidden]
        assert sheet.sheet_state == "visible"


def test_tables_have_no_blank_cell_row_or_column_and_unique_heads(either: Workbook) -> None:
    for sheet in either.worksheets[1:]:
        heads, *rows = rows_of(sheet)
        assert rows, "a table without rows"
        assert all(value not in (None, "") for row in (heads, *rows) for value in row)
        assert len({str(head).lower() for head in heads}) == len(heads)


def test_text_is_wrapped_and_columns_are_of_a_sensible_width(either: Workbook) -> None:
    for sheet in either.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert not isinstance(cell.value, str) or cell.alignment.wrap_text, (sheet.title, cell.coordinate)
        for letter, column in sheet.column_dimensions.items():
            assert 12 <= column.width <= 115, (sheet.title, letter)


def test_one_table_a_sheet_at_the_left_edge_with_nothing_below_or_blank_above(either: Workbook) -> None:
    for sheet in either.worksheets[1:]:
        (table,) = sheet.tables.values()
        first, last = table.ref.split(":")
        assert re.fullmatch(r"A\d+", first)
        top, bottom = int(first[1:]), int(re.sub(r"[A-Z]", "", last))
        assert sheet.max_row == bottom
        assert all(sheet.cell(n, 1).value for n in range(1, top)), "no blank row above the table"
        assert all(sheet.cell(n, m).value is None for n in range(1, top) for m in range(2, sheet.max_column + 1))


# --- the checklist: notes, formatting, structure, document ------------------------------------------------------------


def test_notes_are_named_in_titles_and_explained_in_a_table_of_the_notes_sheet(either: Workbook) -> None:
    explained = dict(rows_of(either["Notes"])[1:])
    assert set(SHORTHAND) <= set(explained)
    asked = {mark for s in either.worksheets for mark in re.findall(r"\[note \d+\]", s["A1"].value)}
    assert asked == {mark for mark in explained if mark.startswith("[note")}
    for sheet in either.worksheets:
        marks = {
            m for row in sheet.iter_rows(min_row=2) for c in row for m in re.findall(r"\[note \d+\]", str(c.value))
        }
        assert not marks or sheet.title == "Notes", "no note marker in a cell"
        assert not re.search(r"[*†‡§]|[\u00b2\u00b3\u00b9\u2070-\u209f]\s*$", str(sheet["A1"].value)), (
            "no symbols for notes"
        )


def test_every_caveat_of_a_table_is_one_of_its_notes(book: Workbook) -> None:
    explained = dict(rows_of(book["Notes"])[1:])
    sheet = sheet_of(book, samples.bars().id)
    said = [explained[mark] for mark in re.findall(r"\[note \d+\]", sheet["A1"].value)]
    assert said == ["Recorded, not happened.", samples.STAND_IN]


def test_titles_stand_in_a1_are_marked_as_headings_and_say_what_the_sheet_holds(either: Workbook) -> None:
    titles = [sheet["A1"].value for sheet in either.worksheets]
    assert len(titles) == len(set(titles))
    for sheet in either.worksheets:
        assert sheet["A1"].style == "Heading 1"
        assert sheet["A1"].font.b and sheet["A1"].font.sz == 16
        styled = [c.coordinate for row in sheet.iter_rows() for c in row if c.style == "Heading 1"]
        assert styled == ["A1"]
    for sheet in either.worksheets[1:]:
        assert "one table" in sheet["A2"].value, "the number of tables is said"


def test_letters_are_sans_serif_of_twelve_points_without_fill_image_header_or_macro(either: Workbook) -> None:
    for sheet in either.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.font.name == "Arial" and cell.font.sz >= 12
                assert cell.fill.fill_type is None
        assert not sheet._images and not sheet._charts
        for part in (sheet.oddHeader, sheet.oddFooter):
            assert not (part.left.text or part.center.text or part.right.text)
        assert not sheet.conditional_formatting
    assert either.vba_archive is None


def test_sheets_stand_in_order_with_names_of_their_own_and_the_file_opens_on_the_first(either: Workbook) -> None:
    names = either.sheetnames
    assert names[:5] == BEFORE_TABLES
    assert names[5:] == [f"Table_{n}" for n in range(1, len(names) - 4)]
    assert either.active.title == "Cover"
    assert all(sheet.sheet_view.selection[0].activeCell in (None, "A1") for sheet in either.worksheets)
    assert all(len(name) <= 31 for name in names)


def test_tables_stand_in_the_order_of_the_page(book: Workbook) -> None:
    held = [f for f in samples.every_kind() if f.rows and f.decision == "as it stands"]
    titles = [re.sub(r"^Table \d+: | \[note \d+\]", "", book[name]["A1"].value) for name in book.sheetnames[5:]]
    assert list(dict.fromkeys(t.removesuffix(": Places").removesuffix(": Lines of the funnel") for t in titles)) == [
        f.title for f in held
    ]


def test_contents_link_to_every_sheet_and_every_sheet_links_back(either: Workbook) -> None:
    contents = either["Contents"]
    (table,) = contents.tables.values()
    links = {c.value: c.hyperlink.location for (c, *_) in contents[table.ref] if c.hyperlink}
    assert list(links) == [name for name in either.sheetnames if name not in ("Cover", "Contents")]
    assert all(location == f"'{name}'!A1" for name, location in links.items())
    for sheet in either.worksheets[2:]:
        back = [c for c in sheet["A"] if c.hyperlink and c.value == "Back to the contents"]
        assert [c.hyperlink.location for c in back] == ["'Contents'!A1"]


def test_links_out_say_where_they_lead(book: Workbook) -> None:
    sheet = sheet_of(book, samples.national().id)
    out = [c for row in sheet.iter_rows() for c in row if c.hyperlink and c.hyperlink.target]
    assert [c.value for c in out] == ["Page at example.org"] * 3
    assert [c.hyperlink.target.rsplit("/", 1)[1] for c in out] == ["knives", "survey", "strategy"]
    assert all(not str(c.value).startswith("http") for row in sheet.iter_rows() for c in row)


def test_document_has_a_title_and_nobody_s_name_and_no_time_of_its_own(book: Workbook) -> None:
    about = book.properties
    assert about.title == f"{samples.ABOUT.title}: {samples.ABOUT.partnership}"
    assert about.subject == "Data to December 2025"
    assert not about.creator and not about.lastModifiedBy
    assert about.created.year == about.modified.year == 1980


# --- numbers and words ------------------------------------------------------------------------------------------------


def test_numbers_are_numbers_as_held_and_shown_as_on_the_page(book: Workbook) -> None:
    sheet = sheet_of(book, samples.bars().id)
    heads, *rows = rows_of(sheet)
    assert heads == ["Kind", "Offences recorded", "Rate (per 1,000 residents a year)", "Lower limit (per 1,000)",
                     "Upper limit (per 1,000)"]  # fmt: skip
    assert [tuple(row) for row in rows] == list(samples.bars().rows)
    (table,) = sheet.tables.values()
    robbery = next(row for row in sheet[table.ref] if row[0].value == "Robbery")
    assert [c.number_format for c in robbery[1:]] == ["#,##0", "#,##0.000", "#,##0.000", "#,##0.000"]
    assert [c.data_type for c in robbery] == ["s", "n", "n", "n", "n"]


def test_shares_are_percentages_and_published_numbers_keep_their_figures(book: Workbook) -> None:
    filed = [c for c in sheet_of(book, samples.comparison().id)["G"] if isinstance(c.value, float)]
    assert {c.number_format for c in filed} == {"0.0%"} and 0.847 in [c.value for c in filed]
    rows = rows_of(sheet_of(book, samples.national().id))
    assert [row[1] for row in rows[1:]] == [50430, 7.8, 13]
    assert rows[2][2] == "[x]" and rows[3][4] == "no"


def test_what_is_missing_is_x_and_what_has_nothing_to_say_is_z(book: Workbook) -> None:
    years = {row[0]: row[1:] for row in rows_of(sheet_of(book, samples.years().id))[1:]}
    assert years["2023"] == ["[x]"] * 4 + [0]
    assert "[x] means" in sheet_of(book, samples.years().id)["A2"].value
    signals = [row[6] for row in rows_of(sheet_of(book, samples.process().id))[1:]]
    assert "[z]" in signals and None not in signals


def test_hidden_finding_is_c_and_no_number_of_it_is_anywhere() -> None:
    book = opened([samples.bars(), replace(samples.hidden(), rows=())])
    rows = {row[-1]: row for row in rows_of(book["Findings"])[1:]}
    hidden = rows[samples.hidden().id]
    assert hidden[4:8] == ["[c]"] * 4 and hidden[13] == "[c]"
    assert book.sheetnames[5:] == ["Table_1"], "no sheet for what is hidden"


def test_text_that_looks_like_a_formula_stays_text_and_nothing_is_a_formula(either: Workbook) -> None:
    assert [c.coordinate for s in either.worksheets for row in s.iter_rows() for c in row if c.data_type == "f"] == []
    nasty = ('=HYPERLINK("http://x")', "+1", "-1+1", "@SUM(A1)", "{=1}", "http://example.org", "00123")
    columns = (("place", "=Place", ""), samples.COUNT)
    finding = samples.released("none", columns=columns, rows=tuple((text, 7) for text in nasty), title="=1+1")
    sheet = opened([finding])["Table_1"]
    held = [(row[0].value, row[0].data_type) for row in sheet.iter_rows() if row[0].value in nasty]
    assert held == [(text, "s") for text in nasty]
    assert not [c for row in sheet.iter_rows() for c in row if c.data_type == "f"]


cells = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40).filter(str.strip),
    st.integers(-(10**9), 10**9),
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda x: round(x, 4)),
)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=5))
def test_whatever_is_written_is_read_back(rows: list[tuple[object, object]]) -> None:
    grid = Grid("held", ("One", "Two"), (20, 20), tuple((Cell(a), Cell(b)) for a, b in rows))
    book = load_workbook(io.BytesIO(spreadsheet(Book("T", "S", (Sheet("Only", "A title", (), grid),)))))
    assert [tuple(row) for row in rows_of(book["Only"])[1:]] == rows


def test_mark_stands_over_each_printed_page() -> None:
    made = spreadsheet(Book("T", "S", (Sheet("One", "A title"), Sheet("Two", "A title")), "For partners & nobody else"))
    book = load_workbook(io.BytesIO(made))
    assert {sheet.oddHeader.left.text for sheet in book.worksheets} == {"For partners && nobody else"}


def test_same_findings_give_the_same_bytes_and_no_time_is_in_the_archive() -> None:
    first, second = (spreadsheet(workbook(compose(samples.ABOUT, samples.every_kind()))) for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.testzip() is None


def test_publication_without_findings_still_has_its_first_sheets() -> None:
    book = opened([])
    assert book.sheetnames == ["Cover", "Contents", "Notes", "Data_quality"]
