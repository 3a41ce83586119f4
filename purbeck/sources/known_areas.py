"""Area codes of the right form that no lookup knows: of incidents, people and partners' returns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import ibis
import pandas as pd

from purbeck import places
from purbeck.sources import delimited, geography, non_resident_victims, police_street, residents_by_year, visitors
from purbeck.sources.source import Issue
from purbeck.store import Store, union
from purbeck.tables import Table

RULE, PLACE_RULE = "area_known", "place_known"
OURS_TO_KNOW = r"^[EW]"  # British Transport Police files hold Scottish codes too, which no lookup here needs to have
ONS_CODE = r"^[EW][0-9]{8}$"
LOOKED_UP = (
    (geography.LSOA_WARD_DISTRICT.table, "lsoa21"),
    (geography.LSOA_WARD_DISTRICT.table, "ward_code"),
    (geography.LSOA_WARD_DISTRICT.table, "district_code"),
    (geography.DISTRICT_CSP_FORCE.table, "csp_code"),
    (geography.DISTRICT_CSP_FORCE.table, "force_code"),
    (geography.DISTRICT_REGION.table, "region_code"),
    (geography.LSOA_CSP.table, "csp_code"),
)
NEEDED = (geography.LSOA_WARD_DISTRICT.table, geography.DISTRICT_CSP_FORCE.table, geography.DISTRICT_REGION.table)
CODES_OF_RETURNS = ("place_code", "lsoa21", "force")  # the columns of stored returns that hold areas' codes
KINDS = {"lsoa21": "LSOA of 2021", "csp": "CSP", "force": "police force area"} | {n: n for n in ("ward", "district")}
NAMED = {
    visitors.SOURCE.name: visitors.VISITORS,
    non_resident_victims.SOURCE.name: non_resident_victims.NON_RESIDENT_VICTIMS,
}


def of_incidents(store: Store, parts: list[Path]) -> list[Issue]:
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
        delimited.value_issue(police_street.SOURCE.name, r.file, r.row, "LSOA code", r.lsoa_code, RULE,
                              "kept_without_value", why)
        for r in store.fetch(rows.order_by("file", "row")).itertuples()
    ]  # fmt: skip


def of_people(store: Store, parts: list[Path]) -> list[Issue]:
    """An issue for each area of people that no lookup knows, such as a district of another year: it is in no rate."""
    return [*_estimated(store, parts), *_named(store)]


def of_returns(store: Store, parts: Iterable[tuple[Table, Path]]) -> Iterator[Issue]:
    """An issue for each area of a partner's file that no lookup knows: its rows are kept, and are in no figure of a place."""
    for table, path in parts:
        rows = store.engine.parquet(table, [path])
        for column in CODES_OF_RETURNS:
            if column in rows.columns:
                coded = rows.select("file", "row", code=column).filter(ibis._.code.notnull())
                counted = store.fetch(
                    coded.group_by("file", "code").agg(n=ibis._.row.nunique()).order_by("file", "code")
                )
                lacking = unknown(store, counted["code"])
                for row in counted[counted["code"].isin(lacking)].itertuples():
                    contract = row.file.split("/")[1]
                    yield Issue(contract, row.file, None, column, row.code, PLACE_RULE, "kept_as_supplied",
                                f"{row.file}: {said_of_unknown(row.code, row.n)}")  # fmt: skip


def said_of_unknown(code: str, rows: int) -> str:
    """What is said of an area of a return that no lookup knows."""
    these = "1 row is" if rows == 1 else f"{rows:,} rows are"
    return (
        f"{code} has the form of a {KINDS.get(places.AREA_TYPES.get(code[:3], ''), 'area')} and is in no lookup. {these} of it: "
        "kept as supplied, and in no figure of a place. Ask the sender whether the code is of another year or mistyped, or give "
        "the lookup that knows it."
    )


def unknown(store: Store, codes: Iterable[str]) -> set[str]:
    """Those of these codes that no lookup has. None while the lookups that every build needs have not been read."""
    held = [(table, column) for table, column in LOOKED_UP if store.key(table) is not None]
    if not set(NEEDED) <= {table for table, _ in held}:
        return set()
    known = store.fetch(union(store.read(table).select(code=column) for table, column in held).distinct())["code"]
    nations = {places.ENGLAND_AND_WALES[0], *(code for code, _ in places.NATIONS.values())}
    return set(codes) - set(known) - nations


def _estimated(store: Store, parts: list[Path]) -> Iterator[Issue]:
    """Areas of mid-year estimates; each once a file, with its years, since every year has the same."""
    if not parts:
        return
    codes = [store.read(t).select(area_code=c) for t, c in ((geography.LSOA_WARD_DISTRICT.table, "lsoa21"),
                                                            (geography.LSOA_WARD_DISTRICT.table, "district_code"),
                                                            (geography.LSOA11_LSOA21.table, "lsoa11"))]  # fmt: skip
    rows = store.engine.parquet(residents_by_year.TABLE, parts)
    supplied = rows.group_by("file", "area_code").agg(first=rows.year.min(), last=rows.year.max())
    unknown = store.fetch(supplied.anti_join(union(codes), "area_code").order_by("file", "area_code"))
    for row in unknown.itertuples():
        kind = "an LSOA" if row.area_code[1:3] == "01" else "a district"
        years = str(row.first) if row.first == row.last else f"{row.first} to {row.last}"
        name = row.file.rsplit("/", 1)[-1]
        yield Issue(
            residents_by_year.SOURCE.name, row.file, None, "area", row.area_code, PLACE_RULE, "kept_as_supplied",
            f"{name}: {row.area_code} ({years}) has the form of {kind} and is in no lookup. Its residents are in no rate, and "
            "those areas have Census 2021's instead; give the lookup that knows it (LSOA 2011 to 2021), or a file by areas "
            "of 2021.",
        )  # fmt: skip


def _named(store: Store) -> Iterator[Issue]:
    """Places named in the partnership's own files that are in no lookup."""
    codes = union(
        store.read(lookup.table).select(place_code=column)
        for lookup, column in (
            (geography.DISTRICT_CSP_FORCE, "district_code"),
            (geography.DISTRICT_CSP_FORCE, "csp_code"),
        )
    )
    for source, lookup in NAMED.items():
        if store.key(lookup.table) is None:
            continue
        named = store.read(lookup.table).select("place_code").distinct()
        named = named.filter(named.place_code.re_search(ONS_CODE)).anti_join(codes, "place_code")
        for code in sorted(store.fetch(named)["place_code"]):
            yield Issue(
                source, lookup.table.name, None, "place_code", code, PLACE_RULE, "kept_as_supplied",
                f'{lookup.table.name.removeprefix("sources/")}: place_code "{code}" is in no lookup, so its rows are in no '
                "rate; correct the code, then run purbeck build again.",
            )  # fmt: skip
