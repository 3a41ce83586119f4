"""Dorset's published strategy in these files: its tiers, priorities and context, its lost lists as blanks."""

from __future__ import annotations

from pathlib import Path

import pytest

from purbeck.strategy.strategy import Strategy, read_files

DORSET = Path(__file__).parent / "dorset"
TIERS = {
    "respond": ["Violence against the person", "Violence and sexual offences", "Violent domestic abuse"],
    "intervene_early": [
        "Weapons in young hands",
        "Reoffending",
        "Coercion and exploitation",
        "Young people as victims",
    ],
    "research": ["Domestic abuse in rural places", "Sexual offences"],
}
LOST = {"definition", "commitments", "priorities", "aims", "indicators"}
NEVER_THERE = {
    "vision", "foreword", "kinds", "evidence", "actions", "questions", "related", "voices", "consultations", "partners",
}  # fmt: skip
FIGURES = (
    "2020/21",
    "2021/22",
    "2022/23",
    "sixth safest",
    "84%",
    "June 2014",
    "June 2020",
    "2014",
    "13%",
    "2022",
    "2020",
)


@pytest.fixture(scope="module")
def dorset_written() -> Strategy:
    """The files, read."""
    strategy, faults = read_files(DORSET)
    assert [str(fault) for fault in faults] == []
    return strategy


def test_every_tier_holds_its_priorities_in_order(dorset_written: Strategy) -> None:
    found = {tier: [p.title for p in dorset_written.priorities if p.tier == tier] for tier in TIERS}
    assert found == TIERS
    assert all(priority.why for priority in dorset_written.priorities)


def test_lost_lists_are_blank_and_marked_and_nothing_is_put_in_their_place(dorset_written: Strategy) -> None:
    blanks = {blank.of: blank.why for blank in dorset_written.blanks}
    assert set(blanks) == LOST | NEVER_THERE
    assert {name for name, why in blanks.items() if "lost" in why} == LOST
    assert dorset_written.definition is None
    assert dorset_written.about is not None
    assert dorset_written.about.vision is dorset_written.about.foreword is None
    for name in (LOST | NEVER_THERE) - {"definition", "priorities", "vision", "foreword", "evidence"}:
        assert getattr(dorset_written, name) == (), name
    for priority in dorset_written.priorities:
        assert dorset_written.blank("aims", priority.id) is not None


def test_context_carries_the_figures_over_with_their_source(dorset_written: Strategy) -> None:
    about = dorset_written.about
    assert about is not None
    assert about.context is not None
    assert [figure for figure in FIGURES if figure not in about.context] == []
    assert "https://dorsetcouncil.gov.uk/" in about.context
    assert "read in 2026" in about.context
    assert not about.made_up


def test_nobody_is_quoted(dorset_written: Strategy) -> None:
    assert dorset_written.voices == ()
    text = (DORSET / "strategy.toml").read_text(encoding="utf-8")
    assert not [mark for mark in "“”‘’" if mark in text]
