"""Interdependencies: what other strategies share with ours, who oversees them, when each ends."""

from __future__ import annotations

from collections.abc import Sequence

from purbeck.disclosure import Board, RelatedStrategy, ReleasedStrategy
from purbeck.disclosure.structure import Interdependence, Shared, Term, interdependence_of
from purbeck.figures import listed, many, quoted
from purbeck.periods import spoken_day
from purbeck.publication.chart_theme import Paper
from purbeck.publication.drawings import links, terms
from purbeck.publication.drawings.grid import Grid, Row, draw_grid
from purbeck.publication.drawings.sketch import Box, Sketch
from purbeck.publication.strategy.pictures import Picture, picture
from purbeck.publication.strategy.rows import Cell, Link, Table
from purbeck.publication.strategy.site import Content, Site
from purbeck.publication.strategy.words import Missing

# More curves than this, or more that cross, and nobody can follow one with a finger; a grid says the same.
MOST_LINKS, MOST_CROSSINGS = 24, 30
KINDS = (("aims", "aim", "aims"), ("measures", "measure", "measures"), ("groups", "group of people", "groups of people"),
         ("places", "place", "places"))  # fmt: skip


def content(site: Site) -> Content:
    """The page's content."""
    strategy, found = site.strategy, interdependence_of(site.strategy)
    made = (_related_table, _ties_table, _terms_table, _boards_table)
    context = {
        "map": _map(strategy, found) if strategy.related and strategy.priorities else None,
        "as_lines": _as_lines(strategy, found),
        "terms": _terms(strategy, found) if found.terms else None,
        "questions": _questions(strategy, found),
    }
    return Content(context, tuple(table for make in made if (table := make(strategy, found)).rows))


def _map(strategy: ReleasedStrategy, found: Interdependence) -> Picture:
    sharing = len(strategy.related) - len(found.alone)
    title = f"{_of(sharing, len(strategy.related))} an aim, a measure, people or a place with ours"
    told = _map_told(strategy, found)
    return picture("map", title, _most(strategy, found), told, lambda paper: _draw_map(strategy, found, paper))


def _most(strategy: ReleasedStrategy, found: Interdependence) -> str:
    """Which related strategies share most, and which nothing."""
    titles = {related.id: related.title for related in strategy.related}
    highest = max(shared.count for _, shared in found.shared)
    if not highest:
        return "No related strategy shares anything with ours that is written down."
    first = [name for name, shared in found.shared if shared.count == highest]
    verb = "shares" if len(first) == 1 else "share"
    said = (
        f"{listed([quoted(titles[name]) for name in first])} {verb} most with ours: {many(highest, 'thing', 'things')}"
    )
    alone = [quoted(titles[name]) for name in found.alone]
    return f"{said}{' each' if len(first) > 1 else ''}." + (
        f" {listed(alone)}: nothing that is written down." if alone else ""
    )


def _of(number: int, of: int) -> str:
    if of == 1:
        return "The one related strategy shares" if number else "The one related strategy does not share"
    which = f"All {of}" if number == of else f"{number} of {of}"
    return f"{which} related strategies {'shares' if number == 1 else 'share'}"


def _map_told(strategy: ReleasedStrategy, found: Interdependence) -> list[str]:
    titles = {priority.id: priority.title for priority in strategy.priorities}
    said = []
    for related in strategy.related:
        ties = [tie for tie in found.ties if tie.related == related.id]
        shared = [f"{_counted(tie.shared)} with {quoted(titles[tie.priority])}" for tie in ties]
        if shared:
            said.append(f"{related.title} shares {listed(shared)}.")
        elif found.shared_by(related.id).count:
            said.append(f"{related.title} shares {_counted(found.shared_by(related.id))}, of no priority.")
        else:
            said.append(f"{related.title} shares nothing that is written down.")
    return said


def _counted(shared: Shared) -> str:
    """ "two aims and a place", in figures."""
    return listed([many(n, one, several) for name, one, several in KINDS if (n := len(getattr(shared, name)))])


def _nodes(strategy: ReleasedStrategy, found: Interdependence) -> tuple[list[links.Node], list[links.Node]]:
    ours = [links.Node(one.id, Box(one.title, "ours")) for one in strategy.priorities]
    theirs = [
        links.Node(one.id, Box(one.title, "missing" if one.id in found.alone else "tinted")) for one in strategy.related
    ]
    return ours, theirs


def _ties(found: Interdependence) -> list[links.Link]:
    return [links.Link(tie.priority, tie.related, tie.shared.count) for tie in found.ties]


def _as_lines(strategy: ReleasedStrategy, found: Interdependence) -> bool:
    """Whether the links are so few that lines can be followed."""
    ties = _ties(found)
    return (
        len(ties) <= MOST_LINKS
        and links.crossings(*links.ordered(*_nodes(strategy, found), ties), ties) <= MOST_CROSSINGS
    )


def _draw_map(strategy: ReleasedStrategy, found: Interdependence, paper: Paper) -> Sketch:
    if _as_lines(strategy, found):
        heads = ("Our priorities", "Related strategies")
        return links.draw_links(*_nodes(strategy, found), _ties(found), heads, paper)
    return draw_grid(_grid(strategy, found), paper)


def _grid(strategy: ReleasedStrategy, found: Interdependence) -> Grid:
    held = {(tie.related, tie.priority): tie.shared for tie in found.ties}
    rows = []
    for related in strategy.related:
        cells = [
            (Box(_counted(shared), "tinted"),) if (shared := held.get((related.id, priority.id))) else ()
            for priority in strategy.priorities
        ]
        rows.append(Row(Box(related.title, note="shares nothing" if related.id in found.alone else ""), tuple(cells)))
    return Grid(tuple(priority.title for priority in strategy.priorities), tuple(rows))


def _terms(strategy: ReleasedStrategy, found: Interdependence) -> Picture:
    before = [term for term in found.terms if term.whose == "related" and term.ends_before_ours]
    title = (
        f"{_ending(len(before), len(strategy.related))} before ours"
        if strategy.about and strategy.related
        else "When each ends"
    )
    bars = [
        terms.Term(term.title, _term_words(term), term.starts, term.ends, term.whose == "ours") for term in found.terms
    ]
    told = spoken_day(strategy.on)
    return picture(
        "terms", title, _next_to_end(strategy, found), [f"{term.title}: {_term_words(term)}." for term in found.terms],
        lambda paper: terms.draw_terms(bars, strategy.on, told, paper),
    )  # fmt: skip


def _next_to_end(strategy: ReleasedStrategy, found: Interdependence) -> str:
    """What has ended, and what ends next."""
    ended = [quoted(term.title) for term in found.terms if term.state == "ended"]
    said = [f"{listed(ended)} {'has' if len(ended) == 1 else 'have'} ended."] if ended else []
    coming = [term for term in found.terms if term.ends and term.ends >= strategy.on]
    if coming:
        day = min(term.ends for term in coming if term.ends)
        first = listed([quoted(term.title) for term in coming if term.ends == day])
        said.append(f"The first to end from now on: {first}, on {spoken_day(day)}.")
    unsaid = sum(term.ends is None for term in found.terms)
    if unsaid:
        said.append(f"Of {unsaid} no end is written.")
    return " ".join(said)


def _ending(number: int, of: int) -> str:
    if of == 1:
        return "The one related strategy ends" if number else "The one related strategy does not end"
    return f"{number} of {of} related strategies {'ends' if number == 1 else 'end'}"


def _term_words(term: Term) -> str:
    starts = spoken_day(term.starts) if term.starts else "start not written"
    ends = spoken_day(term.ends) if term.ends else "end not written"
    return f"{starts} to {ends}" + (", ended" if term.state == "ended" else "")


def _questions(strategy: ReleasedStrategy, found: Interdependence) -> list[str]:
    """What a reader should ask: doubles, circles, what shares nothing, what ended or ends before ours."""
    titles = {related.id: related.title for related in strategy.related}
    said = [*found.doubles, *found.circles]
    said += [f"{quoted(titles[name])} shares nothing that is written down. Is it related?" for name in found.alone]
    for term in found.terms:
        if term.state == "ended" and term.whose != "ours":
            said.append(
                f"{quoted(term.title)} ended on {spoken_day(term.ends)}. What has taken its place?" if term.ends else ""
            )
        elif term.ends and term.ends_before_ours:
            said.append(f"{quoted(term.title)} ends on {spoken_day(term.ends)}, before ours. Will what we share go on?")
    return said


def _related_table(strategy: ReleasedStrategy, found: Interdependence) -> Table:
    titles = {related.id: related.title for related in strategy.related}
    boards = {board.id: board.title for board in strategy.boards}
    rows: list[tuple[Cell, ...]] = []
    for one in strategy.related:
        shared = found.shared_by(one.id)
        rows.append((
            Link(one.title, one.address) if one.address else one.title, _owner(strategy, one),
            Link(boards[one.board], f"#board-{one.board}") if one.board else None,
            one.starts, one.ends or Missing("end not written"), *_shared_cells(strategy, shared),
            tuple(Link(titles[name], f"#related-{name}") for name in one.depends_on),
        ))  # fmt: skip
    heads = ("Related strategy", "Whose", "Overseen by", "From", "To", "Shared aims", "Shared measures", "People", "Places",
             "Waits for")  # fmt: skip
    return Table("interdependencies", "What each related strategy shares with ours", heads, tuple(rows))


def _shared_cells(strategy: ReleasedStrategy, shared: Shared) -> tuple[Cell, Cell, Cell, Cell]:
    aims = {aim.id: aim.title for aim in strategy.aims}
    indicators = {one.id: one.title for one in strategy.indicators}
    return (
        tuple(Link(aims[name], f"index.html#aim-{name}") for name in shared.aims),
        tuple(Link(indicators[name], f"indicators.html#indicator-{name}") for name in shared.measures),
        shared.groups,
        shared.places,
    )


def _owner(strategy: ReleasedStrategy, related: RelatedStrategy) -> Cell:
    partners = {partner.id: partner.title for partner in strategy.partners}
    return partners[related.owner] if related.owner else related.owned_by


def _ties_table(strategy: ReleasedStrategy, found: Interdependence) -> Table:
    titles = {related.id: related.title for related in strategy.related}
    rows: list[tuple[Cell, ...]] = [
        (Link(priority.title, f"index.html#priority-{priority.id}"), Link(titles[tie.related], f"#related-{tie.related}"),
         *_shared_cells(strategy, tie.shared))
        for priority in strategy.priorities for tie in found.ties if tie.priority == priority.id
    ]  # fmt: skip
    heads = ("Priority", "Related strategy", "Shared aims", "Shared measures", "People", "Places")
    return Table("interdependencies-by-priority", "What is shared, priority by priority", heads, tuple(rows))


def _terms_table(_: ReleasedStrategy, found: Interdependence) -> Table:
    states = {"ended": "ended", "not_begun": "not begun", "running": "in force", "end_not_said": "in force"}
    rows: list[tuple[Cell, ...]] = [
        (term.title, term.starts or Missing("start not written"), term.ends or Missing("end not written"),
         states[term.state], "yes" if term.ends_before_ours else "no" if term.ends else Missing("cannot be told"))
        for term in found.terms
    ]  # fmt: skip
    heads = ("Strategy or plan", "From", "To", "State", "Ends before ours")
    return Table("terms", "When each ends, the first to end first", heads, tuple(rows))


def _boards_table(strategy: ReleasedStrategy, found: Interdependence) -> Table:
    partners = {partner.id: partner.title for partner in strategy.partners}
    related = {one.id: one.title for one in strategy.related}
    overseen = {one.board: one for one in found.oversight}
    rows: list[tuple[Cell, ...]] = []
    for board in strategy.boards:
        over = overseen[board.id]
        ours = ("this strategy",) if over.ours else ()
        oversees = (*ours, *(Link(related[name], f"#related-{name}") for name in over.related))
        rows.append((
            board.title, board.chair, tuple(partners[name] for name in board.members), board.business,
            board.meetings_a_year, _reports_to(strategy.boards, board), oversees,
        ))  # fmt: skip
    heads = ("Board", "Chair", "Members", "Business", "Meetings a year", "Reports to", "Oversees")
    anchors = tuple(f"board-{board.id}" for board in strategy.boards)
    return Table("boards", "Boards: who sits on them and what they oversee", heads, tuple(rows),
                 numbers=frozenset({"Meetings a year"}), anchors=anchors)  # fmt: skip


def _reports_to(boards: Sequence[Board], board: Board) -> Cell:
    titles = {one.id: one.title for one in boards}
    return Link(titles[board.reports_to], f"#board-{board.reports_to}") if board.reports_to else None
