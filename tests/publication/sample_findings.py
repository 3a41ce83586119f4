"""Released findings made by hand, one of every kind of chart, with long names, gaps and hidden figures."""

from __future__ import annotations

import json
import math
from typing import Any

from purbeck.disclosure import HIDDEN, HIDDEN_STATEMENT, HIDDEN_TITLE, ReleasedFinding
from purbeck.periods import spoken_month
from purbeck.publication.publication import About, MethodNote, SourceNote

STAND_IN = (
    "This is a stand-in, not a definition of serious violence. Published street-level data has one category for all "
    "violence and sexual offences, from common assault to homicide, so it cannot tell what is serious."
)
ABOUT = About(
    partnership="Purbeck Vale and Blackmore Forest Community Safety Partnership",
    definition="Open-data stand-in for serious violence",
    definition_version="0a1b2c3d",
    code_version="0.1.0 (3f2a90c1d2e4)",
    stand_in=STAND_IN,
    data_to="December 2025",
    sources=(
        SourceNote(
            "police_street",
            "Street-level crime",
            "Open Government Licence v3.0",
            "Contains public sector information licensed under the Open Government Licence v3.0.",
            "data.police.uk",
            "https://data.police.uk/",
            "archive of March 2026",
        ),
        SourceNote(
            "boundaries",
            "LSOA boundaries (December 2021)",
            "Open Government Licence v3.0",
            "Contains OS data © Crown copyright and database right 2024.",
            "Office for National Statistics",
        ),
    ),
    methods=(
        MethodNote(
            "intervals",
            "Intervals of counts and rates",
            "Exact below ten offences, Byar's method from ten.",
            ("scale", "places"),
            "https://example.org/methods/intervals",
        ),
        MethodNote("process", "Process control", "XmR charts by the Making Data Count rules.", ("trend",)),
    ),
)

RATE = (
    ("rate_per_1000", "Rate", "per 1,000 residents a year"),
    ("lower", "Lower limit", "per 1,000"),
    ("upper", "Upper limit", "per 1,000"),
)
COUNT = ("count", "Offences recorded", "offences")
MARK = "Official: for partners only. Not for publication."
MARKUP = '#strong[a] <b>&amp; $x$ "q" \\ @b \x0b_i_ *s* `c` // --'
NAMES = (
    "Melcombe Regis, Weymouth (Purbeck Vale 044B)",
    "Boscombe West and the Lower Pleasure Gardens (Purbeck Vale 012A)",
    "Wareham St Martin (Purbeck Vale 003D)",
    "Iwerne Courtney, Shillingstone & Okeford (Blackmore 001C)",
)


def released(chart: str = "none", **changes: Any) -> ReleasedFinding:
    """A released finding; whatever is not given has an ordinary value."""
    fields: dict[str, Any] = {
        "id": f"{chart[:4]:0<12}",
        "build": "b" * 12,
        "section": "scale",
        "title": f"A title for {chart}",
        "statement": f"A statement for {chart}.",
        "alternative": f"What the {chart} chart shows, in words.",
        "analysis": "scale",
        "measure": "rate_per_1000",
        "theme": "serious_violence",
        "value": 20.75,
        "lower": 20.30,
        "upper": 21.22,
        "confidence": 0.95,
        "unit": "per 1,000 residents a year",
        "method": "Byar's interval",
        "n": 7878,
        "place_type": "partnership",
        "place_code": "purbeck-vale",
        "place_name": "Purbeck Vale",
        "period": "2025",
        "comparator": "",
        "coverage": 1.0,
        "certainty": "described",
        "caveats": ("Recorded, not happened.", STAND_IN),
        "sources": ("police_street",),
        "definition": "serious_violence",
        "definition_version": "0a1b2c3d",
        "chart": chart,
        "columns": (),
        "rows": (),
        "decision": "as it stands",
    }
    return ReleasedFinding(**(fields | changes))


def quality() -> ReleasedFinding:
    """A finding without a chart, with a table."""
    rows = (
        ("2023", 12, "January to December"),
        ("2024", 11, "January to April and June to December"),
        ("2025", 12, "January to December"),
    )
    return released(
        id="qual00000001",
        section="quality",
        title="Purbeck Vale police force filed every month of 2025",
        statement="Purbeck Vale police force filed every month of 2025. Street-level data for our area is "
        "held for 35 months, January 2023 to December 2025, with 1 month in between not supplied.",
        alternative="",
        analysis="quality",
        measure="months_filed",
        value=12.0,
        lower=None,
        upper=None,
        confidence=None,
        unit="months of 12",
        method="Months with rows from the force",
        caveats=(),
        columns=(("period", "Year", ""), ("months", "Months filed", "months"), ("which", "Which", "")),
        rows=rows,
    )


def unsettled() -> ReleasedFinding:
    """A question that the source cannot settle."""
    return released(
        id="qual00000002",
        section="quality",
        title="Figures by “Open-data stand-in for serious violence” stand in for a definition of serious violence",
        statement=STAND_IN,
        alternative="",
        value=None,
        lower=None,
        upper=None,
        confidence=None,
        unit="none",
        n=None,
        certainty="cannot_tell_from_this_source",
        caveats=(),
        coverage=None,
    )


def bars() -> ReleasedFinding:
    """Three kinds and their total."""
    rows = (
        ("Serious violence (open-data stand-in)", 8342, 21.97, 21.5, 22.45),
        ("Violence and sexual offences", 7878, 20.75, 20.30, 21.22),
        ("Robbery", 164, 0.4319, 0.3684, 0.5034),
        ("Possession of weapons", 300, 0.7902, 0.7033, 0.8848),
    )
    return released(
        "bars",
        title="Serious violence (open-data stand-in): 22.0 per 1,000 residents in 2025",
        statement="Serious violence (open-data stand-in): the police recorded 8,342 offences in the area of "
        "Purbeck Vale in 2025. That is 22.0 per 1,000 residents a year (95% interval 21.5 to 22.5).",
        value=21.97,
        lower=21.5,
        upper=22.45,
        columns=(("theme", "Kind", ""), COUNT, *RATE),
        rows=rows,
    )


def years() -> ReleasedFinding:
    """Seven years: one missing, one without a rate, one filed in part."""
    rows = (
        ("2018", 6914, 18.21, 17.8, 18.6, 1.0),
        ("2019", 7120, 18.75, 18.3, 19.2, 1.0),
        ("2021", 4720, 17.9, 17.4, 18.4, 0.7083),
        ("2022", 7605, 20.03, 19.6, 20.5, 1.0),
        ("2023", None, None, None, None, 0.0),
        ("2024", 7790, 20.5, 20.1, 21.0, 1.0),
        ("2025", 7878, 20.75, 20.3, 21.2, 1.0),
    )
    return released(
        "years",
        section="trend",
        title="Violence and sexual offences: no clear change since 2024",
        analysis="trend",
        statement="Violence and sexual offences: no clear change since 2024. The police recorded 7,878 offences "
        "in 2025, against 7,790 in 2024. The rate was 1.01 times as high (95% interval 0.945 to 1.08). A swing of this size "
        "is ordinary.",
        unit="times the earlier rate",
        value=1.0113,
        lower=0.945,
        upper=1.08,
        certainty="no_clear_difference",
        columns=(("period", "Year", ""), COUNT, *RATE, ("coverage", "Share of the year filed", "0 to 1")),
        rows=rows,
    )


BREAK = "Niche RMS, a new recording system, went live and domestic abuse checks began"


def process() -> ReleasedFinding:
    """Three years of months: two missing, a run and a single signal, a break in recording that sets new limits."""
    rows = []
    for n in range(36):
        month = f"{2023 + n // 12}-{n % 12 + 1:02d}"
        if n == 16:
            continue
        mean = 610.0 if n < 24 else 672.4
        count = round(mean + 28 * math.sin(n * 2.3) + 9 * math.cos(n * 5.1))
        signal, note = "", ""
        if 3 <= n <= 9:
            count = 622 + 3 * n
            signal = f"in a run of seven or more above the average: {spoken_month(month)}"
        if n == 30:
            count, signal = (
                771,
                "above the upper limit: July 2025; close to the upper limit, two months in three: July 2025",
            )
        if n == 24:
            note = BREAK
        value = None if n == 15 else float(count)
        rows.append((month, None if n == 15 else count, value, mean, mean - 78.5, mean + 78.5, signal, note))
    return released(
        "process",
        section="trend",
        breaks=(("step", "2025-01", "", BREAK),),
        title="Violence and sexual offences: 1 of the last twelve months stands out",
        analysis="trend",
        statement="Violence and sexual offences: one of the last twelve months stands out (above the upper "
        "limit). By chance alone 28.9% of steady series of 34 months show at least one signal.",
        unit="offences a month",
        value=672.4,
        lower=593.9,
        upper=750.9,
        confidence=None,
        period="January 2023 to December 2025",
        columns=(
            ("month", "Month", ""),
            COUNT,
            ("value", "Plotted", "offences"),
            ("mean", "Average", "offences"),
            ("lower_limit", "Lower process limit", "offences"),
            ("upper_limit", "Upper process limit", "offences"),
            ("signal", "Signal", ""),
            ("note", "Note", ""),
        ),
        rows=tuple(rows),
    )


def series() -> ReleasedFinding:
    """Eight years of months with almost four missing, a disturbed time and a new rule between them."""
    rows = tuple(
        (f"{2018 + n // 12}-{n % 12 + 1:02d}", *((None, None) if 11 <= n < 57 else (500 + n, 500.0 + n)), "")
        for n in range(96)
    )
    return released(
        "series",
        section="trend",
        title="Violence and sexual offences: about 590 a month lately, about 505 when the series begins in 2018",
        analysis="trend",
        measure="series",
        unit="offences a month",
        columns=(("month", "Month", ""), COUNT, ("value", "Plotted", "offences"), ("note", "Note", "")),
        rows=rows,
        breaks=(
            ("disturbed", "2020-03", "2021-07", "months unlike others"),
            ("step", "2023-05", "", "a new rule"),
        ),
    )


def comparison() -> ReleasedFinding:
    """Us, two comparators, one filed in part, one not at all."""
    rows = (
        ("Purbeck Vale and Blackmore Forest", 7878, 20.75, 20.30, 21.22, True, 1.0),
        ("South West", 152340, 31.75, 31.59, 31.91, False, 0.847),
        ("Devon & Cornwall, the Isles of Scilly, Dorset and part of Somerset", 61200, 29.8, 29.5, 30.1, False, 1.0),
        ("England", 1910000, 33.1, 33.0, 33.2, False, 0.9412),
        ("Greater Manchester", None, None, None, None, False, 0.0),
    )
    return released(
        "comparison",
        section="comparison",
        title="Violence and sexual offences: clearly lower than the rest of the South West",
        statement="Violence and sexual offences: clearly lower than the rest of the South West. Ours is 20.8 per 1,000 "
        "residents a year; the rest of the South West recorded 33.1 (31.8 with us in it), on the 84.7% of its "
        "person-years for which forces filed. Fewer offences, or fewer recorded: this source cannot tell which.",
        analysis="comparison",
        certainty="clear",
        comparator="South West",
        coverage=0.847,
        unit="times the comparator's rate",
        value=0.627,
        lower=0.61,
        upper=0.64,
        columns=(("place", "Place", ""), COUNT, *RATE, ("ours", "Ours", ""), ("coverage", "Share filed", "0 to 1")),
        rows=rows,
    )


def ranks() -> ReleasedFinding:
    """A window of eleven places."""
    names = (
        "Torridge",
        "Stratford-on-Avon",
        "Bath and North East Somerset",
        "King's Lynn and West Norfolk",
        "Vale of White Horse",
    )
    rows = tuple(
        (
            "Purbeck Vale and Blackmore Forest" if n == 5 else f"{names[n % 5]}{' II' if n > 5 else ''}",
            7878 - 40 * n,
            float(236 + n),
            224 + n,
            249 + n,
            n == 5,
        )
        for n in range(11)
    )
    return released(
        "ranks",
        section="comparison",
        title="Violence and sexual offences: Purbeck Vale is 241st highest of 296 districts",
        statement="Violence and sexual offences: Purbeck Vale has the 241st highest rate of 296 districts (95% interval "
        "229th to 254th).",
        unit="rank, 1 the highest rate",
        value=241.0,
        lower=229.0,
        upper=254.0,
        analysis="comparison",
        columns=(
            ("place", "Place", ""),
            COUNT,
            ("rank", "Rank", "1 is highest"),
            ("lower", "Lower limit", "rank"),
            ("upper", "Upper limit", "rank"),
            ("ours", "Ours", ""),
        ),
        rows=rows,
    )


def funnel() -> ReleasedFinding:
    """Three hundred places and the limits at forty sizes."""
    target, extra = 33.0, 0.22
    rows: list[tuple[Any, ...]] = []
    for n in range(300):
        people = 34_000 + (n * 7919) % 380_000 + (700_000 if n % 97 == 0 else 0)
        rate = target * math.exp(0.24 * math.sin(n * 1.7) + 0.12 * math.cos(n * 3.1))
        ours = n == 150
        rows.append(
            (
                "place",
                "Purbeck Vale and Blackmore Forest" if ours else f"District {n + 1}",
                379_600 if ours else people,
                7878 if ours else round(rate * people / 1000),
                20.75 if ours else round(rate, 4),
                None,
                None,
                None,
                None,
                ours,
            )
        )
    for n in range(40):
        people = 34_000 + n * 28_000
        spread = target * math.sqrt(extra**2 + 1000 / (target * people))
        rows.append(
            (
                "limit",
                "",
                people,
                round(target * people / 1000),
                target,
                *(round(target + z * spread, 4) for z in (-1.96, 1.96, -3.09, 3.09)),
                False,
            )
        )
    return released(
        "funnel",
        section="comparison",
        title="Violence and sexual offences: Purbeck Vale is within what places of its size show",
        analysis="comparison",
        certainty="no_clear_difference",
        columns=(
            ("kind", "Kind", ""),
            ("place", "Place", ""),
            ("person_years", "Person-years", "person-years"),
            COUNT,
            RATE[0],
            ("lower_95", "Lower 95% limit", "per 1,000"),
            ("upper_95", "Upper 95% limit", "per 1,000"),
            ("lower_998", "Lower 99.8% limit", "per 1,000"),
            ("upper_998", "Upper 99.8% limit", "per 1,000"),
            ("ours", "Ours", ""),
        ),
        rows=tuple(rows),
    )


def corner(column: int, row: int) -> list[int]:
    """A corner of a bent grid, in metres of the National Grid; cells are small in two towns, large between."""
    x, y = column / 20, row / 12
    x += 0.045 * math.sin(4 * math.pi * x) * math.sin(math.pi * y) + 0.008 * math.sin(9.7 * column + 5.3 * row)
    y += 0.07 * math.sin(2 * math.pi * y) * math.sin(math.pi * x) + 0.012 * math.cos(7.9 * column + 3.1 * row)
    return [round(360_000 + 62_000 * x), round(78_000 + 41_000 * y)]


def area(column: int, row: int) -> str:
    """A cell of the bent grid as GeoJSON text."""
    ring = [
        corner(column, row),
        corner(column + 1, row),
        corner(column + 1, row + 1),
        corner(column, row + 1),
        corner(column, row),
    ]
    return json.dumps({"type": "Polygon", "coordinates": [ring]}, separators=(",", ":"))


def map_() -> ReleasedFinding:
    """Two hundred and forty areas, some with few residents, one without a rate."""
    rows = []
    for n in range(240):
        column, row = n % 20, n // 20
        town = math.exp(-((column - 5) ** 2 + (row - 4) ** 2) / 4) + 0.6 * math.exp(
            -((column - 15) ** 2 + (row - 8) ** 2) / 3
        )
        people = 1350 + (n * 97) % 700 if n % 41 else 740
        rate = 6 + 80 * town + 7 * abs(math.sin(n * 1.3))
        count = round(rate * people / 1000)
        rate = count / people * 1000
        name = (
            NAMES[n % 4]
            if n in (85, 86, 105, 176)
            else f"Ward {n // 8 + 1} (Purbeck Vale {n // 5 + 1:03d}{'ABCDE'[n % 5]})"
        )
        spread = 1.96 * math.sqrt(count) / people * 1000
        known = n != 133
        rows.append(
            (
                name,
                f"E0102{n:04d}",
                count if known else None,
                round(rate, 4) if known else None,
                round(max(0, rate - spread), 4) if known else None,
                round(rate + spread, 4) if known else None,
                people,
                area(column, row),
            )
        )
    rows.sort(key=lambda r: (-(r[3] or 0), r[1]))
    return released(
        "map",
        section="places",
        title=f"Violence and sexual offences: the highest rate is in {rows[0][0]}",
        analysis="places",
        statement=f"Violence and sexual offences: of 240 small areas (LSOAs), {rows[0][0]} has the highest rate.",
        columns=(
            ("place", "Small area (ward and LSOA)", ""),
            ("lsoa21", "Code", ""),
            COUNT,
            *RATE,
            ("residents", "Residents", "people"),
            ("shape", "Boundary", ""),
        ),
        rows=tuple(rows),
    )


def hidden() -> ReleasedFinding:
    """A finding that disclosure control has hidden; its rows have lost their numbers."""
    return released(
        id="hidd00000001",
        section="places",
        title=HIDDEN_TITLE,
        statement=HIDDEN_STATEMENT,
        alternative=HIDDEN_STATEMENT,
        value=None,
        lower=None,
        upper=None,
        n=None,
        coverage=None,
        caveats=(),
        chart="none",
        decision=HIDDEN,
        columns=(("place", "Place", ""), COUNT, RATE[0]),
        rows=(("A very small place", None, None),),
    )


def national() -> ReleasedFinding:
    """Figures that others published: whole, with decimals, a change without its number, one without a change."""
    rows = (
        ("Offences involving a knife", 50430, -9, "https://example.org/knives", True),
        ("People who experienced abuse", 7.8, None, "https://example.org/survey", True),
        ("Robbery", 13, 13, "https://example.org/strategy", False),
    )
    return released(
        id="nati00000001",
        section="national",
        title="Knives, nationally: 50,430 offences",
        analysis="national_context",
        value=50430.0,
        lower=None,
        upper=None,
        confidence=None,
        n=None,
        coverage=None,
        caveats=("National figures, not about our area.",),
        columns=(
            ("figure", "Figure", ""),
            ("published", "Number as published", ""),
            ("change_percent", "Change", "%"),
            ("address", "Address", ""),
            ("confirmed", "Confirmed at its origin", ""),
        ),
        rows=rows,
    )


def equality() -> ReleasedFinding:
    """A table of sentences."""
    ask = "Which age groups are harmed more than their share of residents, and which do our services not reach?"
    return released(
        id="equa00000001",
        section="equality",
        title="Who was harmed cannot be told",
        alternative="",
        analysis="equality_impact",
        value=None,
        lower=None,
        upper=None,
        confidence=None,
        n=None,
        coverage=None,
        unit="none",
        certainty="cannot_tell_from_this_source",
        caveats=(),
        columns=(("characteristic", "Characteristic", ""), ("ask", "What to ask", "")),
        rows=(("Age", ask), ("Disability", "Can everyone report?")),
    )


def with_markup() -> ReleasedFinding:
    """A finding whose words would be markup in one language or another, and hold a character that XML cannot."""
    return released(
        "bars",
        id="markup000001",
        section="partners",
        title=f"Title {MARKUP}",
        statement=f"Statement {MARKUP}",
        alternative=f"Alternative {MARKUP}",
        caveats=(f"Caveat {MARKUP}",),
        columns=(("theme", f"Kind {MARKUP}", ""), COUNT, *RATE),
        rows=((f"Cell {MARKUP}", 12, 1.5, 1.1, 1.9), ("  two  spaces\nand a line", 7, 0.7, 0.3, 1.2)),
    )


def every_kind() -> list[ReleasedFinding]:
    """One of each kind, in the order of the chapters."""
    return [quality(), unsettled(), bars(), years(), process(), series(), comparison(), ranks(), funnel(), national(), map_(),
            hidden(), equality()]  # fmt: skip
