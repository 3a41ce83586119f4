"""What was released: whether the ledger of releases is whole, so that later releases remember it."""

from __future__ import annotations

from collections.abc import Iterator

from purbeck.disclosure import releases
from purbeck.doctor.remark import OK, Remark
from purbeck.workspace import Workspace


def look(workspace: Workspace) -> Iterator[Remark]:
    """A remark on the ledger of releases; nothing where nothing was released. Raises SettingsError where it was touched."""
    found = releases.releases(workspace)
    if found:
        last = found[-1]
        yield Remark(
            OK, "releases", f"{len(found)} in {releases.LEDGER}, each as it was entered; the last is the {last.edition} edition "
            f"of {last.released_on}.",
        )  # fmt: skip
