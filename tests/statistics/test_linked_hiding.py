"""What is hidden besides keeps every need, and costs little more than the least that would."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_linked_bounds import every_solution, random_system, two_way, with_margins

from purbeck.statistics.linked import (
    UNBOUNDED,
    Hideable,
    Needs,
    UnprotectableError,
    choose_hidden,
    linked_system,
    prove,
)
from purbeck.statistics.linked.misfits import misfits
from purbeck.statistics.linked.optimum import least_hidden


def asked_of(values: np.ndarray) -> tuple[Hideable, Needs]:
    """Numbers from 1 to 4 are hidden and must stay possible; every other can be, a nought at three, others by their size."""
    small = (values >= 1) & (values <= 4)
    cost = np.where(small, 0.25, np.where(values == 0, 3.0, 1 + np.log2(1.0 + values)))
    nothing, endless = np.zeros(len(values), dtype=np.int64), np.full(len(values), UNBOUNDED)
    given = Hideable(np.where(small, 1, values), np.where(small, 4, values), nothing, endless, cost)
    return given, Needs.of({int(n): (1, 4) for n in np.flatnonzero(small)}, {})


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_needs_are_met_and_nothing_hidden_besides_is_exact(seed: int) -> None:
    system, values = random_system(np.random.default_rng(seed))
    hideable, needs = asked_of(values)
    hidden = choose_hidden(system, values, hideable, needs).hidden
    least, most = hideable.least.copy(), hideable.most.copy()
    least[hidden], most[hidden] = 0, UNBOUNDED
    solutions = every_solution(system, least, most)
    for number in needs.numbers:
        assert solutions[:, number].min() <= 1 and solutions[:, number].max() >= 4
    for number in hidden:
        assert len(set(solutions[:, number])) > 1


def test_cost_is_at_most_half_above_the_least_over_small_tables() -> None:
    cost = least = 0.0
    for seed in range(12):
        full = with_margins(np.random.default_rng(seed).poisson(5, (3, 3))).ravel()
        system, _ = two_way(3, 3)
        hideable, needs = asked_of(full)
        cost += float(hideable.cost[choose_hidden(system, full, hideable, needs).hidden].sum())
        least += least_hidden(system, full, hideable, needs).cost
    assert least <= cost <= 1.5 * least


def test_one_small_number_among_shown_ones_takes_another_with_it() -> None:
    """20 = 2 + 8 + 10: the 2 is hidden, and so must one more be; the 8 costs least."""
    system = linked_system(4, [(0, [1, 2, 3])])
    hideable, needs = asked_of(np.array([20, 2, 8, 10]))
    assert choose_hidden(system, np.array([20, 2, 8, 10]), hideable, needs).hidden.tolist() == [2]


def test_a_number_that_nothing_may_be_hidden_for_is_refused() -> None:
    system = linked_system(3, [(0, [1, 2])])
    values = np.array([10, 2, 8])
    hideable, needs = asked_of(values)
    hideable.cost[[0, 2]] = np.inf
    with pytest.raises(UnprotectableError) as error:
        choose_hidden(system, values, hideable, needs)
    assert error.value.number == 1


def test_the_same_choice_each_time() -> None:
    full = with_margins(np.random.default_rng(3).poisson(3, (6, 6))).ravel()
    system, _ = two_way(6, 6)
    choices = [choose_hidden(system, full, *asked_of(full)).hidden.tolist() for _ in range(2)]
    assert choices[0] == choices[1]


def test_larger_table_is_proved_without_its_true_numbers() -> None:
    full = with_margins(np.random.default_rng(5).poisson(6, (20, 20))).ravel()
    system, _ = two_way(20, 20)
    hideable, needs = asked_of(full)
    hidden = choose_hidden(system, full, hideable, needs).hidden
    least, most = hideable.least.copy(), hideable.most.copy()
    least[hidden], most[hidden] = 0, UNBOUNDED
    assert prove(system, least, most, needs.with_widths(dict.fromkeys(hidden.tolist(), 1))).safe.all()
    least[hidden[0]], most[hidden[0]] = full[hidden[0]], full[hidden[0]]
    assert not prove(system, least, most, needs.with_widths(dict.fromkeys(hidden.tolist(), 1))).safe.all()


def test_what_fits_worst_is_given_up() -> None:
    """Today a part is 6; of earlier releases, a total of 5 does not fit with it, and a part of 3 does with a total of 9."""
    system = linked_system(5, [(0, [1, 2]), (4, [1, 3])])
    nothing, endless = np.zeros(5, dtype=np.int64), np.full(5, UNBOUNDED)
    least, most = nothing.copy(), endless.copy()
    least[1] = most[1] = 6
    said_least, said_most = nothing.copy(), endless.copy()
    for number, value in ((0, 5), (3, 3), (4, 9)):
        said_least[number] = said_most[number] = value
    assert misfits(system, least, most, said_least, said_most, np.ones(5)).tolist() == [0]


def test_a_number_may_need_a_range_and_a_width_that_is_wider() -> None:
    """What is known already leaves 4 of the range of a hidden number, which must not be exact besides."""
    system = linked_system(3, [(0, [1, 2])])
    told = Hideable(*(np.array(one) for one in ([8, 1, 0], [12, 4, 20], [8, 1, 0], [12, 4, 20])), np.full(3, np.inf))
    choice = choose_hidden(system, np.array([8, 4, 4]), told, Needs.of({2: (4, 4)}, {2: 1}))
    assert choice.found.low[2] <= 4 < choice.found.high[2] and not len(choice.hidden)
