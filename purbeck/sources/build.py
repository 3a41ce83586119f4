"""Read every file the workspace holds; keep the rows, log the issues."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath

import numpy as np
import pandas as pd

from purbeck import places, provenance
from purbeck.errors import SourceError
from purbeck.sources import (
    archives,
    boundaries,
    delimited,
    downloads,
    geography,
    lookup,
    police_street,
    population,
    recorded_crime,
)
from purbeck.sources.door import LOOKUPS, Stocked, headers_of, take_stock
from purbeck.sources.source import FILES, ISSUES, FileRead, Issue, SuppliedFile, files_frame, issues_frame
from purbeck.store import Store, union
from purbeck.tables import Column, Table
from purbeck.workspace import Tell, Workspace

OPTIONAL = {geography.LSOA_CSP.table.name, geography.LSOA11_LSOA21.table.name, boundaries.TABLE.name}
AREA_KNOWN = "area_known"
CODED = (geography.LSOA_WARD_DISTRICT.table.name, geography.LSOA11_LSOA21.table.name)  # the lookups that know codes
OURS_TO_KNOW = r"^[EW]"  # British Transport Police files hold Scottish codes too, which no lookup here needs to have
PART_BYTES = 64 << 20
# Tables in parts, and the table whose units make each. The notes come before what they are notes of: the parts of that
# say whether a file has to be read again.
PARTS = {
    recorded_crime.NOTES_TABLE: recorded_crime.TABLE,
    recorded_crime.TABLE: recorded_crime.TABLE,
    police_street.TABLE: police_street.TABLE,
}

PLACES = Table(
    name="places",
    meaning="Each LSOA of 2021, once, with every area it lies in and its residents",
    columns=(
        Column("lsoa21", "string", "LSOA code", required=True),
        Column("lsoa_name", "string", "LSOA name", required=True),
        *(
            Column(f"{kind}_{part}", "string", f"{kind} {part}")
            for kind in ("ward", "district", "csp", "force", "region", "nation")
            for part in ("code", "name")
        ),
        Column("residents", "int64", "usual residents, Census 2021", unit="people", required=True),
        Column("ours", "boolean", "whether it lies in the partnership's area", required=True),
    ),
    key=("lsoa21",),
)


LSOA_CODES = Table(
    name="lsoa_codes",
    meaning="Every LSOA code of 2011 or 2021, and where it lies in both; a split area of 2011 has a row for each part",
    columns=(
        Column("code", "string", "the code as a supplier may give it", required=True),
        Column("lsoa11", "string", "LSOA of 2011; empty where it is not one whole area"),
        Column("lsoa21", "string", "LSOA of 2021", required=True),
        Column("method", "string", "how it was carried", vocabulary=places.CARRIED, required=True),
        Column("share_from", "float64", "where the part's share begins, 0 to 1", decimals=9, required=True),
        Column("share_to", "float64", "where the part's share ends, 0 to 1", decimals=9, required=True),
    ),
    key=("code", "lsoa21"),
)


@dataclass(frozen=True)
class Unit:
    """Files that are read together into one table, or one part of a table; read again only if `key` changes."""

    table: Table
    part: str
    key: str
    files: dict[
        str, tuple[str, int]
    ]  # name, and the hash and place in the order given that it must have been read with
    read: Callable[[], tuple[list[FileRead], list[Issue]]]

    def is_current(self, store: Store) -> bool:
        """Whether the table holds what these files give."""
        held = store.parts(self.table).get(self.part) if self.table.parts else store.key(self.table)
        return held == self.key


def build(workspace: Workspace, tell: Tell) -> None:
    """Bring the tables as supplied up to date with the files in sources/.

    Raises SourceError where an archive is damaged, where a lookup that the rest needs is missing, and where the rows
    of a file do not add up.
    """
    store = workspace.store
    given, issues = take_stock(workspace, tell)
    units = _recorded_units(workspace, given) + _street_units(workspace, given) + _small_units(workspace, given)
    known_files, known_issues = _known(store)
    noted = {name: (file.sha256, file.given) for name, file in known_files.items()}
    stale = [u for u in units if not (u.is_current(store) and u.files.items() <= noted.items())]
    results = store.run_side_by_side(lambda u: u.read(), stale, lambda n: tell("reading files", n, len(stale)))
    files = [file for read, _ in results for file in read]
    issues += [issue for _, found in results for issue in found]
    _check_sums(files)
    fresh = {name for unit in stale for name in unit.files}
    carried = {name for unit in units for name in unit.files} - fresh
    files += [known_files[name] for name in sorted(carried)]
    issues += [issue for name in sorted(carried) for issue in known_issues.get(name, [])]
    for table, of in PARTS.items():
        store.keep_parts(table, {u.part: u.key for u in units if u.table is of})
    unread = sorted({i.file for i in issues if i.rule != AREA_KNOWN})  # those follow from the units
    key = provenance.key_of(sorted(u.key for u in units), unread, provenance.code_hash())
    if any(store.key(table) != key for table in (FILES, ISSUES, downloads.FORCE_MONTHS)):
        if any(unit.table.name in CODED for unit in stale):  # another lookup may know other codes
            issues, read_again = [i for i in issues if i.rule != AREA_KNOWN], units
        else:
            read_again = stale
        street = [store.part_path(u.table, u.part, u.key) for u in read_again if u.table is police_street.TABLE]
        looks = [partial(downloads.choose, store, files, key), partial(_unknown_areas, store, street)]
        for found in store.run_side_by_side(
            lambda look: look(), looks, lambda n: tell("comparing files", n, len(looks))
        ):
            issues += found
        store.write(ISSUES, issues_frame(issues), key)
        store.write(FILES, files_frame(files), key)
    _check_any_rows(files, issues)
    _write_places(workspace)


def _known(store: Store) -> tuple[dict[str, FileRead], dict[str, list[Issue]]]:
    """What earlier builds noted of each file; nothing where the two tables are not of one build."""
    if store.key(FILES) is None or store.key(FILES) != store.key(ISSUES):
        return {}, {}
    files = store.fetch(store.read(FILES)).replace({np.nan: None})
    issues = store.fetch(store.read(ISSUES)).replace({np.nan: None})
    noted: dict[str, list[Issue]] = {}
    for row in issues.to_dict("records"):
        if row["rule"] != downloads.RULE:  # that is found anew by each build that finds any
            noted.setdefault(row["file"], []).append(Issue(**row))
    return {row["file"]: FileRead(**row) for row in files.to_dict("records")}, noted


def _unknown_areas(store: Store, parts: list[Path]) -> list[Issue]:
    """An issue for each row of these parts whose LSOA code has the right form and is in no lookup: it has no LSOA."""
    codes = [store.read(t).select(code=c) for t, c in ((geography.LSOA_WARD_DISTRICT.table, "lsoa21"),
                                                       (geography.LSOA11_LSOA21.table, "lsoa11"))]  # fmt: skip
    if not parts:
        return []
    rows = store.engine.parquet(police_street.TABLE, parts).select("file", "row", "lsoa_code")
    supplied = rows.select(code="lsoa_code").distinct()
    unknown = supplied.filter(supplied.code.re_search(OURS_TO_KNOW)).anti_join(union(codes), "code")
    listed = store.fetch(unknown)["code"].tolist()
    if not listed:
        return []
    rows = rows.semi_join(store.engine.frame(pd.DataFrame({"lsoa_code": listed})), "lsoa_code")
    why = "is an area code of the right form that is in no lookup"
    return [
        delimited.value_issue(police_street.SOURCE.name, r.file, r.row, "LSOA code", r.lsoa_code, AREA_KNOWN,
                              "kept_without_value", why)
        for r in store.fetch(rows.order_by("file", "row")).itertuples()
    ]  # fmt: skip


def _check_sums(files: Iterable[FileRead]) -> None:
    for file in files:
        if file.rows_read != file.rows_kept + file.rows_rejected:
            raise SourceError(
                f"{file.file}: {file.rows_read:,} rows were read, but {file.rows_kept:,} kept and "
                f"{file.rows_rejected:,} set aside do not add up to that.",
                "This is a fault in Purbeck: please report it with the file. The last good tables stand.",
            )


def _check_any_rows(files: Iterable[FileRead], issues: list[Issue]) -> None:
    street = [file for file in files if file.source == police_street.SOURCE.name]
    if not any(file.rows_kept for file in street):
        first = next((f" {i.message}" for i in issues if i.source == police_street.SOURCE.name), "")
        raise SourceError(
            f"No row of the {len(street):,} street-level files in sources/ could be used.{first}",
            "Download them again from https://data.police.uk/data/, then run purbeck get and purbeck build again.",
        )


def _street_units(workspace: Workspace, given: list[Stocked]) -> list[Unit]:
    """Street-level files, cut into parts: an archive by itself, loose files by folder, each up to PART_BYTES."""
    store = workspace.store
    groups: dict[str, list[police_street.Supplied]] = {}
    for stocked in given:
        if stocked.kind != police_street.TABLE.name:
            continue
        path = workspace.sources / stocked.file.name
        found = archives.members(path, stocked.file.name)
        for member, header in zip(found, headers_of(found), strict=True):
            known = member.entry is None or police_street.recognises(header)
            if not known and not police_street.resembles(member.label):
                continue
            group = stocked.file.name if member.entry else str(PurePosixPath(stocked.file.name).parent)
            supplied = police_street.Supplied(member, stocked.file.sha256, stocked.file.given)
            groups.setdefault(group, []).append(supplied)
    units = []
    for group, members in sorted(groups.items()):
        for number, chunk in enumerate(_chunks(members)):
            key = provenance.key_of([(s.member.label, s.sha256, s.given) for s in chunk], provenance.code_hash())
            part = f"{provenance.key_of(group)[:8]}-{number:03d}"
            read = partial(_read_street, store, part, key, chunk)
            files = {s.member.label: (s.sha256, s.given) for s in chunk}
            units.append(Unit(police_street.TABLE, part, key, files, read))
    if not units:
        raise _missing(police_street.TABLE)
    return units


def _recorded_units(workspace: Workspace, given: list[Stocked]) -> list[Unit]:
    """Spreadsheets of recorded crime, each a part; they take longest, and so come first."""
    units = []
    for file in (stocked.file for stocked in given if stocked.kind == recorded_crime.TABLE.name):
        key = provenance.key_of((file.name, file.sha256, file.given), provenance.code_hash())
        part = provenance.key_of(file.name)[:8]
        read = partial(recorded_crime.read, workspace.store, part, key, workspace.sources / file.name, file)
        units.append(Unit(recorded_crime.TABLE, part, key, {file.name: (file.sha256, file.given)}, read))
    return units


def _read_street(
    store: Store, part: str, key: str, chunk: list[police_street.Supplied]
) -> tuple[list[FileRead], list[Issue]]:
    reading = police_street.read_part(store, part, key, chunk)
    return reading.files, reading.issues


def _chunks(members: list[police_street.Supplied]) -> Iterator[list[police_street.Supplied]]:
    chunk: list[police_street.Supplied] = []
    size = 0
    for supplied in sorted(members, key=lambda s: s.member.label):
        if chunk and size + supplied.member.size_bytes > PART_BYTES:
            yield chunk
            chunk, size = [], 0
        chunk.append(supplied)
        size += supplied.member.size_bytes
    if chunk:
        yield chunk


def _small_units(workspace: Workspace, given: list[Stocked]) -> list[Unit]:
    units = []
    tables = {name: lookup_.table for name, (_, lookup_) in LOOKUPS.items()} | {boundaries.TABLE.name: boundaries.TABLE}
    for name, table in tables.items():
        files = [stocked.file for stocked in given if stocked.kind == name]
        if not files and name not in OPTIONAL:
            raise _missing(table)
        if name != boundaries.TABLE.name:
            files = files[-1:]  # the newest of several editions
        key = provenance.key_of([(f.name, f.sha256, f.given) for f in files], provenance.code_hash())
        read = partial(_read_small, workspace, name, table, key, files)
        units.append(Unit(table, "", key, {f.name: (f.sha256, f.given) for f in files}, read))
    return units


def _missing(table: Table) -> SourceError:
    short = table.name.removeprefix("sources/")
    return SourceError(
        f"No file in sources/ holds {table.meaning[0].lower()}{table.meaning[1:]} ({short}).",
        "See docs/how-to/get-data.md for the file and its page; put it in a folder, then run "
        "purbeck get WORKSPACE --from FOLDER.",
    )


def _read_small(
    workspace: Workspace, name: str, table: Table, key: str, files: list[SuppliedFile]
) -> tuple[list[FileRead], list[Issue]]:
    frames, reads, issues = [table.empty()], [], []
    for file in files:
        path = workspace.sources / file.name
        if name == boundaries.TABLE.name:
            frame, read, found = boundaries.read(geography.SOURCE.name, path, file)
        else:
            source, lookup_ = LOOKUPS[name]
            frame, read, found = lookup.read(workspace.store, source.name, lookup_, path, file)
        frames.append(frame)
        reads.append(read)
        issues += found
    rows = boundaries.most_detailed(frames) if name == boundaries.TABLE.name else frames[-1]
    workspace.store.write(table, rows, key)
    return reads, issues


def _write_places(workspace: Workspace) -> None:
    """Make the table of places from the lookups, the census and the partnership's area."""
    store = workspace.store
    needed = [lookup_.table for _, lookup_ in LOOKUPS.values()]
    area = workspace.partnership.area
    key = provenance.key_of([store.key(t) for t in needed], area)
    if store.key(PLACES) == key == store.key(LSOA_CODES):
        return
    members = places.membership(
        workspace.table(geography.LSOA_WARD_DISTRICT.table),
        workspace.table(geography.DISTRICT_CSP_FORCE.table),
        workspace.table(geography.DISTRICT_REGION.table),
        workspace.table(geography.LSOA_CSP.table),
    )
    residents = workspace.table(population.RESIDENTS.table).groupby("lsoa21")["residents"].sum()
    members["residents"] = members["lsoa21"].map(residents).fillna(0).astype("int64")
    ours = set(places.area_of(area, members).lsoas)
    members["ours"] = members["lsoa21"].isin(ours)
    store.write(PLACES, members, key)
    lookup_ = workspace.table(geography.LSOA11_LSOA21.table)
    codes = places.codes_table(lookup_, members, members[["lsoa21", "residents"]])
    store.write(LSOA_CODES, codes, key)
