"""Is everything as it should be? Looks at machine and workspace, changes nothing, sends nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from purbeck.doctor import contents, folder, machine, releases, returns
from purbeck.doctor.remark import Remark, guarded
from purbeck.errors import FormatError
from purbeck.store import quiet_known_warnings
from purbeck.workspace import SETTINGS_FILE, Tell, Workspace, silent


def examine(path: Path | None = None, tell: Tell = silent, on: dt.date | None = None) -> list[Remark]:
    """Every remark on this machine and, where a path is given, on the workspace there, as things are `on` a day, else today.

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
    day = on or dt.datetime.now().astimezone().date()
    return [
        *remarks,
        *contents.look(workspace, tell),
        *guarded("returns", lambda: returns.look(workspace, day)),
        *guarded("disclosure.toml", lambda: releases.rules(workspace)),
        *guarded("releases", lambda: releases.look(workspace)),
    ]
