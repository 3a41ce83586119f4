"""Read every file the workspace holds; keep the rows, log the issues."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import PurePosixPath

import numpy as np
import pandas as pd

from purbeck import places, provenance
from purbeck.errors import SourceError
from purbeck.sources import (
    both_sexes,
    boundaries,
    csp_names,
    downloads,
    every_resident,
    geography,
    harm_weights,
    hospital_admissions_published,
    known_areas,
    lookup,
    monthly_parts,
    police_street,
    population,
    recorded_crime,
    residents_by_year,
    vintages,
)
from purbeck.sources.door import LOOKUPS, MONTHLY, NEEDED, Stocked, take_stock
from purbeck.sources.returns import disposal, reading
from purbeck.sources.returns.figures import RETURNED
from purbeck.sources.returns.records import RECORDS
from purbeck.sources.source import FILES, ISSUES, FileRead, Issue, SuppliedFile, files_frame, issues_frame
from purbeck.store import Store
from purbeck.tables import Column, Table
from purbeck.workspace import Tell, Workspace

ADMISSIONS = hospital_admissions_published.TABLE
# What a build cannot do without; every other table may be lacking.
REQUIRED = {
    lookup_.table.name
    for lookup_ in (
        geography.LSOA_WARD_DISTRICT,
        geography.DISTRICT_CSP_FORCE,
        geography.DISTRICT_REGION,
        population.RESIDENTS,
    )
}
CODED = (geography.LSOA_WARD_DISTRICT.table.name, geography.LSOA11_LSOA21.table.name)  # the lookups that know codes
FOUND_ANEW = (
    downloads.RULE,
    known_areas.PLACE_RULE,
    csp_names.RULE,
    vintages.RULE,
    vintages.LOOKUPS_RULE,
    both_sexes.RULE,
    disposal.RULE,
)  # by each build that finds any, and not carried over
NO_FILES = "no-files"
RETURNS = (*RECORDS.values(), RETURNED)
# Tables in parts, and the table whose units make each. The notes come before what they are notes of: the parts of that
# say whether a file has to be read again.
PARTS = {
    recorded_crime.NOTES_TABLE: recorded_crime.TABLE,
    recorded_crime.TABLE: recorded_crime.TABLE,
    **{form.table: form.table for form in MONTHLY.values()},
    residents_by_year.TABLE: residents_by_year.TABLE,
    harm_weights.TABLE: harm_weights.TABLE,
    **{table: table for table in RETURNS},
}

PLACES = Table(
    name="places",
    meaning="Each LSOA of 2021, once, with every area it lies in and its residents",
    columns=(
        Column("lsoa21", "string", "LSOA code", required=True),
        Column("lsoa_name", "string", "LSOA name", required=True),
        *(
            Column(f"{kind}_{part}", "string", f"{kind} {part}")
            for kind in ("ward", "district", "csp", "county", "force", "region", "nation")
            for part in ("code", "name")
        ),
        Column("residents", "int64", "usual residents, Census 2021", unit="people", required=True),
        Column("ours", "boolean", "whether it lies in the partnership's area", required=True),
    ),
    key=("lsoa21",),
    by_area=True,
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
    removed = disposal.again(workspace, dt.datetime.now().astimezone().date())
    given, issues = take_stock(workspace, tell)
    issues += removed
    units = _whole_files(workspace, given, tell) + _monthly_units(workspace, given) + _small_units(workspace, given)
    units += _return_units(workspace, given)
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
    unread = sorted({i.file for i in issues if i.rule != known_areas.RULE})  # those follow from the units
    also_called = workspace.partnership.csp_names
    key = provenance.key_of(sorted(u.key for u in units), unread, also_called, provenance.code_hash())
    if any(store.key(table) != key for table in (FILES, ISSUES, downloads.FORCE_MONTHS, downloads.MONTHLY_FILES)):
        issues = _compared(workspace, given, units, stale, files, issues, key, tell)
        store.write(ISSUES, issues_frame(issues), key)
        store.write(FILES, files_frame(files), key)
    _check_any_rows(files, issues)
    districts = _districts(workspace, given)
    districts.check(issues)
    every_resident.check(store, districts.read_of[population.RESIDENTS.kind], issues)
    _write_codes(workspace)
    build_places(workspace)


def _districts(workspace: Workspace, given: list[Stocked]) -> vintages.Districts:
    """The lookups of districts, and the newest file of each."""
    return vintages.Districts(workspace.store, workspace.sources, {str(s.kind): s.file.name for s in given})


def _compared(
    workspace: Workspace, given: list[Stocked], units: list[Unit], stale: list[Unit], files: list[FileRead],
    issues: list[Issue], key: str, tell: Tell,
) -> list[Issue]:  # fmt: skip
    """The issues, with those that only files set beside each other show."""
    store = workspace.store
    read_again = stale
    if any(unit.table.name in CODED for unit in stale):  # another lookup may know other codes
        issues, read_again = [i for i in issues if i.rule != known_areas.RULE], units
    street = [store.part_path(u.table, u.part, u.key) for u in read_again if u.table is police_street.TABLE]
    people = [store.part_path(u.table, u.part, u.key) for u in units if u.table is residents_by_year.TABLE]
    recorded = [store.part_path(u.table, u.part, u.key) for u in units if u.table is recorded_crime.TABLE]
    returned = [(u.table, store.part_path(u.table, u.part, u.key)) for u in units if u.files and u.table in RETURNS]
    districts = _districts(workspace, given)
    looks: list[Callable[[], Iterable[Issue]]] = [
        partial(downloads.choose, store, files, key),
        partial(downloads.choose_monthly, store, files, key),
        partial(known_areas.of_incidents, store, street),
        partial(known_areas.of_people, store, people),
        partial(known_areas.of_returns, store, returned),
        partial(csp_names.unknown, store, recorded, workspace.partnership.csp_names),
        partial(vintages.unknown_codes, store, list(LOOKUPS.values()), districts.read_of),
        districts.unknown,
        partial(both_sexes.without_the_other, store, people),
    ]
    found = store.run_side_by_side(lambda look: look(), looks, lambda n: tell("comparing files", n, len(looks)))
    return issues + [issue for each in found for issue in each]


def _known(store: Store) -> tuple[dict[str, FileRead], dict[str, list[Issue]]]:
    """What earlier builds noted of each file; nothing where the two tables are not of one build."""
    if store.key(FILES) is None or store.key(FILES) != store.key(ISSUES):
        return {}, {}
    files = store.fetch(store.read(FILES)).replace({np.nan: None})
    issues = store.fetch(store.read(ISSUES)).replace({np.nan: None})
    noted: dict[str, list[Issue]] = {}
    for row in issues.to_dict("records"):
        if row["rule"] not in FOUND_ANEW:
            noted.setdefault(row["file"], []).append(Issue(**row))
    return {row["file"]: FileRead(**row) for row in files.to_dict("records")}, noted


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
    if street and not any(file.rows_kept for file in street):
        first = next((f" {i.message}" for i in issues if i.source == police_street.SOURCE.name), "")
        raise SourceError(
            f"No row of the {len(street):,} street-level files in sources/ could be used.{first}",
            "Download them again from https://data.police.uk/data/, then run purbeck get and purbeck build again.",
        )


def _monthly_units(workspace: Workspace, given: list[Stocked]) -> list[Unit]:
    """The police's monthly files: street-level crime, outcomes, stops and searches."""
    units = []
    for part in monthly_parts.parts(workspace.sources, given):
        files = {s.member.label: (s.sha256, s.given) for s in part.supplied}
        units.append(Unit(part.form.table, part.name, part.key, files, partial(_read_monthly, workspace.store, part)))
    tables = {unit.table.name for unit in units}
    return units + [_no_files(workspace.store, form.table) for name, form in MONTHLY.items() if name not in tables]


def _read_monthly(store: Store, part: monthly_parts.Part) -> tuple[list[FileRead], list[Issue]]:
    reading = part.read(store)
    return reading.files, reading.issues


def _return_units(workspace: Workspace, given: list[Stocked]) -> list[Unit]:
    """Partners' returns, a part for each stored file; of figures it also hangs on the files that came later."""
    store, units = workspace.store, []
    for stored in reading.stored_files(workspace, {s.file.name: s.file for s in given}):
        later = stored.later if stored.table is RETURNED else ()
        key = provenance.key_of(asdict(stored.entry), stored.file.given, [one.stored_sha256 for one in later],
                                provenance.code_hash())  # fmt: skip
        part = f"{stored.contract.name}-{stored.path.stem}"
        files = {stored.file.name: (stored.file.sha256, stored.file.given)}
        units.append(Unit(stored.table, part, key, files, partial(reading.read, store, part, key, stored)))
    tables = {unit.table.name for unit in units}
    return units + [_no_files(store, table) for table in RETURNS if table.name not in tables]


def _no_files(store: Store, table: Table) -> Unit:
    """One part without rows, where no such file was given: recorded crime and the people stand without."""
    key = provenance.key_of(NO_FILES, provenance.code_hash())

    def read() -> tuple[list[FileRead], list[Issue]]:
        store.write_part(table, NO_FILES, table.empty(), key, True)
        return [], []

    return Unit(table, NO_FILES, key, {}, read)


def _whole_files(workspace: Workspace, given: list[Stocked], tell: Tell) -> list[Unit]:
    """Spreadsheets and tables of which each file is a part; they take longest, so they come first.

    Those of recorded crime, the longest, say how far they are.
    """
    units = []
    for module in (recorded_crime, residents_by_year, harm_weights):
        kinds = (module.TABLE.name, *harm_weights.KINDS.values()) if module is harm_weights else (module.TABLE.name,)
        for file in (stocked.file for stocked in given if stocked.kind in kinds):
            key = provenance.key_of((file.name, file.sha256, file.given), provenance.code_hash())
            part = provenance.key_of(file.name)[:8]
            read = partial(module.read, workspace.store, part, key, workspace.sources / file.name, file)
            if module is recorded_crime:
                read = partial(read, heard=partial(tell, f"reading {PurePosixPath(file.name).name} (bytes)"))
            units.append(Unit(module.TABLE, part, key, {file.name: (file.sha256, file.given)}, read))
    return units


def _small_units(workspace: Workspace, given: list[Stocked]) -> list[Unit]:
    """One unit a table: the newest edition of each kind of file that fills it, or every file of boundaries."""
    kinds: dict[str, list[str]] = {}
    for kind, (_, lookup_) in LOOKUPS.items():
        kinds.setdefault(lookup_.table.name, []).append(kind)
    tables = {lookup_.table.name: lookup_.table for _, lookup_ in LOOKUPS.values()} | {
        ADMISSIONS.name: ADMISSIONS,
        boundaries.TABLE.name: boundaries.TABLE,
    }
    units = []
    for name, table in tables.items():
        of_kind = {kind: [s.file for s in given if s.kind == kind] for kind in kinds.get(name, [name])}
        if not any(of_kind.values()) and name in REQUIRED:
            raise _missing(table)
        newest = None if table is boundaries.TABLE else -1
        files = [(kind, file) for kind, found in of_kind.items() for file in found[newest:]]
        key = provenance.key_of([(f.name, f.sha256, f.given) for _, f in files], provenance.code_hash())
        read = partial(_read_small, workspace, table, key, files)
        units.append(Unit(table, "", key, {f.name: (f.sha256, f.given) for _, f in files}, read))
    return units


def _missing(table: Table) -> SourceError:
    short = table.name.removeprefix("sources/")
    return SourceError(
        f"No file in sources/ holds {table.meaning[0].lower()}{table.meaning[1:]} ({short}).",
        "See docs/how-to/get-data.md for the file and its page; put it in a folder, then run "
        "purbeck get WORKSPACE --from FOLDER.",
    )


def _read_small(
    workspace: Workspace, table: Table, key: str, files: list[tuple[str, SuppliedFile]]
) -> tuple[list[FileRead], list[Issue]]:
    frames, reads, issues = [table.empty()], [], []
    for kind, file in files:
        path = workspace.sources / file.name
        if table is boundaries.TABLE:
            frame, read, found = boundaries.read(geography.SOURCE.name, path, file)
        elif table is ADMISSIONS:
            frame, read, found = hospital_admissions_published.read(path, file)
        else:
            source, lookup_ = LOOKUPS[kind]
            frame, read, found = lookup.read(workspace.store, source.name, lookup_, path, file)
        frames.append(frame)
        reads.append(read)
        issues += found
    rows = boundaries.most_detailed(frames) if table is boundaries.TABLE else pd.concat(frames[1:] or frames)
    workspace.store.write(table, rows, key)
    return reads, issues


def build_places(workspace: Workspace) -> None:
    """Make the table of places from the lookups, the census, the counties listed and the partnership's area."""
    store, area = workspace.store, workspace.partnership.area
    known = provenance.key_of(_lookups_key(store), workspace.partnership.counties)
    key = provenance.key_of(known, area)
    if store.key(PLACES) == key:
        return
    members = workspace.once((PLACES.name, known), lambda: _members(workspace))
    ours = members["lsoa21"].isin(places.area_of(area, members).lsoas)
    store.write(PLACES, members.assign(ours=ours), key, ordered=True)


def _lookups_key(store: Store) -> str:
    return provenance.key_of([store.key(lookup_.table) for supplier in NEEDED for lookup_ in supplier.LOOKUPS])


def _members(workspace: Workspace) -> pd.DataFrame:
    """Each LSOA with the areas it lies in and its residents, in the order of the codes; the same whosever area is ours."""
    lsoas = workspace.table(geography.LSOA_WARD_DISTRICT.table)
    listed = workspace.partnership.counties
    members = places.membership(
        lsoas,
        workspace.table(geography.DISTRICT_CSP_FORCE.table),
        workspace.table(geography.DISTRICT_REGION.table),
        workspace.table(geography.LSOA_CSP.table),
        places.counties_of(workspace.table(geography.DISTRICT_COUNTY.table), listed, lsoas),
    )
    residents = workspace.table(population.RESIDENTS.table).groupby("lsoa21")["residents"].sum()
    members["residents"] = members["lsoa21"].map(residents).fillna(0).astype("int64")
    return members.sort_values("lsoa21", ignore_index=True)


def _write_codes(workspace: Workspace) -> None:
    """Make the table of LSOA codes from the lookups and the census."""
    store = workspace.store
    key = _lookups_key(store)
    if store.key(LSOA_CODES) == key:
        return
    lsoas = workspace.table(geography.LSOA_WARD_DISTRICT.table)[["lsoa21"]].drop_duplicates()
    counted = workspace.table(population.RESIDENTS.table).groupby("lsoa21")["residents"].sum()
    residents = lsoas.assign(residents=lsoas["lsoa21"].map(counted).fillna(0).astype("int64"))
    codes = places.codes_table(workspace.table(geography.LSOA11_LSOA21.table), lsoas, residents)
    store.write(LSOA_CODES, codes, key)
