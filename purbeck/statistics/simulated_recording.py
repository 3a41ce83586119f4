"""How often honest places are flagged, and real gaps and totals found, by simulation."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from purbeck.statistics.capture import Overlap, chapman, over_assumptions
from purbeck.statistics.recording import UNDER, Counted, RecordingLimits, over_elsewhere, said
from purbeck.statistics.simulated_rate import SEED, SimulatedRate, rate_of

# Those of analyses/hidden_need.toml; a test holds one to the other, since statistics know nothing of analyses.
LIMITS = RecordingLimits(tolerance=1.65, fewest=20, widest=4.0)
ELSEWHERE = 5.0  # how many times as much there is elsewhere as in the place looked at


def flags_of_recording(
    source: float = 300.0,
    recorded: float = 1_200.0,
    recorded_share: float = 1.0,
    reach_spread: float = 0.1,
    dispersion: float = 3.0,
    replicates: int = 2_000,
    seed: int = SEED,
) -> SimulatedRate:
    """How often a place is said to record too little, where it records `recorded_share` of what it should.

    `source` and `recorded` are the means of its counts if it were honest. The source reaches places by a log-normal factor
    of standard deviation `reach_spread`; recorded counts have variance `dispersion` times their mean.
    """
    generator = np.random.default_rng(seed)
    reach = np.exp(reach_spread * generator.normal(size=(2, replicates)))
    here = generator.poisson(source * reach[0])
    elsewhere = generator.poisson(ELSEWHERE * source * reach[1])
    means = np.array([[recorded * recorded_share], [recorded * ELSEWHERE]])
    # Negative binomial: variance is `dispersion` times the mean.
    counted = generator.negative_binomial(means / (dispersion - 1), 1 / dispersion, size=(2, replicates))
    found = over_elsewhere(Counted.of(here), Counted.of(elsewhere), Counted.of(counted[0]), Counted.of(counted[1]))
    flagged = said(found, np.minimum(np.minimum(here, elsewhere), counted.min(axis=0)), LIMITS) == UNDER
    return rate_of(flagged, 0.05 if recorded_share == 1.0 else np.nan)


def honest_flagged_beside_one(
    places: int = 5,
    source: float = 300.0,
    recorded: float = 1_200.0,
    recorded_share: float = 0.5,
    reach_spread: float = 0.1,
    dispersion: float = 3.0,
    replicates: int = 2_000,
    seed: int = SEED,
) -> SimulatedRate:
    """How often an honest place is said to record too little, where one of so many places records `recorded_share` of it all.

    Each place is set beside all others together, as in `flags_of_recording`; all are as large. That less is recorded elsewhere
    is no flag: beside one that records too little it is true of every honest place.
    """
    generator = np.random.default_rng(seed)
    reach = np.exp(reach_spread * generator.normal(size=(places, replicates)))
    seen = generator.poisson(source * reach)
    means = np.full((places, 1), recorded)
    means[0] *= recorded_share
    counted = generator.negative_binomial(means / (dispersion - 1), 1 / dispersion, size=(places, replicates))
    here, elsewhere = (seen[1:], counted[1:]), (seen.sum(axis=0) - seen[1:], counted.sum(axis=0) - counted[1:])
    found = over_elsewhere(Counted.of(here[0]), Counted.of(elsewhere[0]), Counted.of(here[1]), Counted.of(elsewhere[1]))
    fewest = np.minimum(np.minimum(*here), np.minimum(*elsewhere))
    return rate_of((said(found, fewest, LIMITS) == UNDER).ravel(), 0.05)


def coverage_of_capture(
    events: int = 800,
    reach: tuple[float, float] = (0.5, 0.3),
    odds_ratio: float = 1.0,
    dependence: tuple[float, ...] = (1.0,),
    replicates: int = 2_000,
    seed: int = SEED,
) -> SimulatedRate:
    """How often the true number of events lies within Chapman's limits, or, for several values of `dependence`, the range.

    `reach` is the share of events in the first list and, of those not in it, the share in the second; events in the first
    have `odds_ratio` times the odds of being in the second.
    """
    generator = np.random.default_rng(seed)
    odds = odds_ratio * reach[1] / (1 - reach[1])
    first = generator.binomial(events, reach[0], size=replicates)
    both = generator.binomial(first, odds / (1 + odds))
    second = generator.binomial(events - first, reach[1])
    held = np.empty(replicates)
    for at in range(replicates):
        overlap = Overlap(int(first[at] - both[at]), int(second[at]), int(both[at]))
        total = chapman(overlap)
        least, most = total.lower, total.upper
        if len(dependence) > 1:  # the assumption's range, with chance beyond it
            low, high = over_assumptions(overlap, dependence, (0.0,), (0.0,))
            least, most = min(low, least), max(high * most / total.value, most)
        held[at] = least <= events <= most
    return rate_of(held, 0.95)


def recording_scenarios(replicates: int) -> Iterator[tuple[str, str, partial[SimulatedRate], int]]:
    """Method, scenario, what to run and how often, as rows of `simulation.simulation_table`; a few seconds in all."""
    for source, recorded in ((60.0, 240.0), (300.0, 1_200.0), (3_000.0, 12_000.0)):
        for spread in (0.0, 0.1, 0.2, 0.3):
            for share in (1.0, 0.5):
                name = f"source {source:,.0f}, reach {spread:.0%}, " + ("honest" if share == 1 else "half recorded")
                yield "under_recording", name, partial(flags_of_recording, source, recorded, share, spread), replicates
    for places in (2, 3, 5, 10):
        name = f"an honest place of {places}, one of them half recorded"
        yield "under_recording", name, partial(honest_flagged_beside_one, places), replicates
    for events in (100, 800):
        yield "capture", f"{events} events, lists apart", partial(coverage_of_capture, events), replicates
    dependent = partial(coverage_of_capture, 800, (0.5, 0.3), 2.0)
    yield "capture", "800 events, odds ratio 2, Chapman alone", dependent, replicates
    ranged = partial(dependent, dependence=(1.0, 2.0, 3.0))
    yield "capture", "800 events, odds ratio 2, range 1 to 3", ranged, replicates
