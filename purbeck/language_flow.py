"""Other languages: every message of what a workspace publishes, written for a translator."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import get_args

from purbeck import disclosure, flow
from purbeck.errors import StorageError
from purbeck.findings import current
from purbeck.language.catalogue import Written, file_of, written
from purbeck.language.speaker import Speaker
from purbeck.strategy.strategy import read
from purbeck.strategy.voices import Edition
from purbeck.strategy_flow import site_of
from purbeck.workspace import Tell, Workspace, silent


def gather(path: Path | str, language: str, tell: Tell = silent, on: dt.date | None = None) -> Written:
    """Write `language/<code>.po`: every message of both editions as they would be published today, with earlier translations.

    What is no longer asked for stays in the file as obsolete, and comes back when it is asked for again. What somebody said is
    never in it: it stays in the language they said it in. Nothing is released.

    Raises LanguageError for a language that is not known or a file that cannot be read, TableError where findings are out of
    date, StorageError where the disk refuses, and what making an edition raises.
    """
    workspace = flow.opened(path)
    file = file_of(workspace.path, language)
    current.refuse_out_of_date(workspace)
    by = Speaker(language)
    with workspace.store.lock():
        try:
            for edition in get_args(Edition):
                _said(workspace, edition, by, tell, on or dt.datetime.now().astimezone().date())
            repeating = disclosure.repeating(workspace, (one.example for one in by.asked.values()))
        finally:
            workspace.store.close()
            for edition in get_args(Edition):
                disclosure.clear_room(workspace, edition)
    try:
        return written(file, {key: one for key, one in by.asked.items() if one.example not in repeating})
    except OSError as error:
        raise StorageError(
            f'"{file}" could not be written ({error.strerror or error}).',
            "Close programs that have it open, then run this again.",
        ) from error


def _said(workspace: Workspace, edition: Edition, by: Speaker, tell: Tell, on: dt.date) -> None:
    """Have an edition's assessment and strategy said, so that whoever says them is asked for every message."""
    from purbeck.publication import build  # noqa: PLC0415 - the drawing library loads slowly; only here is it needed
    from purbeck.publication.strategy import build as strategy_pages  # noqa: PLC0415 - as above

    about = flow.about_of(workspace, flow.last_month(workspace))
    marked = replace(about, edition=edition, mark=disclosure.mark(edition))
    found, _ = build.composed(workspace, marked, edition, tell, on)
    build.pages_said(found, by, tell)
    strategy = read(workspace)
    if strategy.written:
        strategy_pages.pages_said(site_of(workspace, strategy, edition, on, on), by)
