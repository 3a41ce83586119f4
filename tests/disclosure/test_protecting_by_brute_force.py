"""No count that a rule hides can be narrowed below its rule: every table that fits what is shown is looked at, one by one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.made_counts import STRUCTURE, Releases, counted, random_asked, random_records, what_is_wrong
from purbeck.disclosure.protecting import audit, protect
from purbeck.disclosure.rules import load_rules

RULES = load_rules()
SEEDS = st.integers(0, 2**32 - 1)
EDITIONS = st.sampled_from(["partners", "public"])
MOST_ATOMS = 5
SPREAD = 5  # any count that has to move by up to three finds its way within this


@settings(max_examples=100, deadline=None)
@given(seed=SEEDS, edition=EDITIONS, mean=st.sampled_from([0.5, 1.0, 2.0, 4.0]))
def test_nothing_hidden_in_a_release_is_narrower_than_its_rule(seed: int, edition: str, mean: float) -> None:
    rng = np.random.default_rng(seed)
    records = random_records(rng, mean)
    cells = counted(records, random_asked(rng, 8, MOST_ATOMS))
    protected = protect(cells, STRUCTURE, RULES, edition)
    assert not what_is_wrong([protected], records, SPREAD)
    assert audit(protected, STRUCTURE, RULES, cells=cells)["safe"].all()
    assert audit(protected, STRUCTURE, RULES)["safe"].all(), (
        "nor does whoever cannot know the true counts find anything"
    )


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, editions=st.lists(EDITIONS, min_size=3, max_size=3), mean=st.sampled_from([0.5, 1.0, 3.0]))
def test_nothing_hidden_is_narrower_for_whoever_kept_earlier_releases(
    seed: int, editions: list[str], mean: float
) -> None:
    """Partners keep every release, others the public ones."""
    rng = np.random.default_rng(seed)
    records = random_records(rng, mean)
    releases = Releases(records)
    asked: list[tuple] = []
    for edition in editions:
        now = random_asked(rng, 3, MOST_ATOMS, asked)
        if not now:
            break
        asked += now
        newest = releases.release(counted(records, now), edition, RULES)
        assert newest.attrs["left_out"] == []
        assert not releases.what_is_wrong(SPREAD)


@pytest.mark.parametrize("edition", ["partners", "public"])
def test_rows_may_come_in_any_order(edition: str) -> None:
    rng = np.random.default_rng(4)
    cells = counted(random_records(rng, 2.0), random_asked(rng, 40))
    once = protect(cells, STRUCTURE, RULES, edition)
    for _ in range(3):
        again = protect(cells.iloc[rng.permutation(len(cells))], STRUCTURE, RULES, edition)
        pd.testing.assert_frame_equal(once, again)
