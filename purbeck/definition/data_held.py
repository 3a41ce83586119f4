"""What a definition's rules make of the data a workspace holds: rows for its check and its comparison."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pandas as pd

from purbeck.definition.build import every_branch, first_that_fits, fits, numbered
from purbeck.definition.compiled import with_codes_tested
from purbeck.definition.definition import Definition
from purbeck.definition.recorded import rules_of_kinds
from purbeck.incidents import recorded
from purbeck.incidents.incident import TABLE as INCIDENTS
from purbeck.sources.recorded_crime import SOURCE as RECORDED
from purbeck.store import Store

ELSEWHERE, NO_PLACE = "elsewhere", "no place known"
NOT_COUNTED = ""  # the theme of what no rule counts
KIND = ["financial_year", "quarter", "force", "offence_group", "offence_code"]


def sources_held(store: Store) -> list[str]:
    """The sources whose incidents, or whose recorded crime, the tables hold."""
    incidents = store.fetch(store.read(INCIDENTS).select("source").distinct().order_by("source"))
    held = [str(name) for name in incidents["source"]]
    return [*held, *([RECORDED.name] if len(_kinds(store)) else [])]


def rules_met(store: Store, definition: Definition) -> pd.DataFrame:
    """How many incidents each rule fits, by source: source, rule, first (those it decides) and fitting (earlier rules or not).

    Recorded crime has a row for each rule that decides any of its offences, and `fitting` is the same number.
    """
    incidents = with_codes_tested(every_branch([definition]), store.read(INCIDENTS))
    number = first_that_fits(definition, incidents)
    counts = {}
    for n, rule in enumerate(definition.rules):
        counts[f"first_{n}"] = (number == n).sum()
        counts[f"fitting_{n}"] = fits(rule, definition.night, incidents).sum()
    by_source = store.fetch(incidents.group_by("source").agg(**counts))
    rows = [
        (str(row["source"]), rule.id, _whole(row[f"first_{n}"]), _whole(row[f"fitting_{n}"]))
        for row in by_source.to_dict("records")
        for n, rule in enumerate(definition.rules)
    ]
    kinds = _with_rules(store, definition, _kinds(store))
    for name, count in kinds.groupby("rule")["count"].sum().items():
        rows.append((RECORDED.name, str(name), int(count), int(count)))
    return pd.DataFrame(rows, columns=["source", "rule", "first", "fitting"])


def kinds_met(store: Store, definition: Definition) -> pd.DataFrame:
    """Each offence code, or where a source has none each category: source, kind, count, decided (by any rule, in or out)."""
    incidents = store.read(INCIDENTS)
    kind = ibis.coalesce(incidents.offence_code, incidents.supplied_category)
    rows = numbered([definition], incidents.mutate(kind=kind), "source", "kind")
    met = rows.filter(rows.kind.notnull()).group_by("source", "kind")
    found = store.fetch(met.agg(count=ibis._.count(), decided=ibis._.number_0.count()))
    offences = _with_rules(store, definition, _kinds(store))
    offences["decided"] = offences["count"].where(offences["rule"] != "", 0)
    by_code = offences.groupby("offence_code", as_index=False)[["count", "decided"]].sum()
    by_code = by_code.rename(columns={"offence_code": "kind"}).assign(source=RECORDED.name)
    both = pd.concat([found, by_code[found.columns]], ignore_index=True)
    return both.astype({"count": "int64", "decided": "int64"})


def themes_beside(store: Store, a: Definition, b: Definition, members: pd.DataFrame) -> pd.DataFrame:
    """Everything that one of two definitions counts: source, theme_a, theme_b, year, place, ours, count.

    Place is a ward of our area (its district where it has none), our CSP for recorded crime, ELSEWHERE or NO_PLACE; year
    is a calendar year, or a financial year for recorded crime. A theme is NOT_COUNTED where the definition leaves it out.
    """
    incidents = store.read(INCIDENTS)
    ours = members[members["ours"]]
    named = ours["ward_name"].fillna(ours["district_name"]).astype("str")
    link = store.engine.frame(
        pd.DataFrame({"link": ours["lsoa21"].astype("str"), "named": named.to_numpy()}),
        ibis.schema({"link": "string", "named": "string"}),
    )
    rows = numbered([a, b], incidents.mutate(year=incidents.month.left(4)), "source", "lsoa21", "year")
    rows = rows.mutate(theme_a=_theme(a, rows.number_0), theme_b=_theme(b, rows.number_1))
    rows = rows.filter((rows.theme_a != NOT_COUNTED) | (rows.theme_b != NOT_COUNTED))
    placed = rows.left_join(link, rows.lsoa21 == link.link)
    place = ibis.cases((placed.named.notnull(), placed.named), (placed.lsoa21.isnull(), NO_PLACE), else_=ELSEWHERE)
    by = ["source", "theme_a", "theme_b", "year", "place", "ours"]
    found = store.fetch(placed.mutate(place=place, ours=placed.named.notnull()).group_by(by).agg(count=ibis._.count()))
    offences = _recorded_beside(store, a, b, members)
    both = pd.concat([found[[*by, "count"]], offences[[*by, "count"]]], ignore_index=True)
    return both.sort_values(by, ignore_index=True)


def _recorded_beside(store: Store, a: Definition, b: Definition, members: pd.DataFrame) -> pd.DataFrame:
    kinds = _kinds(store, "csp", "csp_code")
    for name, definition in (("theme_a", a), ("theme_b", b)):
        themes = {rule.id: rule.theme for rule in definition.rules}
        kinds[name] = _with_rules(store, definition, kinds)["rule"].map(themes).fillna(NOT_COUNTED)
    kinds = kinds[(kinds["theme_a"] != NOT_COUNTED) | (kinds["theme_b"] != NOT_COUNTED)]
    csps = set(members.loc[members["ours"], "csp_code"].dropna())
    kinds["ours"] = kinds["csp_code"].isin(csps)
    elsewhere = kinds["csp_code"].isna().map({True: NO_PLACE, False: ELSEWHERE})
    kinds["place"] = kinds["csp"].where(kinds["ours"], elsewhere)
    shaped = kinds.assign(source=RECORDED.name, year=kinds["financial_year"])
    by = ["source", "theme_a", "theme_b", "year", "place", "ours"]
    return shaped.groupby(by, as_index=False)["count"].sum()


def _theme(definition: Definition, number: ir.IntegerValue) -> ir.StringValue:
    return ibis.cases(*((number == n, rule.theme) for n, rule in enumerate(definition.rules)), else_=NOT_COUNTED)


def _kinds(store: Store, *more: str) -> pd.DataFrame:
    """The kinds of row of recorded crime, with their count and the last month of their quarter; none where none is held."""
    if not store.files(recorded.TABLE):
        return pd.DataFrame(columns=[*KIND, *more, "count", "month"])
    rows = store.read(recorded.TABLE)
    found = store.fetch(rows.group_by(*KIND, *more).agg(count=rows["count"].sum().cast("int64")).order_by(*KIND, *more))
    quarters = zip(found["financial_year"], found["quarter"], strict=True)
    found["month"] = [recorded.months_of(str(year), int(quarter))[-1] for year, quarter in quarters]
    return found


def _with_rules(store: Store, definition: Definition, kinds: pd.DataFrame) -> pd.DataFrame:
    """Kinds of row with the rule that decides each, "" where none does."""
    if kinds.empty:
        return kinds.assign(rule="")
    different = kinds[[*KIND, "month"]].drop_duplicates().reset_index(drop=True)
    different["kind"] = range(len(different))
    different["rule"] = different["kind"].map(rules_of_kinds(store, definition, different, "month")).fillna("")
    return kinds.merge(different[[*KIND, "rule"]], on=KIND, how="left")


def _whole(value: float | None) -> int:
    return 0 if value is None or pd.isna(value) else int(value)
