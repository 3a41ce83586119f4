"""Whether what is carried out could be told to have worked: compared with what, expected how large."""

from __future__ import annotations

from collections.abc import Iterator

from purbeck.periods import spoken_day
from purbeck.strategy.checks.beside import Beside
from purbeck.strategy.checks.remark import Remark, look
from purbeck.strategy.strategy import Strategy


def intervention_without_comparison(strategy: Strategy, _: Beside) -> Iterator[Remark]:
    """An intervention with nothing to compare its places with, and no word why."""
    for one in strategy.interventions:
        if one.comparison is None and one.no_comparison is None:
            yield look(
                one,
                f'"{one.title}" has no comparison areas: nobody could tell its effect from what would have happened anyway.',
                "Choose them before it starts ([interventions.comparison]), or write no_comparison = why there are none.",
            )


def comparison_chosen_late(strategy: Strategy, _: Beside) -> Iterator[Remark]:
    """Comparison areas chosen once the intervention had begun, or that are among its own places."""
    for one in strategy.interventions:
        if one.comparison is None:
            continue
        if one.comparison.chosen >= one.starts:
            words = f"Its comparison areas were chosen on {spoken_day(one.comparison.chosen)}, not before it began on "
            yield look(
                one,
                f"{words}{spoken_day(one.starts)}.",
                "Say so wherever its effect is told: areas chosen afterwards can be chosen to flatter.",
            )
        both = sorted(set(one.places) & set(one.comparison.areas))
        if both:
            yield look(
                one, f"{', '.join(both)} is among its places and its comparison areas.", "Take it out of one list."
            )


def intervention_without_expectation(strategy: Strategy, _: Beside) -> Iterator[Remark]:
    """An intervention of which nobody said beforehand how large its effect should be."""
    for one in strategy.interventions:
        if not one.expected:
            yield look(
                one,
                f'Nothing says how large an effect "{one.title}" should have.',
                "Write [[interventions.expected]]; whether so small a change could be seen at all depends on it.",
            )


def intervention_nobody_carries(strategy: Strategy, _: Beside) -> Iterator[Remark]:
    """An intervention that no action carries out."""
    carried = {action.intervention for action in strategy.actions}
    for one in strategy.interventions:
        if one.id not in carried:
            yield look(one, f'No action carries out "{one.title}".', f'Write intervention = "{one.id}" in an action.')
