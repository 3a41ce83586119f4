"""Partners' files of Brackenshire: by their contracts, the same for a seed, and with what was planted in them."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from purbeck.example import answers_partners as planted
from purbeck.example.district import World, make_world
from purbeck.example.events import make_events
from purbeck.example.partner_events import Records, make_records
from purbeck.example.partner_faults import NAMED, SWAPPED
from purbeck.example.partner_figures import QUARTERS, repeat_offences
from purbeck.example.partner_records import cluster_spot
from purbeck.example.partners import GAZETTEER, TO_TRY, make_partners
from purbeck.sources.returns.code_lists import codes
from purbeck.sources.returns.contract import contracts

MINUTES_A_DAY = 1_440


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return make_partners(tmp_path_factory.mktemp("partners"))


@pytest.fixture(scope="module")
def world() -> World:
    return make_world()


@pytest.fixture(scope="module")
def records(world: World) -> Records:
    return make_records(world, make_events(world, 1), 1)


def read(files: dict[str, Path], name: str) -> pd.DataFrame:
    """A file with the names of its contract's columns."""
    frame = pd.read_csv(files[name], dtype="str", keep_default_na=False)
    heads = {column.heading: column.name for column in contracts()[name].columns}
    assert set(frame.columns) <= set(heads)
    return frame.rename(columns=heads)


def test_every_contract_has_a_file_that_fits_it(files: dict[str, Path]) -> None:
    assert set(files) == set(contracts())
    for name, contract in contracts().items():
        frame = read(files, name)
        assert len(frame) and not {c.name for c in contract.columns if c.required} - set(frame.columns)
        marks = {hidden.mark for hidden in contract.hidden}
        for column in contract.columns:
            if column.name not in frame:
                continue
            given = frame[column.name]
            if column.form == "code":
                assert set(given) <= {*codes(column.codes), ""}, (name, column.name)
            if column.part == "figure" and column.form == "count":
                assert given[~given.isin(marks)].str.fullmatch(r"\d+").all(), (name, column.name)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(files: dict[str, Path], tmp_path: Path) -> None:
    def hashes(of: dict[str, Path]) -> dict[str, str]:
        return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in of.items()}

    assert hashes(make_partners(tmp_path / "again")) == hashes(files)
    assert hashes(make_partners(tmp_path / "other", seed=2))["police_extract"] != hashes(files)["police_extract"]


def test_rural_domestic_abuse_is_recorded_at_half_its_rate(files: dict[str, Path], records: Records) -> None:
    police = read(files, "police_extract")
    assert (police["domestic"] == "yes").sum() == records.police["domestic"].sum()
    survey = read(files, "survey")
    asked = survey[survey["question"] == "experienced_domestic_abuse"].set_index("rural_urban")
    last = records.police["month"] >= records.police["month"].min() + 12
    for part, recorded_share in (("urban", 1.0), ("rural", planted.RURAL_DOMESTIC_RECORDED)):
        recorded = int((records.police["domestic"] & last & (records.police["rural"] == (part == "rural"))).sum())
        people = {"urban": 249_261, "rural": 130_739}[part] * planted.ADULTS
        low, high = (float(asked.loc[part, end]) * people for end in ("lower", "upper"))
        assert low <= recorded / recorded_share <= high


def test_the_night_cluster_is_known_to_the_emergency_department_alone(
    files: dict[str, Path], records: Records, world
) -> None:
    told = read(files, "emergency_department")
    there = told[told["location_description"].str.contains(planted.NIGHT_CLUSTER_PLACE)]
    when = pd.to_datetime(there["assaulted"])
    night_of = (when - pd.Timedelta(hours=12)).dt.day_of_week
    assert len(there) == planted.NIGHT_CLUSTER and set(night_of) == {4, 5}
    assert ((when.dt.hour >= planted.NIGHT_HOURS[0]) | (when.dt.hour < planted.NIGHT_HOURS[1])).all()
    east, north = cluster_spot(world)
    far = np.hypot(records.police["easting"] - east, records.police["northing"] - north)
    hour = records.police["start"] % MINUTES_A_DAY // 60
    assert not (far.lt(250) & ((hour >= 23) | (hour < 3))).any()
    gazetteer = pd.read_csv(files["survey"].parent / GAZETTEER)
    assert (gazetteer["name"] == planted.NIGHT_CLUSTER_PLACE).sum() == 1


def test_knives_and_the_young_rise_from_small_numbers(files: dict[str, Path]) -> None:
    police = read(files, "police_extract")
    young = police["victim_age_band"].isin(["0-9", "10-14", "15-17", "18-24"])
    rows = police[(police["knife"] == "yes") & young]
    quarter = pd.to_datetime(rows["occurred_from"]).dt.to_period("Q").value_counts().sort_index()
    assert quarter.tolist() == list(planted.YOUNG_KNIFE)
    hospital = read(files, "hospital_admissions_return")
    young = hospital[(hospital["cause"] == "sharp_object") & (hospital["age_group"] == "under_25")]
    assert young["period"].tolist() == list(QUARTERS) and "*" in set(young["admissions"])


def test_a_counting_rule_moves_harassment_and_no_total(files: dict[str, Path]) -> None:
    police = read(files, "police_extract")
    code, month = police["offence_code"], police["occurred_from"].str[:7]
    violence = ~code.isin(["34A", "34B", "10C", "10D"])
    share = {
        when: (code[violence & rows] == "8L").mean()
        for when, rows in (("before", month < planted.COUNTING_BREAK), ("after", month >= planted.COUNTING_BREAK))
    }
    assert share == pytest.approx(planted.HARASSMENT_SHARE, abs=0.02)
    both = [(code[violence & (month.str[:4] == year)].isin(["8L", "105A"])).mean() for year in ("2024", "2025")]
    assert both[0] == pytest.approx(both[1], abs=0.02)


def test_repeat_victims_come_as_a_table_of_frequencies(files: dict[str, Path]) -> None:
    rows = read(files, "repeat_victimisation")
    abuse = rows[rows["crime_kind"] == "domestic_abuse"]
    police = read(files, "police_extract")
    for year, of_year in abuse.groupby("period"):
        recorded = (police["domestic"].eq("yes") & police["occurred_from"].str.startswith(str(year))).sum()
        assert of_year["offences"].astype(int).sum() == recorded
        victims = of_year["victims"].astype(int)
        assert (victims / victims.sum()).tolist() == pytest.approx(list(planted.REPEAT_SHARES), abs=0.01)
        each = of_year["offences"].astype(int).to_numpy() / victims.to_numpy()
        assert each[:2].tolist() == [1, 2] and each[2] >= 3
    assert sum(repeat_offences(1000)) == 1000


def test_victims_are_those_whom_the_offence_is_against(files: dict[str, Path]) -> None:
    police = read(files, "police_extract")
    against = police.groupby("offence_code")["victim_sex"].agg(set)
    assert (against["19C"], against["20A"], against["17A"]) == ({"female"}, {"female"}, {"male"})
    ages = police.groupby("offence_code")["victim_age_band"].agg(set)
    assert not ages["19C"] & {"0-9", "10-14"}
    assert not (ages["20A"] | ages["17A"]) & {"0-9"}


def test_one_custody_suite_refers_nobody(files: dict[str, Path]) -> None:
    custody = read(files, "custody").set_index("place")
    silent = custody.loc[planted.SILENT_SUITE]
    assert silent["detentions"].astype(int).sum() > 1_800 and set(silent["referrals_offered"]) == {"0"}
    other = custody.loc[planted.OTHER_SUITE]
    offered = other["referrals_offered"].astype(int).sum() / other["detentions"].astype(int).sum()
    assert offered == pytest.approx(planted.SUITE_OFFERED, abs=0.05)


def test_files_not_fit_to_be_taken_are_apart(files: dict[str, Path]) -> None:
    folder = files["survey"].parent / TO_TRY
    swapped = pd.read_csv(folder / SWAPPED, dtype="str")
    assert (swapped["Date recorded"].str[:2] == "03").all()  # all of March, written month first
    assert (swapped["Date recorded"].str[3:5].astype(int) > 12).any()
    named = pd.read_csv(folder / NAMED, dtype="str")
    listed = {c.heading for c in contracts()["emergency_department"].columns}
    assert set(named.columns) - listed == {"Surname", "Date of birth"}


def test_pairs_are_true_and_in_no_file(files: dict[str, Path], records: Records) -> None:
    a, b = zip(*records.pairs, strict=True)
    started, seen = records.police["start"].to_numpy()[list(a)], records.department["start"].to_numpy()[list(b)]
    assert (started == seen).all() and len(set(a)) == len(a) == len(set(b))
    police, told = read(files, "police_extract"), read(files, "emergency_department")
    assert len(police) == len(records.police) and len(told) == len(records.department)
    assert not set(police.columns) & set(told.columns) - {"location_type"}
