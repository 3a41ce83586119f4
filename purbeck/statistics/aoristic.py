"""Spreads events known only from one time to another over the hours of the week."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

HOURS, DAYS, MINUTES = 24, 7, 60
WEEK = HOURS * DAYS
MONDAY = np.datetime64("1970-01-05T00:00", "m")


def week_hours(earliest: ArrayLike, latest: ArrayLike, events: ArrayLike | None = None) -> Floats:
    """How many events fell in each hour of the week, each spread evenly over the time in which it can have happened.

    `earliest` and `latest` are times (datetime64, read to the minute), one entry a span; `events` is how many events
    each span stands for, one each by default. Returns events by weekday (7 rows, Monday first) and hour (24 columns),
    which sum to all events. An event whose time is known counts whole in its hour. One that may have happened at any time
    of a week or longer counts a 168th in each hour. An hour that a span only touches counts by its minutes; the minute
    at which a span ends is no part of it.

    Raises ValueError for a time that is missing, a span that ends before it begins, or arrays of different lengths.

    Source: Ratcliffe, Journal of Quantitative Criminology 18 (2002) 23-43; of a week and longer: the R package aoristic.
    """
    start, end = _minutes(earliest), _minutes(latest)
    weight = np.ones(len(start)) if events is None else np.asarray(events, dtype=np.float64)
    if not start.shape == end.shape == weight.shape:
        raise ValueError(f"{len(start)} beginnings, {len(end)} ends and {weight.size} numbers of events do not fit")
    if np.any(end < start):
        raise ValueError(f"{int(np.sum(end < start))} spans end before they begin")
    long = end - start >= WEEK * MINUTES
    total = np.full(WEEK, weight[long].sum() / WEEK)
    start, end, weight = start[~long], end[~long], weight[~long]
    length = np.maximum(end - start, 1)
    end = start + length  # a time known to the minute is that minute
    hour = start // MINUTES
    while len(hour):
        inside = np.minimum(end, (hour + 1) * MINUTES) - np.maximum(start, hour * MINUTES)
        total += np.bincount(hour % WEEK, weight * inside / length, WEEK)
        goes_on = end > (hour + 1) * MINUTES
        start, end, weight, length = start[goes_on], end[goes_on], weight[goes_on], length[goes_on]
        hour = hour[goes_on] + 1
    return total.reshape(DAYS, HOURS)


def _minutes(times: ArrayLike) -> NDArray[np.int64]:
    """Minutes since a Monday's midnight."""
    found = np.atleast_1d(np.asarray(times, dtype="datetime64[m]"))
    if found.ndim != 1 or np.any(np.isnat(found)):
        raise ValueError("times come in one column, none of them missing")
    return (found - MONDAY).astype(np.int64)
