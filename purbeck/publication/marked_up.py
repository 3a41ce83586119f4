"""Markdown that people wrote becomes blocks of a document; whatever else it holds is plain words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from markdown_it.token import Token

from purbeck.disclosure.entries import reader
from purbeck.publication.content import Block, Bullets, Heading, Item, Paragraph, Run, Words, plain


def blocks(text: str) -> tuple[Block, ...]:
    """The paragraphs, headings, lists and quotations of a text in Markdown, in order. Images and HTML are plain words."""
    return tuple(_Blocks().read(reader().parse(text)))


def inline(text: str | None) -> Words:
    """A text in Markdown on one line, for a cell: its paragraphs one after the other."""
    found: list[Run] = []
    for token in reader().parse(text or ""):
        if token.type == "inline":
            found += [*([Run(" ")] if found else []), *_runs(token.children or ())]
    return tuple(found)


class _Blocks:
    """Goes through the tokens once, and knows which lists and quotations are open."""

    def __init__(self) -> None:
        self.found: list[Block] = []
        self.lists: list[bool] = []  # whether each open list is numbered
        self.items: list[Item] = []
        self.quoted = 0
        self.heading = False

    def read(self, tokens: Iterable[Token]) -> list[Block]:
        for token in tokens:
            if token.type in {"bullet_list_open", "ordered_list_open"}:
                self.lists.append(token.type == "ordered_list_open")
            elif token.type in {"bullet_list_close", "ordered_list_close"}:
                self._close_list()
            elif token.type in {"blockquote_open", "blockquote_close"}:
                self.quoted += 1 if token.nesting > 0 else -1
            elif token.type in {"heading_open", "heading_close"}:
                self.heading = token.nesting > 0
            elif token.type == "inline":
                self._text(_runs(token.children or ()))
        return self.found

    def _close_list(self) -> None:
        numbered = self.lists.pop()
        if not self.lists:
            self.found.append(Bullets(tuple(self.items), numbered))
            self.items = []

    def _text(self, words: Words) -> None:
        if self.lists:
            self.items.append(Item(words, len(self.lists) - 1))
        elif self.heading:
            self.found.append(Heading(plain(words)))
        else:
            self.found.append(Paragraph(words, "quotation" if self.quoted else "plain"))


def _runs(children: Iterable[Token]) -> Words:
    found: list[Run] = []
    look = Run("")
    for token in children:
        name = token.type.rpartition("_")[0]
        if name == "strong":
            look = replace(look, strong=token.nesting > 0)
        elif name == "em":
            look = replace(look, emphasis=token.nesting > 0)
        elif name == "link":
            look = replace(look, to=str(token.attrGet("href")) if token.nesting > 0 else "")
        elif token.type in {"softbreak", "hardbreak"}:
            found.append(replace(look, words=" "))
        elif token.content:
            found.append(replace(look, words=token.content, code=token.type == "code_inline"))
    return _together(found)


def _together(runs: Iterable[Run]) -> Words:
    """Runs that look alike as one."""
    found: list[Run] = []
    for run in runs:
        if found and replace(found[-1], words="") == replace(run, words=""):
            found[-1] = replace(run, words=found[-1].words + run.words)
        else:
            found.append(run)
    return tuple(found)
