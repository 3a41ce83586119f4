"""What people wrote that stands in chapters: paragraphs, lists and tables, whatever file they go to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """Words that look alike. `to` is where they lead: "https://...", "#finding-0a1b2c3d4e5f" in the document, "" nowhere."""

    words: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    to: str = ""

    @property
    def outside(self) -> bool:
        """Whether they lead out of the document."""
        return bool(self.to) and not self.to.startswith("#")


Words = tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph. `kind` is "plain", "quotation", or "missing" where it says that something is not there."""

    words: Words
    kind: str = "plain"


@dataclass(frozen=True)
class Heading:
    """A heading within a chapter, below that of a part; `anchor` is its address in the document, or ""."""

    words: str
    anchor: str = ""


@dataclass(frozen=True)
class Item:
    """An item of a list; `level` is 0, or more for a list within one."""

    words: Words
    level: int = 0


@dataclass(frozen=True)
class Bullets:
    """A list, numbered or not."""

    items: tuple[Item, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Grid:
    """A table of words: `heads` of its columns, and a row for each; the first cell of a row is its head.

    Raises ValueError where a row is of another width than the heads.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]

    def __post_init__(self) -> None:
        """Refuse rows of another width than the heads."""
        if any(len(row) != len(self.heads) for row in self.rows):
            raise ValueError(f'table "{self.caption}": every row needs {len(self.heads)} cells')


Block = Paragraph | Heading | Bullets | Grid


def say(words: str, to: str = "") -> Words:
    """Plain words, which may lead somewhere; none of no words."""
    return (Run(words, to=to),) if words else ()


def paragraph(words: str) -> Paragraph:
    """A plain paragraph."""
    return Paragraph(say(words))


def missing(words: str) -> Paragraph:
    """A paragraph that says that something is not there."""
    return Paragraph(say(words), "missing")


def bullets(items: Sequence[str | Words], numbered: bool = False) -> Bullets:
    """A list of plain words, or of words that lead somewhere."""
    return Bullets(tuple(Item(say(one) if isinstance(one, str) else one) for one in items), numbered)


def joined(several: Sequence[Words], between: str = "; ") -> Words:
    """Several pieces of text in one cell or line."""
    found: list[Run] = []
    for words in several:
        found += [Run(between), *words] if found and words else list(words)
    return tuple(found)


def plain(words: Words) -> str:
    """Words without their looks."""
    return "".join(run.words for run in words)


def texts(block: Block) -> tuple[str, ...]:
    """Every text of a block, in order, without looks."""
    if isinstance(block, Paragraph):
        return (plain(block.words),)
    if isinstance(block, Heading):
        return (block.words,)
    if isinstance(block, Bullets):
        return tuple(plain(item.words) for item in block.items)
    return (block.caption, *block.heads, *(plain(cell) for row in block.rows for cell in row))


def kind_of(block: Block) -> str:
    """What a block is, for a template: "Paragraph", "Heading", "Bullets" or "Grid"."""
    return type(block).__name__
