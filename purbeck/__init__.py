"""Public Python API: the names people may import, each loaded when it is first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from purbeck.example import make_example
    from purbeck.flow import build, check, explain, get, new, tables, upgrade
    from purbeck.publication_flow import publish, publish_areas
    from purbeck.workspace import Workspace

__all__ = [
    "Workspace",
    "build",
    "check",
    "explain",
    "get",
    "make_example",
    "new",
    "publish",
    "publish_areas",
    "tables",
    "upgrade",
]

# Loading all of them takes seconds, and a command needs few: a strategy can be checked without what draws a chart.
_HOME = {
    "Workspace": "workspace",
    "make_example": "example",
    "publish": "publication_flow",
    "publish_areas": "publication_flow",
}


def __getattr__(name: str) -> object:
    """A name of the API, from the module that has it."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME.get(name, 'flow')}"), name)


def __dir__() -> list[str]:
    """The API, for whoever explores it."""
    return __all__
