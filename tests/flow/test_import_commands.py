"""purbeck strategy import, template and undo, as a user types them: what they print at 80 columns, and their exit codes."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from made_lists import GOOD, HEADINGS
from made_xlsx import workbook
from typed import typed as typed_here

import purbeck
from purbeck.errors import SourceError, StrategyError

pytestmark = pytest.mark.slow  # builds workspace after workspace: left out of the fast suite

CODE = Path(purbeck.__file__).parents[1]
COMPLETE = Path(__file__).parents[1] / "strategy" / "complete"
USAGE = 2

Typed = Callable[..., subprocess.CompletedProcess[str]]
SHEET = [
    ["Action plan 2026/27"],
    ["No.", *HEADINGS, "Cost code"],
    [1, *GOOD, "C1"],
    [2, "Youth worker in A&E", "Head of youth services", "schools", "03/04/2027", "Amber"],
    [3, "Street lighting", "Jane Smith", "Coucil", "Spring 2027", "Not started"],
    ["", "Total", "", "", "", "3"],
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a workspace, csp, and an action plan of which a row is bad."""
    path = purbeck.new(tmp_path / "csp", name="A partnership", area=["E06000901"]).path
    shutil.copytree(COMPLETE, path / "strategy", dirs_exist_ok=True)
    (tmp_path / "Action plan.xlsx").write_bytes(workbook({"Delivery plan": SHEET, "Key": [["Green"]]}))
    return tmp_path


@pytest.fixture
def typed(folder: Path) -> Typed:
    """`typed("import", "csp", ...)` is purbeck strategy with these words, in that folder, at 80 columns."""

    return partial(typed_here, "strategy", folder=folder)


def test_a_dry_run_says_row_by_row_what_would_be_done(folder: Path, typed: Typed) -> None:
    before = (folder / "csp/strategy/actions.toml").read_bytes()
    ended = typed("import", "csp", "Action plan.xlsx")
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == DRY_RUN
    assert all(len(line) <= 80 for line in ended.stdout.splitlines())
    assert (folder / "csp/strategy/actions.toml").read_bytes() == before


def test_the_page_on_imports_shows_what_is_printed() -> None:
    page = (CODE / "docs" / "how-to" / "import-a-spreadsheet.md").read_text(encoding="utf-8")
    shown = DRY_RUN[DRY_RUN.index("To add to") : DRY_RUN.index("Nothing was written")]
    assert shown in page


def test_refused_rows_keep_all_from_being_written_unless_skipped(folder: Path, typed: Typed) -> None:
    ended = typed("import", "csp", "Action plan.xlsx", "--apply")
    assert ended.returncode == SourceError.exit_code
    assert "1 of 4 rows of Action plan.xlsx are refused; nothing was written." in ended.stderr
    assert "Traceback" not in ended.stderr
    ended = typed("import", "csp", "Action plan.xlsx", "--apply", "--skip-bad")
    assert ended.returncode == 0
    assert ended.stdout.endswith(
        "Import 1: 2 added to strategy/actions.toml. To take it back: purbeck strategy\nundo csp\n"
        "Refused rows: Action plan-refused.csv\nWhat else was left out: Action plan-left-out.csv\n"
    )
    assert (folder / "Action plan-refused.csv").is_file()


def test_rows_that_are_all_refused_are_written_to_the_file_that_was_promised(folder: Path, typed: Typed) -> None:
    (folder / "bad.xlsx").write_bytes(workbook({"Delivery plan": [SHEET[1], SHEET[4]]}))
    before = (folder / "csp/strategy/actions.toml").read_bytes()
    ended = typed("import", "csp", "bad.xlsx", "--apply", "--skip-bad")
    assert ended.returncode == 0
    assert "Every row was refused: the strategy is as it was.\nRefused rows: bad-refused.csv\n" in ended.stdout
    assert "Jane Smith" in (folder / "bad-refused.csv").read_text(encoding="utf-8-sig")
    assert (folder / "csp/strategy/actions.toml").read_bytes() == before
    assert typed("undo", "csp").stdout == "There is no import to take back.\n"


def test_the_command_that_the_dry_run_names_works_and_undo_takes_it_back(folder: Path, typed: Typed) -> None:
    before = (folder / "csp/strategy/actions.toml").read_bytes()
    said = " ".join(typed("import", "csp", "Action plan.xlsx").stdout.split())
    words = re.findall(r'"[^"]+"|\S+', said.partition("To add them: purbeck strategy ")[2])
    assert typed(*(word.strip('"') for word in words)).returncode == 0
    assert (folder / "csp/strategy/actions.toml").read_bytes() != before
    ended = typed("undo", "csp")
    assert ended.returncode == 0
    assert re.sub(r"\d{4}-\d\d-\d\d", "DAY", ended.stdout) == (
        "Took back import 1 of DAY (Action plan.xlsx, 2 entries):\nstrategy/actions.toml is as it was before, to the byte.\n"
    )
    assert (folder / "csp/strategy/actions.toml").read_bytes() == before
    assert typed("undo", "csp").stdout == "There is no import to take back.\n"


def test_undo_of_an_edited_file_is_refused(folder: Path, typed: Typed) -> None:
    typed("import", "csp", "Action plan.xlsx", "--apply", "--skip-bad")
    with (folder / "csp/strategy/actions.toml").open("a", encoding="utf-8") as file:
        file.write("# mine\n")
    ended = typed("undo", "csp")
    assert ended.returncode == StrategyError.exit_code
    assert "was changed since import 1" in ended.stderr


def test_what_cannot_be_read_is_told_in_words(folder: Path, typed: Typed) -> None:
    (folder / "photo.xlsx").write_bytes(b"PK\x03\x04 nothing of the kind xl/")
    for words, said in (
        (("import", "csp", "none.xlsx"), 'There is no file "none.xlsx".'),
        (("import", "csp", "photo.xlsx"), "photo.xlsx is a damaged"),
        (("import", "csp", "Action plan.xlsx", "--as", "partners"), "has the headings of partners"),
        (("import", "csp", "Action plan.xlsx", "--sheet", "Plan"), 'It has: "Delivery plan", "Key".'),
    ):
        ended = typed(*words)
        assert ended.returncode == SourceError.exit_code
        assert said in " ".join(ended.stderr.split())
        assert "Traceback" not in ended.stderr
    assert typed("import", "csp").returncode == USAGE


def test_a_template_is_written_and_imported_once_filled_in(typed: Typed) -> None:
    ended = typed("template", "csp", "partners.xlsx", "--as", "partners")
    assert ended.returncode == 0
    assert ended.stdout == (
        "Written: partners.xlsx. When it is filled in: purbeck strategy import csp\npartners.xlsx --as partners\n"
    )
    assert (
        "1 row read = 0 kept (0 to add, 0 there already) + 1 rejected" in typed("import", "csp", "partners.xlsx").stdout
    )


DRY_RUN = """\
Action plan.xlsx, sheet "Delivery plan": actions, as its headings say; headings
in row 2
  Row 1 stands above the headings and was left out: "Action plan 2026/27"
  Sheet "Key" was not read: it is without headings of actions.

Columns read
  "Action" (B) as title
  "Lead officer" (C) as owner
  "Lead agency" (D) as partner
  "Deadline" (E) as due
  "Status" (F) as state
Columns left out
  "No." (A), with something in 3 rows: it says nothing of an entry
  "Cost code" (G), with something in 1 row: no field is headed so

To add to strategy/actions.toml (2)
  row 3 knife-arches: Knife arches
  row 4 youth-worker-in-a-e: Youth worker in A&E

Left out, being no entries (1)
  row 6: a total ("Total")

Refused
  row 5, "Lead officer" (C5)
    The name of a person stands where a role belongs.
    -> Write the role: "Head of community safety". If it is a role or a body,
    write it so that it can be told: "Prevent lead". The name is not shown here,
    and is not taken in.
  row 5, "Lead agency" (D5)
    "Coucil" is neither the id nor the title of one of the partners
    (strategy/partners.toml).
    -> Did you mean "council"?
  row 5, "Deadline" (E5)
    "Spring 2027" is not a day.
    -> Write a day like 31/03/2027 or a month like March 2027, or empty the
    cell.

How cells were read, to be looked through
  row 4, "Deadline" (E4)
    "03/04/2027" was read as 3 April 2027, the day first.
  row 4, "Status" (F4)
    "Amber" says how it goes, and was read as under way.

4 rows read = 2 kept (2 to add, 0 there already) + 2 rejected (1 refused, 1 no
entry).
Nothing was written. To add them: purbeck strategy import csp "Action plan.xlsx"
--as actions --sheet "Delivery plan" --apply --skip-bad
"""
