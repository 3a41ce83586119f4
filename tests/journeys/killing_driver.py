"""Run as a program by the crash tests: builds a workspace and dies, like a pulled plug, at the n-th step on the disk."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def main() -> None:
    """`python killing_driver.py WORKSPACE N [TRACE]`: die before the N-th time a file is moved into place (0: never)."""
    workspace, n = Path(sys.argv[1]), int(sys.argv[2])
    trace = Path(sys.argv[3]) if len(sys.argv) > 3 else None
    steps: list[str] = []
    real: Callable[..., Any] = Path.replace

    def replace(self: Path, target: Path) -> Any:
        steps.append(target.as_posix().split("/tables/")[-1])
        if len(steps) == n:
            os._exit(99)  # no handler, no finally, no flush: what kill -9 leaves
        return real(self, target)

    Path.replace = replace  # type: ignore[method-assign]
    from purbeck import flow

    flow.build(workspace)
    if trace:
        trace.write_text("\n".join(steps), encoding="utf-8")


if __name__ == "__main__":
    main()
