"""The page: everything released is on it, in order, readable without sight, mouse, network or JavaScript."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
import sample_findings as samples

from purbeck.disclosure import HIDDEN, hide, release
from purbeck.findings.finding import CERTAINTIES as KNOWN_CERTAINTIES
from purbeck.findings.finding import CHARTS, SECTIONS, WITHOUT_INCIDENTS, Finding, Question, Rows, findings_frame
from purbeck.findings.reach import RestsOn
from purbeck.findings.wording.doubt import DOUBT
from purbeck.publication import chapters, publication
from purbeck.publication.build import page as page_of
from purbeck.publication.charts import DRAWN, NOT_DRAWN_HERE, chart_of
from purbeck.publication.publication import About, anchor, compose, doubt
from purbeck.publication.support import support

FINDINGS = samples.every_kind()
LOADS = {"iframe", "object", "embed", "img", "video", "audio", "source", "base", "form"}


def test_knows_every_section_chart_and_certainty_that_findings_may_have() -> None:
    assert chapters.sections() == set(SECTIONS)
    assert publication.WITHOUT_DEFINITION == WITHOUT_INCIDENTS
    assert set(DRAWN) | NOT_DRAWN_HERE == set(CHARTS)
    assert tuple(publication.CERTAINTIES) == KNOWN_CERTAINTIES
    assert {k: words.lower() for k, (words, _) in publication.CERTAINTIES.items()} == {
        k: w for k, (w, _) in DOUBT.items()
    }


def test_chapters_stand_in_order_with_quality_before_any_result(page) -> None:
    order = [e.attributes["id"] for e in page.all("section")]
    expected = ["summary"]
    for chapter in chapters.plan():
        expected += [f"chapter-{chapter.slug}", *(part.name for part in chapter.parts)]
    expected += ["statutory-checklist", "glossary", "licences", "methods", "sources", "cannot-say", "downloads", "about",
                 "support", "before-release"]  # fmt: skip
    assert order == expected
    assert [chapter.slug for chapter in chapters.plan()] == [
        "purpose", "data", "population", "scale", "harm", "place", "time", "people", "drivers", "themes", "voices",
        "provision", "priorities", "recommendations",
    ]  # fmt: skip
    assert order.index("quality") < min(order.index(name) for name in ("context", "scale", "national", "places"))


@pytest.mark.parametrize("finding", FINDINGS, ids=lambda f: f.id)
def test_every_finding_says_all_that_it_must(page, finding) -> None:
    article = page.by_id(anchor(finding))
    for words in (finding.title, finding.statement, finding.id, finding.period, finding.method, finding.place_name,
                  "Street-level crime"):  # fmt: skip
        assert words in article.text
    assert publication.certainty_words(finding) in article.text
    for caveat in publication.caveats_of(finding, samples.ABOUT):
        assert caveat in article.text


@pytest.mark.parametrize(
    "finding", [f for f in FINDINGS if f.rows and f.decision == "as it stands"], ids=lambda f: f.id
)
def test_every_finding_with_rows_has_its_table_of_all_columns_but_shapes(page, finding) -> None:
    article = page.by_id(anchor(finding))
    tables = article.all("table")
    assert sum(len(t.all("tbody")[0].all("tr")) for t in tables) == len(finding.rows)
    heads = " ".join(h.text for t in tables for h in t.all("th") if h.attributes["scope"] == "col")
    held = [dict(zip([c[0] for c in finding.columns], row, strict=True)) for row in finding.rows]
    for name, title, _ in finding.columns:
        worth = name not in ("shape", "kind") and any(r[name] not in ("", None, False) for r in held)
        assert (title in heads) or not worth
    for table in tables:
        assert table.all("caption")[0].text.startswith(finding.title)
        for line in table.all("tr"):
            assert line.all("th"), "every line has a head"
        assert {h.attributes.get("scope") for h in table.all("th")} == {"col", "row"}


@pytest.mark.parametrize("finding", [f for f in FINDINGS if f.chart != "none"], ids=lambda f: f.chart)
def test_every_chart_has_a_name_and_its_words(page, finding) -> None:
    article = page.by_id(anchor(finding))
    pictures = [s for s in article.all("svg") if s.attributes.get("role") == "img"]
    assert len(pictures) == (1 if finding.chart == "map" else 2), (
        "one for a desk, one for a telephone; a map serves both"
    )
    for picture in pictures:
        assert page.by_id(picture.attributes["aria-labelledby"]).text == finding.title
        assert finding.alternative in page.by_id(picture.attributes["aria-describedby"]).text


def test_no_picture_is_without_a_name(page) -> None:
    for picture in page.all("svg"):
        named = picture.attributes.get("role") == "img" and picture.attributes.get("aria-labelledby")
        assert named or picture.attributes.get("aria-hidden") == "true"
        assert not [e for e in picture.walk() if e is not picture and "role" in e.attributes]


def test_one_h1_and_no_level_of_heading_is_skipped(page) -> None:
    levels = [int(h.tag[1]) for h in page.all("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels.count(1) == 1 and levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_landmarks_language_and_skip_link(page) -> None:
    assert page.all("html")[0].attributes["lang"] == "en-GB"
    for tag in ("header", "main", "footer", "nav"):
        assert len(page.all(tag)) == 1
    first = page.all("a")[0]
    assert first.attributes["href"] == "#" + page.all("main")[0].attributes["id"]
    assert page.all("title")[0].text


def test_ids_are_unique_and_every_link_within_the_page_arrives(page) -> None:
    ids = [e.attributes["id"] for e in page.walk() if "id" in e.attributes]
    assert len(ids) == len(set(ids))
    asked = {a.attributes["href"][1:] for a in page.all("a", "use") if a.attributes["href"].startswith("#")}
    asked |= {
        name
        for e in page.walk()
        for a in ("aria-labelledby", "aria-describedby")
        for name in e.attributes.get(a, "").split()
    }
    asked |= {m for e in page.walk() for v in e.attributes.values() for m in re.findall(r"url\(#([^)]+)\)", v)}
    assert asked <= set(ids)


def test_nothing_is_loaded_from_anywhere_but_the_folder(page, files) -> None:
    assert not page.all(*LOADS)
    for script in page.all("script"):
        assert script.attributes.get("type") == "application/json" or script.attributes["src"] in files, (
            "data, or a file"
        )
    for element in page.walk():
        for name, value in element.attributes.items():
            assert not name.startswith("on"), "no script"
            if name in ("src", "href", "xlink:href", "action") and element.tag != "a":
                assert value.startswith("#") or value in files
    for link in page.all("a"):
        target = link.attributes["href"]
        assert target.startswith(("#", "https://", "tel:")) or target in files
        assert link.text
    assert "url(" not in files["style.css"] and "@import" not in files["style.css"] and "http" not in files["style.css"]


def test_seven_lines_answer_or_say_what_is_missing(page) -> None:
    lines = [e for e in page.by_id("summary").walk() if e.attributes.get("class") == "line"]
    assert [e.all("dt")[0].text for e in lines] == ["How much?", "Is it changing?", "Is it high?", "Where?", "Who?",
                                                    "What are we doing?", "Is it working?"]  # fmt: skip
    heads = [samples.bars(), samples.years(), samples.comparison(), samples.map_()]
    for line, finding in zip(lines, heads, strict=False):
        link = line.all("a")[0]
        assert link.text == finding.title and link.attributes["href"] == "#" + anchor(finding)
        assert doubt(finding) in line.text
    for line in lines[4:]:
        assert "Unavailable:" in line.text and not line.all("a")
    assert "who was harmed or who offended" in lines[4].text


def test_doubt_is_interval_certainty_and_coverage_and_no_interval_is_made_up() -> None:
    assert doubt(samples.comparison()) == (
        "Clearly lower. 95% interval 0.610 to 0.640 times the comparator's rate. Forces filed for 84.7% of person-years."
    )
    share = replace(samples.comparison(), unit="share of incidents", lower=0.1514, upper=0.1726, coverage=None)
    assert doubt(share) == "Clearly lower. 95% interval 15.1% to 17.3%.", "its title says per cent"
    assert doubt(samples.process()) == "As recorded.", "limits of a process are not an interval"
    assert doubt(samples.hidden()) == "Hidden: small number."


def test_stand_in_warning_stands_in_the_summary_and_each_result_points_to_it(page) -> None:
    assert samples.STAND_IN in page.by_id("stand-in").text
    for finding in FINDINGS:
        links = {a.attributes["href"] for a in page.by_id(anchor(finding)).all("a")}
        assert ("#stand-in" in links) == (finding.section not in WITHOUT_INCIDENTS)


def test_a_definition_of_the_partnerships_own_is_not_called_a_stand_in(read) -> None:
    html = page_of(compose(replace(samples.ABOUT, stand_in=""), [samples.bars()]))
    assert "stand-in" not in read(html).by_id("summary").text.replace(samples.bars().title, "")
    assert "#stand-in" not in html


def test_empty_publication_says_so_everywhere(read) -> None:
    top = read(page_of(compose(About("A partnership", "A definition", "1", "0.1.0"), [])))
    for name in SECTIONS:
        assert "Unavailable" in top.by_id(name).text
    assert top.by_id("summary").text.count("Unavailable") == 7


def test_a_finding_of_no_known_section_is_not_lost_in_silence() -> None:
    with pytest.raises(ValueError, match="weather"):
        compose(samples.ABOUT, [replace(samples.bars(), section="weather")])


def test_chart_of_no_known_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="pie"):
        chart_of(replace(samples.bars(), chart="pie"))


@pytest.mark.parametrize("chart", [k for k in CHARTS if k != "none"])
def test_what_people_wrote_cannot_become_markup(chart, read) -> None:
    nasty = '<script>alert("x")</script> & "quoted" \'name\''
    finding = next(f for f in FINDINGS if f.chart == chart)
    words = [n for n, (name, _, _) in enumerate(finding.columns) if name in ("theme", "place", "note", "signal")]
    rows = tuple(tuple(nasty if n in words and v else v for n, v in enumerate(row)) for row in finding.rows)
    finding = replace(
        finding, rows=rows, title=nasty, statement=nasty, alternative=nasty, caveats=(nasty,), period=nasty
    )
    html = page_of(compose(replace(samples.ABOUT, partnership=nasty), [finding]))
    assert "<script" not in html
    top = read(html)
    assert not top.all("script")
    assert top.by_id(anchor(finding)).all("h4")[0].text == nasty


def scrolled(top) -> list[str]:
    """The names by which what scrolls is heard; the keyboard reaches each."""
    held = [e.attributes for e in top.walk() if e.attributes.get("class") == "scroll"]
    assert all(each["tabindex"] == "0" and each["role"] == "region" for each in held)
    by_ids = [" ".join(top.by_id(i).text for i in each.get("aria-labelledby", "").split()) for each in held]
    return [each.get("aria-label") or name for each, name in zip(held, by_ids, strict=True)]


def test_tables_are_reached_by_keyboard_under_names_of_their_own_though_titles_be_alike(page, read) -> None:
    names = scrolled(page)
    assert len(names) > 10 and all(names) and len(set(names)) == len(names)
    finding = next(f for f in FINDINGS if f.chart == "bars")
    alike = scrolled(read(page_of(compose(samples.ABOUT, [finding, replace(finding, id="0123456789ab")]))))
    assert {f"{finding.title} {i}" for i in (finding.id, "0123456789ab")} <= set(alike)


def test_hidden_figure_is_said_in_words_and_no_number_of_it_is_anywhere(read) -> None:
    names = ("analysis", "measure", "theme", "place_type", "place_code", "period", "definition", "source")
    question = Question(**{name: name for name in names})
    columns = (("theme", "Kind", ""), ("count", "Count", ""), *samples.RATE)
    finding = Finding(
        question, "scale", "Robbery: 0.0079 per 1,000", "The police recorded 3 offences (0.0079 per 1,000).", "per 1,000",
        "Byar", "Dorset", "2025", "described", "1", already_public=False,
        rests_on=RestsOn("2025-01", "2025-12", ("Dorset",), "source", (), ("counts",)), value=0.0079, lower=0.0016, upper=0.0231,
        confidence=0.95, n=3, coverage=0.9157, alternative="3 in 2025.", chart="bars", caveats=("Only 3.",),
        rows=Rows(columns, (("Robbery", 3, 0.0079, 0.0016, 0.0231),)),
    )  # fmt: skip
    row = findings_frame([finding], "b", {}).to_dict("records")[0]
    html = page_of(compose(samples.ABOUT, [hide(release(row))]))
    article = read(html).by_id(f"finding-{question.id}")
    assert HIDDEN.capitalize() in article.text and "not zero" in article.text
    assert not article.all("svg", "table")
    for number in ("0.0079", "0.008", "0.0016", "0.0231", "91.6", "Only 3", "3 offences"):
        assert number not in html
    assert "figures/" not in html


def test_hidden_finding_heads_its_line_of_the_summary_as_hidden(read) -> None:
    top = read(page_of(compose(samples.ABOUT, [samples.hidden(), samples.map_()])))
    line = next(e for e in top.walk() if e.attributes.get("class") == "line" and "Where?" in e.text)
    assert "Hidden: small number." in line.text and "95%" not in line.text


def test_missing_values_are_called_unavailable(page) -> None:
    table = page.by_id(anchor(samples.years())).all("table")[0]
    missing = next(line for line in table.all("tr") if line.text.startswith("2023"))
    assert [c.text for c in missing.all("td")] == ["unavailable"] * 4 + ["0%"]


def test_limits_of_the_sources_and_what_could_not_be_told_are_said(page) -> None:
    section = page.by_id("cannot-say")
    for limit in samples.ABOUT.limits:
        assert limit in section.text
    unsettled = [samples.unsettled(), samples.equality()]
    assert [a.attributes["href"] for a in section.all("a")] == ["#" + anchor(finding) for finding in unsettled]


def test_sources_with_licence_and_attribution_and_methods_are_named(page) -> None:
    for source in samples.ABOUT.sources:
        assert source.title in page.by_id("sources").text and source.licence in page.by_id("licences").text
        assert source.attribution in page.by_id("licences").text
        assert source.attribution in page.all("footer")[0].text
    for method in samples.ABOUT.methods:
        assert method.words in page.by_id("methods").text
    article = page.by_id(anchor(samples.bars()))
    assert "#method-intervals" in {a.attributes["href"] for a in article.all("a")}


def test_support_services_are_listed_and_the_check_is_a_note_to_the_analyst_alone(page) -> None:
    listed = support()
    section = page.by_id("support")
    telephones = {a.attributes["href"]: a.text for a in section.all("a") if a.attributes["href"].startswith("tel:")}
    for service in listed.services:
        assert telephones[f"tel:{service.dialled}"] == service.telephone
        assert re.fullmatch(r"0\d{7,10}", service.dialled), service.telephone
        assert service.page.startswith("https://")
    assert "tel:999" in telephones
    assert "#support" in {a.attributes["href"] for a in page.by_id("summary").all("a")}
    assert re.fullmatch(r"\d{4}-\d\d", listed.dated)
    note = page.by_id("before-release").text
    assert "this is a working draft for partners" in note
    assert ("Check before release" in note) == (not listed.checked)
    assert page.all("body")[0].text.count("Check before release") == note.count("Check before release")


def test_nothing_is_called_public(page) -> None:
    words = page.all("body")[0].text.lower()
    assert "public edition" not in words
    assert "working draft for partners" in page.all("header")[0].text.lower()


def test_style_is_for_narrow_screens_and_print_too() -> None:
    style = (Path(publication.__file__).parent / "templates" / "style.css").read_text(encoding="utf-8")
    assert "@media print" in style and "min-width" in style and ":focus-visible" in style
    assert "GDS Transport" not in style
