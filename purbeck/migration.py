"""Brings what people wrote from an older version's form to this one's, after a backup."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from purbeck import provenance
from purbeck.definition.definition import read_definition
from purbeck.definition.shipped import STARTING_DEFINITION, fingerprint, shipped_versions
from purbeck.errors import SettingsError
from purbeck.store import flush
from purbeck.workspace import FORMAT, FORMAT_COMMENT, SETTINGS_FILE, WRITTEN_BY_PEOPLE, Workspace

BACKUPS = "backups"
UNFINISHED = ".new"
MARK = re.compile(r"^format[ \t]*=[ \t]*\d+", flags=re.MULTILINE)

# The text of each TOML file that people wrote, by its name below the workspace, line ends as they are.
Texts = Mapping[str, str]


@dataclass(frozen=True)
class Migration:
    """One step from a form of the workspace's folder to the next: a function that gives back the files it changes."""

    to: int
    about: str
    change: Callable[[Texts], dict[str, str]]


@dataclass(frozen=True)
class Change:
    """One file that an upgrade writes anew: its name below the workspace, why, and its new text."""

    file: str
    about: str
    text: str


@dataclass(frozen=True)
class Plan:
    """What an upgrade would do: the changes in the order they are made, and what is left for a person to decide.

    `backup` is the folder that holds what was there before, once the changes have been made.
    """

    found: int
    changes: tuple[Change, ...]
    notes: tuple[str, ...]
    backup: Path | None = None


def mark_format(texts: Texts) -> dict[str, str]:
    """Form 2: partnership.toml says which form the folder has."""
    text = texts[SETTINGS_FILE]
    end = _line_end(text)
    lines = text.splitlines(keepends=True)
    # Before the first setting: a line at the end would fall into whatever table stands there.
    first = next((n for n, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")), len(lines))
    return {SETTINGS_FILE: "".join([*lines[:first], f"{FORMAT_COMMENT}{end}format = 2{end}", *lines[first:]])}


MIGRATIONS = (Migration(2, "it says which form the folder has, so that later versions know it", mark_format),)


def plan(workspace: Workspace) -> Plan:
    """What would bring a workspace up to this version; nothing is changed.

    Raises SettingsError where partnership.toml cannot be used: it has to be right before it is upgraded.
    """
    found = workspace.partnership.format
    before = _texts(workspace.path)
    stand_ins, notes = _stand_ins(workspace.path, before)
    after = before | {change.file: change.text for change in stand_ins}
    why = {change.file: [change.about] for change in stand_ins}
    for migration in (m for m in MIGRATIONS if m.to > found):
        for file, text in migration.change(after).items():
            after[file] = text
            why.setdefault(file, []).append(migration.about)
    if found < FORMAT:
        after[SETTINGS_FILE] = MARK.sub(f"format = {FORMAT}", after[SETTINGS_FILE], count=1)
    # The mark comes last: until it is written the workspace is of the older form, and upgrading can be begun again.
    changed = sorted((f for f in after if after[f] != before.get(f)), key=lambda f: (f == SETTINGS_FILE, f))
    return Plan(found, tuple(Change(f, "; ".join(why.get(f, [])), after[f]) for f in changed), tuple(notes))


def carry_out(workspace: Workspace) -> Plan:
    """Make the changes, after a copy of all that people wrote. Each file is the old one or the new one, whatever happens."""
    with workspace.store.lock():
        found = plan(workspace)
        if not found.changes:
            return found
        backup = _back_up(workspace.path)
        for change in found.changes:
            file = workspace.path / change.file
            fresh = file.with_name(file.name + UNFINISHED)
            fresh.write_bytes(change.text.encode("utf-8"))
            flush(fresh)
            fresh.replace(file)
    return replace(found, backup=backup)


def _written(path: Path) -> dict[str, Path]:
    """Every file that people wrote, by its name below the workspace."""
    below = (file for name in WRITTEN_BY_PEOPLE for file in [path / name, *(path / name).rglob("*")])
    files = sorted(file for file in below if file.is_file() and not file.name.endswith(UNFINISHED))
    return {file.relative_to(path).as_posix(): file for file in files}


def _texts(path: Path) -> dict[str, str]:
    """The TOML files that people wrote. One that is not UTF-8 is nobody's to change: a build says what is wrong with it."""
    found = {}
    for name, file in _written(path).items():
        try:
            if file.suffix == ".toml":
                found[name] = file.read_bytes().decode("utf-8")
        except UnicodeDecodeError:
            continue
    return found


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _back_up(path: Path) -> Path:
    """Copy what people wrote into a folder named after its content; one that is there already is whole."""
    files = _written(path)
    key = provenance.key_of([(name, provenance.file_hash(file)) for name, file in files.items()])
    folder = path / BACKUPS / f"before-upgrade-{key[:8]}"
    if folder.exists():
        return folder
    fresh = folder.with_name(folder.name + UNFINISHED)
    shutil.rmtree(fresh, ignore_errors=True)
    for name, file in files.items():
        copy = fresh / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
        flush(copy)
    fresh.replace(folder)
    return folder


# --- the definition that ships --------------------------------------------------------------------------------------


def _stand_ins(path: Path, texts: Texts) -> tuple[list[Change], list[str]]:
    """Definitions that are an earlier version of the one that ships: replaced as a whole where nobody changed them."""
    ships = STARTING_DEFINITION.read_text(encoding="utf-8")
    earlier = set(shipped_versions()) - {fingerprint(ships)}
    changes, notes = [], []
    for file in (name for name in texts if name.startswith("definition/")):
        if fingerprint(texts[file]) in earlier:
            about = (
                "the stand-in as an older Purbeck shipped it, changed by nobody, becomes the one that ships now. "
                f"{_news(path / file)} Figures can change"
            )
            changes.append(Change(file, about, ships.replace("\n", _line_end(texts[file]))))
        elif fingerprint(texts[file]) != fingerprint(ships) and (news := _news(path / file)):
            notes.append(f"{file} was changed here and stays as it is. {news} It ships as {STARTING_DEFINITION}")
    return changes, notes


def _news(file: Path) -> str:
    """Rules that the definition that ships has and a workspace's own has not, or the reverse; "" where there are none."""
    ships = read_definition(STARTING_DEFINITION)
    try:
        held = read_definition(file)
    except SettingsError:  # not to be read: a build says so
        return ""
    if held.id != ships.id:
        return ""
    ours, theirs = {rule.id for rule in held.rules}, {rule.id: rule for rule in ships.rules}
    new = [name for name in theirs if name not in ours]
    gone = sorted(ours - set(theirs))
    said = [f"New rules in the one that ships: {', '.join(new)}."] if new else []
    return " ".join([*said, *([f"Rules it has not: {', '.join(gone)}."] if gone else [])])
