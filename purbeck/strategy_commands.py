"""Command line of the strategy: purbeck strategy new, check, import, publish; parses, calls, prints."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from purbeck import strategy_flow
from purbeck.errors import StrategyError
from purbeck.periods import spoken_day
from purbeck.strategy.checks.checks import CHECKS
from purbeck.strategy.checks.remark import BROKEN, Remark
from purbeck.strategy.files import LISTS
from purbeck.strategy.importing import ledger, report
from purbeck.strategy.importing.proposal import Proposal
from purbeck.strategy.voices import Edition
from purbeck.terminal import paragraph, say, show

app = typer.Typer(
    help="Begin, import, check and publish a strategy.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Where = Annotated[Path, typer.Argument(help="The workspace: a partnership's folder.")]
OnDay = Annotated[
    dt.datetime | None,
    typer.Option("--on", formats=["%Y-%m-%d"], metavar="DATE", help="The day to look from, as 2027-03-31; else today."),
]
LEFT_BLANK = "left_blank"


@app.command()
def new(path: Where) -> None:
    """Write files to begin a strategy with."""
    written, left = strategy_flow.strategy_new(path)
    for name in written:
        say(f"Written: strategy/{name}")
    if left:
        paragraph(f"Left as they were, since they are there already: {', '.join(left)}.")
    paragraph(f"Every line in a new file is a comment until you take its # away. Begin with strategy.toml. "
              f"Next: purbeck strategy check {path}")  # fmt: skip


@app.command()
def check(path: Where, on: OnDay = None) -> None:
    """Say what a good officer would notice in the strategy."""
    found = strategy_flow.strategy_check(path, _day(on))
    if not found.strategy.written:
        say(f"Nothing is written yet in {path / 'strategy'}.")
        return
    titles = {one.name: one.title for one in CHECKS}
    for name, remarks in groupby(found.remarks, key=lambda remark: remark.check):
        show_remarks(titles[name], list(remarks))
    show_endings(found)
    show_what_could_not_be_asked(found)
    broken = sum(remark.weight == BROKEN for remark in found.remarks)
    blank = sum(remark.check == LEFT_BLANK for remark in found.remarks)
    odd = len(found.remarks) - broken - blank
    paragraph(f"{_many(broken)} broken, {_many(odd).lower()} to look at, {_many(blank).lower()} left blank, on "
              f"{spoken_day(found.on)}. Nothing was changed.")  # fmt: skip
    if broken:
        raise typer.Exit(StrategyError.exit_code)


@app.command()
def publish(
    path: Where,
    edition: Annotated[
        Edition, typer.Option(help="For whom: partners, as a working draft, or the public, who see less.")
    ] = "partners",
    on: OnDay = None,
    name: Annotated[str | None, typer.Option(help="Name of the publication's folder.")] = None,
    language: Annotated[
        str, typer.Option(metavar="CODE", help="Another language than English, as translated: cy is Welsh.")
    ] = "",
) -> None:
    """Write the strategy as pages."""
    written = strategy_flow.strategy_publish(path, _day(on), edition, name, language=language)
    for note in written.notes:
        paragraph(note)
    kind = "the public edition" if edition == "public" else "a working draft for partners, not a public edition"
    say(f"Written: {written.page}. It opens from disk in any browser. It is {kind}.")


def _day(on: dt.datetime | None) -> dt.date:
    return on.date() if on else _today()


def _many(count: int) -> str:
    return str(count) if count else "Nothing"


def show_remarks(title: str, remarks: list[Remark]) -> None:
    """Print the remarks of one check below its title."""
    weight = ", broken" if remarks[0].weight == BROKEN else ""
    say(f"{title} ({len(remarks)}{weight})")
    for remark in remarks:
        paragraph(f"{remark.subject} ({remark.where})", 2)
        paragraph(remark.words, 4)
        paragraph(f"-> {remark.todo}", 4)
    say("")


def show_endings(found: strategy_flow.StrategyCheck) -> None:
    """Print what ends when; what ends together, on one line."""
    rows = []
    for (on, what), together in groupby(found.endings, key=lambda one: (one.on, one.what)):
        first, *others = together
        rows.append((spoken_day(on), what, first.subject + (f" and {len(others)} more" if others else "")))
    show("What ends when", pd.DataFrame(rows, columns=["day", "what", "whose"]))
    say("")


def show_what_could_not_be_asked(found: strategy_flow.StrategyCheck) -> None:
    """Print which checks could not look, because what they need was not built."""
    if found.not_looked_at:
        *needs, last = dict.fromkeys(one.needs for one in found.not_looked_at)
        lacking = f"{', '.join(needs)} and {last}" if needs else last
        checks = ", ".join(one.title.lower() for one in found.not_looked_at)
        paragraph(f"Not looked at, since there are no {lacking} yet: {checks}.")


@app.command(name="import")
def import_(
    path: Where,
    file: Annotated[Path, typer.Argument(help="The spreadsheet: .xlsx, .ods or .csv.")],
    name: Annotated[
        str | None,
        typer.Option("--as", metavar="LIST", help="What its rows are: actions, indicators, related, partners ...; "
                     "else its headings say."),
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="The sheet; else the only one with such headings.")] = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Add the rows; without it they are only looked at.")
    ] = False,
    skip_bad: Annotated[
        bool,
        typer.Option("--skip-bad", help="Pass over refused rows, which are written to a file beside the spreadsheet."),
    ] = False,
) -> None:  # fmt: skip
    """Take a list into the strategy from a spreadsheet."""
    refuse_unknown(name)
    proposal = strategy_flow.import_proposed(path, file, name, sheet)
    for indent, words in report.lines(proposal):
        paragraph(words, indent)
    if not apply:
        paragraph(f"Nothing was written.{_how_to_apply(path, file, proposal)}")
        return
    done = strategy_flow.import_applied(path, file, proposal, _today(), skip_bad)
    if done is None:
        say("There was nothing to add, and nothing was written.")
        return
    if done.number:
        paragraph(f"Import {done.number}: {len(proposal.entries)} added to {done.file}. To take it back: "
                  f"purbeck strategy undo {quoted(path)}")  # fmt: skip
    else:
        paragraph("Every row was refused: the strategy is as it was.")
    for words, written in (("Refused rows", done.refused), ("What else was left out", done.left_out)):
        if written is not None:
            paragraph(f"{words}: {written}")


def _how_to_apply(path: Path, file: Path, proposal: Proposal) -> str:
    if not proposal.entries or proposal.faults:
        return ""
    sheet = proposal.table.sheet.name
    options = f" --as {proposal.table.name}" + (f' --sheet "{sheet}"' if sheet else "")
    skip = " --skip-bad" if proposal.of("refused") else ""
    return f" To add them: purbeck strategy import {quoted(path)} {quoted(file)}{options} --apply{skip}"


def refuse_unknown(name: str | None) -> None:
    """Refuse the name of a list that there is not, as a slip of the keyboard."""
    if name is not None and name not in LISTS:
        raise typer.BadParameter(f'there is no list "{name}". There are: {", ".join(LISTS)}.', param_hint="--as")


def quoted(path: Path) -> str:
    """A path as it may be typed."""
    return f'"{path}"' if " " in str(path) else str(path)


def _today() -> dt.date:
    return dt.datetime.now().astimezone().date()


@app.command()
def template(
    path: Where,
    file: Annotated[Path, typer.Argument(help="The workbook to write (.xlsx).")],
    name: Annotated[
        str,
        typer.Option(
            "--as", metavar="LIST", help="The list to fill in: actions, indicators, related, partners or another."
        ),
    ],
) -> None:
    """Write a sheet to fill in and import."""
    refuse_unknown(name)
    written = strategy_flow.import_template(path, file, name)
    paragraph(f"Written: {written}. When it is filled in: purbeck strategy import {quoted(path)} {quoted(written)} "
              f"--as {name}")  # fmt: skip


@app.command()
def undo(path: Where) -> None:
    """Take back the last import from a spreadsheet."""
    done = strategy_flow.import_undone(path, _today())
    if done is None:
        say("There is no import to take back.")
        return
    was = f"import {done.line.number} of {done.line.day} ({done.line.spreadsheet}, {done.line.added} entries)"
    if done.changed:
        paragraph(f"Took back {was}: strategy/{done.line.file} is as it was before, to the byte.")
    else:
        paragraph(f"strategy/{done.line.file} was already as it was before {was}; {ledger.LEDGER} now says so.")
