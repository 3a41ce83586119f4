"""Texts of PDFs: the words are those that another reader finds, and columns stay apart."""

from __future__ import annotations

import io
import re

import pypdf
import typst

from purbeck.attack.pdf_text import lines, unseen

PAGE = """
#set document(title: "Made up", date: none)
#set page(width: 14cm, height: 12cm)
= Custody contacts
Twenty-four people’s contacts were recorded in Alder Green (see “wards”).
#figure(table(columns: 3, table.header[Ward][Contacts][Rate], [Alder Green], [1,024], [6.00], [Cedar Cross], [hidden], [—]),
  alt: "A table: Alder Green 1,024; Cedar Cross hidden", caption: [By ward])
#place(dx: 1cm, dy: 1cm, curve(curve.move((0pt, 0pt)), curve.line((20pt, 9pt)), curve.line((3pt, 40pt)), stroke: 1pt))
"""


def made() -> bytes:
    """A tagged PDF with subset fonts, as publications are."""
    held = typst.compile(PAGE.encode(), format="pdf", pdf_standards=["ua-1"])
    assert isinstance(held, bytes)
    return held


def test_words_are_those_that_another_reader_finds() -> None:
    page = pypdf.PdfReader(io.BytesIO(made())).pages[0]
    ours = re.findall(r"[\w,.’“”—]+", " ".join(lines(page)))
    assert sorted(ours) == sorted(re.findall(r"[\w,.’“”—]+", page.extract_text()))
    assert "people’s" in ours


def test_columns_stay_apart() -> None:
    found = lines(pypdf.PdfReader(io.BytesIO(made())).pages[0])
    assert [re.split(r"\s{2,}", line.strip()) for line in found if line.startswith(("Alder", "Cedar"))] == [
        ["Alder Green", "1,024", "6.00"], ["Cedar Cross", "hidden", "—"],
    ]  # fmt: skip


def test_alternative_texts_are_found() -> None:
    held = made()
    said = list(unseen(pypdf.PdfReader(io.BytesIO(held)), held))
    assert ("alternative text", "A table: Alder Green 1,024; Cedar Cross hidden") in said
