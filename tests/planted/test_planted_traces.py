"""A number made from partners' returns is traced to their stored files, and to no other's."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from purbeck import Workspace, flow
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.sources.returns.ledger import held


@pytest.mark.parametrize(
    ("analysis", "measure", "contracts"),
    [
        ("pathways", "share_going_on", {"custody"}),
        ("overlap", "share_also_recorded", {"police_extract", "emergency_department"}),
        ("hidden_need", "expected_over_recorded_of_part", {"police_extract", "survey", "domestic_abuse_services"}),
    ],
)
def test_a_partners_number_is_traced_to_its_returns(
    partnered: Workspace, analysis: str, measure: str, contracts: set[str]
) -> None:
    findings = partnered.table(FINDINGS)
    row = findings[(findings["analysis"] == analysis) & (findings["measure"] == measure)].iloc[0]
    traced = flow.explain(partnered.path, row["id"])
    assert set(traced.returned["contract"]) == contracts == set(json.loads(row["sources"]))
    stored = {entry.stored_as for entry in held(partnered.path).values() if entry.contract in contracts}
    assert set(traced.returned["file"]) == stored and traced.returned["sha256"].str.len().eq(64).all()
    assert len(traced.sample) == 10


def test_the_rows_are_those_of_the_findings_months(partnered: Workspace) -> None:
    findings = partnered.table(FINDINGS)
    row = findings[(findings["analysis"] == "pathways") & (findings["theme"] == "custody")].iloc[0]
    traced = flow.explain(partnered.path, row["id"]).returned.set_index("figure")
    (file,) = traced["file"].unique()
    supplied = pd.read_csv(partnered.path / "sources" / file, dtype=str)
    assert traced.loc["detentions", "rows"] == supplied["month"].str.startswith("2025").sum()
