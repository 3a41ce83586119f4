"""What is to be said of a number beside the number, kept as bits while it is added up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

PART_FILED = "Not every month of the period was filed."
CENSUS = "Residents are those of Census 2021, for want of an estimate for the year."
NEAREST = "Residents are the estimate for a year near by, for want of one for the year."
SPLIT = "Some areas were divided in 2021; residents of their parts are shared out as in Census 2021."
SHARED = "Residents of small areas are their district's estimate, shared out as in Census 2021."
WORKDAY = "Workday people are those of Census 2021, taken when many worked at home."
BELOW_ZERO = "Below zero: more offences were reclassified later than recorded. There is no rate of such a count."
VISITORS = "Visitors are an estimate; the interval takes in its range."

SEVERAL_WEIGHTS = "Some codes hold offences of several weights: their mean counts, and the interval takes in the range."
NOT_MULTIPLIED = (
    "Of some kinds nobody knows how many happened for each recorded: they count once, so the cost is too low."
)
NOT_CHECKED = "Nobody has checked the unit costs against the report they come from."
PRICES_NOT_CARRIED = "At the prices of the report, for want of a deflator for the year."
AS_QUOTED = (
    "As partnerships quote it: offences recorded times the cost of one, with no multiplier, at the report's prices."
)
HIDDEN = "The supplier hid this count: it is somewhere in its range, and the interval takes in all of it."
ROUNDED = "The supplier rounded this count; the interval takes in what rounds to it."
REPEATED = "Some people were victims several times, so that the interval is {spread:.2g} times as wide as of separate offences."
FEWEST_TIMES = (
    "How often those with three or more were victims is not known: they are taken to have been it three times."
)
NO_AGES = "This source does not tell who was under 25."
NO_RULE_FITS = "No rule of the definition fits police extracts, so none of their offences is serious violence by it."
NO_KNIVES = "This source does not tell whether a knife was used or threatened."
DOMESTIC_TOO = "Domestic homicides are among them: this source does not tell them apart."
WITHHELD = "Withheld: below 10 events an age-standardised rate cannot be relied on."
SOME_NO_WEIGHT = "Some of the offences add nothing, since no weight of theirs is known; how many is hidden."
MOST_CODES = 8  # offence codes named in a caveat

# In the order they are said; a bit stands for each.
SENTENCES = (PART_FILED, CENSUS, NEAREST, SPLIT, SHARED, WORKDAY, VISITORS, BELOW_ZERO)
BIT = {sentence: 1 << n for n, sentence in enumerate(SENTENCES)}

OF_BASIS = {
    "census_2021_fallback": BIT[CENSUS],
    "nearest_estimate": BIT[NEAREST],
    "mid_year_estimate_split": BIT[SPLIT],
    "district_estimate_shared": BIT[SHARED],
}
# How a district's people are shared among its small areas makes no difference to the district, nor to what it lies in.
OF_SMALL_AREAS = BIT[SPLIT] | BIT[SHARED]
WHOLE_DISTRICTS = ("district", "force", "region", "nation")


def no_weight(offences: int, of: int, codes: Iterable[str]) -> str:
    """What is said where some offences have no weight, or no cost; empty where all have."""
    named = ", ".join(sorted(set(codes))[:MOST_CODES])
    if not offences:
        return ""
    return f"{offences:,} of {of:,} offences add nothing, since no weight of theirs is known (codes {named})."


def no_weight_seen(offences: int, of: int) -> str:
    """The same of counts as an edition may show them, whose codes it does not tell; empty for none."""
    return f"{offences:,} of {of:,} offences add nothing, since no weight of theirs is known." if offences else ""


def left_open(rounded_to: int, hidden: int, ranges: Sequence[tuple[int, int]]) -> str:
    """What is said of a sum made of counts that an edition rounds to a multiple, or hides so many of within ranges."""
    said = [f"rounded to the nearest {rounded_to}"] if rounded_to > 1 else []
    within = " or ".join(f"{low} to {high}" for low, high in ranges)
    if hidden == 1:
        said.append(f"one that is hidden ({within}) at the middle of its range")
    elif hidden:
        said.append(f"{hidden} that are hidden ({within}) at the middle of their range")
    return (
        f"Made of counts as this edition may show them, by what an offence weighs: {', '.join(said)}. The interval takes in "
        "what that leaves open."
    )


def flag_unknown(unknown: int, of: int) -> str:
    """What is said where a flag is not known of some offences; empty where it is of all."""
    return (
        f"The flag is not known of {unknown:,} of {of:,} offences; these are taken as not flagged." if unknown else ""
    )


def age_unknown(unknown: int, of: int) -> str:
    """What is said where the victim's age is not known of some offences; empty where it is of all."""
    return f"The victim's age is not known in {unknown:,} of {of:,} offences; these are left out." if unknown else ""


def in_words(bits: int) -> str:
    """The sentences that bits stand for; empty for none."""
    return " ".join(sentence for sentence in SENTENCES if bits & BIT[sentence])


def worded(found: Iterable[int]) -> list[tuple[int, str]]:
    """Each different number of bits, and its words, in order."""
    return [(bits, in_words(bits)) for bits in sorted(set(found))]
