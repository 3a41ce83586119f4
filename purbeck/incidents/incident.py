"""The incident table: one row is one incident, every column explained."""

from __future__ import annotations

from purbeck import places
from purbeck.tables import Column, Table

DATE_PRECISIONS = ("minute", "day", "month")
LOCATION_PRECISIONS = ("exact", "street", "lsoa", "none")
REPEAT_KINDS = ("none", "repeated_id", "identical_row")
OUTCOME_GROUPS = (
    "charged_or_summonsed", "out_of_court", "evidential_difficulties", "no_suspect_identified",
    "not_in_public_interest", "other_body", "open_or_unknown",
)  # fmt: skip
FLAGS = ("domestic", "knife", "firearm", "alcohol", "county_lines", "public_place", "hate")

TABLE = Table(
    name="incidents",
    meaning="Every incident, whoever recorded it: one row is one incident; repeats are flagged, never dropped",
    columns=(
        Column("incident_id", "string", "source/month/force/row of the file it came from, or source/stored file/row",
               required=True),
        Column("source", "string", "the source", required=True),
        Column("recorded_by", "string", "who recorded it", required=True),
        Column("supplied_id", "string", "the supplier's own identifier"),
        Column("month", "string", "the month, like 2025-03", required=True),
        Column("occurred_from", "timestamp", "earliest time it can have happened, where known"),
        Column("occurred_to", "timestamp", "latest time it can have happened, where known"),
        Column("date_precision", "string", "how exactly the time is known", vocabulary=DATE_PRECISIONS, required=True),
        Column("offence_code", "string", "Home Office offence code"),
        Column("offence_group", "string", "Home Office offence group"),
        *(Column(flag, "boolean", f"flagged by the supplier: {flag.replace('_', ' ')}") for flag in FLAGS),
        Column("victim_age_band", "string", "age band of the victim"),
        Column("victim_sex", "string", "sex of the victim"),
        Column("victim_ethnic_group", "string", "ethnic group of the victim"),
        Column("suspect_age_band", "string", "age band of the suspect"),
        Column("suspect_sex", "string", "sex of the suspect"),
        Column("suspect_ethnic_group", "string", "ethnic group of the suspect"),
        Column("relationship", "string", "what the suspect was to the victim"),
        Column("weapon", "string", "weapon used or threatened"),
        Column("injury", "string", "degree of injury"),
        Column("location_type", "string", "kind of place"),
        Column("easting", "int32", "of the place or its map point, EPSG:27700", unit="m"),
        Column("northing", "int32", "of the place or its map point, EPSG:27700", unit="m"),
        Column("location_precision", "string", "what is known of the place", vocabulary=LOCATION_PRECISIONS,
               required=True),
        Column("lsoa11", "string", "LSOA of 2011, where it is one whole area"),
        Column("lsoa21", "string", "LSOA of 2021"),
        Column("lsoa21_method", "string", "how the code was carried to 2021", vocabulary=places.CARRIED),
        Column("outcome_group", "string", "last known outcome, in groups", vocabulary=OUTCOME_GROUPS),
        Column("supplied_category", "string", "the supplier's own category"),
        Column("repeat_kind", "string", "whether an earlier row has the same identifier, or is the same throughout",
               vocabulary=REPEAT_KINDS, required=True),
        Column("matched_event_id", "string", "the event that another service recorded too, where matched: the police's "
               "incident_id, the same in the rows of both"),
        Column("match_probability", "float64", "how sure the match is, 0 to 1", decimals=4),
    ),
    key=("incident_id",),
    parts="of street-level rows one month, or one year where it has few; of partners' records one stored file",
)  # fmt: skip
