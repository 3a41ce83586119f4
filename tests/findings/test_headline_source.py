"""Headline findings by a definition on offence codes: from the police's own records where they are held."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from small_district import ASSAULTS, ROBBERIES, archive, month_of, police_extract, workspace

from purbeck import flow, partner_flow
from purbeck.definition.shipped import ILLUSTRATIVE
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.measures.measure import TABLE as MEASURES

pytestmark = pytest.mark.slow  # builds workspace after workspace: left out of the fast suite


def test_scale_and_trend_come_from_the_polices_own_records(tmp_path: Path) -> None:
    files = {"2025-03/2025-03-moor-street.csv": month_of("2025-03", 12)}
    made = workspace(tmp_path / "northmoor", {"2025.zip": archive(files)})
    (made.path / "definition" / "serious-violence.toml").write_text(
        ILLUSTRATIVE.read_text(encoding="utf-8"), encoding="utf-8"
    )
    flow.build(made.path)  # so that places are known
    partner_flow.add(made.path, police_extract(tmp_path / "extract.csv"), "police_extract", dt.date(2026, 1, 31))
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
