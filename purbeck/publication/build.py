"""Write a publication: a folder with one page, and the same findings in other forms."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from purbeck import disclosure, figures
from purbeck.errors import SettingsError, StorageError
from purbeck.language.markup import page_said
from purbeck.language.speaker import Speaker, speaker, speaking
from purbeck.publication import browser_scripts, descriptor, tables, translated
from purbeck.publication.chapters import by_chapter
from purbeck.publication.chart_theme import unchecked
from purbeck.publication.charts import Chart, chart_of
from purbeck.publication.content import kind_of
from purbeck.publication.data_package import DICTIONARY, FINDINGS, data_package, figures_file, has_figures, table_file
from purbeck.publication.documents import DOCX, ODS, PDF, documents
from purbeck.publication.geopackage import geopackage
from purbeck.publication.maps import highest_rates, map_of
from purbeck.publication.pdf import NOT_INSTALLED
from purbeck.publication.publication import (
    AS_IT_STANDS,
    CERTAINTIES,
    SHOWN_PLACE,
    SHOWN_TITLE,
    About,
    Publication,
    anchor,
    by_definition,
    caveats_of,
    certainty_words,
    compose,
    definition_place,
    doubt,
    stand_in_place,
)
from purbeck.publication.specifications import packed
from purbeck.publication.spoken import book_said, names_of
from purbeck.publication.spreadsheet import spreadsheet
from purbeck.publication.style import style
from purbeck.publication.support import support
from purbeck.publication.workbook import workbook
from purbeck.workspace import Tell, Workspace, silent

NAME_PATTERN = r"[a-z0-9][a-z0-9-]*"
TEMPLATES = Path(__file__).with_name("templates")
PAGE, STYLE = "index.html", "style.css"
UNNAMED = "needs-assessment"
UNRELEASED = "earlier"  # what a publication of no release is called that has to make room
XLSX, GEOPACKAGE = ".xlsx", ".gpkg"
THE_PAGE = "the page"  # where words stand, as translators are told


@dataclass(frozen=True)
class Written:
    """The files of an edition by their path, and the same in English; `notes` and `in_words` are for whoever publishes.

    `notes` are on texts withheld, and what to look at; `in_words` says how much is translated, if anything.
    """

    files: dict[str, str | bytes]
    english: dict[str, str | bytes]
    notes: tuple[str, ...]
    in_words: str = ""


def write(
    workspace: Workspace, name: str, about: About, edition: str, tell: Tell = silent, on: dt.date | None = None,
    language: str = "",
) -> Written:  # fmt: skip
    """Every file of a publication of that name, from what an edition may show of findings and of people's words.

    Consent counts, and what runs and ends is told, on the day given, which the clock says where nobody does. In a `language`
    what is translated is said in it. The same findings, files and day give the same bytes. Raises SettingsError for a name
    that cannot be a folder everywhere, TableError where nothing has been built yet, DisclosureError where the edition cannot be
    made safe, ParagraphError where a paragraph may not be published, LanguageError where translations cannot be used.
    """
    check_name(name)
    by, withheld = translated.speaker_of(workspace, language) if language else (None, 0)
    found, notes = composed(workspace, about, edition, tell, on)
    counts = disclosure.released_counts(workspace, edition)
    english = {**pages(found, tell, name), **counts}
    if by is None:
        return Written(english, english, notes)
    said = {**pages_said(found, by, tell, name), **counts}
    return Written(said, english, notes, translated.in_words(by, withheld))


def composed(
    workspace: Workspace, about: About, edition: str, tell: Tell = silent, on: dt.date | None = None
) -> tuple[Publication, tuple[str, ...]]:
    """What an edition may show, before any file is written, and notes for whoever publishes. Errors as `write`."""
    on = on or dt.datetime.now().astimezone().date()
    findings = disclosure.released_for(workspace, edition, tell)
    written = disclosure.released_writing(workspace, findings, by_chapter(findings), edition, on)
    about = replace(about, shown=disclosure.released_how(workspace, findings, edition))
    return compose(about, findings, disclosure.released_similar(workspace), written), written.notes


def put(workspace: Workspace, name: str, held: Mapping[str, str | bytes]) -> tuple[Path, Path | None]:
    """Put files in place as `publications/<name>`; returns its index.html, and where the one that had the name is now, if any.

    That one was released, and is what the next is compared with, so it is kept: under its name and its release. The same release
    again takes its own place. A run that is stopped leaves the last one in place. Raises StorageError where the disk refuses.
    """
    folder = workspace.publications / name
    with writing(folder):
        kept = _kept_as(folder, str(held.get(disclosure.RECORD, "")))
        replace_folder(folder, held, kept)
    return folder / PAGE, kept


def _kept_as(folder: Path, record: str) -> Path | None:
    """Where the publication that stands in a folder is kept; None where there is none, or it is kept already."""
    if not folder.exists():
        return None
    there = folder / disclosure.RECORD
    release = disclosure.release_named(there.read_text(encoding="utf-8", errors="replace") if there.is_file() else "")
    kept = folder.with_name(f"{folder.name}-{release or UNRELEASED}")
    if release:
        return None if release == disclosure.release_named(record) or kept.exists() else kept
    number = 1
    while kept.exists():
        number += 1
        kept = folder.with_name(f"{folder.name}-{UNRELEASED}-{number}")
    return kept


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn what the disk says while a folder is written into the user's words."""
    try:
        yield
    except OSError as error:
        raise StorageError(
            f'"{folder}" could not be written ({error.strerror or error}). The last publication is as it was.',
            "Close programs that have its files open, make room on the disk, then publish again.",
        ) from error


def check_name(name: str) -> None:
    """Raise SettingsError for a name that cannot be a folder everywhere."""
    if not re.fullmatch(NAME_PATTERN, name):
        raise SettingsError(
            f'"{name}" cannot be the name of a publication: small letters, digits and hyphens only.',
            "Choose a name like 2026-needs-assessment.",
        )


def pages(
    publication: Publication, tell: Tell = silent, name: str = UNNAMED, with_documents: bool = True
) -> dict[str, str | bytes]:
    """Every file of a publication by its path within the folder; documents and workbook are called by its name.

    `with_documents` adds what takes seconds or much room: Word, PDF and OpenDocument files, and what charts are explored
    with where that came with the program. One of many districts goes without.
    """
    charts = draw_all(publication, tell)
    held = book_said(workbook(publication), speaker())
    files: dict[str, str | bytes] = {f"{name}{XLSX}": spreadsheet(held), **data_package(publication)}
    if (areas := geopackage(publication)) is not None:
        files[f"{name}{GEOPACKAGE}"] = areas
    if with_documents:
        tell("writing documents", 0, 1)
        files |= documents(publication, charts, held, name)
        files |= browser_scripts.scripts()
        tell("writing documents", 1, 1)
    return {
        PAGE: page_said(page(publication, tell, name, charts, files), speaker(), THE_PAGE),
        STYLE: style(publication.about.mark),
        **files,
    }


def pages_said(
    publication: Publication, by: Speaker, tell: Tell = silent, name: str = UNNAMED
) -> dict[str, str | bytes]:  # fmt: skip
    """Every file of a publication in the language of a speaker, who keeps what was asked; data stay as they are."""
    with speaking(by.knowing(names_of(publication))):
        return pages(publication, tell, name)


def page(
    publication: Publication, tell: Tell = silent, name: str = UNNAMED,
    charts: Mapping[str, Chart | None] | None = None, files: Container[str] = (),
) -> str:  # fmt: skip
    """The page as HTML, with links to the other files; of documents, maps and scripts to those in `files`.

    Whatever a source or a person wrote is escaped. Charts are drawn where none are given.
    """
    others = (f"{name}{suffix}" for suffix in (ODS, DOCX, PDF, GEOPACKAGE))
    forms = {file.rpartition(".")[2]: file if file in files else "" for file in others}
    charts = draw_all(publication, tell) if charts is None else charts
    explored = browser_scripts.OURS in files
    to_explore = {
        name: chart.specification for name, chart in charts.items() if explored and chart and chart.specification
    }
    parts, specifications = packed(to_explore)
    return (
        environment()
        .get_template("page.html")
        .render(
            publication=publication,
            about=publication.about,
            support=support(),
            charts=charts,
            specifications=specifications,
            chart_parts=parts,
            downloads=forms
            | {"xlsx": f"{name}{XLSX}", "findings": FINDINGS, "dictionary": DICTIONARY, "descriptor": descriptor.FILE},
            similar=[table_file(table) for table in publication.tables],
        )
    )


@cache
def environment() -> Environment:
    """The templates, read once for all the pages that a process writes."""
    made = Environment(
        loader=PackageLoader("purbeck.publication"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals |= {
        "anchor": anchor, "as_it_stands": AS_IT_STANDS, "axis_title": tables.axis_title, "caveats_of": caveats_of,
        "certainties": CERTAINTIES, "certainty_words": certainty_words, "doubt": doubt, "figures_file": figures_file,
        "has_figures": has_figures, "map_of": map_of, "highest_rates": highest_rates,
        "percent": figures.percent, "tables_of": tables.shown,
        "no_pdf": NOT_INSTALLED,
        "by_definition": by_definition, "definition_place": definition_place, "kind_of": kind_of,
        "stand_in_place": stand_in_place, "shown_title": SHOWN_TITLE, "shown_place": SHOWN_PLACE,
        "of_shown_counts": disclosure.OF_SHOWN_COUNTS,
    }  # fmt: skip
    return made


def draw_all(publication: Publication, tell: Tell = silent) -> dict[str, Chart | None]:
    """The chart of every finding by its anchor: nearly all the time a publication takes goes here."""
    findings = publication.findings
    charts = {}
    for done, finding in enumerate(findings):
        tell("drawing charts", done, len(findings))
        with unchecked():
            charts[anchor(finding)] = chart_of(finding)
    tell("drawing charts", len(findings), len(findings))
    return charts


def replace_folder(folder: Path, files: Mapping[str, str | bytes], kept: Path | None = None) -> None:
    """Write files beside the folder, then put them in its place, so that a reader finds the old or the new.

    Between the two renames the last publication stands under a name of its own, and the next run finds it there. Where `kept` is
    given, that is its name, and it stays.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    last = folder.with_name(f".{folder.name}.last")
    if last.exists() and not folder.exists():
        last.rename(folder)
    new = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    try:
        for name, held in files.items():
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).write_bytes(held.encode("utf-8") if isinstance(held, str) else held)
        shutil.rmtree(last, ignore_errors=True)
        _swap(folder, new, kept or last)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(last, ignore_errors=True)


def _swap(folder: Path, new: Path, last: Path) -> None:
    if folder.exists():
        folder.rename(last)
    try:
        new.rename(folder)
    except OSError:
        if last.exists():
            last.rename(folder)
        raise
