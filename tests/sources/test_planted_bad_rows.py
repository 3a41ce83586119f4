"""Each bad row planted in Brackenshire is found, named and dealt with as the answers say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from purbeck.example.answers import BAD_ROWS, BadRow

if TYPE_CHECKING:
    import pandas as pd

    from purbeck import Workspace


@pytest.fixture(scope="module")
def issues(district: Workspace) -> pd.DataFrame:
    """Every issue of the police files."""
    from purbeck.sources.source import ISSUES

    rows = district.table(ISSUES)
    return rows[rows["source"] == "police_street"]


@pytest.mark.parametrize("bad", BAD_ROWS, ids=lambda bad: f"{bad.kind}-{bad.line}")
def test_planted_row_is_an_issue_at_its_row(issues: pd.DataFrame, bad: BadRow) -> None:
    found = issues[issues["file"].str.endswith(f"{bad.archive}!{bad.file}") & (issues["row"] == bad.line)]
    assert found[["rule", "action"]].to_numpy().tolist() == [[bad.rule, bad.action]]
    if bad.column:
        assert (found["column"] == bad.column).all()
        assert found["value"].fillna("").tolist() == [bad.value]
    file = bad.file.rsplit("/", 1)[-1]
    assert found["message"].iloc[0].startswith(f"{file}, row {bad.line}")


def test_nothing_else_is_an_issue(issues: pd.DataFrame) -> None:
    assert len(issues) == len(BAD_ROWS)


def test_every_row_read_is_kept_or_set_aside(district: Workspace) -> None:
    from purbeck.sources.source import FILES

    files = district.table(FILES)
    assert (files["rows_read"] == files["rows_kept"] + files["rows_rejected"]).all()
    police = files[files["source"] == "police_street"]
    assert police["rows_rejected"].sum() == sum(bad.action == "rejected" for bad in BAD_ROWS)
