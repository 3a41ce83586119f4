"""Without street-level rows, or rules for them: such chapters unavailable, and why; never zero."""

from __future__ import annotations

from typing import Any

from purbeck.analyses import three_years
from purbeck.analyses.similar import neighbours, rates
from purbeck.findings import quality, similar
from purbeck.findings.draft import Draft, number, table
from purbeck.findings.finding import Finding, Question
from purbeck.findings.wording import breaks as breaks_words
from purbeck.findings.wording import unfiled as words
from purbeck.sources.police_street import SOURCE as STREET

OF_HEADLINES = ("scale", "trend")  # not unavailable where a more precise source is held
METHOD = "Months with rows from the force"
COLUMNS = (("place", "Place", ""), ("order", "How like ours", "1 is most alike"), ("distance", "Distance", ""))


def of_quality(draft: Draft) -> list[Finding]:
    """That nothing was filed, with what is known of why; what became of others' rows; the stand-in's warning."""
    code, force = _force(draft)
    question = draft.question("quality", "months_filed", draft.evidence.definition.id, place_type="force", place_code=code,
                              period="all_months")  # fmt: skip
    given, lack = bool(draft.filed_months), _lack(draft)
    found = _finding(
        draft, question, "quality", title=words.title(force, lack),
        statement=words.statement(draft.place, force, lack, _recorded(draft)), unit="months of 12", method=METHOD,
        place_name=force or draft.place, caveats=_of_the_force(draft),
    )  # fmt: skip
    return [found, *([quality.of_all_rows(draft)] if given else []), *quality.of_stand_in(draft)]


def drafted(draft: Draft) -> list[Finding]:
    """A finding for each chapter that rests on street-level rows: the question it would begin with, not answered."""
    _, force = _force(draft)
    lack, recorded = _lack(draft), _recorded(draft)
    return [
        _finding(
            draft, question, question.analysis, title=words.chapter_title(question.analysis, force, lack),
            statement=words.chapter(question.analysis, draft.place, force, lack, recorded), unit="none", method=METHOD,
        )
        for question in _first_questions(draft)
        if draft.evidence.headline is draft.evidence or question.analysis not in OF_HEADLINES
    ]  # fmt: skip


def alike(draft: Draft) -> list[Finding]:
    """The districts most like ours, without rates; nothing where there is no list."""
    home = draft.evidence.home(rates.KIND)
    rows = draft.evidence.workspace.store.rows(
        neighbours.TABLE, place_type=rates.KIND, place_code=home[0] if home else ""
    )
    if home is None or rows.empty:
        return []
    rows = rows.sort_values("order")
    place = f"{home[1]} district"
    question = draft.question("similar", "nearest", "none", place_type=rates.KIND, place_code=home[0],
                              period="latest_edition", comparator="most similar districts")  # fmt: skip
    listed = [(str(r["neighbour_name"]), int(r["order"]), number(r["distance"])) for r in rows.to_dict("records")]
    return [
        _finding(
            draft, question, "comparison", title=words.alike_title(place),
            statement=words.alike(place, [name for name, _, _ in listed]), unit="none", method=similar.NEAREST,
            place_name=place, period="Latest editions", certainty="described", caveats=similar.of_the_list(draft),
            rows=table(COLUMNS, listed),
        )
    ]  # fmt: skip


def _first_questions(draft: Draft) -> list[Question]:
    """What the first finding of each chapter asks, so that its id is the same once the force files."""
    theme, whose = draft.evidence.definition.id, {"denominator_kind": "residents"}
    beside = next(
        (f"rest of {kind} {home[0]}" for kind in ("region", "force") if (home := draft.evidence.home(kind))), ""
    )
    return [
        draft.question("scale", "rate_per_1000", theme, **whose),
        draft.question("trend", "rate_ratio", theme, comparator="previous_calendar_year", **whose),
        draft.question("comparison", "rate_ratio", theme, comparator=beside, **whose),
        draft.question("places", "rate_per_1000", theme, group_by="lsoa21", **whose),
    ]


def _finding(draft: Draft, question: Question, section: str, **fields: Any) -> Finding:
    """A finding of no month and no incident."""
    shared: dict[str, Any] = {
        "place_name": draft.place, "period": "all months held", "certainty": "cannot_tell_from_this_source",
        "definition_version": draft.evidence.definition.version, "already_public": STREET.already_public,
        "selection": {"months": [], "theme": question.theme, "lsoa21": ""},
    }  # fmt: skip
    rests_on = draft.rests_on(question, draft.all_months)
    return Finding(question=question, section=section, rests_on=rests_on, **(shared | fields))


def _of_the_force(draft: Draft) -> tuple[str, ...]:
    """Known breaks of our force alone: one may be why it files nothing."""
    ours = (*draft.recording.forces_of("partnership"), _force(draft)[0])
    asks = ("counts", "between_places", "places")
    return breaks_words.caveats(
        [b for b in draft.recording.breaks if b.forces and b.touches(asks, STREET.name, ours, ())]
    )


def _lack(draft: Draft) -> words.Lack:
    """What is lacking for a chapter that rests on street-level rows."""
    if not draft.filed_months:
        return "file"
    return "month" if draft.evidence.definition.speaks_of(STREET.name) else "rule"


def _force(draft: Draft) -> tuple[str, str]:
    return draft.evidence.home("force") or ("", "")


def _recorded(draft: Draft) -> bool:
    """Whether recorded crime has a figure for us."""
    levels = draft.evidence.workspace.table(three_years.LEVELS)
    return bool((levels["definition"] == draft.evidence.definition.id).any())
