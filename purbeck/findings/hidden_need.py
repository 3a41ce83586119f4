"""Expected beside recorded: a finding of each subject, and of parts that sources can speak of."""

from __future__ import annotations

from itertools import product
from typing import Any

import pandas as pd

from purbeck.analyses import hidden_need
from purbeck.analyses.hidden_need import GROUPS, LEFT_OPEN, LEVEL, OR, RECORDED_BY, Subject
from purbeck.counts import whole
from purbeck.findings import in_words
from purbeck.findings.draft import Draft, number, table
from purbeck.findings.finding import PARTNERS, SEVERAL, Finding, Question
from purbeck.findings.wording import hidden_need as words
from purbeck.periods import MONTHS_A_YEAR, longest_run
from purbeck.sources.returns.records import RECORDS
from purbeck.statistics.recording import ALIKE, CANNOT_TELL, DISAGREE, OVER, UNDER, verdict

WHOLE, PART = "expected_over_recorded", "expected_over_recorded_of_part"
# That recording falls no shorter here than elsewhere (OVER) is said of nobody as a fault: it is no flag.
CERTAINTIES = {
    UNDER: "clear", OVER: "described", ALIKE: "no_clear_difference", LEFT_OPEN: "cannot_tell_from_counts_shown",
}  # fmt: skip
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
            found.append(_unknown(draft, subject, own))
        places = [one.sort_values("order") for _, one in own.groupby(PLACE)]
        parts = own[own["group_by"] == GROUPS]
        found += [_finding(draft, subject, one, parts) for one in places if not _said_of_the_other(one)]
    return found


def _telling(rows: pd.DataFrame) -> pd.DataFrame:
    """The sources that decide of a place: those of how much there is, where one can tell; else those that compare places."""
    level = rows[rows["says"] == LEVEL]
    return level if verdict(level["verdict"].tolist()) != CANNOT_TELL else rows[rows["says"] != LEVEL]


def _together(rows: pd.DataFrame) -> str:
    """What all sources say of a place; LEFT_OPEN where that hangs on what is hidden or rounded."""
    each = product(*(str(may_say).split(OR) for may_say in rows["may_say"]))
    said = {verdict(_telling(rows.assign(verdict=list(one)))["verdict"].tolist()) for one in each}
    return said.pop() if len(said) == 1 else LEFT_OPEN


def _decides(rows: pd.DataFrame) -> pd.DataFrame:
    """The row whose number is given, of those that decide: the first that can tell, or else that has a number."""
    deciding = _telling(rows)
    telling = deciding[~deciding["verdict"].isin([CANNOT_TELL, LEFT_OPEN])]
    return (telling if len(telling) else rows[rows["ratio"].notna()])[:1]


def _is_pair(rows: pd.DataFrame) -> bool:
    """Whether all that is known of a part of us is how it differs from the one other part."""
    deciding = _telling(rows)
    return bool(len(deciding) and (rows["group_by"] == GROUPS).all() and (deciding["says"] != LEVEL).all())


def _without_the_others(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of a part of us without those that say how much less the other part records: that is for the other to say."""
    if _is_pair(rows) or (rows["group_by"] != GROUPS).any():
        return rows
    return rows[(rows["says"] == LEVEL) | (rows["verdict"] != OVER)]


def _said_of_the_other(rows: pd.DataFrame) -> bool:
    """Whether the same is said of our other part: of two parts one ratio is the other's turned over, and one statement is made.

    It is made of the part in which less is recorded; where no number is known, of the rural one.
    """
    if not _is_pair(rows):
        return False
    figure = _decides(rows)
    ratio = float(figure["ratio"].iloc[0]) if len(figure) else 1.0
    return ratio < 1 or (ratio == 1 and str(rows["group_value"].iloc[0]) != words.FIRST_PART)


def _recorded(draft: Draft) -> bool:
    """Whether any record of the police is held."""
    workspace, extract = draft.evidence.workspace, RECORDS[RECORDED_BY]

    def held() -> bool:
        store = workspace.store
        return bool(store.files(extract)) and bool(len(store.fetch(store.read(extract).limit(1))))

    return workspace.counts.fact(f"records {RECORDED_BY}", held)


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


def _unknown(draft: Draft, subject: Subject, rows: pd.DataFrame) -> Finding:
    """That nothing independent of recording can be asked about our area as a whole, and why not."""
    held = [s.contract for s in subject.sources if s.figure in draft.evidence.figures_held(s.contract)]
    asked = [s.contract for s in subject.sources]
    parts = rows.loc[rows["ratio"].notna(), "source"]
    months = longest_run(draft.evidence.months_recorded(RECORDED_BY, every_supplier=True), MONTHS_A_YEAR)
    question, shared = _shared(draft, subject, RECORDED_BY)
    what = words.of(subject.name, draft.place, "")
    return draft.finding(
        question, PARTNERS, title=words.title(what, CANNOT_TELL, None), n=0, confidence=None,
        statement=words.unknown(what, words.why_unknown(asked, held, [one for one in asked if one in set(parts)])),
        certainty="cannot_tell_from_this_source", period=in_words.span(months[0], months[-1]) if months else "", **shared,
    )  # fmt: skip


def _finding(draft: Draft, subject: Subject, rows: pd.DataFrame, parts: pd.DataFrame) -> Finding:
    """What is known of a place; of one of our two parts beside the other, `parts` are the rows of both, whose counts it tells."""
    first = rows.iloc[0]
    together, decides = _together(rows), _decides(rows)
    rows = _without_the_others(rows)
    place = (
        {}
        if first["place_type"] == "partnership"
        else {"place_type": first["place_type"], "place_code": first["place_code"]}
    )
    group = {} if first["group_by"] == "all" else {"group_by": first["group_by"], "group_value": first["group_value"]}
    sources = SEVERAL.join([RECORDED_BY, *dict.fromkeys(rows["source"])])
    question, shared = _shared(draft, subject, sources, **place, **group)
    what = words.of(subject.name, str(first["place_name"]), group.get("group_value", ""))
    pair = words.other_part(group["group_value"]) if _is_pair(rows) else ""
    known, span = together in CERTAINTIES and together != LEFT_OPEN, (rows["first"].min(), rows["last"].max())
    period = in_words.span(*span)
    figure = decides.iloc[0] if len(decides) else None
    value, lower, upper = (
        number(figure[n]) if known and figure is not None else None for n in ("ratio", "lower", "upper")
    )
    return draft.finding(
        question, PARTNERS, span=span, period=period, title=words.title(what, together, value, pair),
        statement=words.unknown(what, words.NOT_ENOUGH) if figure is None or pd.isna(figure["upper"]) else words.statement(
            what, together, period, int(figure["recorded"]),
            (figure["source"], figure["says"], *(float(figure[n]) for n in ("expected", "ratio", "lower", "upper"))),
            draft.confidence, pair,
        ),
        value=value, lower=lower, upper=upper, n=int(rows["recorded"].min()), counts=_counts(parts if pair else rows),
        place_name=str(first["place_name"]), certainty=CERTAINTIES.get(together, "cannot_tell_from_this_source"),
        caveats=_caveats(rows, together, pair), rows=table(COLUMNS, [_row(r) for r in rows.to_dict("records")]), **shared,
    )  # fmt: skip


def _counts(rows: pd.DataFrame) -> tuple[int, ...]:
    """Every number shown, and what is left of a source's people when those the police knew are taken off."""
    shown = [int(n) for name in ("recorded", "source_least", "source_most") for n in rows[name].dropna()]
    known = rows[rows["says"] == hidden_need.KNOWN]
    return (*shown, *(int(n) for n in known["source_most"] - known["recorded"]))


def _caveats(rows: pd.DataFrame, together: str, pair: str) -> tuple[str, ...]:
    said = [words.CHANCE] if rows["ratio"].notna().any() else []
    said += [words.PEOPLE] if (rows["says"] != hidden_need.ELSEWHERE).any() else []
    said += [words.ADULTS] if (rows["says"] == LEVEL).any() else []
    if (rows["says"] != hidden_need.LEVEL).any():
        said += [words.REACH, words.EACH_OTHER]
    return (
        *said,
        *([words.WHICH] if pair else []),
        *([words.NOT_WHY] if together == UNDER else []),
        *([words.FEWER] if together in (CANNOT_TELL, DISAGREE) else []),
    )


def _row(row: dict[Any, Any]) -> tuple[Any, ...]:
    return (
        words.SOURCES[row["source"]], words.KINDS[row["says"]], whole(row["recorded"]), number(row["expected"]),
        *(number(row[name]) for name in ("ratio", "lower", "upper")), words.VERDICTS[row["verdict"]],
    )  # fmt: skip
