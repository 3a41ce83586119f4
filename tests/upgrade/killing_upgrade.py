"""Run as a program by the tests of upgrade: upgrades a workspace and dies, like a pulled plug, at a given step."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any


def main() -> None:
    """`python killing_upgrade.py WORKSPACE SHIPPED STEP`: the file SHIPPED stands for the definition that ships now.

    Dies before the move numbered STEP, from 0; the moves that were made are printed, one a line.
    """
    workspace, shipped, last = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    real: Any = Path.replace
    made = 0

    def replace(self: Path, target: Path) -> Any:
        nonlocal made
        if made == last:
            os._exit(99)  # no handler, no finally, no flush: what kill -9 leaves
        made += 1
        print(Path(target).relative_to(workspace).as_posix(), flush=True)  # noqa: T201
        return real(self, target)

    from purbeck import flow, migration

    migration.STARTING_DEFINITION = shipped
    Path.replace = replace  # type: ignore[method-assign]
    flow.upgrade(workspace, apply=True)


if __name__ == "__main__":
    main()
