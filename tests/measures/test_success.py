"""The Home Office's three success measures: which source gives what, and what is said where it cannot."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import ibis
import pandas as pd
import pytest
from made_datasets import admissions
from made_ods import HEADINGS, write_ods
from small_district import CSP_NORTH, month_of, read_measures, workspace

from purbeck.definition.definition import COUNTED, read_definitions
from purbeck.incidents.incident import TABLE as INCIDENTS
from purbeck.measures import success
from purbeck.measures.exposures import Everyone
from purbeck.measures.measure import TABLE as MEASURES
from purbeck.measures.returned import rows as returned_rows
from purbeck.sources.build import PLACES
from purbeck.sources.hospital_admissions_published import TABLE as ADMISSIONS
from purbeck.sources.returns.ledger import Entry, enter
from purbeck.strategy import indicators
from purbeck.workspace import Workspace, create

POLICE = {f"2025-{m:02d}.csv": month_of(f"2025-{m:02d}") for m in range(1, 13)}
PERSON = "Violence against the person"
SMALL = "E01990001"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A CSP with two homicides a quarter in recorded crime, and the published workbook of admissions."""
    folder = tmp_path_factory.mktemp("success")
    rows = [("2025/26", q, "Moor", "Northmoor", "Offence", PERSON, PERSON, code, n)
            for q in (1, 2, 3, 4) for code, n in (("1", 1), ("4.1", 1), ("8N", 30))]  # fmt: skip
    ods = write_ods(folder / "made.ods", {"2025_26": [HEADINGS, *rows]}).read_bytes()
    given = POLICE | {"prc.ods": ods, "adm.xlsx": admissions()}
    return read_measures(workspace(folder / "north", given, area=(CSP_NORTH,)))


def held(made: Workspace, theme: str, source: str, **wanted: str) -> pd.DataFrame:
    return made.store.rows(MEASURES, theme=theme, source=source, definition=success.DEFINITION, **wanted)


def test_homicides_of_recorded_crime_have_their_interval_and_say_what_they_cannot_tell(built: Workspace) -> None:
    found = held(built, success.HOMICIDES, "recorded_crime", measure="count", place_type="partnership", group_by="all",
                 period_type="financial_year")  # fmt: skip
    assert found[["count", "value"]].to_numpy().tolist() == [[8, 8.0]]
    assert (found["lower"].item(), found["upper"].item()) == pytest.approx((3.454, 15.763), abs=0.001)  # Garwood
    assert found["caveats"].item() == "Domestic homicides are among them: this source does not tell them apart."
    young = held(built, success.HOMICIDES, "recorded_crime", group_by="age")
    assert young["value"].isna().all() and young["caveats"].tolist() == ["This source does not tell who was under 25."]
    knives = held(built, success.KNIFE, "recorded_crime")
    assert knives["count"].isna().all() and "knife" in knives["caveats"].item()


def test_themes_are_those_that_an_indicator_may_adopt() -> None:
    assert list(indicators.home_office_measures()) == list(success.THEMES)


def returned(place: str, group: tuple[str, str], value: float | None) -> dict[str, object]:
    return {
        "contract": success.RETURN, "file": "f", "row": 2, "place_type": "csp", "place_code": place,
        "period_type": "financial_year", "period_start": dt.date(2025, 4, 1), "period_end": dt.date(2026, 3, 31),
        "group_by": group[0], "group_value": group[1], "figure": "admissions", "unit": "admissions", "kind": "events",
        "value": value, "lower": None if value else 1.0, "upper": None if value else 7.0,
        "basis": "exact" if value else "hidden",
    }  # fmt: skip


def test_returned_admissions_stand_in_place_of_published_ones(built: Workspace) -> None:
    cells = [returned(CSP_NORTH, ("cause", "sharp_object"), 12.0), returned(CSP_NORTH, ("cause", "other"), 90.0),
             returned(CSP_NORTH, ("cause+age_group", "sharp_object+under_25"), None)]  # fmt: skip
    everyone = Everyone.of(built, built.table(PLACES).reset_index(drop=True))
    given = returned_rows(pd.DataFrame(cells), everyone, built.partnership, {})
    definition = read_definitions(built.definition_files())[0]
    found = success.rows(built, definition, everyone, given, {}, "key")
    mine = found[(found["theme"] == success.SHARP) & (found["place_code"] == CSP_NORTH)]
    counts = mine[mine["measure"] == "count"].set_index("group_value")
    assert counts.loc["all", "count"] == 12 and set(mine["source"]) == {success.RETURN}
    assert pd.isna(counts.loc["under_25", "count"]) and counts.loc["under_25", "upper"] == pytest.approx(
        14.4227, abs=0.001
    )
    assert "hospital_admissions_published" not in set(found["source"])


@pytest.mark.parametrize(
    ("young", "older", "total", "expected"),
    [
        (9.0, 21.0, None, (30.0, 20.2405, 42.8269)),  # both: exact Poisson limits of 30
        (None, 21.0, None, (None, 13.7873, 40.4678)),  # 1 to 7 hidden: from the lower limit of 22 to the upper of 28
        (9.0, 21.0, 33.0, (33.0, 22.7156, 46.3439)),  # a total that was given is the total
    ],
)
def test_all_ages_are_added_up_where_every_age_group_came_and_no_total(
    built: Workspace,
    young: float | None,
    older: float,
    total: float | None,
    expected: tuple[float | None, float, float],
) -> None:
    cells = [returned(CSP_NORTH, ("cause+age_group", "sharp_object+under_25"), young),
             returned(CSP_NORTH, ("cause+age_group", "sharp_object+25_and_over"), older)]  # fmt: skip
    cells += [returned(CSP_NORTH, ("cause", "sharp_object"), total)] if total else []
    everyone = Everyone.of(built, built.table(PLACES).reset_index(drop=True))
    given = returned_rows(pd.DataFrame(cells), everyone, built.partnership, {})
    found = success.rows(built, read_definitions(built.definition_files())[0], everyone, given, {}, "key")
    counts = found[(found["theme"] == success.SHARP) & (found["measure"] == "count") & (found["group_value"] == "all")]
    assert set(counts["place_type"]) == {"csp", "partnership"}
    value, lower, upper = expected
    for row in counts.itertuples():
        assert pd.isna(row.value) if value is None else row.value == value
        assert (row.lower, row.upper) == pytest.approx((lower, upper), abs=0.01)  # Byar's are near to the exact


def test_age_groups_that_do_not_make_up_all_ages_are_not_added_up(built: Workspace) -> None:
    cells = [returned(CSP_NORTH, ("cause+age_group", "sharp_object+under_25"), 9.0),
             returned(CSP_NORTH, ("cause+age_group", "other+25_and_over"), 21.0)]  # fmt: skip
    everyone = Everyone.of(built, built.table(PLACES).reset_index(drop=True))
    given = returned_rows(pd.DataFrame(cells), everyone, built.partnership, {})
    assert set(given["group_by"]) == {"cause+age_group"}


def test_published_admissions_are_of_the_region_and_a_range(tmp_path: Path) -> None:
    members = pd.DataFrame({"ours": [True], "region_code": ["E12000009"], "region_name": ["South West"]})
    made = read_measures(workspace(tmp_path / "north", POLICE | {"adm.xlsx": admissions()}, area=(CSP_NORTH,)))
    empty = pd.DataFrame({"source": pd.Series(dtype=object)})
    frames = list(success._published(made, members, empty))
    assert all(frame.empty for frame in frames)  # the made-up workbook has a month and no year of the South West


PUBLISHED = [
    ("all", "all", "SOUTH WEST", "financial_year", "2020/21", 40, 38, 42, "to_nearest_5"),
    ("all", "all", "South West", "financial_year", "2021/22", 35, 33, 37, "to_nearest_5"),
    ("all", "all", "South East", "financial_year", "2021/22", None, 1, 7, "hidden_1_to_7"),
    ("all", "all", "South West", "month", "2021-04", 10, 8, 12, "to_nearest_5"),
    ("all", "all", "England", "financial_year", "2021/22", 4_000, 4_000, 4_000, "as_counted"),
    ("sex", "Male", "South West", "financial_year", "2021/22", 30, 28, 32, "to_nearest_5"),
]
REGIONS = {"South West": "E12000009", "South East": "E12000008", "England": "E92000001", "London": "E12000007"}


def published(tmp_path: Path, *regions: str, given: tuple[str, ...] = ()) -> list[pd.DataFrame]:
    """What the published workbook gives an area of these regions, beside returns of these contracts."""
    tmp_path.mkdir(exist_ok=True)
    made = create(tmp_path / "north", "North CSP", (CSP_NORTH,), "")
    made.store.write(ADMISSIONS, pd.DataFrame(PUBLISHED, columns=[c.name for c in ADMISSIONS.columns]), "made-up")
    members = pd.DataFrame(
        [(True, REGIONS.get(name), name) for name in regions] + [(False, REGIONS["South East"], "South East")],
        columns=["ours", "region_code", "region_name"],
    )
    return list(success._published(made, members, pd.DataFrame({"source": pd.Series(given, dtype=object)})))


def test_a_published_year_of_our_region_is_what_rounds_to_it(tmp_path: Path) -> None:
    years, young = published(tmp_path, "South West")
    assert years[["place_type", "place_code", "theme", "source"]].drop_duplicates().to_numpy().tolist() == [
        ["region", "E12000009", success.SHARP, "hospital_admissions_published"]
    ]
    found = years.set_index(years["period_start"].map(str))
    assert found["value"].to_dict() == {"2020-04-01": 40.0, "2021-04-01": 35.0}
    # Exact Poisson limits: the lower of 33 and the upper of 37, the ends of what rounds to 35.
    assert tuple(found.loc["2021-04-01", ["lower", "upper"]]) == pytest.approx((22.7157, 50.9994), abs=0.01)
    assert set(found["caveats"]) == {"The supplier rounded this count; the interval takes in what rounds to it."}
    (row,) = young.to_dict("records")
    assert pd.isna(row["value"]) and row["caveats"] == "This source does not tell who was under 25."
    assert (row["group_value"], str(row["period_start"])) == ("under_25", "2021-04-01")  # of the last year


def test_a_hidden_published_year_has_no_value_and_a_range(tmp_path: Path) -> None:
    years, _ = published(tmp_path, "South East")
    assert pd.isna(years["value"].item()) and pd.isna(years["count"].item())
    assert (years["lower"].item(), years["upper"].item()) == pytest.approx((0.0253, 14.4227), abs=0.001)


def test_an_area_in_two_regions_has_both_and_none_is_added_up(tmp_path: Path) -> None:
    frames = published(tmp_path, "South West", "South East")
    assert [frame["place_code"].unique().tolist() for frame in frames] == [["E12000009"]] * 2 + [["E12000008"]] * 2


@pytest.mark.parametrize("region", ["England", "London"])
def test_the_whole_of_england_is_no_region_and_one_not_published_has_nothing(tmp_path: Path, region: str) -> None:
    assert all(frame.empty for frame in published(tmp_path, region))


def test_an_area_without_a_region_or_with_returned_admissions_takes_nothing_from_the_workbook(tmp_path: Path) -> None:
    assert published(tmp_path / "a", "Wales") == []
    assert published(tmp_path / "b", "South West", given=(success.RETURN,)) == []
    assert len(published(tmp_path / "c", "South West", given=("custody",))) == 2


def incident(n: int, **more: object) -> dict[str, object]:
    plain = {
        "incident_id": f"police_extract/f/{n}", "source": success.POLICE, "recorded_by": "Moor", "month": "2025-05",
        "date_precision": "day", "offence_code": "8N", "knife": False, "domestic": False, "victim_age_band": "25-34",
        "location_precision": "lsoa", "lsoa21": SMALL, "repeat_kind": "none",
    }  # fmt: skip
    return plain | more


def test_police_extracts_give_two_of_them_by_age(built: Workspace) -> None:
    made = Workspace(Path(str(built.path)))
    definition = read_definitions(made.definition_files())[0]
    rows = [
        incident(1, knife=True), incident(2, knife=True, victim_age_band="15-17"), incident(3, knife=None),
        incident(4, knife=True, victim_age_band=None), incident(5),
        incident(6, offence_code="1", victim_age_band="18-24"), incident(7, offence_code="1", domestic=True),
    ]  # fmt: skip
    parts = made.store.parts(INCIDENTS)
    counted = made.store.parts(COUNTED)
    types = {name: "boolean" if name in ("knife", "domestic") else "string" for name in rows[0]}
    made.store.write_part(
        INCIDENTS, "made", made.store.engine.frame(pd.DataFrame(rows), ibis.schema(types)), "m" * 12, False
    )
    made.store.keep_parts(INCIDENTS, parts | {"made": "m" * 12})
    frame = pd.DataFrame([{"incident_id": row["incident_id"], "definition": definition.id, "rule_id": "r",
                           "definition_version": definition.version, "theme": "t", "weight": 1.0} for row in rows])  # fmt: skip
    made.store.write_part(COUNTED, "made", frame, "m" * 12, False)
    made.store.keep_parts(COUNTED, counted | {"made": "m" * 12})
    enter(
        made.path,
        Entry("2026-01-01", success.POLICE, "f", "s", "g", "", 7, 7, 0, "2025-01-01", "2025-12-31", "taken", ""),
    )
    everyone = Everyone.of(made, made.table(PLACES).reset_index(drop=True))
    found = pd.concat(list(success._from_police(made, definition, everyone)))
    year = found[
        (found["period_type"] == "calendar_year") & (found["measure"] == "count") & (found["place_type"] == "csp")
    ]
    counts = year.set_index(["theme", "group_value"])
    assert counts["count"].to_dict() == {
        (success.KNIFE, "all"): 3, (success.KNIFE, "under_25"): 1,
        (success.HOMICIDES, "all"): 1, (success.HOMICIDES, "under_25"): 1,
    }  # fmt: skip
    said = counts.loc[(success.KNIFE, "under_25"), "caveats"]
    assert "The flag is not known of 1 of 7" in said and "age is not known in 1 of 3" in said
    made.store.close()
