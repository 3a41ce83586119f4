"""What every finding of one definition shares: names, the year, the source, common caveats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from purbeck import periods
from purbeck.analyses.analysis import Evidence
from purbeck.findings.finding import Finding, Question, Rows
from purbeck.sources.police_street import SOURCE as STREET

LATEST_YEAR = "latest_calendar_year"
BYAR = "Rate per 1,000 residents (Census 2021); exact interval below 10 offences, Byar's from 10"
SNAPPED = "Places are map points near the true place, and the month is all that is known of the time."
RESIDENTS = "Rates are per resident of 2021: a place with many visitors or workers shows a high rate for that alone."


@dataclass(frozen=True)
class Draft:
    """The evidence, and how findings drawn from it are put together."""

    evidence: Evidence

    @property
    def names(self) -> dict[str, str]:
        """What to call each theme, the total first."""
        return self.evidence.definition.names()

    @property
    def place(self) -> str:
        """Our name."""
        return self.evidence.partnership.name

    @property
    def year(self) -> int:
        """The latest calendar year; only asked for where there is one."""
        year = self.evidence.latest_year
        assert year is not None
        return year

    @property
    def confidence(self) -> float:
        """Confidence of every interval."""
        return self.evidence.partnership.confidence

    def question(self, analysis: str, measure: str, theme: str, **more: str) -> Question:
        """A question about the partnership and the latest calendar year, unless `more` says otherwise."""
        fields: dict[str, str] = {
            "place_type": "partnership", "place_code": self.evidence.partnership.code, "period": LATEST_YEAR,
            "definition": self.evidence.definition.id, "source": STREET.name,
        }  # fmt: skip
        return Question(analysis=analysis, measure=measure, theme=theme, **(fields | more))

    def finding(self, question: Question, section: str, **fields: Any) -> Finding:
        """A finding with what all share filled in; the stand-in's warning is among its caveats."""
        shared: dict[str, Any] = {
            "place_name": self.place, "period": str(self.year), "confidence": self.confidence,
            "definition_version": self.evidence.definition.version, "already_public": STREET.already_public,
            "selection": self.selection(question.theme),
        }  # fmt: skip
        caveats = tuple(fields.pop("caveats", ()))
        stand_in = self.evidence.definition.stand_in
        if stand_in and section != "quality":
            caveats = (*caveats, stand_in)
        return Finding(question=question, section=section, caveats=caveats, **(shared | fields))

    def selection(self, theme: str, months: Sequence[str] = (), lsoa21: str = "") -> dict[str, Any]:
        """Which incidents the number rests on, so that `explain` can find them.

        They are of the theme, in the months given (the latest calendar year unless given), and where `lsoa21` is
        given, of that one LSOA of the finding's place.
        """
        listed = tuple(months) or tuple(periods.calendar_year(self.year).months)
        return {"months": list(listed), "theme": theme, "lsoa21": lsoa21}

    def part_filed(self, coverage: float) -> tuple[str, ...]:
        """A caveat where some months were not filed."""
        return () if coverage >= 1 else ("Months that the force did not file are left out, not counted as zero.",)


def number(value: Any) -> float | None:
    """A number for a table, or None where it is missing."""
    return None if value is None or pd.isna(value) else float(value)


def whole(value: Any) -> int | None:
    """A whole number for a table, or None where it is missing."""
    return None if value is None or pd.isna(value) else int(value)


def counts_of(rows: pd.DataFrame, *names: str) -> tuple[int, ...]:
    """Every count in columns of a frame, for `Finding.counts`."""
    return tuple(int(n) for name in names for n in rows[name].dropna())


def rounded(value: Any, places: int = 4) -> float | None:
    """A number for a table to so many decimals, or None where it is missing."""
    found = number(value)
    return None if found is None else round(found, places)


RATE_COLUMNS = (("rate_per_1000", "Rate", "per 1,000 residents a year"), ("lower", "Lower limit", "per 1,000"),
                ("upper", "Upper limit", "per 1,000"))  # fmt: skip
COUNT_COLUMN = ("count", "Offences recorded", "offences")


def table(columns: tuple[tuple[str, str, str], ...], rows: list[tuple[Any, ...]]) -> Rows:
    """Rows for a chart, with the columns that name them."""
    return Rows(columns, tuple(rows))
