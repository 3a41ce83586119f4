"""Expected beside recorded, in words: "may be under-recorded" only where a source supports it."""

from __future__ import annotations

from collections.abc import Sequence

from purbeck.analyses.hidden_need import LEFT_OPEN
from purbeck.findings.in_words import count, interval, listed, rate
from purbeck.findings.wording.doubt import OPEN
from purbeck.statistics.recording import ALIKE, CANNOT_TELL, DISAGREE, OVER, UNDER

SUBJECTS = {"domestic_abuse": "Domestic abuse", "violence_with_injury": "Violence with injury"}
SOURCES = {
    "survey": "the residents' survey", "crime_survey": "the Crime Survey", "ambulance": "ambulance call-outs",
    "domestic_abuse_services": "people who came to domestic abuse services without the police",
    "hospital_admissions_return": "hospital admissions for assault",
}  # fmt: skip
VERDICTS = {
    UNDER: "may be under-recorded", ALIKE: "no clear difference", OVER: "recorded no less fully than elsewhere",
    LEFT_OPEN: OPEN, CANNOT_TELL: "cannot tell from this source", DISAGREE: "cannot tell: the sources disagree",
}  # fmt: skip
KINDS = {
    "level": "How much there is", "known": "What share of people the police knew of",
    "elsewhere": "What would be recorded, were it as elsewhere",
}  # fmt: skip
METHOD = "Expected from sources that do not depend on recording, over recorded; limits of both"
PEOPLE = "Surveys and services count people and the police count offences: one person may be harmed often."
REACH = "A service may reach some places better than others. The verdict allows for that up to the stated tolerance."
CHANCE = "The interval is of chance alone; the verdict asks for more, since sources reach places unequally."
EACH_OTHER = "Places are compared with each other: if recording falls short everywhere, this does not show it."
NOT_WHY = "It does not say why: people may not tell, may not be heard, or may not be believed."
ADULTS = (
    "A survey's share is taken of residents of 16 and over at the Census of 2021; of a band of ages that begins below 16, of as "
    "many as there are years above."
)
WHICH = (
    "Two parts set beside each other tell one thing, how they differ. Recording may fall short in the one, or the source may "
    "reach people of the other less well."
)
NOT_ENOUGH = "What is held is of other months than the police sent whole, or of too few."
FIRST_PART, SECOND_PART = "rural", "urban"
FEWER = "Fewer offences, or fewer recorded: police records alone cannot tell which."


def of(subject: str, place: str, group: str) -> str:
    """What and where: "Domestic abuse in rural Brackenshire"."""
    return f"{SUBJECTS[subject]} in {group + ' ' if group else ''}{place}"


def other_part(part: str) -> str:
    """The part that a part is set beside."""
    return SECOND_PART if part == FIRST_PART else FIRST_PART


def title(what: str, verdict: str, ratio: float | None, pair: str = "") -> str:
    """The verdict as a heading. `pair` is the one part that the place is set beside, where that is all that is known."""
    if verdict == UNDER and ratio is not None:
        much = f"{rate(ratio)} times as much is expected as is recorded"
        return f"{what} may be under-recorded{f' beside {pair}' if pair else ''}: {much}"
    if verdict == OVER and ratio is not None:
        return f"{what}: recording falls no shorter than elsewhere"
    if verdict == ALIKE and pair:
        return f"{what}: no clear difference in recording from the {pair} part"
    return {
        ALIKE: f"{what}: no clear difference between expected and recorded",
        LEFT_OPEN: f"{what}: how much goes unrecorded {OPEN}",
        DISAGREE: f"{what}: cannot tell how much goes unrecorded, since the sources disagree",
    }.get(verdict, f"{what}: cannot tell how much goes unrecorded")


def statement(
    what: str, verdict: str, period: str, recorded: int, found: tuple[str, str, float, float, float, float], confidence: float,
    pair: str = "",
) -> str:  # fmt: skip
    """What is expected, by which source, beside what is recorded. `found` is (source, says, expected, ratio, limits).

    `pair` is the one part that the place is set beside, where that is all that is known.
    """
    elsewhere = f"in the {pair} part" if pair else "elsewhere"
    source, says, expected, ratio, lower, upper = found
    doubt = f"{rate(ratio)} times as much ({interval(lower, upper, confidence, ratio)})"
    if says == "known":
        as_there = f"as {elsewhere} they would know of {count(expected)}"
        held = f"The police knew of {count(recorded)} among {SOURCES[source]}; {as_there}"
    elif says == "level":
        held = f"The police recorded {count(recorded)} offences; {SOURCES[source]} leads to expect {count(expected)} people"
    else:
        held = (
            f"The police recorded {count(recorded)} offences; going by {SOURCES[source]}, as many for each as {elsewhere} would "
            f"be {count(expected)}"
        )
    return f"{what}, {period}. {held}, {doubt}. {_of_two(verdict) if pair else _concluded(verdict)}"


def _of_two(verdict: str) -> str:
    """What two parts beside each other say: one thing of both."""
    return {
        UNDER: "The two parts clearly differ, and that is all that can be told: recording may fall short here, or the source may "
        "reach people here better.",
        ALIKE: "No clear difference between the two parts.",
    }.get(verdict, _concluded(verdict))


def _concluded(verdict: str) -> str:
    return {
        UNDER: "Expected is clearly higher than recorded: a low rate here may be under-recording, and not less need.",
        OVER: "Recording falls no shorter here than elsewhere: it may fall short there, or the source may reach people there "
        "better.",
        ALIKE: "No clear difference: these sources do not show that recording falls short here.",
        LEFT_OPEN: f"Whether recording falls short here {OPEN}.",
        DISAGREE: "Another source says the opposite, so none is believed.",
    }.get(verdict, "That is too few, or too unsure, to tell.")


def unknown(what: str, why: str) -> str:
    """Where no source can say, and why."""
    return f"{what}: cannot tell from this source how much goes unrecorded. {why} {FEWER}"


def why_unknown(asked: Sequence[str], held: Sequence[str], of_parts: Sequence[str]) -> str:
    """Why nothing is known of our area as a whole: by contracts, those that could tell, that are held, that tell of parts."""
    if of_parts:
        which = _sources(of_parts)
        return f"What is known from {which} is of its parts alone, and stands with them: none is of the whole."
    if held:
        said = f"What is held, {_sources(held)}, does not say how much there is"
        return f"{said}, and is of no other area that ours could be set beside."
    return f"None of the sources that could tell without the police is held: {_sources(asked)}."


def _sources(contracts: Sequence[str]) -> str:
    return listed([SOURCES[name] for name in dict.fromkeys(contracts)])
