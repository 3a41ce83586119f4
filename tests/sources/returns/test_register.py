"""The register of returns: months that are due against months held, sites, refusals, and when a file must go."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from typed import printed

from purbeck import flow, partner_flow
from purbeck.errors import SettingsError
from purbeck.sources.returns import ledger
from purbeck.sources.returns.asked import read_asked
from purbeck.sources.returns.contract import contract
from purbeck.sources.returns.refusal import ReturnRefusedError
from purbeck.sources.returns.register import Line, last_due, must_go, register
from purbeck.workspace import Workspace

CUSTODY = "Month,District of the custody suite,Detentions for violence,Referrals offered,Referrals taken up\n"
ED = (
    "REPORTING PERIOD START DATE,REPORTING PERIOD END DATE,SITE CODE (OF TREATMENT),"
    "ARRIVAL DATE AND TIME AT ACCIDENT AND EMERGENCY DEPARTMENT,ASSAULT DATE AND TIME,ASSAULT METHOD,"
    "ASSAULT METHOD OTHER DESCRIPTION,ASSAULT LOCATION TYPE,ASSAULT LOCATION DESCRIPTION\n"
)
ASKED = """
[[asked]]
contract = "custody"
of = "Head of custody, Brackenshire Police"
asked_on = 2026-01-12
from_month = "2026-01"
agreement = "ISA 2026/4"
answer = "agreed"
answered_on = 2026-02-01

[[asked]]
contract = "ambulance"
of = "Head of information, ambulance trust"
asked_on = 2026-01-13
from_month = "2026-01"
answer = "refused"
why = "no capacity"

[[asked]]
contract = "emergency_department"
of = "Information governance lead, Brackenshire Hospitals"
asked_on = 2026-01-14
from_month = "2026-01"
until_month = "2026-03"
sites = ["RBX01", "RBX02"]

[[asked]]
contract = "fire"
of = "Head of prevention, fire and rescue"
asked_on = 2026-01-15
from_month = "2026-01"
"""
TODAY, LATER = dt.date(2026, 9, 3), dt.date(2026, 8, 31)


@pytest.fixture
def ours(tmp_path: Path) -> Workspace:
    """A workspace with requests and nothing else."""
    workspace = flow.new(tmp_path / "ours", name="Brackenshire CSP", area=["E06000901"])
    (workspace.path / "returns.toml").write_text(ASKED, encoding="utf-8")
    return workspace


def give(workspace: Workspace, name: str, text: str, on: dt.date = TODAY) -> None:
    """Take a file with this text in under a contract."""
    file = workspace.path.parent / "given.csv"
    file.write_text(text, encoding="utf-8")
    partner_flow.add(workspace.path, file, name, on)


def custody(workspace: Workspace, *months: str) -> None:
    """Take in a return of custody with a row for each month."""
    give(workspace, "custody", CUSTODY + "".join(f"{month},E06000901,20,5,2\n" for month in months))


def line(workspace: Workspace, name: str, on: dt.date = LATER) -> Line:
    """The line of one source."""
    return next(one for one in register(workspace, on) if one.contract.name == name)


def kinds(found: Line) -> list[str]:
    """What kinds of gap a line has."""
    return [gap.kind for gap in found.gaps]


@pytest.mark.parametrize(
    ("name", "on", "month"),
    [  # a month is due so many days after its last: custody 92, emergency departments 31
        ("custody", "2026-08-31", "2026-05"), ("custody", "2026-08-30", "2026-04"), ("custody", "2026-09-29", "2026-05"),
        ("emergency_department", "2026-08-31", "2026-07"), ("emergency_department", "2026-08-30", "2026-06"),
        ("emergency_department", "2026-01-31", "2025-12"), ("emergency_department", "2026-03-31", "2026-02"),
    ],
)  # fmt: skip
def test_a_month_is_due_so_many_days_after_its_end(name: str, on: str, month: str) -> None:
    assert last_due(contract(name), dt.date.fromisoformat(on)) == month


def test_months_that_are_due_are_held_against_months_that_came(ours: Workspace) -> None:
    custody(ours, "2026-01", "2026-02")
    custody(ours, "2026-03", "2026-05")
    found = line(ours, "custody")
    assert found.expected == ("2026-01", "2026-02", "2026-03", "2026-04", "2026-05")
    assert found.missing == ("2026-04",)
    assert [(gap.kind, gap.months, gap.expected) for gap in found.gaps] == [("months_missing", ("2026-04",), 5)]
    custody(ours, "2026-04")
    assert line(ours, "custody").gaps == ()
    assert kinds(line(ours, "custody", dt.date(2026, 9, 30))) == ["months_missing"], "June is due by then"


def test_a_quarter_and_a_year_hold_their_months(ours: Workspace) -> None:
    give(ours, "fire", "Period,Area code,Deliberate fires\n2026 Q1,E06000901,12\n")
    assert line(ours, "fire").months[""] == {"2026-01", "2026-02", "2026-03"}
    give(ours, "fire", "Period,Area code,Deliberate fires\n2025/26,E06000901,52\n")
    assert len(line(ours, "fire").months[""]) == 12


def test_sites_are_told_apart(ours: Workspace) -> None:
    rows = [
        ("2026-01-01", "2026-01-31", "RBX01"),
        ("2026-02-01", "2026-02-28", "RBX01"),
        ("2026-01-01", "2026-01-31", "RBX02"),
    ]
    body = "".join(f"{a},{b},{site},,{a} 23:10,body_part,,dwelling,\n" for a, b, site in rows)
    give(ours, "emergency_department", ED + body)
    found = line(ours, "emergency_department")
    assert found.expected == ("2026-01", "2026-02", "2026-03"), "not beyond the month that was asked for"
    assert found.sites == {"RBX01": (), "RBX02": ("2026-02",)}
    assert [(gap.kind, gap.of, gap.months) for gap in found.gaps] == [
        ("months_missing", "", ("2026-03",)), ("site_missing", "RBX02", ("2026-02",)),
    ]  # fmt: skip


def test_what_was_refused_or_never_came_is_a_gap(ours: Workspace) -> None:
    assert kinds(line(ours, "ambulance")) == ["partner_refused"]
    assert kinds(line(ours, "fire")) == ["not_come"]
    assert {one.contract.name for one in register(ours, LATER)} == {
        "ambulance",
        "custody",
        "emergency_department",
        "fire",
    }


def test_a_file_refused_at_the_door_is_a_gap_until_a_good_one_comes(ours: Workspace) -> None:
    with pytest.raises(ReturnRefusedError):
        give(ours, "custody", CUSTODY.replace("Month", "Month,Name") + "2026-01,Jo Doe,E06000901,20,5,2\n")
    assert kinds(line(ours, "custody")) == ["door_refused", "not_come"]
    custody(ours, "2026-01", "2026-02", "2026-03", "2026-04", "2026-05")
    assert kinds(line(ours, "custody")) == []
    assert len(line(ours, "custody").events("refused")) == 1, "it stays in the ledger"


def test_what_came_without_a_request_is_said(ours: Workspace) -> None:
    (ours.path / "returns.toml").unlink()
    custody(ours, "2026-01")
    assert kinds(line(ours, "custody")) == ["not_asked_for"]
    assert line(ours, "custody").expected == ()


def test_a_file_must_go_so_many_months_after_the_last_day_its_rows_are_of(ours: Workspace) -> None:
    custody(ours, "2026-01", "2026-02")
    (entry,) = ledger.held(ours.path).values()
    assert contract("custody").retention_months == 60
    assert must_go(contract("custody"), entry) == dt.date(2031, 3, 1)
    assert line(ours, "custody", dt.date(2031, 2, 28)).past_its_end == ()
    past = line(ours, "custody", dt.date(2031, 3, 1))
    assert past.past_its_end == (entry,)
    assert past.gaps[0].kind == "past_its_end"
    assert past.gaps[0].since == "2031-03-01"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('contract = "custody"', 'contract = "custard"', "There is no contract named"),
        ('from_month = "2026-01"', 'from_month = "January"', "from_month"),
        ('answer = "agreed"', 'answer = "refused"', "a refusal needs its reason"),
        ("answered_on = 2026-02-01", "answered_on = 2025-02-01", "answered before it was asked"),
        ('until_month = "2026-03"', 'until_month = "2025-03"', "is before the first"),
        ('agreement = "ISA 2026/4"', 'sites = ["A1"]', "comes by area, not by site"),
        ('of = "Head of custody, Brackenshire Police"', 'of = "Mr Fox"', "reads like the name of a person"),
        ('agreement = "ISA 2026/4"', 'agrement = "ISA"', "agrement"),
        ("asked_on = 2026-01-12", "asked_on = ", "cannot be read as TOML"),
    ],
)
def test_a_request_that_cannot_be_used_is_told_of(ours: Workspace, old: str, new: str, words: str) -> None:
    (ours.path / "returns.toml").write_text(ASKED.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SettingsError, match=words) as told:
        read_asked(ours.path)
    assert "returns.toml" in str(told.value) or "custard" in str(told.value)


def test_the_command_tells_all_of_it(ours: Workspace) -> None:
    custody(ours, "2026-01", "2026-02", "2026-03", "2026-05")
    with pytest.raises(ReturnRefusedError):
        give(ours, "custody", CUSTODY.replace("Month", "Month,Name") + "2026-01,Jo Doe,E06000901,20,5,2\n")
    said = printed("returns", "ours", "--on", "2026-08-31", folder=ours.path.parent)
    for words in (
        "Custody: detentions, referrals offered and taken up (custody)",
        "Asked of Head of custody, Brackenshire Police on 12 January 2026, for 2026-01 on: agreed on 1 February 2026;",
        "agreement ISA 2026/4.",
        "nobody has checked this in its source",
        "Came: 1 file, the last on 3 September 2026; 4 rows kept, 0 set aside.",
        "Complete: 4 of 5 months that are due (January 2026 to May 2026). Missing: April 2026.",
        "Refused at the door on 3 September 2026",
        "Must go: from 1 June 2031 on",
        "2026-01 on: refused (no capacity)",
        "Site RBX02: every month that came.",
        "Never asked for, as far as returns.toml says: childrens_social_care,",
        "This is as of 31 August 2026.",
    ):
        assert words in said
    assert "Jo Doe" not in said
