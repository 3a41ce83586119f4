"""Where people fall out between services, in words."""

from __future__ import annotations

from collections.abc import Sequence

from purbeck.findings.in_words import count, listed, percent, percent_interval
from purbeck.findings.wording.doubt import OPEN

# What a contact is with each agency: as a phrase for any number of them.
CONTACTS = {
    "custody": "detentions in police custody for violence",
    "youth_justice": "children with an open intervention of the youth justice service",
    "probation": "people supervised by probation for violence",
    "domestic_abuse_services": "referrals to domestic abuse services",
    "victim_services": "referrals to victim services",
    "exploitation": "people screened for exploitation",
    "education": "suspensions and exclusions from school",
    "fire": "visits to homes threatened with arson",
}
SHORT = {
    "custody": "detentions", "youth_justice": "children", "probation": "people supervised",
    "domestic_abuse_services": "referrals", "victim_services": "referrals", "exploitation": "people screened",
    "education": "suspensions and exclusions", "fire": "visits",
}  # fmt: skip
NAMES = {
    "custody": "Police custody", "youth_justice": "Youth justice", "probation": "Probation",
    "domestic_abuse_services": "Domestic abuse services", "victim_services": "Victim services",
    "exploitation": "Exploitation", "education": "Schools and colleges", "fire": "Fire and rescue",
}  # fmt: skip
STEPS = {
    "contacts": "Contacts", "referrals_offered": "Help offered", "referrals_taken_up": "Help taken up",
    "referrals_completed": "Help completed",
}  # fmt: skip
FALL_OUT = {
    "referrals_offered": "before help is offered", "referrals_taken_up": "between help offered and help taken up",
    "referrals_completed": "between help taken up and help completed",
}  # fmt: skip
REASONS = {
    "no_step_before": "", "too_few": "too few to tell", "more_than_the_step_before": "unavailable: more than the step before",
    "part_of_the_periods": "unavailable: part of the periods only",
}  # fmt: skip
METHOD = "Shares of the step before; Wilson's interval, as wide as hidden numbers make it"
METHOD_BESIDE = (
    "Offers for each contact, here over the return's other places; exact interval for the ratio of two rates"
)
DIFFERENT = "Agencies meet people in different ways: their shares are not to be set against each other."
NOT_PEOPLE = "One person may be counted several times."
LATER = "Help may be taken up in a later period than it was offered in."
ONE_PERIOD = (
    "This is of the latest period alone: people are not added up over periods, since most are there in the next too."
)
WHY_UNKNOWN = "The figures cannot say why: help may be missing, not offered, or offered and not written down."

Share = tuple[float, float, float]


def amount(least: int, most: int) -> str:
    """ "120", or "118 to 122" where numbers were hidden or rounded."""
    return count(least) if least == most else f"{count(least)} to {count(most)}"


def title(contract: str, step: str, share: float) -> str:
    """The step after which fewest went on."""
    of = f"{percent(share) if share else 'none'} of {'the ' if not share else ''}{_before(contract, step)}"
    went = {
        "referrals_offered": f"help was offered for {of}", "referrals_taken_up": f"{of} was taken up",
        "referrals_completed": f"{of} was completed",
    }[step]  # fmt: skip
    return f"{NAMES[contract]}: {went}, the largest step down"


def title_open(contract: str) -> str:
    """A heading where it is open after which step fewest went on."""
    return f"{NAMES[contract]}: where most people fall out {OPEN}"


def title_unknown(contract: str) -> str:
    """A heading where no share can be given."""
    return f"{NAMES[contract]}: too few to tell where people fall out"


def statement(
    contract: str, period: str, contacts: str, steps: Sequence[tuple[str, str, Share | None]], confidence: float,
    weakest: str | None,
) -> str:  # fmt: skip
    """Every step with its number and share. `steps` are (step, number in words, share with its limits).

    `weakest` is the step to which fewest went on: "" where that is left open, None where no share is known.
    """
    said = [f"{NAMES[contract]}: {contacts} {CONTACTS[contract]} in {period}."]
    for step, number, share in steps:
        before = _before(contract, step)
        of = f", {percent(share[0])} of {before} ({percent_interval(share[1:], confidence)})" if share else ""
        said.append(f"{STEPS[step]}: {_none(number)}{of}.")
    if weakest is not None:
        said.append(f"Most fall out {FALL_OUT[weakest]}." if weakest else f"Where most fall out {OPEN}.")
    return " ".join(said)


def fewer_title(contract: str, place: str, offered: str, contacts: str) -> str:
    """A place that clearly offers less."""
    of = f"{_none(offered)} of {contacts} {SHORT[contract]}"
    return f"{NAMES[contract]} in {place}: help was offered for {of}, clearly lower than elsewhere"


def fewer(
    contract: str, place: str, period: str, offered: str, contacts: str, elsewhere: Sequence[tuple[str, float]]
) -> str:  # fmt: skip
    """What a place offers beside our others."""
    others = listed([f"{name} {percent(share)}" for name, share in elsewhere])
    beside = f" There help was offered in: {others}." if others else ""
    return (
        f"{NAMES[contract]} in {place}: {_none(offered)} of {contacts} {CONTACTS[contract]} in {period} led to an offer of help. "
        f"That is clearly lower than in the other places of the return.{beside} {WHY_UNKNOWN}"
    )


def alternative(contract: str, steps: Sequence[tuple[str, str, Share | None]]) -> str:
    """The bars, said."""
    said = [f"{STEPS[step].lower()} {percent(share[0])}" for step, _, share in steps if share]
    return (
        f"Bars of the share of the step before that went on, for {NAMES[contract].lower()}: {listed(said) or 'none'}."
    )


def _none(number: str) -> str:
    return "none" if number == "0" else number


def _before(contract: str, step: str) -> str:
    """The step before, as what the share is of."""
    order = list(STEPS)
    before = order[order.index(step) - 1]
    return SHORT[contract] if before == order[0] else STEPS[before].lower()
