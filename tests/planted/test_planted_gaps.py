"""What was planted in the requests of Brackenshire's partnership is found: one site never sent anything."""

from __future__ import annotations

import datetime as dt

from purbeck import Workspace
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.sources.returns.asked import read_asked
from purbeck.sources.returns.contract import contracts
from purbeck.sources.returns.register import register

LAST_DAY = dt.date(2025, 12, 31)  # of the last month that any force filed


def test_every_contract_was_asked_for(partnered: Workspace) -> None:
    assert [one.contract for one in read_asked(partnered.path)] == sorted(contracts())


def test_the_site_that_never_sent_is_the_only_gap(partnered: Workspace) -> None:
    gaps = [gap for line in register(partnered, LAST_DAY) for gap in line.gaps]
    assert [(gap.contract, gap.kind, gap.of) for gap in gaps] == [("emergency_department", "site_missing", "RBK02")]
    assert len(gaps[0].months) == 24, "the other site sent December too, though it was not due by then"


def test_the_register_says_the_same_later(partnered: Workspace) -> None:
    found = [
        next(gap for line in register(partnered, day) for gap in line.gaps if gap.kind == "site_missing")
        for day in (LAST_DAY, dt.date(2026, 11, 26))
    ]
    assert found[0].months == found[1].months


def test_it_is_a_finding_that_says_so(partnered: Workspace) -> None:
    found = partnered.table(FINDINGS).query("analysis == 'gaps'")
    assert found["theme"].tolist() == ["emergency_department"]
    assert "Site RBK02 sent nothing for January 2024 to December 2025, when others did." in found["statement"].iloc[0]
    assert (
        "This is as of 31 December 2025, the end of the last month that the police filed" in found["statement"].iloc[0]
    )
