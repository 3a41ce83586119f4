"""Places: which area contains which, boundary vintages, and the nearest to an unknown code."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from purbeck.errors import PlaceError

PLACE_TYPES = ("lsoa21", "ward", "district", "csp", "partnership", "county", "force", "region", "nation")
CODE_PATTERN = r"^[EW][0-9]{8}$"
CARRIED = ("same", "supplied_2021", "renamed", "merged", "split_by_point")
ENGLAND_AND_WALES = ("K04000001", "England and Wales")
NATIONS = {"E": ("E92000001", "England"), "W": ("W92000004", "Wales")}
# ONS gives Wales no regions; its tables put the nation in the region's place, and so do we.
AREA_TYPES = {"E01": "lsoa21", "W01": "lsoa21", "E05": "ward", "W05": "ward", "E06": "district", "E07": "district",
              "E08": "district", "E09": "district", "W06": "district", "E22": "csp", "W14": "csp", "E10": "county",
              "E23": "force", "W15": "force"}  # fmt: skip


@dataclass(frozen=True)
class Area:
    """A partnership's area: the codes it names, and the LSOAs they come to."""

    codes: tuple[str, ...]
    lsoas: tuple[str, ...]


def membership(
    lsoas: pd.DataFrame, csps_of_districts: pd.DataFrame, regions: pd.DataFrame, csps: pd.DataFrame | None,
    counties: pd.DataFrame | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Each LSOA of 2021, once, with the ward, district, CSP, county, force, region and nation it lies in.

    Parameters
    ----------
    lsoas : lsoa21, lsoa_name, ward_code, ward_name, district_code, district_name; a row an LSOA.
    csps_of_districts : district_code, csp_code, csp_name, force_code, force_name. A district in several CSPs has
        several rows, and a CSP may be shared between districts: the two do not nest.
    regions : district_code, region_code, region_name; English districts only.
    csps : lsoa21, csp_code, csp_name, for the LSOAs of districts in several CSPs; None where no such file is given.
    counties : district_code, county_code, county_name, for districts that lie in a county; None where none is known.

    An LSOA whose district lies in several CSPs and which `csps` does not place in one of them has no CSP, rather than
    three; nor have the others of those CSPs, of which not everybody is known.
    """
    placed = lsoas.drop_duplicates("lsoa21").sort_values("lsoa21", ignore_index=True)
    forces = csps_of_districts.drop_duplicates(["district_code", "force_code"])
    split = forces[forces.duplicated("district_code", keep=False)]["district_code"].unique()
    if len(split):
        raise PlaceError(
            f"The lookup puts {', '.join(sorted(split))} into more than one police force area.",
            "Use the lookup as the ONS publishes it: a district lies in one force.",
        )
    placed = placed.merge(forces[["district_code", "force_code", "force_name"]], on="district_code", how="left")
    placed = _in_csps(placed, csps_of_districts, csps)
    placed = placed.merge(regions.drop_duplicates("district_code"), on="district_code", how="left")
    known_counties = pd.DataFrame(columns=["district_code", "county_code", "county_name"])
    known_counties = known_counties if counties is None else counties.drop_duplicates("district_code")
    placed = placed.merge(known_counties, on="district_code", how="left")
    nation = placed["lsoa21"].str[0].map(NATIONS)
    placed["nation_code"], placed["nation_name"] = nation.str[0], nation.str[1]
    welsh = placed["lsoa21"].str.startswith("W")
    for kind in ("code", "name"):
        placed[f"region_{kind}"] = placed[f"region_{kind}"].where(~welsh, placed[f"nation_{kind}"])
    for kind in (
        "lsoa",
        "ward",
        "district",
        "csp",
        "county",
        "force",
        "region",
    ):  # a place nobody named goes by its code
        code = "lsoa21" if kind == "lsoa" else f"{kind}_code"
        placed[f"{kind}_name"] = placed[f"{kind}_name"].fillna(placed[code])
    return placed


def _in_csps(placed: pd.DataFrame, csps_of_districts: pd.DataFrame, csps: pd.DataFrame | None) -> pd.DataFrame:
    """LSOAs with their CSP; none for those of a CSP of which some may lie where no one CSP is known."""
    single = csps_of_districts[~csps_of_districts.duplicated("district_code", keep=False)]
    found = placed.merge(single[["district_code", "csp_code", "csp_name"]], on="district_code", how="left")
    known = csps[csps["csp_code"].isin(csps_of_districts["csp_code"])] if csps is not None else single.head(0)
    if len(known):
        by_lsoa = known.drop_duplicates("lsoa21").set_index("lsoa21")
        for column in ("csp_code", "csp_name"):
            found[column] = found[column].fillna(found["lsoa21"].map(by_lsoa[column]))
    unplaced = csps_of_districts["district_code"].isin(found.loc[found["csp_code"].isna(), "district_code"])
    partly = found["csp_code"].isin(csps_of_districts.loc[unplaced, "csp_code"])
    found.loc[partly, ["csp_code", "csp_name"]] = None
    return found


def counties_of(lookup: pd.DataFrame, listed: Mapping[str, Sequence[str]], districts: pd.DataFrame) -> pd.DataFrame:
    """The county of each district: as the partnership lists it, else as the lookup has it.

    Parameters
    ----------
    lookup : district_code, county_code, county_name.
    listed : names of counties and the codes of their districts, as partnership.toml has them.
    districts : district_code, district_name: every district there is.

    Returns
    -------
    district_code, county_code, county_name. A county listed by hand goes by a code of ours, "county-dorset"; one of the
    lookup's with a district that is not among `districts` is left out, for its people are not all known. Raises
    PlaceError for a listed district that is in no lookup, or that two listed counties claim.
    """
    rows = []
    for name, codes in listed.items():
        slug = "county-" + re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        rows += [(code, slug, name) for code in codes]
    ours = pd.DataFrame(rows, columns=["district_code", "county_code", "county_name"])
    unknown = sorted(set(ours["district_code"]) - set(districts["district_code"]))
    twice = sorted(ours.loc[ours.duplicated("district_code"), "district_code"].unique())
    if unknown or twice:
        said = f'"{unknown[0]}" is in no lookup' if unknown else f'"{twice[0]}" is listed in two counties'
        raise PlaceError(
            f"partnership.toml, counties: {said}.{_nearest(unknown[0], 'district_code', districts) if unknown else ''}",
            "Give each district's ONS code once, then run the command again.",
        )
    elsewhere = lookup.loc[~lookup["district_code"].isin(districts["district_code"]), "county_code"]
    whole = lookup[~lookup["county_code"].isin(elsewhere)]
    return pd.concat([ours, whole[~whole["district_code"].isin(ours["district_code"])]], ignore_index=True)


def area_of(codes: Sequence[str], members: pd.DataFrame) -> Area:
    """The LSOAs that a list of LSOA, ward, district, CSP, county or force codes comes to.

    Raises PlaceError for a code that is in no lookup, naming the nearest ones.
    """
    chosen: set[str] = set()
    for code in codes:
        column = _column_of(code)
        found = members.loc[members[column] == code, "lsoa21"] if column else members["lsoa21"].head(0)
        if found.empty:
            raise PlaceError(
                f'The area code "{code}" is not in the lookups supplied.{_nearest(code, column, members)}',
                "Correct area in partnership.toml, or give the lookup it belongs to, then run the command again.",
            )
        chosen.update(found)
    return Area(tuple(codes), tuple(sorted(chosen)))


def _column_of(code: str) -> str | None:
    kind = AREA_TYPES.get(code[:3])
    if kind is None:
        return None
    return "lsoa21" if kind == "lsoa21" else f"{kind}_code"


def _nearest(code: str, column: str | None, members: pd.DataFrame) -> str:
    """The three nearest codes, with their names, in words; a name typed in place of a code is looked for too."""
    known: dict[str, str] = {}
    for kind in (column,) if column else ("district_code", "csp_code", "force_code"):
        name = "lsoa_name" if kind == "lsoa21" else kind.replace("_code", "_name")
        pairs = members[[kind, name]].dropna().drop_duplicates()
        known.update(dict(zip(pairs[kind], pairs[name], strict=True)))
    by_code = difflib.get_close_matches(code, list(known), n=3, cutoff=0.7)
    names = difflib.get_close_matches(code.lower(), [n.lower() for n in known.values()], n=3, cutoff=0.5)
    by_name = [c for c, n in known.items() if n.lower() in names]
    near = (by_name or by_code)[:3]
    if not near:
        return ""
    return " The nearest are " + "; ".join(f"{c} {known[c]}" for c in near) + "."


def check_code(code: str) -> None:
    """Raise PlaceError where the text cannot be an area code at all."""
    if not re.fullmatch(CODE_PATTERN, code) or code[:3] not in AREA_TYPES:
        raise PlaceError(
            f'"{code}" is not an area code.',
            "Give the ONS code of a district (like E06000059), a CSP, a county, a force, a ward or an LSOA.",
        )


def parts_of_2011(lookup: pd.DataFrame, residents: pd.DataFrame) -> pd.DataFrame:
    """How each LSOA of 2011 is carried to 2021.

    Parameters
    ----------
    lookup : lsoa11, lsoa21 (the ONS's best-fit pairs; a split area has several rows).
    residents : lsoa21, residents.

    Returns
    -------
    lsoa11, lsoa21, method, share_from, share_to. An unchanged or merged area has one row, 0 to 1. A split area has a
    row for each part, and the parts divide 0 to 1 in proportion to their residents, in the order of their codes: a
    map point falls in the part whose range holds the point's own fixed fraction, so that every row at one point goes
    to the same part and the counts stay whole.
    """
    pairs = lookup[["lsoa11", "lsoa21"]].drop_duplicates().merge(residents, on="lsoa21", how="left")
    pairs = pairs.sort_values(["lsoa11", "lsoa21"], ignore_index=True)
    pairs["residents"] = pairs["residents"].fillna(0) + 1e-9
    groups = pairs.groupby("lsoa11")["residents"]
    upto, whole = groups.cumsum(), groups.transform("sum")
    pairs["share_to"] = (upto / whole).round(9)
    pairs["share_from"] = ((upto - pairs["residents"]) / whole).round(9)
    sizes = pairs.groupby("lsoa11")["lsoa21"].transform("size")
    merged = pairs.groupby("lsoa21")["lsoa11"].transform("size") > 1
    pairs["method"] = "same"
    pairs.loc[pairs["lsoa11"] != pairs["lsoa21"], "method"] = "renamed"
    pairs.loc[merged, "method"] = "merged"
    pairs.loc[sizes > 1, "method"] = "split_by_point"
    return pairs[["lsoa11", "lsoa21", "method", "share_from", "share_to"]]


def codes_table(lookup: pd.DataFrame, lsoas: pd.DataFrame, residents: pd.DataFrame) -> pd.DataFrame:
    """Every LSOA code a supplier may use, of either vintage, and where it lies in 2011 and 2021.

    Parameters are those of `parts_of_2011`, and `lsoas` with lsoa21. Returns code, lsoa11, lsoa21, method, share_from,
    share_to: one row a code, or one row a part for an area of 2011 that was split. A code of 2021 whose area of 2011
    is not one whole area has no lsoa11.
    """
    old = parts_of_2011(lookup, residents).assign(code=lambda rows: rows["lsoa11"])
    parents = old.drop_duplicates("lsoa21", keep=False).set_index("lsoa21")["lsoa11"]
    new = lsoas[["lsoa21"]][~lsoas["lsoa21"].isin(old["code"])].copy()
    new = new.assign(
        code=new["lsoa21"], lsoa11=new["lsoa21"].map(parents), method="supplied_2021", share_from=0.0, share_to=1.0
    )
    return pd.concat([old, new], ignore_index=True).sort_values(["code", "lsoa21"], ignore_index=True)


def force_key(name: str) -> str:
    """A police force's name without what publishers vary: "Devon & Cornwall Police" is "devon and cornwall".

    The Home Office writes "London, City of" where data.police.uk writes "City of London Police".
    """
    words = name.lower().replace("&", "and").replace("-", " ")
    if ", " in words:
        words = " ".join(reversed(words.split(", ")))
    return re.sub(r" (police service|police|constabulary)$", "", words).strip()
