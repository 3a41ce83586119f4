"""A proposed mapping as the TOML file that a person corrects, with how sure each line is and why."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

from purbeck.sources.returns.contract import NOT_KNOWN
from purbeck.sources.returns.day_orders import ORDERS
from purbeck.sources.returns.mapping import ALL_TOGETHER, YES_NO
from purbeck.sources.returns.proposing import Guess, Proposal

SURE, UNDECIDED = "sure", "UNDECIDED"


def as_toml(proposal: Proposal, on: dt.date) -> str:
    """The file's text. Read back, it is the mapping as proposed; what is "" is for a person to decide."""
    return (
        "\n".join([*_head(proposal, on), *_columns(proposal), *_times(proposal), *_days(proposal), *_values(proposal)])
        + "\n"
    )


def _head(proposal: Proposal, on: dt.date) -> Iterator[str]:
    contract = proposal.contract
    yield f"# A mapping onto {contract.name}, proposed from {proposal.rows:,} rows. Nothing is read by it until every line that"
    yield f'# says {UNDECIDED} has been decided: where you cannot know, ask whoever sent the file. "" is not decided.'
    yield f"contract = {_text(contract.name)}"
    yield 'supplier = ""  # whose file it is'
    yield f"proposed_on = {on.isoformat()}"
    yield "# Headings that are not to be taken, each because you said so. One that says who somebody is may not be left out here:"
    yield "# the file is refused while it has it (purbeck check-return writes a copy without)."
    yield "leave_out = []"
    yield '# Of places that no column says, what every row would say, as whose file it is: { COLUMN = "ONS code" }.'
    yield "always = {}"
    for column in proposal.lacking:
        yield f"# LACKING: no heading is proposed for {column.name} ({column.meaning}), which is required."


def _columns(proposal: Proposal) -> Iterator[str]:
    yield ""
    yield f"# Columns of {proposal.contract.name}: {', '.join(proposal.contract.names)}"
    yield "[columns]"
    for guess in proposal.headings:
        yield _said(guess, proposal.rows)
        yield f"{_text(guess.given)} = {_text(guess.to)}"


def _times(proposal: Proposal) -> Iterator[str]:
    if proposal.times:
        yield ""
        yield "# The heading of the time of day, where it stands in a column beside the day."
        yield "[times]"
    for guess in proposal.times:
        yield f"# {SURE}: {guess.why}; {guess.rows:,} of {proposal.rows:,} rows"
        yield f"{guess.given} = {_text(guess.to)}"


def _days(proposal: Proposal) -> Iterator[str]:
    if proposal.days:
        yield ""
        yield f"# In which order the numbers of a day stand: {', '.join(ORDERS)}."
        yield "[days]"
    for guess in proposal.days:
        yield _said(guess, proposal.rows)
        yield f"{guess.given} = {_text(guess.to)}"


def _values(proposal: Proposal) -> Iterator[str]:
    for name, guesses in proposal.values.items():
        column = proposal.contract.column(name)
        allowed = YES_NO if column.form == "flag" else column.allowed_codes or ("ONS codes",)
        special = [NOT_KNOWN, *((ALL_TOGETHER,) if proposal.contract.holds == "figures" else ())]
        yield ""
        yield f"# {', '.join(dict.fromkeys((*allowed, *special)))}"
        yield f"[values.{name}]"
        for guess in guesses:
            yield f"{_text(guess.given)} = {_text(guess.to)}  {_said(guess, proposal.rows)}"


def _said(guess: Guess, rows: int) -> str:
    return f"# {SURE if guess.to else UNDECIDED}: {guess.why}; {guess.rows:,} of {rows:,} rows"


def _text(value: str) -> str:
    """A text as TOML writes it: what JSON escapes, TOML reads alike, but for the delete character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def report(proposal: Proposal) -> list[str]:
    """What the command says of a proposal: what is undecided, with counts. Values of sensitive columns are in no proposal."""
    lines = [
        f"{guess.given}: {guess.why}; {guess.rows:,} of {proposal.rows:,} rows"
        for guess in (*proposal.headings, *proposal.days)
        if not guess.to
    ]
    for name, guesses in proposal.values.items():
        open_ = [guess for guess in guesses if not guess.to]
        if open_:
            rows = sum(guess.rows for guess in open_)
            lines.append(f"{name}: {len(open_):,} of {len(guesses):,} values, in {rows:,} of {proposal.rows:,} rows")
    lines += [f"{column.name}: required, and no heading is proposed for it" for column in proposal.lacking]
    return lines
