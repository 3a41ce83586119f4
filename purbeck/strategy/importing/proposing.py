"""From a spreadsheet file to what would become of each of its rows; nothing is written here."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from purbeck.errors import SourceError
from purbeck.strategy.entry import Part
from purbeck.strategy.faults import shown
from purbeck.strategy.files import LISTS
from purbeck.strategy.importing import consent, entries, ids, spellings
from purbeck.strategy.importing.cells import Around, spoken
from purbeck.strategy.importing.fields import fields_of
from purbeck.strategy.importing.known import Known, file_of, label_of
from purbeck.strategy.importing.proposal import Proposal, Row
from purbeck.strategy.importing.table import HEADED_WITHIN, Column, Table, header_of, table_of
from purbeck.strategy.strategy import Strategy
from purbeck.workbooks.opening import read
from purbeck.workbooks.sheet import Book, Sheet, large_error

IMPORTED = "imported"  # the file of a list that has many, such as voices/*.toml
MARKS = "*†‡"  # a footnote may follow these without a space
ADDS_ONLY = "An import adds and never changes: correct that line by hand, or take the row out of the sheet."
APART = "Take the merge apart and write each value in its own cell."


@dataclass(frozen=True)
class _Chosen:
    sheet: Sheet
    name: str
    header: int
    fields: int


def propose(path: Path, strategy: Strategy, name: str | None, sheet: str | None) -> Proposal:
    """What an import of a file would do.

    Parameters
    ----------
    name : the list that the rows are entries of; None to tell it by the headings.
    sheet : the sheet; None for the only one with the headings of the list.

    Raises SourceError where the file cannot be read, or it cannot be told what in it is meant.
    """
    if name is not None and name not in LISTS:
        close = difflib.get_close_matches(name, LISTS, n=1)
        hint = f' Did you mean "{close[0]}"?' if close else ""
        raise SourceError(f'There is no list "{name}".{hint}', f"There are: {', '.join(LISTS)}.")
    book = read(path)
    chosen = _choose(book, name, sheet)
    table = table_of(path.name, chosen.sheet, chosen.name, chosen.header)
    lists: Mapping[str, Sequence[Part]] = {one: getattr(strategy, one) for one in LISTS}
    rows = _rows(table, lists, text_file=not chosen.sheet.name)
    target = file_of(chosen.name).replace("*", IMPORTED)
    remarks = (*book.remarks, *_others(book, chosen, sheet))
    return Proposal(path.name, table, name is not None, target, rows, remarks)


# --- which sheet, which list ------------------------------------------------------------------------------------------


def _choose(book: Book, name: str | None, sheet: str | None) -> _Chosen:
    file = book.path.name
    sheets = [one for one in book.sheets if one.rows and not one.hidden] if sheet is None else [_named(book, sheet)]
    large = next((one for one in (book.sheets if sheet is None else sheets) if one.too_large and not one.hidden), None)
    found = [
        _Chosen(one, of, *headed)
        for one in sheets
        for of in ([name] if name else LISTS)
        if (headed := header_of(one, of)) != (0, 0)
    ]
    if not found and large is not None:
        raise large_error(file, large.name, large.too_large)
    if not found:
        wanted = _headings_wanted(name) if name else "Say what it lists: --as actions, or another list."
        where = f'sheet "{sheet}" of {file}' if sheet else file
        raise SourceError(f"No row of {where} has the headings of {name or 'a list of the strategy'}.", wanted)
    most = max(one.fields for one in found)
    # One heading alone may be any word; a list that needs no second is told by it where no sheet has more.
    best = [one for one in found if one.fields == most or (name and one.fields > 1)]
    if len({id(one.sheet) for one in best}) > 1:
        names = ", ".join(f'"{one.sheet.name}"' for one in best)
        raise SourceError(f"Several sheets of {file} have such headings: {names}.", "Say which, with --sheet NAME.")
    if len(best) > 1:
        lists = ", ".join(one.name for one in best)
        raise SourceError(
            f"By its headings {file} may be any of: {lists}.",
            f"Say which, with --as {best[0].name} or another of them.",
        )
    return best[0]


def _named(book: Book, sheet: str) -> Sheet:
    found = next((one for one in book.sheets if one.name.casefold() == sheet.strip().casefold()), None)
    if found is None:
        names = ", ".join(f'"{one.name}"' for one in book.sheets if one.name)
        there = f"It has: {names}." if names else "It is a text file and has no sheets: leave --sheet out."
        raise SourceError(f'{book.path.name} has no sheet "{sheet}".', there)
    return found


def _headings_wanted(name: str) -> str:
    needed = [field.spoken for field in fields_of(name).values() if field.needed and field.path != "id"]
    called = label_of(name) or needed[0]
    return (
        f"One of the first {HEADED_WITHIN} rows has to head the columns, {called} among them. "
        f"Needed are: {', '.join(needed)}."
    )


def _others(book: Book, chosen: _Chosen, sheet: str | None) -> list[str]:
    """What is said of the sheets that are not read."""
    if sheet is not None:
        return []
    said = []
    for one in book.sheets:
        if one is not chosen.sheet and (one.rows or one.too_large):
            why = "it is hidden" if one.hidden else one.too_large or f"it is without headings of {chosen.name}"
            said.append(f'Sheet "{one.name}" was not read: {why}.')
    return said


# --- row by row -------------------------------------------------------------------------------------------------------


def _rows(table: Table, lists: Mapping[str, Sequence[Part]], text_file: bool) -> tuple[Row, ...]:
    before, known = Known(lists), Known(lists)
    rows = tuple(Row(line) for line in table.lines)
    for row in rows:
        _look_at_its_form(row, table, text_file)
    open_rows = [row for row in rows if row.outcome == "added" and not row.refusals]
    ids.assign(open_rows, table, known)
    words = {word for entry in lists["partners"] for word in spellings.alike(str(getattr(entry, "title", ""))).split()}
    around = Around(table.name, known, frozenset(words), table.sheet.day_zero, table.doubtful)
    for row in open_rows:
        entries.read_cells(row, table, around)
        consent.look(row, table)
    earlier: dict[str, Row] = {}
    for row in open_rows:
        _settle(row, table, lists[table.name], before, known, earlier)
    for row in rows:
        if row.refusals and row.outcome == "added":
            row.outcome = "refused"
            _excuse(row, table)
    _refuse_dependants(rows, table, before)
    return rows


def _look_at_its_form(row: Row, table: Table, text_file: bool) -> None:
    """What can be said of a row before its cells are read."""
    line = row.line
    if table.repeats_headings(line):
        row.outcome, row.why = "no_entry", "the headings again"
        return
    if any(spellings.begins_with(cell.text, spellings.values().rows.examples) for cell in line.own[:2]):
        row.outcome, row.why = "no_entry", "an example"
        return
    if not line.across and not any(column.path not in {"", "id"} for column in _own(row, table)):
        row.outcome, row.why = "no_entry", "nothing stands in the columns that are read"
        return
    for merge in line.across:
        row.refuse(f"{merge} is merged across columns, so that it cannot be told which of them it is of", APART)
    for column in line.covered:
        row.refuse(f"a cell beneath the merge in {line.cells[column].name} holds something of its own", APART)
    unheaded = [c for c in table.columns if not c.heading and c.number in line.cells]
    if text_file and unheaded:
        row.refuse(
            "it has more values than there are headings",
            "A value with the separator in it has to stand in quotation marks.",
            unheaded[0].number,
        )
    if not row.refusals and sum(bool(column.path) for column in _own(row, table)) == 1 and len(_needed(table)) > 1:
        row.refuse(
            "only one cell of it is filled",
            "If it heads the rows below it, give what it says a column of its own in each of them, and delete the row; "
            "if it is an entry, fill in the rest.",
        )


def _own(row: Row, table: Table) -> list[Column]:
    """The columns in which a row holds something of its own."""
    held = {cell.place[1] for cell in row.line.own}
    return [column for column in table.columns if column.number in held]


def _needed(table: Table) -> list[str]:
    return [field.path for field in fields_of(table.name).values() if field.needed and field.path != "id"]


def _settle(
    row: Row, table: Table, there: Sequence[Part], before: Known, known: Known, earlier: dict[str, Row]
) -> None:  # fmt: skip
    """Say whether a row is new, stands in the strategy already, or repeats an earlier one."""
    has_id = "id" in LISTS[table.name].model_fields
    entry = next((one for one in there if has_id and getattr(one, "id", "") == row.id), None)
    if entry is not None:
        if not row.refusals:
            _compare(row, table, entry)
        return
    if before.called(table.name, row.title) if row.title else None:
        taken = ", ".join(sorted(before.called(table.name, row.title)))
        row.refuse(f"its title is that of {taken} already", "If it is the same, give it that id; else another title.")
    made = has_id and not row.id
    if made:
        ids.numbered(row, table, known)
    if has_id:
        row.raw["id"] = row.id
    entries.validate(row, table)
    if row.refusals:
        return
    if any(_same(row.part, one, but_id=made or not has_id) for one in there):
        row.outcome, row.why = "there", "the strategy has it already, word for word"
        return
    _hold_against_earlier(row, table, earlier, made or not has_id)


def _hold_against_earlier(row: Row, table: Table, earlier: dict[str, Row], but_id: bool) -> None:
    """A row that says what an earlier row says is no second entry; one that has its id or title and says more is refused."""
    content = repr({name: value for name, value in row.raw.items() if name != "id"})
    first = earlier.get(content if but_id else f"id {row.id}")
    if first is None:
        earlier[content if but_id else f"id {row.id}"] = row
        return
    if first.raw == row.raw or but_id:
        row.outcome, row.why = "no_entry", f"the same as row {first.number}"
        return
    differ = [c for c in table.taken() if _text(row, c.number) != _text(first, c.number)]
    named = ", ".join(column.name for column in differ)
    row.refuse(
        f'row {first.number} has the id "{row.id}" already, by its id or title, and says otherwise in {named}',
        "Keep one of the two rows, or give each an id of its own in a column headed ID.",
    )


def _text(row: Row, column: int) -> str:
    return row.line.cells[column].text if column in row.line.cells else ""


def _same(part: Part | None, other: Part, but_id: bool) -> bool:
    if part is None or type(part) is not type(other):
        return False
    names = [name for name in type(part).model_fields if not (but_id and name == "id")]
    return all(getattr(part, name) == getattr(other, name) for name in names)


def _compare(row: Row, table: Table, entry: Part) -> None:
    """Hold a row against the entry with its id: the same in all that it says, or refused with each difference."""
    fields = fields_of(table.name)
    for path, new in _flat(row.raw, ""):
        old = _at(entry, path)
        if _comparable(new) != _comparable(old):
            column = next((c for c in table.taken() if c.path == path), None)
            said = f"with {_spoken(old)} as its {fields[path].spoken}; here it is {_spoken(new)}"
            if table.secret:
                said = f"with something else as its {fields[path].spoken}"
            what = f"the strategy has {row.id} ({entry.where}), {said}"
            row.refuse(what, ADDS_ONLY, column.number if column else 0, column.heading if column else "")
    if not row.refusals:
        row.outcome, row.why = "there", f"{entry.where} says so already"


def _spoken(value: Any) -> str:
    return "nothing" if value in (None, (), []) else spoken(value)


def _flat(raw: Mapping[str, Any], before: str) -> list[tuple[str, Any]]:
    """Every value of an entry with its path; of a list of groups the first group."""
    found: list[tuple[str, Any]] = []
    for name, value in raw.items():
        inside = value[0] if isinstance(value, list) and value and isinstance(value[0], dict) else value
        found += _flat(inside, f"{before}{name}.") if isinstance(inside, dict) else [(f"{before}{name}", value)]
    return found


def _at(entry: Part, path: str) -> Any:
    value: Any = entry
    for name in path.split("."):
        value = value[0] if isinstance(value, tuple) and value else value
        value = getattr(value, name, None)
    return value


def _comparable(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return sorted(map(str, value))
    return " ".join(value.split()) if isinstance(value, str) else value


def _excuse(row: Row, table: Table) -> None:
    """A refused row that is a total or a footnote is no entry, and keeps nobody from importing the others."""
    rows = spellings.values().rows
    own = row.line.own
    if not own:
        return
    first = own[0].text
    if spellings.is_among(first.rstrip(": "), rows.totals):
        row.outcome, row.why = "no_entry", f"a total ({shown(first)})"
    elif len(own) == 1 and (first[:1] in MARKS or spellings.begins_with(first, rows.footnotes)):
        row.outcome, row.why = "no_entry", "a footnote" if table.secret else f"a footnote ({shown(first)})"


def _refuse_dependants(rows: Sequence[Row], table: Table, before: Known) -> None:
    """Refuse rows that name a row which is refused, until no more are found."""
    fields = [field for field in fields_of(table.name).values() if field.kind == "id" and field.to == table.name]
    while True:
        standing = before.ids[table.name] | {row.id for row in rows if row.outcome in {"added", "there"}}
        fallen = [(row, field, lost) for row in rows if row.outcome == "added" for field in fields
                  if (lost := set(_listed(row.raw.get(field.path))) - standing)]  # fmt: skip
        if not fallen:
            return
        for row, field, lost in fallen:
            column = next(c for c in table.taken() if c.path == field.path)
            what = f"it names {', '.join(sorted(lost))}, whose row is refused"
            row.refuse(what, "Put that row right first.", column.number, column.heading)
            row.outcome = "refused"


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())
