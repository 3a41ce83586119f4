"""What leaves of an indicator: small counts of data that are not published do not, in numbers or words."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import asdict
from typing import Any

import pytest

from purbeck.analyses import indicators as codes
from purbeck.analyses.indicators import Point, Reading
from purbeck.disclosure import HELD, HIDDEN, HIDDEN_STATEMENT, ReleasedIndicator, release_indicator
from purbeck.disclosure.rules import load_rules
from purbeck.findings.indicators import IndicatorFinding, indicator_findings
from purbeck.findings.wording import indicators as words
from purbeck.strategy.indicators import Baseline, Indicator, MeasureRow, Value
from purbeck.workspace import Workspace, create

ROW = MeasureRow(measure="count", theme="robbery", source="hospital", denominator_kind="none")
SAID = {"latest": "It was 6173.", "baseline": "It was 7291.", "comparison": "Clearly lower than in 2024."}


def rows(count: int | None, earlier: int | None = 900, public: bool = False) -> IndicatorFinding:
    """An indicator of rows, as it is before anything is hidden."""
    latest = Point("2025", 6173, 6000, 6300, count, 1.0, 0.95, "2025-01", "2025-12")
    baseline = Point("2024", 7291, 7200, 7300, earlier, 1.0, 0.95, "2024-01", "2024-12")
    read = Reading("one", latest, baseline, comparison=codes.LOWER, unit="incidents", rows=ROW)
    return IndicatorFinding("one", read, **SAID, caveats=("Of 6173 people.",), source="hospital", already_public=public)


def typed(number: float, unit: str = "admissions", address: str = "", **more: Any) -> IndicatorFinding:
    """An indicator of a figure typed in."""
    point = Point("2025", number, document="A return", dated=dt.date(2026, 1, 1), address=address, **more)
    read = Reading("one", point, unit=unit, baseline_without=codes.NONE_NAMED)
    return IndicatorFinding("one", read, f"It was {number:g}.", "No baseline has been chosen.", "")


def released(found: IndicatorFinding, edition: str = "partners") -> ReleasedIndicator:
    """What may be published of it."""
    return release_indicator(found, edition, load_rules())


@pytest.mark.parametrize(
    ("count", "earlier", "hidden"),
    [
        (0, 900, False),
        (1, 900, True),
        (4, 900, True),
        (5, 900, False),
        (900, 4, True),
        (None, 900, True),
        (900, None, True),
    ],
)
def test_small_count_of_data_that_are_not_published_hides_the_indicator(
    count: int | None, earlier: int | None, hidden: bool
) -> None:
    found = released(rows(count, earlier))
    assert (found.decision == HIDDEN) == hidden
    if hidden:
        assert not re.search(r"\d", json.dumps(asdict(found)).replace("0.1", ""))
        assert (found.latest, found.baseline, found.comparison) == (HIDDEN_STATEMENT, HIDDEN_STATEMENT, "")
        assert (found.latest_figure, found.baseline_figure, found.caveats) == (None, None, ())
    else:
        assert (found.latest, found.comparison) == (SAID["latest"], SAID["comparison"])


@pytest.mark.parametrize("edition", ["partners", "public"])
def test_rows_of_a_published_source_pass_as_they_are(edition: str) -> None:
    found = released(rows(2, 3, public=True), edition)
    assert (found.decision, found.latest) == ("as it stands", SAID["latest"])
    assert found.latest_figure is not None and found.latest_figure.value == 6173


def test_public_edition_holds_back_what_is_not_published() -> None:
    found = released(rows(900), "public")
    assert found.decision == HELD
    assert not re.search(r"\d", json.dumps(asdict(found)))


@pytest.mark.parametrize(
    ("found", "partners", "public"),
    [
        (typed(3), HIDDEN, HIDDEN),
        (typed(3, unit=""), HIDDEN, HIDDEN),
        (typed(30), "as it stands", HELD),
        (typed(30, lower=3, upper=40), HIDDEN, HIDDEN),
        (typed(3, address="https://www.example.org/return"), "as it stands", "as it stands"),
        (typed(3, unit="per cent"), "as it stands", "as it stands"),
        (typed(3, unit="% of those asked"), "as it stands", "as it stands"),
        (typed(3, unit="per 100,000 residents"), "as it stands", "as it stands"),
        (typed(3, unit="persons"), HIDDEN, HIDDEN),
        (typed(3, unit="admissions per month"), HIDDEN, HIDDEN),
    ],
)
def test_figure_typed_in_is_a_count_unless_its_unit_or_its_address_says_otherwise(
    found: IndicatorFinding, partners: str, public: str
) -> None:
    assert (released(found).decision, released(found, "public").decision) == (partners, public)


def test_reason_for_a_missing_figure_is_not_taken_for_a_hidden_one() -> None:
    read = Reading("one", without=codes.NOT_BUILT, baseline_without=codes.NOT_BUILT, rows=ROW)
    found = released(IndicatorFinding("one", read, "Unavailable: not built.", "Unavailable: not built.", ""), "public")
    assert (found.decision, found.latest, found.latest_figure) == ("as it stands", "Unavailable: not built.", None)


# --- in words -------------------------------------------------------------------------------------------------------


def indicator(**changed: Any) -> Indicator:
    """A measured indicator."""
    usual = {"id": "one", "title": "One", "status": "measured", "direction": "down", "horizon": "short"}
    return Indicator(**(usual | changed))


def followed(workspace: Workspace, baseline: str, **row: str) -> IndicatorFinding:
    """An indicator of the street-level rates."""
    usual = {"measure": "rate_per_1000", "theme": "possession_of_weapons", "source": "police_street",
             "denominator_kind": "residents", "period_type": "calendar_year"}  # fmt: skip
    asked = indicator(row=MeasureRow(**(usual | row)), baseline=Baseline(period=baseline))
    return indicator_findings(workspace, [asked])[0]


def test_figures_of_the_district_in_words_with_doubt_and_caveats(district: Workspace) -> None:
    found = followed(district, "2024")
    assert found.latest == "0.529 per 1,000 residents a year in 2025 (95% interval 0.458 to 0.607), from 201 incidents."
    assert (
        found.baseline == "0.326 per 1,000 residents a year in 2024 (95% interval 0.271 to 0.389), from 124 incidents."
    )
    assert found.comparison == "Clearly higher than in 2024: its whole interval lies above that of the baseline."
    assert found.caveats[0].startswith("Residents are the estimate for a year near by")
    assert "stand-in" in found.caveats[-1]
    assert found.already_public


def test_fall_in_what_the_police_recorded_may_be_a_fall_in_recording() -> None:
    said = words.comparison(codes.LOWER, "", "2024", 10, (), True)
    assert said == (
        "Clearly lower than in 2024: its whole interval lies below that of the baseline. "
        "Fewer offences, or fewer recorded: this source cannot tell which."
    )
    assert "recorded" not in words.comparison(codes.LOWER, "", "2024", 10, (), False)


def test_step_in_recording_between_the_two_makes_it_impossible_to_tell(own_district: Workspace) -> None:
    (own_district.path / "breaks.toml").write_text(
        '[[breaks]]\nid = "own_step"\nkind = "step"\nfirst = "2024-07"\ntitle = "A new form"\ntold = "It was changed."\n'
        'concerns = "Weapons."\naffects = ["counts"]\nsource = "Us"\nread = 2026-01-01\nchecked = true\n',
        encoding="utf-8",
    )
    found = followed(own_district, "2023")
    assert found.comparison == (
        "Cannot tell from this source: between the two lies a known break in recording: A new form (July 2024)."
    )
    assert followed(own_district, "2025").comparison == ""
    assert followed(own_district, "2024").comparison.startswith("Cannot tell"), "it begins within the baseline's year"


def test_typed_figures_keep_the_digits_they_were_given(tmp_path: Any) -> None:
    values = (
        Value(period="2024", value=61, lower=58.5, upper=63.4, source="Survey, table 12", dated=dt.date(2024, 11, 30)),
        Value(period="2026", value=-1234.5, source="Survey, table 9", dated=dt.date(2026, 11, 1)),
    )
    asked = indicator(values=values, unit="per cent", baseline=Baseline(period="2024"))
    (found,) = indicator_findings(create(tmp_path / "vale", "Vale", ("E06000901",), ""), [asked])
    assert found.baseline == "61 per cent in 2024 (interval 58.5 to 63.4)."
    assert found.latest == "−1,234.5 per cent in 2026."
    assert found.comparison == "Cannot tell from this source: one of the two figures comes without an interval."


def test_nothing_built_is_said_and_is_never_a_zero(tmp_path: Any) -> None:
    workspace = create(tmp_path / "vale", "Vale", ("E06000901",), "")
    found = followed(workspace, "2024")
    assert found.latest == found.baseline == "Unavailable: no figures have been built in this workspace."
    assert found.comparison == ""
