"""Which column of a file is which of its contract: any that is none refuses the whole file."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass

from purbeck.sources.returns.beside import other_sheet
from purbeck.sources.returns.contract import Contract
from purbeck.sources.returns.grid import Grid, merged_across, merged_down
from purbeck.sources.returns.identifying import identifying_word
from purbeck.sources.returns.identifying_values import identifies, may_be_shown
from purbeck.sources.returns.refusal import ReturnRefusedError
from purbeck.sources.returns.spellings import alike
from purbeck.sources.returns.terms import Terms

LONGEST_HEADING = 60


@dataclass(frozen=True)
class Headed:
    """A sheet that a row of headings heads: where each of the contract's columns stands in it, counting from 0."""

    grid: Grid
    row: int
    width: int
    columns: dict[str, int]
    headings: tuple[str, ...]
    clocks: dict[str, int]
    left_out: frozenset[int]

    @property
    def unheaded(self) -> tuple[int, ...]:
        """Columns that no heading stands over: nothing may stand in them."""
        headed = {*self.columns.values(), *self.clocks.values(), *self.left_out}
        return tuple(sorted(set(range(self.width)) - headed))

    def heading(self, name: str) -> str:
        """A column's heading as the supplier writes it; its name where the file lacks it."""
        return self.headings[self.columns[name]] if name in self.columns else name


def headed(
    file: str, grids: list[Grid], contract: Contract, terms: Terms, leave_out: bool = False
) -> tuple[list[Headed], list[str]]:  # fmt: skip
    """The sheets of a file that hold the return, and what to say of the others.

    Raises ReturnRefusedError for anything that its contract does not list; to `leave_out` what is not listed is to read on
    without it, for a copy.
    """
    known = _known(contract, terms)
    best = [(grid, *_best_row(grid, known)) for grid in grids]
    needed = min(2, len(contract.columns))
    found = [(grid, row) for grid, row, count in best if count >= needed]
    if not found:
        raise _no_headings(file, grids, contract, best)
    sheets = [_read(file, grid, row, contract, known, terms, leave_out) for grid, row in found]
    others = [] if leave_out else [other_sheet(file, grid, contract) for grid, _, count in best if count < needed]
    return sheets, [said for said in others if said]


def fits(grid: Grid, contract: Contract, terms: Terms) -> bool:
    """Whether a row of a sheet has every heading that a contract needs."""
    found = _named(grid, contract, terms)
    return len(found - {""}) > 1 and all(column.name in found for column in contract.columns if column.required)


def fits_alone(grid: Grid, contract: Contract, terms: Terms) -> bool:
    """Whether a row of a sheet has every heading that a contract needs, that of a figure, and none that it does not list."""
    found = _named(grid, contract, terms)
    a_figure = any(column.part == "figure" and column.name in found for column in contract.columns)
    return fits(grid, contract, terms) and a_figure and "" not in found


def _named(grid: Grid, contract: Contract, terms: Terms) -> set[str]:
    """The columns that the row of headings names, and "" where one of its headings is of none."""
    known = _known(contract, terms)
    row, _ = _best_row(grid, known)
    return {known.get(alike(text), "") for text in _texts(grid, row) if text}


def _known(contract: Contract, terms: Terms) -> dict[str, str]:
    """Every heading that a column may have, and the column's name."""
    found: dict[str, str] = {}
    for column in contract.columns:
        for said in (column.heading, column.name, *column.also):
            found.setdefault(alike(said), column.name)
    return found | {alike(theirs): ours for theirs, ours in terms.headings.items()}


def _texts(grid: Grid, row: int) -> list[str]:
    """The texts of a row, with those that an upright merge brings down into it."""
    by_row = dict(grid.first)
    texts = list(by_row.get(row, ()))
    for column, (top, left) in merged_down(grid, row).items():
        above = by_row.get(top, ())
        if left <= len(above):
            texts += [""] * (column - len(texts))
            texts[column - 1] = texts[column - 1] or above[left - 1]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _best_row(grid: Grid, known: dict[str, str]) -> tuple[int, int]:
    """The row that names the most columns of the contract, the first of equals, and how many it names."""
    best = (0, 0)
    for row, _ in grid.first:
        count = len({known[alike(text)] for text in _texts(grid, row) if alike(text) in known})
        best = (row, count) if count > best[1] else best
    return best


def _read(
    file: str, grid: Grid, row: int, contract: Contract, known: dict[str, str], terms: Terms, leave_out: bool
) -> Headed:  # fmt: skip
    where = f"{file}{grid.where}, row {row}"
    merge = merged_across(grid, row)
    if merge is not None:
        raise ReturnRefusedError(
            f"{where}: headings are merged across columns ({merge}), so that it cannot be told what stands in each of them.",
            "Take the merge apart and give each column a heading of its own, all in one row; then run it again.",
            f"headings merged across columns in row {row}",
        )
    texts = _texts(grid, row)
    at = {alike(text): number for number, text in enumerate(texts) if text}
    clocks = {name: at[alike(theirs)] for name, theirs in terms.clocks.items() if alike(theirs) in at}
    left_out = frozenset(at[alike(theirs)] for theirs in terms.left_out if alike(theirs) in at)
    if not leave_out:
        _refuse_unlisted(where, grid, texts, contract, known, {*clocks.values(), *left_out})
        _refuse_above(file, grid, row)
    columns: dict[str, int] = {}
    for number, text in enumerate(texts):
        name = known.get(alike(text), "") if text else ""
        if name in columns:
            raise ReturnRefusedError(
                f'{where}: {grid.column(columns[name])} ("{texts[columns[name]]}") and {grid.column(number)} ("{text}") '
                f"are both the column {name}.",
                "Take one of them out, and run it again.", f"column {name} is there twice",
            )  # fmt: skip
        if name:
            columns[name] = number
    _refuse_missing(where, texts, columns, contract)
    width = len(dict(grid.first)[row]) if grid.text else max(len(texts), grid.widest)
    return Headed(grid, row, width, columns, tuple(texts), clocks, left_out - {*columns.values()})


def _refuse_unlisted(
    where: str, grid: Grid, texts: list[str], contract: Contract, known: dict[str, str], declared: set[int]
) -> None:  # fmt: skip
    unlisted = [n for n, text in enumerate(texts) if text and alike(text) not in known and n not in declared]
    if not unlisted:
        return
    said, kept = [], []
    for number in unlisted:
        text, at = texts[number], grid.column(number)
        hidden = "hidden" if number + 1 in grid.hidden_columns else ""
        word = identifying_word(text)
        why = f'"{word}" tells who somebody is' if word else ""
        notes = ", ".join(filter(None, (at, hidden, why)))
        said.append(f'"{text}" ({notes})' if _is_heading(text) else f"a heading that is not shown ({notes})")
        kept.append(f'"{text}"' if _is_heading(text) and may_be_shown(text) else at)
    plural = "columns" if len(unlisted) > 1 else "a column"
    raise ReturnRefusedError(
        f"{where}: it has {plural} that the contract {contract.name} does not list: {'; '.join(said)}. Nothing of it was kept.",
        "Ask for the file without what is not listed, or write a copy with the contract's columns only: purbeck check-return "
        f"FILE --as {contract.name} --write COPY",
        f"columns outside the contract: {', '.join(kept)}", copy_helps=True,
    )  # fmt: skip


def _is_heading(text: str) -> bool:
    """Whether a text may be shown as a heading, and is not rather somebody's details where a heading should be."""
    return len(text) <= LONGEST_HEADING and not identifies(text)


def _refuse_missing(where: str, texts: list[str], columns: dict[str, int], contract: Contract) -> None:
    lacking = [column for column in contract.columns if column.required and column.name not in columns]
    if not lacking:
        return
    said = ", ".join(f'"{column.heading}"' for column in lacking)
    raise ReturnRefusedError(
        f"{where}: it lacks {'columns' if len(lacking) > 1 else 'a column'} that the contract {contract.name} needs: {said}. "
        f"It has: {', '.join(texts[n] for n in sorted(columns.values()))}.",
        f"Add what is missing (the sheet to fill in: purbeck template {contract.name}), or say with a mapping which of its "
        "columns it is; then run it again.",
        f"columns missing: {', '.join(column.name for column in lacking)}",
    )


def _refuse_above(file: str, grid: Grid, row: int) -> None:
    for number, cells in grid.first:
        for text in cells if number < row else ():
            if kind := identifies(text):
                raise ReturnRefusedError(
                    f"{file}{grid.where}, row {number}: above the headings stands {kind}. Nothing of the file was kept.",
                    "Take out the rows above the headings, and run it again.",
                    f"{kind} above the headings",
                )


def _no_headings(
    file: str, grids: list[Grid], contract: Contract, best: list[tuple[Grid, int, int]]
) -> ReturnRefusedError:
    wanted = [column.heading for column in contract.columns if column.required] or [contract.columns[0].heading]
    if not grids or not any(grid.first for grid in grids):
        return ReturnRefusedError(f"{file} is empty.", "Ask for the file again.", "the file is empty")
    first = next(grid for grid, *_ in best if grid.first)
    near = list(_near(first, wanted))
    found = f" Near to them: {', '.join(near)}." if near else ""
    return ReturnRefusedError(
        f"{file}: in its first rows no row has the headings of the contract {contract.name}. Those it needs: "
        f"{', '.join(wanted)}.{found}",
        "Check that it is this return (--as), that its columns have headings in one row, and that they are spelt as the "
        f"sheet to fill in spells them (purbeck template {contract.name}).",
        "no row of headings",
    )


def _near(grid: Grid, wanted: list[str]) -> Iterator[str]:
    texts = [text for _, cells in grid.first[:5] for text in cells if text and may_be_shown(text)]
    for heading in wanted:
        for near in difflib.get_close_matches(alike(heading), [alike(text) for text in texts], n=1, cutoff=0.75):
            yield f'"{next(text for text in texts if alike(text) == near)}" for "{heading}"'
