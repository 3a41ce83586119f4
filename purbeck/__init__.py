"""Public Python API: the names people may import, and nothing else."""

from purbeck.example import make_example
from purbeck.flow import build, check, explain, get, new, publish, tables, upgrade
from purbeck.workspace import Workspace

__all__ = ["Workspace", "build", "check", "explain", "get", "make_example", "new", "publish", "tables", "upgrade"]
