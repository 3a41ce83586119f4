"""Run as a program by the crash tests: builds a workspace and dies, like a pulled plug, at a given step on the disk."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any


def main() -> None:
    """`python killing_driver.py WORKSPACE STAGES STEP`: run so many stages; die before STEP is moved into place.

    A step is a file below tables/, without the key in the name of a part. All steps are printed, one a line.
    """
    workspace, stages, last = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    real: Callable[..., Any] = Path.replace

    def replace(self: Path, target: Path) -> Any:
        step = named(Path(target))
        os.write(1, f"{step}\n".encode())  # at once: steps of two threads side by side must not share a line
        if step == last:
            os._exit(99)  # no handler, no finally, no flush: what kill -9 leaves
        return real(self, target)

    Path.replace = replace  # type: ignore[method-assign]
    from purbeck import flow

    flow.STAGES = flow.STAGES[:stages]
    flow.build(workspace)


def named(target: Path) -> str:
    """The file below tables/, a part without its key: "incidents/2025"."""
    name = target.as_posix().split("/tables/")[-1]
    parts = name.rsplit("/", 1)
    return name if parts[-1].endswith((".json", ".csv")) else "/".join([*parts[:-1], parts[-1].split(".")[0]])


if __name__ == "__main__":
    main()
