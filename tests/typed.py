"""`purbeck` as a user types it, in this process: loading the program anew takes longer than most commands do."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

from purbeck.cli import main

CODE = Path(__file__).parents[1]


def typed(*words: str | Path, folder: Path = CODE, columns: int = 80) -> subprocess.CompletedProcess[str]:
    """What a command says and complains of, and its exit code, in that folder, on a terminal so many columns wide."""
    said = [str(word) for word in words]
    out, err, code = io.StringIO(), io.StringIO(), 0
    with (
        contextlib.chdir(folder),
        mock.patch.dict(os.environ, {"COLUMNS": str(columns)}),
        mock.patch.object(sys, "argv", ["purbeck", *said]),
        mock.patch.object(sys, "stdin", io.StringIO()),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
    return subprocess.CompletedProcess(said, code, out.getvalue(), err.getvalue())


def printed(*words: str | Path, code: int = 0, folder: Path = CODE) -> str:
    """Everything that a command prints, wrapped lines joined; it must end with this exit code."""
    ended = typed(*words, folder=folder)
    assert ended.returncode == code, ended.stdout + ended.stderr
    return " ".join((ended.stdout + ended.stderr).split())
