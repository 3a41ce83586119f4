"""The compiled rules and the plain-Python ones agree on every incident, whatever the rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from made_rules import NIGHTS, definitions, incidents

from purbeck.definition.build import counted, numbered
from purbeck.definition.conditions import READ, Night, at_night, fits
from purbeck.definition.definition import Definition, classify_one

ROWS = incidents(seed=13, how_many=300)


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, ir.Table]]:
    """The incidents in one engine, for all rule sets."""
    schema = ibis.schema({"incident_id": "string", "month": "string"} | {c.name: c.type for c in READ})
    engine = ibis.duckdb.connect(threads=1)
    path = tmp_path_factory.mktemp("rules") / "incidents.parquet"
    engine.to_parquet(ibis.memtable(pd.DataFrame(ROWS, dtype=object), schema=schema), path)
    engine.raw_sql(f"CREATE TABLE incidents AS SELECT * FROM '{path}'")
    yield engine, engine.table("incidents")
    engine.disconnect()


def agree(table: tuple[Any, ir.Table], definition: Definition) -> None:
    """Raise where the engine and plain Python differ over any incident."""
    connection, rows = table
    found = connection.to_pyarrow(counted(definition, numbered([definition], rows, "incident_id"), 0)).to_pylist()
    expected = []
    for row in ROWS:
        rule = classify_one(definition, row)
        if rule is not None and rule.theme:
            expected.append((row["incident_id"], "made_up", definition.version, rule.id, rule.theme, rule.weight))
    assert sorted(tuple(row.values()) for row in found) == expected


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(definition=definitions())
def test_engine_and_plain_python_agree(table: tuple[Any, ir.Table], definition: Definition) -> None:
    agree(table, definition)


@pytest.mark.slow
@settings(max_examples=1_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(definition=definitions())
def test_they_agree_on_a_thousand_rule_sets(table: tuple[Any, ir.Table], definition: Definition) -> None:
    agree(table, definition)


def test_the_incidents_tried_answer_every_condition_either_way() -> None:
    """What the thousand rule sets are tried on: every night, place and code is met, and missed."""
    for name, values in (
        ("place", ("public",)),
        ("place", ("private",)),
        ("offence_code", ("8*",)),
        ("offence_code", ("19C-19H",)),
        ("offence_code", ("70-73",)),
        ("victim_age_band", ("under_25",)),
    ):
        met = sum(fits({name: values}, row, None) for row in ROWS)
        assert 0 < met < len(ROWS), (name, values)
    for begins, ends in NIGHTS:
        night = Night.model_validate({"from": begins, "to": ends})
        found = {at_night(row, night) for row in ROWS}
        assert found == {True, False, None}, (begins, ends)
