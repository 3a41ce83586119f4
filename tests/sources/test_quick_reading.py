"""A clean file is read at full speed by whatever path it is named, and only a clean one is."""

from __future__ import annotations

from pathlib import Path

import pytest

from purbeck.archives import members
from purbeck.sources import monthly_files, police_street
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
            monthly_files.copy_out(police_street.FORM, member, folder / f"{n:05d}.csv")
            for n, member in enumerate(members(archive, archive.name))
        ]
        assert police_street._write_quickly(store, "part", "k" * 16, copies) == {c.label: c.rows for c in copies}
    store.close()


def test_one_empty_column_too_many_is_found(tmp_path: Path) -> None:
    """DuckDB's reader takes no notice of it (found by hypothesis), so the commas are counted."""
    header = ",".join(police_street.COLUMNS)
    good = ',2025-03,Moor Police,Moor Police,-2.4,50.7,On or near,E01990001,"Moor, North 001A",Robbery,,'
    path = tmp_path / "2025-03-moor-street.csv"
    path.write_text("\n".join([header, good, good + ",", good, ""]), encoding="utf-8")
    store = Store(tmp_path / "tables")
    (member,) = members(path, path.name)
    reading = police_street.read_part(store, "part", "k" * 16, [monthly_files.Supplied(member, "0" * 64, 1)])
    assert [(i.row, i.rule, i.action) for i in reading.issues] == [(3, "column_count", "rejected")]
    assert (reading.files[0].rows_read, reading.files[0].rows_kept, reading.files[0].rows_rejected) == (3, 2, 1)
    store.close()
