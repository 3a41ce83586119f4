"""Weights of offences: which codes a cell names, files of either publisher, and what is wrong in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from purbeck.sources import harm_weights
from purbeck.sources.door import recognise
from purbeck.sources.source import SuppliedFile
from purbeck.store import Store
from tests.made_datasets import BY_HAND, csv_text
from tests.made_xlsx import workbook


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("8N", ["8N"]), ("1, 4.1/10/2", ["1", "4.1", "4.10", "4.2"]), ("4.4/6/8", ["4.4", "4.6", "4.8"]),
        ("17A/B", ["17A", "17B"]), ("33/33A", ["33", "33A"]), ("34b", ["34B"]),
        ("005/01", []), ("Homicide", []), ("", []),  # a class and a subclass is not guessed at
    ],
)  # fmt: skip
def test_codes_that_a_cell_names(cell: str, codes: list[str]) -> None:
    assert harm_weights.codes_in(cell) == codes


def read(tmp_path: Path, name: str, content: bytes) -> tuple[list[dict[str, object]], list[str], tuple[int, int, int]]:
    path = tmp_path / name
    path.write_bytes(content)
    assert recognise(path) in harm_weights.KINDS.values()
    store = Store(tmp_path / "tables")
    (file,), issues = harm_weights.read(store, "p", "k" * 12, path, SuppliedFile(name, "ab" * 32, 1))
    store.keep_parts(harm_weights.TABLE, {"p": "k" * 12})
    rows = store.rows(harm_weights.TABLE).to_dict("records")
    store.close()
    return rows, [issue.message for issue in issues], (file.rows_read, file.rows_kept, file.rows_rejected)


def test_a_workbook_of_the_cambridge_index(tmp_path: Path) -> None:
    rows, issues, counts = read(tmp_path, "a.xlsx", BY_HAND["cambridge_crime_harm_index"])
    assert [(r["harm_index"], r["harm_index_version"], r["offence_code"], r["weight"]) for r in rows] == [
        ("cambridge_crime_harm_index", "2023", "1", 4000.0),
        ("cambridge_crime_harm_index", "2023", "8N", 12.5),
    ]
    assert (issues, counts) == ([], (2, 2, 0))


def test_a_csv_of_severity_weights_has_a_row_for_each_code_and_no_year(tmp_path: Path) -> None:
    rows, issues, counts = read(tmp_path, "b.csv", BY_HAND["crime_severity_weights"])
    assert {(r["offence_code"], r["weight"]) for r in rows} == {(c, 7000.0) for c in ("1", "4.1", "4.10", "4.2")} | {
        ("8N", 200.0)
    }
    assert {r["harm_index_version"] for r in rows} == {"abababab"}
    assert (issues, counts) == ([], (2, 2, 0))


def test_what_is_wrong_is_said_by_row_and_the_rest_is_kept(tmp_path: Path) -> None:
    sheet = [["List of weights"], ["Offence code", "Offence", "Weight"], ["8N", "Assault", "many"], ["005/01", "GBH", "9"],
             ["Victim based crime", "", ""], ["34B", "Robbery", "993.5"]]  # fmt: skip
    rows, issues, counts = read(tmp_path, "c.xlsx", workbook({"List of weights": sheet}))
    assert [(r["offence_code"], r["weight"]) for r in rows] == [("34B", 993.5)]
    assert counts == (3, 1, 2)
    assert issues[0].startswith('c.xlsx#List of weights, row 3, weight: "many" is not a weight')
    assert '"005/01" is not a Home Office offence code' in issues[1]


def test_other_tables_are_not_taken_for_weights(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_bytes(csv_text([("Offence code", "Offence count"), ("8N", "5")]).encode())
    assert recognise(path) is None
