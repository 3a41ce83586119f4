"""Issues of a return while it is read: each in words, without a value that might name somebody."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

import pandas as pd

from purbeck.sources.returns.contract import Column, Contract
from purbeck.sources.returns.identifying_values import may_be_shown
from purbeck.sources.returns.values import READ_AS, expected, remedy

COLUMNS = ("row", "column", "value", "rule", "action", "message")  # those of the table of issues but source and file
MOST_LISTED = 10_000  # rows listed of one column, rule and action; how many more there are stands in one row
DONE = {
    "rejected": "The row was set aside.",
    "kept_without_value": "The row was kept without this value.",
    "kept_as_supplied": "It was kept as supplied.",
}
PUT_RIGHT = "Look which is wrong, put it right in the file or ask the sender, and run it again."


@dataclass
class Issues:
    """The issues of one return, in the order found; their messages go on after the name of the file."""

    today: dt.date
    contract: Contract
    rows: list[tuple[int | None, str, str, str, str, str]] = field(default_factory=list)
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def of_values(self, where: str, heading: str, column: Column, rule: str, rows: pd.Series) -> None:
        """Note that a rule is broken by values of one column: `rows` are the values by the numbers of their rows."""
        action = "rejected" if column.required else "kept_without_value"
        hidden = column.sensitive or rule in ("identifying_text", "required")
        a_day = column.form in ("day", "time", "period")
        room = max(MOST_LISTED - self.counts[heading, rule, action], 0)
        self.counts[heading, rule, action] += len(rows)
        listed = rows.head(room)
        shown = {text: "" if hidden or not may_be_shown(text, a_day) else text for text in listed.unique()}
        why = expected(rule, column, self.contract, self.today)
        for number, text in listed.items():
            value = shown[text]
            said = f'"{value}"' if value else "it" if rule == "required" else "the value"
            note = "" if value or rule == "required" else " (it is not shown, for it may tell who somebody is)"
            end = "" if (why + note).endswith("?") else "."
            message = f"{where}, row {number}, {heading}: {said} {why}{note}{end} {DONE[action]}{remedy(rule, column)}"
            self.rows.append((int(str(number)), heading, value, rule, action, message))

    def of_row(self, where: str, number: int, rule: str, why: str) -> None:
        """Note that a whole row was set aside."""
        self.counts["", rule, "rejected"] += 1
        if self.counts["", rule, "rejected"] <= MOST_LISTED:
            message = f"{where}, row {number}: {why}. {DONE['rejected']} {PUT_RIGHT}"
            self.rows.append((number, "", "", rule, "rejected", message))

    def of_row_part(self, where: str, number: int, column: str, rule: str, why: str) -> None:
        """Note that a row was kept without the value of a column, for what its columns say of each other."""
        self.counts[column, rule, "kept_without_value"] += 1
        if self.counts[column, rule, "kept_without_value"] <= MOST_LISTED:
            message = f"{where}, row {number}: {why}. {DONE['kept_without_value']} {PUT_RIGHT}"
            self.rows.append((number, column, "", rule, "kept_without_value", message))

    def of_file(self, column: str, rule: str, message: str) -> None:
        """Note something of the whole file that was kept as supplied."""
        self.rows.append((None, column, "", rule, "kept_as_supplied", f": {message}"))

    def read_as(self, column: str, rule: str, count: int) -> None:
        """Count values that were read, in a way that should be said once for all of them."""
        self.counts[column, rule, "kept_as_supplied"] += count

    def _read_as(self, rule: str) -> str:
        if rule == "not_rounded":
            return (
                f"are no multiples of {self.contract.rounded_to}, though this return's counts are rounded to that; they were "
                "taken for rounded. Ask the sender which counts are rounded or hidden."
            )
        return "are numbers, as spreadsheets keep days, and were read as days."

    def frame(self, file: str) -> pd.DataFrame:
        """The rows of the file of issues, with one more for what was not listed and for how values were read.

        `file` is how the messages name the file: as given where they are only shown, as stored where they are kept, for the name
        of a file may be somebody's.
        """
        rows = list(self.rows)
        for (column, rule, action), count in sorted(self.counts.items()):
            if rule in READ_AS:
                rows.append((None, column, "", rule, action, f": {count:,} values of {column} {self._read_as(rule)}"))
            elif count > MOST_LISTED:
                said = f"{count - MOST_LISTED:,} more rows like these, of {count:,}, are not listed one by one."
                rows.append((None, column, "", rule, action, f", {column}: {said}"))
        found = pd.DataFrame(rows, columns=list(COLUMNS))
        return found.assign(message=file + found["message"].astype("str"))
