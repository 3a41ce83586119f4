"""A document becomes a PDF/UA-1 file by typst: tagged, with language, alternatives and bookmarks."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from purbeck.publication.blocks import Block, Document, Picture, Table, widths

TEMPLATE = Path(__file__).with_name("templates") / "document.typ"
STANDARD: Final = "ua-1"
NO_DAY = 315532800  # the first second of 1980: the file says no time of its own
NOT_INSTALLED = 'The PDF was left out: typst is not installed. To have it, install Purbeck with the extra "pdf".'
# The first that the machine has; typst brings the last itself.
FONTS = ("Arial", "Liberation Sans", "Helvetica", "DejaVu Sans", "Libertinus Serif")


def can_be_made() -> bool:
    """Whether typst is installed."""
    return find_spec("typst") is not None


def pdf(document: Document) -> bytes:
    """The bytes of the PDF of a document. The same document, on a machine with the same fonts, gives the same bytes.

    typst refuses to write a file that breaks what it can check of PDF/UA-1.
    """
    import typst  # noqa: PLC0415 - an extra: without it, all but the PDF is published

    pictures: dict[str, bytes] = {}
    blocks = [_plain(block, pictures) for block in document.blocks]
    held = asdict(document) | {"blocks": blocks, "fonts": FONTS}
    # The library takes files by name, though its types do not say so.
    files: Any = {"main.typ": TEMPLATE.read_bytes(), "document.json": json.dumps(held).encode("utf-8"), **pictures}
    made: bytes = typst.compile(files, format="pdf", pdf_standards=[STANDARD], timestamp=NO_DAY)
    return made


def _plain(block: Block, pictures: dict[str, bytes]) -> dict[str, Any]:
    """A block as the template reads it; the file of a picture goes into `pictures`."""
    held = asdict(block) | {"block": type(block).__name__.lower()}
    if isinstance(block, Picture):
        held["file"] = f"picture-{len(pictures) + 1}.svg"
        pictures[held["file"]] = held.pop("svg").encode("utf-8")
    if isinstance(block, Table):
        held["widths"] = widths(block)
    return held
