"""What came of verifying a publication: what changed, what was compared, what differs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from purbeck.figures import listed, many

MOST_SHOWN = 50
AROUND = 40  # characters of a long text on both sides of where two differ
NOTHING = "nothing"


@dataclass(frozen=True)
class Difference:
    """A place where a publication does not say what is derived; `finding` is "" where it belongs to none."""

    finding: str
    file: str
    place: str
    printed: str
    derived: str

    def __str__(self) -> str:
        whose = f", finding {self.finding}" if self.finding else ""
        place = f", {self.place}" if self.place else ""
        printed, derived = _near(self.printed, self.derived)
        return f"{self.file}{whose}{place}: printed is {printed}, derived is {derived}."


@dataclass(frozen=True)
class Verified:
    """The result. `changed` says in words what is not as it was when the publication was made.

    `same` are as many files as have the same bytes; `alike` are those of other bytes that say the same; `numbers` are those
    printed in all files.
    """

    findings: int
    numbers: int
    files: int
    same: int
    alike: tuple[str, ...]
    differences: tuple[Difference, ...]
    release: str = ""
    changed: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether everything printed is what is derived."""
        return not self.differences

    def of(self, release: str, changed: tuple[str, ...]) -> Verified:
        """The same, of a release, with what changed since it was made."""
        return replace(self, release=release, changed=changed)

    def in_words(self) -> Iterator[str]:
        """The report: what changed, each difference, then what was compared."""
        yield from self.changed
        for one in self.differences[:MOST_SHOWN]:
            yield str(one)
        if (more := len(self.differences) - MOST_SHOWN) > 0:
            yield f"And {many(more, 'more difference', 'more differences')}."
        yield self.compared()

    def compared(self) -> str:
        """What was compared, and what came of it, in a few sentences."""
        compared = listed([
            many(self.findings, "finding", "findings"), many(self.numbers, "number", "numbers"),
            many(self.files, "file", "files"),
        ])  # fmt: skip
        found = many(len(self.differences), "difference", "differences") if self.differences else "No difference"
        said = [f"{found}. Compared: {compared} of release {self.release}, with a clean build."]
        said.append(f"{many(self.same, 'file is', 'files are')} the same to the byte.")
        if self.alike:
            said.append(f"Other bytes that say the same: {listed(list(self.alike))}.")
        return " ".join(said)


def _near(printed: str, derived: str) -> tuple[str, str]:
    """Both texts, of long ones the words around where they begin to differ."""
    at = next(
        (n for n, (a, b) in enumerate(zip(printed, derived, strict=False)) if a != b), min(len(printed), len(derived))
    )
    return _part(printed, at), _part(derived, at)


def _part(text: str, at: int) -> str:
    if not text:
        return NOTHING
    start, end = max(at - AROUND, 0), at + AROUND
    return f"“{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}”"
