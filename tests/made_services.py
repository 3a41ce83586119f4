"""A web server on this machine in the shape of the publishers' services, with their faults, for tests of downloads."""

from __future__ import annotations

import csv
import io
import json
import re
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from purbeck.sources.datasets import MANIFEST

LAYERS = "/ESMARspQHYMw9BZ9/arcgis/rest/services"


@dataclass(frozen=True)
class Request:
    """What was asked for."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass(frozen=True)
class Reply:
    """What is answered: `cut` bytes of the body are sent before the line goes dead; None for all of it."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = None


Answer = Callable[[Request], Reply]


class Services:
    """The server: `answers` by path, the `requests` that came, the bytes of body `sent` by path."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.answers: dict[str, Answer] = {}
        self.requests: list[Request] = []
        self.sent: Counter[str] = Counter()
        self.hold = threading.Event()
        self.hold.set()

    def asked(self, path: str) -> list[Request]:
        """The requests for one path."""
        return [request for request in self.requests if request.path == path]

    def manifest(self, folder: Path, *names: str, **changed: str) -> Path:
        """A copy of Purbeck's own datasets, these or all, with this server in place of the publishers' hosts."""
        folder.mkdir(exist_ok=True)
        for path in MANIFEST.glob("*.toml"):
            if not names or path.stem in names:
                text = re.sub(r'(?m)^address = "https://[^/"]+', f'address = "{self.address}', path.read_text("utf-8"))
                for name, value in changed.items():
                    text = re.sub(rf"(?m)^{name} = .*$", lambda _, n=name, v=value: f"{n} = {v}", text)
                (folder / path.name).write_text(text, encoding="utf-8")
        return folder


@contextmanager
def serving() -> Iterator[Services]:
    """The server, as long as it is needed."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.services = Services(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.services
    finally:
        server.services.hold.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of readers that went away."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        services: Services = self.server.services
        parts = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        request = Request(parts.path, query, dict(self.headers.items()))
        services.requests.append(request)
        reply = services.answers.get(parts.path, lambda _: Reply(404, b"nothing here"))(request)
        self.send_response(reply.status)
        if "Transfer-Encoding" not in reply.headers and reply.status != 304:
            self.send_header("Content-Length", reply.headers.get("Content-Length", str(len(reply.body))))
        for name, value in reply.headers.items():
            if name != "Content-Length":
                self.send_header(name, value)
        self.end_headers()
        body = reply.body if reply.cut is None else reply.body[: reply.cut]
        self.wfile.write(body)
        services.sent[parts.path] += len(body)
        announced = int(reply.headers.get("Content-Length", len(reply.body)))
        if reply.cut is not None or announced != len(body):
            self.wfile.flush()
            services.hold.wait(60)  # a test that ends the reader meanwhile lets go afterwards
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@dataclass
class FileThere:
    """A file as a server of files serves it; `cuts` break the first transfers off after so many bytes each."""

    content: bytes
    etag: str = '"one"'
    modified: str = "Mon, 02 Nov 2026 09:00:00 GMT"
    ranges: bool = True
    cuts: list[int] = field(default_factory=list)
    first: list[Reply] = field(default_factory=list)

    def __call__(self, request: Request) -> Reply:
        """The file, the rest of it, or that it is unchanged."""
        if self.first:
            return self.first.pop(0)
        marks = {name: value for name, value in (("ETag", self.etag), ("Last-Modified", self.modified)) if value}
        if self.etag and request.headers.get("If-None-Match") == self.etag:
            return Reply(304, headers=marks)
        cut = self.cuts.pop(0) if self.cuts else None
        wanted = re.fullmatch(r"bytes=(\d+)-", request.headers.get("Range", ""))
        if not wanted or not self.ranges or request.headers.get("If-Range") not in (self.etag, self.modified):
            return Reply(200, self.content, marks, cut)
        start = int(wanted[1])
        if start >= len(self.content):
            return Reply(416, b"", {"Content-Range": f"bytes */{len(self.content)}"})
        marks["Content-Range"] = f"bytes {start}-{len(self.content) - 1}/{len(self.content)}"
        return Reply(206, self.content[start:], marks, cut)


def in_turn(*answers: Answer | Reply) -> Answer:
    """One answer after another; the last one for good."""
    left = list(answers)

    def answer(request: Request) -> Reply:
        given = left.pop(0) if len(left) > 1 else left[0]
        return given if isinstance(given, Reply) else given(request)

    return answer


@dataclass
class Layer:
    """A table or layer of an ArcGIS feature service, given `page` rows at a time."""

    rows: Sequence[Mapping[str, object]]
    page: int = 3
    edited: int = 1_700_000_000_000
    count: int | None = None
    faults: list[Reply] = field(default_factory=list)

    def serve(self, services: Services, name: str) -> str:
        """Put it on the server under a service's name; gives the path of its queries."""
        path = f"{LAYERS}/{name}/FeatureServer/0"
        services.answers[path] = self._described
        services.answers[f"{path}/query"] = self._queried
        return f"{path}/query"

    def _described(self, _request: Request) -> Reply:
        fields = [{"name": name} for name in ("ObjectId", *self.rows[0])]
        about = {"fields": fields, "objectIdField": "ObjectId", "maxRecordCount": self.page}
        return in_json(about | {"editingInfo": {"dataLastEditDate": self.edited}})

    def _queried(self, request: Request) -> Reply:
        asked = request.query
        if asked.get("returnCountOnly") == "true":
            return in_json({"count": len(self.rows) if self.count is None else self.count})
        if self.faults:
            return self.faults.pop(0)
        start, many = int(asked["resultOffset"]), min(int(asked["resultRecordCount"]), self.page)
        wanted = [{n: row[n] for n in asked["outFields"].split(",")} for row in self.rows[start : start + many]]
        more = start + many < len(self.rows)
        if asked["f"] == "geojson":
            shape = {"type": "Polygon", "coordinates": [[[-2.4, 50.7], [-2.3, 50.7], [-2.3, 50.8], [-2.4, 50.7]]]}
            features = [{"type": "Feature", "properties": row, "geometry": shape} for row in wanted]
            return in_json({"type": "FeatureCollection", "features": features,
                            **({"properties": {"exceededTransferLimit": True}} if more else {})})  # fmt: skip
        features = [{"attributes": row} for row in wanted]
        return in_json({"features": features, **({"exceededTransferLimit": True} if more else {})})


def nomis(
    rows: Sequence[Sequence[str]], at_once: int, counted: bool = True, column: str = "C2021_AGE_19_NAME"
) -> Answer:
    """Nomis: CSV of areas, a category and a number, so many rows at a time, each saying how many there are."""

    def answer(request: Request) -> Reply:
        start = int(request.query["recordoffset"])
        given = rows[start : start + at_once]
        if not given:
            return Reply(200, b"")
        text = io.StringIO()
        more = ("RECORD_COUNT",) if counted else ()
        written = csv.writer(text, quoting=csv.QUOTE_ALL)
        written.writerow(("GEOGRAPHY_CODE", column, "OBS_VALUE", *more))
        written.writerows((*row, str(len(rows))) if counted else row for row in given)
        return Reply(200, text.getvalue().encode(), {"Content-Type": "text/csv"})

    return answer


def in_json(value: object) -> Reply:
    """An answer in JSON."""
    return Reply(200, json.dumps(value).encode(), {"Content-Type": "application/json"})


def page(title: str, *links: str) -> Reply:
    """A web page with links."""
    anchors = "".join(f'<p><a class="govuk-link" href="{link}">Download</a></p>' for link in links)
    text = f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body>{anchors}</body></html>"
    return Reply(200, text.encode(), {"Content-Type": "text/html; charset=utf-8"})
