"""The Frictionless descriptor of the CSV files: what columns hold, and where each file comes from."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from purbeck.disclosure import ReleasedFinding
from purbeck.figures import UNAVAILABLE
from purbeck.language.speaker import speaker
from purbeck.publication.publication import About, Publication, SourceNote, caveats_in_full, certainty_words
from purbeck.publication.spoken import described_said

FILE = "datapackage.json"
PROFILES = {"package": "tabular-data-package", "resource": "tabular-data-resource"}
HIDDEN = "hidden"
NO_VALUE = ["", UNAVAILABLE, HIDDEN]
INTEGER, DECIMAL = re.compile(r"-?\d+"), re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
KINDS = {"text": "string", "month (YYYY-MM)": "yearmonth", "true or false": "boolean"}
OPEN_LICENCE = {
    "name": "OGL-UK-3.0",
    "title": "Open Government Licence v3.0",
    "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}


def descriptor(
    publication: Publication,
    files: Mapping[str, str],
    entries: Iterable[tuple[str, ...]],
    findings: Mapping[str, ReleasedFinding],
) -> str:
    """The text of datapackage.json.

    `files` are the CSV files by name as they are written, `entries` those of the data dictionary, and `findings` say whose
    rows a file holds, where it is one's.
    """
    about = publication.about
    columns: dict[str, list[tuple[str, ...]]] = {}
    for entry in entries:
        columns.setdefault(entry[0], []).append(entry)
    held = {
        "profile": PROFILES["package"],
        "name": _slug(f"{about.partnership} {about.title}"),
        "title": f"{about.title}: {about.partnership}",
        "description": " ".join(_described(about)),
        "contributors": [{"title": about.partnership, "role": "publisher"}],
        "sources": [_source(source) for source in about.sources],
        **_made(about),
        "resources": [_resource(name, text, columns[name], findings.get(name), about) for name, text in files.items()],
    }
    return json.dumps(described_said(held, speaker()), ensure_ascii=False, indent=1) + "\n"


def _described(about: About) -> list[str]:
    dated = [f"Data to {about.data_to}."] if about.data_to else []
    definition = f"Definition: {about.definition}, version {about.definition_version}."
    return [words for words in (about.mark, *dated, definition, about.stand_in) if words]


def _made(about: About) -> dict[str, str]:
    """Which edition and release it is of, and which code made it."""
    said = {"edition": about.edition, "mark": about.mark, "release": about.release, "codeVersion": about.code_version}
    return {name: words for name, words in said.items() if words}


def _source(source: SourceNote) -> dict[str, str]:
    said = {"title": source.title, "path": source.page, "publisher": source.publisher, "dated": source.dated,
            "licence": source.licence, "attribution": source.attribution}  # fmt: skip
    return {name: words for name, words in said.items() if words}


def _resource(
    name: str, text: str, columns: list[tuple[str, ...]], finding: ReleasedFinding | None, about: About
) -> dict[str, Any]:
    content = text.encode("utf-8")
    return {
        "profile": PROFILES["resource"],
        "name": _slug(name.rsplit("/", 1)[-1].removesuffix(".csv")),
        "path": name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        **(_provenance(finding, about) if finding else {}),
        **_made(about),
        "schema": {"fields": _fields(text, columns), "missingValues": NO_VALUE},
    }


def _provenance(finding: ReleasedFinding, about: About) -> dict[str, Any]:
    """Where the rows of a finding come from."""
    sources = [source for source in about.sources if source.name in finding.sources]
    open_alone = bool(sources) and all(source.licence == OPEN_LICENCE["title"] for source in sources)
    return {
        "title": finding.title,
        "description": finding.statement,
        "finding": finding.id,
        "build": finding.build,
        "period": finding.period,
        "place": {"type": finding.place_type, "code": finding.place_code, "name": finding.place_name},
        "method": finding.method,
        "definition": finding.definition,
        "definitionVersion": finding.definition_version,
        "certainty": certainty_words(finding),
        "caveats": list(caveats_in_full(finding, about)),
        "sources": [_source(source) for source in sources],
        **({"licenses": [OPEN_LICENCE]} if open_alone else {}),
    }


def _fields(text: str, columns: list[tuple[str, ...]]) -> list[dict[str, str]]:
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    fields = []
    for _, column, title, unit, meaning, kind, values in columns:
        said = {"name": column, "title": title, "description": meaning, "unit": unit, "values": values}
        held = [row[column] for row in rows if row[column] not in NO_VALUE]
        fields.append({name: words for name, words in said.items() if words} | {"type": _type(kind, held)})
    return fields


def _type(kind: str, held: list[str]) -> str:
    """The type of a column by the words of the dictionary; text where a cell is no number, as a shared rank "6="."""
    if kind in KINDS:
        return KINDS[kind]
    if all(map(INTEGER.fullmatch, held)) and kind == "whole number":
        return "integer"
    return "number" if all(map(DECIMAL.fullmatch, held)) else "string"


def _slug(words: str) -> str:
    return re.sub(r"[^a-z0-9._]+", "-", words.lower()).strip("-")
