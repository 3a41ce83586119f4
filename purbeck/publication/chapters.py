"""The plan of a needs assessment: its fourteen chapters, their parts, and where each finding belongs."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from purbeck.disclosure import ReleasedFinding

FILE = Path(__file__).with_name("chapters.toml")


@dataclass(frozen=True)
class PartPlan:
    """A part of a chapter: its anchor, head and opening, what findings it holds, and what it needs to hold any.

    `analyses` and `groups` are those that it takes of its sections; () takes what no other part does.
    """

    name: str
    title: str
    opening: str
    needs: str
    sections: tuple[str, ...]
    analyses: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()

    def closeness(self, finding: ReleasedFinding) -> int:
        """How closely it names a finding: 0 where not at all."""
        if finding.section not in self.sections:
            return 0
        asked = ((self.analyses, finding.analysis), (self.groups, finding.group_by))
        if any(named and value not in named for named, value in asked):
            return 0
        return 1 + sum(bool(named) for named, _ in asked)


@dataclass(frozen=True)
class ChapterPlan:
    """A chapter: its slug, head and opening, its parts, and what findings of its own would need where it has no part."""

    slug: str
    title: str
    opening: str
    needs: str = ""
    parts: tuple[PartPlan, ...] = ()


@cache
def plan() -> tuple[ChapterPlan, ...]:
    """The chapters in order."""
    held = tomllib.loads(FILE.read_text(encoding="utf-8"))["chapters"]
    return tuple(
        ChapterPlan(**{**chapter, "parts": tuple(_part(part) for part in chapter.get("parts", ()))}) for chapter in held
    )


def _part(held: dict[str, str | list[str]]) -> PartPlan:
    lists = {name: tuple(value) for name, value in held.items() if isinstance(value, list)}
    return PartPlan(**{**held, **lists})  # type: ignore[arg-type]


def part_of(finding: ReleasedFinding) -> str:
    """The name of the part that a finding belongs to: the one that names it most closely.

    Raises ValueError where there is none, so that no finding is lost in silence.
    """
    parts = [part for chapter in plan() for part in chapter.parts]
    closest = max(parts, key=lambda part: part.closeness(finding))
    if not closest.closeness(finding):
        known = sorted({section for part in parts for section in part.sections})
        raise ValueError(f"findings of section {finding.section!r} have no place in a publication; it knows {known}")
    return closest.name


def by_chapter(findings: Iterable[ReleasedFinding]) -> dict[str, frozenset[str]]:
    """The slug of every chapter, in order, and the ids of the findings that stand in it."""
    chapter_of = {part.name: chapter.slug for chapter in plan() for part in chapter.parts}
    found: dict[str, set[str]] = {chapter.slug: set() for chapter in plan()}
    for finding in findings:
        found[chapter_of[part_of(finding)]].add(finding.id)
    return {slug: frozenset(held) for slug, held in found.items()}


def sections() -> frozenset[str]:
    """The sections of findings that some part holds."""
    return frozenset(section for chapter in plan() for part in chapter.parts for section in part.sections)


def finding_anchor(name: str) -> str:
    """The address of a finding in a document, by its id: `finding-0a1b2c3d4e5f`. The same next year."""
    return "finding-" + re.sub(r"[^A-Za-z0-9_-]", "-", name)


def chapter_anchor(slug: str) -> str:
    """The address of a chapter in a document."""
    return f"chapter-{slug}"


@dataclass(frozen=True)
class Profile:
    """A kind of violence that partnerships are asked about, and the words by which findings are of it."""

    title: str
    words: tuple[str, ...]


@cache
def profiles() -> tuple[Profile, ...]:
    """The kinds of violence of the thematic profiles, in order."""
    held = tomllib.loads(FILE.read_text(encoding="utf-8"))["profiles"]
    return tuple(Profile(one["title"], tuple(one["words"])) for one in held)
