"""What becomes of a row: values, choices, references, ids, what exists already, what repeats."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from made_lists import GOOD, HEADINGS, refusals, remarks
from openpyxl.worksheet.worksheet import Worksheet

from purbeck import Workspace
from purbeck.strategy.importing.proposal import Proposal

Sheet = Callable[..., Path]
Proposed = Callable[..., Proposal]
OfRow = Callable[..., Proposal]
OTHER = ("Peer mentors", *GOOD[1:])


# --- days, choices, numbers, formulas ---------------------------------------------------------------------------------


def test_days_stand_in_the_entry_and_doubtful_readings_are_said_where_they_are(of_row: OfRow) -> None:
    found = of_row(Deadline="03/04/2027", Start="April 2026")
    assert (found.entries[0]["due"], found.entries[0]["starts"]) == (dt.date(2027, 4, 3), dt.date(2026, 4, 1))
    assert 'row 2, "Deadline" (D2): "03/04/2027" was read as 3 April 2027, the day first.' in remarks(found)
    assert 'row 2, "Start" (F2): "April 2026" was read as its first day, 1 April 2026.' in remarks(found)


def test_ongoing_is_no_day_and_said(of_row: OfRow) -> None:
    found = of_row(Deadline="Ongoing")
    assert "due" not in found.entries[0]
    assert 'row 2, "Deadline" (D2): "Ongoing" was read as no day.' in remarks(found)


def test_a_bad_day_is_refused_with_row_column_value_and_what_to_write(of_row: OfRow) -> None:
    assert refusals(of_row(Deadline="Spring 2027")) == (
        'row 2, "Deadline" (D2): "Spring 2027" is not a day. '
        "Write a day like 31/03/2027 or a month like March 2027, or empty the cell."
    )


def test_dates_month_first_in_one_cell_make_the_column_doubtful(sheet: Sheet, proposed: Proposed) -> None:
    rows = [HEADINGS, (*GOOD[:3], "12/25/2026", "Not started"), (*OTHER[:3], "03/04/2027", "Not started")]
    said = refusals(proposed(sheet(rows)))
    assert "it may be written month first" in said
    assert '"03/04/2027" can mean two days' in said


@pytest.mark.parametrize(
    ("written", "state", "said"),
    [
        ("NOT  STARTED", "not_started", ""),
        ("In progress", "under_way", '"In progress" was read as under way'),
        ("Amber", "under_way", '"Amber" says how it goes, and was read as under way'),
        ("R", "under_way", '"R" says how it goes'),
        ("On track", "under_way", '"On track" says how it goes'),
        ("under_way", "under_way", ""),
    ],
)
def test_states_and_colours_are_mapped_by_listed_words(of_row: OfRow, written: str, state: str, said: str) -> None:
    found = of_row(Status=written)
    assert found.entries[0]["state"] == state
    assert said in remarks(found)


def test_an_unknown_state_is_refused_with_those_there_are(of_row: OfRow) -> None:
    assert refusals(of_row(Status="Purple")) == (
        'row 2, "Status" (E2): "Purple" is no state. Write one of: not started, under way, paused, done, stopped.'
    )
    assert 'Did you mean "under way"?' in refusals(of_row(Status="under weigh"))


def test_what_the_model_asks_for_is_said_in_words(of_row: OfRow) -> None:
    said = refusals(of_row(Status="Complete"))
    assert said.startswith("row 2: it is done, and does not say when.")
    assert "In a sheet each of these is a column, headed by that name." in said
    assert of_row(Status="Complete", Date_completed="31/05/2026").entries[0]["done"] == dt.date(2026, 5, 31)


@pytest.mark.parametrize(
    ("written", "pounds"), [("£12,000", 12000), (1200.5, 1200.5), ("1,250.75", 1250.75), ("0", 0), (" £ 12 ", 12)]
)
def test_sums_are_read(of_row: OfRow, written: object, pounds: float) -> None:
    found = of_row(Budget=written)
    assert found.entries[0]["resources"] == [{"what": "Budget", "pounds": pounds}]
    assert 'what it is was taken from the heading: "Budget"' in remarks(found)


@pytest.mark.parametrize("written", ["12k", "about 12", "1,2", "12-15", "1.2.3", "£", "-5"])
def test_what_is_no_sum_is_refused(of_row: OfRow, written: str) -> None:
    assert refusals(of_row(Budget=written)).startswith("row 2")


def test_per_cent_is_read_as_people_see_it(sheet: Sheet, proposed: Proposed) -> None:
    headings = ("Indicator", "Status", "Direction", "Term", "Period", "Value", "Data source", "Date of source", "Aim")
    row = ("Feel safe", "Measured", "Up", "Long", "2025", 0.614, "Survey", "30/11/2025", "fewer-carry")

    def per_cent(page: Worksheet) -> None:
        page["F2"].number_format = "0.0%"

    found = proposed(sheet([headings, row], per_cent), name="indicators")
    assert found.entries[0]["values"][0]["value"] == 61.4
    assert 'row 2, "Value" (F2): shown as 61.4%, it was read as 61.4.' in remarks(found)
    assert proposed(sheet([headings, row]), name="indicators").entries[0]["values"][0]["value"] == 0.614


@pytest.mark.parametrize("code", ["#REF!", "#N/A", "#DIV/0!", "#NAME?", "#VALUE!"])
def test_a_formula_that_fails_is_refused(sheet: Sheet, proposed: Proposed, code: str) -> None:
    def fail(page: Worksheet) -> None:
        page["D2"].value = code
        page["D2"].data_type = "e"

    found = proposed(sheet([HEADINGS, GOOD], fail))
    assert refusals(found) == (
        f'row 2, "Deadline" (D2): {code} is what a formula gives that fails. Correct the formula, or type the value.'
    )


def test_a_formula_without_a_result_is_refused(sheet: Sheet, proposed: Proposed) -> None:
    found = proposed(sheet([HEADINGS, (*GOOD[:3], "=TODAY()+30", GOOD[4])]))
    assert 'row 2, "Deadline" (D2): it is a formula whose result is not in the file.' in refusals(found)


def test_mark_up_of_a_web_page_is_refused(of_row: OfRow) -> None:
    assert '"<script>" is mark-up of a web page (HTML), which is not taken in' in refusals(of_row(Comments="<script>x"))
    assert '"<b>" is mark-up' in refusals(of_row(Action="<b>Patrols</b>"))


@pytest.mark.parametrize("written", ["TBC", "n/a", "-", "–", "None"])
def test_a_cell_that_says_nothing_is_nothing_and_said(of_row: OfRow, written: str) -> None:
    found = of_row(Comments=written, Deadline=written)
    assert "words" not in found.entries[0]
    assert f'"{written}" was read as nothing' in remarks(found)
    missing = refusals(of_row(Lead_officer=written))
    assert missing == (
        'row 2, "Lead officer" (B2): it says nothing, and every action needs it: who answers for it, as a role. Write it.'
    )


def test_spaces_and_line_breaks_in_cells_are_tidied(of_row: OfRow) -> None:
    found = of_row(Action="  Knife\narches ", Comments=" First line. \n\n Second line. ")
    assert found.entries[0]["title"] == "Knife arches"
    assert found.entries[0]["words"] == "First line.\n\nSecond line."
    assert 'row 2, "Action" (A2): its lines were put on one.' in remarks(found)


# --- references -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written", ["police", "Police", "Brackenshire Police", "brackenshire  police", "Brackenshire\nPolice"]
)
def test_an_entry_is_named_by_id_or_by_title(of_row: OfRow, written: str) -> None:
    assert of_row(Lead_agency=written).entries[0]["partner"] == "police"


@pytest.mark.parametrize("written", ["police; council", "Brackenshire Police\nBrackenshire Council", "police, council",
                                     "• Brackenshire Police\n• council", "police; council; police"])  # fmt: skip
def test_several_in_a_cell_are_taken_apart(of_row: OfRow, written: str) -> None:
    assert of_row(Supporting_partners=written).entries[0]["with_partners"] == ["police", "council"]


def test_a_title_with_a_semicolon_or_comma_is_one(sheet: Sheet, proposed: Proposed, workspace: Workspace) -> None:
    with (workspace.path / "strategy" / "strategy.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[aims]]\nid = "both"\ntitle = "Fewer carry; fewer fear, too"\npriority = "weapons"\n')
    found = proposed(sheet([[*HEADINGS, "Aim"], [*GOOD, "Fewer carry; fewer fear, too"]]))
    assert found.entries[0]["aims"] == ["both"]


def test_what_names_nothing_is_refused_and_never_guessed(of_row: OfRow) -> None:
    assert refusals(of_row(Lead_agency="Coucil")) == (
        'row 2, "Lead agency" (C2): "Coucil" is neither the id nor the title of one of the partners '
        '(strategy/partners.toml). Did you mean "council"?'
    )
    assert "There are: council" in refusals(of_row(Lead_agency="NHS"))
    assert '"Vision" is neither the id nor the title of one of the aims' in refusals(of_row(Aim="fewer-carry; Vision"))


def test_where_there_is_none_yet_it_says_what_to_write_first(workspace: Workspace, of_row: OfRow) -> None:
    for file in (workspace.path / "strategy").rglob("*.toml"):
        file.unlink()
    said = refusals(of_row())
    assert "There is none yet: write it in strategy/partners.toml or import it, then this sheet." in said


def test_one_is_expected_where_one_is_expected(of_row: OfRow) -> None:
    assert '"police; council" names several, where one is expected' in refusals(of_row(Lead_agency="police; council"))
    assert "holds several roles where one answers" in refusals(of_row(Lead_officer="Head of housing; Head of roads"))


def test_a_title_of_two_entries_is_refused_with_their_ids(
    sheet: Sheet, proposed: Proposed, workspace: Workspace
) -> None:
    with (workspace.path / "strategy" / "partners.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[partners]]\nid = "police-2"\ntitle = "Brackenshire police"\nkind = "police"\n')
    said = refusals(proposed(sheet([HEADINGS, (*GOOD[:2], "Brackenshire Police", *GOOD[3:])])))
    assert "is the title of several entries. Write one of their ids: police, police-2." in said


def test_rows_may_name_each_other_by_title_id_or_number(sheet: Sheet, proposed: Proposed) -> None:
    rows = [["Ref", *HEADINGS, "Dependencies"], [1.1, *GOOD, "1.2"], ["1.2", *OTHER, ""],
            ["A3", "Third", *GOOD[1:], "Knife arches; patrols"]]  # fmt: skip
    found = proposed(sheet(rows))
    assert [entry["id"] for entry in found.entries] == ["action-1-1", "action-1-2", "a3"]
    assert found.entries[0]["depends_on"] == ["action-1-2"]
    assert found.entries[2]["depends_on"] == ["action-1-1", "patrols"]
    assert '"1.1" is written as action-1-1 in the files' in remarks(found)


def test_a_row_that_names_a_refused_row_is_refused_with_it(sheet: Sheet, proposed: Proposed) -> None:
    rows = [[*HEADINGS, "Dependencies"], [*GOOD, ""], [*OTHER, "Third"], ["Third", *GOOD[1:], "Fourth"],
            ["Fourth", "Jane Smith", *GOOD[2:], ""]]  # fmt: skip
    found = proposed(sheet(rows))
    assert [row.outcome for row in found.rows] == ["added", "refused", "refused", "refused"]
    assert 'row 3, "Dependencies" (F3): it names third, whose row is refused. Put that row right first.' in refusals(
        found
    )


# --- ids, and what exists already ---------------------------------------------------------------------------------------


def test_ids_are_made_from_titles_the_same_each_time(sheet: Sheet, proposed: Proposed) -> None:
    long = "A very long title of an action that goes on and on and on about what will be done"
    rows = [HEADINGS, *((title, *GOOD[1:]) for title in ("Café: 50% off!", long, "Women's safety", "???"))]
    ids = [entry["id"] for entry in proposed(sheet(rows)).entries]
    assert ids == ["cafe-50-off", "a-very-long-title-of-an-action-that-goes-on-and", "womens-safety", "entry"]
    assert [entry["id"] for entry in proposed(sheet([HEADINGS, *reversed(rows[1:])])).entries] == ids[::-1]


def test_two_titles_with_one_short_form_get_two_ids(sheet: Sheet, proposed: Proposed) -> None:
    rows = [HEADINGS, ("Knife arches!", *GOOD[1:]), ("Knife – arches?", *GOOD[1:])]
    assert [entry["id"] for entry in proposed(sheet(rows)).entries] == ["knife-arches", "knife-arches-2"]


@pytest.mark.parametrize("named", [{"Action": "Patrols on the way home"}, {"Action": "Otherwise", "ID": "patrols"}])
def test_an_entry_that_exists_is_never_changed_and_each_difference_is_said(
    of_row: OfRow, named: dict[str, str]
) -> None:
    found = of_row(**named, Deadline="30/06/2027")
    assert not found.entries
    said = refusals(found)
    assert (
        'row 2, "Deadline" (D2): the strategy has patrols (strategy/actions.toml, line 1), with 31 March 2027 as its '
        in said
    )
    assert "due; here it is 30 June 2027. An import adds and never changes: correct that line by hand" in said
    assert '"Status" (E2): the strategy has patrols' in said


def test_an_entry_that_says_the_same_is_there_already(of_row: OfRow) -> None:
    found = of_row(Action="Patrols on the way home", Status="Under way", Aims="fewer-carry")
    assert [(row.outcome, row.why) for row in found.rows] == [
        ("there", "strategy/actions.toml, line 1 says so already")
    ]
    assert (found.read, found.kept, found.rejected) == (1, 1, 0)


def test_a_title_that_exists_under_another_id_is_refused(of_row: OfRow) -> None:
    said = refusals(of_row(Action="Patrols on the way home", ID="new-patrols"))
    assert "its title is that of patrols already. If it is the same, give it that id; else another title." in said


def test_repeated_rows_are_taken_once_and_rows_that_differ_are_refused(sheet: Sheet, proposed: Proposed) -> None:
    differs = (*GOOD[:3], "30/06/2027", GOOD[4])
    found = proposed(sheet([HEADINGS, GOOD, GOOD, differs, OTHER]))
    assert [(row.number, row.outcome) for row in found.rows] == [
        (2, "added"),
        (3, "no_entry"),
        (4, "refused"),
        (5, "added"),
    ]
    assert found.rows[1].why == "the same as row 2"
    assert refusals(found) == (
        'row 4: row 2 has the id "knife-arches" already, by its id or title, and says otherwise in "Deadline" (D). '
        "Keep one of the two rows, or give each an id of its own in a column headed ID."
    )


def test_entries_without_titles_are_numbered_and_known_again(sheet: Sheet, proposed: Proposed) -> None:
    headings = ("Who spoke", "How", "Date", "Quote", "District", "Theme")
    said = ("Resident", "Survey", "03/11/2025", "It is dark there.", "Brackenshire", "lighting; being-heard")
    found = proposed(sheet([headings, said, (*said[:3], "Nobody asked me.", *said[4:])]), name="voices")
    assert [entry["id"] for entry in found.entries] == ["voice-001", "voice-002"]
    assert found.entries[0]["themes"] == ["lighting", "being-heard"]
    assert found.target == "voices/imported.toml"


def test_lists_without_ids_know_what_stands_already(sheet: Sheet, proposed: Proposed) -> None:
    headings = ("Priority", "Criterion", "Score", "By", "Reason", "Date")
    there = ("weapons", "Harm", 3, "Partnership inspector", "Few were badly hurt.", "2026-01-15")
    found = proposed(sheet([headings, there, (*there[:2], 2, *there[3:])]), name="scores")
    assert [row.outcome for row in found.rows] == ["there", "added"]
    assert found.entries == [
        {"priority": "weapons", "criterion": "harm", "score": 2, "by": "Partnership inspector",
         "reason": "Few were badly hurt.", "on": dt.date(2026, 1, 15)}
    ]  # fmt: skip


def test_other_lists_are_read_as_well(sheet: Sheet, proposed: Proposed) -> None:
    related = ("Drugs strategy", "Public Health", "March 2028", "Community safety board")
    found = proposed(sheet([("Strategy", "Owned by", "Expires", "Governance"), related]), name="related")
    assert found.entries == [
        {"id": "drugs-strategy", "title": "Drugs strategy", "owned_by": "Public Health", "board": "safety-board",
         "ends": dt.date(2028, 3, 31)}
    ]  # fmt: skip
    service = ("Mediation", "Two sessions.", "A charity", "A&E, school; self referral", 40)
    headings = ("Service", "What it does", "Provider", "Referral routes", "Capacity")
    found = proposed(sheet([headings, service]), name="services")
    assert found.entries[0]["routes"] == ["emergency_department", "school", "self"]
    assert found.entries[0]["capacity"] == {"people": 40}
    found = proposed(sheet([("This means we will",), ("ask before we decide",), ("* share data",)]), name="commitments")
    assert [entry["words"] for entry in found.entries] == ["ask before we decide", "* share data"]
