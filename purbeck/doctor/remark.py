"""What a look at one thing came to: ok, look at this, or broken; and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from purbeck.errors import PurbeckError

OK, LOOK, BROKEN = "ok", "look at this", "broken"


@dataclass(frozen=True)
class Remark:
    """One line about one subject. `todo` says what to do; empty where there is nothing to do."""

    state: str
    subject: str
    words: str
    todo: str = ""

    @classmethod
    def of_error(cls, subject: str, error: PurbeckError) -> Remark:
        """What an error says, as a remark."""
        return cls(BROKEN, subject, error.what, error.todo)


def guarded(subject: str, look: Callable[[], Iterable[Remark]]) -> Iterator[Remark]:
    """The remarks of one look; what goes wrong in it is a remark too, and does not stop the others."""
    try:
        yield from look()
    except PurbeckError as error:
        yield Remark.of_error(subject, error)
    except OSError as error:
        yield Remark(BROKEN, subject, f"The disk refused: {error}.", "Put that right, then run purbeck doctor again.")
