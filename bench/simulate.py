"""Run the long statistical simulations and keep their results; `--check` only asks whether they are current."""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

from bench import simulate_disclosure
from bench.code import what_runs
from purbeck.statistics import simulation

RESULTS = Path(__file__).with_name("simulation.csv")
REPLICATES = 4_000
IMPORTED = re.compile(r"^from purbeck\.statistics\.(\w+) import", re.MULTILINE)


def statistics_hash() -> str:
    """Hash of the code that is simulated, without docstrings: results made by other code are out of date."""
    digest = hashlib.sha256()
    for path in simulated_code():
        digest.update(f"{path.name}: {what_runs(path.read_text(encoding='utf-8'))}\n".encode())
    return digest.hexdigest()


def simulated_code() -> list[Path]:
    """The modules of statistics that the simulation imports, and those that they import, by name."""
    found: set[Path] = set()
    waiting = [Path(simulation.__file__)]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += [path.with_name(f"{name}.py") for name in IMPORTED.findall(path.read_text(encoding="utf-8"))]
    return sorted(found, key=lambda path: path.name)


def main() -> None:
    """Write the results, or with `--check` exit with 1 where they were made by other code."""
    if "--check" in sys.argv[1:]:
        known = RESULTS.read_text(encoding="utf-8").split("\n", 1)[0] if RESULTS.exists() else ""
        if statistics_hash() not in known:
            sys.exit("bench/simulation.csv was made by other statistics code: run make simulate and commit it.")
        simulate_disclosure.check()
        return
    table = simulation.simulation_table(REPLICATES)
    text = f"# code {statistics_hash()}, {REPLICATES} replicates\n" + table.to_csv(index=False, lineterminator="\n")
    RESULTS.write_text(text, encoding="utf-8")
    sys.stdout.write(table.to_string(index=False) + "\n")
    simulate_disclosure.run()


if __name__ == "__main__":
    main()
