"""Writes recorded crime of Brackenshire and its neighbours in the Home Office's shape: one ODS file."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np

from purbeck.example.answers import (
    BRACKENSHIRE,
    DISTRICTS,
    FORCES,
    RECORDED_BELOW_ZERO,
    RECORDED_ELSEWHERE,
    RECORDED_GROWTH,
    RECORDED_UNASSIGNED_SHARE,
    RECORDED_WEAPONS_STEP,
    ROBBERY,
    VIOLENCE,
    WEAPONS,
)
from purbeck.example.archives import ZIP_DATE
from purbeck.example.district import PLACE_SEED, World

FILE = "prc-csp-mar2023-mar2026-tables-230726.ods"
HEADINGS = (
    *("Financial Year", "Financial Quarter", "Police Force", "CSP Name", "Offence Description", "Offence Group"),
    *("Offence Subgroup", "Offence Code", "Offence Count"),
)
PERSON, WEAPON = "Violence against the person", "Possession of weapons offences"
OFFENCES: tuple[tuple[str, str, str, str, str, float], ...] = (
    ("8N", "Assault with injury", PERSON, "Violence with injury", VIOLENCE.slug, 0.26),
    ("5D", "Assault with intent to cause serious harm", PERSON, "Violence with injury", VIOLENCE.slug, 0.02),
    ("105A", "Assault without injury", PERSON, "Violence without injury", VIOLENCE.slug, 0.36),
    ("8L", "Harassment", PERSON, "Stalking and harassment", VIOLENCE.slug, 0.26),
    ("19C", "Rape of a female aged 16 and over", "Sexual offences", "Rape", VIOLENCE.slug, 0.03),
    ("20A", "Sexual assault on a female aged 13 and over", "Sexual offences", "Other sexual offences", VIOLENCE.slug, 0.07),
    ("34A", "Robbery of business property", "Robbery", "Robbery of business property", ROBBERY.slug, 0.15),
    ("34B", "Robbery of personal property", "Robbery", "Robbery of personal property", ROBBERY.slug, 0.85),
    ("10C", "Possession of other weapons", WEAPON, WEAPON, WEAPONS.slug, 0.3),
    ("10D", "Possession of article with blade or point", WEAPON, WEAPON, WEAPONS.slug, 0.7),
    ("46", "Shoplifting", "Theft offences", "Shoplifting", "", 7.0),
    ("58A", "Criminal damage to a dwelling", "Criminal damage and arson", "Criminal damage", "", 2.0),
)  # fmt: skip
"""Code, description, group, subgroup, the theme it is a share of, and that share; for no theme, a rate per 1,000 a year."""
SEASON = tuple(sum(VIOLENCE.season[m] for m in months) / 3 for months in ((3, 4, 5), (6, 7, 8), (9, 10, 11), (0, 1, 2)))
NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
Cell = str | int


def rate(theme: str, district: int, year: int) -> float:
    """True recorded rate of a theme per 1,000 residents in a district and financial year."""
    ours = DISTRICTS[district].force == BRACKENSHIRE.force
    if theme == VIOLENCE.slug:
        return DISTRICTS[district].violence_rate * (1.0 if ours else RECORDED_GROWTH[year])
    if theme == WEAPONS.slug:
        return WEAPONS.rate_2025 if district == 0 and year >= RECORDED_WEAPONS_STEP else WEAPONS.rate
    return ROBBERY.rate


def _people(world: World) -> dict[tuple[str, str], dict[int, int]]:
    """Residents of each force's each CSP by district."""
    names = {force.code: force.name for force in FORCES}
    found: dict[tuple[str, str], dict[int, int]] = {}
    for area, people in zip(world.areas, world.people, strict=True):
        of = found.setdefault((names[DISTRICTS[area.district].force], area.csp_name), {})
        of[area.district] = of.get(area.district, 0) + sum(people)
    return found


def _rows(world: World, year: int) -> Iterator[tuple[Cell, ...]]:
    """The rows of one financial year, in the publisher's order of columns."""
    rng = np.random.default_rng([PLACE_SEED, 2, year])
    label = f"{year}/{(year + 1) % 100:02d}"
    for force, csp, expected in _expected(world, year):
        for quarter in (1, 2, 3, 4):
            for (code, words, group, subgroup, _, _), yearly in zip(OFFENCES, expected, strict=True):
                count = int(rng.poisson(yearly / 4 * SEASON[quarter - 1]))
                if (csp, year, quarter) == RECORDED_BELOW_ZERO[:3] and code == "34A":
                    count = RECORDED_BELOW_ZERO[3]
                yield label, quarter, force, csp, words, group, subgroup, code, count


def _expected(world: World, year: int) -> Iterator[tuple[str, str, list[float]]]:
    """Expected offences of a year by force, CSP and kind; last of each force, those it assigns to no CSP."""
    people = _people(world)
    for force in sorted({f for f, _ in people}):
        total = np.zeros(len(OFFENCES))
        for (_, csp), inside in sorted((key, value) for key, value in people.items() if key[0] == force):
            yearly = [
                sum(n / 1000 * (rate(theme, d, year) * share if theme else share) for d, n in inside.items())
                for *_, theme, share in OFFENCES
            ]
            total += yearly
            yield force, csp, yearly
        yield force, f"Unassigned {force}", (total * RECORDED_UNASSIGNED_SHARE).tolist()


def _cell(value: Cell) -> str:
    if isinstance(value, int):
        return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value:,}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'


def _sheet(name: str, rows: Iterable[Sequence[Cell]]) -> str:
    inside = "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
    return f'<table:table table:name="{name}">{inside}</table:table>'


def write_recorded_crime(folder: Path, world: World) -> None:
    """Write the tables of recorded crime into a folder that exists: notes, then a sheet a financial year."""
    force, csp, since = RECORDED_ELSEWHERE
    notes = (
        "Updated: 23 July 2026",
        "Force Notes",
        f"{force}: offences in {csp} are recorded under an unassigned CSP group from {since} onwards.",
        "Additional Notes",
        "Made up throughout. Counts can be negative where offences were reclassified after they were recorded.",
    )
    sheets = [_sheet("Notes", [(note,) for note in notes])]
    sheets += [_sheet(f"{year}_{(year + 1) % 100:02d}", [HEADINGS, *_rows(world, year)]) for year in RECORDED_GROWTH]
    body = f"<office:body><office:spreadsheet>{''.join(sheets)}</office:spreadsheet></office:body>"
    root = "office:document-content"
    content = f'<?xml version="1.0" encoding="UTF-8"?><{root} {NAMESPACES}>{body}</{root}>'
    with zipfile.ZipFile(folder / FILE, "w") as archive:
        for name, text, method in (
            ("mimetype", MEDIA_TYPE, zipfile.ZIP_STORED),
            ("content.xml", content, zipfile.ZIP_DEFLATED),
        ):
            info = zipfile.ZipInfo(name, ZIP_DATE)
            info.compress_type = method
            info.create_system = 3
            info.external_attr = 0o600 << 16
            archive.writestr(info, text.encode("utf-8"), compresslevel=6)
