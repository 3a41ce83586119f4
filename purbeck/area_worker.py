"""A process that publishes districts: a code on each line it reads, what came of it on each it writes."""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

from purbeck import areas, publication_flow
from purbeck.errors import PurbeckError
from purbeck.workspace import Workspace

FAULT = "This is a fault in Purbeck: please report it with"


def main() -> None:
    """Work for the process that started this one, until it closes our input."""
    path, name, key = sys.argv[1:]
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one, and it ends us
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else is printed, by the query engine's own code too, is no answer
    workspace = Workspace(Path(path))
    workspace.store.scratch /= str(os.getpid())  # another process clears its own away when it ends
    for line in sys.stdin:
        answer = _answer(workspace, name, key, json.loads(line)["code"])
        workspace.store.close()  # the engine keeps every frame it was ever given: some 10 MiB a district
        out.write(json.dumps(answer) + "\n")
        try:
            out.flush()
        except OSError:  # whoever asked is no more
            os._exit(1)
    out.close()


def _answer(workspace: Workspace, name: str, key: str, code: str) -> dict[str, Any]:
    """An empty answer where all went well; else what failed, and how."""
    try:
        publication_flow.publish_area(workspace, name, key, code)
    except PurbeckError as error:
        return {"failed": f"{error.what} {error.todo}", "kind": type(error).__name__}
    except Exception as error:  # one district of many must not end the others' work
        written = areas.failure_file(workspace, code)
        written.parent.mkdir(parents=True, exist_ok=True)
        written.write_text(traceback.format_exc(), encoding="utf-8")
        where = written.relative_to(workspace.path).as_posix()
        return {"failed": f"{type(error).__name__}: {error}. {FAULT} {where}.", "kind": type(error).__name__}
    return {}


if __name__ == "__main__":
    main()
