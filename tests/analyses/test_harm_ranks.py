"""Ranks by number, harm and cost: planted weights give the orders that follow, and the risk matrix reads harm per offence."""

import json

import pandas as pd
import pytest
from returned import found

from purbeck.analyses import harm
from purbeck.analyses.priorities.rules import read_rules
from purbeck.findings import harm as chapter
from purbeck.measures.measure import TABLE as MEASURES


def weigh(workspace, offences, source="police_extract", periods=("2025-01-01",)):
    """Rows of the measures table: of each theme so many offences, that come to so many days, points and pounds, and limits."""
    definition = next(d for d in workspace.store.rows(MEASURES)["definition"].unique() if d)
    total = tuple(sum(column) for column in zip(*offences.values(), strict=True))
    rows = [
        {
            "measure": measure, "theme": theme, "place_type": "partnership", "place_code": workspace.partnership.code,
            "place_name": "Us", "period_type": "rolling_12_months", "period_start": pd.Timestamp(start).date(),
            "period_end": (pd.Timestamp(start) + pd.DateOffset(years=1, days=-1)).date(), "group_by": "all",
            "group_value": "all", "count": amounts[0], "denominator_kind": "none", "value": float(value),
            "lower": value * 0.9, "upper": value * 1.1, "confidence": 0.95, "unit": unit, "method": "dobson",
            "source": source, "coverage": 1.0, "definition": definition, "definition_version": "1", "caveats": "",
        }
        for start in periods
        for theme, amounts in {**offences, definition: total}.items()
        for (measure, unit), value in zip(
            (("harm_days", "days of custody"), ("severity_score", "points"), ("cost_gbp", "pounds")), amounts[1:], strict=True
        )
    ]  # fmt: skip
    store = workspace.store
    frame = pd.DataFrame(rows, columns=[c.name for c in MEASURES.columns], dtype=object)
    store.write_part(MEASURES, "weighed_made_up", frame, f"{source}-key--", ordered=False)
    store.keep_parts(MEASURES, store.parts(MEASURES) | {"weighed_made_up": f"{source}-key--"})


MANY = "violence_and_sexual_offences"
PLANTED = {
    MANY: (1_000, 20_000, 50_000, 9_000_000), "robbery": (80, 29_200, 40_000, 900_000),
    "possession_of_weapons": (120, 600, 1_200, 100_000),
}  # fmt: skip


def of(workspace, offences=None, **more):
    """What harm makes of weighed offences."""
    weigh(workspace, offences or PLANTED, **more)
    return found(workspace, harm, harm.harm, chapter.drafted)


def test_what_comes_first_depends_on_the_measure_and_is_said(own_district):
    result = of(own_district)
    ranks = result.table.dropna(subset=["rank"]).set_index(["by", "theme"])["rank"]
    assert ranks["count", MANY] == 1 and ranks["harm_days", "robbery"] == 1 and ranks["cost_gbp", MANY] == 1
    row = result.findings[result.findings["measure"] == "ranks"].iloc[0]
    assert row["title"].startswith("What comes first depends on the measure")
    assert "robbery by the Cambridge Crime Harm Index" in row["title"]
    assert (
        "Robbery moves most: first by the Cambridge Crime Harm Index, third by number of offences" in row["statement"]
    )
    table = json.loads(row["table"])
    names = [name for name, *_ in table["columns"]]
    first = dict(zip(names, table["rows"][0], strict=True))
    assert (first["count"], first["rank_count"], first["rank_harm_days"]) == (1_000, 1, 2)


def test_ranks_that_the_intervals_leave_open_stand_beside(own_district):
    offences = PLANTED | {MANY: (1_000, 29_000, 50_000, 9_000_000)}
    table = of(own_district, offences).table.set_index(["by", "theme"])
    assert table.loc[("harm_days", "robbery"), ["rank", "rank_lower", "rank_upper"]].tolist() == [1, 1, 2]
    assert table.loc[("harm_days", "possession_of_weapons"), ["rank_lower", "rank_upper"]].tolist() == [3, 3]


def test_harm_per_offence_is_what_the_risk_matrix_reads(own_district):
    findings = of(own_district).findings
    read = next(one.reads[0] for one in read_rules().criteria if one.name == "harm")
    own = findings[(findings["analysis"] == read.analysis) & (findings["measure"] == read.measure)]
    assert set(own["theme"]) >= set(PLANTED)
    row = own.set_index("theme").loc["robbery"]
    assert (row["value"], row["lower"], row["upper"]) == pytest.approx((365, 365 * 0.9, 365 * 1.1))
    assert row["n"] == 80


def test_only_the_latest_period_counts(own_district):
    table = of(own_district, periods=("2023-01-01", "2025-01-01")).table
    assert set(table["first"]) == {"2025-01"} and set(table["last"]) == {"2025-12"}


def test_nothing_is_said_where_nothing_is_weighed(own_district):
    store = own_district.store
    store.keep_parts(MEASURES, {part: key for part, key in store.parts(MEASURES).items() if "weighed" not in part})
    assert found(own_district, harm, harm.harm, chapter.drafted).findings.empty
