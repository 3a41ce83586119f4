"""Files to begin a strategy with: every line a comment, until somebody takes the mark away."""

from __future__ import annotations

from pathlib import Path

STARTER = Path(__file__).parent


def write_starter(folder: Path) -> tuple[list[str], list[str]]:
    """Write the starter files that a folder does not have yet; names of those written, and of those left as they were."""
    return write_missing(STARTER, folder)


def write_missing(source: Path, folder: Path) -> tuple[list[str], list[str]]:
    """Write the TOML files of one folder into another, never over one that is there; names of those written, of those left."""
    written, left = [], []
    for path in sorted(source.rglob("*.toml")):
        name = path.relative_to(source)
        if (folder / name).exists():
            left.append(name.as_posix())
            continue
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(path.read_bytes())
        written.append(name.as_posix())
    return written, left
