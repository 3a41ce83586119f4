"""Census 2021 workday people by LSOA: who is there on a working day, wherever they live."""

from __future__ import annotations

from purbeck.sources.lookup import Lookup
from purbeck.sources.source import Source
from purbeck.tables import Column, Table

# Unsure: no file of the census's own workday tables was to hand. The heading of the areas is that of other Census 2021
# downloads; the figure is known by the word "workday" in its heading, which a file without it has to be given.
WORKDAY_PEOPLE = Lookup(
    table=Table(
        name="sources/workday_people",
        meaning="People in each LSOA of 2021 on a working day: who works there, and who lives there and does not work",
        columns=(
            Column("lsoa21", "string", "LSOA code", required=True),
            Column("people", "int64", "workday people on 21 March 2021", unit="people", required=True),
        ),
        key=("lsoa21",),
    ),
    columns={
        "lsoa21": r"Lower layer Super Output Areas Code|LSOA 2021 Code|LSOA21CD|geography code",
        "people": r"(?i).*work[ _-]?day[ _]+(population|people).*",
    },
    patterns={"lsoa21": r"^[EW]01[0-9]{6}$", "people": r"^\d{1,7}$"},
    expected={
        "lsoa21": "is not an LSOA code like E01020534",
        "people": "is not a whole number of people, written like 1079",
    },
    none_of_several="has several rows, so none of them is the whole; give a file with one row for each LSOA, all ages together",
)

LOOKUPS = (WORKDAY_PEOPLE,)

SOURCE = Source(
    name="workday_people",
    title="Workday people, Census 2021",
    supplier="Office for National Statistics, Census 2021",
    licence="Open Government Licence v3.0",
    attribution="Source: Office for National Statistics, Census 2021, licensed under the Open Government Licence v3.0.",
    page="https://www.gov.uk/government/statistics/alternative-populations-england-and-wales-census-2021",
    gateway="Published; no gateway needed",
    retention="As long as it is useful",
    already_public=True,
    tables=(WORKDAY_PEOPLE.table,),
)
