"""Brackenshire's strategy: complete, in order for years, true to the findings of the district, and safe with voices."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pandas as pd
import pytest
from typed import typed

import purbeck
from purbeck.disclosure import released_for
from purbeck.example import CODE, STRATEGY, write_strategy
from purbeck.periods import Period, months_after
from purbeck.strategy import actions, indicators, interventions, partners, plan, questions, scores, services, voices
from purbeck.strategy.checks.checks import check
from purbeck.strategy.checks.statutory import answers
from purbeck.strategy.strategy import Strategy, by_id, read, read_files
from purbeck.strategy_flow import beside_of, rows_of

pytestmark = pytest.mark.slow  # builds workspace after workspace: left out of the fast suite

if TYPE_CHECKING:
    from purbeck import Workspace

FIRST_DAY = dt.date(2026, 11, 26)  # of two years on each day of which the example is in order
MONTHS = 24
SINCE = dt.date(2026, 11, 26)
NEVER_SHOWN = {  # to anybody, from that day on, and why
    "young-no-word-for-it": "nobody asked for consent",
    "offended-bus-stop": "the consent has run out",
    "survivor-children-heard": "the consent was taken back",
    "practitioner-one-box": "consent is for the partners' work and training",
}
PARTNERS_ONLY = {"survivor-no-news", "community-one-line", "young-first-question", "offended-being-sorry"}


@pytest.fixture(scope="module")
def written() -> Strategy:
    """The files as they ship, read."""
    strategy, faults = read_files(STRATEGY)
    assert [str(fault) for fault in faults] == []
    return strategy


def test_it_is_made_up_and_says_so(written: Strategy) -> None:
    assert written.about is not None
    assert written.about.made_up
    sources = [value.source for one in written.indicators for value in one.values]
    sources += [one.source for one in written.factors]
    sources += [expected.source for one in written.interventions for expected in one.expected]
    sources += [evidence.source for one in written.interventions for evidence in one.evidence]
    sources += [one.capacity.source or "" for one in written.services if one.capacity]
    assert len(sources) > 60
    assert [source for source in sources if "made up for this example" not in source] == []
    for path in STRATEGY.glob("voices/*.toml"):
        assert path.read_text(encoding="utf-8").startswith("# Made up for Brackenshire"), path.name


def test_there_is_as_much_of_it_as_was_promised(written: Strategy) -> None:
    counted = {"priorities": 6, "related": 10, "indicators": 20, "questions": 5, "voices": 30}
    assert {name: len(getattr(written, name)) for name in counted} == counted
    assert len(written.actions) >= 40
    lists = ("kinds", "commitments", "aims", "outcomes", "consultations", "reviews", "interventions", "boards", "partners",
             "scores", "weights", "decisions", "factors", "services", "not_heard")  # fmt: skip
    assert [name for name in lists if not getattr(written, name)] == []
    assert None not in (written.parent_plan, written.definition, written.governance)
    assert {one.adopts for one in written.indicators} - {None} == set(indicators.home_office_measures())


def test_every_word_of_every_vocabulary_occurs(written: Strategy) -> None:
    def used(kind: object, *without: str) -> set[str]:
        return set(get_args(kind)) - set(without)

    assert {written.tier_of(aim) for aim in written.aims} == used(plan.Tier)
    assert {one.tier for one in written.priorities} == used(plan.Tier)
    assert (
        {one.horizon for one in written.outcomes} == {one.horizon for one in written.indicators} == used(plan.Horizon)
    )
    assert {one.prevention for one in written.outcomes} == used(plan.Prevention)
    assert {one.level for one in written.outcomes} == {one.level for one in written.factors} == used(plan.Level)
    assert {one.kind for one in written.consultations} == used(plan.ConsultedKind, "other")
    assert {one.status for one in written.indicators} == used(indicators.Status)
    assert {one.direction for one in written.indicators} == used(indicators.Direction)
    assert {one.state for one in written.actions} == used(actions.State)
    assert {resource.kind for one in written.actions for resource in one.resources} == used(actions.Means)
    assert {one.state for one in written.questions} == used(questions.QuestionState)
    assert {one.kind for one in written.partners} == used(partners.PartnerKind, "local_health_board", "youth_custody")
    assert {one.criterion for one in written.scores} == used(scores.Criterion)
    assert {one.criterion for one in written.weights} == used(scores.Criterion)
    assert {one.strength for one in written.factors} == used(interventions.Strength)
    assert {one.kind for one in written.factors} == {"risk", "protective"}
    assert {one.role for one in written.voices} == used(voices.VoiceRole)
    assert {"custody", "emergency_department", "school"} <= {route for one in written.services for route in one.routes}
    assert {route for one in written.services for route in one.routes} == used(services.Route)


def test_people_differ_and_some_cannot_tell(written: Strategy) -> None:
    given: dict[tuple[str, str], set[float | None]] = {}
    for score in written.scores:
        given.setdefault((score.priority, score.criterion), set()).add(score.score)
    assert sum(len(of_roles - {None}) > 1 for of_roles in given.values()) >= 4
    assert sum(of_roles == {None} for of_roles in given.values()) >= 4
    assert {None, 4.0} in given.values(), "one role can tell, and another cannot"
    assert all(0 <= score.score <= 4 for score in written.scores if score.score is not None)
    assert sum(bool(one.dissent) for one in written.decisions) >= 2
    assert sum(weight.lowest for weight in written.weights) <= 1 <= sum(weight.highest for weight in written.weights)


def test_voices_come_out_with_consent_only(written: Strategy) -> None:
    day = SINCE
    while day <= dt.date(2031, 3, 31):
        shown = {
            edition: {v.id for v in written.voices if v.consent and v.consent.covers(edition, day)}
            for edition in ("public", "partners")
        }
        assert {v.id for v in written.voices} - shown["partners"] == set(NEVER_SHOWN), day
        assert shown["partners"] - shown["public"] == PARTNERS_ONLY, day
        day = months_after(day, 1)
    assert not [v for v in written.voices if v.consent and v.consent.covers("partners", dt.date(2031, 4, 1))]
    roles = by_id(written.voices)
    assert len({roles[name].role for name in NEVER_SHOWN}) == 4
    assert len({roles[name].role for name in PARTNERS_ONLY}) == 4


def test_it_was_written_into_the_district(district: Workspace, written: Strategy) -> None:
    assert read(district) == written
    assert district.partnership.code == CODE


def test_each_measured_row_is_held_with_its_baseline_and_within_reach_of_its_target(
    district: Workspace, written: Strategy
) -> None:
    followed = [one for one in written.indicators if one.row is not None]
    assert len(followed) == 7
    for one in followed:
        assert one.row is not None
        assert one.baseline is not None
        rows = rows_of(district, one.row)
        labels = [
            Period(one.row.period_type, f"{r.period_start:%Y-%m}", f"{r.period_end:%Y-%m}").label
            for r in rows.itertuples()
        ]
        baseline = rows.loc[[label == one.baseline.period for label in labels], "value"]
        assert len(baseline) == 1, one.id
        if one.target is not None and one.target.value is not None:
            assert 0.7 <= one.target.value / float(baseline.iloc[0]) <= 1.01, (one.id, float(baseline.iloc[0]))


def test_decisions_keep_the_findings_of_the_district_as_they_stand(district: Workspace, written: Strategy) -> None:
    findings = {one.id: one for one in released_for(district, "partners")}
    cited = [(decision.id, stood) for decision in written.decisions for stood in decision.findings]
    assert len(cited) >= 20
    for name, stood in cited:
        now = findings[stood.id]
        for part in ("value", "lower", "upper"):
            was, is_now = getattr(stood, part), getattr(now, part)
            if was is None:
                assert is_now is None or pd.isna(is_now), (name, stood.id, part)
            else:
                assert math.isclose(was, is_now, abs_tol=5e-5), (name, stood.id, part)
        assert stood.certainty == now.certainty, (name, stood.id)


def test_no_check_finds_anything_for_two_years(district: Workspace, written: Strategy) -> None:
    for months in range(MONTHS + 1):
        on = months_after(FIRST_DAY, months)
        beside = beside_of(district, written, on)
        assert None not in (beside.findings, beside.periods, beside.definitions, beside.places), "nothing goes unasked"
        assert [str(remark) for remark in check(written, beside)] == [], on
        assert {answer.state for answer in answers(written, on)} == {"there"}, on


def test_work_is_shared_and_paid_for_and_every_priority_is_led(written: Strategy) -> None:
    assert [action.id for action in written.actions if not action.resources] == []
    shown = {name for one in written.indicators if one.status != "retired" for name in one.outcomes}
    assert {outcome.id for outcome in written.outcomes} == shown
    owners = Counter(one.owner for one in written.actions)
    assert max(owners.values()) <= 4
    assert all(one.lead and one.evidence and one.why for one in written.priorities)
    for priority in written.priorities:
        assert [aim for aim in written.aims_of(priority.id) if written.actions_of(aim.id)], priority.id


def test_the_same_bytes_each_time(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_strategy(tmp_path / name)
    made = {
        name: {p.relative_to(tmp_path / name): p.read_bytes() for p in (tmp_path / name).rglob("*.toml")}
        for name in ("one", "two")
    }
    assert made["one"] == made["two"]
    assert read_files(tmp_path / "one") == read_files(STRATEGY)
    assert not [path for path, content in made["one"].items() if b"\r" in content]


def test_the_command_writes_it_whatever_the_folder_is_called(tmp_path: Path, written: Strategy) -> None:
    folder = tmp_path / "Our try"
    assert typed("example", folder).returncode == 0
    made = purbeck.Workspace(folder)
    assert made.partnership.code == CODE, "findings are cited by ids that rest on it"
    assert read(made) == written
