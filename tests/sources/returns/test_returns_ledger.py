"""The ledger of returns: what it holds, and which stored files should be there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from purbeck.errors import SettingsError
from purbeck.sources.returns import ledger
from purbeck.sources.returns.contract import contracts
from purbeck.sources.returns.ledger import Entry
from purbeck.sources.returns.records import RECORDS, stored_names

TAKEN = Entry(
    "2026-04-02", "custody", "returns/custody/0123456789ab.csv", "a" * 64, "b" * 64, "", 12, 11, 1, "2026-03-01",
    "2026-03-31", "taken", "",
)  # fmt: skip


def test_entries_come_back_as_entered(tmp_path: Path) -> None:
    refused = replace(TAKEN, event="refused", stored_as="", stored_sha256="", why='columns "Name", "NHS number"')
    ledger.enter(tmp_path, TAKEN)
    ledger.enter(tmp_path, refused)
    assert ledger.entries(tmp_path) == [TAKEN, refused]
    assert ledger.held(tmp_path) == {TAKEN.stored_as: TAKEN}


@pytest.mark.parametrize("event", ["replaced", "disposed"])
def test_what_was_replaced_or_disposed_of_is_no_longer_held(tmp_path: Path, event: str) -> None:
    ledger.enter(tmp_path, TAKEN)
    ledger.enter(tmp_path, replace(TAKEN, event=event))
    assert ledger.held(tmp_path) == {}
    again = replace(TAKEN, stored_sha256="c" * 64)
    ledger.enter(tmp_path, again)
    assert ledger.held(tmp_path) == {TAKEN.stored_as: again}


@pytest.mark.parametrize("field, value", [("event", "lost"), ("first_day", "31/03/2026"), ("entered_on", "")])
def test_a_line_that_is_no_entry_is_told_with_its_number(tmp_path: Path, field: str, value: str) -> None:
    ledger.enter(tmp_path, replace(TAKEN, **{field: value}))
    with pytest.raises(SettingsError, match=r"ledger/returns\.csv, line 2: .* is not an entry"):
        ledger.entries(tmp_path)


@pytest.mark.parametrize("name", RECORDS)
def test_table_of_records_has_what_is_kept_and_nothing_that_is_dropped(name: str) -> None:
    contract, table = contracts()[name], RECORDS[name]
    columns = [column.name for column in table.columns]
    assert columns == ["file", "row", *stored_names(contract)]
    place = {"easting", "northing", "lsoa21", "location_precision", "location_confidence"}
    dropped = {column.name for column in contract.columns if column.dropped}
    assert not (dropped - place) & set(columns)
    assert place <= set(columns)
