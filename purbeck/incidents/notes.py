"""What a note of the Home Office is about: which force, which CSPs, which financial years."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from purbeck import places
from purbeck.sources.csp_names import csp_key

BEGINS = re.compile(r"^\s*([^:]{3,60}):\s*\S")  # a note begins with the force it is of: "Kent: offences in ..."
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
          "december")  # fmt: skip
_MONTH = "|".join(MONTHS)
# A time as notes write one: "the year ending March 2025", "2021/22", "April to June 2022", "1 April 2020", "2024".
TIME = re.compile(
    rf"years? ending (?:\d+ )?(?P<ending>{_MONTH}) (?P<ended>20\d\d)"
    r"|(?P<financial>20\d\d) ?[/–-] ?(?:20)?(?P<second>\d\d)(?!\d)"
    rf"|(?:(?P<from_month>{_MONTH}) (?:to|and|-|–) )?(?:\d{{1,2}}(?:st|nd|rd|th)? )?(?P<month>{_MONTH}) (?P<of>20\d\d)"
    r"|\b(?P<year>20\d\d)\b"
)
ARTICLE = r"(?:the )?(?:start of |end of |beginning of )?(?:the )?(?:financial )?(?:years? )?"
JOINED = re.compile(rf"^,? ?(?:to|until|till|up to|through|–|-|and) (?:and including )?{ARTICLE}$")
LISTED = re.compile(rf"^(?:,|,? (?:and|or)) {ARTICLE}$")
FROM = re.compile(rf"\b(?:from|since|after|following|starting|beginning|as of|with effect from) (?:in )?{ARTICLE}$")
BETWEEN = re.compile(rf"\bbetween {ARTICLE}$")
UNTIL = re.compile(rf"\b(?:until|till|up to|before|prior to) (?:and including )?{ARTICLE}$")
WITHIN = re.compile(rf"\b(?:in|during|for|of|throughout|within) (?:only )?{ARTICLE}$")
ONWARDS = re.compile(r"^,? ?(?:onwards?|forwards?|on\b|and (?:later|after|subsequent)|to (?:date|now|the present))")
STILL = re.compile(r"\b(?:onwards?|since|thereafter|subsequent|later|still|continu\w+|ongoing|present)\b")
# Words by which a year may be when something happened that has not ended, rather than how long it lasted.
BECAUSE = re.compile(
    r"\b(?:following|since|after|owing to|due to|because|result of|new|change[sd]?|moved|introduc\w+)\b"
)


@dataclass(frozen=True)
class Years:
    """Financial years, by the year in which each begins, as spans from a first to a last; None where there is no end.

    `read` is whether the words were understood; where they were not, the spans are as long as they may be.
    """

    spans: tuple[tuple[int | None, int | None], ...]
    read: bool

    def hold(self, first_year: int) -> bool:
        """Whether the financial year that begins in April of a year is among them."""
        return any((a is None or a <= first_year) and (b is None or first_year <= b) for a, b in self.spans)


@dataclass(frozen=True)
class _Time:
    """A time in a note: the financial years it touches, what kind of time it is, and where it stands.

    `kind` is `span` for one with two ends, `year` for a financial year, `point` for a month or a bare year.
    """

    first: int
    last: int
    kind: str
    at: tuple[int, int]


def years_of(note: str) -> Years:
    """The financial years that a note is about.

    A span ("between April 2020 and March 2022") is those years; a financial year ("in 2021/22") is that one; what begins
    ("from 2024") has no end. A bare year touches two financial years and means both: "from 2024" begins with that of
    January 2024. Where the words say neither an end nor that there is none, no end is taken: too long rather than too short.
    """
    text = " ".join(note.lower().split())
    times = list(_times(text))
    if not times:
        return Years(((None, None),), read=False)
    spans: list[tuple[int | None, int | None]] = []
    read = True
    n = 0
    while n < len(times):
        time, following = times[n], times[n + 1] if n + 1 < len(times) else None
        before = text[times[n - 1].at[1] if n else 0 : time.at[0]]
        after = text[time.at[1] : following.at[0] if following else len(text)]
        if following and _is_joined(before, after):
            ongoing = STILL.search(text[following.at[1] :]) is not None
            spans.append((time.first, None if ongoing else following.last))
            read = read and not ongoing
            n += 2
            continue
        span, understood = _alone(time, before, after, spans)
        spans.append(span)
        read = read and understood
        n += 1
    return Years(tuple(spans), read)


def _is_joined(before: str, after: str) -> bool:
    """Whether a time and the next are the two ends of one span."""
    if JOINED.match(after) is None:
        return False
    return BETWEEN.search(before) is not None or not LISTED.match(after)


def _alone(
    time: _Time, before: str, after: str, earlier: list[tuple[int | None, int | None]]
) -> tuple[tuple[int | None, int | None], bool]:
    """The span of a time that is not one of two ends, and whether the words say it."""
    if ONWARDS.match(after):
        return (time.first, None), True
    if UNTIL.search(before):
        return (None, time.last), True
    if FROM.search(before):
        return (time.first, time.last if time.kind == "span" else None), True
    within = WITHIN.search(before) or (earlier and LISTED.match(before)) or time.kind == "span"
    if time.kind != "point" and within and not BECAUSE.search(before) and not STILL.search(after):
        return (time.first, time.last), True
    return (time.first, None), False


def _times(text: str) -> Iterator[_Time]:
    for found in TIME.finditer(text):
        if found["ending"]:
            last = _financial(int(found["ended"]), MONTHS.index(found["ending"]) + 1)
            first = _financial(int(found["ended"]) - 1, MONTHS.index(found["ending"]) + 2)
            yield _Time(first, last, "year", found.span())
        elif found["financial"]:
            yield _Time(int(found["financial"]), int(found["financial"]), "year", found.span())
        elif found["month"]:
            months = [MONTHS.index(name) + 1 for name in (found["from_month"], found["month"]) if name]
            years = [_financial(int(found["of"]), month) for month in months]
            yield _Time(min(years), max(years), "span" if len(months) > 1 else "point", found.span())
        else:
            yield _Time(int(found["year"]) - 1, int(found["year"]), "point", found.span())


def _financial(year: int, month: int) -> int:
    """The year in which the financial year of a month begins; month 13 is January of the next."""
    return year + (month - 1) // 12 - ((month - 1) % 12 < 3)


def is_of(note: str, force: str) -> bool:
    """Whether a note begins with the name of a force."""
    begins = BEGINS.match(note)
    return begins is not None and places.force_key(begins[1]) == places.force_key(force)


def unassigned(notes: list[str], csp: str, force: str, others: list[str], financial_year: str) -> str:
    """The note that says a CSP's offences of a year stand elsewhere; empty where none does.

    A note begins with its force. One that names CSPs of it (`others` are all it has) is about those; one that names
    none, about every one.
    """
    for note in notes:
        about = _plain(note)
        if not about.startswith(_plain(force)) or not years_of(note).hold(int(financial_year[:4])):
            continue
        about = about.removeprefix(_plain(force).rstrip())
        named = [other for other in others if _plain(other) in about]
        if not named or csp in named:
            return note
    return ""


def _plain(text: str) -> str:
    return f" {csp_key(text)} "
