"""A publication is derived anew from what its workspace was given, and what was changed in it is found and named."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import polib
import pytest
from small_district import month_of, police_extract, workspace
from typer.testing import CliRunner

import purbeck
from purbeck import flow, partner_flow
from purbeck.cli import app
from purbeck.definition.shipped import ILLUSTRATIVE
from purbeck.errors import LanguageError, SettingsError, SourceError
from purbeck.publication.undated import undated
from purbeck.verification import Verified, compare
from purbeck.verification.contents import items
from purbeck.verify_flow import verify

pytestmark = pytest.mark.slow

ON = dt.date(2026, 3, 2)
NAME = "2025-needs-assessment-public"


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small district's public edition, in its workspace. Read it; do not change it."""
    months = {f"{y}-{m:02d}.csv": month_of(f"{y}-{m:02d}", rows=24) for y in (2024, 2025) for m in range(1, 13)}
    made = workspace(tmp_path_factory.mktemp("released") / "northmoor", months)
    flow.build(made.path)
    page = purbeck.publish(made.path, "public", by="Analyst", on=ON).page
    assert page is not None
    return page.parent


def files(folder: Path) -> dict[str, bytes]:
    """The files of a publication by their paths in it."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def a_finding(held: dict[str, bytes]) -> tuple[str, str]:
    """The id of a finding on robbery, and its row of findings.csv as it stands there."""
    row = next(line for line in held["data/findings.csv"].decode("utf-8-sig").splitlines() if "obbery" in line)
    return row.split(",")[0], row


def changed(held: dict[str, bytes], name: str, change: Callable[[bytes], bytes]) -> Verified:
    """A publication with one file changed, beside what it was."""
    fresh = change(held[name])
    assert fresh != held[name], f"{name} has nothing to change"
    return compare(held | {name: fresh}, held)


def test_publication_as_published_verifies_and_leaves_the_workspace_alone(released: Path) -> None:
    home = released.parents[1]
    before = {p: p.stat().st_mtime_ns for p in home.rglob("*")}
    run = CliRunner().invoke(app, ["verify", str(released)])
    assert run.exit_code == 0, run.output
    said = " ".join(run.output.split())
    assert "No difference. Compared: " in said
    assert f"{len(files(released))} files are the same to the byte." in said
    assert "since" not in said
    assert {p: p.stat().st_mtime_ns for p in home.rglob("*")} == before


def test_what_was_changed_is_found_and_what_changed_since_is_told(released: Path, tmp_path: Path) -> None:
    home = tmp_path / "northmoor"
    shutil.copytree(released.parents[1], home)
    folder = shutil.move(home / "publications" / NAME, tmp_path / "sent")
    table = folder / "data" / "findings.csv"
    one, row = a_finding(files(folder))
    value = next(cell for cell in row.split(",") if cell.replace(".", "").isdigit())
    table.write_bytes(table.read_bytes().replace(row.encode(), row.replace(f",{value},", ",987654,", 1).encode()))
    with (home / "partnership.toml").open("a", encoding="utf-8") as settings:
        settings.write("# looked at again\n")
    with pytest.raises(SettingsError, match="lies in no workspace"):
        verify(folder)
    run = CliRunner().invoke(app, ["verify", str(folder), "--workspace", str(home)])
    assert run.exit_code == 1, run.output
    said = " ".join(run.output.split())
    assert said.startswith("Files changed since the release: partnership.toml.")
    assert f"data/findings.csv, finding {one}, row {one}, value: printed is “987654”, derived is “{value}”." in said
    assert "1 difference. Compared: " in said


@pytest.mark.parametrize("name", ["index.html", f"{NAME}.docx", f"{NAME}.xlsx", f"{NAME}.ods", "figures"])
def test_one_changed_figure_is_found_in_every_format(released: Path, name: str) -> None:
    held = files(released)
    if name == "figures":
        name = next(one for one in held if one.startswith("figures/"))
        of = name.removeprefix("figures/finding-").removesuffix(".csv")
        found = changed(held, name, lambda was: was.replace(b",192,", b",193,", 1))
        assert {(one.finding, one.file) for one in found.differences} == {(of, name)}
        assert [(one.printed, one.derived) for one in found.differences] == [("193", "192")]
        return
    if name == "index.html":
        found = changed(held, name, lambda was: was.replace(b">192<", b">193<", 1))
    else:
        found = changed(held, name, lambda was: undated(was, _with_other_number))
    assert found.differences
    assert {one.file for one in found.differences} == {name}
    assert all(one.finding for one in found.differences)
    assert found.alike == ()


def test_every_document_is_read_number_by_number_with_the_findings_they_belong_to(released: Path) -> None:
    held = files(released)
    for suffix in (".pdf", ".docx", ".xlsx", ".ods"):
        printed = items(f"{NAME}{suffix}", held[f"{NAME}{suffix}"])
        assert any(one.text.startswith("192") and one.finding for one in printed), suffix
        assert len({one.finding for one in printed}) > 10, suffix


def _with_other_number(part: str, held: bytes) -> bytes:
    """The part of an office file with each number 192 changed to 193; in a workbook, where a cell is no word of its list."""
    if not part.endswith(".xml"):
        return held
    if not part.startswith("xl/"):
        return held.replace(b'office:value="192"', b'office:value="193"').replace(b">192<", b">193<")
    return re.sub(rb'(<c r="\w+"(?: s="\d+")?><v>)192<', rb"\g<1>193<", held)


def test_folder_that_is_no_release(released: Path, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<p>12</p>", encoding="utf-8")
    with pytest.raises(SourceError, match="does not say which release it is"):
        verify(tmp_path)
    (tmp_path / "release.json").write_text('{"release": "0123456789ab"}', encoding="utf-8")
    with pytest.raises(SettingsError, match="has no line of the release 0123456789ab"):
        verify(tmp_path, released.parents[1])


def test_edition_with_partners_verifies_beside_a_later_one(released: Path, tmp_path: Path) -> None:
    """A police extract of seven offences a month, by the illustrative definition: some of its counts are hidden."""
    home = tmp_path / "northmoor"
    shutil.copytree(released.parents[1], home, ignore=shutil.ignore_patterns("publications", "releases*"))
    shutil.copy(ILLUSTRATIVE, home / "definition" / "serious-violence.toml")
    partner_flow.add(home, police_extract(tmp_path / "extract.csv"), "police_extract", dt.date(2026, 1, 31))
    flow.build(home)
    first = purbeck.publish(home, "partners", by="Analyst", to=["Police"], on=ON)
    assert (
        first.page is not None
        and first.counts.set_index("source").filter(like="hidden").loc["police_extract"].sum() > 10
    )
    later = purbeck.publish(home, "public", by="Analyst", on=ON + dt.timedelta(30))
    assert later.release != first.release
    found = verify(first.page.parent)
    assert (list(found.changed), found.differences) == ([], ())
    assert found.same == found.files
    assert found.findings > 30


def test_an_edition_in_welsh_says_so_and_verifies(released: Path, tmp_path: Path) -> None:
    home = tmp_path / "northmoor"
    shutil.copytree(released.parents[1], home)
    asked = CliRunner().invoke(app, ["language", str(home), "--to", "cy"])
    assert asked.exit_code == 0 and " 0 of " in asked.output, asked.output
    file = home / "language" / "cy.po"
    held = polib.pofile(str(file))
    for entry in held:
        entry.msgstr = f"⟦{entry.msgid}⟧"
    held.save(str(file))
    made = purbeck.publish(home, "public", by="Analyst", on=ON, language="cy")
    assert made.page is not None and made.page.parent.name == f"{NAME}-cy"
    assert re.search(r"Welsh: ([\d,]+) of \1 messages\.", made.language)
    printed = files(made.page.parent)
    assert b'"language": "cy"' in printed["release.json"] and b'<html lang="cy">' in printed["index.html"]
    assert b'lang="en"' not in printed["index.html"]
    english = files(released)
    assert all(printed[name] == english[name] for name in english if name.endswith(".csv"))
    found = verify(made.page.parent)
    assert found.holds, found.in_words()


def test_what_cannot_be_published_in_welsh_is_said_before_anything_is_made(released: Path) -> None:
    home = str(released.parents[1])
    asked = ["publish", home, "--edition", "public", "--by", "Analyst", "--language", "cy"]
    run = CliRunner().invoke(app, asked)
    assert isinstance(run.exception, LanguageError) and "There are no translations yet" in str(run.exception)
    areas = CliRunner().invoke(app, [*asked, "--areas", "all"])
    assert isinstance(areas.exception, SettingsError) and "in English alone" in str(areas.exception)
