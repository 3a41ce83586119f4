"""A mapping is proposed with reasons, never by likeness alone; a person's mapping turns a force's file into the contract's."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purbeck.errors import SettingsError, SourceError
from purbeck.sources.returns import day_orders, mapping_spellings, mapping_text
from purbeck.sources.returns.contract import Contract, contract
from purbeck.sources.returns.identifying import identifying_word
from purbeck.sources.returns.mapping import Mapping, complete, read_mapping, translated, undecided
from purbeck.sources.returns.proposing import Proposal, propose

POLICE = contract("police_extract")
ON = dt.date(2026, 11, 26)

# The headings of three forces, made up in the manner of extracts that forces send.
THREE_FORCES = {
    "A": {
        "HO Code": ["8N", "105A", "8N", "34B"],
        "Recorded Date": ["31/03/2026", "01/04/2026", "13/04/2026", "02/04/2026"],
        "Committed From": ["30/03/2026 22:15", "01/04/2026 01:00", "12/04/2026 23:30", "01/04/2026 09:00"],
        "DA Flag": ["Y", "N", "N", ""],
        "Vic Gender": ["F", "M", "Unknown", "M"],
        "Victim Age": ["34", "17", "82", "9"],
        "Premises Type": ["House", "Street", "Public House", "Beach hut"],
    },
    "B": {
        "Offence Code": ["8N", "8N", "105A"],
        "Date Crime Recorded": ["2026-03-31", "2026-04-01", "2026-04-02"],
        "Date From": ["30-Mar-26", "31-Mar-26", "01-Apr-26"],
        "Time From": ["22:15", "0:30", "2215"],
        "Ethnicity of Victim": ["IC1", "IC4", "Not stated"],
        "Crime Ref": ["54/1/26", "54/2/26", "54/3/26"],
        "OS Easting": ["370000", "370100", ""],
        "OS Northing": ["90000", "90100", ""],
    },
    "C": {
        "Offence HO Code": ["008/01", "104/25", "8N"],
        "Recorded on": ["03/04/2026", "05/06/2026", "07/08/2026"],
        "Offence Start": ["03/04/2026 10:00", "05/06/2026 11:00", "07/08/2026 12:00"],
        "Victim sex": ["Female", "Male", "Male"],
        "Vic Gender": ["F", "M", "M"],
        "Suspect Sexx": ["F", "M", "M"],
        "Free text": ["he said", "she said", "they said"],
    },
}  # fmt: skip


def block(columns: dict[str, list[str]]) -> pd.DataFrame:
    return pd.DataFrame(columns, dtype="str").set_axis(range(len(columns)), axis=1)


def proposed(columns: dict[str, list[str]], of: Contract = POLICE) -> Proposal:
    return propose(of, list(columns), [block(columns)], "a.csv")


def mapping_of(proposal: Proposal, **changed: object) -> Mapping:
    raw = tomllib.loads(mapping_text.as_toml(proposal, ON))
    return Mapping.model_validate(raw | {"supplier": "Moor Police"} | changed)


def headings(proposal: Proposal) -> dict[str, str]:
    return {guess.given: guess.to for guess in proposal.headings}


def test_first_force_is_proposed_whole_but_for_one_value() -> None:
    found = proposed(THREE_FORCES["A"])
    assert headings(found) == {
        "HO Code": "offence_code", "Recorded Date": "recorded_on", "Committed From": "occurred_from",
        "DA Flag": "domestic", "Vic Gender": "victim_sex", "Victim Age": "victim_age_band", "Premises Type": "location_type",
    }  # fmt: skip
    assert {g.given: g.to for g in found.days} == {"recorded_on": "day-month-year", "occurred_from": "day-month-year"}
    assert {g.given: g.to for g in found.values["victim_age_band"]} == {
        "9": "0-9", "17": "15-17", "34": "25-34", "82": "75_and_over"
    }  # fmt: skip
    assert {g.given: g.to for g in found.values["location_type"]} == {
        "House": "dwelling", "Street": "street_or_open_space", "Public House": "licensed_premises", "Beach hut": ""
    }  # fmt: skip
    assert [(g.given, g.to, g.rows) for g in found.values["victim_sex"]] == [
        ("M", "male", 2), ("F", "female", 1), ("Unknown", "not_known", 1)
    ]  # fmt: skip
    assert found.undecided == 1
    assert list(undecided(mapping_of(found), POLICE)) == ['values.location_type: 1 undecided ("Beach hut")']


def test_first_force_comes_out_as_the_contract_has_it() -> None:
    found = proposed(THREE_FORCES["A"])
    ready = mapping_of(found)
    ready.values["location_type"]["Beach hut"] = "other"
    complete(ready, POLICE, "moor.toml")
    out = translated(ready, POLICE, list(THREE_FORCES["A"]), block(THREE_FORCES["A"]))
    rows = out.block.set_axis(out.headings, axis=1)
    assert rows["Occurred from"].tolist() == [
        "2026-03-30T22:15",
        "2026-04-01T01:00",
        "2026-04-12T23:30",
        "2026-04-01T09:00",
    ]
    assert rows["Date recorded"].tolist() == ["2026-03-31", "2026-04-01", "2026-04-13", "2026-04-02"]
    assert rows["Domestic abuse flag"].tolist() == ["yes", "no", "no", ""]
    assert rows["Victim sex"].tolist() == ["female", "male", "", "male"]
    assert rows["Location type"].tolist() == ["dwelling", "street_or_open_space", "licensed_premises", "other"]


def test_second_force_has_its_time_in_a_column_of_its_own_and_a_reference_that_is_never_taken() -> None:
    found = proposed(THREE_FORCES["B"])
    assert {g.given: g.to for g in found.times} == {"occurred_from": "Time From"}
    assert found.identifying == {"Crime Ref": "crime ref"}
    assert headings(found)["Crime Ref"] == ""
    text = mapping_text.as_toml(found, ON)
    assert "54/1/26" not in text and "370000" not in text and "370000" not in "".join(mapping_text.report(found))
    ready = mapping_of(found, columns=headings(found) | {}, leave_out=("Crime Ref",))
    ready.columns.pop("Crime Ref")
    complete(ready, POLICE, "b.toml")
    out = translated(ready, POLICE, list(THREE_FORCES["B"]), block(THREE_FORCES["B"]))
    assert "Crime Ref" in out.headings, "what says who somebody is cannot be mapped away: the door refuses the file"
    rows = out.block.set_axis(out.headings, axis=1)
    assert rows["Occurred from"].tolist() == ["2026-03-30T22:15", "2026-03-31T00:30", "2026-04-01T22:15"]
    assert rows["Victim ethnic group"].tolist() == ["white", "asian", ""]


def test_third_force_leaves_open_what_cannot_be_told() -> None:
    found = proposed(THREE_FORCES["C"])
    guesses = {guess.given: guess for guess in found.headings}
    assert guesses["Victim sex"].to == guesses["Vic Gender"].to == ""
    assert guesses["Victim sex"].why == "2 headings could be victim_sex: choose one"
    assert guesses["Suspect Sexx"].to == ""
    assert guesses["Suspect Sexx"].why == 'near to "suspect sex" (suspect_sex), but not the same'
    assert guesses["Free text"].why == "nothing listed is like it"
    assert {guess.to for guess in found.days} == {""}
    assert "03/04 may be 3 April or 4 March" in found.days[0].why
    with pytest.raises(SettingsError) as error:
        complete(mapping_of(found), POLICE, "c.toml")
    for words in ('columns."Free text" is undecided', 'days.recorded_on is ""', "No row was read", "ask the supplier"):
        assert words in str(error.value)


@pytest.mark.parametrize(
    ("texts", "order", "why"),
    [
        ({"31/03/2026": 4, "03/04/2026": 6}, "day-month-year", "in 4 of 10 rows the first number is above 12"),
        ({"3/31/2026": 4, "03/04/2026": 6}, "month-day-year", "the second number is above 12"),
        ({"31/03/2026": 1, "3/31/2026": 1}, "", "both orders occur: the day is first in 1 rows and the month in 1"),
        ({"31/03/2026": 2, "03/04/2026": 98}, "", "only 2 of 100 rows show that the order is day-month-year"),
        ({"2026-03-31": 3}, "year-month-day", "every row begins with the year"),
        ({"2026-03-31": 3, "31/03/2026": 1}, "", "3 of 4 rows begin with the year and the others do not"),
        ({"31 Mar 2026": 3}, "day-month-year", "every row names its month"),
        ({"Tuesday": 1, "31/03/2026": 3}, "", "1 of 4 rows are no day that can be read"),
        ({"46112": 3}, "", "3 of 3 rows are no day that can be read"),
        ({}, "", "no row has a value"),
    ],
)  # fmt: skip
def test_order_of_days_is_proven_or_left_open(texts: dict[str, int], order: str, why: str) -> None:
    found = day_orders.told(texts.items())
    assert found.order == order
    assert why in found.why


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)), st.times(), st.sampled_from(day_orders.ORDERS))
def test_a_day_written_in_an_order_is_read_in_it(day: dt.date, time: dt.time, order: str) -> None:
    form = {"year-month-day": "%Y-%m-%d", "day-month-year": "%d/%m/%Y", "month-day-year": "%m/%d/%Y"}[order]
    clock = time.replace(second=0, microsecond=0)
    assert day_orders.written(f"{day.strftime(form)} {clock:%H:%M}", order) == f"{day.isoformat()}T{clock:%H:%M}"
    assert day_orders.written(f"{day.strftime(form)} {clock:%I:%M %p}", order) == f"{day.isoformat()}T{clock:%H:%M}"
    assert day_orders.written(day.strftime(form), order) == day.isoformat()


LISTED = [w for words in mapping_spellings.spellings().headings.values() for w in words] + [
    c.heading for c in POLICE.columns
]
CELLS = st.sampled_from(["", "M", "Knife", "34", "03/04/2026", "31/12/2025", "E01020481", "8N", "Y", 'é\x7f"\\', "-"])


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_no_two_headings_are_proposed_for_one_column_and_the_file_reads_back(data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from(LISTED) | st.text(min_size=1), min_size=1, max_size=8, unique=True))
    names = [name for name in names if name.strip()] or ["Offence code"]
    rows = data.draw(st.lists(st.lists(CELLS, min_size=len(names), max_size=len(names)), max_size=5))
    columns = {name: [row[at] for row in rows] for at, name in enumerate(names)}
    found = proposed(columns)
    taken = [to for to in headings(found).values() if to]
    assert len(taken) == len(set(taken))
    assert all(not headings(found)[name] for name in names if name in headings(found) and identifying_word(name))
    again = mapping_of(found)
    assert again.columns == headings(found)
    assert again.times == {g.given: g.to for g in found.times}
    assert again.days == {g.given: g.to for g in found.days}
    assert again.values == {name: {g.given: g.to for g in of} for name, of in found.values.items()}
    assert set(again.columns) | set(again.times.values()) == set(names), "no heading is lost"
    out = translated(again, POLICE, names, block(columns))
    assert len(out.block) == len(rows)


@pytest.mark.parametrize(
    ("names", "words"),
    [(["HO code", "HO code"], '"HO code" heads two columns'), (["HO code", " "], "column 2 has no heading")],
)
def test_headings_that_cannot_be_named_are_refused(names: list[str], words: str) -> None:
    with pytest.raises(SourceError, match=words):
        propose(POLICE, names, [], "a.csv")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"supplier": " "}, "supplier says nobody's name"),
        ({"contract": "custody"}, 'it is for the contract "custody", not "police_extract"'),
        ({"columns": {"A": "offence_code", "B": "offence_code"}}, '"A", "B" are all mapped to offence_code'),
        ({"columns": {"A": "offense"}}, 'the contract has no column "offense"'),
        ({"columns": {"A": "weapon"}}, "offence_code (Offence code) is required, and no heading is mapped to it"),
        ({"days": {}}, 'days.recorded_on is "", where one of year-month-day'),
        ({"days": {"recorded_on": "dd/mm"}}, 'days.recorded_on is "dd/mm"'),
        ({"leave_out": ("HO Code",)}, '"HO Code" stands in columns and in leave_out'),
        ({"values": {"victim_sex": {"F": "woman"}}}, "values.victim_sex: woman is none of female, male, other, not_known"),
        ({"values": {"recorded_on": {"x": "y"}}}, "values.recorded_on is about no column of codes"),
        ({"times": {"occurred_to": "T"}}, "times.occurred_to is about no column of times that has a heading"),
    ],
)  # fmt: skip
def test_what_an_incomplete_mapping_lacks_is_said(changed: dict[str, object], words: str) -> None:
    found = mapping_of(proposed(THREE_FORCES["A"]), **changed)
    assert words in "; ".join(undecided(found, POLICE))


def test_a_mapping_that_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="purbeck map PATH FILE proposes one"):
        read_mapping(tmp_path / "none.toml")
    (tmp_path / "a.toml").write_text("contract = ", encoding="utf-8")
    with pytest.raises(SettingsError, match="cannot be read as TOML"):
        read_mapping(tmp_path / "a.toml")
    (tmp_path / "b.toml").write_text('contract = "custody"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="supplier"):
        read_mapping(tmp_path / "b.toml")


def test_a_sensitive_column_has_its_values_in_no_proposal() -> None:
    department = contract("emergency_department")
    found = proposed(
        {"Assault method": ["Fist", "Fist"], "Assault location description": ["Anchor", "outside Anchor"]}, department
    )
    assert headings(found)["Assault location description"] == "location_description"
    text = mapping_text.as_toml(found, ON) + "".join(mapping_text.report(found))
    assert "Anchor" not in text
    assert '"Fist" = "body_part"' in text


def test_every_listed_spelling_is_of_a_column_or_code_that_there_is() -> None:
    from purbeck.sources.returns.code_lists import code_lists
    from purbeck.sources.returns.contract import contracts

    names = {column.name for one in contracts().values() for column in one.columns}
    listed = mapping_spellings.spellings()
    assert set(listed.headings) | set(listed.times) <= names
    for name, by_code in listed.values.items():
        assert set(by_code) <= ({"yes", "no"} if name == "flag" else set(code_lists()[name].names))
    assert not [words for of in listed.headings.values() for words in of if identifying_word(words)]
