"""Draft findings from the analyses and the measures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from purbeck import provenance
from purbeck.analyses.analysis import Evidence
from purbeck.analyses.build import ANALYSES, OF_THE_PLACE
from purbeck.breaks import read_breaks
from purbeck.definition.definition import Definition, read_definitions
from purbeck.errors import SettingsError, TableError
from purbeck.findings import (
    comparison,
    composition,
    concentration,
    context,
    denominators,
    equality,
    national,
    place_groups,
    places,
    published,
    quality,
    scale,
    similar,
    three_years,
    trend,
)
from purbeck.findings.draft import Draft
from purbeck.findings.finding import TABLE, Finding, findings_frame
from purbeck.incidents import odd_months
from purbeck.incidents import quality as quality_table
from purbeck.measures.measure import TABLE as MEASURES
from purbeck.sources.boundaries import TABLE as BOUNDARIES
from purbeck.sources.non_resident_victims import NON_RESIDENT_VICTIMS as VICTIMS
from purbeck.sources.source import FILES, ISSUES
from purbeck.workspace import AreaWorkspace, Tell, Workspace

# In the order of a publication: what the data is before what it says.
CHAPTERS: tuple[Callable[[Draft], list[Finding]], ...] = (
    quality.drafted, context.drafted, published.drafted, scale.drafted, denominators.drafted, trend.drafted,
    composition.drafted, comparison.drafted, similar.drafted, three_years.drafted, places.drafted, place_groups.drafted,
    concentration.drafted, national.drafted, equality.drafted,
)  # fmt: skip
# The same for every definition: drafted once, with the headline's.
ONCE = (context.drafted, published.drafted, national.drafted, equality.drafted)
# Of an area whose force filed no month; each does without a latest year.
UNFILED = (quality.unfiled, three_years.drafted, *ONCE)  # every force files recorded crime


def build(workspace: Workspace, tell: Tell) -> None:
    """Bring the findings up to date. Raises TableError where no month was filed for the partnership's area.

    Of one area among many the findings say so instead.
    """
    store = workspace.store
    tables = (MEASURES, FILES, ISSUES, quality_table.TABLE, odd_months.TABLE, BOUNDARIES, VICTIMS.table)
    made_from = [store.key(table) for table in tables]
    analysed = [table for table, _ in ANALYSES] + [table for table, _, _ in OF_THE_PLACE]
    key = provenance.key_of(made_from, [store.key(table) for table in analysed], _settings(workspace))
    if store.key(TABLE) == key:
        return
    frames = []
    for place, definition in enumerate(headline_first(workspace)):
        draft = Draft(Evidence(workspace, definition))
        filed = draft.evidence.latest_year is not None
        if not filed and not isinstance(workspace, AreaWorkspace):
            raise TableError(
                f"No month of {workspace.partnership.name}'s area was filed by its police force in the files given.",
                "Give archives that hold the force's street-level files, then run purbeck build again.",
            )
        findings = []
        chapters = [c for c in (CHAPTERS if filed else UNFILED) if place == 0 or c not in ONCE]
        for number, chapter in enumerate(chapters, start=1):
            findings += chapter(draft)
            tell("drafting findings", number, len(chapters))
        frames.append(findings_frame(findings, key[: provenance.SHORT], _origin(workspace, definition)))
    rows = pd.concat(frames, ignore_index=True)
    rows["place_in_section"] = rows.groupby("section").cumcount() + 1
    store.write(TABLE, rows, key)


def headline_first(workspace: Workspace) -> list[Definition]:
    """Every definition, the one that partnership.toml names first. Raises SettingsError where there is none of that name."""
    named = workspace.partnership.definition
    files = workspace.definition_files()
    if named not in [file.stem for file in files]:
        held = ", ".join(file.stem for file in files) or "none"
        raise SettingsError(
            f"partnership.toml, definition: there is no file definition/{named}.toml (there is {held}).",
            "Name one of the files in definition/, without .toml.",
        )
    return read_definitions(sorted(files, key=lambda file: (file.stem != named, file.stem)))


def _settings(workspace: Workspace) -> list[Any]:
    definitions = [d.model_dump(mode="json") for d in read_definitions(workspace.definition_files())]
    breaks = [b.model_dump(mode="json") for b in read_breaks(workspace)]
    return [workspace.partnership.model_dump(), definitions, breaks]


def _origin(workspace: Workspace, definition: Definition) -> dict[str, Any]:
    """What every finding was made from: files with hashes, code, definition, settings."""
    files = workspace.table(FILES)
    containers = files.assign(file=files["file"].str.split("!").str[0]).drop_duplicates(["file", "sha256"])
    return {
        "code": provenance.code_version(),
        "files": [[row.file, row.sha256] for row in containers.sort_values("file").itertuples()],
        "definition_title": definition.title,
        "settings": workspace.partnership.model_dump(),
    }
