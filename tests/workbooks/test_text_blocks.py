"""Text read in blocks: the quick way and the careful way give the same rows, and Python's own reader agrees."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purbeck.errors import SourceError
from purbeck.workbooks import text_blocks
from purbeck.workbooks.text_blocks import WIDTH, NotPlainError

CELLS = st.text(st.sampled_from('ab ,;"\n\r\té0.'), max_size=6)


def read(path: Path, quickly: bool) -> pd.DataFrame:
    """The rows below the first."""
    text = text_blocks.opened(path)
    blocks = list(text_blocks.blocks(text, 1, 2, quickly))
    return pd.concat(blocks) if blocks else pd.DataFrame(columns=[0, 1, WIDTH])


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=8))
def test_quick_and_careful_agree_with_the_csv_module(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("text") / "a.csv"
    out = io.StringIO()
    csv.writer(out).writerows([("one", "two"), *rows])
    path.write_bytes(out.getvalue().encode("utf-8"))
    careful = read(path, quickly=False)
    expected = [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]
    assert careful[[0, 1]].to_numpy().tolist() == expected
    try:
        quick = read(path, quickly=True)
    except NotPlainError:
        return
    quick[[0, 1]] = quick[[0, 1]].apply(lambda column: column.str.strip())
    quick = quick[(quick[[0, 1]] != "").any(axis=1)]
    assert quick[[0, 1]].to_numpy().tolist() == expected
    assert list(quick.index) == list(careful.index)


@pytest.mark.parametrize(
    "content, encoding, delimiter",
    [("a,b\n1,2\n", "utf-8", ","), ("a;b\n1;2\n", "utf-8", ";"), ("a\tb\n1\t2\n", "utf-16", "\t"),
     ("sep=|\na|b\n1|2\n", "utf-8", "|"), ("a,b\né,2\n", "cp1252", ","), ("\ufeffa,b\r\n1,2\r\n", "utf-8", ",")],
)  # fmt: skip
def test_encodings_and_separators(tmp_path: Path, content: str, encoding: str, delimiter: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content.encode(encoding))
    text = text_blocks.opened(path)
    assert text.delimiter == delimiter
    assert next(cells for _, cells in text_blocks.records(text)) == ["a", "b"]


@pytest.mark.parametrize("content", [b"a,b\n1,\x002\n", b"a,b\n\x81\x8d,\x8f\n"])
def test_what_is_no_text_is_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=r"a\.csv is neither a workbook"):
        text_blocks.opened(path)


def test_a_quotation_mark_left_open_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('a,b\n1,2\n"3,4\n5,6\n', encoding="utf-8")
    with pytest.raises(SourceError, match="line 3: a quotation mark is not closed"):
        read(path, quickly=False)


@pytest.mark.parametrize("rows", [[["a,b", 'say "no"'], ["", "é\nx"]], [["a", ""], ["", "b"]]])
def test_what_is_written_reads_back(tmp_path: Path, rows: list[list[str]]) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        text_blocks.write(pd.DataFrame(rows, columns=["one", "two"], dtype="str"), file, header=True)
    with path.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [["one", "two"], *rows]
