"""Command line about releases: attack, compare; parses, calls, prints."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from purbeck.attack import attack as attacked
from purbeck.errors import PurbeckError
from purbeck.terminal import paragraph, say

app = typer.Typer(rich_markup_mode=None)


@app.command()
def attack(
    release: Annotated[Path, typer.Argument(metavar="RELEASE", help="The folder of a publication.")],
    earlier: Annotated[
        list[Path] | None,
        typer.Option(metavar="FOLDER", help="A release that readers have already; may be given again."),
    ] = None,
    public: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="Counts that anybody can find, as CSV; may be given again."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Try to work out what a publication hides."""
    found = attacked(release, earlier or (), public or ())
    if as_json:
        say(found.as_json().rstrip())
    else:
        for words in found.in_words():
            paragraph(words)
    if not found.safe:
        raise typer.Exit(PurbeckError.exit_code)
