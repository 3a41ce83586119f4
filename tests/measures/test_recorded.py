"""Measures from recorded crime: by CSP and quarter, as forces file, unassigned years unavailable, never zero."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from made_ods import HEADINGS, Cell, write_ods
from small_district import (
    CSP_FAR,
    CSP_MARSH,
    CSP_NORTH,
    FAR,
    MOOR,
    NORTHMOOR,
    REGION,
    month_of,
    read_measures,
    workspace,
)

from purbeck.errors import SettingsError
from purbeck.incidents.recorded import FLAGS_TABLE
from purbeck.measures.measure import TABLE as MEASURES
from purbeck.periods import quarterly_periods
from purbeck.workspace import Workspace

pytestmark = pytest.mark.slow  # builds workspace after workspace: left out of the fast suite

VIOLENCE = "violence_and_sexual_offences"
PERSON = "Violence against the person"
POLICE = {f"2025-{m:02d}.csv": month_of(f"2025-{m:02d}") for m in range(1, 13)}
YEARS = ("2023/24", "2024/25", "2025/26")
# Offences a quarter by year and CSP: North, Marsh, what Moor assigned to no CSP, Far.
EACH = {"2023/24": (20, 5, 1, 30), "2024/25": (22, 5, 1, 30), "2025/26": (24, 6, 2, 33)}
CSPS = (("Moor", "Northmoor"), ("Moor", "Marsh"), ("Moor", "Unassigned Moor"), ("Far", "Farland"))
NORTH_PEOPLE, MOOR_PEOPLE, ALL_PEOPLE = 7_500, 9_000, 12_000


def row(year: str, quarter: int, at: int, count: int, group: str = PERSON, code: str = "8N") -> tuple[Cell, ...]:
    """One row as published, of the CSP at a place in CSPS."""
    return (year, quarter, *CSPS[at], "Offence", group, group, code, count)


def every_quarter() -> list[tuple[Cell, ...]]:
    """Three years in which each CSP has the same count in each quarter."""
    return [row(y, q, at, n) for y in YEARS for q in (1, 2, 3, 4) for at, n in enumerate(EACH[y])]


def built(folder: Path, rows: list[tuple[Cell, ...]], notes: tuple[str, ...] = (), **more: object) -> Workspace:
    """A workspace built from a year of street-level rows and one spreadsheet of recorded crime."""
    sheets = {"Notes": [(n,) for n in notes]} | {
        y.replace("/", "_"): [HEADINGS, *(r for r in rows if r[0] == y)] for y in YEARS
    }
    folder.mkdir(exist_ok=True)
    ods = write_ods(folder / "made.ods", sheets).read_bytes()
    made = workspace(folder / "northmoor", POLICE | {"prc.ods": ods}, **more)  # type: ignore[arg-type]
    return read_measures(made)


def of(made: Workspace, place: str, **wanted: str) -> pd.DataFrame:
    """Rates of all the violence from recorded crime for a place, by period label."""
    asked = {"source": "recorded_crime", "measure": "rate_per_1000", "theme": VIOLENCE, "group_value": "all"} | wanted
    rows = made.store.rows(MEASURES, place_code=place, **asked)
    return rows.set_index(rows["period_start"].astype(str).str[:7] + " " + rows["period_type"])


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Northmoor with three whole years of recorded crime."""
    return built(tmp_path_factory.mktemp("recorded"), every_quarter())


def test_a_csps_years_and_three_years_are_its_own_sums(whole: Workspace) -> None:
    found = of(whole, CSP_NORTH)
    assert found.loc["2025-04 financial_year", "count"] == 4 * 24
    assert found.loc["2025-04 financial_year", "value"] == pytest.approx(96 / NORTH_PEOPLE * 1000, abs=1e-6)
    three = found.loc["2023-04 three_years"]
    assert three["count"] == 4 * (20 + 22 + 24)
    assert three["value"] == pytest.approx(264 / (3 * NORTH_PEOPLE) * 1000, abs=1e-6)
    assert str(three["period_end"])[:10] == "2026-03-31"
    assert found.loc["2025-07 quarter", "denominator"] == NORTH_PEOPLE / 4
    assert found.loc["2024-10 rolling_12_months", "count"] == 2 * 22 + 2 * 24
    assert (found["coverage"] == 1).loc[["2025-04 financial_year", "2023-04 three_years"]].all()


def test_a_force_has_what_it_assigned_to_no_csp(whole: Workspace) -> None:
    assert of(whole, MOOR).loc["2025-04 financial_year", "count"] == 4 * (24 + 6 + 2)
    assert of(whole, REGION).loc["2025-04 financial_year", "count"] == 4 * (24 + 6 + 2 + 33)
    assert of(whole, "E92000001").loc["2025-04 financial_year", "value"] == pytest.approx(260 / 12, abs=1e-6)


def test_comparators_without_us_are_without_our_csp(whole: Workspace) -> None:
    rest = of(whole, MOOR, group_value="outside").loc["2025-04 financial_year"]
    assert (rest["count"], rest["denominator"]) == (4 * (6 + 2), MOOR_PEOPLE - NORTH_PEOPLE)
    rest = of(whole, REGION, group_value="outside").loc["2025-04 financial_year"]
    assert (rest["count"], rest["denominator"]) == (4 * (6 + 2 + 33), ALL_PEOPLE - NORTH_PEOPLE)


def test_a_partnership_that_csps_do_not_make_up_is_not_measured(whole: Workspace) -> None:
    """Northmoor's district is four of the five small areas of its CSP."""
    assert of(whole, whole.partnership.code).empty


def test_a_partnership_of_whole_csps_is_their_sum(tmp_path: Path) -> None:
    made = built(tmp_path, every_quarter(), area=(CSP_NORTH, CSP_MARSH))
    found = of(made, made.partnership.code).loc["2025-04 financial_year"]
    assert (found["count"], found["denominator"]) == (4 * 30, MOOR_PEOPLE)
    rest = of(made, MOOR, group_value="outside")
    assert rest.empty, "nobody of the force lives outside us"


def test_rows_of_one_source_are_never_in_the_other(whole: Workspace) -> None:
    rows = whole.table(MEASURES)
    rows = rows[rows["definition"] != "home_office_success_measures"]  # of which a row says why no source gives one
    street = rows[
        (rows["source"] == "police_street") & (rows["place_code"] == CSP_NORTH) & (rows["measure"] == "count")
    ]
    assert street.loc[street["period_type"] == "calendar_year", "count"].max() == 12 * 10
    assert set(rows.loc[rows["source"] == "recorded_crime", "place_type"]) == {"csp", "force", "region", "nation"}


def test_part_of_a_year_is_said_and_annualised(tmp_path: Path) -> None:
    rows = [r for r in every_quarter() if not (r[0] == "2025/26" and int(r[1]) > 2)]
    found = of(built(tmp_path, rows), CSP_NORTH).loc["2025-04 financial_year"]
    assert (found["count"], found["coverage"]) == (48, 0.5)
    assert found["value"] == pytest.approx(48 / (NORTH_PEOPLE / 2) * 1000, abs=1e-6)
    assert found["caveats"].startswith("Not every month of the period was filed.")


def test_a_csp_whose_figures_stand_elsewhere_is_unavailable_and_so_is_the_rest_without_it(tmp_path: Path) -> None:
    note = "Moor: offences in Northmoor are recorded under an unassigned CSP group from 2025 onwards."
    made = built(tmp_path, every_quarter(), notes=(note,))
    assert "2025-04 financial_year" not in of(made, CSP_NORTH).index
    assert "2023-04 three_years" in of(made, CSP_NORTH).index, "its first year stands, and the coverage says so"
    assert of(made, CSP_NORTH).loc["2023-04 three_years", "coverage"] == pytest.approx(1 / 3, abs=1e-6)
    assert of(made, MOOR).loc["2025-04 financial_year", "count"] == 4 * 32
    rest = of(made, MOOR, group_value="outside")
    assert "2025-04 financial_year" not in rest.index
    flags = made.table(FLAGS_TABLE)
    assert set(flags.loc[flags["flag"] == "unassigned", "csp"]) == {"Northmoor"}


def test_a_force_that_filed_nothing_is_unavailable_never_zero(tmp_path: Path) -> None:
    made = built(tmp_path, [r for r in every_quarter() if r[2] == "Moor"])
    assert of(made, CSP_FAR).empty
    assert of(made, FAR).empty
    region = of(made, REGION).loc["2025-04 financial_year"]
    assert (region["coverage"], region["denominator"]) == (pytest.approx(0.75), MOOR_PEOPLE)


def test_a_count_below_zero_is_kept_and_has_no_rate(tmp_path: Path) -> None:
    robberies = [row("2025/26", 1, 0, -2, "Robbery", "34B"), row("2025/26", 2, 0, 1, "Robbery", "34B")]
    found = of(built(tmp_path, every_quarter() + robberies), CSP_NORTH, theme="robbery")
    assert found.loc["2025-04 quarter", "count"] == -2
    assert found.loc["2025-04 quarter", ["value", "lower", "upper"]].isna().all()
    assert "Below zero" in found.loc["2025-04 quarter", "caveats"]
    assert found.loc["2025-07 quarter", "count"] == 1
    total = of(built(tmp_path / "again", every_quarter() + robberies), CSP_NORTH, theme="serious_violence")
    assert total.loc["2025-04 quarter", "count"] == 24 - 2


def test_the_newest_edition_of_a_year_counts_with_its_own_notes(tmp_path: Path) -> None:
    """A note of an older edition says nothing of figures that a newer one gives."""
    note = "Moor: offences in Northmoor are recorded under an unassigned CSP group from 2023 onwards."
    older = write_ods(tmp_path / "older.ods", {"Notes": [(note,)], "2025_26": [HEADINGS, row("2025/26", 1, 0, 999)]})
    newer = write_ods(tmp_path / "newer.ods", {"2025_26": [HEADINGS, row("2025/26", 1, 0, 24)]})
    files = {"older.ods": older.read_bytes(), "newer.ods": newer.read_bytes()}
    made = read_measures(workspace(tmp_path / "northmoor", POLICE | files))
    assert of(made, CSP_NORTH).loc["2025-04 quarter", "count"] == 24
    assert made.table(FLAGS_TABLE).empty


def test_a_rule_for_an_offence_code_counts_it(tmp_path: Path) -> None:
    made = built(tmp_path, [*every_quarter(), row("2025/26", 3, 0, 7, PERSON, "5D")])
    text = (made.path / "definition/serious-violence.toml").read_text(encoding="utf-8")
    group = 'offence_group = ["Violence against the person", "Sexual offences"] }'
    assert group in text
    (made.path / "definition/serious-violence.toml").write_text(
        text.replace(group, 'offence_code = ["5D"] }').replace('offence_code = "8N"', 'offence_code = "5D"'),
        encoding="utf-8",
    )
    found = of(read_measures(made), CSP_NORTH)
    assert found.loc["2025-10 quarter", "count"] == 7
    assert found.loc["2025-07 quarter", "count"] == 0


def test_a_rule_that_changes_within_a_quarter_is_met_with_words(tmp_path: Path) -> None:
    robbery = row("2025/26", 1, 0, 3, "Robbery", "34B")
    made = built(tmp_path, [*every_quarter(), robbery])
    file = made.path / "definition/serious-violence.toml"
    text, was = file.read_text(encoding="utf-8"), 'id = "recorded_robbery"\n'
    assert was in text
    file.write_text(text.replace(was, was + 'first = "2025-05"\n'), encoding="utf-8")
    with pytest.raises(SettingsError, match="changes what counts within a quarter \\(2025-04 to 2025-06\\)"):
        read_measures(made)


def test_quarterly_periods() -> None:
    months = [f"{y}-{m:02d}" for y in (2023, 2024, 2025) for m in range(4, 13)] + [
        f"{y}-{m:02d}" for y in (2024, 2025, 2026) for m in (1, 2, 3)
    ]
    found = quarterly_periods(months)
    by_type = pd.Series([p.type for p in found]).value_counts().to_dict()
    assert by_type == {"quarter": 12, "financial_year": 3, "calendar_year": 4, "rolling_12_months": 9, "three_years": 1}
    three = next(p for p in found if p.type == "three_years")
    assert (three.first, three.last, three.label) == ("2023-04", "2026-03", "2023/24 to 2025/26")
    assert len(three.months) == 36


def test_a_county_is_measured_over_the_csps_that_lie_in_it_whole(tmp_path: Path) -> None:
    made = workspace(tmp_path / "northmoor", POLICE)
    ods = write_ods(tmp_path / "made.ods", {"2025_26": [HEADINGS, *(r for r in every_quarter() if r[0] == "2025/26")]})
    (made.sources / "prc.ods").write_bytes(ods.read_bytes())
    settings = made.path / "partnership.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f'{text}\n[counties]\n"Moorshire" = ["{NORTHMOOR}", "E07000992"]\n', encoding="utf-8")
    found = of(read_measures(made), "county-moorshire").loc["2025-04 financial_year"]
    assert (found["count"], found["denominator"], found["coverage"]) == (4 * 30, MOOR_PEOPLE, 1)
