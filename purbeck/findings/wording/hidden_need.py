"""Expected beside recorded, in words: "may be under-recorded" only where a source supports it."""

from __future__ import annotations

from purbeck.findings.in_words import count, interval, rate
from purbeck.statistics.recording import ALIKE, CANNOT_TELL, DISAGREE, OVER, UNDER

SUBJECTS = {"domestic_abuse": "Domestic abuse", "violence_with_injury": "Violence with injury"}
SOURCES = {
    "survey": "the residents' survey", "crime_survey": "the Crime Survey", "ambulance": "ambulance call-outs",
    "domestic_abuse_services": "people who came to domestic abuse services without the police",
    "hospital_admissions_return": "hospital admissions for assault",
}  # fmt: skip
VERDICTS = {
    UNDER: "may be under-recorded", ALIKE: "no clear difference", OVER: "more is recorded than expected",
    CANNOT_TELL: "cannot tell from this source", DISAGREE: "cannot tell: the sources disagree",
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
FEWER = "Fewer offences, or fewer recorded: police records alone cannot tell which."


def of(subject: str, place: str, group: str) -> str:
    """What and where: "Domestic abuse in rural Brackenshire"."""
    return f"{SUBJECTS[subject]} in {group + ' ' if group else ''}{place}"


def title(what: str, verdict: str, ratio: float | None) -> str:
    """The verdict as a heading."""
    if verdict == UNDER and ratio is not None:
        return f"{what} may be under-recorded: {rate(ratio)} times as much is expected as is recorded"
    if verdict == OVER and ratio is not None:
        return f"{what}: more is recorded than other sources lead to expect"
    return {
        ALIKE: f"{what}: no clear difference between expected and recorded",
        DISAGREE: f"{what}: cannot tell how much goes unrecorded, since the sources disagree",
    }.get(verdict, f"{what}: cannot tell how much goes unrecorded")


def statement(
    what: str, verdict: str, period: str, recorded: int, found: tuple[str, str, float, float, float, float], confidence: float
) -> str:  # fmt: skip
    """What is expected, by which source, beside what is recorded. `found` is (source, says, expected, ratio, limits)."""
    source, says, expected, ratio, lower, upper = found
    doubt = f"{rate(ratio)} times as much ({interval(lower, upper, confidence, ratio)})"
    if says == "known":
        held = f"The police knew of {count(recorded)} among {SOURCES[source]}; as elsewhere they would know of {count(expected)}"
    elif says == "level":
        held = f"The police recorded {count(recorded)} offences; {SOURCES[source]} leads to expect {count(expected)} people"
    else:
        held = (
            f"The police recorded {count(recorded)} offences; going by {SOURCES[source]}, as many for each as elsewhere would "
            f"be {count(expected)}"
        )
    return f"{what}, {period}. {held}, {doubt}. {_concluded(verdict)}"


def _concluded(verdict: str) -> str:
    return {
        UNDER: "Expected is clearly higher than recorded: a low rate here may be under-recording, and not less need.",
        OVER: "Expected is clearly lower than recorded: more is recorded here than elsewhere for each person other sources see.",
        ALIKE: "No clear difference: these sources do not show that recording falls short here.",
        DISAGREE: "Another source says the opposite, so none is believed.",
    }.get(verdict, "That is too few, or too unsure, to tell.")


def unknown(what: str) -> str:
    """Where no source can say."""
    return (
        f"{what}: cannot tell from this source how much goes unrecorded. No source that does not depend on recording by the "
        f"police answers for this place and time. {FEWER}"
    )
