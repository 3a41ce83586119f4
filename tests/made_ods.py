"""OpenDocument spreadsheets made for tests, in the shape the Home Office publishes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
HEADINGS = ("Financial Year", "Financial Quarter", "Police Force", "CSP Name", "Offence Description", "Offence Group",
            "Offence Subgroup", "Offence Code", "Offence Count")  # fmt: skip
Cell = str | int
NOTES = (
    ("Updated: 23 July 2026",),
    ("Force Notes",),
    (
        "Kent: offences in Maidstone, Medway, Tonbridge and Malling, Dartford and Gravesham, and Tunbridge Wells are "
        "recorded under an unassigned CSP group from 2024 onwards.",
    ),
    ("Additional Notes",),
    ("Counts can be negative where offences were reclassified.",),
)


def cell(value: Cell) -> str:
    """One cell: a number as both its value and what a reader sees, a text as a paragraph."""
    if isinstance(value, int):
        return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value:,}</text:p></table:table-cell>'
    if not value:
        return "<table:table-cell/>"
    return f'<table:table-cell office:value-type="string"><text:p>{escape(value)}</text:p></table:table-cell>'


def row(cells: Iterable[Cell]) -> str:
    """One row."""
    return f"<table:table-row>{''.join(map(cell, cells))}</table:table-row>"


def sheet(name: str, *inside: str) -> str:
    """A sheet of elements as written, with the endless empty rest that spreadsheets have."""
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    rest = f'<table:table-row table:number-rows-repeated="1048000">{empty}</table:table-row>'
    return f'<table:table table:name="{name}">{"".join(inside)}{rest}</table:table>'


def document(*sheets: str) -> bytes:
    """The content of a spreadsheet."""
    body = f"<office:body><office:spreadsheet>{''.join(sheets)}</office:spreadsheet></office:body>"
    root = "office:document-content"
    return f'<?xml version="1.0" encoding="UTF-8"?><{root} {NAMESPACES}>{body}</{root}>'.encode()


def write_document(path: Path, content: bytes) -> Path:
    """A spreadsheet file with this content."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), MEDIA_TYPE)
        archive.writestr("content.xml", content)
    return path


def write_ods(path: Path, sheets: Mapping[str, Iterable[Iterable[Cell]]]) -> Path:
    """A spreadsheet of plain rows."""
    return write_document(path, document(*(sheet(name, *map(row, rows)) for name, rows in sheets.items())))
