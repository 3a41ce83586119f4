"""How often the other modules' methods are wrong, found by simulating data whose answers are known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special

from purbeck.statistics.concentration import fewest_places, held_next
from purbeck.statistics.dispersion import year_on_year
from purbeck.statistics.funnel import funnel
from purbeck.statistics.odd_values import OddLimits, odd_values
from purbeck.statistics.process_control import xmr_table
from purbeck.statistics.ranks import rank_interval, rank_of
from purbeck.statistics.seasonality import MONTHS_IN_A_YEAR, seasonally_adjusted
from purbeck.statistics.simulated_intervals import interval_scenarios
from purbeck.statistics.simulated_rate import SEED, SimulatedRate, rate_of
from purbeck.statistics.simulated_recording import recording_scenarios

# A clear but ordinary season: months 15% above and below the mean of the year.
SEASONAL_SWING = 0.15
# Those of incidents/odd_months.toml; a test holds one to the other, since statistics know nothing of incidents.
ODD_LIMITS = OddLimits(around=12, reach=12, fewest=6, ratio=1.75, spreads=5.0, smallest=50.0)


def false_positive_rate_year_on_year(
    mean_count: float = 300.0,
    dispersion: float = 5.0,
    months: int = 12,
    autocorrelation: float = 0.0,
    replicates: int = 500,
    confidence: float = 0.95,
    seed: int = SEED,
    years: int = 2,
) -> SimulatedRate:
    """How often the first and the last of `years` with the same rate are said to differ.

    Years of the same `months` (4 stand for quarters), a seasonal swing of 15%, negative-binomial counts with variance
    `dispersion` times the mean, successive rows correlated by `autocorrelation` through a Gaussian copula.
    """
    generator = np.random.default_rng(seed)
    season = np.tile(np.arange(months), years)
    year = np.repeat(np.arange(1, years + 1), months)
    mean = mean_count * seasonal_level(season * (MONTHS_IN_A_YEAR // months))
    exposure = np.ones(years * months)
    wrong = np.empty(replicates)
    for replicate in range(replicates):
        counts = overdispersed_counts(mean, dispersion, autocorrelation, generator)
        wrong[replicate] = year_on_year(counts, exposure, year, season, 1, years).p_value < 1.0 - confidence
    return rate_of(wrong, 1.0 - confidence)


def false_positive_rate_xmr(
    n_points: int = 36,
    mean_count: float = 300.0,
    dispersion: float = 5.0,
    autocorrelation: float = 0.0,
    seasonal: bool = False,
    replicates: int = 500,
    seed: int = SEED,
) -> SimulatedRate:
    """Share of stable series of counts in which at least one XmR rule fires.

    With `seasonal` the counts swing by 15% over the year and are seasonally adjusted before they are charted.
    """
    generator = np.random.default_rng(seed)
    month = np.arange(n_points) % MONTHS_IN_A_YEAR
    mean = mean_count * (seasonal_level(month) if seasonal else np.ones(n_points))
    series = np.array(
        [overdispersed_counts(mean, dispersion, autocorrelation, generator) for _ in range(replicates)], dtype=float
    )
    if seasonal:
        series = np.array([seasonally_adjusted(row, month + 1).values for row in series])
    signalled = np.asarray(xmr_table(series).signal.any(axis=1), dtype=np.bool_)
    return rate_of(signalled, np.nan)


def coverage_of_rank_interval(
    units: int = 300,
    spread: float = 0.3,
    dispersion: float = 1.0,
    allowed_dispersion: float = 1.0,
    replicates: int = 50,
    confidence: float = 0.95,
    seed: int = SEED,
) -> SimulatedRate:
    """How often a unit's rank interval holds the rank of its true rate, averaged over units.

    Populations are log-normal around 140,000, true rates log-normal around 30 per 1,000 with standard deviation
    `spread` of their logarithm; counts have variance `dispersion` times their mean and the method is told
    `allowed_dispersion`. Each replicate gives the share of units covered; the standard error is that of their mean.
    """
    generator = np.random.default_rng(seed)
    covered = np.empty(replicates)
    for replicate in range(replicates):
        exposure, rate = _made_up_units(units, spread, generator)
        counts = overdispersed_counts(exposure * rate, dispersion, 0.0, generator)
        true_rank, _ = rank_of(rate)
        ranks = rank_interval(counts, exposure, confidence, 1_000, generator, allowed_dispersion)
        covered[replicate] = np.mean((ranks.lower <= true_rank) & (true_rank <= ranks.upper))
    return rate_of(covered, confidence)


def false_alarms_of_funnel(
    units: int = 300,
    between_unit_sd: float = 0.15,
    confidence: float = 0.95,
    correct_for_winsorising: bool = True,
    replicates: int = 300,
    seed: int = SEED,
) -> SimulatedRate:
    """Share of units outside the adjusted limits when units differ just as the method supposes.

    Square roots of true rates are normal around their mean with standard deviation `between_unit_sd` of it.
    """
    generator = np.random.default_rng(seed)
    limit = special.ndtri(0.5 + confidence / 2.0)
    outside = np.empty(replicates)
    for replicate in range(replicates):
        exposure, rate = _made_up_units(units, 0.0, generator)
        rate = rate * np.maximum(1.0 + between_unit_sd * generator.normal(size=units), 0.0) ** 2
        result = funnel(generator.poisson(exposure * rate), exposure, correct_for_winsorising=correct_for_winsorising)
        outside[replicate] = np.mean(np.abs(result.z) > limit)
    return rate_of(outside, 1.0 - confidence)


def held_by_places_chosen(
    places: int = 240,
    events: int = 2_000,
    share: float = 0.5,
    when: str = "next",
    replicates: int = 500,
    seed: int = SEED,
) -> SimulatedRate:
    """What the fewest places that held `share` of one year's events hold, where everybody is at the same risk.

    People are log-normal around 1,500 a place. `nominal` is what the places truly hold, their share of the people;
    `observed` is their share of events in the `same` year they were chosen on, or in the `next`.
    """
    generator = np.random.default_rng(seed)
    truth, held = np.empty(replicates), np.empty(replicates)
    for replicate in range(replicates):
        people = generator.lognormal(np.log(1_500), 0.2, places)
        first, second = generator.multinomial(events, people / people.sum(), 2)
        chosen = fewest_places(first, share)
        truth[replicate] = people[chosen].sum() / people.sum()
        held[replicate] = (first if when == "same" else second)[chosen].sum() / events
    return replace(
        rate_of(held, float(truth.mean())), standard_error=float((held - truth).std(ddof=1) / replicates**0.5)
    )


def coverage_of_held_share(
    mean_count: float = 160.0, share: float = 0.4, dispersion: float = 5.0, confidence: float = 0.95,
    replicates: int = 500, seed: int = SEED,
) -> SimulatedRate:  # fmt: skip
    """How often the interval of what chosen places hold in a year holds their true share.

    Twelve months with `mean_count` events in all places together, `share` of them in those chosen; both sides vary
    from month to month with variance `dispersion` times the mean.
    """
    generator = np.random.default_rng(seed)
    covered = np.empty(replicates)
    for replicate in range(replicates):
        sides = [np.full(12, mean_count * part) for part in (share, 1 - share)]
        counts = np.array([overdispersed_counts(side, dispersion, 0.0, generator) for side in sides])
        held = held_next(counts, [0], confidence)
        covered[replicate] = held.lower <= share <= held.upper
    return rate_of(covered, confidence)


def false_flags_of_odd_values(
    mean_count: float = 300.0,
    dispersion: float = 5.0,
    months: int = 12,
    replicates: int = 500,
    seed: int = SEED,
) -> SimulatedRate:
    """Share of steady months that are called odd, by the limits incidents are judged by (`ODD_LIMITS`).

    Counts as of `false_positive_rate_year_on_year`: a seasonal swing of 15%, no correlation between months.
    """
    generator = np.random.default_rng(seed)
    at = np.arange(months)
    mean = mean_count * seasonal_level(at)
    odd = np.empty(replicates)
    for replicate in range(replicates):
        odd[replicate] = odd_values(overdispersed_counts(mean, dispersion, 0.0, generator), at, ODD_LIMITS).odd.mean()
    return rate_of(odd, float("nan"))


def simulation_table(replicates: int = 2_000, seed: int = SEED) -> pd.DataFrame:
    """Run each simulation over its scenarios; one row each, the same for the same arguments.

    Columns: method, scenario, nominal, observed, standard_error, replicates, closed_form. About a minute on one core with 2,000
    replicates. Rank intervals run a fortieth as many and funnels a quarter, since each replicate is 300 units; count
    intervals run fifty times as many, those of standardised rates and of repeat victims five times.
    """
    rows = [
        {"method": method, "scenario": scenario, **asdict(simulate(replicates=count, seed=seed))}
        for method, scenario, simulate, count in _scenarios(replicates)
    ]
    return pd.DataFrame(rows)


def _scenarios(replicates: int) -> Iterator[tuple[str, str, partial[SimulatedRate], int]]:
    yield from _yearly_scenarios(replicates)
    for points in (12, 24, 36, 48):
        yield "xmr", f"{points} stable months", partial(false_positive_rate_xmr, points), replicates
    for points in (24, 36, 48):
        adjusted = partial(false_positive_rate_xmr, points, seasonal=True)
        yield "xmr", f"{points} stable seasonal months, adjusted", adjusted, replicates
    yield (
        "xmr",
        "36 stable months, autocorrelation 0.4",
        partial(false_positive_rate_xmr, 36, 300.0, 5.0, 0.4),
        replicates,
    )
    yield from interval_scenarios(replicates)
    for actual, allowed in ((1.0, 1.0), (5.0, 1.0), (5.0, 5.0)):
        ranks = partial(coverage_of_rank_interval, 300, 0.3, actual, allowed)
        yield "rank_interval", f"300 units, dispersion {actual:g}, told {allowed:g}", ranks, max(replicates // 40, 2)
    for level in (0.95, 0.998):
        for corrected in (True, False):
            alarms = partial(false_alarms_of_funnel, 300, 0.15, level, corrected)
            name = "corrected for winsorising" if corrected else "as published"
            yield "funnel", f"300 units, {level:.1%} limits, {name}", alarms, max(replicates // 4, 2)
    for events in (200, 2_000, 8_000):
        for when in ("same", "next"):
            held = partial(held_by_places_chosen, 240, events, 0.5, when)
            yield "concentration", f"240 places alike, {events} events, {when} year", held, max(replicates // 2, 2)
    for dispersion in (1.0, 5.0):
        share = partial(coverage_of_held_share, 160.0, 0.4, dispersion)
        yield "held_share_interval", f"12 months of 160, dispersion {dispersion:g}", share, replicates
    yield from _odd_scenarios(replicates)
    yield from recording_scenarios(replicates)


def _yearly_scenarios(replicates: int) -> Iterator[tuple[str, str, partial[SimulatedRate], int]]:
    for months in (12, 6):
        for mean in (30.0, 100.0, 300.0, 700.0):
            yearly = partial(false_positive_rate_year_on_year, mean, 5.0, months)
            yield "year_on_year", f"{months}+{months} months, mean {mean:.0f}, dispersion 5", yearly, replicates
    for mean, dispersion, correlation in ((10.0, 1.0, 0.0), (30.0, 2.0, 0.0), (300.0, 5.0, 0.0), (2000.0, 15.0, 0.0),
                                          (300.0, 5.0, 0.4)):  # fmt: skip
        yearly = partial(false_positive_rate_year_on_year, mean, dispersion, 4, correlation, years=3)
        name = f"3 x 4 quarters, mean {mean:.0f}, dispersion {dispersion:.0f}"
        yield "year_on_year", name + (f", autocorrelation {correlation}" if correlation else ""), yearly, replicates
    for mean, dispersion in ((3.0, 2.0), (3.0, 1.0), (10.0, 1.0)):
        yearly = partial(false_positive_rate_year_on_year, mean, dispersion)
        yield "year_on_year", f"12+12 months, mean {mean:.0f}, dispersion {dispersion:.0f}", yearly, replicates
    for correlation in (0.2, 0.4):
        yearly = partial(false_positive_rate_year_on_year, 300.0, 5.0, 12, correlation)
        yield "year_on_year", f"12+12 months, mean 300, dispersion 5, autocorrelation {correlation}", yearly, replicates


def _odd_scenarios(replicates: int) -> Iterator[tuple[str, str, partial[SimulatedRate], int]]:
    for months in (12, 36):
        for mean, dispersion in ((60.0, 1.0), (60.0, 5.0), (300.0, 5.0), (1500.0, 5.0), (1500.0, 25.0)):
            flags = partial(false_flags_of_odd_values, mean, dispersion, months)
            yield "odd_values", f"{months} months, mean {mean:.0f}, dispersion {dispersion:.0f}", flags, replicates


def seasonal_level(month: NDArray[np.int64]) -> NDArray[np.float64]:
    """Level of each month over the year's mean, months numbered from 0."""
    return 1.0 + SEASONAL_SWING * np.cos(2.0 * np.pi * month / MONTHS_IN_A_YEAR)


def overdispersed_counts(
    mean: NDArray[np.float64],
    dispersion: float,
    autocorrelation: float,
    generator: np.random.Generator,
) -> NDArray[np.int64]:
    """Draw counts with variance `dispersion` times their mean (negative binomial; Poisson at 1), in order of time.

    The gamma rates behind successive counts are correlated by `autocorrelation` on the normal scale.
    """
    if dispersion == 1.0:
        return generator.poisson(mean)
    shape = mean / (dispersion - 1.0)
    if autocorrelation == 0.0:
        return generator.poisson(generator.gamma(shape) * (dispersion - 1.0))
    latent = generator.normal(size=len(mean))
    for position in range(1, len(mean)):
        carried = autocorrelation * latent[position - 1]
        latent[position] = carried + np.sqrt(1 - autocorrelation**2) * latent[position]
    return generator.poisson(special.gammaincinv(shape, special.ndtr(latent)) * (dispersion - 1.0))


def _made_up_units(
    units: int, spread: float, generator: np.random.Generator
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    exposure = generator.lognormal(np.log(140_000), 0.5, units)
    return exposure, 0.03 * np.exp(spread * generator.normal(size=units))
