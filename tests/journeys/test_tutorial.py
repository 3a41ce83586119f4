"""The first hour as a reader lives it: every command of the page is run, and what it says is compared with the page."""

from __future__ import annotations

import html
import os
import re
import shlex
import shutil
from pathlib import Path

import pytest
from typed import typed

from purbeck import Workspace
from purbeck.sources.returns.contract import contracts

pytestmark = pytest.mark.slow  # builds workspace after workspace: left out of the fast suite

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "tutorial" / "first-hour.md"
FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)
NOT_RUN = {"powershell": 1}  # opens an editor; what is written in it is the diff that follows
ANYTHING = "..."


def pattern(shown: str) -> re.Pattern[str]:
    """What a command may print: the lines shown; "..." alone stands for any lines, within a line for any words."""
    parts = []
    for line in shown.splitlines():
        if line == ANYTHING:
            parts.append(r"(?:[^\n]*\n)*?")
        else:
            parts.append(r"[^\n]*".join(re.escape(words) for words in line.split(ANYTHING)) + r"\n")
    return re.compile("".join(parts))


def run(command: str, folder: Path) -> str:
    """What a command prints, as on a terminal of eighty columns."""
    words = shlex.split(command)
    assert words[0] == "purbeck"
    ended = typed(*words[1:], folder=folder)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.replace(os.sep, "/")


def edit(file: Path, diff: str) -> None:
    """Change a file as a diff shows; the lines to change stand there once."""
    lines = diff.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line[0] in " -")
    after = "".join(line[1:] for line in lines if line[0] in " +")
    text = file.read_text(encoding="utf-8")
    assert text.count(before) == 1, before
    file.write_text(text.replace(before, after), encoding="utf-8")


def words_of(page: Path) -> str:
    """A page as it is read: its words, one blank between them."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8"))).split())


def test_every_command_of_the_first_hour_does_what_the_page_says(tmp_path: Path, partnered: Workspace) -> None:
    """The tables that the first build would make are put in its way, made by the same code from the same files."""
    said, left = "", dict(NOT_RUN)
    for kind, body in FENCE.findall(PAGE.read_text(encoding="utf-8")):
        name, _, rest = kind.partition(" ")
        if name == "sh":
            said = "".join(run(command, tmp_path) for command in body.splitlines())
            if "example" in body:
                ignored = shutil.ignore_patterns("released")  # what other tests make of it meanwhile
                tables = tmp_path / "brackenshire" / "tables"
                shutil.copytree(partnered.path / "tables", tables, dirs_exist_ok=True, ignore=ignored)
        elif kind == "text":
            assert pattern(body).fullmatch(said), f"shown:\n{body}\nsaid:\n{said}"
        elif kind == "text page":
            (page,) = (tmp_path / "brackenshire" / "publications").glob("*/index.html")
            read = words_of(page)
            assert [line for line in body.splitlines() if line not in read] == []
        elif name == "diff":
            edit(tmp_path / rest, body)
        else:
            left[name] -= 1
    assert set(left.values()) == {0}, "every other block is run, compared, looked for or carried out"
    made = {row.file: row.sha256 for row in Workspace(tmp_path / "brackenshire").register()}
    assert made == {row.file: row.sha256 for row in partnered.register()}, "the same district each time"
    of_partners = {name for name in made if name.startswith("returns/") or name == "gazetteer.csv"}
    weights = {name for name in made if name.startswith("made-up-")}
    assert len(of_partners) == len(contracts()) + 1, "a file from each partner, and the gazetteer"
    assert len(weights) == 3, "weights by two indices, and a deflator"


def test_what_is_shown_is_compared_strictly() -> None:
    assert pattern("a\n...\nb ... c\n").fullmatch("a\n1\n2\nb x c\n")
    for said in ("a\nb x d\n", "a\nb x c\nmore\n", "before\na\nb x c\n", ""):
        assert not pattern("a\n...\nb ... c\n").fullmatch(said)
    assert not pattern("185\n").fullmatch("186\n")
