"""Every command as a user types it: what it prints, its exit code, and what it leaves alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from made_ods import HEADINGS, NOTES, write_ods
from small_district import hashes, lookup_files, month_of, page_published, put, workspace
from typed import typed

import purbeck
from purbeck import Workspace
from purbeck.errors import (
    DefinitionError,
    PlaceError,
    SettingsError,
    SourceError,
    StorageError,
    TableError,
)  # fmt: skip
from purbeck.example.answers import COUNTS_OF_DEFAULT_SEED
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.provenance import code_version

CODE = Path(purbeck.__file__).parents[1]
MORE = {"explain": ["abc"], "publish": ["--edition", "public", "--by", "Analyst"]}
COMMANDS = ("new", "get", "build", "check", "explain", "upgrade", "doctor", "example", "publish", "attack", "compare",
            "verify", "paragraphs", "template", "map", "check-return", "estimate", "add", "returns", "dispose", "define",
            "strategy")  # fmt: skip
USAGE = 2


def refused(*words: str | Path, code: int) -> str:
    """What a command says that ends with this exit code: on the error stream, without a traceback."""
    ended = typed(*words)
    assert ended.returncode == code, ended.stdout + ended.stderr
    assert ended.stderr.strip()
    return ended.stderr


def test_help_lists_the_commands_in_the_order_of_the_flow() -> None:
    found = typed("--help")
    assert found.returncode == 0
    listed = re.findall(r"^  ([\w-]+) {2,}\S", found.stdout.split("Commands:")[1], flags=re.MULTILINE)
    assert tuple(listed) == COMMANDS
    assert all(len(line) <= 80 for line in found.stdout.splitlines())
    assert "..." not in found.stdout.split("Commands:")[1], "no summary is cut short"


@pytest.mark.parametrize(
    "words",
    [["frobnicate"], ["build"], ["new", "x"], ["get"], ["get", "x", "residents", "--list"], ["build", "x", "--fast"]],
)
def test_a_slip_of_the_keyboard_is_told_in_words(words: list[str]) -> None:
    said = refused(*words, code=USAGE)
    assert "Usage" in said
    assert "--help" in said


def test_new_and_get_make_a_workspace(tmp_path: Path) -> None:
    folder, given = tmp_path / "northmoor", tmp_path / "given"
    police = {"2025-03/2025-03-moor-street.csv": month_of("2025-03")}
    put(given, lookup_files() | police | {"notes.txt": b"not ours"})
    made = typed("new", folder, "--area", "E06000991", "--name", 'The "North" Partnership')
    assert made.returncode == 0, made.stderr
    assert f"Next: purbeck get {folder}" in made.stdout.replace("\n", "")
    assert Workspace(folder).partnership.name == 'The "North" Partnership'
    taken = typed("get", folder, "--from", given)
    assert taken.returncode == 0, taken.stderr
    assert f"{len(lookup_files()) + 1} files taken in, 0 held already" in taken.stdout
    assert "notes.txt" in taken.stdout
    again = typed("get", folder, "--from", given)
    assert f"0 files taken in, {len(lookup_files()) + 1} held already" in again.stdout


def written(workspace: Workspace) -> dict[Path, int]:
    """When each table was written. Which download counts is worked out anew by each build, and comes to the same."""
    tables = sorted((workspace.path / "tables").rglob("*.parquet"))
    return {path: path.stat().st_mtime_ns for path in tables if path.name != "force_months.parquet"}


def test_a_second_build_changes_nothing_and_states_the_counts(own_district: Workspace) -> None:
    before = written(own_district)
    held = hashes(own_district.path / "tables")
    found = typed("build", own_district.path)
    assert found.returncode == 0, found.stderr
    assert written(own_district) == before, "no table is written again"
    assert hashes(own_district.path / "tables") == held
    for counts in COUNTS_OF_DEFAULT_SEED.values():
        assert f"{counts[-1]:,}" in found.stdout
    assert f"{len(own_district.table(FINDINGS))} findings" in found.stdout
    assert "purbeck check" in found.stdout


def test_check_can_be_read_at_eighty_columns(own_district: Workspace) -> None:
    found = typed("check", own_district.path)
    assert found.returncode == 0, found.stderr
    assert [line for line in found.stdout.splitlines() if len(line) > 80] == []
    for title in ("Months filed", "Completeness", "Rows read", "Issues"):
        assert title in found.stdout
    row = next(line for line in found.stdout.splitlines() if "Marrow" in line)
    assert re.findall(r"\d+", row) == ["12", "12", "12", "8"], "months filed in 2022 to 2025"


def test_check_sets_recorded_crime_beside_street_level_and_the_page_does_not_name_it(tmp_path: Path) -> None:
    """No figure of the page comes from it."""
    row = ("2025/26", 1, "Moor", "Northmoor", "Assault", "Violence against the person", "Violence", "8N", 40)
    ods = write_ods(tmp_path / "prc.ods", {"Notes": NOTES, "2025_26": [HEADINGS, row]}).read_bytes()
    months = {f"{n}.csv": month_of(f"2025-{n:02d}", rows=60) for n in range(4, 7)}
    made = workspace(tmp_path / "northmoor", months | {"prc.ods": ods})
    assert typed("build", str(made.path)).returncode == 0
    said = typed("check", str(made.path)).stdout
    assert "Recorded crime beside street-level rows, by CSP" in said
    assert "never mix the two in one figure" in said
    page = page_published(made.path).read_text(encoding="utf-8")
    assert "Street-level crime" in page
    assert "Police recorded crime by CSP" not in page


def test_explain_goes_from_a_number_to_its_files(own_district: Workspace) -> None:
    findings = own_district.table(FINDINGS)
    robbery = findings[(findings["analysis"] == "scale") & (findings["theme"] == "robbery")].iloc[0]
    found = typed("explain", own_district.path, robbery["id"], columns=140)
    assert found.returncode == 0, found.stderr
    for words in (robbery["statement"][:40], f"Incidents counted: {robbery['n']:,.0f}", "street_robbery", code_version(),
                  "2025-12.zip", robbery["definition_version"]):  # fmt: skip
        assert words in found.stdout
    near = refused("explain", own_district.path, robbery["id"][:-1] + "x", code=TableError.exit_code)
    assert robbery["id"] in near


def test_publish_writes_a_page_and_says_what_to_look_at(own_district: Workspace) -> None:
    paragraphs = own_district.path / "paragraphs"
    paragraphs.mkdir(exist_ok=True)
    (paragraphs / "own.md").write_text('+++\nchapter = "scale"\n+++\n\nMrs Ashdown thinks so too.\n', encoding="utf-8")
    found = typed(
        "publish", own_district.path, "--edition", "partners", "--by", "Analyst", "--to", "Police", "--name", "first"
    )
    assert found.returncode == 0, found.stderr
    page = own_district.path / "publications" / "first" / "index.html"
    assert page.is_file()
    assert "It is for partners alone." in found.stdout
    assert "“Mrs Ashdown” may be somebody's name" in " ".join(found.stdout.split())
    text = page.read_text(encoding="utf-8")
    assert "7,587" in text
    assert "stand-in" in text


@pytest.mark.parametrize("command", ["build", "check", "publish", "explain"])
def test_a_folder_that_is_no_workspace_is_told(tmp_path: Path, command: str) -> None:
    words = [command, tmp_path, *MORE.get(command, [])]
    said = refused(*words, code=SettingsError.exit_code)
    assert "is not a Purbeck workspace" in said.replace("\n", " ")
    assert "purbeck new" in said


@pytest.mark.parametrize("command", ["check", "publish", "explain"])
def test_a_workspace_that_is_not_built_is_told(tmp_path: Path, command: str) -> None:
    purbeck.new(tmp_path / "w", name="W", area=["E06000901"])
    said = refused(command, tmp_path / "w", *MORE.get(command, []), code=TableError.exit_code)
    assert "purbeck build" in said


def test_other_mistakes_have_their_own_exit_codes(tmp_path: Path, own_district: Workspace) -> None:
    said = refused("new", tmp_path / "x", "--area", "Dorset", "--name", "X", code=PlaceError.exit_code)
    assert '"Dorset" is not an area code' in said
    refused("new", own_district.path, "--area", "E06000901", "--name", "X", code=StorageError.exit_code)
    refused("get", own_district.path, "--from", tmp_path / "nowhere", code=StorageError.exit_code)
    (tmp_path / "empty").mkdir()
    refused("get", own_district.path, "--from", tmp_path / "empty", code=SourceError.exit_code)
    settings = own_district.path / "partnership.toml"
    good = settings.read_text(encoding="utf-8")
    settings.write_text(good + "confidence = 95\n", encoding="utf-8")
    said = refused("build", own_district.path, code=SettingsError.exit_code)
    assert "partnership.toml, confidence: " in said
    assert "95" in said
    settings.write_text(good, encoding="utf-8")
    file = own_district.path / "definition" / "serious-violence.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('rule = "street_robbery"', ""), encoding="utf-8")
    said = refused("build", own_district.path, code=DefinitionError.exit_code)
    assert '"a robbery counts"' in said
    assert "should come under no rule" in said.replace("\n", " ")
