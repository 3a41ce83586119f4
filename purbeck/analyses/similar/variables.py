"""The variables that make areas alike, made of published tables, LSOA by LSOA."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pandas as pd

from purbeck.sources import boundaries, population
from purbeck.sources.build import LSOA_CODES
from purbeck.sources.door import SOURCES
from purbeck.store import Store
from purbeck.tables import Table

FILE = Path(__file__).with_name("variables.toml")
KNOWN: dict[str, Table] = {t.name: t for source in SOURCES for t in source.tables} | {
    boundaries.TABLE.name: boundaries.TABLE
}
BROAD_GROUP = r"^([^:]*)"  # "White: Irish" is of the broad group White


@dataclass(frozen=True)
class Variable:
    """One variable, as variables.toml declares it.

    `made` says how: `share` is the number of those whose category fits `part`, over all but those `apart_from`;
    `share_of_residents` is the residents of LSOAs whose category fits `part`, over all; `residents_per_hectare` is
    residents over the area of the boundaries; `diversity` is one less the sum of squared shares of the categories.
    """

    name: str
    title: str
    topic: str
    made: str
    table: str
    transformation: str
    reason: str
    source: str
    period: str
    number: str = ""
    category: str = ""
    part: str = ""
    apart_from: str = ""
    where: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Declared:
    """What variables.toml says: the variables, the weight of each topic, and what was left out with why."""

    variables: tuple[Variable, ...]
    weights: Mapping[str, float]
    left_out: Mapping[str, str]


def read_variables() -> Declared:
    """The variables in force."""
    text = tomllib.loads(FILE.read_text(encoding="utf-8"))
    variables = tuple(Variable(name=name, **fields) for name, fields in text["variables"].items())
    return Declared(variables, {name: float(t["weight"]) for name, t in text["topics"].items()}, text["left_out"])


def tables_read(known: Mapping[str, Table]) -> tuple[Table, ...]:
    """The tables that variables are made of, as far as a source of this version fills them."""
    named = [variable.table for variable in read_variables().variables]
    return (
        LSOA_CODES,  # made from every lookup and the census, as the places are, and the same whosever area is ours
        *(known[name] for name in dict.fromkeys([population.RESIDENTS.table.name, *named]) if name in known),
    )


def parts(store: Store, variable: Variable, known: Mapping[str, Table], residents: pd.Series) -> pd.DataFrame:
    """What a variable adds up from: a row for each LSOA; none where its table is not held.

    `residents` are by LSOA. Returns a frame by LSOA: `above` and `below` (the variable of an area is the sum of one over
    the sum of the other), or for a diversity a column a category.
    """
    table = known.get(variable.table)
    if table is None or store.key(table) is None:
        return pd.DataFrame()
    return {
        "share": _share, "share_of_residents": _share_of_residents, "residents_per_hectare": _per_hectare,
        "diversity": _diversity,
    }[variable.made](store, store.read(table), variable, residents)  # fmt: skip


def _chosen(rows: ir.Table, variable: Variable) -> ir.Table:
    for column, value in variable.where.items():
        rows = rows.filter(rows[column] == value)
    return rows.filter(~rows[variable.category].re_search(variable.apart_from)) if variable.apart_from else rows


def _share(store: Store, rows: ir.Table, variable: Variable, _: pd.Series) -> pd.DataFrame:
    rows = _chosen(rows, variable)
    number = rows[variable.number]
    above = rows[variable.category].re_search(variable.part).ifelse(number, 0)
    return _by_lsoa(store, rows.group_by("lsoa21").agg(above=above.sum(), below=number.sum()))


def _share_of_residents(store: Store, rows: ir.Table, variable: Variable, residents: pd.Series) -> pd.DataFrame:
    fits = rows[variable.category].re_search(variable.part)
    found = _by_lsoa(store, rows.group_by("lsoa21").agg(above=fits.any().ifelse(1, 0)))
    people = residents.reindex(found.index).astype(float)
    return pd.DataFrame({"above": found["above"] * people, "below": people})


def _per_hectare(store: Store, rows: ir.Table, _: Variable, residents: pd.Series) -> pd.DataFrame:
    shapes = store.fetch(rows.select("lsoa21", "shape"))
    hectares = pd.Series(boundaries.hectares(shapes), index=shapes["lsoa21"].tolist(), dtype=float)
    return pd.DataFrame({"above": residents.reindex(hectares.index).astype(float), "below": hectares})


def _diversity(store: Store, rows: ir.Table, variable: Variable, _: pd.Series) -> pd.DataFrame:
    rows = _chosen(rows, variable)
    group = rows[variable.category].re_extract(BROAD_GROUP, 1)
    counted = rows.group_by("lsoa21", group=group).agg(number=rows[variable.number].sum())
    found = store.fetch(counted.mutate(number=ibis._.number.cast("float64")))
    return found.pivot(index="lsoa21", columns="group", values="number").fillna(0.0)


def _by_lsoa(store: Store, rows: ir.Table) -> pd.DataFrame:
    return store.fetch(rows).set_index("lsoa21").astype(float)


def of_areas(variable: Variable, parts_: pd.DataFrame, area_of: pd.Series) -> pd.Series:
    """The variable of each area: its LSOAs' parts added up. nan where one of its LSOAs has none or nobody is counted.

    `area_of` is the area of each LSOA, by LSOA.
    """
    if parts_.empty:
        return pd.Series(index=pd.Index(sorted(area_of.dropna().unique())), dtype=float)
    placed = parts_.reindex(area_of.index)
    lacking = placed.isna().any(axis=1).groupby(area_of).any()
    sums = placed.fillna(0.0).groupby(area_of).sum()
    if variable.made == "diversity":
        whole = sums.sum(axis=1)
        value = 1.0 - (sums.div(whole.where(whole > 0), axis=0) ** 2).sum(axis=1, skipna=False)
    else:
        value = sums["above"] / sums["below"].where(sums["below"] > 0)
    # The logarithm of nobody is not a number: such an area lacks the variable.
    return value.where(~lacking & ((value > 0) | (variable.transformation != "logarithm")))
