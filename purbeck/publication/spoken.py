"""What goes out in another language: the names in it, and documents, workbooks and data as said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from purbeck.disclosure import ReleasedFinding
from purbeck.language.slots import LETTER, TITLE, Names, Part
from purbeck.language.speaker import ENGLISH, Piece, Speaker
from purbeck.publication.blocks import DOCUMENT, Block, Document, Heading, Items, Picture, Run, Runs, Table, Words
from purbeck.publication.publication import About, Publication
from purbeck.publication.sheets import Book, Cell, Grid, Sheet

SHEETS, DATA = "the workbook", "what describes the data"
PLACES = frozenset({"place", "ward", "area", "district", "csp", "force", "region"})  # columns of names
LEAST_OF_A_TITLE = 3  # words: a shorter one is a word that other sentences use as well
AROUND_A_TITLE = re.compile(r"(^Table \d+: | \[note \d+\])")
SHEET_LINK = re.compile(r"internal:'([^']*)'!(.*)", re.S)
LONGEST_SHEET_NAME, NOT_IN_A_SHEET_NAME = 31, re.compile(r"[\[\]:*?/\\'\s]+")
SAID_IN_DATA = frozenset({
    "title", "description", "certainty", "caveats", "period", "method", "dated", "attribution", "licence", "mark", "publisher",
    "unit", "values",
})  # fmt: skip


class _Run(Part):
    """A run with a look of its own, which a sentence holds as a part."""

    def __init__(self, run: Run) -> None:
        super().__init__(run.text)
        object.__setattr__(self, "run", run)


def names_of(publication: Publication) -> Names:
    """The names that texts of a publication hold: a later kind takes a name that an earlier one has as well."""
    about = publication.about
    kinds = names_in(publication.findings)
    kinds |= titles(chapter.title for chapter in publication.chapters)
    kinds |= titles(section.title for section in publication.sections)
    return Names(kinds | _names_about(about))


def names_in(findings: Iterable[ReleasedFinding]) -> dict[str, str]:
    """The names that findings hold, each with its kind."""
    kinds: dict[str, str] = {}
    for finding in findings:
        kinds |= titles((finding.title, *(title for _, _, _, title in finding.breaks)))
        slugs = {finding.theme, finding.group_value} - {finding.definition}  # the total is no theme beside others
        kinds |= dict.fromkeys(_words_of(*sorted(slugs)), "theme")
        kinds |= dict.fromkeys(_places(finding), "place") | {finding.id: "finding"}
    return kinds


def _names_about(about: About) -> dict[str, str]:
    beside = ((about.definition, about.definition_version), *((note.title, note.version) for note in about.beside))
    kinds = {title: "definition" for title, _ in beside} | {version: "version" for _, version in beside if version}
    kinds |= {source.title: "source" for source in about.sources}
    return (
        kinds
        | {method.title: "method" for method in about.methods}
        | {about.code_version: "version", about.partnership: "name"}
    )


def titles(named: Iterable[str]) -> dict[str, str]:
    """Titles that other sentences hold, each a message of its own."""
    return {title: TITLE for title in named if len(title.split()) >= LEAST_OF_A_TITLE}


def _words_of(*slugs: str) -> Iterable[str]:
    for slug in slugs:
        if slug != "all" and LETTER.search(slug):
            words = slug.replace("_", " ")
            yield words
            yield words[:1].upper() + words[1:]


def _places(finding: ReleasedFinding) -> Iterable[str]:
    yield finding.place_name
    at = [n for n, (name, _, _) in enumerate(finding.columns) if name in PLACES]
    yield from (row[n] for row in finding.rows for n in at if isinstance(row[n], str))


# --- the document ---------------------------------------------------------------------------------------------------


def document_said(document: Document, speaker: Speaker | None) -> Document:
    """A document as a language has it; runs that are not translated say that they are English."""
    if speaker is None:
        return document
    return replace(
        document, blocks=tuple(_block(block, speaker) for block in document.blocks),
        **{name: speaker.say(getattr(document, name), DOCUMENT) for name in ("title", "author", "subject", "mark", "foot")},
    )  # fmt: skip


def _block(block: Block, speaker: Speaker) -> Block:
    def say(text: str) -> str:
        return speaker.say(text, DOCUMENT)

    if isinstance(block, Heading):
        return replace(block, text=say(block.text))
    if isinstance(block, Words):
        return replace(block, runs=_runs(block.runs, speaker))
    if isinstance(block, Items):
        return replace(block, items=tuple(_runs(item, speaker) for item in block.items))
    if isinstance(block, Picture):
        return replace(block, caption=say(block.caption), alternative=say(block.alternative))
    if isinstance(block, Table):
        rows = tuple(tuple(_one(cell, speaker) for cell in row) for row in block.rows)
        return replace(block, caption=say(block.caption), heads=tuple(map(say, block.heads)), rows=rows)
    return block


def _runs(runs: Runs, speaker: Speaker) -> Runs:
    """A paragraph said as a whole: runs that look like others are its text, links and strong words are parts of it."""
    if len(runs) == 1:
        return tuple(_run(piece, runs[0]) for piece in speaker.pieces([runs[0].text], DOCUMENT))
    text: list[str | Part] = [_Run(run) if run.bold or run.link else run.text for run in runs]
    found: list[Run] = []
    for piece in speaker.pieces(text, DOCUMENT):
        if isinstance(piece.part, _Run):
            run: Run = piece.part.run  # type: ignore[attr-defined]
            found += [_run(inner, run) for inner in speaker.pieces([run.text], DOCUMENT)]
        else:
            found.append(_run(piece, Run("")))
    return tuple(found)


def _one(run: Run, speaker: Speaker) -> Run:
    """A cell, which holds one run."""
    pieces = speaker.pieces([run.text], DOCUMENT)
    lettered = [piece for piece in pieces if LETTER.search(piece.words)]
    english = bool(lettered) and all(piece.english for piece in lettered)
    return replace(run, text="".join(piece.words for piece in pieces), language=ENGLISH if english else "")


def _run(piece: Piece, like: Run) -> Run:
    return replace(like, text=piece.words, language=ENGLISH if piece.english and LETTER.search(piece.words) else "")


# --- the workbook ---------------------------------------------------------------------------------------------------


def book_said(book: Book, speaker: Speaker | None) -> Book:
    """A workbook as a language has it, the names of its sheets and the links between them included."""
    if speaker is None:
        return book
    names = _sheet_names(book, speaker)
    return Book(
        speaker.say(book.title, SHEETS), speaker.say(book.subject, SHEETS),
        tuple(_sheet(sheet, names, speaker) for sheet in book.sheets), speaker.say(book.mark, SHEETS) if book.mark else "",
    )  # fmt: skip


def _sheet_names(book: Book, speaker: Speaker) -> dict[str, str]:
    """What each sheet is called; its English name where the other could be no name of a sheet, or is another's."""
    taken: set[str] = {sheet.name.lower() for sheet in book.sheets}
    names = {}
    for sheet in book.sheets:
        words = NOT_IN_A_SHEET_NAME.sub("_", speaker.say(sheet.name.replace("_", " "), SHEETS)).strip("_")
        usable = words and len(words) <= LONGEST_SHEET_NAME and words.lower() not in taken
        names[sheet.name] = words if usable else sheet.name
        taken.add(names[sheet.name].lower())
    return names


def _sheet(sheet: Sheet, names: Mapping[str, str], speaker: Speaker) -> Sheet:
    title = "".join(speaker.say(part, SHEETS) for part in AROUND_A_TITLE.split(sheet.title))
    lines = tuple(_cell(line, names, speaker) for line in sheet.lines)
    return replace(sheet, name=names[sheet.name], title=title, lines=lines, grid=_grid(sheet.grid, names, speaker))


def _grid(grid: Grid | None, names: Mapping[str, str], speaker: Speaker) -> Grid | None:
    if grid is None:
        return None
    headings: list[str] = []
    for heading in grid.headings:
        words = speaker.say(heading, SHEETS)
        headings.append(words if words.lower() not in {one.lower() for one in headings} else heading)
    rows = tuple(tuple(_cell(cell, names, speaker) for cell in row) for row in grid.rows)
    return replace(grid, headings=tuple(headings), rows=rows)


def _cell(cell: Cell, names: Mapping[str, str], speaker: Speaker) -> Cell:
    if not isinstance(cell.value, str):
        return cell
    inside = SHEET_LINK.fullmatch(cell.link)
    if inside is None:
        return replace(cell, value=speaker.say(cell.value, SHEETS))
    sheet, at = inside.groups()
    words = names[sheet] if cell.value == sheet else speaker.say(cell.value, SHEETS)
    return replace(cell, value=words, link=f"internal:'{names[sheet]}'!{at}")


# --- the data -------------------------------------------------------------------------------------------------------


def described_said(held: Any, speaker: Speaker | None) -> Any:
    """What describes the data: titles and meanings are said, keys, paths and names of columns stay as they are."""
    if speaker is None:
        return held
    if isinstance(held, list):
        return [described_said(one, speaker) for one in held]
    if not isinstance(held, dict):
        return held
    found = {name: _value(name, value, speaker) for name, value in held.items()}
    return found | {"languages": [speaker.language]} if "resources" in held else found


def _value(name: str, value: Any, speaker: Speaker) -> Any:
    if name == "place":
        return value | {"name": speaker.say(value["name"], DATA)}
    if name in SAID_IN_DATA and isinstance(value, str):
        return speaker.say(value, DATA)
    if name in SAID_IN_DATA and isinstance(value, list):
        return [speaker.say(one, DATA) for one in value]
    return described_said(value, speaker)
