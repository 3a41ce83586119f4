"""What people wrote, as blocks of a document to print and edit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from purbeck.publication import content
from purbeck.publication.blocks import Block, Heading, Items, Run, Runs, Table, Words, plain
from purbeck.publication.content import Bullets, Grid, Paragraph
from purbeck.publication.publication import OwnText, anchor

OWN = "The analyst’s own words"
WITHIN = "– "  # before an item of a list within a list


def blocks_of(several: Iterable[content.Block], level: int) -> Iterator[Block]:
    """Blocks of content in a document, their headings of this level."""
    for one in several:
        if isinstance(one, Paragraph):
            yield Words(_runs(one.words))
        elif isinstance(one, content.Heading):
            yield Heading(level, one.words, one.anchor)
        elif isinstance(one, Bullets):
            yield from _list(one)
        elif isinstance(one, Grid):
            rows = tuple(tuple(map(_cell, row)) for row in one.rows)
            yield Table(one.caption, one.heads, (False,) * len(one.heads), rows)


def own_words(text: OwnText, level: int) -> Iterator[Block]:
    """A text of the analyst's own, with what says so."""
    yield from blocks_of(text.blocks, level)
    when = f", last held against the figures on {text.written}" if text.written else ""
    said = [Run(f"{OWN}{when}.")]
    for n, finding in enumerate(text.about):
        said += [Run("; " if n else " About: "), Run(finding.title, link=f"#{anchor(finding)}")]
    yield Words(tuple(said), "small")


def _list(one: Bullets) -> Iterator[Block]:
    items = [(*(plain(WITHIN) if item.level else ()), *_runs(item.words)) for item in one.items]
    if one.numbered:
        yield from (Words((Run(f"{n}. "), *item)) for n, item in enumerate(items, start=1))
    else:
        yield Items(tuple(items))


def _runs(words: content.Words) -> Runs:
    return tuple(Run(run.words, run.strong, run.to) for run in words)


def _cell(words: content.Words) -> Run:
    """A cell, which holds one run: where it leads is kept where all of it leads there."""
    (only,) = words if len(words) == 1 else (content.Run(content.plain(words)),)
    return Run(only.words, only.strong, only.to)
