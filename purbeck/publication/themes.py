"""Thematic profiles: what an assessment holds on each kind of violence, wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from purbeck.disclosure import ReleasedFinding
from purbeck.figures import many
from purbeck.publication.chapters import finding_anchor, profiles
from purbeck.publication.content import Block, Heading, bullets, missing, paragraph, say

if TYPE_CHECKING:
    from purbeck.publication.publication import About

OPENING = "Each finding stands in one chapter, beside others of its kind. Here they are by what they are about."
# A category that holds more than its name says is of none of them.
TOO_WIDE = frozenset({"violence_and_sexual_offences"})


def themes(findings: Sequence[ReleasedFinding], about: About) -> Iterator[Block]:
    """For each kind of violence, the findings on it; apart, as their titles are alike, those by another definition."""
    yield paragraph(OPENING)
    for profile in profiles():
        held = [one for one in findings if _is_of(one, profile.words)]
        yield Heading(profile.title)
        if not held:
            yield missing("No finding here is about it yet.")
            continue
        for note in (None, *about.beside):
            found = [one for one in held if about.note_beside(one) == note]
            if found:
                by = f", counted by “{note.title}”" if note else ""
                yield paragraph(f"{many(len(found), 'finding is', 'findings are')} about it{by}:")
                yield bullets([say(one.title, f"#{finding_anchor(one.id)}") for one in found])


def _is_of(finding: ReleasedFinding, words: Sequence[str]) -> bool:
    names = (finding.theme, finding.group_value)
    return any(word in name for name in names if name not in TOO_WIDE for word in words)
