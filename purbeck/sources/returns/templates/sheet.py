"""The sheet a partner fills in: headings, code lists and an explanation as XLSX; the headings as CSV."""

from __future__ import annotations

import csv
import datetime as dt
import io

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from purbeck.sources.returns.code_lists import code_lists
from purbeck.sources.returns.contract import NOT_KNOWN, Column, Contract
from purbeck.sources.returns.templates import documents

RETURN, CODES, ABOUT = "Return", "Codes", "About"  # the sheets; the first is the one that is read
ROWS_WITH_A_LIST = 10_000  # so many rows offer the codes to choose from
NO_TIME = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - the file says no time of its own: the same contract gives the same bytes
FONT = {"font_name": "Arial", "font_size": 12}
NARROWEST = 12  # characters


def workbook(contract: Contract) -> bytes:
    """The bytes of an XLSX file to fill in; a column of codes offers its codes, and the return's sheet holds no row."""
    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True, "default_format_properties": dict(FONT), "strings_to_formulas": False})
    book.set_properties({"title": contract.title, "author": "", "created": NO_TIME})
    head, wrapped = book.add_format(FONT | {"bold": True, "bottom": 1}), book.add_format(FONT | {"text_wrap": True})
    page, codes, about = (book.add_worksheet(name) for name in (RETURN, CODES, ABOUT))
    ranges = _write_codes(codes, contract, head)
    page.freeze_panes(1, 0)
    for number, column in enumerate(contract.columns):
        page.set_column(number, number, max(NARROWEST, len(column.heading) + 2))
        page.write_string(0, number, column.heading, head)
        if column.name in ranges:
            offered = {"validate": "list", "source": ranges[column.name], "error_type": "warning"}
            page.data_validation(1, number, ROWS_WITH_A_LIST, number, offered)
    about.set_column(0, 0, 100)
    for row, line in enumerate(documents.text("about.txt", contract).splitlines()):
        about.write_string(row, 0, line, head if row == 0 else wrapped)
    book.close()
    return file.getvalue()


def as_csv(contract: Contract) -> bytes:
    """The headings as a CSV file: UTF-8 with a byte-order mark, which Excel needs, commas, and no row."""
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow([column.heading for column in contract.columns])
    return line.getvalue().encode("utf-8-sig")


def _write_codes(page: Worksheet, contract: Contract, head: object) -> dict[str, str]:
    """Write each list once; returns the range of the codes of each column of codes, as a formula."""
    for number, (heading, width) in enumerate((("Column", 34), ("Code", 26), ("What it means", 60))):
        page.set_column(number, number, width)
        page.write_string(0, number, heading, head)
    ranges, row = {}, 1
    for column in contract.columns:
        if column.form != "code":
            continue
        first = row
        for code in column.allowed_codes:
            for place, text in enumerate((column.heading, code, _name(column, code))):
                page.write_string(row, place, text)
            row += 1
        ranges[column.name] = f"={CODES}!$B${first + 1}:$B${row}"
    return ranges


def _name(column: Column, code: str) -> str:
    return "not known" if code == NOT_KNOWN else code_lists()[column.codes].names[code]
