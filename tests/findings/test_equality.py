"""The equality-impact table: a row for each protected characteristic, shares as counted, and nothing guessed."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest

from purbeck import Workspace
from purbeck.findings.equality import RESIDENTS_BY, groups_of
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.findings.wording import equality as words
from purbeck.sources.build import PLACES
from purbeck.sources.police_street import SOURCE as STREET
from purbeck.sources.population import RESIDENTS

# The nine of the Equality Act 2010, section 4, in its order.
PROTECTED = ["Age", "Disability", "Gender reassignment", "Marriage and civil partnership", "Pregnancy and maternity",
             "Race", "Religion or belief", "Sex", "Sexual orientation"]  # fmt: skip


@pytest.fixture(scope="module")
def finding(district: Workspace) -> dict[str, object]:
    """Brackenshire's table, as a row of findings."""
    findings = district.table(FINDINGS)
    (row,) = findings[findings["section"] == "equality"].to_dict("records")
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
    for name, row in rows.items():
        assert row["harm_here"].startswith("unavailable:")
        assert name in ("Age", "Race") or row["residents_here"].startswith("unavailable:")
    assert finding["certainty"] == "cannot_tell_from_this_source"
    assert pd.isna(finding["value"]) and finding["chart"] == "none"


def test_shares_of_residents_are_those_of_the_census(rows, district: Workspace) -> None:
    people, places = district.table(RESIDENTS.table), district.table(PLACES)
    ours = people[people["lsoa21"].isin(places.loc[places["ours"], "lsoa21"])]
    by_age = ours.groupby("age_group")["residents"].sum()
    said = dict(re.findall(r"(Aged [^;]+?) ([\d.]+)%", rows["Age"]["residents_here"]))
    assert set(said) == set(by_age.index)
    for group, share in said.items():
        assert float(share) == pytest.approx(by_age[group] / by_age.sum() * 100, abs=0.051)
    assert f"{by_age.sum():,} residents" in rows["Age"]["residents_here"]


def test_no_sentence_says_that_a_group_offends_or_is_more_at_risk(finding) -> None:
    text = json.dumps([finding["table"], finding["statement"], finding["title"]]).lower()
    for word in ("offend", "perpetrat", "criminal", "more likely", "at risk", "prone", "suspect", "vulnerable to"):
        assert word not in text, word


def test_another_table_of_residents_by_group_is_read_the_same_way() -> None:
    """As `sources/ethnic_groups` is to come: LSOA, group, residents."""
    people = pd.DataFrame(
        {
            "lsoa21": ["E01000001", "E01000001", "E01000002", "E01000009"],
            "ethnic_group": ["White", "Asian", "White", "Asian"],
            "residents": [60, 30, 10, 900],
        }
    )
    groups = groups_of(people, "ethnic_group", {"E01000001", "E01000002"})
    assert groups == [("Asian", 30), ("White", 70)]
    assert words.residents(groups, "Census 2021") == "Asian 30.0%; White 70.0% (of 100 residents, Census 2021)"
    assert groups_of(people, "ethnic_group", {"W01000001"}) == []


def test_every_table_that_is_plugged_in_has_the_columns_it_needs() -> None:
    for grouped in RESIDENTS_BY.values():
        assert {"lsoa21", "residents", grouped.column} <= {column.name for column in grouped.table.columns}


def test_it_is_public_already_since_it_holds_no_incident(finding) -> None:
    assert finding["already_public"] and STREET.already_public
    assert pd.isna(finding["n"]) and json.loads(str(finding["counts"])) == []
