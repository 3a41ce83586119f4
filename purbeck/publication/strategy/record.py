"""The record in a folder of a strategy's pages: their edition, their day and their mark."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from purbeck import provenance
from purbeck.language.speaker import speaker
from purbeck.publication.strategy.site import Site

RECORD = "strategy.json"
NAVIGATION = "Pages of this strategy"  # what the navigation of every page is called, for readers who do not see it
BEGINNING = 8192  # bytes of a page within which its navigation stands
EDITIONS = ("partners", "public")


class Pages(NamedTuple):
    """The edition of a folder of pages and their mark; "" for what nobody can tell."""

    edition: str
    mark: str


def record(site: Site, files: Mapping[str, str | bytes]) -> str:
    """What is written down beside the pages. Their mark is a hash of what is on them, and so tells nobody more."""
    about = {"edition": site.strategy.edition, "on": site.strategy.on.isoformat(), "title": site.title}
    if (now := speaker()) is not None:
        about["language"] = now.language
    mark = provenance.key_of(about, files)[: provenance.SHORT]
    return json.dumps(about | {"pages": mark}, indent=1, ensure_ascii=False)


def pages_in(folder: Path) -> Pages:
    """Which edition a folder holds, and the mark of its pages; neither where it holds no strategy, or nobody can tell."""
    try:
        return pages_of((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Pages("", "")


def pages_of(text: str) -> Pages:
    """What a record says. Raises ValueError where it is none."""
    about: Any = json.loads(text)
    if not isinstance(about, dict) or about.get("edition") not in EDITIONS:
        raise ValueError(text)
    return Pages(str(about["edition"]), str(about.get("pages", "")))


def folders_in(publications: Path) -> dict[str, Pages]:
    """The folders of a strategy's pages that are there, or one level down; leftovers of a killed run among them.

    A folder whose record is gone is known by the navigation of its pages.
    """
    folders = [path for depth in ("*", "*/*") for path in sorted(publications.glob(depth)) if path.is_dir()]
    return {
        folder.relative_to(publications).as_posix(): pages_in(folder)
        for folder in folders
        if (folder / RECORD).exists() or any(map(_is_page, sorted(folder.glob("*.html"))))
    }


def _is_page(path: Path) -> bool:
    """Whether a file is a page of a strategy."""
    try:
        with path.open("rb") as file:
            return NAVIGATION.encode() in file.read(BEGINNING)
    except OSError:
        return False
