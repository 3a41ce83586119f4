"""The door as a whole: stored once, replaced, held already, refused; never half."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from purbeck import partner_flow
from purbeck.errors import SourceError
from purbeck.provenance import file_hash
from purbeck.sources.returns import ledger
from purbeck.sources.returns.contract import contracts
from purbeck.sources.returns.refusal import ReturnRefusedError
from purbeck.workspace import Workspace, create
from tests.made_returns import TODAY, rows, write_csv, write_xlsx

CUSTODY, EMERGENCY = contracts()["custody"], contracts()["emergency_department"]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A workspace without anything in it."""
    return create(tmp_path / "dorset", "Dorset CSP", ("E06000059",), "")


def files(workspace: Workspace) -> list[str]:
    """Everything in sources/."""
    return sorted(p.relative_to(workspace.sources).as_posix() for p in workspace.sources.rglob("*") if p.is_file())


def test_a_return_is_stored_by_us_with_its_issues_and_a_line_in_the_ledger(
    workspace: Workspace, tmp_path: Path
) -> None:
    lines = rows(CUSTODY)
    lines[2][0] = "never"
    given = write_csv(tmp_path / "custody of John Smith.csv", lines)
    added = partner_flow.add(workspace.path, given, "custody", TODAY)
    name = f"returns/custody/{file_hash(given)[:12]}"
    assert (added.outcome, added.stored_as) == ("taken", f"{name}.csv")
    assert files(workspace) == [f"{name}.csv", f"{name}.issues.csv"]
    (entry,) = ledger.entries(workspace.path)
    assert (entry.rows_read, entry.rows_kept, entry.rows_rejected) == (4, 3, 1)
    assert (entry.first_day, entry.last_day, entry.event) == ("2026-01-01", "2026-04-30", "taken")
    assert entry.stored_sha256 == file_hash(workspace.sources / entry.stored_as)
    everything = b"".join(p.read_bytes() for p in workspace.path.rglob("*") if p.is_file())
    assert b"John Smith" not in everything  # nor the name of the file


def test_the_same_file_again_is_held_already(workspace: Workspace, tmp_path: Path) -> None:
    given = write_csv(tmp_path / "a.csv", rows(EMERGENCY))
    partner_flow.add(workspace.path, given, "emergency_department", TODAY)
    assert partner_flow.add(workspace.path, given, "emergency_department", TODAY).outcome == "held"
    again = write_xlsx(tmp_path / "b.xlsx", {"Return": rows(EMERGENCY)})  # the same rows in another form
    assert partner_flow.add(workspace.path, again, "emergency_department", TODAY).outcome == "held"
    assert len(ledger.entries(workspace.path)) == 1


def test_the_same_file_under_other_terms_takes_the_place_of_what_was_stored(
    workspace: Workspace, tmp_path: Path
) -> None:
    lines = rows(EMERGENCY)
    lines[2][EMERGENCY.names.index("assaulted")] = "04/03/2026 22:15"
    given = write_csv(tmp_path / "a.csv", lines)
    first = partner_flow.add(workspace.path, given, "emergency_department", TODAY)
    second = partner_flow.add(workspace.path, given, "emergency_department", TODAY, days="dd/mm/yyyy")
    assert (second.outcome, second.stored_as) == ("replaced", first.stored_as)
    assert [entry.event for entry in ledger.entries(workspace.path)] == ["taken", "replaced", "taken"]
    assert ledger.held(workspace.path)[second.stored_as].rows_kept == 4


def test_records_of_days_that_are_held_are_refused_until_they_replace(workspace: Workspace, tmp_path: Path) -> None:
    first = partner_flow.add(workspace.path, write_csv(tmp_path / "a.csv", rows(EMERGENCY)), EMERGENCY.name, TODAY)
    more = write_csv(tmp_path / "b.csv", rows(EMERGENCY, 6))
    with pytest.raises(
        ReturnRefusedError, match=r"of RD300 of 2026-03-01 to 2026-03-31 are held already .* counted twice"
    ):
        partner_flow.add(workspace.path, more, EMERGENCY.name, TODAY)
    added = partner_flow.add(workspace.path, more, EMERGENCY.name, TODAY, replacing=True)
    assert added.replaced == (first.stored_as,)
    assert list(ledger.held(workspace.path)) == [added.stored_as]
    assert first.stored_as not in files(workspace)


def test_another_site_may_send_the_same_days(workspace: Workspace, tmp_path: Path) -> None:
    partner_flow.add(workspace.path, write_csv(tmp_path / "a.csv", rows(EMERGENCY)), EMERGENCY.name, TODAY)
    other = [[value.replace("RD300", "RBD01") for value in line] for line in rows(EMERGENCY)]
    partner_flow.add(workspace.path, write_csv(tmp_path / "b.csv", other), EMERGENCY.name, TODAY)
    assert len(ledger.held(workspace.path)) == 2


def test_a_refused_file_leaves_a_line_and_nothing_else(workspace: Workspace, tmp_path: Path) -> None:
    lines = [[*line, "NHS number" if n == 0 else "943 476 5919"] for n, line in enumerate(rows(EMERGENCY))]
    with pytest.raises(ReturnRefusedError, match=r'"NHS number" .*tells who somebody is'):
        partner_flow.add(workspace.path, write_csv(tmp_path / "a.csv", lines), EMERGENCY.name, TODAY)
    assert files(workspace) == []
    (entry,) = ledger.entries(workspace.path)
    assert (entry.event, entry.stored_as, entry.why) == ("refused", "", 'columns outside the contract: "NHS number"')
    assert b"943" not in (workspace.path / "ledger" / "returns.csv").read_bytes().replace(
        entry.given_sha256.encode(), b""
    )


def test_a_file_that_cannot_be_read_leaves_a_line_too(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"PK\x03\x04 xl/ broken")
    with pytest.raises(SourceError, match="damaged"):
        partner_flow.add(workspace.path, tmp_path / "a.xlsx", "custody", TODAY)
    assert [entry.why for entry in ledger.entries(workspace.path)] == ["the file cannot be read"]
    assert files(workspace) == []


@pytest.mark.parametrize("how", ["gone", "changed"])
def test_a_stored_file_that_was_harmed_comes_back_with_the_partners_file(
    workspace: Workspace, tmp_path: Path, how: str
) -> None:
    given = write_csv(tmp_path / "a.csv", rows(EMERGENCY))
    stored = partner_flow.add(workspace.path, given, EMERGENCY.name, TODAY).stored_as
    path = workspace.sources / stored
    whole = path.read_bytes()
    path.unlink() if how == "gone" else path.write_bytes(whole + b"x")
    assert partner_flow.add(workspace.path, given, EMERGENCY.name, TODAY).outcome == "replaced"
    assert path.read_bytes() == whole


def test_check_return_needs_no_workspace_and_writes_nothing(tmp_path: Path) -> None:
    given = write_csv(tmp_path / "a.csv", rows(EMERGENCY))
    checked = partner_flow.check_return(given, EMERGENCY.name, TODAY)
    assert checked.fitted is not None and checked.fitted.rows_kept == 4
    assert list(tmp_path.iterdir()) == [given]


def test_the_copy_has_what_may_leave_and_passes_the_door(workspace: Workspace, tmp_path: Path) -> None:
    lines = [[*line, "Surname" if n == 0 else "Smith"] for n, line in enumerate(rows(EMERGENCY))]
    lines[2][EMERGENCY.names.index("site_code")] = "9434765919"
    lines[3][EMERGENCY.names.index("location_description")] = "call 07700 900123"
    given = write_csv(tmp_path / "a.csv", lines)
    checked = partner_flow.check_return(given, EMERGENCY.name, TODAY, write=tmp_path / "copy.csv")
    assert checked.refused is not None and checked.copy is not None and checked.issues is not None
    for written in (checked.copy, checked.issues):
        text = written.read_text(encoding="utf-8")
        assert not any(word in text for word in ("Smith", "9434765919", "07700", "Red Lion"))
    assert len(pd.read_csv(checked.copy)) == 3
    added = partner_flow.add(workspace.path, checked.copy, EMERGENCY.name, TODAY)
    assert added.fitted is not None and added.fitted.rows_kept == 3
