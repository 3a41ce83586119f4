"""Publishes a strategy and is stopped, as by Ctrl-C, at a given step; ends with 99 where it was."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

from purbeck.strategy_flow import strategy_publish

STEPS = ("decisions.csv", "statements-shown.csv", "2026-strategy")


def stop_at(step: str) -> None:
    """Raise KeyboardInterrupt when something is about to be moved to a name."""

    def hook(event: str, args: tuple[object, ...]) -> None:
        if event == "os.rename" and Path(str(args[1])).name == step:
            raise KeyboardInterrupt

    sys.addaudithook(hook)


if __name__ == "__main__":
    stop_at(STEPS[int(sys.argv[2])])
    day = dt.date(2026, 7, 1)
    try:
        strategy_publish(Path(sys.argv[1]), day, today=day)
    except KeyboardInterrupt:
        sys.exit(99)
