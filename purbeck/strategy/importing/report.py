"""A proposal in words, line by line, for whoever has to say yes to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from purbeck.strategy.faults import FOLDER
from purbeck.strategy.importing.fields import fields_of
from purbeck.strategy.importing.message import Message
from purbeck.strategy.importing.proposal import Proposal, Row

Said = tuple[int, str]  # by how much a line is indented, and its words


def lines(proposal: Proposal) -> Iterator[Said]:
    """All of it: columns, what would be added, what stands already, what is refused and why, how cells were read."""
    yield from _heading(proposal)
    yield from _columns(proposal)
    yield from _kept(proposal)
    yield from _messages("Refused", [one for row in proposal.of("refused") for one in row.refusals])
    if proposal.of("refused"):
        yield 0, ""
    yield from _look_through(proposal)
    if proposal.faults:
        yield 0, f"The files of {FOLDER}/ would have faults, so that nothing can be written"
        yield from ((2, f"{fault}") for fault in proposal.faults)
        yield 0, ""
    yield 0, counts(proposal)


def counts(proposal: Proposal) -> str:
    """Rows read = rows kept + rows rejected, each in its parts."""
    many = {outcome: len(proposal.of(outcome)) for outcome in ("added", "there", "refused", "no_entry")}
    return (
        f"{_rows(proposal.read)} read = {proposal.kept} kept ({many['added']} to add, {many['there']} there already) + "
        f"{proposal.rejected} rejected ({many['refused']} refused, {many['no_entry']} no entry)."
    )


def _rows(count: int) -> str:
    return f"{count} row" if count == 1 else f"{count} rows"


def _heading(proposal: Proposal) -> Iterator[Said]:
    table = proposal.table
    sheet = f', sheet "{table.sheet.name}"' if table.sheet.name else ""
    told = "" if proposal.named else ", as its headings say"
    yield 0, f"{proposal.file}{sheet}: {table.name}{told}; headings in row {table.header}"
    for number, text in table.above:
        words = "." if table.secret else f': "{text}"'
        yield 2, f"Row {number} stands above the headings and was left out{words}"
    for remark in proposal.remarks:
        yield 2, remark
    yield 0, ""


def _columns(proposal: Proposal) -> Iterator[Said]:
    fields = fields_of(proposal.table.name)
    yield 0, "Columns read"
    for column in proposal.table.taken():
        yield 2, f"{column.name} as {fields[column.path].spoken}"
    if proposal.left_out:
        yield 0, "Columns left out"
    for column, count in proposal.left_out:
        yield 2, f"{column.name}, with something in {_rows(count)}: {column.why}"
    yield 0, ""


def _kept(proposal: Proposal) -> Iterator[Said]:
    for title, rows in (
        (f"To add to {FOLDER}/{proposal.target}", proposal.of("added")),
        ("There already", proposal.of("there")),
        ("Left out, being no entries", proposal.of("no_entry")),
    ):
        if rows:
            yield 0, f"{title} ({len(rows)})"
            yield from ((2, _row(row)) for row in rows)
            yield 0, ""


def _row(row: Row) -> str:
    named = f" {row.id}" if row.id and row.outcome != "no_entry" else ""
    return f"row {row.number}{named}: {row.why or row.title or 'new'}"


def _look_through(proposal: Proposal) -> Iterator[Said]:
    said = [*proposal.table.said, *(one for row in proposal.of("added", "there") for one in row.said)]
    yield from _messages("How cells were read, to be looked through", said)
    if said:
        yield 0, ""


def _messages(title: str, messages: Iterable[Message]) -> Iterator[Said]:
    """Messages below a title, alike ones together; each where it is, what it is, what to do."""
    alike: dict[tuple[int, str, str], list[Message]] = {}
    for one in messages:
        alike.setdefault((one.column, one.what, one.todo), []).append(one)
    if alike:
        yield 0, title
    for (_, what, todo), together in alike.items():
        yield 2, where(together)
        yield 4, f"{what[:1].upper()}{what[1:]}."
        if todo:
            yield 4, f"-> {todo}"


def where(together: list[Message]) -> str:
    """Where some messages of one column are: 'rows 5, 7 and 9, "Deadline"'."""
    first = together[0]
    rows = list(dict.fromkeys(str(one.row) for one in together))
    if len(rows) == 1:
        return first.where
    named = f"rows {', '.join(rows[:-1])} and {rows[-1]}"
    return f'{named}, "{first.heading}"' if first.column and first.heading else named
