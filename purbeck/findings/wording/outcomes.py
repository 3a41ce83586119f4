"""What became of recorded offences, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from purbeck.findings.in_words import count, months_of, offences, percent, percent_interval

GROUPS = {
    "charged_or_summonsed": "charged or summonsed", "out_of_court": "settled out of court",
    "evidential_difficulties": "evidential difficulties", "no_suspect_identified": "no suspect identified",
    "not_in_public_interest": "not in the public interest", "other_body": "another body took action",
    "open_or_unknown": "open, or not known", "unlisted": "an outcome that is not listed", "none_yet": "no outcome filed yet",
}  # fmt: skip
CAVEATS = (
    "An offence with several suspects counts once, by the furthest it went with any of them.",
    "A charge is no conviction, and an offence without one still happened to somebody.",
    "data.police.uk gives no Crime ID with some offences; those cannot be followed.",
)


def title(theme: str, year: int, charged: float | None, followed: int) -> str:
    """The share charged as a heading; None where there are too few."""
    if charged is None:
        return f"{theme}: too few to tell what became of those recorded in {year}"
    return f"{theme}: {percent(charged)} of those recorded in {year} were charged within {followed} months"


def statement(
    theme: str, year: int, months: Sequence[int], followed: int, known: tuple[int, int],
    groups: Mapping[str, tuple[int, float, float, float]], confidence: float,
) -> str:  # fmt: skip
    """What became of them. `known` are offences with an ID, and all; `groups` count, share and its limits."""
    when = f"{year}" if len(months) == 12 else f"{months_of(months)} {year}"
    _, charged, *limits = groups["charged_or_summonsed"]
    others = "; ".join(
        f"{GROUPS[name]} {percent(groups[name][1])}"
        for name in GROUPS
        if name in groups and name != "charged_or_summonsed" and groups[name][0]
    )
    return (
        f"{theme}: of {offences(known[0])} recorded by the police here in {when} that can be followed "
        f"({percent(known[0] / known[1])} of {count(known[1])}), {percent(charged)} were charged or summonsed within "
        f"{followed} months ({percent_interval((limits[0], limits[1]), confidence)}). The others: {others}."
    )


def too_few(theme: str, year: int, known: int) -> str:
    """Why nothing is said of so few."""
    return f"{theme}: too few to tell what became of those recorded in {year}: {offences(known)} can be followed."
