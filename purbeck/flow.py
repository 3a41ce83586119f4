"""The way of the data: the stages in order, and how to run them. Read this first."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pandas as pd

from purbeck import periods, provenance
from purbeck.analyses import build as analyses
from purbeck.definition import build as definition
from purbeck.findings import build as findings
from purbeck.findings import explain as explain_
from purbeck.findings.explain import Explanation
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.incidents import build as incidents
from purbeck.incidents import quality
from purbeck.measures import build as measures
from purbeck.measures.measure import TABLE as MEASURES
from purbeck.publication.publication import About, MethodNote, SourceNote
from purbeck.sources import build as sources
from purbeck.sources.door import LOOKUPS, SOURCES, Taken, take_in
from purbeck.sources.source import FILES, ISSUES
from purbeck.store import quiet_known_warnings
from purbeck.workspace import Tell, Workspace, create, silent

STARTING_DEFINITION = Path(__file__).parent / "definition" / "serious-violence.toml"

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
               "shares. Rates are per 1,000 residents (Census 2021) and year, over the months filed.",
               ("scale", "composition", "places")),
    MethodNote("year-on-year", "Year on year", "Like months compared with like, allowing for how much months vary.",
               ("trend",)),
    MethodNote("process-control", "Month by month", "XmR charts by the Making Data Count rules.", ("trend",)),
    MethodNote("funnel", "Funnel", "Limits that allow for how much places differ anyway.", ("comparison",)),
    MethodNote("rank-interval", "Ranks", "How far each rank could be off, by simulation.", ("comparison",)),
)  # fmt: skip


def new(path: Path | str, *, name: str, area: Sequence[str]) -> Workspace:
    """Make a workspace for a partnership and the ONS codes of its area."""
    return create(Path(path), name, tuple(area), STARTING_DEFINITION.read_text(encoding="utf-8"))


def get(path: Path | str, folder: Path | str, tell: Tell = silent) -> list[Taken]:
    """Copy what is recognised in a folder into the workspace; what was done with each file."""
    return take_in(Workspace(Path(path)), Path(folder), tell)


def build(path: Path | str, tell: Tell = silent) -> Workspace:
    """Bring every table up to date; only what is out of date is made again."""
    workspace = Workspace(Path(path))
    quiet_known_warnings()
    with workspace.store.lock():
        try:
            for name, run in STAGES:
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
    """From a finding to its rows, rules, files, hashes and code version."""
    return explain_.explain(_opened(path), finding_id)


def publish(path: Path | str, name: str | None = None, tell: Tell = silent) -> Path:
    """Write the publication; returns its page. The name is the latest month's year and `needs-assessment` if not given."""
    from purbeck.publication import build as publication  # noqa: PLC0415 - the drawing library loads slowly; only here is it needed

    workspace = _opened(path)
    last = _last_month(workspace)
    about = about_of(workspace, last)
    return publication.publish(workspace, name or f"{last[:4]}-needs-assessment", about, tell)


def _opened(path: Path | str) -> Workspace:
    quiet_known_warnings()
    return Workspace(Path(path))


def _last_month(workspace: Workspace) -> str:
    """The last month in which anything was recorded in our area."""
    held = workspace.table(quality.TABLE)
    return str(held.loc[held["in_our_area"] > 0, "month"].max())


def about_of(workspace: Workspace, last_month: str) -> About:
    """What a publication says about itself: whose it is, by which definition, from which sources, made by which code."""
    definition_ = findings.headline_first(workspace)[0]
    newest = workspace.table(FILES).groupby("source")["downloaded"].max()
    named = {name for listed in workspace.table(FINDINGS)["sources"] for name in json.loads(listed)}
    used = named | {source.name for source, _ in LOOKUPS.values()}  # where and how many, which every rate rests on
    return About(
        partnership=workspace.partnership.name,
        definition=definition_.title,
        definition_version=definition_.version,
        code_version=provenance.code_version(),
        stand_in=definition_.stand_in,
        data_to=periods.spoken_month(last_month),
        sources=tuple(
            SourceNote(s.name, s.title, s.licence, s.attribution, s.supplier, s.page, _dated(newest[s.name]))
            for s in SOURCES
            if s.name in newest.index and s.name in used
        ),
        methods=METHODS,
    )


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
