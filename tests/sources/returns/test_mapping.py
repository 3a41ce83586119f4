"""A mapping is proposed with reasons, never by likeness alone; a person's mapping turns a force's file into the contract's."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import purbeck
from purbeck import partner_flow
from purbeck.errors import SettingsError, SourceError, StorageError
from purbeck.sources.returns import checking, day_orders, days, ledger, mapping_file, mapping_spellings, mapping_text
from purbeck.sources.returns.contract import Contract, contract
from purbeck.sources.returns.identifying import identifying_word
from purbeck.sources.returns.mapping import Mapping, complete, read_mapping, terms_of, undecided
from purbeck.sources.returns.proposing import Proposal, propose
from purbeck.sources.returns.stored import read_rows
from tests.made_returns import TODAY, write_csv, write_xlsx

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


def added(
    folder: Path, force: str, decided: dict[str, str], columns: dict[str, list[str]] | None = None
) -> tuple[Path, pd.DataFrame]:
    """Map a force's file, decide what is open, and add it; the workspace and the rows stored."""
    columns = columns or THREE_FORCES[force]
    given = write_csv(folder / "given.csv", [list(columns), *zip(*columns.values(), strict=True)])
    made = purbeck.new(folder / "moor", name="Moor Community Safety Partnership", area=["E06000059"]).path
    _, path = partner_flow.propose_mapping(made, given, "police_extract", "moor", TODAY)
    text = path.read_text(encoding="utf-8")
    for old, new in {'supplier = ""': 'supplier = "Moor Police"', **decided}.items():
        assert old in text, f"{old} is not in {text}"
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    taken = partner_flow.add(made, given, "police_extract", TODAY, mapping="moor")
    return made, read_rows(made / "sources" / taken.stored_as)


def headings(proposal: Proposal) -> dict[str, str]:
    return {guess.given: guess.to for guess in proposal.headings}


def test_first_force_is_proposed_whole_but_for_one_value() -> None:
    found = proposed(THREE_FORCES["A"])
    assert headings(found) == {
        "HO Code": "offence_code", "Recorded Date": "recorded_on", "Committed From": "occurred_from",
        "DA Flag": "domestic", "Vic Gender": "victim_sex", "Victim Age": "victim_age_band", "Premises Type": "location_type",
    }  # fmt: skip
    assert {g.given: g.to for g in found.days} == {"recorded_on": "dd/mm/yyyy", "occurred_from": "dd/mm/yyyy"}
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


def test_first_force_comes_out_as_the_contract_has_it(tmp_path: Path) -> None:
    made, stored = added(tmp_path, "A", {'"Beach hut" = ""': '"Beach hut" = "other"'})
    assert stored["occurred_from"].tolist() == [
        "2026-03-30T22:15",
        "2026-04-01T01:00",
        "2026-04-12T23:30",
        "2026-04-01T09:00",
    ]
    assert stored["recorded_on"].tolist() == ["2026-03-31", "2026-04-01", "2026-04-13", "2026-04-02"]
    assert stored["domestic"].tolist() == ["true", "false", "false", ""]
    assert stored["victim_sex"].tolist() == ["female", "male", "", "male"]
    assert stored["victim_age_band"].tolist() == ["25-34", "15-17", "75_and_over", "0-9"]
    assert stored["location_type"].tolist() == ["dwelling", "street_or_open_space", "licensed_premises", "other"]
    assert [entry.event for entry in ledger.entries(made)] == ["taken"]
    assert ledger.entries(made)[0].mapping_sha256


def test_second_force_has_its_time_in_a_column_of_its_own_and_a_reference_that_is_never_taken(tmp_path: Path) -> None:
    found = proposed(THREE_FORCES["B"])
    assert {g.given: g.to for g in found.times} == {"occurred_from": "Time From"}
    assert found.identifying == {"Crime Ref": "crime ref"}
    assert headings(found)["Crime Ref"] == ""
    text = mapping_text.as_toml(found, ON)
    assert "54/1/26" not in text and "370000" not in text and "370000" not in "".join(mapping_text.report(found))
    with pytest.raises(SourceError, match="tells who somebody is"):
        added(tmp_path, "B", {'"Crime Ref" = ""\n': "", "leave_out = []": 'leave_out = ["Crime Ref"]'})


def test_second_force_without_its_reference_is_taken_in(tmp_path: Path) -> None:
    columns = {name: cells for name, cells in THREE_FORCES["B"].items() if name != "Crime Ref"}
    _, stored = added(tmp_path, "B", {}, columns)
    assert stored["occurred_from"].tolist() == ["2026-03-30T22:15", "2026-03-31T00:30", "2026-04-01T22:15"]
    assert stored["victim_ethnic_group"].tolist() == ["white", "asian", ""]
    assert stored["location_precision"].tolist() == ["exact", "exact", "none"]
    assert stored["easting"].tolist() == ["370000", "370100", ""]


def test_a_heading_that_somebody_left_out_is_not_taken_and_refuses_nothing(tmp_path: Path) -> None:
    columns = {name: cells for name, cells in THREE_FORCES["A"].items() if name != "Premises Type"}
    columns["Beat"] = ["Z1", "Z2", "Z3", ""]
    _, stored = added(tmp_path, "A", {'"Beat" = ""\n': "", "leave_out = []": 'leave_out = ["Beat"]'}, columns)
    assert "Z1" not in stored.to_csv()
    assert len(stored) == 4


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
        ({"31/03/2026": 4, "03/04/2026": 6}, "dd/mm/yyyy", "in 4 of 10 rows the first number is above 12"),
        ({"3/31/2026": 4, "03/04/2026": 6}, "mm/dd/yyyy", "the second number is above 12"),
        ({"31/03/2026": 1, "3/31/2026": 1}, "", "both orders occur: the day is first in 1 rows and the month in 1"),
        ({"31/03/2026": 2, "03/04/2026": 98}, "", "only 2 of 100 rows show that the order is dd/mm/yyyy"),
        ({"2026-03-31": 3}, "yyyy-mm-dd", "every row begins with the year"),
        ({"2026-03-31": 3, "31/03/2026": 1}, "", "3 of 4 rows begin with the year and the others do not"),
        ({"31 Mar 2026": 3}, "dd/mm/yyyy", "every row names its month"),
        ({"Tuesday": 1, "31/03/2026": 3}, "", "1 of 4 rows are no day that can be read"),
        ({"46112": 3}, "", "3 of 3 rows are no day that can be read"),
        ({}, "", "no row has a value"),
    ],
)  # fmt: skip
def test_order_of_days_is_proven_or_left_open(texts: dict[str, int], order: str, why: str) -> None:
    found = day_orders.told(texts.items())
    assert found.order == order
    assert why in found.why


@settings(deadline=None)
@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)), st.times(), st.sampled_from(day_orders.ORDERS))
def test_a_day_written_in_an_order_is_read_in_it(day: dt.date, time: dt.time, order: str) -> None:
    form = {"yyyy-mm-dd": "%Y-%m-%d", "dd/mm/yyyy": "%d/%m/%Y", "mm/dd/yyyy": "%m/%d/%Y"}[order]
    clock = time.replace(second=0, microsecond=0)
    assert day_orders.written(f"{day.strftime(form)} {clock:%H:%M}", order) == f"{day.isoformat()}T{clock:%H:%M}"
    assert day_orders.time_of_day(f"{clock:%I:%M %p}") == f"{clock:%H:%M}"
    door, rule = days.times(
        pd.Series([f"{day.strftime(form)} {clock:%H:%M}"]), order if order[0] != "y" else "", None, True
    )
    assert (door[0], rule[0]) == (f"{day.isoformat()}T{clock:%H:%M}", ""), "the door reads it as the proposal does"
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
    assert terms_of(again, POLICE).headings == again.columns


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
        ({"columns": {"Victim name": "street"}}, '"Victim name" says who somebody is ("name")'),
        ({"columns": {"A": "offense"}}, 'the contract has no column "offense"'),
        ({"columns": {"A": "weapon"}}, "offence_code (Offence code) is required, and no heading is mapped to it"),
        ({"days": {}}, 'days.recorded_on is "", where one of yyyy-mm-dd'),
        ({"days": {"recorded_on": "dd/mm"}}, 'days.recorded_on is "dd/mm"'),
        ({"leave_out": ("HO Code",)}, '"HO Code" stands in columns and in leave_out'),
        ({"values": {"victim_sex": {"F": "woman"}}}, "values.victim_sex: woman is none of female, male, other, not_known"),
        ({"values": {"recorded_on": {"x": "y"}}}, "values.recorded_on is about no column of codes"),
        ({"always": {"force": "Moor"}}, 'always.force is "Moor", where the ONS code of a force is needed'),
        ({"always": {"force": "E06000059"}}, 'always.force is "E06000059", where the ONS code of a force is needed'),
        ({"always": {"weapon": "none"}}, "always.weapon is about no column of places"),
        ({"always": {"force": "E23000036"}, "columns": {"A": "force"}}, "a heading is mapped to that column"),
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


def test_an_incomplete_mapping_reads_nothing(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r'values.location_type: 1 undecided \("Beach hut"\)'):
        added(tmp_path, "A", {})
    assert not list((tmp_path / "moor" / "sources").rglob("*.csv"))


def test_a_mapping_is_not_written_over(tmp_path: Path) -> None:
    given = write_csv(tmp_path / "given.csv", [list(THREE_FORCES["A"])])
    made = purbeck.new(tmp_path / "moor", name="Moor", area=["E06000059"]).path
    partner_flow.propose_mapping(made, given, "police_extract", "moor", TODAY)
    with pytest.raises(StorageError, match="somebody may have corrected it"):
        partner_flow.propose_mapping(made, given, "police_extract", "moor", TODAY)
    with pytest.raises(SettingsError, match="is no name of a mapping"):
        partner_flow.propose_mapping(made, given, "police_extract", "../moor", TODAY)


def test_a_workbook_with_a_title_is_checked_by_its_mapping_without_a_workspace(tmp_path: Path) -> None:
    rows = [["Moor Police, March 2026"], [], list(THREE_FORCES["A"]), *zip(*THREE_FORCES["A"].values(), strict=True)]
    given = write_xlsx(tmp_path / "given.xlsx", {"Data": rows})
    found = mapping_file.proposed(given, "police_extract", lambda *_: None)
    assert found.rows == 4
    text = (
        mapping_text.as_toml(found, ON)
        .replace('supplier = ""', 'supplier = "Moor"')
        .replace('hut" = ""', 'hut" = "other"')
    )
    (tmp_path / "moor.toml").write_text(text, encoding="utf-8")
    checked = partner_flow.check_return(given, "police_extract", TODAY, mapping=tmp_path / "moor.toml")
    assert isinstance(checked, checking.Checked)
    assert checked.refused is None
    assert checked.fitted is not None
    assert (checked.fitted.rows_kept, checked.fitted.rows_rejected) == (4, 0)


def test_a_column_of_postcodes_is_no_column_of_codes() -> None:
    found = proposed({"Premises Type": ["DT4 7QX", "DT4 8BE"]})
    assert headings(found) == {"Premises Type": ""}
    assert found.headings[0].why == "it could be location_type, but a postcode stands below it"
    assert "DT4" not in mapping_text.as_toml(found, ON)


def test_a_mapping_may_say_what_a_mark_for_a_hidden_count_stands_for() -> None:
    probation = contract("probation")
    given: dict[str, object] = {"contract": "probation", "supplier": "Moor", "proposed_on": ON}
    given["columns"] = {column.heading: column.name for column in probation.columns}
    good = Mapping.model_validate(given | {"hidden": {"c": "1-7"}})
    assert list(undecided(good, probation)) == []
    assert terms_of(good, probation).marks == {"c": "1-7"}
    wrong = Mapping.model_validate(given | {"hidden": {"c": "few"}})
    assert list(undecided(wrong, probation)) == [
        'hidden."c" is "few", where a range of counts like 1-7 is needed, in a return of figures'
    ]
