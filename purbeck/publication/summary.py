"""The seven lines of the first screen: a question, its answer, its doubt, where its evidence is."""

from __future__ import annotations

from dataclasses import dataclass

from purbeck.disclosure import ReleasedFinding


@dataclass(frozen=True)
class Question:
    """One of the seven: the section whose first finding answers it ("" for none), and what to say where none does."""

    words: str
    section: str
    unanswered: str


@dataclass(frozen=True)
class SummaryLine:
    """A question and the finding that answers it, or the sentence that says what is missing."""

    question: str
    finding: ReleasedFinding | None
    unanswered: str


NO_FINDING = "Unavailable: no finding of this edition answers it."

QUESTIONS = (
    Question("How much?", "scale", NO_FINDING),
    Question("Is it changing?", "trend", NO_FINDING),
    Question("Is it high?", "comparison", NO_FINDING),
    Question("Where?", "places", NO_FINDING),
    Question("Who?", "profile",
             "Unavailable: street-level data do not say who was harmed or who offended. Police, hospital and youth "
             "justice records would."),
    Question("What are we doing?", "strategy",
             "Unavailable: no strategy or action plan has been entered in this workspace."),
    Question("Is it working?", "impact",
             "Unavailable: nothing here says when and where an action began, so no effect can be measured."),
)  # fmt: skip


def summary_lines(findings: list[ReleasedFinding]) -> tuple[SummaryLine, ...]:
    """The seven lines. The first finding of a section is its headline: whoever orders findings decides."""
    heads: dict[str, ReleasedFinding] = {}
    for finding in findings:
        heads.setdefault(finding.section, finding)
    return tuple(SummaryLine(q.words, heads.get(q.section), q.unanswered) for q in QUESTIONS)
