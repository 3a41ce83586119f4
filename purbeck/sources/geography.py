"""ONS lookups and boundaries: which LSOA lies in which ward, district, CSP, force and region."""

from __future__ import annotations

from purbeck.sources.lookup import Lookup
from purbeck.sources.source import Source
from purbeck.tables import Column, Table

LSOA = r"^[EW]01[0-9]{6}$"
WARD = r"^[EW]05[0-9]{6}$"
DISTRICT = r"^(E0[6-9]|W06)[0-9]{6}$"
CSP = r"^(E22|W14)[0-9]{6}$"
FORCE = r"^(E23|W15)[0-9]{6}$"
REGION = r"^E12[0-9]{6}$"
COUNTY = r"^(E10|E06|E08|E09|E11|E13|W06)[0-9]{6}$"  # with the unitary authorities of the wider lookup
ANY = r"\S"
EXPECTED = {
    "lsoa21": "is not an LSOA code like E01020534", "lsoa11": "is not an LSOA code like E01020534",
    "ward_code": "is not a ward code like E05012345", "district_code": "is not a district code like E06000059",
    "csp_code": "is not a CSP code like E22000367", "force_code": "is not the code of a police force area like E23000039",
    "region_code": "is not a region code like E12000009", "county_code": "is not a county code like E10000009",
    "change": "is not one of U, S, M and X",
}  # fmt: skip


def _table(name: str, meaning: str, columns: tuple[tuple[str, str], ...], key: tuple[str, ...]) -> Table:
    declared = tuple(
        Column(column, "string", words, required=not column.endswith("_name")) for column, words in columns
    )
    return Table(f"sources/{name}", meaning, declared, key)


LSOA_WARD_DISTRICT = Lookup(
    table=_table(
        "lsoa_ward_district",
        "The ward and district that each LSOA of 2021 lies in",
        (("lsoa21", "LSOA code"), ("lsoa_name", "LSOA name"), ("ward_code", "ward code"), ("ward_name", "ward name"),
         ("district_code", "district code"), ("district_name", "district name")),
        ("lsoa21",),
    ),
    columns={"lsoa21": "LSOA21CD", "lsoa_name": "LSOA21NM", "ward_code": r"WD\d\dCD", "ward_name": r"WD\d\dNM",
             "district_code": r"LAD\d\dCD", "district_name": r"LAD\d\dNM"},
    patterns={"lsoa21": LSOA, "ward_code": WARD, "district_code": DISTRICT},
    expected=EXPECTED,
)  # fmt: skip

DISTRICT_CSP_FORCE = Lookup(
    table=_table(
        "district_csp_force",
        "The CSPs and the police force of each district; a district in several CSPs has several rows",
        (("district_code", "district code"), ("csp_code", "CSP code"), ("csp_name", "CSP name"),
         ("force_code", "police force area code"), ("force_name", "police force area name")),
        ("district_code", "csp_code"),
    ),
    columns={"district_code": r"LAD\d\dCD", "csp_code": r"CSP\d\dCD", "csp_name": r"CSP\d\dNM",
             "force_code": r"PFA\d\dCD", "force_name": r"PFA\d\dNM"},
    patterns={"district_code": DISTRICT, "csp_code": CSP, "force_code": FORCE},
    expected=EXPECTED,
)  # fmt: skip

DISTRICT_REGION = Lookup(
    table=_table(
        "district_region",
        "The region of each English district",
        (("district_code", "district code"), ("region_code", "region code"), ("region_name", "region name")),
        ("district_code",),
    ),
    columns={"district_code": r"LAD\d\dCD", "region_code": r"RGN\d\dCD", "region_name": r"RGN\d\dNM"},
    patterns={"district_code": DISTRICT, "region_code": REGION},
    expected=EXPECTED,
)

DISTRICT_COUNTY = Lookup(
    table=_table(
        "district_county",
        "The county of each district that lies in one",
        (("district_code", "district code"), ("county_code", "county code"), ("county_name", "county name")),
        ("district_code",),
    ),
    columns={"district_code": r"LAD\d\dCD", "county_code": r"CTY(UA)?\d\dCD", "county_name": r"CTY(UA)?\d\dNM"},
    patterns={"district_code": DISTRICT, "county_code": COUNTY},
    expected=EXPECTED,
)

LSOA_CSP = Lookup(
    table=_table(
        "lsoa_csp",
        "The CSP of each LSOA of 2021, for districts that lie in several",
        (("lsoa21", "LSOA code"), ("csp_code", "CSP code"), ("csp_name", "CSP name")),
        ("lsoa21",),
    ),
    columns={"lsoa21": "LSOA21CD", "csp_code": r"CSP\d\dCD", "csp_name": r"CSP\d\dNM"},
    patterns={"lsoa21": LSOA, "csp_code": CSP},
    expected=EXPECTED,
)

LSOA11_LSOA21 = Lookup(
    table=_table(
        "lsoa11_lsoa21",
        "Which LSOAs of 2021 each LSOA of 2011 became",
        (("lsoa11", "LSOA 2011 code"), ("lsoa21", "LSOA 2021 code"), ("change", "U same, S split, M merged, X other")),
        ("lsoa11", "lsoa21"),
    ),
    columns={"lsoa11": "LSOA11CD", "lsoa21": "LSOA21CD", "change": "CHGIND"},
    patterns={"lsoa11": LSOA, "lsoa21": LSOA, "change": r"^[USMX]$"},
    expected=EXPECTED,
)

# The most particular first: a header is taken by the first that fits it.
LOOKUPS = (LSOA11_LSOA21, LSOA_WARD_DISTRICT, DISTRICT_CSP_FORCE, DISTRICT_REGION, DISTRICT_COUNTY, LSOA_CSP)

SOURCE = Source(
    name="geography",
    title="Lookups and boundaries",
    supplier="Office for National Statistics, Open Geography portal",
    licence="Open Government Licence v3.0",
    attribution="Source: Office for National Statistics licensed under the Open Government Licence v3.0. "
    "Contains OS data © Crown copyright and database right.",
    page="https://geoportal.statistics.gov.uk/",
    gateway="Published; no gateway needed",
    retention="As long as it is useful",
    already_public=True,
    tables=tuple(lookup.table for lookup in LOOKUPS),
)
