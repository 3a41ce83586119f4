"""Evidence made of a few rows written out, so that an analysis can be tried without files or tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import pandas as pd

from purbeck.analyses.analysis import Evidence
from purbeck.counts import ENDS, with_ends
from purbeck.workspace import Partnership

VIOLENCE = "violence"
PEOPLE = 120_000


class MadeUpEvidence(Evidence):
    """Evidence whose measures are the rows given, whose definition has one theme besides its total, `violence`."""

    def __init__(self, rows: pd.DataFrame, members: pd.DataFrame) -> None:
        names = {"violence": "Violence"}
        super().__init__(
            SimpleNamespace(partnership=US),
            SimpleNamespace(id="made_up", names=lambda: names, themes_of=lambda _: names),
        )
        self.rows, self.__dict__["members"], self.__dict__["breaks"] = rows, members, ()

    def measures(self, **wanted: str) -> pd.DataFrame:
        """Rows where each column named has the value given, as the table's own are."""
        found = self.rows
        for column, value in ({"group_value": "all"} | wanted).items():
            found = found[found[column] == value]
        found = found if set(ENDS) <= set(found) else with_ends(found)
        return found.sort_values(["theme", "place_code", "first"], ignore_index=True)


US = Partnership(code="us", name="Us", area=("E06000001",))


def rates(
    months: Mapping[str, int], place_type: str = "partnership", code: str = "us", group: str = "all",
    people: int = PEOPLE, unfiled: Sequence[str] = (), theme: str = VIOLENCE,
) -> pd.DataFrame:  # fmt: skip
    """Rate rows of one place for its months and calendar years; months in `unfiled`, or not listed, were not filed."""
    filed = {month: count for month, count in months.items() if month not in unfiled}
    rows = [_row("month", month, month, count, people / 12, 1.0) for month, count in filed.items()]
    for year in sorted({month[:4] for month in filed}):
        inside = [count for month, count in filed.items() if month.startswith(year)]
        length = len(inside)
        rows.append(_row("calendar_year", f"{year}-01", f"{year}-12", sum(inside), people * length / 12, length / 12))
    return pd.DataFrame(rows).assign(
        place_type=place_type, place_code=code, place_name=code, group_value=group, theme=theme
    )


def _row(period: str, first: str, last: str, count: int, person_years: float, coverage: float) -> dict[str, Any]:
    value = 1000 * count / person_years
    return {
        "measure": "rate_per_1000", "period_type": period, "first": first, "last": last, "count": count,
        "denominator": person_years, "value": value, "lower": value * 0.9, "upper": value * 1.1, "coverage": coverage,
    }  # fmt: skip


def members(ours: str = "d1", districts: Sequence[str] = ("d1", "d2", "d3")) -> pd.DataFrame:
    """One LSOA a district, all of one force, region and nation."""
    rows = [
        {"lsoa21": f"l{d}", "district_code": d, "district_name": d, "ours": d == ours, "residents": PEOPLE}
        for d in districts
    ]
    return pd.DataFrame(rows).assign(
        force_code="f", force_name="F", region_code="r", region_name="R", nation_code="n", nation_name="N"
    )


def a_year(year: int, counts: Sequence[int]) -> dict[str, int]:
    """Counts from January on, by month."""
    return {f"{year}-{number:02d}": int(count) for number, count in enumerate(counts, start=1)}
