"""A finding: a statement in plain English with everything needed to check it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

import pandas as pd

from purbeck import places, provenance
from purbeck.findings.reach import RestsOn
from purbeck.tables import HELD, Column, Table

CERTAINTIES = (
    "described", "from_rounded_counts", "clear", "no_clear_difference", "too_few_to_tell", "cannot_tell_from_counts_shown",
    "cannot_tell_from_this_source",
)  # fmt: skip
PROFILE, PARTNERS = "profile", "partners"
SECTIONS = (
    "quality",
    "context",
    "scale",
    "trend",
    "comparison",
    "three_years",
    "places",
    PROFILE,
    PARTNERS,
    "national",
    "equality",
)
# Sections whose findings rest on whole files or on figures of others, not on incidents that a definition counts.
WITHOUT_INCIDENTS = frozenset({"quality", "context", PARTNERS, "national", "equality"})
CHARTS = ("none", "bars", "years", "process", "series", "comparison", "ranks", "funnel", "map")
ID_LENGTH = 12
SEVERAL = "+"  # between the sources of one finding

TABLE = Table(
    name="findings",
    meaning="Every statement made, with its number, doubt, origin and the few rows its chart needs",
    columns=(
        Column("id", "string", "hash of the question: the same next year, whatever the answer", required=True),
        Column("build", "string", "hash of the inputs, code and settings that gave this answer", required=True),
        Column("section", "string", "where it belongs in a publication", vocabulary=SECTIONS, required=True),
        Column("place_in_section", "int64", "its place in the section, from 1", required=True),
        Column("title", "string", "the answer as a short sentence, for the head of a chart", required=True),
        Column("statement", "string", "the finding in plain English", required=True),
        Column("alternative", "string", "what a person would say of the chart over the telephone"),
        Column("analysis", "string", "the analysis that made it", required=True),
        Column("measure", "string", "the measure", required=True),
        Column("theme", "string", "the theme", required=True),
        Column("group_by", "string", "what the group is a group of", required=True),
        Column("group_value", "string", "the group", required=True),
        Column("value", "float64", "the number", decimals=HELD),
        Column("lower", "float64", "lower end of its interval", decimals=HELD),
        Column("upper", "float64", "upper end of its interval", decimals=HELD),
        Column("confidence", "float64", "confidence of the interval", decimals=4),
        Column("unit", "string", "unit of the number", required=True),
        Column("method", "string", "the method, in one line", required=True),
        Column("n", "int64", "incidents the number rests on", unit="incidents"),
        Column(
            "counts", "string", "JSON list: the other counts its number is made of or its sentences give", required=True
        ),
        Column("place_type", "string", "kind of place", vocabulary=places.PLACE_TYPES, required=True),
        Column("place_code", "string", "code of the place", required=True),
        Column("place_name", "string", "name of the place", required=True),
        Column("period", "string", "the period in words", required=True),
        Column("comparator", "string", "what it is compared with; empty where nothing", required=True),
        Column("coverage", "float64", "share of person-years the force filed for", unit="0 to 1", decimals=HELD),
        Column("certainty", "string", "how sure, in one of a few fixed words", vocabulary=CERTAINTIES, required=True),
        Column("caveats", "string", "JSON list: what to beware of", required=True),
        Column("breaks", "string", "JSON list: known breaks in the months it rests on (kind, first, last, title)",
               required=True),
        Column("sources", "string", "JSON list of source names", required=True),
        Column("already_public", "boolean", "whether every source is published already", required=True),
        Column("definition", "string", "the definition", required=True),
        Column("definition_version", "string", "its version", required=True),
        Column("provenance", "string", "JSON: the question, and what it was answered from", required=True),
        Column("chart", "string", "the chart its rows make", vocabulary=CHARTS, required=True),
        Column("table", "string", "JSON: columns (name, title, unit) and rows", required=True),
    ),
    key=("section", "place_in_section", "id"),
    by_area=True,
)  # fmt: skip


@dataclass(frozen=True)
class Question:
    """What a finding answers. Its hash is the finding's id, so it never holds a value or a date.

    `period` is relative to the last complete month, as `latest_calendar_year` is. Several sources are joined by "+".
    """

    analysis: str
    measure: str
    theme: str
    place_type: str
    place_code: str
    period: str
    definition: str
    source: str
    group_by: str = "all"
    group_value: str = "all"
    denominator_kind: str = "none"
    comparator: str = ""

    @property
    def id(self) -> str:
        """The first twelve hexadecimal digits of the question's hash."""
        return provenance.key_of(asdict(self))[:ID_LENGTH]


@dataclass(frozen=True)
class Rows:
    """The few rows a chart needs. `columns` are (name, title, unit); a missing number is None."""

    columns: tuple[tuple[str, str, str], ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()

    def to_json(self) -> str:
        """As JSON, without spaces to spare."""
        return json.dumps({"columns": self.columns, "rows": self.rows}, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class Finding:
    """One finding, before disclosure control. Nothing outside `disclosure` may publish it."""

    question: Question
    section: str
    title: str
    statement: str
    unit: str
    method: str
    place_name: str
    period: str
    certainty: str
    definition_version: str
    already_public: bool
    rests_on: RestsOn
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    confidence: float | None = None
    n: int | None = None
    counts: tuple[int, ...] = ()
    coverage: float | None = None
    alternative: str = ""
    caveats: tuple[str, ...] = ()
    breaks: tuple[tuple[str, str, str, str], ...] = ()
    chart: str = "none"
    rows: Rows = field(default_factory=Rows)
    selection: dict[str, Any] = field(default_factory=dict)


def findings_frame(findings: list[Finding], build: str, origin: dict[str, Any]) -> pd.DataFrame:
    """Findings as rows of the table, numbered within their sections in the order given.

    `origin` is what all of them share: files with hashes, code version, definition.
    """
    numbers: dict[str, int] = {}
    rows = []
    for finding in findings:
        numbers[finding.section] = numbers.get(finding.section, 0) + 1
        question = finding.question
        rows.append(
            {
                "id": question.id, "build": build, "section": finding.section,
                "place_in_section": numbers[finding.section], "title": finding.title,
                "statement": finding.statement, "alternative": finding.alternative, "analysis": question.analysis,
                "measure": question.measure, "theme": question.theme, "group_by": question.group_by,
                "group_value": question.group_value, "value": finding.value, "lower": finding.lower,
                "upper": finding.upper, "confidence": finding.confidence, "unit": finding.unit,
                "method": finding.method, "n": finding.n, "counts": json.dumps(finding.counts),
                "place_type": question.place_type,
                "place_code": question.place_code, "place_name": finding.place_name, "period": finding.period,
                "comparator": question.comparator, "coverage": finding.coverage, "certainty": finding.certainty,
                "caveats": json.dumps(finding.caveats, ensure_ascii=False),
                "breaks": json.dumps(finding.breaks, ensure_ascii=False),
                "sources": json.dumps(question.source.split(SEVERAL)), "already_public": finding.already_public,
                "definition": question.definition, "definition_version": finding.definition_version,
                "provenance": json.dumps({"question": asdict(question), "selection": finding.selection,
                                          "rests_on": finding.rests_on.as_fields(), **origin},
                                         ensure_ascii=False, sort_keys=True),
                "chart": finding.chart, "table": finding.rows.to_json(),
            }
        )  # fmt: skip
    return pd.DataFrame(rows, columns=[c.name for c in TABLE.columns])
