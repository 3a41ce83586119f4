"""Checks of paragraphs: each fault with file, line, value, what was expected and what to do."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from purbeck.figures import listed
from purbeck.paragraphs.claims_in_words import borne, claims_in
from purbeck.paragraphs.figures_in_words import figures_in, known_figures, matches, nearest
from purbeck.paragraphs.marks import refused_marks
from purbeck.paragraphs.paragraph import FIRST, LAST, Fault, Paragraph, Told
from purbeck.paragraphs.people_named import may_be_names, tells_who
from purbeck.paragraphs.places_named import KnownPlaces
from purbeck.paragraphs.seen import Seen, plain, seen
from purbeck.paragraphs.states import CURRENT, GONE, UNSEEN, states

SAY_NO_MORE = "Nothing that tells who somebody is may be published."


@dataclass(frozen=True)
class Against:
    """What paragraphs are held against.

    Parameters
    ----------
    chapters : slug of each chapter, and the ids of the findings in it.
    now : what findings say in the tables as built, by id: whether a number changed is asked of these.
    shown : what they say in the edition: the only figures that a paragraph of it may give.
    edition : partners or public; "" where they are held against the tables as built, before any edition.
    places : the names of the lookups, and those of England and Wales.
    """

    chapters: Mapping[str, Collection[str]]
    now: Mapping[str, Told]
    shown: Mapping[str, Told]
    edition: str
    places: KnownPlaces = field(default_factory=KnownPlaces)

    @property
    def as_shown(self) -> str:
        """Whose figures are meant, in words."""
        return f"as the {self.edition} edition shows them" if self.edition else "as they were built"


def faults(paragraph: Paragraph, against: Against) -> tuple[Fault, ...]:
    """Everything for which a paragraph may not be in an edition, in the order of its lines."""
    blocks = seen(paragraph.words, paragraph.line)
    looked = (_marks, _place_in_document, _stale, _not_shown, _figures, _claims, _places, _people)
    found = [fault for look in looked for fault in look(paragraph, blocks, against)]
    return tuple(sorted(dict.fromkeys(found), key=lambda fault: fault.line))


def warnings(paragraph: Paragraph, against: Against) -> tuple[str, ...]:
    """What a person has to look at: words that may be somebody's name."""
    known = against.places.ours | against.places.others.keys() | against.places.within | set(paragraph.head.places)
    said = {text for told in against.shown.values() for text in told.texts}
    return tuple(
        f"{paragraph.file}, line {block.line(at)}: “{name}” may be somebody's name. Take it out if it is."
        for block in seen(paragraph.words, paragraph.line)
        for at, name in may_be_names(block.text, known | said)
    )


def _marks(paragraph: Paragraph, _blocks: tuple[Seen, ...], _against: Against) -> Iterator[Fault]:
    for line, what in refused_marks(paragraph.words, paragraph.line):
        yield Fault(
            paragraph.file, line, f"it holds {what}", "Paragraphs are words in Markdown, without HTML, scripts or pictures.",
            "Take it out, or put a space after each <." if what.startswith("HTML") else "Take it out.",
        )  # fmt: skip


def _place_in_document(paragraph: Paragraph, _blocks: tuple[Seen, ...], against: Against) -> Iterator[Fault]:
    head = paragraph.head
    if head.chapter not in against.chapters:
        known = listed([f'"{slug}"' for slug in against.chapters])
        yield Fault(
            paragraph.file, 2, f'there is no chapter "{head.chapter}"', f"Expected one of {known}.", "Name one."
        )
    elif head.place not in {FIRST, LAST, *against.chapters[head.chapter]}:
        what = f'place is "{head.place}", and no finding of that id is in the chapter "{head.chapter}"'
        expected = 'Expected "first", "last" or the id of a finding of that chapter.'
        yield Fault(paragraph.file, 2, what, expected, "Correct place, or chapter.")


def _stale(paragraph: Paragraph, _blocks: tuple[Seen, ...], against: Against) -> Iterator[Fault]:
    for one in states(paragraph, against.now):
        if one.state == CURRENT:
            continue
        what = f"finding {one.finding}, {one.state}: {one.words}"
        if one.state == GONE:
            todo = "Take the id out of about, or name the finding that took its place."
        else:
            begin = "Read" if one.state == UNSEEN else "Correct"
            todo = f"{begin} the paragraph, then say so: purbeck paragraphs PATH --accept {paragraph.name}"
        yield Fault(paragraph.file, 2, what, "", todo)


def _not_shown(paragraph: Paragraph, _blocks: tuple[Seen, ...], against: Against) -> Iterator[Fault]:
    for name in paragraph.head.about:
        told = against.shown.get(name)
        if (told is None and name in against.now) or (told is not None and told.hidden):
            why = told.hidden if told else "it is not there"
            what = (
                f"finding {name} is not shown in the {against.edition} edition ({why}), and the paragraph is about it"
            )
            expected = "Words about a finding that is not shown may give it away."
            yield Fault(
                paragraph.file, 2, what, expected, f"Take {against.edition} out of editions, or the id out of about."
            )


def _figures(paragraph: Paragraph, blocks: tuple[Seen, ...], against: Against) -> Iterator[Fault]:
    known = known_figures(_about(paragraph, against))
    for block in blocks:
        said = claims_in(block.text)  # "one in twenty" is a claim, of which twenty is no figure
        for figure in figures_in(block.text):
            if not any(one.at <= figure.at < one.end for one in said) and not matches(figure, known):
                close = nearest(figure, known)
                expected = f"The nearest is {close}." if close else "They hold none of its kind."
                yield Fault(
                    paragraph.file, block.line(figure.at),
                    f"“{figure.text}” is no figure of the findings that the paragraph is about, {against.as_shown}", expected,
                    "Correct it, or name in about the finding that it is from; a number up to ten may be a word.",
                )  # fmt: skip


def _claims(paragraph: Paragraph, blocks: tuple[Seen, ...], against: Against) -> Iterator[Fault]:
    findings = _about(paragraph, against)
    for block in blocks:
        for claim in claims_in(block.text):
            if not borne(claim, findings):
                yield Fault(
                    paragraph.file, block.line(claim.at),
                    f"“{claim.text}” is {claim.kind} that no finding says which the paragraph is about, {against.as_shown}",
                    claim.spelt(),
                    "Give the figure of a finding, name in about the one that it is from, or take it out.",
                )  # fmt: skip


def _about(paragraph: Paragraph, against: Against) -> tuple[Told, ...]:
    """The findings that a paragraph is about, as the edition shows them."""
    return tuple(against.shown[name] for name in paragraph.head.about if name in against.shown)


def _places(paragraph: Paragraph, blocks: tuple[Seen, ...], against: Against) -> Iterator[Fault]:
    allowed = [plain(one) for one in paragraph.head.places]
    allowed += [text for name in paragraph.head.about if name in against.shown for text in against.shown[name].names]
    for block in blocks:
        for at, name, kind in against.places.outside(block.text, allowed):
            yield Fault(
                paragraph.file, block.line(at), f"“{name}” is {kind} outside our area",
                "Expected places of ours, or those that the findings it is about are compared with.",
                f'Correct the name; where it is meant, add places = ["{name}"] to the head.',
            )  # fmt: skip


def _people(paragraph: Paragraph, blocks: tuple[Seen, ...], _against: Against) -> Iterator[Fault]:
    for block in blocks:
        for at, what in tells_who(block.text):
            yield Fault(paragraph.file, block.line(at), f"it holds {what}", SAY_NO_MORE, "Take it out.")
        for link in block.links:
            for _, what in tells_who(plain(link)):
                yield Fault(paragraph.file, block.first, f"a link holds {what}", SAY_NO_MORE, "Take it out.")
