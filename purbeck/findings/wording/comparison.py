"""Whether it is high, in words."""

from __future__ import annotations

from purbeck import figures
from purbeck.findings.in_words import count, interval, ordinal, percent, rate
from purbeck.findings.wording.doubt import LOW_RATE, direction

SPREAD = "The interval allows for how much our months vary, not for differences between forces in what is recorded."
SEASONS = "Not every month was filed by everyone, so the two sides may differ a little in season."
FUNNEL_LIMITS = "The interval given is the 95% limits at this size, not an interval of the rate."


def compared_title(theme: str, words: str, comparator: str) -> str:
    """The comparison as a heading. `comparator` is as `comparator_name` gives it."""
    joined = {"no clear difference": "no clear difference from", "too few to tell": "too few to tell from"}
    return f"{theme}: {joined.get(words, f'{words} than')} the rest of {comparator}"


def compared(
    theme: str, where: tuple[str, int], ours: float, comparator: str, theirs: tuple[float, float], ratio: float,
    limits: tuple[float, float], confidence: float, coverage: float, few: bool,
) -> str:  # fmt: skip
    """Our rate against another's, without ourselves. `where` is our name and the year, `theirs` without and with us."""
    words = "too few to tell" if few else direction(ratio, *limits)
    lead = {
        "too few to tell": f"too few to tell whether it differs from the rest of {comparator}",
        "no clear difference": f"no clear difference from the rest of {comparator}",
    }.get(words, f"{words} than the rest of {comparator}")
    covered = "" if coverage >= 1 else f", on the {percent(coverage)} of its person-years for which forces filed"
    low = f" {LOW_RATE}" if words == "clearly lower" else ""
    return (
        f"{theme}: {lead}. In {where[1]} the police recorded {rate(ours)} per 1,000 residents in the area of {where[0]}; in "
        f"the rest of {comparator}, {rate(theirs[0])} ({rate(theirs[1])} with us in it){covered}. Ours is {rate(ratio)} times "
        f"as high ({interval(*limits, confidence, ratio)}).{low}"
    )


def ranked(
    theme: str, where: tuple[str, int], kind: str, rank: float, limits: tuple[float, float], ranked_: int, there_are: int,
    confidence: float, sharing: int = 1,
) -> str:  # fmt: skip
    """Where a place stands among others. `where` is its name and the year, `sharing` how many have its rank."""
    left_out = there_are - ranked_
    left = (
        f"{kind} whose force filed too little of the year is"
        if left_out == 1
        else f"{kind}s whose force filed too little of the year are"
    )
    rest = f" {count(left_out)} {left} left out." if left_out else ""
    low = f" {LOW_RATE}" if rank + (sharing - 1) / 2 > ranked_ / 2 else ""
    lowest, highest = (ordinal(limit) for limit in limits)
    doubt = f"from {lowest} to {highest}" if lowest != highest else "that rank alone"
    return (
        f"{theme}: {where[0]} has {place_in_order(rank, ranked_, sharing)} rate of {count(ranked_)} {kind}s in {where[1]}. "
        f"The {figures.level(confidence)} interval of its rank is {doubt}, where 1st is the highest rate.{rest}{low}"
    )


def place_in_order(rank: float, ranked_: int, sharing: int = 1) -> str:
    """ "the highest", "the 241st highest", "the lowest"; "the joint 6th highest" where several share the rank."""
    joint = "joint " if sharing > 1 else ""
    if rank <= 1:
        return f"the {joint}highest"
    return f"the {joint}lowest" if rank + sharing - 1 >= ranked_ else f"the {joint}{ordinal(rank)} highest"


def ranked_title(theme: str, place: str, kind: str, rank: float, ranked_: int, sharing: int = 1) -> str:
    """The rank as a heading."""
    return f"{theme}: {place} has {place_in_order(rank, ranked_, sharing)} rate of {count(ranked_)} {kind}s"


def funnelled(theme: str, where: tuple[str, int], per_1000: float, target: float, verdict: str) -> str:
    """Where a place lies in the funnel. `where` is its name and the year, `verdict` inside, beyond_95 or beyond_998."""
    side = "above" if per_1000 > target else "below"
    lies = {
        "inside": "inside the 95% limits: it is not unusual among districts",
        "beyond_95": f"{side} the 95% limit but inside the 99.8% one, where one district in twenty lies by chance",
        "beyond_998": f"{side} the 99.8% limit: clearly {'higher' if side == 'above' else 'lower'} than districts are",
    }[verdict]
    low = f" {LOW_RATE}" if verdict != "inside" and side == "below" else ""
    return (
        f"{theme}: at {rate(per_1000)} per 1,000 residents in {where[1]}, {where[0]} lies {lies}. Districts average "
        f"{rate(target)} and differ widely, and the limits allow for that.{low}"
    )


def funnelled_title(theme: str, place: str, verdict: str) -> str:
    """The funnel as a heading."""
    where = {"inside": "is not unusual among districts", "beyond_95": "is near the edge of what districts show",
             "beyond_998": "is outside what districts show"}[verdict]  # fmt: skip
    return f"{theme}: {place} {where}"
