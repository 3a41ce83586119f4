"""Delimited text as spreadsheets save it: whichever delimiter, UTF-8, UTF-16 or Windows-1252."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from pathlib import Path

from purbeck.errors import SourceError
from purbeck.workbooks.sheet import Book, Place, Sheet, Value, large_error, too_large

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "upright strokes"}
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
SAYS_DELIMITER = "sep="  # a first line that Excel understands and does not show
FORMULA_MARKS = ("=", "+", "-", "@")  # what a spreadsheet program takes for the beginning of a formula,
TEXT_MARK = "'"  # unless this stands before it, which is no part of the words
MARKED = tuple(f"{TEXT_MARK}{mark}" for mark in FORMULA_MARKS)
SAID_CP1252 = "It is not UTF-8 and was read as Windows-1252, as Excel saves it: look at letters such as é and £."
MOST_BYTES = 50_000_000
csv.field_size_limit(MOST_BYTES)


def book(path: Path, content: bytes) -> Book:
    """The one sheet of a text file. Raises SourceError for what is no such file, naming the line."""
    if len(content) > MOST_BYTES:
        raise SourceError(
            f"{path.name} has {len(content):,} bytes, more than a list that people filled in.",
            "Give the file with the list itself.",
        )
    text, remarks = _decoded(path.name, content)
    delimiter, rows = _rows(path.name, text)
    cells: dict[Place, Value] = {}
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row, start=1):
            if cell.strip():
                if what := too_large(number, column):
                    raise large_error(path.name, "", what)
                cells[number, column] = cell[len(TEXT_MARK) :] if cell.startswith(MARKED) else cell
    if delimiter != ",":
        remarks.append(f"Its values are separated by {DELIMITERS[delimiter]}.")
    return Book(path, (Sheet("", cells),), tuple(remarks))


def _decoded(file: str, content: bytes) -> tuple[str, list[str]]:
    if content.startswith(UTF_16):
        try:
            return content.decode("utf-16"), []
        except UnicodeDecodeError as error:
            raise no_text(file) from error
    if b"\x00" in content:
        raise no_text(file)
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), [SAID_CP1252]
    except UnicodeDecodeError as error:
        raise no_text(file) from error


def no_text(file: str) -> SourceError:
    """The error for a file that is no text in any encoding we know."""
    return SourceError(
        f"{file} is neither a workbook (.xlsx), an OpenDocument spreadsheet (.ods) nor text (.csv).",
        "Save the list as one of these, and run the command again.",
    )


def _rows(file: str, text: str) -> tuple[str, list[list[str]]]:
    """The delimiter, and the rows it gives: the one by which the most rows have the same number of values, above one."""
    first, _, rest = text.partition("\n")
    if first.lower().startswith(SAYS_DELIMITER) and first[len(SAYS_DELIMITER) :].rstrip("\r")[:1] in DELIMITERS:
        delimiter = first[len(SAYS_DELIMITER)]
        rows, fault = _parsed(rest, delimiter)
        if fault:
            raise broken(file, fault)
        return delimiter, rows  # a spreadsheet does not show that line, nor count it
    tried = {delimiter: _parsed(text, delimiter) for delimiter in DELIMITERS if delimiter in text or delimiter == ","}
    whole = [delimiter for delimiter, (_, fault) in tried.items() if not fault]
    best = max(whole or tried, key=lambda delimiter: _alike(tried[delimiter][0]))
    rows, fault = tried[best]
    if fault:
        raise broken(file, fault)
    return best, rows


def delimiter_of(sample: str) -> tuple[str, int]:
    """The delimiter that the first lines of a file show, and how many of them only name it (0 or 1)."""
    first = sample.partition("\n")[0]
    if first.lower().startswith(SAYS_DELIMITER) and first[len(SAYS_DELIMITER) :].rstrip("\r")[:1] in DELIMITERS:
        return first[len(SAYS_DELIMITER)], 1
    tried = [delimiter for delimiter in DELIMITERS if delimiter in sample] or [","]
    return max(tried, key=lambda delimiter: _alike(_parsed(sample, delimiter)[0])), 0


def _alike(rows: list[list[str]]) -> tuple[int, int]:
    """How many rows have the commonest number of values above one, and that number."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max(((count, width) for width, count in widths.items()), default=(0, 0))


def _parsed(text: str, delimiter: str) -> tuple[list[list[str]], str]:
    """Each record as a row, and what broke off the reading or "".

    A blank line is an empty row, so that rows are numbered as a spreadsheet shows them.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    begins = 1
    try:
        for row in reader:
            rows.append(row)
            begins = reader.line_num + 1
    except csv.Error as error:
        return rows, f"line {begins}: a quotation mark is not closed, or stands where none can ({error})"
    return rows, ""


def broken(file: str, fault: str) -> SourceError:
    """The error for a file whose quotation marks do not pair."""
    return SourceError(
        f"{file}, {fault}.",
        'Put the value in quotation marks and each mark within it twice ("He said ""no"""), or save the file from the '
        "spreadsheet again.",
    )
