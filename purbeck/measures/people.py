"""How many residents and workday people each small area has in each year, and what that rests on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from purbeck import provenance
from purbeck.errors import SourceError
from purbeck.incidents.recorded import TABLE as RECORDED
from purbeck.incidents.recorded import months_of
from purbeck.measures import plausible
from purbeck.measures.covered import covered_months, months_returned
from purbeck.measures.people_rules import read_rules
from purbeck.sources import both_sexes, residents_by_year, visitors, workday_people
from purbeck.sources.build import LSOA_CODES, PLACES
from purbeck.sources.downloads import FORCE_MONTHS
from purbeck.sources.source import FILES
from purbeck.tables import Column, Table
from purbeck.workspace import Workspace

CENSUS_YEAR = 2021
KINDS = ("residents", "workday_people")
BASES = (
    "mid_year_estimate",  # the ONS's estimate for the year itself
    "mid_year_estimate_split",  # the same, of an LSOA of 2011 that was divided: its parts by Census 2021 shares
    "district_estimate_shared",  # the district's estimate for the year, shared out as in Census 2021
    "nearest_estimate",  # an estimate for a year near by
    "census_2021",  # the census, for 2021 itself
    "census_2021_fallback",  # the census, for a year that has no estimate
)

PEOPLE = Table(
    name="people",
    meaning="People in each LSOA of 2021 in each year that months are held for: the denominators of every rate",
    columns=(
        Column("lsoa21", "string", "LSOA of 2021", required=True),
        Column("year", "int64", "calendar year of the counts", required=True),
        Column("denominator_kind", "string", "who they are", vocabulary=KINDS, required=True),
        Column("people", "int64", "how many", unit="people", required=True),
        Column("basis", "string", "what the number rests on", vocabulary=BASES, required=True),
        Column("estimated_for", "int64", "the year that the number is of", required=True),
    ),
    key=("denominator_kind", "year", "lsoa21"),
)


def build(workspace: Workspace) -> str:
    """Bring the table of people up to date; its key. Raises SourceError where a file is in the wrong unit."""
    store = workspace.store
    estimates = store.parts(residents_by_year.TABLE)
    workday = store.key(workday_people.WORKDAY_PEOPLE.table)
    months = workspace.table(FORCE_MONTHS)
    of_partners = [month for covered in covered_months(workspace).values() for month in covered]
    of_partners += months_returned(workspace)
    touched = {
        int(month[:4]) for month in [*months.loc[months["chosen"], "month"], *_quarters(workspace), *of_partners]
    }
    years = range(
        min(touched, default=0), max(touched, default=-1) + 1
    )  # gaps are counted over too, as months not filed
    visited = store.key(visitors.VISITORS.table)
    key = provenance.key_of(store.key(LSOA_CODES), estimates, workday, visited, list(years), provenance.code_hash())
    if store.key(PEOPLE) == key:
        return key
    members = workspace.table(PLACES).sort_values("lsoa21", ignore_index=True)
    plausible.check(workspace, members, read_rules())
    held = _estimates(workspace, members) if estimates else {}
    frames = [_residents(members, held, year) for year in years]
    if workday:
        frames += _workday(workspace, members, years)
    store.write(PEOPLE, pd.concat(frames, ignore_index=True) if frames else PEOPLE.empty(), key)
    return key


def _quarters(workspace: Workspace) -> list[str]:
    """The last month of each quarter that recorded crime is held for."""
    if not workspace.store.files(RECORDED):
        return []
    rows = workspace.store.read(RECORDED)
    held = workspace.store.fetch(rows.select("financial_year", "quarter").distinct())
    return [months_of(str(year), int(quarter))[-1] for year, quarter in held.itertuples(index=False)]


def _residents(members: pd.DataFrame, held: dict[int, pd.DataFrame], year: int) -> pd.DataFrame:
    """Residents of each LSOA for one year: its own estimate, else the nearest, else Census 2021."""
    census = "census_2021" if year == CENSUS_YEAR else "census_2021_fallback"
    rows = pd.DataFrame(
        {"lsoa21": members["lsoa21"], "year": year, "denominator_kind": "residents", "people": members["residents"],
         "basis": census, "estimated_for": CENSUS_YEAR}
    )  # fmt: skip
    # The farthest first, so that a nearer one takes its place; of two as near, the later year's does.
    for other in sorted(held, key=lambda other: (-abs(other - year), other)):
        away = abs(other - year)
        if other != year and (away > read_rules().nearest_estimate or away >= abs(CENSUS_YEAR - year)):
            continue
        estimate = held[other].reindex(members["lsoa21"]).reset_index(drop=True)
        known = estimate["people"].notna()
        rows.loc[known, "people"] = estimate.loc[known, "people"].astype("int64")
        rows.loc[known, "basis"] = estimate.loc[known, "basis"] if other == year else "nearest_estimate"
        rows.loc[known, "estimated_for"] = other
    return rows


def _workday(workspace: Workspace, members: pd.DataFrame, years: Sequence[int]) -> list[pd.DataFrame]:
    supplied = workspace.table(workday_people.WORKDAY_PEOPLE.table)
    supplied = supplied[supplied["lsoa21"].isin(members["lsoa21"])]
    return [
        supplied.assign(year=year, denominator_kind="workday_people", estimated_for=CENSUS_YEAR,
                        basis="census_2021" if year == CENSUS_YEAR else "census_2021_fallback")
        for year in years
    ]  # fmt: skip


def _estimates(workspace: Workspace, members: pd.DataFrame) -> dict[int, pd.DataFrame]:
    """For each year estimated: people and basis of every LSOA of 2021 that the files say something of, by LSOA."""
    codes = workspace.table(LSOA_CODES)
    found = {}
    for year, of_year in _newest_editions(workspace).groupby("year"):
        supplied = of_year.set_index("area_code")["people"]
        found[int(year)] = carried(supplied, members, codes)
        _check_unit(of_year, found[int(year)], members)
    return found


def _newest_editions(workspace: Workspace) -> pd.DataFrame:
    """People of each area in each year, and the file they are taken from: the one given last, of several of a year."""
    store = workspace.store
    rows = store.read(residents_by_year.TABLE)
    by_sex = rows.group_by("file", "year", "area_code", "sex").agg(people=rows.residents.sum().cast("int64"))
    supplied = store.fetch(by_sex)
    given = workspace.table(FILES).set_index("file")["given"]
    added = both_sexes.added_up(supplied.assign(given=supplied["file"].map(given)))
    added = added.sort_values(["given", "year", "area_code"], ignore_index=True)
    return added.drop_duplicates(["year", "area_code"], keep="last")


def newest_estimate(workspace: Workspace, members: pd.DataFrame) -> tuple[int, dict[tuple[str, str], pd.Series]] | None:
    """The newest of the years estimated for most small areas, and its people by LSOA for each sex and age band.

    members : as `carried` takes them. The sex is `persons` for all together; `female` and `male` are given, under the band
    "all", where the files tell them. None where no estimate is held.
    """
    store = workspace.store
    if not store.parts(residents_by_year.TABLE):
        return None
    editions, codes = _newest_editions(workspace), workspace.table(LSOA_CODES)
    reach = {int(year): len(carried(rows.set_index("area_code")["people"], members, codes))
             for year, rows in editions.groupby("year")}  # fmt: skip
    newest = max(reach, key=lambda year: (reach[year], year))
    rows = store.read(residents_by_year.TABLE)
    cells = store.fetch(rows.filter(rows.year == newest).select("file", "area_code", "sex", "age_band", "residents"))
    chosen = editions.loc[editions["year"] == newest, ["files", "area_code"]].explode("files")
    cells = cells.merge(chosen.rename(columns={"files": "file"}))
    told = cells[cells["sex"] != "persons"]
    parts = {("persons", str(band)): of_band for band, of_band in cells.groupby("age_band")}
    parts |= {(str(sex), "all"): of_sex for sex, of_sex in told.groupby("sex")}
    return newest, {
        part: carried(of_part.groupby("area_code")["residents"].sum(), members, codes)["people"]
        for part, of_part in parts.items()
    }


def carried(supplied: pd.Series, members: pd.DataFrame, codes: pd.DataFrame) -> pd.DataFrame:
    """People by LSOA of 2021 from people by LSOA of either vintage, else by district.

    supplied : people by area code. members : lsoa21, district_code, residents. codes : as `places.codes_table` gives them.
    Returns people (whole numbers) and basis by LSOA, for the LSOAs of which anything is known.
    """
    same = members.loc[members["lsoa21"].isin(supplied.index), "lsoa21"]
    direct = pd.DataFrame({"people": supplied.reindex(same), "basis": "mid_year_estimate"}, index=pd.Index(same))
    older = codes[(codes["method"] != "supplied_2021") & ~codes["lsoa21"].isin(direct.index)]
    older = older.assign(total=older["code"].map(supplied).astype(float), share=older["share_to"] - older["share_from"])
    # A small area of 2021 is known only where every area of 2011 that went into it is.
    whole = older["total"].isna().groupby(older["lsoa21"]).transform("sum") == 0
    divided = older[older["total"].notna()].reset_index(drop=True)
    divided["people"] = shared_out(divided["total"], divided["share"], divided["code"])
    divided = divided[divided["lsoa21"].isin(older.loc[whole, "lsoa21"])]
    split = divided["method"].eq("split_by_point").groupby(divided["lsoa21"]).any()
    parts = divided.groupby("lsoa21")["people"].sum().to_frame()
    parts["basis"] = np.where(split.reindex(parts.index).astype(bool), "mid_year_estimate_split", "mid_year_estimate")
    small = pd.concat([direct, parts])
    # A district's own figure is for the LSOAs of a district of which no small area is known.
    districts = members[
        ~members["district_code"].isin(members.loc[members["lsoa21"].isin(small.index), "district_code"])
    ]
    districts = districts[districts["district_code"].isin(supplied.index)].reset_index(drop=True)
    total = districts["district_code"].map(supplied).astype(float)
    people = shared_out(total, districts["residents"], districts["district_code"])
    shared = pd.DataFrame({"people": people.to_numpy(), "basis": "district_estimate_shared"}, index=districts["lsoa21"])
    return pd.concat([small, shared])


def shared_out(total: pd.Series, weight: pd.Series, group: pd.Series) -> pd.Series:
    """A whole number for each row, in proportion to its weight, that add up to the total of its group exactly.

    The largest remainders are rounded up (Hamilton's method). `total` is the same for every row of a group.
    """
    weight = weight.astype(float).where(weight.groupby(group).transform("sum") > 0, 1.0)
    exact = total * weight / weight.groupby(group).transform("sum")
    floor = np.floor(exact + 1e-9)
    short = (total - floor.groupby(group).transform("sum")).round()
    order = pd.DataFrame({"group": group, "rest": floor - exact}).sort_values(["group", "rest"], kind="stable")
    place = order.groupby("group").cumcount().reindex(total.index)
    shared: pd.Series = (floor + (place < short)).astype("int64")
    return shared


def _check_unit(supplied: pd.DataFrame, people: pd.DataFrame, members: pd.DataFrame) -> None:
    """Raise SourceError where an estimate is nowhere near Census 2021 for the same areas."""
    rules = read_rules()
    census = members.set_index("lsoa21")["residents"].reindex(people.index).sum()
    ratio = people["people"].sum() / census if census else 1.0
    if rules.plausible_lowest <= ratio <= rules.plausible_highest:
        return
    files = ", ".join(sorted(set(supplied["file"])))
    raise SourceError(
        f"{files}: residents of {supplied['year'].iloc[0]} come to {int(people['people'].sum()):,} where Census 2021 has "
        f"{int(census):,} for the same areas ({ratio:.3g} times).",
        "The file may be in thousands, of some ages or one sex only, or with totals among its areas: take it out of "
        "sources/, and give the one the ONS publishes.",
    )
