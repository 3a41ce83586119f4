"""A measure: numerator, denominator, unit, and the table they make."""

from __future__ import annotations

from purbeck import places
from purbeck.periods import PERIOD_TYPES
from purbeck.tables import HELD, Column, Table

COUNTED = ("count", "rate_per_1000", "share")  # of what a definition counts
# What offences weigh and cost: the Cambridge Crime Harm Index, the Crime Severity Score's points, pounds.
WEIGHED = (
    "harm_days",
    "harm_days_per_1000",
    "severity_score",
    "severity_score_per_1000",
    "cost_gbp",
    "cost_gbp_as_quoted",
)
# What partners returned that is no count: estimates of surveys, days, pounds.
RETURNED = ("estimate", "days", "amount_gbp")
MEASURES = (*COUNTED, *WEIGHED, *RETURNED, "standardised_rate")
DENOMINATOR_KINDS = ("residents", "workday_people", "residents_and_visitors", "none")
WHOSE = {
    "residents": "residents",
    "workday_people": "workday people",
    "residents_and_visitors": "residents and visitors",
}
METHODS = (
    "exact",
    "byar",
    "wilson",
    "exact_and_range",
    "byar_and_range",
    "dobson",
    "dobson_and_range",
    "repeat_victims",
    "as_supplied",
    "none",
)
EVERYONE, OURS = "everyone", "ours"  # the parts of the table: what is the same whosever area is ours, and what is not
WEIGHED_EVERYONE, WEIGHED_OURS = "weighed_everyone", "weighed_ours"  # the same of harm and cost
FROM_PARTNERS = "returned"  # the part of returned figures, success measures and standardised rates
NO_DEFINITION = "none"  # the definition of a figure that came added up


def unit_of(measure: str, denominator_kind: str) -> str:
    """The unit of a measure; of a rate it says whose it is: "per 1,000 workday people a year"."""
    if measure == "rate_per_1000":
        return f"per 1,000 {WHOSE[denominator_kind]} a year"
    return {"count": "incidents", "share": "share of the total"}[measure]


TABLE = Table(
    name="measures",
    meaning="Counts, rates, shares, harm and cost by place and period, with intervals; rows of different source are never added",
    columns=(
        Column("measure", "string", "the measure", vocabulary=MEASURES, required=True),
        Column("theme", "string", "the theme; the definition's own name for its total", required=True),
        Column("place_type", "string", "kind of place", vocabulary=places.PLACE_TYPES, required=True),
        Column("place_code", "string", "ONS code, or the partnership's own", required=True),
        Column("place_name", "string", "name of the place", required=True),
        Column("period_type", "string", "kind of period", vocabulary=PERIOD_TYPES, required=True),
        Column("period_start", "date", "first day", required=True),
        Column("period_end", "date", "last day", required=True),
        Column("group_by", "string", "what the group is a group of; all where there is none", required=True),
        Column("group_value", "string", "the group; all where there is none", required=True),
        Column("count", "int64", "incidents in the months that the area's force filed; of recorded crime below zero where "
               "more were reclassified than recorded; of figures returned empty where hidden", unit="incidents"),
        Column("denominator", "float64", "person-years of those months; for a share, the total's count", decimals=HELD),
        Column("denominator_kind", "string", "whom the rate is per", vocabulary=DENOMINATOR_KINDS, required=True),
        Column("value", "float64", "the number; empty where there is no denominator", decimals=HELD),
        Column("lower", "float64", "lower end of its interval", decimals=HELD),
        Column("upper", "float64", "upper end of its interval", decimals=HELD),
        Column("confidence", "float64", "confidence of the interval", decimals=4, required=True),
        Column("unit", "string", "unit of the value", required=True),
        Column("method", "string", "how the interval was made", vocabulary=METHODS, required=True),
        Column("source", "string", "the source", required=True),
        Column("coverage", "float64", "share of the period's person-years that the forces filed for", unit="0 to 1",
               decimals=HELD, required=True),
        Column("definition", "string", "the definition", required=True),
        Column("definition_version", "string", "its version", required=True),
        Column("caveats", "string", "what to beware of; empty where nothing", required=True),
    ),
    key=("definition", "source", "measure", "theme", "place_type", "place_code", "group_by", "group_value",
         "period_type", "period_start", "denominator_kind"),
    parts="rows of everyone's areas, one for ours and for comparators without us, the same of harm and cost, and one "
    "of figures that partners returned",
    by_area=True,
    shared_parts=(EVERYONE, WEIGHED_EVERYONE),
)  # fmt: skip
