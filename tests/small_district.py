"""A made-up corner of England, small enough to write out, for tests of files, tables and crashes."""

from __future__ import annotations

import atexit
import csv
import datetime as dt
import hashlib
import io
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

from purbeck import flow
from purbeck.sources.source import FILES, ISSUES
from purbeck.store import quiet_known_warnings
from purbeck.workspace import Workspace, silent

COLUMNS = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code", "LSOA name",
    "Crime type", "Last outcome category", "Context",
)  # fmt: skip
HEADER = ",".join(COLUMNS)

NORTHMOOR, SOUTHFEN, FARLAND = "E06000991", "E07000992", "E07000993"
MOOR, FAR = "E23000991", "E23000992"
CSP_NORTH, CSP_MARSH, CSP_FAR = "E22000991", "E22000992", "E22000993"
REGION = "E12000091"
OLDER = (2025, 1, 31, 9, 0, 0)
NEWER = (2026, 1, 31, 9, 0, 0)

# LSOA of 2021, district, CSP. Southfen lies in two CSPs; one of them reaches into Northmoor.
LSOAS = (
    ("E01990001", NORTHMOOR, CSP_NORTH), ("E01990002", NORTHMOOR, CSP_NORTH), ("E01990003", NORTHMOOR, CSP_NORTH),
    ("E01990004", NORTHMOOR, CSP_NORTH), ("E01990005", SOUTHFEN, CSP_NORTH), ("E01990006", SOUTHFEN, CSP_MARSH),
    ("E01990007", FARLAND, CSP_FAR), ("E01990008", FARLAND, CSP_FAR),
)  # fmt: skip
# LSOA of 2011, LSOA of 2021, what became of it: same; two merged into one; one split into two; irregular.
CARRIED = (
    ("E01990001", "E01990001", "U"), ("E01980021", "E01990002", "M"), ("E01980022", "E01990002", "M"),
    ("E01980034", "E01990003", "S"), ("E01980034", "E01990004", "S"), ("E01990005", "E01990005", "U"),
    ("E01990006", "E01990006", "U"), ("E01980078", "E01990007", "X"), ("E01980078", "E01990008", "X"),
    ("E01980079", "E01990008", "X"),
)  # fmt: skip
NAMES = {NORTHMOOR: "Northmoor", SOUTHFEN: "Southfen", FARLAND: "Farland", CSP_NORTH: "Northmoor", CSP_MARSH: "Marsh",
         CSP_FAR: "Farland"}  # fmt: skip
FORCE_OF = {NORTHMOOR: (MOOR, "Moor"), SOUTHFEN: (MOOR, "Moor"), FARLAND: (FAR, "Far")}
EXTRACT_HEADINGS = "Offence code,Date recorded,Occurred from,Domestic abuse flag,LSOA code"
ROBBERIES, ASSAULTS = 3, 2  # a month; an assault by somebody's partner, and as many that are not domestic
PEOPLE_EACH = 1_500
AGES = ("Aged 15 years and under", "Aged 16 to 24 years", "Aged 25 to 34 years", "Aged 35 to 49 years",
        "Aged 50 to 64 years", "Aged 65 years and over")  # fmt: skip


def csv_text(rows: Iterable[Sequence[str]], end: str = "\n") -> str:
    """Rows as CSV text, quoted only where needed."""
    out = io.StringIO()
    csv.writer(out, lineterminator=end).writerows(rows)
    return out.getvalue()


def crime(number: int = 0, **changed: str) -> list[str]:
    """The cells of one sound row; `changed` gives other values by column, spaces written as underscores."""
    cells = {
        "Crime ID": hashlib.sha256(f"small {number}".encode()).hexdigest(),
        "Month": "2025-03",
        "Reported by": "Moor Police",
        "Falls within": "Moor Police",
        "Longitude": f"{-2.4 + number % 50 / 1000:.6f}",
        "Latitude": f"{50.7 + number % 7 / 1000:.6f}",
        "Location": "On or near Pebble Lane",
        "LSOA code": LSOAS[number % 6][0],
        "LSOA name": "Northmoor, North 001A",
        "Crime type": "Violence and sexual offences",
        "Last outcome category": "Under investigation",
        "Context": "",
    }
    cells |= {name.replace("_", " "): value for name, value in changed.items()}
    return [cells[name] for name in COLUMNS]


def street(rows: Iterable[Sequence[str]], end: str = "\n", header: Sequence[str] = COLUMNS) -> bytes:
    """A street-level file."""
    return csv_text([header, *rows], end).encode("utf-8")


def month_of(month: str, rows: int = 12, force: str = "Moor Police", first: int = 0) -> bytes:
    """A street-level file of sound rows of one force and month."""
    number = int(month.replace("-", "")) * 1000 + first
    return street(
        crime(number + n, Month=month, Reported_by=force, Falls_within=force,
              LSOA_code=LSOAS[n % 6][0] if force == "Moor Police" else LSOAS[6 + n % 2][0])
        for n in range(rows)
    )  # fmt: skip


def police_extract(path: Path) -> Path:
    """A police extract of two years: robberies, domestic assaults, and assaults that the definition leaves out."""
    lines = [EXTRACT_HEADINGS]
    for year in (2024, 2025):
        for month in range(1, 13):
            kinds = [("34B", "no")] * ROBBERIES + [("8N", "yes"), ("8N", "no")] * ASSAULTS
            for n, (code, domestic) in enumerate(kinds):
                day = f"{year}-{month:02d}-{(1, 28, 15, 30 if month != 2 else 20, 3, 31 if month == 12 else 9, 12)[n]:02d}"
                lines.append(f"{code},{day},{day} 12:{n:02d},{domestic},{LSOAS[n % 4][0]}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def archive(members: Mapping[str, bytes], date: tuple[int, int, int, int, int, int] = NEWER) -> bytes:
    """A ZIP archive whose entries all have one date."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(zipfile.ZipInfo(name, date), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def lookup_files() -> dict[str, bytes]:
    """The lookups and the census of this corner, as the ONS publishes them, by file name."""
    ward = {code: f"E0599{code[-4:]}" for code, _, _ in LSOAS}
    csps = {(district, csp) for _, district, csp in LSOAS}
    tables = {
        "LSOA21_WD24_LAD24_EW_LU.csv": [
            ("LSOA21CD", "LSOA21NM", "WD24CD", "WD24NM", "LAD24CD", "LAD24NM"),
            *((c, f"{NAMES[d]} {c[-3:]}A", ward[c], f"Ward {c[-1]}", d, NAMES[d]) for c, d, _ in LSOAS),
        ],
        "LAD24_CSP24_PFA24_EW_LU.csv": [
            ("LAD24CD", "LAD24NM", "CSP24CD", "CSP24NM", "PFA24CD", "PFA24NM"),
            *((d, NAMES[d], c, NAMES[c], *FORCE_OF[d]) for d, c in sorted(csps)),
        ],
        "LAD24_RGN24_EN_LU.csv": [
            ("LAD24CD", "LAD24NM", "RGN24CD", "RGN24NM"),
            *((d, NAMES[d], REGION, "Dogger West") for d in (NORTHMOOR, SOUTHFEN, FARLAND)),
        ],
        "LSOA11_LSOA21_LAD22_EW_LU.csv": [
            ("LSOA11CD", "LSOA11NM", "LSOA21CD", "LSOA21NM", "CHGIND"),
            *((old, old, new, new, change) for old, new, change in CARRIED),
        ],
        "LSOA21_CSP24_derived.csv": [
            ("LSOA21CD", "LSOA21NM", "CSP24CD", "CSP24NM"),
            *((c, c, csp, NAMES[csp]) for c, _, csp in LSOAS),
        ],
        "census2021_age6_lsoa21.csv": [
            ("Lower layer Super Output Areas Code", "Lower layer Super Output Areas", "Age (6 categories)", "Observation"),
            *((c, c, age, str(PEOPLE_EACH // 6)) for c, _, _ in LSOAS for age in AGES),
        ],
    }  # fmt: skip
    return {name: csv_text(rows).encode("utf-8") for name, rows in tables.items()}


def put(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files below a folder; returns the folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def workspace(
    folder: Path, police: Mapping[str, bytes], area: Sequence[str] = (NORTHMOOR,), fresh: bool = False
) -> Workspace:
    """A workspace that holds the lookups and these police files, given in this order.

    Unless it is `fresh`, its sources were read once before it was given the police files, which saves most of the time.
    """
    made = flow.new(folder, name="Northmoor Community Safety Partnership", area=area)
    give(made, lookup_files())
    if not fresh:
        shutil.copytree(_lookups_read(tuple(area)), made.store.root, dirs_exist_ok=True)
    give(made, police)
    return made


@cache
def _lookups_read(area: tuple[str, ...]) -> Path:
    """The tables of a workspace whose lookups have been read, and one police file that nobody else has."""
    folder = Path(tempfile.mkdtemp(prefix="small-district-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = workspace(folder / "northmoor", {"read before.csv": month_of("2012-01")}, area, fresh=True)
    read_sources(made)
    (made.store.root / "seen.json").unlink()
    return made.store.root


def give(made: Workspace, files: Mapping[str, bytes]) -> None:
    """Put files into a workspace's sources/ and its register, one after another, as `purbeck get` would."""
    for name, content in files.items():
        put(made.sources, {name: content})
        made.enter([(name, hashlib.sha256(content).hexdigest(), len(content), "")])


def read_sources(made: Workspace) -> Workspace:
    """Run the first stage, as a build does."""
    return _run(made, "sources")


def read_incidents(made: Workspace) -> Workspace:
    """Run the first two stages, as a build does."""
    return _run(made, "incidents")


def read_measures(made: Workspace) -> Workspace:
    """Run the stages up to the measures, as a build does: half the time of all of them."""
    return _run(Workspace(made.path), "measures")  # its settings may have been written since it was opened


def _run(made: Workspace, last: str) -> Workspace:
    quiet_known_warnings()
    with made.store.lock():
        try:
            for name, run in flow.STAGES:
                run(made, silent)
                if name == last:
                    break
        finally:
            made.store.close()
    return made


def issues_of(made: Workspace, source: str = "police_street") -> list[dict[str, object]]:
    """The issues of one source, by file and row; empty values are None."""
    rows = made.table(ISSUES)
    rows = rows[rows["source"] == source].astype(object)
    found = [dict(row) for row in rows.where(rows.notna(), None).to_dict("records")]
    return [row | {"row": None if row["row"] is None else int(row["row"])} for row in found]


def files_of(made: Workspace) -> dict[str, tuple[int, int, int]]:
    """Rows read, kept and set aside of each file."""
    rows = made.table(FILES)
    return {r.file: (r.rows_read, r.rows_kept, r.rows_rejected) for r in rows.itertuples()}


def hashes(folder: Path, pattern: str = "**/*.parquet") -> dict[str, str]:
    """SHA-256 of every table below a folder, by its path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.glob(pattern))
    }


def page_published(path: Path) -> Path:
    """The page of a public edition of a workspace that was built."""
    import purbeck

    page = purbeck.publish(path, "public", by="Analyst").page
    assert page is not None
    return page


def page_alone(path: Path) -> str:
    """The page of a public edition of a workspace that was built, without the documents, the attack and the ledger."""
    from purbeck import disclosure
    from purbeck.publication.build import PAGE, pages
    from purbeck.publication.chapters import by_chapter
    from purbeck.publication.publication import compose

    made = flow.opened(path)
    try:
        found = disclosure.released_for(made, "public")
        written = disclosure.released_writing(made, found, by_chapter(found), "public", dt.date(2026, 1, 31))
        page = pages(compose(flow.about_of(made, flow.last_month(made)), found, (), written), with_documents=False)[
            PAGE
        ]
    finally:
        made.store.close()
    return str(page)
