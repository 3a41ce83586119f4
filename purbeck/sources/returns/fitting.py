"""A partner's file held against its contract: rows kept, rows set aside, values left out, and why."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd

from purbeck.sources.returns import beside, grid, headings
from purbeck.sources.returns.contract import Contract
from purbeck.sources.returns.cover import Cover
from purbeck.sources.returns.crossing import crossed
from purbeck.sources.returns.day_orders import with_clock
from purbeck.sources.returns.headings import Headed
from purbeck.sources.returns.identifying_values import may_be_shown
from purbeck.sources.returns.known_codes import known_codes
from purbeck.sources.returns.noting import Issues
from purbeck.sources.returns.orders_seen import OrdersSeen
from purbeck.sources.returns.placing import placed
from purbeck.sources.returns.records import stored_names
from purbeck.sources.returns.refusal import ReturnRefusedError
from purbeck.sources.returns.terms import Terms
from purbeck.sources.returns.values import IDENTIFIES, READ_AS, Meaning
from purbeck.workbooks.text_blocks import BEYOND, WIDTH, NotPlainError
from purbeck.workspace import Tell

MOST_CODES = 5  # of those that no list holds, named in one issue

Place = Callable[[pd.DataFrame], pd.DataFrame]


class Sink(Protocol):
    """Where the rows that fit go: `begin` forgets what was put there before."""

    def begin(self) -> None:
        """Forget every row."""

    def put(self, rows: pd.DataFrame) -> None:
        """Take rows, as texts under the names of a stored file."""


@dataclass
class Fitted:
    """What became of a file: its rows counted, its issues, which days it covers, and what else should be said."""

    contract: Contract
    issues: Issues
    cover: Cover = field(default_factory=Cover)
    rows_read: int = 0
    rows_kept: int = 0
    rows_rejected: int = 0
    remarks: list[str] = field(default_factory=list)


def fit(
    path: Path, contract: Contract, terms: Terms, today: dt.date, sink: Sink, tell: Tell, place: Place = placed,
    leave_out: bool = False, keep_dropped: bool = False,
) -> Fitted:  # fmt: skip
    """Read a file under a contract, and put the rows that fit into `sink` in blocks.

    Raises ReturnRefusedError for a file of which nothing may be kept, SourceError for one that cannot be read. Rows may have
    been put into the sink before that: they do not count. `place` makes the columns of places from those that are dropped. To
    `leave_out` what the contract does not list, or what identifies somebody, is to read on without it; to `keep_dropped` is to
    put the contract's own columns, and none of places.
    """
    sheets, others = headings.headed(path.name, grid.opened(path), contract, terms, leave_out)
    others += beside.look(path, contract, leave_out)
    for quickly in (True, False):
        work = _Fitting(path.name, contract, terms, today, sink, None if keep_dropped else place, leave_out)
        sink.begin()
        try:
            for headed in sheets:
                work.read(headed, quickly, tell)
        except NotPlainError:
            continue
        break
    return work.finished(sheets, others)


class _Fitting:
    """One reading of a file."""

    def __init__(
        self, file: str, contract: Contract, terms: Terms, today: dt.date, sink: Sink, place: Place | None,
        leave_out: bool,
    ) -> None:  # fmt: skip
        self.file, self.contract, self.terms, self.today = file, contract, terms, today
        self.sink, self.place, self.leave_out = sink, place, leave_out
        self.fitted = Fitted(contract, Issues(today, contract))
        self.cells: set[tuple[str, ...]] = set()
        self.swapped = 0
        self.orders = OrdersSeen(terms)
        self.unlisted: dict[str, Counter[str]] = {column.name: Counter() for column in contract.columns if column.known}

    def read(self, headed: Headed, quickly: bool, tell: Tell) -> None:
        """Read one sheet."""
        meanings = {
            name: Meaning(self.contract.column(name), self.contract, self.terms, self.today, headed.grid.day_zero)
            for name in headed.columns
        }
        words = f"reading {self.file}"
        for block in headed.grid.blocks(headed.row, headed.width, quickly, lambda n, of: tell(words, n, of)):
            self._block(headed, meanings, block)

    def _block(self, headed: Headed, meanings: dict[str, Meaning], block: pd.DataFrame) -> None:
        where = headed.grid.where
        if not self.leave_out:
            self._refuse_unheaded(headed, block)
        some = next(iter(headed.columns.values()))
        blank = block[some].str.strip() == ""
        if blank.any():
            empty = (block.loc[blank, list(range(headed.width))].apply(lambda c: c.str.strip()) == "").all(axis=1)
            block = block.drop(index=empty.index[empty])
        rejected = pd.Series(False, block.index)
        for number, has in block.loc[block[WIDTH] != headed.width, WIDTH].items():
            rejected.at[number] = True
            why = f"it has {has} values where the headings are {headed.width}"
            self.fitted.issues.of_row(where, int(str(number)), "column_count", why)
        rows = pd.DataFrame(index=block.index)
        ordered = sorted(headed.columns.items(), key=lambda pair: not meanings[pair[0]].column.required)
        for name, at in ordered:  # a row is set aside before values are left out of it
            texts = with_clock(block[at], block[headed.clocks[name]]) if name in headed.clocks else block[at]
            rows[name], broken = self._column(where, headed.heading(name), meanings[name], texts, rejected)
            rejected |= broken
        rows = rows.assign(**{name: said for name, said in self.terms.always.items() if name not in headed.columns})
        rejected |= self._across(headed, rows, rejected)
        self.fitted.rows_read += len(block)
        self.fitted.rows_rejected += int(rejected.sum())
        self._keep(rows[~rejected] if rejected.any() else rows)

    def _refuse_unheaded(self, headed: Headed, block: pd.DataFrame) -> None:
        """Raise ReturnRefusedError where something stands under no heading, or beyond the last."""
        for number in headed.unheaded:
            filled = block[number].str.strip() != ""
            if filled.any():
                at = headed.grid.column(number)
                raise self._unheaded(
                    headed, f"{at} has no heading, and something stands in it", at, block.index[filled][0]
                )
        if block[BEYOND].any():
            at = f"beyond {headed.grid.column(headed.width - 1)}"
            row = block.index[block[BEYOND]][0]
            raise self._unheaded(headed, f"something stands {at}, the last that has a heading", at, row)

    def _unheaded(self, headed: Headed, what: str, at: str, row: object) -> ReturnRefusedError:
        return ReturnRefusedError(
            f"{self.file}{headed.grid.where}: {what} (row {row}). Nothing of the file was kept.",
            "Empty those cells, or give them the heading of a column that the contract lists (a value with a comma in it "
            "stands in quotation marks); then run it again.",
            f"{at} has no heading and is not empty", copy_helps=True,
        )  # fmt: skip

    def _column(
        self, where: str, heading: str, meaning: Meaning, texts: pd.Series, rejected: pd.Series
    ) -> tuple[pd.Series, pd.Series]:  # fmt: skip
        """What the texts of one column mean, and the rows that cannot be kept for them."""
        codes, found = pd.factorize(texts.str.strip())
        said = pd.Series(found, dtype="str")
        clean, rule = said.where(said == "", ""), said.where(said == "", "")
        filled = said.index[said != ""]
        if len(filled):
            means, breaks = meaning.read(said.loc[filled])
            clean, rule = means.reindex(said.index, fill_value=""), breaks.reindex(said.index, fill_value="")
        column = meaning.column
        if column.form in ("day", "time"):
            self.orders.add(column.name, heading, pd.Series(np.bincount(codes, minlength=len(found)), found))
        if column.required:
            rule = rule.mask((clean == "") & (rule == ""), "required")
        rule = self._refuse_identifying(where, heading, rule, codes, texts)
        broken = pd.Series(False, texts.index)
        for one in sorted(str(one) for one in rule.unique() if one):
            here = (rule == one).to_numpy(dtype=bool)[codes]
            if one in READ_AS:
                self.fitted.issues.read_as(heading, one, int(here.sum()))
                continue
            listed = here if column.required else here & ~rejected.to_numpy()
            self.fitted.issues.of_values(where, heading, column, one, texts[listed].str.strip())
            broken |= here & column.required
        return clean.take(codes).set_axis(texts.index), broken

    def _refuse_identifying(
        self, where: str, heading: str, rule: pd.Series, codes: np.ndarray, texts: pd.Series
    ) -> pd.Series:  # fmt: skip
        """The rules. Raises ReturnRefusedError where a value identifies somebody, or leaves such values out for a copy."""
        found = rule.index[rule.str.startswith(IDENTIFIES)] if any(str(one)[:1] == "i" for one in rule.unique()) else []
        if not len(found):
            return rule
        if self.leave_out:
            return rule.mask(rule.index.isin(found), "identifying_text")
        kind = str(rule.loc[found[0]]).partition(":")[2]
        row = texts.index[codes == found[0]][0]
        raise ReturnRefusedError(
            f"{self.file}{where}, row {row}, {heading}: {kind} stands there (it is not shown). Nothing of the file was kept.",
            "Ask whoever sent it to take out what identifies people, and to see how it came there; then run it again.",
            f"{kind} in {heading}", copy_helps=True,
        )  # fmt: skip

    def _across(self, headed: Headed, rows: pd.DataFrame, rejected: pd.Series) -> pd.Series:
        """The rows that cannot be kept for what their columns say of each other, or of an earlier row."""
        more, where = pd.Series(False, rows.index), headed.grid.where
        for found in crossed(rows, self.contract, headed.heading):
            broken = rows.index[found.rows & ~rejected & ~more]
            self.swapped += found.swapped
            for number in broken:
                why = f"{found.why}{self._shown(headed, rows.loc[number, list(found.columns)])}"
                if found.blank:
                    heading = headed.heading(found.blank[0])
                    self.fitted.issues.of_row_part(where, int(number), heading, found.rule, why)
                else:
                    self.fitted.issues.of_row(where, int(number), found.rule, why)
            for name in found.blank:
                if name in rows:
                    rows.loc[broken, name] = ""
            more.loc[broken] |= not found.blank
        if self.contract.holds == "figures":
            more |= self._repeated(where, rows, rejected | more)
        return more

    def _shown(self, headed: Headed, values: pd.Series) -> str:
        """The values of one row that break a rule together, where all of them may be shown."""
        if any(
            self.contract.column(name).sensitive or not may_be_shown(text, a_day=True) for name, text in values.items()
        ):
            return ""
        return f" ({', '.join(f'{headed.heading(str(name))}: {text}' for name, text in values.items())})"

    def _repeated(self, where: str, rows: pd.DataFrame, rejected: pd.Series) -> pd.Series:
        """The rows whose period, place and group an earlier row has."""
        names = [c.name for c in self.contract.columns if c.part in ("period", "place", "dimension") and c.name in rows]
        again = pd.Series(False, rows.index)
        for number, *cell in rows.loc[~rejected, names].itertuples():
            again.at[number] = tuple(cell) in self.cells
            self.cells.add(tuple(cell))
            if again.at[number]:
                why = "an earlier row is of the same period, place and group"
                self.fitted.issues.of_row(where, int(number), "repeated_cell", why)
        return again

    def _keep(self, rows: pd.DataFrame) -> None:
        self.fitted.rows_kept += len(rows)
        if not len(rows):
            return
        self.fitted.cover.add(rows, self.contract)
        for name in self.unlisted.keys() & set(rows.columns):
            found = rows[name].value_counts()
            self.unlisted[name].update(
                found[~found.index.isin(known_codes(self.contract.column(name).known))].to_dict()
            )
        if self.place is None:
            self.sink.put(rows)
            return
        if self.contract.holds == "records":
            place = self.place(rows)
            rows = rows.drop(columns=[name for name in place.columns if name in rows]).join(place)
        self.sink.put(rows.reindex(columns=list(stored_names(self.contract)), fill_value="").reset_index(drop=True))

    def finished(self, sheets: list[Headed], others: list[str]) -> Fitted:
        """What became of the file. Raises ReturnRefusedError where no row of it can be kept."""
        fitted, issues = self.fitted, self.fitted.issues
        self.orders.refuse_contradicted(self.file)
        for heading, rule, said in self.orders.said():
            issues.of_file(heading, rule, said)
            fitted.remarks.append(said)
        if not fitted.rows_read:
            raise ReturnRefusedError(
                f"{self.file}: below its headings stands no row.",
                "If there was nothing to send, send nothing; else ask for the file again.", "it has headings and no row",
            )  # fmt: skip
        if not fitted.rows_kept:
            first = " ".join(fitted.remarks) or next((f"The first of them{said}" for *_, said in issues.rows), "")
            raise ReturnRefusedError(
                f"{self.file}: none of its {fitted.rows_read:,} rows can be kept. {first}".rstrip(),
                "Put right what is said, and run it again. To see every row's fault: purbeck check-return FILE --as "
                f"{self.contract.name}",
                f"none of {fitted.rows_read} rows fits",
            )
        given = self.terms.always.keys() | {name for headed in sheets for name in headed.columns}
        absent = [column.heading for column in self.contract.columns if column.name not in given]
        if absent:
            listed = ", ".join(f'"{heading}"' for heading in absent)
            columns = "column" if len(absent) == 1 else "columns"
            issues.of_file("", "column_absent", f"it has no {columns} {listed}: not known in any row.")
        for name, counts in self.unlisted.items():
            if counts:
                heading = sheets[0].heading(name)
                issues.of_file(heading, "unlisted_code", f"{heading}: {_unlisted(counts)}")
        if self.swapped:
            issues.of_file("", "day_and_month", "days that do not fit would fit if day and month changed places "
                           f"({self.swapped:,} times). Ask the sender in which order they write them.")  # fmt: skip
        fitted.remarks += [remark for headed in sheets for remark in _remarks(headed)] + others
        return fitted


def _unlisted(counts: Counter[str]) -> str:
    """What to say of codes of the right form that no list holds."""
    shown = ", ".join(code for code, _ in counts.most_common(MOST_CODES)) + (
        ", ..." if len(counts) > MOST_CODES else ""
    )
    return (
        f"{counts.total():,} rows have {len(counts):,} codes that the list held does not ({shown}). Where they are right, a "
        "newer list may hold them; a definition counts them only if one of its rules names them. Else ask the sender."
    )


def _remarks(headed: Headed) -> list[str]:
    """How a sheet was read, where that is not plain."""
    said = [f"{remark}" for remark in headed.grid.remarks]
    hidden = [headed.heading(n) for n, at in headed.columns.items() if at + 1 in headed.grid.hidden_columns]
    name = f"Sheet {headed.grid.sheet}: " if headed.grid.sheet else ""
    above = sum(number < headed.row for number, cells in headed.grid.first if any(cells))
    if above:
        rows = f"{above} {'rows' if above > 1 else 'row'} above the headings in row {headed.row}"
        said.append(f"{name}{rows}: {beside.NOT_LOOKED_AT}.")
    if headed.grid.hidden:
        said.append(f"{name}the sheet is hidden; it was read.")
    if hidden:
        said.append(f"{name}hidden columns were read: {', '.join(hidden)}.")
    if headed.grid.hidden_rows:
        said.append(f"{name}{len(headed.grid.hidden_rows):,} hidden rows were read as the others.")
    return said
