"""Whether something holds for every count that rounding and hiding leave possible."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

T = TypeVar("T")
Range = tuple[float, float]  # the least and the most that a count may be; alike where it is exact
Floats = NDArray[np.float64]


def agreed(say: Callable[..., T], *ranges: Range) -> T | None:
    """What `say` says of the counts at every end of their ranges; None where it does not say the same of all.

    What goes one way only as a count goes up (clearly lower, no clear difference, clearly higher; a bound passed or not)
    is then said of every count within them too. Counts that are exact are asked once.
    """
    said = agreeing(say, *ranges)
    return said.pop() if len(said) == 1 else None


def agreeing(say: Callable[..., T], *ranges: Range) -> set[T]:
    """Everything that `say` says of the counts at the ends of their ranges."""
    ends = [dict.fromkeys(one) for one in ranges]
    return {say(*counts) for counts in product(*ends)}


def first(least: ArrayLike, most: ArrayLike) -> int | None:
    """The place of the number that none of the others passes, whichever they are within their ranges; None where that is open.

    Of several such, which are then alike, the one that stands first. A number of which nothing is known (nan) may be any.
    """
    low, high = _ends(least, most)
    highest = low.max(initial=-np.inf)
    if not len(low):
        return None
    at = int(np.argmax(low))
    others = np.delete(high, at)
    return at if highest >= others.max(initial=-np.inf) else None


def leading(least: ArrayLike, most: ArrayLike, number: int) -> bool:
    """Whether the first numbers, so many, are the largest and in falling order, whichever they are within their ranges."""
    low, high = _ends(least, most)
    return all(low[at] >= high[at + 1 :].max(initial=-np.inf) for at in range(min(number, len(low))))


def exact(least: ArrayLike, most: ArrayLike) -> bool:
    """Whether every range holds one number alone."""
    low, high = _ends(least, most)
    return bool((low == high).all())


def _ends(least: ArrayLike, most: ArrayLike) -> tuple[Floats, Floats]:
    """Both ends as floats; of what is not known, any number."""
    low, high = np.asarray(least, dtype=np.float64), np.asarray(most, dtype=np.float64)
    return np.where(np.isnan(low), -np.inf, low), np.where(np.isnan(high), np.inf, high)
