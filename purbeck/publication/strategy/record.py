"""The record in a folder of a strategy's pages: which edition it holds, of which day."""

from __future__ import annotations

import json
from pathlib import Path

from purbeck.publication.strategy.site import Site

RECORD = "strategy.json"


def record(site: Site) -> str:
    """What is written down beside the pages."""
    about = {"edition": site.strategy.edition, "on": site.strategy.on.isoformat(), "title": site.title}
    return json.dumps(about, indent=1, ensure_ascii=False)


def edition_in(folder: Path) -> str:
    """The edition that a folder holds; "" where it holds no strategy, or nobody can tell."""
    try:
        return str(json.loads((folder / RECORD).read_text(encoding="utf-8"))["edition"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def folders_in(publications: Path) -> dict[str, str]:
    """The folders of a strategy's pages that are there, each with its edition; leftovers of a killed run among them."""
    return {path.parent.name: edition_in(path.parent) for path in sorted(publications.glob(f"*/{RECORD}"))}
