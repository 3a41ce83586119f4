"""How a supplier writes what a contract asks for: its headings, codes, and order of days."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from hashlib import sha256

from purbeck.errors import SettingsError

DAY_FORMS = {"dd/mm/yyyy": "day/month/year", "mm/dd/yyyy": "month/day/year"}


@dataclass(frozen=True)
class Terms:
    """What a supplier writes otherwise than the contract does, as somebody declared it.

    headings : the supplier's heading, and the name of the contract's column.
    codes : of a column's name, the supplier's code and the contract's.
    day_form : "" where it is not declared: then 03/04/2026 is an issue, and no guess.
    day_forms : the same of single columns, by their names.
    clocks : the supplier's heading of the time of day of a column of times, by its name, where it stands beside the day.
    marks : what the supplier writes for a hidden count, and the range that it stands for, as 1-7.
    left_out : headings that somebody said not to take; none that says who somebody is.
    always : of a column that the file lacks, by its name, what every row of it would say.
    """

    headings: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    day_form: str = ""
    day_forms: dict[str, str] = field(default_factory=dict)
    clocks: dict[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    always: dict[str, str] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for form in filter(None, (self.day_form, *self.day_forms.values())):
            if form not in DAY_FORMS:
                raise SettingsError(
                    f'"{form}" is no order of day, month and year.', f"Give one of these: {', '.join(DAY_FORMS)}."
                )

    def day_form_of(self, column: str) -> str:
        """The order declared of a column of days, or of all of them; "" where none is."""
        return self.day_forms.get(column, self.day_form)

    @property
    def sha256(self) -> str:
        """What tells these terms from others; "" where nothing is declared."""
        if self == Terms():
            return ""
        return sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()
