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
    cost,
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
    repeats,
    scale,
    searches,
    similar,
    success,
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
    denominators.drafted, trend.drafted, success.drafted, composition.drafted, outcomes.drafted, comparison.drafted,
    similar.drafted, three_years.drafted, places.drafted, place_groups.drafted, concentration.drafted, profile.drafted,
    harm.drafted, cost.drafted, pathways.drafted, repeats.drafted, hidden_need.drafted, perception.drafted, overlap.drafted,
    national.drafted, equality.drafted, searches.drafted,
)  # fmt: skip
# The same for every definition: drafted once, with the headline's.
ONCE = (
    gaps.drafted, record_quality.drafted, context.drafted, published.drafted, pathways.drafted, repeats.drafted,
    hidden_need.drafted, perception.drafted, overlap.drafted, national.drafted, equality.drafted, searches.drafted,
)  # fmt: skip
# Of an area whose force filed no month at street level; each does without a latest year.
UNFILED: tuple[Chapter, ...] = (
    unfiled.of_quality, gaps.drafted, record_quality.drafted, context.drafted, published.drafted, unfiled.drafted,
    denominators.drafted, unfiled.alike, three_years.drafted, pathways.drafted, repeats.drafted, hidden_need.drafted,
    perception.drafted, overlap.drafted, national.drafted, equality.drafted, searches.drafted,
)  # fmt: skip


# Of the most precise source that is held; and those that need the police's own records alone.
HEADLINE: tuple[Chapter, ...] = (scale.drafted, trend.drafted, places.drafted, place_groups.drafted)
OF_RECORDS: tuple[Chapter, ...] = (success.drafted, profile.drafted, harm.drafted, cost.drafted)
# Of a definition that no street-level row fits, where another counts them: what it adds, and nothing unavailable.
BESIDE: tuple[Chapter, ...] = (quality.of_stand_in, *HEADLINE, three_years.drafted, *OF_RECORDS)


def build(workspace: Workspace, tell: Tell) -> None:
    """Bring the findings up to date, and write down what they were made from.

    Of an area whose force filed no month at street level, they say so, and what can be had without.
    """
    key = current.key(workspace)
    if workspace.store.key(TABLE) != key:
        workspace.store.write(TABLE, _drafted(workspace, key, tell), key)
    current.keep(workspace)


def build_again(workspace: Workspace, key: str, tell: Tell) -> None:
    """Draft every finding anew, as an edition does, under a key of its own."""
    workspace.store.write(TABLE, _drafted(workspace, key, tell), key)


def _drafted(workspace: Workspace, key: str, tell: Tell) -> pd.DataFrame:
    """The findings by every definition, each section numbered throughout."""
    frames = []
    drafts = [Draft(Evidence(workspace, definition)) for definition in headline_first(workspace)]
    filed = any(draft.evidence.latest_year is not None for draft in drafts)
    for place, draft in enumerate(drafts):
        definition = draft.evidence.definition
        headline = Draft(draft.evidence.headline)
        findings = []
        chapters = _chapters(draft, place == 0, filed)
        for number, chapter in enumerate(chapters, start=1):
            findings += chapter(headline if chapter in HEADLINE else draft)
            tell("drafting findings", number, len(chapters))
        frames.append(findings_frame(findings, key[: provenance.SHORT], _origin(workspace, definition)))
    rows = pd.concat(frames, ignore_index=True)
    rows["place_in_section"] = rows.groupby("section").cumcount() + 1
    return rows


def _chapters(draft: Draft, first: bool, filed: bool) -> list[Chapter]:
    """The chapters of a definition: all; those that do without street-level rows; with the police's own records, those too.

    `filed` says whether any definition here counts street-level rows of ours: then they are unavailable in none.
    """
    recorded = draft.evidence.headline is not draft.evidence
    if draft.evidence.latest_year is not None:
        found = CHAPTERS
    elif filed:
        beside = BESIDE if recorded else tuple(c for c in BESIDE if c not in HEADLINE)
        found = (*beside, *ONCE)
    else:
        found = (*UNFILED, *HEADLINE, *OF_RECORDS) if recorded else UNFILED
    return [chapter for chapter in found if first or chapter not in ONCE]


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
