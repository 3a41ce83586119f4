"""How each column of a contract is to be filled in; the words themselves stand in forms.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from purbeck.sources.returns.contract import Column, Contract

FILE = Path(__file__).with_name("forms.toml")


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def how(column: Column) -> str:
    """How the cells of a column are written: "a whole number from 0 to 100,000"."""
    words = _words()
    place_names, period_names = words["place_names"], words["period_names"]
    return words["forms"][column.form].format(
        codes=", ".join(column.allowed_codes),
        example=column.example,
        place_types=_either([place_names[kind] for kind in column.place_types]),
        place_example=_either([words["place_examples"][kind] for kind in column.place_types]),
        period_types=_either([period_names[kind] for kind in column.period_types]),
        period_example=_either([words["period_examples"][kind] for kind in column.period_types]),
        least=f"{column.least if column.least is not None else 0:g}",
        most=f"{column.most if column.most is not None else 1:,.0f}",
    )


def notes(column: Column, contract: Contract) -> str:
    """What else to know of a column: whether it must be filled in, what an empty cell is, which marks stand for counts."""
    words = _words()["notes"]
    said = [words["required"] if column.required else words["may_be_empty"]]
    if column.part == "dimension" and not column.required:
        said = [words["all_together"]]
    if column.form == "count" and contract.rounded_to > 1:
        said.append(words["rounded"].format(rounded_to=contract.rounded_to))
    if column.form == "count":
        said += [words["hidden"].format(**one.model_dump()) for one in contract.hidden]
    said += [words[mark] for mark in ("sensitive", "dropped") if getattr(column, mark)]
    return "; ".join(said)


def _either(words: list[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
