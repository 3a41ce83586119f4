"""The delivery plan: actions by priority, who answers for them, how far they are, what is late."""

from __future__ import annotations

from collections.abc import Iterable

from purbeck.disclosure import Action, Intervention, ReleasedStrategy
from purbeck.periods import spoken_day
from purbeck.publication.strategy.progress import is_late, said_of_all, starts_late, state_of
from purbeck.publication.strategy.rows import Cell, Link, Markdown, One, Table
from purbeck.publication.strategy.site import Content, Site
from purbeck.publication.strategy.words import missing, span

HEADS = ("Action", "Who", "When", "State", "What it serves", "Waits for")
TAKES = "What it takes"


def content(site: Site) -> Content:
    """The page's content."""
    strategy = site.strategy
    groups = by_priority(strategy)
    tables = [_table(strategy, name, caption, actions) for name, caption, actions in groups]
    late = [one for one in strategy.actions if is_late(one, strategy.on) or starts_late(one, strategy.on)]
    extra = [late_ones(strategy, late)] if late else []
    extra += [interventions(strategy)] if strategy.interventions else []
    return Content(
        {
            "said": said_of_all(strategy),
            "late": len(late),
            "groups": [(name, caption) for name, caption, _ in groups],
            "everything": whole(strategy),
        },
        (*tables, *extra, *((whole(strategy),) if strategy.actions else ())),
    )


def by_priority(strategy: ReleasedStrategy) -> list[tuple[str, str, list[Action]]]:
    """Actions below the priority of the first aim that each serves; those that serve none come last."""
    priority_of = {aim.id: aim.priority for aim in strategy.aims}
    groups = [
        (f"actions-{one.id}", one.title, [a for a in strategy.actions if a.aims and priority_of[a.aims[0]] == one.id])
        for one in strategy.priorities
    ]
    groups.append(("actions-without-an-aim", "Actions that serve no aim", [a for a in strategy.actions if not a.aims]))
    return [(name, title, actions) for name, title, actions in groups if actions]


def _table(strategy: ReleasedStrategy, name: str, caption: str, actions: list[Action]) -> Table:
    heads = HEADS if strategy.public else (*HEADS, TAKES)
    rows = tuple(_row(strategy, one) for one in actions)
    return Table(name, caption, heads, rows, anchors=tuple(f"action-{one.id}" for one in actions))


def _row(strategy: ReleasedStrategy, action: Action) -> tuple[Cell, ...]:
    titles = {one.id: one.title for one in strategy.actions}
    waits = tuple(Link(titles[name], f"#action-{name}") for name in action.depends_on)
    row: tuple[Cell, ...] = (
        _what(action), _who(strategy, action), span(action.starts, action.due) or "No dates are written down",
        _state(strategy, action), _serves(strategy, action), waits,
    )  # fmt: skip
    return row if strategy.public else (*row, takes(action))


def _what(action: Action) -> tuple[One, ...]:
    return (action.title, *((Markdown(action.words),) if action.words else ()))


def _who(strategy: ReleasedStrategy, action: Action) -> tuple[str, ...]:
    titles = {one.id: one.title for one in strategy.partners}
    helped = [titles[name] for name in action.with_partners]
    return (action.owner, titles[action.partner], *((f"with {', '.join(helped)}",) if helped else ()))


def _state(strategy: ReleasedStrategy, action: Action) -> tuple[One, ...]:
    reported = [Markdown(f"{spoken_day(one.on)}: {one.words}") for one in action.updates if one.on <= strategy.on]
    return (state_of(action, strategy.on), *reported)


def _serves(strategy: ReleasedStrategy, action: Action) -> tuple[One, ...]:
    """Aims, indicators, commitments, questions and statements it is for, each with a link, and what it carries out."""
    aims = {one.id: one.title for one in strategy.aims}
    indicators = {one.id: one.title for one in strategy.indicators}
    words = {one.id: one.words for one in strategy.commitments}
    asked = {one.id: one.title for one in strategy.questions}
    carried = {one.id: one.title for one in strategy.interventions}
    found: list[One] = [Link(aims[name], f"index.html#aim-{name}") for name in action.aims]
    found += [
        Link(f"Should move: {indicators[name]}", f"indicators.html#indicator-{name}") for name in action.indicators
    ]
    found += [Link(f"Keeps: {words[name]}", f"index.html#commitment-{name}") for name in action.commitments]
    found += [Link(f"Helps to answer: {asked[name]}", f"index.html#question-{name}") for name in action.questions]
    found += [Link("Because of what somebody said", f"index.html#{name}") for name in action.voices]
    if action.intervention:
        found.append(Link(f"Carries out: {carried[action.intervention]}", f"#intervention-{action.intervention}"))
    if not action.aims:
        found.insert(0, missing(strategy, "aims", action.id, "It serves no aim"))
    return tuple(found)


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
            "yes" if is_late(one, strategy.on) or starts_late(one, strategy.on) else "no", one.done, one.indicators,
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
