"""Visitors by month, as a partnership estimates them: how many on a day, and how sure that is."""

from __future__ import annotations

from purbeck.periods import MONTH_PATTERN
from purbeck.sources.lookup import Lookup
from purbeck.sources.source import Source
from purbeck.tables import Column, Table

# A district or a CSP by its ONS code, or the partnership by the code that partnership.toml gives it.
PLACE = r"^(((E0[6-9]|W06|E22|W14)[0-9]{6})|[a-z0-9][a-z0-9-]*)$"
A_PLACE = "the code of a district or CSP, like E06000059, or the partnership's own in partnership.toml"
NUMBER = r"^[0-9]{1,8}(\.[0-9]+)?$"


def _fault(row: dict[str, str]) -> tuple[str, str, str] | None:
    """What is wrong with a row whose values have the right form; None where nothing is."""
    lower, middle, upper = (float(row[name]) for name in ("lower", "visitors_per_day", "upper"))
    if lower > middle:
        return "lower", "range_holds_estimate", f"is above the estimate of {row['visitors_per_day']}"
    if upper < middle:
        return "upper", "range_holds_estimate", f"is below the estimate of {row['visitors_per_day']}"
    if middle > 0 and lower == upper:
        return "upper", "range_given", "leaves no range: a rate would look surer than the estimate is"
    return None


VISITORS = Lookup(
    table=Table(
        name="sources/visitors",
        meaning="Visitors of a district, CSP or partnership on an average day of a month, with the range they may lie in",
        columns=(
            Column("place_code", "string", "ONS code of a district or CSP, or the partnership's own code", required=True),
            Column("month", "string", "the month, like 2025-07", required=True),
            Column("visitors_per_day", "float64", "visitors there on an average day", unit="people", decimals=1,
                   required=True),
            Column("lower", "float64", "lower end of the range", unit="people", decimals=1, required=True),
            Column("upper", "float64", "upper end of the range", unit="people", decimals=1, required=True),
            Column("estimated_by", "string", "who estimated it, when, by what means", required=True),
            Column("note", "string", "anything a reader must know"),
        ),
        key=("place_code", "month"),
    ),
    columns={
        "place_code": "place_code", "month": "month", "visitors_per_day": "visitors_per_day", "lower": "lower",
        "upper": "upper", "estimated_by": "source", "note": "note",
    },
    patterns={"place_code": PLACE, "month": MONTH_PATTERN, "visitors_per_day": NUMBER, "lower": NUMBER, "upper": NUMBER,
              "estimated_by": r"\S"},
    expected={"place_code": f"is not {A_PLACE}", "month": "is not a month like 2025-07",
              "estimated_by": "does not say who estimated it, when and how",
              **dict.fromkeys(("visitors_per_day", "lower", "upper"), "is not a number of people, written like 1250")},
    check=_fault,
)  # fmt: skip

LOOKUPS = (VISITORS,)

SOURCE = Source(
    name="visitors",
    title="Visitors by month",
    supplier="The partnership, from its tourism survey or other estimate, named in the file",
    licence="As the estimate's own source allows; it is named in the file",
    attribution="Source: the partnership's estimate of visitors, as named in its file.",
    page="",
    gateway="An estimate of how many; it is about nobody in particular",
    retention="As long as it is useful",
    already_public=True,
    tables=(VISITORS.table,),
)
