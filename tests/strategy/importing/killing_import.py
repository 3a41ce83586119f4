"""Run as a program by the tests of imports: carries one out and dies, like a pulled plug, at a given step."""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path
from typing import Any


def main() -> None:
    """`python killing_import.py WORKSPACE FILE STEP`: dies before the move numbered STEP, from 0, and prints those made.

    For FILE "undo" the last import is taken back instead.
    """
    workspace, file, last = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    real: Any = Path.replace
    made = 0

    def replace(self: Path, target: Path) -> Any:
        nonlocal made
        if made == last:
            os._exit(99)  # no handler, no finally, no flush: what kill -9 leaves
        made += 1
        print(Path(target).relative_to(workspace).as_posix(), flush=True)  # noqa: T201
        return real(self, target)

    from purbeck import strategy_flow

    day = dt.date(2026, 11, 26)
    Path.replace = replace  # type: ignore[method-assign]
    if file.name == "undo":
        strategy_flow.import_undone(workspace, day)
    else:
        strategy_flow.import_applied(workspace, file, strategy_flow.import_proposed(workspace, file), day)


if __name__ == "__main__":
    main()
