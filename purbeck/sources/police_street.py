"""Street-level crime from data.police.uk: archives as served, folders of months, single files."""

from __future__ import annotations

import csv
import os
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pandas as pd

from purbeck.archives import Member
from purbeck.errors import TableError
from purbeck.sources import delimited
from purbeck.sources.source import FileRead, Issue, Source
from purbeck.store import Store, union
from purbeck.tables import Column, Table

COLUMNS = (
    "Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code", "LSOA name",
    "Crime type", "Last outcome category", "Context",
)  # fmt: skip

NEEDED = ("Month", "Falls within")  # without them a row belongs nowhere

# Every category data.police.uk has used since December 2010, from its own list of changes:
# https://data.police.uk/changelog/ and https://data.police.uk/about/#columns
CATEGORIES = (
    "Anti-social behaviour", "Bicycle theft", "Burglary", "Criminal damage and arson", "Drugs", "Other crime",
    "Other theft", "Possession of weapons", "Public disorder and weapons", "Public order", "Robbery", "Shoplifting",
    "Theft from the person", "Vehicle crime", "Violence and sexual offences", "Violent crime",
)  # fmt: skip

# The United Kingdom with room to spare; a point outside it is a slip of the keyboard.
LONGITUDE_RANGE = (-9.0, 2.5)
LATITUDE_RANGE = (49.0, 61.5)
MONTH = r"^20[1-9][0-9]-(0[1-9]|1[0-2])$"  # data.police.uk begins with December 2010
# data.police.uk names each file after its one month: 2025-03-dorset-street.csv (and we add eight digits of the hash where
# two files have one name). Any other name says nothing: "2025-01-to-2025-03-all.csv" is somebody's own.
FILE_MONTH = re.compile(r"(?:^|[/!\\])(20[1-9][0-9]-(?:0[1-9]|1[0-2]))-[a-z-]+-street(?:\.[0-9a-f]{8})?\.csv$")
AREA_CODE = r"^[EWSN][0-9A-Z]{8}$"

OURS = {c.lower().replace(" ", "_"): c for c in COLUMNS}
SPOKEN = ("crime_id", "reported_by", "falls_within", "location", "lsoa_name", "last_outcome_category", "context")
FIRST_ROW = 2  # below the header, which is row 1

TABLE = Table(
    name="sources/police_street",
    meaning="Street-level crime as data.police.uk supplies it, one row for each row supplied",
    columns=(
        Column("file", "string", "the file, inside sources/", required=True),
        Column("row", "int64", "the row in the file, counting the header as 1", required=True),
        Column("crime_id", "string", "Crime ID; always empty for anti-social behaviour"),
        Column("month", "string", "Month, like 2025-03", required=True),
        Column("reported_by", "string", "Reported by"),
        Column("falls_within", "string", "Falls within: the force", required=True),
        Column("longitude", "float64", "Longitude of the map point", unit="degrees, WGS 84", decimals=6),
        Column("latitude", "float64", "Latitude of the map point", unit="degrees, WGS 84", decimals=6),
        Column("location", "string", "Location, in words"),
        Column("lsoa_code", "string", "LSOA code, of 2011 until 2023 and of 2021 since"),
        Column("lsoa_name", "string", "LSOA name"),
        Column("crime_type", "string", "Crime type"),
        Column("last_outcome_category", "string", "Last outcome category at the date of the download"),
        Column("context", "string", "Context; always empty so far"),
    ),
    key=("file", "row"),
    parts="up to 64 MB of CSV from one archive or folder",
)

SOURCE = Source(
    name="police_street",
    title="Street-level crime",
    supplier="Home Office, data.police.uk",
    licence="Open Government Licence v3.0",
    attribution="Contains public sector information licensed under the Open Government Licence v3.0.",
    page="https://data.police.uk/data/",
    gateway="Published; no gateway needed",
    retention="As long as it is useful",
    already_public=True,
    tables=(TABLE,),
)


def recognises(header: list[str]) -> bool:
    """Whether a CSV header is that of a street-level file."""
    return set(COLUMNS) <= set(header)


def resembles(name: str) -> bool:
    """Whether a file's name says that it is street-level crime, so that a wrong header deserves an issue."""
    return bool(re.search(r"-street\.csv$", name.lower()))


@dataclass(frozen=True)
class Supplied:
    """A file to read: where it is, the hash of what it came in, and the order in which it was given."""

    member: Member
    sha256: str
    given: int


@dataclass
class Reading:
    """What became of one part: its files and its issues."""

    files: list[FileRead] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


@dataclass
class _Copy:
    """A file copied out of its archive to where the engine can read it.

    `month` is the one its name gives; None where it is not named as the supplier names files. `as_columns` says that
    it has the columns it should; `even` that it has as many commas as so many rows should have, and nothing in it
    that the engine overlooks.
    """

    label: str
    path: Path
    header: list[str]
    month: str | None
    rows: int
    as_columns: bool
    even: bool


def read_part(store: Store, part: str, key: str, supplied: list[Supplied]) -> Reading:
    """Read some files into one part of the table.

    Rows that cannot be used become issues. The counts in the result are taken from the table that was written, not
    from what was meant to be written, so that the caller can check that rows read = rows kept + rows rejected.
    """
    reading = Reading()
    with store.temporary_folder() as folder:
        with ThreadPoolExecutor(os.cpu_count()) as pool:  # a month that comes by itself is unpacked on every core
            copies = list(
                pool.map(lambda n: _copy_out(supplied[n].member, folder / f"{n:05d}.csv"), range(len(supplied)))
            )
        for copy in copies:
            if not copy.as_columns:
                reading.issues.append(_wrong_columns(copy))
        written = _write(store, part, key, [c for c in copies if c.as_columns], reading)
    rejected = {c.label: 0 if c.as_columns else c.rows for c in copies}
    for issue in reading.issues:
        rejected[issue.file] += issue.action == "rejected" and issue.row is not None
    for copy, s in zip(copies, supplied, strict=True):
        label = copy.label
        reading.files.append(
            FileRead(SOURCE.name, label, s.sha256, s.given, s.member.downloaded, copy.rows,
                     written.get(label, 0), rejected[label])
        )  # fmt: skip
    return reading


def _write(store: Store, part: str, key: str, copies: list[_Copy], reading: Reading) -> dict[str, int]:
    """Write the rows of the copies as one part of the table; the rows written of each file.

    Files as they should be are read at full speed, and what was written is then held against the number of lines and
    against every rule. Where anything differs, the part is read again with care, so that each bad line and value is
    found and named.
    """
    if copies and all(c.header == list(COLUMNS) and c.even for c in copies):
        counts = _write_quickly(store, part, key, copies)
        if counts == {c.label: c.rows for c in copies if c.rows}:
            return counts
    return _write_carefully(store, part, key, copies, reading)


def _write_quickly(store: Store, part: str, key: str, copies: list[_Copy]) -> dict[str, int] | None:
    """The rows written of each file; None where any is doubtful, or the engine gives up on the text."""
    try:
        store.write_part(TABLE, part, _as_expected(store, copies), key, ordered=True)
    except TableError:
        return None
    found = store.fetch(_doubts(store.engine.parquet(TABLE, [store.part_path(TABLE, part, key)])))
    named = found["file"].map({c.label: c.month for c in copies})
    strange = (
        (found["doubtful"] > 0)
        | ~found["month"].str.fullmatch(MONTH).fillna(False).astype(bool)
        | (named.notna() & (named != found["month"]))
        | found["falls_within"].isna()
        | (found["falls_within"] != found["falls_within"].map(str.strip, na_action="ignore"))
    )
    return None if strange.any() else found.groupby("file")["rows"].sum().astype(int).to_dict()


def _as_expected(store: Store, copies: list[_Copy]) -> ir.Table:
    """Rows of files in the expected form, numbered from the lines that the files before have."""
    types = dict.fromkeys(COLUMNS, "VARCHAR") | {"Longitude": "DOUBLE", "Latitude": "DOUBLE"}
    rows = store.engine.csv([c.path for c in copies], types).mutate(number=ibis.row_number())
    # By the name alone: the engine may write the folder another way than we do.
    rows = rows.mutate(copy=rows.filename.right(len(copies[0].path.name)))
    named = rows.inner_join(_where(store, copies), "copy")
    return named.select(
        file=named.file, row=named.number - named.before + FIRST_ROW, **{ours: named[c] for ours, c in OURS.items()}
    )


def _where(store: Store, copies: list[_Copy]) -> ir.Table:
    """Each copy's name, the file it is a copy of, and the rows before it."""
    before = [sum(c.rows for c in copies[:n]) for n in range(len(copies))]
    places = [(c.path.name, c.label, n) for c, n in zip(copies, before, strict=True)]
    schema = ibis.schema({"copy": "string", "file": "string", "before": "int64"})
    return store.engine.frame(pd.DataFrame(places, columns=list(schema.names)), schema)


def _doubts(written: ir.Table) -> ir.Table:
    """For each file, month and force, the rows written and how many of them break a rule about the rest of the row."""
    lonely = written.longitude.isnull() != written.latitude.isnull()
    outside = ~(written.longitude.between(*LONGITUDE_RANGE) & written.latitude.between(*LATITUDE_RANGE))
    doubtful = ibis.or_(
        lonely | outside.fill_null(False),
        ~written.lsoa_code.re_search(AREA_CODE).fill_null(True),
        ~written.crime_type.isin(CATEGORIES).fill_null(False),
        *(written[name].startswith(" ").fill_null(False) for name in SPOKEN),  # or the commas would be miscounted
    )
    return written.group_by("file", "month", "falls_within").agg(
        rows=written.count(), doubtful=doubtful.fill_null(True).sum()
    )


def _write_carefully(store: Store, part: str, key: str, copies: list[_Copy], reading: Reading) -> dict[str, int]:
    with ExitStack() as stack:
        careful = [_checked(_careful_rows(store, copy, reading)) for copy in copies]
        if careful:
            rows = stack.enter_context(store.engine.held(union(careful)))
            _note_values(store, rows, reading)
            store.write_part(TABLE, part, _kept(rows), key, ordered=True)
        else:
            store.write_part(TABLE, part, TABLE.empty(), key, ordered=True)
    written = store.engine.parquet(TABLE, [store.part_path(TABLE, part, key)])
    counts = store.fetch(written.group_by("file").agg(n=written.count()))
    return dict(zip(counts["file"], counts["n"].astype(int), strict=True))


def _copy_out(member: Member, path: Path) -> _Copy:
    lines, commas, spaced, odd, last = 0, 0, 0, 0, b"\n"
    with path.open("wb") as file:
        for block in member.blocks():
            file.write(block)
            lines += block.count(b"\n")
            commas += block.count(b",")
            if b'"' in block:
                spaced += block.count(b", ")
            spaced += last == b"," and block[:1] == b" "
            odd += b"\0" in block
            if b"\r" in block:
                odd += block.count(b"\r") - block.count(b"\r\n")
            odd -= last == b"\r" and block[:1] == b"\n"
            last = block[-1:]
    with path.open("rb") as file:
        header = delimited.header_of(file.readline())
    rows = max(lines + (last != b"\n") - 1, 0)
    named = FILE_MONTH.search(member.label)
    # The engine takes no notice of a zero byte, takes a carriage return by itself for the end of a row, and overlooks an
    # empty column too many. The only commas inside these values are those of names, and are followed by a space.
    even = commas - spaced == (len(COLUMNS) - 1) * (rows + 1) and not odd
    month = named[1] if named else None
    return _Copy(member.label, path, header, month, rows, set(COLUMNS) <= set(header), even)


def _wrong_columns(copy: _Copy) -> Issue:
    name = copy.label.rsplit("/", 1)[-1]
    if not any(copy.header):
        what, rule = f"{name} is empty", "has_rows"
    else:
        lacking = ", ".join(delimited.missing_columns(copy.header, COLUMNS))
        what, rule = f"{name} lacks columns that street-level files have: {lacking}", "columns"
    copy.rows = delimited.count_lines(copy.path)
    message = f"{what}. None of its {copy.rows:,} rows was read; download the file again, then run purbeck build again."
    return Issue(SOURCE.name, copy.label, None, None, ", ".join(copy.header)[:500], rule, "rejected", message)


def _careful_rows(store: Store, copy: _Copy, reading: Reading) -> ir.Table:
    """Rows of a file read line by line; lines that cannot be read become issues."""
    tidy = copy.path.with_suffix(".tidy.csv")
    copy.rows = 0
    with tidy.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("row", *COLUMNS))
        for line in delimited.lines_of(copy.path, COLUMNS):
            copy.rows += 1
            if isinstance(line, delimited.Broken):
                reading.issues.append(delimited.broken_issue(SOURCE.name, copy.label, line))
                continue
            needed = [c for c in line.unreadable if c in NEEDED]
            if needed:
                reading.issues.append(delimited.unreadable_issue(SOURCE.name, copy.label, line, needed[0], "rejected"))
                continue
            for column in line.unreadable:
                reading.issues.append(delimited.unreadable_issue(SOURCE.name, copy.label, line, column))
                line.values[column] = ""
            line.values["Falls within"] = line.values["Falls within"].strip()  # with a space it were another force
            writer.writerow((line.row, *(line.values[c] for c in COLUMNS)))
    read = store.engine.csv([tidy], dict.fromkeys(("row", *COLUMNS), "VARCHAR"))
    named = ibis.literal(copy.month, "string")
    rows = read.mutate(file=ibis.literal(copy.label), row=read["row"].cast("int64"), named_month=named)
    return rows.select("file", "row", "named_month", *COLUMNS)


def _in_range(text: ir.StringValue, between: tuple[float, float]) -> ir.FloatingValue:
    """A coordinate, or null where the text is not a number within the range."""
    value = text.try_cast("float64")
    return value.between(*between).ifelse(value, ibis.null())


def _rules(rows: ir.Table) -> list[tuple[str, str, str, str, ir.BooleanValue]]:
    """Column, rule, action, words, and which rows break it."""
    longitude, latitude, code = rows["Longitude"], rows["Latitude"], rows["LSOA code"]
    bad_longitude = longitude.notnull() & rows.good_longitude.isnull()
    bad_latitude = latitude.notnull() & rows.good_latitude.isnull()
    return [
        ("Month", "month", "rejected", "is not a month like 2025-03",
         ~rows["Month"].re_search(MONTH).fill_null(False)),
        ("Month", "month_of_file", "rejected", "is not the month that the file is named after",
         (rows["Month"] != rows.named_month).fill_null(False)),
        ("Falls within", "force_named", "rejected", "names no force", rows["Falls within"].isnull()),
        ("Longitude", "coordinates", "kept_without_value",
         "is not a longitude in the United Kingdom (between -9 and 2.5)",
         bad_longitude | (longitude.isnull() & latitude.notnull())),
        ("Latitude", "coordinates", "kept_without_value",
         "is not a latitude in the United Kingdom (between 49 and 61.5)",
         bad_latitude | (latitude.isnull() & longitude.notnull())),
        ("LSOA code", "area_code", "kept_without_value", "is not an area code like E01020481",
         code.notnull() & ~code.re_search(AREA_CODE).fill_null(False)),
        ("Crime type", "category", "kept_as_supplied", "is not a category that data.police.uk lists",
         ~rows["Crime type"].isin(CATEGORIES).fill_null(False)),
    ]  # fmt: skip


def _checked(rows: ir.Table) -> ir.Table:
    """Rows with their coordinates as numbers, and whether any rule is broken."""
    typed = rows.mutate(
        good_longitude=_in_range(rows["Longitude"], LONGITUDE_RANGE),
        good_latitude=_in_range(rows["Latitude"], LATITUDE_RANGE),
    )
    return typed.mutate(doubtful=ibis.or_(*(breaks for *_, breaks in _rules(typed))))


def _note_values(store: Store, rows: ir.Table, reading: Reading) -> None:
    """An issue for each value that breaks a rule; a rejected row is reported once."""
    suspects = rows.filter(rows.doubtful)
    rules = _rules(suspects)
    found = store.fetch(suspects.mutate(**{f"breaks_{n}": breaks for n, (*_, breaks) in enumerate(rules)}))
    for row in found.to_dict("records"):
        for n, (column, rule, action, why, _) in enumerate(rules):
            if not row[f"breaks_{n}"]:
                continue
            value = "" if pd.isna(row[column]) else str(row[column])
            reading.issues.append(
                delimited.value_issue(SOURCE.name, row["file"], int(row["row"]), column, value, rule, action, why)
            )
            if action == "rejected":
                break


def _kept(rows: ir.Table) -> ir.Table:
    """The rows that can be used; a value that cannot is null."""
    broken = {(column, rule): breaks for column, rule, _, _, breaks in _rules(rows)}
    rejected = rows.doubtful & ibis.or_(
        broken["Month", "month"], broken["Month", "month_of_file"], broken["Falls within", "force_named"]
    )
    located = rows.good_longitude.notnull() & rows.good_latitude.notnull()
    return rows.filter(~rejected).select(
        file=rows.file,
        row=rows.row,
        crime_id=rows["Crime ID"],
        month=rows["Month"],
        reported_by=rows["Reported by"],
        falls_within=rows["Falls within"],
        longitude=located.ifelse(rows.good_longitude, ibis.null()),
        latitude=located.ifelse(rows.good_latitude, ibis.null()),
        location=rows["Location"],
        lsoa_code=(rows.doubtful & broken["LSOA code", "area_code"]).ifelse(ibis.null(), rows["LSOA code"]),
        lsoa_name=rows["LSOA name"],
        crime_type=rows["Crime type"],
        last_outcome_category=rows["Last outcome category"],
        context=rows["Context"],
    )
