"""What a publication is: what it says about itself, its sections in order, and what each holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from purbeck.disclosure import (
    PARTNERS,
    PUBLIC,
    HowShown,
    ReleasedFinding,
    ReleasedParagraph,
    ReleasedTable,
    ReleasedWriting,
)
from purbeck.figures import interval, level, percent, percent_interval
from purbeck.periods import spoken_day
from purbeck.publication.annexes import Annex, annexes
from purbeck.publication.chapters import ChapterPlan, chapter_anchor, finding_anchor, part_of, plan
from purbeck.publication.content import Block
from purbeck.publication.limits import OF_EVERYTHING, of_sources
from purbeck.publication.marked_up import blocks as marked_up
from purbeck.publication.summary import SummaryLine, summary_lines
from purbeck.publication.written import blocks_of_chapters

SHOWN_TITLE, SHOWN_PLACE = "How numbers are shown here", "how-shown"
EDITION_NAMES = {PUBLIC: "Public edition", PARTNERS: "Edition for partners"}
AS_IT_STANDS = "as it stands"
STAND_IN_PLACE = "stand-in"
QUALITY = "quality"
FIRST, LAST = "first", "last"  # where in a chapter a text of the analyst's own may stand, beside after a finding
MADE_UP = "The area and its strategy are made up. No place, person, organisation, decision or figure here is real."
NOTHING_WRITTEN = ReleasedWriting()
NO_FINDINGS = "This chapter has no findings yet: it needs {needs}."

# The fixed words for doubt, each with its rule. A finding's own statement says which way a clear difference goes.
CERTAINTIES = {
    "described": ("As recorded", "A count or rate as it stands, with its interval; nothing is concluded from it."),
    "from_rounded_counts": ("From rounded counts", "The same, made of counts that this edition rounds."),
    "clear": ("Clearly higher or lower", "The whole interval lies on one side of no difference."),
    "no_clear_difference": ("No clear difference", "The interval holds no difference."),
    "too_few_to_tell": ("Too few to tell", "Fewer incidents or months than the comparison needs."),
    "cannot_tell_from_counts_shown": (
        "Cannot be told from the counts shown",
        "Rounded or hidden counts leave it open: some that they may be say one thing, others another.",
    ),
    "cannot_tell_from_this_source": ("Cannot tell from this source", "The source does not hold what is asked."),
}

SHARE = "share of "  # how the unit of a share begins; its title says it in per cent, and so does its interval
DIRECTIONS = ("clearly higher", "clearly lower")


@dataclass(frozen=True)
class SourceNote:
    """A source as readers are told of it. `name` is what findings call it; `dated` is in words."""

    name: str
    title: str
    licence: str
    attribution: str
    publisher: str = ""
    page: str = ""
    dated: str = ""


@dataclass(frozen=True)
class MethodNote:
    """A method in a few words, which analyses use it, and where its page is ("" where it has none yet)."""

    slug: str
    title: str
    words: str
    analyses: tuple[str, ...] = ()
    page: str = ""


@dataclass(frozen=True)
class DefinitionNote:
    """A definition that some parts count by beside the headline's. `stand_in` is "" where it is the partnership's own."""

    id: str
    title: str
    version: str
    stand_in: str = ""


@dataclass(frozen=True)
class About:
    """What a publication says about itself. `stand_in` is "" where the definition is the partnership's own.

    `beside` are the other definitions that findings count by.
    `made_for` says whose area it is about where that need not be the workspace's own; else it is "".
    `edition` is "partners" or "public", `mark` the sentence that every page and sheet of it bears, `release` the id it was
    released under; "" where there is none. `shown` is how the edition shows counts; None for pages that are of none.
    """

    partnership: str
    definition: str
    definition_version: str
    code_version: str
    stand_in: str = ""
    title: str = "Serious violence needs assessment"
    data_to: str = ""
    made_for: str = ""
    sources: tuple[SourceNote, ...] = ()
    methods: tuple[MethodNote, ...] = ()
    limits: tuple[str, ...] = OF_EVERYTHING
    beside: tuple[DefinitionNote, ...] = ()
    edition: str = ""
    mark: str = ""
    release: str = ""
    shown: HowShown | None = None

    @property
    def shown_as(self) -> tuple[str, ...]:
        """Of which edition this is, and how it shows counts, in sentences; none where nobody says."""
        if self.shown is None:
            return ()
        which = f"{EDITION_NAMES.get(self.edition, 'Edition')}: what it shows goes by the id {self.shown.id}."
        return (which, *(f"{rule[:1].upper()}{rule[1:]}" for rule in self.shown.rules), self.shown.of_all)

    @property
    def limits_by_source(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What figures of a source cannot say, by its title."""
        return of_sources((one.name, one.title) for one in self.sources)

    def source_title(self, name: str) -> str:
        """The title of a source that findings call by its name."""
        return next((source.title for source in self.sources if source.name == name), name.replace("_", " "))

    def note_beside(self, finding: ReleasedFinding) -> DefinitionNote | None:
        """The definition that a finding counts by, where that is not the headline's."""
        return next((note for note in self.beside if note.id == finding.definition), None)

    def methods_of(self, analysis: str) -> tuple[MethodNote, ...]:
        """The methods that an analysis uses."""
        return tuple(method for method in self.methods if analysis in method.analyses)


@dataclass(frozen=True)
class Section:
    """A part of a chapter that holds findings: its anchor, its head, what to know before reading it, what it needs."""

    name: str
    title: str
    opening: str
    findings: tuple[ReleasedFinding, ...] = ()
    needs: str = ""


@dataclass(frozen=True)
class OwnText:
    """A text of the analyst's own. `place` is "first" or "last" in its chapter, or the id of the finding that it follows.

    `about` are the findings that it is tied to; `written` is the day on which its figures were last looked at, in words.
    """

    anchor: str
    place: str
    blocks: tuple[Block, ...]
    about: tuple[ReleasedFinding, ...] = ()
    written: str = ""


@dataclass(frozen=True)
class Chapter:
    """A chapter: what people wrote that belongs to it, its findings in parts, the analyst's own texts, what it lacks.

    `unmet` says in plain words that there are no findings yet, and what they would need; else it is "".
    """

    slug: str
    number: int
    title: str
    opening: str
    blocks: tuple[Block, ...] = ()
    parts: tuple[Section, ...] = ()
    texts: tuple[OwnText, ...] = ()
    unmet: str = ""

    @property
    def anchor(self) -> str:
        """Its address in the document."""
        return chapter_anchor(self.slug)

    def texts_at(self, place: str) -> tuple[OwnText, ...]:
        """The analyst's own texts at a place of the chapter: "first", "last", or after the finding of an id."""
        return tuple(text for text in self.texts if text.place == place)


# What is said there does not rest on the definition, so its stand-in's warning does not belong there.
WITHOUT_DEFINITION = frozenset({"quality", "context", "partners", "national", "equality"})


@dataclass(frozen=True)
class Publication:
    """Everything a document holds, in order: the summary, the chapters, the annexes.

    `tables` are in files beside it. `made_up` is what has to be said first where the strategy is made up; else "".
    """

    about: About
    lines: tuple[SummaryLine, ...]
    chapters: tuple[Chapter, ...]
    unsettled: tuple[ReleasedFinding, ...] = field(default=())
    tables: tuple[ReleasedTable, ...] = ()
    annexes: tuple[Annex, ...] = ()
    made_up: str = ""

    @property
    def sections(self) -> tuple[Section, ...]:
        """The parts of all chapters, in order."""
        return tuple(part for chapter in self.chapters for part in chapter.parts)

    @property
    def findings(self) -> tuple[ReleasedFinding, ...]:
        """Every finding in the order of the page."""
        return tuple(finding for section in self.sections for finding in section.findings)

    @cached_property
    def repeated_titles(self) -> frozenset[str]:
        """Titles that several findings share, as those of one kind of offence counted by two definitions."""
        counted = Counter(finding.title for finding in self.findings)
        return frozenset(title for title, times in counted.items() if times > 1)

    @property
    def quality(self) -> Section:
        """The part that says how good the data are."""
        return next(section for section in self.sections if section.name == QUALITY)


def compose(
    about: About, findings: list[ReleasedFinding], tables: tuple[ReleasedTable, ...] = (),
    written: ReleasedWriting = NOTHING_WRITTEN,
) -> Publication:  # fmt: skip
    """Released findings in their chapters, in the order given, with what people wrote, and the summary they make.

    `tables` are given as files beside the page.

    Raises ValueError where a finding belongs to no part of any chapter, so that none is lost in silence.
    """
    parts: dict[str, list[ReleasedFinding]] = {}
    for finding in findings:
        parts.setdefault(part_of(finding), []).append(finding)
    on_page = {finding.id: finding for finding in findings}
    ordered = [f for chapter in plan() for part in chapter.parts for f in parts.get(part.name, ())]
    said = blocks_of_chapters(about, ordered, written)
    texts = own_texts(written.paragraphs, on_page)
    chapters = tuple(
        _chapter(number, chapter, parts, said.get(chapter.slug, ()), texts.get(chapter.slug, ()))
        for number, chapter in enumerate(plan(), start=1)
    )
    unsettled = tuple(f for f in ordered if f.certainty == "cannot_tell_from_this_source")
    made_up = written.strategy is not None and written.strategy.about is not None and written.strategy.about.made_up
    return Publication(
        about,
        summary_lines(findings, written.strategy),
        chapters,
        unsettled,
        tables,
        annexes(about, written),
        MADE_UP if made_up else "",
    )


def _chapter(
    number: int, planned: ChapterPlan, held: Mapping[str, list[ReleasedFinding]], said: tuple[Block, ...],
    texts: tuple[OwnText, ...],
) -> Chapter:  # fmt: skip
    parts = tuple(
        Section(part.name, part.title, part.opening, tuple(held.get(part.name, ())), part.needs)
        for part in planned.parts
    )
    unmet = (
        NO_FINDINGS.format(needs=planned.needs) if planned.needs and not any(part.findings for part in parts) else ""
    )
    return Chapter(planned.slug, number, planned.title, planned.opening, said, parts, texts, unmet)


def own_texts(
    paragraphs: Iterable[ReleasedParagraph], on_page: Mapping[str, ReleasedFinding]
) -> dict[str, tuple[OwnText, ...]]:
    """The analyst's own texts, by the slug of their chapter."""
    found: dict[str, tuple[OwnText, ...]] = {}
    for one in paragraphs:
        held = found.get(one.chapter, ())
        name = f"{chapter_anchor(one.chapter)}-text-{len(held) + 1}"
        about = tuple(on_page[cited] for cited in one.about if cited in on_page)
        text = OwnText(name, one.place, marked_up(one.words), about, spoken_day(one.looked_at) if one.looked_at else "")
        found[one.chapter] = (*held, text)
    return found


def anchor(finding: ReleasedFinding) -> str:
    """The address of a finding on its page: `finding-0a1b2c3d4e5f`. The same next year."""
    return finding_anchor(finding.id)


def certainty_words(finding: ReleasedFinding) -> str:
    """How sure, in the fixed words; what was hidden where the finding is."""
    if finding.decision != AS_IT_STANDS:
        return finding.decision[:1].upper() + finding.decision[1:]
    said = f"{finding.title} {finding.statement}".lower()
    which = next((words for words in DIRECTIONS if finding.certainty == "clear" and words in said), "")
    return which.capitalize() or CERTAINTIES[finding.certainty][0]


def doubt(finding: ReleasedFinding) -> str:
    """How sure in one line: the fixed words, the interval, the share of person-years where forces did not file all."""
    said = [certainty_words(finding)]
    if finding.decision == AS_IT_STANDS:
        if finding.confidence is not None and finding.lower is not None and finding.upper is not None:
            of_share = finding.unit.startswith(SHARE)
            within = (
                percent_interval(finding.lower, finding.upper)
                if of_share
                else f"{interval(finding.lower, finding.upper, finding.value)} {finding.unit}".rstrip()
            )
            said.append(f"{level(finding.confidence)} interval {within}")
        if finding.coverage is not None and finding.coverage < 1:
            said.append(f"Forces filed for {percent(finding.coverage)} of person-years")
    return ". ".join(said) + "."


@dataclass(frozen=True)
class Counted:
    """Findings of a part that follow each other and count by one definition. `by` is "" where a part has but the headline's.

    `place` is where the page says more of that definition.
    """

    by: str
    place: str
    findings: tuple[ReleasedFinding, ...]


def by_definition(section: Section, about: About) -> tuple[Counted, ...]:
    """The findings of a part by the definition they count by, in order; as one where it rests on none."""
    runs = [(note, tuple(found)) for note, found in groupby(section.findings, about.note_beside)]
    with_none = all(finding.section in WITHOUT_DEFINITION for finding in section.findings)
    if with_none or not any(note for note, _ in runs):
        return (Counted("", "", section.findings),)
    return tuple(
        Counted(note.title if note else about.definition, definition_place(note), found) for note, found in runs
    )


def definition_place(note: DefinitionNote | None) -> str:
    """The address of what the page says of a definition: the headline's, or one beside it."""
    return f"definition-{note.id}" if note else "definition"


def stand_in_place(finding: ReleasedFinding, about: About) -> str:
    """Where the page warns of the definition a finding counts by, if that stands in for the partnership's own; else ""."""
    if finding.section in WITHOUT_DEFINITION:
        return ""
    note = about.note_beside(finding)
    if note is not None:
        return definition_place(note) if note.stand_in else ""
    return STAND_IN_PLACE if about.stand_in else ""


def caveats_in_full(finding: ReleasedFinding, about: About) -> tuple[str, ...]:
    """What to beware of, for a file that is read without the page."""
    note = about.note_beside(finding)
    warning = (note.stand_in if note else about.stand_in) if stand_in_place(finding, about) else ""
    return (*caveats_of(finding, about), *((warning,) if warning else ()))


def caveats_of(finding: ReleasedFinding, about: About) -> tuple[str, ...]:
    """What to beware of, without stand-ins' warnings, which the page gives once in full and then by a link."""
    once = {about.stand_in, *(note.stand_in for note in about.beside)}
    return tuple(caveat for caveat in finding.caveats if caveat not in once)
