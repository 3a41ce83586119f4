"""The national chapter: each figure has a source, a period and who says so; what is unconfirmed or old is said to be."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from purbeck import Workspace
from purbeck.findings.explain import explain
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.findings.national import context
from purbeck.periods import month_name, month_number

HELD = context()


@pytest.fixture(scope="module")
def chapter(district: Workspace) -> pd.DataFrame:
    """Brackenshire's national chapter."""
    findings = district.table(FINDINGS)
    return findings[findings["section"] == "national"].sort_values("place_in_section", ignore_index=True)


@pytest.mark.parametrize("figure", HELD.figures, ids=lambda f: f.id)
def test_figure_is_dated_and_sourced_and_says_who_says_so(figure) -> None:
    assert figure.kind in ("count", "share", "change")
    assert figure.address.startswith("https://") and figure.title and figure.area and figure.period
    assert figure.topic in [topic for topic, _ in HELD.topics]
    assert figure.checked == (not figure.said_by), "read at its publisher, or where somebody quotes it"
    assert figure.publisher or not figure.checked
    assert figure.read <= HELD.dated
    assert figure.kind != "share" or (figure.whom and figure.found_by and figure.briefly)
    if figure.before is not None:
        assert (figure.number - figure.before) / figure.before * 100 == pytest.approx(figure.change_percent, abs=0.5)


def test_figures_that_the_published_strategy_quotes_are_held_as_it_quotes_them() -> None:
    quoted = {f.id: f for f in HELD.figures if "Dorset" in f.said_by}
    assert {f.number for f in quoted.values()} == {84, 13}
    assert quoted["knives_2014_2020"].period == "between June 2014 and June 2020"
    assert quoted["robbery_2020_2022"].period == "in 2022 compared with 2020"
    assert not any(f.checked for f in quoted.values())


def test_ids_of_figures_are_their_own_and_every_topic_has_figures() -> None:
    assert len({f.id for f in HELD.figures}) == len(HELD.figures) >= 6
    assert {f.topic for f in HELD.figures} == {topic for topic, _ in HELD.topics}


def test_one_finding_a_topic_whose_statement_gives_every_figure_and_period(chapter: pd.DataFrame) -> None:
    assert list(chapter["theme"]) == [topic for topic, _ in HELD.topics]
    for row in chapter.itertuples():
        figures = [f for f in HELD.figures if f.topic == row.theme]
        for figure in figures:
            assert f"{figure.number:,g}" in row.statement or f"{figure.number:,.0f}" in row.statement
            assert figure.period in row.statement
        assert row.value == figures[0].number
        assert len(json.loads(row.table)["rows"]) == len(figures)


def test_every_finding_says_that_it_is_not_about_our_area(chapter: pd.DataFrame, district: Workspace) -> None:
    for caveats in chapter["caveats"].map(json.loads):
        assert caveats[0].startswith("National figures, not about the area of")
        assert district.partnership.name in caveats[0]
    assert chapter["place_type"].eq("nation").all()


def test_every_figure_not_confirmed_at_its_origin_is_said_to_be_in_a_caveat(chapter: pd.DataFrame) -> None:
    for row in chapter.itertuples():
        unconfirmed = [c for c in json.loads(row.caveats) if c.startswith("Not confirmed at its origin")]
        expected = [f for f in HELD.figures if f.topic == row.theme and not f.checked]
        assert len(unconfirmed) == len(expected)
        for figure, caveat in zip(expected, unconfirmed, strict=True):
            assert figure.said_by in caveat and figure.what in caveat and figure.period in caveat


def test_old_figures_are_said_as_of_their_period_and_others_are_not(chapter: pd.DataFrame) -> None:
    text = " ".join(chapter["statement"])
    assert "This is as of June 2020" in text, "over three years before Brackenshire's December 2025"
    assert "as of September 2025" not in text and "as of March 2024" not in text


@given(st.integers(2000, 2040), st.integers(1, 12), st.integers(0, 120))
def test_a_figure_is_old_once_more_than_the_years_of_the_rule_have_passed(year: int, month: int, age: int) -> None:
    figure = replace(HELD.figures[0], to=f"{year}-{month:02d}")
    last = month_name(month_number(figure.to) + age)
    assert HELD.is_old(figure, last) == (age > 12 * HELD.as_of_after_years)


def test_explain_gives_the_statement_and_looks_for_no_incidents(chapter: pd.DataFrame, district: Workspace) -> None:
    found = explain(district, chapter["id"].iloc[0])
    assert found.counted is None and found.finding["statement"] == chapter["statement"].iloc[0]


def test_year_alone_ends_in_december() -> None:
    assert replace(HELD.figures[0], to="2022").ended == "2022-12"
    assert replace(HELD.figures[0], to="2022-03").ended == "2022-03"
