"""Where: the rate of each small area, mapped, and the ten highest."""

from __future__ import annotations

from typing import Any

import pandas as pd

from purbeck.counts import ENDS, whole
from purbeck.findings import read_out
from purbeck.findings.draft import BYAR, COUNT_COLUMN, RATE_COLUMNS, RESIDENTS, Draft, counts_of, number, table
from purbeck.findings.finding import Finding
from purbeck.findings.wording import places as words
from purbeck.sources import boundaries
from purbeck.sources.police_street import SOURCE as STREET
from purbeck.statistics import possible

LISTED = 10

Named = dict[str, dict[str, Any]]  # our LSOAs, each with the areas it lies in


def drafted(draft: Draft) -> list[Finding]:
    """One finding a theme: a map where there are enough offences for one, else why there is none.

    Of records that are not published, the total alone: of one theme most small areas have so few that all would be hidden.
    """
    year = f"{draft.year}-01"
    published = draft.evidence.source == STREET.name
    members = draft.evidence.members
    named = members[members["ours"]].set_index("lsoa21").to_dict("index")
    shapes = _shapes(draft)
    found = []
    for theme, name in draft.names.items():
        if published or theme == draft.evidence.definition.id:
            rates = draft.evidence.measures(measure="rate_per_1000", place_type="lsoa21", period_type="calendar_year",
                                            period_start=f"{year}-01", theme=theme)  # fmt: skip
            found += [_finding(draft, theme, name, rates, named, shapes)] if rates["count"].notna().any() else []
    return found


def _shapes(draft: Draft) -> dict[str, str]:
    """Each of our LSOAs' boundary, simplified for a page, as GeoJSON text; empty where no boundaries were given."""
    store = draft.evidence.workspace.store
    ours = set(draft.evidence.members.loc[draft.evidence.members["ours"], "lsoa21"])
    rows = store.read(boundaries.TABLE)
    return boundaries.for_a_page(store.fetch(rows.filter(rows.lsoa21.isin(ours))))


def _finding(draft: Draft, theme: str, name: str, rates: pd.DataFrame, named: Named, shapes: dict[str, str]) -> Finding:
    ordered = rates.sort_values(["value", "place_code"], ascending=[False, True], ignore_index=True)
    rows = [
        (_place(named[r["place_code"]]), r["place_code"], whole(r["count"]), number(r["value"]), number(r["lower"]),
         number(r["upper"]), int(named[r["place_code"]]["residents"]), shapes.get(r["place_code"], ""))
        for r in ordered.to_dict("records")
    ]  # fmt: skip
    columns = (("place", "Small area (ward and LSOA)", ""), ("lsoa21", "Code", ""), COUNT_COLUMN, *RATE_COLUMNS,
               ("residents", "Residents", "people"), ("shape", "Boundary", ""))  # fmt: skip
    question = draft.question("places", "rate_per_1000", theme, group_by="lsoa21", denominator_kind="residents")
    total = _in_all(draft, theme)
    if total / len(rates) < draft.evidence.rules.mapped_mean:
        return draft.finding(
            question, "places", title=f"{name}: too few to map", statement=words.too_few_to_map(name, total, len(rates)),
            unit="per 1,000 residents a year", method=BYAR, certainty="too_few_to_tell", n=total,
            counts=counts_of(rates, "count"),
        )  # fmt: skip
    shared: dict[str, Any] = {
        "alternative": read_out.map_alternative(
            name, [(r[0], r[3]) for r in rows[:LISTED] if r[3] is not None], draft.rounded_to > 1
        ),
        "unit": "per 1,000 residents a year", "method": BYAR, "chart": "map" if any(r[7] for r in rows) else "none",
        "rows": table(columns, rows), "coverage": ordered.iloc[0]["coverage"],
        "caveats": (RESIDENTS, draft.of_places, words.HIGHEST),
    }  # fmt: skip
    return draft.finding(question, "places", **shared, **_busiest(draft, theme, name, ordered, named))


def _busiest(draft: Draft, theme: str, name: str, ordered: pd.DataFrame, named: Named) -> dict[str, Any]:
    """Title, statement and number: the small area of the highest rate, where no other can have a higher one."""
    by_count = ordered.sort_values(["count", "place_code"], ascending=[False, True], ignore_index=True)
    highest = possible.first(*(ordered[end] / ordered["denominator"] for end in ENDS))
    most = possible.first(*(by_count[end] for end in ENDS))
    said_most = None if most is None else (
        _place(named[by_count["place_code"].iloc[most]]), whole(by_count["count"].iloc[most]) or 0
    )  # fmt: skip
    if highest is None:
        return {
            "title": words.busiest_open_title(name),
            "statement": words.busiest_open(name, draft.year, said_most, len(ordered)),
            "certainty": "cannot_tell_from_counts_shown", "n": _in_all(draft, theme),
            "counts": () if said_most is None else said_most[1:],
        }  # fmt: skip
    top = ordered.iloc[highest]
    place = _place(named[top["place_code"]])
    return {
        "title": words.busiest_title(name, place),
        "statement": words.busiest(
            name, (place, draft.year), int(top["count"]), top["value"], (top["lower"], top["upper"]), draft.confidence,
            said_most, len(ordered),
        ),
        "certainty": "described", "value": top["value"], "lower": top["lower"], "upper": top["upper"], "n": int(top["count"]),
        "selection": draft.selection(theme, lsoa21=top["place_code"]),
    }  # fmt: skip


def _in_all(draft: Draft, theme: str) -> int:
    """Of the whole area in the year, which an edition rounds once and not area by area."""
    years = draft.evidence.years
    return int(years.loc[(years["theme"] == theme) & (years["first"] == f"{draft.year}-01"), "count"].iloc[0])


def _place(member: dict[str, Any]) -> str:
    """The name people use and the code in the table: "Melcombe Regis (Dorset 044B)"."""
    return f"{member['ward_name']} ({member['lsoa_name']})"
