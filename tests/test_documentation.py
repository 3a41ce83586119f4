"""What the pages promise holds: examples run, links lead somewhere, commands, tables and exit codes are all there."""

from __future__ import annotations

import doctest
import importlib.util
import re
import sys
import types
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typed import typed

if TYPE_CHECKING:
    from purbeck import Workspace

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
EXAMPLES = re.compile(r"^```python\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
TERMS = (
    "CSP", "Duty", "specified authorities", "serious violence", "strategic needs assessment", "LSOA", "ward",
    "district", "force", "region", "residents", "person-year", "rate", "interval", "coverage", "comparator", "funnel",
    "dispersion", "XmR", "workspace", "issue", "theme", "released finding", "edition", "already public", "build",
    "relevant authorities", "strategy", "priority", "tier", "commitment", "aim", "outcome", "indicator", "indicator status",
    "horizon", "prevention level", "ecological level", "related strategy",
)  # fmt: skip


def label(path: Path) -> str:
    """The page's path, to name its test."""
    return path.relative_to(ROOT).as_posix()


def text_of(name: str) -> str:
    """A page's text."""
    return (ROOT / name).read_text(encoding="utf-8")


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ +(.+?) *$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.fixture(scope="session")
def renderer() -> types.ModuleType:
    """docs/render_reference.py as a module, which finds its parts beside it as when it is run."""
    sys.path.insert(0, str(DOCS))
    spec = importlib.util.spec_from_file_location("render_reference", DOCS / "render_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def with_examples() -> list[Path]:
    """Pages with a Python block that shows a prompt."""
    return [page for page in PAGES if any(">>>" in block for block in EXAMPLES.findall(page.read_text("utf-8")))]


@pytest.mark.parametrize("page", with_examples(), ids=label)
def test_examples_of_a_page_come_out_as_printed(page: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = EXAMPLES.findall(page.read_text(encoding="utf-8"))
    source = "\n".join(block for block in blocks if ">>>" in block)
    examples = doctest.DocTestParser().get_doctest(source, {}, page.name, page.name, 0)
    said: list[str] = []
    result = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(examples, out=said.append)
    assert not result.failed, "".join(said)


@pytest.mark.parametrize("page", PAGES, ids=label)
def test_links_lead_somewhere(page: Path) -> None:
    prose = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in (a or b for a, b in LINK.findall(prose)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), f"{target} leads nowhere"
        assert not anchor or anchor in anchors(there), f"{target}: no such heading"


@pytest.mark.parametrize("page", PAGES, ids=label)
def test_pictures_have_a_text_alternative(page: Path) -> None:
    assert not re.findall(r"!\[\s*\]\(", page.read_text(encoding="utf-8"))


def test_reference_pages_are_current(renderer: types.ModuleType) -> None:
    for name, text in renderer.pages().items():
        page = DOCS / "reference" / name
        assert page.is_file(), f"{name} is missing: run make fix"
        assert page.read_text(encoding="utf-8") == text, f"{name} is out of date: run make fix"


def test_every_command_is_documented_and_helps() -> None:
    listed = typed("--help").stdout.split("Commands:\n", 1)[1]
    commands = re.findall(r"^ +([a-z][a-z-]*)  ", listed, flags=re.MULTILINE)
    assert {"new", "get", "build", "check", "explain", "publish", "example"} <= set(commands)
    page = text_of("docs/reference/commands.md")
    assert [name for name in commands if f"\n## purbeck {name}\n" not in page] == []
    assert "| . |" not in page, "an argument or option has no words"


def test_commands_in_the_pages_exist(renderer: types.ModuleType) -> None:
    known = set(renderer.command_line().commands)
    for page in PAGES:
        for block in re.findall(r"^```(?:sh|console)?\n(.*?)^```", page.read_text("utf-8"), flags=re.M | re.S):
            for command in re.findall(r"^(?:\$ )?purbeck ([a-z]+)", block, flags=re.MULTILINE):
                assert command in known, f"{label(page)}: purbeck {command}"


def test_every_exit_code_is_documented() -> None:
    from purbeck import errors

    page = text_of("docs/reference/errors.md")
    kinds = [errors.PurbeckError, *errors.PurbeckError.__subclasses__()]
    codes = [kind.exit_code for kind in kinds]
    assert len(set(codes)) == len(codes), "each kind of error has an exit code of its own"
    for code in [0, 2, *codes, errors.INTERRUPTED_EXIT_CODE]:
        assert f"\n| {code} |" in page


def test_every_declared_table_is_documented(renderer: types.ModuleType) -> None:
    page = text_of("docs/reference/tables.md")
    tables = {table.name for table in renderer.declared_tables()}
    assert {"incidents", "counted", "measures", "findings", "issues", "files"} <= tables
    assert [name for name in tables if f"\n## {name}\n" not in page] == []


def test_every_method_has_its_page() -> None:
    parts = ("Question", "Formula", "Assumptions", "When not to use it", "Worked example", "References")
    for page in sorted((DOCS / "methods").glob("*.md")):
        text = page.read_text(encoding="utf-8")
        assert [part for part in parts if f"\n## {part}\n" not in text] == [], page.name


def test_every_decision_says_why_and_what_follows() -> None:
    pages = sorted((DOCS / "decisions").glob("*.md"))
    assert [page.name[:4] for page in pages] == [f"{number:04d}" for number in range(1, len(pages) + 1)]
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert [part for part in ("Context", "Decision", "Consequence") if f"\n## {part}\n" not in text] == [], (
            page.name
        )


def test_glossary_has_every_stage_and_the_words_of_the_duty() -> None:
    from purbeck import flow

    entries = re.findall(r"^\*\*(.+?)\*\*", text_of("GLOSSARY.md"), flags=re.MULTILINE)
    words = {word.strip().lower() for entry in entries for word in entry.split(",")}
    stages = {name for name, *_ in flow.STAGES} | {"publication"}
    assert {word.lower() for word in (*stages, *TERMS)} - words == set()


def test_every_page_of_the_documentation_can_be_found() -> None:
    index = text_of("docs/README.md")
    pages = [page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md") if page != DOCS / "README.md"]
    assert [name for name in pages if f"({name})" not in index] == []


def test_every_rule_that_the_made_up_files_break_is_explained(district: Workspace) -> None:
    from purbeck.sources.source import ISSUES

    page = text_of("docs/how-to/read-a-bad-rows-list.md")
    assert [rule for rule in sorted(set(district.table(ISSUES)["rule"])) if f"| `{rule}` |" not in page] == []
