"""Every area's value of each variable, as made and as standardised, and what standardised it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from purbeck import places
from purbeck.analyses.analysis import Evidence, Rules
from purbeck.analyses.similar import variables
from purbeck.statistics import similarity
from purbeck.tables import Column, Table

KINDS = {"district": "district", "csp": "csp", "ward": "ward", "lsoa21": "lsoa"}  # and what their names are called by
REASONS = ("", "not_supplied", "too_few_areas", "same_everywhere")

VALUES = Table(
    name="analyses/similar_variables",
    meaning="Every district's, CSP's, ward's and LSOA's variables, as made and standardised: most-similar areas recomputed",
    columns=(
        Column("place_type", "string", "kind of place", vocabulary=places.PLACE_TYPES, required=True),
        Column("variable", "string", "the variable, as analyses/similar_scales describes it", required=True),
        Column("place_code", "string", "ONS code", required=True),
        Column("place_name", "string", "name", required=True),
        Column("value", "float64", "the variable; empty where one of its LSOAs has none", decimals=9),
        Column("score", "float64", "transformed, less the mean, over the standard deviation; empty where not used",
               decimals=9),
    ),
    key=("place_type", "variable", "place_code"),
)  # fmt: skip

SCALES = Table(
    name="analyses/similar_scales",
    meaning="The variables that most-similar areas are found by: what they are made of, their weight, what standardised them",
    columns=(
        Column("place_type", "string", "kind of place", vocabulary=places.PLACE_TYPES, required=True),
        Column("variable", "string", "the variable", required=True),
        Column("title", "string", "what it is, in words", required=True),
        Column("topic", "string", "the topic; topics count alike", required=True),
        Column("transformation", "string", "done before standardising", vocabulary=tuple(similarity.TRANSFORMATIONS),
               required=True),
        Column("weight", "float64", "its share of the weight; 0 where it is not used", decimals=9, required=True),
        Column("mean", "float64", "mean of the transformed values over all areas", decimals=9),
        Column("deviation", "float64", "their standard deviation", decimals=9),
        Column("areas", "int64", "areas that have it", required=True),
        Column("areas_without", "int64", "areas that lack it, and so are in no list where it is used", required=True),
        Column("used", "boolean", "whether distances are made of it", required=True),
        Column("reason", "string", "why it is not used", vocabulary=REASONS, required=True),
        Column("made_of", "string", "the table it is made of", required=True),
        Column("source", "string", "publisher and table", required=True),
        Column("period", "string", "when it was so", required=True),
    ),
    key=("place_type", "variable"),
)  # fmt: skip


def values(evidence: Evidence) -> pd.DataFrame:
    """Rows of the table of values, for every variable that any area has."""
    made = of_all_areas(evidence, variables.KNOWN)
    names = {kind: _named(evidence.members, kind) for kind in KINDS}
    frames = [VALUES.empty()]
    for kind, wide in made.items():
        scores = standardised(kind, wide, evidence.rules)[0]
        held = [name for name in wide.columns if wide[name].notna().any()]
        for name in held:
            frames.append(
                pd.DataFrame(
                    {"place_type": kind, "variable": name, "place_code": wide.index,
                     "place_name": names[kind].reindex(wide.index).to_numpy(), "value": wide[name].to_numpy(),
                     "score": scores[name].to_numpy() if name in scores else np.nan}
                )
            )  # fmt: skip
    return pd.concat([frame for frame in frames if len(frame)] or frames, ignore_index=True)


def scales(evidence: Evidence) -> pd.DataFrame:
    """Rows of the table of scales, from the values: every variable declared, used or not."""
    held = evidence.workspace.table(VALUES)
    return pd.concat([standardised(kind, as_wide(held, kind, "value"), evidence.rules)[1] for kind in KINDS])


def as_wide(rows: pd.DataFrame, kind: str, column: str) -> pd.DataFrame:
    """A column of the values of one kind of area: a row an area, in the order of their codes, a column a variable."""
    of_kind = rows[rows["place_type"] == kind]
    wide = of_kind.pivot(index="place_code", columns="variable", values=column)
    return wide.reindex(columns=[v.name for v in variables.read_variables().variables]).sort_index().astype(float)


def _named(members: pd.DataFrame, kind: str) -> pd.Series:
    """Names by code; a ward's with its district, since a score of wards are called Central."""
    code = "lsoa21" if kind == "lsoa21" else f"{kind}_code"
    known = members.dropna(subset=[code]).drop_duplicates(code).set_index(code)
    names = known[f"{KINDS[kind]}_name"]
    return names + " (" + known["district_name"] + ")" if kind == "ward" else names


def of_all_areas(evidence: Evidence, known: Mapping[str, Table]) -> dict[str, pd.DataFrame]:
    """For each kind of area the variables of all of them, a row an area; a variable whose table is not held is nan."""
    members = evidence.members.set_index("lsoa21", drop=False)
    residents = members["residents"].where(members["residents"] > 0)
    declared = variables.read_variables().variables
    parts = {v.name: variables.parts(evidence.workspace.store, v, known, residents) for v in declared}
    made = {}
    for kind in KINDS:
        area_of = members["lsoa21" if kind == "lsoa21" else f"{kind}_code"].rename("place_code")
        made[kind] = pd.DataFrame({v.name: variables.of_areas(v, parts[v.name], area_of) for v in declared})
    return made


def standardised(kind: str, wide: pd.DataFrame, rules: Rules) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The scores of the variables that are used, and a row of the table of scales for each variable."""
    declared = variables.read_variables()
    scores, rows = {}, []
    for variable in declared.variables:
        column = wide[variable.name]
        found = similarity.standardise(column.to_numpy(), variable.transformation)
        reason = _why_not(found, len(column), rules)
        if not reason:
            scores[variable.name] = found.scores
        rows.append(
            {"place_type": kind, "variable": variable.name, "title": variable.title, "topic": variable.topic,
             "transformation": variable.transformation, "mean": found.mean, "deviation": found.deviation,
             "areas": found.units, "areas_without": len(column) - found.units, "used": not reason, "reason": reason,
             "made_of": variable.table, "source": variable.source, "period": variable.period}
        )  # fmt: skip
    table = pd.DataFrame(rows)
    table["weight"] = _weights(table, declared.weights)
    return pd.DataFrame(scores, index=wide.index), table


def _why_not(found: similarity.Standardised, areas: int, rules: Rules) -> str:
    """Why distances are not made of a variable; "" where they are."""
    if not found.units:
        return "not_supplied"
    if found.units < rules.similar_held * areas:
        return "too_few_areas"
    return "" if found.deviation else "same_everywhere"


def _weights(table: pd.DataFrame, topics: Mapping[str, float]) -> pd.Series:
    """Each variable's share: its topic's weight shared evenly by the variables used, and all of it adding up to 1."""
    together = table.groupby("topic")["used"].transform("sum")
    weight = (table["topic"].map(topics) / together.where(together > 0)).where(table["used"], 0.0)
    return weight / weight.sum() if weight.sum() else weight.fillna(0.0)
