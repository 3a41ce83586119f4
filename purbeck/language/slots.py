"""A text becomes messages: sentences in which whatever varies is a slot with a name."""

from __future__ import annotations

import calendar
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

SLOT = re.compile(r"\{([a-z]+[1-9][0-9]*)\}")
FIRST_MARK = 0xF0000  # a plane of letters that nobody uses: one stands for each slot while a text is cut
MARK = re.compile(r"[\U000F0000-\U000FFFFD]")
# Where one sentence ends and another begins; a full stop after these is no end.
SENTENCE = re.compile(
    r"(?<=[.!?:])(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bNo\.)(?<!\bvs\.)(?P<closed>[”’\")\]]*)\s+(?=[“‘\"(\[]*[A-ZÀ-Þ\U000F0000-\U000FFFFD])"
)
MONTHS = "|".join(calendar.month_name[1:])
# "May" alone is a word as well: it is a month beside a year, a day or another month only.
MONTH_ALONE = f"(?:{'|'.join(name for name in calendar.month_name[1:] if name != 'May')})"
VARIES = re.compile(
    r"(?P<address>https?://[^\s<>“”]+[^\s<>“”.,;:)])"
    r"|(?P<file>(?<![\w/.-])[\w-]+(?:[/.][\w-]+)*\.[a-z]{2,8}\b(?!\.[a-z]))"
    r"|(?P<mark>[{}]|\[[cxz]\])"
    rf"|(?P<date>\b\d{{1,2}} (?:{MONTHS})(?: \d{{4}}\b)?)"
    rf"|(?P<month>\b(?:{MONTHS}) \d{{4}}\b|\b{MONTH_ALONE}\b|\bMay\b(?= to )|(?<=\bto )May\b)"
    r"|(?P<code>\b(?=\w*[A-Za-z])(?=\w*\d)(?!\d+(?:st|nd|rd|th|s|am|pm|k|km|m|bn)\b)[A-Za-z0-9_]{2,}(?:\.\d+)*\b)"
    r"|(?P<number>(?:(?<![\w)])[−-])?\d+(?:[.,/]\d+)*)"
)
LETTER = re.compile(r"[^\W\d_]")
APART_BEFORE, APART_AFTER = r"[:.!?]$|^[\W\d_]*$", r"^[(:]|^$"
EDGES = " \t\r\n;:,."
IDS = frozenset({"finding", "version"})  # names that are the same in every language
TITLE = "title"  # a name that is a sentence of its own: it has no context


@dataclass(frozen=True)
class Part:
    """Something within a text that has words of its own: a link, strong words. `words` are what it says."""

    words: str


@dataclass(frozen=True)
class Slot:
    """What varies: its kind ("number", "place"), its words, and the part that it is, if it is one."""

    kind: str
    words: str
    part: Part | None = None


@dataclass(frozen=True)
class Message:
    """A sentence to translate. `text` has `{number1}` where a number stands, `slots` say what stood there.

    `context` is "" but where the whole text is a name of a kind.
    """

    text: str
    slots: Mapping[str, Slot] = field(default_factory=dict)
    context: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What its translation is found by."""
        return self.context, self.text

    @property
    def example(self) -> str:
        """How it reads once its slots are filled."""
        return filled(self.text, lambda name: self.slots[name].words)


class Names:
    """Names that texts hold, each of a kind: places, themes, sources, titles."""

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self.kinds = {
            name: kind
            for name, kind in kinds.items()
            if LETTER.search(name) and (kind in IDS or not VARIES.fullmatch(name))  # the code of a place is no name
        }
        self._by_first: dict[str, list[str]] = {}
        for name in sorted(self.kinds, key=len, reverse=True):
            self._by_first.setdefault(re.findall(r"\w+", name)[0], []).append(name)

    def replaced(self, text: str, mark: Callable[[Slot], str]) -> str:
        """A text with a mark in place of each name, the longest first; a text that is one name keeps it."""
        found, done = [], 0
        for word in re.finditer(r"\w+", text):
            if word.start() < done:
                continue
            for name in self._by_first.get(word.group(), ()):
                start = word.start() - re.match(r"\W*", name).end()  # type: ignore[union-attr]
                end = start + len(name)
                if start < done or not text.startswith(name, start) or text[end : end + 1].isalnum():
                    continue
                if (start, end) == (0, len(text)):  # it is said here, not named
                    continue
                found += [text[done:start], mark(Slot(self.kinds[name], name))]
                done = end
                break
        return "".join([*found, text[done:]])


def cut(pieces: Sequence[str | Part], names: Names) -> list[Message | str | Slot]:
    """A text as the messages it holds, and between them what no one translates."""
    slots: list[Slot] = []

    def mark(slot: Slot) -> str:
        slots.append(slot)
        return chr(FIRST_MARK + len(slots) - 1)

    def guarded(text: str) -> str:
        text = MARK.sub(lambda found: mark(Slot("mark", found.group())), text)
        text = names.replaced(text, mark)
        return VARIES.sub(lambda found: mark(Slot(str(found.lastgroup), found.group())), text)

    whole = pieces[0] if len(pieces) == 1 and isinstance(pieces[0], str) else ""
    name = whole.strip()
    if names.kinds.get(name, TITLE) not in {TITLE, *IDS}:
        before, _, after = whole.partition(name)
        return [before, Message(name, {}, names.kinds[name]), after]
    text = "".join(guarded(one) if isinstance(one, str) else mark(Slot("part", one.words, one)) for one in pieces)
    found: list[Message | str | Slot] = []
    for sentence in _sentences(text):
        found += _message(sentence, slots)
    return found


def _sentences(text: str) -> list[str]:
    """Sentences with the spaces between them: every second one is spaces."""
    found, done = [], 0
    for end in SENTENCE.finditer(text):
        found += [text[done : end.end("closed")], text[end.end("closed") : end.end()]]
        done = end.end()
    return [*found, text[done:]]


def _message(sentence: str, slots: Sequence[Slot]) -> list[Message | str | Slot]:
    """What stands before a message, the message, and what stands after it; a sentence without letters is none."""
    if not LETTER.search(MARK.sub("", sentence)):
        return _unsaid(sentence, slots)
    start, end = _edges(sentence, slots)
    body = sentence[start:end]
    counted: Counter[str] = Counter()
    held: dict[str, Slot] = {}

    def named(found: re.Match[str]) -> str:
        slot = slots[ord(found.group()) - FIRST_MARK]
        counted[slot.kind] += 1
        held[name := f"{slot.kind}{counted[slot.kind]}"] = slot
        return f"{{{name}}}"

    text = " ".join(MARK.sub(named, body).split())
    return [*_unsaid(sentence[:start], slots), Message(text, held), *_unsaid(sentence[end:], slots)]


def _edges(sentence: str, slots: Sequence[Slot]) -> tuple[int, int]:
    """Where the words of a sentence begin and end: a number or a label before them, and a remark after them, stand alone."""

    def stands_alone(at: int, apart: str) -> bool:
        found = MARK.match(sentence, at)
        part = slots[ord(found.group()) - FIRST_MARK].part if found else None
        return part is not None and re.search(apart, part.words) is not None

    def begins(at: int) -> bool:
        """Whether words begin only after a part that stands there, which has none or ends as a label does."""
        return stands_alone(at, r"^$") or (sentence[at + 1 : at + 2].isspace() and stands_alone(at, APART_BEFORE))

    start, end = 0, len(sentence)
    while sentence[start] in EDGES or begins(start):
        start += 1
    while sentence[end - 1] in EDGES or stands_alone(end - 1, APART_AFTER):
        end -= 1
    return start, end


def _unsaid(text: str, slots: Sequence[Slot]) -> list[Message | str | Slot]:
    pieces = re.split(f"({MARK.pattern})", text)
    return [slots[ord(one) - FIRST_MARK] if MARK.fullmatch(one) else one for one in pieces if one]


def filled(text: str, fill: Callable[[str], str]) -> str:
    """A message with its slots filled."""
    return SLOT.sub(lambda found: fill(found.group(1)), text)


def slots_of(text: str) -> Counter[str]:
    """The names of a message's slots, with how often each stands there."""
    return Counter(SLOT.findall(text))


def spare_figures(text: str) -> Counter[str]:
    """The figures of a text that are in no slot, in any script."""
    return Counter(one for one in SLOT.sub("", text) if one.isnumeric())
