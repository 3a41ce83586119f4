"""What is wrong in the files of a strategy: where, what, and what to do, for every fault found."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

FOLDER = "strategy"
LONGEST_VALUE = 80
NOT_REPEATED = "[what is written there]"
# What may be repeated of anything: one word, a code of a place, one mark of HTML.
HARMLESS = r"[A-Za-z]{1,20}|[A-Z][0-9]{2,8}|</?[A-Za-z]\w{0,9}/?>?"


class RefusedError(ValueError):
    """A value that a field refuses: what is wrong with it, and what to write instead."""

    def __init__(self, what: str, todo: str) -> None:
        self.what = what
        self.todo = todo
        super().__init__(f"{what}. {todo}")


@dataclass(frozen=True, order=True)
class Where:
    """A line of a file of `strategy/`, or of another folder of the workspace."""

    file: str
    line: int
    folder: str = FOLDER

    def __str__(self) -> str:
        return f"{self.folder}/{self.file}, line {self.line}"


NOWHERE = Where("", 0)


@dataclass(frozen=True)
class Fault:
    """One thing that makes a file unusable. `subject` is the entry and field it is in, as people would name them."""

    where: Where
    subject: str
    what: str
    todo: str

    def __str__(self) -> str:
        subject = f", {self.subject}" if self.subject else ""
        return f"{self.where}{subject}: {self.what}. {self.todo}"


def meant(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """ "Did you mean x?" where something known is written nearly so; else what to do otherwise, or what there is."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    if close:
        return f'Did you mean "{close[0]}"?'
    if otherwise:
        return otherwise
    return f"There {'is' if len(names) == 1 else 'are'}: {', '.join(names)}." if names else "There is none yet."


def shown(value: Any) -> str:
    """A value as it may stand in a message: in quotation marks, and not too long."""
    try:
        said = json.dumps(value, ensure_ascii=False, default=str)
    except ValueError:
        said = str(value)
    return said if len(said) <= LONGEST_VALUE else said[:LONGEST_VALUE] + "..."


def said(error: dict[str, Any], fields: Collection[str], description: str) -> tuple[str, str]:
    """What pydantic found wrong, in our words: what it is, and what to do.

    Parameters
    ----------
    fields : names of the fields that may stand where the error is.
    description : what the field is for.
    """
    kind, value, context = error["type"], error.get("input"), error.get("ctx", {})
    name = str(error["loc"][-1]) if error["loc"] else ""
    wanted = f"It is {description}." if description else ""
    if kind == "value_error" and isinstance(context["error"], RefusedError):
        return context["error"].what, context["error"].todo
    if kind == "missing":
        return "this has to be written, and is not", f"Add a line: {name} = ... {wanted}".strip()
    if kind == "extra_forbidden":
        return f'there is no field "{name}" here', meant(name, fields)
    if kind == "literal_error":
        choices = re.findall(r"'([^']+)'", context["expected"])
        return f"{shown(value)} is not one of {', '.join(choices)}", meant(str(value), choices, "Write one of those.")
    if kind in {"tuple_type", "list_type"}:
        return f"{shown(value)} is not a list", f"Put it in square brackets: {name} = [{shown(value)}]"
    if kind in {"model_type", "model_attributes_type", "dict_type"}:
        return (
            f"{shown(value)} is not a group of fields",
            f"Write its fields between braces, or below a header. {wanted}",
        )
    if kind == "string_type":
        return f"{shown(value)} is not text", f'Put it in quotation marks: {name} = "...". {wanted}'.strip()
    return f"{shown(value)}: {error['msg'][:1].lower()}{error['msg'][1:]}", wanted or "Correct the value."


def unsaid(value: Any, besides: str = HARMLESS) -> str:
    """What may be repeated of something that nobody may be told: one word, a code, or what is like `besides`."""
    harmless = isinstance(value, str) and (re.fullmatch(HARMLESS, value) or re.fullmatch(besides, value))
    return value if harmless else NOT_REPEATED


def quietly(text: str) -> str:
    """A message without what it quotes, from the first mark to the last, unless that is harmless."""
    quoted = re.search(r'"(.*)(?:"|\.\.\.)', text, re.DOTALL)
    return text.replace(quoted[0], NOT_REPEATED) if quoted and unsaid(quoted[1]) == NOT_REPEATED else text


def said_quietly(error: dict[str, Any], fields: Collection[str], description: str) -> tuple[str, str]:
    """As `said`, of a file of what people said: nothing that is written there is repeated."""
    what, todo = said({**error, "input": unsaid(error.get("input"))}, fields, description)
    wanted = f"It is {description}." if description else "Correct it."
    if error["type"] == "extra_forbidden":
        return f'there is no field "{unsaid(error["loc"][-1])}" here', meant(unsaid(error["loc"][-1]), fields)
    if error["type"] == "literal_error":
        return what, said(error, fields, description)[1]  # names one of those that may stand there
    if error["type"] == "value_error":
        quoted = re.search(r'"(.*)"', what, re.DOTALL)
        if quoted and unsaid(quoted[1]) == NOT_REPEATED:
            what = what.replace(quoted[0], NOT_REPEATED)
            todo = todo if '"' not in todo else wanted
    return what, todo
