"""Crime Severity Scores by area and year: a file of the user, made from the ONS data tool."""

from __future__ import annotations

from purbeck.sources.lookup import Lookup
from purbeck.sources.source import Source
from purbeck.tables import Column, Table

# The tool is a workbook whose layout could not be confirmed (unverified): a CSV with these four columns is read.
SEVERITY = Lookup(
    table=Table(
        name="sources/crime_severity",
        meaning="ONS Crime Severity Score of each area and financial year: all recorded crime, weighed by sentence, per head. "
        "It is not a score of serious violence",
        columns=(
            Column("area_code", "string", "ONS code of a CSP, police force area, region or nation", required=True),
            Column("area_name", "string", "its name, as supplied"),
            Column("financial_year", "string", "April to March, like 2024/25", required=True),
            Column("score", "float64", "Crime Severity Score", decimals=4, required=True),
        ),
        key=("area_code", "financial_year"),
    ),
    columns={
        "area_code": "Area [Cc]ode|area_code", "area_name": "Area [Nn]ame|area_name",
        "financial_year": "Financial [Yy]ear|financial_year",
        "score": "Crime [Ss]everity [Ss]core|crime_severity_score",
    },
    patterns={"area_code": r"^(E22|W14|E23|W15|E12|E92|W92|K04)\d{6}$", "financial_year": r"^20\d\d/\d\d$",
              "score": r"^\d+(\.\d+)?$"},
    expected={
        "area_code": "is not the code of a CSP, police force area, region or nation",
        "financial_year": "is not a financial year like 2024/25",
        "score": "is not a score: a number of 0 or more",
    },
)  # fmt: skip

LOOKUPS = (SEVERITY,)

SOURCE = Source(
    name="crime_severity",
    title="Crime Severity Score",
    supplier="Office for National Statistics",
    licence="Open Government Licence v3.0",
    attribution="Source: Office for National Statistics, Crime Severity Score, licensed under the Open Government Licence v3.0.",
    page="https://www.ons.gov.uk/peoplepopulationandcommunity/crimeandjustice/datasets/crimeseverityscoredatatool",
    gateway="Published; no gateway needed",
    retention="As long as it is useful",
    already_public=True,
    tables=(SEVERITY.table,),
)
