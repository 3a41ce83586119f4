"""The index of many districts: what it says, in which order, and that it works for everybody."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import sample_findings as samples

from purbeck.publication import areas
from purbeck.publication.areas import AreaLine

LINES = [
    AreaLine("E07000002", "Zeal Monachorum & <Moor>", "South West", "Devon & Cornwall", "E07000002-zeal", "k", "2025", "12.3",
             "95% interval 11.9 to 12.8"),
    AreaLine("E07000001", "Axe Vale", "South West", "Dorset", "E07000001-axe", "k", "2025", "20.8",
             "95% interval 20.3 to 21.2; 83.3% of person-years filed"),
    AreaLine("E09000001", "Ludgate", "London", "Metropolitan Police", "E09000001-ludgate", "k", "", "",
             "Unavailable: no month was filed by its police force, Metropolitan Police"),
    AreaLine("W06000001", "Ynys", "Wales", "North Wales", "W06000001-ynys", "", "", "", "", "The disk refused."),
]  # fmt: skip


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The index of four districts on disk."""
    return areas.write_index(tmp_path_factory.mktemp("areas") / "2025-areas", samples.ABOUT, LINES)


def test_districts_stand_by_region_and_name_whatever_their_rates(index: Path, read) -> None:
    page = read(index.read_text(encoding="utf-8"))
    assert [h.text for h in page.all("h2")] == ["Regions", "London", "South West", "Wales", "Support services"]
    rows = [[c.text for c in row.children if not isinstance(c, str)] for row in page.all("tr")]
    assert [row for row in rows if row[0] != "District"] == [
        ["Ludgate", "Metropolitan Police", "Unavailable: no month was filed by its police force, Metropolitan Police"],
        ["Axe Vale", "Dorset", "20.8 (95% interval 20.3 to 21.2; 83.3% of person-years filed)"],
        ["Zeal Monachorum & <Moor>", "Devon & Cornwall", "12.3 (95% interval 11.9 to 12.8)"],
        ["Ynys", "North Wales", "Not published. The disk refused."],
    ]
    assert "This is not a league table." in page.text
    assert "1 district could not be published" in page.text


def test_a_district_is_a_link_where_it_has_a_page(index: Path, read) -> None:
    page = read(index.read_text(encoding="utf-8"))
    links = {a.text: a.attributes["href"] for row in page.all("tr") for a in row.all("a")}
    assert links["Axe Vale"] == "E07000001-axe/index.html"
    assert "Ynys" not in links


def test_a_year_is_named_where_districts_have_not_the_same(tmp_path: Path, read) -> None:
    lines = [LINES[0], replace(LINES[1], period="2018")]
    page = read(areas.write_index(tmp_path / "a", samples.ABOUT, lines).read_text(encoding="utf-8"))
    assert "(95% interval 11.9 to 12.8; 2025)" in page.text
    assert "(2018, 2025)" in page.text


def test_an_index_that_would_be_the_same_is_left_alone(tmp_path: Path) -> None:
    page = areas.write_index(tmp_path / "a", samples.ABOUT, LINES)
    before = page.stat().st_mtime_ns
    assert areas.write_index(tmp_path / "a", samples.ABOUT, list(reversed(LINES))) == page
    assert page.stat().st_mtime_ns == before


@pytest.mark.parametrize("spoiled", ["", "{", "[]", '{"code": 1}', json.dumps(asdict(LINES[0]) | {"colour": "red"})])
def test_a_record_that_cannot_be_read_is_made_again(tmp_path: Path, spoiled: str) -> None:
    folder = tmp_path / "E07000002-zeal"
    folder.mkdir()
    (folder / "index.html").write_text("a page", encoding="utf-8")
    (folder / areas.RECORD).write_text(json.dumps(asdict(LINES[0])), encoding="utf-8")
    assert areas.published(tmp_path) == {LINES[0].code: LINES[0]}
    (folder / areas.RECORD).write_text(spoiled, encoding="utf-8")
    assert areas.published(tmp_path) == {}


def test_a_hidden_headline_is_said_to_be_hidden() -> None:
    hidden = replace(samples.bars(), decision="hidden: small number", value=None, lower=None, upper=None)
    assert areas.headline([hidden]) == {"words": "Hidden: small number", "period": hidden.period}
    assert areas.headline([samples.bars()])["rate"] == "22.0"
