"""Public Python API: the names people may import, and nothing else."""

from purbeck.flow import build, check, explain, get, make_example, new, publish
from purbeck.workspace import Workspace

__all__ = ["Workspace", "build", "check", "explain", "get", "make_example", "new", "publish"]
