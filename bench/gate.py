"""The gate: on Brackenshire with all its partners, and on tens of thousands of linked counts, protected and audited."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

from bench.made_counts import COLUMNS, SOURCE, UNIVERSE
from bench.timing import Timed, timed
from purbeck.disclosure.linking import Structure
from purbeck.disclosure.protecting import audit, protect
from purbeck.disclosure.rules import EDITIONS, load_rules

# Small areas, wards and months: 20,000 counts and 100,000, with totals of each.
SIZES = {"20000": (456, 57, 12), "100000": (800, 100, 36)}
SEXES = ("F", "M")
MEAN = 2.0  # of a small area's month and sex; they vary as an exponential does


def counts(areas: int, wards: int, months: int) -> tuple[pd.DataFrame, Structure]:
    """Counts of every place, month and sex, and of all months and both sexes; and how they hang together."""
    rng = np.random.default_rng(1)
    names = [f"E01{at:06d}" for at in range(areas)]
    of_ward = np.arange(areas) * wards // areas
    members = {("lsoa21", name): [at] for at, name in enumerate(names)}
    members |= {("ward", f"E05{ward:06d}"): np.flatnonzero(of_ward == ward).tolist() for ward in range(wards)}
    members |= {("district", "E06000901"): list(range(areas))}
    held = rng.poisson(rng.gamma(1.0, MEAN, (areas, 1, 1)) * np.ones((1, months, len(SEXES))))
    spelt = [f"{2023 + at // 12}-{at % 12 + 1:02d}" for at in range(months)]
    rows = []
    for (place, at), month, sex in product(members.items(), (*range(months), None), (*range(len(SEXES)), None)):
        some = held[at][:, slice(None) if month is None else [month]][:, :, slice(None) if sex is None else [sex]].sum()
        window = (spelt[0], spelt[-1]) if month is None else (spelt[month], spelt[month])
        group = ("all", "all") if sex is None else ("sex", SEXES[sex])
        rows.append((UNIVERSE, "offences", *place, *window, *group, int(some), int(some), SOURCE))
    places = {place: frozenset(names[one] for one in at) for place, at in members.items()}
    return pd.DataFrame(rows, columns=COLUMNS), Structure(places, {})


def main(size: str, edition: str) -> None:
    """Protect and audit one frame, and say how long each took."""
    cells, structure = counts(*SIZES[size])
    rules = load_rules()
    start = time.process_time()
    protected = protect(cells, structure, rules, edition)
    middle = time.process_time()
    safe = audit(protected, structure, rules, cells=cells)["safe"]
    end = time.process_time()
    hidden = protected["decision"].str.startswith("hidden")
    small = protected["least"].between(1, 4)
    print(
        f"{edition}, {len(cells):,} counts: {small.sum():,} small, {(hidden & ~small).sum():,} hidden besides, "
        f"{(~safe).sum():,} unsafe; protected in {middle - start:.0f} s of one core, audited in {end - middle:.0f} s"
    )


def measured(runs: int) -> dict[str, list[Timed]]:
    """How long editions take that all partners of a district have a part in, and frames of many linked counts; these once."""
    rows: dict[str, list[Timed]] = {}
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "brackenshire"
        for command in ("example", "build"):
            subprocess.run([sys.executable, "-m", "purbeck", command, str(made)], check=True, stdout=subprocess.DEVNULL)
        for edition in EDITIONS:
            rows[f"gate of a full publication, {edition}"] = [timed("gate", str(made), edition) for _ in range(runs)]
    for size, edition in product(SIZES, EDITIONS):
        rows[f"gate of {int(size):,} linked counts, audited, {edition}"] = [timed(size, edition, module="bench.gate")]
    return rows


if __name__ == "__main__":
    if len(sys.argv) > 2:
        main(*sys.argv[1:3])
    else:
        for name, found in measured(1).items():
            print(f"{name}: {found[0].seconds:.1f} s, {found[0].peak_mib:,.0f} MiB at most", flush=True)
