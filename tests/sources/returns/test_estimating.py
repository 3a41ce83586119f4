"""Estimates made where the answers are held: what is written fits its contract, and nothing of one person goes with it."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from purbeck import partner_flow
from purbeck.errors import PurbeckError, SettingsError, SourceError, StorageError
from purbeck.sources.returns.estimating import Estimated
from tests.made_returns import TODAY

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "estimate-a-survey.md"
DESIGN = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)[0]
HEADINGS = ["Respondent", "Area type", "Sample point", "Weight", "Sex", "Q7", "Anything else?"]
PEOPLE = 400
Change = Callable[[pd.DataFrame], pd.DataFrame]


def answers() -> pd.DataFrame:
    """Made-up answers of 400 people in two strata of ten clusters each."""
    chance = np.random.default_rng(11)
    rows = pd.DataFrame({"Area type": np.repeat(["Rural", "Urban"], PEOPLE // 2)})
    rows["Sample point"] = [f"P{n // 20}" for n in range(PEOPLE)]
    rows["Weight"] = chance.uniform(50, 150, PEOPLE).round(1).astype(str)
    rows["Sex"] = chance.choice(["F", "M", "Prefer not to say", ""], PEOPLE, p=[0.5, 0.4, 0.05, 0.05])
    rows["Q7"] = chance.choice(
        ["Yes, once", "yes, more than once", "No", "Refused", ""], PEOPLE, p=[0.1, 0.05, 0.8, 0.03, 0.02]
    )
    rows["Respondent"] = [f"R{n}" for n in range(PEOPLE)]
    rows["Anything else?"] = "written in somebody's own words"
    return rows[HEADINGS]


def made(folder: Path, change: Change = lambda rows: rows, design: str = DESIGN) -> Estimated:
    """Estimate from the answers, changed, by the design of the page, changed."""
    change(answers()).to_csv(folder / "answers.csv", index=False, quoting=csv.QUOTE_MINIMAL)
    (folder / "design.toml").write_text(design, encoding="utf-8")
    return partner_flow.estimate(folder / "answers.csv", folder / "design.toml", folder / "made.csv", TODAY)


def test_shares_are_weighted_and_every_group_has_its_row(tmp_path: Path) -> None:
    found = made(tmp_path)
    rows = pd.read_csv(found.copy, dtype=str, keep_default_na=False)
    assert (found.rows_read, found.rows_kept, len(found.issues)) == (PEOPLE, PEOPLE, 0)
    assert len(rows) == found.estimates == 1 + 2 + 2 + 4
    given = answers()
    given = given[given["Q7"].isin(["Yes, once", "yes, more than once", "No"])].astype({"Weight": float})
    for row in rows.to_dict("records"):
        mine = given[
            given["Area type"].str.lower().isin([row["Rural or urban"] or "rural", row["Rural or urban"] or "urban"])
            & (given["Sex"].map({"F": "female", "M": "male"}).eq(row["Sex"]) | (row["Sex"] == ""))
        ]
        share = mine.loc[mine["Q7"] != "No", "Weight"].sum() / mine["Weight"].sum()
        assert float(row["Estimate"]) == pytest.approx(share, abs=0.00006)
        assert int(row["Respondents"]) == len(mine)
        assert float(row["Lower limit"]) < share < float(row["Upper limit"])


def test_nothing_of_one_person_is_written(tmp_path: Path) -> None:
    found = made(tmp_path, lambda rows: rows.assign(Weight=["0", *rows["Weight"][1:]]))
    for file in (found.copy, found.listed):
        text = file.read_text(encoding="utf-8")
        assert "own words" not in text and "R17" not in text and "Refused" not in text
    assert {path.name for path in tmp_path.iterdir()} == {"answers.csv", "design.toml", "made.csv", "made.issues.csv"}


def test_it_is_taken_in_as_a_return_of_the_survey(tmp_path: Path) -> None:
    found = made(tmp_path)
    checked = partner_flow.check_return(found.copy, "survey", TODAY)
    assert checked.refused is None and checked.fitted is not None
    assert (checked.fitted.rows_kept, checked.fitted.rows_rejected) == (found.estimates, 0)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    weights=st.dictionaries(st.integers(0, PEOPLE - 1), st.sampled_from(["", "0", "-3", "none", "1e999"]), max_size=9),
    points=st.sets(st.integers(0, PEOPLE - 1), max_size=9),
)
def test_rows_read_are_rows_kept_and_rows_set_aside(tmp_path: Path, weights: dict[int, str], points: set[int]) -> None:
    def spoiled(rows: pd.DataFrame) -> pd.DataFrame:
        rows.loc[list(weights), "Weight"] = list(weights.values())
        rows.loc[list(points), "Sample point"] = ""
        return rows

    for file in tmp_path.glob("made*"):
        file.unlink()
    found = made(tmp_path, spoiled)
    aside = {*weights, *points}
    assert found.rows_read == PEOPLE == found.rows_kept + len(aside)
    assert sorted(found.issues["row"]) == sorted(n + 2 for n in aside)


@pytest.mark.parametrize(
    ("change", "design", "error", "words"),
    [
        (lambda r: r.replace({"Q7": {"No": "Not told"}}), DESIGN, SettingsError, 'row 3, Q7: "Not told" is in none of the lists'),
        (lambda r: r.assign(Q7="I would rather not say what he did to me"), DESIGN, SettingsError, "in somebody's own words"),
        (lambda r: r.replace({"Sex": {"F": "X"}}), DESIGN, SettingsError, '"X" is in none of the lists values and unknown'),
        (lambda r: r.assign(Q7="Zebedee Quartermain"), DESIGN, SettingsError, "in somebody's own words"),
        (lambda r: r.rename(columns={"Respondent": "Surname"}), DESIGN, SourceError, 'is headed "Surname", which says who'),
        (lambda r: r.drop(columns="Weight"), DESIGN, SourceError, 'no row of headings with "Weight"'),
        (lambda r: r.assign(Weight="0"), DESIGN, SourceError, "has no row that can be used"),
        (lambda r: r.head(0), DESIGN, SourceError, "has no row that can be used"),
        (lambda r: r.assign(**{"Sample point": r["Area type"]}), DESIGN, SettingsError, "one cluster alone"),
        (lambda r: r, DESIGN.replace('"experienced_violence"', '"was_hurt"'), SettingsError, '"was_hurt" is none of experienced'),
        (lambda r: r, DESIGN.replace('"E06000901"', '"Brackenshire"'), SettingsError, "survey would not take these estimates"),
        (lambda r: r, DESIGN.replace('"2025"', '"last year"'), SettingsError, "survey would not take these estimates"),
        (lambda r: r, DESIGN.replace('"survey"', '"custody"'), SettingsError, "takes no estimates of a survey"),
        (lambda r: r, DESIGN.replace('dimension = "sex"', 'dimension = "hair"'), SettingsError, '"hair" is no group of survey'),
        (lambda r: r, DESIGN.replace('"Q7"', '"Surname"'), SettingsError, '"Surname" says who somebody is'),
        (lambda r: r, DESIGN.replace('place = "E06000901"', ""), SettingsError, "write place"),
        (lambda r: r, DESIGN.replace("[[groups]]", "[[groups"), SettingsError, "is no TOML file"),
        (lambda r: r, DESIGN.replace('no = ["No"]', 'no = ["Refused"]'), SettingsError, "listed twice"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_and_nothing_written(
    tmp_path: Path, change: Change, design: str, error: type[PurbeckError], words: str
) -> None:
    with pytest.raises(error, match=re.escape(words)) as stopped:
        made(tmp_path, change, design)
    assert stopped.value.todo
    assert not list(tmp_path.glob("made*"))


def test_a_file_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "made.issues.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(StorageError, match="is there already"):
        made(tmp_path)
    assert (tmp_path / "made.issues.csv").read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "made.csv").exists()


def test_what_has_no_interval_is_held_back(tmp_path: Path) -> None:
    """All of a group in one cluster of its stratum, or clusters all alike, tell nothing of how far a share may be wrong."""
    found = made(tmp_path, lambda rows: rows.assign(Q7=["No", "yes, more than once"] * (PEOPLE // 2), Weight="10"))
    rows = pd.read_csv(found.copy, dtype=str, keep_default_na=False)
    assert "nan" not in found.copy.read_text(encoding="utf-8")
    assert (rows["Lower limit"] < rows["Upper limit"]).all()
    assert set(rows["Sex"]) == {"female", "male"}, "everybody, and each kind of area, has clusters all alike"
    assert found.held_back == 3


def test_few_answers_are_held_back(tmp_path: Path) -> None:
    found = made(tmp_path, lambda rows: rows.assign(Q7=[*rows["Q7"][:80], *["Refused"] * (PEOPLE - 80)]))
    assert found.least == 50
    rows = pd.read_csv(found.copy)
    assert (len(rows), found.estimates, found.held_back) == (2, 2, 4), "everybody, and all of them rural"
    for file in (found.copy, found.listed):
        file.unlink()
    with pytest.raises(SourceError, match="fewer than 50 people answered"):
        made(tmp_path, lambda rows: rows.assign(Q7=[*rows["Q7"][:45], *["Refused"] * (PEOPLE - 45)]))
