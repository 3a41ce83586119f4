"""Three years against region and nation, in words."""

from __future__ import annotations

from collections.abc import Sequence

from purbeck import figures
from purbeck.findings.in_words import count, interval, offences, ordinal, percent, rate
from purbeck.findings.wording.doubt import LOW_RATE, direction

WITHOUT_PLACES = (
    "Police recorded crime is revised with each edition, and has no place below the CSP and no month: it is for comparing "
    "years and areas."
)


def of_place(kind: str, name: str) -> str:
    """What to call the place that stands for us: "the Dorset CSP", or the partnership by its name."""
    return name if kind == "partnership" else f"the {name} CSP"


def level_title(theme: str, per_1000: float, period: str) -> str:
    """The level as a heading."""
    return f"{theme}: {rate(per_1000)} per 1,000 residents a year over {period}"


def level(
    theme: str, place: str, period: str, n: int, per_1000: float, limits: tuple[float, float], confidence: float,
    coverage: float,
) -> str:  # fmt: skip
    """How much over the window."""
    part = "" if coverage >= 1 else f" Figures are held for {percent(coverage)} of its person-years."
    return (
        f"{theme}: over {period} the police recorded {offences(n)} in {place}. That is {rate(per_1000)} per 1,000 residents a "
        f"year ({interval(*limits, confidence, per_1000)}).{part}"
    )


def compared_title(theme: str, verdict: str, comparator: str) -> str:
    """The comparison as a heading."""
    joined = {"no clear difference": "no clear difference from", "too few to tell": "too few to tell from"}
    return f"{theme}: {joined.get(verdict, f'{verdict} than')} the rest of {comparator}"


def compared(
    theme: str, place: str, period: str, ours: float, comparator: str, theirs: tuple[float, float], ratio: float,
    limits: tuple[float, float], confidence: float, coverage: float, few: bool,
) -> str:  # fmt: skip
    """Our rate against another's, without ourselves. `theirs` is the rate without and with us."""
    verdict = "too few to tell" if few else direction(ratio, *limits)
    lead = compared_title(theme, verdict, comparator)
    covered = "" if coverage >= 1 else f", on the {percent(coverage)} of its person-years with figures"
    low = f" {LOW_RATE}" if verdict == "clearly lower" else ""
    return (
        f"{lead}. Over {period} the police recorded {rate(ours)} per 1,000 residents a year in {place}; in the rest of "
        f"{comparator}, {rate(theirs[0])} ({rate(theirs[1])} with us in it){covered}. Ours is {rate(ratio)} times as high "
        f"({interval(*limits, confidence, ratio)}).{low}"
    )


def change_title(theme: str, verdict: str, base: str) -> str:
    """The change as a heading."""
    return f"{theme}: {'no clear change since' if verdict == 'no clear difference' else verdict + ' than in'} {base}"


def change(
    theme: str, place: str, years: tuple[str, str], counts: tuple[int, int], ratio: float, limits: tuple[float, float],
    confidence: float,
) -> str:  # fmt: skip
    """The latest financial year against an earlier one. `years` and `counts` are the earlier, then the latest."""
    verdict = direction(ratio, *limits)
    after = {
        "no clear difference": " A swing of this size is ordinary for these quarters; the interval says what it hides.",
        "clearly lower": f" {LOW_RATE}",
    }
    return (
        f"{change_title(theme, verdict, years[0])}. In {place} the police recorded {offences(counts[1])} in {years[1]}, against "
        f"{count(counts[0])} in {years[0]}: {rate(ratio)} times the rate ({interval(*limits, confidence, ratio)})."
        f"{after.get(verdict, '')}"
    )


def others_changed(found: Sequence[tuple[str, float, float, float]]) -> str:
    """How the rest of each comparator changed over the same years: name, ratio and its limits."""
    if not found:
        return ""
    said = []
    for name, ratio, lower, upper in found:
        verdict = direction(ratio, lower, upper)
        said.append(
            f"{name}, {'no clear change' if verdict == 'no clear difference' else verdict} ({rate(ratio)} times)"
        )
    return f"Elsewhere over the same years, without us: {'; '.join(said)}."


def no_change(theme: str, years: tuple[str, str] | None, counts: tuple[int, int] | None, reason: str) -> str:
    """Why there is no comparison of years."""
    if years is None:
        return f"{theme}: too few years to tell whether it is changing; at least two whole financial years are needed."
    if reason == "too_few_quarters":
        return (
            f"{theme}: too few quarters to tell whether {years[1]} differs from {years[0]}; three whole financial years are "
            "needed to know how much quarters vary."
        )
    assert counts is not None
    return (
        f"{theme}: too few to tell whether {years[1]} differs from {years[0]}: {offences(counts[1])} against "
        f"{count(counts[0])}. Swings of this size are ordinary for counts this small."
    )


def no_change_title(theme: str) -> str:
    """A heading where years are not compared."""
    return f"{theme}: too few to tell whether it is changing"


def in_order(rank: float, ranked_: int) -> str:
    """ "the highest", "the 12th highest", "the 6th lowest": counted from the nearer end."""
    if rank <= 1:
        return "the highest"
    if rank >= ranked_:
        return "the lowest"
    near = rank <= ranked_ / 2
    return f"the {ordinal(rank if near else ranked_ + 1 - rank)} {'highest' if near else 'lowest'}"


def ranked_title(theme: str, place: str, rank: float, ranked_: int, kind: str) -> str:
    """The rank as a heading."""
    return f"{theme}: {place} has {in_order(rank, ranked_)} rate of {count(ranked_)} {kind}"


def ranked(
    theme: str, place: str, period: str, rank: float, limits: tuple[float, float], ranked_: int, there_are: int, kind: str,
    confidence: float,
) -> str:  # fmt: skip
    """Where a place stands among others of its kind (in the plural: "CSPs")."""
    left = there_are - ranked_
    rest = f" {count(left)} without figures for enough of it {'is' if left == 1 else 'are'} left out." if left else ""
    low = f" {LOW_RATE}" if rank > ranked_ / 2 else ""
    ends = (in_order(limits[0], ranked_), in_order(limits[1], ranked_))
    doubt = f"runs from {ends[0]} to {ends[1]}" if ends[0] != ends[1] else "is that rank alone"
    return (
        f"{ranked_title(theme, place, rank, ranked_, kind)} over {period}. The "
        f"{figures.level(confidence)} interval of its rank {doubt}.{rest}{low}"
    )


def unavailable_title(place: str) -> str:
    """A heading where the source has no figure for us."""
    return f"Recorded crime of {place} is unavailable"


def unavailable(place: str, period: str, note: str) -> str:
    """Why there is no figure for us, with the publisher's note where it gives the reason."""
    why = f" The Home Office's note: {note}" if note else " The tables supplied hold no row of it."
    return f"Recorded crime of {place} over {period} is unavailable, which is not zero.{why}"


def not_our_area(place: str, whole: int, shared: int, ours: int) -> str:
    """How the CSP and the partnership's area differ, in residents."""
    return (
        f"{place[0].upper()}{place[1:]} is not the partnership's area exactly: of its {count(whole)} residents, {count(shared)} "
        f"live in our area, which has {count(ours)}."
    )


def rules_left_out(rules: Sequence[str]) -> str:
    """Which rules of the definition recorded crime cannot follow."""
    return f"These rules of the definition ask for more than recorded crime tells, and are not applied: {', '.join(rules)}."


def beside_title(place: str) -> str:
    """The two sources side by side as a heading."""
    return f"Two counts of {place} that never agree, and why"


def beside(place: str, quarters: str, pairs: Sequence[tuple[str, int, int]], why: str) -> str:
    """Both counts of each kind of offence (recorded crime, then street level), and why they differ."""
    said = "; ".join(f"{kind}, {count(recorded)} and {count(street)}" for kind, recorded, street in pairs)
    return f"For {place} in {quarters}, recorded crime and street-level rows count: {said}. {why}"
