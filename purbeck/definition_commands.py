"""Command line of the definition: purbeck define template, check, diff; parses, calls, prints."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from purbeck import definition_flow
from purbeck.definition.check import Checked
from purbeck.terminal import paragraph, say, show
from purbeck.workspace import SETTINGS_FILE

app = typer.Typer(
    help="Begin a definition, check it, and see what it would move.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Where = Annotated[Path, typer.Argument(help="The workspace: a partnership's folder.")]
LONGEST_LIST = 20
SILENT = (
    "Of {source}, {who} counts nothing: each of its rules is about another source, or asks for what this one lacks."
)
NAMED = "A name in definition/ or definition/drafts/, or the path of a file."


@app.command()
def template(path: Where) -> None:
    """Write a definition to begin with, as a draft."""
    written = definition_flow.define_template(path)
    say(f"Written: {written}")
    name, folder = written.stem, path / "definition"
    paragraph(f"It is illustrative, and a draft: no build reads it until you move it into {folder}. Next: purbeck define check "
              f"{path} {name}, then purbeck define diff {path} serious-violence {name}. To adopt it: move it there, write "
              f'definition = "{name}" in {path / SETTINGS_FILE}, which makes it the one that headlines follow, then purbeck '
              f"build {path}")  # fmt: skip


@app.command()
def check(
    path: Where,
    name: Annotated[str, typer.Argument(help=f"{NAMED} Without it, each in definition/.")] = "",
) -> None:
    """Say what a definition covers and leaves open."""
    for found in definition_flow.define_check(path, name):
        show_checked(found)
    say("Nothing was changed.")


def show_checked(found: Checked) -> None:
    """Print what was noticed in one definition."""
    paragraph(f"{found.definition.title} ({found.definition.id}, version {found.definition.version})")
    show("What section 13 and its guidance name", found.coverage)
    show("Rules that say nothing of section 13(6)", found.unreasoned)
    if found.unconsidered:
        paragraph(f"Considered by no rule: {_spaced(found.unconsidered)}.")
    if found.untiered:
        paragraph(f"Themes without a tier: {', '.join(found.untiered)}.")
    show("Offence codes to check", found.codes)
    for source in found.silent:
        paragraph(SILENT.format(source=source, who="this definition"))
    show("Rules not applied to a source, which has no column for what they ask", found.not_applied)
    if found.idle is None or found.unmatched is None:
        paragraph("What its rules do to data cannot be said: nothing is built here.")
        return
    show("Rules that decide nothing in the data held", found.idle)
    for source, rows in found.unmatched.groupby("source"):
        show(f"In {source}, no rule decides", rows.drop(columns="source").head(LONGEST_LIST))
        if len(rows) > LONGEST_LIST:
            say(f"{len(rows) - LONGEST_LIST} more, with {rows['count'].iloc[LONGEST_LIST:].sum():,} together.")
    if found.unmatched.empty:
        say("Every code and category in the data held is decided by some rule.")


@app.command()
def diff(
    path: Where,
    a: Annotated[str, typer.Argument(help=NAMED)],
    b: Annotated[str, typer.Argument(help=NAMED)],
) -> None:
    """Show what would move between two definitions."""
    found = definition_flow.define_diff(path, a, b)
    paragraph(f"A: {found.a.title} ({found.a.id}, version {found.a.version})")
    paragraph(f"B: {found.b.title} ({found.b.id}, version {found.b.version})")
    for letter, definition in (("A", found.a), ("B", found.b)):
        for source in found.sources:
            if not definition.speaks_of(source):
                paragraph(SILENT.format(source=source, who=letter))
    show("In our area", spoken(found.totals))
    names = {**found.a.names(), **found.b.names()}
    show(
        "By theme", spoken(found.themes.assign(theme=found.themes["theme"].map(lambda theme: names.get(theme, theme))))
    )
    for source, rows in found.moves.groupby("source"):
        show(f"What moves most, in {source}", rows.drop(columns="source").head(LONGEST_LIST))
    show("By year", spoken(found.years))
    show("By place", spoken(found.places))
    say("Sources are never added up. Nothing was changed.")


def spoken(rows: pd.DataFrame) -> pd.DataFrame:
    """Headings as people say them."""
    said = {"in_a": "A", "in_b": "B", "only_a": "A alone", "only_b": "B alone"}
    return rows.rename(columns=said)


def _spaced(names: list[str]) -> str:
    return ", ".join(name.replace("_", " ") for name in names)
