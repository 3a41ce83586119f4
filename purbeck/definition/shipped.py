"""The definitions that ship with Purbeck, and how an earlier version of the first is known."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

STARTING_DEFINITION = Path(__file__).with_name("serious-violence.toml")
ILLUSTRATIVE = Path(__file__).with_name("illustrative.toml")
VERSIONS = Path(__file__).with_name("shipped.toml")


def fingerprint(text: str) -> str:
    """SHA-256 of a definition's text, the same whether its lines end as on Windows or not."""
    return hashlib.sha256(text.replace("\r\n", "\n").encode("utf-8")).hexdigest()


def shipped_versions() -> list[str]:
    """The fingerprint of each version that has shipped, the present one last."""
    return [version["sha256"] for version in tomllib.loads(VERSIONS.read_text(encoding="utf-8"))["version"]]
