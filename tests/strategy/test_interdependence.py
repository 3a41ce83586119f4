"""Our strategy among others: what is shared with whom, what shares nothing, what ends when; order makes no difference."""

from __future__ import annotations

import datetime as dt

import pytest
from planted_strategy import ABOUT, ON, aim, backwards, board, indicator, large, outcome, priority, related, strategy

from purbeck.strategy.interdependence import Tie, interdependence
from purbeck.strategy.plan import Governance, ParentPlan
from purbeck.strategy.sharing import Shared, different, in_both, runs
from purbeck.strategy.strategy import Strategy


def planted() -> Strategy:
    """Two priorities; one strategy that shares with both, one that shares a measure of no aim, one that shares nothing."""
    return strategy(
        priorities=(priority("weapons", groups=("Young people",)), priority("home", places=("North Vale",))),
        aims=(aim("fewer", "weapons"), aim("safe", "home")),
        outcomes=(outcome("seen", ("safe",)),),
        indicators=(indicator("seen-soon", outcomes=("seen",)), indicator("adrift")),
        related=(
            related("both", aims=("fewer",), measures=("seen-soon",), groups=("young  people", "others"), places=("north vale",)),
            related("loose", measures=("adrift",)),
            related("nothing", groups=("people who farm",)),
        ),
    )  # fmt: skip


def test_ties_say_what_each_related_strategy_shares_with_each_priority() -> None:
    found = interdependence(planted(), ON)
    assert found.ties == (
        Tie("both", "home", Shared(measures=("seen-soon",), places=("North Vale",))),
        Tie("both", "weapons", Shared(aims=("fewer",), groups=("Young people",))),
    )
    assert found.shared_by("both") == Shared(("fewer",), ("seen-soon",), ("Young people",), ("North Vale",))
    assert found.shared_by("both").count == 4


def test_a_measure_of_no_aim_is_shared_with_no_priority_and_still_shared() -> None:
    found = interdependence(planted(), ON)
    assert not [tie for tie in found.ties if tie.related == "loose"]
    assert found.shared_by("loose").measures == ("adrift",)
    assert found.alone == ("nothing",)


def test_doubles_and_circles_are_told_in_the_words_of_the_checks() -> None:
    alike = {"aims": ("fewer",), "groups": ("young people",), "places": ("Vale",)}
    found = interdependence(
        strategy(
            priorities=(priority(),), aims=(aim(),),
            related=(related("one", depends_on=("two",)), related("two", depends_on=("one",)),
                     related("three", **alike), related("four", **alike)),
            boards=tuple(board(name, members=("police",), business=("violence",)) for name in ("a", "b")),
        ),
        ON,
    )  # fmt: skip
    assert [words.split(".")[0] for words in found.circles] == [
        "They go round in a circle: one waits for two waits for one"
    ]
    assert any(
        "“Strategy four” and “Strategy three”" in words or '"Strategy four" and "Strategy three"' in words
        for words in found.doubles
    )
    assert any("Board a" in words and "Board b" in words for words in found.doubles)


def test_terms_stand_in_the_order_in_which_they_end() -> None:
    found = interdependence(
        strategy(
            parent_plan=ParentPlan(title="The plan", supplements="It adds.", ends=dt.date(2030, 3, 31)),
            related=(
                related("over", ends=dt.date(2026, 11, 25)), related("last-day", ends=ON),
                related("to-come", starts=dt.date(2027, 1, 1), ends=dt.date(2029, 3, 31)), related("open"),
            ),
        ),
        ON,
    )  # fmt: skip
    assert [(term.title, term.state, term.ends_before_ours) for term in found.terms] == [
        ("Strategy over", "ended", True), ("Strategy last-day", "running", True), (ABOUT.title, "running", False),
        ("Strategy to-come", "not_begun", False), ("The plan", "running", False), ("Strategy open", "end_not_said", False),
    ]  # fmt: skip


def test_boards_say_what_they_oversee() -> None:
    held = strategy(
        boards=(board("ours"), board("theirs")), related=(related("b", board="theirs"), related("a", board="theirs")),
        governance=Governance(words="It meets.", board="ours"),
    )  # fmt: skip
    assert [(one.board, one.related, one.ours) for one in interdependence(held, ON).oversight] == [
        ("ours", (), True), ("theirs", ("a", "b"), False),
    ]  # fmt: skip


@pytest.mark.parametrize("held", [planted(), large()], ids=["planted", "large"])
def test_order_of_files_and_entries_makes_no_difference(held: Strategy) -> None:
    assert interdependence(backwards(held), ON) == interdependence(held, ON)


def test_nothing_written_is_nothing_found() -> None:
    found = interdependence(Strategy(), ON)
    assert (found.ties, found.shared, found.terms, found.doubles, found.circles, found.alone) == (
        (),
        (),
        (),
        (),
        (),
        (),
    )


def test_words_in_common_whatever_their_spacing_and_capitals() -> None:
    assert in_both(("Young  people", "adults"), ("young people", "YOUNG PEOPLE")) == ("Young  people",)
    assert different(("b", "B", "a")) == ("a", "B")
    assert runs(None, None, ON) and runs(ON, ON, ON)
    assert not runs(None, ON - dt.timedelta(1), ON) and not runs(ON + dt.timedelta(1), None, ON)
