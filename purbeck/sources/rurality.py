"""The rural-urban classification of 2021 of each LSOA, as the ONS supplies it."""

from __future__ import annotations

from purbeck.sources.lookup import Lookup
from purbeck.sources.source import Source
from purbeck.tables import Column, Table

RURALITY = Lookup(
    table=Table(
        name="sources/rurality",
        meaning="Rural-urban classification (2021) of each LSOA of 2021",
        columns=(
            Column("lsoa21", "string", "LSOA code", required=True),
            Column("class_code", "string", "class; it begins with U where urban, with R where rural", required=True),
            Column("class_name", "string", "the class in words", required=True),
        ),
        key=("lsoa21",),
    ),
    columns={"lsoa21": "LSOA21CD", "class_code": "RUC21CD", "class_name": "RUC21NM"},
    patterns={"lsoa21": r"^[EW]01\d{6}$", "class_code": r"^(U[NF]|R[LS][NF])1$",
              "class_name": r"^(Urban|Larger rural|Smaller rural)"},
    area="lsoa21",
    expected={
        "lsoa21": "is not an LSOA code like E01020534",
        "class_code": "is not a class of 2021 (UN1, UF1, RLN1, RLF1, RSN1 or RSF1)",
        "class_name": "is not a class of 2021: it begins neither Urban, Larger rural nor Smaller rural",
    },
    others={"RUC11CD?": "It is the rural-urban classification of 2011: use that of 2021, on LSOAs of 2021 (RUC21CD)."},
)  # fmt: skip

LOOKUPS = (RURALITY,)

SOURCE = Source(
    name="rurality",
    title="Rural-urban classification, 2021",
    supplier="Office for National Statistics, Open Geography portal, with Defra and the Welsh Government",
    licence="Open Government Licence v3.0",
    attribution="Source: Office for National Statistics licensed under the Open Government Licence v3.0.",
    page="https://geoportal.statistics.gov.uk/",
    gateway="Published; no gateway needed",
    retention="As long as it is useful",
    already_public=True,
    tables=(RURALITY.table,),
)
