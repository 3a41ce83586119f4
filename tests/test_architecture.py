"""The house keeps its shape: order of the stages, one noun and one verb each, size budgets, one home a library."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "purbeck"

NOUNS = {
    "sources": "source",
    "incidents": "incident",
    "definition": "definition",
    "measures": "measure",
    "analyses": "analysis",
    "findings": "finding",
    "publication": "publication",
}
MOST_LINES_IN_A_MODULE = 400
MOST_LINES_IN_A_FUNCTION = 40
LONGEST_PURPOSE = 100
SAY_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "core", "manager"}

# Where each third-party library is used, so that each can be replaced in one place.
HOMES = {
    "duckdb": {"store"},
    # doctor looks at files that the store may be unable to open; text of a gigabyte is read and written in blocks
    "pyarrow": {"store", "tables", "doctor.contents", "workbooks.text_blocks"},
    "filelock": {"store", "doctor.contents"},
    "psutil": {"doctor"},
    "pydantic": {
        "workspace",
        "definition",
        "sources.datasets",
        "sources.returns",
        "breaks",
        "strategy",
        "measures.unit_costs",
        "paragraphs.paragraph",
        "paragraphs.files",
        "paragraphs.words",
    },
    "urllib3": {"sources.transfer"},
    "typer": {
        "cli",
        "strategy_commands",
        "partner_commands",
        "returns_commands",
        "definition_commands",
        "paragraph_commands",
        "release_commands",
        "language_commands",
    },
    "click": {"cli"},
    "rich": {"cli", "terminal"},
    "jinja2": {"publication", "sources.returns.templates.documents"},
    "markupsafe": {"publication"},
    "markdown_it": {
        "strategy.rendered",
        "publication.strategy.prose",
        "publication.marked_up",
        "paragraphs.seen",
        "paragraphs.marks",
    },
    "altair": {"publication"},
    "vl_convert": {"publication"},
    "pypdf": {"attack.pdf_text", "attack.read_documents", "attack.reading"},
    "xlsxwriter": {"publication.spreadsheet", "sources.returns.templates.sheet"},
    "scipy": {"statistics"},
    "statsmodels": {"statistics"},
    "svy": {"statistics.surveys"},
    "polars": {"statistics.surveys"},  # what svy takes
    "docx": {"publication.word", "publication.word_styles"},
    "polib": {"language.catalogue"},
    "odf": {"publication.open_document"},
    "typst": {"publication.pdf"},
    "shapely": {"sources.boundaries", "publication.geopackage"},
    "pyogrio": {"sources.boundaries", "publication.geopackage"},
    "python_calamine": {"workbooks.excel"},
    "pyproj": {"sources.boundaries", "incidents.locate"},
}
USED_ANYWHERE = {"numpy", "pandas", "ibis"}  # above `errors`

MODULES = sorted(PACKAGE.rglob("*.py"))
FOLDERS = sorted(p.parent for p in PACKAGE.rglob("__init__.py") if p.parent != PACKAGE)


def dotted(path: Path) -> str:
    """The module's name below the package: "sources.boundaries"; "" for the package itself."""
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix("__init__").rstrip(".")


def label(path: Path) -> str:
    """The module's path below the package, to name its test."""
    return path.relative_to(PACKAGE).as_posix()


def contract(name: str) -> dict[str, object]:
    """One import contract of pyproject.toml."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return next(c for c in settings["tool"]["importlinter"]["contracts"] if c["id"] == name)


def layers() -> list[str]:
    """The layers of the import contract from the top down, those still to be built left out."""
    found = []
    for layer in contract("order")["layers"]:
        found += [part.strip() for part in layer.split("|") if not part.strip().startswith("(")]
    return found


def tree(path: Path) -> ast.Module:
    """The module, parsed."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a module, inner ones too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How many lines the docstring of a function takes; 0 where it has none."""
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        return (first.end_lineno or first.lineno) - first.lineno + 1
    return 0


def imported(path: Path) -> set[str]:
    """The top-level packages a module imports, anywhere in it."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def public_definitions(path: Path) -> Iterator[tuple[str, ast.AST]]:
    """Functions, classes and methods without a leading underscore, with their names."""
    for node in tree(path).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node.name, node
            for inner in node.body if isinstance(node, ast.ClassDef) else ():
                if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_"):
                    yield f"{node.name}.{inner.name}", inner


def test_flow_runs_the_stages_in_the_order_of_the_import_contract() -> None:
    from purbeck import flow

    stages = [name for name, *_ in flow.STAGES]
    assert [*stages, "publication"] == list(NOUNS), "publication is run by itself, with `purbeck publish`"
    assert [layer for layer in reversed(layers()) if layer in NOUNS] == list(NOUNS)


def test_architecture_page_draws_the_layers_of_the_contract_in_order() -> None:
    page = (ROOT / "docs" / "explanation" / "architecture.md").read_text(encoding="utf-8")
    drawn = page.split("<!-- layers -->")[1].split("```")[1]
    names = [
        name.strip() for line in drawn.strip().splitlines() for name in line.split("  ")[0].split("|") if name.strip()
    ]
    assert names == [name for name in layers() if name != "__main__"]


@pytest.mark.parametrize("stage", NOUNS)
def test_stage_has_its_noun_and_its_verb(stage: str) -> None:
    assert (PACKAGE / stage / f"{NOUNS[stage]}.py").is_file(), "what comes out of the stage"
    assert (PACKAGE / stage / "build.py").is_file(), "how it is made"


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_module_opens_with_a_line_of_purpose(path: Path) -> None:
    purpose = ast.get_docstring(tree(path))
    assert purpose, "every module opens with a line that says what it is for"
    first = purpose.splitlines()[0]
    assert len(first) <= LONGEST_PURPOSE, f"{len(first)} characters: {first}"
    assert first.endswith("."), first


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_module_and_its_functions_keep_to_their_budgets(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MOST_LINES_IN_A_MODULE
    for node in functions(path):
        long = (node.end_lineno or node.lineno) - node.lineno + 1 - docstring_lines(node)
        assert long <= MOST_LINES_IN_A_FUNCTION, f"{node.name} has {long} lines"


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_what_is_public_says_what_it_does(path: Path) -> None:
    silent = [name for name, node in public_definitions(path) if not ast.get_docstring(node)]
    assert not silent


@pytest.mark.parametrize("path", [*MODULES, *FOLDERS], ids=label)
def test_name_says_something(path: Path) -> None:
    words = set(path.stem.lower().strip("_").split("_"))
    assert not words & SAY_NOTHING


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_library_is_used_only_in_its_home(path: Path) -> None:
    name = dotted(path)
    for library in imported(path) - set(sys.stdlib_module_names) - {"purbeck"}:
        if library in USED_ANYWHERE:
            assert name not in {"errors", "periods"}, f"{library} in {name}"
            continue
        assert library in HOMES, f"{library} has no home yet: give it one in tests/test_architecture.py"
        at_home = any(name == home or name.startswith(f"{home}.") for home in HOMES[library])
        assert at_home, f"{library} belongs in {', '.join(sorted(HOMES[library]))}, not in {name}"


def test_every_dependency_has_a_home() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    modules = {
        "ibis-framework": "ibis",
        "vl-convert-python": "vl_convert",
        "python-calamine": "python_calamine",
        "markdown-it-py": "markdown_it",
        "odfpy": "odf",
        "python-docx": "docx",
    }
    for line in settings["project"]["dependencies"]:
        name = line.split(">")[0].split("[")[0].strip()
        assert modules.get(name, name) in HOMES.keys() | USED_ANYWHERE


def test_contract_keeps_every_supplier_apart() -> None:
    suppliers = {
        f"purbeck.{dotted(path)}"
        for path in (PACKAGE / "sources").glob("*.py")
        for node in tree(path).body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and target.id == "SOURCE"
    }
    assert suppliers
    assert suppliers <= set(contract("suppliers")["modules"])


def test_public_names_exist_and_are_sorted() -> None:
    import purbeck

    assert sorted(purbeck.__all__) == list(purbeck.__all__)
    assert [name for name in purbeck.__all__ if not hasattr(purbeck, name)] == []
