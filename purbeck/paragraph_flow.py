"""The way of the analyst's own paragraphs: begun, listed with their state, looked at again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from purbeck.errors import ParagraphError, TableError
from purbeck.figures import listed
from purbeck.paragraphs import checks, files
from purbeck.paragraphs.paragraph import Paragraph, Told
from purbeck.paragraphs.states import CURRENT, State, state, states
from purbeck.paragraphs.told import told_by_findings
from purbeck.publication.chapters import plan
from purbeck.store import quiet_known_warnings
from purbeck.workspace import Workspace


@dataclass(frozen=True)
class Listed:
    """A paragraph with the gravest of its states, the states that are not current, and what a person has to look at."""

    paragraph: Paragraph
    state: str
    states: tuple[State, ...]
    warnings: tuple[str, ...]


def paragraphs(path: Path | str) -> tuple[Listed, ...]:
    """Every paragraph of a workspace with its state beside the findings of the last build; nothing is written.

    Raises ParagraphError where a file cannot be read.
    """
    workspace, told = _opened(path)
    return tuple(
        Listed(
            one, state(one, told), tuple(found for found in states(one, told) if found.state != CURRENT), checks.warnings(one)
        )
        for one in files.read(workspace.path)
    )  # fmt: skip


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
