"""Random releases over time, each attacked by looking at every table that fits; and the loss against the optimum."""

from __future__ import annotations

import hashlib
import sys
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd

from bench.code import what_runs
from bench.made_counts import STRUCTURE, Releases, counted, random_asked, random_records
from purbeck import disclosure
from purbeck.disclosure.deciding import decide
from purbeck.disclosure.gathering import gathered
from purbeck.disclosure.needing import within_known
from purbeck.disclosure.protecting import audit
from purbeck.disclosure.rules import EDITIONS, load_rules
from purbeck.disclosure.secondary import one_decision_each, question
from purbeck.errors import DisclosureError
from purbeck.statistics import linked
from purbeck.statistics.linked.hiding import choose_hidden
from purbeck.statistics.linked.optimum import least_hidden

RESULTS = Path(__file__).with_name("disclosure.csv")
CASES = 10_000
RELEASES = 3
MOST_ATOMS = 5
SPREAD = 5
MEANS = (0.5, 1.0, 2.0, 4.0)
ONE_IN = 10  # of the cases are held against the optimum, which takes long
GATE = (
    "auditing", "boxes", "deciding", "gathering", "left_over", "linking", "needing", "protecting", "rules", "secondary", "sums",
    "vintages",
)  # fmt: skip


def gate_hash() -> str:
    """Hash of the code that is simulated, without docstrings, and of the rules."""
    here, there = Path(str(disclosure.__file__)).parent, Path(str(linked.__file__)).parent
    paths = [*(here / f"{name}.py" for name in GATE), *sorted(there.glob("*.py"))]
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.name}: {what_runs(path.read_text(encoding='utf-8'))}\n".encode())
    digest.update((here / "disclosure.toml").read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def one_case(seed: int) -> list[dict[str, float | str]]:
    """Up to three releases over one set of records, of either edition, each attacked as all of its readers can; a row each.

    `alarms` are what an audit without the true counts, as a reader can make it, holds to be unsafe.
    """
    rng = np.random.default_rng(seed)
    rules = load_rules()
    releases = Releases(random_records(rng, MEANS[seed % len(MEANS)]))
    found: list[dict[str, float | str]] = []
    asked: list[tuple] = []
    for edition in rng.choice(EDITIONS, RELEASES).tolist():
        now = random_asked(rng, 4, MOST_ATOMS, asked)
        if not now:
            break
        asked += now
        readers = releases.held_by_readers(edition)
        try:
            newest = releases.release(counted(releases.records, now), edition, rules)
        except DisclosureError:
            found.append({"case": seed, "edition": edition, "refused": 1})
            break
        small, hidden = newest["least"].between(1, 4), newest["decision"].str.startswith("hidden")
        found.append({
            "case": seed, "edition": edition, "releases": 1, "counts": len(newest), "small": int(small.sum()),
            "besides": int((hidden & ~small).sum()), "unsafe": len(releases.what_is_wrong(SPREAD)),
            "alarms": sum(not audit(newest, STRUCTURE, rules, held)["safe"].all() for held in readers), "refused": 0,
            "beside_partners": len(readers) - 1, "known_before": len(newest.attrs["known_before"]),
        })  # fmt: skip
    return found


def one_loss(seed: int) -> dict[str, float | str]:
    """What one larger release costs, and what it would at the least."""
    rng = np.random.default_rng(seed)
    edition, rules = EDITIONS[seed % 2], load_rules()
    cells = counted(random_records(rng, MEANS[seed // 2 % len(MEANS)]), random_asked(rng, 14))
    release = gathered(cells, STRUCTURE, rules, ())
    base, given, needs = question(
        release, one_decision_each(release, decide(release.today, STRUCTURE, rules, edition)), rules
    )
    needs = within_known(release, needs)
    chosen = choose_hidden(release.system, base, given, needs).hidden
    best = least_hidden(release.system, base, given, needs)
    cost = float(given.cost[chosen].sum())
    return {"edition": edition, "cost": cost, "least_cost": best.cost, "same": float(cost <= best.cost + 1e-9)}


def table(cases: int) -> pd.DataFrame:
    """One row an edition."""
    with ProcessPoolExecutor(2) as pool:
        attacked = pd.DataFrame(chain.from_iterable(pool.map(one_case, range(cases), chunksize=20))).fillna(0)
        losses = pd.DataFrame(pool.map(one_loss, range(max(2, cases // ONE_IN)), chunksize=10))
    sums = attacked.drop(columns="case").groupby("edition").sum()
    sums = sums.assign(cases=attacked.groupby("edition")["case"].nunique())
    lost = losses.groupby("edition")[["cost", "least_cost"]].sum().round(2)
    lost = lost.assign(loss=(lost["cost"] / lost["least_cost"] - 1).round(4))
    lost = lost.assign(
        loss_cases=losses["edition"].value_counts(), same=losses.groupby("edition")["same"].mean().round(4)
    )
    return sums.fillna(0).astype("int64").join(lost).reset_index()


def check() -> None:
    """Exit with 1 where the results were made by other code."""
    known = RESULTS.read_text(encoding="utf-8").split("\n", 1)[0] if RESULTS.exists() else ""
    if gate_hash() not in known:
        sys.exit("bench/disclosure.csv was made by another gate: run make simulate and commit it.")


def run(cases: int = CASES) -> None:
    """Write the results and print them."""
    found = table(cases)
    text = f"# code {gate_hash()}, {cases} cases\n" + found.to_csv(index=False, lineterminator="\n")
    RESULTS.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(found.to_string(index=False) + "\n")


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else CASES)
