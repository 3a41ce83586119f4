"""The way of the analyst's own paragraphs: begun, listed with their state, looked at again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from purbeck.errors import ParagraphError, TableError
from purbeck.figures import listed
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.paragraphs import checks, files
from purbeck.paragraphs.checks import Against
from purbeck.paragraphs.paragraph import Fault, Paragraph, Told
from purbeck.paragraphs.places_named import known_places
from purbeck.paragraphs.states import state
from purbeck.paragraphs.told import told_by_findings
from purbeck.publication.chapters import by_chapter, plan
from purbeck.store import quiet_known_warnings
from purbeck.workspace import Workspace


@dataclass(frozen=True)
class Listed:
    """A paragraph with the gravest of its states, all for which it may not be published, and what a person has to look at."""

    paragraph: Paragraph
    state: str
    faults: tuple[Fault, ...]
    warnings: tuple[str, ...]


def paragraphs(path: Path | str) -> tuple[Listed, ...]:
    """Every paragraph of a workspace, checked as publishing does, but against the findings as built; nothing is written.

    An edition may show figures rounded, or not at all: what that makes of a paragraph, publishing says. Raises ParagraphError
    where a file cannot be read.
    """
    quiet_known_warnings()
    workspace = Workspace(Path(path))
    try:
        told = told_by_findings(workspace)
        placed = (
            by_chapter(workspace.table(FINDINGS).itertuples()) if told else {one.slug: frozenset() for one in plan()}
        )
        against = Against(placed, told, told, "", known_places(workspace))
    finally:
        workspace.store.close()
    return tuple(
        Listed(one, state(one, told), checks.faults(one, against), checks.warnings(one, against))
        for one in files.read(workspace.path)
    )


def paragraph_new(path: Path | str, chapter: str, about: Sequence[str], on: dt.date) -> Path:
    """Write a file to begin a paragraph of a chapter with, tied to findings as they stand on a day; returns it.

    Raises ParagraphError for a chapter or a finding that there is not, TableError where nothing has been built.
    """
    workspace, told = _opened(path)
    known = [one.slug for one in plan()]
    if chapter not in known:
        raise ParagraphError(f'There is no chapter "{chapter}".', f"There are: {listed(known)}.")
    _refuse_unknown(workspace, about, told)
    return files.begin(workspace.path, chapter, about, told, on)


def paragraph_accepted(path: Path | str, name: str, on: dt.date) -> Path:
    """Write what its findings say now into the head of a paragraph that somebody has looked at again; returns its file.

    Raises ParagraphError where there is no such paragraph, or one of its findings is gone.
    """
    workspace, told = _opened(path)
    held = {one.name: one for one in files.read(workspace.path)}
    wanted = Path(name).stem if name.endswith(".md") else name
    if wanted not in held:
        raise ParagraphError(f'There is no paragraph "{name}".', f"There are: {listed(list(held))}.")
    _refuse_unknown(workspace, held[wanted].head.about, told)
    return files.accept(workspace.path, held[wanted], told, on)


def _opened(path: Path | str) -> tuple[Workspace, dict[str, Told]]:
    quiet_known_warnings()
    workspace = Workspace(Path(path))
    try:
        return workspace, told_by_findings(workspace)
    finally:
        workspace.store.close()


def _refuse_unknown(workspace: Workspace, names: Sequence[str], told: dict[str, Told]) -> None:
    if names and not told:
        raise TableError(f"Nothing has been built in {workspace.path} yet.", f"Run: purbeck build {workspace.path}")
    unknown = [name for name in names if name not in told]
    if unknown:
        raise ParagraphError(
            f"No finding has the id {listed(unknown)}.", "Ids stand below each chart: twelve letters and figures."
        )
