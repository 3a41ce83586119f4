"""What is said where visitors are known of some months only, and of districts that lie partly in our area."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from purbeck import Workspace, flow
from purbeck.errors import PlaceError
from purbeck.example import answers
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.measures.measure import TABLE as MEASURES
from purbeck.sources.build import PLACES

MISSING = [f"2025-{month:02d}" for month in range(4, 9)]


@pytest.fixture(scope="module")
def of_a_csp(built_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Brackenshire's CSP, which reaches into the next district, with visitors of all months but April to August."""
    folder = tmp_path_factory.mktemp("csp") / "brackenshire"
    shutil.copytree(built_once, folder)
    settings = folder / "partnership.toml"
    text = settings.read_text(encoding="utf-8")
    assert text.count(f'"{answers.DISTRICT_CODE}"') == 1
    settings.write_text(text.replace(answers.DISTRICT_CODE, answers.CSP_CODE), encoding="utf-8")
    (visitors,) = (folder / "sources").rglob("visitors.csv")
    lines = visitors.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [
        line.replace(answers.DISTRICT_CODE, answers.CSP_CODE) for line in lines if not any(m in line for m in MISSING)
    ]
    assert len(kept) == len(lines) - len(MISSING)
    visitors.write_text("".join(kept), encoding="utf-8")
    return flow.build(folder)


def found(workspace: Workspace, **wanted: str) -> pd.Series:
    """The one finding with these values."""
    rows = workspace.table(FINDINGS)
    for column, value in wanted.items():
        rows = rows[rows[column] == value]
    assert len(rows) == 1
    return rows.iloc[0]


def test_the_busiest_month_is_of_all_months_and_those_without_visitors_are_named(of_a_csp: Workspace) -> None:
    rates = of_a_csp.store.rows(MEASURES, measure="rate_per_1000", theme="serious_violence", place_type="partnership",
                                period_type="month", denominator_kind="residents", group_by="all")  # fmt: skip
    rates = rates[pd.to_datetime(rates["period_start"]).dt.year == 2025]
    busiest = rates.loc[rates["value"].idxmax(), "period_start"]
    seasons = found(of_a_csp, analysis="denominators", unit="per 1,000 residents and visitors a year")
    assert f"{busiest:%B} 2025 has the highest rate per resident in" in seasons["statement"]
    assert f"{busiest:%Y-%m}" in MISSING
    assert "How many visitors were there then is unavailable" in seasons["statement"]
    assert (
        "The visitors file has nothing for April 2025 to August 2025, so there is no rate of 2025"
        in seasons["statement"]
    )
    assert "times the lowest" not in seasons["statement"]
    assert pd.isna(seasons["value"])
    rows = json.loads(seasons["table"])["rows"]
    assert [row[0] for row in rows if row[3] is None] == MISSING
    assert len(rows) == 12
    side = found(of_a_csp, analysis="denominators", unit="per 1,000 workday people a year")
    assert "residents and visitors" not in side["statement"]
    assert "The visitors file has nothing for April 2025 to August 2025" in side["caveats"]


def test_a_district_that_is_partly_ours_has_its_residents_here(of_a_csp: Workspace) -> None:
    members = of_a_csp.table(PLACES)
    ours = members[members["ours"]].groupby("district_name")["residents"].sum().sort_values(ascending=False)
    (whole, part), all_ = ours.index, members.groupby("district_name")["residents"].sum()
    assert ours[part] < all_[part]
    statement = found(of_a_csp, section="context", theme="population")["statement"]
    assert (
        f"They live in {whole} ({ours[whole]:,}) and a part of {part} ({ours[part]:,} of its {all_[part]:,})."
        in statement
    )


def test_lookups_of_another_year_give_no_wrong_rate_but_stop_the_build(own_district: Workspace) -> None:
    """Found in review: a force lost a district's residents, kept its offences, and nothing was said."""
    for name in ("LAD24_CSP24_PFA24_EW_LU.csv", "LAD24_RGN24_EN_LU.csv"):
        (path,) = own_district.sources.rglob(name)
        header, _, rows = path.read_text(encoding="utf-8").partition("\n")
        path.write_text(f"{header.replace('24', '23')}\n{rows.replace('E07000905', 'E07000805')}", encoding="utf-8")
    with pytest.raises(
        PlaceError, match=r"\(districts of 2024\) has LSOAs in E07000905 .* \(districts of 2023\) has no row"
    ):
        flow.build(own_district.path)
