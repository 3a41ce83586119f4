"""How much more there is than is recorded, as far as sources that do not depend on recording can say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from purbeck.statistics.intervals import count_interval, uncertain_rate_limits, whole_counts

CANNOT_TELL, ALIKE, UNDER, OVER, DISAGREE = SAYS = (
    "cannot_tell", "no_clear_difference", "may_be_under_recorded", "more_than_expected", "sources_disagree"
)  # fmt: skip


@dataclass(frozen=True)
class RecordingLimits:
    """By which a ratio of expected to recorded is judged.

    tolerance : how many times as well a source reaches one honest place as another, or less: in all but one of twenty.
    fewest : events below which a count says nothing.
    widest : upper over lower limit above which a ratio is too vague to say anything.
    """

    tolerance: float
    fewest: int
    widest: float


@dataclass(frozen=True)
class ExpectedOverRecorded:
    """Expected over recorded, with its limits; arrays of one shape. Infinite where nothing is recorded."""

    ratio: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]


@dataclass(frozen=True)
class Counted:
    """Events counted, of which some may be hidden: from `least` to `most`, alike where none are."""

    least: NDArray[np.int64]
    most: NDArray[np.int64]

    @classmethod
    def of(cls, least: ArrayLike, most: ArrayLike | None = None) -> Counted:
        """Raises ValueError for counts that are negative or not whole, or for a most below its least."""
        low, high = np.broadcast_arrays(whole_counts(least), whole_counts(least if most is None else most))
        if (high < low).any():
            raise ValueError("a count of at most fewer than its least; give the smaller number first")
        return cls(low, high)

    @property
    def middle(self) -> NDArray[np.float64]:
        """Half way between the least and the most."""
        return (self.least + self.most) / 2.0

    def limits(self, confidence: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Of the mean of the count: those of the least below, of the most above."""
        return count_interval(self.least, confidence)[0], count_interval(self.most, confidence)[1]


def over_level(
    expected: ArrayLike, limits: tuple[ArrayLike, ArrayLike], recorded: ArrayLike, confidence: float = 0.95
) -> ExpectedOverRecorded:
    """What a source gives as the whole of a place (prevalence times people, say) over what is recorded there.

    `expected` and its `limits` at the same confidence are above zero; `recorded` are whole counts; all broadcast together.
    Limits as of `uncertain_rate_limits`, turned over.

    Raises ValueError for an expected number or a limit of it that is not above zero.
    """
    lower, upper = uncertain_rate_limits(recorded, count_interval(recorded, confidence), expected, limits)
    with np.errstate(divide="ignore"):
        return ExpectedOverRecorded(
            np.asarray(expected, dtype=np.float64) / whole_counts(recorded), 1.0 / upper, 1.0 / lower
        )


def over_elsewhere(
    source_here: Counted, source_elsewhere: Counted, recorded_here: Counted, recorded_elsewhere: Counted,
    confidence: float = 0.95,
) -> ExpectedOverRecorded:  # fmt: skip
    """What a source of services or hospitals leads to expect here, were as much of it recorded as elsewhere, over what is.

    Expected is `source_here` times `recorded_elsewhere` over `source_elsewhere`: a source that sees only a part of what
    happens can say how one place differs from others, never how much there is. On the log scale the distances of the four
    counts to their limits are squared and added. Places where any count is 0 get nan.

    Source: method of variance estimates recovery, Zou and Donner, Statistics in Medicine 27 (2008) 1693-1702; without
    hidden counts and for large ones these are Woolf's limits of an odds ratio.
    """
    above, below = (source_here, recorded_elsewhere), (source_elsewhere, recorded_here)
    ratio = np.asarray(1.0)
    down, up = np.asarray(0.0), np.asarray(0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        for counted in (*above, *below):
            low, high = counted.limits(confidence)
            nearer, farther = np.log(counted.middle / low) ** 2, np.log(high / counted.middle) ** 2
            upward = any(counted is one for one in above)
            ratio = ratio * counted.middle if upward else ratio / counted.middle
            down, up = down + (nearer if upward else farther), up + (farther if upward else nearer)
    known = np.isfinite(ratio) & (ratio > 0) & np.isfinite(down) & np.isfinite(up)
    ratio = np.where(known, ratio, np.nan)
    return ExpectedOverRecorded(ratio, ratio * np.exp(-np.sqrt(down)), ratio * np.exp(np.sqrt(up)))


def said(found: ExpectedOverRecorded, fewest_events: ArrayLike, limits: RecordingLimits) -> NDArray[np.str_]:
    """What each ratio says, one of SAYS: only an interval that lies beyond 1 when widened says more than "no clear difference".

    It is widened by the tolerance: on the log scale the distance of each limit is squared and added to that of the tolerance,
    since chance and unequal reach come independently of each other. `fewest_events` is the smallest count that each ratio
    rests on. A ratio that rests on too few, or whose interval is too wide before that, cannot tell.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        able = np.isfinite(found.ratio) & np.isfinite(found.upper) & (found.lower > 0)
        able &= (np.asarray(fewest_events) >= limits.fewest) & (found.upper <= limits.widest * found.lower)
        widened = with_tolerance(found, limits.tolerance)
        out = np.where(widened.lower > 1.0, UNDER, ALIKE)
        out = np.where(widened.upper < 1.0, OVER, out)
    return np.asarray(np.where(able, out, CANNOT_TELL))


def with_tolerance(found: ExpectedOverRecorded, tolerance: float) -> ExpectedOverRecorded:
    """The same with limits that take in unequal reach too: distances squared and added on the log scale."""
    reach = np.log(tolerance)
    down, up = np.hypot(np.log(found.ratio / found.lower), reach), np.hypot(np.log(found.upper / found.ratio), reach)
    return ExpectedOverRecorded(found.ratio, found.ratio * np.exp(-down), found.ratio * np.exp(up))


def verdict(each: Sequence[str]) -> str:
    """What several sources say together, the most telling source first.

    The first that can tell decides, so that asking more sources raises no more false alarms; one of the others that says the
    opposite takes its word back.
    """
    telling = [one for one in each if one != CANNOT_TELL]
    if not telling:
        return CANNOT_TELL
    return DISAGREE if {UNDER, OVER} <= set(telling) else telling[0]
