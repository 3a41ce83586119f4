"""Where a table came from: hashes of inputs, code and settings; what is out of date is rebuilt."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

CODE_FOLDER = Path(__file__).parent
SHORT = 12
BLOCK_BYTES = 1 << 20


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()


def key_of(*parts: Any) -> str:
    """One hash for anything JSON can write; the order of a mapping's keys does not matter, that of a list does."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def code_hash() -> str:
    """Hash of the package's own code and rules: tables made by other code are out of date."""
    digest = hashlib.sha256()
    for path in sorted(CODE_FOLDER.rglob("*")):
        if path.suffix in {".py", ".toml", ".csv"}:
            digest.update(path.relative_to(CODE_FOLDER).as_posix().encode())
            digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def code_version() -> str:
    """The version people know and the code's hash: "0.1.0 (3f2a90c1d2e4)"."""
    try:
        known = version("purbeck")
    except PackageNotFoundError:
        known = "uninstalled"
    return f"{known} ({code_hash()[:SHORT]})"
