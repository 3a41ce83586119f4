"""What would move between two definitions: by theme, place and year, on the data held."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from purbeck.definition.data_held import NOT_COUNTED, sources_held, themes_beside
from purbeck.definition.definition import Definition
from purbeck.store import Store

OUT = "not counted"
COUNTS = ["in_a", "in_b", "both", "only_a", "only_b"]


@dataclass(frozen=True)
class Difference:
    """Two definitions on the same data, each source by itself: sources are never added up.

    `sources` are those held. totals, themes, years and places have, after what they are by, in_a and in_b (what each counts),
    both, only_a and only_b. `totals`, `themes`, `moves` and `years` are of our area; `places` has elsewhere and without a
    place beside it. `themes` has a row for each theme that either knows by that id; what is in both but under another theme
    counts as only_a in one row and as only_b in another. `moves` has source, from, to, count, largest first.
    """

    a: Definition
    b: Definition
    sources: list[str]
    totals: pd.DataFrame
    themes: pd.DataFrame
    moves: pd.DataFrame
    years: pd.DataFrame
    places: pd.DataFrame


def compared(store: Store, a: Definition, b: Definition, members: pd.DataFrame) -> Difference:
    """What a workspace's tables hold under each of two definitions; nothing is written.

    Parameters
    ----------
    members : the places table: each LSOA with the areas it lies in, and whether it is ours.
    """
    beside = themes_beside(store, a, b, members)
    ours = beside[beside["ours"]]
    moved = ours[ours["theme_a"] != ours["theme_b"]]
    moves = moved.groupby(["source", "theme_a", "theme_b"], as_index=False)["count"].sum()
    moves = moves.rename(columns={"theme_a": "from", "theme_b": "to"})
    moves[["from", "to"]] = moves[["from", "to"]].replace({NOT_COUNTED: OUT})
    moves = moves.sort_values(["source", "count", "from", "to"], ascending=[True, False, True, True], ignore_index=True)
    return Difference(
        a, b, sources_held(store), _counts(ours, ["source"]), _by_theme(ours), moves, _counts(ours, ["source", "year"]),
        _counts(beside, ["source", "ours", "place"]).sort_values(
            ["source", "ours", "place"], ascending=[True, False, True], ignore_index=True
        ).drop(columns="ours"),
    )  # fmt: skip


def _counts(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    in_a, in_b = rows["theme_a"] != NOT_COUNTED, rows["theme_b"] != NOT_COUNTED
    masks = {"in_a": in_a, "in_b": in_b, "both": in_a & in_b, "only_a": in_a & ~in_b, "only_b": in_b & ~in_a}
    counted = rows[by].assign(**{name: rows["count"].where(mask, 0) for name, mask in masks.items()})
    return counted.groupby(by, as_index=False)[COUNTS].sum()


def _by_theme(rows: pd.DataFrame) -> pd.DataFrame:
    names = [name for name in dict.fromkeys([*rows["theme_a"], *rows["theme_b"]]) if name != NOT_COUNTED]
    parts = []
    for name in sorted(names):
        here = rows[(rows["theme_a"] == name) | (rows["theme_b"] == name)]
        only = {column: here[column].where(here[column] == name, NOT_COUNTED) for column in ("theme_a", "theme_b")}
        parts.append(_counts(here.assign(**only, theme=name), ["source", "theme"]))
    if not parts:
        return pd.DataFrame(columns=["source", "theme", *COUNTS])
    return pd.concat(parts).sort_values(["source", "theme"], ignore_index=True)
