"""Ways past the door: each is refused, or what it brings is stored nowhere, shown nowhere and in no ledger."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.comments import Comment

from purbeck import partner_flow
from purbeck.errors import SourceError
from purbeck.sources.returns import ledger
from purbeck.sources.returns.contract import contracts
from purbeck.sources.returns.identifying_values import identifies, is_nhs_number, may_be_shown
from purbeck.sources.returns.terms import Terms
from purbeck.sources.returns.values import Meaning
from purbeck.workspace import Workspace, create
from tests import made_ods
from tests.made_returns import TODAY, rows, write_csv, write_xlsx

EMERGENCY, CUSTODY = contracts()["emergency_department"], contracts()["custody"]
NAME, NHS = "Zebedee Quartermain", "9434765919"  # the number is the NHS Data Dictionary's own example
SECRETS = (NAME, "Zebedee", "Quartermain", NHS, "943 476 5919", "943-476-5919", "DT1 1XJ", "07700 900123", "z.q@example.org",
           "QQ123456C", "AB 12 34 56 C", "14 Acacia Avenue", "1985-06-07", "07/06/1985", "AB12 CDE", "9,434,765,919",
           "Zebed", "Reeve", "7700900123", "7,700,900,123", "19850607", "19,850,607", "07061985")  # fmt: skip

Lines = list[list[str]]
Way = Callable[[Path], Path]


def with_column(heading: str, value: str, at: int | None = None) -> Way:
    """A way: a column more."""

    def made(folder: Path) -> Path:
        lines = rows(EMERGENCY)
        for number, line in enumerate(lines):
            line.insert(len(line) if at is None else at, value if number else heading)
        return write_csv(folder / "a.csv", lines)

    return made


def with_value(column: str, value: str, contract: str = "emergency_department") -> Way:
    """A way: something in place of a value of a column that the contract lists."""

    def made(folder: Path) -> Path:
        lines = rows(contracts()[contract])
        lines[2][contracts()[contract].names.index(column)] = value
        return write_csv(folder / "a.csv", lines)

    return made


def in_workbook(change: Callable[[openpyxl.Workbook], None]) -> Way:
    """A way: a workbook with something done to it."""

    def made(folder: Path) -> Path:
        path = write_xlsx(folder / "a.xlsx", {"Return": rows(EMERGENCY)})
        book = openpyxl.load_workbook(path)
        change(book)
        book.save(path)
        return path

    return made


def as_text(change: Callable[[str], str], encoding: str = "utf-8") -> Way:
    """A way: the text of the file changed."""

    def made(folder: Path) -> Path:
        path = write_csv(folder / "a.csv", rows(EMERGENCY))
        path.write_bytes(change(path.read_text(encoding="utf-8")).encode(encoding))
        return path

    return made


def one_more(text: str, separator: str = ",") -> str:
    """The text of a file with one column more."""
    head, *lines = text.rstrip("\n").split("\n")
    return "\n".join([f"{head}{separator}Surname", *(f"{line}{separator}{NAME}" for line in lines)])


def hidden_column(book: openpyxl.Workbook) -> None:
    """A column of names, hidden."""
    sheet = book.active
    sheet.cell(1, 12, "Patient")
    sheet.cell(2, 12, NAME)
    sheet.column_dimensions["L"].hidden = True


def unheaded_column(book: openpyxl.Workbook) -> None:
    """Names beside the table, under no heading."""
    book.active.cell(3, 15, NAME)


def with_part(name: str) -> Way:
    """A way: a workbook with one more part in it."""

    def made(folder: Path) -> Path:
        path = write_xlsx(folder / "a.xlsx", {"Return": rows(EMERGENCY)})
        with zipfile.ZipFile(path, "a") as file:
            file.writestr(name, f"<all><s v='{NAME}'/></all>")
        return path

    return made


def second_sheet(hidden: str, lines: Lines) -> Callable[[openpyxl.Workbook], None]:
    """A sheet more."""

    def change(book: openpyxl.Workbook) -> None:
        sheet = book.create_sheet("More")
        sheet.sheet_state = hidden or "visible"
        for line in lines:
            sheet.append(line)

    return change


def above_headings(*lines: list[str]) -> Callable[[openpyxl.Workbook], None]:
    """Rows above the headings."""

    def change(book: openpyxl.Workbook) -> None:
        book.active.insert_rows(1, len(lines))
        for number, line in enumerate(lines, start=1):
            for column, text in enumerate(line, start=1):
                book.active.cell(number, column, text)

    return change


def set_cell(cell: str, value: str) -> Callable[[openpyxl.Workbook], None]:
    """A cell with something in it."""

    def change(book: openpyxl.Workbook) -> None:
        book.active[cell] = value

    return change


def comment(book: openpyxl.Workbook) -> None:
    """A note on a cell, a name for the author of the file, a name for a range."""
    book.active["C2"].comment = Comment(f"This is {NAME}, {NHS}", NAME)
    book.properties.creator = NAME


def beside_hidden_sheet(book: openpyxl.Workbook) -> None:
    """The return's own headings on a hidden sheet, with names in a column of codes."""
    sheet = book.create_sheet("Old")
    sheet.sheet_state = "hidden"
    lines = rows(EMERGENCY)
    lines[1][EMERGENCY.names.index("method")] = NAME
    for line in lines:
        sheet.append(line)


def zipped(folder: Path) -> Path:
    """An archive with the return and a list of names."""
    path = folder / "a.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("names.csv", f"Name\n{NAME}\n")
        file.write(write_csv(folder / "b.csv", rows(EMERGENCY)), "return.csv")
    return path


def open_document(folder: Path) -> Path:
    """A column more in an OpenDocument sheet."""
    lines = [[*line, NAME if number else "Surname"] for number, line in enumerate(rows(EMERGENCY))]
    sheet = made_ods.sheet("Return", *(made_ods.row(line) for line in lines))
    return made_ods.write_document(folder / "a.ods", made_ods.document(sheet))


def commented_ods(folder: Path) -> Path:
    """A comment in an OpenDocument sheet."""
    sheet = made_ods.sheet("Return", *(made_ods.row(line) for line in rows(EMERGENCY)))
    note = f"<office:annotation><text:p>{NAME}</text:p></office:annotation><text:p>2026-03-01</text:p>"
    return made_ods.write_document(
        folder / "a.ods", made_ods.document(sheet.replace("<text:p>2026-03-01</text:p>", note, 1))
    )


# What is refused whole: nothing of the file is stored.
REFUSED: dict[str, Way] = {
    "a column of names": with_column("Patient name", NAME),
    "a column of names at the front": with_column("Name", NAME, at=0),
    "a column under a harmless heading": with_column("Remarks", NAME),
    "a column under a heading like one of ours": with_column("Assault location detail", NAME),
    "a heading with a space that cannot be seen": with_column("Sur\u200bname", NAME),
    "a heading in other letters": with_column("Ｎame", NAME),
    "a heading in Cyrillic letters": with_column("Nаme", NAME),
    "an empty column that is not listed": with_column("Surname", ""),
    "a number of the patient": with_column("MRN", "1234567"),
    "a date of birth": with_column("D.O.B.", "1985-06-07"),
    "a pseudonym": with_column("Pseudonym", "a1b2c3"),
    "a postcode": with_column("Home postcode", "DT1 1XJ"),
    "the same heading twice": with_column("Assault method", NAME),
    "a heading that is itself somebody's number": with_column(NHS, "yes"),
    "a heading that is itself an address": with_column("z.q@example.org", "yes"),
    "no heading": with_column("", NAME),
    "no heading, in the middle": with_column("", NAME, at=3),
    "a column hidden in the workbook": in_workbook(hidden_column),
    "cells beside the table": in_workbook(unheaded_column),
    "a second sheet of people": in_workbook(second_sheet("", [["a", "b", "c"], [NAME, "x", "y"]])),
    "a hidden sheet of people": in_workbook(second_sheet("hidden", [["a", "b", "c"], [NAME, "x", "y"]])),
    "more values than headings": as_text(lambda text: text.replace("\n2026", f",{NAME}\n2026").replace(f",{NAME}", "", 1)
                                         .replace(f",{NAME}", "", 1)),
    "a value beyond the headings of a row that is else empty": as_text(lambda text: text + "," * 12 + NAME + "\n"),
    "a sheet of two columns with a heading": in_workbook(second_sheet("", [["Ref", "Patient"], ["1", NAME]])),
    "a sheet of one column with a heading": in_workbook(second_sheet("", [["Patients:"], [NAME]])),
    "a hidden sheet of two columns": in_workbook(second_sheet("hidden", [["Ref", "Who"], ["1", NAME]])),
    "a very hidden sheet of two columns": in_workbook(second_sheet("veryHidden", [["Ref", "Who"], ["1", NAME]])),
    "a long list of names": in_workbook(second_sheet("", [[NAME]] * 101)),
    "rows behind a pivot table": with_part("xl/pivotCache/pivotCacheRecords1.xml"),
    "a document within the workbook": with_part("xl/embeddings/oleObject1.bin"),
    "a sheet of notes with a number": in_workbook(second_sheet("", [["Ask", "call 07700 900123"]])),
    "a sheet that never ends": in_workbook(second_sheet("", [["x"]] * 600)),
    "somebody's number above the headings": in_workbook(above_headings(["Report for", "943 476 5919"])),
    "headings on row 3 and a postcode above": in_workbook(above_headings(["Ward"], ["DT1 1XJ"])),
    "an archive": zipped,
    "an OpenDocument sheet": open_document,
    "semicolons": as_text(lambda text: one_more(text.replace(",", ";"), ";")),
    "UTF-16": as_text(one_more, "utf-16"),
    "a byte-order mark": as_text(lambda text: "\ufeff" + one_more(text)),
    "tabs and sep=": as_text(lambda text: "sep=\t\n" + one_more(text.replace(",", "\t"), "\t")),
    "Windows-1252": as_text(lambda text: one_more(text.replace("Red Lion", "Caf\xe9")), "cp1252"),
    "a heading over two lines": with_column("Sur\nname", NAME),
    "no headings at all": as_text(lambda text: text.split("\n", 1)[1]),
    "an NHS number as the site": with_value("site_code", NHS),
    "an NHS number with spaces as a code": with_value("method", "943 476 5919"),
    "an NHS number with hyphens as a place": with_value("place", "943-476-5919", "custody"),
    "an NHS number in other figures": with_value("site_code", "９４３４７６５９１９"),
    "an NHS number cut by signs that cannot be seen": with_value("method", "9434\u200b765919"),
    "an NHS number as a count": with_value("detentions", NHS, "custody"),
    "an NHS number as a count, with commas": with_value("detentions", "9,434,765,919", "custody"),
    "an NHS number as a count, with a point": with_value("detentions", "9434765919.0", "custody"),
    "an NHS number as a number": with_value("value", NHS, "other_figures"),
    "an NHS number as a coordinate": with_value("easting", NHS, "police_extract"),
    "a telephone number as a count": with_value("detentions", "07700900123", "custody"),
    "a telephone number as a number": with_value("value", "07700900123", "other_figures"),
    "an NHS number as a time": with_value("arrived", NHS),
    "an e-mail address as a code": with_value("method", "z.q@example.org"),
    "an e-mail address in words": with_value("location_type", "z.q (at) example.org"),
    "a telephone number as a code": with_value("location_type", "07700 900123"),
    "a National Insurance number as a code": with_value("method", "AB 12 34 56 C"),
    "a postcode as a place": with_value("place", "DT1 1XJ", "custody"),
    "a postcode as the site": with_value("site_code", "DT11XJ"),
    "an address as a code": with_value("location_type", "14 Acacia Avenue"),
    "a title and a name as a code": with_value("method", f"Mr {NAME.split()[1]}"),
    "a number plate as a code": with_value("method", "AB12 CDE"),
    "a date of birth as a code": with_value("method", "DOB 07/06/1985"),
    "a postcode as a period": with_value("month", "DT1 1XJ", "custody"),
    "an e-mail address as a flag": with_value("knife", "z.q@example.org", "police_extract"),
}  # fmt: skip

# What is taken without: the rows or values that bring it are set aside, and not quoted.
TAKEN: dict[str, Way] = {
    "a name as a code": with_value("method", NAME),
    "a name as a code that is not needed": with_value("sex", NAME, "custody"),
    "a name as the site": with_value("site_code", NAME),
    "a surname as the site": with_value("site_code", "Quartermain"),
    "a short surname as the site": with_value("site_code", "Zebed"),
    "a surname that begins as a site does": with_value("site_code", "Reeve"),
    "a name in one word as the site": with_value("site_code", "ZebedeeQ"),
    "a date of birth as the site": with_value("site_code", "19850607"),
    "a name as a measure": with_value("measure", "zebedee_quartermain", "other_figures"),
    "a surname as a measure": with_value("measure", "Quartermain", "other_figures"),
    "a surname as a group": with_value("group", "quartermain", "other_figures"),
    "a surname as an offence code": with_value("offence_code", "Quartermain", "police_extract"),
    "a name as a place": with_value("place", NAME, "custody"),
    "a name as a count": with_value("detentions", NAME, "custody"),
    "a telephone number without its nought as a count": with_value("detentions", "7700900123", "custody"),
    "a telephone number without its nought as a number": with_value("value", "7,700,900,123", "other_figures"),
    "a date of birth as a count": with_value("detentions", "19850607", "custody"),
    "a date of birth as a count, with commas": with_value("detentions", "19,850,607", "custody"),
    "a date of birth as a number": with_value("value", "19850607", "other_figures"),
    "a date of birth, day first, as a number": with_value("value", "07061985", "other_figures"),
    "a name as a period": with_value("month", NAME, "custody"),
    "a name as a time": with_value("assaulted", NAME),
    "a name in a flag": with_value("knife", NAME, "police_extract"),
    "a name in a coordinate": with_value("easting", NAME, "police_extract"),
    "a name behind a time": with_value("assaulted", f"2026-03-14 22:15 {NAME}"),
    "a name in brackets behind a code": with_value("method", f"body_part ({NAME})"),
    "a date of birth as the time": with_value("assaulted", "1985-06-07 00:00"),
    "a date of birth as a code": with_value("method", "07/06/1985"),
    "a name in free text": with_value("location_description", f"house of {NAME}"),
    "a telephone number in free text": with_value("location_description", "call 07700 900123"),
    "a postcode in free text": with_value("location_description", "DT1 1XJ"),
    "an NHS number in free text": with_value("method_other", f"see {NHS}"),
    "a name in the street": with_value("street", NAME, "police_extract"),
    "a house number in the street": with_value("street", "14 Acacia Avenue", "police_extract"),
    "a line break in a value": with_value("method", f"body_part\n{NAME}"),
    "a formula": with_value("method", f'=HYPERLINK("http://example.org/{NAME}")'),
    "a formula in the workbook": in_workbook(set_cell("F3", f'="{NAME}"')),
    "a comment, and an author": in_workbook(comment),
    "a title above the headings": in_workbook(above_headings([NAME])),
    "a hidden sheet of the same headings": in_workbook(beside_hidden_sheet),
    "a name for the file": lambda folder: write_csv(folder / f"{NAME} {NHS}.csv", rows(EMERGENCY)),
    "a name for the sheet": lambda folder: write_xlsx(folder / "a.xlsx", {NAME: rows(EMERGENCY)}),
}  # fmt: skip


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace without anything in it."""
    return create(tmp_path / "dorset", "Dorset CSP", ("E06000059",), "")


def contract_of(path: Path) -> str:
    """The contract whose headings a file was made with."""
    text = path.read_bytes()[:40].decode("utf-8", "replace")
    return {"Month": "custody", "Force": "police_extract", "Period": "other_figures"}.get(
        text.split(",", maxsplit=1)[0], "emergency_department"
    )


def kept(workspace: Workspace) -> str:
    """Every byte of the workspace as text, without hashes, and the names of its files."""
    found = [p.relative_to(workspace.path).as_posix() for p in workspace.path.rglob("*")]
    found += [p.read_bytes().decode("utf-8", "replace") for p in workspace.path.rglob("*") if p.is_file()]
    hashes = {h for entry in ledger.entries(workspace.path) for h in (entry.given_sha256, entry.stored_sha256) if h}
    text = "\n".join(found)
    for one in hashes:
        text = text.replace(one, "")
    return text


def secrets_in(text: str) -> list[str]:
    """What should not be in a text."""
    return [secret for secret in SECRETS if secret.casefold() in text.casefold()]


@pytest.mark.parametrize("way", REFUSED)
def test_refused_whole(workspace: Workspace, tmp_path: Path, way: str) -> None:
    path = REFUSED[way](tmp_path)
    with pytest.raises(SourceError) as refused:
        partner_flow.add(workspace.path, path, contract_of(path), TODAY)
    assert list(workspace.sources.rglob("*.csv")) == []
    (entry,) = ledger.entries(workspace.path)
    assert entry.event == "refused" and entry.why
    assert secrets_in(kept(workspace)) == []
    assert secrets_in(str(refused.value)) == []
    assert secrets_in(entry.why) == []


@pytest.mark.parametrize("way", TAKEN)
def test_taken_without(workspace: Workspace, tmp_path: Path, way: str) -> None:
    path = TAKEN[way](tmp_path)
    added = partner_flow.add(workspace.path, path, contract_of(path), TODAY)
    assert added.fitted is not None and added.fitted.rows_kept >= 2
    assert secrets_in(kept(workspace)) == []
    if not way.startswith("a name for"):
        shown = " ".join(added.fitted.issues.frame(path.name)["message"]) + " ".join(added.fitted.remarks)
        assert secrets_in(shown) == []


@pytest.mark.parametrize("way", [*REFUSED, *TAKEN])
def test_the_copy_that_is_written_holds_none_of_it(tmp_path: Path, way: str) -> None:
    path = (REFUSED | TAKEN)[way](tmp_path)
    copy = tmp_path / "copy.csv"
    try:
        checked = partner_flow.check_return(path, contract_of(path), TODAY, write=copy)
    except SourceError:
        assert not copy.exists()
        return
    assert checked.issues is not None
    assert secrets_in(copy.read_text(encoding="utf-8")) == []
    if not way.startswith("a name for"):
        assert secrets_in(checked.issues.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "number, good", [("9434765919", True), ("9434765918", False), ("0000000000", False), ("4010232137", True)]
)
def test_check_digit_of_an_nhs_number(number: str, good: bool) -> None:
    # 943 476 5919 and 401 023 2137 are examples of the NHS Data Dictionary and of Wikipedia's article on the number.
    assert is_nhs_number(number) == good


@pytest.mark.parametrize("text", ["outside the Red Lion", "RD300", "E06000059", "2026-03", "8N", "105A", "12", "Ward 7 corridor",
                                  "On or near High Street", "M27 services"])  # fmt: skip
def test_what_identifies_nobody_is_not_taken_for_it(text: str) -> None:
    assert identifies(text) == ""


SHOWN = ("knfe", "Knife or sharp", "2026-14", "pub")
NOT_SHOWN = (NAME, "Smith", "07/06/1985", "123456", "x" * 41)


# What is kept nowhere, but goes wherever the file goes: it is said that nobody looked at it.
SAID: dict[str, tuple[Way, str]] = {
    "a title above the headings": (in_workbook(above_headings([NAME])), "1 row above the headings in row 2"),
    "names above the headings": (as_text(lambda text: f"{NAME},{NAME}\n{text}"), "1 row above the headings in row 2"),
    "a comment": (in_workbook(comment), "It holds comments on cells"),
    "a comment in an OpenDocument sheet": (commented_ods, "It holds comments on cells"),
    "a picture": (with_part("xl/media/image1.png"), "It holds pictures or text boxes"),
    "values of another workbook": (
        with_part("xl/externalLinks/externalLink1.xml"),
        "It holds values of other workbooks",
    ),
    "a sheet of notes": (in_workbook(second_sheet("", [[NAME, "14 Feb"]])), "Sheet More"),
}


@pytest.mark.parametrize("way", SAID)
def test_what_nobody_looked_at_is_said(tmp_path: Path, way: str) -> None:
    make, said = SAID[way]
    checked = partner_flow.check_return(make(tmp_path), "emergency_department", TODAY)
    assert checked.fitted is not None
    (found,) = [remark for remark in checked.fitted.remarks if said in remark]
    assert "not kept, and nobody looked whether somebody is named there" in found
    assert secrets_in(found) == []


SITES = ("RD300", "RBK01", "RTGFG", "RHQNG", "RWEAA", "R0A66", "7A1A4", "NLX24", "W3N4P")
NO_SITES = ("RD3", "RAPNM", "REEVE", "RHODE", "RYDER", "SMITH", "NASIR", "RD3001", "12345", "ALDERWICK")


@pytest.mark.parametrize("text, good", [*((one, True) for one in SITES), *((one, False) for one in NO_SITES)])
def test_form_of_a_site(text: str, good: bool) -> None:
    assert bool(re.search(EMERGENCY.column("site_code").pattern, text)) == good


def test_what_a_mapping_declares_of_an_id_is_taken() -> None:
    terms = Terms(codes={"site_code": {"North Mid": "RAPNM"}, "measure": {"zebras": "zebras"}})
    for contract, name, text, good in (
        (EMERGENCY, "site_code", "North Mid", "RAPNM"),
        (contracts()["other_figures"], "measure", "zebras", "zebras"),
    ):
        for declared, found in (
            (terms, (good, "")),
            (Terms(), ("", "pattern" if name == "site_code" else "unknown_words")),
        ):
            clean, rule = Meaning(contract.column(name), contract, declared, TODAY).read(pd.Series([text]))
            assert (clean[0], rule[0]) == found


@pytest.mark.parametrize("text, shown", [*((one, True) for one in SHOWN), *((one, False) for one in NOT_SHOWN)])
def test_what_of_a_wrong_value_is_shown(text: str, shown: bool) -> None:
    assert may_be_shown(text) == shown
