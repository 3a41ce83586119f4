"""Command line about releases: publish, attack, compare, verify; parses, calls, prints."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from purbeck import publication_flow
from purbeck.attack import attack as attacked
from purbeck.editions import compare as compared
from purbeck.editions import read_edition
from purbeck.errors import PurbeckError, SettingsError, StorageError
from purbeck.publication import pdf
from purbeck.publication.support import support
from purbeck.strategy.voices import Edition
from purbeck.terminal import paragraph, progress, say, show
from purbeck.verify_flow import verify as verified
from purbeck.workspace import Workspace

app = typer.Typer(rich_markup_mode=None)
Where = Annotated[Path, typer.Argument(help="The workspace: a partnership's folder.")]


WHOM: dict[str, str] = {
    "partners": "It is for partners alone.",
    "public": "Somebody must read it before anybody else does: Purbeck hides small numbers, and knows nothing of what is meant.",
}


def refuse_areas_for(edition: str) -> None:
    """Raise SettingsError for pages of other areas in the partners' edition: partners have sent nothing of them."""
    if edition != "public":
        raise SettingsError(
            f"Pages of other areas are of published data alone: there is no {edition} edition of them.",
            "Give --edition public with --areas.",
        )


def refuse_areas_in(language: str) -> None:
    """Raise SettingsError for pages of other areas in another language: their messages are in no file."""
    if language:
        raise SettingsError(
            "Pages of other areas are in English alone.",
            "Leave out --language, or --areas.",
        )


def reminders(edition: str) -> list[str]:
    """What whoever publishes has to see to before others read an edition."""
    held = support()
    checked = [] if held.checked else [f"The support services are dated {held.dated}. {held.check}"]
    return [*checked, *([] if pdf.can_be_made() else [pdf.NOT_INSTALLED]), WHOM[edition]]


@app.command()
def publish(
    path: Where,
    edition: Annotated[Edition, typer.Option(help="Whom it is for: their rules say what is hidden and rounded.")],
    by: Annotated[str, typer.Option(help="Who releases it: a name or a role, for the ledger of releases.")] = "",
    to: Annotated[list[str] | None, typer.Option(help="Who gets the partners' edition; may be given again.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be hidden, and write nothing.")] = False,
    name: Annotated[str | None, typer.Option(help="Name of the publication's folder.")] = None,
    language: Annotated[
        str, typer.Option(metavar="CODE", help="Another language than English, as translated: cy is Welsh.")
    ] = "",
    areas: Annotated[
        list[str] | None, typer.Option(help='Code of a district, may be given again; or "all", for one page each.')
    ] = None,
) -> None:
    """Release an edition of the needs assessment."""
    if areas:
        refuse_areas_for(edition)
        refuse_areas_in(language)
        with progress() as tell:
            page = publication_flow.publish_areas(path, areas, name, tell)
        say(f"Written: {page}, the index of a page for each district, of published data alone.")
        return
    with progress() as tell:
        found = publication_flow.publish(
            path, edition, by=by, to=to or (), name=name, tell=tell, dry_run=dry_run, language=language
        )
    told(found, edition)


def told(found: publication_flow.Published, edition: str) -> None:
    """Say what an edition hides, what to look at, and where it was written, if it was."""
    _hidden(found, rules=found.page is None)
    for note in found.notes:
        paragraph(f"To look at: {note}")
    say(found.attacked)
    if found.language:
        say(found.language)
    for reminder in reminders(edition):
        say(reminder)
    if found.page is None:
        say("Nothing was written: this was a dry run. Leave out --dry-run to release.")
        return
    if found.kept is not None:
        say(f"Kept: {found.kept}, the publication that had this name, which purbeck compare can be given.")
    say(f"For the records of whoever signs, outside this folder: line_sha256 {found.line} in ledger/releases.csv.")
    say(f"Written: {found.page}. It opens from disk in any browser. Release {found.release}.")


def _hidden(found: publication_flow.Published, rules: bool) -> None:
    """Print what an edition hides, and, if asked for, by which rules."""
    if len(found.counts):
        show("Counts that are not published already", found.counts)
    for rule in found.rules if rules else ():
        paragraph(rule)
    for title in found.hidden:
        say(f"Hidden: {title}")


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
