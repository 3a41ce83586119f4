"""The strategy itself, as a councillor reads it: a summary, then each part in turn."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import get_args

from purbeck.disclosure import Aim, Priority, Question, ReleasedStrategy, Statement, VoiceRole
from purbeck.periods import spoken_day
from purbeck.publication.strategy.progress import listed, many, question_is_late, said_of_all
from purbeck.publication.strategy.rows import Cell, Link, Table, markdown
from purbeck.publication.strategy.site import Content, Site
from purbeck.publication.strategy.words import Missing, missing, named, span

TIERS = {
    "respond": "Violence that happens now, and to which partners respond together.",
    "intervene_early": "What can be turned before it becomes violence, or more of it.",
    "research": "What is not understood well enough yet. A low figure can be a warning: few may be reported.",
}
# Each part of the page: its anchor, which is also that of its template, and its head.
PARTS = (
    ("foreword", "Foreword"),
    ("definition", "What counts as serious violence"),
    ("context", "What is known"),
    ("priorities", "Priorities and aims"),
    ("commitments", "What we promise"),
    ("voices", "What people told us"),
    ("impact", "How we will know"),
    ("related", "Other strategies"),
    ("questions", "What is not known yet"),
    ("governance", "Who answers for it"),
    ("edition", "About this edition"),
)
ROLES = get_args(VoiceRole)
COMPARISONS = (
    "clearly lower",
    "clearly higher",
    "no clear difference",
    "too few to tell",
    "cannot tell from this source",
)


@dataclass(frozen=True)
class SummaryLine:
    """A line of the summary: what it is about, what there is to say, where more of it stands ("" for nowhere), details."""

    about: str
    words: str
    to: str
    more: tuple[str, ...] = ()


def content(site: Site) -> Content:
    """The page's content."""
    strategy = site.strategy
    tables = [related(strategy), questions(strategy), partners(strategy), consultations(strategy), reviews(strategy)]
    keeping = {
        one.id: [action for action in strategy.actions if one.id in action.commitments] for one in strategy.commitments
    }
    return Content(
        {
            "parts": PARTS,
            "summary": summary(site),
            "tiers": [(tier, words, _of_tier(strategy, tier)) for tier, words in TIERS.items()],
            "keeping": keeping,
            "board": {one.id: one.title for one in strategy.boards},
            "partner": {one.id: one.title for one in strategy.partners},
            "kind": {one.id: one.title for one in strategy.kinds},
            "by_role": _by_role(strategy.statements),
            "indicator_words": indicators_said(site),
        },
        tuple(table for table in tables if table.rows),
    )


def _of_tier(strategy: ReleasedStrategy, tier: str) -> list[tuple[Priority, tuple[Aim, ...]]]:
    return [(one, strategy.aims_of(one.id)) for one in strategy.priorities if one.tier == tier]


def _by_role(statements: tuple[Statement, ...]) -> list[tuple[str, list[Statement]]]:
    """Statements by role, victims and survivors first; those of one role in the order of the files."""
    of = {role: [one for one in statements if one.role == role] for role in ROLES}
    return [(named(role), said) for role, said in of.items() if said]


# --- the summary ----------------------------------------------------------------------------------------------------


def summary(site: Site) -> tuple[SummaryLine, ...]:
    """What the first screen answers."""
    strategy = site.strategy
    late = sum(question_is_late(one, strategy.on) for one in strategy.questions)
    asked = (
        f"{_many(len(strategy.questions), 'research question')}." if strategy.questions else "None is written down yet."
    )
    late_words = f" {many(late).capitalize()} {'is' if late == 1 else 'are'} late." if late else ""
    first = _or_blank(strategy, "priorities", priorities_said(strategy))
    heard = voices_said(strategy)
    if not (strategy.statements or strategy.dropped):
        heard = _or_blank(strategy, "voices", heard)
    return (
        SummaryLine("What comes first", first, "#priorities", priorities_named(strategy)),
        SummaryLine("What is being done", _or_blank(strategy, "actions", said_of_all(strategy)), "delivery-plan.html"),
        SummaryLine("How it is measured", _or_blank(strategy, "indicators", indicators_said(site)), "indicators.html"),
        SummaryLine("What has changed", changes_said(site), "indicators.html"),
        SummaryLine("Who was heard", heard, "#voices"),
        SummaryLine("What is not known", _or_blank(strategy, "questions", f"{asked}{late_words}"), "#questions"),
        SummaryLine("What is missing", blanks_said(strategy), ""),
    )


def _or_blank(strategy: ReleasedStrategy, of: str, words: str) -> str:
    """The words for a list; where it is empty and marked as blank, why it is."""
    return missing(strategy, of).words if not getattr(strategy, of) and strategy.blank(of) else words


def priorities_said(strategy: ReleasedStrategy) -> str:
    """How many priorities there are in which tier."""
    if not strategy.priorities:
        return "No priorities are written down yet."
    counts = Counter(str(one.tier) for one in strategy.priorities)
    verbs = {
        "respond": "to respond to",
        "intervene_early": "to intervene in early",
        "research": "to find out more about",
    }
    parts = [f"{many(counts[tier])} {verbs[tier]}" for tier in TIERS if counts[tier]]
    return f"{_many(len(strategy.priorities), 'priority')}: {listed(parts)}."


def priorities_named(strategy: ReleasedStrategy) -> tuple[str, ...]:
    """The priorities of each tier by name."""
    named_ = {tier: [one.title for one in strategy.priorities if one.tier == tier] for tier in TIERS}
    return tuple(f"{named(tier)}: {'; '.join(titles)}." for tier, titles in named_.items() if titles)


def indicators_said(site: Site) -> str:
    """How many indicators there are of which status, and how many have a figure."""
    held = site.strategy.indicators
    if not held:
        return "No indicators are written down yet."
    counts = Counter(one.status for one in held)
    by_number = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    parts = [f"{many(n)} {'measured' if status == 'measured' else named(status)}" for status, n in by_number]
    shown = [
        one
        for one in held
        if one.status == "measured" and one.id in site.indicators and site.indicators[one.id].latest_figure
    ]
    without = counts["measured"] - len(shown)
    lacking = (
        f" Of those measured, {many(without)} {'has' if without == 1 else 'have'} no figure here." if without else ""
    )
    return f"{_many(len(held), 'indicator')}: {listed(parts)}.{lacking}"


def changes_said(site: Site) -> str:
    """How the latest figures stand to their baselines, counted by the fixed words for doubt."""
    measured = [one.id for one in site.strategy.indicators if one.status == "measured"]
    said = [site.indicators[name].comparison.lower() for name in measured if name in site.indicators]
    counts = Counter(words for one in said for words in COMPARISONS if one.startswith(words))
    if not counts:
        return "No latest figure can be set beside a baseline yet."
    parts = [f"{many(counts[words])} {words}" for words in COMPARISONS if counts[words]]
    return f"Latest figures beside their baselines: {listed(parts)}."


def voices_said(strategy: ReleasedStrategy) -> str:
    """How many statements are shown, of which roles, and how many groups were not heard."""
    parts = [f"{many(len(said))} of {_a(role.lower())}" for role, said in _by_role(strategy.statements)]
    heard = f"{_many(len(strategy.statements), 'statement')}: {listed(parts)}." if parts else "No statement is shown."
    missed = len(strategy.not_heard)
    return heard + (f" {_many(missed, 'group')} {'was' if missed == 1 else 'were'} not heard." if missed else "")


def blanks_said(strategy: ReleasedStrategy) -> str:
    """How much is left blank."""
    blank = len(strategy.blanks)
    return (
        f"{_many(blank, 'thing')} {'is' if blank == 1 else 'are'} left blank, and marked."
        if blank
        else "Nothing is marked as blank."
    )


def _a(role: str) -> str:
    return role if role == "community" else f"{'an' if role[0] in 'aeiou' else 'a'} {role}"


def _many(count: int, thing: str) -> str:
    things = thing if count == 1 else f"{thing[:-1]}ies" if thing.endswith("y") else f"{thing}s"
    return f"{many(count).capitalize()} {things}"


# --- tables ---------------------------------------------------------------------------------------------------------


def related(strategy: ReleasedStrategy) -> Table:
    """Other strategies, shortly."""
    owners = {one.id: one.title for one in strategy.partners}
    rows: list[tuple[Cell, ...]] = [
        (
            Link(one.title, one.address) if one.address else one.title,
            owners.get(one.owner or "", one.owned_by),
            span(one.starts, one.ends),
            markdown(one.meets),
        )
        for one in strategy.related
    ]  # fmt: skip
    heads = ("Strategy", "Whose it is", "When", "How it meets this one")
    anchors = tuple(f"related-{one.id}" for one in strategy.related)
    return Table("related-strategies", "Strategies that this one meets", heads, tuple(rows), anchors=anchors)


def questions(strategy: ReleasedStrategy) -> Table:
    """Research questions."""
    rows = tuple(
        (
            one.title,
            markdown(one.why),
            one.owner,
            markdown(one.method),
            one.due,
            _question_state(one, strategy),
            markdown(one.answer),
        )
        for one in strategy.questions
    )
    heads = ("Question", "Why it matters", "Who answers for it", "How", "Due", "State", "Answer")
    anchors = tuple(f"question-{one.id}" for one in strategy.questions)
    return Table("research-questions", "What is not known yet", heads, rows, anchors=anchors)


def _question_state(question: Question, strategy: ReleasedStrategy) -> str:
    if question.answered is not None:
        return f"Answered on {spoken_day(question.answered)}"
    said = named(question.state)
    return f"Late: {said}" if question_is_late(question, strategy.on) else said.capitalize()


def partners(strategy: ReleasedStrategy) -> Table:
    """Who takes part, with contacts by role."""
    rows = tuple(
        (
            one.title, named(one.kind), one.area, one.duties,
            tuple(f"{contact.role}{f': {contact.about}' if contact.about else ''}" for contact in one.contacts),
            markdown(one.note),
        )
        for one in strategy.partners
    )  # fmt: skip
    heads = ("Partner", "Kind", "Area", "What it has taken on", "Whom to ask, by role", "Note")
    return Table("partners", "Who takes part", heads, rows)


def consultations(strategy: ReleasedStrategy) -> Table:
    """Who was asked, and what came of it."""
    titles = {one.id: one.title for one in strategy.partners}
    rows: list[tuple[Cell, ...]] = []
    for one in strategy.consultations:
        who = tuple(filter(None, (one.who, *(titles[name] for name in one.partners))))
        if one.none_here:
            rows.append((named(one.kind).capitalize(), one.none_here, None, None, None, None))
        else:
            rows.append((named(one.kind).capitalize(), who, one.on, one.how, markdown(one.said), markdown(one.changed)))
    heads = ("Whom the Act or the partnership named", "Who was asked", "When", "How", "What they said", "What changed")
    return Table("consultation", "Who was asked, and what came of it", heads, tuple(rows))


def reviews(strategy: ReleasedStrategy) -> Table:
    """Reviews, due and held."""
    rows = tuple((one.due, one.held or _not_held(one.due, strategy), markdown(one.outcome)) for one in strategy.reviews)
    return Table("reviews", "Reviews of the strategy", ("Due", "Held", "What came of it"), rows)


def _not_held(due: dt.date, strategy: ReleasedStrategy) -> Missing:
    return Missing("Late: not held yet." if due < strategy.on else "Not held yet.")
