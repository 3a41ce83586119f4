"""Expected over recorded: against exact odds ratios and Poisson limits of scipy, and what is said of it."""

import numpy as np
import pytest
from scipy.stats import chi2, norm
from scipy.stats.contingency import odds_ratio

from purbeck.statistics.recording import (
    ALIKE,
    CANNOT_TELL,
    DISAGREE,
    OVER,
    UNDER,
    Counted,
    ExpectedOverRecorded,
    RecordingLimits,
    over_elsewhere,
    over_level,
    said,
    verdict,
)
from purbeck.statistics.simulated_recording import coverage_of_capture, flags_of_recording, honest_flagged_beside_one

LIMITS = RecordingLimits(tolerance=1.65, fewest=20, widest=4.0)


@pytest.mark.parametrize("counts", [(120, 900, 400, 6000), (60, 700, 35, 800), (2000, 9000, 1500, 14000)])
def test_a_place_beside_elsewhere_agrees_with_scipys_conditional_odds_ratio(counts):
    found = over_elsewhere(*(Counted.of(n) for n in counts))
    source_here, source_elsewhere, recorded_here, recorded_elsewhere = counts
    known = odds_ratio([[source_here, source_elsewhere], [recorded_here, recorded_elsewhere]])
    exact = known.confidence_interval()
    assert float(found.ratio) == pytest.approx(known.statistic, rel=0.01)
    assert (float(found.lower), float(found.upper)) == pytest.approx((exact.low, exact.high), rel=0.02)


def test_hidden_counts_widen_the_limits_on_both_sides():
    sure = over_elsewhere(*(Counted.of(n) for n in (100, 800, 300, 4000)))
    hidden = over_elsewhere(Counted.of(90, 110), *(Counted.of(n) for n in (800, 300, 4000)))
    assert float(hidden.ratio) == pytest.approx(float(sure.ratio))
    assert float(hidden.lower) < float(sure.lower) < float(sure.upper) < float(hidden.upper)


def test_a_known_level_over_a_count_has_garwoods_limits_turned_over():
    found = over_level([16.0], ([16.0], [16.0]), [8])
    exact = chi2.ppf([0.025], 16)[0] / 2, chi2.ppf([0.975], 18)[0] / 2
    assert found.ratio.tolist() == [2.0]
    assert [found.lower[0], found.upper[0]] == pytest.approx([16 / exact[1], 16 / exact[0]])


def test_an_unsure_level_is_wider_than_a_known_one():
    known = over_level([1000.0], ([1000.0], [1000.0]), [500])
    unsure = over_level([1000.0], ([800.0], [1250.0]), [500])
    assert unsure.lower[0] < known.lower[0] < known.upper[0] < unsure.upper[0]


def test_nothing_recorded_has_no_upper_limit_and_says_nothing():
    found = over_level([30.0], ([20.0], [40.0]), [0])
    assert np.isinf(found.ratio[0]) and np.isinf(found.upper[0]) and found.lower[0] > 0
    assert said(found, [0], LIMITS).tolist() == [CANNOT_TELL]
    nowhere = over_elsewhere(Counted.of(0), *(Counted.of(n) for n in (50, 50, 50)))
    assert np.isnan(nowhere.ratio) and said(nowhere, 0, LIMITS) == CANNOT_TELL


@pytest.mark.parametrize(
    ("lower", "upper", "fewest", "expected"),
    [
        (1.4, 2.5, 60, UNDER), (1.2, 2.5, 60, ALIKE), (0.9, 1.1, 60, ALIKE), (0.4, 0.7, 60, OVER),
        (0.4, 0.8, 60, ALIKE), (1.4, 2.5, 19, CANNOT_TELL), (1.4, 6.0, 60, CANNOT_TELL),
    ],
)  # fmt: skip
def test_only_a_whole_interval_beyond_the_tolerance_speaks(lower, upper, fewest, expected):
    found = ExpectedOverRecorded(*(np.array([v]) for v in ((lower * upper) ** 0.5, lower, upper)))
    assert said(found, [fewest], LIMITS).tolist() == [expected]


@pytest.mark.parametrize(
    ("each", "expected"),
    [
        ([], CANNOT_TELL), ([CANNOT_TELL], CANNOT_TELL), ([CANNOT_TELL, UNDER], UNDER), ([ALIKE, UNDER], ALIKE),
        ([UNDER, ALIKE], UNDER), ([UNDER, OVER], DISAGREE), ([ALIKE, UNDER, OVER], DISAGREE), ([OVER], OVER),
    ],
)  # fmt: skip
def test_the_first_source_that_can_tell_decides_and_another_can_only_take_it_back(each, expected):
    assert verdict(each) == expected


def test_honest_places_are_flagged_no_more_than_one_time_in_twenty_and_half_recording_is_found():
    for source in (60.0, 300.0, 3_000.0):
        for reach in (0.0, 0.1, 0.15, 0.2):  # the range that the method declares
            assert flags_of_recording(source, 4 * source, 1.0, reach, replicates=20_000).observed <= 0.05
    assert flags_of_recording(300.0, 1_200.0, 0.5, 0.1).observed >= 0.80
    # With sources a fifth apart even endless events find no more than 79%: P(Z > 1.645 - log 2 / (0.2 sqrt 2)).
    most = norm.sf(1.645 - np.log(2) / (0.2 * 2**0.5))
    assert most - 0.05 <= flags_of_recording(3_000.0, 12_000.0, 0.5, 0.2).observed <= most + 0.02


@pytest.mark.parametrize("places", [2, 3, 5, 10])
def test_honest_places_beside_one_that_records_half_are_seldom_flagged(places):
    assert honest_flagged_beside_one(places).observed <= 0.05


def test_chapman_holds_the_truth_where_lists_are_apart_and_only_the_range_does_where_they_are_not():
    assert 0.93 <= coverage_of_capture().observed <= 0.97
    assert coverage_of_capture(odds_ratio=2.0).observed < 0.10
    assert coverage_of_capture(odds_ratio=2.0, dependence=(1.0, 2.0, 3.0)).observed >= 0.95


@pytest.mark.parametrize("counts", [(3, 2), (-1, 4)])
def test_impossible_hidden_counts_are_refused(counts):
    with pytest.raises(ValueError, match=r"fewer than its least|cannot be negative"):
        Counted.of(*counts)
