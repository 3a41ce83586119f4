"""The Frictionless descriptor: every CSV file is in it as it is, each cell of its field's type, each with its provenance."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from typing import Any

import pytest
import sample_findings as samples

from purbeck.publication.publication import Publication

IS_OF_TYPE = {
    "integer": re.compile(r"-?\d+"),
    "number": re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?"),
    "yearmonth": re.compile(r"\d{4}-(0[1-9]|1[0-2])"),
    "boolean": re.compile(r"True|False"),
    "string": re.compile(r".*", flags=re.DOTALL),
}


@pytest.fixture(scope="module")
def said(formats: dict[str, str | bytes]) -> dict[str, Any]:
    """The descriptor."""
    found: dict[str, Any] = json.loads(formats["datapackage.json"])
    return found


def test_every_csv_file_is_a_resource_by_its_size_and_hash(
    said: dict[str, Any], formats: dict[str, str | bytes]
) -> None:
    files = {name: str(text).encode() for name, text in formats.items() if name.endswith(".csv")}
    assert {one["path"] for one in said["resources"]} == set(files)
    for one in said["resources"]:
        assert one["bytes"] == len(files[one["path"]])
        assert one["hash"] == f"sha256:{hashlib.sha256(files[one['path']]).hexdigest()}"
    names = [one["name"] for one in said["resources"]]
    assert len(set(names)) == len(names) and all(re.fullmatch(r"[a-z0-9._-]+", name) for name in [*names, said["name"]])


def test_every_cell_is_of_the_type_of_its_field_or_one_of_the_missing_values(
    said: dict[str, Any], formats: dict[str, str | bytes]
) -> None:
    for one in said["resources"]:
        heads, *rows = csv.reader(io.StringIO(str(formats[one["path"]]).removeprefix("\ufeff")))
        fields = one["schema"]["fields"]
        assert [field["name"] for field in fields] == heads
        for row in rows:
            for field, cell in zip(fields, row, strict=True):
                kept = cell in one["schema"]["missingValues"] or IS_OF_TYPE[field["type"]].fullmatch(cell)
                assert kept, (one["path"], field["name"], cell)


def test_figures_say_whose_they_are_and_how_they_were_made(said: dict[str, Any], marked: Publication) -> None:
    by_finding = {one["finding"]: one for one in said["resources"] if "finding" in one}
    shown = {f.id: f for f in marked.findings if f.rows and f.decision == "as it stands"}
    assert set(by_finding) == set(shown)
    for name, one in by_finding.items():
        finding = shown[name]
        assert (one["description"], one["period"], one["method"]) == (finding.statement, finding.period, finding.method)
        assert (one["definition"], one["definitionVersion"]) == (finding.definition, finding.definition_version)
        assert [source["title"] for source in one["sources"]] == ["Street-level crime"]
        assert one["licenses"][0]["name"] == "OGL-UK-3.0"
        assert (one["edition"], one["release"]) == ("partners", "0123456789ab")
        assert one["codeVersion"] == samples.ABOUT.code_version


def test_every_row_of_figures_names_its_finding(said: dict[str, Any], formats: dict[str, str | bytes]) -> None:
    for one in said["resources"]:
        if "finding" in one:
            rows = csv.DictReader(io.StringIO(str(formats[one["path"]]).removeprefix("\ufeff")))
            assert {row["Finding number"] for row in rows} == {one["finding"]}


def test_package_says_its_edition_mark_and_sources(said: dict[str, Any]) -> None:
    assert (said["edition"], said["mark"], said["release"]) == ("partners", samples.MARK, "0123456789ab")
    assert said["description"].startswith(samples.MARK) and samples.STAND_IN in said["description"]
    assert [source["title"] for source in said["sources"]] == [source.title for source in samples.ABOUT.sources]
