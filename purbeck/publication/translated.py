"""Who says the publications of a workspace in another language, and how much of them it can say."""

from __future__ import annotations

from purbeck import disclosure
from purbeck.figures import many
from purbeck.language.catalogue import file_of
from purbeck.language.speaker import Speaker, languages
from purbeck.workspace import Workspace


def speaker_of(workspace: Workspace, language: str) -> tuple[Speaker, int]:
    """Who says them, and how many translations are left out, since they repeat what somebody said.

    Raises LanguageError for a language that is not known, and where the file of its translations cannot be used.
    """
    held = disclosure.released_translations(workspace, file_of(workspace.path, language))
    return Speaker(language, held.translations), held.withheld


def in_words(by: Speaker, withheld: int) -> str:
    """How much of what was asked for is translated."""
    name = languages()[by.language]["name"]
    held = f"{name}: {by.said:,} of {many(len(by.asked), 'message', 'messages')}. The others are in English, and marked so."
    return f"{held} Left out because they repeat what somebody said: {withheld:,}." if withheld else held
