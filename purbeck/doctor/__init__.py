"""Is everything as it should be? Looks at machine and workspace, changes nothing, sends nothing."""

from __future__ import annotations

from pathlib import Path

from purbeck.doctor import contents, folder, machine
from purbeck.doctor.remark import Remark
from purbeck.errors import FormatError
from purbeck.store import quiet_known_warnings
from purbeck.workspace import SETTINGS_FILE, Tell, Workspace, silent


def examine(path: Path | None = None, tell: Tell = silent) -> list[Remark]:
    """Every remark on this machine and, where a path is given, on the workspace there.

    Raises SettingsError where the path is no workspace.
    """
    quiet_known_warnings()
    remarks = [*machine.look(), *folder.look(path or Path.cwd(), holds_workspace=path is not None)]
    if path is None:
        return remarks
    try:
        workspace = Workspace(path)
    except FormatError as error:
        return [*remarks, Remark.of_error(SETTINGS_FILE, error)]
    return [*remarks, *contents.look(workspace, tell)]
