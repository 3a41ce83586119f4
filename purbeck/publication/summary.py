"""The seven lines of the first screen: a question, its answer, its doubt, where its evidence is."""

from __future__ import annotations

from dataclasses import dataclass

from purbeck.disclosure import ReleasedFinding, ReleasedStrategy
from purbeck.figures import listed, many
from purbeck.publication.chapters import chapter_anchor
from purbeck.publication.strategy.progress import said_of_all


@dataclass(frozen=True)
class Question:
    """One of the seven: the section whose first finding answers it, and what to say where none does.

    `recorded` is the measure by which recorded crime answers where that section cannot: its own street-level rows lack.
    """

    words: str
    section: str
    unanswered: str
    recorded: str = ""


@dataclass(frozen=True)
class SummaryLine:
    """A question and the finding that answers it, or the sentence that says what is missing.

    `beside` are answers of the same part by other definitions than that finding's. Where no finding answers, `unanswered`
    says what is known all the same, or what is missing; `to` is where in the document more of it stands, or "".
    """

    question: str
    finding: ReleasedFinding | None
    unanswered: str
    beside: tuple[ReleasedFinding, ...] = ()
    to: str = ""


STRATEGY = "strategy"
RECORDED, CANNOT_TELL = "three_years", "cannot_tell_from_this_source"
NO_FINDING = "Unavailable: no finding of this edition answers it."

QUESTIONS = (
    Question("How much?", "scale", NO_FINDING, "rate_per_1000"),
    Question("Is it changing?", "trend", NO_FINDING, "change"),
    Question("Is it high?", "comparison", NO_FINDING, "rate_ratio"),
    Question("Where?", "places", NO_FINDING),
    Question("Who?", "profile",
             "Unavailable: street-level data do not say who was harmed or who offended. Police, hospital and youth "
             "justice records would."),
    Question("What are we doing?", STRATEGY,
             "Unavailable: no strategy is written down here."),
    Question("Is it working?", "impact",
             "Unavailable: nothing here says when and where an action began, so no effect can be measured."),
)  # fmt: skip


def summary_lines(findings: list[ReleasedFinding], strategy: ReleasedStrategy | None = None) -> tuple[SummaryLine, ...]:
    """The seven lines. The first finding of a section is its headline: whoever orders findings decides.

    What is being done is told of the strategy, where there is one.
    """
    heads: dict[str, ReleasedFinding] = {}
    recorded: dict[str, ReleasedFinding] = {}
    for finding in findings:
        heads.setdefault(finding.section, finding)
        if finding.section == RECORDED and finding.certainty != CANNOT_TELL:
            recorded.setdefault(finding.measure, finding)
    lines = []
    for q in QUESTIONS:
        head = heads.get(q.section)
        if head is None or head.certainty == CANNOT_TELL:
            head = recorded.get(q.recorded, head)
        if head is None and q.section == STRATEGY and strategy is not None:
            lines.append(SummaryLine(q.words, None, _done(strategy), to=f"#{chapter_anchor('priorities')}"))
        else:
            lines.append(SummaryLine(q.words, head, q.unanswered, _beside(head, findings)))
    return tuple(lines)


def _done(strategy: ReleasedStrategy) -> str:
    """What partners put first, and how far actions have come."""
    priorities = many(len(strategy.priorities), "priority", "priorities")
    named = f": {listed([one.title for one in strategy.priorities])}" if strategy.priorities else ""
    return f"{priorities}{named}. {said_of_all(strategy)}"


def _beside(head: ReleasedFinding | None, findings: list[ReleasedFinding]) -> tuple[ReleasedFinding, ...]:
    """The first answer to what a finding asks by each other definition."""
    if head is None:
        return ()
    found: dict[str, ReleasedFinding] = {}
    for one in findings:
        same = (one.section, one.analysis, one.measure) == (head.section, head.analysis, head.measure)
        if same and one.definition != head.definition and one.certainty != CANNOT_TELL:
            found.setdefault(one.definition, one)
    return tuple(found.values())
