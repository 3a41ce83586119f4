"""The indicator report: each with its baseline, latest figure, doubt, target, horizon and status."""

from __future__ import annotations

from dataclasses import dataclass

from purbeck.disclosure import Indicator, ReleasedFigure, ReleasedIndicator, ReleasedStrategy
from purbeck.figures import interval, number, percent
from purbeck.periods import spoken_day
from purbeck.publication.publication import AS_IT_STANDS
from purbeck.publication.strategy.overview import changes_said, indicators_said
from purbeck.publication.strategy.rows import Cell, Figure, Link, One, Table
from purbeck.publication.strategy.site import Content, Site
from purbeck.publication.strategy.words import Missing, missing, named

STATUSES = {
    "measured": ("Measured", "There is a source for it, and figures of it where they have been brought in."),
    "not_yet_quantifiable": ("Not yet quantifiable", "It cannot be counted yet; each says why."),
    "held_in_abeyance": ("Held in abeyance", "It is kept, and not followed for now; each says why."),
    "retired": ("Retired", "It is followed no more, and kept so that nobody has to ask what became of it."),
}
DIRECTIONS = {
    "down": "A fall is better",
    "up": "A rise is better",
    "hold": "Staying as it is is better",
    "watch": "Watched; neither way is better",
}
NO_FIGURE = "unavailable"
STILL = "No later figure than that of the baseline has come yet."


@dataclass(frozen=True)
class Entry:
    """An indicator as the report shows it: what was written of it, where it stands, and its facts, a line each."""

    written: Indicator
    stands: ReleasedIndicator | None
    facts: tuple[tuple[str, tuple[One, ...]], ...]


def content(site: Site) -> Content:
    """The page's content."""
    groups = []
    for status, (title, words) in STATUSES.items():
        entries = [_entry(site, one) for one in site.strategy.indicators if one.status == status]
        if entries:
            groups.append((status, title, words, entries))
    tables = (in_short(site), whole(site)) if site.strategy.indicators else ()
    return Content({"groups": groups, "said": indicators_said(site), "changes": changes_said(site)}, tables)


def _entry(site: Site, one: Indicator) -> Entry:
    strategy, stands = site.strategy, site.indicators.get(one.id)
    facts: list[tuple[str, tuple[One, ...]]] = []
    if one.status != "measured" and one.reason:
        facts.append(("Why", (one.reason,)))
    if one.status == "measured" or (stands is not None and stands.latest_figure is not None):
        facts += [
            ("Latest", (stands.latest,) if stands else (Missing("Unavailable."),)),
            ("Baseline", _baseline(strategy, one, stands)),
        ]
        if stands is not None and stands.latest_figure and stands.baseline_figure:
            facts.append(("Latest beside baseline", (stands.comparison or STILL,)))
    facts += [
        ("Target", _target(strategy, one)),
        ("Better is", (DIRECTIONS[one.direction], *((one.direction_note,) if one.direction_note else ()))),
        ("Horizon", (named(one.horizon).capitalize(),)),
        ("Source", _source(site, one, stands)),
        ("Brought by", (one.owner,) if one.owner else (Missing("Nobody is named."),)),
        ("Follows", _follows(strategy, one)),
        ("Moved by", _moved_by(strategy, one)),
    ]
    return Entry(one, stands, tuple(facts))


def _baseline(strategy: ReleasedStrategy, one: Indicator, stands: ReleasedIndicator | None) -> tuple[One, ...]:
    if one.baseline is None:
        return (missing(strategy, "baseline", one.id, "No baseline has been chosen"),)
    said = stands.baseline if stands else "Unavailable."
    return (said, *((one.baseline.words,) if one.baseline.words else ()))


def _target(strategy: ReleasedStrategy, one: Indicator) -> tuple[One, ...]:
    target = one.target
    if target is None and one.direction == "watch":
        return ("None, since neither way is better",)
    if target is None:
        return (missing(strategy, "target", one.id, "No target has been set"),)
    value = "" if target.value is None else f"{_as_typed(target.value)}{_unit(one)}"
    late = ", which is past" if target.by < strategy.on and one.status == "measured" else ""
    return (f"{': '.join(filter(None, (value, target.words)))}, by {spoken_day(target.by)}{late}",)


def _unit(one: Indicator) -> str:
    return f" {one.unit}" if one.unit else ""


def _as_typed(value: float) -> str:
    return f"{value:,.10g}".replace("-", "−")


def _source(site: Site, one: Indicator, stands: ReleasedIndicator | None) -> tuple[One, ...]:
    if one.row is not None:
        title = next((s.title for s in site.sources if s.name == one.row.source), named(one.row.source).capitalize())
        unit, place = (stands.unit, stands.place) if stands else ("", "")
        return (f"{title}: {', '.join(filter(None, (named(one.row.theme), unit or named(one.row.measure), place)))}",)
    figures = [stands.latest_figure, stands.baseline_figure] if stands else []
    documents = dict.fromkeys(_document(one) for one in figures if one is not None and one.document)
    return tuple(documents) or (Missing("No source yet."),)


def _document(figure: ReleasedFigure) -> One:
    dated = f", {spoken_day(figure.dated)}" if figure.dated else ""
    words = f"{figure.document}{dated}"
    return Link(words, figure.address) if figure.address else words


def _follows(strategy: ReleasedStrategy, one: Indicator) -> tuple[One, ...]:
    aims = {aim.id: aim.title for aim in strategy.aims}
    outcomes = {outcome.id: outcome for outcome in strategy.outcomes}
    found: list[One] = [Link(aims[name], f"index.html#aim-{name}") for name in one.aims]
    found += [Link(outcomes[name].title, f"index.html#aim-{outcomes[name].aims[0]}") for name in one.outcomes]
    return tuple(found) or (Missing("It follows no aim."),)


def _moved_by(strategy: ReleasedStrategy, one: Indicator) -> tuple[One, ...]:
    moving = [action for action in strategy.actions if one.id in action.indicators]
    return tuple(Link(a.title, f"delivery-plan.html#action-{a.id}") for a in moving) or (Missing("No action yet."),)


# --- tables ---------------------------------------------------------------------------------------------------------


def in_short(site: Site) -> Table:
    """Every indicator in a line: status, latest figure, how it stands to its baseline."""
    rows = []
    for one in site.strategy.indicators:
        stands = site.indicators.get(one.id)
        figure = stands.latest_figure if stands else None
        latest: Cell = _said(figure, stands) if figure and stands else Missing(_why_none(stands))
        words = stands.comparison.split(":")[0] if stands and stands.comparison else None
        rows.append((Link(one.title, f"#indicator-{one.id}"), STATUSES[one.status][0], latest, words))
    heads = ("Indicator", "Status", "Latest figure", "Beside its baseline")
    return Table("indicators-in-short", "Every indicator in short", heads, tuple(rows))


def _why_none(stands: ReleasedIndicator | None) -> str:
    """A word in the place of a figure: hidden, where there is one that may not be shown."""
    return "hidden" if stands is not None and stands.decision != AS_IT_STANDS else NO_FIGURE


def _said(figure: ReleasedFigure, stands: ReleasedIndicator) -> str:
    share = stands.unit == "share of the total" and not figure.document
    say = _as_typed if figure.document else percent if share else number
    value = say(figure.value) if share else f"{say(figure.value)} {stands.unit}".strip()
    if figure.lower is None or figure.upper is None:
        return f"{value} in {figure.period}"
    own = figure.document or share
    within = (
        f"{say(figure.lower)} to {say(figure.upper)}" if own else interval(figure.lower, figure.upper, figure.value)
    )
    return f"{value} ({within}) in {figure.period}"


def whole(site: Site) -> Table:
    """Every indicator in one table, a column for each thing, for a file."""
    rows: list[tuple[Cell, ...]] = []
    for one in site.strategy.indicators:
        stands = site.indicators.get(one.id)
        latest, base = (stands.latest_figure, stands.baseline_figure) if stands else (None, None)
        target = one.target
        rows.append(
            (
                one.id, one.title, one.status, one.reason, one.adopts, stands.unit if stands else one.unit,
                *_held(latest, stands), *_held(base, stands), stands.comparison if stands else None, one.direction,
                None if target is None else target.value, None if target is None else target.by, one.horizon,
                stands.source if stands and stands.source else latest.document if latest else None, one.owner,
            )
        )  # fmt: skip
    heads = ("Id", "Indicator", "Status", "Why not measured", "Home Office measure", "Unit", "Latest period", "Latest",
             "Latest lower", "Latest upper", "Baseline period", "Baseline", "Baseline lower", "Baseline upper",
             "Latest beside baseline", "Better is", "Target", "Target by", "Horizon", "Source", "Owner")  # fmt: skip
    return Table("indicators", "Every indicator", heads, tuple(rows))


def _held(figure: ReleasedFigure | None, stands: ReleasedIndicator | None) -> tuple[Cell, Cell, Cell, Cell]:
    if figure is None:
        return (None, _why_none(stands), None, None)
    ends = [None if end is None else Figure(end, number(end)) for end in (figure.lower, figure.upper)]
    return (figure.period, Figure(figure.value, number(figure.value)), ends[0], ends[1])
