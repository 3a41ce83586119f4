"""Headline findings by a definition on offence codes: from the police's own records where they are held."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from small_district import LSOAS, archive, month_of, workspace

from purbeck import flow, partner_flow
from purbeck.definition.shipped import ILLUSTRATIVE
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.measures.measure import TABLE as MEASURES

pytestmark = pytest.mark.slow  # builds workspace after workspace: left out of the fast suite

HEADINGS = "Offence code,Date recorded,Occurred from,Domestic abuse flag,LSOA code"
ROBBERIES, ASSAULTS = 3, 2  # a month; an assault by somebody's partner, and as many that are not domestic
YEARS = (2024, 2025)


def extract(path: Path) -> Path:
    """A police extract of two years: robberies, domestic assaults, and assaults that the definition leaves out."""
    lines = [HEADINGS]
    for year in YEARS:
        for month in range(1, 13):
            kinds = [("34B", "no")] * ROBBERIES + [("8N", "yes"), ("8N", "no")] * ASSAULTS
            for n, (code, domestic) in enumerate(kinds):
                day = f"{year}-{month:02d}-{(1, 28, 15, 30 if month != 2 else 20, 3, 31 if month == 12 else 9, 12)[n]:02d}"
                lines.append(f"{code},{day},{day} 12:{n:02d},{domestic},{LSOAS[n % 4][0]}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_scale_and_trend_come_from_the_polices_own_records(tmp_path: Path) -> None:
    files = {"2025-03/2025-03-moor-street.csv": month_of("2025-03", 12)}
    made = workspace(tmp_path / "northmoor", {"2025.zip": archive(files)})
    (made.path / "definition" / "serious-violence.toml").write_text(
        ILLUSTRATIVE.read_text(encoding="utf-8"), encoding="utf-8"
    )
    flow.build(made.path)  # so that places are known
    partner_flow.add(made.path, extract(tmp_path / "extract.csv"), "police_extract", dt.date(2026, 1, 31))
    found = flow.build(made.path)
    counts = found.table(MEASURES)
    findings = found.table(FINDINGS)
    scale = findings[(findings["analysis"] == "scale")].set_index("theme")
    covered = counts[(counts["measure"] == "count") & (counts["place_type"] == "partnership")
                     & (counts["period_type"] == "calendar_year") & (counts["theme"] == "robbery")]  # fmt: skip
    months = 12 * float(covered["coverage"].iloc[-1])
    assert months >= 10, "days at the ends of what was sent make their months not whole"
    assert scale.loc["robbery", "n"] == ROBBERIES * months
    assert scale.loc["violent_domestic_abuse", "n"] == ASSAULTS * months
    assert scale.loc["illustrative", "n"] == (ROBBERIES + ASSAULTS) * months
    assert set(scale["sources"]) == {'["police_extract"]'}
    assert not scale["already_public"].any()
    trend = findings[findings["section"] == "trend"]
    assert set(trend["sources"]) == {'["police_extract"]'}
    comparison = findings[findings["section"] == "comparison"]
    assert comparison["title"].iloc[0].startswith("How street-level rates stand beside other areas: unavailable")
    traced = flow.explain(found.path, str(scale.loc["robbery", "id"]))
    assert traced.counted == ROBBERIES * months
    assert traced.rules["rule_id"].tolist() == ["robbery"]
    assert traced.files["sha256"].str.len().eq(64).all()
