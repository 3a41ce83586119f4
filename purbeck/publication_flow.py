"""The way out: an edition of the needs assessment written from what was built, and pages of other areas."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from purbeck import areas as areas_
from purbeck import disclosure, flow, workers
from purbeck.errors import AreasError, SettingsError, StorageError
from purbeck.findings import current
from purbeck.measures.measure import TABLE as MEASURES
from purbeck.sources.downloads import FORCE_MONTHS
from purbeck.sources.police_street import SOURCE as STREET
from purbeck.sources.recorded_crime import SOURCE as RECORDED
from purbeck.store import quiet_known_warnings
from purbeck.workspace import Tell, Workspace, silent

if TYPE_CHECKING:
    from purbeck.publication.areas import AreaLine

DISTRICTS = "districts"  # what is told of while they are published
MOST_PROCESSES = 4  # each takes some 650 MiB


def publish(
    path: Path | str, edition: str, name: str | None = None, tell: Tell = silent, areas: str | Sequence[str] = ()
) -> Path:
    """Write an edition, "partners" or "public"; returns its page.

    The name is the latest month's year, `needs-assessment` and the edition if not given.

    Raises TableError where settings, definitions, files or Purbeck have changed since the findings were made.

    With `areas`, codes of districts or "all", tables that are out of date are built, and what is written is a publication
    of each district and an index of them, whose page is returned; the name is then the year and `areas`. Raises AreasError
    at the end where some district could not be published.
    """
    if areas:
        _refuse_areas_for(edition)
        return _publish_areas(Path(path), name, [areas] if isinstance(areas, str) else list(areas), tell)
    from purbeck.publication import build as publication  # noqa: PLC0415 - the drawing library loads slowly; only here is it needed

    workspace = flow.opened(path)
    current.refuse_out_of_date(workspace)
    last = flow.last_month(workspace)
    about = flow.about_of(workspace, last)
    folder = name or f"{_dated_name(last, publication.UNNAMED)}-{edition}"
    return publication.publish(workspace, folder, about, edition, tell)


def _refuse_areas_for(edition: str) -> None:
    if edition != disclosure.PUBLIC:
        raise SettingsError(
            f"Pages of other areas are a public edition: partners have sent nothing of them (asked for was: {edition}).",
            "Give --edition public with --areas.",
        )


def _publish_areas(path: Path, name: str | None, asked: Sequence[str], tell: Tell) -> Path:
    from purbeck.publication import areas as pages  # noqa: PLC0415 - as above

    workspace = flow.opened(path)
    with workspace.store.lock():
        try:
            for stage, run in flow.STAGES[:-1]:  # findings of the workspace's own area are no part of this
                run(workspace, partial(flow.tell_stage, tell, stage))
            wanted = areas_.chosen(workspace, asked)
            last = _last_of_all(workspace)
            folder = pages.folder_of(workspace, name or _dated_name(last, "areas"))
            key = areas_.made_from(workspace, folder.name, pages.templates_key())
            held = pages.published(folder)
            stale = [d for d in wanted if d.code not in held or held[d.code].key != key]
            reasons = areas_.failures(workspace)
            for code, reason in _made(workspace, folder.name, key, [d.code for d in stale], tell):
                reasons[code] = reason
            areas_.keep_failures(workspace, {code: reason for code, reason in reasons.items() if reason})
            lines = pages.published(folder)
            index = [replace(lines.get(d.code) or _line(d), problem=reasons.get(d.code, ""))
                     for d in areas_.districts(workspace) if d.code in lines or reasons.get(d.code)]  # fmt: skip
            page = pages.write_index(folder, flow.about(workspace, last, {STREET.name}), index)
        finally:
            workspace.store.close()
    if failed := [d for d in wanted if reasons.get(d.code)]:
        raise AreasError(
            f"{len(failed)} of {len(wanted)} districts could not be published: {failed[0].name}"
            f"{' and others' if len(failed) > 1 else ''}. {reasons[failed[0].code]}",
            f"The index says which and why: {page}. Then run the command again: it makes only what is missing.",
        )
    return page


def _made(
    workspace: Workspace, name: str, key: str, codes: Sequence[str], tell: Tell
) -> Iterator[tuple[str, str]]:  # fmt: skip
    """Publish districts side by side, each in a process; the code of each, and why it failed or ""."""
    workspace.store.close()  # so that our own memory is free while others work
    arguments = [str(workspace.path.resolve()), name, key]
    crew = min(os.cpu_count() or 1, MOST_PROCESSES)
    tell(DISTRICTS, 0, len(codes))
    found = workers.answers("purbeck.area_worker", arguments, [{"code": code} for code in codes], crew)
    for done, (asked, answer) in enumerate(found, start=1):
        if answer.get("kind") == StorageError.__name__:  # the others would fail alike
            raise StorageError(answer["failed"], "Put that right and run the command again: it goes on from there.")
        died = f"The process that made it ended by itself (code {answer.get(workers.DIED)})."
        yield asked["code"], died if workers.DIED in answer else answer.get("failed", "")
        tell(DISTRICTS, done, len(codes))


def publish_area(workspace: Workspace, name: str, key: str, code: str) -> None:
    """Bring one district's tables up to date and write its publication; the work of one process among several."""
    from purbeck.publication import areas as pages  # noqa: PLC0415 - as above

    quiet_known_warnings()
    (district,) = areas_.chosen(workspace, [code])
    area = areas_.seen_from(workspace, district)
    areas_.build(area)
    about = replace(flow.about_of(area, flow.last_month(area)), made_for=areas_.note(workspace, area, district))
    folder = pages.folder_of(workspace, name) / district.folder
    pages.publish(area, folder, about, replace(_line(district), key=key))


def _line(district: areas_.District) -> AreaLine:
    from purbeck.publication import areas as pages  # noqa: PLC0415 - as above

    return pages.AreaLine(district.code, district.name, district.region, district.force, district.folder)


def _dated_name(last_month: str, what: str) -> str:
    """The name of a publication with the year of its data; without a year where no data have a month."""
    return f"{last_month[:4]}-{what}" if last_month else what


def _last_of_all(workspace: Workspace) -> str:
    """The last month that anybody filed at street level; where none was, of recorded crime; else ""."""
    filed = workspace.table(FORCE_MONTHS)
    quarters = workspace.store.rows(
        MEASURES, measure="count", source=RECORDED.name, place_type="csp", period_type="quarter"
    )
    months = filed.loc[filed["chosen"], "month"] if len(filed) else quarters["period_end"].astype(str).str[:7]
    return str(months.max()) if len(months) else ""
