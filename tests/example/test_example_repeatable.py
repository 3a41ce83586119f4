"""The same seed gives the same bytes; another seed other incidents in the same places."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from purbeck.errors import SettingsError, StorageError
from purbeck.example import DEFAULT_SEED, make_example


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_two_runs_give_identical_files(made: Path, tmp_path: Path) -> None:
    make_example(tmp_path, seed=DEFAULT_SEED)
    assert digests(tmp_path) == digests(made)


def test_another_seed_changes_incidents_but_no_place_and_nobody(made: Path, tmp_path: Path) -> None:
    make_example(tmp_path, seed=DEFAULT_SEED + 1)
    first, second = digests(made), digests(tmp_path)
    assert first.keys() == second.keys()
    changed = {name for name in first if first[name] != second[name]}
    assert changed == {name for name in first if name.startswith(("police/", "police_outcomes/"))}


def test_sizes_stay_small(made: Path) -> None:
    sizes = {path.name: path.stat().st_size for path in made.rglob("*") if path.is_file()}
    assert sum(sizes.values()) < 17_500_000
    assert sum(size for name, size in sizes.items() if name.endswith(".geojson")) < 3_000_000


def test_a_seed_below_zero_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="-1 is below zero"):
        make_example(tmp_path, seed=-1)


def test_a_path_that_is_a_file_is_refused_in_words(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("already here", encoding="utf-8")
    with pytest.raises(StorageError, match="could not be written"):
        make_example(taken)
