"""What a release was made of, remembered in its workspace alone: a hash can give away a small file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from purbeck import provenance
from purbeck.disclosure.releases import FOLDER, LEDGER
from purbeck.errors import StorageError
from purbeck.language.catalogue import FOLDER as TRANSLATIONS
from purbeck.workspace import FOLDERS, SETTINGS_FILE, TABLES, Workspace

SUFFIX = ".made-of.json"
# Who we are, our breaks and costs, our definitions. Of data, strategy and paragraphs even a hash may confirm a guess.
TOLD, TOLD_WITHIN = frozenset({SETTINGS_FILE, "breaks.toml", "unit_costs.toml"}), "definition/"
MADE_BY_US = frozenset({TABLES, "publications"})


@dataclass(frozen=True)
class MadeOf:
    """The code, and the hash of every file of the workspace that a build can read, by its path."""

    code: str
    files: dict[str, str]

    def settings(self) -> dict[str, str]:
        """The part that a publication may bear: files that hold nothing of people, and that its pages say."""
        return {name: one for name, one in self.files.items() if name in TOLD or name.startswith(TOLD_WITHIN)}


def input_files(workspace: Workspace) -> list[str]:
    """Every file of a workspace that a build or an edition can read, by its path; the ledger of releases is none of them."""
    root = workspace.path
    beside = [path for path in root.glob("*.toml") if path.is_file()]
    within = [
        p
        for name in (*FOLDERS, TRANSLATIONS)
        if name not in MADE_BY_US
        for p in (root / name).rglob("*")
        if p.is_file()
    ]
    names = (path.relative_to(root).as_posix() for path in [*beside, *within])
    return sorted(name for name in names if name != LEDGER and not name.startswith(f"{FOLDER}/"))


def made_of(workspace: Workspace) -> MadeOf:
    """What a release would be made of now."""
    return MadeOf(
        provenance.code_version(),
        {name: provenance.file_hash(workspace.path / name) for name in input_files(workspace)},
    )


def remember(workspace: Workspace, release: str) -> MadeOf:
    """Write down what a release was made of, and give it back. Raises StorageError where the disk refuses."""
    held = made_of(workspace)
    path = _path(workspace, release)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.new")
        fresh.write_text(json.dumps({"code": held.code, "files": held.files}, indent=1) + "\n", encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise StorageError(
            f"{path} could not be written ({error.strerror or error}).", "Make room on the disk, then publish again."
        ) from error
    return held


def remembered(workspace: Workspace, release: str) -> MadeOf | None:
    """What a release was made of; None where nobody wrote it down, or it cannot be read."""
    try:
        held = json.loads(_path(workspace, release).read_text(encoding="utf-8"))
        return MadeOf(str(held["code"]), {str(name): str(value) for name, value in held["files"].items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _path(workspace: Workspace, release: str) -> Path:
    return workspace.path / FOLDER / f"{release}{SUFFIX}"
