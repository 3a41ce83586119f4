"""The way of a definition: begun from one that ships, checked, and compared before it is adopted."""

from __future__ import annotations

from pathlib import Path

from purbeck.definition.check import Checked, checked
from purbeck.definition.compare import Difference, compared
from purbeck.definition.definition import Definition, check_examples, read_definition
from purbeck.definition.shipped import ILLUSTRATIVE
from purbeck.errors import SettingsError, StorageError
from purbeck.incidents.incident import TABLE as INCIDENTS
from purbeck.sources.build import PLACES
from purbeck.store import Store, quiet_known_warnings
from purbeck.workspace import Workspace

DRAFTS = "drafts"  # below definition/: files there are no definitions of the partnership yet


def define_template(path: Path | str) -> Path:
    """Write the illustrative definition as a draft; its path. Raises StorageError where a file of its name is there."""
    target = Workspace(Path(path)).path / "definition" / DRAFTS / ILLUSTRATIVE.name
    if target.exists():
        raise StorageError(
            f'"{target}" is there already.', "Rename it, or take it away, then run purbeck define template again."
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(ILLUSTRATIVE.read_text(encoding="utf-8"), encoding="utf-8")
    return target


def define_check(path: Path | str, name: str = "") -> list[Checked]:
    """What there is to notice in each definition of a workspace, or in the one named (see `file_of`).

    Raises DefinitionError where an example of it does not come out.
    """
    workspace = _opened(path)
    files = [file_of(workspace, name)] if name else workspace.definition_files()
    store = workspace.store if _is_built(workspace.store) else None
    try:
        return [checked(_read(file), store) for file in files]
    finally:
        workspace.store.close()


def define_diff(path: Path | str, a: str, b: str) -> Difference:
    """What moves between two definitions (see `file_of`) on the tables of the last build; nothing is changed.

    Raises TableError where nothing is built, DefinitionError where an example of either does not come out.
    """
    workspace = _opened(path)
    first, second = (_read(file_of(workspace, name)) for name in (a, b))
    try:
        return compared(workspace.store, first, second, workspace.table(PLACES))
    finally:
        workspace.store.close()


def file_of(workspace: Workspace, name: str) -> Path:
    """The file of a definition: a name in definition/ or definition/drafts/, with .toml or without, or a path.

    Raises SettingsError where there is none, and says which there are.
    """
    folder = workspace.path / "definition"
    bare = name.removesuffix(".toml")
    for file in (folder / f"{bare}.toml", folder / DRAFTS / f"{bare}.toml", Path(name)):
        if file.is_file():
            return file
    there = [file.stem for place in (folder, folder / DRAFTS) for file in sorted(place.glob("*.toml"))]
    raise SettingsError(
        f'There is no definition "{name}": neither in {folder}, nor a file of that name.',
        f"Those there are: {', '.join(there) or 'none'}. Give one of them, or the path of a file.",
    )


def _read(file: Path) -> Definition:
    definition = read_definition(file)
    check_examples(definition)
    return definition


def _is_built(store: Store) -> bool:
    return bool(store.files(INCIDENTS))


def _opened(path: Path | str) -> Workspace:
    quiet_known_warnings()
    return Workspace(Path(path))
