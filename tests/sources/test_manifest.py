"""The manifest that ships, and what is said of one with a mistake in it."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from purbeck.errors import SettingsError
from purbeck.sources import door
from purbeck.sources.datasets import MANIFEST, ByHand, ByMonth, Dataset, LinkOnPage, chosen, read, spoken

SHIPPED = read()


def label(dataset: Dataset) -> str:
    """The dataset's name, to name its test."""
    return dataset.name


@pytest.mark.parametrize("dataset", SHIPPED, ids=label)
def test_dataset_fills_a_table_the_door_knows_and_lies_at_a_safe_address(dataset: Dataset) -> None:
    assert dataset.table in door.SOURCE_OF
    assert dataset.page.startswith("https://")
    assert isinstance(dataset.find, ByHand) or dataset.find.address.startswith("https://")


@pytest.mark.parametrize("dataset", SHIPPED, ids=label)
def test_nobody_claims_to_have_reached_an_address_from_here(dataset: Dataset) -> None:
    """Whoever has reached one changes `unverified`, `checked_on` and `checked_by` together, and this test."""
    assert dataset.unverified
    assert "nobody" in dataset.checked_by
    assert dataset.checked_on <= dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)


@pytest.mark.parametrize("dataset", SHIPPED, ids=label)
def test_columns_expected_are_those_that_the_door_looks_for(dataset: Dataset) -> None:
    """Every column that makes a lookup what it is has a pattern in the manifest, else a change would go without words."""
    if dataset.table not in door.LOOKUPS or isinstance(dataset.find, ByHand):
        return
    _, lookup = door.LOOKUPS[dataset.table]
    for pattern in lookup.columns.values():
        examples = [re.sub(r"\\d[+]?", "2", one).replace("(UA)?", "").replace("\\", "") for one in pattern.split("|")]
        assert any(re.fullmatch(p, example) for p in dataset.expected for example in examples), pattern


@pytest.mark.parametrize("dataset", SHIPPED, ids=label)
def test_file_with_the_columns_expected_is_known_by_the_door(dataset: Dataset) -> None:
    if dataset.table in door.LOOKUPS:
        header = [
            spoken(pattern.split("|")[0]).replace("(N categories)", "(9 categories)") for pattern in dataset.expected
        ]
        assert door.LOOKUPS[dataset.table][1].names_in(header) is not None, header


def test_manifest_covers_what_a_first_assessment_needs() -> None:
    needed = {dataset.table.removeprefix("sources/") for dataset in SHIPPED if dataset.first_assessment}
    assert {
        "police_street", "residents", "lsoa_ward_district", "district_csp_force", "district_region", "lsoa11_lsoa21",
        "boundaries", "recorded_crime", "deprivation/imd_2025", "rurality",
        "households/household_deprivation", "households/tenure", "households/accommodation_type", "ethnic_groups",
    } <= needed  # fmt: skip
    by_partnerships = {
        "sources/visitors",
        "sources/non_resident_victims",
        "sources/gazetteer",
    }  # files that nobody publishes
    in_the_archive = set(door.MONTHLY) - {"sources/police_street"}  # they come with the street-level files
    assert {dataset.table for dataset in SHIPPED} == set(door.SOURCE_OF) - by_partnerships - in_the_archive
    assert not any(dataset.first_assessment for dataset in SHIPPED if isinstance(dataset.find, ByHand))


def test_months_are_tried_from_the_newest_over_the_turn_of_a_year() -> None:
    find = ByMonth(how="month", address="https://a.example/{month}.zip", newest=1, oldest=3)
    tried = [address[18:25] for address in find.addresses(dt.date(2026, 2, 28))]
    assert tried == ["2026-01", "2025-12", "2025-11"]


@pytest.mark.parametrize(
    ("name", "fits", "does_not"),
    [
        ("recorded_crime",
         ["prc-csp-mar21-sep25-tables-290126.ods", "prc-csp-mar2021-mar2026-tables-230726.ods"],
         ["prc-csp-mar16-mar20-tables-290126.ods", "prc-csp-1112-1415-tables.ods", "prc-pfa-mar2013-onwards-tables-230426.ods"]),
        ("recorded_crime_2016_2020",
         ["prc-csp-mar16-mar20-tables-290126.ods", "prc-csp-mar2016-mar2020-tables-230726.ods"],
         ["prc-csp-mar21-sep25-tables-290126.ods"]),
    ],
)  # fmt: skip
def test_links_of_known_publications_fit(name: str, fits: list[str], does_not: list[str]) -> None:
    (dataset,) = chosen(SHIPPED, [name])
    assert isinstance(dataset.find, LinkOnPage)
    assert all(re.fullmatch(dataset.find.link, file) for file in fits)
    assert not any(re.fullmatch(dataset.find.link, file) for file in does_not)


def test_columns_lacking_are_said_as_people_write_them() -> None:
    (dataset,) = chosen(SHIPPED, ["residents"])
    assert dataset.lacking(["GEOGRAPHY_CODE", "OBS_VALUE"]) == ["Age (N categories) or C2021_AGE_N_NAME"]
    assert dataset.lacking(["Lower layer Super Output Areas Code", "Age (6 categories)", "Observation"]) == []


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('title = "District', 'titel = "District', "title: Field required"),
        ('table = "sources/district_region"', 'table = "district_region"', "table: String should match pattern"),
        ('how = "feature_service"', 'how = "ftp"', "find: Input tag 'ftp' found using 'how' does not match"),
        ('address = "https://', 'address = "file://', "find.feature_service.address: String should match pattern"),
        ("FeatureServer/0", "FeatureServer", "find.feature_service.address: String should match pattern"),
        ("expected = ['LAD", "expected = ['(LAD", "is not a regular expression (missing )"),
        ("unverified = true", "unverified = 7", "unverified: Input should be a valid boolean"),
        ('name = "district_region"', 'name = "region"', 'name: "region" is not the name of the file.'),
        ("[find]", "[find", "cannot be read as TOML"),
        ("[find]", "colour = 3\n[find]", "colour: Extra inputs are not permitted (found 3)"),
    ],
)
def test_mistake_in_a_dataset_is_named(tmp_path: Path, before: str, after: str, words: str) -> None:
    text = (MANIFEST / "district_region.toml").read_text(encoding="utf-8")
    assert before in text
    (tmp_path / "district_region.toml").write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        read(tmp_path)
    assert "/district_region.toml" in caught.value.what
    assert words in caught.value.what


def test_folder_without_datasets_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="holds no datasets"):
        read(tmp_path)


def test_dataset_dropped_into_the_folder_is_there(tmp_path: Path) -> None:
    text = (MANIFEST / "district_region.toml").read_text(encoding="utf-8")
    (tmp_path / "mine.toml").write_text(text.replace('name = "district_region"', 'name = "mine"'), encoding="utf-8")
    assert [dataset.name for dataset in read(tmp_path)] == ["mine"]
