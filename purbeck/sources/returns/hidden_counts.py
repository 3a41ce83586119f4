"""Counts that a supplier hides: marks and ranges in place of a figure, as least and most."""

from __future__ import annotations

import re

from purbeck.sources.returns.contract import Contract

_NUMBER = r" ?(0|[1-9][0-9]{0,2})"  # a hidden count is a small one
_BELOW = re.compile(rf"(?:<|(?:under|below|less than|fewer than) ){_NUMBER}", re.I)
_UP_TO = re.compile(rf"(?:<=|≤|(?:up to|at most) ){_NUMBER}", re.I)
_RANGE = re.compile(rf"{_NUMBER} ?(?:-|–|to) ?{_NUMBER}", re.I)
EXAMPLES = "ranges like <5 or 1-7"


def bounds(text: str, contract: Contract) -> tuple[int, int] | None:
    """The least and most that a text stands for: by a mark of the contract, else as a range that says so itself; None for others.

    Below 5 begins where the contract's marks begin, with nought where it has none.
    """
    for one in contract.hidden:
        if text == one.mark:
            return one.least, one.most
    least = min((one.least for one in contract.hidden), default=0)
    if found := _RANGE.fullmatch(text):
        first, last = int(found[1]), int(found[2])
    elif found := _UP_TO.fullmatch(text):
        first, last = least, int(found[1])
    elif found := _BELOW.fullmatch(text):
        first, last = least, int(found[1]) - 1
    else:
        return None
    return (first, last) if first <= last else None


def as_range(text: str, contract: Contract) -> str:
    """How a stored file holds a hidden count: a mark of the contract as it is, a range as 1-4; "" for what is none."""
    found = bounds(text, contract)
    if found is None or any(text == one.mark for one in contract.hidden):
        return "" if found is None else text
    return f"{found[0]}-{found[1]}"
