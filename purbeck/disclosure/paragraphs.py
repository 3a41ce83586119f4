"""The analyst's own paragraphs become released paragraphs: checked, and repeating nobody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass

from purbeck.disclosure.findings import AS_IT_STANDS, ReleasedFinding
from purbeck.disclosure.silence import Silence
from purbeck.errors import ParagraphError
from purbeck.paragraphs.checks import Against, faults, warnings
from purbeck.paragraphs.files import read
from purbeck.paragraphs.paragraph import Paragraph, Told
from purbeck.paragraphs.places_named import known_places
from purbeck.paragraphs.told import told_by, told_by_findings
from purbeck.strategy.entry import Part, Prose
from purbeck.strategy.silent import parts_of
from purbeck.strategy.strategy import Strategy
from purbeck.workspace import Workspace


@dataclass(frozen=True)
class ReleasedParagraph:
    """A paragraph as an edition may show it: its place in the document, its words in Markdown, the findings it is about.

    `looked_at` is the day on which somebody last held its figures against the findings.
    """

    chapter: str
    place: str
    words: str
    about: tuple[str, ...] = ()
    looked_at: dt.date | None = None


@dataclass(frozen=True)
class ReleasedParagraphs:
    """Those of an edition in the order of their files; how many were left out for repeating somebody; what to look at."""

    paragraphs: tuple[ReleasedParagraph, ...] = ()
    withheld: int = 0
    warnings: tuple[str, ...] = ()


class _Text(Part):
    KIND = "paragraph"

    words: Prose


def released_paragraphs(
    workspace: Workspace, findings: Iterable[ReleasedFinding], chapters: Mapping[str, Collection[str]], edition: str,
    strategy: Strategy | None = None,
) -> ReleasedParagraphs:  # fmt: skip
    """The paragraphs of a workspace as an edition may show them.

    Parameters
    ----------
    workspace : the partnership's own, whose tables are as built: whether a number changed is asked of those.
    findings : as the edition shows them; a figure in a paragraph has to be one of theirs.
    chapters : the slug of each chapter, and the ids of the findings in it.
    strategy : whose statements no paragraph may repeat, whatever their consent: that is for the strategy's own pages.

    Raises ParagraphError, which lists every fault with its file and line, where one may not be published. Nothing of a
    text that repeats a statement is in the message, nor in what is returned.
    """
    held = [one for one in read(workspace.path) if edition in one.head.editions]
    if not held:
        return ReleasedParagraphs()
    shown = {one.id: told_of(one) for one in findings}
    against = Against(chapters, told_by_findings(workspace), shown, edition, known_places(workspace))
    silence = _silence(held, strategy)
    texts = {one.name: _Text.model_construct(words=one.words) for one in held}
    said = [one for one in held if silence.keep(texts[one.name]) == texts[one.name]]
    found = [fault for one in said for fault in faults(one, against)]
    if found:
        listed = "\n".join(f"- {fault}" for fault in found)
        raise ParagraphError(
            f"The {edition} edition was not written: paragraphs may not be published as they are.\n{listed}",
            "Correct the files named, then run the command again. Nothing was written.",
        )
    return ReleasedParagraphs(
        tuple(map(_released, said)),
        len(held) - len(said),
        tuple(words for one in said for words in warnings(one, against)),
    )


def told_of(finding: ReleasedFinding) -> Told:
    """What a released finding says, for paragraphs to be held against."""
    hidden = "" if finding.decision == AS_IT_STANDS else finding.decision
    return told_by(asdict(finding), finding.columns, finding.rows, hidden)


def _silence(paragraphs: Iterable[Paragraph], strategy: Strategy | None) -> Silence:
    if strategy is None or not strategy.voices:
        return Silence(())
    texts = [_Text.model_construct(words=one.words) for one in paragraphs]
    return Silence(strategy.voices, [*parts_of(strategy, strategy.voices), *texts])


def _released(one: Paragraph) -> ReleasedParagraph:
    looked = [stood.on for stood in one.head.stood if stood.id in one.head.about]
    return ReleasedParagraph(
        one.head.chapter, one.head.place, one.words, one.head.about, min(looked) if looked else None
    )
