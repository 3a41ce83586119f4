"""How Brackenshire counts by itself: its definition, weights, prices and a break in recording."""

from __future__ import annotations

from pathlib import Path

from purbeck.definition.shipped import ILLUSTRATIVE
from purbeck.example.lookups import write_table

FOLDER = Path(__file__).with_name("own")
DEFINITION, ADDED = "brackenshire", FOLDER / "added.toml"
WRITTEN = ("breaks.toml", "unit_costs.toml")
HEAD = {
    "id": f'"{DEFINITION}"',
    "title": '"Serious violence as Brackenshire defines it (made up)"',
    "total": '"Serious violence (Brackenshire)"',
    "stand_in": '"""\\\nThis definition is made up, as Brackenshire is: the illustrative one on Home Office offence codes, with '
    "two kinds of domestic abuse added. No partnership has adopted it, what it says of maximum penalties was not checked "
    'in the Acts, and some of its offence codes were not checked in any source."""',
}
OFFENCES: tuple[tuple[str, str, str, str], ...] = (
    ("8N", "Assault with injury: minor", "10", "150"),
    ("8N", "Assault with injury: other", "30", "150"),
    ("5D", "Assault with intent to cause serious harm", "1,500", "2,000"),
    ("105A", "Assault without injury", "1", "20"),
    ("8L", "Harassment", "10", "30"),
    ("3B", "Threats to kill", "10", "100"),
    ("19C", "Rape of a female aged 16 and over", "1,800", "3,000"),
    ("20A", "Sexual assault on a female aged 13 and over", "30", "400"),
    ("17A", "Sexual assault on a male aged 13 and over", "30", "400"),
    ("34A", "Robbery of business property", "400", "700"),
    ("34B", "Robbery of personal property", "400", "500"),
    ("10C", "Possession of other weapons", "5", ""),
    ("10D", "Possession of article with blade or point", "10", "50"),
)
"""Code, offence, days and points: round numbers that nobody published. 8N has two weights by days, 10C none by points."""
MADE_UP = "made up, 2025"
FIRST_PRICES, LAST_PRICES = 2015, 2026
DEFLATOR_OF_FIRST, DEFLATOR_A_YEAR = 80.0, 2.0


def write_own_counting(workspace: Path) -> None:
    """Write Brackenshire's own definition beside the stand-in, its break in recording and its unit costs."""
    (workspace / "definition" / f"{DEFINITION}.toml").write_text(definition_text(), encoding="utf-8")
    for name in WRITTEN:
        (workspace / name).write_bytes((FOLDER / name).read_bytes())


def definition_text() -> str:
    """The illustrative definition under Brackenshire's name, with what it adds."""
    text = ILLUSTRATIVE.read_text(encoding="utf-8")
    for field, value in HEAD.items():
        start = text.index(f"\n{field} = ") + 1
        end = text.index("\n\n" if field == "stand_in" else "\n", start)
        text = f"{text[:start]}{field} = {value}{text[end:]}"
    return f"{text}\n{ADDED.read_text(encoding='utf-8')}"


def write_weights(folder: Path) -> None:
    """Write weights of offences by two indices, and a deflator, in the publishers' shapes; every number made up."""
    write_table(
        folder / "made-up-cambridge-crime-harm-index.csv",
        ("Offence code", "Offence", f"CCHI days ({MADE_UP})"),
        [(code, name, days) for code, name, days, _ in OFFENCES],
    )
    points = {code: (code, name.split(":")[0], weight) for code, name, _, weight in OFFENCES if weight}
    write_table(
        folder / "made-up-crime-severity-weights.csv",
        ("Offence code", "Offence", f"Weight ({MADE_UP})"),
        list(points.values()),
    )
    write_table(
        folder / "made-up-gdp-deflator.csv",
        ("Title", "Gross domestic product at market prices:Implied deflator:SA"),
        [("CDID", "MADE UP"), *_prices()],
    )


def _prices() -> list[tuple[str, str]]:
    """The deflator of each year and quarter."""
    years = range(FIRST_PRICES, LAST_PRICES + 1)
    of = {year: f"{DEFLATOR_OF_FIRST + DEFLATOR_A_YEAR * (year - FIRST_PRICES):.1f}" for year in years}
    return [(f"{year}", of[year]) for year in years] + [
        (f"{year} Q{q}", of[year]) for year in years for q in (1, 2, 3, 4)
    ]
