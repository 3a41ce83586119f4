"""The register of returns: asked for, come, complete, due to go; and the gaps."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import pandas as pd

from purbeck import periods
from purbeck.sources.returns import ledger
from purbeck.sources.returns.asked import Asked, read_asked
from purbeck.sources.returns.contract import Contract, contracts
from purbeck.sources.returns.crossing import Covers, crossing
from purbeck.sources.returns.days import period_of
from purbeck.sources.returns.ledger import Entry
from purbeck.sources.returns.stored import read_rows
from purbeck.workspace import Workspace

Kind = Literal[
    "not_come", "partner_refused", "door_refused", "months_missing", "site_missing", "past_its_end", "not_asked_for"
]
MONTH = len("2026-03")
Months = dict[str, set[str]]  # the months held of each sender; of all under ""


@dataclass(frozen=True)
class Gap:
    """Something of a source that is not as it should be. `of` is a site or a stored file, "" for the source as a whole."""

    contract: str
    title: str
    kind: Kind
    of: str = ""
    months: tuple[str, ...] = ()
    expected: int = 0
    since: str = ""


@dataclass(frozen=True)
class Line:
    """One source of the register, as it is on a day.

    files : the stored files held, in the order entered. told : every line of the ledger about it.
    months : the months held of each sender, of all under "".
    """

    contract: Contract
    asked: tuple[Asked, ...]
    files: tuple[Entry, ...]
    told: tuple[Entry, ...]
    months: Months
    on: dt.date

    @cached_property
    def expected(self) -> tuple[str, ...]:
        """The months that should be held by now, of all requests that were not refused."""
        found: set[str] = set()
        for one in self.asked:
            if one.answer != "refused":
                last = min(filter(None, (one.until_month, last_due(self.contract, self.on))))
                found.update(periods.months_from(one.from_month, last))
        return tuple(sorted(found))

    def events(self, event: str) -> tuple[Entry, ...]:
        """The lines of the ledger of one kind of event."""
        return tuple(entry for entry in self.told if entry.event == event)

    @property
    def missing(self) -> tuple[str, ...]:
        """Those of them that no file held covers."""
        return tuple(month for month in self.expected if month not in self.months.get("", set()))

    @property
    def sites(self) -> dict[str, tuple[str, ...]]:
        """Each site that should be there, with the months it lacks of those asked for that the source as a whole has.

        Whether they were due by the day does not matter: others have sent them.
        """
        asked = [one for one in self.asked if one.answer != "refused"]
        came = self.months.get("", set())
        had = sorted(m for m in came if any(one.from_month <= m <= (one.until_month or m) for one in asked))
        sites = dict.fromkeys(site for one in asked for site in one.sites)
        return {site: tuple(month for month in had if month not in self.months.get(site, set())) for site in sites}

    @property
    def past_its_end(self) -> tuple[Entry, ...]:
        """Files held longer than the contract allows."""
        return tuple(entry for entry in self.files if must_go(self.contract, entry) <= self.on)

    @property
    def next_to_go(self) -> dt.date | None:
        """The day on which the first of the files held must go; None where none is held."""
        return min((must_go(self.contract, entry) for entry in self.files), default=None)

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Everything that is not as it should be, the worst first."""
        return tuple(self._found())

    def _found(self) -> list[Gap]:
        def gap(kind: Kind, of: str = "", months: tuple[str, ...] = (), since: str = "") -> Gap:
            return Gap(self.contract.name, self.contract.title, kind, of, months, len(self.expected), since)

        found = [
            gap("past_its_end", entry.stored_as, since=must_go(self.contract, entry).isoformat())
            for entry in self.past_its_end
        ]
        found += [
            gap("partner_refused", one.of, since=one.asked_on.isoformat())
            for one in self.asked
            if one.answer == "refused"
        ]
        if self.told and self.told[-1].event == "refused":
            found.append(gap("door_refused"))
        waiting = [one for one in self.asked if one.answer != "refused"]
        if waiting and not self.files:
            found.append(gap("not_come", since=min(one.asked_on for one in waiting).isoformat(), months=self.expected))
        elif self.missing:
            found.append(gap("months_missing", months=self.missing))
        if self.files:
            found += [gap("site_missing", site, months) for site, months in self.sites.items() if months]
            if not self.asked:
                found.append(gap("not_asked_for"))
        return found


def register(workspace: Workspace, on: dt.date) -> list[Line]:
    """A line for each source that was asked for or of which the ledger tells, as things are on a day.

    Raises SettingsError where returns.toml or the ledger cannot be read.
    """
    asked, entries, held = read_asked(workspace.path), ledger.entries(workspace.path), ledger.held(workspace.path)
    found = []
    for name, one in contracts().items():
        requests = tuple(request for request in asked if request.contract == name)
        told = [entry for entry in entries if entry.contract == name]
        if requests or told:
            files = tuple(entry for entry in held.values() if entry.contract == name)
            found.append(Line(one, requests, files, tuple(told), months_held(workspace, one, files), on))
    return found


def months_held(workspace: Workspace, contract: Contract, files: tuple[Entry, ...]) -> Months:
    """The months that stored files hold something of, of each sender and of all; a file that is not there holds none."""
    found: Months = defaultdict(set)
    for entry in files:
        path = workspace.sources / entry.stored_as
        if not path.is_file():
            continue
        covers = next((one for one in crossing().cover if one.contract == contract.name), None)
        if covers is None:
            column = next(column.name for column in contract.columns if column.part == "period")
            for text in read_rows(path, [column])[column].unique():
                period = period_of(str(text))
                found[""].update(period.months if period else ())
            continue
        for sender, first, last in _spans(path, covers):
            for name in {sender, ""}:
                found[name].update(periods.months_from(first, last))
    return dict(found)


def _spans(path: Path, covers: Covers) -> Iterator[tuple[str, str, str]]:
    """Each sender of a stored file with the first and the last month of a row, once each."""
    columns = list(dict.fromkeys(filter(None, (covers.sender, covers.first, covers.last))))
    rows = read_rows(path, columns)
    months = {name: rows[name].str.slice(0, MONTH) for name in (covers.first, covers.last)}
    senders = rows[covers.sender] if covers.sender else ""
    listed = pd.DataFrame(
        {"sender": senders, "first": months[covers.first], "last": months[covers.last]}
    ).drop_duplicates()
    for sender, first, last in listed.itertuples(index=False):
        if first and last:
            yield str(sender), str(first), str(last)


def last_due(contract: Contract, on: dt.date) -> str:
    """The last month that should have come by a day: the contract gives so many days after the end of each."""
    after = on - dt.timedelta(days=contract.refresh_days) + dt.timedelta(days=1)
    return periods.month_name(periods.month_number(after.isoformat()[:MONTH]) - 1)


def must_go(contract: Contract, entry: Entry) -> dt.date:
    """The day from which on a stored file is held too long: so many months after the last day that its rows are of."""
    last = dt.date.fromisoformat(entry.last_day or entry.entered_on)
    return periods.months_after(last, contract.retention_months) + dt.timedelta(days=1)
