"""Whether a text repeats a statement: word for word, with gaps, or in pieces beside other texts."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from purbeck.strategy.checks.rules import shipped_rules
from purbeck.strategy.entry import Part
from purbeck.strategy.repeat_rules import repeat_rules
from purbeck.strategy.seen_words import compared, letterings, readings, seen_words, words_of
from purbeck.strategy.texts import ADDRESS, PROSE, texts
from purbeck.strategy.voices import Voice

RULES = repeat_rules()
LONGEST_RUN = int(RULES.longest_run.value)
SHORTEST_RUN = int(shipped_rules().guarded_words.value)
LETTERS_IN_A_ROW = int(RULES.letters_in_a_row.value)
COMMON_WORDS = frozenset(compared(words_of(RULES.common_words.words)))
OF_A_WORD, OF_A_COMMON_WORD = int(RULES.word_weight.value), int(RULES.common_word_weight.value)
OF_A_GAP = int(RULES.gap_weight.value)
WORDS_PUT_IN, WORDS_LEFT_OUT = int(RULES.words_put_in.value), int(RULES.words_left_out.value)
QUOTED, LEAST_QUOTED = RULES.quoted.value, RULES.least_quoted.value
PART_QUOTED, NEARLY_ALL = RULES.part_quoted.value, RULES.nearly_all.value
PIECE = int(RULES.piece_words.value), RULES.piece_weight.value
PIECE_ELSEWHERE = int(RULES.piece_elsewhere_words.value), RULES.piece_elsewhere_weight.value
Span = tuple[int, int]


def weight(words: Iterable[str]) -> int:
    """How much words say."""
    return sum(OF_A_COMMON_WORD if word in COMMON_WORDS else OF_A_WORD for word in words)


@dataclass(frozen=True)
class Said:
    """The words of a statement, as they were said, and as others are held against them."""

    written: tuple[str, ...]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its words as they are compared."""
        return compared(self.written)

    @cached_property
    def runs(self) -> tuple[tuple[str, ...], ...]:
        """Words in a row that give it away: any `longest_run` of it; all of it where it is shorter; none of too short a one."""
        return self._runs(self.words)

    @cached_property
    def letters(self) -> frozenset[str]:
        """The letters of those runs, as they were said and as they are compared, without the gaps between words."""
        return frozenset("".join(run) for run in (*self.runs, *self._runs(self.written)))

    def _runs(self, words: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
        length = min(len(words), LONGEST_RUN)
        if length < SHORTEST_RUN:
            return ()
        return tuple(words[at : at + length] for at in range(len(words) - length + 1))

    @cached_property
    def at(self) -> Mapping[str, tuple[int, ...]]:
        """Where in it each of its words stands."""
        return {word: tuple(n for n, one in enumerate(self.words) if one == word) for word in self.words}

    @cached_property
    def enough(self) -> float | None:
        """The weight of its words, in order, that make a quotation; None where only all of them in a row do."""
        whole = weight(self.words)
        if len(self.words) < 4 or sum(word not in COMMON_WORDS for word in self.words) < 2:
            return None
        return min(QUOTED, max(LEAST_QUOTED, PART_QUOTED * whole), NEARLY_ALL * whole)

    def quoted_in(self, words: Sequence[str]) -> bool:
        """Whether enough of its words stand in order among others, with few put in or left out between them."""
        shared = self.at.keys() & set(words)
        if self.enough is None or sum(len(self.at[word]) * weight([word]) for word in shared) < self.enough:
            return False
        ends: deque[tuple[int, int, int]] = deque()
        for place, word in enumerate(words):
            while ends and place - ends[0][0] > WORDS_PUT_IN + 1:
                ends.popleft()
            fresh = []
            for at in self.at.get(word, ()):
                before = (
                    worth - OF_A_GAP * (place - earlier - 1 + at - start - 1)
                    for earlier, start, worth in ends
                    if 0 < at - start <= WORDS_LEFT_OUT + 1
                )
                worth = weight([word]) + max(0, max(before, default=0))
                if worth >= self.enough:
                    return True
                fresh.append((place, at, worth))
            ends += fresh
        return False


class Repeats:
    """What may not be said again: words of statements, and pieces of them that entries hold between them."""

    def __init__(self, voices: Iterable[Voice], entries: Iterable[Part] = ()) -> None:
        held = tuple(voices)
        self.said = tuple(dict.fromkeys(Said(seen_words(voice.words)) for voice in held))
        self.whole = frozenset(one.written for one in self.said)
        self.runs = frozenset(run for one in self.said for run in one.runs)
        self.lengths = sorted({len(run) for run in self.runs})
        joined = frozenset[str]().union(*(one.letters for one in self.said))
        self.joined = tuple(sorted(run for run in joined if len(run) >= LETTERS_IN_A_ROW))
        self.thirds: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
        for number, one in enumerate(self.said):
            for at in range(len(one.words) - 2):
                self.thirds[one.words[at : at + 3]].append((number, at))
        self.in_pieces = frozenset(self._in_pieces(entries)) if held else frozenset()

    def in_a_row(self, words: tuple[str, ...]) -> bool:
        """Whether words, as they are compared, hold a run that gives a statement away."""
        return any(
            words[at : at + length] in self.runs for length in self.lengths for at in range(len(words) - length + 1)
        )

    def in_text(self, text: str) -> bool:
        """Whether a text repeats a statement, by itself or together with others."""
        if not self.runs:
            return False
        return (
            text in self.in_pieces
            or any(self.in_a_row(words) for words in readings(text))
            or any(run in letters for letters in letterings(text) for run in self.joined)
            or any(one.quoted_in(words) for words in readings(text) for one in self.said)
        )

    def _in_pieces(self, entries: Iterable[Part]) -> Iterator[str]:
        """Texts that hold pieces of a statement which together are a quotation."""
        everywhere: dict[int, list[tuple[Span, str]]] = defaultdict(list)
        for entry in entries:
            here: dict[int, list[tuple[Span, str]]] = defaultdict(list)
            for text in texts(entry, PROSE, ADDRESS):
                for number, span in self._pieces(text):
                    here[number].append((span, text))
                    if _is_piece(self.said[number].words, span, *PIECE_ELSEWHERE):
                        everywhere[number].append((span, text))
            for number, pieces in here.items():
                yield from self._put_together(number, pieces)
        for number, pieces in everywhere.items():
            yield from self._put_together(number, pieces)

    def _pieces(self, text: str) -> Iterator[tuple[int, Span]]:
        """The longest runs of words that a text has in common with each statement."""
        for words in readings(text):
            going: dict[tuple[int, int], Span] = {}  # by statement and where its next word would stand
            for place in range(len(words) - 1):
                still = {}
                for number, at in self.thirds.get(words[place : place + 3], ()):
                    start = going.pop((number, at), (at, 0))[0]
                    still[number, at + 1] = (start, at + 3)
                yield from ((n, s) for (n, _), s in going.items() if _is_piece(self.said[n].words, s, *PIECE))
                going = still
            yield from ((n, s) for (n, _), s in going.items() if _is_piece(self.said[n].words, s, *PIECE))

    def _put_together(self, number: int, pieces: list[tuple[Span, str]]) -> Iterator[str]:
        """The texts whose pieces follow one another, but for a word, and come to a quotation."""
        said = self.said[number]
        if said.enough is None:
            return
        joined: list[str] = []
        start = end = -2
        for (first, last), text in [*sorted(pieces), ((len(said.words) + 2, 0), "")]:
            if first > end + 1:
                if joined and weight(said.words[start:end]) >= said.enough:
                    yield from joined
                joined, start, end = [], first, first
            joined.append(text)
            end = max(end, last)


def _is_piece(words: tuple[str, ...], span: Span, length: int, least: float) -> bool:
    return span[1] - span[0] >= length and weight(words[slice(*span)]) >= least
