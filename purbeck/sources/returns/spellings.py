"""How people write yes, no, not known and all together in a return, as spellings.toml lists it."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

FILE = Path(__file__).with_name("spellings.toml")
SIGNS = re.compile(r"[\W_]+")


class Spellings(BaseModel):
    """spellings.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    checked_on: dt.date
    certainty: Literal["sure", "unsure"]
    yes: frozenset[str]
    no: frozenset[str]
    not_known: frozenset[str]
    all_together: frozenset[str]
    errors: frozenset[str]


@cache
def spellings() -> Spellings:
    """The spellings, from the file beside this module."""
    return Spellings.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))


def alike(text: str) -> str:
    """A heading or a code as it is compared: in small letters, with a space for every run of signs."""
    return SIGNS.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()
