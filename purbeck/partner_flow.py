"""The way of partners' returns: what is asked for, what came, what must go."""

from __future__ import annotations

from pathlib import Path

from purbeck.sources.returns.contract import contract
from purbeck.sources.returns.templates import written


def template(name: str, out: Path | str) -> list[Path]:
    """Write what a partner is sent of a contract into a folder: sheet (XLSX, CSV), sharing annex, impact assessment.

    Raises SettingsError where there is no such contract, StorageError where a file is there already.
    """
    return written.write(contract(name), Path(out))
