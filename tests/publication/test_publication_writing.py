"""Writing the folder: same bytes each time, whole or not at all, clear words where the disk or the name refuses."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sample_findings as samples
from openpyxl import load_workbook

from purbeck import disclosure
from purbeck.errors import SettingsError, StorageError
from purbeck.publication import build
from purbeck.publication.browser_scripts import scripts
from purbeck.publication.build import put, replace_folder, write
from purbeck.publication.publication import About
from purbeck.workspace import Tell, Workspace, create, silent

FEW = [samples.quality(), samples.bars(), samples.map_(), samples.hidden()]


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace whose released findings are a few of the samples."""
    monkeypatch.setattr(disclosure, "released_for", lambda _workspace, _edition, _tell: FEW)
    return create(tmp_path / "vale", "Purbeck Vale", ("E06000059",), "")


def publish(workspace: Workspace, name: str, about: About, edition: str, tell: Tell = silent) -> Path:
    """Write an edition and put it in place."""
    page, kept = put(workspace, name, write(workspace, name, about, edition, tell).files | release("0123456789ab"))
    assert kept is None
    return page


def release(name: str) -> dict[str, str | bytes]:
    """The file that says which release a publication is."""
    return {disclosure.RECORD: f'{{"release": "{name}"}}'}


def held(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_page_style_workbook_and_figures_are_written_and_twice_gives_the_same_bytes(workspace: Workspace) -> None:
    path = publish(workspace, "2026-needs-assessment", samples.ABOUT, "partners")
    assert path == workspace.publications / "2026-needs-assessment" / "index.html"
    first = held(path.parent)
    with_vega = scripts()  # none where npm ci was not run
    assert first.keys() >= with_vega.keys()
    assert [name for name in first if name not in with_vega] == [
        *(f"2026-needs-assessment.{form}" for form in ("docx", "gpkg", "ods", "pdf", "xlsx")),
        "data/data-dictionary.csv", "data/findings.csv", "datapackage.json",
        "figures/finding-bars00000000.csv", "figures/finding-map000000000.csv", "figures/finding-qual00000001.csv",
        "index.html", "release.json", "style.css",
    ]  # fmt: skip
    assert b"\r" not in first["index.html"]
    publish(workspace, "2026-needs-assessment", samples.ABOUT, "partners")
    assert held(path.parent) == first
    assert [p.name for p in workspace.publications.iterdir()] == ["2026-needs-assessment"], (
        "nothing is left lying about"
    )


def test_page_and_every_sheet_bear_the_mark_of_their_edition_and_no_draft_is_spoken_of(
    formats: dict[str, str | bytes], read: Callable[[str], Any]
) -> None:
    page = read(str(formats["index.html"]))
    assert [e.text for e in page.all("p") if e.attributes.get("class") == "draft"] == [samples.MARK]
    assert "orking draft" not in page.text
    links = {e.attributes["href"] for e in page.by_id("downloads").all("a")}
    assert (
        {f"vale.{form}" for form in ("docx", "pdf", "ods", "xlsx", "gpkg")} | {"datapackage.json"}
        <= links
        <= {*formats}
    )
    book = load_workbook(io.BytesIO(bytes(formats["vale.xlsx"])))  # type: ignore[arg-type]
    assert {sheet["A2"].value for sheet in book.worksheets} == {samples.MARK}
    assert not [row for sheet in book.worksheets for (row,) in sheet["A1:A30"] if "orking draft" in str(row.value)]


@pytest.mark.parametrize("name", ["", "../elsewhere", "A name", "2026/page", ".hidden", "con\n", "-x"])
def test_name_that_cannot_be_a_folder_everywhere_is_refused(workspace: Workspace, name: str) -> None:
    with pytest.raises(SettingsError, match="cannot be the name of a publication"):
        publish(workspace, name, samples.ABOUT, "partners")
    assert list(workspace.publications.iterdir()) == []


def test_who_waits_is_told_of_every_chart(workspace: Workspace) -> None:
    told: list[tuple[str, int, int]] = []
    publish(workspace, "page", samples.ABOUT, "partners", lambda *said: told.append(said))
    drawing = [("drawing charts", n, len(FEW)) for n in range(len(FEW) + 1)]
    assert told == [*drawing, ("writing documents", 0, 1), ("writing documents", 1, 1)]


def test_files_of_an_earlier_edition_do_not_linger(tmp_path: Path) -> None:
    folder = tmp_path / "page"
    replace_folder(folder, {"index.html": "old", "figures/gone.csv": "x"})
    replace_folder(folder, {"index.html": "new"})
    assert held(folder) == {"index.html": b"new"}


def test_publication_that_makes_room_for_another_of_its_name_is_kept(workspace: Workspace) -> None:
    for name in ("aaaaaaaaaaaa", "bbbbbbbbbbbb", "bbbbbbbbbbbb", "aaaaaaaaaaaa", "bbbbbbbbbbbb"):
        page, kept = put(workspace, "page", {"index.html": name} | release(name))
        assert page.read_text(encoding="utf-8") == name
        assert kept is None or (kept / "index.html").read_text(encoding="utf-8") == kept.name.removeprefix("page-")
    assert sorted(p.name for p in workspace.publications.iterdir()) == [
        "page", "page-aaaaaaaaaaaa", "page-bbbbbbbbbbbb",
    ]  # fmt: skip
    for number in ("", "-2"):
        put(workspace, "other", {"index.html": f"of no release{number}"})
        put(workspace, "other", {"index.html": "new"} | release(f"cccccccccccc{number}"))
        assert held(workspace.publications / f"other-earlier{number}") == {
            "index.html": f"of no release{number}".encode()
        }


def test_failure_while_writing_leaves_the_last_edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "page"
    replace_folder(folder, {"index.html": "old"})

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        replace_folder(folder, {"index.html": "new"})
    monkeypatch.undo()
    assert held(folder) == {"index.html": b"old"}
    assert [p.name for p in tmp_path.iterdir()] == ["page"]


def test_failure_while_swapping_puts_the_last_edition_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "page"
    replace_folder(folder, {"index.html": "old"})
    real = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name.endswith(".new"):
            raise PermissionError(13, "Permission denied")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(PermissionError):
        replace_folder(folder, {"index.html": "new"})
    assert held(folder) == {"index.html": b"old"}


def test_run_killed_between_the_two_renames_is_mended_by_the_next(tmp_path: Path) -> None:
    folder = tmp_path / "page"
    replace_folder(folder, {"index.html": "old"})
    folder.rename(folder.with_name(".page.last"))
    (tmp_path / ".page.new").mkdir()
    (tmp_path / ".page.new" / "half.html").write_text("half", encoding="utf-8")
    replace_folder(folder, {"index.html": "new"})
    assert held(tmp_path) == {"page/index.html": b"new"}


def test_disk_that_refuses_is_told_in_words(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(build, "replace_folder", full)
    with pytest.raises(StorageError, match="No space left on device") as refused:
        publish(workspace, "page", samples.ABOUT, "partners")
    assert refused.value.exit_code == 7
