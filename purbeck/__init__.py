"""Public Python API: the names people may import, and nothing else."""

from purbeck.example import make_example
from purbeck.flow import build, check, explain, get, new, tables, upgrade
from purbeck.publication_flow import publish
from purbeck.workspace import Workspace

__all__ = ["Workspace", "build", "check", "explain", "get", "make_example", "new", "publish", "tables", "upgrade"]
