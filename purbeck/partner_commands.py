"""Command line of partners' returns: template, map, check-return, add; parses, calls, prints."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from purbeck import partner_flow
from purbeck.sources.returns.fitting import Fitted
from purbeck.sources.returns.mapping_text import report
from purbeck.sources.returns.terms import DAY_FORMS
from purbeck.terminal import paragraph, progress, say

app = typer.Typer(rich_markup_mode=None)

MOST_ALIKE = 3  # issues of one column and rule that are shown
MOST_SAID = 20  # issues that are shown; all are in the file of issues

Where = Annotated[Path, typer.Argument(help="The workspace: a partnership's folder.")]
Return = Annotated[Path, typer.Argument(metavar="FILE", help="The partner's file: .csv, .xlsx or .ods.")]
Days = Annotated[
    str, typer.Option("--days", metavar="ORDER", help=f"How it writes days in figures: {' or '.join(DAY_FORMS)}.")
]


As = Annotated[
    str,
    typer.Option(
        "--as",
        metavar="NAME",
        help="Its contract, as emergency_department.",
        autocompletion=partner_flow.contracts_named,
    ),
]


@app.command()
def template(
    name: Annotated[
        str,
        typer.Argument(
            help="The contract, as custody or emergency_department.", autocompletion=partner_flow.contracts_named
        ),
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


@app.command(name="map")
def map_columns(
    path: Where,
    file: Return,
    name: As = "police_extract",
    mapping: Annotated[
        str,
        typer.Option(
            "--name", metavar="NAME", help="What to call the mapping: whose columns they are, as moor-police."
        ),
    ] = "supplier",
) -> None:
    """Propose what a supplier's columns and values stand for."""
    with progress() as tell:
        proposal, written = partner_flow.propose_mapping(path, file, name, mapping, _today(), tell)
    lines = report(proposal)
    say(f"{proposal.rows:,} rows read. Proposed, with reasons: {written}")
    if lines:
        paragraph("To be decided by you, or asked of whoever sent it:")
    for line in lines:
        paragraph(f"- {line}")
    paragraph(f"Nothing is taken in by it until supplier and every undecided line are filled in. Next: edit it, then purbeck add "
              f"{path} FILE --as {name} --mapping {mapping}")  # fmt: skip


@app.command(name="check-return")
def check_return(
    file: Return,
    name: As,
    days: Days = "",
    mapping: Annotated[
        Path | None, typer.Option("--mapping", metavar="FILE", help="A mapping of its columns (.toml), as purbeck map writes.")
    ] = None,
    write: Annotated[
        Path | None,
        typer.Option("--write", metavar="COPY", help="Write a copy (.csv) with what may leave, and its issues beside it."),
    ] = None,
) -> None:  # fmt: skip
    """Check a return before it is sent; needs no workspace."""
    with progress() as tell:
        checked = partner_flow.check_return(file, name, _today(), days, write, tell, mapping)
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
def estimate(
    answers: Annotated[Path, typer.Argument(metavar="ANSWERS", help="The answers to a survey, a row for each person.")],
    design: Annotated[Path, typer.Option("--design", metavar="FILE", help="How it was drawn and asked (.toml).")],
    write: Annotated[
        Path, typer.Option("--write", metavar="FILE", help="Write the estimates (.csv), and rows set aside.")
    ],
) -> None:
    """Make a return from a survey's answers; needs no workspace."""
    with progress() as tell:
        made = partner_flow.estimate(answers, design, write, _today(), tell)
    paragraph(f"{made.rows_read:,} people: {made.rows_kept:,} kept, {made.rows_read - made.rows_kept:,} set aside.")
    _show_issues(made.issues)
    held_back = f"{made.held_back:,} more were not written, since fewer than {made.least} people answered."
    paragraph(f"{made.estimates:,} estimates, each with its 95% interval. {held_back}")
    paragraph(f"Written: {made.copy}, and {made.listed}. Nothing of the answers was kept, and nothing was sent. Look at the "
              "estimates before you send them.")  # fmt: skip


@app.command()
def add(
    path: Where,
    file: Return,
    name: As,
    days: Days = "",
    replace: Annotated[
        bool, typer.Option("--replace", help="Put its records in the place of those held of the same days.")
    ] = False,
    mapping: Annotated[
        str, typer.Option("--mapping", metavar="NAME", help="The mapping of its columns in mappings/, without .toml.")
    ] = "",
) -> None:
    """Take in a partner's file, or refuse it whole."""
    with progress() as tell:
        added = partner_flow.add(path, file, name, _today(), days, replace, tell, mapping)
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
    _show_issues(fitted.issues.frame(file.name))
    span = f", of {fitted.cover.first_day} to {fitted.cover.last_day}" if fitted.cover.first_day else ""
    say(f"{fitted.rows_read:,} rows read{span}: {fitted.rows_kept:,} kept, {fitted.rows_rejected:,} set aside.")


def _show_issues(issues: pd.DataFrame) -> None:
    shown = issues.groupby(["column", "rule"], sort=False).head(MOST_ALIKE)["message"].head(MOST_SAID)
    for message in shown:
        paragraph(f"- {message}")
    if len(issues) > len(shown):
        say(f"- and {len(issues) - len(shown):,} more")


def _today() -> dt.date:
    return dt.datetime.now().astimezone().date()
