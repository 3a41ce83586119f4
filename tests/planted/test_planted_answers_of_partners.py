"""What was planted in the files of Brackenshire's partners is found by the analyses, and nothing that was not."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from scipy import stats

from purbeck import Workspace, disclosure
from purbeck.analyses import hidden_need, overlap, pathways
from purbeck.disclosure.findings import AS_IT_STANDS
from purbeck.example import answers_partners as planted
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.sources.build import PLACES
from purbeck.statistics.recording import ALIKE, UNDER


@pytest.fixture(scope="module")
def findings(partnered: Workspace) -> pd.DataFrame:
    return partnered.table(FINDINGS)


def test_rural_abuse_recorded_at_half_is_found_by_every_source_and_urban_is_not_flagged(
    partnered: Workspace, findings: pd.DataFrame
) -> None:
    rows = partnered.table(hidden_need.TABLE)
    rural = rows[(rows["subject"] == "domestic_abuse") & (rows["group_value"] == "rural")]
    assert set(rural["says"]) == set(hidden_need.KINDS) and set(rural["verdict"]) == {UNDER}
    truth = 1 / planted.RURAL_DOMESTIC_RECORDED
    assert ((rural["lower"] < truth) & (truth < rural["upper"])).all()
    urban = rows[(rows["group_value"] == "urban") & (rows["says"] == hidden_need.LEVEL)]
    assert urban["verdict"].tolist() == [ALIKE]
    said = findings[findings["analysis"] == "hidden_need"].set_index("group_value")["title"]
    assert "may be under-recorded" in said["rural"]
    assert not said.drop("rural").str.contains("under-recorded").any()


def test_the_suite_that_refers_nobody_is_found(partnered: Workspace, findings: pd.DataFrame) -> None:
    less = findings[findings["measure"] == "offers_beside_elsewhere"]
    assert less[["theme", "place_code"]].to_numpy().tolist() == [["custody", planted.SILENT_SUITE]]
    rows = partnered.table(pathways.TABLE)
    other = rows[(rows["place_code"] == planted.OTHER_SUITE) & (rows["step"] == "referrals_offered")].iloc[0]
    assert other["lower"] < planted.SUITE_OFFERED < other["upper"]


def test_the_ward_of_the_night_cluster_is_found_and_no_other(partnered: Workspace, findings: pd.DataFrame) -> None:
    members = partnered.table(PLACES).set_index("lsoa21")
    fewer = findings[findings["measure"] == "also_recorded_beside_elsewhere"]
    assert set(fewer["place_code"]) == {members.loc[planted.NIGHT_CLUSTER_LSOA, "ward_code"]}
    assert overlap.NIGHT in set(fewer["group_value"])


def test_a_total_never_stands_alone(findings: pd.DataFrame) -> None:
    total = findings[(findings["analysis"] == "overlap") & (findings["measure"] == "events_in_all")]
    assert len(total) == 1 and total["value"].isna().all()
    assert total["statement"].str.contains("Chao's lower bound").all()


def one(findings: pd.DataFrame, **wanted: str) -> pd.Series:
    """The one finding with these values."""
    for column, value in wanted.items():
        findings = findings[findings[column] == value]
    assert len(findings) == 1, findings[["analysis", "measure", "theme", "group_value"]].to_string()
    return findings.iloc[0]


def test_the_rise_of_knives_and_the_young_is_told_in_numbers(findings: pd.DataFrame) -> None:
    rise = one(findings, analysis="success", theme="knife_enabled_serious_violence", group_value="under_25")
    before, latest = sum(planted.YOUNG_KNIFE[:4]), sum(planted.YOUNG_KNIFE[4:])
    assert rise["certainty"] == "clear" and "clearly higher in 2025 than in 2024" in rise["title"]
    assert f"recorded {latest} in 2025 and {before} in 2024" in rise["statement"]
    assert ", ".join(map(str, planted.YOUNG_KNIFE[:-1])) + f" and {planted.YOUNG_KNIFE[-1]}" in rise["statement"]
    assert "%" not in rise["statement"].replace("95% interval", "") + rise["title"]
    share = stats.binomtest(latest, latest + before).proportion_ci(0.95, "exact")
    assert rise["lower"] == pytest.approx(share.low / (1 - share.low))
    assert rise["upper"] == pytest.approx(share.high / (1 - share.high))
    hidden = one(findings, analysis="success", theme="sharp_object_admissions", group_value="under_25")
    assert hidden["certainty"] == "too_few_to_tell" and "A hidden number is not nought" in hidden["statement"]


def test_the_counting_rule_breaks_two_codes_and_not_their_sum(findings: pd.DataFrame) -> None:
    said = {
        theme: one(findings, analysis="trend", measure="rate_ratio", theme=theme, definition="brackenshire")
        for theme in ("domestic_harassment", "domestic_assault_without_injury", "brackenshire", "robbery")
    }
    fewer, more, total, other = said.values()
    assert "clearly lower than in 2024" in fewer["title"] and "clearly higher than in 2024" in more["title"]
    assert "no clear change since 2024" in total["title"]
    for row in (fewer, more, total):
        assert [(kind, first) for kind, first, *_ in json.loads(row["breaks"])] == [("step", planted.COUNTING_BREAK)]
        assert "neither says that more or less happened" in row["caveats"]
    assert json.loads(other["breaks"]) == [], "a break of two codes spares those of other codes"


def test_repeat_victims_widen_the_interval_and_it_is_said(findings: pd.DataFrame) -> None:
    found = one(findings, analysis="repeats", group_value="domestic_abuse")
    once, twice, often = planted.REPEAT_SHARES
    assert f"{once:.1%} once, {twice:.1%} twice, {often:.1%} three times or more" in found["statement"]
    plain = 1.96 * found["value"] ** 0.5
    # The mean of 1, 4 and the squares of those with three or more, over the mean number: by hand from the planted shares.
    assert (found["upper"] - found["lower"]) / (2 * plain) == pytest.approx(1.6, abs=0.15)
    assert "times as wide as" in found["statement"]


def test_each_definition_says_what_it_can_and_nothing_is_unavailable_by_the_second(findings: pd.DataFrame) -> None:
    own = findings[findings["definition"] == "brackenshire"]
    assert set(own["analysis"]) == {
        "quality",
        "scale",
        "composition",
        "trend",
        "success",
        "three_years",
        "profile",
        "harm",
        "places",
        "place_groups",
    }
    assert not own["title"].str.contains("navailable").any()
    assert not findings["title"].duplicated()[findings["section"] == "quality"].any()
    profile = own[own["section"] == "profile"]
    assert set(profile["measure"]) == {"share", "ranks", "harm_days_per_offence", "cost_gbp"}
    cost = profile[profile["measure"] == "cost_gbp"].iloc[0]
    assert "The largest parts: physical and emotional harm to victims" in cost["statement"]
    assert "codes 10C, 10D, 8L" in cost["caveats"], "what has no cost is named"


def test_the_map_of_the_own_definition_is_of_its_total_and_can_be_shown(
    partnered: Workspace, findings: pd.DataFrame
) -> None:
    where = one(findings, analysis="places", definition="brackenshire")
    assert where["theme"] == "brackenshire" and where["chart"] == "map"
    assert "Places are those that the police wrote down" in where["caveats"]
    (shown,) = [f for f in disclosure.released_for(partnered, disclosure.PARTNERS) if f.id == where["id"]]
    assert shown.decision == AS_IT_STANDS and len(shown.rows) == 120
    rural = one(findings, analysis="place_groups", definition="brackenshire", group_value="rurality")
    assert 0 < rural["value"] < 1
