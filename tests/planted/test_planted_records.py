"""Events that Brackenshire's police and emergency department both recorded: found without identities, few of them falsely."""

from __future__ import annotations

import tomllib

import numpy as np
import pandas as pd
import pytest

from purbeck.example import answers_partners as planted
from purbeck.example.district import make_world
from purbeck.example.events import make_events
from purbeck.example.partner_events import make_records, street_points
from purbeck.example.partner_records import cluster_spot
from purbeck.incidents import records as rules_of_records
from purbeck.incidents import shared_events
from purbeck.statistics.matching import Events, Rules, match

WORLD = make_world()
RULES = tomllib.loads(shared_events.RULES.read_text(encoding="utf-8"))
HOW = Rules(
    *(tuple(v) if isinstance(v, list) else v for k, v in RULES["rules"].items() if k in Rules.__dataclass_fields__)
)


def kinds(rows: pd.DataFrame) -> tuple[np.ndarray, ...]:
    found = []
    for kind in RULES["kinds"]:
        words = sorted(set(kind["of"].values()))
        number = {k: words.index(v) for k, v in kind["of"].items()}
        found.append(rows[kind["column"]].map(number).fillna(-1).to_numpy(dtype=np.int64))
    return tuple(found)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_planted_overlaps_are_found_where_the_place_is_known(seed: int) -> None:
    made = make_records(WORLD, make_events(WORLD, seed), seed)
    police, seen = made.police, made.department
    first = Events(
        police["start"].to_numpy(), police["end"].to_numpy(), police["easting"].to_numpy(dtype=float),
        police["northing"].to_numpy(dtype=float), np.full(len(police), RULES["reach"]["exact"]), kinds(police),
    )  # fmt: skip
    at = street_points(WORLD)[seen["area"], seen["point"].clip(lower=0)]
    at[seen["cluster"].to_numpy()] = cluster_spot(WORLD)
    at[np.random.default_rng(seed).random(len(seen)) < planted.PLACE_NOT_SAID] = np.nan
    words = tomllib.loads(rules_of_records.RULES.read_text(encoding="utf-8"))["weapons"]["of"]
    second = Events(
        seen["said"].to_numpy(), seen["said"].to_numpy(), *at.T, np.full(len(seen), RULES["reach"]["street"]),
        kinds(seen.assign(weapon=seen["method"].map(words), injury="minor")),
    )  # fmt: skip
    found = match(first, second, HOW)
    pairs, true = set(zip(found.first.tolist(), found.second.tolist(), strict=True)), set(made.pairs)
    told = {pair for pair in true if np.isfinite(at[pair[1], 0])}
    assert len(pairs & told) >= 0.97 * len(told) and len(pairs - true) <= 0.05 * len(pairs)
    assert len(pairs & true) >= 0.95 * len(true)  # though one in ten said no place
    assert found.error.chance_false == pytest.approx(len(pairs - true) / len(pairs), abs=0.02)
    # The cluster is the department's alone.
    assert seen["cluster"].iloc[found.second].sum() <= 0.05 * planted.NIGHT_CLUSTER
