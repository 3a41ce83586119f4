"""Returned counts of all ages together, added up where a supplier gave every age group and no total."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from purbeck.measures.made_up import added
from purbeck.sources.returns.code_lists import code_lists
from purbeck.sources.returns.contract import contracts
from purbeck.sources.returns.figures import ALL, JOINT

# The contract of which a measure asks for all ages, and its column of age groups. Elsewhere analyses add up what they ask for.
AGES = {"hospital_admissions_return": "age_group"}
COUNTS = ("events", "people")
CELL = ["contract", "figure", "period_type", "period_start", "period_end", "place_type", "place_code", "unit", "kind"]
GROUP = ["group_by", "group_value"]


def totals(cells: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Cells of all ages for those of age groups, where each group is there; none that was given.

    Those whose age is not known are added in, where a cell has them.
    """
    for contract, column in AGES.items():
        held = cells[(cells["contract"] == contract) & cells["kind"].isin(COUNTS)]
        groups = set(code_lists()[contracts()[contract].column(column).codes].names)
        for by in held["group_by"].unique():
            if column in by.split(JOINT):
                yield _without(held[held["group_by"] == by], by.split(JOINT), column, groups, held)


def _without(rows: pd.DataFrame, names: list[str], column: str, groups: set[str], given: pd.DataFrame) -> pd.DataFrame:
    """The sums over a column of groups. `given` are all cells of the contract."""
    codes = rows["group_value"].str.split(JOINT, regex=False, expand=True).set_axis(names, axis=1)
    others = [name for name in names if name != column]
    rest = codes[others].agg(JOINT.join, axis=1) if others else ALL
    rows = rows.assign(group_by=JOINT.join(others) or ALL, group_value=rest, part=codes[column])
    sums = added(rows, [*CELL, *GROUP])
    complete = rows[rows["part"].isin(groups)].groupby([*CELL, *GROUP], as_index=False)["part"].nunique()
    complete = complete.loc[complete["part"] == len(groups), [*CELL, *GROUP]]
    sums = sums.merge(complete, on=[*CELL, *GROUP])
    already = pd.MultiIndex.from_frame(given[[*CELL, *GROUP]])
    return sums[~pd.MultiIndex.from_frame(sums[[*CELL, *GROUP]]).isin(already)].drop(columns="parts")
