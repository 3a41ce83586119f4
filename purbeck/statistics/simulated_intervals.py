"""How often intervals of counts, standardised rates and repeat victims hold the truth, by simulation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np
from scipy import special

from purbeck.statistics.intervals import count_interval
from purbeck.statistics.repeat_victims import repeat_interval
from purbeck.statistics.simulated_rate import SEED, SimulatedRate, rate_of
from purbeck.statistics.standardised import standardised_rate


def coverage_of_count_interval(
    mean_count: float = 10.0, confidence: float = 0.95, replicates: int = 100_000, seed: int = SEED
) -> SimulatedRate:
    """How often the interval of a Poisson count holds its mean, simulated beside the sum of the chances of its counts."""
    counts = np.random.default_rng(seed).poisson(mean_count, replicates)
    lower, upper = count_interval(counts, confidence)
    found = rate_of((lower <= mean_count) & (mean_count <= upper), confidence)
    return replace(found, closed_form=closed_form_coverage(mean_count, confidence))


def closed_form_coverage(mean_count: float, confidence: float = 0.95) -> float:
    """Chance that the interval of a Poisson count holds its mean: the chances of the counts whose intervals do, added up."""
    counts = np.arange(int(mean_count + 12.0 * np.sqrt(mean_count) + 40.0))
    lower, upper = count_interval(counts, confidence)
    held = counts[(lower <= mean_count) & (mean_count <= upper)]
    chance = np.exp(special.xlogy(held, mean_count) - mean_count - special.gammaln(held + 1.0))
    return float(chance.sum())


def coverage_of_standardised_rate(
    mean_count: float = 20.0, confidence: float = 0.95, replicates: int = 2_000, seed: int = SEED
) -> SimulatedRate:
    """How often the interval of an age-standardised rate holds it, among those that are not withheld.

    Ten age bands with people from 4,000 to 13,000 and rates that rise and fall with age by a factor of eight, scaled so that
    `mean_count` events are expected; the standard population has the same people in each band.
    """
    generator = np.random.default_rng(seed)
    people = np.linspace(13_000, 4_000, 10)
    rate = np.exp(-(((np.arange(10) - 3) / 3.3) ** 2))
    rate *= mean_count / (people * rate).sum()
    counts = generator.poisson(people * rate, (replicates, 10))
    found = standardised_rate(counts, np.broadcast_to(people, counts.shape), np.ones(10), confidence)
    given = ~np.isnan(found.value)
    return rate_of(((found.lower <= rate.mean()) & (rate.mean() <= found.upper))[given], confidence)


def coverage_of_repeat_interval(
    mean_people: float = 20.0, again: float = 0.3, adjusted: bool = True, confidence: float = 0.95,
    replicates: int = 2_000, seed: int = SEED,
) -> SimulatedRate:  # fmt: skip
    """How often the interval of a count holds its mean where each victim is one again with the chance `again`.

    A Poisson number of people with the mean `mean_people`; each has one event and, as long as that chance comes up, one
    more. With `adjusted` the interval knows who had one, two, three or more; without, it takes all events as separate.
    """
    generator = np.random.default_rng(seed)
    mean = mean_people / (1.0 - again)
    covered = np.empty(replicates)
    for replicate in range(replicates):
        times = generator.geometric(1.0 - again, generator.poisson(mean_people))
        events = int(times.sum())
        if adjusted:
            found = repeat_interval([(times == 1).sum(), (times == 2).sum(), (times >= 3).sum()], events, confidence)
            covered[replicate] = found.lower <= mean <= found.upper
        else:
            lower, upper = count_interval(events, confidence)
            covered[replicate] = lower <= mean <= upper
    return rate_of(covered, confidence)


def interval_scenarios(replicates: int) -> Iterator[tuple[str, str, partial[SimulatedRate], int]]:
    """Method, scenario, what to run and how many replicates of it, for each row of the table of results."""
    for mean in (0.1, 0.5, 1.0, 2.0, 5.0, 9.5, 10.0, 15.0, 20.0, 50.0, 200.0, 875.0):
        yield "count_interval", f"mean {mean:g}", partial(coverage_of_count_interval, mean), 50 * replicates
    for mean in (10.0, 15.0, 20.0, 50.0, 200.0):
        yield "standardised_rate", f"mean {mean:g}", partial(coverage_of_standardised_rate, mean), 5 * replicates
    for people in (5.0, 10.0, 20.0, 50.0, 200.0):
        for again in (0.15, 0.4):
            repeat = partial(coverage_of_repeat_interval, people, again)
            yield "repeat_interval", f"{people:g} people, again {again:.0%}", repeat, 5 * replicates
    for again in (0.15, 0.4):
        plain = partial(coverage_of_repeat_interval, 50.0, again, False)
        yield "repeat_interval", f"50 people, again {again:.0%}, as if separate", plain, 5 * replicates
