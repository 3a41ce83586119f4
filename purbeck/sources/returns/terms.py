"""How one supplier writes what a contract asks for: headings, codes, the order of a day's parts."""

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
    """

    headings: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    day_form: str = ""

    def __post_init__(self) -> None:
        if self.day_form and self.day_form not in DAY_FORMS:
            raise SettingsError(
                f'"{self.day_form}" is no order of day, month and year.', f"Give one of these: {', '.join(DAY_FORMS)}."
            )

    @property
    def sha256(self) -> str:
        """What tells these terms from others; "" where nothing is declared."""
        if self == Terms():
            return ""
        return sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()
