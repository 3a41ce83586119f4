"""Writes the pages of docs/reference from the code; with --check, only says which are out of date."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from reference_pages.command_line import command_line, commands_page, errors_page, settings_page
from reference_pages.contracts import contracts_page
from reference_pages.declared import declared_tables, tables_page
from reference_pages.strategy import checks_page, spellings_page, strategy_page
from reference_pages.suppliers import datasets_page, sources_page

__all__ = ["command_line", "declared_tables", "pages"]  # the first two for the tests of the documentation

FOLDER = Path(__file__).parent / "reference"
FIX = "python docs/render_reference.py"
NOTE = f"<!-- Written by docs/render_reference.py from the code. Change the code, then run: {FIX} -->"


def main() -> int:
    """Write the pages, or check them; the exit code is 1 where `--check` found one out of date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail where a page is out of date")
    check = parser.parse_args().check
    stale = [name for name, text in pages().items() if not _is_current(FOLDER / name, text)]
    if not check:
        FOLDER.mkdir(exist_ok=True)
        for name, text in pages().items():
            (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
    for name in stale:
        print(f"docs/reference/{name} {'is out of date: run ' + FIX if check else 'was written'}")
    return 1 if check and stale else 0


def _is_current(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


def pages() -> dict[str, str]:
    """Every reference page by its file name."""
    made: dict[str, Callable[[], Iterable[str]]] = {
        "commands.md": commands_page,
        "tables.md": tables_page,
        "sources.md": sources_page,
        "datasets.md": datasets_page,
        "contracts.md": contracts_page,
        "settings.md": settings_page,
        "errors.md": errors_page,
        "strategy.md": strategy_page,
        "checks.md": checks_page,
        "spellings.md": spellings_page,
    }
    return {name: "\n".join([NOTE, "", *make()]).rstrip() + "\n" for name, make in made.items()}


if __name__ == "__main__":
    sys.exit(main())
