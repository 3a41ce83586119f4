"""The table of figures that partners returned added up: one row is one figure of a place and period."""

from __future__ import annotations

from purbeck.periods import PERIOD_TYPES
from purbeck.places import PLACE_TYPES
from purbeck.tables import Column, Table

BASES = ("exact", "rounded", "hidden", "estimate")
ALL = "all"  # group and value of a row in which no dimension is filled in
JOINT = "+"  # between the names of dimensions, and between their codes
NAMES_FIGURE, NAMES_UNIT = "measure", "unit"  # columns of the general shape that say what the figure of their row is

RETURNED = Table(
    name="sources/returned",
    meaning="Figures that partners returned added up: a row for each figure of a place, period and group",
    columns=(
        Column("contract", "string", "the contract it came under", required=True),
        Column("file", "string", "the stored file, inside sources/", required=True),
        Column("row", "int64", "its row there, counting the header as 1", required=True),
        Column("place_type", "string", "kind of place", vocabulary=PLACE_TYPES, required=True),
        Column("place_code", "string", "the place, as the ONS codes it", required=True),
        Column("period_type", "string", "kind of period", vocabulary=PERIOD_TYPES, required=True),
        Column("period_start", "date", "first day of the period", required=True),
        Column("period_end", "date", "last day of the period", required=True),
        Column("group_by", "string", 'the dimensions filled in, joined by "+"; "all" where none is', required=True),
        Column("group_value", "string", 'their codes, joined by "+"; "all" where there is none', required=True),
        Column("figure", "string", "what was counted or measured: the name of the contract's column", required=True),
        Column("unit", "string", "its unit", required=True),
        Column("kind", "string", "events, people, estimate, days or money", required=True),
        Column("value", "float64", "the figure; empty where the supplier hid it"),
        Column("lower", "float64", "the least it can be, or the lower end of the supplier's interval"),
        Column("upper", "float64", "the most it can be, or the upper end of the supplier's interval"),
        Column("basis", "string", "whether it is exact, rounded, hidden or an estimate", vocabulary=BASES,
               required=True),
    ),
    key=("file", "row", "figure"),
    parts="one stored file",
)  # fmt: skip
