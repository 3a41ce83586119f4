"""What is lacking of partners' returns, in words."""

from __future__ import annotations

import datetime as dt

from purbeck.figures import listed
from purbeck.findings.in_words import count, listed_months
from purbeck.periods import spoken_day
from purbeck.sources.returns.register import Gap

KINDS = {
    "past_its_end": "Held beyond its time", "partner_refused": "Refused by the partner", "door_refused": "Refused at the door",
    "not_come": "Nothing held", "months_missing": "Months missing", "site_missing": "A site's months missing",
    "not_asked_for": "No request written down",
}  # fmt: skip


def kind(gap: Gap) -> str:
    """What kind of gap it is, for a table."""
    return KINDS[gap.kind]


def sentence(gap: Gap) -> str:
    """A gap as a sentence, which names no person and no partner's role."""
    day = spoken_day(dt.date.fromisoformat(gap.since)) if gap.since else ""
    due = f" By now {_months(gap.expected)} should be here." if gap.expected else ""
    return {
        "past_its_end": f"A file of it (sources/{gap.of}) should have been disposed of on {day}.",
        "partner_refused": f"It was asked for on {day}, and the partner refused.",
        "door_refused": "The last file that came was refused at the door, and nothing of it was kept.",
        "not_come": f"It was asked for on {day}, and nothing of it is held.{due}",
        "months_missing": f"{count(len(gap.months))} of the {_months(gap.expected)} that should be here "
        f"{'has' if len(gap.months) == 1 else 'have'} not come: {listed_months(gap.months)}.",
        "site_missing": f"Site {gap.of} sent nothing for {listed_months(gap.months)}, when others did.",
        "not_asked_for": "It is held, and returns.toml says nothing of a request for it or of an agreement.",
    }[gap.kind]


def as_of(day: dt.date) -> str:
    """The day that a page looks at returns from."""
    return f"as of {spoken_day(day)}"


# Said by `purbeck returns`, which looks from today or from the day it is given.
OF_THE_PAGE = (
    "A page says the same of the last day of the last month that the police filed, so that the same files give the same page: "
    "what has fallen due since then is told here alone."
)


def statement(title: str, gaps: tuple[Gap, ...], day: dt.date) -> str:
    """What is lacking of one source on a day, and what that does to figures."""
    said = " ".join(sentence(gap) for gap in gaps)
    lacks = [
        gap
        for gap in gaps
        if gap.kind in ("not_come", "partner_refused", "months_missing", "site_missing", "door_refused")
    ]
    effect = " What is missing is left out of every figure, and is not counted as zero." if lacks else ""
    clock = f" This is {as_of(day)}, the end of the last month that the police filed; purbeck returns says what is due since."
    return f"{title}: {said}{effect}{clock}"


def title(source: str, gaps: tuple[Gap, ...]) -> str:
    """The gaps of one source as a heading: "Custody: months missing"."""
    kinds = list(dict.fromkeys(kind(gap).lower() for gap in gaps))
    return f"{source.split(':', maxsplit=1)[0]}: {listed(kinds)}"


def _months(number: int) -> str:
    return "1 month" if number == 1 else f"{count(number)} months"
