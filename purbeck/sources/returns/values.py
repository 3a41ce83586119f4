"""What one column's texts mean under its contract, and which rules they break."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from purbeck import places
from purbeck.periods import spoken_day
from purbeck.sources.returns import days
from purbeck.sources.returns.code_lists import code_lists
from purbeck.sources.returns.contract import NOT_KNOWN, Column, Contract
from purbeck.sources.returns.grid import NO_RESULT
from purbeck.sources.returns.hidden_counts import EXAMPLES, as_range
from purbeck.sources.returns.identifying_values import (
    DAY_FIGURES,
    identifies,
    is_day_in_figures,
    is_nhs_number,
    of_known_words,
)
from purbeck.sources.returns.spellings import alike, spellings
from purbeck.sources.returns.terms import Terms

PLACE_TYPES = places.AREA_TYPES | {"E12": "region", "E92": "nation", "W92": "nation", "K04": "nation"}
PLACE = re.compile(r"[EWK][0-9]{8}")
COUNT = r"0|[1-9][0-9]{0,11}|[1-9][0-9]{0,2}(?:,[0-9]{3})+"  # a number that begins with nought may be somebody's telephone's
NUMBER = rf"-?(?:{COUNT})(?:\.[0-9]+)?"
SMALL = r"(?i)-?[0-9]\.[0-9]+(?:e-[0-9]{2})?"  # how a workbook may keep a very small share
IDENTIFIES = "identifies"  # the rule that refuses the whole file; the kind of value stands after the colon
READ_AS = ("read_as_day", "not_rounded")  # rules that say how a value was read, where it was read

Checked = tuple[str, str]  # what a text means, and the rule that it breaks, or ""


@dataclass(frozen=True)
class Meaning:
    """How the texts of one column are to be read.

    `day_zero` is what numbers in place of days count from, None where the file does not say; `today` what no day lies after.
    """

    column: Column
    contract: Contract
    terms: Terms
    today: dt.date
    day_zero: dt.date | None = None

    def read(self, texts: pd.Series) -> tuple[pd.Series, pd.Series]:
        """What each text means, as a stored file holds it, and the rule that it breaks or "".

        The texts are distinct, not empty, and without spaces at their ends.
        """
        form = self.column.form
        if form in ("day", "time"):
            clean, rule = days.times(
                texts, self.terms.day_form_of(self.column.name), self.day_zero, clock=form == "time"
            )
            rule = rule.mask((rule == "") & (clean.str.slice(0, 10) > self.today.isoformat()), "future")
        elif form in ("count", "number", "share"):
            clean, rule = self._numbers(texts)
        else:
            one = self._one_by_one[form]
            found = [one(str(text)) for text in texts]
            clean = pd.Series([c for c, _ in found], texts.index, dtype="str")
            rule = pd.Series([r for _, r in found], texts.index, dtype="str")
        if form not in ("id", "text") and not (rule != "").any():
            return clean, rule
        return self._looked_at(texts, clean, rule)

    def _looked_at(self, texts: pd.Series, clean: pd.Series, rule: pd.Series) -> tuple[pd.Series, pd.Series]:
        """The same, with what identifies somebody told from what is only wrong."""
        broken = (rule != "") & ~rule.isin(READ_AS)
        free = self.column.form in ("id", "text")
        for at in texts.index[broken | free]:
            text = str(texts.at[at])
            if kind := identifies(text):
                rule.at[at] = "identifying_text" if self.column.form == "text" else f"{IDENTIFIES}:{kind}"
            elif text == NO_RESULT:
                rule.at[at] = "formula"
            elif text.casefold() in spellings().errors:
                rule.at[at] = "error_in_cell"
        return clean.mask((rule != "") & ~rule.isin(READ_AS), ""), rule

    # --- texts that are looked up ------------------------------------------------------------------------------------

    @cached_property
    def _one_by_one(self) -> dict[str, Callable[[str], Checked]]:
        return {
            "code": self._code, "id": self._pattern, "text": self._pattern, "place": self._place,
            "period": self._period, "flag": self._flag,
        }  # fmt: skip

    @cached_property
    def _codes(self) -> dict[str, str]:
        """Every spelling of a code, and the code."""
        column = self.column
        if column.form != "code":
            return {}
        named = code_lists()[column.codes].names
        found = {alike(name): code for code, name in named.items()} | {alike(code): code for code in named}
        dimension = column.part == "dimension"
        if dimension and not column.required:
            found = dict.fromkeys(spellings().all_together, "") | found
        found = {alike(said): NOT_KNOWN if dimension else "" for said in (*spellings().not_known, NOT_KNOWN)} | found
        return found | self._declared

    @cached_property
    def _declared(self) -> dict[str, str]:
        """What the supplier's values are declared to mean, as values are compared."""
        return {alike(theirs): ours for theirs, ours in self.terms.codes.get(self.column.name, {}).items()}

    def _code(self, text: str) -> Checked:
        code = self._codes.get(alike(text))
        return ("", "code") if code is None else (code, "")

    def _pattern(self, text: str) -> Checked:
        column, declared = self.column, self._declared.get(alike(text), "")
        if declared and re.search(column.declared_pattern or column.pattern, declared):
            return declared, ""
        for said in dict.fromkeys((declared or text, text.upper(), text.lower())):
            if re.search(column.pattern, said):
                return (said, "") if not column.known_words or of_known_words(said) else ("", "unknown_words")
        return "", "pattern"

    def _place(self, text: str) -> Checked:
        code = self._declared.get(alike(text), text).upper()
        if not code:
            return "", ""
        if not PLACE.fullmatch(code):
            return "", "place"
        return (code, "") if place_type_of(code) in self.column.place_types else ("", "place_type")

    def _period(self, text: str) -> Checked:
        period = days.period_of(text)
        if period is None:
            return "", "period"
        if period.type not in self.column.period_types:
            return "", "period_type"
        return (days.written(period), "") if period.start <= self.today else ("", "future")

    def _flag(self, text: str) -> Checked:
        said = alike(self._declared.get(alike(text), text))
        if not said or said in spellings().not_known:
            return "", ""
        return ("true", "") if said in spellings().yes else ("false", "") if said in spellings().no else ("", "flag")

    # --- numbers -----------------------------------------------------------------------------------------------------

    def _hidden(self, texts: pd.Series) -> pd.Series:
        """What of a figure is hidden, as a stored file holds it: a mark, or the range that it says or was declared to be."""
        if self.column.part != "figure":
            return pd.Series("", texts.index, dtype="str")
        said = texts.map(lambda text: self.terms.marks.get(text, text))
        return said.map(lambda text: as_range(text, self.contract)).astype("str")

    def _numbers(self, texts: pd.Series) -> tuple[pd.Series, pd.Series]:
        whole = self.column.form == "count"
        good = texts.str.fullmatch(COUNT if whole else NUMBER)
        good |= False if whole else texts.str.fullmatch(SMALL)
        share = texts.str.fullmatch(NUMBER + " ?%") & (self.column.form == "share")
        value = pd.to_numeric(texts.str.replace(r"[,% ]", "", regex=True).where(good | share), errors="coerce")
        value = value.where(~share, value / 100)
        rule = pd.Series(np.where(good | share, "", "count" if whole else "number"), texts.index, dtype="str")
        least = self.column.least if self.column.least is not None else 0.0 if whole else -np.inf
        most = self.column.most if self.column.most is not None else np.inf
        rule = rule.mask((rule == "") & ~value.between(least, most), "range")
        clean = texts.str.replace(",", "", regex=False).where(~share, value.map("{:.12g}".format, na_action="ignore"))
        if self.column.part == "figure" and whole and self.contract.rounded_to > 1:
            rule = rule.mask((rule == "") & (value % self.contract.rounded_to != 0), "not_rounded")
            for one in self.contract.hidden:
                rule = rule.mask(
                    rule.isin(("", "not_rounded")) & value.between(one.least, one.most), "should_be_hidden"
                )
        ranges = self._hidden(texts[~good]).reindex(texts.index, fill_value="")
        hidden = ranges != ""
        clean, rule = clean.mask(hidden, ranges), rule.mask(hidden, "")
        for at, kind in _of_somebody(texts[~hidden]):
            rule.at[at] = kind
        return clean.fillna("").astype("str"), rule


def place_type_of(code: str) -> str:
    """The kind of area that an ONS code is of, by its first letters; "" where it is no such code."""
    return PLACE_TYPES.get(code[:3], "") if PLACE.fullmatch(code) else ""


def _of_somebody(texts: pd.Series) -> Iterator[tuple[Hashable, str]]:
    """Which numbers have the figures of an NHS number, or of a day that somebody may have been born on."""
    figures = texts[texts.str.len() >= DAY_FIGURES].str.replace(r"\.0*$|[,-]", "", regex=True)
    for at, text in figures[figures.str.fullmatch("[0-9]{8,}")].items():
        if is_nhs_number(text):
            yield at, f"{IDENTIFIES}:an NHS number"
        elif is_day_in_figures(text):
            yield at, "day_in_figures"


def expected(rule: str, column: Column, contract: Contract, today: dt.date) -> str:
    """What a value that breaks a rule is not, or what is wrong with it, as the end of a sentence that begins with the value."""
    if rule == "code":
        listed = list(column.allowed_codes)
        shown = ", ".join(listed[:12]) + (", ..." if len(listed) > 12 else "")
        return f"is none of the codes of this column ({shown})"
    if rule == "range":
        least = 0.0 if column.least is None and column.form == "count" else column.least
        ends = [f"{end:,.12g}" for end in (least, column.most) if end is not None]
        return f"lies outside {' to '.join(ends)}, which is what the contract takes"
    return {
        "pattern": "is not of the form that this column has",
        "unknown_words": "is made of words of which some may be a name",
        "place": "is not an ONS code like E06000059",
        "place_type": f"is the code of an area of another kind than {' or '.join(column.place_types)}",
        "period": "is not a period like 2026-03, 2026 Q1, 2026 or 2025/26",
        "period_type": f"is a period of another kind than {' or '.join(column.period_types).replace('_', ' ')}",
        "future": f"lies after {spoken_day(today)}, when the file was read; have day and month changed places?",
        "flag": "is not yes or no",
        "count": f"is not a whole number{_nor_hidden(column, contract)}",
        "number": f"is not a number{_nor_hidden(column, contract)}",
        "should_be_hidden": "is a count that this return hides, so that the file is not what the contract says",
        "day_in_figures": "has the eight figures of a day, which may be one of birth",
        "day": "is not a day like 2026-03-31" + (" with a time like 22:15" if column.form == "time" else ""),
        "clock": "has no time of day: a time like 2026-03-31 22:15 was expected",
        "undeclared_order": "is a day in figures, and nobody declared whether the day or the month stands first",
        "day_as_number": "is a number as spreadsheets keep days, and a text file does not say from which day it counts",
        "formula": "is a formula whose result is not in the file",
        "error_in_cell": "is an error of the spreadsheet",
        "identifying_text": "holds something that identifies somebody",
        "required": "is empty, and this column may not be",
    }[rule]


def _nor_hidden(column: Column, contract: Contract) -> str:
    """Which marks for hidden figures a column takes."""
    if column.part != "figure":
        return ""
    return f", nor one of the marks for a hidden one ({', '.join([*(one.mark for one in contract.hidden), EXAMPLES])})"


def remedy(rule: str, column: Column) -> str:
    """What to do about a rule that is often broken, or nothing."""
    return {
        "undeclared_order": " Write days like 2026-03-31, or declare the order: what is said of the whole column tells which.",
        "day_as_number": " Format the column as a date, or write days like 2026-03-31.",
        "unknown_words": f" Use plain words, or declare the value in a mapping, under [values.{column.name}].",
        "pattern": f" Where it is right, declare it in a mapping, under [values.{column.name}]."
        if column.declared_pattern
        else "",
        "count": _declare_mark(column),
        "number": _declare_mark(column),
        "should_be_hidden": " Ask the sender which counts are hidden or rounded.",
        "formula": " Open the file in the spreadsheet program and save it again.",
    }.get(rule, "")


def _declare_mark(column: Column) -> str:
    if column.part != "figure":
        return ""
    return (
        " If it stands for a hidden count, ask for which: write that range, or declare the mark in a mapping (hidden)."
    )
