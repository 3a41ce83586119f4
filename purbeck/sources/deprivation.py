"""Deprivation of small areas: the English indices of 2025 and the Welsh index of 2019, each by itself."""

from __future__ import annotations

from purbeck.sources.lookup import Lookup
from purbeck.sources.source import Source
from purbeck.tables import Column, Table

ENGLAND, WALES = "IMD 2025", "WIMD 2019"
EDITIONS = (ENGLAND, WALES)
AREAS = {ENGLAND: 33_755, WALES: 1_909}  # LSOAs that the publishers rank: England's of 2021, Wales's of 2011
DOMAINS = {
    "income": "income", "employment": "employment", "education": "education, skills and training",
    "health": "health deprivation and disability", "crime": "crime", "housing_and_services": "barriers to housing and services",
    "environment": "living environment",
}  # fmt: skip

TABLE = Table(
    name="sources/deprivation",
    meaning="Deprivation of each LSOA as published. English and Welsh ranks are of different lists and are never "
    "compared. The crime domain is made of recorded crime, so it is never used to explain recorded crime",
    columns=(
        Column("edition", "string", "the index and its year", vocabulary=EDITIONS, required=True),
        Column("lsoa_code", "string", "LSOA code as supplied: of 2021 in England, of 2011 in Wales", required=True),
        Column("rank", "int64", "rank among the LSOAs of its nation, 1 the most deprived", required=True),
        Column("decile", "int64", "tenth of its nation's LSOAs, 1 the most deprived", required=True),
        Column("score", "float64", "score of the index; empty for Wales", decimals=6),
        *(
            Column(f"{name}_score", "float64", f"score of the domain {words}; empty for Wales"
                   + (". Made of recorded crime: no driver of it" if name == "crime" else ""), decimals=6)
            for name, words in DOMAINS.items()
        ),
    ),
    key=("edition", "lsoa_code"),
)  # fmt: skip

_DECILE = "is not a tenth from 1 (most deprived) to 10"
_NUMBER = r"^-?\d+(\.\d+)?$"
_PUBLISHED = {  # the headings of File 7 of the indices of 2025, as copies of it on public code sites have them
    "score": r"Index of Multiple Deprivation \(IMD\) Score", "income_score": r"Income Score \(rate\)",
    "employment_score": r"Employment Score \(rate\)", "education_score": "Education, Skills and Training Score",
    "health_score": "Health Deprivation and Disability Score", "crime_score": "Crime Score",
    "housing_and_services_score": "Barriers to Housing and Services Score",
    "environment_score": "Living Environment Score",
}  # fmt: skip
_CARRIED = {
    "score": "IMD_score", "housing_and_services_score": "Housing_and_Services_score",
    **{f"{name}_score": f"{name.title()}_score" for name in DOMAINS if name != "housing_and_services"},
}  # fmt: skip

IMD_2025 = Lookup(
    table=TABLE,
    part="imd_2025",
    area="lsoa_code",
    given={"edition": ENGLAND},
    columns={
        "lsoa_code": r"LSOA code \(2021\)|lsoa21_code",
        "rank": r"Index of Multiple Deprivation \(IMD\) Rank.*|IMD_rank",
        "decile": r"Index of Multiple Deprivation \(IMD\) Decile.*|IMD_decile",
        **{name: f"{heading}|{_CARRIED[name]}" for name, heading in _PUBLISHED.items()},
    },
    patterns={"lsoa_code": r"^E01\d{6}$", "rank": r"^\d{1,5}$", "decile": r"^\d{1,2}$", **dict.fromkeys(_PUBLISHED, _NUMBER)},
    between={"rank": (1, AREAS[ENGLAND]), "decile": (1, 10)},
    expected={
        "lsoa_code": "is not an English LSOA code like E01020534: these indices are of England only",
        "rank": f"is not a rank from 1 (most deprived) to {AREAS[ENGLAND]:,}, the LSOAs that the indices of 2025 rank",
        "decile": _DECILE,
        **dict.fromkeys(_PUBLISHED, "is not a score"),
    },
    others={
        r"LSOA code \(2011\)": "It is an edition of the English indices on LSOAs of 2011 (2019 or 2015): use the indices of "
        "2025, on LSOAs of 2021 (File 7: all ranks, scores and deciles).",
    },
)  # fmt: skip

WIMD_2019 = Lookup(
    table=TABLE,
    part="wimd_2019",
    area="lsoa_code",
    on_lsoas_of=2011,
    given={"edition": WALES},
    columns={
        "lsoa_code": r"LSOA code|LSOA Code|lsoa11_code",
        "rank": r"WIMD 2019 [Oo]verall [Rr]ank ?|IMD_rank",
        "decile": r"WIMD 2019 [Oo]verall [Dd]ecile ?|IMD_decile",
    },
    patterns={"lsoa_code": r"^W01\d{6}$", "rank": r"^\d{1,4}$", "decile": r"^\d{1,2}$"},
    between={"rank": (1, AREAS[WALES]), "decile": (1, 10)},
    expected={
        "lsoa_code": "is not a Welsh LSOA code like W01000001: this index is of Wales only",
        "rank": f"is not a rank from 1 (most deprived) to {AREAS[WALES]:,}, the LSOAs that the Welsh index of 2019 ranks",
        "decile": _DECILE,
    },
    others={r"WIMD 20(14|11|08).*": "It is an older Welsh index: use that of 2019."},
)

LOOKUPS = (IMD_2025, WIMD_2019)

SOURCE = Source(
    name="deprivation",
    title="Indices of deprivation: England 2025, Wales 2019",
    supplier="Ministry of Housing, Communities and Local Government; Welsh Government",
    licence="Open Government Licence v3.0",
    attribution="Source: English Indices of Deprivation 2025, Ministry of Housing, Communities and Local Government; Welsh "
    "Index of Multiple Deprivation 2019, Welsh Government. Licensed under the Open Government Licence v3.0.",
    page="https://www.gov.uk/government/statistics/english-indices-of-deprivation-2025",
    gateway="Published; no gateway needed",
    retention="As long as it is useful",
    already_public=True,
    tables=(TABLE,),
)
