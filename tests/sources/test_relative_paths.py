"""A clean file is read at full speed wherever the workspace is, by whatever path it is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from purbeck.sources import police_street
from purbeck.sources.archives import members
from purbeck.store import Store


@pytest.mark.parametrize("root", [Path("tables"), Path("./tables"), Path("inside/../tables")])
def test_clean_files_are_read_quickly_below_a_relative_path(
    root: Path, tmp_path: Path, made_up_files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "inside").mkdir()
    store = Store(root)
    archive = made_up_files / "police" / "2024-06.zip"
    with store.temporary_folder() as folder:
        copies = [
            police_street._copy_out(member, folder / f"{n:05d}.csv")
            for n, member in enumerate(members(archive, archive.name))
        ]
        assert police_street._write_quickly(store, "part", "k" * 16, copies) == {c.label: c.rows for c in copies}
    store.close()
