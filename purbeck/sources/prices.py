"""The GDP deflator: what prices were in each year, by which costs are carried on."""

from __future__ import annotations

from purbeck.sources.lookup import Lookup
from purbeck.sources.source import Source
from purbeck.tables import Column, Table

DEFLATOR = Lookup(
    table=Table(
        name="sources/gdp_deflator",
        meaning="The ONS's implied GDP deflator at market prices, by calendar year and quarter, with the release it is of",
        columns=(
            Column("period", "string", "a calendar year, like 2024, or a quarter, like 2024 Q2", required=True),
            Column("deflator", "float64", "the deflator", unit="index", decimals=6, required=True),
        ),
        key=("period",),
    ),
    columns={"period": "Title", "deflator": "Gross domestic product at market prices:Implied deflator:SA|GDP deflator"},
    patterns={"period": r"^(19|20)\d\d( Q[1-4])?$", "deflator": r"^\d+(\.\d+)?$"},
    expected={
        "period": "is not a year like 2024, nor a quarter like 2024 Q2",
        "deflator": "is not an index: a number above 0",
    },
    remark=("period", r"CDID|Source dataset ID|PreUnit|Unit|Release [Dd]ate|Next release|Important notes"),
)  # fmt: skip

LOOKUPS = (DEFLATOR,)

SOURCE = Source(
    name="prices",
    title="GDP deflator at market prices",
    supplier="Office for National Statistics",
    licence="Open Government Licence v3.0",
    attribution="Source: Office for National Statistics licensed under the Open Government Licence v3.0.",
    page="https://www.ons.gov.uk/economy/grossdomesticproductgdp/timeseries/ybgb/ukea",
    gateway="Published; no gateway needed",
    retention="As long as it is useful",
    already_public=True,
    tables=(DEFLATOR.table,),
)
