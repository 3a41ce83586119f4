"""Causes and provision: what goes with more violence and with less, and what is there for whom."""

from __future__ import annotations

from collections.abc import Sequence

from purbeck.disclosure import Factor, ReleasedStrategy
from purbeck.disclosure.structure import Provision, doubles_of, gap_rules, gaps_of, provision_of
from purbeck.figures import listed, many, quoted
from purbeck.publication.chart_theme import Paper
from purbeck.publication.drawings.levels import Level, Sides, draw_levels
from purbeck.publication.drawings.sketch import Box, Sketch
from purbeck.publication.strategy import need
from purbeck.publication.strategy.pictures import Picture, picture
from purbeck.publication.strategy.rows import Cell, Link, Table
from purbeck.publication.strategy.site import Content, Site
from purbeck.publication.strategy.words import named

# From the outermost to the innermost, with what each takes in.
LEVELS = {
    "society": "Laws, norms, money and chances across the country",
    "community": "Schools, neighbourhoods, work, places to go",
    "relationship": "Family, partners, friends, people of the same age",
    "individual": "What a person has lived through, knows and can do",
}
SIDES = Sides("Risk: goes with more violence", "Protective: goes with less")
STRENGTHS = {
    "strong": "strong evidence", "moderate": "moderate evidence", "weak": "weak evidence", "mixed": "mixed evidence",
    "unknown": "strength of evidence unknown",
}  # fmt: skip


def content(site: Site) -> Content:
    """The page's content."""
    strategy, provided = site.strategy, provision_of(site.strategy)
    made = (_factors_table(strategy, provided), *need.tables(strategy, provided), _gaps_table(strategy, provided))
    context = {
        "levels": _levels(strategy, provided) if strategy.factors else None,
        "told_factors": [factor for factor in strategy.factors if factor.here or factor.findings],
        "pictures": need.pictures(strategy, provided),
        "gaps": _gaps(strategy, provided),
        "doubles": doubles_of(strategy),
        "alike": gap_rules()["services_alike"],
    }
    return Content(context, tuple(table for table in made if table.rows))


def _levels(strategy: ReleasedStrategy, provided: Provision) -> Picture:
    risks = sum(factor.kind == "risk" for factor in strategy.factors)
    protects = len(strategy.factors) - risks
    protective = many(protects, "protective factor", "protective factors")
    title = f"{many(risks, 'risk factor', 'risk factors')} and {protective}, by level"
    strong = [quoted(factor.title) for factor in strategy.factors if factor.strength == "strong"]
    words = f"The evidence is strong for {listed(strong)}." if strong else "The evidence is strong for none of them."
    drawn = [_level(strategy, provided, name) for name in LEVELS]
    told = [sentence for level in drawn for sentence in _told(level)]

    def draw(paper: Paper) -> Sketch:
        return draw_levels(drawn, SIDES, paper)

    return picture("levels", title, words, told, draw)


def _level(strategy: ReleasedStrategy, provided: Provision, name: str) -> Level:
    held = [factor for factor in strategy.factors if factor.level == name]
    sides = [
        tuple(_box(provided, factor) for factor in held if factor.kind == kind) or (Box("None written", "missing"),)
        for kind in ("risk", "protective")
    ]
    return Level(named(name).capitalize(), LEVELS[name], sides[0], sides[1])


def _box(provided: Provision, factor: Factor) -> Box:
    """A factor: how strong the evidence is, and how many services work on it; a broken edge where nothing does."""
    work = next(work for work in provided.work if work.factor == factor.id)
    works = [many(len(work.services), "service", "services")] if work.services else []
    works += [many(len(work.interventions), "intervention", "interventions")] if work.interventions else []
    doing = listed(works) if works else "nothing works on it"
    return Box(factor.title, "tinted" if works else "missing", f"{STRENGTHS[factor.strength].capitalize()}; {doing}")


def _told(level: Level) -> list[str]:
    sides = ((SIDES.risks, level.risks), (SIDES.protects, level.protects))
    return [f"{level.title}, {side.lower()}: {listed([box.said for box in boxes])}." for side, boxes in sides]


def _factors_table(strategy: ReleasedStrategy, provided: Provision) -> Table:
    priorities = {one.id: one.title for one in strategy.priorities}
    services = {one.id: one.title for one in strategy.services}
    interventions = {one.id: one.title for one in strategy.interventions}
    working = {work.factor: work for work in provided.work}
    rows: list[tuple[Cell, ...]] = []
    for factor in _by_level(strategy.factors):
        work = working[factor.id]
        rows.append((
            factor.title, factor.kind, factor.level, factor.strength,
            Link(factor.source, factor.address) if factor.address else factor.source, factor.dated,
            tuple(Link(priorities[name], f"index.html#priority-{name}") for name in factor.priorities),
            tuple(Link(services[name], f"#service-{name}") for name in work.services),
            tuple(Link(interventions[name], f"delivery-plan.html#intervention-{name}") for name in work.interventions),
        ))  # fmt: skip
    heads = ("Factor", "Risk or protective", "Level", "Evidence", "Source", "Dated", "Priorities", "Services now",
             "Interventions now")  # fmt: skip
    anchors = tuple(f"factor-{factor.id}" for factor in _by_level(strategy.factors))
    return Table("factors", "Risk and protective factors, by level", heads, tuple(rows), anchors=anchors)


def _by_level(factors: Sequence[Factor]) -> list[Factor]:
    return sorted(factors, key=lambda factor: (list(LEVELS).index(factor.level), factor.kind == "protective"))


def _gaps(strategy: ReleasedStrategy, provided: Provision) -> list[tuple[str, str, list[str]]]:
    """Gaps under the rule that found them: its title, its words, the sentences."""
    found = gaps_of(strategy, provided)
    rules = {name: rule for name, rule in gap_rules().items() if any(gap.rule == name for gap in found)}
    return [(rule.title, rule.words, [gap.words for gap in found if gap.rule == name]) for name, rule in rules.items()]


def _gaps_table(strategy: ReleasedStrategy, provided: Provision) -> Table:
    rules = gap_rules()
    rows = [(rules[gap.rule].title, gap.words, rules[gap.rule].words) for gap in gaps_of(strategy, provided)]
    rows += [
        (rules["services_alike"].title, double.words, rules["services_alike"].words) for double in doubles_of(strategy)
    ]
    return Table("gaps", "What to ask, and the rule that found it", ("What", "In words", "Rule"), tuple(rows))
