"""Recorded, experienced and feared side by side: a finding of each subject that a survey asks about."""

from __future__ import annotations

from typing import Any

import pandas as pd

from purbeck.analyses import hidden_need, perception
from purbeck.analyses.hidden_need import RECORDED_BY
from purbeck.analyses.perception import EXPERIENCED, FEARED, KINDS, Subject
from purbeck.counts import whole
from purbeck.findings.draft import Draft, in_percent, number, table
from purbeck.findings.finding import PARTNERS, SEVERAL, Finding
from purbeck.findings.in_words import span
from purbeck.findings.wording import perception as words
from purbeck.sources.police_street import SOURCE as STREET
from purbeck.sources.returns.contract import contract

CONCERNED = "share_concerned"  # what the risk matrix reads
COLUMNS = (
    ("said", "What people said", ""), ("period", "Asked about", ""), ("count", "People who answered", "people"),
    ("share", "Share of people asked", "%"),
    ("lower", "Lower limit", "%"), ("upper", "Upper limit", "%"),
)  # fmt: skip
NEAREST = ("partnership", "csp", "district", *perception.AROUND)


def drafted(draft: Draft) -> list[Finding]:
    """None where no survey is held."""
    rows = draft.evidence.workspace.table(perception.TABLE)
    found = []
    for subject in perception.subjects():
        own = rows[rows["subject"] == subject.name]
        if len(own):
            found.append(_finding(draft, subject, _in_order(own)))
    return found


def _in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """Everybody before groups, our own area before those it lies in, what is feared first."""
    return rows.assign(
        near=rows["place_type"].map(NEAREST.index), everybody=rows["group_by"] != "all",
        which=rows["kind"].map((FEARED, EXPERIENCED, *KINDS[2:]).index),
    ).sort_values(["everybody", "near", "which", "group_by", "group_value"], kind="stable")  # fmt: skip


def _finding(draft: Draft, subject: Subject, rows: pd.DataFrame) -> Finding:
    first = rows.iloc[0]
    beside = rows[(rows["place_code"] == first["place_code"]) & (rows["group_by"] == first["group_by"])]
    beside = beside.drop_duplicates(["kind", "group_value"])
    theme = next((theme for theme in subject.themes if theme in draft.names), "")
    marked = _marked(draft, subject, beside)
    rate, said = _recorded(draft, theme, str(first["place_type"])), _shares(draft, subject, beside)
    recorded = rate or _numbers(marked)
    said = [*([recorded] if recorded else []), *said]
    of_one = beside[beside["kind"] == first["kind"]]
    used, shown = list(dict.fromkeys(rows["source"])), [_row(r) for r in rows.to_dict("records")]
    where = words.area(str(first["place_type"]), str(first["place_name"]))
    months = (str(beside["first"].min()), str(beside["last"].max()))
    concerned = first["kind"] == FEARED and first["group_by"] == "all" and first["place_type"] == "partnership"
    question = draft.question(
        "perception", CONCERNED if concerned else "share_of_people_asked", theme or subject.name, period="latest_survey",
        source=SEVERAL.join([*([STREET.name] if rate else [RECORDED_BY] if recorded else []), *used]),
        group_value=subject.name, group_by="subject",
    )  # fmt: skip
    return draft.finding(
        question, PARTNERS, span=(str(rows["first"].min()), str(rows["last"].max())), forces=(), kinds=(),
        period=span(*months), title=words.title(
            subject.name, str(first["kind"]), where, [(_group(r), float(r["value"])) for r in of_one.to_dict("records")]
        ),
        statement=words.statement(
            subject.name, where, span(*months), said, beside["kind"].nunique() + bool(recorded)
        ),
        alternative=words.alternative(subject.name, [(r[0], float(r[3]) / 100) for r in shown]),
        unit="share of people asked", method=words.METHOD, certainty="described", value=float(first["value"]),
        lower=number(first["lower"]), upper=number(first["upper"]), n=whole(first["respondents"]),
        counts=(*_counts(rows), *(int(n) for n in marked["recorded"])), chart="bars", selection={},
        caveats=_caveats(rows, bool(recorded)), rows=table(COLUMNS, shown),
        already_public=all(contract(one).already_public for one in used) and (bool(rate) or not recorded),
    )  # fmt: skip


def _group(row: dict[Any, Any]) -> str:
    return "" if row["group_by"] == "all" else words.group(row["group_by"], row["group_value"])


def _shares(draft: Draft, subject: Subject, rows: pd.DataFrame) -> list[str]:
    """A sentence for each kind and group of our nearest area."""
    return [
        words.share(
            subject.name, r["kind"], float(r["value"]), _limits(r), draft.confidence, whole(r["respondents"]), _group(r)
        )
        for r in rows.to_dict("records")
    ]


def _recorded(draft: Draft, theme: str, place_type: str) -> str:
    """What was recorded of a theme in our latest year, where the survey is of our own area; "" where that is not known."""
    years = draft.evidence.years
    own = years[years["theme"] == theme]
    if own.empty or place_type != "partnership" or draft.evidence.latest_year is None:
        return ""
    latest = own[own["first"].str.startswith(str(draft.year))]
    if latest.empty or pd.isna(latest["value"].iloc[0]):
        return ""
    return words.recorded(draft.names[theme], float(latest["value"].iloc[0]), draft.year)


def _marked(draft: Draft, subject: Subject, beside: pd.DataFrame) -> pd.DataFrame:
    """What the police recorded that is marked as of the subject, in the places, groups and months that the survey asked about."""
    held = draft.evidence.workspace.table(hidden_need.TABLE)
    held = held[(held["subject"] == subject.name) & (held["says"] == hidden_need.LEVEL) & held["expected"].notna()]
    alike = ["source", "place_type", "place_code", "group_by", "group_value", "first", "last"]
    return beside[beside["kind"] == EXPERIENCED][alike].merge(held, on=alike).astype({"recorded": "int64"})


def _numbers(marked: pd.DataFrame) -> str:
    if marked.empty:
        return ""
    numbers = [(_group(row), int(row["recorded"])) for row in marked.to_dict("records")]
    return words.recorded_numbers(numbers, span(str(marked["first"].iloc[0]), str(marked["last"].iloc[0])))


def _limits(row: dict[Any, Any]) -> tuple[float, float] | None:
    return None if pd.isna(row["lower"]) or pd.isna(row["upper"]) else (float(row["lower"]), float(row["upper"]))


def _row(row: dict[Any, Any]) -> tuple[Any, ...]:
    where = words.area(row["place_type"], row["place_name"])
    label = words.row(row["kind"], where, words.group(row["group_by"], row["group_value"]))
    return (
        label,
        span(row["first"], row["last"]),
        whole(row["respondents"]),
        *(in_percent(row[name]) for name in ("value", "lower", "upper")),
    )


def _counts(rows: pd.DataFrame) -> tuple[int, ...]:
    """People who answered, and about how many of them said yes and no: a small one of these could point to somebody."""
    known = rows.dropna(subset=["respondents"])
    yes = (known["value"] * known["respondents"]).round().astype(int)
    return tuple(int(n) for part in (known["respondents"], yes, known["respondents"] - yes) for n in part)


def _caveats(rows: pd.DataFrame, recorded: bool) -> tuple[str, ...]:
    said = [words.THREE] if recorded or rows["kind"].nunique() > 1 else []
    said += [words.UNITS] if recorded else []
    said += [words.FEAR] if (rows["kind"] == FEARED).any() else []
    return (*said, *([words.NOT_OURS] if (rows["place_type"] != "partnership").any() else []))
