"""The way of the data: the stages in order, and how to run them. Read this first."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, overload

import pandas as pd

from purbeck import areas as areas_
from purbeck import migration, periods, provenance
from purbeck.analyses import build as analyses
from purbeck.definition import build as definition
from purbeck.definition.shipped import STARTING_DEFINITION
from purbeck.findings import build as findings
from purbeck.findings import current, national
from purbeck.findings import explain as explain_
from purbeck.findings.explain import Explanation
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.incidents import build as incidents
from purbeck.incidents import quality, record_quality
from purbeck.measures import build as measures
from purbeck.measures.measure import TABLE as MEASURES
from purbeck.publication.publication import About, DefinitionNote, MethodNote, SourceNote
from purbeck.sources import build as sources
from purbeck.sources import residents_by_year
from purbeck.sources.build import PLACES
from purbeck.sources.datasets import MANIFEST
from purbeck.sources.door import NEEDED, SOURCES, Taken, take_in
from purbeck.sources.police_street import SOURCE as STREET
from purbeck.sources.recorded_crime import SOURCE as RECORDED
from purbeck.sources.returns.figures import RETURNED
from purbeck.sources.source import FILES, ISSUES
from purbeck.store import quiet_known_warnings
from purbeck.workspace import Tell, Workspace, create, silent

if TYPE_CHECKING:
    from purbeck.sources.fetch import Fetched, Held

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
                run(workspace, partial(tell_stage, tell, name))
        finally:
            workspace.store.close()
    return workspace


def tell_stage(tell: Tell, stage: str, words: str, done: int, of: int) -> None:
    """Tell how far a stage is, by its name."""
    tell(f"{stage}: {words}", done, of)


def check(path: Path | str) -> quality.Check:
    """Coverage, completeness, files and issues of the last build."""
    return quality.check(opened(path))


def explain(path: Path | str, finding_id: str) -> Explanation:
    """From a finding, of our own area or of any that was published, to its rows, rules, files, hashes and code version.

    Raises TableError where the tables are no longer those that the finding was made from.
    """
    workspace = opened(path)
    held = {*workspace.table(FINDINGS)["id"]} if workspace.store.files(FINDINGS) else set()
    area = None if finding_id in held else areas_.that_found(workspace, finding_id)
    current.refuse_mixed(area or workspace)
    return explain_.explain(area or workspace, finding_id)


def upgrade(path: Path | str, apply: bool = False) -> migration.Plan:
    """What would bring an older workspace up to this version; done where `apply` says so, after a backup."""
    workspace = Workspace(Path(path))
    return migration.carry_out(workspace) if apply else migration.plan(workspace)


def opened(path: Path | str) -> Workspace:
    """The workspace in a folder, known warnings of libraries silenced."""
    quiet_known_warnings()
    return Workspace(Path(path))


def last_month(workspace: Workspace) -> str:
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


def about_of(workspace: Workspace, last_month: str) -> About:
    """What a publication says about itself: whose it is, by which definition, from which sources, made by which code."""
    named = {name for listed in workspace.table(FINDINGS)["sources"] for name in json.loads(listed)}
    return about(workspace, last_month, named)


def about(workspace: Workspace, last_month: str, named: set[str]) -> About:
    """The same of a publication that uses the sources named."""
    definition_, *beside = findings.headline_first(workspace)
    newest = workspace.table(FILES).groupby("source")["downloaded"].max()
    # Where and how many, which every rate rests on.
    used = named | {supplier.SOURCE.name for supplier in NEEDED} | {residents_by_year.SOURCE.name}
    until = _held_until(workspace)
    supplied = (
        SourceNote(
            s.name,
            s.title,
            s.licence,
            s.attribution,
            s.supplier,
            s.page,
            _dated(newest[s.name]) or until.get(s.name, ""),
        )
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


def _held_until(workspace: Workspace) -> dict[str, str]:
    """To when partners' figures and records go, in words: days on which files came are nobody's to know."""
    returned = workspace.store.rows(RETURNED) if workspace.store.files(RETURNED) else RETURNED.empty()
    ends = pd.to_datetime(returned["period_end"]).groupby(returned["contract"]).max().dt.strftime("%Y-%m").to_dict()
    if workspace.store.files(record_quality.MONTHS):
        months = workspace.store.rows(record_quality.MONTHS)
        ends |= months[months["days_covered"] > 0].groupby("source")["month"].max().to_dict()
    return {str(source): f"data to {periods.spoken_month(str(month))}" for source, month in ends.items()}


def tables(path: Path | str) -> dict[str, pd.DataFrame]:
    """The measures, findings and issues of the last build, as frames."""
    workspace = opened(path)
    return {table.name: workspace.table(table) for table in (MEASURES, FINDINGS, ISSUES)}
