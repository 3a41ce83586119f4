"""Which small places make up a larger one, against sets of LSOAs counted by hand; what hidden counts are at least and at most."""

import itertools

import numpy as np
import pandas as pd

from purbeck.measures.made_up import least_and_most, made_up_of


def test_parts_make_up_a_place_where_they_are_all_of_it_and_nothing_else():
    rng = np.random.default_rng(7)
    for _ in range(200):
        parts = pd.Series(rng.choice(["a", "b", "c", "d", None], 8, p=[0.24, 0.24, 0.24, 0.24, 0.04]))
        whole = pd.Series(rng.choice(["x", "y", None], 8))
        of = {code: set(np.flatnonzero(parts == code)) for code in set(parts.dropna())}
        expected = set()
        for larger in set(whole.dropna()):
            inside = set(np.flatnonzero(whole == larger))
            touching = [code for code, lsoas in of.items() if lsoas & inside]
            if set(itertools.chain(*(of[code] for code in touching))) == inside:
                expected |= {(code, larger) for code in touching}
        assert set(made_up_of(parts, whole).itertuples(index=False, name=None)) == expected


def test_a_count_is_whole_at_the_least_and_at_the_most():
    cells = pd.DataFrame(
        [
            ("exact", 7.0, None, None),
            ("hidden", None, 1.0, 4.0),
            ("rounded", 10.0, 7.5, 12.4),
            ("hidden", None, None, None),
        ],
        columns=["basis", "value", "lower", "upper"],
    ).astype({"lower": float, "upper": float})
    least, most = least_and_most(cells)
    assert (least.tolist(), most.tolist()) == ([7, 1, 7, 0], [7, 4, 13, 0])
