"""An edition as its files say it: findings, their figures, what they were made from, which rules."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from purbeck.disclosure.made_of import MadeOf, remembered
from purbeck.errors import SourceError
from purbeck.workspace import SETTINGS_FILE, Workspace

FINDINGS, FIGURES, DESCRIPTOR, RECORD = "data/findings.csv", "figures", "datapackage.json", "release.json"
NEEDED = ("id", "chapter", "title", "value", "unit", "n", "period", "source", "method")
HIDDEN, UNAVAILABLE = "hidden", "unavailable"
Row = tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """A finding as an edition tells it. `value` is as written: a number, "hidden" or "unavailable".

    `definition` is a definition with its version, "" where the files do not say.
    """

    id: str
    chapter: str
    title: str
    value: str
    unit: str
    period: str
    source: str
    method: str
    definition: str

    @property
    def number(self) -> float | None:
        """The value, where it is a number."""
        try:
            return float(self.value)
        except ValueError:
            return None


@dataclass(frozen=True)
class Figures:
    """The rows that a finding's chart is made of."""

    headings: Row
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Edition:
    """A publication. What its files do not say is "" or None: older ones say less.

    `settings` are hashes of the files of settings, which it bears; `files` those of everything that it was made of, which only
    the ledger of its workspace knows.
    """

    folder: Path
    findings: Mapping[str, Told]
    figures: Mapping[str, Figures]
    code: str = ""
    rules: str = ""
    edition: str = ""
    dated: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] | None = None
    files: Mapping[str, str] | None = None

    @property
    def name(self) -> str:
        """The name of its folder."""
        return self.folder.resolve().name


def read_edition(folder: Path) -> Edition:
    """An edition read from its folder. Raises SourceError where that is no publication, or one whose data cannot be read."""
    if not (folder / FINDINGS).is_file():
        raise SourceError(
            f'"{folder}" is no publication: it has no {FINDINGS}.', "Give the folder of a publication, or its name."
        )
    described, record = _json(folder / DESCRIPTOR), _json(folder / RECORD)
    definitions = {
        str(one.get("finding")): f"{one['definition']}, version {one.get('definitionVersion', '')}"
        for one in described.get("resources", ()) if one.get("definition")
    }  # fmt: skip
    head, *lines = _lines(folder / FINDINGS)
    missing = [name for name in NEEDED if name not in head]
    if missing:
        raise SourceError(f"{folder / FINDINGS} has no column {missing[0]}.", "Publish that edition again.")
    told = [_told(dict(zip(head, line, strict=False)), definitions) for line in lines]
    held = _made_of(folder, str(record.get("release", "")))
    return Edition(
        folder, {one.id: one for one in told}, {one.id: rows for one in told if (rows := _figures(folder, one.id))},
        str(described.get("codeVersion", "")), str(record.get("rules_sha256", "")),
        str(record.get("edition") or described.get("edition", "")),
        {str(one["title"]): str(one.get("dated", "")) for one in described.get("sources", ()) if "title" in one},
        record.get("settings", held.settings() if held else None), held.files if held else None,
    )  # fmt: skip


def _made_of(folder: Path, release: str) -> MadeOf | None:
    """What the ledger of the workspace around a publication says it was made of; None where there is none, or it says not."""
    home = next((one for one in folder.resolve().parents if (one / SETTINGS_FILE).is_file()), None)
    return remembered(Workspace(home), release) if home is not None and release else None


def _told(row: Mapping[str, str], definitions: Mapping[str, str]) -> Told:
    definition = definitions.get(row["id"], "")
    if row.get("definition"):
        definition = f"{row['definition']}, version {row.get('definition_version', '')}"
    return Told(
        row["id"], row["chapter"], row["title"], row["value"], row["unit"], row["period"], row["source"], row["method"],
        definition,
    )  # fmt: skip


def _figures(folder: Path, finding: str) -> Figures | None:
    path = folder / FIGURES / f"finding-{finding}.csv"
    if not path.is_file():
        return None
    lines = _lines(path)
    return Figures(lines[0], tuple(lines[1:])) if lines else None


def _lines(path: Path) -> list[Row]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        return [tuple(row) for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SourceError(
            f'"{path}" cannot be read ({error}).', "Put back a copy of it, or publish that edition again."
        ) from error


def _json(path: Path) -> dict[str, Any]:
    """A file of JSON; nothing where there is none, as in editions of before it was written."""
    if not path.is_file():
        return {}
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SourceError(
            f'"{path}" cannot be read ({error}).', "Put back a copy of it, or publish that edition again."
        ) from error
    return held if isinstance(held, dict) else {}
