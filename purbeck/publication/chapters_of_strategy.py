"""What a released strategy says in chapters of an assessment, or that nobody has written it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from purbeck.disclosure import (
    Intervention,
    Priority,
    Question,
    ReleasedFinding,
    ReleasedMatrix,
    ReleasedStrategy,
    ReleasedWriting,
    Service,
)
from purbeck.disclosure.structure import ROUTES, Room, gaps_of, provision_of
from purbeck.figures import interval, listed, many, number, percent, whole
from purbeck.periods import spoken_day
from purbeck.publication.chapters import finding_anchor
from purbeck.publication.content import Block, Grid, Heading, Words, bullets, joined, missing, paragraph, say
from purbeck.publication.marked_up import inline
from purbeck.publication.strategy.words import named

Held = Mapping[str, ReleasedFinding]
NOT_WRITTEN = "Nothing is written down about {what} yet."
WORDS_ELSEWHERE = (
    "No statement stands here. People agreed to have their words on the pages of the strategy, where consent is followed "
    "until it ends; a copy of this document could not be called back, and it has maps of small areas."
)
STATES = {"running": "runs now", "ended": "ended", "not_begun": "not begun"}
PER = {"week": "a week", "month": "a month", "year": "a year", "at_once": "at once"}


def not_written(what: str) -> Block:
    """What is said where a list of the strategy is empty."""
    return missing(NOT_WRITTEN.format(what=what))


def drivers(written: ReleasedWriting, held: Held) -> Iterator[Block]:
    """Risk and protective factors as partners wrote them down."""
    strategy = written.strategy
    if strategy is None or not strategy.factors:
        yield not_written("risk and protective factors")
        return
    risks = sum(one.kind == "risk" for one in strategy.factors)
    protects = len(strategy.factors) - risks
    yield paragraph(
        f"Partners wrote down {many(risks, 'risk factor', 'risk factors')} and "
        f"{many(protects, 'protective factor', 'protective factors')}, each with how strong the evidence is and who says so. "
        "They describe groups and places, and score nobody."
    )
    rows = tuple(
        (
            say(one.title), say(f"{named(one.kind)}, {one.level}; evidence {one.strength}"), say(one.source, one.address or ""),
            joined([inline(one.here), _findings(one.findings, strategy, held)], " "),
        )
        for one in strategy.factors
    )  # fmt: skip
    heads = ("Factor", "Kind, level, evidence", "Who says so", "How it shows here")
    yield Grid("Risk and protective factors", heads, rows)


def voices(written: ReleasedWriting, _held: Held) -> Iterator[Block]:
    """Who was heard and about what; who was not. Nobody's words."""
    strategy = written.strategy
    if strategy is None or not (written.heard or written.unheard):
        yield not_written("what people said")
    else:
        yield paragraph(WORDS_ELSEWHERE)
    if written.heard:
        rows = tuple(
            (
                say(named(one.role)),
                say(str(one.statements)),
                say(listed([theme.replace("-", " ") for theme in one.themes])),
            )
            for one in written.heard
        )
        yield Grid("Statements that the strategy shows, by who spoke", ("Who", "Statements", "About"), rows)
    if written.unheard:
        why = "; ".join(f"{one.why} ({one.number})" for one in written.unheard)
        yield paragraph(f"Statements that are not shown there: {why}.")
    if strategy is not None and strategy.not_heard:
        rows = tuple((say(one.who), say(one.why), say(one.will)) for one in strategy.not_heard)
        yield Grid("Who was not heard", ("Who", "Why not", "What will be done"), rows)


def provision(written: ReleasedWriting, _held: Held) -> Iterator[Block]:
    """Services that are there, what nobody provides, and what is known of interventions elsewhere."""
    strategy = written.strategy
    if strategy is None or not strategy.services:
        yield not_written("services")
    if strategy is None:
        return
    provided = provision_of(strategy)
    if strategy.services:
        rooms = {room.service: room for room in provided.rooms}
        heads = ("Service", "Offered by", "For whom", "Ways to it", "Capacity", "State")
        rows = tuple(_service(strategy, one, rooms[one.id]) for one in strategy.services)
        yield Grid("Services, and how many people they can take", heads, rows)
        if strategy.services_shown:
            yield paragraph(strategy.services_shown)
    gaps = gaps_of(strategy, provided)
    if gaps:
        yield Heading("What to ask about provision")
        yield bullets([gap.words for gap in gaps])
    yield Heading("What is known of what is carried out")
    if not strategy.interventions:
        yield not_written("interventions")
        return
    yield paragraph(
        "Evidence from elsewhere says what may work here. Whether it did is not measured in this document yet."
    )
    columns = ("Intervention", "What is done", "Evidence elsewhere")
    yield Grid("Interventions", columns, tuple(map(_intervention, strategy.interventions)))


def _service(strategy: ReleasedStrategy, one: Service, room: Room) -> tuple[Words, ...]:
    partners = {partner.id: partner.title for partner in strategy.partners}
    by = partners[one.partner] if one.partner else one.offered_by or ""
    routes = listed([ROUTES[route] for route in one.routes]) if one.routes else ""
    return (say(one.title), say(by), say("; ".join(one.groups)), say(routes), say(_room(room)), say(STATES[room.state]))


def _room(room: Room) -> str:
    if room.people is None:
        return "unknown"
    said = f"for {whole(room.people)} {PER[room.per or 'year']}"
    return f"{said}; {many(room.waiting, 'waits', 'wait')}" if room.waiting else said


def _intervention(one: Intervention) -> tuple[Words, ...]:
    evidence = [say(f"{known.strength}: {known.source}", known.address or "") for known in one.evidence]
    return (say(one.title), inline(one.what), joined(evidence) if evidence else say("none written down"))


def priorities(written: ReleasedWriting, held: Held) -> Iterator[Block]:
    """The risk matrix, the priorities and what was decided."""
    strategy, matrix = written.strategy, written.matrix
    if strategy is None or not strategy.priorities:
        yield not_written("priorities")
        return
    if matrix is not None and matrix.ranks:
        yield from _proposed(matrix)
    yield Heading("What partners put first")
    rows = tuple(_priority(strategy, one, held) for one in strategy.priorities)
    yield Grid("Priorities", ("Priority", "Tier", "Why", "Findings it rests on"), rows)
    yield from _decisions(strategy)


def _proposed(matrix: ReleasedMatrix) -> Iterator[Block]:
    yield Heading("What the risk matrix proposes")
    yield paragraph(
        "A proposal from what is known, not a decision. Weights and scores have ranges, and so has the order."
    )
    ranks = tuple(
        (
            say(one.title), say(f"{number(one.score, 2)} ({interval(one.lower, one.upper, one.score)})"),
            say(f"{one.rank} ({one.rank_lower} to {one.rank_upper})"), say(percent(one.first)),
        )
        for one in matrix.ranks
    )  # fmt: skip
    heads = ("Priority", "Score (range)", "Rank (range)", "Comes first in")
    yield Grid("Priorities by weighted score, and the share of draws in which each comes first", heads, ranks)
    yield bullets([one.statement for one in matrix.ranks])
    criteria = tuple((say(one.title), say(one.asks), say(percent(one.weight))) for one in matrix.criteria)
    yield Grid("Criteria and their weights", ("Criterion", "What it asks", "Weight"), criteria)


def _priority(strategy: ReleasedStrategy, one: Priority, held: Held) -> tuple[Words, ...]:
    return (say(one.title), say(named(one.tier)), inline(one.why), _findings(one.evidence, strategy, held))


def _decisions(strategy: ReleasedStrategy) -> Iterator[Block]:
    superseded = {one.supersedes for one in strategy.decisions}
    rows = tuple(
        (say(spoken_day(one.on)), inline(one.decision), inline(one.reasons), say(one.by))
        for one in strategy.decisions
        if one.id not in superseded
    )
    if rows:
        yield Grid("Decisions that stand", ("Day", "What was decided", "Why", "By"), rows)


def recommendations(written: ReleasedWriting, held: Held) -> Iterator[Block]:
    """What partners set out to do under each priority, and what nobody knows yet."""
    strategy = written.strategy
    yield paragraph("Purbeck recommends nothing of itself: people do, on the evidence above.")
    yield Heading("What partners set out to do")
    if strategy is None or not strategy.aims:
        yield not_written("aims")
    else:
        rows = tuple(_aims(strategy, one, held) for one in strategy.priorities)
        yield Grid("Aims under each priority, and the findings behind them", ("Priority", "Aims", "Because of"), rows)
    yield Heading("Research questions")
    if strategy is None or not strategy.questions:
        yield not_written("research questions")
    else:
        heads = ("Question", "Why it matters", "Who finds out", "By", "State", "Answer")
        yield Grid("What is not known yet, and who finds out", heads, tuple(map(_question, strategy.questions)))
    yield from _untold(held)


def _aims(strategy: ReleasedStrategy, one: Priority, held: Held) -> tuple[Words, ...]:
    aims = "; ".join(aim.title for aim in strategy.aims_of(one.id))
    return (say(one.title), say(aims), _findings(one.evidence, strategy, held))


def _question(one: Question) -> tuple[Words, ...]:
    due = spoken_day(one.due) if one.due else ""
    return (say(one.title), inline(one.why), say(one.owner), say(due), say(named(one.state)), inline(one.answer))


def _untold(held: Held) -> Iterator[Block]:
    unsettled = [
        one for one in held.values() if one.certainty == "cannot_tell_from_this_source" or one.analysis == "gaps"
    ]
    if unsettled:
        yield Heading("What the data cannot tell")
        yield bullets([say(one.title, f"#{finding_anchor(one.id)}") for one in unsettled])


def _findings(names: Sequence[str], strategy: ReleasedStrategy, held: Held) -> Words:
    """The titles of findings, each leading to where it stands; small areas are not named in them."""
    found = []
    for name in names:
        known = strategy.findings.get(name)
        if known is None:
            found.append(say(f"finding {name}, which is not in this document"))
        else:
            found.append(say(known.title, f"#{finding_anchor(name)}" if name in held else ""))
    return joined(found)
