"""Harm and cost from counts by what an offence weighs: a sum over classes of equal weight.

An exact weighted sum gives exact counts away (a homicide is 5,475 days and more than any hundred assaults), so that an edition
makes harm and cost of the counts that it may show. See docs/methods/harm.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import ibis
import numpy as np
import pandas as pd

from purbeck.counts import ALL, cells
from purbeck.definition.conditions import is_code
from purbeck.definition.definition import Definition
from purbeck.definition.offence_codes import codes_of
from purbeck.measures import caveats
from purbeck.measures import cells as cells_
from purbeck.measures.covered import covered_months
from purbeck.measures.weights import Weights, plain_code, read_weights
from purbeck.periods import Period
from purbeck.sources.build import PLACES
from purbeck.statistics.standardised import ranged_limits
from purbeck.workspace import Workspace

WEIGHT_CLASS = "weight_class"  # the dimension of groups
NO_WEIGHT = "no weight"  # the class of offences that weigh nothing in anything
HIDDEN, TOO_OPEN = REASONS = ("hidden", "too_open")  # why a sum is not given
ENDS = ("at_least", "at_most")
COLUMNS = (
    "measure", "theme", "group_by", "group_value", "period_type", "period_start", "period_end", "source", "definition",
    "coverage", "count", "count_least", "count_most", "value", "lower", "upper", "unit", "caveats", "reason",
)  # fmt: skip


@dataclass(frozen=True)
class Sums:
    """What is asked for: whose offences of which period, and how much of a value may be left open (`rules.toml`)."""

    workspace: Workspace
    definition: Definition
    source: str
    period: Period
    coverage: float
    left_open: float


def classes(sets: Sequence[Weights], codes: Iterable[str]) -> dict[str, str]:
    """The class of each code: the codes that weigh the same in every set, with commas; NO_WEIGHT where it has none in any."""
    alike: dict[tuple[Any, ...], list[str]] = {}
    for code in sorted(set(codes)):
        alike.setdefault(tuple(weights.of.get(code) for weights in sets), []).append(code)
    return {
        code: ", ".join(members) if any(one is not None for one in of) else NO_WEIGHT
        for of, members in alike.items()
        for code in members
    }


def rows(sums: Sums) -> pd.DataFrame:
    """Harm and cost of us, as rows of the measures table with what editions add (COLUMNS), from counts as they may be seen.

    The total and each theme of which any offence may be shown. `count_least` and `count_most` are what hiding and rounding leave
    open of its offences; `reason` says why a value is not given: a count that it is made of may be any, or what is left open is
    more than `left_open` of it. The limits of one that is too open are given.
    """
    sets = read_weights(sums.workspace)
    name = f"weighed {sums.definition.id} {sums.source} {sums.period.first} {sums.period.last}"
    seen = sums.workspace.counts.of(name, partial(_cells, sums, sets))
    found = [row for theme in _themes(sums) for row in _of_theme(sums, sets, theme, seen)]
    whole = dict.fromkeys(("count", "count_least", "count_most"), "Int64")
    real = dict.fromkeys(("coverage", "value", "lower", "upper"), "float64")
    return pd.DataFrame(found, columns=list(COLUMNS)).astype(whole | real)


def _themes(sums: Sums) -> list[str]:
    return sums.definition.themes_of(sums.source)


def _cells(sums: Sums, sets: Sequence[Weights]) -> pd.DataFrame:
    """Counts of the total and of each theme, in all and by class.

    Of every class that rules of the theme can count, so that which are there does not say which offences were.
    """
    counted = _counted(sums)
    known = set(codes_of(sums.definition)) | {code for weights in sets for code in weights.of}
    plain = {code: plain_code(code) for code in known | set(counted["offence_code"])}
    class_of = classes(sets, plain.values()) | {"": NO_WEIGHT}
    counted["class"] = counted["offence_code"].map(plain).map(class_of)
    found = []
    for theme in _themes(sums):
        own = counted if theme == sums.definition.id else counted[counted["theme"] == theme]
        asked = {class_of[plain[code]] for code in known if _can_count(sums, theme, code)}
        by_class = own.groupby("class")["count"].sum()
        by_class = by_class.reindex(sorted(asked | set(by_class.index)), fill_value=0)
        groups = {"group_by": WEIGHT_CLASS, "group_value": by_class.index, "least": by_class.to_numpy()}
        whole = {"group_by": ALL, "group_value": ALL, "least": [int(own["count"].sum())]}
        found += [pd.DataFrame(one).assign(what=f"{sums.definition.id}/{theme}") for one in (whole, groups)]
    rows = pd.concat(found, ignore_index=True)
    return cells(
        rows, universe=sums.source, source=sums.source, most=rows["least"], first=sums.period.first, last=sums.period.last,
        place_type="partnership", place_code=sums.workspace.partnership.code, group_by=rows["group_by"],
        group_value=rows["group_value"],
    )  # fmt: skip


def _counted(sums: Sums) -> pd.DataFrame:
    """Offences of ours in the months of the period that files cover, by theme and code; "" where there is no code."""
    store = sums.workspace.store
    members = sums.workspace.table(PLACES)
    months = set(sums.period.months) & set(covered_months(sums.workspace).get(sums.source, ()))
    rows = store.read(cells_.CELLS).filter(ibis._.definition == sums.definition.id, ibis._.source == sums.source)
    rows = rows.filter(
        rows.month.isin(sorted(months)), rows.lsoa21.isin(sorted(members.loc[members["ours"], "lsoa21"]))
    )
    rows = rows.mutate(offence_code=rows.offence_code.fill_null(""))
    by = ["theme", "offence_code"]
    return store.fetch(rows.group_by(*by).agg(count=rows["count"].sum().cast("int64")).order_by(*by))


def _can_count(sums: Sums, theme: str, code: str) -> bool:
    """Whether some rule of a theme can count an offence of a code, as far as its code goes."""
    rules = [rule for rule in sums.definition.rules if rule.theme and theme in (rule.theme, sums.definition.id)]
    asked = [rule.when.get("offence_code", ()) for rule in rules if rule.speaks_of(sums.source)]
    return any(not codes or any(is_code(str(one), code) for one in codes) for codes in asked)


def _of_theme(sums: Sums, sets: Sequence[Weights], theme: str, seen: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """A row for each set of weights in which anything of the theme that may be there has one."""
    own = seen[seen["what"] == f"{sums.definition.id}/{theme}"]
    whole = own[own["group_by"] == ALL].iloc[0]
    by_class = own[(own["group_by"] != ALL) & (own["at_most"].fillna(1) > 0)]  # a hidden count may be more than nought
    if by_class.empty or (not pd.isna(whole["at_most"]) and whole["at_most"] == 0):
        return
    shared = {
        "theme": theme, "source": sums.source, "definition": sums.definition.id, "coverage": sums.coverage,
        "period_type": sums.period.type, "period_start": sums.period.start, "period_end": sums.period.end,
        "count": whole["value"], "count_least": whole["at_least"], "count_most": whole["at_most"],
    }  # fmt: skip
    for weights in sets:
        of, known = weights.arrays([name.split(", ")[0] for name in by_class["group_value"]])
        if known.any():
            unit, rise = weights.price(sums.period)
            said = _said(sums, weights, whole["value"], by_class[known], by_class[~known])
            yield shared | {
                "measure": weights.measure, "group_by": weights.group[0], "group_value": weights.group[1], "unit": unit,
                "caveats": said, **_summed(sums, by_class[known], of[:, known] * rise),
            }  # fmt: skip


def _summed(sums: Sums, counts: pd.DataFrame, weights: np.ndarray) -> Mapping[str, Any]:
    """The sum over classes of counts times weights (least, what counts, most x classes).

    A hidden count is taken at the middle of its range. Nothing of a sum with a count that may be any; limits alone of one that is
    left too open.
    """
    if counts[list(ENDS)].isna().any(axis=None):
        return {"reason": HIDDEN}
    least, most = (counts[end].to_numpy(dtype=np.int64) for end in ENDS)
    middle = (
        counts["value"].astype("Float64").fillna((counts["at_least"] + counts["at_most"]) / 2).to_numpy(dtype=float)
    )
    light, mean, heavy = weights
    value, left_open = float(middle @ mean), float((most - least) @ mean)
    confidence = sums.workspace.partnership.confidence
    lower, upper = ranged_limits(least, most, light, heavy, confidence)
    if left_open > sums.left_open * value:
        return {"lower": lower, "upper": upper, "reason": TOO_OPEN}
    return {"value": value, "lower": lower, "upper": upper, "reason": ""}


def _said(sums: Sums, weights: Weights, whole: Any, weighed: pd.DataFrame, without: pd.DataFrame) -> str:
    """What to say of a sum: what is said of every one of these weights, what has none, what hiding and rounding leave open."""
    said = [caveats.PART_FILED, *weights.said] if sums.coverage < 1 else [*weights.said]
    if len(without):
        known = without["value"].notna().all() and not pd.isna(whole)
        lacking = int(without["value"].sum())
        said.append(caveats.no_weight_seen(lacking, max(int(whole), lacking)) if known else caveats.SOME_NO_WEIGHT)
    rounded_to = sums.workspace.counts.rounded_to(sums.source)
    hidden = weighed["value"].isna() & weighed["at_most"].notna()
    is_open = ((weighed["at_most"] - weighed["at_least"]).fillna(0) > 0).any()
    if is_open:
        ranges = sorted({(int(low), int(high)) for low, high in weighed.loc[hidden, list(ENDS)].to_numpy()})
        said.append(caveats.left_open(rounded_to, int(hidden.sum()), ranges))
    return " ".join(filter(None, said))
