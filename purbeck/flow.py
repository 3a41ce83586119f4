"""The way of the data: the stages in order, and how to run them. Read this first."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, overload

import pandas as pd

from purbeck import areas as areas_
from purbeck import migration, periods, provenance, workers
from purbeck.analyses import build as analyses
from purbeck.definition import build as definition
from purbeck.definition.shipped import STARTING_DEFINITION
from purbeck.errors import AreasError, StorageError
from purbeck.findings import build as findings
from purbeck.findings import current, national
from purbeck.findings import explain as explain_
from purbeck.findings.explain import Explanation
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.incidents import build as incidents
from purbeck.incidents import quality
from purbeck.measures import build as measures
from purbeck.measures.measure import TABLE as MEASURES
from purbeck.publication.publication import About, DefinitionNote, MethodNote, SourceNote
from purbeck.sources import build as sources
from purbeck.sources import residents_by_year
from purbeck.sources.build import PLACES
from purbeck.sources.datasets import MANIFEST
from purbeck.sources.door import NEEDED, SOURCES, Taken, take_in
from purbeck.sources.downloads import FORCE_MONTHS
from purbeck.sources.police_street import SOURCE as STREET
from purbeck.sources.recorded_crime import SOURCE as RECORDED
from purbeck.sources.source import FILES, ISSUES
from purbeck.store import quiet_known_warnings
from purbeck.workspace import Tell, Workspace, create, silent

if TYPE_CHECKING:
    from purbeck.publication.areas import AreaLine
    from purbeck.sources.fetch import Fetched, Held

DISTRICTS = "districts"  # what is told of while they are published
MOST_PROCESSES = 4  # each takes some 650 MiB
# Each stage reads the tables of those before it and writes its own; publication is run by `publish`.
STAGES: tuple[tuple[str, Callable[[Workspace, Tell], None]], ...] = (
    ("sources", sources.build),
    ("incidents", incidents.build),
    ("definition", definition.build),
    ("measures", measures.build),
    ("analyses", analyses.build),
    ("findings", findings.build),
)

# What a reader is told of each method: the page in docs/methods, and the analyses that use it.
METHODS = (
    MethodNote("intervals", "Counts, rates and shares", "Exact interval below 10 offences, Byar's from 10; Wilson's for "
               "shares. Rates are per 1,000 people and year, over the months filed.",
               ("scale", "composition", "places", "place_groups", "denominators")),
    MethodNote("denominators", "Residents, workday people, visitors", "Residents of the count's own year where there is an "
               "estimate for it; visitors month by month, with their range in the interval.", ("scale", "denominators")),
    MethodNote("outcomes", "What became of it", "Offences with a Crime ID, each followed over the same months and counted once "
               "by the furthest it went.", ("outcomes",)),
    MethodNote("searches", "Stop and search", "Searches of people over residents of the force area, and what those who did "
               "not say their ethnic group could make of it.", ("searches",)),
    MethodNote("year-on-year", "Year on year", "Like months compared with like, allowing for how much months vary.",
               ("trend", "composition")),
    MethodNote("known-breaks", "Known breaks in recording", "Dated, sourced changes in what was counted, drawn on charts "
               "along time and said beside each finding they touch.", ("trend", "comparison", "three_years", "places")),
    MethodNote("three-years", "Three financial years", "Recorded crime, like quarters with like, comparators without us.",
               ("three_years",)),
    MethodNote("process-control", "Month by month", "XmR charts by the Making Data Count rules.", ("trend",)),
    MethodNote("context", "Who lives here", "Small areas added up, by people or homes; an area without a value is left out and "
               "the coverage says so. What is true of areas need not be true of the people in them.", ("context",)),
    MethodNote("funnel", "Funnel", "Limits that allow for how much places differ anyway.", ("comparison",)),
    MethodNote("rank-interval", "Ranks", "How far each rank could be off, by simulation.", ("comparison",)),
    MethodNote("most-similar-areas", "Most-similar areas", "Districts nearest in standardised published variables, none "
               "of them recorded crime.", ("similar",)),
    MethodNote("concentration", "Concentration", "Small areas chosen on one year and measured on the next, since the "
               "year they are chosen on flatters.", ("concentration",)),
    MethodNote("pathways", "Pathways between services", "Shares of the step before, with Wilson's interval; places against the "
               "others of the same return.", ("pathways",)),
    MethodNote("hidden-need", "Hidden need", "Expected from sources that do not depend on recording, over recorded; speaks only "
               "where chance and unequal reach together leave no doubt.", ("hidden_need",)),
    MethodNote("perception", "Recorded, experienced, feared", "Survey estimates with the interval of the survey's design, beside "
               "what is recorded; nothing is divided by anything.", ("perception",)),
    MethodNote("overlap", "What each service saw", "Events that police and emergency department both recorded, matched without "
               "identities; totals only with what they suppose.", ("overlap",)),
    MethodNote("harm", "Harm and cost", "Offences times what each weighs in two indices, and what each costs; side by side.",
               ("harm",)),
    MethodNote("success-measures", "Success measures", "The Home Office's three, at all ages and under 25: numbers of a year "
               "against the year before, and by quarter.", ("success",)),
    MethodNote("repeat-victims", "Repeat victims", "Frequencies, never people: the interval is widened by how often the same "
               "people return.", ("repeats",)),
    MethodNote("profile", "Who, when and where", "Shares of the incidents of which it is known; spans of time spread evenly over "
               "their hours.", ("profile",)),
)  # fmt: skip


def new(path: Path | str, *, name: str, area: Sequence[str], code: str = "") -> Workspace:
    """Make a workspace for a partnership and the ONS codes of its area.

    `code` is the partnership's own short name, which the ids of its findings rest on; without it, the folder's name.
    """
    return create(Path(path), name, tuple(area), STARTING_DEFINITION.read_text(encoding="utf-8"), code)


@overload
def get(path: Path | str, folder: Path | str, tell: Tell = ...) -> list[Taken]:
    """Take in a folder."""


@overload
def get(path: Path | str, folder: None = ..., tell: Tell = ..., *, datasets: Sequence[str] = ...) -> list[Fetched]:
    """Download."""


def get(
    path: Path | str, folder: Path | str | None = None, tell: Tell = silent, *, datasets: Sequence[str] = ()
) -> list[Taken] | list[Fetched]:
    """Copy what is recognised in a folder into the workspace, or download datasets; what was done with each.

    Without a folder the datasets named are downloaded, or those that a first assessment needs and the workspace lacks.
    One that fails does not stop the others: its `outcome` is "failed", its `problem` and `todo` say the rest.
    """
    if folder is not None:
        return take_in(Workspace(Path(path)), Path(folder), tell)
    return download(path, datasets, tell)


def download(
    path: Path | str, datasets: Sequence[str] = (), tell: Tell = silent, manifest: Path = MANIFEST
) -> list[Fetched]:
    """What `get` does without a folder; `manifest` is a folder of datasets other than Purbeck's own."""
    from purbeck.sources.fetch import fetch  # noqa: PLC0415 - it loads what speaks to the network; nothing else needs that

    workspace = Workspace(Path(path))
    with workspace.store.lock():
        return fetch(workspace, datasets, tell, manifest=manifest)


def held(path: Path | str, manifest: Path = MANIFEST) -> list[Held]:
    """Every dataset there is to download, with what the workspace has of it."""
    from purbeck.sources.fetch import held as held_  # noqa: PLC0415 - as above

    return held_(Workspace(Path(path)), manifest)


def build(path: Path | str, tell: Tell = silent) -> Workspace:
    """Bring every table up to date; only what is out of date is made again."""
    return _run(path, STAGES, tell)


def read(path: Path | str, tell: Tell = silent) -> Workspace:
    """Bring the tables as supplied up to date, which `build` does first: what partners' records are located by."""
    return _run(path, STAGES[:1], tell)


def _run(path: Path | str, stages: Sequence[tuple[str, Callable[[Workspace, Tell], None]]], tell: Tell) -> Workspace:
    workspace = Workspace(Path(path))
    quiet_known_warnings()
    with workspace.store.lock():
        try:
            for name, run in stages:
                run(workspace, partial(_tell_stage, tell, name))
        finally:
            workspace.store.close()
    return workspace


def _tell_stage(tell: Tell, stage: str, words: str, done: int, of: int) -> None:
    tell(f"{stage}: {words}", done, of)


def check(path: Path | str) -> quality.Check:
    """Coverage, completeness, files and issues of the last build."""
    return quality.check(_opened(path))


def explain(path: Path | str, finding_id: str) -> Explanation:
    """From a finding, of our own area or of any that was published, to its rows, rules, files, hashes and code version.

    Raises TableError where the tables are no longer those that the finding was made from.
    """
    workspace = _opened(path)
    held = {*workspace.table(FINDINGS)["id"]} if workspace.store.files(FINDINGS) else set()
    area = None if finding_id in held else areas_.that_found(workspace, finding_id)
    current.refuse_mixed(area or workspace)
    return explain_.explain(area or workspace, finding_id)


def publish(
    path: Path | str, name: str | None = None, tell: Tell = silent, areas: str | Sequence[str] = ()
) -> Path:  # fmt: skip
    """Write the publication; returns its page. The name is the latest month's year and `needs-assessment` if not given.

    Raises TableError where settings, definitions, files or Purbeck have changed since the findings were made.

    With `areas`, codes of districts or "all", tables that are out of date are built, and what is written is a publication
    of each district and an index of them, whose page is returned; the name is then the year and `areas`. Raises AreasError
    at the end where some district could not be published.
    """
    if areas:
        return _publish_areas(Path(path), name, [areas] if isinstance(areas, str) else list(areas), tell)
    from purbeck.publication import build as publication  # noqa: PLC0415 - the drawing library loads slowly; only here is it needed

    workspace = _opened(path)
    current.refuse_out_of_date(workspace)
    last = _last_month(workspace)
    about = about_of(workspace, last)
    return publication.publish(workspace, name or _dated_name(last, publication.UNNAMED), about, tell)


def upgrade(path: Path | str, apply: bool = False) -> migration.Plan:
    """What would bring an older workspace up to this version; done where `apply` says so, after a backup."""
    workspace = Workspace(Path(path))
    return migration.carry_out(workspace) if apply else migration.plan(workspace)


def _publish_areas(path: Path, name: str | None, asked: Sequence[str], tell: Tell) -> Path:
    from purbeck.publication import areas as pages  # noqa: PLC0415 - as above

    workspace = _opened(path)
    with workspace.store.lock():
        try:
            for stage, run in STAGES[:-1]:  # findings of the workspace's own area are no part of this
                run(workspace, partial(_tell_stage, tell, stage))
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
            page = pages.write_index(folder, _about(workspace, last, {STREET.name}), index)
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
    about = replace(about_of(area, _last_month(area)), made_for=areas_.note(workspace, area, district))
    folder = pages.folder_of(workspace, name) / district.folder
    pages.publish(area, folder, about, replace(_line(district), key=key))


def _line(district: areas_.District) -> AreaLine:
    from purbeck.publication import areas as pages  # noqa: PLC0415 - as above

    return pages.AreaLine(district.code, district.name, district.region, district.force, district.folder)


def _opened(path: Path | str) -> Workspace:
    quiet_known_warnings()
    return Workspace(Path(path))


def _dated_name(last_month: str, what: str) -> str:
    """The name of a publication with the year of its data; without a year where no data have a month."""
    return f"{last_month[:4]}-{what}" if last_month else what


def _last_month(workspace: Workspace) -> str:
    """The last month that was filed for any of our area; where none was, of its CSPs' recorded crime; else ""."""
    held = workspace.store.rows(
        MEASURES, measure="count", source=STREET.name, place_type="partnership", period_type="month"
    )
    if held.empty:
        quarters = workspace.store.rows(
            MEASURES, measure="count", source=RECORDED.name, place_type="csp", period_type="quarter"
        )
        members = workspace.table(PLACES)
        held = quarters[quarters["place_code"].isin(members.loc[members["ours"], "csp_code"])]
    return f"{held['period_end'].max():%Y-%m}" if len(held) else ""


def _last_of_all(workspace: Workspace) -> str:
    """The last month that anybody filed at street level; where none was, of recorded crime; else ""."""
    filed = workspace.table(FORCE_MONTHS)
    quarters = workspace.store.rows(
        MEASURES, measure="count", source=RECORDED.name, place_type="csp", period_type="quarter"
    )
    months = filed.loc[filed["chosen"], "month"] if len(filed) else quarters["period_end"].astype(str).str[:7]
    return str(months.max()) if len(months) else ""


def about_of(workspace: Workspace, last_month: str) -> About:
    """What a publication says about itself: whose it is, by which definition, from which sources, made by which code."""
    named = {name for listed in workspace.table(FINDINGS)["sources"] for name in json.loads(listed)}
    return _about(workspace, last_month, named)


def _about(workspace: Workspace, last_month: str, named: set[str]) -> About:
    definition_, *beside = findings.headline_first(workspace)
    newest = workspace.table(FILES).groupby("source")["downloaded"].max()
    # Where and how many, which every rate rests on.
    used = named | {supplier.SOURCE.name for supplier in NEEDED} | {residents_by_year.SOURCE.name}
    supplied = (
        SourceNote(s.name, s.title, s.licence, s.attribution, s.supplier, s.page, _dated(newest[s.name]))
        for s in SOURCES
        if s.name in newest.index and s.name in used
    )
    return About(
        partnership=workspace.partnership.name,
        definition=definition_.title,
        definition_version=definition_.version,
        code_version=provenance.code_version(),
        stand_in=definition_.stand_in,
        data_to=periods.spoken_month(last_month) if last_month else "",
        sources=(*supplied, _national_note()),
        methods=METHODS,
        beside=tuple(DefinitionNote(one.id, one.title, one.version, one.stand_in) for one in beside),
    )


def _national_note() -> SourceNote:
    """The list of national figures as a source: each figure's publisher stands beside it."""
    held = national.context()
    dated = f"list of {held.dated.day} {held.dated:%B %Y}"
    return SourceNote(national.SOURCE_NAME, national.SOURCE_TITLE, held.licence, held.attribution, dated=dated)


def _dated(downloaded: str | None) -> str:
    """When the newest archive of a source was made, in words."""
    if pd.isna(downloaded):
        return ""
    made = dt.date.fromisoformat(str(downloaded)[:10])
    return f"newest archive of {made.day} {made:%B %Y}"


def tables(path: Path | str) -> dict[str, pd.DataFrame]:
    """The measures, findings and issues of the last build, as frames."""
    workspace = _opened(path)
    return {table.name: workspace.table(table) for table in (MEASURES, FINDINGS, ISSUES)}
