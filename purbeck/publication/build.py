"""Write a publication: a folder with one page, its style and the figures behind each chart."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from purbeck import disclosure
from purbeck.disclosure import ReleasedFinding
from purbeck.errors import SettingsError, StorageError
from purbeck.publication import tables
from purbeck.publication.charts import Chart, chart_of
from purbeck.publication.maps import map_of
from purbeck.publication.publication import (
    AS_IT_STANDS,
    CERTAINTIES,
    About,
    Publication,
    anchor,
    caveats_of,
    certainty_words,
    compose,
    doubt,
)
from purbeck.publication.support import support
from purbeck.workspace import Tell, Workspace, silent

NAME_PATTERN = r"[a-z0-9][a-z0-9-]*"
TEMPLATES = Path(__file__).with_name("templates")
PAGE, STYLE, FIGURES = "index.html", "style.css", "figures"


def publish(workspace: Workspace, name: str, about: About, tell: Tell = silent) -> Path:
    """Write `publications/<name>` from the workspace's released findings; returns its index.html.

    The same findings give the same bytes. A run that is stopped leaves the last publication in place. Raises
    SettingsError for a name that cannot be a folder everywhere, TableError where nothing has been built yet,
    StorageError where the disk refuses.
    """
    if not re.fullmatch(NAME_PATTERN, name):
        raise SettingsError(
            f'"{name}" cannot be the name of a publication: small letters, digits and hyphens only.',
            "Choose a name like 2026-needs-assessment.",
        )
    files = pages(compose(about, disclosure.released(workspace)), tell)
    folder = workspace.publications / name
    try:
        replace_folder(folder, files)
    except OSError as error:
        raise StorageError(
            f'"{folder}" could not be written ({error.strerror or error}). The last publication is as it was.',
            "Close programs that have its files open, make room on the disk, then publish again.",
        ) from error
    return folder / PAGE


def pages(publication: Publication, tell: Tell = silent) -> dict[str, str]:
    """Every file of a publication by its path within the folder."""
    files = {PAGE: page(publication, tell), STYLE: (TEMPLATES / STYLE).read_text(encoding="utf-8")}
    for section in publication.sections:
        for finding in section.findings:
            if has_figures(finding):
                files[figures_file(finding)] = "\ufeff" + tables.comma_separated(finding)
    return files


def page(publication: Publication, tell: Tell = silent) -> str:
    """The page as HTML. Whatever a source or a person wrote is escaped."""
    environment = Environment(
        loader=PackageLoader("purbeck.publication"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals |= {
        "anchor": anchor, "as_it_stands": AS_IT_STANDS, "axis_title": tables.axis_title, "caveats_of": caveats_of,
        "certainties": CERTAINTIES, "certainty_words": certainty_words, "charts": draw_all(publication, tell),
        "doubt": doubt, "figures_file": figures_file, "has_figures": has_figures, "map_of": map_of,
        "percent": tables.percent, "tables_of": tables.shown,
    }  # fmt: skip
    return environment.get_template("page.html").render(
        publication=publication, about=publication.about, support=support()
    )


def draw_all(publication: Publication, tell: Tell = silent) -> dict[str, Chart | None]:
    """The chart of every finding by its anchor: nearly all the time a publication takes goes here."""
    findings = [finding for section in publication.sections for finding in section.findings]
    charts = {}
    for done, finding in enumerate(findings):
        tell("drawing charts", done, len(findings))
        charts[anchor(finding)] = chart_of(finding)
    tell("drawing charts", len(findings), len(findings))
    return charts


def has_figures(finding: ReleasedFinding) -> bool:
    """Whether a finding's rows may be downloaded: it has some, and nothing of it is hidden."""
    return bool(finding.rows) and finding.decision == AS_IT_STANDS


def figures_file(finding: ReleasedFinding) -> str:
    """Where a finding's rows are, seen from the page."""
    return f"{FIGURES}/{anchor(finding)}.csv"


def replace_folder(folder: Path, files: dict[str, str]) -> None:
    """Write files beside the folder, then put them in its place, so that a reader finds the old or the new.

    Between the two renames the last publication stands under a name of its own, and the next run finds it there.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    last = folder.with_name(f".{folder.name}.last")
    if last.exists() and not folder.exists():
        last.rename(folder)
    new = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    try:
        for name, text in files.items():
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).write_bytes(text.encode("utf-8"))
        _swap(folder, new, last)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _swap(folder: Path, new: Path, last: Path) -> None:
    shutil.rmtree(last, ignore_errors=True)
    if folder.exists():
        folder.rename(last)
    try:
        new.rename(folder)
    except OSError:
        if last.exists():
            last.rename(folder)
        raise
    shutil.rmtree(last, ignore_errors=True)
