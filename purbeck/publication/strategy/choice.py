"""How priorities were chosen: the risk matrix, what other weights would do, and what people decided."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from purbeck.disclosure import Decision, ReleasedMatrix, ReleasedRank, ReleasedScore
from purbeck.figures import interval, number, percent
from purbeck.periods import spoken_day
from purbeck.publication.strategy.choice_chart import drawn
from purbeck.publication.strategy.progress import listed
from purbeck.publication.strategy.rows import Cell, Figure, Link, One, Table
from purbeck.publication.strategy.site import Content, Site
from purbeck.publication.strategy.words import Missing, named, statement_named

BASES = {
    "finding": "from a finding",
    "judgement": "people’s judgement",
    "missing": "not known",
    "hidden": "figure not shown",
}


@dataclass(frozen=True)
class Chart:
    """The chart of weighted scores: one drawing for wide screens, one for narrow, and its text alternative."""

    title: str
    desk: Markup
    desk_box: str
    telephone: Markup
    telephone_box: str
    words: str


def content(site: Site) -> Content:
    """The page's content."""
    matrix = site.matrix
    decided = decisions(site)
    if matrix is None or not matrix.ranks:
        return Content({"chart": None, "proposed": [], "decided": decided, "reasons": []})
    return Content(
        {
            "chart": chart(matrix),
            "proposed": [rank.statement for rank in matrix.ranks],
            "decided": decided,
            "reasons": [(rank, _reasons(site, matrix, rank)) for rank in matrix.ranks],
        },
        (scores(matrix), ranks(matrix), weights(matrix), reasons(matrix)),
    )


# --- the matrix -----------------------------------------------------------------------------------------------------


def scores(matrix: ReleasedMatrix) -> Table:
    """The matrix itself: a priority a row, a criterion a column."""
    rows: list[tuple[Cell, ...]] = [
        (
            Link(rank.title, f"#why-{rank.priority}"),
            *(_score(matrix.scores[rank.priority, one.name]) for one in matrix.criteria),
        )
        for rank in matrix.ranks
    ]
    heads = ("Priority", *(one.title.capitalize() for one in matrix.criteria))
    caption = f"Scores from {_short(matrix.lowest)} to {_short(matrix.highest)} of each priority by each criterion"
    return Table("risk-matrix", caption, heads, tuple(rows))


def _score(score: ReleasedScore) -> tuple[One, ...]:
    if score.score is None:
        return (Missing(BASES[score.basis]),)
    return (Figure(score.score, _short(score.score)), f"{_reach(score)}{BASES[score.basis]}")


def _reach(score: ReleasedScore) -> str:
    return "" if score.lower == score.upper else f"{_short(score.lower)} to {_short(score.upper)}, "


def _short(value: float) -> str:
    """A score as it is said: 3, or 2.4."""
    return number(value, 1).removesuffix(".0")


def reasons(matrix: ReleasedMatrix) -> Table:
    """Every score with its reason, a row each, for a file."""
    titles = {one.name: one.title for one in matrix.criteria}
    rows = tuple(
        (
            rank.title, titles[score.criterion],
            None if score.score is None else Figure(score.score, _short(score.score)),
            Figure(score.lower, _short(score.lower)), Figure(score.upper, _short(score.upper)), BASES[score.basis],
            score.finding, score.reason,
        )
        for rank in matrix.ranks
        for score in (matrix.scores[rank.priority, one.name] for one in matrix.criteria)
    )  # fmt: skip
    heads = ("Priority", "Criterion", "Score", "Lowest", "Highest", "From", "Finding", "Reason")
    return Table("reasons-of-scores", "Every score and its reason", heads, rows)


def _reasons(site: Site, matrix: ReleasedMatrix, rank: ReleasedRank) -> list[tuple[str, str, str, str, str]]:
    """Of each criterion: its name, the score, where it is from, why, and the address of its finding."""
    found = []
    for one in matrix.criteria:
        score = matrix.scores[rank.priority, one.name]
        reach = "" if score.lower == score.upper else f" ({_short(score.lower)} to {_short(score.upper)})"
        said = BASES[score.basis] if score.score is None else f"{_short(score.score)}{reach}, {BASES[score.basis]}"
        finding = site.finding(score.finding)
        found.append(
            (one.title.capitalize(), said, score.reason, score.finding, site.address_of(finding) if finding else "")
        )
    return found


# --- ranks and weights ----------------------------------------------------------------------------------------------


def ranks(matrix: ReleasedMatrix) -> Table:
    """Where each priority stands, and how often other weights and scores put it at each rank."""
    number_of = len(matrix.ranks)
    rows: list[tuple[Cell, ...]] = [
        (
            one.title, f"{one.rank}{'=' if one.sharing > 1 else ''}",
            f"{one.rank_lower} to {one.rank_upper}" if one.rank_lower < one.rank_upper else str(one.rank_lower),
            f"{_short(one.score)} ({_short(one.lower)} to {_short(one.upper)})",
            *(Figure(share, percent(share)) for share in one.acceptability),
        )
        for one in matrix.ranks
    ]  # fmt: skip
    places = tuple(f"Rank {n}" for n in range(1, number_of + 1))
    heads = (
        "Priority",
        "Rank by the weights shown",
        "Rank, anywhere from",
        "Weighted score (lowest to highest)",
        *places,
    )
    caption = f"Ranks, and the share of {number(matrix.draws, 0)} random sets of weights and scores that give each rank"
    return Table("rank-acceptability", caption, heads, tuple(rows), numbers=frozenset(places))


def weights(matrix: ReleasedMatrix) -> Table:
    """How much each criterion counts."""
    rows = tuple(
        (
            one.title.capitalize(), one.asks, Figure(one.weight, percent(one.weight)),
            f"{percent(one.lowest)} to {percent(one.highest)}", one.reason,
        )
        for one in matrix.criteria
    )  # fmt: skip
    heads = ("Criterion", "What it asks", "Weight shown", "Drawn from", "Why")
    return Table("weights", "How much each criterion counts", heads, rows, numbers=frozenset({"Weight shown"}))


def chart(matrix: ReleasedMatrix) -> Chart:
    """Weighted scores as bars, a part for each criterion."""
    first = [one for one in matrix.ranks if one.rank == 1]
    together = listed([f"“{one.title}”" for one in first])
    ranges = all(one.rank_lower == one.rank_upper for one in matrix.ranks)
    sure = "" if ranges else "; other scores within their doubt would change the order"
    title = f"By the weights shown, {together} come{'s' if len(first) == 1 else ''} first{sure}"
    said = [f"{one.title} {_short(one.score)} ({_short(one.lower)} to {_short(one.upper)})" for one in matrix.ranks]
    words = f"Weighted scores out of {_short(matrix.highest)}, with what they could be: {listed(said)}."
    desk, desk_box = drawn(matrix, 760)
    telephone, telephone_box = drawn(matrix, 360)
    return Chart(title, desk, desk_box, telephone, telephone_box, words)


# --- what people decided --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Decided:
    """A decision as the page shows it. `stood` are the findings it rested on; `changed` is None where nobody can tell."""

    written: Decision
    about: tuple[Link, ...]
    stood: tuple[str, ...]
    changed: tuple[str, ...] | None
    superseded: str


def decisions(site: Site) -> list[Decided]:
    """Decisions, the newest first."""
    strategy = site.strategy
    followers = {one.supersedes: one for one in strategy.decisions if one.supersedes}
    found = []
    for one in sorted(strategy.decisions, key=lambda decision: (decision.on, decision.id), reverse=True):
        later = followers.get(one.id)
        superseded = f"A later decision of {spoken_day(later.on)} took its place." if later else ""
        found.append(Decided(one, _about(site, one), _stood(site, one), site.changed.get(one.id), superseded))
    return found


def _about(site: Site, one: Decision) -> tuple[Link, ...]:
    priorities = {entry.id: entry.title for entry in site.strategy.priorities}
    actions = {entry.id: entry.title for entry in site.strategy.actions}
    indicators = {entry.id: entry.title for entry in site.strategy.indicators}
    return (
        *(Link(priorities[name], f"index.html#priority-{name}") for name in one.priorities),
        *(Link(actions[name], f"delivery-plan.html#action-{name}") for name in one.actions),
        *(Link(indicators[name], f"indicators.html#indicator-{name}") for name in one.indicators),
        *(Link(statement_named(name), f"index.html#{name}") for name in one.voices),
    )


def _stood(site: Site, one: Decision) -> tuple[str, ...]:
    """The findings a decision rested on, as they stood: the title of today, and the figure of then."""
    lines = []
    for stood in one.findings:
        finding = site.finding(stood.id)
        title = f"{finding.title} (finding {stood.id})" if finding else f"Finding {stood.id}"
        figure = "figure not shown" if stood.value is None else number(stood.value)
        if stood.value is not None and stood.lower is not None and stood.upper is not None:
            figure += f" ({interval(stood.lower, stood.upper, stood.value)})"
        sure = f", {named(stood.certainty)}" if stood.certainty else ""
        lines.append(f"{title}: it stood at {figure}{sure}")
    return tuple(lines)
