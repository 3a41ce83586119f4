"""Who lives here, in words."""

from __future__ import annotations

from collections.abc import Sequence

from purbeck.figures import per_cent
from purbeck.findings.in_words import count, listed, ordinal, percent, rate

CENSUS = "Census day, 21 March 2021, fell in a lockdown: some people lived elsewhere than they do now."
FALLBACK = "Census 2021 stands in, for want of an estimate of a later year for us and every place beside us."
ESTIMATE = "Mid-year estimates carry the census forward by births, deaths and moves: the longer since the census, the less sure."
ALTERED = (
    "The ONS alters small numbers a little so that nobody can be recognised; sums over small areas differ slightly."
)
OF_AREAS = (
    "An index describes areas, not people: not everyone in a deprived area is deprived, and many deprived people live "
    "elsewhere."
)
CRIME_DOMAIN = "Recorded crime is one of the things the index is made of, so it explains no recorded crime."
NATIONS_APART = "English and Welsh indices rank different lists of areas in different ways and are never compared."
CARRIED = "The Welsh index is of LSOAs of 2011; one that was split, merged or redrawn by 2021 has no rank here."
RURAL = "A small area is rural or urban as a whole, by where its homes are; some people in a rural area live in a town."
LABELS = {"most_deprived_fifth": "most deprived fifth", "most_deprived_tenth": "most deprived tenth"}
ASKED = {
    "age": ("age group", "residents"), "ethnic_group": ("ethnic group", "residents"), "tenure": ("tenure", "households"),
    "household_deprivation": ("level of household deprivation", "households"),
    "accommodation_type": ("type of accommodation", "households"),
}  # fmt: skip
SUBJECTS = {
    "age": "Age", "ethnic_group": "Ethnic group", "tenure": "Tenure", "household_deprivation": "Household deprivation",
    "accommodation_type": "Accommodation",
}  # fmt: skip
NOT_GIVEN = {
    "deprivation": "deprivation", "rurality": "how rural the area is", "household_deprivation": "household deprivation",
    "tenure": "tenure", "accommodation_type": "type of accommodation", "ethnic_group": "ethnic groups",
}  # fmt: skip

Beside = Sequence[tuple[str, float | None]]  # comparators as a sentence names them, with their share


def beside(others: Beside) -> str:
    """ "22.3% in the South West and 18.4% in England"; a share that is not known is unavailable."""
    return listed([f"{_share(value)} in {name}" for name, value in others])


def _share(value: float | None) -> str:
    return "unavailable" if value is None else percent(value)


def when(year: int | None) -> str:
    """Which count of people it is: the mid-year estimate of a year, or for None the census."""
    return "Census 2021" if year is None else f"mid-{year} estimate"


def population_title(people: float, year: int | None) -> str:
    """How many live here, as a heading."""
    return f"{count(people)} people live here ({when(year)})"


def population(
    place: str, people: float, year: int | None, others: Sequence[tuple[str, float]],
    districts: Sequence[tuple[str, float, float]], counted: float | None,
) -> str:  # fmt: skip
    """How many live here, and in the region and nation. `year` is the estimate's, None for the census; `counted` by it.

    districts : name, residents here, and all residents of each.
    """
    parts = [
        f"{name} ({count(here)})" if here >= whole else f"a part of {name} ({count(here)} of its {count(whole)})"
        for name, here, whole in districts
    ]
    told = len(parts) > 1 or any(here < whole for _, here, whole in districts)
    inside = f" They live in {listed(parts)}." if told else ""
    larger = "; ".join(f"{name} has {count(n)}" for name, n in others)
    lived = f"usually lived in the area of {place} on 21 March 2021, by Census 2021"
    if year is not None:
        lived = f"lived in the area of {place} in the middle of {year}, by the ONS's estimate"
    return f"{count(people)} people {lived}.{inside} {_capital(larger)}.{_since(people, year, counted)}"


def _since(people: float, year: int | None, counted: float | None) -> str:
    """How an estimate differs from what the census counted."""
    if year is None or not counted:
        return ""
    change = people / counted - 1
    said = f"{percent(abs(change))} {'more' if change > 0 else 'fewer'} by" if change else "the same by"
    return f" Census 2021 counted {count(counted)} here: {said} mid-{year}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def parts_title(topic: str, category: str, share: float, others: Beside) -> str:
    """The category in which we differ most, as a heading."""
    last = others[-1] if others else None
    against = f", against {_share(last[1])} in {last[0]}" if last else ""
    return f"{SUBJECTS[topic]}: {percent(share)} {_short(category)}{against}"


def _short(category: str) -> str:
    """A category as it stands in a heading: "aged 65 years and over", "White"."""
    words = category.removeprefix("Household is ")
    return words[0].lower() + words[1:]


def parts(topic: str, where: tuple[str, str], category: str, numbers: tuple[int, int], others: Beside) -> str:
    """The category in which we differ most from the nation, with its denominator. `numbers` are part and whole.

    `where` is our name, and which count of people it is, as `when` gives it.
    """
    kind, of = ASKED[topic]
    most = f" No other {kind} differs more from {others[-1][0]}, in percentage points." if others else ""
    against = f", against {beside(others)}" if others else ""
    return (
        f"{SUBJECTS[topic]}: {percent(numbers[0] / numbers[1])} of {of} in the area of {where[0]} are in the category "
        f"“{category}” ({count(numbers[0])} of {count(numbers[1])}; {where[1]}){against}.{most}"
    )


def diversity_title(share: float, others: Beside) -> str:
    """The share of people of other than the largest ethnic group, as a heading."""
    last = others[-1] if others else None
    against = f", against {_share(last[1])} in {last[0]}" if last else ""
    return f"Ethnic group: {percent(share)} are of other than the largest group{against}"


def diversity(place: str, largest: str, numbers: tuple[int, int], others: Beside) -> str:
    """People of other than the largest ethnic group. `numbers` are those people and all."""
    against = f", against {beside(others)}" if others else ""
    return (
        f"Ethnic group: {percent(numbers[0] / numbers[1])} of residents in the area of {place} gave a group other than "
        f"“{largest}”, the largest here ({count(numbers[0])} of {count(numbers[1])}){against}."
    )


def deprivation_title(nation: str, share: float) -> str:
    """The share in the most deprived fifth, as a heading."""
    return f"Deprivation: {percent(share)} live in the most deprived fifth of small areas in {nation}"


def deprivation(
    index: str, place: str, nation: str, fifth: tuple[int, int], tenth: int, others: Beside, ranks: Sequence[str]
) -> str:
    """Residents of the most deprived fifth and tenth of a nation's areas. `fifth` is that part and the whole."""
    ranked = f" {' '.join(ranks)}" if ranks else ""
    return (
        f"Deprivation: of {count(fifth[1])} residents (Census 2021) in the area of {place}, {count(fifth[0])} "
        f"({percent(fifth[0] / fifth[1])}) live in the most deprived fifth of small areas (LSOAs) in {nation} by {index}, and "
        f"{count(tenth)} ({percent(tenth / fifth[1])}) in the most deprived tenth. The fifth holds {beside(others)}.{ranked}"
    )


def rank_of(name: str, rank: float, ranked: float, sharing: float) -> str:
    """Where a district stands by a share, 1st the highest; `sharing` is how many have its rank."""
    joint = "joint " if sharing > 1 else ""
    return f"{name} is {joint}{ordinal(rank)} of {count(ranked)} districts, where 1st has the highest share."


def most_deprived_title(place: str, nation: str, rank: float, ranked: float) -> str:
    """Our most deprived small area as a heading."""
    return f"Deprivation: {place} ranks {ordinal(rank)} of {count(ranked)} in {nation}"


def most_deprived(place: str, nation: str, index: str, rank: float, ranked: float, listed_: int, in_tenth: int) -> str:
    """Our most deprived small areas. `in_tenth` is how many of those listed are in the nation's most deprived tenth."""
    return (
        f"Deprivation: by {index}, {place} is the most deprived small area here: {ordinal(rank)} of {count(ranked)} in "
        f"{nation}, where 1st is the most deprived. The table gives the {count(listed_)} most deprived; {count(in_tenth)} of "
        f"them {'is' if in_tenth == 1 else 'are'} in the most deprived tenth of {nation}."
    )


def rural_title(share: float, others: Beside) -> str:
    """The share in rural areas as a heading."""
    last = others[-1] if others else None
    return f"Rural: {percent(share)} live in rural areas" + (
        f", against {_share(last[1])} in {last[0]}" if last else ""
    )


def rural(place: str, numbers: tuple[int, int], others: Beside, ranks: Sequence[str]) -> str:
    """Residents of rural small areas."""
    ranked = f" {' '.join(ranks)}" if ranks else ""
    against = f", against {beside(others)}" if others else ""
    return (
        f"Rural: {percent(numbers[0] / numbers[1])} of residents in the area of {place} live in rural small areas "
        f"({count(numbers[0])} of {count(numbers[1])}; Census 2021){against}.{ranked}"
    )


def partly_known(coverage: float, of: str) -> str:
    """A caveat where not every small area has a value."""
    return f"Known for small areas that hold {percent(coverage)} of {of}; the rest are left out, not counted as zero."


def not_given_title(missing: Sequence[str]) -> str:
    """What was not given, as a heading."""
    return f"Not known here: {listed([NOT_GIVEN[name] for name in missing])}"


def not_given(missing: Sequence[str]) -> str:
    """What was not given, and what to do."""
    names = listed([NOT_GIVEN[name] for name in missing])
    return (
        f"Unavailable: {names}. No file of {'it' if len(missing) == 1 else 'them'} that covers this area was given. They are "
        "published by the ONS and the two governments; docs/how-to/get-data.md says where."
    )


def comparison_alternative(rows: Sequence[tuple[object, ...]], what: str) -> str:
    """Shares of several places, read out."""
    said = "; ".join(f"{row[0]} {_percent(row[1])}" for row in rows)
    return f"Dots of {what}, in percent. {said}."


def bars_alternative(rows: Sequence[tuple[object, ...]], what: str) -> str:
    """Our categories, read out."""
    said = "; ".join(f"{row[0]} {_percent(row[1])}" for row in rows)
    return f"Bars of {what} in our area, in percent, each with the region's and the nation's figure beside it. {said}."


def _percent(value: object) -> str:
    return per_cent(None if value is None else float(str(value)))


SEVERITY = (
    "It weighs all recorded crime by the sentences given, not serious violence alone, and rises or falls with what is "
    "recorded. The file is one that this workspace was given."
)
ENDED = "The series ended in March 2022, and its last year is provisional. It is history, not the present."
ADMISSIONS = (
    "Admissions are not people: one person may be admitted more than once. Most who are hurt are never admitted, and "
    "hospitals differ in what they record."
)
REGIONAL = "Regional figures are published to the nearest 5: the range given is what that can stand for, not a margin of chance."


def severity_title(place: str, score: float, year: str, others: Sequence[tuple[str, float]]) -> str:
    """The score of our CSP as a heading."""
    against = f", against {rate(others[-1][1])} in {others[-1][0]}" if others else ""
    return f"Crime severity: {place} scored {rate(score)} in {year}{against}"


def severity(
    place: str, score: float, year: str, others: Sequence[tuple[str, float]], first: tuple[str, float] | None
) -> str:
    """The score of our CSP beside others, and what it was in the first year given."""
    against = listed([f"{name} {rate(value)}" for name, value in others])
    beside_ = f" In the same year: {against}." if others else ""
    then = f" In {first[0]}, the first year given, it was {rate(first[1])}." if first else ""
    return f"Crime severity: the Crime Severity Score of the CSP {place} was {rate(score)} in {year}.{beside_}{then}"


def admissions_title(name: str, year: str, number: float, rounded_: bool) -> str:
    """The latest year's admissions as a heading."""
    about = "about " if rounded_ else ""
    return f"Hospital: {about}{count(number)} admissions for assault by sharp object in {name} in {year}"


def admissions(
    name: str,
    year: str,
    figure: tuple[float, float, float],
    highest: tuple[str, float],
    nation: tuple[str, float] | None,
) -> str:
    """Admissions of residents of a region in the last year of the series, beside the nation's. `figure` has its limits."""
    number, lower, upper = figure
    within = f" (rounded: {count(lower)} to {count(upper)})" if lower < upper else ""
    said = f"{'about ' if within else ''}{count(number)} times{within}"
    whole = f" In {nation[0]}: {count(nation[1])}." if nation else ""
    return (
        f"Hospital: residents of {name} were admitted to English hospitals for assault by sharp object {said} in {year}, the "
        f"last year of the series.{whole} The most in a year was {count(highest[1])}, in {highest[0]}."
    )


def years_alternative(what: str, rows: Sequence[tuple[object, ...]]) -> str:
    """A figure for each year, read out."""
    said = "; ".join(f"{row[0]} {count(float(str(row[1])))}" for row in rows)
    return f"{what} in each financial year: {said}."


def scores_alternative(year: str, rows: Sequence[tuple[object, ...]]) -> str:
    """Scores of several places, read out."""
    said = "; ".join(f"{row[0]} {rate(float(str(row[1])))}" for row in rows)
    return f"Dots of the Crime Severity Score in {year}. {said}."
