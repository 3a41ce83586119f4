"""The risk matrix becomes what an edition may show of it: single judgements are for partners only."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from purbeck.analyses.priorities.from_strategy import asked
from purbeck.analyses.priorities.inputs import FindingRow
from purbeck.analyses.priorities.matrix import Assessment, assess
from purbeck.analyses.priorities.rules import Criterion, Rules, read_rules
from purbeck.disclosure.findings import ReleasedFinding, released_for
from purbeck.disclosure.rules import PARTNERS
from purbeck.disclosure.silence import silence_of
from purbeck.figures import number
from purbeck.findings.build import headline_first
from purbeck.strategy.strategy import Strategy
from purbeck.workspace import Workspace

OF_FINDING = "The finding gives {score} of {highest} by the rule for {criterion}."
OF_JUDGEMENT = "No figure answers this yet. {roles} it{range}; who and why is for partners only."
OF_NOTHING = {
    "missing": "There is no figure for it, and no judgement: in the draws it is anything from {lowest} to {highest}.",
    "hidden": "Its figure is not shown: in the draws it is anything from {lowest} to {highest}.",
}
OF_WEIGHT = "Kept within a range that partners set."


@dataclass(frozen=True)
class Scale:
    """A criterion as readers are told of it."""

    name: str
    title: str
    asks: str
    weight: float
    lowest: float
    highest: float
    reason: str


@dataclass(frozen=True)
class ReleasedScore:
    """A score of the matrix that may be published. `basis` is finding, judgement, missing or hidden."""

    priority: str
    criterion: str
    score: float | None
    lower: float
    upper: float
    basis: str
    finding: str
    dissent: float | None
    reason: str


@dataclass(frozen=True)
class ReleasedRank:
    """Where a priority stands. `acceptability` holds the share of draws that put it at each rank, from the first on."""

    priority: str
    title: str
    tier: str
    score: float
    lower: float
    upper: float
    rank: int
    sharing: int
    rank_lower: int
    rank_upper: int
    first: float
    unknown: int
    acceptability: tuple[float, ...]
    statement: str


@dataclass(frozen=True)
class ReleasedMatrix:
    """The risk matrix as it may be published: criteria, scores by priority and criterion, ranks from the first on."""

    criteria: tuple[Scale, ...]
    scores: Mapping[tuple[str, str], ReleasedScore]
    ranks: tuple[ReleasedRank, ...]
    lowest: float
    highest: float
    draws: int


def released_matrix(
    workspace: Workspace, strategy: Strategy, edition: str, on: dt.date, today: dt.date
) -> ReleasedMatrix:  # fmt: skip
    """The risk matrix of a strategy, from findings as this edition shows them.

    Raises StrategyError for a score off the scale, or ranges of weights that cannot add up to 1.
    """
    rows: list[ReleasedFinding] = []
    if found := released_for(workspace, edition):
        headline = headline_first(workspace)[0].id
        rows = [one for one in found if one.definition == headline]
    settings = workspace.partnership
    generator = np.random.default_rng(settings.seed)
    return release_matrix(strategy, edition, on, rows, generator, settings.confidence, today)


def release_matrix(
    strategy: Strategy, edition: str, on: dt.date, findings: Iterable[ReleasedFinding], generator: np.random.Generator,
    confidence: float, today: dt.date | None = None,
) -> ReleasedMatrix:  # fmt: skip
    """The risk matrix made from what the edition may show; a hidden figure is a score that is not known."""
    rules = read_rules()
    silence = silence_of(strategy, edition, on, today)
    may_say = replace(
        strategy,
        priorities=tuple(map(silence.keep, strategy.priorities)),
        scores=tuple(map(silence.keep, strategy.scores)),
        weights=tuple(map(silence.keep, strategy.weights)),
    )
    rows = [FindingRow.of(one) for one in findings]
    found = assess(asked(may_say, rules), rows, rules, generator, confidence)
    public = edition != PARTNERS
    scores = [_score(row, rules, public) for row in found.scores.to_dict("records")]
    return ReleasedMatrix(
        _criteria(found, rules, public and bool(strategy.weights)),
        {(one.priority, one.criterion): one for one in scores},
        _ranks(found),
        *rules.scale,
        rules.draws,
    )


def _score(row: Mapping[Any, Any], rules: Rules, public: bool) -> ReleasedScore:
    score, dissent = (None if pd.isna(row[name]) else float(row[name]) for name in ("score", "dissent"))
    criterion = next(one for one in rules.criteria if one.name == row["criterion"])
    reason = _public_reason(row, score, criterion, rules) if public else str(row["reason"])
    return ReleasedScore(
        str(row["priority"]), criterion.name, score, float(row["lower"]), float(row["upper"]), str(row["basis"]),
        str(row["finding_id"]), dissent, reason,
    )  # fmt: skip


def _public_reason(row: Mapping[Any, Any], score: float | None, criterion: Criterion, rules: Rules) -> str:
    """Why a score is what it is, without who judged and why."""
    lowest, highest = (_said(end) for end in rules.scale)
    if row["basis"] == "finding":
        said = OF_FINDING.format(score=_said(score), highest=highest, criterion=criterion.title)
    elif row["basis"] == "judgement":
        roles = len(json.loads(row["roles"]))
        apart = row["judged_lower"] != row["judged_upper"]
        reach = f", from {_said(row['judged_lower'])} to {_said(row['judged_upper'])}" if apart else ""
        said = OF_JUDGEMENT.format(roles="One role judged" if roles == 1 else f"{roles} roles judged", range=reach)
    else:
        said = OF_NOTHING[str(row["basis"])].format(lowest=lowest, highest=highest)
    cautions = json.loads(row["cautions"])
    told = [
        one.words if one.criterion == criterion.name else one.said_again_words
        for one in rules.cautions
        if one.name in cautions
    ]
    return " ".join([said, *told])


def _said(score: float | None) -> str:
    return number(score, 1).removesuffix(".0")


def _criteria(found: Assessment, rules: Rules, ranges: bool) -> tuple[Scale, ...]:
    """Each criterion with its weight, which is the same whatever the priority."""
    weights = found.weights.drop_duplicates("criterion").set_index("criterion")
    shown = []
    for one in rules.criteria:
        if one.name not in weights.index:
            continue
        row = weights.loc[one.name]
        usual = f"{one.weight_reason}."
        reason = str(row["reason"])
        if ranges and reason != usual:
            reason = OF_WEIGHT
        shown.append(
            Scale(
                one.name, one.title, one.asks, float(row["weight"]), float(row["lowest"]), float(row["highest"]), reason
            )
        )
    return tuple(shown)


def _ranks(found: Assessment) -> tuple[ReleasedRank, ...]:
    shares = found.acceptability.sort_values("rank").groupby("priority")["share"].apply(tuple).to_dict()
    ordered = found.ranks.sort_values(["rank", "title", "priority"])
    return tuple(
        ReleasedRank(
            row["priority"], row["title"], row["tier"], float(row["score"]), float(row["lower"]), float(row["upper"]),
            int(row["rank"]), int(row["sharing"]), int(row["rank_lower"]), int(row["rank_upper"]), float(row["first"]),
            int(row["unknown"]), tuple(map(float, shares[row["priority"]])), row["statement"],
        )
        for row in ordered.to_dict("records")
    )  # fmt: skip
