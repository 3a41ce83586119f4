"""Whether it is changing, in words."""

from __future__ import annotations

from collections.abc import Sequence

from purbeck.findings.in_words import count, interval, listed_months, months_of, offences, percent, rate, span
from purbeck.findings.wording.doubt import LOW_RATE, OPEN, direction
from purbeck.periods import spoken_month

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
TRIAL = "Fewer than twelve months set the limits, so they are trial limits."
UNADJUSTED = (
    "Each calendar month is not yet held twice, so nothing is adjusted for the season: summer may stand out for that."
)


def change_title(theme: str, words: str, base: str) -> str:
    """The change as a heading."""
    if words == OPEN:
        return f"{theme}: whether it has changed since {base} {OPEN}"
    return f"{theme}: {'no clear change since' if words == 'no clear difference' else words + ' than in'} {base}"


def change(
    theme: str, latest: int, base: int, months: Sequence[int], counts: tuple[int, int], ratio: float,
    limits: tuple[float, float], confidence: float, left_open: bool = False,
) -> str:  # fmt: skip
    """One year against another, like months with like; `left_open` where rounded counts leave open if they differ."""
    words = direction(ratio, *limits, left_open)
    span = f"in {latest}" if len(months) == 12 else f"in {months_of(months)} {latest}"
    same = f"in {base}" if len(months) == 12 else f"in the same months of {base}"
    verdict = {
        "no clear difference": f"no clear change since {base}", OPEN: f"whether it has changed since {base} {OPEN}",
    }.get(words, f"{words} than in {base}")  # fmt: skip
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


def hidden(theme: str, latest: int, base: int, counts: tuple[int | None, int | None]) -> str:
    """Why two years are not compared of which some months are hidden; the years' own counts where they are not."""
    told = (
        f"{theme}: too few to tell whether {latest} differs from {base}: some months have so few that they are hidden."
    )
    if counts[0] is None or counts[1] is None:
        return told
    return f"{told} The police recorded {offences(counts[1])} in {latest}, against {count(counts[0])} in {base}."


def rounded_months(rounded_to: int) -> tuple[str, ...]:
    """What to beware of in a chart of months that an edition rounds to a multiple; nothing where it does not."""
    if rounded_to == 1:
        return ()
    return (
        f"Months are rounded to the nearest {rounded_to}. Only signals that are there whatever counts round to those shown are "
        "marked.",
    )


def rounded_years(rounded_to: int) -> tuple[str, ...]:
    """Likewise of two years compared, whose interval rests on how far months vary."""
    if rounded_to == 1:
        return ()
    return (
        f"Years and months are each rounded to the nearest {rounded_to}: the ratio is that of the years as shown, and its "
        "interval holds that of all counts that round to those shown.",
    )


def base_years(found: Sequence[tuple[int | str, str]], latest: int | str) -> str:
    """How the answer depends on the year one starts from."""
    if len(found) < 2:
        return ""
    said = "; ".join(f"{base}: {words}" for base, words in found)
    differ = len({words for _, words in found}) > 1
    lead = "The year you start from changes the answer." if differ else "The year you start from does not change this."
    if any(words == OPEN for _, words in found):
        lead = "The year you start from may change the answer."
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
    false_share: float, left_open: bool = False,
) -> str:  # fmt: skip
    """What the months show against their own past. `left_open` where rounded counts leave open which months stand out."""
    mean, lower, upper = (rate(level, levels[0]) for level in levels)
    chance = f"By chance alone {percent(false_share)} of steady series of {points} months show at least one signal."
    value = "seasonally adjusted months" if adjusted else "months"
    usual = f"The {points} {value} charted lie round {mean}, ordinarily between {lower} and {upper}."
    if left_open:
        known = f" These do, whatever counts round to those shown: {signals(recent)}." if recent else ""
        return f"{theme}: which of the last twelve months stand out {OPEN}.{known} {usual} {chance}"
    if not recent:
        return f"{theme}: no month of the last twelve stands out. {usual} {chance}"
    number = len(recent)
    shown = (
        "one of the last twelve months stands out" if number == 1 else f"{number} of the last twelve months stand out"
    )
    return f"{theme}: {shown} ({signals(recent)}). {usual} {chance}"


def process_title(theme: str, found: int, left_open: bool = False) -> str:
    """The months as a heading."""
    if left_open:
        return f"{theme}: which of the last twelve months stand out {OPEN}"
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
        "hidden": "some months have so few offences that they are hidden",
    }[reason]
    return f"{theme}: too few to tell, since {why}."


def series_title(theme: str, levels: tuple[float, float], first_year: str) -> str:
    """All months held as a heading."""
    return f"{theme}: {rate(levels[1])} a month lately, {rate(levels[0])} when the series begins in {first_year}"


def series(
    theme: str, months: int, held: tuple[str, str], levels: tuple[float, float], number: tuple[int, int], breaks: int
) -> str:
    """All months held: how many a month in the first and the last year of them, and what lies between."""
    between = {0: "No known break in recording lies between.", 1: "A known break in recording lies between."}.get(
        breaks, f"{count(breaks)} known breaks in recording lie between."
    )
    begins, ends = spoken_month(held[0]), spoken_month(held[1])
    return (
        f"{theme}: {count(months)} months are held, {span(*held)}. In the year from {begins} ({number[0]} months held) the "
        f"police recorded {rate(levels[0])} a month on average, in the year to {ends} ({number[1]} held) "
        f"{rate(levels[1])}. {between} Nothing is concluded from so long a series: what is recorded changes with how it is "
        "recorded."
    )
