"""Whether the findings are of the present settings, definitions, files and code; else what changed."""

from __future__ import annotations

import json
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

from purbeck import provenance
from purbeck.analyses.build import ANALYSES, OF_THE_PLACE
from purbeck.breaks import LOCAL_FILE, read_breaks
from purbeck.definition.definition import read_definitions
from purbeck.errors import TableError
from purbeck.findings.finding import TABLE
from purbeck.incidents import odd_months
from purbeck.incidents import quality as quality_table
from purbeck.measures.measure import TABLE as MEASURES
from purbeck.measures.unit_costs import LOCAL as COSTS_FILE
from purbeck.measures.unit_costs import read_unit_costs
from purbeck.sources import door
from purbeck.sources.boundaries import TABLE as BOUNDARIES
from purbeck.sources.non_resident_victims import NON_RESIDENT_VICTIMS as VICTIMS
from purbeck.sources.returns.asked import FILE as ASKED_FILE
from purbeck.sources.returns.asked import read_asked
from purbeck.sources.returns.ledger import RETURNS
from purbeck.sources.source import FILES, ISSUES
from purbeck.workspace import SETTINGS_FILE, AreaWorkspace, Workspace

RECORD = "findings.json"  # beside the table: what its last build found
MOST_NAMED = 3


def key(workspace: Workspace) -> str:
    """What findings made from the tables as they stand, and the settings, would carry."""
    store = workspace.store
    tables = (MEASURES, FILES, ISSUES, quality_table.TABLE, odd_months.TABLE, BOUNDARIES, VICTIMS.table)
    analysed = [table for table, _ in ANALYSES] + [table for table, _, _ in OF_THE_PLACE]
    definitions = [d.model_dump(mode="json") for d in read_definitions(workspace.definition_files())]
    breaks = [b.model_dump(mode="json") for b in read_breaks(workspace)]
    settings = [workspace.partnership.model_dump(), definitions, breaks, _returns(workspace), _costs(workspace)]
    return provenance.key_of([store.key(t) for t in tables], [store.key(t) for t in analysed], settings)


def keep(workspace: Workspace) -> None:
    """Write down what the findings, just brought up to date, were made from. The files are those that the build saw."""
    record = {"findings": workspace.store.key(TABLE), **_made_from(workspace, door.last_seen(workspace))}
    file = _record(workspace)
    fresh = file.with_name(file.name + ".new")
    fresh.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    fresh.replace(file)


def changes(workspace: Workspace) -> list[str]:
    """What has changed since the findings were made, as phrases; none where they are current.

    No table is made: settings and definitions are read, and files hashed whose size or time is new.
    """
    try:
        kept = json.loads(_record(workspace).read_text(encoding="utf-8"))
        known = kept.pop("findings") == workspace.store.key(TABLE)
    except (OSError, ValueError, KeyError, AttributeError):  # by another version, or cut short
        known = False
    if not known:
        return [
            "what they were made from is not on record (another version of Purbeck made them, or a build was stopped)"
        ]
    now = _made_from(workspace, door.present(workspace))
    found = [f"{SETTINGS_FILE} ({', '.join(names)})"] if (names := _differing(kept, now, "settings")) else []
    found += [f"definition/{name}.toml" for name in _differing(kept, now, "definitions")]
    found += _files(kept["files"], now["files"])
    if kept["code"] != now["code"]:
        found.append(f"Purbeck itself, which is now {provenance.code_version()}")
    elif kept["breaks"] != now["breaks"]:
        found.append(LOCAL_FILE)
    elif kept["returns"] != now["returns"]:
        found.append(f"{ASKED_FILE} or {RETURNS.file}")
    elif kept["costs"] != now["costs"]:
        found.append(COSTS_FILE)
    return found or (["tables that they are made from"] if is_mixed(workspace) else [])


def is_mixed(workspace: Workspace) -> bool:
    """Whether the findings were made from other tables, settings or definitions than now stand beside them."""
    held = workspace.store.key(TABLE)
    return held is not None and held != key(workspace)


def refuse_out_of_date(workspace: Workspace) -> None:
    """Raise TableError where there are no findings, or they are not current."""
    workspace.store.read(TABLE)
    if changed := changes(workspace):
        raise _out_of_date(workspace, changed)


def refuse_mixed(workspace: Workspace) -> None:
    """Raise TableError where a finding cannot be traced, since the tables are no longer those it was made from."""
    if is_mixed(workspace):
        raise _out_of_date(workspace, changes(workspace))


def _out_of_date(workspace: Workspace, changed: list[str]) -> TableError:
    area = workspace.partnership.area[0] if isinstance(workspace, AreaWorkspace) else ""
    todo = f"purbeck publish {workspace.path} --areas {area}" if area else f"purbeck build {workspace.path}"
    return TableError(
        f"The findings of {workspace.partnership.name} are out of date. Changed since they were made: {'; '.join(changed)}.",
        f"Run: {todo}. Then run this command again; nothing was written.",
    )


def _record(workspace: Workspace) -> Path:
    return workspace.store.root / RECORD


def _made_from(workspace: Workspace, files: dict[str, str]) -> dict[str, Any]:
    """Everything that the findings depend on, in the form that JSON gives back."""
    paths = workspace.definition_files()
    given = {entry.file: entry.given for entry in workspace.register()}
    found = {
        "code": provenance.code_hash(),
        "settings": workspace.partnership.model_dump(mode="json"),
        "definitions": {
            path.stem: provenance.key_of(definition.model_dump(mode="json"))
            for path, definition in zip(paths, read_definitions(paths), strict=True)
        },
        "breaks": provenance.key_of([b.model_dump(mode="json") for b in read_breaks(workspace)]),
        "returns": _returns(workspace),
        "costs": _costs(workspace),
        "files": {name: [sha256, given.get(name)] for name, sha256 in files.items()},
    }
    shown: dict[str, Any] = json.loads(json.dumps(found))
    return shown


def _returns(workspace: Workspace) -> str:
    """A hash of what partners were asked for and of what came of it, which the findings on gaps are made from.

    The day on which a file was taken in has no part in it: the same files give the same findings on any day.
    """
    asked = [one.model_dump(mode="json") for one in read_asked(workspace.path)]
    return provenance.key_of([asked, [astuple(replace(e, entered_on="")) for e in RETURNS.entries(workspace.path)]])


def _costs(workspace: Workspace) -> str:
    """A hash of the unit costs that count, the partnership's own or those that ship."""
    return provenance.key_of(read_unit_costs(workspace).model_dump(mode="json"))


def _differing(kept: dict[str, Any], now: dict[str, Any], part: str) -> list[str]:
    return sorted(n for n in kept[part].keys() | now[part].keys() if kept[part].get(n) != now[part].get(n))


def _files(kept: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """Which files are new, gone or changed: the first few by name, the rest counted."""
    found = [f"sources/{name} is {'gone' if name not in now else 'new' if name not in kept else 'changed'}"
             for name in _differing({"files": kept}, {"files": now}, "files")]  # fmt: skip
    more = len(found) - MOST_NAMED
    return found if more <= 0 else [*found[:MOST_NAMED], f"{more} more {'file' if more == 1 else 'files'} in sources/"]
