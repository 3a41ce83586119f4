"""The way back: a publication's numbers derived anew from a clean build, and compared."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from purbeck import disclosure, flow, publication_flow
from purbeck.attack.reading import files_of
from purbeck.errors import SettingsError, SourceError, StorageError
from purbeck.figures import listed
from purbeck.verification import Verified, compare
from purbeck.workspace import SETTINGS_FILE, Tell, Workspace, silent

MOST_NAMED = 5
NO_RECORD = "What this release was made of was not written down: whether files have changed since cannot be said."


def verify(publication: Path | str, workspace: Path | str | None = None, tell: Tell = silent) -> Verified:
    """Derive every number of a publication anew, and compare; `workspace` is given where the folder lies elsewhere.

    A copy of what the workspace was given is built in a temporary folder, and the edition made from it as on the day of the
    release, beside the releases of before. The workspace is only read. Raises SourceError where the folder is no release,
    SettingsError where its workspace is not found or has no line of it, and what a build and an edition raise.
    """
    folder = Path(publication)
    printed = files_of(folder)
    said = _record(folder, printed)
    home = flow.opened(_home(folder) if workspace is None else workspace)
    first, line = disclosure.entered(home, said["release"], said.get("released_on", ""))
    changed = tuple(_changed(home, first, printed))
    language = said.get("language", "")
    derived = _derived(home, first, tell, language)
    of = disclosure.remembered(home, first.release) or disclosure.made_of(home)
    derived[disclosure.RECORD] = disclosure.record_text(line, language, of.settings())
    held = {name: one.encode("utf-8") if isinstance(one, str) else one for name, one in derived.items()}
    tell("comparing", 0, 1)
    found = compare(printed, held, remade=bool(changed)).of(first.release, changed)
    tell("comparing", 1, 1)
    return found


def _record(folder: Path, printed: dict[str, bytes]) -> dict[str, str]:
    """What a publication says of its release."""
    try:
        held = json.loads(printed[disclosure.RECORD])
        return {str(name): str(value) for name, value in held.items()} | {"release": str(held["release"])}
    except (KeyError, ValueError, TypeError, AttributeError):
        raise SourceError(
            f'"{folder}" does not say which release it is: it has no {disclosure.RECORD} that can be read.',
            "Give the folder of a publication that purbeck publish made, or put back a copy of that file.",
        ) from None


def _home(folder: Path) -> Path:
    """The workspace that a publication lies in."""
    found = next((one for one in folder.resolve().parents if (one / SETTINGS_FILE).is_file()), None)
    if found is None:
        raise SettingsError(f'"{folder}" lies in no workspace.', "Say which it was made from, as --workspace PATH.")
    return found


def _changed(workspace: Workspace, entry: disclosure.Entry, printed: dict[str, bytes]) -> Iterator[str]:
    """In words, what is not as it was when a release was made: code, rules, files; and the publication itself."""
    before, now = disclosure.remembered(workspace, entry.release), disclosure.made_of(workspace)
    code = before.code if before else _code(printed)
    if code and code != now.code:
        yield f"Purbeck has changed since: the release was made by {code}, and this is {now.code}."
    if entry.rules_sha256 != disclosure.rules_hash(workspace):
        yield "The rules of disclosure have changed since the release."
    if before is None:
        yield NO_RECORD
        return
    differ = {
        "changed": [name for name in now.files if name in before.files and now.files[name] != before.files[name]],
        "added": [name for name in now.files if name not in before.files],
        "gone": [name for name in before.files if name not in now.files],
    }
    for what, names in differ.items():
        if names:
            more = [f"{len(names) - MOST_NAMED} more"] if len(names) > MOST_NAMED else []
            yield f"Files {what} since the release: {listed([*names[:MOST_NAMED], *more])}."


def _code(printed: dict[str, bytes]) -> str:
    """The code that a publication says it was made by; "" where it does not say."""
    try:
        return str(json.loads(printed["datapackage.json"])["codeVersion"])
    except (KeyError, ValueError, TypeError):
        return ""


def _derived(home: Workspace, entry: disclosure.Entry, tell: Tell, language: str) -> dict[str, str | bytes]:
    """The files of a release, made anew in a folder that is gone afterwards."""
    with TemporaryDirectory(prefix="purbeck-verify-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / home.path.resolve().name
        _copied(home, copy)
        disclosure.copy_before(home, entry, copy)
        made = flow.build(copy, tell)
        try:
            on = dt.date.fromisoformat(entry.released_on)
            return publication_flow.files_of_edition(made, entry.edition, entry.publication, tell, on, language)
        finally:
            made.store.close()


def _copied(home: Workspace, copy: Path) -> None:
    """Copy what a build can read. Raises StorageError where the disk refuses."""
    try:
        for name in disclosure.input_files(home):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(home.path / name, copy / name)
    except OSError as error:
        raise StorageError(
            f"A copy of the workspace could not be made in {copy.parent} ({error.strerror or error}).",
            "Make room on the disk: it takes as much as the folder sources does, and its tables.",
        ) from error
