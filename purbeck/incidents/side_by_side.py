"""Recorded crime of our CSPs beside street-level rows of the same area, months and kinds of offence."""

from __future__ import annotations

import re
from pathlib import Path

import ibis
import pandas as pd

from purbeck import places
from purbeck.incidents import incident
from purbeck.sources import recorded_crime
from purbeck.sources.build import PLACES
from purbeck.sources.downloads import FORCE_MONTHS
from purbeck.sources.source import FILES
from purbeck.workspace import Workspace

ALIASES = Path(__file__).with_name("csp_aliases.csv")
KINDS = Path(__file__).with_name("recorded_kinds.csv")
COLUMNS = ("csp", "kind", "quarters", "recorded_crime", "street_level", "street_level_per_100", "note")
QUARTER_MONTHS = {1: (4, 5, 6), 2: (7, 8, 9), 3: (10, 11, 12), 4: (1, 2, 3)}
UNASSIGNED = re.compile(r"\bunassigned\b", re.IGNORECASE)
YEAR = re.compile(r"\b(20\d\d)\b")

WHY_THEY_DIFFER = (
    "The two never agree, and neither is wrong. Recorded crime counts every offence, with or without a place, and is revised "
    "with each edition. A street-level row without a place is in no CSP, and a row stands as it did in the newest download. "
    "Use recorded crime to compare years and areas, street-level rows to find places, and never mix the two in one figure."
)


def side_by_side(workspace: Workspace) -> pd.DataFrame:
    """For each CSP that holds any of us and each kind of offence, both counts over the quarters that both have whole.

    Returns `COLUMNS`, empty where no recorded crime was given. Quarters are of the latest financial year in which the
    CSP's force filed all three months of any. A CSP that the Home Office's notes call unassigned in that year has no
    count of recorded crime, and the note stands beside it.
    """
    if not workspace.store.files(recorded_crime.TABLE):
        return pd.DataFrame(columns=list(COLUMNS))
    members = workspace.table(PLACES).dropna(subset=["csp_code"])
    ours = members.loc[members["ours"], ["csp_code", "csp_name", "force_name"]]
    ours = ours.drop_duplicates("csp_code").sort_values("csp_code")
    recorded = _newest_edition(workspace)
    notes = _notes(workspace)
    rows = []
    for csp in ours.itertuples():
        theirs = recorded[recorded["key"] == csp_key(csp.csp_name)]
        street = _street_level(workspace, members.loc[members["csp_code"] == csp.csp_code, "lsoa21"])
        both = _quarters_of_both(theirs, _months_filed(workspace, csp.force_name))
        note = _said_of(notes, recorded, theirs, both)
        rows += _of_csp(csp.csp_name, theirs, street, both, note)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def csp_key(name: str) -> str:
    """A CSP's name without what publishers vary; a name listed in csp_aliases.csv becomes the ONS's first."""
    aliases = pd.read_csv(ALIASES, comment="#").set_index("supplied")["ons"].to_dict()
    plain = str(aliases.get(name.strip(), name)).lower().replace("&", " and ")
    return " ".join(re.sub(r"[^\w]+", " ", plain).split())


def _newest_edition(workspace: Workspace) -> pd.DataFrame:
    """Counts by CSP, financial year, quarter and offence group; of several files that hold a year, the last given."""
    rows = workspace.store.read(recorded_crime.TABLE)
    rows = rows.filter(rows.csp.notnull() & rows.quarter.notnull())
    counted = rows.group_by("file", "csp", "force", "financial_year", "quarter", "offence_group").agg(
        n=rows["count"].sum()
    )
    found = workspace.store.fetch(counted)
    given = workspace.table(FILES).set_index("file")["given"]
    found["given"] = found["file"].map(given)
    newest = found.groupby("financial_year")["given"].transform("max")
    found = found[found["given"] == newest]
    names = {name: csp_key(name) for name in found["csp"].unique()}
    return found.assign(key=found["csp"].map(names))


def _notes(workspace: Workspace) -> list[str]:
    return [note for note in workspace.table(recorded_crime.NOTES_TABLE)["note"] if UNASSIGNED.search(note)]


def unassigned(notes: list[str], csp: str, force: str, others: list[str], financial_year: str) -> str:
    """The note that says a CSP's offences of a year stand elsewhere; empty where none does.

    A note begins with its force. One that names CSPs of it (`others` are all it has) is about those; one that names
    none, about every one. "From 2024" is taken to begin with the financial year that January 2024 lies in: too early
    rather than too late.
    """
    for note in notes:
        about = _plain(note)
        if not about.startswith(_plain(force)) or not _covers(note, int(financial_year[:4])):
            continue
        about = about.removeprefix(_plain(force).rstrip())
        named = [other for other in others if _plain(other) in about]
        if not named or csp in named:
            return note
    return ""


def _plain(text: str) -> str:
    return f" {csp_key(text)} "


def _covers(note: str, first_year: int) -> bool:
    """Whether a note speaks of the financial year that begins in April of a year."""
    years = [int(found) for found in YEAR.findall(note)]
    if not years:
        return True
    ending = re.search(r"year ending march (20\d\d)", note.lower())
    if ending is not None:
        return int(ending[1]) == first_year + 1
    return min(years) <= first_year + 1


def _street_level(workspace: Workspace, lsoas: pd.Series) -> pd.DataFrame:
    """Street-level rows located in some LSOAs, by month and category."""
    store = workspace.store
    link = store.engine.frame(pd.DataFrame({"lsoa21": sorted(lsoas)}), ibis.schema({"lsoa21": "string"}))
    rows = store.read(incident.TABLE).semi_join(link, "lsoa21")
    return store.fetch(rows.group_by("month", "supplied_category").agg(n=rows.count()))


def _months_filed(workspace: Workspace, force: str | None) -> set[str]:
    """The months that the territorial force filed at street level."""
    held = workspace.table(FORCE_MONTHS)
    same = held["force"].map(places.force_key) == places.force_key(force or "")
    return set(held.loc[held["chosen"] & same, "month"])


def _quarters_of_both(recorded: pd.DataFrame, filed: set[str]) -> tuple[str, list[int]]:
    """The latest financial year, and its quarters, that both sources hold whole; no year where there is none."""
    held = recorded[["financial_year", "quarter"]].drop_duplicates().itertuples(index=False)
    both = [(str(year), int(quarter)) for year, quarter in held if set(months_of(str(year), int(quarter))) <= filed]
    latest = max((year for year, _ in both), default="")
    return latest, sorted(quarter for year, quarter in both if year == latest)


def _said_of(notes: list[str], recorded: pd.DataFrame, ours: pd.DataFrame, both: tuple[str, list[int]]) -> str:
    if ours.empty or not both[0]:
        return ""
    csp, force = str(ours["csp"].iloc[0]), str(ours["force"].iloc[0])
    others = sorted(recorded.loc[recorded["force"] == force, "csp"].unique())
    return unassigned(notes, csp, force, others, both[0])


def _of_csp(
    name: str, recorded: pd.DataFrame, street: pd.DataFrame, both: tuple[str, list[int]], note: str
) -> list[tuple[object, ...]]:
    year, quarters = both
    if recorded.empty:
        return [(name, "", "", None, None, None, "The tables of recorded crime name no such CSP.")]
    if not year:
        return [(name, "", "", None, None, None, "No quarter is held by both sources.")]
    held = recorded[(recorded["financial_year"] == year) & recorded["quarter"].isin(quarters)]
    in_months = street[street["month"].isin([m for q in quarters for m in months_of(year, q)])]
    said = f"{year}, quarter{'s' if len(quarters) > 1 else ''} {', '.join(map(str, quarters))}"
    rows: list[tuple[object, ...]] = []
    for category, groups in pd.read_csv(KINDS, comment="#").groupby("category", sort=False)["offence_group"]:
        theirs = None if note else int(held.loc[held["offence_group"].isin(groups), "n"].sum())
        ours = int(in_months.loc[in_months["supplied_category"] == category, "n"].sum())
        share = round(100 * ours / theirs, 1) if theirs else None
        rows.append((name, category, said, theirs, ours, share, f"Unavailable: {note}" if note else ""))
    return rows


def months_of(financial_year: str, quarter: int) -> list[str]:
    """The months of a financial year's quarter: of "2025/26" and 4, January to March 2026."""
    first = int(financial_year[:4])
    return [f"{first + (quarter == 4)}-{month:02d}" for month in QUARTER_MONTHS[quarter]]
