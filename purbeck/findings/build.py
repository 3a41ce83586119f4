"""Draft findings from the analyses and the measures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from purbeck import provenance
from purbeck.analyses.analysis import Evidence
from purbeck.definition.definition import Definition, read_definitions
from purbeck.errors import SettingsError
from purbeck.findings import (
    comparison,
    composition,
    concentration,
    context,
    current,
    denominators,
    equality,
    gaps,
    harm,
    hidden_need,
    national,
    outcomes,
    overlap,
    pathways,
    perception,
    place_groups,
    places,
    profile,
    published,
    quality,
    record_quality,
    scale,
    searches,
    similar,
    three_years,
    trend,
    unfiled,
)
from purbeck.findings.draft import Draft
from purbeck.findings.finding import TABLE, Finding, findings_frame
from purbeck.sources.source import FILES
from purbeck.workspace import Tell, Workspace

Chapter = Callable[[Draft], list[Finding]]

# In the order of a publication: what the data is before what it says.
CHAPTERS: tuple[Chapter, ...] = (
    quality.drafted, gaps.drafted, record_quality.drafted, context.drafted, published.drafted, scale.drafted,
    denominators.drafted, trend.drafted, composition.drafted, outcomes.drafted, comparison.drafted, similar.drafted,
    three_years.drafted, places.drafted, place_groups.drafted, concentration.drafted, profile.drafted, harm.drafted,
    pathways.drafted, hidden_need.drafted, perception.drafted, overlap.drafted, national.drafted, equality.drafted,
    searches.drafted,
)  # fmt: skip
# The same for every definition: drafted once, with the headline's.
ONCE = (
    gaps.drafted, record_quality.drafted, context.drafted, published.drafted, pathways.drafted, hidden_need.drafted,
    perception.drafted, overlap.drafted, national.drafted, equality.drafted, searches.drafted,
)  # fmt: skip
# Of an area whose force filed no month at street level; each does without a latest year.
UNFILED: tuple[Chapter, ...] = (
    unfiled.of_quality, gaps.drafted, record_quality.drafted, context.drafted, published.drafted, unfiled.drafted,
    denominators.drafted, unfiled.alike, three_years.drafted, pathways.drafted, hidden_need.drafted, perception.drafted,
    overlap.drafted, national.drafted, equality.drafted, searches.drafted,
)  # fmt: skip


# Of the most precise source that is held; and those that need the police's own records alone.
HEADLINE: tuple[Chapter, ...] = (scale.drafted, trend.drafted)
OF_RECORDS: tuple[Chapter, ...] = (profile.drafted, harm.drafted)


def build(workspace: Workspace, tell: Tell) -> None:
    """Bring the findings up to date, and write down what they were made from.

    Of an area whose force filed no month at street level, they say so, and what can be had without.
    """
    key = current.key(workspace)
    if workspace.store.key(TABLE) != key:
        workspace.store.write(TABLE, _drafted(workspace, key, tell), key)
    current.keep(workspace)


def _drafted(workspace: Workspace, key: str, tell: Tell) -> pd.DataFrame:
    """The findings by every definition, each section numbered throughout."""
    frames = []
    for place, definition in enumerate(headline_first(workspace)):
        draft = Draft(Evidence(workspace, definition))
        headline = Draft(draft.evidence.headline)
        findings = []
        chapters = [c for c in _chapters(draft) if place == 0 or c not in ONCE]
        for number, chapter in enumerate(chapters, start=1):
            findings += chapter(headline if chapter in HEADLINE else draft)
            tell("drafting findings", number, len(chapters))
        frames.append(findings_frame(findings, key[: provenance.SHORT], _origin(workspace, definition)))
    rows = pd.concat(frames, ignore_index=True)
    rows["place_in_section"] = rows.groupby("section").cumcount() + 1
    return rows


def _chapters(draft: Draft) -> tuple[Chapter, ...]:
    """The chapters of a definition: all; those that do without street-level rows; with the police's own records, those too."""
    if draft.evidence.latest_year is not None:
        return CHAPTERS
    return UNFILED if draft.evidence.headline is draft.evidence else (*UNFILED, *HEADLINE, *OF_RECORDS)


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
