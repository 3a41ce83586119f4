"""What a partner is sent: the sheet says what the contract says, documents are whole, and nothing is overwritten."""

from __future__ import annotations

import csv
import io
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typed import typed

from purbeck.sources.returns.contract import contract, contracts
from purbeck.sources.returns.templates import documents, sheet
from purbeck.sources.returns.templates.wording import how, notes

NAMES = sorted(contracts())
VOID = {"meta"}


class Tags(HTMLParser):
    """Which elements are open at the end, which were closed out of turn, and every text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - as the base has it
        if tag not in VOID | {"br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.mark.parametrize("name", NAMES)
def test_the_sheet_has_the_columns_of_the_contract_and_offers_its_codes(name: str) -> None:
    one = contract(name)
    book = load_workbook(io.BytesIO(sheet.workbook(one)))
    assert book.sheetnames == ["Return", "Codes", "About"]
    page = book["Return"]
    assert [cell.value for cell in page[1]] == [column.heading for column in one.columns]
    assert page.max_row == 1, "no row that somebody might send as an answer"
    codes = [[cell.value for cell in row] for row in book["Codes"].iter_rows(min_row=2)]
    for column in one.columns:
        assert [code for heading, code, _ in codes if heading == column.heading] == list(column.allowed_codes)
    offered = {str(rule.sqref).split(":")[0] for rule in page.data_validations.dataValidation}
    of_codes = {f"{page.cell(2, n).coordinate}" for n, c in enumerate(one.columns, start=1) if c.form == "code"}
    assert offered == of_codes
    about = [str(row[0].value) for row in book["About"].iter_rows() if row[0].value]
    assert about[0] == one.title
    assert any(one.gateway in line for line in about)
    assert any("Nobody has yet checked" in line for line in about) is not one.checked


def test_a_list_of_codes_is_offered_from_the_rows_that_hold_it() -> None:
    book = load_workbook(io.BytesIO(sheet.workbook(contract("custody"))))
    rules = {str(rule.sqref): rule.formula1 for rule in book["Return"].data_validations.dataValidation}
    for column, heading, names in (("C", "Age band", 11), ("D", "Sex", 4)):
        found = re.fullmatch(r"Codes!\$B\$(\d+):\$B\$(\d+)", rules[f"{column}2:{column}10001"].lstrip("="))
        assert found is not None
        first, last = int(found[1]), int(found[2])
        assert {book["Codes"].cell(row, 1).value for row in range(first, last + 1)} == {heading}
        assert last - first + 1 == names


@pytest.mark.parametrize("name", NAMES)
def test_the_same_contract_gives_the_same_bytes(name: str) -> None:
    assert sheet.workbook(contract(name)) == sheet.workbook(contract(name))


@pytest.mark.parametrize("name", NAMES)
def test_headings_as_csv(name: str) -> None:
    rows = list(csv.reader(io.StringIO(sheet.as_csv(contract(name)).decode("utf-8-sig"))))
    assert rows == [[column.heading for column in contract(name).columns]]


@pytest.mark.parametrize("document", [documents.ANNEX, documents.ASSESSMENT])
@pytest.mark.parametrize("name", NAMES)
def test_documents_are_whole_and_say_the_terms(name: str, document: str) -> None:
    one = contract(name)
    tags = Tags()
    tags.feed(documents.text(document, one))
    assert (tags.open, tags.wrong) == ([], [])
    words = " ".join(" ".join(tags.texts).split())
    for term in (one.title, one.gateway, one.gateway_source, one.handling, one.retention, one.purpose, one.supplier):
        assert term in words
    for column in one.columns:
        assert column.heading in words
        assert how(column) in words
    assert words.count("To fill in:") >= 8
    assert ("Nobody has yet checked" in words) is not one.checked
    assert ("The return holds one row for" in words) is (one.holds == "records" and document == documents.ASSESSMENT)


def test_how_a_column_is_written_in_words() -> None:
    custody, hospital = contract("custody"), contract("hospital_admissions_return")
    assert how(custody.column("detentions")) == "a whole number from 0 to 100,000"
    assert how(custody.column("sex")) == "one of: female, male, other, not_known"
    assert how(custody.column("month")) == "a month, as 2026-03"
    assert notes(custody.column("month"), custody) == "must be filled in"
    assert notes(custody.column("sex"), custody) == "empty for all together; not_known where it is not known"
    said = "must be filled in; counts are rounded to 5; * stands for a count from 1 to 7"
    assert notes(hospital.column("admissions"), hospital) == said
    police = contract("police_extract")
    said = "may be empty; its values stand in no message; used while the file is read, then kept nowhere"
    assert notes(police.column("street"), police) == said
    assert how(police.column("easting")) == "a number from 0 to 700,000"
    assert how(contract("survey").column("estimate")) == "a share from 0 to 1: 0.25, not 25%"


def test_the_command_writes_four_files_and_overwrites_none(tmp_path: Path) -> None:
    told = typed("template", "custody", "--out", "to-send", folder=tmp_path)
    assert (told.returncode, told.stderr) == (0, "")
    names = ["custody-dpia.html", "custody-return.csv", "custody-return.xlsx", "custody-sharing-annex.html"]
    assert sorted(path.name for path in (tmp_path / "to-send").iterdir()) == names
    assert all(name in told.stdout for name in names)
    (tmp_path / "to-send" / "custody-return.csv").unlink()
    (tmp_path / "to-send" / "custody-dpia.html").write_text("filled in", encoding="utf-8")
    told = typed("template", "custody", "--out", "to-send", folder=tmp_path)
    assert told.returncode == 7
    assert "holds custody-return.xlsx, custody-sharing-annex.html, custody-dpia.html already" in told.stderr
    assert (tmp_path / "to-send" / "custody-dpia.html").read_text(encoding="utf-8") == "filled in"
    assert not (tmp_path / "to-send" / "custody-return.csv").exists(), "all are written or none"


def test_a_contract_that_there_is_not_is_said_with_those_there_are(tmp_path: Path) -> None:
    told = typed("template", "hospitals", folder=tmp_path)
    assert told.returncode != 0
    assert 'There is no contract named "hospitals"' in told.stderr
    assert "hospital_admissions_return" in told.stderr
    assert list(tmp_path.iterdir()) == []
