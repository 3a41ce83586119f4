"""Command line of the register of returns: purbeck returns, dispose; parses, calls, prints."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from purbeck import partner_flow
from purbeck.figures import listed, whole
from purbeck.findings.in_words import listed_months
from purbeck.findings.wording import gaps as words
from purbeck.periods import spoken_day
from purbeck.sources.returns.asked import FILE, Asked
from purbeck.sources.returns.contract import contracts
from purbeck.sources.returns.ledger import Entry
from purbeck.sources.returns.register import Line, must_go
from purbeck.terminal import paragraph, say, show

app = typer.Typer(rich_markup_mode=None)

Where = Annotated[Path, typer.Argument(help="The workspace: a partnership's folder.")]
OnDay = Annotated[
    dt.datetime | None,
    typer.Option("--on", formats=["%Y-%m-%d"], metavar="DATE", help="The day to look from, as 2027-03-31; else today."),
]
INDENT = 2
ANSWERS = {"none_yet": "no answer yet", "agreed": "agreed", "refused": "refused"}


@app.command()
def returns(path: Where, on: OnDay = None) -> None:
    """Say what was asked for, what came, what must go."""
    day = _day(on)
    lines = partner_flow.returns(path, day)
    for line in lines:
        say(f"{line.contract.title} ({line.contract.name})")
        for text in _about(line):
            paragraph(text, INDENT)
        say("")
    named = {line.contract.name for line in lines}
    paragraph(f"Never asked for, as far as {FILE} says: {listed([name for name in contracts() if name not in named])}.")
    gaps = [(line.contract.name, words.kind(gap), words.sentence(gap)) for line in lines for gap in line.gaps]
    show("Gaps", pd.DataFrame(gaps, columns=["source", "gap", "what"]))
    paragraph(
        f"This is {words.as_of(day)}. {words.OF_THE_PAGE} Requests are written down in {path / FILE}; nothing was changed."
    )


@app.command()
def dispose(
    path: Where,
    name: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE", help="The contract it came under, as custody.", autocompletion=partner_flow.contracts_named
        ),
    ],
    past_end: Annotated[bool, typer.Option("--past-end", help="Only files held beyond their time.")] = False,
    why: Annotated[str, typer.Option("--why", help="The reason, for the ledger; no person's name.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")] = False,
) -> None:  # fmt: skip
    """Remove what a partner sent, and every table made from it."""
    done = partner_flow.dispose(path, name, _day(None), past_end, why, dry_run)
    for entry in done.files:
        say(f"{'Would remove' if dry_run else 'Removed'}: sources/{entry.stored_as}, {_rows(entry)}")
    if dry_run:
        paragraph(f"It would take every table that can have something of it ({whole(done.tables)} files in tables/), which a "
                  "build makes again, and enter that in the ledger. Nothing was changed.")  # fmt: skip
        return
    paragraph(f"With it went every table that could have something of it ({whole(done.tables)} files); the ledger says so. "
              f"Publications and copies elsewhere are yours to remove. Next: purbeck build {path}")  # fmt: skip


def _about(line: Line) -> Iterator[str]:
    """Lines on one source: asked, gateway, come, complete, refused, disposed, to go."""
    yield from (_asked(one) for one in line.asked)
    checked = "" if line.contract.checked else "; nobody has checked this in its source"
    yield f"Gateway: {line.contract.gateway}{checked}."
    if line.files:
        last = max(entry.entered_on for entry in line.files)
        yield (f"Came: {_files(line.files)}, the last on {_spoken(last)}; "
               f"{whole(sum(entry.rows_kept for entry in line.files))} rows kept, "
               f"{whole(sum(entry.rows_rejected for entry in line.files))} set aside.")  # fmt: skip
    else:
        yield "Came: nothing that is held."
    if line.expected:
        yield _complete(line)
    for site, months in line.sites.items():
        yield f"Site {site}: {'lacks ' + listed_months(months) if months else 'every month that came'}."
    for entry in line.events("refused"):
        yield f"Refused at the door on {_spoken(entry.entered_on)}: {entry.why}."
    for entry in line.events("disposed"):
        yield f"Disposed of on {_spoken(entry.entered_on)}: {_rows(entry)}{'; ' + entry.why if entry.why else ''}."
    if line.next_to_go is not None:
        first = min(line.files, key=lambda entry: must_go(line.contract, entry))
        yield f"Must go: from {spoken_day(line.next_to_go)} on, beginning with sources/{first.stored_as}."


def _asked(one: Asked) -> str:
    until = f" to {one.until_month}" if one.until_month else " on"
    answered = f" on {spoken_day(one.answered_on)}" if one.answered_on else ""
    agreement = f"; agreement {one.agreement}" if one.agreement else ""
    why = f" ({one.why})" if one.why else ""
    return (
        f"Asked of {one.of} on {spoken_day(one.asked_on)}, for {one.from_month}{until}: {ANSWERS[one.answer]}{answered}{why}"
        f"{agreement}."
    )


def _complete(line: Line) -> str:
    held = len(line.expected) - len(line.missing)
    lacks = f" Missing: {listed_months(line.missing)}." if line.missing else ""
    return f"Complete: {held} of {len(line.expected)} months that are due ({listed_months(line.expected)}).{lacks}"


def _files(files: tuple[Entry, ...]) -> str:
    return "1 file" if len(files) == 1 else f"{whole(len(files))} files"


def _rows(entry: Entry) -> str:
    span = f" of {entry.first_day} to {entry.last_day}" if entry.first_day else ""
    return f"{whole(entry.rows_kept)} {'row' if entry.rows_kept == 1 else 'rows'}{span}"


def _spoken(day: str) -> str:
    return spoken_day(dt.date.fromisoformat(day))


def _day(on: dt.datetime | None) -> dt.date:
    return (on or dt.datetime.now().astimezone()).date()
