"""Command line of partners' returns: purbeck template, check-return, add; parses, calls, prints."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from purbeck import partner_flow
from purbeck.sources.returns.contract import contracts
from purbeck.sources.returns.fitting import Fitted
from purbeck.sources.returns.terms import DAY_FORMS
from purbeck.terminal import paragraph, progress, say

app = typer.Typer(rich_markup_mode=None)

MOST_SAID = 20  # issues that are shown; all are in the file of issues

Where = Annotated[Path, typer.Argument(help="The workspace: a partnership's folder.")]
Return = Annotated[Path, typer.Argument(metavar="FILE", help="The partner's file: .csv, .xlsx or .ods.")]
Days = Annotated[
    str, typer.Option("--days", metavar="ORDER", help=f"How it writes days in figures: {' or '.join(DAY_FORMS)}.")
]


def names_of_contracts(incomplete: str) -> list[tuple[str, str]]:
    """For a shell that completes: contracts whose names begin so, each with its title."""
    return [(name, one.title) for name, one in contracts().items() if name.startswith(incomplete)]


As = Annotated[
    str,
    typer.Option(
        "--as", metavar="NAME", help="Its contract, as emergency_department.", autocompletion=names_of_contracts
    ),
]


@app.command()
def template(
    name: Annotated[
        str, typer.Argument(help="The contract, as custody or emergency_department.", autocompletion=names_of_contracts)
    ],
    out: Annotated[Path, typer.Option(help="Folder to write into.", file_okay=False)] = Path(),
) -> None:
    """Write what a partner is sent: a sheet, an annex, a DPIA."""
    for path in partner_flow.template(name, out):
        say(f"Written: {path}")
    paragraph(
        "The annex and the impact assessment open in Word. Shaded lines are for people to fill in. Next: have them agreed, "
        "and send the sheet."
    )


@app.command(name="check-return")
def check_return(
    file: Return,
    name: As,
    days: Days = "",
    write: Annotated[
        Path | None,
        typer.Option("--write", metavar="COPY", help="Write a copy (.csv) with what may leave, and its issues beside it."),
    ] = None,
) -> None:  # fmt: skip
    """Check a return before it is sent; needs no workspace."""
    with progress() as tell:
        checked = partner_flow.check_return(file, name, _today(), days, write, tell)
    if checked.refused is not None:
        if checked.copy is None:
            raise checked.refused
        paragraph(f"As it is it would be refused. {checked.refused.what}")
    if checked.fitted is not None:
        _show(file, checked.fitted)
    if checked.copy is None:
        paragraph("Nothing was written, and nothing was sent.")
        return
    paragraph(f"Written: {checked.copy}, with the contract's columns only, none of free text, and nothing that was found to "
              f"identify anybody; and {checked.issues}. Look at the copy before you send it.")  # fmt: skip


@app.command()
def add(
    path: Where,
    file: Return,
    name: As,
    days: Days = "",
    replace: Annotated[
        bool, typer.Option("--replace", help="Put its records in the place of those held of the same days.")
    ] = False,
) -> None:
    """Take in a partner's file, or refuse it whole."""
    with progress() as tell:
        added = partner_flow.add(path, file, name, _today(), days, replace, tell)
    if added.fitted is None:
        paragraph(f"Held already: sources/{added.stored_as} has the same rows. Nothing was changed.")
        return
    _show(file, added.fitted)
    kept = f"Stored as sources/{added.stored_as}; the file as given was not kept."
    gone = f" It took the place of {', '.join(f'sources/{one}' for one in added.replaced)}." if added.replaced else ""
    paragraph(f"{kept}{gone} Next: purbeck build {path}")


def _show(file: Path, fitted: Fitted) -> None:
    """Print what became of a file's rows, and what is wrong in it."""
    for remark in fitted.remarks:
        paragraph(remark)
    issues = fitted.issues.frame(file.name)
    for message in issues["message"].head(MOST_SAID):
        paragraph(f"- {message}")
    if len(issues) > MOST_SAID:
        say(f"- and {len(issues) - MOST_SAID:,} more")
    span = f", of {fitted.cover.first_day} to {fitted.cover.last_day}" if fitted.cover.first_day else ""
    say(f"{fitted.rows_read:,} rows read{span}: {fitted.rows_kept:,} kept, {fitted.rows_rejected:,} set aside.")


def _today() -> dt.date:
    return dt.datetime.now().astimezone().date()
