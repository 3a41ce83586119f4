"""What is said of partners' records: days of months that no return covers, and what is said seldom or never."""

import json

import pandas as pd

from purbeck.analyses.analysis import Evidence
from purbeck.definition.definition import read_definitions
from purbeck.findings import record_quality as chapter
from purbeck.findings.draft import Draft
from purbeck.findings.finding import findings_frame
from purbeck.incidents.record_quality import COLUMNS, MONTHS


def of(workspace, months, columns):
    """The chapter's findings by measure, of rows of both tables."""
    for table, rows in ((MONTHS, months), (COLUMNS, columns)):
        names = [column.name for column in table.columns]
        frame = pd.DataFrame([("police_extract", *row) for row in rows], columns=names) if rows else table.empty()
        workspace.store.write(table, frame, "made-up")
    draft = Draft(Evidence(workspace, read_definitions(workspace.definition_files())[0]))
    return {row["measure"]: row for row in findings_frame(chapter.drafted(draft), "build", {}).to_dict("records")}


def test_days_that_no_return_covers_are_named_and_others_are_not(own_district):
    early = ("F1", "2023-12", 31, 0, 3)  # recorded late, before the first return: no gap
    months = [early, ("F1", "2024-01", 31, 31, 90), ("F1", "2024-02", 29, 20, 60), ("F1", "2024-03", 31, 31, 80)]
    row = of(own_district, months, [("F1", "knife", 233, 0)])["days_covered"]
    assert (
        "from January 2024 to March 2024" in row["statement"]
        and "February 2024 (F1: 20 of 29 days)" in row["statement"]
    )
    assert "not counted as zero" in row["statement"] and "December" not in row["statement"]
    assert "1 month of 3 is covered in part" in row["title"]
    assert row["value"] == 82 / 91
    assert json.loads(row["table"])["rows"] == [["F1", "2024-02", 20, 29]]


def test_whole_months_say_so(own_district):
    row = of(own_district, [("F1", "2024-01", 31, 31, 90)], [("F1", "knife", 90, 0)])["days_covered"]
    assert row["statement"].endswith("They cover every day.")
    assert "every day of 1 month is covered" in row["title"]


def test_what_is_said_least_often_comes_first_and_what_is_never_said_is_named(own_district):
    columns = [("F1", "knife", 200, 0), ("F1", "victim_sex", 200, 30), ("F1", "suspect_ethnic_group", 200, 140),
               ("F1", "firearm", 200, 200), ("F1", "northing", 200, 200), ("F1", "hate", 200, 1)]  # fmt: skip
    row = of(own_district, [("F1", "2024-01", 31, 31, 200)], columns)["columns_filled"]
    assert (
        "ethnic group of the suspect (30%), sex of the victim (85%) and whether it was a hate crime (99%)"
        in row["statement"]
    )
    assert "fewer than 1 in 100: whether there was a firearm." in row["statement"]
    assert row["title"].endswith("every record says 1 of the 5 things it may say")
    assert len(json.loads(row["table"])["rows"]) == 5  # the northing says nothing that the easting does not


def test_two_who_record_are_added_up_in_words_and_apart_in_the_table(own_district):
    columns = [("F1", "knife", 100, 0), ("F2", "knife", 100, 100)]
    row = of(own_district, [("F1", "2024-01", 31, 31, 200)], columns)["columns_filled"]
    assert "whether there was a knife (50%)" in row["statement"] and "200 records" in row["statement"]
    assert json.loads(row["table"])["rows"] == [
        ["F1", "whether there was a knife", 100], ["F2", "whether there was a knife", 0]
    ]  # fmt: skip


def test_nothing_is_said_where_no_records_are_held(own_district):
    assert of(own_district, [], []) == {}
