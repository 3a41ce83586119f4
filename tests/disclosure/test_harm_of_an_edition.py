"""Harm and cost of an edition are what follows from the counts it may show, and give none of the hidden ones away."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pandas as pd
import pytest
from made_xlsx import workbook
from small_district import LSOAS, csv_text, month_of, workspace

from purbeck import flow, partner_flow
from purbeck.analyses import harm
from purbeck.analyses.analysis import Evidence
from purbeck.counts import KEY, Counts
from purbeck.definition.definition import read_definitions
from purbeck.definition.shipped import ILLUSTRATIVE
from purbeck.disclosure.asked import Asked, Recording, Released
from purbeck.disclosure.known import structure
from purbeck.disclosure.protecting import protect
from purbeck.disclosure.room import Room
from purbeck.disclosure.rules import load_rules
from purbeck.findings import cost as cost_chapter
from purbeck.findings import harm as chapter
from purbeck.findings.draft import Draft
from purbeck.findings.finding import findings_frame
from purbeck.measures.measure import TABLE as MEASURES
from purbeck.workspace import Workspace

pytestmark = pytest.mark.slow  # builds a workspace with partners' records

YEAR = 2025
DAYS = {"1": 5475.0, "34A": 365.0, "34B": 365.0, "5D": 1460.0}
POINTS = {"1": 7000.0, "34A": 700.0, "34B": 500.0, "5D": 2000.0}
POUNDS = {"1": 3_217_740.0, "34B": 11_320.0, "5D": 14_050.0}
# Offences of the year, of which threats (35) weigh nothing; 2 homicides, where the rules hide 1 to 4.
OFFENCES = {"1": 2, "34A": 24, "34B": 49, "5D": 12, "35": 12}
THEME = {"1": "homicide", "34A": "robbery", "34B": "robbery", "5D": "serious_assault", "35": "threats"}
TOTAL = "illustrative"
HEADINGS = "Offence code,Date recorded,Occurred from,Domestic abuse flag,LSOA code"


def extract(path: Path) -> Path:
    """A police extract that covers the year from its first day to its last."""
    codes = sorted(code for code, number in OFFENCES.items() for _ in range(number))
    days = [dt.date(YEAR, 1, 1) + dt.timedelta(days=round(n * 364 / (len(codes) - 1))) for n in range(len(codes))]
    lines = [f"{code},{day},{day} 12:{n % 60:02d},no,{LSOAS[n % 4][0]}"
             for n, (code, day) in enumerate(zip(codes, days, strict=True))]  # fmt: skip
    path.write_text("\n".join([HEADINGS, *lines]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A small district with a year of the police's own records and weights of both indices."""
    folder = tmp_path_factory.mktemp("harm of an edition")
    days = [["CCHI 2023"], ["HO code", "Offence", "CCHI (days)"], *([code, "x", days] for code, days in DAYS.items())]
    points = csv_text([("Offence code", "Offence", "Weight"), *((code, "x", f"{n:g}") for code, n in POINTS.items())])
    files = {"2025-03/2025-03-moor-street.csv": month_of("2025-03", 12), "cchi.xlsx": workbook({"CCHI": days}),
             "css.csv": points.encode()}  # fmt: skip
    made = workspace(folder / "northmoor", files)
    definition = made.path / "definition" / "serious-violence.toml"
    definition.write_text(ILLUSTRATIVE.read_text(encoding="utf-8"), encoding="utf-8")
    flow.build(made.path)  # so that places are known
    partner_flow.add(made.path, extract(folder / "extract.csv"), "police_extract", dt.date(YEAR + 1, 1, 31))
    return flow.build(made.path)


@pytest.fixture
def open_workspace(built: Workspace) -> Workspace:
    """The same with its counts as they were counted, for one test to have others."""
    built.counts = Counts()
    return built


def evidence(of: Workspace) -> Evidence:
    return Evidence(of, read_definitions(of.definition_files())[0])


def asked_for(of: Workspace) -> Asked:
    """The counts that the analysis and both chapters ask for."""
    recording = of.counts = Recording()
    of.store.write(harm.TABLE, harm.harm(evidence(of)), "made-up")
    cost_chapter.drafted(Draft(evidence(of)))
    of.counts = Counts()
    return recording.asked


def protected(of: Workspace, asked: Asked, edition: str, homicides: int = OFFENCES["1"]) -> pd.DataFrame:
    """The counts asked for as an edition may show them, had there been so many homicides."""
    cells = asked.all_cells()
    all_of_it = cells["what"].isin([f"{TOTAL}/{TOTAL}", f"{TOTAL}/homicide"])
    more = all_of_it & (cells["group_value"].isin(["all", "1"])) & (cells["least"] > 0)
    for end in ("least", "most"):
        cells.loc[more, end] += homicides - OFFENCES["1"]
    return protect(cells, structure(of, asked), load_rules(), edition)


def seen(
    of: Workspace, edition: str, folder: Path, homicides: int = OFFENCES["1"]
) -> tuple[pd.DataFrame, pd.DataFrame, Room]:
    """The analysis and the findings of an edition's room, and the room."""
    asked = asked_for(of)
    rounding = {"police_extract": load_rules().of(edition, "police_extract").round_to}
    room = Room(of, folder / edition, Released(asked, protected(of, asked, edition, homicides), rounding))
    room.store.write(harm.TABLE, harm.harm(evidence(room)), "made-up")
    draft = Draft(evidence(room))
    findings = findings_frame([*chapter.drafted(draft), *cost_chapter.drafted(draft)], "build", {})
    return room.store.rows(harm.TABLE), findings, room


def by_hand(counts: pd.DataFrame, theme: str, weights: dict[str, float]) -> tuple[float, float, float]:
    """The sum of released counts times weights, and what is left open: at the fewest, as shown, at the most."""
    fewest = shown = most = 0.0
    for row in counts[(counts["what"] == f"{TOTAL}/{theme}") & (counts["group_by"] == "weight_class")].to_dict(
        "records"
    ):
        weight = weights.get(row["group_value"].split(", ")[0], 0.0)
        middle = (row["shown_least"] + row["shown_most"]) / 2 if pd.isna(row["value"]) else row["value"]
        fewest, shown, most = (
            before + weight * number
            for before, number in ((fewest, row["shown_least"]), (shown, middle), (most, row["shown_most"]))
        )
    return float(fewest), float(shown), float(most)


def test_a_build_is_what_the_counts_by_class_make(open_workspace: Workspace) -> None:
    """As they were counted, both ways of making it give the same."""
    made = harm._again(evidence(open_workspace), "police_extract")
    held = harm.weighed(evidence(open_workspace), "police_extract")
    on = ["measure", "theme", "group_by", "group_value"]
    both = held.merge(made, on=on, suffixes=("", "_again"), how="outer", indicator=True)
    assert (both.loc[both["measure"].isin(made["measure"]), "_merge"] == "both").all() and len(made) > 10
    both = both[both["_merge"] == "both"]
    for column in ("count", "value", "lower", "upper", "coverage"):
        assert both[f"{column}_again"].astype(float).to_numpy() == pytest.approx(both[column].astype(float).to_numpy())
    assert (both["unit"] == both["unit_again"]).all() and (both["reason_again"] == "").all()


@pytest.mark.parametrize("edition", ["public", "partners"])
def test_harm_of_an_edition_by_hand(open_workspace: Workspace, tmp_path: Path, edition: str) -> None:
    counts = protected(open_workspace, asked_for(open_workspace), edition)
    table, _, _ = seen(open_workspace, edition, tmp_path)
    for by, weights in (("harm_days", DAYS), ("severity_score", POINTS)):
        rows = table[table["by"] == by].set_index("theme")
        assert set(rows.index) == {TOTAL, "homicide", "robbery", "serious_assault"}
        for theme, row in rows.iterrows():
            fewest, shown, most = by_hand(counts, str(theme), weights)
            if row["reason"] == "hidden":
                continue
            if row["reason"] == "too_open":
                assert most - fewest > shown and pd.isna(row["value"]) and pd.isna(row["lower"])
                continue
            assert row["value"] == pytest.approx(shown)
            assert row["lower"] < fewest and row["upper"] > most
    robbery = table[(table["theme"] == "robbery") & (table["by"] == "harm_days")].iloc[0]
    if edition == "public":  # 24 and 49 are shown as 25 and 50
        assert (robbery["count"], robbery["value"]) == (75, 365 * (25 + 50))


def test_harm_is_withheld_in_plain_words_where_too_much_is_left_open(open_workspace: Workspace, tmp_path: Path) -> None:
    table, findings, _ = seen(open_workspace, "public", tmp_path)
    homicide = table[(table["theme"] == "homicide") & (table["by"] == "harm_days")].iloc[0]
    assert homicide["reason"] == "too_open" and pd.isna(homicide["count"])
    each = findings[findings["measure"] == "harm_days_per_offence"].set_index("theme")
    assert "too few to tell the days of harm" in each.loc["homicide", "statement"]
    assert pd.isna(each.loc["homicide", "value"]) and each.loc["homicide", "certainty"] == "too_few_to_tell"
    orders = findings[findings["measure"] == "ranks"].iloc[0]
    assert any("too much of what it is made of is hidden" in one for one in json.loads(orders["caveats"]))
    shown = next(row for row in json.loads(orders["table"])["rows"] if row[0] == "Homicide")
    assert shown[1:3] == [None, None] and shown[3] == "2 to 3"
    total = json.loads(each.loc[TOTAL, "caveats"])
    assert any("rounded to the nearest 5, one that is hidden (1 to 4)" in one for one in total)


def test_nothing_weighed_of_partners_records_is_read_in_the_room(open_workspace: Workspace, tmp_path: Path) -> None:
    table, findings, room = seen(open_workspace, "public", tmp_path)
    assert room.store.rows(MEASURES, source="police_extract").empty
    assert len(open_workspace.store.rows(MEASURES, source="police_extract", measure="harm_days"))
    assert set(table["source"]) == {"police_extract"} and len(findings) == 6


def test_homicides_cannot_be_told_from_harm(open_workspace: Workspace, tmp_path: Path) -> None:
    """Whether there were 1, 2, 3 or 4, an edition's tables, sentences and limits are the same to the last letter."""
    looks = [seen(open_workspace, "public", tmp_path / str(number), number)[:2] for number in (1, 2, 3, 4)]
    table, findings = looks[0]
    assert len(findings) == 6
    for other_table, other_findings in looks[1:]:
        pd.testing.assert_frame_equal(table, other_table)
        pd.testing.assert_frame_equal(findings, other_findings)
    days = table[(table["by"] == "harm_days") & (table["theme"] == TOTAL)].iloc[0]
    others = sum(DAYS.get(code, 0.0) * number for code, number in OFFENCES.items() if code != "1")
    assert all(days["lower"] < others + DAYS["1"] * number < days["upper"] for number in (1, 2, 3, 4))


def test_classes_are_asked_for_whatever_offences_there_were(open_workspace: Workspace) -> None:
    cells = asked_for(open_workspace).all_cells()
    assert cells[list(KEY)].duplicated().sum() == 0
    classes = cells[cells["group_by"] == "weight_class"]
    of_homicide = classes[classes["what"] == f"{TOTAL}/homicide"]
    assert dict(zip(of_homicide["group_value"], of_homicide["least"], strict=True)) == {
        "1": 2,
        "4.1, 4.10, 4.2": 0,
        "no weight": 0,
    }
    whole = cells[cells["group_by"] == "all"].set_index("what")["least"]
    assert (classes.groupby("what")["least"].sum() == whole.reindex(classes["what"].unique()).sort_index()).all()
    assert whole[f"{TOTAL}/{TOTAL}"] == sum(OFFENCES.values())
