"""What one offence of each Home Office code weighs in each measure of harm and cost."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from purbeck.measures import caveats
from purbeck.measures.rows import ALL
from purbeck.measures.unit_costs import (
    COMPONENTS,
    LOCAL,
    SHIPPED,
    UnitCosts,
    deflators,
    prices_of,
    quoted,
    read_unit_costs,
)
from purbeck.periods import Period
from purbeck.sources.harm_weights import CAMBRIDGE, SEVERITY
from purbeck.sources.harm_weights import TABLE as HARM_WEIGHTS
from purbeck.sources.prices import DEFLATOR
from purbeck.sources.source import FILES
from purbeck.workspace import Workspace

INDEX_OF = {"harm_days": CAMBRIDGE, "severity_score": SEVERITY}
UNIT_OF = {"harm_days": "days of custody", "severity_score": "points"}
COST = "cost_component"
Triple = tuple[float, float, float]  # least, what counts, most


@dataclass(frozen=True)
class Weights:
    """What an offence of each code comes to in one measure, by code: the least, what counts, and the most.

    per_1000 : the measure of it per 1,000 residents a year; empty where there is none. prices : of a period, the unit of its
    values and by how much the weights rise; said : what is to be said beside each value.
    """

    measure: str
    version: str
    of: dict[str, Triple]
    unit: str
    group: tuple[str, str] = ALL
    per_1000: str = ""
    prices: Callable[[Period], tuple[str, float]] | None = None
    said: tuple[str, ...] = field(default=())

    def arrays(self, codes: Iterable[str]) -> tuple[np.ndarray, np.ndarray]:
        """Weights of codes, 3 x codes with 0 for those without one, and which codes have one."""
        found = [self.of.get(code) for code in codes]
        known = np.array([one is not None for one in found], dtype=bool)
        return np.array([one or (0.0, 0.0, 0.0) for one in found], dtype=float).reshape(-1, 3).T, known

    def price(self, period: Period) -> tuple[str, float]:
        """The unit of a period's values, and by how much the weights rise for it."""
        return self.prices(period) if self.prices else (self.unit, 1.0)


def read_weights(workspace: Workspace) -> list[Weights]:
    """Every set of weights: of each index that a file is held for, and of the unit costs."""
    return [*_harm(workspace), *_costs(workspace)]


def made_from(workspace: Workspace) -> list[object]:
    """What every set of weights is made from, for the key of what is measured with them."""
    own = workspace.path / LOCAL
    costs = own.read_text(encoding="utf-8") if own.exists() else SHIPPED.read_text(encoding="utf-8")
    return [workspace.store.key(HARM_WEIGHTS), workspace.store.key(DEFLATOR.table), costs]


def plain_code(code: str) -> str:
    """An offence code without what suppliers vary: capitals, spaces, noughts in front."""
    return code.strip().upper().lstrip("0") or code


def index_weights(workspace: Workspace) -> pd.DataFrame:
    """The weights that count, a row for each index and code: harm_index, version, code, least, weight, most.

    Of several files of an index the last given counts; of several weights of a code in it, their mean.
    """
    columns = ["harm_index", "harm_index_version", "offence_code", "least", "weight", "most"]
    if not workspace.store.files(HARM_WEIGHTS):
        return pd.DataFrame(columns=columns)
    rows = workspace.table(HARM_WEIGHTS)
    given = workspace.table(FILES).set_index("file")["given"]
    rows["given"] = rows["file"].map(given)
    rows = rows[rows["given"] == rows.groupby("harm_index")["given"].transform("max")]
    rows["offence_code"] = rows["offence_code"].map(plain_code)
    by = ["harm_index", "harm_index_version", "offence_code"]
    found = rows.groupby(by, as_index=False)["weight"].agg(["min", "mean", "max"]).reset_index(drop=False)
    return found.rename(columns={"min": "least", "mean": "weight", "max": "most"})[columns]


def _harm(workspace: Workspace) -> list[Weights]:
    rows = index_weights(workspace)
    found = []
    for measure, index in INDEX_OF.items():
        of_index = rows[rows["harm_index"] == index]
        if of_index.empty:
            continue
        triples = list(zip(of_index["least"], of_index["weight"], of_index["most"], strict=True))
        of = dict(zip(of_index["offence_code"], triples, strict=True))
        several = (caveats.SEVERAL_WEIGHTS,) if any(low < high for low, _, high in triples) else ()
        version = str(of_index["harm_index_version"].iloc[0])
        unit = f"{UNIT_OF[measure]} ({version})"
        found.append(Weights(measure, version, of, unit, per_1000=f"{measure}_per_1000", said=several))
    return found


def _costs(workspace: Workspace) -> list[Weights]:
    costs = read_unit_costs(workspace)
    held = workspace.store.key(DEFLATOR.table) is not None
    by_year = deflators(workspace.table(DEFLATOR.table)) if held else {}
    carried = () if costs.price_year in by_year else (caveats.PRICES_NOT_CARRIED,)
    unchecked = () if all(kind.checked for kind in costs.kinds) else (caveats.NOT_CHECKED,)
    once = () if all(kind.multiplier is not None for kind in costs.kinds) else (caveats.NOT_MULTIPLIED,)
    said = (*once, *unchecked, *carried)

    def prices(period: Period) -> tuple[str, float]:
        year, rise = prices_of(period, costs.price_year, by_year)
        return f"GBP at {year} prices", rise

    unit = f"GBP at {costs.price_year} prices"
    plain = {code: _same(quoted(1, kind.total)) for code, kind in costs.kind_of().items()}
    whole = {code: _same(kind.total * (kind.multiplier or 1.0)) for code, kind in costs.kind_of().items()}
    parts = [
        Weights("cost_gbp", costs.price_year, of, unit, (COST, component), prices=prices, said=said)
        for component in COMPONENTS
        if (of := _component(costs, component))
    ]
    return [
        Weights("cost_gbp_as_quoted", costs.price_year, plain, unit, said=(caveats.AS_QUOTED, *unchecked)),
        Weights("cost_gbp", costs.price_year, whole, unit, prices=prices, said=said), *parts,
    ]  # fmt: skip


def _component(costs: UnitCosts, component: str) -> dict[str, Triple]:
    """The cost of a component by code, 0 for kinds that have none of it; empty where no kind has any."""
    of = {code: kind.parts().get(component, 0.0) * (kind.multiplier or 1.0) for code, kind in costs.kind_of().items()}
    return {code: _same(cost) for code, cost in of.items()} if any(of.values()) else {}


def _same(weight: float) -> Triple:
    return weight, weight, weight
