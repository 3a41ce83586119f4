"""Census 2021 tables of households and ethnic groups by LSOA, as the ONS supplies them."""

from __future__ import annotations

from purbeck.sources.lookup import Lookup
from purbeck.sources.source import Source
from purbeck.tables import Column, Table

TOPICS = {
    # as the ONS heads a table that it cuts, and as Nomis does
    "household_deprivation": r"Household deprivation \(\d+ categories\)|C2021_DEP_\d+_NAME",
    "tenure": r"Tenure of household \(\d+ categories\)|C2021_TENURE_\d+_NAME",
    "accommodation_type": r"Accommodation type \(\d+ categories\)|C2021_ACCTYPE_\d+_NAME",
}
NOT_ASKED = "Does not apply"  # a category of every ONS table, of those the question was not put to

HOUSEHOLDS = Table(
    name="sources/households",
    meaning="Households of each LSOA of 2021 by deprivation, tenure and accommodation type, Census 2021 (TS011, TS054, TS044)",
    columns=(
        Column("topic", "string", "what households are told apart by", vocabulary=tuple(TOPICS), required=True),
        Column("lsoa21", "string", "LSOA code", required=True),
        Column("category", "string", "the category, in the supplier's words", required=True),
        Column("households", "int64", "households on 21 March 2021", unit="households", required=True),
    ),
    key=("topic", "lsoa21", "category"),
)
ETHNIC_GROUPS = Table(
    name="sources/ethnic_groups",
    meaning="Usual residents of each LSOA of 2021 by ethnic group, Census 2021 (TS021)",
    columns=(
        Column("lsoa21", "string", "LSOA code", required=True),
        Column("ethnic_group", "string", "ethnic group, in the supplier's words", required=True),
        Column("residents", "int64", "usual residents on 21 March 2021", unit="people", required=True),
    ),
    key=("lsoa21", "ethnic_group"),
)

_AREA = r"Lower layer Super Output Areas Code|GEOGRAPHY_CODE"
_NUMBER = "Observation|OBS_VALUE"
_ETHNIC_GROUP = r"Ethnic group \(\d+ categories\)|C2021_ETH_\d+_NAME"
_WHOLE = "is not a whole number: the table of numbers is needed, not that of percentages"
_NAMELESS = "names no category"
_CODE = "is not an LSOA code like E01020534"


def _others(heading: str) -> dict[str, str]:
    """What to say of the same table by an area other than the LSOA, which lacks that area's column."""
    return {
        heading: "It is a census table, but not of LSOAs as the ONS publishes them: choose Lower layer Super Output Areas, "
        "and save the CSV with its column Observation."
    }


def _households(topic: str, heading: str) -> Lookup:
    return Lookup(
        table=HOUSEHOLDS,
        part=topic,
        given={"topic": topic},
        columns={"lsoa21": _AREA, "category": heading, "households": _NUMBER},
        patterns={"lsoa21": r"^[EW]01\d{6}$", "category": r"\S", "households": r"^\d{1,6}$"},
        area="lsoa21",
        expected={"lsoa21": _CODE, "category": _NAMELESS, "households": _WHOLE},
        others=_others(heading),
        parts_of_whole="category",
    )


DIVERSITY = Lookup(
    table=ETHNIC_GROUPS,
    columns={"lsoa21": _AREA, "ethnic_group": _ETHNIC_GROUP, "residents": _NUMBER},
    patterns={"lsoa21": r"^[EW]01\d{6}$", "ethnic_group": r"\S", "residents": r"^\d{1,6}$"},
    area="lsoa21",
    expected={"lsoa21": _CODE, "ethnic_group": _NAMELESS, "residents": _WHOLE},
    others=_others(_ETHNIC_GROUP),
    parts_of_whole="ethnic_group",
)
LOOKUPS = (*(_households(topic, heading) for topic, heading in TOPICS.items()), DIVERSITY)

SOURCE = Source(
    name="census",
    title="Households and ethnic groups, Census 2021",
    supplier="Office for National Statistics, Census 2021",
    licence="Open Government Licence v3.0",
    attribution="Source: Office for National Statistics, Census 2021, licensed under the Open Government Licence v3.0.",
    page="https://www.ons.gov.uk/census",
    gateway="Published; no gateway needed",
    retention="As long as it is useful",
    already_public=True,
    tables=(HOUSEHOLDS, ETHNIC_GROUPS),
)
