"""Delimited text of any size, in blocks: quickly where it is plain, with care where it is not."""

from __future__ import annotations

import codecs
import csv
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv

from purbeck.workbooks import delimited_text
from purbeck.workbooks.sheet import MOST_COLUMNS

BLOCK_BYTES = 16 << 20
BLOCK_ROWS = 50_000
SAMPLED = 200  # lines by which the separator is told
WIDTH = "width"  # the column of a block that says how many values the row has
BEYOND = "beyond"  # and that which says whether one of those beyond the headings is filled

Heard = Callable[[int, int], None]


@dataclass(frozen=True)
class TextFile:
    """A text file and how it is written; `lines` is the number of its line ends, `plain` that its rows are its lines."""

    path: Path
    encoding: str
    delimiter: str
    lines: int
    plain: bool
    skipped: int = 0  # a first line that only names the separator
    remarks: tuple[str, ...] = ()


class NotPlainError(Exception):
    """The quick reading met what only the careful one can read."""


def opened(path: Path) -> TextFile:
    """How a text file is written. Raises SourceError for what is no text."""
    with path.open("rb") as file:
        begin = file.read(4)
    encoding, remarks = _encoding(path, begin)
    lines, last, plain = 0, b"\n", encoding == "utf-8-sig"
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            if b"\0" in block and not encoding.startswith("utf-16"):
                raise delimited_text.no_text(path.name)
            lines += block.count(b"\n")
            plain = plain and b"\r" not in block.replace(b"\r\n", b"")
            last = block[-1:]
    lines += last != b"\n"
    with path.open(encoding=encoding, newline="") as text:
        sample = "".join(itertools.islice(text, SAMPLED))
    delimiter, skipped = delimited_text.delimiter_of(sample)
    if delimiter != ",":
        remarks.append(f"Its values are separated by {delimited_text.DELIMITERS[delimiter]}.")
    return TextFile(path, encoding, delimiter, lines, plain, skipped, tuple(remarks))


def _encoding(path: Path, begin: bytes) -> tuple[str, list[str]]:
    """The encoding that the whole file is in, tried out on all of it."""
    if begin.startswith(delimited_text.UTF_16):
        tried: tuple[str, ...] = ("utf-16",)
    else:
        tried = ("utf-8-sig", "cp1252")
    for encoding in tried:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as file:
                while block := file.read(BLOCK_BYTES):
                    decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeError:
            continue
        return encoding, [delimited_text.SAID_CP1252] if encoding == "cp1252" else []
    raise delimited_text.no_text(path.name)


def records(text: TextFile) -> Iterator[tuple[int, list[str]]]:
    """Every record with its number, counting from 1 and blank lines too. Raises SourceError naming a line that is broken."""
    with text.path.open(encoding=text.encoding, newline="") as file:
        for _ in range(text.skipped):
            file.readline()
        reader = csv.reader(file, delimiter=text.delimiter, strict=True)
        begins = text.skipped + 1
        try:
            for number, row in enumerate(reader, start=1):
                begins = reader.line_num + text.skipped + 1
                yield number, [_plain(cell) for cell in row]
        except csv.Error as error:
            fault = f"line {begins}: a quotation mark is not closed, or stands where none can ({error})"
            raise delimited_text.broken(text.path.name, fault) from error


def _plain(cell: str) -> str:
    cell = cell.strip()
    return cell[1:] if cell.startswith(delimited_text.MARKED) else cell


def blocks(
    text: TextFile, header: int, width: int, quickly: bool, heard: Heard | None = None
) -> Iterator[pd.DataFrame]:  # fmt: skip
    """The rows below the header as texts, in blocks: columns 0, 1, ..., `width`, how many values the row has, and `beyond`.

    The index is the number of the row. Lines without anything are left out. Errors as those of `records`. Read `quickly`,
    it may raise NotPlainError at any block, even after the last: what was read until then does not count, and the file has to
    be read again with care.
    """
    if quickly and text.plain and not text.skipped and width <= MOST_COLUMNS:
        yield from _quick(text, header, width, heard)
    else:
        yield from _careful(text, header, width, heard)


def _quick(text: TextFile, header: int, width: int, heard: Heard | None) -> Iterator[pd.DataFrame]:
    row = header + 1
    names = [str(number) for number in range(width)]
    read = arrow_csv.ReadOptions(block_size=BLOCK_BYTES, skip_rows=header, column_names=names)
    parse = arrow_csv.ParseOptions(delimiter=text.delimiter)
    convert = arrow_csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, quoted_strings_can_be_null=False
    )
    try:
        for batch in arrow_csv.open_csv(text.path, read_options=read, parse_options=parse, convert_options=convert):
            frame = batch.to_pandas()
            frame.columns = range(width)
            frame.index = pd.RangeIndex(row, row + len(frame))
            frame[WIDTH], frame[BEYOND] = np.int32(width), False
            row += len(frame)
            if heard is not None:
                heard(row - 1, text.lines)
            yield frame
    except pa.ArrowInvalid as error:
        raise NotPlainError from error
    if (
        row - 1 != text.lines
    ):  # a line break inside a value, or a blank line: the numbers of the rows are not those of lines
        raise NotPlainError


def _careful(text: TextFile, header: int, width: int, heard: Heard | None) -> Iterator[pd.DataFrame]:
    numbers: list[int] = []
    rows: list[list[object]] = []
    for number, cells in records(text):
        if number <= header or not any(cells):
            continue
        numbers.append(number)
        rows.append([*cells[:width], *[""] * (width - len(cells)), len(cells), any(cells[width:])])
        if len(rows) == BLOCK_ROWS:
            yield _frame(numbers, rows, width)
            numbers, rows = [], []
            if heard is not None:
                heard(number, text.lines)
    if rows:
        yield _frame(numbers, rows, width)


def _frame(numbers: list[int], rows: list[list[object]], width: int) -> pd.DataFrame:
    return pd.DataFrame(rows, index=numbers, columns=[*range(width), WIDTH, BEYOND])


def write(rows: pd.DataFrame, file: IO[bytes], header: bool) -> None:
    """Add rows of texts to a file as comma-separated UTF-8; an empty text is an empty cell, quoted only where it has to be."""
    table = pa.Table.from_pandas(rows, preserve_index=False)
    with BytesIO() as made:
        try:
            arrow_csv.write_csv(table, made, arrow_csv.WriteOptions(include_header=header, quoting_style="none"))
        except pa.ArrowInvalid:  # a value with a comma, a quotation mark or a line break
            made.seek(0)
            made.truncate()
            arrow_csv.write_csv(table, made, arrow_csv.WriteOptions(include_header=header, quoting_style="needed"))
        file.write(made.getbuffer())
