"""What was released and by which rules: whether the ledger is whole, and own rules can be used."""

from __future__ import annotations

from collections.abc import Iterator

from purbeck.disclosure import releases
from purbeck.disclosure.own_rules import OWN_FILE, rules_in_force
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


def rules(workspace: Workspace) -> Iterator[Remark]:
    """A remark on the partnership's own rules of disclosure, if any. Raises SettingsError where they cannot be used."""
    own = [one.name for held in rules_in_force(workspace).by_edition.values() for one in held.values() if one.own]
    if own:
        yield Remark(OK, OWN_FILE, f"Rules of disclosure of your own that can be used: {', '.join(own)}.")
