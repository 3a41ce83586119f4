"""The three-years chapter where it is not simple: several CSPs, names nobody knows, ties, counties without a rank."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from made_ods import HEADINGS, Cell, write_ods
from small_district import CSP_FAR, CSP_MARSH, FARLAND, NORTHMOOR, SOUTHFEN, month_of, workspace

from purbeck import flow
from purbeck.findings import ranks
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.findings.wording import comparison
from purbeck.findings.wording import three_years as words
from purbeck.sources.source import FILES, ISSUES
from purbeck.workspace import Workspace

pytestmark = pytest.mark.slow  # builds workspace after workspace: left out of the fast suite

YEARS = ("2023/24", "2024/25", "2025/26")
POLICE = {
    f"{force}-{m:02d}.csv": month_of(f"2025-{m:02d}", force=f"{force} Police", first=50 * n)
    for m in range(1, 13)
    for n, force in enumerate(("Moor", "Far"))
}
NAMES = {"Northmoor": ("Moor", 36), "Marsh": ("Moor", 6), "Farland": ("Far", 12)}
THEME = "violence_and_sexual_offences"


def rows_of(year: str, names: dict[str, tuple[str, int]]) -> list[tuple[Cell, ...]]:
    """A row a quarter and CSP."""
    person = "Violence against the person"
    return [
        (year, quarter, force, csp, "Assault", person, person, "8N", count)
        for csp, (force, count) in names.items()
        for quarter in (1, 2, 3, 4)
    ]


def built(
    folder: Path, area: tuple[str, ...] = (NORTHMOOR,), names: dict[str, tuple[str, int]] = NAMES, settings: str = "",
    again: str = "",
) -> Workspace:  # fmt: skip
    """A workspace with three years of recorded crime, one of which may stand in a second sheet too."""
    sheets = {year.replace("/", "_"): [HEADINGS, *rows_of(year, names)] for year in YEARS}
    sheets |= {f"{again.replace('/', '_')}_revised": sheets[again.replace("/", "_")]} if again else {}
    folder.mkdir(exist_ok=True)
    ods = write_ods(folder / "made.ods", sheets).read_bytes()
    made = workspace(folder / "northmoor", POLICE | {"prc.ods": ods}, area=area)
    file = made.path / "partnership.toml"
    file.write_text(file.read_text(encoding="utf-8") + settings, encoding="utf-8")
    return flow.build(made.path)


def chapter(made: Workspace, **wanted: str) -> pd.DataFrame:
    """The findings of the chapter with these values."""
    found = made.table(FINDINGS)
    found = found[found["section"] == "three_years"]
    for column, value in wanted.items():
        found = found[found[column] == value]
    return found


def test_a_sheet_given_twice_changes_no_figure(tmp_path: Path) -> None:
    once, twice = built(tmp_path / "once"), built(tmp_path / "twice", again="2025/26")
    columns = ["id", "title", "statement", "value", "n", "table"]
    pd.testing.assert_frame_equal(chapter(twice)[columns], chapter(once)[columns])
    read = twice.table(FILES).set_index("file").loc["prc.ods"]
    assert (read["rows_read"], read["rows_kept"], read["rows_rejected"]) == (48, 36, 12)
    assert (twice.table(ISSUES)["rule"] == "repeated_row").sum() == 12


# --- names that no lookup has ----------------------------------------------------------------------------------------


def test_our_csp_under_an_unknown_name_is_unavailable_in_true_words_until_it_is_listed(tmp_path: Path) -> None:
    renamed = {"Northmoor Safer" if name == "Northmoor" else name: of for name, of in NAMES.items()}
    made = built(tmp_path, names=renamed)
    (only,) = chapter(made, certainty="cannot_tell_from_this_source").to_dict("records")
    assert "hold no row under its name" in only["statement"]
    assert '"Northmoor Safer" of the same force, which is the name of no CSP in the lookup' in only["statement"]
    (said,) = flow.check(made.path).unknown_csps
    for part in (
        "prc.ods#2023_24, row 2",
        '"Northmoor Safer" is the name of no CSP',
        '"Northmoor Safer" = "Northmoor"',
    ):
        assert part in said
    file = made.path / "partnership.toml"
    listed = '\n[csp_names]\n"Northmoor Safer" = "Northmoor"\n'
    file.write_text(file.read_text(encoding="utf-8") + listed, encoding="utf-8")
    made = flow.build(made.path)
    assert flow.check(made.path).unknown_csps == ()
    assert chapter(made, measure="rate_per_1000", theme=THEME)["n"].tolist() == [12 * 36]


def test_a_rank_names_what_no_lookup_has(tmp_path: Path) -> None:
    renamed = {"Marsh and District" if name == "Marsh" else name: of for name, of in NAMES.items()}
    (rank,) = chapter(built(tmp_path, names=renamed), measure="rank", theme=THEME, place_type="csp").to_dict("records")
    assert '1 without figures for enough of it is left out. Names in the tables that the lookup has not may be theirs: ' \
        '"Marsh and District".' in rank["statement"]  # fmt: skip


# --- an area over several CSPs ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Southfen: the CSP Marsh whole, and a part of Northmoor's."""
    return built(tmp_path_factory.mktemp("several"), area=(SOUTHFEN,))


def test_each_finding_says_which_csps_and_which_part_of_us(several: Workspace) -> None:
    found = chapter(several, theme=THEME)
    found = found[found["measure"].isin(["rate_per_1000", "rate_ratio", "change"])]
    assert set(found["measure"]) == {"rate_per_1000", "rate_ratio", "change"}
    for statement in found["statement"]:
        assert "n the Marsh CSP" in statement
        assert (
            "These figures are of the Marsh CSP, where 50.0% of the residents of Northmoor Community Safety Partnership live"
            in statement
        )
        assert "The Northmoor CSP holds others of us and reaches beyond our area" in statement
    assert set(found.loc[found["measure"] != "rate_ratio", "coverage"]) == {1.0}, "of what is named, all is held"
    assert "part of the year" not in " ".join(found["alternative"].dropna())


def test_every_csp_of_ours_stands_in_the_two_counts_and_has_its_rank(several: Workspace) -> None:
    (both,) = chapter(several, measure="side_by_side").to_dict("records")
    assert both["title"].startswith("Two counts of our 2 CSPs")
    assert {row[0] for row in json.loads(both["table"])["rows"]} == {"Northmoor", "Marsh"}
    assert "For the Marsh CSP in 2025/26" in both["statement"]
    ranked = chapter(several, measure="rank", theme=THEME, place_type="csp")
    assert ranked["place_code"].tolist() == [CSP_MARSH]
    assert all("The Northmoor CSP holds others of us" in caveats for caveats in ranked["caveats"])


def test_several_csps_are_named_so_that_nobody_takes_two_for_one() -> None:
    assert words.of_place(["Marsh", "Thistlewick and Eelby"], "Us") == 'the CSPs "Marsh" and "Thistlewick and Eelby"'
    assert words.of_place(list("ABCD"), "Us") == "the 4 CSPs that lie in Us whole"
    said = words.of_csps(["Marsh"], 0.5, "Us", ["Fen"], ["North", "South"])
    assert said == (
        "These figures are of the Marsh CSP, where 50.0% of the residents of Us live. None are held for the Fen CSP. The CSPs "
        '"North" and "South" hold others of us and reach beyond our area; recorded crime is not told apart within them.'
    )


def test_a_county_without_a_rank_says_why(tmp_path: Path) -> None:
    whole = f'\n[counties]\n"Moorshire" = ["{NORTHMOOR}"]\n"Fenshire" = ["{SOUTHFEN}", "{FARLAND}"]\n'
    made = built(tmp_path, settings=whole)
    (found,) = chapter(made, measure="rank", place_type="county").to_dict("records")
    assert found["title"] == "Where Moorshire stands among counties cannot be told"
    assert "none does: the Northmoor CSP lies in another county too" in found["statement"]


# --- ranks that several share ----------------------------------------------------------------------------------------


def test_equal_rates_share_a_rank_in_tables_and_words() -> None:
    stood = pd.DataFrame({
        "place_code": list("abcde"), "place_name": list("ABCDE"), "count": [9, 5, 5, 4, 1], "rate_per_1000": [9.0, 5, 5, 4, 1],
        "rank": [1, 2, 2, 4, 5], "sharing": [1, 2, 2, 1, 1], "rank_lower": [1, 1, 1, 2, 4], "rank_upper": [2, 4, 4, 5, 5],
    })  # fmt: skip
    rows = ranks.near(stood, "c")
    assert [row[3] for row in rows] == [1, "2=", "2=", 4, 5]
    assert [row[2] for row in rows] == [9, 5, 5, 4, 1]
    assert [row[6] for row in rows] == [False, False, True, False, False]


@pytest.mark.parametrize(
    ("rank", "sharing", "nearer", "from_the_top"),
    [(1, 2, "the joint highest", "the joint highest"), (6, 2, "the joint 6th highest", "the joint 6th highest"),
     (11, 2, "the joint 5th lowest", "the joint 11th highest"), (15, 2, "the joint lowest", "the joint lowest"),
     (6, 1, "the 6th highest", "the 6th highest"), (12, 1, "the 5th lowest", "the 12th highest")],
)  # fmt: skip
def test_a_shared_rank_is_joint_from_either_end(rank: int, sharing: int, nearer: str, from_the_top: str) -> None:
    assert words.in_order(rank, sharing, 16) == nearer
    assert comparison.place_in_order(rank, 16, sharing) == from_the_top


def test_a_tie_of_csps_is_joint_on_the_page(tmp_path: Path) -> None:
    """Marsh has 1,500 people and Farland 3,000: 6 and 12 a quarter are one rate."""
    made = built(tmp_path, area=(CSP_FAR,))
    (rank,) = chapter(made, measure="rank", theme=THEME, place_type="csp").to_dict("records")
    assert "Farland has the joint " in rank["title"]
    shown = {row[0]: row[3] for row in json.loads(rank["table"])["rows"]}
    assert shown["Marsh"] == shown["Farland"] != shown["Northmoor"]
    assert str(shown["Farland"]).endswith("=")
