"""Files of a publication beside those derived: by bytes, else by what they print."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from itertools import zip_longest
from pathlib import PurePosixPath

from purbeck.errors import SourceError
from purbeck.verification.contents import Item, items
from purbeck.verification.verified import Difference, Verified

Files = Mapping[str, bytes]
FINDINGS, DESCRIPTOR = "data/findings.csv", "datapackage.json"
TEXTS = frozenset({".html", ".css", ".csv", ".json", ".svg", ".txt", ".js"})
ARCHIVES = frozenset({".docx", ".xlsx", ".ods"})
LAYERS = frozenset({".gpkg"})
PICTURES = frozenset({".png", ".jpg", ".svg"})  # drawn with the fonts of the machine
A_FILE = "a file"


def compare(printed: Files, derived: Files, remade: bool = False) -> Verified:
    """The files of a publication beside those derived anew, by their paths within its folder.

    `remade` says that the code or what goes in is not what it was: versions of code and of builds, which files bear, are then no
    difference. Formats whose bytes rest on the machine (PDF, pictures, how an archive is packed) count as the same where
    they print the same.
    """
    known = _versions(printed, derived) if remade else {}
    differences: list[Difference] = []
    same, alike, numbers = 0, [], 0
    for name in sorted({*printed, *derived}):
        if name not in printed or name not in derived:
            there, here = A_FILE if name in printed else "", A_FILE if name in derived else ""
            differences.append(Difference("", name, "", there, here))
            continue
        wanted = items(name, derived[name])
        numbers += sum(item.numbers for item in wanted)
        if printed[name] == derived[name]:
            same += 1
            continue
        found = list(_of_file(name, printed[name], derived[name], wanted, known))
        differences += found
        alike += [] if found else [name]
    findings = len({item.finding for item in items(FINDINGS, derived[FINDINGS]) if item.finding})
    return Verified(findings, numbers, len({*printed, *derived}), same, tuple(alike), tuple(differences))


def _of_file(
    name: str, printed: bytes, derived: bytes, wanted: Sequence[Item], known: Mapping[str, str]
) -> Iterator[Difference]:
    """Where two files of a name differ in what they print; where they print the same, in what else they hold."""
    try:
        found = [Item(item.finding, item.place, _renewed(item.text, known)) for item in items(name, printed)]
    except SourceError as error:
        yield Difference("", name, "", error.what, A_FILE)
        return
    any_found = False
    for one in _between(name, found, wanted):
        any_found = True
        yield one
    if not any_found:
        yield from _beneath(name, printed, derived, known)


def _between(name: str, printed: Sequence[Item], derived: Sequence[Item]) -> Iterator[Difference]:
    """One beside the other where there are as many of both; else by their places."""
    pairs: Iterator[tuple[Item | None, Item | None]]
    if len(printed) == len(derived):
        pairs = iter(list(zip(printed, derived, strict=True)))
    else:
        there, here = _placed(printed), _placed(derived)
        pairs = ((there.get(key), here.get(key)) for key in dict.fromkeys([*here, *there]))
    for left, right in pairs:
        one = right or left
        texts = left.text if left else "", right.text if right else ""
        if one is not None and texts[0] != texts[1]:
            yield Difference(one.finding, name, one.place, *texts)


def _placed(held: Sequence[Item]) -> dict[tuple[str, str, int], Item]:
    seen: Counter[tuple[str, str]] = Counter()
    found = {}
    for item in held:
        key = (item.finding, item.place)
        seen[key] += 1
        found[(*key, seen[key])] = item
    return found


def _beneath(name: str, printed: bytes, derived: bytes, known: Mapping[str, str]) -> Iterator[Difference]:
    """What differs in a file that prints the same: lines of a text, parts of an archive, rows of a layer with their shapes."""
    suffix = PurePosixPath(name).suffix
    if suffix in TEXTS:
        lines = (
            _renewed(printed.decode("utf-8", "replace"), known).splitlines(),
            derived.decode("utf-8", "replace").splitlines(),
        )
        for number, (left, right) in enumerate(zip_longest(*lines, fillvalue=""), start=1):
            if left != right:
                yield Difference("", name, f"line {number}", left, right)
    elif suffix in ARCHIVES or suffix in LAYERS:
        parts = _entries if suffix in ARCHIVES else _layers
        there, here = parts(printed), parts(derived)
        for part in sorted({*there, *here}):
            left, right = _renewed(there.get(part, ""), known), here.get(part, "")
            if left != right:
                yield Difference("", name, part, left, right)


def _entries(held: bytes) -> dict[str, str]:
    """The parts of an archive that are no pictures."""
    with zipfile.ZipFile(io.BytesIO(held)) as packed:
        names = [name for name in packed.namelist() if PurePosixPath(name).suffix not in PICTURES]
        return {name: packed.read(name).decode("utf-8", "replace") for name in names}


def _layers(held: bytes) -> dict[str, str]:
    """The tables of a database of layers, shapes and all, without its own indexes."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(held)
        names = [str(name) for (name,) in database.execute("select name from sqlite_master where type = 'table'")]
        return {
            f"table {name}": "\n".join(map(repr, database.execute('select * from "' + name.replace('"', '""') + '"')))
            for name in names if not name.startswith(("rtree_", "sqlite_"))
        }  # fmt: skip


def _versions(printed: Files, derived: Files) -> dict[str, str]:
    """What a publication says of the code and the build of each finding, and what is said now."""
    there, here = (_told(files.get(DESCRIPTOR, b"")) for files in (printed, derived))
    return {old: here[key] for key, old in there.items() if old and here.get(key, old) != old}


def _told(descriptor: bytes) -> dict[str, str]:
    try:
        held = json.loads(descriptor)
        builds = {str(one["finding"]): str(one["build"]) for one in held["resources"] if "build" in one}
        return builds | {"": str(held["codeVersion"])}
    except (ValueError, KeyError, TypeError):
        return {}


def _renewed(text: str, known: Mapping[str, str]) -> str:
    for old, new in known.items():
        text = text.replace(old, new)
    return text
