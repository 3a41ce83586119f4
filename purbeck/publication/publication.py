"""What a publication is: what it says about itself, its sections in order, and what each holds."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby

from purbeck.disclosure import ReleasedFinding, ReleasedTable
from purbeck.figures import interval, level, percent, percent_interval
from purbeck.publication.summary import SummaryLine, summary_lines

AS_IT_STANDS = "as it stands"
STAND_IN_PLACE = "stand-in"

# The fixed words for doubt, each with its rule. A finding's own statement says which way a clear difference goes.
CERTAINTIES = {
    "described": ("As recorded", "A count or rate as it stands, with its interval; nothing is concluded from it."),
    "clear": ("Clearly higher or lower", "The whole interval lies on one side of no difference."),
    "no_clear_difference": ("No clear difference", "The interval holds no difference."),
    "too_few_to_tell": ("Too few to tell", "Fewer incidents or months than the comparison needs."),
    "cannot_tell_from_this_source": ("Cannot tell from this source", "The source does not hold what is asked."),
}

SHARE = "share of "  # how the unit of a share begins; its title says it in per cent, and so does its interval
DIRECTIONS = ("clearly higher", "clearly lower")

STREET_LEVEL_LIMITS = (
    "How much violence happened. These are offences recorded by the police; many are never reported, and recording "
    "differs between forces and over time. A low figure can mean fewer offences, or fewer recorded.",
    "Who was harmed or who offended. Street-level data hold no age, sex, ethnic group or relationship.",
    "How serious an offence was. The category for violence runs from harassment to homicide and cannot be divided.",
    "Exactly where. Each offence is moved to one of a fixed set of map points before it is published, so a figure for "
    "a small area can hold offences from next door.",
    "On which day or at what time. Only the month is published.",
    "How many of these answers are chance. Of twenty comparisons in which nothing differs, about one will look clear.",
    "What caused a change, or whether anything done about violence worked.",
    "Violence that reaches hospitals, ambulances, schools or refuges and is never recorded by the police.",
)


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
    released under; "" where there is none.
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
    limits: tuple[str, ...] = STREET_LEVEL_LIMITS
    beside: tuple[DefinitionNote, ...] = ()
    edition: str = ""
    mark: str = ""
    release: str = ""

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
    """A part of the page that holds findings: its anchor, its head, what to know before reading it."""

    name: str
    title: str
    opening: str
    findings: tuple[ReleasedFinding, ...] = ()


# Data quality stands before any result. Each needs at least one finding, or says that there is none.
SECTIONS = (
    Section("quality", "How good the data are",
            "Read this before any figure that follows. It says what the sources cover, what is missing, and what was "
            "set aside."),
    Section("context", "Who lives here",
            "The people, homes and places that every figure below rests on, beside those of our region and nation. They "
            "describe areas, never a person, and none of them says why violence happens."),
    Section("scale", "How much there is",
            "Offences recorded by the police, and their rate for each 1,000 people who live here."),
    Section("trend", "Whether it is changing",
            "Ups and downs are ordinary. These charts separate those from changes that ask for an explanation."),
    Section("comparison", "Whether it is high",
            "Our area beside others. Each difference is given with its doubt, since recording differs between forces."),
    Section("three_years", "Three years beside region and nation",
            "Police recorded crime as the Home Office publishes it, by Community Safety Partnership and quarter. It counts "
            "every offence, with or without a place, and every force files it."),
    Section("places", "Where it is recorded",
            "Small areas (LSOAs) of a few streets or villages each. A high rate in a town centre counts many offences against "
            "people who work or go out there and live elsewhere."),
    Section("profile", "Who, when, and how much harm",
            "What partners' own records say of the incidents that our definition counts: shares of incidents, never of any "
            "group of people."),
    Section("partners", "What partners know",
            "What services, hospitals and surveys know beside what the police record. Recorded, experienced and feared are "
            "three different things, and none of them stands for another."),
    Section("national", "What is happening nationally",
            "Figures that others published, to set ours beside. Each says its area and period, and whether it was "
            "confirmed where it was first published. None is about our area."),
    Section("equality", "What this means for different people",
            "Who lives here, who could tell us more, and what to ask before deciding, for each protected "
            "characteristic of the Equality Act 2010. It does not guess who is harmed."),
)  # fmt: skip
# What is said there does not rest on the definition, so its stand-in's warning does not belong there.
WITHOUT_DEFINITION = frozenset({"quality", "context", "partners", "national", "equality"})


@dataclass(frozen=True)
class Publication:
    """Everything the page shows, in order: the summary, then each section. `tables` are in files beside it."""

    about: About
    lines: tuple[SummaryLine, ...]
    sections: tuple[Section, ...]
    unsettled: tuple[ReleasedFinding, ...] = field(default=())
    tables: tuple[ReleasedTable, ...] = ()

    @property
    def findings(self) -> tuple[ReleasedFinding, ...]:
        """Every finding in the order of the page."""
        return tuple(finding for section in self.sections for finding in section.findings)


def compose(about: About, findings: list[ReleasedFinding], tables: tuple[ReleasedTable, ...] = ()) -> Publication:
    """Released findings in their sections, in the order given, and the summary their first ones make.

    `tables` are given as files beside the page.

    Raises ValueError where a finding belongs to no section of the page, so that none is lost in silence.
    """
    known = {section.name for section in SECTIONS}
    lost = sorted({finding.section for finding in findings} - known)
    if lost:
        raise ValueError(f"findings of section {lost} have no place in a publication; it knows {sorted(known)}")
    sections = tuple(
        Section(s.name, s.title, s.opening, tuple(f for f in findings if f.section == s.name)) for s in SECTIONS
    )
    unsettled = tuple(f for s in sections for f in s.findings if f.certainty == "cannot_tell_from_this_source")
    return Publication(about, summary_lines(findings), sections, unsettled, tables)


def anchor(finding: ReleasedFinding) -> str:
    """The address of a finding on its page: `finding-0a1b2c3d4e5f`. The same next year."""
    return "finding-" + re.sub(r"[^A-Za-z0-9_-]", "-", finding.id)


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
    if section.name in WITHOUT_DEFINITION or not any(note for note, _ in runs):
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
