"""The ledger of releases: who released what, when, under which rules; chained, and never shortened.

A release is entered before its folder is put in place, never after. Whoever is stopped between the two has a line of a
release that no reader saw, and later releases hide a little more than they need; the other way round readers would have a release
that no later one remembers, which is how two editions come to be subtracted. The line itself stands between two steps of the
counts: they, and how they hang together, are written under a name of preparation, the line is added, and they are given their
own name. A file of preparation without a line is a release that was not made, and the next release removes it; one with a line
counts as it is; a file of counts without a line means that lines are lost. Two may not publish at once: take the workspace's
lock.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from purbeck import provenance
from purbeck.disclosure.before import Before
from purbeck.disclosure.own_rules import rules_hash
from purbeck.disclosure.released_files import (
    COUNTS_FILE,
    STRUCTURE_FILE,
    counts_of,
    counts_text,
    kept_text,
    structure_of,
)
from purbeck.disclosure.rules import PARTNERS, PUBLIC
from purbeck.errors import SettingsError, StorageError
from purbeck.ledger import Ledger
from purbeck.store import flush
from purbeck.workspace import Workspace

LEDGER, FOLDER = "ledger/releases.csv", "ledger/releases"
RECORD = "release.json"  # in a publication's folder: which release it is
PREPARED = ".preparing"
OF_COUNTS, OF_STRUCTURE = ".csv", ".structure.json"  # how the files of a release in FOLDER end
COLUMNS = (
    "release", "released_on", "released_by", "edition", "publication", "rules_sha256", "counts_sha256", "hidden", "recipients",
    "line_sha256",
)  # fmt: skip
BETWEEN = "; "
LONGEST_NAME = 120
PUT_BACK = (
    f"Nothing was released. Put back {LEDGER} and the folder {FOLDER} from a copy of the workspace: they are only ever added to, "
    "and without them a release may be subtracted from an earlier one."
)


@dataclass(frozen=True)
class Entry:
    """One release. `line_sha256` is a hash of all else in its line and of the line before it.

    `counts_sha256` is one of its files in FOLDER: counts and structure; releases of before that was kept have counts alone.
    """

    release: str
    released_on: str
    released_by: str
    edition: str
    publication: str
    rules_sha256: str
    counts_sha256: str
    hidden: int
    recipients: tuple[str, ...]
    line_sha256: str


def _entry(row: list[str]) -> Entry:
    release, on, by, edition, publication, rules, counts, hidden, recipients, line = row
    dt.date.fromisoformat(on)
    if edition not in (PARTNERS, PUBLIC) or not release or not by or not line:
        raise ValueError(row)
    return Entry(
        release,
        on,
        by,
        edition,
        publication,
        rules,
        counts,
        int(hidden),
        tuple(filter(None, recipients.split(BETWEEN))),
        line,
    )


RELEASES = Ledger(LEDGER, COLUMNS, _entry, PUT_BACK)


def release_id(files: Mapping[str, str | bytes]) -> str:
    """The id of a release: a hash of the bytes that readers get and of nothing else, so that it tells nothing hidden.

    RECORD has no part in it, since it holds the id.
    """
    whole = hashlib.sha256()
    for name, held in sorted((name, held) for name, held in files.items() if name != RECORD):
        body = held.encode("utf-8") if isinstance(held, str) else held
        whole.update(f"{name}\n{len(body)}\n".encode())
        whole.update(body)
    return whole.hexdigest()[: provenance.SHORT]


def record_text(entry: Entry, language: str = "", settings: Mapping[str, str] | None = None) -> str:
    """What RECORD says in the publication of a release; who released it and to whom is in the ledger alone.

    The hash of its line is there alone too: all else that goes into it can be guessed, so that it would confirm a name.
    `language` is the code of the one it is in, "" for English; `settings` are hashes of files, to be compared with the next.
    """
    said: dict[str, Any] = {"release": entry.release, "edition": entry.edition, "released_on": entry.released_on,
            "rules_sha256": entry.rules_sha256}  # fmt: skip
    said |= {"settings": dict(settings)} if settings else {}
    return json.dumps(said | ({"language": language} if language else {}), indent=2) + "\n"


def shown(workspace: Workspace) -> list[str]:
    """The ids of the releases that the workspace's publications are; a record that cannot be read is of none."""
    found = []
    for path in sorted([*workspace.publications.glob(f"*/{RECORD}"), *workspace.publications.glob(f"*/*/{RECORD}")]):
        try:
            found.append(release_named(path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError):
            continue
    return list(filter(None, found))


def release_named(record: str) -> str:
    """The id of the release that a RECORD names; "" for one that cannot be read."""
    try:
        return str(json.loads(record)["release"])
    except (ValueError, KeyError, TypeError):
        return ""


def releases(workspace: Workspace) -> list[Entry]:
    """Every release entered, the oldest first. Nothing is changed.

    Raises SettingsError, with what is wrong and where, for a ledger that was changed, cut, emptied or taken away, or whose counts
    were: nothing can be released until it is put back.
    """
    found = RELEASES.entries(workspace.path)
    before = ""
    for number, entry in enumerate(found, start=2):
        if entry.line_sha256 != _chained(before, entry):
            raise SettingsError(
                f"{LEDGER}, line {number}: the release {entry.release} is not as it was entered, or a line before it is gone.",
                PUT_BACK,
            )
        before = entry.line_sha256
    for entry in found:
        _held(workspace, entry)
    _nothing_lost(workspace, {entry.release for entry in found})
    return found


def _chained(before: str, entry: Entry) -> str:
    return provenance.key_of(before, *astuple(entry)[:-1])


def _finish(workspace: Workspace, entered: set[str]) -> None:
    """End what was stopped: files whose line was entered get their name, others were of a release that was not made."""
    for path in sorted((workspace.path / FOLDER).glob(f"*{PREPARED}")):
        if path.name.partition(".")[0] in entered:
            path.replace(path.with_name(path.name.removesuffix(PREPARED)))
        else:
            path.unlink()


def _nothing_lost(workspace: Workspace, entered: set[str]) -> None:
    for path in sorted((workspace.path / FOLDER).glob(f"*{OF_COUNTS}")):
        if path.stem not in entered:
            raise _lost(path.stem, f"whose counts are in {FOLDER}")
    for release in shown(workspace):
        if release not in entered:
            raise _lost(release, "which stands in publications")


def _lost(release: str, where: str) -> SettingsError:
    return SettingsError(f"{LEDGER} has no line of the release {release}, {where}: lines are lost.", PUT_BACK)


def _path(workspace: Workspace, release: str, ending: str = OF_COUNTS) -> Path:
    return workspace.path / FOLDER / f"{release}{ending}"


def _held(workspace: Workspace, entry: Entry) -> dict[str, bytes]:
    """The files of a release as they were written down, by how they end; refused where they are not there, or not the same."""
    path = _path(workspace, entry.release)
    try:
        found = {ending: _read(_path(workspace, entry.release, ending)) for ending in (OF_COUNTS, OF_STRUCTURE)}
    except OSError as error:
        raise StorageError(
            f"{path} cannot be read ({error.strerror or error}).", "Close programs that have it open."
        ) from error
    if found[OF_COUNTS] is None:
        raise SettingsError(
            f"{FOLDER}/{path.name}, the counts of the release of {entry.released_on}, is gone.", PUT_BACK
        )
    held = {ending: text for ending, text in found.items() if text is not None}
    if hashlib.sha256(b"".join(held.values())).hexdigest() != entry.counts_sha256:
        raise SettingsError(
            f"{FOLDER}/{path.name}, the counts of the release of {entry.released_on}, was changed, or {OF_STRUCTURE} beside it.",
            PUT_BACK,
        )
    return held


def _read(path: Path) -> bytes | None:
    """A file, or what was to become of it where somebody was stopped; None where there is neither."""
    for one in (path, path.with_name(path.name + PREPARED)):
        if one.exists():
            return one.read_bytes()
    return None


def _held_by_readers(workspace: Workspace, edition: str) -> list[list[Entry]]:
    """The releases that each kind of reader of an edition holds already, each once, the oldest first.

    Partners hold every release. The public edition is read by everybody, who have what was public, and by partners as well.
    """
    every = list({entry.release: entry for entry in releases(workspace)}.values())
    public = [entry for entry in every if entry.edition == PUBLIC]
    return [public, every] if edition == PUBLIC and len(public) < len(every) else [every]


def files_before(workspace: Workspace, edition: str) -> list[list[dict[str, bytes]]]:
    """What each kind of reader of an edition has already, as files: the released counts, and how they hang together.

    Raises what `releases` does.
    """
    return [[_released(workspace, entry) for entry in held] for held in _held_by_readers(workspace, edition)]


def _released(workspace: Workspace, entry: Entry) -> dict[str, bytes]:
    """The files of a release as its readers have them."""
    held = _held(workspace, entry)
    counts = counts_text(_counts(held, entry)).encode("utf-8")
    structure = {STRUCTURE_FILE: held[OF_STRUCTURE]} if OF_STRUCTURE in held else {}
    return {COUNTS_FILE: counts, **structure}


def _counts(held: Mapping[str, bytes], entry: Entry) -> pd.DataFrame:
    return counts_of(held[OF_COUNTS].decode("utf-8"), f"{FOLDER}/{entry.release}{OF_COUNTS}")


def earlier(workspace: Workspace, edition: str) -> list[list[Before]]:
    """The same as counts, each release with its own structure, and with what it had to keep uncertain."""
    return [
        [_before(_held(workspace, entry), entry) for entry in held] for held in _held_by_readers(workspace, edition)
    ]


def _before(held: Mapping[str, bytes], entry: Entry) -> Before:
    structure = structure_of(held[OF_STRUCTURE].decode("utf-8")) if OF_STRUCTURE in held else None
    return Before(_counts(held, entry), structure)


def entered(workspace: Workspace, release: str, on: str = "") -> tuple[Entry, Entry]:
    """The first entry of a release, and that of a day, or the first again: one release may go to several.

    Raises SettingsError where the ledger has none, and what `releases` does.
    """
    found = [entry for entry in releases(workspace) if entry.release == release]
    if not found:
        raise SettingsError(
            f"{LEDGER} has no line of the release {release}.",
            "Give the workspace that it was made from, as --workspace PATH, or put back a copy of its ledger.",
        )
    return found[0], next((entry for entry in found if entry.released_on == on), found[0])


def copy_before(workspace: Workspace, entry: Entry, copy: Path) -> None:
    """Write what was in the ledger before a release into another workspace, which has none: its lines, with their counts."""
    found = releases(workspace)
    before = found[: found.index(entry)]
    if not before:
        return
    (copy / FOLDER).mkdir(parents=True, exist_ok=True)
    for one in before:
        for ending, text in _held(workspace, one).items():
            (copy / FOLDER / f"{one.release}{ending}").write_bytes(text)
    RELEASES.add(copy, [list(_fields(one, one.line_sha256)) for one in before])


def enter(
    workspace: Workspace, files: Mapping[str, str | bytes], protected: pd.DataFrame, *, by: str, edition: str, publication: str,
    recipients: Sequence[str] = (), on: dt.date,
) -> Entry:  # fmt: skip
    """Write down a release before it is put in place, with its protected counts and how they hang together; gives back its line.

    The same files again are the same release, which has its line already; a release to more recipients is a line of its own.
    Raises SettingsError where nobody is named who releases or receives, and what `releases` does.
    """
    to = named(by, edition, recipients)
    found = releases(workspace)
    _finish(workspace, {entry.release for entry in found})
    release = release_id(files)
    if held := next(
        (one for one in found if one.release == release and one.edition == edition and set(to) <= set(one.recipients)),
        None,
    ):
        return held
    written = {OF_COUNTS: kept_text(protected).encode("utf-8")}
    if (structure := files.get(STRUCTURE_FILE)) is not None:
        written[OF_STRUCTURE] = structure.encode("utf-8") if isinstance(structure, str) else structure
    made = Entry(
        release, on.isoformat(), by.strip(), edition, publication, rules_hash(workspace),
        hashlib.sha256(b"".join(written.values())).hexdigest(), int(protected["decision"].str.startswith("hidden").sum()), to, "",
    )  # fmt: skip
    line = _chained(found[-1].line_sha256 if found else "", made)
    for ending, text in written.items():
        _prepare(_path(workspace, release, ending), text)
    RELEASES.add(workspace.path, [list(_fields(made, line))])
    _finish(workspace, {release})
    return replace(made, line_sha256=line)


def _fields(made: Entry, line: str) -> Iterator[object]:
    for value in astuple(made)[:-1]:
        yield BETWEEN.join(value) if isinstance(value, tuple) else value
    yield line


def _prepare(path: Path, text: bytes) -> None:
    fresh = path.with_name(path.name + PREPARED)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(text)
        flush(fresh)
    except OSError as error:
        raise StorageError(
            f"{fresh} could not be written ({error.strerror or error}). Nothing was released.",
            "Make room on the disk, then publish again.",
        ) from error


def named(by: str, edition: str, recipients: Sequence[str]) -> tuple[str, ...]:
    """The recipients, each once, in order; who releases is named too. Raises SettingsError where somebody is not."""
    for what, name in [("--by", by), *(("--to", one) for one in recipients)]:
        if not name.strip() or len(name) > LONGEST_NAME or BETWEEN.strip() in name or not name.isprintable():
            raise SettingsError(
                f'{what} "{name[:LONGEST_NAME]}" names nobody.',
                f'Give a name or a role, as {what} "Partnership manager".',
            )
    if edition not in (PARTNERS, PUBLIC):
        raise SettingsError(f'"{edition}" is not an edition.', f"Give --edition {PUBLIC} or --edition {PARTNERS}.")
    if edition == PARTNERS and not recipients:
        raise SettingsError(
            "Nobody is named who gets the partners' edition.",
            'Name each, as --to "Dorset Police" --to "Dorset Council".',
        )
    if edition == PUBLIC and recipients:
        raise SettingsError(
            "The public edition is for everybody, and has no recipients.", "Leave out --to, or give --edition partners."
        )
    return tuple(sorted({one.strip() for one in recipients}))
