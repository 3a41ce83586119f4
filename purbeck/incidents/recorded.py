"""Recorded crime as it counts: the newest edition of each year, ONS codes for names, notes heeded."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import ibis
import ibis.expr.types as ir
import pandas as pd

from purbeck import places, provenance
from purbeck.incidents import notes as notes_
from purbeck.sources import recorded_crime
from purbeck.sources.build import LSOA_CODES, PLACES
from purbeck.sources.csp_names import UNASSIGNED, csp_key
from purbeck.sources.source import FILES
from purbeck.store import Store
from purbeck.tables import Column, Table
from purbeck.workspace import Tell, Workspace

FLAGS = ("unassigned", "force_note", "unknown_name")
BASES = ("csp", "force")
YEARS_NOT_READ = "(Which years it is about could not be read, so all that it may be about are taken.)"
QUARTER_MONTHS = {1: (4, 5, 6), 2: (7, 8, 9), 3: (10, 11, 12), 4: (1, 2, 3)}

TABLE = Table(
    name="recorded",
    meaning="Recorded crime of the newest edition of each financial year, by CSP, quarter and offence code",
    columns=(
        Column("financial_year", "string", "April to March, like 2025/26", required=True),
        Column("quarter", "int64", "1 is April to June, 4 is January to March", required=True),
        Column("basis", "string", "whether the year's tables are by CSP or by force alone", vocabulary=BASES,
               required=True),
        Column("force", "string", "the police force, as supplied", required=True),
        Column("force_code", "string", "its ONS code; empty where it has no territory"),
        Column("csp", "string", "the CSP, as supplied", required=True),
        Column("csp_code", "string", "its ONS code; empty for offences that the force assigned to no CSP"),
        Column("offence_group", "string", "Offence Group", required=True),
        Column("offence_code", "string", "Home Office offence code", required=True),
        Column("count", "int64", "offences; below zero where more were reclassified later than recorded",
               unit="offences", required=True),
        Column("file", "string", "the file, inside sources/", required=True),
    ),
    key=("financial_year", "quarter", "force", "csp", "offence_group", "offence_code"),
)  # fmt: skip

FLAGS_TABLE = Table(
    name="recorded_flags",
    meaning="What the notes say of recorded crime, by financial year, force and CSP; and names that no lookup has",
    columns=(
        Column("financial_year", "string", "April to March, like 2025/26", required=True),
        Column("force", "string", "the police force, as supplied", required=True),
        Column("csp", "string", "the CSP, as supplied; empty where the whole force is meant", required=True),
        Column("flag", "string", "unassigned: the CSP's figures stand elsewhere and are unavailable; force_note: "
               "something to know; unknown_name: in no lookup", vocabulary=FLAGS, required=True),
        Column("note", "string", "the note, as supplied", required=True),
        Column("years_read", "boolean", "whether the note says in words that can be read which years it is about; where it "
               "does not, it is taken to be about every year that it may be", required=True),
    ),
    key=("financial_year", "force", "csp", "flag", "note"),
)  # fmt: skip


def build(workspace: Workspace, tell: Tell) -> None:
    """Bring recorded crime, and what its notes say, up to date with the tables as supplied."""
    store, also_called = workspace.store, workspace.partnership.csp_names
    parts = [store.parts(table) for table in (recorded_crime.TABLE, recorded_crime.NOTES_TABLE)]
    key = provenance.key_of(parts, store.key(LSOA_CODES), also_called, provenance.code_hash())
    if store.key(TABLE) == key == store.key(FLAGS_TABLE):
        return
    tell("choosing editions of recorded crime", 0, 1)
    if not parts[0]:
        rows: ir.Table | pd.DataFrame = TABLE.empty()
        flags = FLAGS_TABLE.empty()
    else:
        given = workspace.table(FILES).set_index("file")["given"]
        editions = _editions(store, given)
        names = _named(store, workspace.table(PLACES), also_called)
        rows = _counted(store, editions, names)
        notes = workspace.table(recorded_crime.NOTES_TABLE)
        flags = _flags(store, editions, names, notes)
    store.write(FLAGS_TABLE, flags, key)
    store.write(TABLE, rows, key)
    tell("choosing editions of recorded crime", 1, 1)


def _editions(store: Store, given: pd.Series) -> pd.DataFrame:
    """The file that counts for each financial year: the last given of those by CSP, else of those by force."""
    rows = store.read(recorded_crime.TABLE)
    rows = rows.filter(rows.quarter.notnull())
    held = rows.group_by("file", "financial_year").agg(by_csp=rows.count(where=rows.csp.notnull()) > 0)
    found = store.fetch(held)
    found["given"] = found["file"].map(given)
    found = found.sort_values(["financial_year", "by_csp", "given"], kind="stable")
    last = found.drop_duplicates("financial_year", keep="last")
    return last.assign(basis=last["by_csp"].map({True: "csp", False: "force"}))[["financial_year", "file", "basis"]]


def _named(store: Store, members: pd.DataFrame, also_called: Mapping[str, str]) -> pd.DataFrame:
    """The ONS codes of every force and CSP named in the tables."""
    rows = store.read(recorded_crime.TABLE)
    found = store.fetch(rows.select("force", "csp").distinct())
    forces = members[["force_code", "force_name"]].dropna().drop_duplicates()
    force_codes = {places.force_key(n): c for n, c in zip(forces["force_name"], forces["force_code"], strict=True)}
    csps = members[["csp_code", "csp_name", "force_name"]].dropna().drop_duplicates()
    csp_codes = {csp_key(n): c for n, c in zip(csps["csp_name"], csps["csp_code"], strict=True)}
    home = {csp_key(n): f for n, f in zip(csps["csp_name"], csps["force_name"], strict=True)}
    keys = found["csp"].map(partial(csp_key, listed=also_called), na_action="ignore")
    given = found["force"].map(places.force_key, na_action="ignore")
    from_csp = keys.map(home).map(places.force_key, na_action="ignore")  # the oldest tables name no force
    return found.assign(
        csp_code=keys.map(csp_codes), force_code=given.fillna(from_csp).map(force_codes),
        force_named=found["force"].fillna(keys.map(home)).fillna(""),
    )  # fmt: skip


def _counted(store: Store, editions: pd.DataFrame, names: pd.DataFrame) -> ir.Table:
    rows = store.read(recorded_crime.TABLE)
    rows = rows.filter(rows.quarter.notnull())
    text = dict.fromkeys(("financial_year", "file", "basis"), "string")
    chosen = rows.inner_join(store.engine.frame(editions, ibis.schema(text)), ["financial_year", "file"])
    link = names.rename(columns={"force": "as_force", "csp": "as_csp"})
    named = store.engine.frame(link, ibis.schema(dict.fromkeys(link.columns, "string")))
    coded = chosen.inner_join(
        named, chosen.force.identical_to(named.as_force) & chosen.csp.identical_to(named.as_csp)
    ).mutate(force=ibis._.force_named, csp=ibis._.csp.fill_null(""))
    # A table by force alone may list a force again for each of its CSPs' totals: only rows without a CSP are of it.
    coded = coded.filter((coded.basis == "csp") == (coded.csp != ""))
    by = ("financial_year", "quarter", "basis", "force", "force_code", "csp", "csp_code", "offence_group",
          "offence_code", "file")  # fmt: skip
    # The engine's sum of whole numbers is a type that Parquet has not; counts are far from where a double loses one.
    return coded.group_by(*by).agg(count=coded["count"].sum().cast("float64"))


def _flags(store: Store, editions: pd.DataFrame, names: pd.DataFrame, notes: pd.DataFrame) -> pd.DataFrame:
    """What each edition's own notes say of the years it is used for."""
    rows = store.read(recorded_crime.TABLE)
    held = store.fetch(rows.select("financial_year", "file", "force", "csp").distinct())
    held = held.merge(editions, on=["financial_year", "file"]).merge(names, on=["force", "csp"], how="left")
    found: list[tuple[str, str, str, str, str, bool]] = []
    for (year, file), of_year in held.groupby(["financial_year", "file"]):
        said = notes.loc[notes["file"] == file, "note"].tolist()
        for force, rows_ in of_year.groupby("force_named"):
            found += _flags_of(str(year), str(force), rows_, said)
    return pd.DataFrame(found, columns=[c.name for c in FLAGS_TABLE.columns]).drop_duplicates()


def _flags_of(
    year: str, force: str, rows: pd.DataFrame, notes: list[str]
) -> list[tuple[str, str, str, str, str, bool]]:
    csps = sorted(rows["csp"].dropna().unique())
    found = []
    for csp in csps:
        note = notes_.unassigned([n for n in notes if UNASSIGNED.search(n)], csp, force, csps, year)
        if note and not UNASSIGNED.search(csp):
            found.append((year, force, csp, "unassigned", note, notes_.years_of(note).read))
    unknown = rows[rows["csp"].notna() & rows["csp_code"].isna()]["csp"]
    found += [
        (year, force, csp, "unknown_name", "No lookup has a CSP of this name.", True)
        for csp in sorted(unknown.unique())
        if not UNASSIGNED.search(csp)
    ]
    said = [n for n in notes if notes_.is_of(n, force)]
    years = [notes_.years_of(n) for n in said]
    return found + [
        (year, force, "", "force_note", n, about.read)
        for n, about in zip(said, years, strict=True)
        if about.hold(int(year[:4]))
    ]


def said_of(flag: pd.Series) -> str:
    """A flag's note, and that its years could not be read where they could not."""
    unread = "" if flag["years_read"] else f" {YEARS_NOT_READ}"
    return f"{flag['note']}{unread}"


def months_of(financial_year: str, quarter: int) -> list[str]:
    """The months of a financial year's quarter: of "2025/26" and 4, January to March 2026."""
    first = int(financial_year[:4])
    return [f"{first + (quarter == 4)}-{month:02d}" for month in QUARTER_MONTHS[quarter]]
