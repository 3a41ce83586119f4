"""Rules applied to recorded crime: which rule each of its kinds of row comes under, and which theme."""

from __future__ import annotations

import ibis
import pandas as pd

from purbeck.definition.build import numbered
from purbeck.definition.conditions import READ
from purbeck.definition.definition import Definition
from purbeck.sources.recorded_crime import SOURCE
from purbeck.store import Store


def themes_of_kinds(store: Store, definition: Definition, kinds: pd.DataFrame, month: str) -> dict[int, str]:
    """The theme of each kind of row in a month, where a rule counts it; `kinds` as for `rules_of_kinds`."""
    themes = {rule.id: rule.theme for rule in definition.rules}
    found = rules_of_kinds(store, definition, kinds, month)
    return {kind: themes[rule] for kind, rule in found.items() if themes[rule]}


def rules_of_kinds(store: Store, definition: Definition, kinds: pd.DataFrame, month: str) -> dict[int, str]:
    """The rule each kind of row fits in a month, where there is one: the definition's rules as incidents meet them.

    Parameters
    ----------
    kinds : columns kind (whole number), force, offence_group, offence_code, and the column of months named in `month`.
    """
    shaped = pd.DataFrame({
        "incident_id": kinds["kind"].astype(str), "month": kinds[month], "source": SOURCE.name,
        "recorded_by": kinds["force"], "offence_group": kinds["offence_group"], "offence_code": kinds["offence_code"],
    })  # fmt: skip
    rows = store.engine.frame(shaped, ibis.schema(dict.fromkeys(shaped.columns, "string")))
    lacking = {column.name: ibis.null().cast(column.type) for column in READ if column.name not in shaped}
    rows = rows.mutate(**lacking)
    found = store.fetch(numbered([definition], rows, "incident_id")).dropna()
    return {
        int(kind): definition.rules[int(n)].id for kind, n in zip(found["incident_id"], found["number_0"], strict=True)
    }
