"""What the answer of a server is worth: refused, worth another try, or a web page in place of a file."""

from __future__ import annotations

import datetime as dt
import email.utils
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

MOST_TRIES = 5  # in a row without a byte of progress
MOST_REDIRECTS = 8
LOOKED_AT_BYTES = 1 << 16  # of a page, for its title
TRY_AGAIN = (408, 425, 429)
TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)


class UnavailableError(Exception):
    """What was asked for is not to be had, and asking again would not help; `status` is the server's, if it answered."""

    def __init__(self, why: str, status: int | None = None) -> None:
        self.why, self.status = why, status
        super().__init__(why)


class BrokenOffError(Exception):
    """A transfer that may work when tried again, after so many seconds if the server said so."""

    def __init__(self, why: str, after_seconds: float | None = None, tries: int = MOST_TRIES) -> None:
        self.why, self.after_seconds, self.tries = why, after_seconds, tries
        super().__init__(why)


def joined(address: str, target: str) -> str | None:
    """Where a link or a redirect at an address leads; None where it is nonsense."""
    try:
        found = urljoin(address, target)
        return found if urlsplit(found).port != 0 else None
    except ValueError:
        return None


def refuse_address(address: str, passed: Sequence[str]) -> None:
    """Raise for an address that must not be asked; `passed` are those that led to it, in order."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UnavailableError(f"{passed[-1]} leads to {printable(address)}, which is no web address." if passed else
                          f"{printable(address)} is no web address.")  # fmt: skip
    if parts.username or parts.password:
        raise UnavailableError(f"{passed[-1] if passed else 'The address'} leads to an address with a password in it.")
    if passed and urlsplit(passed[-1]).scheme == "https" and parts.scheme == "http":
        raise UnavailableError(f"{passed[-1]} leads from a safe connection to one that is not ({printable(address)}).")
    if address in passed or len(passed) > MOST_REDIRECTS:
        raise UnavailableError(f"{passed[0]} is passed on in a circle, or more than {MOST_REDIRECTS} times.")


def refuse_status(status: int, headers: Mapping[str, str], reached: str) -> None:
    """Raise for an answer that is no file."""
    if status in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT):
        if headers.get("Content-Encoding", "identity") != "identity":
            raise UnavailableError(f"{reached} sends the file packed, though it was asked not to.")
        return
    known = {int(one): one.phrase for one in HTTPStatus}
    why = f"{reached} answers {status} {known.get(status, '')}".rstrip() + "."
    if is_passing(status):
        raise BrokenOffError(why, _asked_to_wait(headers.get("Retry-After", "")))
    raise UnavailableError(why, status)


def is_passing(status: int) -> bool:
    """Whether a server that answers so may answer otherwise when asked again."""
    return status in TRY_AGAIN or status >= HTTPStatus.INTERNAL_SERVER_ERROR


def _asked_to_wait(said: str) -> float | None:
    """Seconds from a Retry-After header, which is a number or a date; None where it is neither."""
    if said.isdigit():
        return float(said)
    with suppress(ValueError, TypeError):
        return max(0.0, (email.utils.parsedate_to_datetime(said) - dt.datetime.now(dt.UTC)).total_seconds())
    return None


def refuse_page(headers: Mapping[str, str], first: bytes, reached: str) -> None:
    """Raise for nothing at all and for a web page, told by its content too: many errors come as pages with status 200."""
    if not first:
        raise UnavailableError(f"{reached} answers with an empty file.")
    if is_page(first) or headers.get("Content-Type", "").startswith("text/html"):
        raise UnavailableError(f"{reached} answers with a web page{page_title(first)}, where a file was expected.")


def is_page(content: bytes) -> bool:
    """Whether what comes is a web page or an error in XML; nothing that is asked for begins as they do."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def page_title(content: bytes) -> str:
    """The title of a page as part of a sentence; empty where it has none."""
    found = TITLE.search(content[:LOOKED_AT_BYTES].decode("utf-8", "replace"))
    return f' ("{printable(found[1])}")' if found else ""


def printable(text: str) -> str:
    """Text from elsewhere, fit to be shown: on one line, short, and without anything that steers a terminal."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())[:200]
