"""A publication in a made-up language: nothing is left out, and no number is told otherwise."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from xml.etree import ElementTree

import polib
import pypdf
import pytest
import sample_findings as samples
import strategy_site
from conftest import Element, read_page

from purbeck.attack import attack
from purbeck.language.catalogue import read, written
from purbeck.language.speaker import Speaker
from purbeck.publication.build import pages, pages_said
from purbeck.publication.publication import Publication, compose
from purbeck.publication.strategy import build as strategy_pages

# A letter of another alphabet for each of ours: whatever still has one of ours was not said.
STRANGE = str.maketrans("abcdefghijklmnopqrstuvwxyz", "αβψδεφγηιξκλμνοπθρστυωςχύζ") | str.maketrans(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "ΑΒΨΔΕΦΓΗΙΞΚΛΜΝΟΠΘΡΣΤΥΩΣΧΎΖ"
)
OURS = re.compile(r"[A-Za-z]{2,}")
SLOTS = re.compile(r"(\{[a-z]+\d+\})")
MONTHS = {"Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin", "Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd",
          "Rhagfyr"}  # fmt: skip
# What is the same in every language, each with why.
SAME = (
    re.compile(r"https?://\S+"),  # addresses
    re.compile(r"\b[\w/-]+\.(?:html|csv|police|gov|org|uk|json|xlsx|ods|docx|pdf|gpkg)(?:\.uk)?\b"),  # files and sites
    re.compile(r"\b\w*\d\w*(?:\.\d+)*\b|\d+(?:st|nd|rd|th)"),  # codes and ids, which have digits
    re.compile(r"\[[cxz]\]"),  # the shorthand of the Analysis Function
    re.compile(r"^(?:[A-Z]{1,3}|cy|ODFPY/.*)$", re.M),  # signals on a chart; a file's language, and its program
)


def strange(text: str) -> str:
    """A message in the made-up language, its slots as they are."""
    return "".join(one if SLOTS.fullmatch(one) else one.translate(STRANGE) for one in SLOTS.split(text))


@pytest.fixture(scope="module")
def whole() -> Publication:
    """A partners' edition that holds one finding of each kind, and what people wrote."""
    about = replace(samples.ABOUT, edition="partners", mark=samples.MARK, release="0123456789ab")
    return compose(about, samples.every_kind(), written=strategy_site.writing())


@pytest.fixture(scope="module")
def english(whole: Publication) -> dict[str, str | bytes]:
    """Every file of it in English."""
    return pages(whole, name="vale")


@pytest.fixture(scope="module")
def by(whole: Publication, tmp_path_factory: pytest.TempPathFactory) -> Speaker:
    """Who says the samples in the made-up language: through a PO file, as a translator would have written it."""
    asked = Speaker("cy")
    pages_said(whole, asked, name="vale")
    strategy_pages.pages_said(strategy_site.site(), asked)
    file = tmp_path_factory.mktemp("language") / "cy.po"
    written(file, asked.asked)
    held = polib.pofile(str(file))
    for entry in held:
        entry.msgstr = strange(entry.msgid)
    held.save(str(file))
    return Speaker("cy", {one.key: one.words for one in read(file)})


@pytest.fixture(scope="module")
def said(whole: Publication, by: Speaker) -> dict[str, str | bytes]:
    """Every file of the sample in it."""
    return pages_said(whole, by, name="vale")


def left(texts: Iterator[str]) -> list[str]:
    """Words of ours that texts hold, but for what is the same in every language."""
    found = set()
    for text in texts:
        kept = text.strip()
        for pattern in SAME:
            kept = pattern.sub(" ", kept)
        found |= set(OURS.findall(kept)) - MONTHS
    return sorted(found)


def of_page(page: Element) -> Iterator[str]:
    """Everything of a page that is read or read aloud."""
    for one in page.walk():
        if one.tag in {"style", "script", "code"}:
            continue
        yield from (held for held in one.children if isinstance(held, str))
        yield from (
            one.attributes[name] for name in ("aria-label", "alt", "title", "data-head") if name in one.attributes
        )


def of_xml(held: bytes, *parts: str) -> Iterator[str]:
    """The texts of parts of a packed file, and the alternative texts and captions among their attributes."""
    with zipfile.ZipFile(io.BytesIO(held)) as packed:
        for part in packed.namelist():
            if not re.fullmatch("|".join(parts), part):
                continue
            for one in ElementTree.fromstring(packed.read(part)).iter():
                name = one.tag.rpartition("}")[2]
                yield from [one.text or ""] if name not in {"instrText", "Application", "AppVersion"} else []
                yield one.tail or ""
                yield from (one.get(key, "") for key in one.attrib if key.rpartition("}")[2] in {"descr", "title"})


def of_pdf(held: bytes) -> Iterator[str]:
    """The words of a PDF, and what it says of itself."""
    read_ = pypdf.PdfReader(io.BytesIO(held))
    yield from (page.extract_text() for page in read_.pages)
    yield from (str(read_.metadata.title), str(read_.metadata.subject))


def test_no_word_of_a_page_or_its_charts_is_left_out(said: Mapping[str, str], by: Speaker) -> None:
    page = read_page(said["index.html"])
    assert left(of_page(page)) == []
    assert page.all("html")[0].attributes["lang"] == "cy"
    assert by.said == len(by.asked)


@pytest.mark.parametrize(
    ("file", "parts"),
    [
        ("vale.docx", (r"word/(document|header\d|footer\d)\.xml", r"docProps/core\.xml")),
        ("vale.xlsx", (r"xl/(sharedStrings|workbook)\.xml", r"docProps/core\.xml")),
        ("vale.ods", (r"content\.xml", r"meta\.xml")),
    ],
)
def test_no_word_of_a_document_is_left_out(said: Mapping[str, bytes], file: str, parts: tuple[str, ...]) -> None:
    assert left(of_xml(said[file], *parts)) == []


def test_no_word_of_the_pdf_is_left_out(said: Mapping[str, bytes]) -> None:
    pytest.importorskip("typst")
    assert left(of_pdf(said["vale.pdf"])) == []
    assert pypdf.PdfReader(io.BytesIO(said["vale.pdf"])).trailer["/Root"]["/Lang"] == "cy-GB"


def test_what_describes_the_data_is_said_and_its_keys_are_not(
    said: Mapping[str, str], english: Mapping[str, str]
) -> None:
    held, before = json.loads(said["datapackage.json"]), json.loads(english["datapackage.json"])
    assert held["languages"] == ["cy"]
    assert [one["path"] for one in held["resources"]] == [one["path"] for one in before["resources"]]
    for one in held["resources"]:
        assert left(iter([one.get("title", ""), one.get("description", ""), *one.get("caveats", ())])) == []
        assert (
            left(
                iter(
                    [
                        field[name]
                        for field in one["schema"]["fields"]
                        for name in ("title", "description")
                        if name in field
                    ]
                )
            )
            == []
        )


def test_data_are_the_same_bytes_and_the_attacker_reads_the_same_counts(
    said: Mapping[str, str | bytes], english: Mapping[str, str | bytes]
) -> None:
    data = [name for name in english if name.endswith(".csv")]
    assert data and all(said[name] == english[name] for name in data)

    def attacked(files: Mapping[str, str | bytes]) -> str:
        held = {
            name: one.encode() if isinstance(one, str) else one for name, one in files.items() if name.endswith(".csv")
        }
        return attack(held).as_json()

    assert attacked(said) == attacked(english)


def test_every_number_of_the_page_is_where_it_was(said: Mapping[str, str], english: Mapping[str, str]) -> None:
    def numbers(html: str) -> list[str]:
        return re.findall(r"\d[\d,.]*", " ".join(of_page(read_page(html))))

    assert sorted(numbers(said["index.html"])) == sorted(numbers(english["index.html"]))


@pytest.mark.parametrize("page", [page.file for page in strategy_pages.PAGES])
def test_no_word_of_a_strategy_is_left_out_but_what_people_said(by: Speaker, page: str) -> None:
    html = read_page(strategy_pages.pages_said(strategy_site.site(), by)[page])
    quoted = {held for one in html.all("figure") if "quotation" in one.attributes.get("class", "")
              for inner in one.walk() for held in inner.children if isinstance(held, str)}  # fmt: skip
    assert left(text for text in of_page(html) if text not in quoted) == []
    assert all("lang" in one.attributes for one in html.all("figure") if "quotation" in one.attributes.get("class", ""))
