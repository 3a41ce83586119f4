"""What every finding of one definition shares: names, the year, the source, common caveats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from purbeck import figures, periods
from purbeck.analyses.analysis import Evidence
from purbeck.findings.finding import WITHOUT_INCIDENTS, Finding, Question, Rows
from purbeck.findings.reach import Recording, RestsOn, Span, asked, codes_of, kinds_of
from purbeck.findings.wording import breaks as breaks_words
from purbeck.findings.wording import denominators
from purbeck.sources.downloads import FORCE_MONTHS
from purbeck.sources.police_street import SOURCE as STREET

MARKED = ("years", "process", "series")  # the charts along time, on which breaks are drawn
LATEST_YEAR = "latest_calendar_year"
WITHIN_US = ("trend", "denominators")  # analyses whose comparator is no other place
BYAR = "Rate per 1,000 residents; exact interval below 10 offences, Byar's from 10"
SNAPPED = "Places are map points near the true place, and the month is all that is known of the time."
WRITTEN_DOWN = "Places are those that the police wrote down; an incident without one is in no small area."
RESIDENTS = "Rates are per resident: a place with many visitors or workers shows a high rate for that alone."


@dataclass(frozen=True)
class Draft:
    """The evidence, and how findings drawn from it are put together."""

    evidence: Evidence

    @property
    def names(self) -> dict[str, str]:
        """What to call each theme of `Evidence.themes`, the total first."""
        names = self.evidence.definition.names()
        return {theme: names[theme] for theme in self.evidence.themes}

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
    def rounded_to(self) -> int:
        """To the nearest multiple of what an edition rounds the counts of its source; 1 for none."""
        return self.evidence.workspace.counts.rounded_to(self.evidence.source)

    @property
    def confidence(self) -> float:
        """Confidence of every interval."""
        return self.evidence.partnership.confidence

    def question(self, analysis: str, measure: str, theme: str, **more: str) -> Question:
        """A question about the partnership and the latest calendar year, unless `more` says otherwise."""
        fields: dict[str, str] = {
            "place_type": "partnership", "place_code": self.evidence.partnership.code, "period": LATEST_YEAR,
            "definition": self.evidence.definition.id, "source": self.evidence.source,
        }  # fmt: skip
        return Question(analysis=analysis, measure=measure, theme=theme, **(fields | more))

    @cached_property
    def recording(self) -> Recording:
        """Known breaks in recording, and force-months that look wrong."""
        return Recording(self.evidence)

    @cached_property
    def filed_months(self) -> list[str]:
        """The months for which anybody filed street-level rows, in order."""
        filed = self.evidence.workspace.table(FORCE_MONTHS)
        return sorted(str(month) for month in filed.loc[filed["chosen"], "month"].unique())

    @property
    def all_months(self) -> Span:
        """The first and last of those: what a finding of no year of ours rests on. Both "" where nobody filed any."""
        return (self.filed_months[0], self.filed_months[-1]) if self.filed_months else ("", "")

    @property
    def of_places(self) -> str:
        """What is said of where incidents of the source are known to have happened."""
        return SNAPPED if self.evidence.source == STREET.name else WRITTEN_DOWN

    def rests_on(
        self,
        question: Question,
        span: Span,
        forces: Sequence[str] | None = None,
        kinds: Sequence[str] | None = None,
        codes: Sequence[str] | None = None,
    ) -> RestsOn:
        """What figures of the months from the first to the last of `span` rest on.

        Unless given, `forces` are ours, and `kinds` of offence and `codes` those that the theme's rules ask for.
        """
        ours = self.recording.forces_of("partnership") if forces is None else tuple(forces)
        asks = kinds_of(self.evidence.definition, question.theme) if kinds is None else tuple(kinds)
        of = codes_of(self.evidence.definition, question.theme) if codes is None else tuple(codes)
        return RestsOn(*span, ours, question.source, asks, asked(question.group_by, question.comparator), of)

    def finding(
        self, question: Question, section: str, *, span: Span | None = None, forces: Sequence[str] | None = None,
        kinds: Sequence[str] | None = None, codes: Sequence[str] | None = None, **fields: Any,
    ) -> Finding:  # fmt: skip
        """A finding with what all share filled in; known breaks, odd months and the stand-in are among its caveats.

        `span` is the first and the last month of every figure it states or shows, years compared with among them; the
        months of its selection unless given. `forces` are all whose figures it uses, comparators' among them, and
        `kinds` the categories, offence groups or flags (`knife`) it is about, `codes` the offence codes: ours and the theme's
        unless given.
        """
        shared: dict[str, Any] = {
            "place_name": self.place, "confidence": self.confidence,
            "definition_version": self.evidence.definition.version,
            "already_public": self.evidence.source == STREET.name and STREET.already_public,
        }  # fmt: skip
        if "period" not in fields:  # an area whose force filed nothing has no year, and findings of other periods
            shared["period"] = str(self.year)
        if "selection" not in fields:
            shared["selection"] = self.selection(question.theme)
        given = shared | fields
        caveats = tuple(given.pop("caveats", ()))
        months = given["selection"].get("months")
        span = span or ((min(months), max(months)) if months else self.all_months)
        rests_on = self.rests_on(question, span, forces, kinds, codes)
        if section in WITHOUT_INCIDENTS:  # not about what was recorded here: nothing to beware of but what they say
            return Finding(question=question, section=section, rests_on=rests_on, caveats=caveats, **given)
        if question.denominator_kind != "none":
            basis = self.whose_residents(question, rests_on)
            given["method"] = f"{given['method']}. {denominators.basis(basis)}"
            caveats = (*caveats, *denominators.basis_caveats(basis))
        within = self.recording.breaks_within(rests_on)
        if given.get("chart") in MARKED:
            given["alternative"] += breaks_words.marked(within)
        stand_in = self.evidence.definition.stand_in
        caveats += self.recording.caveats(rests_on) + ((stand_in,) if stand_in else ())
        breaks = tuple((b.kind, b.first, b.last, b.title) for b in within)
        return Finding(question=question, section=section, rests_on=rests_on, caveats=caveats, breaks=breaks, **given)

    def notes(self, question: Question, span: Span) -> dict[str, str]:
        """What is noted beside months of a table: a break where it begins, a disturbed time in each of its months."""
        found: dict[str, list[str]] = {}
        for one in self.recording.breaks_within(self.rests_on(question, span)):
            for month in periods.months_from(one.first, one.last or one.first):
                found.setdefault(month, []).append(one.title)
        return {month: "; ".join(titles) for month, titles in found.items()}

    def whose_residents(self, question: Question, rests_on: RestsOn) -> list[tuple[int, str, int]]:
        """What the residents behind a question's rates rest on: year of the counts, basis, year of the number.

        They are of our area, and where it compares us with others, of all; of the years that its figures are of.
        """
        ours = not question.comparator or question.analysis in WITHIN_US
        years = range(int(rests_on.first[:4]), int(rests_on.last[:4]) + 1)
        return list(dict.fromkeys(row[1:] for row in self._bases if row[1] in years and (row[0] or not ours)))

    @cached_property
    def _bases(self) -> list[tuple[bool, int, str, int]]:
        """What residents rest on, once each: whether ours, year of the counts, basis, year of the number."""
        rows = self.evidence.residents[["ours", "year", "basis", "estimated_for"]].drop_duplicates()
        return [(bool(o), int(year), str(basis), int(of)) for o, year, basis, of in rows.itertuples(index=False)]

    def selection(self, theme: str, months: Sequence[str] = (), lsoa21: str = "") -> dict[str, Any]:
        """Which incidents the number rests on, so that `explain` can find them.

        They are of the theme, in the months given (the latest calendar year, if any, unless given), and where `lsoa21` is
        given, of that one LSOA of the finding's place.
        """
        year = self.evidence.latest_year
        listed = tuple(months) or (() if year is None else tuple(periods.calendar_year(year).months))
        return {"months": list(listed), "theme": theme, "lsoa21": lsoa21}

    def part_filed(self, coverage: float) -> tuple[str, ...]:
        """A caveat where some months were not filed."""
        return () if coverage >= 1 else ("Months that the force did not file are left out, not counted as zero.",)


def number(value: Any) -> float | None:
    """A number for a table, or None where it is missing."""
    return None if value is None or pd.isna(value) else float(value)


def counts_of(rows: pd.DataFrame, *names: str) -> tuple[int, ...]:
    """Every count in columns of a frame, for `Finding.counts`."""
    return tuple(int(n) for name in names for n in rows[name].dropna())


def in_percent(share: Any) -> float | None:
    """A share as a percentage for a table, or None where it is missing."""
    found = number(share)
    return None if found is None else figures.in_percent(found)


RATE_COLUMNS = (("rate_per_1000", "Rate", "per 1,000 residents a year"), ("lower", "Lower limit", "per 1,000"),
                ("upper", "Upper limit", "per 1,000"))  # fmt: skip
COUNT_COLUMN = ("count", "Offences recorded", "offences")


def table(columns: tuple[tuple[str, str, str], ...], rows: list[tuple[Any, ...]]) -> Rows:
    """Rows for a chart, with the columns that name them."""
    return Rows(columns, tuple(rows))
