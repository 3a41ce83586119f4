"""What is said of the links of a chain: what an action takes, what is done of it, where it is broken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from purbeck.disclosure import Action, Outcome, ReleasedStrategy
from purbeck.disclosure.structure import Break
from purbeck.figures import listed, many, whole
from purbeck.periods import spoken_day
from purbeck.publication.strategy.words import named

# What is broken, said of several and said of one.
BROKEN: Mapping[Break, tuple[str, str]] = {
    "no_action": ("Aims without an action", "no action serves it"),
    "no_outcome": ("Aims without an outcome", "no outcome is written"),
    "no_indicator": ("Aims and outcomes that no indicator shows", "no indicator shows it"),
    "no_aim": ("Actions that serve no aim", "it serves no aim"),
    "no_input": ("Actions of which nobody wrote what they take", "what it takes is not written"),
    "input_not_secured": ("Actions of which not all that they take is secured", "not all that it takes is secured"),
    "input_ended": ("Actions for which the money or people have run out", "what it takes has run out"),
    "halted": ("Actions that were paused or stopped", "it is halted"),
    "no_dose": ("Interventions without a dose: how much, how often, for whom", "how much is done is not written"),
    "no_measure": ("Actions that no indicator would show", "no indicator would show it"),
}
STATES = {
    "not_started": "not started",
    "under_way": "under way",
    "paused": "paused",
    "done": "done",
    "stopped": "stopped",
}


def takes(action: Action) -> list[str]:
    """What an action takes, one thing each: "Lighting, £12,000, not secured"."""
    said = []
    for resource in action.resources:
        words = resource.what
        words += f", £{whole(resource.pounds)}" if resource.pounds is not None else ""
        words += "" if resource.secured else ", not secured"
        said.append(words)
    return said


def done_so_far(action: Action) -> str:
    """The state of an action with its day: "Done on 31 May 2026"."""
    if action.done is not None:
        return f"Done on {spoken_day(action.done)}"
    state = STATES[action.state].capitalize()
    if action.due is not None and action.state in {"not_started", "under_way"}:
        return f"{state}, due {spoken_day(action.due)}"
    return state


def dose(strategy: ReleasedStrategy, action: Action) -> str | None:
    """How much is done of the intervention that an action carries out; None where it carries none or nobody wrote it."""
    return next((one.dose for one in strategy.interventions if one.id == action.intervention), None)


def by_state(actions: Sequence[Action]) -> str:
    """ "3 under way, 2 done"."""
    counts = [(sum(action.state == state for action in actions), words) for state, words in STATES.items()]
    return ", ".join(f"{number} {words}" for number, words in counts if number)


def money(actions: Sequence[Action]) -> list[str]:
    """The money that actions take, secured and hoped for, what else, and of how many nothing is written."""
    resources = [resource for action in actions for resource in action.resources]
    sums = [
        (sum(r.pounds or 0 for r in resources if r.secured is secured), words)
        for secured, words in ((True, "secured"), (False, "not secured"))
    ]
    said = [f"£{whole(pounds)} {words}" for pounds, words in sums if pounds]
    others = sum(resource.pounds is None for resource in resources)
    said += [many(others, "thing without a price", "things without a price")] if others else []
    silent = sum(not action.resources for action in actions)
    said += [f"nothing written for {many(silent, 'action', 'actions')}"] if silent else []
    return said


def horizon_title(outcome: Outcome) -> str:
    """The head over outcomes of a horizon: "Medium term"."""
    return named(outcome.horizon).capitalize()


def broken(breaks: Iterable[Break]) -> str:
    """Where a chain is broken, in words; "" where it is whole."""
    words = [BROKEN[one][1] for one in breaks]
    return listed(words) if words else ""
