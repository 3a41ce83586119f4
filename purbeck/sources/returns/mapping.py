"""A mapping: a supplier's headings as a contract's columns, its values as codes, its days in order."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from purbeck.errors import SettingsError
from purbeck.sources.returns.contract import NOT_KNOWN, Contract
from purbeck.sources.returns.day_orders import ORDERS
from purbeck.sources.returns.hidden_counts import bounds
from purbeck.sources.returns.identifying import identifying_word
from purbeck.sources.returns.terms import DAY_FORMS, Terms
from purbeck.sources.returns.values import place_type_of
from purbeck.workspace import settings_error

FOLDER = "mappings"  # of a workspace
NAME = re.compile(r"^[a-z][a-z0-9_-]*$")
ALL_TOGETHER = "all_together"  # what a value stands for that says "all": an empty cell, of figures
MOST_NAMED = 5
YES_NO = ("yes", "no")
TRANSLATED = ("code", "flag", "place")  # forms whose values are told one by one
DECLARED = (*TRANSLATED, "id")  # forms of which a person may declare values


class Mapping(BaseModel):
    """The file. `columns` is by heading; `times`, `days` and `values` are by the contract's column; "" is undecided.

    `leave_out` are headings that a person said not to take; `always` is what every row would say of a place that the file has no
    column for, as whose it is; `times` the heading of the time of day that belongs to a day in a column of its own; `values` may
    also hold the words not_known and all_together; `hidden` is by mark for a hidden count the range that it stands for, as 1-7.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    contract: str
    supplier: str
    proposed_on: dt.date
    leave_out: tuple[str, ...] = ()
    always: dict[str, str] = {}
    columns: dict[str, str]
    times: dict[str, str] = {}
    days: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    hidden: dict[str, str] = {}


def read_mapping(path: Path) -> Mapping:
    """A mapping from its file. Raises SettingsError where there is none, or it cannot be used as it stands."""
    try:
        return Mapping.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise SettingsError(
            f'There is no mapping "{path}".', "purbeck map PATH FILE proposes one; give its name with --mapping."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name} cannot be read as TOML: {error}.", "Correct that line.") from error
    except ValidationError as error:
        raise settings_error(path.name, error) from error


def complete(mapping: Mapping, contract: Contract, name: str) -> None:
    """Raise SettingsError where a mapping is not fit to be used, with everything that is missing. `name` is its file's."""
    missing = list(undecided(mapping, contract))
    if missing:
        raise SettingsError(
            f"{name} is not complete: {'; '.join(missing)}.",
            f"Decide each in {name} (ask the supplier where you cannot know), then run the command again. No row was read.",
        )


def undecided(mapping: Mapping, contract: Contract) -> Iterator[str]:
    """What keeps a mapping from being used, each in words; no value of a sensitive column is among them."""
    if mapping.contract != contract.name:
        yield f'it is for the contract "{mapping.contract}", not "{contract.name}"'
    if not mapping.supplier.strip():
        yield "supplier says nobody's name: write whose file it is"
    yield from _undecided_headings(mapping, contract)
    given = set(mapping.columns.values()) - {""}
    for column in contract.columns:
        if column.required and column.name not in given:
            yield f"{column.name} ({column.heading}) is required, and no heading is mapped to it"
        if column.name in given and column.form in ("day", "time") and mapping.days.get(column.name) not in ORDERS:
            found = mapping.days.get(column.name, "")
            yield f'days.{column.name} is "{found}", where one of {", ".join(ORDERS)} is needed'
    for mark, said in mapping.hidden.items():
        if contract.holds != "figures" or bounds(said, contract) is None:
            yield f'hidden."{mark}" is "{said}", where a range of counts like 1-7 is needed, in a return of figures'
    known = {column.name: column for column in contract.columns}
    for name, code in mapping.always.items():
        if name not in known or known[name].form != "place":
            yield f"always.{name} is about no column of places"
        elif name in given:
            yield f"always.{name}: a heading is mapped to that column, which says it row by row"
        elif place_type_of(code) not in known[name].place_types:
            yield f'always.{name} is "{code}", where the ONS code of a {" or ".join(known[name].place_types)} is needed'
    for name, translations in mapping.values.items():
        if name not in known or known[name].form not in DECLARED:
            yield f"values.{name} is about no column of codes, flags, places or ids"
            continue
        open_ = [value for value, to in translations.items() if not to]
        if open_:
            said = ", ".join(f'"{v}"' for v in open_[:MOST_NAMED]) + (" ..." if len(open_) > MOST_NAMED else "")
            yield f"values.{name}: {len(open_):,} undecided" + ("" if known[name].sensitive else f" ({said})")
        allowed = _allowed(contract, name)
        wrong = sorted({to for to in translations.values() if to and allowed and to not in allowed})
        if wrong:
            yield f"values.{name}: {', '.join(wrong)} is none of {', '.join(allowed)}"


def _undecided_headings(mapping: Mapping, contract: Contract) -> Iterator[str]:
    for heading, name in mapping.columns.items():
        if word := identifying_word(heading):
            yield f'"{heading}" says who somebody is ("{word}"): have it taken out of the file, and take its line out here'
        elif not name:
            yield f'columns."{heading}" is undecided: name a column of the contract, or move the heading to leave_out'
        elif name not in contract.names:
            yield f'columns."{heading}": the contract has no column "{name}"'
        elif heading in mapping.leave_out:
            yield f'"{heading}" stands in columns and in leave_out'
    names = [name for name in mapping.columns.values() if name]
    for name in sorted({name for name in names if names.count(name) > 1}):
        said = ", ".join(f'"{heading}"' for heading, to in mapping.columns.items() if to == name)
        yield f"{said} are all mapped to {name}"
    for name, heading in mapping.times.items():
        if name not in names or contract.column(name).form != "time":
            yield f"times.{name} is about no column of times that has a heading"
        elif heading in mapping.columns or heading in mapping.leave_out:
            yield f'"{heading}" is the time of {name}, and stands in columns or leave_out too'


def _allowed(contract: Contract, name: str) -> tuple[str, ...]:
    """What values of a column may be mapped to; nothing where any ONS code or id may."""
    column = contract.column(name)
    if column.form in ("place", "id"):
        return ()
    own = YES_NO if column.form == "flag" else column.allowed_codes
    return tuple(dict.fromkeys((*own, NOT_KNOWN, *((ALL_TOGETHER,) if contract.holds == "figures" else ()))))


def terms_of(mapping: Mapping, contract: Contract) -> Terms:
    """What the mapping declares, as the door reads a file by it.

    A heading that says who somebody is is never left out, so that the door refuses the file and names it.
    """
    unknown = NOT_KNOWN if contract.holds == "figures" else ""
    meant = {NOT_KNOWN: unknown, ALL_TOGETHER: ""}
    codes = {
        name: {theirs: meant.get(ours, ours) for theirs, ours in translations.items()}
        for name, translations in mapping.values.items()
    }
    days = {name: order for name, order in mapping.days.items() if order in DAY_FORMS}
    left_out = tuple(heading for heading in mapping.leave_out if not identifying_word(heading))
    return Terms(
        dict(mapping.columns), codes, "", days, dict(mapping.times), left_out, dict(mapping.always), dict(mapping.hidden)
    )  # fmt: skip
