"""The compiled rules and the plain-Python ones agree on every incident, whatever the rules."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any

import ibis
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from purbeck.definition.build import classify
from purbeck.definition.definition import Definition, classify_one
from purbeck.incidents.incident import FLAGS

MONTHS = [f"{year}-{month:02d}" for year in (2023, 2024) for month in (1, 2, 6, 12)]
TEXTS = {
    "source": ["police_street", "ambulance"],
    "supplied_category": ["Robbery", "robbery", "O'Brien's \"own\"", "Café", ""],
    "recorded_by": ["Dorset Police", "British Transport Police"],
    "offence_code": ["1", "10D"],
    "injury": ["serious", "slight"],
}
THEMES = ("knife", "robbery", "other")

flag_values = st.none() | st.booleans()
incidents = st.fixed_dictionaries(
    {name: st.none() | st.sampled_from(values) for name, values in TEXTS.items()}
    | dict.fromkeys(FLAGS, flag_values)
    | {"month": st.sampled_from(MONTHS)}
)


@st.composite
def rules(draw: st.DrawFn, number: int) -> dict[str, Any]:
    """A rule with one to three conditions, dates or none, and a theme or none."""
    when: dict[str, list[Any]] = {}
    for name in draw(st.lists(st.sampled_from([*TEXTS, *FLAGS]), min_size=1, max_size=3, unique=True)):
        values = st.booleans() if name in FLAGS else st.sampled_from([*TEXTS[name], "unseen"])
        when[name] = draw(st.lists(values, min_size=1, max_size=3))
    rule: dict[str, Any] = {
        "id": f"rule_{number}", "theme": draw(st.sampled_from([*THEMES, ""])), "when": when, "reason": "a", "source": "b",
        "weight": draw(st.sampled_from([0.5, 1.0, 2.0])),
    }  # fmt: skip
    if draw(st.booleans()):
        rule["first"], rule["last"] = sorted(draw(st.tuples(st.sampled_from(MONTHS), st.sampled_from(MONTHS))))
    return rule


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    """A definition of one to five rules."""
    return Definition.model_validate(
        {
            "id": "made_up", "title": "t", "total": "all", "from": dt.date(2024, 1, 1), "source": "s",
            "themes": [{"id": theme, "name": theme} for theme in THEMES],
            "rules": [draw(rules(n)) for n in range(draw(st.integers(1, 5)))],
            "examples": [{"about": "none", "incident": {"month": "1999-01"}}],
        }
    )  # fmt: skip


@cache
def engine_of_this_module() -> Any:
    """One engine for all examples."""
    return ibis.duckdb.connect(threads=1)


@settings(max_examples=60, deadline=None)
@given(definitions(), st.lists(incidents, min_size=1, max_size=40))
def test_engine_and_plain_python_agree(definition: Definition, rows: list[dict[str, Any]]) -> None:
    rows = [row | {"incident_id": f"i{number:03d}"} for number, row in enumerate(rows)]
    schema = {"incident_id": "string", "month": "string"}
    schema |= dict.fromkeys(TEXTS, "string") | dict.fromkeys(FLAGS, "boolean")
    table = ibis.memtable(pd.DataFrame(rows, dtype=object), schema=ibis.schema(schema))
    found = engine_of_this_module().execute(classify(definition, table))
    engine = {
        row.incident_id: (row.rule_id, row.theme, row.weight, row.definition, row.definition_version)
        for row in found.itertuples()
    }
    expected = {}
    for row in rows:
        rule = classify_one(definition, row)
        if rule is not None and rule.theme:
            expected[row["incident_id"]] = (rule.id, rule.theme, rule.weight, "made_up", definition.version)
    assert len(found) == len(engine), "an incident is counted once"
    assert engine == expected
