"""The delivery plan: actions by priority, who answers for them, how far they are, what is late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from purbeck.disclosure import Action, Intervention, ReleasedStrategy
from purbeck.periods import spoken_day
from purbeck.publication.strategy.progress import is_late, said_of_all, starts_late, state_of
from purbeck.publication.strategy.rows import Cell, Link, Markdown, One, Table
from purbeck.publication.strategy.site import Content, Site
from purbeck.publication.strategy.words import missing, span, statement_named

HEADS = ("Action", "Who answers for it", "When", "State")
TAKES = "What it takes"
NO_DATES = "No dates are written down"


@dataclass(frozen=True)
class Entry:
    """An action as the plan shows it: what was written, its state in words, and its facts, several to a head."""

    written: Action
    state: str
    late: bool
    facts: tuple[tuple[str, tuple[One, ...]], ...]


@dataclass(frozen=True)
class Group:
    """Actions below the priority of the first aim that each serves."""

    name: str
    title: str
    entries: tuple[Entry, ...]


def content(site: Site) -> Content:
    """The page's content."""
    strategy = site.strategy
    groups = by_priority(strategy)
    late = [one for one in strategy.actions if _is_behind(strategy, one)]
    tables = [in_short(group) for group in groups]
    tables += [late_ones(strategy, late)] if late else []
    tables += [interventions(strategy)] if strategy.interventions else []
    tables += [whole(strategy)] if strategy.actions else []
    context = {"said": said_of_all(strategy), "late": len(late), "groups": groups, "everything": whole(strategy)}
    return Content(context, tuple(tables))


def _is_behind(strategy: ReleasedStrategy, action: Action) -> bool:
    return is_late(action, strategy.on) or starts_late(action, strategy.on)


def by_priority(strategy: ReleasedStrategy) -> list[Group]:
    """Actions by the priority of the first aim that each serves; those that serve none come last."""
    priority_of = {aim.id: aim.priority for aim in strategy.aims}
    found = [
        (f"actions-{one.id}", one.title, [a for a in strategy.actions if a.aims and priority_of[a.aims[0]] == one.id])
        for one in strategy.priorities
    ]
    found.append(("actions-without-an-aim", "Actions that serve no aim", [a for a in strategy.actions if not a.aims]))
    return [
        Group(name, title, tuple(_entry(strategy, one) for one in actions)) for name, title, actions in found if actions
    ]


def in_short(group: Group) -> Table:
    """The actions of a group in a line each."""
    rows = tuple(
        (
            Link(one.written.title, f"#action-{one.written.id}"), one.written.owner,
            span(one.written.starts, one.written.due) or NO_DATES, one.state,
        )
        for one in group.entries
    )  # fmt: skip
    return Table(group.name, group.title, HEADS, rows)


def _entry(strategy: ReleasedStrategy, action: Action) -> Entry:
    titles = {one.id: one.title for one in strategy.partners}
    actions = {one.id: one.title for one in strategy.actions}
    who = (titles[action.partner], *(f"with {titles[name]}" for name in action.with_partners))
    reported = tuple(Markdown(f"{spoken_day(one.on)}: {one.words}") for one in action.updates if one.on <= strategy.on)
    facts: list[tuple[str, tuple[One, ...]]] = [
        ("Who", (action.owner, *who)),
        ("When", (span(action.starts, action.due) or NO_DATES,)),
        *_serves(strategy, action),
        ("Waits for", tuple(Link(actions[name], f"#action-{name}") for name in action.depends_on)),
        ("Takes", takes(action)),
        ("Reported", reported),
    ]
    return Entry(
        action, state_of(action, strategy.on), _is_behind(strategy, action),
        tuple((head, cell) for head, cell in facts if cell),
    )  # fmt: skip


def _serves(strategy: ReleasedStrategy, action: Action) -> list[tuple[str, tuple[One, ...]]]:
    """Aims, indicators, commitments, questions and statements it is for, each with a link, and what it carries out."""
    aims = {one.id: one.title for one in strategy.aims}
    indicators = {one.id: one.title for one in strategy.indicators}
    words = {one.id: one.words for one in strategy.commitments}
    asked = {one.id: one.title for one in strategy.questions}
    carried = {one.id: one.title for one in strategy.interventions}
    none = (missing(strategy, "aims", action.id, "It serves no aim"),)
    said = tuple(Link(statement_named(name), f"index.html#{name}") for name in action.voices)
    out = action.intervention
    return [
        ("Serves", tuple(Link(aims[name], f"index.html#aim-{name}") for name in action.aims) or none),
        (
            "Should move",
            tuple(Link(indicators[name], f"indicators.html#indicator-{name}") for name in action.indicators),
        ),
        (
            "Keeps",
            tuple(Link(f"We will {words[name]}", f"index.html#commitment-{name}") for name in action.commitments),
        ),
        ("Helps to answer", tuple(Link(asked[name], f"index.html#question-{name}") for name in action.questions)),
        ("Because of what people said", said),
        ("Carries out", (Link(carried[out], f"#intervention-{out}"),) if out else ()),
    ]


def takes(action: Action) -> tuple[str, ...]:
    """What an action takes, a line each: "Lighting, £12,000, Duty fund 2026/27, until 31 March 2027, not secured"."""
    lines = []
    for one in action.resources:
        parts = [one.what, f"£{one.pounds:,.10g}" if one.pounds is not None else "", one.source or ""]
        parts += [f"until {spoken_day(one.until)}" if one.until else "", "" if one.secured else "not secured"]
        lines.append(", ".join(filter(None, parts)))
    return tuple(lines)


def late_ones(strategy: ReleasedStrategy, actions: Iterable[Action]) -> Table:
    """What is late, the longest late first."""
    ordered = sorted(actions, key=lambda one: (one.due or one.starts or strategy.on, one.title))
    rows = tuple((Link(one.title, f"#action-{one.id}"), one.owner, state_of(one, strategy.on)) for one in ordered)
    return Table("late-actions", "Actions that are late", ("Action", "Who answers for it", "State"), rows)


def whole(strategy: ReleasedStrategy) -> Table:
    """Every action in one table, a column for each thing, for a file."""
    heads = ["Id", "Action", "Priority", "Aims", "Owner", "Partner", "With", "Starts", "Due", "State", "Late", "Done",
             "Indicators", "Intervention", "Commitments", "Waits for"]  # fmt: skip
    priority_of = {aim.id: aim.priority for aim in strategy.aims}
    titles = {one.id: one.title for one in strategy.priorities}
    rows: list[tuple[Cell, ...]] = []
    for one in strategy.actions:
        row: tuple[Cell, ...] = (
            one.id, one.title, tuple(dict.fromkeys(titles[priority_of[aim]] for aim in one.aims)), one.aims, one.owner,
            one.partner, one.with_partners, one.starts, one.due, one.state,
            "yes" if _is_behind(strategy, one) else "no", one.done, one.indicators,
            one.intervention, one.commitments, one.depends_on,
        )  # fmt: skip
        rows.append(row if strategy.public else (*row, takes(one)))
    return Table("actions", "Every action", tuple(heads if strategy.public else [*heads, TAKES]), tuple(rows))


def interventions(strategy: ReleasedStrategy) -> Table:
    """What is carried out where and when, compared with what, and how much it is expected to change."""
    titles = {one.id: one.title for one in strategy.indicators}
    rows = tuple(
        (
            one.title, (Markdown(one.what), *((f"Dose: {one.dose}",) if one.dose else ())), _where(strategy, one),
            span(one.starts, one.ends), _compared(strategy, one), _expected(one, titles), _known(one),
        )
        for one in strategy.interventions
    )  # fmt: skip
    heads = (
        "Intervention",
        "What is done",
        "Where",
        "When",
        "Compared with",
        "Expected",
        "What is known of it elsewhere",
    )
    return Table(
        "interventions", "Interventions", heads, rows,
        anchors=tuple(f"intervention-{one.id}" for one in strategy.interventions),
    )  # fmt: skip


def _where(strategy: ReleasedStrategy, one: Intervention) -> Cell:
    if one.places:
        return one.places
    return "In places that only the partners’ edition names" if strategy.public else None


def _compared(strategy: ReleasedStrategy, one: Intervention) -> tuple[One, ...]:
    held = one.comparison
    if held is None:
        return (f"Nothing: {one.no_comparison}" if one.no_comparison else "Nothing has been chosen",)
    where = ", ".join(held.areas) or ("Areas that only the partners’ edition names" if strategy.public else "")
    chosen = f"Chosen on {spoken_day(held.chosen)}" + (f" by the {held.by}" if held.by else "")
    before = "before it began" if held.chosen < one.starts else "after it began"
    return (where, f"{chosen}, {before}", Markdown(held.why))


def _expected(one: Intervention, titles: dict[str, str]) -> tuple[One, ...]:
    lines: list[One] = []
    for effect in one.expected:
        unit = {"percent": "%", "points": " points", "count": "", "rate": ""}[effect.unit]
        reach = ""
        if effect.lower is not None and effect.upper is not None:
            reach = f" ({_signed(effect.lower)} to {_signed(effect.upper)}{unit})"
        after = f", after {effect.after_months} months" if effect.after_months is not None else ""
        lines.append(
            Link(f"{titles[effect.indicator]}: {_signed(effect.size)}{unit}{reach}{after}",
                 f"indicators.html#indicator-{effect.indicator}")
        )  # fmt: skip
        lines.append(effect.source)
    return tuple(lines) or ("Nothing was said beforehand",)


def _signed(value: float) -> str:
    return f"{value:+,.10g}".replace("-", "−")


def _known(one: Intervention) -> tuple[One, ...]:
    return tuple(
        Link(f"{held.strength.capitalize()}: {held.source}", held.address) if held.address
        else f"{held.strength.capitalize()}: {held.source}"
        for held in one.evidence
    )  # fmt: skip
