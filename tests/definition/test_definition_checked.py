"""Definitions checked against plain Python: what define check notices, what define diff counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from made_rules import incidents
from small_district import LSOAS, archive, month_of, workspace

from purbeck import Workspace, flow
from purbeck.definition import data_held
from purbeck.definition.check import checked
from purbeck.definition.compare import compared
from purbeck.definition.definition import Definition, classify_one, read_definition
from purbeck.definition.shipped import ILLUSTRATIVE, STARTING_DEFINITION
from purbeck.incidents.incident import TABLE as INCIDENTS
from purbeck.sources.build import PLACES

RULES = """
id = "ours"
title = "Ours"
total = "Serious violence"
from = 2025-04-01
source = "Board minute 12"
night = { from = "20:00", to = "06:00" }
[[themes]]
id = "knife"
name = "Knife crime"
tier = "respond"
[[themes]]
id = "assault"
name = "Assault"
[[rules]]
id = "not_in_custody"
when = { location_type = ["custody_or_prison"] }
reason = "counted elsewhere"
source = "minute"
[[rules]]
id = "with_a_knife"
theme = "knife"
when = { offence_code = ["8*", "77X", "900-901"] }
any_of = [{ knife = [true] }, { night = [true] }]
covers = ["knife_and_gun_crime"]
reason = "the duty"
source = "Act"
considered = { prevalence = "rising" }
[[rules]]
id = "assault"
theme = "assault"
when = { offence_code = ["8N", "8X", "10D"] }
reason = "the duty"
source = "Act"
[[rules]]
id = "too_late"
theme = "assault"
when = { offence_code = ["8N"] }
reason = "the duty"
source = "Act"
[[examples]]
about = "nothing"
incident = { month = "1999-01" }
"""
OTHER = RULES.replace(
    'id = "assault"\ntheme = "assault"\nwhen = { offence_code = ["8N", "8X", "10D"] }',
    'id = "assault"\ntheme = "knife"\nwhen = { offence_code = ["10D", "1"], victim_age_band = ["under_25"] }',
)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, list[dict[str, Any]]]]:
    """A small district, built, whose incidents are then made up, placed in its LSOAs, elsewhere, or nowhere."""
    files = {"2025-03/2025-03-moor-street.csv": month_of("2025-03", 12)}
    made = workspace(tmp_path_factory.mktemp("checked") / "northmoor", {"2025.zip": archive(files)})
    flow.build(made.path)
    rows = incidents(seed=21, how_many=900)
    places = [*(code for code, _, _ in LSOAS), None]
    for n, row in enumerate(rows):
        row |= {"lsoa21": places[n % len(places)], "location_precision": "none", "repeat_kind": "none"}
        row["source"] = row["source"] or "ambulance"
        row["date_precision"] = row["date_precision"] or "month"
        row["recorded_by"] = row["recorded_by"] or "nobody"
    opened = Workspace(made.path)
    opened.store.write_part(INCIDENTS, "made", pd.DataFrame(rows, dtype=object), "made", False)
    opened.store.keep_parts(INCIDENTS, {"made": "made"})
    yield opened, rows
    opened.store.close()


def read(folder: Path, text: str) -> Definition:
    path = folder / "a.toml"
    path.write_text(text, encoding="utf-8")
    return read_definition(path)


def test_what_moves_is_what_plain_python_says_moves(
    held: tuple[Workspace, list[dict[str, Any]]], tmp_path: Path
) -> None:
    opened, rows = held
    a, b = read(tmp_path, RULES), read(tmp_path, OTHER)
    members = opened.table(PLACES)
    found = compared(opened.store, a, b, members)
    ours = set(members.loc[members["ours"], "lsoa21"])
    assert ours
    assert len(ours) < len(members)
    moved: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        themes = [rule.theme if (rule := classify_one(one, row)) else "" for one in (a, b)]
        if row["lsoa21"] in ours and themes[0] != themes[1]:
            moved[row["source"], themes[0] or "not counted", themes[1] or "not counted"] += 1
    assert {(s, a_, b_): n for s, a_, b_, n in found.moves.itertuples(index=False)} == moved
    assert len(moved) > 4


def test_totals_add_up_by_theme_year_and_place(held: tuple[Workspace, list[dict[str, Any]]], tmp_path: Path) -> None:
    opened, rows = held
    a, b = read(tmp_path, RULES), read(tmp_path, OTHER)
    found = compared(opened.store, a, b, opened.table(PLACES))
    totals = found.totals.set_index("source")
    for frame in (found.years, found.places[~found.places["place"].isin([data_held.ELSEWHERE, data_held.NO_PLACE])]):
        pd.testing.assert_frame_equal(frame.groupby("source")[list(totals)].sum(), totals)
    themes = found.themes.groupby("source")[["in_a", "in_b"]].sum()
    pd.testing.assert_frame_equal(themes, totals[["in_a", "in_b"]])
    assert (totals["both"] + totals["only_a"] == totals["in_a"]).all()
    assert (totals["both"] + totals["only_b"] == totals["in_b"]).all()
    everywhere = {one: sum(bool((rule := classify_one(d, row)) and rule.theme) for row in rows) for one, d in
                  (("in_a", a), ("in_b", b))}  # fmt: skip
    assert found.places[["in_a", "in_b"]].sum().to_dict() == everywhere


def test_a_definition_beside_itself_moves_nothing(held: tuple[Workspace, list[dict[str, Any]]], tmp_path: Path) -> None:
    opened, _ = held
    ours = read(tmp_path, RULES)
    found = compared(opened.store, ours, ours, opened.table(PLACES))
    assert found.moves.empty
    assert found.totals[["only_a", "only_b"]].to_numpy().sum() == 0
    assert found.totals["both"].sum() > 0


def test_what_a_definition_leaves_open_is_noticed(held: tuple[Workspace, list[dict[str, Any]]], tmp_path: Path) -> None:
    opened, rows = held
    ours = read(tmp_path, RULES)
    found = checked(ours, opened.store)
    covered = found.coverage.set_index("kind")["rules"]
    assert covered["knife and gun crime"] == "with_a_knife"
    assert covered["domestic abuse"] == "no rule says it covers this"
    assert "terrorism" not in covered.index
    assert found.unreasoned["rule"].tolist() == ["assault", "too_late"], "a rule that leaves out needs no reasoning"
    assert found.unconsidered == ["maximum_penalty", "impact_on_victim", "impact_on_community"]
    assert found.untiered == ["assault"]
    assert dict(zip(found.codes["code"], found.codes["why"], strict=True)) == {
        "8T": "not checked in a source", "8U": "not checked in a source", "8X": "not checked in a source",
        "77X": "in no list of codes", "900-901": "stands for no code of the list",
    }  # fmt: skip
    assert found.codes.set_index("code")["rules"]["8X"] == "with_a_knife, assault"
    assert found.silent == ["police_street"]
    assert set(found.not_applied["source"]) == {"recorded_crime"}
    assert found.not_applied.set_index("rule")["asks_for"]["with_a_knife"] == "knife, night"
    taken = sum(1 for row in rows if row["source"] != "police_street" and row["offence_code"] == "8N")
    assert found.idle is not None
    assert dict(zip(found.idle["rule"], found.idle["why"], strict=True)) == {
        "too_late": f"fits {taken:,}, all decided by earlier rules"
    }


def test_codes_that_no_rule_decides_are_counted(held: tuple[Workspace, list[dict[str, Any]]], tmp_path: Path) -> None:
    opened, rows = held
    ours = read(tmp_path, RULES)
    found = checked(ours, opened.store).unmatched
    assert found is not None
    seen, decided = Counter[tuple[str, str]](), set[tuple[str, str]]()
    for row in rows:
        kind = row["offence_code"] if row["offence_code"] is not None else row["supplied_category"]
        if kind is not None:
            seen[row["source"], kind] += 1
            if classify_one(ours, row):
                decided.add((row["source"], kind))
    expected = {key: count for key, count in seen.items() if key not in decided}
    assert {(s, kind): n for s, kind, _, n in found.itertuples(index=False)} == expected
    assert len(expected) > 4


def test_without_tables_a_definition_is_checked_by_itself() -> None:
    found = checked(read_definition(ILLUSTRATIVE), None)
    assert found.idle is None
    assert found.unmatched is None
    assert found.unreasoned.empty
    assert not found.untiered
    stand_in = checked(read_definition(STARTING_DEFINITION), None)
    assert (stand_in.coverage["rules"] == "no rule says it covers this").all()
