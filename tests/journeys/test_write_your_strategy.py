"""How to write a strategy, carried out: every command is run, every block of TOML is written where the page says."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_tutorial import FENCE, ROOT, pattern, run

from purbeck.strategy.files import FILES
from purbeck.strategy.strategy import Strategy, read_files

pytestmark = pytest.mark.slow  # builds workspace after workspace: left out of the fast suite

PAGE = ROOT / "docs" / "how-to" / "write-your-strategy.md"
SMALLEST = 20  # lines of the smallest strategy that is of use


def blocks() -> list[tuple[str, str]]:
    """Every block of the page: what it is, and what stands in it."""
    return FENCE.findall(PAGE.read_text(encoding="utf-8"))


def test_every_step_of_the_page_does_what_it_says(tmp_path: Path) -> None:
    said, folder = "", tmp_path / "ours" / "strategy"
    for kind, body in blocks():
        name, _, file = kind.partition(" ")
        if name == "sh":
            said = "".join(run(command, tmp_path) for command in body.splitlines())
        elif name == "text":
            assert pattern(body).fullmatch(said), f"shown:\n{body}\nsaid:\n{said}"
        elif name == "toml":
            with (folder / file).open("a", encoding="utf-8") as opened:
                opened.write(f"\n{body}")
            assert [str(fault) for fault in read_files(folder)[1]] == [], file
        else:
            assert not kind, "other blocks only show a command"
    written, _ = read_files(folder)
    assert len(written.indicators) == 3
    assert [bool(entries) for entries in (written.actions, written.voices, written.decisions, written.not_heard)] == [
        True
    ] * 4


def test_the_first_block_is_a_whole_strategy_in_few_lines(tmp_path: Path) -> None:
    kind, body = next(block for block in blocks() if block[0].startswith("toml"))
    assert kind == "toml strategy.toml"
    assert len(body.splitlines()) <= SMALLEST
    (tmp_path / "strategy.toml").write_text(body, encoding="utf-8")
    strategy, faults = read_files(tmp_path)
    assert faults == ()
    assert strategy != Strategy()
    assert [len(entries) for entries in (strategy.priorities, strategy.aims, strategy.blanks)] == [1, 1, 1]


def test_every_file_is_explained() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [shape.file for shape in FILES if f"| `{shape.file}` |" not in page] == []
