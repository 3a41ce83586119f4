"""Numbers and doubt into plain sentences: every sentence Purbeck says of its own accord is made here."""

from __future__ import annotations

from collections.abc import Sequence

from purbeck.findings.in_words import (
    count,
    interval,
    listed,
    listed_months,
    months_of,
    offences,
    ordinal,
    percent,
    rate,
    span,
)

# The only words for doubt, each with its rule. Every finding's certainty is one of the keys.
DOUBT = {
    "described": ("as recorded", "A count or rate as it stands, with its interval; nothing is concluded from it."),
    "clear": ("clearly higher or lower", "The whole interval lies on one side of no difference."),
    "no_clear_difference": ("no clear difference", "The interval holds no difference."),
    "too_few_to_tell": ("too few to tell", "Fewer than 10 incidents on one side, or fewer than 6 months in common."),
    "cannot_tell_from_this_source": ("cannot tell from this source", "The source does not hold what is asked."),
}
LOW_RATE = "Fewer offences, or fewer recorded: this source cannot tell which."

RULES = {
    "+outside_limits": "above the upper limit",
    "-outside_limits": "below the lower limit",
    "+seven_one_side_of_mean": "in a run of seven or more above the average",
    "-seven_one_side_of_mean": "in a run of seven or more below the average",
    "+seven_point_trend": "in a run of seven that rose each month",
    "-seven_point_trend": "in a run of seven that fell each month",
    "+two_of_three_near_limit": "close to the upper limit, two months in three",
    "-two_of_three_near_limit": "close to the lower limit, two months in three",
}


# --- scale ---------------------------------------------------------------------------------------------------------


def scale_title(theme: str, per_1000: float, period: str) -> str:
    """The rate as a heading."""
    return f"{theme}: {rate(per_1000)} per 1,000 residents in {period}"


def scale(
    theme: str, place: str, period: str, n: int, per_1000: float, limits: tuple[float, float], confidence: float
) -> str:
    """How much, for how many people, how sure."""
    return (
        f"{theme}: the police recorded {offences(n)} in the area of {place} in {period}. That is {rate(per_1000)} per "
        f"1,000 residents a year ({interval(*limits, confidence, per_1000)})."
    )


# --- trend ---------------------------------------------------------------------------------------------------------


def direction(ratio: float, lower: float, upper: float) -> str:
    """The fixed words for a ratio: "clearly higher", "clearly lower" or "no clear difference"."""
    if lower > 1:
        return "clearly higher"
    return "clearly lower" if upper < 1 and ratio < 1 else "no clear difference"


def change_title(theme: str, words: str, base: str) -> str:
    """The change as a heading."""
    return f"{theme}: {'no clear change since' if words == 'no clear difference' else words + ' than in'} {base}"


def change(
    theme: str, latest: int, base: int, months: Sequence[int], counts: tuple[int, int], ratio: float,
    limits: tuple[float, float], confidence: float,
) -> str:  # fmt: skip
    """One year against another, like months with like."""
    words = direction(ratio, *limits)
    span = f"in {latest}" if len(months) == 12 else f"in {months_of(months)} {latest}"
    same = f"in {base}" if len(months) == 12 else f"in the same months of {base}"
    verdict = f"no clear change since {base}" if words == "no clear difference" else f"{words} than in {base}"
    after = {
        "no clear difference": " A swing of this size is ordinary for these months; the interval says what it hides.",
        "clearly lower": f" {LOW_RATE}",
    }
    return (
        f"{theme}: {verdict}. The police recorded {offences(counts[1])} {span}, against {count(counts[0])} {same}. "
        f"The rate was {rate(ratio)} times as high ({interval(*limits, confidence, ratio)}).{after.get(words, '')}"
    )


def too_few_months(theme: str, latest: int, base: int | None, months: Sequence[int], needed: int) -> str:
    """Why two years are not compared."""
    if base is None:
        return f"{theme}: too few months to tell whether {latest} differs from the year before, which was not filed."
    have = f"{len(months)} ({months_of(months)})" if months else "none"
    return (
        f"{theme}: too few months to tell whether {latest} differs from {base}. Months filed in both: {have}; at least "
        f"{needed} are needed."
    )


def too_few_events(theme: str, latest: int, base: int, counts: tuple[int, int]) -> str:
    """Why two small counts are not compared."""
    return (
        f"{theme}: too few to tell whether {latest} differs from {base}: {offences(counts[1])} against "
        f"{count(counts[0])} in the same months. Swings of this size are ordinary for counts this small."
    )


def base_years(found: Sequence[tuple[int, str]], latest: int) -> str:
    """How the answer depends on the year one starts from."""
    if len(found) < 2:
        return ""
    said = "; ".join(f"{base}: {words}" for base, words in found)
    differ = len({words for _, words in found}) > 1
    lead = "The year you start from changes the answer." if differ else "The year you start from does not change this."
    return f"{lead} {latest} against {said}."


def signals(found: Sequence[tuple[str, str]]) -> str:
    """Signals in words, rule by rule: "above the upper limit: April and June 2025; in a run ...: May to July 2025"."""
    said = []
    for rule, words in RULES.items():
        months = [month for month, rules in found if rule in rules.split(" ")]
        if months:
            said.append(f"{words}: {listed_months(months)}")
    return "; ".join(said)


def process(
    theme: str, points: int, recent: Sequence[tuple[str, str]], levels: tuple[float, float, float], adjusted: bool,
    false_share: float,
) -> str:  # fmt: skip
    """What the months show against their own past."""
    mean, lower, upper = (count(level) for level in levels)
    chance = f"By chance alone {percent(false_share)} of steady series of {points} months show at least one signal."
    value = "seasonally adjusted months" if adjusted else "months"
    usual = f"The {points} {value} charted lie round {mean}, ordinarily between {lower} and {upper}."
    if not recent:
        return f"{theme}: no month of the last twelve stands out. {usual} {chance}"
    number = len(recent)
    shown = (
        "one of the last twelve months stands out" if number == 1 else f"{number} of the last twelve months stand out"
    )
    return f"{theme}: {shown} ({signals(recent)}). {usual} {chance}"


# --- comparison ----------------------------------------------------------------------------------------------------


def compared_title(theme: str, words: str, comparator: str) -> str:
    """The comparison as a heading. `comparator` is as `comparator_name` gives it."""
    joined = {"no clear difference": "no clear difference from", "too few to tell": "too few to tell from"}
    return f"{theme}: {joined.get(words, f'{words} than')} the rest of {comparator}"


def comparator_name(kind: str, name: str) -> str:
    """What to call a comparator in a sentence: "the South West", "the Dorset police force area", "England"."""
    if kind == "force":
        return f"the {name} police force area"
    return f"the {name}" if name.split(" ", maxsplit=1)[0] in ("South", "North", "East", "West") else name


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
    confidence: float,
) -> str:  # fmt: skip
    """Where a place stands among others. `where` is its name and the year."""
    left_out = there_are - ranked_
    left = (
        f"{kind} whose force filed too little of the year is"
        if left_out == 1
        else f"{kind}s whose force filed too little of the year are"
    )
    rest = f" {count(left_out)} {left} left out." if left_out else ""
    low = f" {LOW_RATE}" if rank > ranked_ / 2 else ""
    lowest, highest = (ordinal(limit) for limit in limits)
    doubt = f"from {lowest} to {highest}" if lowest != highest else "that rank alone"
    return (
        f"{theme}: {where[0]} has {place_in_order(rank, ranked_)} rate of {count(ranked_)} {kind}s in {where[1]}. The "
        f"{confidence:.0%} interval of its rank is {doubt}, where 1st is the highest rate.{rest}{low}"
    )


def place_in_order(rank: float, ranked_: int) -> str:
    """ "the highest", "the 241st highest", "the lowest"."""
    if rank <= 1:
        return "the highest"
    return "the lowest" if rank >= ranked_ else f"the {ordinal(rank)} highest"


def ranked_title(theme: str, place: str, kind: str, rank: float, ranked_: int) -> str:
    """The rank as a heading."""
    return f"{theme}: {place} has {place_in_order(rank, ranked_)} rate of {count(ranked_)} {kind}s"


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


# --- further headings ----------------------------------------------------------------------------------------------

TRIAL = "Fewer than twelve months set the limits, so they are trial limits."
UNADJUSTED = (
    "Each calendar month is not yet held twice, so nothing is adjusted for the season: summer may stand out for that."
)


def share_title(theme: str, value: float) -> str:
    """The largest share as a heading."""
    return f"{theme} make up {percent(value)} of the total"


def share(theme: str, value: float, limits: tuple[float, float], confidence: float, total: str) -> str:
    """The largest share in words."""
    return (
        f"{theme} make up {percent(value)} of {total[0].lower()}{total[1:]} ({confidence:.0%} interval "
        f"{percent(limits[0])} to {percent(limits[1])})."
    )


def process_title(theme: str, found: int) -> str:
    """The months as a heading."""
    if not found:
        return f"{theme}: no month of the last twelve stands out"
    return f"{theme}: {found} of the last twelve months {'stands' if found == 1 else 'stand'} out"


def no_process_title(theme: str) -> str:
    """A heading where there is no chart of months."""
    return f"{theme}: too few to tell month by month"


def no_process(theme: str, reason: str) -> str:
    """Why there is no chart of months."""
    why = {
        "too_few_months": "too few months in a row were filed for a chart of months",
        "too_few_events": "there are too few offences a month for a chart of months",
    }[reason]
    return f"{theme}: too few to tell, since {why}."


SPREAD = "The interval allows for how much our months vary, not for differences between forces in what is recorded."
SEASONS = "Not every month was filed by everyone, so the two sides may differ a little in season."
HIGHEST = "The highest of many areas is so partly by chance: expect it nearer the rest in another year."
FUNNEL_LIMITS = "The interval given is the 95% limits at this size, not an interval of the rate."


# --- places --------------------------------------------------------------------------------------------------------


def busiest_title(theme: str, place: str) -> str:
    """The place with the highest rate as a heading."""
    return f"{theme}: the highest rate is in {place}"


def busiest(
    theme: str, where: tuple[str, int], n: int, per_1000: float, limits: tuple[float, float], confidence: float,
    most: tuple[str, int], areas: int,
) -> str:  # fmt: skip
    """The place with the highest rate (`where`, with the year), and the one with most offences."""
    same = most[0] == where[0]
    other = "It also has the most offences." if same else f"The most offences are in {most[0]}, with {count(most[1])}."
    return (
        f"{theme}: of {count(areas)} small areas (LSOAs), {where[0]} has the highest rate of {where[1]}: {rate(per_1000)} per "
        f"1,000 residents ({interval(*limits, confidence, per_1000)}), from {offences(n)}. {other}"
    )


def too_few_to_map(theme: str, n: int, areas: int) -> str:
    """Why a theme has no map."""
    return (
        f"{theme}: too few to tell one small area from another. {offences(n)} are spread over {count(areas)} small areas, so "
        "most of what a map would show is chance."
    )


# --- data quality --------------------------------------------------------------------------------------------------


def filed(force: str, year: int, missing: Sequence[int]) -> str:
    """Whether our force filed the year."""
    if not missing:
        return f"{force} filed every month of {year}."
    return (
        f"{force} filed {12 - len(missing)} of the 12 months of {year}. Missing: {months_of(missing)}. They are left out, not "
        "counted as zero."
    )


def held(months: int, first: str, last: str, gaps: int, year: int) -> str:
    """Which months are held at all, and that those after the year reported on are in no yearly figure."""
    gap = f"with {count(gaps)} {'month' if gaps == 1 else 'months'} in between not supplied" if gaps else "with no gaps"
    later = f" Yearly figures are of {year}, the last full year; monthly charts go on." if last[:4] > str(year) else ""
    return f"Street-level data for our area is held for {count(months)} months, {span(first, last)}, {gap}.{later}"


def region_filed(region: str, coverage: float, year: int, missing: Sequence[tuple[str, int]]) -> str:
    """How much of the comparator is there."""
    if not missing:
        return f"Every force of {region} filed every month of {year}."
    said = listed([f"{force} ({n} of 12 months)" for force, n in missing])
    return (
        f"Forces filed for {percent(coverage)} of the person-years of {region} in {year}. Not every month was filed by "
        f"{said}. Comparisons use the months that were."
    )


def rows_read(read: int, kept: int, rejected: int, files: int, noted: int) -> str:
    """What became of every row."""
    values = f" Another {count(noted)} values were noted as doubtful." if noted else ""
    if not rejected:
        return f"{count(read)} rows of street-level data were read from {count(files)} files, and every one was kept.{values}"
    return (
        f"{count(read)} rows of street-level data were read from {count(files)} files: {count(kept)} were kept and "
        f"{count(rejected)} set aside as unreadable or impossible.{values} Each is listed in the issues table."
    )


def placed(force: str, year: int, rows: int, without: int) -> str:
    """How many rows have no place."""
    share_ = without / rows if rows else 0.0
    return (
        f"{percent(share_)} of the rows {force} filed for {year} ({count(without)} of {count(rows)}, of every kind of crime) "
        "have no place. They are in no local figure here, so every local count is a little too low."
    )


def repeats(force: str, year: int, repeated: int, identical: int) -> str:
    """Rows that may be the same incident twice."""
    return (
        f"Of the rows {force} filed for {year}, {count(repeated)} carry an identifier that an earlier row has and "
        f"{count(identical)} are the same throughout as an earlier row. All are counted: one row is one incident, and most "
        "such rows are separate incidents at one map point in one month."
    )


def stand_in_title() -> str:
    """The heading of the stand-in's warning."""
    return "These figures stand in for a definition of serious violence"


def region_filed_title(region: str, coverage: float, year: int) -> str:
    """The comparator's coverage as a heading."""
    return f"{region}: {percent(coverage)} of person-years filed in {year}"


def rows_title(kept: int, read: int) -> str:
    """What was kept as a heading."""
    return "Every row was kept" if kept == read else f"{count(read - kept)} of {count(read)} rows were set aside"


def placed_title(force: str, value: float) -> str:
    """The share of rows with a place as a heading."""
    return f"{percent(value)} of {force}'s rows have a place"


def repeats_title(number: int) -> str:
    """Repeats as a heading."""
    return f"{count(number)} rows repeat an earlier one, and are counted"
