"""The publication as a workbook: cover, contents, notes, findings, then one table a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from purbeck.disclosure import ReleasedFinding
from purbeck.figures import decimals_of, missing
from purbeck.periods import MONTH_PATTERN, spoken_month
from purbeck.publication import tables
from purbeck.publication.publication import (
    AS_IT_STANDS,
    CERTAINTIES,
    SHOWN_TITLE,
    About,
    Publication,
    caveats_in_full,
    certainty_words,
    doubt,
)
from purbeck.publication.sheets import Book, Cell, Grid, Sheet

CONFIDENTIAL, NOT_AVAILABLE, NOT_APPLICABLE = "[c]", "[x]", "[z]"
# The shorthand of the Analysis Function's "Using symbols and shorthand".
SHORTHAND = {
    CONFIDENTIAL: "Confidential: hidden because it rests on a small number. It is not zero, and it is not missing.",
    NOT_AVAILABLE: "Not available: the source does not say, or nothing was filed. It is not zero.",
    NOT_APPLICABLE: "Not applicable: there is nothing to say in this cell.",
}
CONTENTS = "Contents"
NARROWEST, WIDEST = 14, 48
FIRST_WIDTH = 60
HOW_NAMED = "[note {}]"
TABLE_NAME_LENGTH = 60


@dataclass(frozen=True)
class Page:
    """A sheet that holds one table of a finding."""

    sheet: str
    number: int
    finding: ReleasedFinding
    part: tables.Part


def workbook(publication: Publication) -> Book:
    """The workbook of a publication, which is written as XLSX and as ODS. Every sheet bears the edition's mark."""
    about, findings = publication.about, publication.findings
    pages = _pages(findings)
    notes = _notes((page.finding for page in pages), about)
    sheets = (
        _quality(publication),
        *([_findings_sheet(publication, pages)] if findings else []),
        *(_table_sheet(page, about, notes) for page in pages),
    )
    first = (_cover(about), _contents(sheets), _notes_sheet(about, notes))
    marked = tuple(_marked(sheet, about.mark) for sheet in (*first, *sheets))
    return Book(f"{about.title}: {about.partnership}", f"Data to {about.data_to}".strip(), marked, about.mark)


def _marked(sheet: Sheet, mark: str) -> Sheet:
    return replace(sheet, lines=(Cell(mark), *sheet.lines)) if mark else sheet


def _pages(findings: Iterable[ReleasedFinding]) -> tuple[Page, ...]:
    held = [(finding, part) for finding in findings for part in tables.parts(finding)]
    return tuple(Page(f"Table_{n}", n, finding, part) for n, (finding, part) in enumerate(held, start=1))


def _notes(findings: Iterable[ReleasedFinding], about: About) -> dict[str, int]:
    """Each caveat of these findings once, with its number, in the order of the page."""
    said: dict[str, None] = {}
    for finding in findings:
        said |= dict.fromkeys(caveats_in_full(finding, about))
    return {caveat: n for n, caveat in enumerate(said, start=1)}


# --- the sheets before the tables -----------------------------------------------------------------------------------


def _cover(about: About) -> Sheet:
    dated = [f"Data to {about.data_to}."] if about.data_to else []
    lines = [
        about.partnership,
        *([] if about.mark else ["Working draft for partners."]),
        *dated,
        f"Definition: {about.definition}, version {about.definition_version}.",
        *([about.stand_in] if about.stand_in else []),
        *(
            line
            for note in about.beside
            for line in (f"Beside it: {note.title}, version {note.version}.", note.stand_in)
            if line
        ),
        "The tables are those of the page index.html beside this file, with numbers as held: shown to three figures, "
        "not rounded.",
        f"Start with the contents. The notes say what to beware of and explain {', '.join(SHORTHAND)}.",
        *(_source_line(source.title, source.publisher, source.dated, source.licence) for source in about.sources),
        *(source.attribution for source in about.sources if source.attribution),
        *([f"Release {about.release}."] if about.release else []),
        f"Made with Purbeck {about.code_version}. For questions, ask {about.partnership}.",
    ]
    pages = [Cell(f"{source.title}: the publisher's page", source.page) for source in about.sources if source.page]
    return Sheet("Cover", about.title, (*map(Cell, dict.fromkeys(lines)), *pages), width=90)


def _source_line(title: str, publisher: str, dated: str, licence: str) -> str:
    said = ", ".join(part for part in (title, publisher, dated) if part)
    return f"Source: {said}. {licence}."


def _contents(sheets: tuple[Sheet, ...]) -> Sheet:
    notes = Sheet("Notes", "Notes and shorthand")
    rows = tuple(
        (Cell(sheet.name, _to(sheet.name)), Cell(_without_notes(sheet.title)), Cell("1 table"))
        for sheet in (notes, *sheets)
    )
    words = f"This worksheet contains one table: the {len(rows)} worksheets that follow, in the order of the page."
    headings = ("Worksheet", "What it holds", "Number of tables")
    return Sheet(
        CONTENTS, "Table of contents", (Cell(words),), Grid("contents", headings, (FIRST_WIDTH, 100, 14), rows)
    )


def _notes_sheet(about: About, notes: Mapping[str, int]) -> Sheet:
    rows = [(Cell(mark), Cell(words)) for mark, words in SHORTHAND.items()]
    rows += [(Cell(SHOWN_TITLE), Cell(words)) for words in about.shown_as]
    rows += [(Cell(HOW_NAMED.format(n)), Cell(caveat)) for caveat, n in notes.items()]
    words = "This worksheet contains one table: shorthand used in cells, then the notes that table titles refer to."
    grid = Grid("notes", ("Note or shorthand", "What it means"), (FIRST_WIDTH, 110), tuple(rows))
    return Sheet("Notes", "Notes and shorthand", (Cell(words), _back()), grid)


def _quality(publication: Publication) -> Sheet:
    """How to read the tables: data quality, what the sources cannot say, words for doubt."""
    rows = [("Data quality", f.statement) for f in publication.quality.findings]
    rows += [("What no figure here can say", limit) for limit in publication.about.limits]
    rows += [
        (f"What figures of {title} cannot say", limit)
        for title, limits in publication.about.limits_by_source
        for limit in limits
    ]
    rows += [("How sure, in fixed words", f"{words}: {rule}") for words, rule in CERTAINTIES.values()]
    rows += [("Method", f"{method.title}: {method.words}") for method in publication.about.methods]
    cells = tuple((Cell(about), Cell(words)) for about, words in rows)
    grid = Grid("data_quality", ("About", "What to know"), (FIRST_WIDTH, 110), cells)
    title = "Data quality and how to read the tables"
    return Sheet("Data_quality", title, (Cell("This worksheet contains one table."), _back()), grid)


def _findings_sheet(publication: Publication, pages: tuple[Page, ...]) -> Sheet:
    """Every finding with its number and doubt; what is hidden is marked so."""
    sheet_of: dict[str, str] = {}
    for page in pages:
        sheet_of.setdefault(page.finding.id, page.sheet)
    rows = tuple(
        _finding_row(section.title, finding, publication.about, sheet_of.get(finding.id, ""))
        for section in publication.sections
        for finding in section.findings
    )
    headings = ("Finding", "Part of the page", "Statement", "Unit", "Value", "Lower limit", "Upper limit",
                "Incidents it rests on", "How sure", "Beware", "Period", "Place", "Compared with", "Worksheet",
                "Finding number")  # fmt: skip
    widths = (FIRST_WIDTH, 24, 90, 24, 14, 14, 14, 16, 24, 90, 24, 30, 24, 14, 18)
    words = "This worksheet contains one table: every finding of the page, in its order. Shorthand is on the Notes worksheet."
    grid = Grid("findings", headings, widths, rows)
    return Sheet("Findings", "Every finding, with its number and its doubt", (Cell(words), _back()), grid)


def _finding_row(section: str, finding: ReleasedFinding, about: About, sheet: str) -> tuple[Cell, ...]:
    hidden = finding.decision != AS_IT_STANDS
    decimals = None if finding.value is None else decimals_of(finding.value)
    value, lower, upper = (_value(number, decimals, hidden) for number in (finding.value, finding.lower, finding.upper))
    return (
        Cell(finding.title), Cell(section), Cell(finding.statement), Cell(finding.unit), value, lower, upper,
        _value(finding.n, 0, hidden), Cell(certainty_words(finding)),
        Cell(" ".join(caveats_in_full(finding, about)) or NOT_APPLICABLE), Cell(finding.period), Cell(finding.place_name),
        Cell(finding.comparator.replace("_", " ") or NOT_APPLICABLE),
        Cell(sheet, _to(sheet)) if sheet else Cell(CONFIDENTIAL if hidden else NOT_APPLICABLE), Cell(finding.id),
    )  # fmt: skip


# --- a table --------------------------------------------------------------------------------------------------------


def _table_sheet(page: Page, about: About, notes: Mapping[str, int]) -> Sheet:
    finding, part = page.finding, page.part
    marks = [HOW_NAMED.format(notes[caveat]) for caveat in caveats_in_full(finding, about)]
    rows = tuple(_cells(row, part.columns, tables.hides(part.protected, row)) for row in part.rows)
    lines = [
        f"This worksheet contains one table. {_notes_said(len(marks), rows)}",
        finding.statement,
        f"How sure: {doubt(finding)}",
        f"Period: {finding.period}. Place: {finding.place_name}. Method: {finding.method}.",
        f"Source: {'; '.join(about.source_title(source) for source in finding.sources)}. Finding {finding.id}.",
    ]
    title = " ".join([f"Table {page.number}: {part.caption}", *marks])
    grid = Grid(_table_name(page), _headings(part.columns), _widths(part.columns, rows), rows)
    return Sheet(page.sheet, title, (*map(Cell, lines), _back()), grid, FIRST_WIDTH)


def _notes_said(notes: int, rows: tuple[tuple[Cell, ...], ...]) -> str:
    said = "No note belongs to it."
    if notes:
        said = f"{'Note' if notes == 1 else 'Notes'} named in its title: see the Notes worksheet."
    used = [mark for mark in SHORTHAND if any(cell.value == mark for row in rows for cell in row)]
    return " ".join([said, *(f"{mark} means: {SHORTHAND[mark]}" for mark in used)])


def _cells(row: Mapping[str, Any], columns: tuple[tuple[str, str, str], ...], hidden: bool) -> tuple[Cell, ...]:
    units = {name: unit for name, _, unit in columns}
    return tuple(
        Cell(CONFIDENTIAL) if hidden and missing(row[name]) else _cell(name, units[name], row[name], alike)
        for name, alike in tables.precisions(row, units)
    )


def _cell(name: str, unit: str, value: Any, alike: int | None) -> Cell:
    if missing(value):
        return Cell(NOT_AVAILABLE)
    if isinstance(value, bool):
        return Cell("yes" if value else "no")
    if isinstance(value, str):
        if value.startswith("https://"):
            return Cell(f"Page at {value.split('/')[2]}", value)
        spoken = name == "month" and re.match(MONTH_PATTERN, value)
        return Cell((spoken_month(value) if spoken else value) or NOT_APPLICABLE)
    if name in tables.AS_PUBLISHED:
        return Cell(value)
    if tables.is_share(name, unit):
        return Cell(value, number_format="0.0%")
    if unit == tables.PERCENT:
        return Cell(value, number_format="0.0")
    whole = alike is None and tables.is_whole(name, value)
    return _value(value, 0 if whole else decimals_of(float(value)) if alike is None else alike)


def _value(number: float | None, decimals: int | None, hidden: bool = False) -> Cell:
    if hidden:
        return Cell(CONFIDENTIAL)
    if number is None or missing(number):
        return Cell(NOT_AVAILABLE)
    return Cell(number, number_format="#,##0" + (f".{'0' * decimals}" if decimals else ""))


def _headings(columns: tuple[tuple[str, str, str], ...]) -> tuple[str, ...]:
    """Titles with units; a heading that another column has already is told apart by a number, as tables require."""
    headings: list[str] = []
    for name, title, unit in columns:
        said = f"{title} (%)" if tables.is_share(name, unit) else tables.heading(title, unit)
        again = sum(heading.lower() == said.lower() for heading in headings)
        headings.append(f"{said} ({again + 1})" if again else said)
    return tuple(headings)


def _widths(columns: tuple[tuple[str, str, str], ...], rows: tuple[tuple[Cell, ...], ...]) -> tuple[int, ...]:
    """Wide enough for the longest word or text of a column, and no wider than can be read; what is longer wraps."""
    longest = [max((len(str(row[n].value)) for row in rows), default=0) for n in range(len(columns))]
    return tuple(min(max(NARROWEST, length + 2), WIDEST) for length in longest)


def _table_name(page: Page) -> str:
    """A name of letters, digits and underscores: "table_7_trend_violence_and_sexual_offences"."""
    words = f"table_{page.number}_{page.finding.section}_{page.finding.theme}_{page.part.kind}".lower()
    return re.sub(r"[^a-z0-9]+", "_", words).strip("_")[:TABLE_NAME_LENGTH]


def _to(sheet: str) -> str:
    return f"internal:'{sheet}'!A1"


def _back() -> Cell:
    return Cell("Back to the contents", _to(CONTENTS))


def _without_notes(title: str) -> str:
    return re.sub(r" \[note \d+\]", "", title)
