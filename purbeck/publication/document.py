"""The publication as a document to print, edit and read aloud: its blocks in the order of the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil

from purbeck.disclosure import OF_SHOWN_COUNTS, ReleasedFinding
from purbeck.figures import percent
from purbeck.publication import tables
from purbeck.publication.blocks import (
    Block,
    Contents,
    Document,
    Heading,
    Items,
    Picture,
    Run,
    Runs,
    Table,
    Words,
    plain,
)
from purbeck.publication.charts import Chart
from purbeck.publication.content_blocks import blocks_of, own_words
from purbeck.publication.data_package import figures_file
from purbeck.publication.maps import Map, highest_rates, map_of
from purbeck.publication.pictures import chart_picture, map_picture
from purbeck.publication.publication import (
    AS_IT_STANDS,
    CERTAINTIES,
    FIRST,
    LAST,
    SHOWN_PLACE,
    SHOWN_TITLE,
    About,
    Chapter,
    Publication,
    Section,
    anchor,
    by_definition,
    caveats_of,
    definition_place,
    doubt,
    stand_in_place,
)
from purbeck.publication.summary import SummaryLine
from purbeck.publication.support import support

MOST_ANSWERS_WITHOUT_A_LIST = 3
MOST_TURNED = 3  # rows of a wide table that are written as columns
DRAFT = "Working draft for partners"
UNANSWERED = "Unavailable: no finding of this edition belongs here. This part needs {needs}."
MORE = "Priorities and what was decided"


def document(publication: Publication, charts: Mapping[str, Chart | None]) -> Document:
    """The document of a publication, with its charts (by the anchors of their findings) as pictures."""
    about = publication.about
    blocks = [*_front(publication), *_summary(publication), *_shown(about), Contents()]
    for chapter in publication.chapters:
        blocks += _chapter(chapter, about, charts)
    for annex in publication.annexes:
        blocks += [Heading(1, annex.title, annex.anchor), Words(plain(annex.opening), "opening")]
        blocks += blocks_of(annex.blocks, 2)
    blocks += [*_cannot_say(publication), *_made(about), *_support()]
    dated = f"Data to {about.data_to}. " if about.data_to else ""
    subject = f"{dated}Definition: {about.definition}, version {about.definition_version}."
    foot = f"{about.partnership}. Made with Purbeck {about.code_version}."
    return Document(about.title, about.partnership, subject, about.mark, foot, tuple(blocks))


# --- before the parts -----------------------------------------------------------------------------------------------


def _front(publication: Publication) -> Iterator[Block]:
    about = publication.about
    yield Words(plain(about.partnership, bold=True), "opening")
    yield Words(plain(about.mark or DRAFT, bold=True))
    dated = f"Data to {about.data_to}. " if about.data_to else ""
    beside = "".join(f" Beside it, where it says so: {note.title}, version {note.version}." for note in about.beside)
    release = f" Release {about.release}." if about.release else ""
    yield Words(plain(f"{dated}Definition: {about.definition}, version {about.definition_version}.{beside}{release}"))
    if about.made_for:
        yield Words(plain(about.made_for))
    if publication.made_up:
        yield Words(plain(publication.made_up))


def _shown(about: About) -> Iterator[Block]:
    """How numbers are shown, where somebody says."""
    if about.shown_as:
        yield Heading(1, SHOWN_TITLE, SHOWN_PLACE)
        yield Words(plain(about.shown_as[0]))
        if rules := about.shown_as[1:-1]:
            yield Items(tuple(map(plain, rules)))
        yield Words(plain(about.shown_as[-1]))


def _summary(publication: Publication) -> Iterator[Block]:
    about, quality = publication.about, publication.quality
    yield Heading(1, "Summary", "summary")
    if about.stand_in:
        yield Words((Run("Warning: ", bold=True), Run(about.stand_in)), "warning")
    first = f" {quality.findings[0].title}." if quality.findings else ""
    yield Words((Run("Read first: "), Run(quality.title, link=f"#{quality.name}"), Run(f".{first}")))
    for line in publication.lines:
        yield Words(_answer(line))
    yield Words((Run("If what you read here affects you, you can "), Run("talk to a support service", link="#support"),
                 Run(f". In an emergency ring {support().emergency}.")))  # fmt: skip


def _answer(line: SummaryLine) -> Runs:
    question = Run(f"{line.question} ", bold=True)
    if line.finding is None:
        more = (Run(" "), Run(MORE, link=line.to)) if line.to else ()
        return (question, Run(line.unanswered), *more)
    runs = [question, _to(line.finding), Run(f". {doubt(line.finding)} {_named(line.finding)}")]
    for beside in line.beside:
        runs += [Run(" By the definition beside it: "), _to(beside), Run(f". {doubt(beside)} {_named(beside)}")]
    return tuple(runs)


def _to(finding: ReleasedFinding) -> Run:
    return Run(finding.title, link=f"#{anchor(finding)}")


def _named(finding: ReleasedFinding) -> str:
    return f"[finding {finding.id}]"


# --- the chapters ---------------------------------------------------------------------------------------------------


def _chapter(chapter: Chapter, about: About, charts: Mapping[str, Chart | None]) -> Iterator[Block]:
    yield Heading(1, f"{chapter.number} {chapter.title}", chapter.anchor)
    yield Words(plain(chapter.opening), "opening")
    yield from _own(chapter, FIRST)
    if chapter.unmet:
        yield Words(plain(chapter.unmet))
    yield from blocks_of(chapter.blocks, 2)
    for section in chapter.parts:
        yield from _part(chapter, section, about, charts)
    yield from _own(chapter, LAST)


def _own(chapter: Chapter, place: str) -> Iterator[Block]:
    for text in chapter.texts_at(place):
        yield from own_words(text, 3)


def _part(chapter: Chapter, section: Section, about: About, charts: Mapping[str, Chart | None]) -> Iterator[Block]:
    yield Heading(2, section.title, section.name)
    yield Words(plain(section.opening), "opening")
    counted = by_definition(section, about)
    if len(section.findings) > MOST_ANSWERS_WITHOUT_A_LIST:
        for run in counted:
            by = f", counted by “{run.by}”" if run.by else ""
            yield Words(plain(f"Answers in this part{by}", bold=True))
            yield Items(tuple((_to(finding),) for finding in run.findings))
    for n, run in enumerate(counted):
        if run.by:
            begin = "From here on counted by “" if n else "These count by “"
            yield Words((Run(begin), Run(run.by, link=f"#{run.place}"), Run("”.")), "opening")
        for finding in run.findings:
            yield from _finding(finding, about, charts[anchor(finding)])
            yield from _own(chapter, finding.id)
    if not section.findings:
        yield Words(plain(UNANSWERED.format(needs=section.needs)))


def _finding(finding: ReleasedFinding, about: About, chart: Chart | None) -> Iterator[Block]:
    """A finding: statement, doubt, picture, what to beware of, tables, where it comes from."""
    yield Heading(3, finding.title, anchor(finding))
    yield Words(plain(f"{finding.statement} {_named(finding)}"))
    yield Words((Run("How sure: ", bold=True), Run(doubt(finding))))
    found = map_of(finding) if finding.decision == AS_IT_STANDS else None
    if finding.decision == AS_IT_STANDS:
        if chart:
            yield _picture(finding, *chart_picture(chart.drawings[0]))
            yield from _key(chart)
        elif found:
            yield from _mapped(finding, found)
        elif finding.alternative and finding.alternative != finding.statement:
            yield Words(plain(finding.alternative))
    yield from _beware(finding, about)
    for table in tables.shown(finding):
        yield from _tables(finding, table)
    yield Words(_origin(finding, about), "small")


def _picture(finding: ReleasedFinding, svg: str, tall: float) -> Picture:
    return Picture(svg, tall, f"{finding.title} {_named(finding)}", finding.alternative or finding.statement)


def _key(chart: Chart) -> Iterator[Block]:
    for words, key in (
        ("Diamonds are signals:", chart.signals),
        ("Dotted lines and shaded months are known breaks in recording:", chart.breaks),
    ):
        if key:
            yield Words(plain(words))
            yield Items(tuple(map(plain, key)))


def _mapped(finding: ReleasedFinding, found: Map) -> Iterator[Block]:
    if found.inside:
        yield _picture(finding, *map_picture(found, tables.axis_title(finding, "rate_per_1000")))
    else:
        yield Words(plain("Map unavailable: no boundaries were supplied."))
    rows = tuple(
        tuple(map(Run, (str(place.number), place.name, place.rate, place.interval, place.count))) for place in found.top
    )
    heads = ("Number on the map", "Small area", tables.axis_title(finding, "rate_per_1000"), "Interval", "Offences")
    if rows:
        yield Table(
            f"{highest_rates(finding)}: {finding.title} {_named(finding)}", heads, (True, False, *[True] * 3), rows
        )


def _beware(finding: ReleasedFinding, about: About) -> Iterator[Block]:
    stands_in = stand_in_place(finding, about)
    warned = [(Run("A "), Run("stand-in definition", link=f"#{definition_place(about.note_beside(finding))}"),
               Run(" is used."))] if stands_in else []  # fmt: skip
    items = (*(_caveat(one, about) for one in caveats_of(finding, about)), *warned)
    if items:
        yield Words(plain("Beware", bold=True))
        yield Items(items)


def _caveat(caveat: str, about: About) -> Runs:
    """A caveat; what the edition does to counts leads to where that is said in full."""
    if caveat in OF_SHOWN_COUNTS and about.shown_as:
        return (Run(f"{caveat} "), Run(SHOWN_TITLE, link=f"#{SHOWN_PLACE}"))
    return plain(caveat)


def _tables(finding: ReleasedFinding, shown: tables.Shown) -> Iterator[Block]:
    """A table as it fits a page; where it is long, as the printed page has it: words on where it is."""
    caption = f"{shown.caption} {_named(finding)}"
    if len(shown.lines) > tables.MOST_STACKED:
        words = (
            f"The table of {len(shown.lines)} rows is in the workbook and in {figures_file(finding)}, beside this file."
        )
        yield Words(plain(f"{caption}: {words}"), "small")
        return
    heads = tuple(f"{head.title} ({head.unit})" if head.unit else head.title for head in shown.heads)
    rows = tuple(tuple(map(_run, line.cells)) for line in shown.lines)
    numeric = tuple(head.numeric for head in shown.heads)
    if len(heads) <= tables.MOST_ACROSS:
        yield Table(caption, heads, numeric, rows)
    elif len(rows) <= MOST_TURNED:
        turned = tuple((Run(head), *(row[n] for row in rows)) for n, head in enumerate(heads) if n)
        yield Table(caption, (heads[0], *(row[0].text for row in rows)), (False,) * (1 + len(rows)), turned)
    else:
        first = (0, 1) if not any(numeric[:2]) else (0,)  # what the rows are called, said again in each piece
        left = len(heads) - len(first)
        across = ceil(left / ceil(left / (tables.MOST_ACROSS - len(first))))  # in pieces as alike as can be
        pieces = [range(at, min(at + across, len(heads))) for at in range(len(first), len(heads), across)]
        for n, piece in enumerate(pieces, start=1):
            of = (*first, *piece)
            yield Table(
                f"{caption}, part {n} of {len(pieces)}", tuple(heads[at] for at in of),
                tuple(numeric[at] for at in of), tuple(tuple(row[at] for at in of) for row in rows),
            )  # fmt: skip


def _run(cell: str) -> Run:
    return Run(cell.split("/")[2], link=cell) if cell.startswith("https://") else Run(cell)


def _origin(finding: ReleasedFinding, about: About) -> Runs:
    said = [("Period", finding.period), ("Place", finding.place_name)]
    if finding.comparator:
        said.append(("Compared with", finding.comparator.replace("_", " ")))
    said += [("Method", finding.method), ("Source", "; ".join(map(about.source_title, finding.sources)))]
    if finding.coverage is not None:
        of = "of residents" if finding.section == "context" else "of person-years filed"
        said.append(("Coverage", f"{percent(finding.coverage)} {of}"))
    said.append(("Finding", finding.id))
    return tuple(run for name, words in said for run in (Run(f"{name}: ", bold=True), Run(f"{words}. ")))


# --- after the parts ------------------------------------------------------------------------------------------------


def _cannot_say(publication: Publication) -> Iterator[Block]:
    yield Heading(1, "What this cannot say", "cannot-say")
    yield Words(plain("Nothing in this document tells you:"), "opening")
    yield Items(tuple(map(plain, publication.about.limits)))
    for title, limits in publication.about.limits_by_source:
        yield Words(plain(f"Figures of {title} do not tell you:"))
        yield Items(tuple(map(plain, limits)))
    if publication.unsettled:
        yield Words(plain("On these, the sources here cannot tell:"))
        yield Items(tuple((_to(finding),) for finding in publication.unsettled))


def _made(about: About) -> Iterator[Block]:
    yield Heading(1, "How this was made", "about")
    yield Heading(2, "What is counted", definition_place(None))
    stand_in = f" {about.stand_in}" if about.stand_in else ""
    yield Words(plain(f"{about.definition}, version {about.definition_version}.{stand_in}"))
    for note in about.beside:
        yield Heading(2, f"Beside it: {note.title}", definition_place(note))
        yield Words(plain(f"Version {note.version}. {note.stand_in}".strip()))
    yield Heading(2, "How sure, in fixed words")
    yield Items(tuple((Run(f"{words}: ", bold=True), Run(rule)) for words, rule in CERTAINTIES.values()))
    yield Heading(2, "Where each number comes from")
    yield Words(plain("Every finding has a number of its own, the same each year. With it, purbeck explain shows the rows, the "
                      f"rule, the files and the code behind it. This was made by Purbeck {about.code_version}."))  # fmt: skip


def _support() -> Iterator[Block]:
    held = support()
    yield Heading(1, "Support services", "support")
    yield Words(plain("Behind these figures are people. If what you read affects you, or someone you know, you can talk to "
                      "someone, whenever it happened and whether or not it was reported."), "opening")  # fmt: skip
    yield Words(plain(f"In an emergency ring {held.emergency}."))
    yield Items(tuple((Run(service.name, link=service.page), Run(f": {service.telephone}. {service.helps}"))
                      for service in held.services))  # fmt: skip
