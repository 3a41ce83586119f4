"""Tables and layers that a service gives a page at a time, gathered into one file."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from purbeck.sources.answers import BrokenOffError, UnavailableError, is_page, is_passing, page_title, printable
from purbeck.sources.datasets import CsvPages, Dataset, FeatureService
from purbeck.sources.transfer import Edition, Heard, Limits, Part, Received, Web

MOST_ROWS_A_PAGE = 2_000
LAYER_BEGINS, LAYER_ENDS = b'{"type": "FeatureCollection", "features": [\n', b"\n]}\n"


@dataclass(frozen=True)
class Page:
    """Some rows as they will stand in the file, how many they are, how many there are in all (0: not said)."""

    text: bytes
    rows: int
    total: int
    last: bool


@dataclass(frozen=True)
class Pages:
    """Something given in pages: the edition of its data, how its file begins and ends, and the page after so many rows."""

    address: str
    edition: Edition
    begins: bytes
    ends: bytes
    after: Callable[[int], Page]


def gather(dataset: Dataset, web: Web, part: Part, limits: Limits, held: Edition, heard: Heard) -> Received:
    """Every page of a feature service or of CSV, in one file. Raises UnavailableError.

    What is asked of a feature service is read off its own description: columns, order, rows a page, date of its data.
    Pages gathered before a break are kept where that date is still the same.
    """
    if isinstance(dataset.find, CsvPages):
        pages = _of_csv(dataset, dataset.find, web)
    elif isinstance(dataset.find, FeatureService):
        pages = _of_service(dataset, dataset.find, web)
    else:
        raise TypeError(f"{dataset.name} is not given in pages")
    if pages.edition.etag and pages.edition == held:
        return Received(pages.address, held, new=False)
    _append_all(pages, part, limits, web.deadline(limits), heard)
    with part.path.open("ab") as file:
        file.write(pages.ends)
    return Received(pages.address, pages.edition, new=True)


def _append_all(pages: Pages, part: Part, limits: Limits, in_time: Callable[[], None], heard: Heard) -> None:
    rows = _taken_up(pages, part)
    page = None
    while page is None or not page.last:
        page = pages.after(rows)
        with part.path.open("ab") as file:
            file.write(page.text)
        rows += page.rows
        part.note(address=pages.address, etag=pages.edition.etag, rows=rows, bytes=part.size)
        heard(part.size, 0)
        if part.size > limits.most_bytes:
            raise UnavailableError(f"{pages.address} sends more than the {limits.most_bytes:,} bytes it may have.")
        in_time()
    if not rows or (page.total and rows != page.total):
        part.clear()
        raise UnavailableError(f"{pages.address} gave {rows:,} rows, where it says there are {page.total:,}.")


def _taken_up(pages: Pages, part: Part) -> int:
    """Rows held from before, where they are of the same edition; else 0, and a file that only begins."""
    known = part.known(pages.address)
    size = int(known.get("bytes", 0))
    if pages.edition.etag and known.get("etag") == pages.edition.etag and part.size >= size:
        with part.path.open("r+b") as file:
            file.truncate(size)
        return int(known.get("rows", 0))
    part.begin(address=pages.address, etag=pages.edition.etag, rows=0, bytes=len(pages.begins))
    part.path.write_bytes(pages.begins)
    return 0


# --- ArcGIS feature services ------------------------------------------------------------------------------------------


def _of_service(dataset: Dataset, find: FeatureService, web: Web) -> Pages:
    layer = _json(web, find.address, {})
    columns = _columns(dataset, [str(field["name"]) for field in _list(layer, "fields", find.address)])
    edited = (layer.get("editingInfo") or {}).get("dataLastEditDate") or (layer.get("editingInfo") or {}).get(
        "lastEditDate"
    )
    total = _json(web, f"{find.address}/query", {"where": "1=1", "returnCountOnly": "true"}).get("count")
    asked = {
        "where": "1=1",
        "outFields": ",".join(columns),
        "returnGeometry": "true" if find.shapes else "false",
        "orderByFields": str(layer.get("objectIdField") or columns[0]),
        "resultRecordCount": str(min(int(layer.get("maxRecordCount") or MOST_ROWS_A_PAGE), MOST_ROWS_A_PAGE)),
    }
    shape = {"outSR": "4326", "geometryPrecision": "6", "f": "geojson"} if find.shapes else {}

    def after(rows: int) -> Page:
        answer = _json(web, f"{find.address}/query", asked | {"resultOffset": str(rows)} | shape)
        features = _list(answer, "features", find.address)
        more = answer.get("exceededTransferLimit") or (answer.get("properties") or {}).get("exceededTransferLimit")
        text = _as_shapes(features, rows) if find.shapes else _as_csv([f["attributes"] for f in features], columns)
        return Page(text, len(features), int(total or 0), last=not features or not more)

    begins, ends = (LAYER_BEGINS, LAYER_ENDS) if find.shapes else (_csv_text([columns]), b"")
    return Pages(find.address, Edition(str(edited or "")), begins, ends, after)


def _json(web: Web, address: str, asked: dict[str, str]) -> dict[str, Any]:
    """An answer of the service. Its errors come with status 200, as an object named error."""

    def understood(content: bytes, reached: str) -> dict[str, Any]:
        if is_page(content):
            raise UnavailableError(f"{reached} answers with a web page{page_title(content)}, where data was expected.")
        try:
            answer = json.loads(content)
        except ValueError as error:
            raise BrokenOffError(f"{address} sends an answer that breaks off.") from error
        fault = answer.get("error") if isinstance(answer, dict) else {"message": "no object"}
        if fault is None:
            return dict(answer)
        code = int(fault.get("code") or 0)
        why = f'{address} answers with error {code} ("{printable(str(fault.get("message")))}").'
        raise BrokenOffError(why) if is_passing(code) else UnavailableError(why, code)

    return web.read(f"{address}?{urlencode({'f': 'json'} | asked)}", understood)


def _list(answer: dict[str, Any], name: str, address: str) -> list[dict[str, Any]]:
    if not isinstance(answer.get(name), list):
        raise UnavailableError(f"{address} is no longer a feature service: its answer has no {name}.")
    return list(answer[name])


def _as_shapes(features: list[dict[str, Any]], rows: int) -> bytes:
    lines = [json.dumps(feature, ensure_ascii=False) for feature in features]
    return ((",\n" if rows and lines else "") + ",\n".join(lines)).encode("utf-8")


def _as_csv(rows: list[dict[str, Any]], columns: Sequence[str]) -> bytes:
    return _csv_text([["" if row.get(name) is None else row[name] for name in columns] for row in rows])


# --- CSV in pages -----------------------------------------------------------------------------------------------------


def _of_csv(dataset: Dataset, find: CsvPages, web: Web) -> Pages:
    def after(rows: int) -> Page:
        address = find.address.replace("{offset}", str(rows))
        header, lines = web.read(address, _table)
        if rows and not header:
            return Page(b"", 0, 0, last=True)
        columns = _columns(dataset, header)
        if any(len(line) != len(header) for line in lines):
            raise UnavailableError(f"{address} gives rows that do not have the columns of its heading.")
        places = [header.index(name) for name in columns]
        text = _csv_text([*([] if rows else [columns]), *([line[at] for at in places] for line in lines)])
        total = int(lines[0][header.index(find.total)]) if lines and find.total in header else 0
        done = rows + len(lines)
        return Page(text, len(lines), total, last=not lines or (done >= total if total else len(lines) < find.rows))

    return Pages(find.address, Edition(), b"", b"", after)


def _table(content: bytes, reached: str) -> tuple[list[str], list[list[str]]]:
    if is_page(content):
        raise UnavailableError(f"{reached} answers with a web page{page_title(content)}, where data was expected.")
    lines = [line for line in csv.reader(io.StringIO(content.decode("utf-8-sig", "replace"), newline="")) if line]
    return (lines[0], lines[1:]) if lines else ([], [])


def _columns(dataset: Dataset, headings: Sequence[str]) -> list[str]:
    """The columns to keep, in the order expected. Raises UnavailableError."""
    lacking = dataset.lacking(headings)
    if lacking:
        raise UnavailableError(changed(lacking, headings))
    return [str(name) for name in dataset.columns(headings).values()]


def changed(lacking: Sequence[str], headings: Sequence[str]) -> str:
    """What to say where expected columns are not there."""
    found = ", ".join(printable(name) for name in headings[:20] if name.strip()) or "none"
    return f"Its columns have changed: {', '.join(lacking)} missing (there are: {found})."


def _csv_text(rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8")
