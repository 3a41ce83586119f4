"""What was planted in Brackenshire's recorded crime is found: a steady CSP in a region that rises, and what is missing."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from purbeck import Workspace, flow
from purbeck.analyses import three_years
from purbeck.example import answers
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.incidents.recorded import FLAGS_TABLE
from purbeck.measures.measure import TABLE as MEASURES
from purbeck.sources.source import FILES, ISSUES

VIOLENCE, ROBBERY, WEAPONS = (theme.slug for theme in answers.THEMES)


@pytest.fixture(scope="module")
def findings(district: Workspace) -> pd.DataFrame:
    """The findings of the chapter."""
    found = district.table(FINDINGS)
    return found[found["section"] == "three_years"]


def one(findings: pd.DataFrame, **wanted: str) -> pd.Series:
    """The one finding with these values."""
    for column, value in wanted.items():
        findings = findings[findings[column] == value]
    assert len(findings) == 1, findings[["measure", "theme", "comparator"]].to_string()
    return findings.iloc[0]


def test_violence_has_not_changed_here_and_has_risen_around_us(district: Workspace, findings: pd.DataFrame) -> None:
    found = one(findings, measure="change", theme=VIOLENCE)
    assert found["title"] == "Violence and sexual offences: no clear change since 2023/24"
    assert found["lower"] < 1 < found["upper"]
    assert "Dogger West, clearly higher (1.06 times)" in found["statement"]
    changes = district.table(three_years.CHANGES)
    region = changes[(changes["place_code"] == answers.REGION_CODE) & (changes["theme"] == VIOLENCE)]
    row = region.set_index("base_year").loc[2023]
    steady = 29.0 * (96_000 - (432_895 - answers.BRACKENSHIRE.people))  # the CSP next to ours, of the same force
    rising = sum(d.violence_rate * d.people for d in answers.DISTRICTS[2:] if d.region == answers.REGION_CODE)
    growth = answers.RECORDED_GROWTH
    truth = (steady + rising * growth[2025]) / (steady + rising * growth[2023])
    assert row["lower"] < truth < row["upper"]
    assert row["lower"] > 1


def test_weapons_have_risen_as_much_as_planted(findings: pd.DataFrame) -> None:
    found = one(findings, measure="change", theme=WEAPONS)
    assert found["title"].endswith("clearly higher than in 2023/24")
    csp_people, ours = 432_895, answers.BRACKENSHIRE.people
    after = (answers.WEAPONS.rate_2025 * ours + answers.WEAPONS.rate * (csp_people - ours)) / csp_people
    assert found["lower"] < after / answers.WEAPONS.rate < found["upper"]


def test_the_level_covers_the_planted_rate(findings: pd.DataFrame) -> None:
    found = one(findings, measure="rate_per_1000", theme=VIOLENCE)
    csp_people, ours = 432_895, answers.BRACKENSHIRE.people
    truth = (20.0 * ours + 29.0 * (csp_people - ours)) / csp_people
    assert found["lower"] < truth < found["upper"]
    assert (found["period"], found["place_name"]) == ("2023/24 to 2025/26", "the Brackenshire CSP")
    assert any(
        "of its 432,895 residents, 380,000 live in our area" in caveat for caveat in json.loads(found["caveats"])
    )


def test_the_model_agrees_with_another_implementation(district: Workspace) -> None:
    """statsmodels' quasi-Poisson: same ratio and, by Student's t, the same interval."""
    rows = district.table(MEASURES)
    rows = rows[(rows["source"] == "recorded_crime") & (rows["measure"] == "rate_per_1000") & (rows["theme"] == VIOLENCE)
                & (rows["place_code"] == answers.CSP_CODE) & (rows["period_type"] == "quarter")]  # fmt: skip
    starts = pd.to_datetime(rows["period_start"])
    year = starts.dt.year - (starts.dt.month < 4)
    used = year >= 2023
    design = pd.get_dummies(pd.DataFrame({"y": year[used], "q": starts[used].dt.month}).astype(str), drop_first=True)
    design = sm.add_constant(design.astype(float))
    fit = sm.GLM(rows.loc[used, "count"], design, family=sm.families.Poisson(),
                 offset=np.log(rows.loc[used, "denominator"])).fit(scale="X2")  # fmt: skip
    found = district.table(three_years.CHANGES)
    found = found[
        (found["place_code"] == answers.CSP_CODE) & (found["theme"] == VIOLENCE) & (found["base_year"] == 2023)
    ]
    row = found.iloc[0]
    assert row["ratio"] == pytest.approx(np.exp(fit.params["y_2025"]), rel=1e-6)
    assert row["dispersion"] == pytest.approx(max(1.0, fit.scale), rel=1e-6)


def test_the_csp_that_stands_elsewhere_is_left_out_and_counted(district: Workspace) -> None:
    _, csp, _ = answers.RECORDED_ELSEWHERE
    flags = district.table(FLAGS_TABLE)
    assert set(flags.loc[flags["flag"] == "unassigned", "csp"]) == {csp}
    assert set(flags.loc[flags["flag"] == "unassigned", "financial_year"]) == {"2024/25", "2025/26"}
    stood = district.table(three_years.STANDING)
    csps = stood[(stood["place_type"] == "csp") & (stood["theme"] == VIOLENCE)]
    assert csp not in set(csps["place_name"])
    assert (csps["ranked"].iloc[0], csps["places"].iloc[0]) == (16, 17)


def test_a_force_that_filed_no_street_level_rows_has_recorded_crime(district: Workspace) -> None:
    """Saltmere's street-level files of 2025 are missing; its recorded crime is not, and is not zero."""
    rows = district.table(MEASURES)
    rows = rows[
        (rows["place_code"] == "E23000094") & (rows["measure"] == "rate_per_1000") & (rows["theme"] == VIOLENCE)
    ]
    latest = rows[pd.to_datetime(rows["period_start"]).dt.year == 2025]
    assert set(latest["source"]) == {"recorded_crime"}
    year = latest[latest["period_type"] == "financial_year"].iloc[0]
    assert year["count"] > 5_000
    assert year["coverage"] == 1


def test_the_count_below_zero_is_an_issue_and_no_row_is_lost(district: Workspace) -> None:
    issues = district.table(ISSUES)
    found = issues[issues["rule"] == "negative_count"]
    assert found["value"].tolist() == ["-1"]
    files = district.table(FILES)
    read = files[files["source"] == "recorded_crime"].iloc[0]
    assert (read["rows_read"], read["rows_rejected"]) == (read["rows_kept"], 0)


def test_both_counts_are_set_side_by_side_with_the_reason(findings: pd.DataFrame) -> None:
    found = one(findings, measure="side_by_side")
    assert "in 2025/26, quarters 1, 2, 3" in found["statement"]
    assert "never mix the two in one figure" in found["statement"]


def test_a_finding_from_recorded_crime_is_explained_by_its_files_and_codes(
    district: Workspace, findings: pd.DataFrame
) -> None:
    found = one(findings, measure="rate_per_1000", theme=ROBBERY)
    told = flow.explain(district.path, found["id"])
    assert told.counted is None
    assert set(told.files["financial_year"]) == {"2023/24", "2024/25", "2025/26"}
    robberies = told.sample[told.sample["offence_group"] == "Robbery"]
    assert robberies["count"].sum() == found["n"]


def test_where_nobody_said_which_small_areas_a_csp_has_the_chapter_says_so(own_district: Workspace) -> None:
    next(own_district.sources.rglob("LSOA21_CSP24_derived.csv")).unlink()
    found = flow.build(own_district.path).table(FINDINGS)
    said = one(found[found["section"] == "three_years"], measure="rate_per_1000")
    assert pd.isna(said["value"]) and said["certainty"] == "cannot_tell_from_this_source"
    assert "no file says which of its LSOAs lies in which" in said["statement"]
