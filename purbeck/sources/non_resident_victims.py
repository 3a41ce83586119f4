"""Victims who live elsewhere, of those whose home is known, as the police or partnership count them."""

from __future__ import annotations

from purbeck.sources.lookup import Lookup
from purbeck.sources.source import Source
from purbeck.tables import Column, Table

WHOLE = r"^[0-9]{1,7}$"
PLACE = r"^(((E0[6-9]|W06|E22|W14)[0-9]{6})|[a-z0-9][a-z0-9-]*)$"
A_PLACE = "the code of a district or CSP, like E06000059, or the partnership's own in partnership.toml"
PERIOD = r"^20[0-9]{2}(/[0-9]{2})?$"  # a calendar year, or a financial year like 2024/25


def _fault(row: dict[str, str]) -> tuple[str, str, str] | None:
    """What is wrong with a row whose values have the right form; None where nothing is."""
    if int(row["not_resident"]) > int(row["victims"]):
        return "not_resident", "part_of_whole", f"is more than the {row['victims']} victims it is a part of"
    if int(row["victims"]) == 0:
        return "victims", "part_of_whole", "leaves nobody whose home is known; leave the row out instead"
    first, _, second = row["period"].partition("/")
    if second and (int(first) + 1) % 100 != int(second):
        return "period", "period", "is not a financial year like 2024/25"
    return None


NON_RESIDENT_VICTIMS = Lookup(
    table=Table(
        name="sources/non_resident_victims",
        meaning="Of the victims whose home was known, how many lived outside the area",
        columns=(
            Column("place_code", "string", "ONS code of a district or CSP, or the partnership's own code", required=True),
            Column("period", "string", "calendar year (2025) or financial year (2024/25)", required=True),
            Column("victims", "int64", "victims whose home was known", unit="people", required=True),
            Column("not_resident", "int64", "of them, who lived outside the area", unit="people", required=True),
            Column("counted_by", "string", "who counted them, from what", required=True),
        ),
        key=("place_code", "period"),
    ),
    columns={
        "place_code": "place_code", "period": "period", "victims": "victims", "not_resident": "not_resident",
        "counted_by": "source",
    },
    patterns={"place_code": PLACE, "period": PERIOD, "victims": WHOLE, "not_resident": WHOLE, "counted_by": r"\S"},
    expected={"place_code": f"is not {A_PLACE}", "period": "is not a year like 2025 or a financial year like 2024/25",
              "counted_by": "does not say who counted them, from what",
              **dict.fromkeys(("victims", "not_resident"), "is not a whole number of people, written like 1250")},
    check=_fault,
)  # fmt: skip

LOOKUPS = (NON_RESIDENT_VICTIMS,)

SOURCE = Source(
    name="non_resident_victims",
    title="Victims who live elsewhere",
    supplier="The police or the partnership, named in the file",
    licence="As agreed with whoever counted them",
    attribution="Source: police or partnership counts of victims by place of residence, as named in the file.",
    page="",
    gateway="Counts only, under the partnership's information sharing agreement",
    retention="As the information sharing agreement says",
    already_public=False,
    tables=(NON_RESIDENT_VICTIMS.table,),
)
