"""A release read as an outsider would: every file by what it is, and none passed over in silence."""

from __future__ import annotations

import sqlite3
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

import pypdf.errors

from purbeck.attack import read_data, read_documents, read_page, read_sheets
from purbeck.attack.found import Found, plain
from purbeck.errors import PurbeckError, SourceError

TEXTS = {".css", ".txt", ".md", ".toml", ".js", ".mjs", ".yaml", ".yml"}
PAGES = {".html", ".htm", ".svg", ".xhtml", ".xml"}
JSON = {".json", ".geojson", ".jsonl", ".topojson"}
SHEETS = {".xlsx", ".xlsm", ".ods"}
LAYERS = {".gpkg", ".sqlite", ".sqlite3", ".db"}
PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".tif", ".tiff"}
LETTERS = {".woff", ".woff2", ".ttf", ".otf", ".ico"}  # faces of type, and the sign of a site
CANNOT = (
    OSError, ValueError, KeyError, sqlite3.Error, zipfile.BadZipFile, ElementTree.ParseError, pypdf.errors.PyPdfError,
    PurbeckError,
)  # fmt: skip
Files = Mapping[str, str | bytes]


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder by its path within it. Raises SourceError where there is no such folder, or nothing in it."""
    if not folder.is_dir():
        raise SourceError(f'There is no folder "{folder}".', "Give the folder of a publication.")
    found = {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
    if not found:
        raise SourceError(f'There is nothing in "{folder}".', "Give the folder of a publication.")
    return found


def read(files: Files) -> Found:
    """Everything that the files of a release tell. A file that cannot be read is told of in `unread`."""
    found = Found()
    late = []
    for name, held in sorted(files.items()):
        if PurePosixPath(name).suffix.lower() == ".pdf":
            late.append((name, held))  # after the others, whose titles say where a table in it begins
        else:
            _take(found, name, held)
    titles = frozenset(plain(grid.title) for grid in found.grids if grid.title)
    for name, held in late:
        _take(found, name, held, titles)
    return found


def _take(found: Found, name: str, held: str | bytes, titles: frozenset[str] = frozenset()) -> None:
    found.files.append(name)
    try:
        found.join(_one(name, held.encode("utf-8") if isinstance(held, str) else held, titles))
    except CANNOT as error:
        found.unread.append((name, (str(error).splitlines() or [type(error).__name__])[0]))


def _one(name: str, held: bytes, titles: frozenset[str]) -> Found:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in PAGES:
        return read_page.read_page(name, held.decode("utf-8-sig"))
    if suffix == ".csv":
        return read_data.from_csv(name, held.decode("utf-8-sig"))
    if suffix in JSON:
        return read_data.from_json(name, held.decode("utf-8-sig"))
    if suffix == ".docx":
        return read_documents.read_docx(name, held)
    if suffix == ".pdf":
        return read_documents.read_pdf(name, held, titles)
    if suffix in SHEETS | LAYERS:
        return _on_disk(name, held, suffix)
    if suffix in {".js", ".mjs"}:
        return read_data.from_script(name, held.decode("utf-8-sig"), "", "")
    if suffix in TEXTS | LETTERS:
        return Found()
    if suffix in PICTURES:
        return Found(unread=[(name, "pictures made of dots are not measured")])
    return Found(unread=[(name, f"files that end in {suffix or 'nothing'} are not read")])


def _on_disk(name: str, held: bytes, suffix: str) -> Found:
    """A file that has to lie on the disk to be opened."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file{suffix}"
        path.write_bytes(held)
        return read_data.from_geopackage(path, name) if suffix in LAYERS else read_sheets.read_sheets(path, name)
