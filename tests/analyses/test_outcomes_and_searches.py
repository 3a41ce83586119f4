"""What became of offences is followed over the same months for each; searches stand beside residents with their doubt."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest
from scipy.stats import binomtest

import purbeck
from purbeck.analyses import outcomes, searches
from purbeck.analyses.searches import broad_group
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.sources import police_outcomes, stop_and_search
from purbeck.workspace import Workspace
from tests.small_district import LSOAS, NORTHMOOR, archive, crime, csv_text, give, lookup_files, street

# Offences of January 2025 in our area: their number, and the outcomes filed of each as month and type.
FOLLOWED = {
    0: [("2025-01", "Suspect charged")],
    1: [
        ("2025-02", "Unable to prosecute suspect"),
        ("2025-06", "Suspect charged"),
    ],  # furthest, in the last month looked at
    2: [("2025-07", "Suspect charged")],  # too late
    3: [("2025-03", "Local resolution"), ("2025-03", "Local resolution")],  # two suspects
    6: [("2025-03", "Something new")],
    7: [],
}
PEOPLE = {"White: English": 900, "White: Irish": 100, "Black, Black British: African": 50, "Asian: Indian": 450}


def _built(folder: Path) -> Workspace:
    """A corner of England with outcomes and searches. Rows 4 and 5 of `crime` lie outside our district."""
    numbers = [*FOLLOWED, 4, 5]
    rows = [crime(n, Month="2025-01") for n in numbers] + [crime(60, Month="2025-01", Crime_ID="")]
    later = {m: street([crime(100 + m, Month=f"2025-{m:02d}")]) for m in range(2, 8)}
    files = {"2025-01/2025-01-moor-street.csv": street(rows)}
    files |= {f"2025-{m:02d}/2025-{m:02d}-moor-street.csv": text for m, text in later.items()}
    for m in range(1, 8):
        month = f"2025-{m:02d}"
        lines = [_outcome(n, month, kind) for n, of in FOLLOWED.items() for at, kind in of if at == month]
        lines.append(_outcome(4, month, "Suspect charged"))
        files[f"{month}/{month}-moor-outcomes.csv"] = csv_text([police_outcomes.COLUMNS, *lines]).encode()
    said = (
        ["White - English"] * 40 + ["Black/African - African"] * 12 + ["Other ethnic group - Not stated"] * 8 + [""] * 5
    )
    found = [_search(ethnic) for ethnic in said] + [_search("White - English", "Vehicle search")]
    files["2025-03/2025-03-moor-stop-and-search.csv"] = csv_text([stop_and_search.COLUMNS, *found]).encode()
    census = [("Lower layer Super Output Areas Code", "Ethnic group (20 categories)", "Observation"),
              *((c, name, str(n)) for c, _, _ in LSOAS for name, n in PEOPLE.items())]  # fmt: skip
    made = purbeck.new(folder, name="Northmoor Community Safety Partnership", area=[NORTHMOOR])
    give(made, lookup_files() | {"ethnic.csv": csv_text(census).encode(), "police.zip": archive(files)})
    purbeck.build(folder)
    return made


def _outcome(number: int, month: str, kind: str) -> list[str]:
    cells = dict.fromkeys(police_outcomes.COLUMNS, "")
    moor = "Moor Police"
    cells |= {
        "Crime ID": crime(number)[0],
        "Month": month,
        "Reported by": moor,
        "Falls within": moor,
        "Outcome type": kind,
    }
    return list(cells.values())


def _search(ethnic: str, kind: str = "Person search") -> list[str]:
    cells = dict.fromkeys(stop_and_search.COLUMNS, "")
    cells |= {"Type": kind, "Date": "2025-03-05T10:00:00+00:00", "Self-defined ethnicity": ethnic, "Age range": "18-24",
              "Object of search": "Controlled drugs", "Outcome": "Arrest"}  # fmt: skip
    return list(cells.values())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return _built(tmp_path_factory.mktemp("outcomes") / "northmoor")


def test_each_offence_counts_once_by_the_furthest_it_went_in_the_same_months(built: Workspace) -> None:
    rows = built.table(outcomes.TABLE)
    total = rows[rows["theme"] == rows["definition"]].set_index("outcome_group")
    assert total.loc["charged_or_summonsed", ["months", "followed", "offences", "with_id"]].tolist() == ["1,2", 6, 8, 7]
    counts = {group: n for group, n in total["count"].items() if n}
    # January's seven in our area but one without an ID: two charged, one resolved, one unlisted, two without; and February's.
    assert counts == {"charged_or_summonsed": 2, "out_of_court": 1, "unlisted": 1, "none_yet": 3}
    wilson = binomtest(2, 7).proportion_ci(0.95, "wilson")  # scipy's own
    assert total.loc["charged_or_summonsed", ["lower", "upper"]].tolist() == pytest.approx([wilson.low, wilson.high])


def test_finding_of_few_offences_says_so(built: Workspace) -> None:
    found = built.table(FINDINGS)
    (finding,) = found[(found["analysis"] == "outcomes") & (found["theme"] == found["definition"])].to_dict("records")
    assert finding["certainty"] == "too_few_to_tell"
    assert "7 offences can be followed" in finding["statement"]
    assert pd.isna(finding["value"])
    assert json.loads(finding["sources"]) == ["police_outcomes"]
    assert {row[0] for row in json.loads(finding["table"])["rows"]} == {"2025"}, "a year is a name, and has no comma"


def test_searches_are_counted_beside_residents_with_what_is_not_known(built: Workspace) -> None:
    rows = built.table(searches.TABLE)
    force = rows[rows["area"] == "force"]
    every = force[force["group_by"] == "all"].iloc[0]
    assert (every["count"], every["first"], every["months"]) == (65, "2025-03", 1), "a vehicle alone is nobody's search"
    ethnic = force[force["group_by"] == "ethnic_group"].set_index("group_value")
    assert ethnic["count"].to_dict() == {"white": 40, "black": 12, "not_stated": 8}
    assert ethnic["known"].unique().tolist() == [52]
    # six LSOAs of the force: 6,000 White and 300 Black residents; by hand (12 / 300) / (40 / 6000) = 6
    assert ethnic.loc["black", "residents"] == 300
    assert ethnic.loc["black", "ratio"] == pytest.approx(6)
    assert ethnic.loc["black", "ratio_if_white"] == pytest.approx(5)
    assert ethnic.loc["black", "rate"] == pytest.approx(12 / 300 * 1000 * 12)
    exact = binomtest(12, 52).proportion_ci(0.95, "exact")  # scipy's own; odds times residents are limits of the ratio
    limits = [p / (1 - p) * 6000 / 300 for p in (exact.low, exact.high)]
    assert ethnic.loc["black", ["ratio_lower", "ratio_upper"]].tolist() == pytest.approx(limits)
    assert not (rows["area"] == "ours").any(), "without boundaries nobody knows which lie in our area"


def test_finding_of_searches_says_what_it_is_not(built: Workspace) -> None:
    found = built.table(FINDINGS)
    (finding,) = found[found["analysis"] == "searches"].to_dict("records")
    assert finding["statement"] == (
        "The Moor force filed 65 stops and searches of people in March 2025. What the person said of their ethnic group is "
        "known for 80.0%. For each 1,000 residents of the force area, Black residents were searched 6.00 "
        "times as often as White residents (95% interval 2.87 to 11.67); 5.00 times if all who did not say were White."
    )
    assert "not why" in finding["caveats"]


@pytest.mark.parametrize(
    ("name", "group"),
    [
        ("White - English/Welsh/Scottish/Northern Irish/British", "white"), ("White: Irish", "white"),
        ("Black/African/Caribbean/Black British - Caribbean", "black"), ("Asian, Asian British or Asian Welsh: Chinese", "asian"),
        ("Mixed/Multiple ethnic groups - White and Asian", "mixed"),
        ("Mixed or Multiple ethnic groups: White and Asian", "mixed"),
        ("Other ethnic group - Any other ethnic group", "other"), ("Other ethnic group: Arab", "other"),
        ("Other ethnic group - Not stated", "not_stated"), ("", ""), (None, ""), ("Does not apply", ""),
    ],
)  # fmt: skip
def test_ethnic_groups_of_two_publishers(name: str | None, group: str) -> None:
    assert broad_group(name) == group


def test_real_offences_of_dorset_are_followed_as_by_hand(real_data: Path, tmp_path: Path) -> None:
    """Offences of violence of March 2021 by Python's own readers: charged by August, by Crime ID."""
    given = real_data / "police" / "dorset-2014-2025.zip"
    months = [f"2021-{m:02d}" for m in range(3, 9)]
    with zipfile.ZipFile(given) as packed:
        files = {n: packed.read(n) for n in packed.namelist() if n[:7] in months and "stop" not in n}
    read = {n: list(csv.DictReader(text.decode("utf-8-sig").splitlines())) for n, text in files.items()}
    charged = {
        r["Crime ID"] for n, rows in read.items() if "outcomes" in n for r in rows if "charged" in r["Outcome type"]
    }
    offences = [
        r for r in read["2021-03/2021-03-dorset-street.csv"] if r["Crime type"] == "Violence and sexual offences"
    ]
    made = purbeck.new(tmp_path / "dorset", name="Dorset Police area", area=["E23000039"])
    purbeck.get(made.path, real_data / "geography")
    purbeck.get(made.path, real_data / "population")
    give(made, {"dorset.zip": archive(files)})
    purbeck.build(made.path)
    rows = made.table(outcomes.TABLE)
    row = rows[
        (rows["theme"] == "violence_and_sexual_offences") & (rows["outcome_group"] == "charged_or_summonsed")
    ].iloc[0]
    located = [r for r in offences if r["LSOA code"]]
    assert row["months"] == "3"
    assert row["with_id"] == pytest.approx(len(located), rel=0.01), "a few lie outside the force's own area"
    assert row["count"] == pytest.approx(sum(r["Crime ID"] in charged for r in located), rel=0.03)
