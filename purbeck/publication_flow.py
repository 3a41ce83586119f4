"""The way out: an edition written from what was built, and pages of other areas."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from purbeck import areas as areas_
from purbeck import disclosure, flow, workers
from purbeck.attack import attack
from purbeck.errors import AreasError, DisclosureError, StorageError
from purbeck.findings import current
from purbeck.measures.measure import TABLE as MEASURES
from purbeck.publication.publication import About
from purbeck.sources.downloads import FORCE_MONTHS
from purbeck.sources.police_street import SOURCE as STREET
from purbeck.sources.recorded_crime import SOURCE as RECORDED
from purbeck.store import quiet_known_warnings
from purbeck.workspace import Tell, Workspace, silent

if TYPE_CHECKING:
    from purbeck.publication.areas import AreaLine
    from purbeck.publication.build import Written

DISTRICTS = "districts"  # what is told of while they are published
MOST_PROCESSES = 4  # each takes some 650 MiB


@dataclass(frozen=True)
class Published:
    """A release that was made, or, where `page` is None, what one would be.

    `counts` is a row for each source: how many of its counts are shown as they are, rounded, hidden as small, hidden since they
    would give another away, and hidden for another reason; `hidden` are the titles that findings have in the tables whose figure
    is hidden; `rules` are those in force for these sources, in words; `notes` are on people's texts: those withheld, and what may
    be a name; `language` says how much is translated, if anything. They are for whoever publishes, and in no file. `line` is the
    hash of its line in the ledger, `kept` the folder in which the publication is that had the name until now, if one had.
    """

    page: Path | None
    release: str
    counts: pd.DataFrame
    hidden: tuple[str, ...]
    rules: tuple[str, ...]
    attacked: str
    notes: tuple[str, ...] = ()
    language: str = ""
    line: str = ""
    kept: Path | None = None


def publish(
    path: Path | str, edition: str, *, by: str = "", to: Sequence[str] = (), name: str | None = None, tell: Tell = silent,
    dry_run: bool = False, on: dt.date | None = None, language: str = "",
) -> Published:  # fmt: skip
    """Release an edition, "partners" or "public"; `by` says who releases it, `to` to whom the partners' edition goes.

    What was written is attacked as an outsider would before it is put in place, and entered in the ledger of releases. With
    `dry_run` nothing is written or entered. The name is the latest month's year, `needs-assessment` and the edition if not given.
    A publication that has it already is kept under another.

    In a `language` ("cy") what is translated is said in it, and the rest stays English; the English of it is what is attacked.

    Raises TableError where settings, definitions, files or Purbeck have changed since the findings were made, SettingsError where
    somebody is not named, rules contradict each other, or the ledger is not as it was entered, DisclosureError where the edition
    cannot be made safe, or gives away what it hides, LanguageError where translations cannot be used: nothing is released then.
    """
    from purbeck.publication import build as publication  # noqa: PLC0415 - the drawing library loads slowly; only here is it needed

    workspace = flow.opened(path)
    disclosure.rules_in_force(workspace)  # rules that cannot be used are told of before anything is made
    if not dry_run:
        disclosure.named(by, edition, to)
    current.refuse_out_of_date(workspace)
    on = on or dt.datetime.now().astimezone().date()
    with workspace.store.lock():
        try:
            folder = name or "-".join(
                filter(None, [_dated_name(flow.last_month(workspace), publication.UNNAMED), edition, language])
            )
            written = _written(workspace, edition, folder, tell, on, language)
            files = written.files
            found = _attacked(workspace, edition, written.english, tell)
            plan = disclosure.plan(workspace, edition)
            made = Published(None, "", plan.counts, plan.hidden, plan.rules, found, written.notes, written.in_words)
            if dry_run:
                return made
            entry = disclosure.enter(
                workspace, files, plan.protected, by=by, edition=edition, publication=folder, recipients=to, on=on
            )
            of = disclosure.remember(workspace, entry.release)
            files[disclosure.RECORD] = disclosure.record_text(entry, language, of.settings())
            page, kept = publication.put(workspace, folder, files)
            return replace(made, page=page, release=entry.release, line=entry.line_sha256, kept=kept)
        finally:
            workspace.store.close()
            disclosure.clear_room(workspace, edition)


def files_of_edition(
    workspace: Workspace, edition: str, name: str, tell: Tell, on: dt.date, language: str = ""
) -> dict[str, str | bytes]:
    """The files of an edition of that name on a day, by path, without the record of its release. Errors as `publish`."""
    return _written(workspace, edition, name, tell, on, language).files


def _written(workspace: Workspace, edition: str, name: str, tell: Tell, on: dt.date, language: str) -> Written:
    from purbeck.publication import build as publication  # noqa: PLC0415 - as above

    about = flow.about_of(workspace, flow.last_month(workspace))
    marked = replace(about, edition=edition, mark=disclosure.mark(edition))
    return publication.write(workspace, name, marked, edition, tell, on, language)


def _attacked(workspace: Workspace, edition: str, files: Mapping[str, str | bytes], tell: Tell) -> str:
    """What came of attacking a release that is about to be made, as each kind of its readers could.

    Raises DisclosureError where it gives a hidden count away.
    """
    tell("attacking what would be released", 0, 1)
    first, *others = disclosure.files_before(workspace, edition)
    held = {name: one.encode("utf-8") if isinstance(one, str) else one for name, one in files.items()}
    found = attack(held, first, others=others)
    tell("attacking what would be released", 1, 1)
    if not found.safe:
        raise DisclosureError(
            "What would have been released gives away what it hides:\n" + "\n".join(found.in_words()),
            "Nothing was released. If you changed nothing by hand, this is a fault in Purbeck: please report it.",
        )
    return found.looked_at()


def publish_areas(
    path: Path | str, areas: str | Sequence[str], name: str | None = None, tell: Tell = silent
) -> Path:  # fmt: skip
    """Write a publication of each district, and an index of them, whose page is returned; of published data alone.

    `areas` are codes of districts, or "all". Tables that are out of date are built. The name is the latest month's year and
    `areas` if not given. Raises AreasError at the end where some district could not be published.
    """
    return _publish_areas(Path(path), name, [areas] if isinstance(areas, str) else list(areas), tell)


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
            page = pages.write_index(folder, _of_areas(flow.about(workspace, last, {STREET.name})), index)
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
    about = _of_areas(flow.about_of(area, flow.last_month(area)))
    about = replace(about, made_for=areas_.note(workspace, area, district))
    folder = pages.folder_of(workspace, name) / district.folder
    pages.publish(area, folder, about, replace(_line(district), key=key))


def _of_areas(about: About) -> About:
    """What pages of areas say of themselves: they hold published data alone."""
    return replace(about, edition=disclosure.PUBLIC, mark=disclosure.mark(disclosure.PUBLIC))


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
