"""The police's monthly CSV files: read at full speed where they are sound, and with care where not."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Callable, Sequence
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
from purbeck.tables import Table

MONTH = r"^20[1-9][0-9]-(0[1-9]|1[0-2])$"  # data.police.uk begins with December 2010
AREA_CODE = r"^[EWSN][0-9A-Z]{8}$"
FIRST_ROW = 2  # below the header, which is row 1
# The United Kingdom with room to spare; a point outside it is a slip of the keyboard.
LONGITUDE_RANGE = (-9.0, 2.5)
LATITUDE_RANGE = (49.0, 61.5)

Rule = tuple[str, str, str, str, ir.BooleanValue]  # column, rule, action, words, and which rows break it


def source(name: str, title: str, table: Table) -> Source:
    """One of the sources at data.police.uk: all come under the same terms."""
    return Source(
        name=name,
        title=title,
        supplier="Home Office, data.police.uk",
        licence="Open Government Licence v3.0",
        attribution="Contains public sector information licensed under the Open Government Licence v3.0.",
        page="https://data.police.uk/data/",
        gateway="Published; no gateway needed",
        retention="As long as it is useful",
        already_public=True,
        tables=(table,),
    )


@dataclass(frozen=True)
class Form:
    """One kind of monthly file: its terms, its columns, and how data.police.uk names it.

    `called` is what messages call such files, `needed` are columns without which a row belongs nowhere, `kind` is how the
    names end; `force_from_name` says that no column names the force, so that the file's name has to.
    """

    source: Source
    table: Table
    called: str
    columns: tuple[str, ...]
    needed: tuple[str, ...]
    kind: str
    force_from_name: bool = False

    def recognises(self, header: Sequence[str]) -> bool:
        """Whether a CSV header is that of such a file."""
        return set(self.columns) <= set(header)

    def resembles(self, name: str) -> bool:
        """Whether a file's name says that it is of this kind, so that a wrong header deserves an issue."""
        return name.lower().endswith(f"-{self.kind}.csv")

    @property
    def named(self) -> re.Pattern[str]:
        """How data.police.uk names such a file, with its month and its force: 2025-03-dorset-street.csv.

        We add eight digits of the hash where two files have one name. Any other name says nothing:
        "2025-01-to-2025-03-all.csv" is somebody's own.
        """
        return re.compile(
            r"(?:^|[/!\\])(20[1-9][0-9]-(?:0[1-9]|1[0-2]))-([a-z-]+?)-" + self.kind + r"(?:\.[0-9a-f]{8})?\.csv$"
        )


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
class Copy:
    """A file copied out of its archive to where the engine can read it.

    `month` and `force` are those its name gives; None where it is not named as the supplier names files. `usable` says
    that it has the columns, and the name, that it should; `even` that it has as many commas as so many rows should have,
    and nothing in it that the engine overlooks.
    """

    label: str
    path: Path
    header: list[str]
    month: str | None
    force: str | None
    rows: int
    usable: bool
    even: bool


Write = Callable[[list[Copy], Reading], dict[str, int]]


def read_copies(store: Store, form: Form, supplied: list[Supplied], write: Write) -> Reading:
    """Copy files out of their archives and have them written: `write` is given those with the right columns.

    It gives back the rows written of each file. The counts in the result are those, and not what was meant to be written,
    so that the caller can check that rows read = rows kept + rows rejected.
    """
    reading = Reading()
    with store.temporary_folder() as folder:
        with ThreadPoolExecutor(os.cpu_count()) as pool:  # a month that comes by itself is unpacked on every core
            copies = list(
                pool.map(lambda n: copy_out(form, supplied[n].member, folder / f"{n:05d}.csv"), range(len(supplied)))
            )
        for copy in copies:
            if not copy.usable:
                reading.issues.append(_unusable(form, copy))
        written = write([c for c in copies if c.usable], reading)
    rejected = {c.label: 0 if c.usable else c.rows for c in copies}
    for issue in reading.issues:
        rejected[issue.file] += issue.action == "rejected" and issue.row is not None
    for copy, s in zip(copies, supplied, strict=True):
        label = copy.label
        reading.files.append(
            FileRead(form.source.name, label, s.sha256, s.given, s.member.downloaded, copy.rows,
                     written.get(label, 0), rejected[label])
        )  # fmt: skip
    return reading


def copy_out(form: Form, member: Member, path: Path) -> Copy:
    """Copy a file to `path`, and count its lines and commas on the way."""
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
    found = form.named.search(member.label)
    # The engine takes no notice of a zero byte, takes a carriage return by itself for the end of a row, and overlooks an
    # empty column too many. The only commas inside these values are those of names, and are followed by a space.
    even = commas - spaced == (len(form.columns) - 1) * (rows + 1) and not odd
    month, force = (found[1], found[2]) if found else (None, None)
    usable = form.recognises(header) and (force is not None or not form.force_from_name)
    return Copy(member.label, path, header, month, force, rows, usable, even)


def _unusable(form: Form, copy: Copy) -> Issue:
    name = copy.label.rsplit("/", 1)[-1]
    if not any(copy.header):
        what, rule = f"{name} is empty", "has_rows"
    elif form.recognises(copy.header):
        what, rule = (
            f"{name} is not named as data.police.uk names it (2025-03-dorset-{form.kind}.csv), so its force is not known",
            "force_named",
        )
    else:
        lacking = ", ".join(delimited.missing_columns(copy.header, form.columns))
        what, rule = f"{name} lacks columns that {form.called} have: {lacking}", "columns"
    copy.rows = delimited.count_lines(copy.path)
    message = f"{what}. None of its {copy.rows:,} rows was read; download the file again, then run purbeck build again."
    return Issue(form.source.name, copy.label, None, None, ", ".join(copy.header)[:500], rule, "rejected", message)


# --- at full speed --------------------------------------------------------------------------------------------------


def numbered(store: Store, form: Form, copies: list[Copy], types: dict[str, str]) -> ir.Table:
    """Rows of files in the expected form, with `file`, `row`, and `named_month` and `named_force` of the file's name.

    Rows are numbered from the lines that the files before have. Columns are text but for those in `types`.
    """
    rows = store.engine.csv([c.path for c in copies], dict.fromkeys(form.columns, "VARCHAR") | types)
    rows = rows.mutate(number=ibis.row_number())
    # By the name alone: the engine may write the folder another way than we do.
    rows = rows.mutate(copy=rows.filename.right(len(copies[0].path.name)))
    named = rows.inner_join(_where(store, copies), "copy")
    return named.select(
        "file", "named_month", "named_force", *form.columns, row=named.number - named.before + FIRST_ROW
    )


def _where(store: Store, copies: list[Copy]) -> ir.Table:
    """Each copy's name, the file it is a copy of, what that is named, and the rows before it."""
    before = [sum(c.rows for c in copies[:n]) for n in range(len(copies))]
    places = [(c.path.name, c.label, c.month, c.force, n) for c, n in zip(copies, before, strict=True)]
    names = ("copy", "file", "named_month", "named_force")
    schema = ibis.schema(dict.fromkeys(names, "string") | {"before": "int64"})
    return store.engine.frame(pd.DataFrame(places, columns=list(schema.names)), schema)


# --- with care ------------------------------------------------------------------------------------------------------


def careful_rows(store: Store, form: Form, copy: Copy, reading: Reading) -> ir.Table:
    """Rows of a file read line by line, as `numbered` gives them; lines that cannot be read become issues."""
    tidy = copy.path.with_suffix(".tidy.csv")
    copy.rows = 0
    with tidy.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("row", *form.columns))
        for line in delimited.lines_of(copy.path, form.columns):
            copy.rows += 1
            if isinstance(line, delimited.Broken):
                reading.issues.append(delimited.broken_issue(form.source.name, copy.label, line))
                continue
            needed = [c for c in line.unreadable if c in form.needed]
            if needed:
                reading.issues.append(
                    delimited.unreadable_issue(form.source.name, copy.label, line, needed[0], "rejected")
                )
                continue
            for column in line.unreadable:
                reading.issues.append(delimited.unreadable_issue(form.source.name, copy.label, line, column))
                line.values[column] = ""
            if "Falls within" in line.values:  # with a space it were another force
                line.values["Falls within"] = line.values["Falls within"].strip()
            writer.writerow((line.row, *(line.values[c] for c in form.columns)))
    read = store.engine.csv([tidy], dict.fromkeys(("row", *form.columns), "VARCHAR"))
    rows = read.mutate(
        file=ibis.literal(copy.label), row=read["row"].cast("int64"),
        named_month=ibis.literal(copy.month, "string"), named_force=ibis.literal(copy.force, "string"),
    )  # fmt: skip
    return rows.select("file", "named_month", "named_force", *form.columns, "row")


def note_values(
    store: Store, form: Form, rows: ir.Table, rules: Callable[[ir.Table], list[Rule]], reading: Reading
) -> None:
    """An issue for each value that breaks a rule, of rows with `doubtful`; a rejected row is reported once."""
    suspects = rows.filter(rows.doubtful)
    asked = rules(suspects)
    found = store.fetch(suspects.mutate(**{f"breaks_{n}": breaks for n, (*_, breaks) in enumerate(asked)}))
    for row in found.to_dict("records"):
        for n, (column, rule, action, why, _) in enumerate(asked):
            if not row[f"breaks_{n}"]:
                continue
            value = "" if pd.isna(row[column]) else str(row[column])
            reading.issues.append(
                delimited.value_issue(form.source.name, row["file"], int(row["row"]), column, value, rule, action, why)
            )
            if action == "rejected":
                break


def with_coordinates(rows: ir.Table) -> ir.Table:
    """Rows with `good_longitude` and `good_latitude`: numbers, or null where the text is none within the United Kingdom."""
    return rows.mutate(
        good_longitude=_in_range(rows["Longitude"], LONGITUDE_RANGE),
        good_latitude=_in_range(rows["Latitude"], LATITUDE_RANGE),
    )


def _in_range(text: ir.StringValue, between: tuple[float, float]) -> ir.FloatingValue:
    value = text.try_cast("float64")
    return value.between(*between).ifelse(value, ibis.null())


def coordinate_rules(rows: ir.Table) -> list[Rule]:
    """The rules of the two coordinates, of rows `with_coordinates`: each is sound, and neither stands alone."""
    longitude, latitude = rows["Longitude"], rows["Latitude"]
    bad_longitude = longitude.notnull() & rows.good_longitude.isnull()
    bad_latitude = latitude.notnull() & rows.good_latitude.isnull()
    return [
        ("Longitude", "coordinates", "kept_without_value",
         "is not a longitude in the United Kingdom (between -9 and 2.5)",
         bad_longitude | (longitude.isnull() & latitude.notnull())),
        ("Latitude", "coordinates", "kept_without_value",
         "is not a latitude in the United Kingdom (between 49 and 61.5)",
         bad_latitude | (latitude.isnull() & longitude.notnull())),
    ]  # fmt: skip


def coordinates(rows: ir.Table) -> dict[str, ir.FloatingValue]:
    """The two coordinates of rows `with_coordinates`, where both are sound."""
    located = rows.good_longitude.notnull() & rows.good_latitude.notnull()
    return {
        "longitude": located.ifelse(rows.good_longitude, ibis.null()),
        "latitude": located.ifelse(rows.good_latitude, ibis.null()),
    }


def area_rule(rows: ir.Table) -> Rule:
    """The rule of the LSOA code."""
    code = rows["LSOA code"]
    return ("LSOA code", "area_code", "kept_without_value", "is not an area code like E01020481",
            code.notnull() & ~code.re_search(AREA_CODE).fill_null(False))  # fmt: skip


# --- kinds read by their rules alone --------------------------------------------------------------------------------


def read_part(
    store: Store, form: Form, part: str, key: str, supplied: list[Supplied],
    typed: Callable[[ir.Table], ir.Table], rules: Callable[[ir.Table], list[Rule]], kept: Callable[[ir.Table], ir.Table],
) -> Reading:  # fmt: skip
    """Read some files of one kind into one part of its table.

    `typed` adds the columns that `rules` and `kept` need to rows as text; `rules` says what may be wrong with a row, and
    `kept` gives rows the columns of the table, of rows that no rule rejected.
    """

    def checked(rows: ir.Table) -> ir.Table:
        rows = typed(rows)
        asked = rules(rows)
        return rows.mutate(
            doubtful=ibis.or_(*(breaks for *_, breaks in asked)),
            rejected=ibis.or_(*(breaks for _, _, action, _, breaks in asked if action == "rejected")),
        )

    def write(copies: list[Copy], reading: Reading) -> dict[str, int]:
        if not copies:
            store.write_part(form.table, part, form.table.empty(), key, ordered=True)
            return {}
        with ExitStack() as stack:
            rows = None
            if all(c.header == list(form.columns) and c.even for c in copies):
                rows = _quick_rows(store, form, copies, checked, stack)
            if rows is None:
                careful = union([careful_rows(store, form, copy, reading) for copy in copies])
                rows = stack.enter_context(store.engine.held(checked(careful)))
            note_values(store, form, rows, rules, reading)
            store.write_part(form.table, part, kept(rows.filter(~rows.rejected)), key, ordered=True)
        return rows_of_files(store, form, part, key)

    return read_copies(store, form, supplied, write)


def _quick_rows(
    store: Store, form: Form, copies: list[Copy], checked: Callable[[ir.Table], ir.Table], stack: ExitStack
) -> ir.Table | None:
    """The rows as the engine reads them; None where it leaves any out, or a value begins with a space."""
    try:
        rows = stack.enter_context(store.engine.held(checked(numbered(store, form, copies, {}))))
    except TableError:
        return None
    spaced = ibis.or_(*(rows[name].startswith(" ").fill_null(False) for name in form.columns))
    found = store.fetch(rows.group_by("file").agg(rows=rows.count(), spaced=spaced.sum()))
    counts = dict(zip(found["file"], found["rows"].astype(int), strict=True))
    return rows if counts == {c.label: c.rows for c in copies if c.rows} and not found["spaced"].any() else None


def rows_of_files(store: Store, form: Form, part: str, key: str) -> dict[str, int]:
    """How many rows a part of the table holds of each file."""
    written = store.engine.parquet(form.table, [store.part_path(form.table, part, key)])
    counts = store.fetch(written.group_by("file").agg(n=written.count()))
    return dict(zip(counts["file"], counts["n"].astype(int), strict=True))
