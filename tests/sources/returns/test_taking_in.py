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
from purbeck.sources.returns.stored import read_issues, read_rows
from purbeck.sources.returns.taking_in import issues_path
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


def police(*names: str, count: int = 4) -> list[list[str]]:
    """Rows of the police's extract, without some columns."""
    contract = contracts()["police_extract"]
    return [
        [v for v, name in zip(line, contract.names, strict=True) if name not in names] for line in rows(contract, count)
    ]


def mapping(workspace: Workspace, name: str, force: str) -> str:
    """Write a mapping that names every column of the contract but the force, which it says of every row."""
    contract = contracts()["police_extract"]
    columns = [column for column in contract.columns if column.name != "force"]
    days = [f'{column.name} = "yyyy-mm-dd"' for column in columns if column.form in ("day", "time")]
    lines = ['contract = "police_extract"', 'supplier = "a force"', "proposed_on = 2026-01-01",
             f'always = {{ force = "{force}" }}', "[columns]",
             *(f'"{c.heading}" = "{c.name}"' for c in columns), "[days]", *days]  # fmt: skip
    (workspace.path / "mappings").mkdir(exist_ok=True)
    (workspace.path / "mappings" / f"{name}.toml").write_text("\n".join(lines), encoding="utf-8")
    return name


@pytest.mark.parametrize("replacing", [True, False])
@pytest.mark.parametrize(("held", "given"), [("force", "force"), ("force", ""), ("", "force")])
def test_extracts_of_the_same_days_that_do_not_say_whose_they_are_are_never_both_taken(
    workspace: Workspace, tmp_path: Path, held: str, given: str, replacing: bool
) -> None:
    lines = police(held)
    lines[-1][lines[0].index("Date recorded")] = (
        "2026-03-25"  # so that the second covers less, and replaces nothing whole
    )
    first = write_csv(tmp_path / "a.csv", lines)
    stored = partner_flow.add(workspace.path, first, "police_extract", TODAY).stored_as
    second = write_csv(tmp_path / "b.csv", police(given, count=5))
    with pytest.raises(ReturnRefusedError) as refused:
        partner_flow.add(workspace.path, second, "police_extract", TODAY, replacing=replacing)
    which = "Neither says" if held and given else "The one held does not say" if held else "This one does not say"
    assert f"counted twice. {which} whose records they are." in refused.value.what
    assert 'put "Force" into every row' in refused.value.todo and 'always = { force = "CODE" }' in refused.value.todo
    assert list(ledger.held(workspace.path)) == [stored]


def test_two_forces_whose_extracts_have_no_column_for_it_are_told_apart_by_their_mappings(
    workspace: Workspace, tmp_path: Path
) -> None:
    for name, force, count in (("one", "E23000036", 4), ("two", "E23000037", 5)):
        given = write_csv(tmp_path / f"{name}.csv", police("force", count=count))
        partner_flow.add(workspace.path, given, "police_extract", TODAY, mapping=mapping(workspace, name, force))
    stored = [read_rows(workspace.sources / name) for name in ledger.held(workspace.path)]
    assert [(len(rows_), *rows_["force"].unique()) for rows_ in stored] == [(4, "E23000036"), (5, "E23000037")]
    issues = [read_issues(issues_path(workspace.sources / name)) for name in ledger.held(workspace.path)]
    assert not any("Force" in message for of in issues for message in of["message"])


def test_an_extract_that_says_whose_it_is_replaces_one_that_did_not(workspace: Workspace, tmp_path: Path) -> None:
    first = write_csv(tmp_path / "a.csv", police("force"))
    stored = partner_flow.add(workspace.path, first, "police_extract", TODAY).stored_as
    second = write_csv(tmp_path / "b.csv", police(count=6))
    added = partner_flow.add(workspace.path, second, "police_extract", TODAY, replacing=True)
    assert added.replaced == (stored,)


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
