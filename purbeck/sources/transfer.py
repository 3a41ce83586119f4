"""Files over HTTP: redirects followed with care, broken transfers taken up again, web pages refused.

urllib3 is used by itself: it checks certificates against the system's own store, which a council's laptop needs behind
a filtering proxy, sends no credentials from files of the user's, and leaves ranges and redirects to this module.
"""

from __future__ import annotations

import json
import re
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from itertools import chain
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3

from purbeck import provenance
from purbeck.sources.answers import (
    MOST_TRIES,
    BrokenOffError,
    UnavailableError,
    joined,
    printable,
    refuse_address,
    refuse_page,
    refuse_status,
)

BLOCK_BYTES = 1 << 16
CONNECT_SECONDS, READ_SECONDS = 15, 60
TRIES_TO_CONNECT = 2  # a laptop without a network should be told soon
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 1.0, 120.0
MOST_BYTES_OF_A_PAGE = 50_000_000
REDIRECTS = (301, 302, 303, 307, 308)
UNREACHABLE = (
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ConnectTimeoutError,
    urllib3.exceptions.ProxyError,
)
RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")

T = TypeVar("T")
Heard = Callable[[int, int], None]
"""Told how many bytes have come, and how many there will be (0 where nobody said)."""


@dataclass(frozen=True)
class Limits:
    """What a download may take at most."""

    most_bytes: int
    most_seconds: float


@dataclass(frozen=True)
class Edition:
    """How a server marks an edition of a file: its ETag, and the date it was changed."""

    etag: str = ""
    modified: str = ""

    @property
    def strong(self) -> str:
        """The mark a half file may be continued by; empty where there is none that is sure."""
        return self.etag if self.etag and not self.etag.startswith("W/") else "" if self.etag else self.modified


@dataclass(frozen=True)
class Received:
    """What came of a request for a file: the address finally reached, its edition, and whether it was new."""

    reached: str
    edition: Edition
    new: bool


@dataclass(frozen=True)
class Part:
    """A download that is not whole yet, with what was known of it when it began, in a file beside it."""

    path: Path

    @property
    def size(self) -> int:
        """Bytes held."""
        return self.path.stat().st_size if self.path.exists() else 0

    @property
    def _beside(self) -> Path:
        return self.path.with_name(self.path.name + ".json")

    def known(self, address: str) -> dict[str, str | int]:
        """What was noted when the download of this address began; empty where that is not what the file holds."""
        with suppress(OSError, ValueError):
            noted = json.loads(self._beside.read_text(encoding="utf-8"))
            if isinstance(noted, dict) and noted.get("address") == address and self.size:
                return noted
        return {}

    def note(self, **known: str | int) -> None:
        """Write down what is known of it."""
        self._beside.write_text(json.dumps(known), encoding="utf-8")

    def begin(self, **known: str | int) -> None:
        """Empty it, and write down what it is going to hold."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_bytes(b"")
        self.note(**known)

    def clear(self) -> None:
        """Throw it away."""
        self.path.unlink(missing_ok=True)
        self._beside.unlink(missing_ok=True)

    def whole(self, path: Path) -> None:
        """It has come to its end: give it its name."""
        self.path.replace(path)
        self._beside.unlink(missing_ok=True)


class Web:
    """Requests, one at a time. `wait` and `clock` are the system's unless others are given."""

    def __init__(self, wait: Callable[[float], None] | None = None, clock: Callable[[], float] | None = None) -> None:
        self._wait, self._clock = wait or time.sleep, clock or time.monotonic
        self._pools: dict[str, urllib3.PoolManager] = {}
        self._answered: set[str] = set()
        self._failures: Counter[str] = Counter()
        self._agent = f"Purbeck/{provenance.code_version().split(' ')[0]}"

    def read(self, address: str, understood: Callable[[bytes, str], T], most_bytes: int = MOST_BYTES_OF_A_PAGE) -> T:
        """A small answer, made sense of. `understood` is given its bytes and the address reached, and may refuse.

        Raises UnavailableError.
        """

        def attempt() -> T:
            with self._answer(address, {}) as (answer, reached):
                refuse_status(answer.status, answer.headers, reached)
                content = b""
                for block in _blocks(answer):
                    content += block
                    if len(content) > most_bytes:
                        raise UnavailableError(f"{reached} sends more than {most_bytes:,} bytes.")
            return understood(content, reached)

        return self._persist(attempt, lambda: 0)

    def save(self, address: str, part: Part, limits: Limits, held: Edition, heard: Heard) -> Received:
        """A file, streamed into `part`; a broken transfer is taken up where it broke. `held` is the edition held already.

        Raises UnavailableError; `part` then keeps what can be continued another time.
        """
        in_time = self.deadline(limits)
        return self._persist(lambda: self._save_once(address, part, limits, in_time, held, heard), lambda: part.size)

    def deadline(self, limits: Limits) -> Callable[[], None]:
        """What to call now and then: raises UnavailableError once the time that a download may take is over."""
        until = self._clock() + limits.most_seconds

        def in_time() -> None:
            if self._clock() > until:
                raise UnavailableError(f"It took longer than {limits.most_seconds / 60:.0f} minutes.")

        return in_time

    def _persist(self, attempt: Callable[[], T], progress: Callable[[], int]) -> T:
        tries, furthest = 0, progress()
        while True:
            try:
                return attempt()
            except BrokenOffError as broken:
                tries = 1 if progress() > furthest else tries + 1
                furthest = max(furthest, progress())
                if tries >= broken.tries:
                    raise UnavailableError(f"{broken.why} Tried {tries} times in a row.") from broken
                seconds = (
                    FIRST_WAIT_SECONDS * 2 ** (tries - 1) if broken.after_seconds is None else broken.after_seconds
                )
                if seconds > LONGEST_WAIT_SECONDS:
                    raise UnavailableError(
                        f"{broken.why} It asks to be left alone for {seconds / 60:.0f} minutes."
                    ) from broken
                self._wait(seconds)

    def _save_once(
        self, address: str, part: Part, limits: Limits, in_time: Callable[[], None], held: Edition, heard: Heard
    ) -> Received:
        known = part.known(address)
        edition = Edition(str(known.get("etag", "")), str(known.get("modified", "")))
        with self._answer(address, _conditions(part.size if known else 0, edition, held)) as (answer, reached):
            if answer.status == HTTPStatus.NOT_MODIFIED:
                part.clear()
                return Received(reached, held, new=False)
            if answer.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and known:
                if answer.headers.get("Content-Range") == f"bytes */{part.size}":  # stopped at its very end
                    return Received(reached, edition, new=True)
                part.clear()
                raise BrokenOffError(f"{reached} no longer has the rest of the file.")
            refuse_status(answer.status, answer.headers, reached)
            start, total = _where(answer, part, known, reached)
            blocks = _blocks(answer)
            first = next(blocks, b"")
            if not start:
                refuse_page(answer.headers, first, reached)
                edition = Edition(answer.headers.get("ETag", ""), answer.headers.get("Last-Modified", ""))
                part.begin(address=address, etag=edition.etag, modified=edition.modified, total=total)
            _refuse_size(total, start, limits, part, reached)
            done = start
            with part.path.open("ab") as file:
                for block in chain([first], blocks):
                    file.write(block)
                    file.flush()  # so that it is there if the next block never comes
                    done += len(block)
                    heard(done, total)
                    in_time()
                    if done > limits.most_bytes:
                        break
            if done > limits.most_bytes:
                part.clear()
                raise UnavailableError(f"{reached} sends more than the {limits.most_bytes:,} bytes it may have.")
            if total and done != total:
                raise BrokenOffError(f"{reached} sent {done:,} of the {total:,} bytes it announced.")
        return Received(reached, edition, new=True)

    @contextmanager
    def _answer(self, address: str, headers: Mapping[str, str]) -> Iterator[tuple[urllib3.BaseHTTPResponse, str]]:
        """The answer to a request, redirects followed, and the address it came from."""
        passed: list[str] = []
        while True:
            refuse_address(address, passed)
            passed.append(address)
            answer = self._ask(address, headers)
            try:
                target = answer.headers.get("Location")
                if answer.status not in REDIRECTS or not target:
                    yield answer, address
                    return
            finally:
                answer.close()
            led = joined(address, target)
            if led is None:
                raise UnavailableError(f"{address} leads to {printable(target)}, which is no web address.")
            address = led

    def _ask(self, address: str, headers: Mapping[str, str]) -> urllib3.BaseHTTPResponse:
        host = urlsplit(address).netloc
        new = host not in self._answered
        if new and self._failures[host] >= TRIES_TO_CONNECT:  # other files of this host need not wait to be told so
            raise UnavailableError(f"{host} cannot be reached from here.")
        sent = {"User-Agent": self._agent, "Accept-Encoding": "identity", **headers}
        timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
        try:
            answer = self._pool(address).request(
                "GET", address, headers=sent, redirect=False, retries=False, preload_content=False, timeout=timeout,
                decode_content=False,
            )  # fmt: skip
        except UNREACHABLE as error:
            self._failures[host] += 1
            tries = TRIES_TO_CONNECT if new else MOST_TRIES
            raise BrokenOffError(f"{host} cannot be reached from here.", tries=tries) from error
        except urllib3.exceptions.SSLError as error:
            raise UnavailableError(f"{host} does not prove that it is {host} ({printable(str(error))}).") from error
        except urllib3.exceptions.LocationValueError as error:
            raise UnavailableError(f"{printable(address)} is no web address.") from error
        except urllib3.exceptions.HTTPError as error:
            raise BrokenOffError(f"{host} broke the connection off.") from error
        self._answered.add(host)
        return answer

    def _pool(self, address: str) -> urllib3.PoolManager:
        """Connections straight to the host, or through the proxy that the system's settings name for it."""
        parts = urlsplit(address)
        proxy = getproxies().get(parts.scheme, "")
        if proxy and proxy_bypass(parts.hostname or ""):
            proxy = ""
        if proxy not in self._pools:
            self._pools[proxy] = urllib3.ProxyManager(proxy) if proxy else urllib3.PoolManager()
        return self._pools[proxy]


def _conditions(size: int, edition: Edition, held: Edition) -> dict[str, str]:
    """What to ask for: the rest of a half file if it is still the same, or the file if it is not the one held."""
    if size and edition.strong:
        return {"Range": f"bytes={size}-", "If-Range": edition.strong}
    asked = {"If-None-Match": held.etag, "If-Modified-Since": held.modified}
    return {name: value for name, value in asked.items() if value and not size}


def _where(
    answer: urllib3.BaseHTTPResponse, part: Part, known: Mapping[str, str | int], reached: str
) -> tuple[int, int]:
    """At which byte the answer begins and how many the whole file has; 0 where nobody said."""
    length = (
        int(answer.headers.get("Content-Length") or 0) if answer.headers.get("Content-Length", "0").isdigit() else 0
    )
    if answer.status != HTTPStatus.PARTIAL_CONTENT:
        return 0, length
    said = RANGE.fullmatch(answer.headers.get("Content-Range", ""))
    etag = answer.headers.get("ETag", known.get("etag"))
    total = int(said[2]) if said and said[2].isdigit() else part.size + length
    fits = said and int(said[1]) == part.size and etag == known.get("etag") and total == (known.get("total") or total)
    if not fits:
        part.clear()
        raise BrokenOffError(f"The file at {reached} changed while it was downloaded.")
    return part.size, total


def _blocks(answer: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
    try:
        yield from answer.stream(BLOCK_BYTES, decode_content=False)
    except urllib3.exceptions.HTTPError as error:
        raise BrokenOffError("The transfer broke off.") from error


def _refuse_size(total: int, start: int, limits: Limits, part: Part, reached: str) -> None:
    if total > limits.most_bytes:
        raise UnavailableError(f"{reached} announces {total:,} bytes, more than the {limits.most_bytes:,} it may have.")
    free = shutil.disk_usage(part.path.parent).free
    if total - start > free:
        raise UnavailableError(f"It takes {total - start:,} bytes and the disk has {free:,} free.")
