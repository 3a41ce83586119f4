"""The data package: every column of every CSV is in the dictionary, and holds what the dictionary says it holds."""

from __future__ import annotations

import csv
import io
import re
import tomllib

import pytest
import sample_findings as samples

from purbeck import Workspace, disclosure, flow
from purbeck.publication.data_package import DICTIONARY, FINDINGS, MEANINGS, data_package
from purbeck.publication.descriptor import FILE
from purbeck.publication.publication import compose

COLUMNS = ["id", "chapter", "title", "statement", "value", "lower", "upper", "unit", "n", "period", "place",
           "comparator", "certainty", "caveats", "source", "method", "definition", "definition_version"]  # fmt: skip
IS_OF_TYPE = {
    "whole number": re.compile(r"-?\d+(\.0)?"),
    "number": re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?"),
    "month (YYYY-MM)": re.compile(r"\d{4}-(0[1-9]|1[0-2])"),
    "true or false": re.compile(r"True|False"),
    "text": re.compile(r".*", flags=re.DOTALL),
}


def read(text: str) -> list[dict[str, str]]:
    """A CSV file's rows by head; two columns of one head are an error."""
    assert text.startswith("\ufeff"), "a byte-order mark, so that Excel reads UTF-8"
    heads, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert len(set(heads)) == len(heads)
    return [dict(zip(heads, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def sample() -> dict[str, str]:
    """The files of one finding of each kind."""
    return data_package(compose(samples.ABOUT, samples.every_kind()))


@pytest.fixture(scope="module")
def brackenshire(district: Workspace) -> dict[str, str]:
    """Brackenshire's files."""
    return data_package(compose(flow.about_of(district, "2025-12"), disclosure.released_open(district)))


@pytest.fixture(params=["sample", "brackenshire"])
def either(request: pytest.FixtureRequest) -> dict[str, str]:
    """Each of the two packages in turn."""
    return request.getfixturevalue(request.param)


def test_every_column_of_every_file_is_in_the_dictionary_once_and_no_other(either: dict[str, str]) -> None:
    listed = [(entry["file"], entry["column"]) for entry in read(either[DICTIONARY])]
    held = []
    for name, text in either.items():
        if name == FILE:
            continue
        heads = next(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
        held += [(name, head) for head in heads]
    assert sorted(listed) == sorted(held)


def test_every_cell_is_of_the_type_that_the_dictionary_gives(either: dict[str, str]) -> None:
    for entry in read(either[DICTIONARY]):
        words = re.findall(r'"([^"]+)"', entry["values"])
        for row in read(either[entry["file"]]):
            value = row[entry["column"]]
            assert IS_OF_TYPE[entry["type"]].fullmatch(value) or value in words, (entry, value)


def test_every_entry_says_what_the_column_means(either: dict[str, str]) -> None:
    for entry in read(either[DICTIONARY]):
        assert entry["title"] and len(entry["meaning"]) > 3 and entry["type"] in IS_OF_TYPE, entry


def test_every_column_that_a_build_makes_has_words_of_its_own(district: Workspace, partnered: Workspace) -> None:
    known = tomllib.loads(MEANINGS.read_text(encoding="utf-8"))["figures"]
    found = [*disclosure.released_for(district, "public"), *disclosure.released_for(partnered, "partners")]
    made = {name for finding in found for name, _, _ in finding.columns} - {"shape"}
    assert made - set(known) == set(), "say in publication/columns.toml what they mean"


def test_one_row_a_released_finding_in_the_order_of_the_page(sample: dict[str, str]) -> None:
    rows = read(sample[FINDINGS])
    assert list(rows[0]) == COLUMNS
    assert [row["id"] for row in rows] == [f.id for f in samples.every_kind()]
    bars = next(row for row in rows if row["id"] == samples.bars().id)
    assert (float(bars["value"]), float(bars["lower"]), bars["n"]) == (21.97, 21.5, "7878")
    assert bars["source"] == "Street-level crime" and samples.STAND_IN in bars["caveats"]
    assert next(row for row in rows if row["id"] == samples.comparison().id)["certainty"] == "Clearly lower"


def test_hidden_finding_is_said_to_be_hidden_and_has_no_figures(sample: dict[str, str]) -> None:
    row = next(row for row in read(sample[FINDINGS]) if row["id"] == samples.hidden().id)
    assert [row[name] for name in ("value", "lower", "upper", "n")] == ["hidden"] * 4
    assert row["certainty"] == "Hidden: small number"
    assert f"figures/finding-{samples.hidden().id}.csv" not in sample


def test_text_that_looks_like_a_formula_is_safe_to_open() -> None:
    files = data_package(compose(samples.ABOUT, [samples.released("none", title="=1+1", place_name="@SUM(A1)")]))
    row = read(files[FINDINGS])[0]
    assert (row["title"], row["place"]) == ("'=1+1", "'@SUM(A1)")
