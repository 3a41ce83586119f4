"""Command line of other languages: purbeck language; parses, calls, prints."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from purbeck import language_flow
from purbeck.figures import many
from purbeck.terminal import progress, say

app = typer.Typer(rich_markup_mode=None)
Where = Annotated[Path, typer.Argument(help="The workspace: a partnership's folder.")]


@app.command()
def language(
    path: Where,
    to: Annotated[str, typer.Option(metavar="CODE", help="Which language: cy is Welsh.")],
) -> None:
    """Write what is to be translated, for a translator's program."""
    with progress() as tell:
        found = language_flow.gather(path, to, tell)
    say(f"Written: {found.path}. {found.translated:,} of {many(found.messages, 'message', 'messages')} translated.")
    if found.obsolete:
        say(f"Kept as obsolete, since nothing published asks for them now: {found.obsolete:,}.")
    say(
        "Have it translated, in Poedit or another program for PO files; then "
        f"purbeck publish {path} --edition partners or public, with --language {to}."
    )
