"""Expected beside recorded: a finding of each subject, and of parts that sources can speak of."""

from __future__ import annotations

from typing import Any

import pandas as pd

from purbeck.analyses import hidden_need
from purbeck.analyses.hidden_need import RECORDED_BY, Subject
from purbeck.findings import in_words
from purbeck.findings.draft import Draft, number, table, whole
from purbeck.findings.finding import PARTNERS, SEVERAL, Finding, Question
from purbeck.findings.wording import hidden_need as words
from purbeck.sources.returns.records import RECORDS
from purbeck.statistics.recording import ALIKE, CANNOT_TELL, DISAGREE, OVER, UNDER, verdict

WHOLE, PART = "expected_over_recorded", "expected_over_recorded_of_part"
CERTAINTIES = {UNDER: "clear", OVER: "clear", ALIKE: "no_clear_difference"}
COLUMNS = (
    ("source", "Source", ""), ("says", "What it can say", ""), ("count", "Recorded by the police", ""),
    ("expected", "Expected", ""), ("value", "Expected over recorded", "times"), ("lower", "Lower limit", "times"),
    ("upper", "Upper limit", "times"), ("verdict", "How sure", ""),
)  # fmt: skip
PLACE = ["place_type", "place_code", "place_name", "group_by", "group_value"]


def drafted(draft: Draft) -> list[Finding]:
    """None where no records of the police themselves are held: then there is nothing to set beside what is expected."""
    if not _recorded(draft):
        return []
    rows = draft.evidence.workspace.table(hidden_need.TABLE)
    found = []
    for subject in hidden_need.subjects():
        own = rows[rows["subject"] == subject.name]
        order = {(s.contract, s.says): n for n, s in enumerate(subject.sources)}
        own = own.assign(order=[order[pair] for pair in zip(own["source"], own["says"], strict=True)])
        us = (own["place_type"] == "partnership") & (own["group_by"] == "all")
        if not us.any():
            found.append(_unknown(draft, subject))
        for _, one in own.groupby(PLACE):
            found.append(_finding(draft, subject, one.sort_values("order")))
    return found


def _recorded(draft: Draft) -> bool:
    """Whether any record of the police is held."""
    store, extract = draft.evidence.workspace.store, RECORDS[RECORDED_BY]
    return bool(store.files(extract)) and bool(len(store.fetch(store.read(extract).limit(1))))


def _theme(draft: Draft, subject: Subject) -> str:
    """The definition's own name for the subject, so that what is read by theme is found."""
    return next((theme for theme in subject.themes if theme in draft.names), subject.name)


def _shared(draft: Draft, subject: Subject, source: str, **place: str) -> tuple[Question, dict[str, Any]]:
    question = draft.question(
        "hidden_need", WHOLE if place.get("group_by", "all") == "all" and not place.get("place_type") else PART,
        _theme(draft, subject), period="latest_twelve_months", source=source, **place,
    )  # fmt: skip
    shared = {
        "forces": (), "kinds": (), "selection": {}, "already_public": False, "method": words.METHOD,
        "unit": "times what is recorded",
    }  # fmt: skip
    return question, shared


def _unknown(draft: Draft, subject: Subject) -> Finding:
    """That nothing independent of recording can be asked about our area as a whole."""
    question, shared = _shared(draft, subject, RECORDED_BY)
    what = words.of(subject.name, draft.place, "")
    return draft.finding(
        question, PARTNERS, title=words.title(what, CANNOT_TELL, None), statement=words.unknown(what), n=0,
        certainty="cannot_tell_from_this_source", period="no period", confidence=None, **shared,
    )  # fmt: skip


def _finding(draft: Draft, subject: Subject, rows: pd.DataFrame) -> Finding:
    first = rows.iloc[0]
    together = verdict(rows["verdict"].tolist())
    telling = rows[rows["verdict"] != CANNOT_TELL]
    decides = (telling if len(telling) else rows[rows["ratio"].notna()])[:1]
    place = (
        {}
        if first["place_type"] == "partnership"
        else {"place_type": first["place_type"], "place_code": first["place_code"]}
    )
    group = {} if first["group_by"] == "all" else {"group_by": first["group_by"], "group_value": first["group_value"]}
    sources = SEVERAL.join([RECORDED_BY, *dict.fromkeys(rows["source"])])
    question, shared = _shared(draft, subject, sources, **place, **group)
    what = words.of(subject.name, str(first["place_name"]), group.get("group_value", ""))
    known = together in CERTAINTIES
    span = (rows["first"].min(), rows["last"].max())
    period = in_words.span(*span)
    figure = decides.iloc[0] if len(decides) else None
    value, lower, upper = (
        number(figure[n]) if known and figure is not None else None for n in ("ratio", "lower", "upper")
    )
    return draft.finding(
        question, PARTNERS, span=span, period=period, title=words.title(what, together, value),
        statement=words.unknown(what) if figure is None or pd.isna(figure["upper"]) else words.statement(
            what, together, period, int(figure["recorded"]),
            (figure["source"], figure["says"], *(float(figure[n]) for n in ("expected", "ratio", "lower", "upper"))),
            draft.confidence,
        ),
        value=value, lower=lower, upper=upper, n=int(rows["recorded"].min()), counts=_counts(rows),
        place_name=str(first["place_name"]), certainty=CERTAINTIES.get(together, "cannot_tell_from_this_source"),
        caveats=_caveats(rows, together), rows=table(COLUMNS, [_row(r) for r in rows.to_dict("records")]), **shared,
    )  # fmt: skip


def _counts(rows: pd.DataFrame) -> tuple[int, ...]:
    """Every number shown, and what is left of a source's people when those the police knew are taken off."""
    shown = [int(n) for name in ("recorded", "source_least", "source_most") for n in rows[name].dropna()]
    known = rows[rows["says"] == hidden_need.KNOWN]
    return (*shown, *(int(n) for n in known["source_most"] - known["recorded"]))


def _caveats(rows: pd.DataFrame, together: str) -> tuple[str, ...]:
    said = [words.PEOPLE] if (rows["says"] != hidden_need.ELSEWHERE).any() else []
    if (rows["says"] != hidden_need.LEVEL).any():
        said += [words.REACH, words.EACH_OTHER]
    return (
        *said,
        *([words.NOT_WHY] if together == UNDER else []),
        *([words.FEWER] if together in (CANNOT_TELL, DISAGREE) else []),
    )


def _row(row: dict[Any, Any]) -> tuple[Any, ...]:
    return (
        words.SOURCES[row["source"]], words.KINDS[row["says"]], whole(row["recorded"]), number(row["expected"]),
        *(number(row[name]) for name in ("ratio", "lower", "upper")), words.VERDICTS[row["verdict"]],
    )  # fmt: skip
