"""No count that a rule hides can be narrowed below its rule: every table that fits what is shown is looked at, one by one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from brute_force import possible_values
from hypothesis import given, settings
from hypothesis import strategies as st
from made_cells import CODES, PLACES, STRUCTURE, counted, random_asked, random_records

from purbeck.disclosure.protecting import KEY, audit, protect
from purbeck.disclosure.rules import load_rules

RULES = load_rules()
SEEDS = st.integers(0, 2**32 - 1)
EDITIONS = st.sampled_from(["partners", "public"])
MOST_ATOMS = 5
SPREAD = 5  # any count that has to move by up to three finds its way within this


def broken(frames: Sequence[pd.DataFrame], records: dict[tuple[str, str, str], int]) -> list[str]:
    """What is wrong with the newest of the frames, for somebody who holds them all."""
    newest = frames[-1]
    boxes, possible = possible_values(frames, PLACES, CODES, records, SPREAD)
    unsaid = newest.assign(shown_least=pd.NA, shown_most=pd.NA)
    _, before = possible_values([*frames[:-1], unsaid], PLACES, CODES, records, SPREAD)
    known = {tuple(key) for key in newest.attrs["known_before"]}
    wrong = []
    for row, box in zip(newest.to_dict("records"), boxes[-len(newest) :], strict=True):
        values = possible[box]
        assert row["least"] in values, "the true table fits what is shown"
        if not row["decision"].startswith("hidden"):
            assert not 1 <= row["least"] <= 4, "small numbers are hidden"
            continue
        safe = min(values) <= 1 and max(values) >= 4 if 1 <= row["least"] <= 4 else len(values) > 1
        if tuple(row[name] for name in KEY) in known:  # then this release must say no more than the earlier ones
            low, high = min(before[box]), max(before[box])
            assert low > 1 or high < 4
            safe = min(values) <= max(1, low) and max(values) >= min(4, high)
        if not safe:
            wrong.append(f"{row}: {sorted(values)}")
    return wrong


@settings(max_examples=100, deadline=None)
@given(seed=SEEDS, edition=EDITIONS, mean=st.sampled_from([0.5, 1.0, 2.0, 4.0]))
def test_nothing_hidden_in_a_release_is_narrower_than_its_rule(seed: int, edition: str, mean: float) -> None:
    rng = np.random.default_rng(seed)
    records = random_records(rng, mean)
    cells = counted(records, random_asked(rng, 8, MOST_ATOMS))
    protected = protect(cells, STRUCTURE, RULES, edition)
    assert not broken([protected], records)
    assert audit(protected, STRUCTURE, RULES, cells=cells)["safe"].all()


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, edition=EDITIONS, mean=st.sampled_from([0.5, 1.0, 3.0]))
def test_nothing_hidden_is_narrower_for_whoever_kept_earlier_releases(seed: int, edition: str, mean: float) -> None:
    rng = np.random.default_rng(seed)
    records = random_records(rng, mean)
    frames: list[pd.DataFrame] = []
    asked: list[tuple] = []
    for _ in range(3):
        now = random_asked(rng, 3, MOST_ATOMS, asked)
        if not now:
            break
        asked += now
        protected = protect(counted(records, now), STRUCTURE, RULES, edition, frames)
        assert protected.attrs["left_out"] == []
        frames.append(protected)
        assert not broken(frames, records)


@pytest.mark.parametrize("edition", ["partners", "public"])
def test_rows_may_come_in_any_order(edition: str) -> None:
    rng = np.random.default_rng(4)
    cells = counted(random_records(rng, 2.0), random_asked(rng, 40))
    once = protect(cells, STRUCTURE, RULES, edition)
    for _ in range(3):
        again = protect(cells.iloc[rng.permutation(len(cells))], STRUCTURE, RULES, edition)
        pd.testing.assert_frame_equal(once, again)
