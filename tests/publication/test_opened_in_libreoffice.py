"""The files opened in LibreOffice and written out again there: what is read back is what was released."""

from __future__ import annotations

import math
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import sample_findings as samples
from openpyxl import load_workbook
from pypdf import PdfReader

from purbeck.publication.publication import Publication
from purbeck.publication.undated import in_xml
from purbeck.publication.workbook import workbook

pytestmark = pytest.mark.slow
FIGURES_KEPT = 1e-13  # LibreOffice writes fifteen significant figures


@pytest.fixture(scope="module")
def converted(
    formats: dict[str, str | bytes], tmp_path_factory: pytest.TempPathFactory, required_tool: Callable[..., Path]
) -> Path:
    """A folder with what LibreOffice made: the document as PDF, each workbook as XLSX."""
    office = required_tool("soffice", "libreoffice")
    folder = tmp_path_factory.mktemp("office")
    for name, target in (("vale.docx", "pdf"), ("vale.ods", "xlsx"), ("vale.xlsx", "xlsx")):
        given, out = folder / "given" / name, folder / name.rpartition(".")[2]
        given.parent.mkdir(exist_ok=True)
        given.write_bytes(bytes(formats[name]))  # type: ignore[arg-type]
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [str(office), profile, "--headless", "--convert-to", target, "--outdir", str(out), str(given)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
    shutil.rmtree(folder / "profile", ignore_errors=True)
    return folder


def test_document_opens_with_every_statement_on_its_pages(converted: Path, marked: Publication) -> None:
    pages = [page.extract_text() for page in PdfReader(converted / "docx" / "vale.pdf").pages]
    text = "".join("".join(pages).split())  # lines are broken anew
    for finding in marked.findings:
        assert "".join(in_xml(finding.statement).split()) in text
        assert finding.id in text
    assert all(samples.MARK in page for page in pages), "the mark on every page"


@pytest.mark.parametrize("form", ["ods", "xlsx"])
def test_workbook_is_read_back_cell_by_cell(converted: Path, marked: Publication, form: str) -> None:
    read = load_workbook(converted / form / "vale.xlsx")
    held = workbook(marked)
    assert read.sheetnames == [sheet.name for sheet in held.sheets]
    for sheet in held.sheets:
        rows: list[list[object]] = [[sheet.title], *([line.value] for line in sheet.lines)]
        if sheet.grid:
            rows += [list(sheet.grid.headings), *([cell.value for cell in row] for row in sheet.grid.rows)]
        found = list(read[sheet.name].iter_rows(values_only=True))
        assert len(found) == len(rows)
        for got, wanted in zip(found, rows, strict=True):
            assert all(cell is None for cell in got[len(wanted) :])
            for one, other in zip(got, wanted, strict=False):
                assert alike(one, other), (sheet.name, one, other)


def alike(one: object, other: object) -> bool:
    """Whether two cells hold the same."""
    if isinstance(other, str):
        return one == in_xml(other)
    return isinstance(one, int | float) and math.isclose(float(one), float(other), rel_tol=FIGURES_KEPT)  # type: ignore[arg-type]
