"""The document: fourteen chapters, every finding in one of them, honest where there is nothing, people's words as blocks."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
import sample_findings as samples
from strategy_site import complete, writing

from purbeck.disclosure import ReleasedParagraph, ReleasedWriting
from purbeck.findings import finding as findings_
from purbeck.publication import blocks as printed
from purbeck.publication import chapters, content
from purbeck.publication.build import page as page_of
from purbeck.publication.content import Bullets, Grid, Heading, Item, Paragraph, Run, texts
from purbeck.publication.document import document
from purbeck.publication.marked_up import blocks as marked_up
from purbeck.publication.marked_up import inline
from purbeck.publication.publication import DefinitionNote, anchor, compose
from purbeck.publication.themes import themes

FINDINGS = samples.every_kind()


def test_every_finding_that_there_can_be_has_one_part() -> None:
    for section in findings_.SECTIONS:
        for analysis in ("anything", "harm", "profile", "success", "overlap", "pathways", "searches"):
            for group in ("all", "hour", "weapon", "something"):
                one = replace(samples.bars(), section=section, analysis=analysis, group_by=group)
                assert chapters.part_of(one) in {part.name for chapter in chapters.plan() for part in chapter.parts}


@pytest.mark.parametrize(
    ("section", "analysis", "group", "part"),
    [
        ("profile", "harm", "all", "harm"),
        ("profile", "profile", "hour", "time"),
        ("profile", "profile", "weekday", "time"),
        ("profile", "profile", "location_type", "kinds_of_place"),
        ("profile", "profile", "weapon", "weapons"),
        ("profile", "profile", "victim_age_sex", "profile"),
        ("trend", "success", "all", "success"),
        ("trend", "composition", "all", "trend"),
        ("scale", "outcomes", "outcome_group", "outcomes"),
        ("partners", "overlap", "when", "overlap"),
        ("partners", "hidden_need", "rural_urban", "hidden_need"),
        ("partners", "perception", "subject", "perception"),
        ("partners", "repeats", "crime_kind", "repeats"),
        ("partners", "pathways", "all", "partners"),
    ],
)
def test_findings_stand_where_a_reader_looks_for_them(section: str, analysis: str, group: str, part: str) -> None:
    assert chapters.part_of(replace(samples.bars(), section=section, analysis=analysis, group_by=group)) == part


def test_no_two_parts_name_a_finding_as_closely() -> None:
    parts = [part for chapter in chapters.plan() for part in chapter.parts]
    asked = [
        (section, analysis, group)
        for part in parts
        for section in part.sections
        for analysis in (*part.analyses, "x")
        for group in (*part.groups, "x")
    ]
    for section, analysis, group in asked:
        one = replace(samples.bars(), section=section, analysis=analysis, group_by=group)
        closeness = sorted((part.closeness(one) for part in parts), reverse=True)
        assert closeness[0] > closeness[1]


def test_every_finding_is_in_exactly_one_chapter_and_none_is_lost() -> None:
    found = compose(samples.ABOUT, FINDINGS, (), writing())
    held = [one.id for chapter in found.chapters for part in chapter.parts for one in part.findings]
    assert sorted(held) == sorted(one.id for one in FINDINGS) and len(set(held)) == len(held)
    assert [chapter.number for chapter in found.chapters] == list(range(1, 15))
    by_chapter = chapters.by_chapter(FINDINGS)
    assert {c.slug: {f.id for p in c.parts for f in p.findings} for c in found.chapters} == by_chapter


def test_a_chapter_without_anything_says_so_in_plain_words(read) -> None:
    found = compose(samples.ABOUT, [samples.bars()])
    top = read(page_of(found))
    for chapter in found.chapters:
        said = top.by_id(chapter.anchor).text
        if not any(part.findings for part in chapter.parts) and chapter.slug != "purpose":
            assert any(
                words in said for words in ("no findings yet", "Nothing is written down", "Unavailable: no finding")
            )
    assert "This chapter has no findings yet: it needs" in top.by_id("chapter-drivers").text
    assert "no strategy is written down" in top.by_id("statutory-checklist").text


def test_a_strategy_fills_the_chapters_that_are_about_what_people_wrote(read) -> None:
    found = compose(samples.ABOUT, FINDINGS, (), writing())
    said = {c.slug: " ".join(text for block in c.blocks for text in texts(block)) for c in found.chapters}
    strategy = complete()
    for slug, entries in (
        ("purpose", strategy.partners), ("drivers", strategy.factors), ("provision", strategy.services),
        ("priorities", strategy.priorities), ("recommendations", strategy.questions),
    ):  # fmt: skip
        assert entries
        for entry in entries:
            assert entry.title in said[slug]
    assert "carrying and school" in said["voices"] and "No statement stands here" in said["voices"]
    html = page_of(found)
    read(html)
    for voice in strategy.voices:
        assert voice.words not in html
    assert f"{strategy.priorities[0].title}" in html.split('id="chapter-')[0], "the summary says what is being done"


def test_the_analysts_words_stand_where_they_are_put_and_say_whose_they_are(read) -> None:
    found = compose(samples.ABOUT, FINDINGS, (), writing())
    html = page_of(found)
    top = read(html)
    first = top.by_id("chapter-data-text-1")
    assert first.text.startswith("Our own words.") and [e.text for e in first.all("strong")] == ["own"]
    assert "last held against the figures on 26 November 2026" in first.text
    assert f"#{anchor(FINDINGS[0])}" in {a.attributes["href"] for a in first.all("a")}
    assert (
        html.index(f'id="{anchor(FINDINGS[2])}"')
        < html.index("After the bars.")
        < html.index(f'id="{anchor(FINDINGS[3])}"')
    )
    last = top.by_id("chapter-scale-text-2")
    assert [e.text for e in last.all("blockquote")] == ["Quoted"] and [e.text for e in last.all("li")] == ["a", "b c"]
    assert page_of(compose(samples.ABOUT, FINDINGS, (), writing())) == html


@pytest.mark.parametrize(
    "words",
    ["<script>alert(1)</script>", "a <b onclick=x>b</b>", "[x](javascript:alert(1))", "![x](https://example.org/x.png)",
     "<https://example.org/?\"onmouseover=x>", "```\n<script>\n```"],
)  # fmt: skip
def test_whatever_reaches_the_page_in_a_paragraph_is_only_words(words: str, read) -> None:
    paragraphs = (ReleasedParagraph("data", "first", words),)
    html = page_of(compose(samples.ABOUT, FINDINGS, (), ReleasedWriting(paragraphs=paragraphs)))
    own = read(html).by_id("chapter-data-text-1")
    assert not own.all("script", "b", "img", "iframe")
    assert all(set(e.attributes) <= {"href", "rel", "id", "class", "role", "aria-label"} for e in own.walk())
    assert not [a for a in own.all("a") if not a.attributes["href"].startswith("https://")]


def test_markdown_becomes_plain_structured_content() -> None:
    text = "# Head\n\nOne *two* **three** `four` [five](https://example.org)\nsix\n\n1. a\n   - b\n2. c\n\n> said"
    assert marked_up(text) == (
        Heading("Head"),
        Paragraph((Run("One "), Run("two", emphasis=True), Run(" "), Run("three", strong=True), Run(" "),
                   Run("four", code=True), Run(" "), Run("five", to="https://example.org"), Run(" six"))),
        Bullets((Item((Run("a"),)), Item((Run("b"),), 1), Item((Run("c"),))), numbered=True),
        Paragraph((Run("said"),), "quotation"),
    )  # fmt: skip
    assert inline("One\n\ntwo") == (Run("One"), Run(" "), Run("two"))
    assert inline(None) == ()


def test_a_table_of_blocks_has_as_many_cells_as_heads() -> None:
    with pytest.raises(ValueError, match="needs 2 cells"):
        Grid("Caption", ("A", "B"), ((content.say("one"),),))


def test_thematic_profiles_lead_to_findings_wherever_they_stand(read) -> None:
    knife = replace(samples.bars(), id="f" * 12, theme="knives_and_guns", title="Knives: 0.5 per 1,000")
    top = read(page_of(compose(samples.ABOUT, [knife])))
    chapter = top.by_id("chapter-themes")
    assert f"#{anchor(knife)}" in {a.attributes["href"] for a in chapter.all("a")}
    assert chapter.text.count("No finding here is about it yet.") == len(chapters.profiles()) - 1


def test_findings_of_one_title_by_two_definitions_are_told_apart_in_the_profiles() -> None:
    ours = replace(samples.bars(), id="e" * 12, theme="robbery", title="Robbery: 0.5 per 1,000")
    beside = replace(ours, id="f" * 12, definition="other")
    about = replace(samples.ABOUT, beside=(DefinitionNote("other", "Another one", "1"),))
    said = [content.plain(one.words) for one in themes([beside, ours], about) if isinstance(one, Paragraph)]
    some = [words for words in said if words.startswith("1 finding")]
    assert some == ["1 finding is about it:", "1 finding is about it, counted by “Another one”:"]


def test_a_table_of_many_columns_is_in_pieces_as_alike_as_can_be() -> None:
    columns = (("place", "Place", ""), *((f"held_{n}", f"Held {n}", "offences") for n in range(8)))
    wide = replace(samples.bars(), columns=columns, rows=tuple((f"Area {n}", *range(n, n + 8)) for n in range(5)))
    made = document(compose(samples.ABOUT, [wide]), {anchor(wide): None})
    tables = [block for block in made.blocks if isinstance(block, printed.Table) and wide.title in block.caption]
    assert [(len(table.heads), table.caption[-6:]) for table in tables] == [(5, "1 of 2"), (5, "2 of 2")]
    assert [row[0].text for row in tables[1].rows] == [f"Area {n}" for n in range(5)]


def test_the_document_to_print_holds_the_same_and_every_link_in_it_leads_somewhere() -> None:
    found = compose(samples.ABOUT, FINDINGS, (), writing())
    made = document(found, {anchor(finding): None for finding in FINDINGS})
    headings = [block for block in made.blocks if isinstance(block, printed.Heading)]
    firsts = [heading.text for heading in headings if heading.level == 1]
    assert [f"{chapter.number} {chapter.title}" for chapter in found.chapters] == firsts[1:15]
    assert all(later.level - earlier.level <= 1 for earlier, later in pairwise(headings))
    anchors = {heading.anchor for heading in headings}
    runs = [run for block in made.blocks for run in runs_of(block)]
    assert [run.link for run in runs if run.link.startswith("#") and run.link[1:] not in anchors] == []
    said = "\n".join("".join(run.text for run in runs_of(block)) for block in made.blocks)
    for words in ("After the bars.", "Our ", "The analyst’s own words", "No statement stands here", "This part needs"):
        assert words in said
    for chapter in found.chapters:
        for block in chapter.blocks:
            assert all(text in said for text in texts(block) if not isinstance(block, Heading | Grid))
    captions = [block.caption for block in made.blocks if isinstance(block, printed.Table)]
    grids = [b for c in found.chapters for b in c.blocks if isinstance(b, Grid)]
    assert grids and all(grid.caption in captions for grid in grids)


def runs_of(block: printed.Block) -> list[printed.Run]:
    """The runs of a block of the document to print."""
    if isinstance(block, printed.Words):
        return list(block.runs)
    if isinstance(block, printed.Items):
        return [run for item in block.items for run in item]
    return [run for row in block.rows for run in row] if isinstance(block, printed.Table) else []


@pytest.mark.parametrize("words", ["a b c", "what was said there " * 4, "their classification of neighbourhoods " * 3])
@pytest.mark.parametrize("whole", ["18 November 2025", "Characteristic"])
def test_dates_and_long_words_stay_whole_beside_long_columns(words: str, whole: str) -> None:
    row = tuple(map(printed.Run, (words, words, whole, words, words, words)))
    shares = printed.widths(printed.Table("Asked", ("A", "B", "C", "D", "E", "F"), (False,) * 6, (row,)))
    assert shares[2] / max(sum(shares), 90) * 90 > len(whole), "of a line of ninety letters"
