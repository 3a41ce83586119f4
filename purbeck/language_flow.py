"""Other languages: the messages of all that a workspace publishes, and who says them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import get_args

from purbeck import disclosure, flow
from purbeck.errors import StorageError
from purbeck.figures import many
from purbeck.findings import current
from purbeck.language.catalogue import Written, file_of, written
from purbeck.language.speaker import Speaker, languages
from purbeck.strategy.voices import Edition
from purbeck.workspace import Tell, Workspace, silent


def gather(path: Path | str, language: str, tell: Tell = silent, on: dt.date | None = None) -> Written:
    """Write `language/<code>.po`: every message of both editions as they would be published today, with earlier translations.

    What is no longer asked for stays in the file as obsolete, and comes back when it is asked for again. Nothing is released.

    Raises LanguageError for a language that is not known or a file that cannot be read, TableError where findings are out of
    date, StorageError where the disk refuses, and what making an edition raises.
    """
    from purbeck.publication import build as publication  # noqa: PLC0415 - the drawing library loads slowly; only here

    workspace = flow.opened(path)
    file = file_of(workspace.path, language)
    current.refuse_out_of_date(workspace)
    by = Speaker(language)
    with workspace.store.lock():
        try:
            about = flow.about_of(workspace, flow.last_month(workspace))
            for edition in get_args(Edition):
                marked = replace(about, edition=edition, mark=disclosure.mark(edition))
                publication.pages_said(publication.composed(workspace, marked, edition, tell, on), by, tell)
        finally:
            workspace.store.close()
    try:
        return written(file, by.asked)
    except OSError as error:
        raise StorageError(
            f'"{file}" could not be written ({error.strerror or error}).',
            "Close programs that have it open, then run this again.",
        ) from error


def in_words(by: Speaker, withheld: int) -> str:
    """How much of what was asked for is translated."""
    name = languages()[by.language]["name"]
    held = f"{name}: {by.said:,} of {many(len(by.asked), 'message', 'messages')}. The others are in English, and marked so."
    return f"{held} Left out because they repeat what somebody said: {withheld:,}." if withheld else held


def speaker_of(workspace: Workspace, language: str) -> tuple[Speaker, int]:
    """Who says the publications of a workspace in a language, and how many translations may not be used. Errors as `gather`."""
    held = disclosure.released_translations(workspace, file_of(workspace.path, language))
    return Speaker(language, held.translations), held.withheld
