"""How far actions have come on a day, in words: late is said, not coloured."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from purbeck.disclosure import Action, Question, ReleasedStrategy
from purbeck.periods import spoken_day

OPEN = ("not_started", "under_way", "paused")
STATES = {
    "not_started": "Not started",
    "under_way": "Under way",
    "paused": "Paused",
    "done": "Done",
    "stopped": "Stopped",
}


def is_late(action: Action, on: dt.date) -> bool:
    """Whether an action that is not finished was due before the day."""
    return action.state in OPEN and action.due is not None and action.due < on


def starts_late(action: Action, on: dt.date) -> bool:
    """Whether an action that has not started was to start before the day, and is not late altogether."""
    started_late = action.state == "not_started" and action.starts is not None and action.starts < on
    return started_late and not is_late(action, on)


def state_of(action: Action, on: dt.date) -> str:
    """The state of an action in words, lateness among them: "Late: under way, was due on 31 March 2026"."""
    said = STATES[action.state]
    reason = f": {action.reason}" if action.reason else ""
    if action.done is not None:
        return f"{said} on {spoken_day(action.done)}"
    if is_late(action, on) and action.due is not None:
        return f"Late: {said.lower()}, was due on {spoken_day(action.due)}{reason}"
    if starts_late(action, on) and action.starts is not None:
        return f"Late to start: was to start on {spoken_day(action.starts)}"
    return f"{said}{reason}"


def question_is_late(question: Question, on: dt.date) -> bool:
    """Whether a research question has no answer and was due before the day."""
    return question.state in {"open", "under_way"} and question.due is not None and question.due < on


def said_of_all(strategy: ReleasedStrategy) -> str:
    """How many actions there are, and how far they have come, as a sentence or two."""
    actions, on = strategy.actions, strategy.on
    if not actions:
        return "No actions are written down yet."
    parts = [(f"{many(n)} {words}") for words, n in _counts(actions)]
    late, starting = sum(is_late(one, on) for one in actions), sum(starts_late(one, on) for one in actions)
    said = f"{_things(len(actions), 'action')}: {listed(parts)}."
    late_words = f"{many(late).capitalize()} {'is' if late == 1 else 'are'} late" if late else "None is late"
    start_words = f"; {many(starting)} should have started" if starting else ""
    return f"{said} {late_words}{start_words}."


def _counts(actions: Iterable[Action]) -> list[tuple[str, int]]:
    held = [action.state for action in actions]
    return [(words.lower(), held.count(state)) for state, words in STATES.items() if state in held]


def many(count: int) -> str:
    """A small number in words, a larger one in figures."""
    words = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return words[count] if 0 <= count < len(words) else f"{count:,}"


def _things(count: int, thing: str) -> str:
    return f"{many(count).capitalize()} {thing}{'s' if count != 1 else ''}"


def listed(parts: list[str]) -> str:
    """ "a, b and c"."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
