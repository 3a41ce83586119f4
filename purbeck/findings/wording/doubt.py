"""The only words for doubt, and what is said of any comparison."""

from __future__ import annotations

# The only words for doubt, each with its rule. Every finding's certainty is one of the keys.
DOUBT = {
    "described": ("as recorded", "A count or rate as it stands, with its interval; nothing is concluded from it."),
    "from_rounded_counts": ("from rounded counts", "The same, made of counts that this edition rounds."),
    "clear": ("clearly higher or lower", "The whole interval lies on one side of no difference."),
    "no_clear_difference": ("no clear difference", "The interval holds no difference."),
    "too_few_to_tell": ("too few to tell", "Fewer than 10 incidents on one side, or fewer than 6 months in common."),
    "cannot_tell_from_counts_shown": (
        "cannot be told from the counts shown",
        "Rounded or hidden counts leave it open: some that they may be say one thing, others another.",
    ),
    "cannot_tell_from_this_source": ("cannot tell from this source", "The source does not hold what is asked."),
}
OPEN = "cannot be told from the counts shown"
LOW_RATE = "Fewer offences, or fewer recorded: this source cannot tell which."


def direction(ratio: float, lower: float, upper: float, left_open: bool = False) -> str:
    """The fixed words for a ratio: "clearly higher", "clearly lower" or "no clear difference"; or that it is left open."""
    if left_open:
        return OPEN
    if lower > 1:
        return "clearly higher"
    return "clearly lower" if upper < 1 and ratio < 1 else "no clear difference"


def certainty(verdict: str) -> str:
    """How sure the words of `direction` are."""
    return {"no clear difference": "no_clear_difference", OPEN: "cannot_tell_from_counts_shown"}.get(verdict, "clear")


def comparator_name(kind: str, name: str) -> str:
    """What to call a comparator in a sentence: "the South West", "the Dorset police force area", "England"."""
    if kind == "force":
        return f"the {name} police force area"
    return f"the {name}" if name.split(" ", maxsplit=1)[0] in ("South", "North", "East", "West") else name
