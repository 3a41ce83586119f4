"""The areas most like each of ours: their names in order, each with its distance.

Method: distances between standardised variables (statistics.similarity). Not for: areas that lack a variable; they are
compared with none. Alike is alike on these variables in these years, and no more. See docs/methods/most-similar-areas.md.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from purbeck import places
from purbeck.analyses.analysis import Evidence, Rules
from purbeck.analyses.similar.values import KINDS, SCALES, VALUES, as_wide
from purbeck.statistics import similarity
from purbeck.tables import Column, Table

LARGE = ("district", "csp")

TABLE = Table(
    name="analyses/similar",
    meaning="The areas of England and Wales most like each district, CSP, ward and LSOA of ours, the nearest first",
    columns=(
        Column("place_type", "string", "kind of place", vocabulary=places.PLACE_TYPES, required=True),
        Column("place_code", "string", "ONS code of ours", required=True),
        Column("place_name", "string", "name of ours", required=True),
        Column("order", "int64", "1 is the most alike", required=True),
        Column("neighbour_code", "string", "ONS code of the area like it", required=True),
        Column("neighbour_name", "string", "its name", required=True),
        Column("distance", "float64", "0 is no difference, 1 is a standard deviation in every variable", decimals=9,
               required=True),
        Column("compared", "int64", "areas it was compared with", required=True),
    ),
    key=("place_type", "place_code", "order"),
    by_area=True,
)  # fmt: skip


def similar(evidence: Evidence) -> pd.DataFrame:
    """Rows of the table; none for an area of ours that lacks a variable, or where there are too few areas to choose from."""
    workspace = evidence.workspace
    held, scales = workspace.table(VALUES), workspace.table(SCALES)
    frames = [TABLE.empty()]
    for kind in KINDS:
        used = scales[(scales["place_type"] == kind) & scales["used"]].set_index("variable")["weight"]
        members = evidence.members
        ours = members.loc[members["ours"], "lsoa21" if kind == "lsoa21" else f"{kind}_code"].dropna().unique()
        if len(used) and len(ours):
            made_from = (TABLE.name, kind, workspace.store.key(VALUES))
            scores, names = workspace.once(made_from, partial(_scored, held, kind))
            found = lists(scores[list(used.index)], used, sorted(ours), kind, evidence.rules)
            for code in ("place", "neighbour"):
                found[f"{code}_name"] = found[f"{code}_code"].map(names)
            frames.append(found.assign(place_type=kind))
    return pd.concat([frame for frame in frames if len(frame)] or frames, ignore_index=True)


def _scored(held: pd.DataFrame, kind: str) -> tuple[pd.DataFrame, dict[str, str]]:
    """The scores and the names of every area of a kind: the same whosever area is ours."""
    of_kind = held[held["place_type"] == kind].drop_duplicates("place_code")
    return as_wide(held, kind, "score"), dict(zip(of_kind["place_code"], of_kind["place_name"], strict=True))


def lists(scores: pd.DataFrame, weights: pd.Series, ours: list[str], kind: str, rules: Rules) -> pd.DataFrame:
    """For each code of ours the codes most like it. `scores` has a row an area and a column a variable, as `weights`."""
    comparable = int(scores.notna().all(axis=1).sum()) - 1
    number = min(rules.similar_large if kind in LARGE else rules.similar_small, int(rules.similar_share * comparable))
    at = {code: n for n, code in enumerate(scores.index)}
    known = [code for code in ours if code in at]
    columns = ["place_code", "order", "neighbour_code", "distance", "compared"]
    if number < 1 or not known:
        return pd.DataFrame(columns=columns)
    table, of = scores.to_numpy(), weights[scores.columns].to_numpy()
    found = similarity.nearest(table, np.asarray(scores.index, dtype=str), [at[code] for code in known], of, number)
    rows = [
        (code, order, neighbour, distance, comparable)
        for code, near in zip(known, found, strict=True)
        for order, (neighbour, distance) in enumerate(near, start=1)
    ]
    return pd.DataFrame(rows, columns=columns)
