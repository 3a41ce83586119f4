"""What was released: whether the ledger of releases is whole, so that later releases remember it."""

from __future__ import annotations

from collections.abc import Iterator

from purbeck.disclosure import releases
from purbeck.doctor.remark import LOOK, OK, Remark
from purbeck.workspace import Workspace


def look(workspace: Workspace) -> Iterator[Remark]:
    """Remarks on the ledger of releases; nothing where nothing was released. Raises SettingsError where it was touched."""
    found = releases.releases(workspace)
    if not found:
        return
    last = found[-1]
    yield Remark(
        OK, "releases", f"{len(found)} in {releases.LEDGER}, each as it was entered; the last is the {last.edition} edition "
        f"of {last.released_on}.",
    )  # fmt: skip
    shown = set(releases.shown(workspace))
    for one in {one.release: one for one in found if one.release not in shown}.values():
        yield Remark(
            LOOK, "releases", f"The release {one.release} ({one.edition} edition, {one.released_on}, {one.publication}) is in "
            f"{releases.LEDGER}, and no folder of publications/ is it. Later editions reckon with it, as if readers had it.",
            "If publishing was stopped, publish again. If its folder was moved or thrown away, there is nothing to do.",
        )  # fmt: skip
