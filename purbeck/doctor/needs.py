"""What a machine needs and what gives trouble, from needs.toml."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("needs.toml")


@cache
def _needs() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def need(name: str) -> Any:
    """The value of one need, in its unit."""
    return _needs()[name]["value"]


def synced_folders() -> list[dict[str, Any]]:
    """Programs that copy a folder to a server: how their folders and variables are called."""
    return list(_needs()["synced"])
