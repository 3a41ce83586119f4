"""Files of another vintage: codes of the right form that are of no LSOA or district of their year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from purbeck.errors import PlaceError
from purbeck.sources import delimited, geography
from purbeck.sources.lookup import Lookup
from purbeck.sources.source import Issue, Source
from purbeck.store import Store

RULE, LOOKUPS_RULE = "vintage", "lookups_agree"
OF_DISTRICTS = (geography.DISTRICT_CSP_FORCE, geography.DISTRICT_REGION, geography.DISTRICT_COUNTY)
NAMED = 3  # places that a message names


def unknown_codes(store: Store, kinds: Sequence[tuple[Source, Lookup]], files: Mapping[str, str]) -> list[Issue]:
    """An issue for each file that has LSOA codes which no lookup knows. `files` is the file read of each kind.

    Its rows stay as supplied: they go nowhere, since no place is made of them.
    """
    of_2021 = set(store.rows(geography.LSOA_WARD_DISTRICT.table)["lsoa21"])
    of_2011 = set(store.rows(geography.LSOA11_LSOA21.table)["lsoa11"])
    issues = []
    for source, lookup in kinds:
        if not lookup.area or lookup.kind not in files:
            continue
        rows = store.rows(lookup.table, **lookup.given)
        codes = rows[lookup.area].drop_duplicates()
        known = of_2011 if lookup.on_lsoas_of == 2011 else of_2021
        unknown = sorted(codes[~codes.isin(known)])
        if unknown and known:
            issues.append(_issue(source.name, files[lookup.kind], lookup, unknown, codes))
    return issues


def _issue(source: str, file: str, lookup: Lookup, unknown: list[str], codes: pd.Series) -> Issue:
    name = file.rsplit("/", 1)[-1]
    year = lookup.on_lsoas_of
    return Issue(
        source, file, None, lookup.area, unknown[0], RULE, "kept_as_supplied",
        f"{name}: {len(unknown):,} of its {len(codes):,} LSOA codes, such as {unknown[0]}, are of no LSOA of {year} in the "
        "lookups given. It may be of another year. Those rows were kept as supplied, and count for no place; give the "
        f"edition on LSOAs of {year}.",
    )  # fmt: skip


@dataclass(frozen=True)
class Districts:
    """The lookups that name districts, beside the one that says which district each LSOA lies in.

    `read_of` is the file read of each kind of lookup, inside `folder`.
    """

    store: Store
    folder: Path
    read_of: Mapping[str, str]

    @cached_property
    def lived_in(self) -> pd.Series:
        """Names of the districts that LSOAs lie in, by code."""
        rows = self.store.read(geography.LSOA_WARD_DISTRICT.table).select("district_code", "district_name").distinct()
        named = self.store.fetch(rows).drop_duplicates("district_code").set_index("district_code")["district_name"]
        return named.fillna("").sort_index()

    def check(self, issues: Sequence[Issue]) -> None:
        """Raise PlaceError where the lookups are of districts of different years: rates of forces and regions would be wrong.

        A force's offences would be set against the residents of some of its districts only. `issues` say which rows of a
        lookup were set aside. Wales has no regions, and so its districts need none.
        """
        forces, regions = OF_DISTRICTS[:2]
        english = self.lived_in[self.lived_in.index.str.startswith("E")]
        for lookup, wanted in ((forces, self.lived_in), (regions, english)):
            missing = wanted[~wanted.index.isin(self._rows(lookup)["district_code"])]
            if len(missing):
                what = f"{self._lsoas} has LSOAs in {_named(missing)}, of which {self._file(lookup)} has no row."
                raise self._apart(what, lookup, issues)
        rows = self._rows(forces)
        known = rows["district_code"].isin(self.lived_in.index)
        halved = rows[~known & rows["force_code"].isin(rows.loc[known, "force_code"])].drop_duplicates("district_code")
        if len(halved):
            empty = halved.set_index("district_code")["force_name"].fillna("").sort_index()
            what = (
                f"{self._file(forces)} puts {_named(empty, 'police force ')} into forces of other districts too, and "
                f"{self._lsoas} has no LSOA in them."
            )
            raise self._apart(what, geography.LSOA_WARD_DISTRICT, issues)

    def unknown(self) -> Iterator[Issue]:
        """An issue for each lookup that names places which another does not know, and for LSOAs that no CSP is known of."""
        for lookup in OF_DISTRICTS:
            extra = self._codes(lookup, "district_code")
            extra = extra[~extra.isin(self.lived_in.index)]
            if len(extra):
                yield self._issue(
                    lookup, "district_code", extra,
                    f"in which {self._lsoas} has no LSOA. Nothing was made of them; a county of which one of them is a part "
                    "is in no list of counties.",
                )  # fmt: skip
        extra = self._codes(geography.LSOA_CSP, "csp_code")
        extra = extra[~extra.isin(self._rows(geography.DISTRICT_CSP_FORCE)["csp_code"])]
        if len(extra):
            yield self._issue(
                geography.LSOA_CSP, "csp_code", extra,
                f"which {self._file(geography.DISTRICT_CSP_FORCE)} does not. LSOAs of districts in several CSPs have none by it, "
                "and those CSPs no figures.",
            )  # fmt: skip
        yield from self._without_csp()

    def _without_csp(self) -> Iterator[Issue]:
        """An issue where districts lie in several CSPs and no file says which of their LSOAs lies in which."""
        pairs, lsoas = self._rows(geography.DISTRICT_CSP_FORCE), self._rows(geography.LSOA_WARD_DISTRICT)
        several = pairs[pairs.duplicated("district_code", keep=False)]
        by_lsoa = self._rows(geography.LSOA_CSP)
        placed = by_lsoa.loc[by_lsoa["csp_code"].isin(pairs["csp_code"]), "lsoa21"]
        lacking = lsoas[lsoas["district_code"].isin(several["district_code"]) & ~lsoas["lsoa21"].isin(placed)]
        if lacking.empty:
            return
        csps = several[several["district_code"].isin(lacking["district_code"])].drop_duplicates("csp_code")
        names = _named(csps.set_index("csp_code")["csp_name"].fillna("").sort_index())
        places = _named(lacking.drop_duplicates("district_code").set_index("district_code")["district_name"].fillna(""))
        yield Issue(
            geography.SOURCE.name, self.read_of[geography.DISTRICT_CSP_FORCE.kind], None, "csp_code", csps["csp_code"].min(),
            LOOKUPS_RULE, "kept_as_supplied",
            f"{len(lacking):,} LSOAs of {places} lie in one of several CSPs, and no file says in which. {names} have no figures, "
            "for not all their people are known; docs/how-to/get-data.md says how to make the file of LSOAs and CSPs.",
        )  # fmt: skip

    def _issue(self, lookup: Lookup, column: str, extra: pd.Series, why: str) -> Issue:
        return Issue(
            geography.SOURCE.name, self.read_of[lookup.kind], None, column, extra.iloc[0], LOOKUPS_RULE, "kept_as_supplied",
            f"{self._file(lookup)} names {_named(pd.Series('', index=extra))}, {why} Give lookups of the same year.",
        )  # fmt: skip

    def _codes(self, lookup: Lookup, column: str) -> pd.Series:
        """The codes in a lookup, each once; none where it was not given."""
        if lookup.kind not in self.read_of:
            return pd.Series(dtype="str")
        return self._rows(lookup)[column].drop_duplicates().sort_values()

    def _rows(self, lookup: Lookup) -> pd.DataFrame:
        return self.store.rows(lookup.table)

    @property
    def _lsoas(self) -> str:
        return self._file(geography.LSOA_WARD_DISTRICT)

    def _file(self, lookup: Lookup) -> str:
        """A lookup's file with the year of its districts: "LAD24_RGN24_EN_LU.csv (districts of 2024)"."""
        name = self.read_of[lookup.kind]
        with (self.folder / name).open("rb") as file:
            header = delimited.header_of(file.readline())
        years = [found[1] for heading in header if (found := re.fullmatch(r"LAD(\d\d)CD", heading))]
        return name.rsplit("/", 1)[-1] + (f" (districts of 20{years[0]})" if years else "")

    def _apart(self, what: str, lookup: Lookup, issues: Sequence[Issue]) -> PlaceError:
        file = self.read_of[lookup.kind]
        aside = next((f" {i.message}" for i in issues if i.file == file and i.action == "rejected"), "")
        return PlaceError(
            f"The lookups do not know the same districts. {what}{aside}",
            f"Take the lookups of LSOAs, CSPs and regions for the same year from {geography.SOURCE.page} "
            "(docs/how-to/get-data.md says which), put them into a folder, then run purbeck get WORKSPACE --from FOLDER.",
        )


def _named(named: pd.Series, of: str = "") -> str:
    """Places in words, the first few by code and name."""
    shown = [f"{code} ({of}{name})" if of and name else f"{code} {name}".strip() for code, name in named.items()][
        :NAMED
    ]
    return ", ".join(shown) + (f" and {len(named) - NAMED:,} more" if len(named) > NAMED else "")
