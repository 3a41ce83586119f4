"""What the strategy and the definition say that belongs in chapters of an assessment, as blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from purbeck.disclosure import ReleasedFinding, ReleasedWriting
from purbeck.publication.chapters_of_strategy import drivers, priorities, provision, recommendations, voices
from purbeck.publication.content import Block
from purbeck.publication.purpose import purpose
from purbeck.publication.themes import themes

if TYPE_CHECKING:
    from purbeck.publication.publication import About

OF_STRATEGY: Mapping[str, Callable[[ReleasedWriting, Mapping[str, ReleasedFinding]], Iterator[Block]]] = {
    "drivers": drivers, "voices": voices, "provision": provision, "priorities": priorities,
    "recommendations": recommendations,
}  # fmt: skip


def blocks_of_chapters(
    about: About, findings: Sequence[ReleasedFinding], written: ReleasedWriting
) -> dict[str, tuple[Block, ...]]:
    """The blocks of each chapter that has any, by its slug. Each says in plain words what nobody has written."""
    held = {finding.id: finding for finding in findings}
    found = {slug: tuple(made(written, held)) for slug, made in OF_STRATEGY.items()}
    return found | {"purpose": tuple(purpose(about, written)), "themes": tuple(themes(findings, about))}
