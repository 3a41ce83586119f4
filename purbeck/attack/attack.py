"""The attack: reads what was published, and nothing else, and tries to work out what was hidden."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from purbeck.attack.attacked import KNOWN, Attacked
from purbeck.attack.counts import attack_counts
from purbeck.attack.found import Found, leaks_sorted
from purbeck.attack.inversions import inversions, tables_of
from purbeck.attack.joins import joined
from purbeck.attack.reading import Files, files_of, read

Release = Path | Files


def attack(
    release: Release,
    earlier: Sequence[Release] = (),
    public: Sequence[Path] = (),
    others: Sequence[Sequence[Release]] = (),
) -> Attacked:
    """Try to undo a release: a folder, or its files by their path within it.

    `earlier` are the releases that readers have already, `public` files of counts that anybody can find, in the columns of
    released-counts.csv; `others` the releases that other readers have, beside which the released counts are attacked again.
    Nothing is changed. Raises SourceError where there is nothing to read or a file is not in the form it should be, TableError
    where its counts do not add up.
    """
    files = _files(release)
    found = read(files)
    before = Found()
    held_before = [_files(one) for one in earlier]
    for one in held_before:
        before.join(read(one))
    tables = tables_of(found)
    leaks, hidden = inversions(found, tables, before)
    told = partial(joined, found, tables)
    counted = attack_counts(files, held_before, public, told)
    beside = [attack_counts(files, [_files(one) for one in held], public, told) for held in others]
    every = leaks_sorted(iter([*counted.leaks, *leaks]))
    more = [one for found_too in beside for one in found_too.leaks if one.kind != KNOWN and one not in every]
    unread = [f"{name} could not be read: {why}." for name, why in found.unread]
    return Attacked(
        (*(one for one in every if one.kind != KNOWN), *dict.fromkeys(more)),
        tuple(one for one in every if one.kind == KNOWN),
        len(found.files), len(found.grids), len(found.words), len(found.drawings), hidden, counted.counts, counted.hidden,
        (*counted.unchecked, *unread), counted.remarks,
    )  # fmt: skip


def _files(release: Release) -> Files:
    return files_of(release) if isinstance(release, Path) else release
