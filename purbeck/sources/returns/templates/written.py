"""Everything a partner is sent of one contract, written into a folder."""

from __future__ import annotations

from pathlib import Path

from purbeck.errors import StorageError
from purbeck.sources.returns.contract import Contract
from purbeck.sources.returns.templates import documents, sheet


def write(contract: Contract, folder: Path) -> list[Path]:
    """Write the sheet as XLSX and CSV, the annex and the impact assessment; returns the files in that order.

    Raises StorageError where one of them is there already, since somebody may have filled it in; then none is written.
    """
    made = {
        f"{contract.name}-return.xlsx": sheet.workbook(contract),
        f"{contract.name}-return.csv": sheet.as_csv(contract),
        f"{contract.name}-sharing-annex.html": documents.text(documents.ANNEX, contract).encode("utf-8"),
        f"{contract.name}-dpia.html": documents.text(documents.ASSESSMENT, contract).encode("utf-8"),
    }
    there = [name for name in made if (folder / name).exists()]
    if there:
        raise StorageError(
            f"{folder} holds {', '.join(there)} already, which somebody may have filled in. Nothing was written.",
            "Move it away, or give another folder with --out.",
        )
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in made]
