"""The risk matrix: scores by stated rules, judgement beside them, what is hidden or missing, ranks whatever the order."""

from __future__ import annotations

import datetime as dt
import itertools
import random
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from purbeck import Workspace
from purbeck.analyses.priorities.from_strategy import asked
from purbeck.analyses.priorities.inputs import Asked, FindingRow, Judgement, Priority, WeightRange
from purbeck.analyses.priorities.matrix import ACCEPTABILITY, RANKS, SCORES, WEIGHTS, Assessment, assess
from purbeck.analyses.priorities.rules import FILE, read_rules
from purbeck.analyses.priorities.weighing import weighing
from purbeck.disclosure import HIDDEN, HIDDEN_CERTAINTY, released_for
from purbeck.errors import StrategyError
from purbeck.findings.finding import CERTAINTIES
from purbeck.findings.wording.doubt import DOUBT, LOW_RATE
from purbeck.strategy.scores import Criterion
from purbeck.strategy.strategy import read_files

RULES = read_rules()
COMPLETE = Path(__file__).parents[1] / "strategy" / "complete"
SEED = 20220428
DAY = dt.date(2026, 3, 3)
WEAPONS = Priority("weapons", "Weapons in young hands", "intervene_early", ("possession_of_weapons",))
ROBBERY = Priority("robbery", "Robbery", "respond", ("robbery",))
VIOLENCE = Priority("violence", "Violence", "respond", ("violence_and_sexual_offences",))
RURAL = Priority("rural-abuse", "Rural domestic abuse", "research")


def row(analysis: str, measure: str, theme: str, value: float | None, lower: float | None, upper: float | None,
        **more: Any) -> FindingRow:  # fmt: skip
    """A released finding; its id is made of what it asks."""
    comparator = more.pop("comparator", "previous_calendar_year" if analysis == "trend" else "")
    given_: dict[str, Any] = {"certainty": "described", "confidence": 0.95, "coverage": 1.0, "decision": "as it stands"}
    return FindingRow(id=f"{analysis}-{theme}-{comparator}"[:60], build="b1", analysis=analysis, measure=measure, theme=theme,
                      comparator=comparator, value=value, lower=lower, upper=upper, period="2025",
                      **(given_ | more))  # fmt: skip


def hidden(found: FindingRow) -> FindingRow:
    """The same as disclosure control would release it."""
    return replace(
        found, value=None, lower=None, upper=None, coverage=None, certainty=HIDDEN_CERTAINTY, decision=HIDDEN
    )


def judged(
    priority: str, criterion: str, score: float | None, role: str = "Police analyst", on: dt.date = DAY
) -> Judgement:
    """A judgement with its reason."""
    return Judgement(priority, criterion, score, role, f"as {role} sees it.", on)


RISE = row("trend", "rate_ratio", "possession_of_weapons", 1.62, 1.26, 2.08, certainty="clear", coverage=None)
FEW = row("scale", "rate_per_1000", "possession_of_weapons", 0.5, 0.4, 0.6)
MANY = row("scale", "rate_per_1000", "violence_and_sexual_offences", 20.0, 19.5, 20.4)
LEVEL = row("trend", "rate_ratio", "violence_and_sexual_offences", 1.0, 0.9, 1.1, certainty="no_clear_difference")
LOW = row("comparison", "rate_ratio", "violence_and_sexual_offences", 0.65, 0.6, 0.7, certainty="clear",
          comparator="rest of region E12000091", coverage=0.85)  # fmt: skip
FOUND = (RISE, FEW, MANY, LEVEL, LOW)


def assessed(
    priorities: Sequence[Priority], judgements: Sequence[Judgement] = (), findings: Sequence[FindingRow] = FOUND,
    ranges: Sequence[WeightRange] = (),
) -> Assessment:  # fmt: skip
    """The matrix, with the seed that every test starts from."""
    wanted = Asked(tuple(priorities), tuple(judgements), tuple(ranges))
    return assess(wanted, findings, RULES, np.random.default_rng(SEED))


def cell(found: Assessment, priority: str, criterion: str) -> pd.Series:
    """One row of the matrix."""
    rows = found.scores[(found.scores["priority"] == priority) & (found.scores["criterion"] == criterion)]
    (at,) = rows.index
    return rows.loc[at]


# --- the rules --------------------------------------------------------------------------------------------------------


def test_criteria_are_those_that_people_may_score_and_every_rule_says_why() -> None:
    assert RULES.names == get_args(Criterion)
    for criterion in RULES.criteria:
        assert criterion.asks and criterion.source and criterion.weight_reason and criterion.weight > 0
        assert criterion.combine in ("highest", "lowest")
        for read in criterion.reads:
            values, scores = zip(*read.points, strict=True)
            assert list(values) == sorted(set(values)) and list(scores) == sorted(scores), "more is never scored lower"
            assert (scores[0], scores[-1]) == RULES.scale
            assert all(part in read.words for part in ("{theme}", "{value}", "{interval}"))


def test_words_for_doubt_are_those_of_findings() -> None:
    (sure,) = (one for one in RULES.criteria if one.rests_on)
    assert set(sure.certainty) == set(sure.certainty_words) == set(CERTAINTIES)
    told = {name: words for name, (words, _) in DOUBT.items() if name != "clear"}
    assert {name: words for name, words in sure.certainty_words.items() if name != "clear"} == told
    (low,) = (one for one in RULES.cautions if one.name == "low_rate")
    assert low.words == LOW_RATE


def test_rules_are_dated_and_marked_as_not_yet_agreed() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert "\nfrom = 2026-11-26\n" in text and "\nchecked = false\n" in text


# --- a score from a finding -------------------------------------------------------------------------------------------


def test_a_score_lies_straight_between_the_points_and_its_limits_come_from_the_finding_s() -> None:
    found = cell(assessed([VIOLENCE]), "violence", "comparison")
    # 0.65 is half-way from 0.5 (0) to 0.8 (1); 0.6 a third of the way, 0.7 two thirds.
    assert (found["score"], found["lower"], found["upper"]) == pytest.approx((1 / 2, 1 / 3, 2 / 3))
    assert (found["basis"], found["finding_id"], found["build"]) == ("finding", LOW.id, "b1")
    assert found["reason"] == (
        "In 2025 the recorded rate of violence and sexual offences was 0.650 times that of the rest of the region (95% "
        "interval 0.600 to 0.700). By the rule for comparison that is 0.5 of 4 (0.3 to 0.7). Fewer offences, or fewer "
        "recorded: this source cannot tell which."
    )


def test_a_value_beyond_the_points_has_the_end_of_the_scale() -> None:
    found = cell(assessed([WEAPONS]), "weapons", "trend")
    assert (found["score"], found["upper"]) == (4, 4)
    assert found["lower"] == pytest.approx(3 + 0.01 / 0.25), "1.26 lies between 1.25 (3) and 1.5 (4)"


def test_the_first_read_that_has_a_figure_counts() -> None:
    theme = "violence_and_sexual_offences"
    nation = row("comparison", "rate_ratio", theme, 2.0, 1.9, 2.1, comparator="rest of nation E92000001")
    silent = replace(LOW, value=None, lower=None, upper=None, certainty="too_few_to_tell")
    assert cell(assessed([VIOLENCE], findings=[nation, LOW]), "violence", "comparison")["finding_id"] == LOW.id
    assert cell(assessed([VIOLENCE], findings=[nation, silent]), "violence", "comparison")["finding_id"] == nation.id
    similar = replace(nation, comparator="most similar districts")
    assert cell(assessed([VIOLENCE], findings=[similar]), "violence", "comparison")["basis"] == "missing"


def test_a_limit_that_a_finding_does_not_give_leaves_that_end_open_and_one_without_limits_stands() -> None:
    found = cell(assessed([WEAPONS], findings=[replace(RISE, upper=None)]), "weapons", "trend")
    assert found["upper"] == 4
    found = cell(assessed([WEAPONS], findings=[replace(RISE, value=1.1, lower=None, upper=1.2)]), "weapons", "trend")
    assert (found["lower"], found["score"]) == (0, 2)
    found = cell(assessed([WEAPONS], findings=[replace(RISE, value=1.1, lower=None, upper=None)]), "weapons", "trend")
    assert (found["lower"], found["score"], found["upper"]) == (2, 2, 2)
    assert "interval" not in found["reason"]


def test_of_several_themes_the_highest_counts_with_the_range_of_the_highest() -> None:
    both = Priority("street", "Street violence", "respond", ("robbery", "possession_of_weapons"))
    fall = row("trend", "rate_ratio", "robbery", 1.25, 0.9, 1.5)
    weak = replace(RISE, value=1.1, lower=1.0, upper=1.25)
    found = cell(assessed([both], findings=[fall, weak]), "street", "trend")
    assert (found["score"], found["lower"], found["upper"], found["finding_id"]) == (3, 1, 4, fall.id)
    assert found["findings"] == f'["{weak.id}", "{fall.id}"]'
    assert "Of its 2 themes this is the highest." in found["reason"]


@pytest.mark.parametrize("gone", [[], [hidden(row("trend", "rate_ratio", "robbery", 1.2, 1.1, 1.3))]])
def test_a_theme_without_a_figure_leaves_the_upper_end_open(gone: list[FindingRow]) -> None:
    both = Priority("street", "Street violence", "respond", ("robbery", "possession_of_weapons"))
    weak = replace(RISE, value=1.1, lower=1.0, upper=1.25)
    found = cell(assessed([both], findings=[weak, *gone]), "street", "trend")
    assert (found["score"], found["lower"], found["upper"]) == (2, 1, 4)
    why = "The figure of robbery is hidden" if gone else "Of robbery there is no figure"
    assert why in found["reason"] and "so it may be higher." in found["reason"]


def test_confidence_is_that_of_the_weakest_figure_used_less_what_is_wrong_with_it() -> None:
    found = cell(assessed([VIOLENCE]), "violence", "confidence")
    assert (found["score"], found["finding_id"]) == (3, LEVEL.id), "no clear difference, against 4 - 0.5 for 85% filed"
    broken = replace(MANY, breaks=(("step", "2023-05", "", "A new counting rule"),), coverage=0.6)
    found = cell(assessed([VIOLENCE], findings=[broken, LEVEL, LOW]), "violence", "confidence")
    assert (found["score"], found["lower"], found["upper"]) == (2, 2, 2)
    assert found["reason"] == (
        "The weakest of the figures used is that for the volume of violence and sexual offences: as recorded, a known break "
        "in recording, 60.0% of its person-years filed. By the rule for confidence that is 2 of 4."
    )
    nothing = replace(MANY, value=None, certainty="cannot_tell_from_this_source", coverage=0.1)
    assert cell(assessed([VIOLENCE], findings=[nothing]), "violence", "confidence")["score"] == 0, (
        "never below the scale"
    )


def test_findings_to_come_are_read_when_they_are_there() -> None:
    coming = [
        row("harm", "harm_days_per_offence", "robbery", 73.0, 10.0, 547.5),
        row("hidden_need", "expected_over_recorded", "robbery", 4.0, 2.0, 8.0),
        row("perception", "share_concerned", "robbery", 0.5, 0.25, 0.75),
    ]
    found = assessed([ROBBERY], [judged("robbery", "harm", 4)], coming)
    for criterion, score in {"harm": 2, "hidden_need": 3, "public_concern": 3}.items():
        told = cell(found, "robbery", criterion)
        assert (told["basis"], told["score"], told["lower"], told["upper"]) == ("finding", score, score - 1, score + 1)
    assert cell(assessed([ROBBERY], findings=[]), "robbery", "harm")["basis"] == "missing"


# --- a score from people ----------------------------------------------------------------------------------------------


def test_a_judgement_never_takes_the_place_of_a_finding_and_both_are_shown() -> None:
    found = cell(assessed([VIOLENCE], [judged("violence", "trend", 4)]), "violence", "trend")
    assert (found["basis"], found["score"], found["judged"]) == ("finding", 1, 4)
    assert found["reason"].endswith(
        "It was also judged by people: Police analyst gave 4 on 3 March 2026 (as Police analyst sees it). The figure counts, "
        "since anyone can check it; the judgement stands beside it."
    )


def test_where_no_finding_tells_the_judgement_counts_with_dissent_as_its_range() -> None:
    said = [
        judged("weapons", "harm", 4, "Youth justice lead"),
        judged("weapons", "harm", 1),
        judged("weapons", "harm", 4, "Ward"),
    ]
    found = cell(assessed([WEAPONS], said), "weapons", "harm")
    assert (found["basis"], found["score"], found["lower"], found["upper"], found["dissent"]) == (
        "judgement",
        3,
        1,
        4,
        3,
    )
    assert found["roles"] == '["Police analyst", "Ward", "Youth justice lead"]'
    assert (found["finding_id"], found["findings"]) == ("", "[]")
    assert found["reason"].startswith(
        "There is no figure for it yet. So people's judgement counts: Police analyst gave 1 on"
    )
    assert found["reason"].endswith("They differ by 3; each is heard alike often.")


def test_one_who_cannot_tell_widens_and_if_nobody_can_the_score_is_not_known() -> None:
    unsure = judged("weapons", "harm", None, "Public health consultant")
    found = cell(assessed([WEAPONS], [judged("weapons", "harm", 3), unsure]), "weapons", "harm")
    assert (found["basis"], found["score"], found["lower"], found["upper"]) == ("judgement", 3, 0, 4)
    found = cell(assessed([WEAPONS], [unsure]), "weapons", "harm")
    assert (found["basis"], found["lower"], found["upper"]) == ("missing", 0, 4) and np.isnan(found["score"])
    assert "Public health consultant could not tell on 3 March 2026" in found["reason"]


def test_a_role_that_judged_again_is_heard_as_it_judged_last() -> None:
    again = judged("weapons", "harm", 2, on=DAY + dt.timedelta(days=90))
    found = cell(assessed([WEAPONS], [again, judged("weapons", "harm", 4)]), "weapons", "harm")
    assert (found["score"], found["lower"], found["upper"]) == (2, 2, 2) and "3 March" not in found["reason"]
    same_day = cell(
        assessed([WEAPONS], [judged("weapons", "harm", 2), judged("weapons", "harm", 4)]), "weapons", "harm"
    )
    assert (same_day["score"], same_day["dissent"]) == (3, 2), "nobody can say which of one day came last"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (judged("knives", "harm", 2), "a judgement is of knives by harm"),
        (judged("weapons", "cost", 2), "a judgement is of weapons by cost"),
        (judged("weapons", "harm", 5), "gave 5, off the scale of 0 to 4"),
    ],
)
def test_a_judgement_of_nothing_or_off_the_scale_is_refused(wrong: Judgement, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        assessed([WEAPONS], [wrong])


def test_two_priorities_of_one_id_and_a_range_of_no_criterion_are_refused() -> None:
    with pytest.raises(ValueError, match="two priorities have one id: weapons"):
        assessed([WEAPONS, replace(ROBBERY, id="weapons")])
    with pytest.raises(ValueError, match="Board gave a range for cost, which is no criterion"):
        assessed([WEAPONS], ranges=[WeightRange("cost", 0.1, 0.2, "Board", "why", DAY)])


# --- missing and hidden -----------------------------------------------------------------------------------------------


def test_a_missing_score_widens_and_never_vanishes() -> None:
    found = assessed([WEAPONS, RURAL])
    rural = found.scores[found.scores["priority"] == "rural-abuse"]
    assert (rural["basis"] == "missing").all() and len(rural) == len(RULES.criteria)
    ranks = found.ranks.set_index("priority")
    assert tuple(ranks.loc["rural-abuse", ["score", "lower", "upper", "unknown"]]) == (2, 0, 4, 8)
    assert 0.2 < ranks.loc["rural-abuse", "first"] < 0.5, "nothing is known of it, and it may yet lead"
    assert (ranks.loc["rural-abuse", "rank_lower"], ranks.loc["rural-abuse", "rank_upper"]) == (1, 2)


def test_a_hidden_figure_is_a_missing_score_and_nothing_of_it_shows() -> None:
    """Whatever the figure was, the tables are the same: it cannot be had back from them."""
    tables = []
    for value in (0.1, 1.62):
        secret = hidden(replace(RISE, value=value, certainty="clear" if value > 1 else "no_clear_difference"))
        tables.append(assessed([WEAPONS, VIOLENCE], findings=[secret, FEW, MANY, LEVEL, LOW]))
    for one, other in zip(tables[0].tables(), tables[1].tables(), strict=True):
        pd.testing.assert_frame_equal(one[1], other[1])
    found = cell(tables[0], "weapons", "trend")
    assert (found["basis"], found["lower"], found["upper"], found["findings"]) == ("hidden", 0, 4, f'["{RISE.id}"]')
    assert np.isnan(found["score"]) and found["finding_id"] == ""
    assert found["reason"].startswith("The figure is hidden, because it rests on a small number.")
    assert cell(tables[0], "weapons", "confidence")["lower"] == 0, "how sure a hidden figure is is hidden too"


def test_a_judgement_may_stand_in_for_a_hidden_figure_and_says_so() -> None:
    found = cell(assessed([WEAPONS], [judged("weapons", "trend", 3)], [hidden(RISE)]), "weapons", "trend")
    assert (found["basis"], found["score"]) == ("judgement", 3)
    assert found["reason"].startswith(
        "The figure is hidden, because it rests on a small number. So people's judgement counts:"
    )


def test_a_finding_that_cannot_tell_says_so() -> None:
    silent = replace(RISE, value=None, lower=None, upper=None, certainty="too_few_to_tell")
    found = cell(assessed([WEAPONS], findings=[silent]), "weapons", "trend")
    assert found["basis"] == "missing" and found["reason"].startswith("The figures cannot say: too few to tell.")


# --- a low count can lead, a low rate can warn ------------------------------------------------------------------------


def test_a_low_count_that_rises_leads_over_forty_times_as_much_that_does_not() -> None:
    found = assessed([VIOLENCE, WEAPONS])
    ranks = found.ranks.set_index("priority")
    assert (ranks.loc["weapons", "rank"], ranks.loc["violence", "rank"]) == (1, 2)
    caution = cell(found, "weapons", "trend")
    assert caution["cautions"] == '["rise_from_few"]' and "little of it does not mean little to do" in caution["reason"]
    much = replace(FEW, value=10.0, lower=9.0, upper=11.0)
    assert cell(assessed([WEAPONS], findings=[RISE, much]), "weapons", "trend")["cautions"] == "[]"
    unsure = replace(RISE, lower=0.9)
    assert cell(assessed([WEAPONS], findings=[unsure, FEW]), "weapons", "trend")["cautions"] == "[]"


def test_a_low_rate_warns_and_hidden_need_hears_of_it() -> None:
    found = assessed([VIOLENCE])
    for criterion in ("comparison", "hidden_need"):
        assert cell(found, "violence", criterion)["cautions"] == '["low_rate"]'
        assert "ewer offences, or fewer recorded" in cell(found, "violence", criterion)["reason"]
    level = replace(LOW, upper=1.05)
    assert cell(assessed([VIOLENCE], findings=[level]), "violence", "hidden_need")["cautions"] == "[]"


# --- ranks ------------------------------------------------------------------------------------------------------------


def test_the_weighted_sum_is_what_can_be_worked_out_by_hand() -> None:
    said = [judged("weapons", name, score) for name, score in zip(RULES.names, (4, 3, 2, 1, 0, 4, 2, 2), strict=True)]
    said += [judged("robbery", name, 2) for name in RULES.names]
    ranks = assessed([WEAPONS, ROBBERY], said, []).ranks.set_index("priority")
    # Seven criteria weigh 1, confidence a half: (4 + 3 + 2 + 1 + 0 + 4 + 2 + 2 / 2) / 7.5.
    assert tuple(ranks.loc["weapons", ["score", "lower", "upper"]]) == pytest.approx((17 / 7.5,) * 3)
    assert tuple(ranks.loc["robbery", ["score", "rank", "rank_lower", "rank_upper"]]) == pytest.approx((2, 2, 2, 2))


def test_priorities_alike_share_a_rank() -> None:
    said = [judged(priority, name, 2) for priority in ("weapons", "robbery", "violence") for name in RULES.names]
    found = assessed([WEAPONS, ROBBERY, VIOLENCE], said, [])
    assert found.ranks["rank"].tolist() == [1, 1, 1] and found.ranks["sharing"].tolist() == [3, 3, 3]
    assert found.ranks[["rank_lower", "rank_upper"]].drop_duplicates().to_numpy().tolist() == [[1, 3]]
    assert found.acceptability["share"].tolist() == pytest.approx([1 / 3] * 9)
    assert found.ranks["statement"].str.contains("rank 1= of 3").all()


def test_one_priority_is_first_and_none_gives_empty_tables() -> None:
    alone = assessed([WEAPONS]).ranks.iloc[0]
    assert (alone["rank"], alone["first"], alone["statement"].count("random sets")) == (1, 1, 1)
    nothing = assessed([])
    assert [len(rows) for _, rows in nothing.tables()] == [0, 0, 0, 0]
    for table, rows in nothing.tables():
        assert list(rows.columns) == [column.name for column in table.columns]


def test_two_priorities_on_one_finding_move_together() -> None:
    twin = replace(WEAPONS, id="weapons-again")
    said = [judged(priority, name, 2) for priority in ("weapons", "weapons-again")
            for name in RULES.names if name not in ("volume", "trend")]  # fmt: skip
    found = assessed([WEAPONS, twin], said, [RISE, FEW])
    assert found.acceptability["share"].tolist() == pytest.approx([0.5] * 4), "they are one and tie in every draw"
    assert (found.ranks["rank_lower"] == 1).all() and (found.ranks["rank_upper"] == 2).all()


ALL = (
    [WEAPONS, VIOLENCE, RURAL, Priority("street", "Street", "respond", ("possession_of_weapons", "robbery"))],
    [judged("weapons", "harm", 4, "Ward"), judged("weapons", "harm", 2), judged("rural-abuse", "hidden_need", 4),
     judged("rural-abuse", "harm", None, "Ward"), judged("violence", "harm", 3), judged("violence", "harm", 1)],
    [*FOUND, hidden(row("trend", "rate_ratio", "robbery", 1.2, 1.1, 1.3))],
    [WeightRange("harm", 0.2, 0.5, "Board", "Harm comes first.", DAY), WeightRange("harm", 0.1, 0.3, "Ward", "Less.", DAY),
     WeightRange("volume", 0.0, 0.1, "Board", "Not numbers alone.", DAY)],
)  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_order_does_not_matter(seed: int) -> None:
    shuffled = [random.Random(seed).sample(part, len(part)) for part in ALL]
    swapped = [replace(one, themes=one.themes[::-1]) for one in shuffled[0]]
    for (table, rows), (_, others) in zip(
        assessed(*ALL).tables(), assessed(swapped, *shuffled[1:]).tables(), strict=True
    ):
        pd.testing.assert_frame_equal(rows, others, check_exact=True, obj=table.name)


def test_another_seed_gives_nearly_the_same_ranks() -> None:
    wanted = Asked(*map(tuple, (ALL[0], ALL[1], ALL[3])))
    shares = [
        assess(wanted, ALL[2], RULES, np.random.default_rng(seed)).acceptability["share"].to_numpy() for seed in (1, 2)
    ]
    assert 0 < np.abs(shares[0] - shares[1]).max() < 0.03


def test_acceptability_adds_up_and_central_weights_are_weights() -> None:
    found = assessed(*ALL)
    for by in ("priority", "rank"):
        assert found.acceptability.groupby(by)["share"].sum().to_numpy() == pytest.approx(np.ones(4))
    assert found.acceptability.groupby("priority")["or_better"].max().to_numpy() == pytest.approx(np.ones(4))
    assert found.weights.groupby("priority")["central_weight"].sum().to_numpy() == pytest.approx(np.ones(4))
    first = found.acceptability[found.acceptability["rank"] == 1].set_index("priority")["share"]
    assert found.ranks.set_index("priority")["first"].to_dict() == first.to_dict()


def test_what_a_councillor_reads_says_rank_doubt_and_what_would_put_it_first() -> None:
    said = [judged(priority, name, 2) for priority in ("robbery", "violence", "weapons") for name in RULES.names]
    given_ = {("violence", "volume"): 4, ("weapons", "harm"): 4, ("robbery", "harm"): 1, ("weapons", "trend"): None}
    said = [replace(one, score=given_.get((one.priority, one.criterion), one.score)) for one in said]
    found = assessed([ROBBERY, VIOLENCE, WEAPONS], said, []).ranks.set_index("priority")["statement"]
    assert found["robbery"].startswith(
        "Robbery: rank 3 of 3 by the weights shown, and its scores leave no other open. None of 10,000 random sets of weights "
        "and scores put it first, and "
    )
    assert found["violence"].startswith("Violence: rank 1= of 3 by the weights shown")
    assert "Weights that put it first typically give more than their share to volume." in found["violence"]
    assert found["weapons"].endswith("Not known: 1 of its 8 scores.")
    assert ", anywhere from 1 to 2 as far as its scores are known." in found["weapons"]


# --- weights ----------------------------------------------------------------------------------------------------------


def test_weights_shown_are_those_of_the_rules_and_say_why() -> None:
    weights = assessed([WEAPONS]).weights.set_index("criterion")
    assert weights["weight"].to_dict() == pytest.approx(
        {n: (0.5 if n == "confidence" else 1) / 7.5 for n in RULES.names}
    )
    assert (weights["lowest"].tolist(), weights["highest"].tolist()) == ([0] * 8, [1] * 8)
    assert weights.loc["confidence", "reason"].startswith("Half of the others: doubt widens every score already")


def test_ranges_that_people_gave_hold_the_weights_shown_and_those_drawn() -> None:
    found = assessed(*ALL).weights
    ours = found[found["priority"] == "weapons"].set_index("criterion")
    assert tuple(ours.loc["harm", ["lowest", "highest"]]) == (0.1, 0.5), "the widest of all views"
    assert ours.loc["harm", "reason"] == (
        "Board would give it 20.0% to 50.0% of the whole (Harm comes first); Ward would give it 10.0% to 30.0% of the whole "
        "(Less)."
    )
    assert ours["weight"].sum() == pytest.approx(1) and ours.loc["volume", "weight"] == pytest.approx(0.1)
    # Volume stays at its highest; the others grow alike to make up for it: 0.9 in parts of 6 and a half.
    assert ours.loc["trend", "weight"] == pytest.approx(0.9 / 6.5) == 2 * ours.loc["confidence", "weight"]
    central = found.set_index(["priority", "criterion"])["central_weight"].unstack()
    assert central["harm"].between(0.1, 0.5).all() and central["volume"].between(0, 0.1).all()


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=8, max_size=8))
def test_weights_shown_always_lie_within_their_ranges_and_add_up(ends: list[tuple[float, float]]) -> None:
    ranges = [WeightRange(n, min(e), max(e), "Board", "why", DAY) for n, e in zip(RULES.names, ends, strict=True)]
    if not round(sum(min(e) for e in ends), 9) <= 1 <= round(sum(max(e) for e in ends), 9):
        with pytest.raises(ValueError, match="hold no 1"):
            weighing(ranges, RULES)
        return
    found = weighing(ranges, RULES)
    assert found.shown.sum() == pytest.approx(1)
    assert ((found.lowest <= found.shown) & (found.shown <= found.highest)).all()


# --- from the strategy's files ----------------------------------------------------------------------------------------


def test_the_complete_strategy_becomes_a_matrix() -> None:
    wanted = asked(read_files(COMPLETE)[0], RULES)
    assert wanted.priorities == (WEAPONS,)
    found = assess(wanted, FOUND, RULES, np.random.default_rng(SEED))
    harm = cell(found, "weapons", "harm")
    assert (harm["basis"], harm["score"], harm["dissent"]) == ("judgement", 3.5, 1)
    assert cell(found, "weapons", "hidden_need")["basis"] == "missing"
    assert found.weights.set_index("criterion").loc["harm", "lowest"] == 0.2


def test_scores_off_the_scale_and_ranges_without_a_sum_are_all_told_with_file_and_line(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(COMPLETE, tmp_path / "strategy"))
    text = (folder / "scores.toml").read_text(encoding="utf-8")
    text = text.replace("score = 3\n", "score = 7\n").replace("score = 4 ", "score = -1 ")
    text += text[text.index("[[weights]]") :].replace('"harm"', '"trend"').replace("0.2", "0.9").replace("0.5", "0.95")
    (folder / "scores.toml").write_text(text, encoding="utf-8")
    strategy, faults = read_files(folder)
    assert not faults
    with pytest.raises(StrategyError) as caught:
        asked(strategy, RULES)
    assert caught.value.what == (
        "The risk matrix cannot be made:\n"
        "- strategy/scores.toml, line 3, score of weapons by harm, score: -1 is off the scale, which runs from 0 to 4. Write "
        "a score on the scale, or leave the line out where the role cannot tell.\n"
        "- strategy/scores.toml, line 11, score of weapons by harm, score: 7 is off the scale, which runs from 0 to 4. Write "
        "a score on the scale, or leave the line out where the role cannot tell.\n"
        "- strategy/scores.toml, line 26, weights: no weights lie within these ranges: the lowest of all criteria add up to "
        "1.1, where weights add up to 1. Widen some of the ranges; a criterion without a range may weigh anything."
    )


# --- Brackenshire -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def brackenshire(district: Workspace) -> Assessment:
    """The matrix of Brackenshire's own findings, with three themes and one priority that no recorded figure speaks of."""
    rows = [FindingRow.of(one) for one in released_for(district, "partners")]
    wanted = Asked(
        (VIOLENCE, ROBBERY, WEAPONS, RURAL), (judged("rural-abuse", "hidden_need", 4, "Domestic abuse forum"),)
    )
    return assess(wanted, rows, RULES, np.random.default_rng(district.partnership.seed))


def test_brackenshire_s_weapons_rise_from_few_and_lead(brackenshire: Assessment) -> None:
    trend, volume = (cell(brackenshire, "weapons", name) for name in ("trend", "volume"))
    assert trend["basis"] == volume["basis"] == "finding"
    assert trend["lower"] > 2 and volume["score"] < 2.5 and trend["cautions"] == '["rise_from_few"]'
    ranks = brackenshire.ranks.set_index("priority")
    assert ranks["rank"].idxmin() == "weapons" and ranks["first"].idxmax() == "weapons"
    assert cell(brackenshire, "violence", "volume")["score"] == 4


def test_brackenshire_s_violence_is_low_for_its_region_and_warns(brackenshire: Assessment) -> None:
    assert cell(brackenshire, "violence", "comparison")["upper"] < 2
    assert cell(brackenshire, "violence", "hidden_need")["cautions"] == '["low_rate"]'


def test_brackenshire_s_unrecorded_priority_stays_in_the_running(brackenshire: Assessment) -> None:
    rural = brackenshire.ranks.set_index("priority").loc["rural-abuse"]
    assert rural["unknown"] == 7 and rural["rank_lower"] == 1 and rural["first"] > 0.1
    assert cell(brackenshire, "rural-abuse", "hidden_need")["basis"] == "judgement"


def test_every_score_from_a_finding_names_one_that_was_released(brackenshire: Assessment, district: Workspace) -> None:
    builds = {one.id: one.build for one in released_for(district, "partners")}
    from_findings = brackenshire.scores[brackenshire.scores["basis"] == "finding"]
    assert len(from_findings) == 12, "three themes by volume, trend, comparison and confidence"
    assert [builds[i] for i in from_findings["finding_id"]] == from_findings["build"].tolist()


def test_tables_are_written_as_declared(own_district: Workspace, brackenshire: Assessment) -> None:
    nothing = assessed([])
    for assessment, (table, rows) in itertools.chain(
        (("built", pair) for pair in brackenshire.tables()), (("empty", pair) for pair in nothing.tables())
    ):
        own_district.store.write(table, rows, f"{assessment} by a test")
        read = own_district.table(table)
        assert len(read) == len(rows)
    assert {table.name for table, _ in brackenshire.tables()} == {
        t.name for t in (SCORES, RANKS, ACCEPTABILITY, WEIGHTS)
    }
