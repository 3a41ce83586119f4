"""What must not lie about: private addresses, unfinished work, real data, code for one system only, stale pins."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "purbeck"
MODULES = sorted(PACKAGE.rglob("*.py"))
LARGEST_FILE, LARGEST_CSV = 1_000_000, 200_000

# Written in pieces, so that this file does not hold what it looks for.
NEVER = {
    "the address of a package registry": r"pypi\." + r"(org|io)|python" + "hosted|npm" + "js|deb" + r"\.debian",
    "a path of somebody's machine": r"(?<![\w.~}])/(work|root|home|Users)" + r"/\w|/tmp" + r"/v\b|C:\\" + "Users",
    "unfinished work": r"\b(TO" + "DO|FIX" + "ME|XX" + r"X)\b",
    "the name of a tool that writes": r"(?i)\b(clau" + "de|chat" + "gpt|copi" + r"lot)\b",
}
POSIX_MODULES = {"fcntl", "grp", "pwd", "resource", "termios", "tty", "pty", "syslog"}
POSIX_NAMES = {
    ("os", "fork"), ("os", "geteuid"), ("os", "getuid"), ("os", "getpgid"), ("os", "killpg"), ("os", "mkfifo"),
    ("os", "chown"), ("os", "nice"), ("os", "uname"), ("os", "sched_getaffinity"), ("signal", "SIGKILL"),
    ("signal", "SIGHUP"), ("signal", "SIGALRM"), ("signal", "alarm"), ("signal", "pause"),
}  # fmt: skip


def kept_files() -> list[Path]:
    """Every file git keeps, or would keep if it were added now."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("this is not a git checkout")
    command = [git, "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True, stdin=subprocess.DEVNULL)
    return [path for name in sorted(set(listed.stdout.split("\0")) - {""}) if (path := ROOT / name).is_file()]


def lines_of(path: Path) -> list[str]:
    """The lines of a text file; none where it is not text."""
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        return []


def settings() -> dict[str, object]:
    """pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pins() -> dict[str, str]:
    """Each package of constraints.txt with its version."""
    lines = lines_of(ROOT / "constraints.txt")
    return dict(line.lower().split("==") for line in lines if line and not line.startswith("#"))


def label(path: Path) -> str:
    """The module's path below the package, to name its test."""
    return path.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("what", NEVER)
def test_no_file_holds(what: str) -> None:
    pattern = re.compile(NEVER[what])
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}"
        for path in kept_files()
        for number, line in enumerate(lines_of(path), start=1)
        if pattern.search(line)
    ]
    assert not found, f"{what}:\n" + "\n".join(found)


def test_no_large_file_and_no_real_data_is_kept() -> None:
    large = {path.relative_to(ROOT).as_posix(): path.stat().st_size for path in kept_files()}
    assert not {name: size for name, size in large.items() if size > LARGEST_FILE}
    assert not {name: size for name, size in large.items() if name.endswith(".csv") and size > LARGEST_CSV}
    data = (".parquet", ".zip", ".gpkg", ".xlsx", ".sqlite3", ".duckdb")
    assert not [name for name in large if name.endswith(data)]


@pytest.mark.parametrize("path", MODULES, ids=label)
def test_module_runs_on_every_system_and_prints_nothing(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = {alias.name.split(".")[0] for alias in node.names}
            assert not names & POSIX_MODULES, f"line {node.lineno}: {names} is not there on Windows"
        if isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] not in POSIX_MODULES, f"line {node.lineno}"
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert (node.value.id, node.attr) not in POSIX_NAMES, f"line {node.lineno}: not there on Windows"
        if isinstance(node, ast.Raise):
            assert "NotImplementedError" not in ast.dump(node), f"line {node.lineno}: unfinished"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
            assert label(path).startswith("cli"), f"line {node.lineno}: only the command line prints"


def test_constraints_pin_versions_and_name_no_index() -> None:
    for line in lines_of(ROOT / "constraints.txt"):
        assert line.startswith("#") or re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", line), line


def test_constraints_cover_every_dependency() -> None:
    project = settings()["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    names = {re.match(r"[A-Za-z0-9._-]+", line).group().lower() for line in wanted}
    assert names <= pins().keys()


def test_each_ignored_warning_names_the_versions_in_use() -> None:
    block = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("filterwarnings = [")[1].split("\n]")[0]
    lines = [line.strip() for line in block.splitlines() if line.strip()]
    ignored = [(before, line) for before, line in pairwise(lines) if "ignore:" in line]
    assert ignored
    for comment, line in ignored:
        named = re.findall(r"([a-z-]+) (\d[\d.a-z]*)", comment)
        assert comment.startswith("# ") and named, f"which versions warn? {line}"
        for name, version in named:
            assert pins()[name] == version, f"{name} is now {pins()[name]}: is {line} still needed?"


def test_make_does_what_its_help_says() -> None:
    targets = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    assert {"run", "test", "check", "bench", "simulate"} <= targets
    developers = (ROOT / "DEVELOPERS.md").read_text(encoding="utf-8")
    assert {t for t in targets if f"make {t}" not in developers} == set()
