"""The publication as data: a row a finding, the figures of each, a dictionary of every column."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from purbeck.disclosure import ReleasedFinding, ReleasedTable
from purbeck.figures import UNAVAILABLE, missing
from purbeck.periods import MONTH_PATTERN
from purbeck.publication import descriptor, tables
from purbeck.publication.descriptor import HIDDEN
from purbeck.publication.publication import (
    AS_IT_STANDS,
    CERTAINTIES,
    About,
    Publication,
    anchor,
    caveats_in_full,
    certainty_words,
)

MEANINGS = Path(__file__).with_name("columns.toml")
FIGURES = "figures"
FINDINGS, DICTIONARY = "data/findings.csv", "data/data-dictionary.csv"
BYTE_ORDER_MARK = "\ufeff"  # without it, Excel reads UTF-8 as something else
TEXT, WHOLE, NUMBER, MONTH, TRUTH = "text", "whole number", "number", "month (YYYY-MM)", "true or false"
NUMBERS = frozenset({"value", "lower", "upper"})


def data_package(publication: Publication) -> dict[str, str]:
    """Every file of the data by its path within the folder.

    CSV files of figures, findings and tables, the dictionary of all and of itself, and the descriptor with their provenance.
    """
    meanings = tomllib.loads(MEANINGS.read_text(encoding="utf-8"))
    held = [finding for finding in publication.findings if has_figures(finding)]
    entries = [entry for finding in held for entry in _figures_entries(finding, meanings["figures"])]
    entries += _findings_entries(publication, meanings["findings"])
    entries += [entry for table in publication.tables for entry in _table_entries(table)]
    entries += [_entry(DICTIONARY, name, name, "", words, TEXT, "") for name, words in meanings["dictionary"].items()]
    files = {figures_file(finding): tables.comma_separated(finding) for finding in held}
    files[FINDINGS] = _written(meanings["findings"], _finding_rows(publication))
    for table in publication.tables:
        files[table_file(table)] = _written((column.name for column in table.columns), _table_rows(table))
    files[DICTIONARY] = _written(meanings["dictionary"], entries)
    written = {name: BYTE_ORDER_MARK + text for name, text in files.items()}
    whose = {figures_file(finding): finding for finding in held}
    return written | {descriptor.FILE: descriptor.descriptor(publication, written, entries, whose)}


def has_figures(finding: ReleasedFinding) -> bool:
    """Whether a finding's rows may be downloaded: it has some, and nothing of it is hidden."""
    return bool(finding.rows) and finding.decision == AS_IT_STANDS


def figures_file(finding: ReleasedFinding) -> str:
    """Where a finding's rows are, seen from the page."""
    return f"{FIGURES}/{anchor(finding)}.csv"


def table_file(table: ReleasedTable) -> str:
    """Where a table's rows are, seen from the page."""
    return f"data/{table.slug}.csv"


def _table_rows(table: ReleasedTable) -> list[tuple[Any, ...]]:
    return [tuple(UNAVAILABLE if missing(value) else value for value in row) for row in table.rows]


def _table_entries(table: ReleasedTable) -> list[tuple[str, ...]]:
    return [
        _entry(table_file(table), column.name, column.name, column.unit, column.meaning, column.kind,
               _values(column.kind, [row[at] for row in table.rows]))
        for at, column in enumerate(table.columns)
    ]  # fmt: skip


def _written(columns: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([tables.safe(value) for value in row] for row in rows)
    return text.getvalue()


def _finding_rows(publication: Publication) -> list[tuple[Any, ...]]:
    return [
        _finding_row(section.title, finding, publication.about)
        for section in publication.sections
        for finding in section.findings
    ]


def _finding_row(chapter: str, finding: ReleasedFinding, about: About) -> tuple[Any, ...]:
    numbers = (finding.value, finding.lower, finding.upper)
    value, lower, upper = numbers if finding.decision == AS_IT_STANDS else (HIDDEN,) * len(numbers)
    n = finding.n if finding.decision == AS_IT_STANDS else HIDDEN
    return (
        finding.id, chapter, finding.title, finding.statement, value, lower, upper, finding.unit, n, finding.period,
        finding.place_name, finding.comparator.replace("_", " "), certainty_words(finding),
        " ".join(caveats_in_full(finding, about)),
        "; ".join(about.source_title(source) for source in finding.sources), finding.method,
        finding.definition, finding.definition_version,
    )  # fmt: skip


# --- the dictionary -------------------------------------------------------------------------------------------------


def _entry(file: str, column: str, title: str, unit: str, meaning: str, kind: str, values: str) -> tuple[str, ...]:
    return (file, column, title, unit, meaning, kind, values)


def _figures_entries(finding: ReleasedFinding, meanings: Mapping[str, str]) -> list[tuple[str, ...]]:
    rows = tables.records(finding)
    entries = []
    for name, title, unit in finding.columns:
        if name in tables.NOT_SHOWN:
            continue
        held = [row[name] for row in rows]
        kind = _type(name, [value for value in held if not missing(value)], tables.is_numeric(name, held))
        entries.append(
            _entry(figures_file(finding), tables.heading(title, unit), title, unit, meanings.get(name, title), kind,
                   _values(kind, held))
        )  # fmt: skip
    entries.append(_entry(figures_file(finding), tables.FINDING, tables.FINDING, "", meanings["finding"], TEXT, ""))
    return entries


def _type(name: str, known: list[Any], numeric: bool) -> str:
    if known and all(isinstance(value, bool) for value in known):
        return TRUTH
    if numeric:
        numbers = [value for value in known if not isinstance(value, str)]  # a shared rank is "6=": said in the values
        return WHOLE if numbers and all(tables.is_whole(name, v) and float(v).is_integer() for v in numbers) else NUMBER
    months = known and all(re.fullmatch(MONTH_PATTERN, str(value)) for value in known)
    return MONTH if months else TEXT


def _values(kind: str, held: list[Any]) -> str:
    said = ["True or False"] if kind == TRUTH else []
    shared = sorted({f'"{value}"' for value in held if isinstance(value, str)}) if kind in (WHOLE, NUMBER) else []
    if shared:
        said.append(f"{', '.join(shared)} where several share the rank")
    return ", or ".join([*said, *([f'"{UNAVAILABLE}"'] if any(map(missing, held)) else [])])


def _findings_entries(publication: Publication, meanings: Mapping[str, str]) -> list[tuple[str, ...]]:
    no_number = f'"{UNAVAILABLE}", or "{HIDDEN}" where disclosure control hides it'
    only = {
        "chapter": "; ".join(section.title for section in publication.sections),
        "certainty": "; ".join([*(words for words, _ in CERTAINTIES.values()), "Clearly higher", "Clearly lower",
                                "Hidden: small number"]),
        "n": no_number,
    } | dict.fromkeys(NUMBERS, no_number)  # fmt: skip
    units = dict.fromkeys(NUMBERS, "as the column unit says") | {"n": "incidents"}
    kinds = dict.fromkeys(NUMBERS, NUMBER) | {"n": WHOLE}
    return [
        _entry(FINDINGS, name, name, units.get(name, ""), words, kinds.get(name, TEXT), only.get(name, ""))
        for name, words in meanings.items()
    ]
