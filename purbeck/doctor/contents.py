"""What a workspace holds: settings, definitions, supplied files against the register, tables, lock."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import filelock
import pyarrow as pa
import pyarrow.parquet as pq

from purbeck import migration, places, provenance
from purbeck.definition.definition import check_examples, read_definitions
from purbeck.doctor import returns
from purbeck.doctor.folder import same_but_for_case
from purbeck.doctor.remark import BROKEN, LOOK, OK, Remark, guarded
from purbeck.errors import SettingsError
from purbeck.findings import current
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.sources.door import SEEN_FILE
from purbeck.store import KEY, LOCK, PARTS
from purbeck.workspace import FORMAT, REGISTER_FILE, SETTINGS_FILE, Tell, Workspace

MOST_NAMED = 5


def look(workspace: Workspace, tell: Tell) -> Iterator[Remark]:
    """Every remark on what a workspace holds."""
    yield from guarded(SETTINGS_FILE, lambda: settings(workspace))
    yield from guarded("version", lambda: version(workspace))
    yield from guarded("definition", lambda: definitions(workspace))
    yield from guarded("sources", lambda: supplied(workspace, tell))
    if build_at_work(workspace):
        yield Remark(LOOK, "lock", "A build is at work, so the tables were not looked at.",
                     "Wait until it has ended, then run purbeck doctor again.")  # fmt: skip
        return
    yield Remark(OK, "lock", "No other build is at work.")
    yield from guarded("tables", lambda: tables(workspace, tell))
    yield from guarded("findings", lambda: findings(workspace))


def settings(workspace: Workspace) -> Iterator[Remark]:
    """Whether partnership.toml can be used. Whether the areas are known is for a build to say, which has the lookups."""
    partnership = workspace.partnership
    for code in partnership.area:
        places.check_code(code)
    yield Remark(OK, SETTINGS_FILE, f"{partnership.name}, {len(partnership.area)} area code(s) of the right form.")


def version(workspace: Workspace) -> Iterator[Remark]:
    """Whether the workspace is of the form that this version makes."""
    found = migration.plan(workspace)
    if found.changes:
        files = ", ".join(change.file for change in found.changes)
        words = f"Made by an older Purbeck (format {found.found}; this one makes {FORMAT}): {files} can be brought up to date."
        yield Remark(LOOK, "version", words, f"See what would change: purbeck upgrade {workspace.path}")
    else:
        yield Remark(OK, "version", f"Format {FORMAT}, as this Purbeck makes it.")


def definitions(workspace: Workspace) -> Iterator[Remark]:
    """Whether every definition can be read and does what its worked examples say."""
    for definition in read_definitions(workspace.definition_files()):
        check_examples(definition)
        yield Remark(OK, "definition", f"{definition.title}: {len(definition.examples)} worked examples pass.")


def supplied(workspace: Workspace, tell: Tell) -> Iterator[Remark]:
    """Whether every file of the data register is there and as it was when it was given."""
    gone_for_good, lists = returns.let_go(workspace), returns.lists_of_issues(workspace)
    entries = [entry for entry in workspace.register() if entry.file not in gone_for_good]
    missing, changed = [], []
    for number, entry in enumerate(entries, start=1):
        tell("hashing files", number, len(entries))
        file = workspace.sources / entry.file
        if not file.is_file():
            missing.append(entry.file)
        elif file.stat().st_size != entry.bytes or provenance.file_hash(file) != entry.sha256:
            changed.append(entry.file)
    held = {p.relative_to(workspace.sources).as_posix() for p in workspace.sources.rglob("*") if p.is_file()}
    fresh = sorted(name for name in held - lists - {entry.file for entry in entries} if not name.endswith(".new"))
    used = in_last_build(workspace)
    gone = [name for name in missing if name in used]
    yield from _about_files(changed, BROKEN, "changed since it was given", "Put back the file as it was supplied; or, if "
                            "the change was meant, purbeck build enters it in the data register.")  # fmt: skip
    yield from _about_files(gone, BROKEN, "in the data register and in the tables, and is not there", "Put it back, or give "
                            "it again with purbeck get; else the next build goes on without it.")  # fmt: skip
    yield from _about_files([name for name in missing if name not in used], LOOK, "in the data register and not there",
                            "If it was taken out on purpose, leave it so; else give it again with purbeck get.")  # fmt: skip
    yield from _about_files(fresh, LOOK, "not in the data register yet", "The next purbeck build enters it.")
    yield from _about_files(same_but_for_case(sorted(held)), LOOK, "the name of another file but for capital letters",
                            "Rename it: on Windows the two would be one file.")  # fmt: skip
    if not missing and not changed:
        yield Remark(OK, "sources", f"{len(entries)} files are as the data register ({REGISTER_FILE}) has them.")


def _about_files(names: list[str], state: str, what: str, todo: str) -> Iterator[Remark]:
    """One remark a file, and one for all beyond the first few."""
    for name in names[:MOST_NAMED]:
        yield Remark(state, "sources", f"sources/{name} is {what}.", todo)
    if len(names) > MOST_NAMED:
        yield Remark(state, "sources", f"{len(names) - MOST_NAMED} more files: each is {what}.", todo)


def in_last_build(workspace: Workspace) -> set[str]:
    """The files that the last build found in sources/; empty where nothing was built."""
    try:
        return set(json.loads((workspace.store.root / SEEN_FILE).read_text(encoding="utf-8"))["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def build_at_work(workspace: Workspace) -> bool:
    """Whether another build holds the lock."""
    lock = workspace.store.root / LOCK
    if not lock.exists():
        return False
    try:
        with filelock.FileLock(lock, timeout=0):
            return False
    except filelock.Timeout:
        return True


def tables(workspace: Workspace, tell: Tell) -> Iterator[Remark]:
    """Whether every table can be read to its last row, and every part that a table lists is there."""
    root = workspace.store.root
    files = sorted(root.rglob("*.parquet"))
    if not files:
        yield Remark(LOOK, "tables", "Nothing has been built yet.", f"Run: purbeck build {workspace.path}")
        return
    wrong = list(_missing_parts(root))
    for number, file in enumerate(files, start=1):
        tell("reading tables", number, len(files))
        if why := why_unreadable(file):
            wrong.append(f"{file.relative_to(workspace.path).as_posix()} {why}")
    for words in wrong[:MOST_NAMED]:
        yield Remark(BROKEN, "tables", f"{words}.", "Delete the folder tables, in which nothing is lost, and run purbeck "
                     "build.")  # fmt: skip
    if not wrong:
        yield Remark(OK, "tables", f"{len(files)} files can be read to their last row.")


def findings(workspace: Workspace) -> Iterator[Remark]:
    """Whether the findings are of the present settings, definitions, files and code; nothing where there are none."""
    try:
        changed = current.changes(workspace) if workspace.store.key(FINDINGS) else None
    except SettingsError:  # told of where settings and definitions are looked at
        return
    if changed:
        yield Remark(LOOK, "findings", f"They are out of date. Changed since they were made: {'; '.join(changed)}.",
                     f"Nothing will be published from them. Run: purbeck build {workspace.path}")  # fmt: skip
    elif changed is not None:
        yield Remark(OK, "findings", "They are of the present settings, definitions, files and Purbeck.")


def _missing_parts(root: Path) -> Iterator[str]:
    for listed in sorted(root.rglob(PARTS)):
        name = listed.parent.relative_to(root.parent).as_posix()
        try:
            parts = {
                f"{part}.{key[:12]}.parquet" for part, key in json.loads(listed.read_text(encoding="utf-8")).items()
            }
        except (ValueError, AttributeError, TypeError):
            yield f"{name}/{PARTS} cannot be read"
            continue
        for part in sorted(parts - {file.name for file in listed.parent.glob("*.parquet")}):
            yield f"{name}/{part} is listed and not there"


def why_unreadable(path: Path) -> str:
    """What keeps a table's file from being read, in words; "" where nothing does, and it was made from what it says."""
    try:
        with pq.ParquetFile(path) as file:
            key = (file.metadata.metadata or {}).get(KEY.encode(), b"").decode()
            for _ in file.iter_batches(use_threads=False):
                pass
    except (OSError, pa.ArrowException) as error:
        return f"cannot be read ({str(error).splitlines()[0]})"
    named = path.name.split(".")[-2]
    return "is not the part that its name says" if path.name.count(".") > 1 and not key.startswith(named) else ""
