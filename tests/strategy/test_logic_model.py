"""The logic model: lanes, chains and every way in which they break; order makes no difference."""

from __future__ import annotations

import datetime as dt

import pytest
from planted_strategy import ON, action, aim, backwards, indicator, intervention, large, outcome, priority, strategy

from purbeck.strategy.logic_model import Break, logic_model
from purbeck.strategy.strategy import Strategy

SECURED = {"what": "Two officers", "kind": "people"}
WHOLE = {"aims": ("fewer",), "indicators": ("carried",), "resources": (SECURED,)}


def planted(**action_fields: object) -> Strategy:
    """One whole chain, whose action has other fields where they are given."""
    return strategy(
        priorities=(priority(),), aims=(aim(),), outcomes=(outcome("near"), outcome("far", horizon="long")),
        indicators=(indicator("carried", outcomes=("near",)), indicator("later", outcomes=("far",))),
        interventions=(intervention("patrols"), intervention("vague", dose=None)),
        actions=(action("walk", **(WHOLE | action_fields)),),
    )  # fmt: skip


def breaks(held: Strategy) -> set[Break]:
    """Every break of the first chain."""
    return set(logic_model(held, ON).lanes[0].chains[0].breaks)


def test_whole_chain_leads_to_the_outcomes_that_its_indicators_show() -> None:
    (lane,) = logic_model(planted(intervention="patrols"), ON).lanes
    assert lane.whole and (lane.aim, lane.priority) == ("fewer", "weapons")
    assert [(chain.action, chain.intervention, chain.outcomes) for chain in lane.chains] == [
        ("walk", "patrols", ("near",))
    ]
    assert [(one.outcome, one.horizon) for one in lane.outcomes] == [("near", "short"), ("far", "long")]


def test_action_whose_indicators_show_no_outcome_leads_to_all_of_the_aim() -> None:
    held = planted(indicators=())
    assert logic_model(held, ON).lanes[0].chains[0].outcomes == ("far", "near")
    assert breaks(held) == {"no_measure"}


@pytest.mark.parametrize(
    ("fields", "broken"),
    [
        ({"resources": ()}, "no_input"),
        ({"resources": (SECURED, SECURED | {"secured": False})}, "input_not_secured"),
        ({"resources": (SECURED | {"until": ON - dt.timedelta(1)},)}, "input_ended"),
        ({"state": "paused", "reason": "Ill"}, "halted"),
        ({"state": "stopped", "reason": "No use"}, "halted"),
        ({"intervention": "vague"}, "no_dose"),
        ({"indicators": ()}, "no_measure"),
    ],
)
def test_each_break_of_a_chain_is_found_alone(fields: dict[str, object], broken: Break) -> None:
    held = planted(**fields)
    assert breaks(held) == {broken}
    assert not logic_model(held, ON).lanes[0].whole


def test_money_that_ended_does_not_break_what_was_done() -> None:
    ended = (SECURED | {"until": ON - dt.timedelta(1)},)
    assert breaks(planted(resources=ended, state="done", done=ON)) == set()
    assert breaks(planted(resources=(SECURED | {"until": ON},))) == set()


def test_aim_without_action_outcome_or_indicator() -> None:
    (lane,) = logic_model(strategy(priorities=(priority(),), aims=(aim(),)), ON).lanes
    assert lane.breaks == ("no_action", "no_outcome", "no_indicator") and not lane.whole
    held = strategy(
        priorities=(priority(),),
        aims=(aim(),),
        outcomes=(outcome("near"),),
        indicators=(indicator("i", aims=("fewer",)),),
    )
    (lane,) = logic_model(held, ON).lanes
    assert lane.outcomes[0].breaks == ("no_indicator",) and not lane.whole


def test_action_that_serves_no_aim_stands_by_itself() -> None:
    model = logic_model(strategy(actions=(action("adrift"),)), ON)
    assert [(chain.action, chain.breaks[-1]) for chain in model.loose] == [("adrift", "no_aim")]


def test_without_inputs_nothing_is_said_of_them() -> None:
    held = planted(resources=(), indicators=())
    assert logic_model(held, ON, with_inputs=False).lanes[0].chains[0].breaks == ("no_measure",)
    assert logic_model(planted(resources=()), ON, with_inputs=False).lanes[0].whole


def test_order_of_files_and_entries_makes_no_difference() -> None:
    assert logic_model(backwards(large()), ON) == logic_model(large(), ON)
    assert logic_model(Strategy(), ON).lanes == ()
