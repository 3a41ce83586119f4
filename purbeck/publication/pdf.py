"""A document becomes a PDF/UA-1 file by typst: tagged, with language, alternatives and bookmarks."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from purbeck.language.speaker import language, said
from purbeck.publication.blocks import DOCUMENT, Block, Document, Picture, Table, widths
from purbeck.publication.undated import in_xml

TEMPLATE = Path(__file__).with_name("templates") / "document.typ"
STANDARD: Final = "ua-1"
NO_DAY = 315532800  # the first second of 1980: the file says no time of its own
NOT_INSTALLED = 'The PDF was left out: typst is not installed. To have it, install Purbeck with the extra "pdf".'
NOT_DISPLAYED = re.compile(r'the text `"(.+?)"` could not be displayed')
CODE = re.compile(r"\\u\{([0-9a-f]+)\}")
FIRST_OF_THE_EAST = 0x2E80  # from here on, writing and pictures that few fonts of these islands have
# The first that the machine has; typst brings the last itself.
FONTS = ("Arial", "Liberation Sans", "Helvetica", "DejaVu Sans", "Libertinus Serif")


def can_be_made() -> bool:
    """Whether typst is installed."""
    return find_spec("typst") is not None


def pdf(document: Document) -> bytes:
    """The bytes of the PDF of a document. The same document, on a machine with the same fonts, gives the same bytes.

    typst refuses to write a file that breaks what it can check of PDF/UA-1.
    """
    pictures: dict[str, bytes] = {}
    blocks = [_plain(block, pictures) for block in document.blocks]
    held = json.dumps(_writable(asdict(document) | {"blocks": blocks, "fonts": FONTS} | _words()), ensure_ascii=False)
    files = {"main.typ": TEMPLATE.read_bytes(), "document.json": held.encode("utf-8"), **pictures}
    return _compiled(files)


def _words() -> dict[str, str | list[str]]:
    """The language, and the words that the template itself puts in: "Page 1 of 2" in pieces, "Contents", "Figure", "Table"."""
    code, _, region = language().partition("-")
    page = re.split("[12]", said("Page 1 of 2", DOCUMENT))
    fixed = {word.lower(): said(word, DOCUMENT) for word in ("Contents", "Figure", "Table")}
    return {"lang": code, "region": region or "GB", "page": page, **fixed}


def _compiled(files: dict[str, bytes]) -> bytes:
    """The PDF of a template and its files.

    A character that no font of the machine has would stop the whole, since PDF/UA-1 forbids to write it: its name in
    brackets is written for it, "[slightly smiling face]".
    """
    import typst  # noqa: PLC0415 - an extra: without it, all but the PDF is published

    given: Any = files  # the library takes files by name, though its types do not say so
    while True:
        try:
            made: bytes = typst.compile(given, format="pdf", pdf_standards=[STANDARD], timestamp=NO_DAY)
        except typst.TypstError as error:
            lacking = NOT_DISPLAYED.search(str(error))
            if lacking is None:
                raise
            spelt_out = _spelt_out(given, _meant(lacking[1]))
            if spelt_out == given:
                raise
            given = spelt_out
        else:
            return made


def _meant(shown: str) -> str:
    """The first character of a text as typst shows it: itself, or `\\u{d7ff}`."""
    code = CODE.match(shown)
    return chr(int(code[1], 16)) if code else shown[0]


def _spelt_out(files: dict[str, bytes], lacking: str) -> dict[str, bytes]:
    """The files with the names of a character, and of those like it, in its place.

    Of Chinese characters, or pictures in text, a font that lacks one lacks most: they are not tried one by one.
    """
    kind = unicodedata.category(lacking)
    pattern = re.escape(lacking)
    if ord(lacking) >= FIRST_OF_THE_EAST:
        texts = "".join(text.decode("utf-8") for name, text in files.items() if name != "main.typ")
        like = {one for one in texts if ord(one) >= FIRST_OF_THE_EAST and unicodedata.category(one) == kind}
        pattern = f"[{re.escape(''.join(sorted(like | {lacking})))}]"
    return {
        name: re.sub(pattern, _name_of, text.decode("utf-8")).encode("utf-8") if name != "main.typ" else text
        for name, text in files.items()
    }


def _name_of(found: re.Match[str]) -> str:
    return f"[{unicodedata.name(found[0], f'character U+{ord(found[0]):04X}').lower()}]"


def _writable(held: Any) -> Any:
    """All texts without the characters that no form of ours can hold."""
    if isinstance(held, str):
        return in_xml(held)
    if isinstance(held, dict):
        return {name: _writable(value) for name, value in held.items()}
    return [_writable(value) for value in held] if isinstance(held, list | tuple) else held


def _plain(block: Block, pictures: dict[str, bytes]) -> dict[str, Any]:
    """A block as the template reads it; the file of a picture goes into `pictures`."""
    held = asdict(block) | {"block": type(block).__name__.lower()}
    if isinstance(block, Picture):
        held["file"] = f"picture-{len(pictures) + 1}.svg"
        pictures[held["file"]] = held.pop("svg").encode("utf-8")
    if isinstance(block, Table):
        held["widths"] = widths(block)
    return held
