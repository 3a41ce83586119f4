"""Shell completion: the scripts that Typer makes, and what bash itself completes with the one for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from purbeck import Workspace, cli
from purbeck.cli import main
from purbeck.findings.finding import TABLE as FINDINGS

PURBECK = shutil.which("purbeck", path=str(Path(sys.executable).parent)) or "purbeck"
FIRST_COMMANDS = {"new", "get", "build", "check", "explain", "publish", "upgrade", "doctor", "example", "strategy"}
# What the Tab key does: bash sets these words and calls the function that `complete` named; then it reads COMPREPLY.
TAB = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
_purbeck_completion "$PURBECK"
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[[str], str]:
    """The completion script for a shell, as `purbeck` itself prints it."""

    def asked(shell: str) -> str:
        monkeypatch.setenv("_PURBECK_COMPLETE", f"source_{shell}")
        monkeypatch.setattr(sys, "argv", ["purbeck"])
        with pytest.raises(SystemExit) as ended:
            main()
        monkeypatch.delenv("_PURBECK_COMPLETE")
        assert ended.value.code == 0
        return capsys.readouterr().out

    return asked


@pytest.mark.parametrize(
    ("shell", "words"),
    [
        ("bash", "complete -o default -F _purbeck_completion purbeck"),
        ("zsh", "compdef _purbeck_completion purbeck"),
        ("fish", "complete --command purbeck"),
        ("powershell", "Register-ArgumentCompleter -Native -CommandName purbeck"),
        ("pwsh", "Register-ArgumentCompleter -Native -CommandName purbeck"),
    ],
)
def test_each_shell_has_its_script(script: Callable[[str], str], shell: str, words: str) -> None:
    assert words in script(shell)


def test_bash_completes_commands_options_and_ids(
    script: Callable[[str], str], district: Workspace, tmp_path: Path
) -> None:
    bash = shutil.which("bash")
    if bash is None or sys.platform == "win32":
        pytest.skip("this machine has no bash")
    file = tmp_path / "completion.sh"
    file.write_text(script("bash"), encoding="utf-8")

    def tab(*words: str) -> set[str]:
        ended = subprocess.run(
            [bash, "--norc", "-c", TAB, "bash", str(file), "purbeck", *words],
            env=os.environ | {"PURBECK": PURBECK}, cwd=district.path.parent, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return set(ended.stdout.split())

    listed = set(typer.main.get_group(cli.app).commands)
    assert listed >= FIRST_COMMANDS
    assert tab("") == listed
    assert tab("upgrade", district.path.name, "--a") == {"--apply"}
    ids = set(district.table(FINDINGS)["id"])
    first = min(ids)
    assert tab("explain", district.path.name, first[:4]) == {name for name in ids if name.startswith(first[:4])}
