"""Command line of the analyst's own paragraphs: purbeck paragraphs; parses, calls, prints."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from purbeck import paragraph_flow
from purbeck.errors import ParagraphError
from purbeck.paragraphs.states import CURRENT
from purbeck.terminal import complain, paragraph, say

app = typer.Typer(rich_markup_mode=None)


@app.command()
def paragraphs(
    path: Annotated[Path, typer.Argument(help="The workspace: a partnership's folder.")],
    new: Annotated[
        str | None, typer.Option(metavar="CHAPTER", help="Begin one in this chapter: purpose, data, scale, place ...")
    ] = None,
    about: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="With --new: a finding that it is about; may be given again.")
    ] = None,
    accept: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Say that you have looked at one again; may be given again."),
    ] = None,
) -> None:
    """List your own paragraphs, begin one, or look again."""
    if (new is not None) + bool(accept) > 1 or (about and new is None):
        raise typer.BadParameter("give --new with --about, or --accept, or neither.")
    today = dt.datetime.now().astimezone().date()
    if new is not None:
        written = paragraph_flow.paragraph_new(path, new, about or [], today)
        say(f"Written: {written}. Write below its head; what stands there now is only a beginning.")
    elif accept:
        for name in accept:
            say(f"Looked at: {paragraph_flow.paragraph_accepted(path, name, today)} holds what its findings say now.")
    else:
        show(path)


def show(path: Path) -> None:
    """Print every paragraph with its state and its faults; ends with an error where one could not be published."""
    found = paragraph_flow.paragraphs(path)
    if not found:
        say(
            f"Nothing is written yet in {path / 'paragraphs'}. Begin: purbeck paragraphs {path} --new CHAPTER --about ID"
        )
        return
    for one in found:
        head = one.paragraph.head
        say(f"{one.paragraph.name}: {one.state} (chapter {head.chapter}, {' and '.join(head.editions)})")
        for fault in one.faults:
            paragraph(str(fault), 4)
        for words in one.warnings:
            paragraph(words, 4)
    changed = [one.paragraph.name for one in found if one.state != CURRENT]
    if changed:
        named = " ".join(f"--accept {name}" for name in changed)
        paragraph(
            f"Read them beside the figures, correct what is wrong, then say so: purbeck paragraphs {path} {named}"
        )
    say(f"{len(found)} written, {len(changed) or 'none'} to look at again.")
    if refused := sum(bool(one.faults) for one in found):
        complain(f"{refused} of {len(found)} could not be published as they are, in any edition: publish would refuse.")
        raise typer.Exit(ParagraphError.exit_code)
