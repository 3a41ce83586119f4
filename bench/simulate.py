"""Run the long statistical simulations and keep their results; `--check` only asks whether they are current."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from purbeck import statistics
from purbeck.statistics import simulation

RESULTS = Path(__file__).with_name("simulation.csv")
REPLICATES = 4_000


def statistics_hash() -> str:
    """Hash of the statistics code: results made by other code are out of date."""
    digest = hashlib.sha256()
    for path in sorted(Path(statistics.__file__).parent.glob("*.py")):
        digest.update(path.name.encode() + path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def main() -> None:
    """Write the results, or with `--check` exit with 1 where they were made by other code."""
    if "--check" in sys.argv[1:]:
        known = RESULTS.read_text(encoding="utf-8").split("\n", 1)[0] if RESULTS.exists() else ""
        if statistics_hash() not in known:
            sys.exit("bench/simulation.csv was made by other statistics code: run make simulate and commit it.")
        return
    table = simulation.simulation_table(REPLICATES)
    text = f"# code {statistics_hash()}, {REPLICATES} replicates\n" + table.to_csv(index=False, lineterminator="\n")
    RESULTS.write_text(text, encoding="utf-8")
    sys.stdout.write(table.to_string(index=False) + "\n")


if __name__ == "__main__":
    main()
