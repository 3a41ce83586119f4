"""Small made-up releases, a file each, for the catalogue of known leaks."""

from __future__ import annotations

import html
import io
import json
import sqlite3
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

TITLE, FINDING = "Custody contacts by ward, 2025", "0123456789ab"
HEADS = ("Ward", "Contacts")
HIDDEN = "hidden: small number"
# Two hidden of 24 + 18 + 11 + 3 + 2 = 58; with no total shown, nothing gives them away.
ROWS = (
    ("Alder Green", "24"),
    ("Birch Hill", "18"),
    ("Cedar Cross", HIDDEN),
    ("Dunlin Quay", "11"),
    ("Elder Moor", HIDDEN),
)
Cells = Iterable[Sequence[str]]


def table(heads: Sequence[str] = HEADS, rows: Cells = ROWS, title: str = TITLE) -> str:
    """A table of a page; a cell that begins with "<" is markup as it stands."""
    head = "".join(f"<th scope='col'>{html.escape(h)}</th>" for h in heads)
    body = "".join(
        "<tr>" + "".join(c if c.startswith("<td") else f"<td>{html.escape(c)}</td>" for c in row) + "</tr>"
        for row in rows
    )
    return f"<table><caption>{html.escape(title)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def page(*parts: str, finding: str = FINDING, title: str = TITLE) -> dict[str, str]:
    """A release of one page with one finding on it."""
    article = f'<article id="finding-{finding}"><h3>{html.escape(title)}</h3>{"".join(parts)}</article>'
    return {"index.html": f"<!doctype html><html lang='en-GB'><body><main>{article}</main></body></html>"}


def comma_separated(heads: Sequence[str], rows: Cells) -> str:
    """A CSV file."""
    return "\r\n".join(",".join(row) for row in (heads, *rows)) + "\r\n"


def bars(values: Mapping[str, float], most: float = 30.0) -> str:
    """A chart of bars as Vega draws one: an axis with numbers below, labels at the left, a bar 10 long for each unit."""
    ticks = "".join(f'<text transform="translate({10 * v},{40 * len(values) + 20})">{v:g}</text>' for v in _ticks(most))
    drawn = "".join(f'<path d="M0,{40 * at + 10}h{10 * v}v20h{-10 * v}Z" fill="#8db9cb"/>'
                    for at, v in enumerate(values.values()) if v)  # fmt: skip
    names = "".join(
        f'<text transform="translate(-12,{40 * at + 25})">{html.escape(n)}</text>' for at, n in enumerate(values)
    )
    return f'<svg viewBox="0 0 720 400"><g transform="translate(236,12)">{ticks}<g>{drawn}</g>{names}</g></svg>'


def line(values: Sequence[float | None], most: float = 30.0) -> str:
    """A chart of a line as Vega draws one: an axis with numbers at the left, 10 high for each unit; broken where nothing is."""
    ticks = "".join(f'<text transform="translate(-7,{10 * (most - v) + 3})">{v:g}</text>' for v in _ticks(most))
    steps, pen = "", "M"
    for at, value in enumerate(values):
        steps += "" if value is None else f"{pen}{60 * at + 30},{10 * (most - value)}"
        pen = "M" if value is None else "L"
    drawn = f'<path d="{steps}" stroke="#4c78a8" stroke-width="2"/>'
    return f'<svg viewBox="0 0 720 400"><g fill="none" transform="translate(39,10)">{ticks}{drawn}</g></svg>'


def _ticks(most: float) -> list[float]:
    return [most * at / 3 for at in range(4)]


def area_map(fills: Mapping[str, str], legend: Mapping[str, str]) -> str:
    """A map with a shape for each area, and a legend of colours with words."""
    areas = "".join(f'<path fill="{fill}" d="M{100 * at} 0l90 0 0 90 -90 0z"><title>{name}</title></path>'
                    for at, (name, fill) in enumerate(fills.items()))  # fmt: skip
    swatches = "".join(_swatch(200 + 30 * at, fill, words) for at, (fill, words) in enumerate(legend.items()))
    return f'<svg viewBox="0 0 800 400">{areas}{swatches}</svg>'


def _swatch(top: int, fill: str, words: str) -> str:
    return f'<rect x="10" y="{top}" width="20" height="20" fill="{fill}"/><text x="36" y="{top + 15}">{words}</text>'


def specification(records: Sequence[Mapping[str, object]]) -> str:
    """A chart's specification with its data, as a page embeds it."""
    spec = {"$schema": "vega-lite", "data": {"values": list(records)}, "mark": "bar"}
    return f'<script type="application/json">{json.dumps(spec)}</script>'


def geopackage(folder: Path, rows: Sequence[tuple[object, ...]], heads: str = "ward text, contacts int") -> bytes:
    """A GeoPackage of one layer, its shapes left out."""
    path = folder / "made.gpkg"
    path.unlink(missing_ok=True)
    held = sqlite3.connect(path)
    held.execute("create table gpkg_contents (table_name text, identifier text, description text)")
    held.execute("insert into gpkg_contents values ('wards', ?, ?)", (TITLE, f"finding-{FINDING}"))
    held.execute(f"create table wards ({heads})")
    held.executemany(f"insert into wards values ({','.join('?' * len(rows[0]))})", rows)
    held.commit()
    held.close()
    return path.read_bytes()


def repacked(held: bytes, extra: Mapping[str, str]) -> bytes:
    """A packed file with parts added or put in place of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(held)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            if name not in extra:
                after.writestr(name, before.read(name))
        for name, text in extra.items():
            after.writestr(name, text)
    return out.getvalue()


def pdf(lines: Sequence[str]) -> bytes:
    """A PDF of one page of lines in a fixed-width face."""

    def escaped(line: str) -> str:
        return line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")

    drawn = "BT /F1 10 Tf 12 TL 40 800 Td " + " ".join(f"({escaped(line)}) Tj T*" for line in lines) + " ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    ]  # fmt: skip
    out, places = b"%PDF-1.4\n", []
    for number, held in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{held}\nendobj\n".encode("latin-1")
    listed = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{listed}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n"
    return out + f"{end}startxref\n{len(out)}\n%%EOF\n".encode("latin-1")
