"""What was planted in the files of Brackenshire's partners is found by the analyses, and nothing that was not."""

from __future__ import annotations

import pandas as pd
import pytest

from purbeck import Workspace, disclosure
from purbeck.analyses import hidden_need, overlap, pathways
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


def test_what_rests_on_partners_is_not_in_the_public_edition(partnered: Workspace, findings: pd.DataFrame) -> None:
    ids = set(findings.loc[findings["section"].isin(["profile", "partners"]) & ~findings["already_public"], "id"])
    public = [one for one in disclosure.released_for(partnered, disclosure.PUBLIC) if one.id in ids]
    assert len(public) == len(ids) > 0
    assert all(one.decision == disclosure.HELD and one.value is None and not one.rows for one in public)
