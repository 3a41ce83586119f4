"""A page in another language: every text and every spoken attribute of its HTML is said anew."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser

from purbeck.language.slots import LETTER, Part
from purbeck.language.speaker import ENGLISH, Piece, Speaker

VOID = frozenset({"meta", "link", "br", "img", "input", "hr"})
# Drawings say their own words as they are drawn.
KEPT = re.compile(r"<(svg|script|style)\b.*?</\1>", re.S)
STANDS_FOR = '<x-kept n="{}"></x-kept>'
SPOKEN = re.compile(r'(\s(?:aria-label|alt|title|data-(?:head|shut|failed))=")([^"]*)(")')
LANGUAGE = re.compile(r'(<html\b[^>]*\slang=")[^"]*(")')
AS_SPOKEN = frozenset({"quotation"})  # what somebody said is theirs, and stays in the language they said it in
UNTOUCHED = frozenset({"code"})
PLAIN = frozenset({"title", "option"})  # hold no elements


@dataclass(frozen=True)
class _Part(Part):
    element: _Element | None = None


@dataclass
class _Element:
    """An element: its tag, its start as written, what it holds, and whether it has to be closed."""

    tag: str
    start: str = ""
    held: list[_Element | str] = field(default_factory=list)

    @property
    def words(self) -> str:
        return " ".join("".join(one if isinstance(one, str) else one.words for one in self.held).split())

    @property
    def classes(self) -> frozenset[str]:
        found = re.search(r'\sclass="([^"]*)"', self.start)
        return frozenset(found.group(1).split()) if found else frozenset()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.top = _Element("")
        self.open = [self.top]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        element = _Element(tag, self.get_starttag_text() or "")
        self.open[-1].held.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if self.open[-1].tag == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].held.append(data)

    def handle_decl(self, decl: str) -> None:
        self.open[-1].held.append(_Element("!", f"<!{decl}>"))


def page_said(html: str, speaker: Speaker | None, where: str) -> str:
    """A page of ours as it is said: what is translated in the language, what is not marked as English. As it is by nobody."""
    if speaker is None:
        return html
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found.group())
        return STANDS_FOR.format(len(kept) - 1)

    reader = _Reader()
    reader.feed(KEPT.sub(keep, html))
    reader.close()
    writing = _Writing(speaker, where, kept)
    page = "".join(writing.element(one) if isinstance(one, _Element) else one for one in reader.top.held)
    return LANGUAGE.sub(rf"\g<1>{speaker.language}\g<2>", page, count=1)


@dataclass
class _Writing:
    speaker: Speaker
    where: str
    kept: list[str]

    def element(self, one: _Element) -> str:
        """An element as it is said."""
        if one.tag == "!":
            return one.start
        if one.tag == "x-kept":
            return self.kept[int(re.findall(r"\d+", one.start)[0])]
        if one.tag in UNTOUCHED or one.classes & AS_SPOKEN:
            return self._whole(
                self._english(one.start) if one.classes & AS_SPOKEN else one.start, self._as_is(one), one
            )
        start = SPOKEN.sub(self._attribute, one.start)
        if not any(isinstance(held, str) and LETTER.search(held) for held in one.held):
            inside = "".join(self._plain(held) for held in one.held)
            return self._whole(start, inside, one)
        return self._unit(one, start)

    def _unit(self, one: _Element, start: str) -> str:
        """An element with words of its own: said sentence by sentence, what is within them as parts."""
        text = [held if isinstance(held, str) else _Part(held.words, held) for held in one.held]
        pieces = self.speaker.pieces(text, self.where)
        own = [piece for piece in pieces if piece.part is None and LETTER.search(piece.words)]
        if (
            own
            and all(piece.english for piece in own)
            and len(own) == len([p for p in pieces if LETTER.search(p.words)])
        ):
            return self._whole(self._english(start), "".join(escape(p.words, quote=False) for p in pieces), one)
        return self._whole(start, "".join(self._pieces(pieces, one.tag not in PLAIN)), one)

    def _pieces(self, pieces: Sequence[Piece], marked: bool) -> Iterator[str]:
        for piece in pieces:
            if isinstance(piece.part, _Part) and piece.part.element is not None:
                yield self.element(piece.part.element)
            elif marked and piece.english and LETTER.search(piece.words):
                yield f'<span lang="{ENGLISH}">{escape(piece.words, quote=False)}</span>'
            else:
                yield escape(piece.words, quote=False)

    def _plain(self, held: _Element | str) -> str:
        if isinstance(held, _Element):
            return self.element(held)
        return escape(self.speaker.say(held, self.where), quote=False) if held.strip() else held

    def _as_is(self, one: _Element) -> str:
        return "".join(
            escape(held, quote=False) if isinstance(held, str) else self._whole(held.start, self._as_is(held), held)
            for held in one.held
        )

    def _attribute(self, found: re.Match[str]) -> str:
        return found.group(1) + escape(self.speaker.say(unescape(found.group(2)), self.where)) + found.group(3)

    @staticmethod
    def _english(start: str) -> str:
        return re.sub(r"^<([\w-]+)", rf'<\1 lang="{ENGLISH}"', start)

    @staticmethod
    def _whole(start: str, inside: str, one: _Element) -> str:
        return start + inside + ("" if one.tag in VOID else f"</{one.tag}>")
