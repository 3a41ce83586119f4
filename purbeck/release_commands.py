"""Command line about releases: attack, compare, verify; parses, calls, prints."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from purbeck.attack import attack as attacked
from purbeck.editions import compare as compared
from purbeck.editions import read_edition
from purbeck.errors import PurbeckError, StorageError
from purbeck.terminal import paragraph, progress, say
from purbeck.verify_flow import verify as verified
from purbeck.workspace import Workspace

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


@app.command()
def compare(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The folder of the earlier publication, or its name.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The folder of the later one, or its name.")],
    workspace: Annotated[
        Path | None, typer.Option("--in", metavar="PATH", help="The workspace whose publications have these names.")
    ] = None,
    csv: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write every finding into a CSV file as well.")
    ] = None,
) -> None:
    """Say what changed between two publications, and why."""
    folders = [Workspace(workspace).publications / name if workspace else Path(name) for name in (old, new)]
    found = compared(*map(read_edition, folders))
    for words in found.in_words():
        paragraph(words)
    if csv is not None:
        try:
            csv.write_bytes(found.as_csv().encode("utf-8"))
        except OSError as error:
            raise StorageError(
                f'"{csv}" could not be written ({error.strerror or error}).', "Name another file."
            ) from error
        say(f"Written: {csv}")


@app.command()
def verify(
    publication: Annotated[Path, typer.Argument(metavar="PUBLICATION", help="The folder of a publication.")],
    workspace: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="The workspace it was made from, where the folder does not lie in it."),
    ] = None,
) -> None:
    """Derive every number of a publication anew, and compare."""
    with progress() as tell:
        found = verified(publication, workspace, tell)
    for words in found.in_words():
        paragraph(words)
    if not found.holds:
        raise typer.Exit(PurbeckError.exit_code)
