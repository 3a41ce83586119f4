"""Home Office offence codes: the title of each, its group, and whether it was read in a source."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pandas as pd

from purbeck.definition.definition import Code, Definition

FILE = Path(__file__).with_name("offence_codes.csv")


@cache
def offence_codes() -> Mapping[str, Code]:
    """Every code that ships, by itself, in the order of the file."""
    rows = pd.read_csv(FILE, comment="#", dtype="str", keep_default_na=False)
    return {
        row.code: Code(code=row.code, title=row.title, verified=row.verified == "true", source=row.source)
        for row in rows.itertuples()
    }


def codes_of(definition: Definition) -> dict[str, Code]:
    """The codes that ship, and a definition's own, which come before them."""
    return {**offence_codes(), **{code.code: code for code in definition.codes}}
