"""What is happening nationally: published figures from a dated, sourced list, one finding a topic."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from purbeck import periods
from purbeck.findings.draft import Draft, table
from purbeck.findings.finding import Finding, Question
from purbeck.findings.wording import national as words

FILE = Path(__file__).with_name("national_context.toml")
SOURCE_NAME = "national_context"
SOURCE_TITLE = "National figures, each with its publisher and page beside it"
SECTION = "national"
MONTHS_A_YEAR = 12
COLUMNS = (
    ("figure", "Figure", ""), ("published", "Number as published", ""), ("unit", "Unit of the number", ""),
    ("change_percent", "Change", "%"), ("area", "Area", ""), ("period", "Period", ""),
    ("compared_with", "Compared with", ""), ("publisher", "Made by", ""), ("said_by", "Read at", ""),
    ("confirmed", "Confirmed at its origin", ""), ("title", "Page", ""), ("address", "Address", ""),
    ("read", "Read on", ""),
)  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """One published figure, as national_context.toml gives it. `kind` is `count`, `share` or `change`."""

    id: str
    topic: str
    kind: str
    what: str
    area: str
    place_code: str
    from_: str
    to: str
    period: str
    publisher: str
    title: str
    address: str
    read: dt.date
    checked: bool
    value: float | None = None
    about: bool = False
    survey: bool = False
    before: float | None = None
    change_percent: float | None = None
    compared_with: str = ""
    recorded_by: str = ""
    found_by: str = ""
    whom: str = ""
    briefly: str = ""
    note: str = ""
    said_by: str = ""

    @property
    def number(self) -> float:
        """The number it is known by: the count, the share, or else the change in per cent."""
        number = self.value if self.value is not None else self.change_percent
        assert number is not None, f"{self.id} has neither a value nor a change"
        return number

    @property
    def unit(self) -> str:
        """The unit of that number."""
        return {"count": "number", "share": f"per cent of {self.whom}", "change": "per cent change"}[self.kind]

    @property
    def noun(self) -> str:
        """What the number is a number of, for a heading."""
        return f"{self.whom} {self.briefly}" if self.kind == "share" else self.what

    @property
    def ended(self) -> str:
        """The month its period ended, as YYYY-MM."""
        return self.to if len(self.to) > len("2022") else f"{self.to}-12"


@dataclass(frozen=True)
class Context:
    """The list: its topics in order (id, name), its figures, and after how many years a figure is said "as of"."""

    topics: tuple[tuple[str, str], ...]
    figures: tuple[Figure, ...]
    as_of_after_years: int
    dated: dt.date
    licence: str
    attribution: str

    def is_old(self, figure: Figure, last_month: str) -> bool:
        """Whether a figure's period ended so long before the last month of data that it is said "as of"."""
        age_months = periods.month_number(last_month) - periods.month_number(figure.ended)
        return age_months > self.as_of_after_years * MONTHS_A_YEAR


def context() -> Context:
    """The list as the file holds it."""
    held = tomllib.loads(FILE.read_text(encoding="utf-8"))
    about = held["list"]
    return Context(
        topics=tuple((topic["id"], topic["name"]) for topic in held["topic"]),
        figures=tuple(Figure(from_=row.pop("from"), **row) for row in held["figure"]),
        as_of_after_years=about["as_of_after_years"],
        dated=about["dated"],
        licence=about["licence"],
        attribution=about["attribution"],
    )


def drafted(draft: Draft) -> list[Finding]:
    """One finding a topic; its number is that of the topic's first figure."""
    held = context()
    ours = draft.evidence.months["last"]
    # Where nobody filed a month of ours, by anyone; where nobody filed any, the figures are of the day the list was read.
    last_month = str(ours.max()) if len(ours) else draft.all_months[1] or f"{held.dated:%Y-%m}"
    return [
        _finding(draft, held, name, [f for f in held.figures if f.topic == topic], last_month)
        for topic, name in held.topics
    ]


def _finding(draft: Draft, held: Context, topic: str, figures: list[Figure], last_month: str) -> Finding:
    first = figures[0]
    question = Question(
        analysis="national_context", measure="published_figures", theme=first.topic, place_type="nation",
        place_code=first.place_code, period="as_published", definition="none", source=SOURCE_NAME,
    )  # fmt: skip
    return draft.finding(
        question, SECTION,
        title=words.title(topic, first.kind, first.number, first.noun, first.period),
        statement=words.statement([_sentence(f, held, last_month) for f in figures]),
        unit=first.unit, method=words.METHOD, certainty="described", value=first.number, confidence=None,
        counts=_counts(figures), place_name=first.area, period=first.period, definition_version="none",
        already_public=True, selection={},
        caveats=(words.not_ours(draft.place), *_surveyed(figures), *_unconfirmed(figures)),
        rows=table(COLUMNS, [_row(f) for f in figures]),
    )  # fmt: skip


def _sentence(figure: Figure, held: Context, last_month: str) -> str:
    if figure.kind == "count":
        compared = (figure.change_percent or 0.0, figure.compared_with, figure.before)
        said = words.counted(
            figure.recorded_by, figure.number, figure.about, figure.what, figure.area, figure.period, compared
        )
    elif figure.kind == "share":
        said = words.share(figure.found_by, figure.number, figure.whom, figure.what, figure.area, figure.period)
    else:
        said = words.changed(figure.what, figure.number, figure.area, figure.period, figure.said_by or figure.publisher)
    old = words.as_of(periods.spoken_month(figure.ended)) if held.is_old(figure, last_month) else ""
    return " ".join(part for part in (said, figure.note, old) if part)


def _counts(figures: list[Figure]) -> tuple[int, ...]:
    """Every count that the sentences give."""
    given = [number for f in figures if f.kind == "count" for number in (f.value, f.before)]
    return tuple(int(number) for number in given if number is not None)


def _surveyed(figures: list[Figure]) -> list[str]:
    return [words.NO_INTERVAL] if any(f.survey for f in figures) else []


def _unconfirmed(figures: list[Figure]) -> list[str]:
    return [words.unconfirmed(f.what, f.period, f.said_by, f.publisher) for f in figures if not f.checked]


def _row(figure: Figure) -> tuple[Any, ...]:
    what = f"{figure.whom} who {figure.what}" if figure.kind == "share" else figure.what
    read = f"{figure.read.day} {figure.read:%B %Y}"
    return (
        f"{what[:1].upper()}{what[1:]}", figure.number, figure.unit, figure.change_percent, figure.area, figure.period,
        figure.compared_with, figure.publisher or "not named", figure.said_by or figure.publisher, figure.checked,
        figure.title, figure.address, read,
    )  # fmt: skip
