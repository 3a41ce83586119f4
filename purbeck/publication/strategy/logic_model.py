"""The logic model: what is put in, done and reached, for the whole strategy and for each priority."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from purbeck.disclosure import Horizon, Priority, ReleasedStrategy
from purbeck.disclosure.structure import Break, Chain, Lane, LogicModel, logic_model_of
from purbeck.figures import listed, many, quoted
from purbeck.publication.chart_theme import Paper
from purbeck.publication.drawings import chains
from purbeck.publication.drawings.sketch import Box, Sketch
from purbeck.publication.drawings.steps import Row, Stack, draw_steps
from purbeck.publication.strategy.chain_words import BROKEN, broken, by_state, done_so_far, dose, money, takes
from purbeck.publication.strategy.pictures import Picture, picture
from purbeck.publication.strategy.rows import Cell, Link, Table
from purbeck.publication.strategy.site import Content, Site
from purbeck.publication.strategy.words import Missing, named

NOTHING = "Nothing written"
NO_ACTION, NO_OUTCOME = Box("No action", "missing"), Box("No outcome written", "missing")
WHOLE = (0.2, 0.2, 0.32, 0.28)


@dataclass(frozen=True)
class Part:
    """A priority's part of the page: its picture where it has aims, its table."""

    priority: Priority
    picture: Picture | None
    table: str


class Model:
    """A released strategy with its logic model, and its entries by id."""

    def __init__(self, strategy: ReleasedStrategy) -> None:
        self.strategy = strategy
        self.found: LogicModel = logic_model_of(strategy)
        self.actions = {one.id: one for one in strategy.actions}
        self.aims = {one.id: one for one in strategy.aims}
        self.outcomes = {one.id: one for one in strategy.outcomes}
        self.interventions = {one.id: one for one in strategy.interventions}
        self.partners = {one.id: one.title for one in strategy.partners}

    def lanes_of(self, priority: str) -> list[Lane]:
        """The lanes of a priority, in the order in which its aims are written."""
        lanes = {lane.aim: lane for lane in self.found.lanes}
        return [lanes[aim.id] for aim in self.strategy.aims_of(priority)]

    def chains_of(self, lane: Lane) -> list[Chain]:
        """The chains of a lane, in the order in which the actions are written."""
        chains_by_action = {chain.action: chain for chain in lane.chains}
        return [chains_by_action[action.id] for action in self.strategy.actions if action.id in chains_by_action]

    def columns(self) -> chains.Columns:
        """What the columns are called: who does it, where the edition does not show what is put in."""
        return chains.Columns("Who" if self.strategy.public else "Put in", "Action", "What is done", "Comes of it")


def content(site: Site) -> Content:
    """The page's content."""
    model = Model(site.strategy)
    parts, tables = [], []
    for priority in site.strategy.priorities:
        lanes = model.lanes_of(priority.id)
        table = _table(model, priority, lanes)
        tables.append(table)
        parts.append(Part(priority, _picture(model, priority, lanes) if lanes else None, table.name))
    whole = _whole(model) if model.found.lanes else None
    tables += [_loose(model)] if model.found.loose else []
    return Content(
        {"whole": whole, "parts": parts, "breaks": _breaks(model)}, tuple(table for table in tables if table.rows)
    )


def _whole(model: Model) -> Picture:
    rows = [_summed(model, one) for one in model.strategy.priorities if model.lanes_of(one.id)]
    aims = many(len(model.found.lanes), "aim", "aims")
    title = f"{many(len(model.actions), 'action', 'actions')} towards {aims}, for {many(len(rows), 'priority', 'priorities')}"
    heads = (model.columns().put_in, "Actions", "Comes of it", "Aims")
    return picture(
        "whole", title, _how_whole(model.found.lanes), map(_summed_told, rows),
        lambda paper: draw_steps(rows, heads, WHOLE, paper),
    )  # fmt: skip


def _how_whole(lanes: Sequence[Lane]) -> str:
    at_fault = sum(not lane.whole for lane in lanes)
    if not at_fault:
        return "Every chain from what is put in to its aim is whole."
    return f"On the way to {at_fault} of {many(len(lanes), 'aim', 'aims')} something is missing, halted or not secured."


def _summed(model: Model, priority: Priority) -> Row:
    """A priority's lanes as one: sums in place of single actions."""
    lanes = model.lanes_of(priority.id)
    named_in = {chain.action for lane in lanes for chain in lane.chains}
    actions = [action for action in model.strategy.actions if action.id in named_in]
    partners = tuple(dict.fromkeys(model.partners[action.partner] for action in actions))
    put_in = partners if model.strategy.public else money(actions)
    carried = len({action.intervention for action in actions if action.intervention})
    note = by_state(actions) + (f"; {many(carried, 'intervention', 'interventions')}" if carried else "")
    outcomes = _stages(model, {one.outcome for lane in lanes for one in lane.outcomes}, set())
    return Row(
        f"{priority.title} ({named(priority.tier).lower()})",
        (
            (Stack("", (Box("; ".join(put_in)) if put_in else Box(NOTHING, "missing"),)),),
            (Stack("", (Box(many(len(actions), "action", "actions"), "tinted", note) if actions else NO_ACTION,)),),
            outcomes or (Stack("", (NO_OUTCOME,)),),
            (Stack("", tuple(Box(model.aims[lane.aim].title, "ours") for lane in lanes)),),
        ),
    )


def _summed_told(row: Row) -> str:
    steps = [[box for stack in stacks for box in stack.boxes] for stacks in row.steps]
    put_in, actions = steps[0][0], steps[1][0]
    more = f" ({actions.note})" if actions.note else ""
    outcomes, aims = (listed([quoted(box.words) for box in boxes]) for boxes in steps[2:])
    return f"{row.title}: {put_in.words}; {actions.words}{more}; outcomes: {outcomes}; aims: {aims}."


def _stages(model: Model, outcomes: set[str], unseen: set[str]) -> tuple[Stack, ...]:
    """Outcomes by horizon, the nearest first, those that no indicator shows with a broken edge."""
    found = []
    for horizon in get_args(Horizon):
        boxes = tuple(
            Box(one.title, "missing", BROKEN["no_indicator"][1]) if one.id in unseen else Box(one.title)
            for one in model.strategy.outcomes
            if one.id in outcomes and one.horizon == horizon
        )
        found += [Stack(named(horizon).capitalize(), boxes)] if boxes else []
    return tuple(found)


def _picture(model: Model, priority: Priority, lanes: Sequence[Lane]) -> Picture:
    drawn = [_lane(model, lane) for lane in lanes]
    actions = {chain.action for lane in lanes for chain in lane.chains}
    title = f"{many(len(actions), 'action leads', 'actions lead')} to {many(len(lanes), 'aim', 'aims')}"
    words = f"{by_state([model.actions[name] for name in actions]).capitalize()}. " if actions else ""
    words += _how_whole(lanes)
    told = [sentence for lane in lanes for sentence in _told(model, lane)]

    def draw(paper: Paper) -> Sketch:
        return chains.draw_chains(drawn, model.columns(), paper)

    return picture(f"logic-{priority.id}", title, words, told, draw)


def _lane(model: Model, lane: Lane) -> chains.Lane:
    held = tuple(_chain(model, chain) for chain in model.chains_of(lane))
    if not held:
        nothing = Box(NOTHING, "missing")
        held = (chains.Chain(nothing, NO_ACTION, nothing),)
    stages = _stages(
        model, {one.outcome for one in lane.outcomes}, {one.outcome for one in lane.outcomes if one.breaks}
    )
    if not stages:
        stages = (Stack("", (NO_OUTCOME,)),)
    note = BROKEN["no_indicator"][1] if "no_indicator" in lane.breaks else ""
    return chains.Lane(
        f"Towards: {model.aims[lane.aim].title}", held, stages, Box(model.aims[lane.aim].title, "ours", note, bold=True)
    )


def _chain(model: Model, chain: Chain) -> chains.Chain:
    action = model.actions[chain.action]
    put_in = Box("; ".join(takes(action)) or NOTHING, "plain" if action.resources else "missing")
    if model.strategy.public:
        put_in = Box(model.partners[action.partner])
    elif set(chain.breaks) & {"input_not_secured", "input_ended"}:
        put_in = Box(put_in.words, "missing", BROKEN["input_ended"][1] if "input_ended" in chain.breaks else "")
    who = "" if model.strategy.public else model.partners[action.partner]
    halted = "halted" in chain.breaks
    output = dose(model.strategy, action) or done_so_far(action)
    more = done_so_far(action) if output != done_so_far(action) else ""
    more = "how much is not written" if "no_dose" in chain.breaks else more
    return chains.Chain(
        put_in,
        Box(action.title, "missing" if halted else "tinted", who),
        Box(output, "missing" if halted or "no_dose" in chain.breaks else "plain", more),
    )


def _told(model: Model, lane: Lane) -> list[str]:
    """Everything that is drawn of a lane, a sentence for each action."""
    aim = quoted(model.aims[lane.aim].title)
    said = []
    for chain in model.chains_of(lane):
        drawn = _chain(model, chain)
        outcomes = listed([quoted(model.outcomes[name].title) for name in chain.outcomes])
        at_fault = f" Broken: {broken(chain.breaks)}." if chain.breaks else ""
        more = f" ({drawn.output.note})" if drawn.output.note else ""
        said.append(
            f"{quoted(drawn.action.words)}: {drawn.put_in.words}; {drawn.output.words}{more}; leads to "
            f"{outcomes if chain.outcomes else 'no outcome that is written'}, towards the aim {aim}.{at_fault}"
        )
    said += [f"Of the aim {aim}: {broken(lane.breaks)}."] if lane.breaks else []
    return said


def _table(model: Model, priority: Priority, lanes: Sequence[Lane]) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for lane in lanes:
        aim = Link(model.aims[lane.aim].title, f"index.html#aim-{lane.aim}")
        held = model.chains_of(lane)
        rows += [(aim, *_cells(model, chain), broken((*chain.breaks, *lane.breaks))) for chain in held]
        rows += [] if held else [(aim, None, None, None, None, broken(lane.breaks))]
    return Table(
        f"logic-{priority.id}", f"{priority.title}: from what is put in to what comes of it", _heads(model), tuple(rows)
    )


def _heads(model: Model) -> tuple[str, ...]:
    return ("Aim", model.columns().put_in, "Action", "What is done", "Leads to", "Where the chain is broken")


def _cells(model: Model, chain: Chain) -> tuple[Cell, ...]:
    action = model.actions[chain.action]
    put_in: Cell = tuple(takes(action)) or Missing("Nothing written.")
    if model.strategy.public:
        put_in = model.partners[action.partner]
    said = tuple(words for words in (dose(model.strategy, action), done_so_far(action)) if words)
    outcomes = tuple(model.outcomes[name].title for name in chain.outcomes)
    return put_in, Link(action.title, f"delivery-plan.html#action-{action.id}"), said, outcomes


def _loose(model: Model) -> Table:
    rows = tuple((None, *_cells(model, chain), broken(chain.breaks)) for chain in model.found.loose)
    return Table("logic-without-aim", "Actions that serve no aim", _heads(model), rows)


def _breaks(model: Model) -> list[tuple[str, list[str]]]:
    """What is broken, of which aims, outcomes and actions, in the order in which they are told."""
    held: dict[Break, set[str]] = {}
    for lane in model.found.lanes:
        found = [(one, model.aims[lane.aim].title) for one in lane.breaks]
        found += [(one, model.outcomes[reached.outcome].title) for reached in lane.outcomes for one in reached.breaks]
        found += [(one, model.actions[chain.action].title) for chain in lane.chains for one in chain.breaks]
        for one, title in found:
            held.setdefault(one, set()).add(title)
    for chain in model.found.loose:
        for one in chain.breaks:
            held.setdefault(one, set()).add(model.actions[chain.action].title)
    return [(BROKEN[one][0], sorted(held[one])) for one in BROKEN if one in held]
