"""Census 2021 usual residents by age group and LSOA, as the ONS supplies them."""

from __future__ import annotations

import re

import pandas as pd

from purbeck.sources.lookup import Lookup
from purbeck.sources.source import Source
from purbeck.tables import Column, Table

RESIDENTS = Lookup(
    table=Table(
        name="sources/residents",
        meaning="Usual residents of each LSOA of 2021 by age group, Census 2021",
        columns=(
            Column("lsoa21", "string", "LSOA code", required=True),
            Column("age_group", "string", "age group, in the supplier's words", required=True),
            Column("residents", "int64", "usual residents on 21 March 2021", unit="people", required=True),
        ),
        key=("lsoa21", "age_group"),
    ),
    columns={
        # as the ONS gives a table it cuts, and as Nomis does
        "lsoa21": r"Lower layer Super Output Areas Code|GEOGRAPHY_CODE",
        "age_group": r"Age \(\d+ categories\)|C2021_AGE_\d+_NAME",
        "residents": r"Observation|OBS_VALUE",
    },
    # Nomis can give a total among the ages, which would count everyone twice.
    patterns={"lsoa21": r"^[EW]01[0-9]{6}$", "age_group": r"^Aged ", "residents": r"^\d{1,6}$"},
    expected={
        "lsoa21": "is not an LSOA code like E01020534",
        "age_group": 'is not an age group like "Aged 16 to 24 years"; a total would count everyone twice',
        "residents": "is not a whole number of people, written like 1079",
    },
    area="lsoa21",
)

LOOKUPS = (RESIDENTS,)

SOURCE = Source(
    name="population",
    title="Residents, Census 2021",
    supplier="Office for National Statistics, Census 2021",
    licence="Open Government Licence v3.0",
    attribution="Source: Office for National Statistics, Census 2021, licensed under the Open Government Licence v3.0.",
    page="https://www.ons.gov.uk/datasets/TS007A",
    gateway="Published; no gateway needed",
    retention="As long as it is useful",
    already_public=True,
    tables=(RESIDENTS.table,),
)


def of_age(residents: pd.DataFrame, youngest: int) -> int:
    """How many of these residents are of an age or over.

    Of a band of ages that begins below and ends above, as many as there are years of it above, as if each year held as many.
    """
    ages = residents["age_group"].map({one: share_of_age(one, youngest) for one in residents["age_group"].unique()})
    return round(float((residents["residents"] * ages).sum()))


def share_of_age(age_group: str, youngest: int) -> float:
    """The share of an age group, in the census's words ("Aged 15 to 19 years"), that is of an age or over."""
    ages = [int(age) for age in re.findall(r"\d+", age_group)]
    if not ages or age_group.endswith("over"):
        return 1.0
    first, last = (0 if age_group.endswith("under") else ages[0]), ages[-1]
    return min(max((last - youngest + 1) / (last - first + 1), 0.0), 1.0)
