"""Time one piece of work in a process of its own, with the most memory it held."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

HERE = Path(__file__).parent
DATA = Path(os.environ.get("PURBECK_REAL_DATA", HERE.parent.parent / "shared" / "data"))
AREA = "E06000059"


@dataclass(frozen=True)
class Timed:
    """One run of one piece of work; memory is of the process with those it started."""

    seconds: float
    peak_mib: float


def timed(*arguments: str, module: str = "bench.work") -> Timed:
    """Run a piece of work in a process of its own; its time, and the most memory it held."""
    start = time.perf_counter()
    process = psutil.Popen([sys.executable, "-m", module, *arguments], cwd=HERE.parent)
    peak = 0
    while process.poll() is None:
        try:
            peak = max(peak, sum(p.memory_info().rss for p in (process, *process.children(recursive=True))))
        except psutil.Error:  # one of them ended between the two lines
            continue
        time.sleep(0.02)
    if process.wait() != 0:
        raise subprocess.CalledProcessError(process.returncode, arguments)
    return Timed(time.perf_counter() - start, peak / 2**20)
