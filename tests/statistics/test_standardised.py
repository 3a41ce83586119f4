"""Standardised rates against PHStatsMethods, and what must hold of any."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from purbeck.statistics.intervals import count_interval
from purbeck.statistics.standardised import ranged_limits, standardised_rate, weighted_sum

# European Standard Population 2013 in 19 bands; the people and the events are those with which PHEindicatormethods
# tried out its function of indirect standardisation (R/SMR.R).
STANDARD = [
    5000,
    5500,
    5500,
    5500,
    6000,
    6000,
    6500,
    7000,
    7000,
    7000,
    7000,
    6500,
    6000,
    5500,
    5000,
    4000,
    2500,
    1500,
    1000,
]
PEOPLE = [84935, 80367, 72122, 79259, 99806, 87362, 81579, 71103, 70001, 69007, 63203, 52638, 46087, 40887, 32604, 28399,
          21625, 13021, 7355]  # fmt: skip
MANY = [27, 45, 55, 100, 125, 300, 295, 270, 275, 450, 455, 459, 345, 300, 270, 265, 100, 90, 35]
TEN = [0, 0, 0, 1, 3, 2, 1, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]
NINE = [0, 0, 0, 1, 3, 1, 1, 1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("events", "confidence", "expected"),
    # PHStatsMethods 0.1.16, ph_dsr(..., euro_standard_pops=False, multiplier=100000).
    [
        (MANY, 0.95, (464.9156513, 450.6883093, 479.4689343)),
        (MANY, 0.998, (464.9156513, 442.6345623, 487.9499777)),
        (TEN, 0.95, (0.7759810269, 0.3609427264, 1.44413321)),
        (TEN, 0.998, (0.7759810269, 0.2119578263, 1.906126421)),
    ],
)
def test_rates_are_phstatsmethods_to_six_digits(events, confidence, expected):
    found = standardised_rate(events, PEOPLE, STANDARD, confidence)
    given = [float(part[0]) * 100_000 for part in (found.value, found.lower, found.upper)]
    assert given == pytest.approx(expected, rel=5e-7)


def test_below_ten_events_the_rate_is_withheld_as_phstatsmethods_withholds_it():
    found = standardised_rate([NINE, TEN], [PEOPLE, PEOPLE], STANDARD)
    assert np.isnan([found.value[0], found.lower[0], found.upper[0]]).all()
    assert np.isfinite([found.value[1], found.lower[1], found.upper[1]]).all()
    assert found.events.tolist() == [9, 10]


def test_a_band_that_nobody_lives_in_withholds_the_rate():
    nobody = [0, *PEOPLE[1:]]
    assert np.isnan(standardised_rate(MANY, nobody, STANDARD).value).all()


EVENTS = st.lists(st.integers(0, 500), min_size=4, max_size=4)


@given(EVENTS, st.permutations(range(4)))
def test_the_order_of_bands_does_not_matter(events, order):
    people, standard = np.array([900.0, 1200.0, 700.0, 300.0]), np.array([3.0, 4.0, 2.0, 1.0])
    plain = standardised_rate(events, people, standard)
    mixed = standardised_rate(np.array(events)[order], people[order], standard[order])
    for part in ("value", "lower", "upper"):
        assert np.allclose(getattr(plain, part), getattr(mixed, part), equal_nan=True)


@given(EVENTS)
def test_people_of_the_standards_own_ages_have_their_crude_rate(events):
    people = np.array([3.0, 4.0, 2.0, 1.0]) * 1000
    found = standardised_rate(events, people, people)
    crude = sum(events) / people.sum() if sum(events) >= 10 else np.nan
    assert np.allclose(found.value, crude, equal_nan=True)
    assert np.isnan(crude) or ((found.lower <= found.value).all() and (found.value <= found.upper).all())


@pytest.mark.parametrize(
    ("events", "people", "standard", "words"),
    [
        ([1, 2], [10.0, 20.0], [1.0, 2.0, 3.0], "must have the same age bands"),
        ([1, 2], [10.0, -1.0], [1.0, 2.0], "an exposure is -1.0"),
        ([1, 2], [10.0, 20.0], [1.0, 0.0], "every band must have people"),
        ([1, -2], [10.0, 20.0], [1.0, 1.0], "-2"),
    ],
)
def test_what_cannot_be_standardised_is_refused_in_words(events, people, standard, words):
    with pytest.raises(ValueError, match=words):
        standardised_rate(events, people, standard)


def test_a_weighted_sum_by_hand():
    # 20 x 5 + 4 x 100 = 500; V = 20 x 25 + 4 x 10,000 = 40,500; sqrt(40,500 / 24) = 41.079. Byar's limits of 24 are
    # 15.3727 and 35.7116: 500 - 41.079 x 8.6273 = 145.60; 500 + 41.079 x 11.7116 = 981.10.
    found = [float(part) for part in weighted_sum([20, 4], [5.0, 100.0])]
    assert found == pytest.approx([500.0, 145.60, 981.10], abs=0.01)


@given(st.lists(st.integers(0, 40), min_size=3, max_size=3), st.floats(0.1, 1000))
def test_with_one_weight_it_is_that_many_times_the_count(counts, weight):
    value, lower, upper = weighted_sum(counts, weight)
    low, high = count_interval(sum(counts))
    assert [value, lower, upper] == pytest.approx([sum(counts) * weight, float(low) * weight, float(high) * weight])


@given(st.lists(st.tuples(st.integers(0, 40), st.floats(0, 5000)), min_size=1, max_size=8), st.randoms())
def test_the_order_of_a_weighted_sum_does_not_matter(pairs, random):
    mixed = random.sample(pairs, len(pairs))
    one, two = (weighted_sum([n for n, _ in order], [w for _, w in order]) for order in (pairs, mixed))
    assert np.allclose(one, two)
    assert one[1] <= one[0] <= one[2]


def test_a_weight_below_nothing_is_refused():
    with pytest.raises(ValueError, match=r"a weight is -1\.0"):
        weighted_sum([1, 2], [1.0, -1.0])


KINDS = st.tuples(st.integers(0, 60), st.integers(0, 9), st.integers(0, 9), st.integers(1, 5000))


@given(st.lists(KINDS, min_size=1, max_size=6), st.sampled_from([0.8, 0.95, 0.998]))
def test_no_counts_within_ranges_have_limits_outside_theirs(
    kinds: list[tuple[int, int, int, int]], confidence: float
) -> None:
    least, more, part, weights = (np.array(column) for column in zip(*kinds, strict=True))
    lower, upper = ranged_limits(least, least + more, weights, weights, confidence)
    for counts in (least, least + more, least + np.minimum(part, more)):
        value, low, high = (float(one) for one in weighted_sum(counts, weights, confidence))
        assert lower <= low + 1e-9 * high and upper >= high * (1 - 1e-9) and lower <= value <= upper


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 5000)), min_size=1, max_size=6))
def test_limits_of_single_counts_are_those_of_the_sum(kinds: list[tuple[int, int]]) -> None:
    counts, weights = (np.array(column) for column in zip(*kinds, strict=True))
    _, low, high = weighted_sum(counts, weights)
    assert ranged_limits(counts, counts, weights, weights) == pytest.approx((float(low), float(high)))


def test_ranges_by_hand() -> None:
    # 20 assaults at 5 days, and 1 to 4 at 100: squares at the most 20 x 25 + 4 x 10,000 = 40,500. Of 21 events the lower limit
    # is 8.0046 away and of 24 8.6289: over the roots 1.7467 and 1.7613. Upwards 11.1008 and 11.7110: 2.4224 and 2.3905.
    # 200 - 1.7613 x 201.246 is below nought; 500 + 2.4224 x 201.246 = 987.6.
    assert ranged_limits([20, 1], [20, 4], [5, 100], [5, 100]) == (0.0, pytest.approx(987.6, abs=0.1))
    with pytest.raises(ValueError, match="fewer than the fewest"):
        ranged_limits([3], [2], [1], [1])
