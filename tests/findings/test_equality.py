"""The equality-impact table: a row for each protected characteristic, shares as counted, and nothing guessed."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest

from purbeck import Workspace
from purbeck.analyses.context import TABLE as CONTEXT
from purbeck.analyses.context import TOPICS as DESCRIBED
from purbeck.findings import in_words
from purbeck.findings.equality import TOPICS
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.findings.wording import equality as words
from purbeck.sources.police_street import SOURCE as STREET

# The nine of the Equality Act 2010, section 4, in its order.
PROTECTED = ["Age", "Disability", "Gender reassignment", "Marriage and civil partnership", "Pregnancy and maternity",
             "Race", "Religion or belief", "Sex", "Sexual orientation"]  # fmt: skip

BY_PLACE = ("Deprivation", "Rurality")


@pytest.fixture(scope="module")
def finding(district: Workspace) -> dict[str, object]:
    """Brackenshire's table, as a row of findings."""
    findings = district.table(FINDINGS)
    (row,) = findings[(findings["section"] == "equality") & (findings["analysis"] != "searches")].to_dict("records")
    return row


@pytest.fixture(scope="module")
def rows(finding: dict[str, object]) -> dict[str, dict[str, str]]:
    """Its rows by characteristic."""
    table = json.loads(str(finding["table"]))
    names = [name for name, _, _ in table["columns"]]
    return {row[0]: dict(zip(names, row, strict=True)) for row in table["rows"]}


def test_a_row_for_each_protected_characteristic_then_what_partnerships_add(rows) -> None:
    assert list(rows) == [*PROTECTED, "Deprivation", "Rurality"]
    for name, row in rows.items():
        assert row["ask"].endswith("?") and row["who_could_tell"]
        assert row["because"].startswith("Equality Act 2010" if name in PROTECTED else "Added by partnerships")


def test_ethnic_groups_are_the_broad_ones_that_somebody_is_in(rows) -> None:
    said = rows["Race"]["residents_here"]
    assert "White" in said and ":" not in said.split("(")[0], "broad groups, not those within them"
    assert "Does not apply" not in said


def test_what_is_not_known_is_called_unavailable_and_nothing_is_concluded(rows, finding) -> None:
    known = {"Age", "Race", "Sex", *BY_PLACE}
    for name, row in rows.items():
        assert row["harm_here"].startswith("unavailable:") is (name not in BY_PLACE)
        assert row["residents_here"].startswith("unavailable:") is (name not in known)
    assert finding["certainty"] == "cannot_tell_from_this_source"
    assert pd.isna(finding["value"]) and finding["chart"] == "none"


def test_shares_of_residents_are_those_of_the_chapter_on_who_lives_here(rows, district: Workspace) -> None:
    here = district.table(CONTEXT)
    ours = here[here["place_type"] == "partnership"].set_index(["topic", "category"])["value"]
    for name, topic, counted in (("Age", "age", "mid-2024 estimate"), ("Race", "ethnic_group", "Census 2021"),
                                 ("Sex", "sex", "mid-2024 estimate")):  # fmt: skip
        said = dict(re.findall(r"(?:^|; )([^;]+?) ([\d.]+)%", rows[name]["residents_here"]))
        assert set(said) == set(ours[topic].index)
        for group, share in said.items():
            assert float(share) == pytest.approx(ours[topic, group] * 100, abs=0.051)
        assert rows[name]["residents_here"].endswith(f"(of 380,000 residents, {counted})")


def test_what_the_page_knows_of_deprivation_and_rurality_stands_in_their_rows(rows, district: Workspace) -> None:
    findings = district.table(FINDINGS)
    context = findings[findings["measure"] == "share"].drop_duplicates("theme").set_index("theme")["title"]
    fifth = re.search(
        r"[\d.]+% live in the most deprived fifth of small areas in England", context["deprivation_england"]
    )
    rural = re.search(r"[\d.]+% live in rural", context["rurality"])
    assert fifth and fifth[0] in rows["Deprivation"]["residents_here"]
    assert rural and rural[0] in rows["Rurality"]["residents_here"]
    for name in BY_PLACE:
        assert "380,000 residents, Census 2021" in rows[name]["residents_here"]


def test_of_kinds_of_place_it_says_how_much_was_recorded_there_and_not_who_was_harmed(
    rows, district: Workspace
) -> None:
    findings = district.table(FINDINGS)
    found = findings[findings["analysis"] == "place_groups"].set_index("group_value")
    assert (found["section"] == "places").all() and (found["group_by"] == "lsoa21").all()
    for name, kind in (("Deprivation", "deprivation_england"), ("Rurality", "rurality")):
        row = found.loc[kind]
        assert row["value"] == pytest.approx(json.loads(row["counts"])[0] / row["n"])
        share = in_words.percent(row["value"])
        assert share in row["title"] and share in row["statement"] and share in rows[name]["harm_here"]
        assert "where, not who" in rows[name]["harm_here"] and "not who was harmed" in row["caveats"]


def test_no_sentence_says_that_a_group_offends_or_is_more_at_risk(finding) -> None:
    text = json.dumps([finding["table"], finding["statement"], finding["title"]]).lower()
    for word in ("offend", "perpetrat", "criminal", "more likely", "at risk", "prone", "suspect", "vulnerable to"):
        assert word not in text, word


def test_it_is_public_already_since_all_it_rests_on_is(finding) -> None:
    assert finding["already_public"] and STREET.already_public
    assert pd.isna(finding["n"]) and all(json.loads(str(finding["counts"]))), "what was recorded in kinds of place"


def test_every_topic_that_gives_shares_is_one_of_the_chapter() -> None:
    assert {topic for topics in TOPICS.values() for topic in topics} <= set(DESCRIBED)


def test_a_share_says_of_whom_it_is_known_where_that_is_not_all() -> None:
    said = words.residents("rurality", [("rural", 30)], 90, None, 0.9)
    assert said == "33.3% live in rural small areas (of 90 residents, Census 2021; known of 90.0% of them)"
