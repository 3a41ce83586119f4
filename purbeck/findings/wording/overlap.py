"""What each service saw of the same violence, in words."""

from __future__ import annotations

from collections.abc import Sequence

from purbeck.findings.in_words import count, listed, percent, percent_interval
from purbeck.findings.wording.doubt import OPEN

SERVICES = {
    "police_extract": "incidents of violence in the police's own records",
    "emergency_department": "attendances for assault at emergency departments", "ambulance": "ambulance call-outs to an assault",
    "hospital_admissions_return": "hospital admissions for assault",
}  # fmt: skip
WHOSE = {
    "police_extract": "the police's own records", "emergency_department": "emergency departments", "ambulance": "ambulances",
    "hospital_admissions_return": "hospital admissions",
}  # fmt: skip
COUNTED = {
    "police_extract": "the police recorded {} incidents", "ambulance": "ambulances were called to an assault {} times",
    "emergency_department": "emergency departments recorded {} attendances for assault",
    "hospital_admissions_return": "hospitals admitted people {} times because of an assault",
}  # fmt: skip
RECORDS = {"police_extract": "incidents of the police", "emergency_department": "attendances"}
RECKONED = {
    "seen": "Seen by either: the least there can be",
    "chapman": "Chapman: if neither list makes the other likelier",
    "chao": "Chao's lower bound: if the lists reach alike and people differ",
    "range": "Range over what is supposed of dependence and of matching",
}  # fmt: skip
METHOD = "Events matched without identities; Wilson's interval"
METHOD_TOTAL = (
    "Chapman's estimate and Chao's lower bound side by side; the range over stated dependence and match error"
)
METHOD_BESIDE = (
    "Share also recorded here over that in the rest of our area; exact interval, wider for each place looked at"
)
METHOD_THREE = "Log-linear models of three lists, every one that lets some pairs hang together"
WHOM = (
    "It is of events in which somebody was hurt: attendances for assault, and incidents that the police recorded as homicide, as "
    "violence with injury or with an injury. Somebody may be hurt and come to neither."
)
MONTHS_DIFFER = "The services sent different months, so these are numbers of different times."
NEVER_ADDED = "The services see different parts of the same violence. Their numbers are never added up."
TO_THE_POINT = "Only events whose place both knew to the street or better are counted here; others may differ."
NOT_ONE = (
    "Two lists cannot tell how far they depend on each other: none of these numbers is to be quoted without the others."
)
NOT_HIDDEN = "Not recorded by the police may mean not reported, recorded as something else, or not matched."
THIRD = "That nothing binds all three lists at once has to be supposed; no figures can show it."


def services_title(services: int, most: str) -> str:
    """How many services counted, and whose number is largest; "" where that is left open."""
    largest = f"the largest number is that of {WHOSE[most]}" if most else f"whose number is the largest {OPEN}"
    return f"{services} services each count violence in their own way: {largest}"


def services(counted: Sequence[tuple[str, str, str]], placeless: Sequence[tuple[str, int]]) -> str:
    """Each service's number. `counted` are (service, number in words, period), `placeless` (service, records without a place)."""
    when = {period for _, _, period in counted}
    said = listed([
        COUNTED[service].format(number) + (f" ({period})" if len(when) > 1 else "") for service, number, period in counted
    ])  # fmt: skip
    begin = f"In {when.pop()}, of violence" if len(when) == 1 else "Of violence"
    lacking = listed([f"{count(number)} {RECORDS[service]}" for service, number in placeless])
    unknown = (
        f" {lacking} say no place, so they may be ours or not: only the larger number has them." if placeless else ""
    )
    return f"{begin} in our area, {said}.{unknown} These are not parts of one whole."


def shared_title(share: float) -> str:
    """How far the lists overlap, as a heading."""
    return f"Of attendances for assault at emergency departments {percent(share)} are in the police's records too"


def shared(
    period: str, department: int, both: int, limits: tuple[float, float, float], confidence: float, left_out: int
) -> str:
    """How far the lists overlap. `limits` are the share and its ends, `left_out` the attendances of less known places."""
    doubt = percent_interval(limits[1:], confidence)
    more = f"{count(left_out)} more {'attendance is' if left_out == 1 else 'attendances are'}"
    others = f" {more} left out: their place is not known, or not to the street." if left_out else ""
    return (
        f"In {period} emergency departments recorded {count(department)} attendances for assault in our area whose place is "
        f"known to the street or better. {count(both)} of them ({percent(limits[0])}; {doubt}) are also in the police's own "
        f"records.{others}"
    )


def total_title(seen: int, least: float, most: float) -> str:
    """The range as a heading."""
    between = f"Between {count(least)} and {count(most)} events in which somebody was hurt"
    return f"{between}, by what is supposed; {count(seen)} were seen"


def total(
    period: str, seen: int, chapman: tuple[float, float, float], chao: tuple[float, ...], ends: tuple[float, float],
    supposed: tuple[Sequence[float], float, float], level: str, rounded: bool = False,
) -> str:  # fmt: skip
    """Every way of reckoning. `supposed` are odds ratios, the share of matches missed and the share false.

    `chao` is the bound with its limits; or, where it is withheld, what the police and what the department hold alone.
    """
    odds, missed, false = supposed
    bound = (
        f"Chao's lower bound is {count(chao[0])} ({count(chao[1])} to {count(chao[2])})."
        if len(chao) > 2
        else f"Chao's lower bound is withheld: it supposes lists of like reach, and the police hold {count(chao[0])} of these "
        f"events alone, emergency departments {count(chao[1])}."
    )
    return (
        f"Of events in which somebody was hurt in {period}, the police or an emergency department saw {count(seen)}"
        f"{', by rounded counts' if rounded else '; there cannot be fewer'}. If neither list made the other likelier there "
        f"would be {count(chapman[0])} (Chapman; {level} interval {count(chapman[1])} to {count(chapman[2])}). {bound} "
        f"For odds ratios between the lists from "
        f"{min(odds):g} to {max(odds):g}, up to {percent(missed)} of true matches missed and {percent(false)} of matches wrong, "
        f"there are {count(ends[0])} to {count(ends[1])}."
    )


def fewer_title(place: str, night: bool, both: int, department: int) -> str:
    """A place where the police record clearly fewer of the attendances."""
    return (
        f"{place}{' at night' if night else ''}: {'none' if not both else count(both)} of {count(department)} attendances for "
        f"assault are in the police's records, clearly lower than elsewhere"
    )


def fewer(place: str, night: bool, period: str, both: int, department: int, elsewhere: float) -> str:
    """What the emergency department sees there and the police do not."""
    some = "none" if not both else count(both)
    return (
        f"In {place}{' at night' if night else ''} emergency departments recorded {count(department)} attendances for assault in "
        f"{period}; {some} of them {'is' if both == 1 else 'are'} also in the police's own records. "
        f"In the rest of our area it is {percent(elsewhere)}: here it is clearly lower."
    )


def three_title(least: float, most: float) -> str:
    """The range of the models."""
    return f"Three lists matched by a partner: {count(least)} to {count(most)} events in all, by the model"


def three(seen: int, best: tuple[str, float, float, float] | None, ends: tuple[float, float], level: str) -> str:
    """What the models say. `best` is the best by AIC: its name, value and limits; None where that is left open."""
    if best is None:
        return (
            f"Three lists hold {count(seen)} events. Which model fits best {OPEN}; all models give from {count(ends[0])} to "
            f"{count(ends[1])}."
        )
    return (
        f"Three lists hold {count(seen)} events. The model that fits best by AIC ({model(best[0])}) gives {count(best[1])} in "
        f"all ({level} interval {count(best[2])} to {count(best[3])}); all models give from {count(ends[0])} to {count(ends[1])}."
    )


def model(name: str) -> str:
    """A model in words: "lists apart", "police and ambulance together"."""
    if name == "apart":
        return "lists apart"
    return "; ".join(f"{pair.replace('_', ' ')} together" for pair in name.split("+"))
