"""The dated, sourced list of national services for readers affected by what they read."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("support_services.toml")


@dataclass(frozen=True)
class Service:
    """One service: whom it helps, the number to ring, its own page."""

    name: str
    telephone: str
    helps: str
    page: str

    @property
    def dialled(self) -> str:
        """The number as a telephone takes it."""
        return self.telephone.replace(" ", "")


@dataclass(frozen=True)
class Support:
    """The list, when it was drawn up (a month), and whether a person has checked it since."""

    dated: str
    checked: bool
    check: str
    emergency: str
    services: tuple[Service, ...]


def support() -> Support:
    """The list as the file holds it."""
    held = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Support(**held["list"], services=tuple(Service(**service) for service in held["service"]))
