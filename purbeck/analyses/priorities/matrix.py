"""Which priorities lead, and how surely: the risk matrix, and ranks by shown and random weights.

Method: scores from findings by rules (rules.toml) or from people's judgements; weighted sums; stochastic multicriteria
acceptability (statistics.acceptability). Not for: deciding. It proposes, and shows what hangs on what; people choose, and
say why in decisions.toml. See docs/methods/priorities.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np
import pandas as pd

from purbeck.analyses.priorities.inputs import Asked, FindingRow, Judgement, Priority
from purbeck.analyses.priorities.reasons import Standing, reason, standing, weight_reason
from purbeck.analyses.priorities.rules import Rules
from purbeck.analyses.priorities.scoring import BASES, Score, scores_of
from purbeck.analyses.priorities.weighing import Weighing, weighing
from purbeck.statistics.acceptability import Acceptability, acceptability, drawn_scores, drawn_weights
from purbeck.statistics.ranks import rank_of
from purbeck.strategy.plan import Tier
from purbeck.strategy.scores import Criterion
from purbeck.tables import HELD, Column, Table

CRITERIA: tuple[str, ...] = get_args(Criterion)
TIERS: tuple[str, ...] = get_args(Tier)

WHEN = "when a strategy is published, from findings as the edition may show them"

SCORES = Table(
    name="analyses/priority_scores",
    meaning="The risk matrix: each priority's score by each criterion, what it came from and how sure it is",
    columns=(
        Column("priority", "string", "id of the priority in strategy.toml", required=True),
        Column("criterion", "string", "the criterion", vocabulary=CRITERIA, required=True),
        Column("score", "float64", "the score; empty where it is not known", unit="0 to 4", decimals=HELD),
        Column("lower", "float64", "the lowest it may be", unit="0 to 4", decimals=HELD, required=True),
        Column("upper", "float64", "the highest it may be", unit="0 to 4", decimals=HELD, required=True),
        Column("basis", "string", "what the score is from", vocabulary=BASES, required=True),
        Column("finding_id", "string", "the finding that gives it; empty where none does", required=True),
        Column("build", "string", "that finding's build", required=True),
        Column("findings", "string", "JSON list: ids of all findings its rule looked at", required=True),
        Column("roles", "string", "JSON list: the roles that judged, whether their judgement counts or not", required=True),
        Column("judged", "float64", "mean of what they gave", unit="0 to 4", decimals=HELD),
        Column("judged_lower", "float64", "the lowest they gave", unit="0 to 4", decimals=HELD),
        Column("judged_upper", "float64", "the highest they gave", unit="0 to 4", decimals=HELD),
        Column("dissent", "float64", "how far apart those are; empty where fewer than two gave one", unit="0 to 4",
               decimals=HELD),
        Column("cautions", "string", "JSON list: what to beware of (`low_rate`, `rise_from_few`)", required=True),
        Column("reason", "string", "why, in words", required=True),
    ),
    key=("priority", "criterion"),
    worked_out=WHEN,
)  # fmt: skip

RANKS = Table(
    name="analyses/priority_ranks",
    meaning="Where each priority stands by the weights shown, and how often random weights and scores put it first",
    columns=(
        Column("priority", "string", "id of the priority in strategy.toml", required=True),
        Column("title", "string", "what it is called", required=True),
        Column("tier", "string", "its tier", vocabulary=TIERS, required=True),
        Column("score", "float64", "weighted sum; a score not known counts as the middle of the scale", unit="0 to 4",
               decimals=HELD, required=True),
        Column("lower", "float64", "the same, were every score at its lowest", unit="0 to 4", decimals=HELD, required=True),
        Column("upper", "float64", "the same, were every score at its highest", unit="0 to 4", decimals=HELD, required=True),
        Column("rank", "int64", "1 is the highest; equal sums have the best of their ranks", required=True),
        Column("sharing", "int64", "priorities of this rank; more than 1 where sums are equal", required=True),
        Column("rank_lower", "int64", "best end of the interval of its rank: weights as shown, scores drawn", required=True),
        Column("rank_upper", "int64", "worst end", required=True),
        Column("first", "float64", "share of random weights and scores that put it first", unit="0 to 1", decimals=HELD,
               required=True),
        Column("confidence_factor", "float64", "share of scores drawn that put it first when its central weights are used; "
               "empty where it never is", unit="0 to 1", decimals=HELD),
        Column("unknown", "int64", "criteria by which its score is not known", required=True),
        Column("draws", "int64", "sets of weights and scores drawn", required=True),
        Column("statement", "string", "the same in words", required=True),
    ),
    key=("priority",),
    worked_out=WHEN,
)  # fmt: skip

ACCEPTABILITY = Table(
    name="analyses/priority_acceptability",
    meaning="Rank acceptability: how often random weights and scores put each priority at each rank",
    columns=(
        Column("priority", "string", "id of the priority in strategy.toml", required=True),
        Column("rank", "int64", "the rank, 1 the first", required=True),
        Column("share", "float64", "share of draws that put it there; ties share their ranks", unit="0 to 1", decimals=HELD,
               required=True),
        Column("or_better", "float64", "share that put it there or higher", unit="0 to 1", decimals=HELD, required=True),
    ),
    key=("priority", "rank"),
    worked_out=WHEN,
)  # fmt: skip

WEIGHTS = Table(
    name="analyses/priority_weights",
    meaning="The weight shown for each criterion, and for each priority the weights that typically put it first",
    columns=(
        Column("priority", "string", "id of the priority in strategy.toml", required=True),
        Column("criterion", "string", "the criterion", vocabulary=CRITERIA, required=True),
        Column("weight", "float64", "the weight shown", unit="share of all", decimals=HELD, required=True),
        Column("lowest", "float64", "the least that is drawn", unit="share of all", decimals=HELD, required=True),
        Column("highest", "float64", "the greatest that is drawn", unit="share of all", decimals=HELD, required=True),
        Column("central_weight", "float64", "mean of the weights that put this priority first; empty where none do",
               unit="share of all", decimals=HELD),
        Column("reason", "string", "why it weighs what it does, in words", required=True),
    ),
    key=("priority", "criterion"),
    worked_out=WHEN,
)  # fmt: skip


@dataclass(frozen=True)
class Assessment:
    """The four tables, each as a frame with the columns that it declares."""

    scores: pd.DataFrame
    ranks: pd.DataFrame
    acceptability: pd.DataFrame
    weights: pd.DataFrame

    def tables(self) -> tuple[tuple[Table, pd.DataFrame], ...]:
        """Each table with its rows, to be written."""
        return (SCORES, self.scores), (RANKS, self.ranks), (ACCEPTABILITY, self.acceptability), (WEIGHTS, self.weights)


def assess(
    asked: Asked, findings: Iterable[FindingRow], rules: Rules, generator: np.random.Generator, confidence: float = 0.95
) -> Assessment:
    """The risk matrix of all priorities and where each of them stands.

    `findings` are released rows of one definition. Whatever order anything comes in, the same `generator` gives the same
    answer. `confidence` is that of the interval of a rank.

    Raises ValueError for a judgement of no priority or criterion there is, one off the scale, two priorities of one id, or
    ranges of weights that hold none which add up to 1.
    """
    _refuse(asked, rules)
    weigh = weighing(asked.weight_ranges, rules)
    rows = sorted(findings, key=lambda row: (row.id, row.build))
    priorities = sorted(asked.priorities, key=lambda one: one.id)
    matrix = [scores_of(one, _of(asked.judgements, one), rows, rules) for one in priorities]
    if not priorities:
        return Assessment(*(pd.DataFrame(table.empty()) for table in (SCORES, RANKS, ACCEPTABILITY, WEIGHTS)))
    drawn = drawn_scores([[score.cell for score in row] for row in matrix], rules.scale, rules.draws, generator)
    random = drawn_weights(rules.draws, generator, weigh.lowest, weigh.highest)
    free = acceptability(drawn, random)
    fixed = acceptability(drawn, np.broadcast_to(weigh.shown, (rules.draws, len(weigh.shown))))
    return Assessment(
        _scores(matrix, rules),
        _ranks(priorities, matrix, weigh, (free, fixed), random.mean(axis=0), rules, confidence),
        _acceptability(priorities, free),
        _weights(priorities, weigh, free, rules),
    )


def _of(judgements: Iterable[Judgement], priority: Priority) -> list[Judgement]:
    return [one for one in judgements if one.priority == priority.id]


def _refuse(asked: Asked, rules: Rules) -> None:
    ids = [one.id for one in asked.priorities]
    if len(set(ids)) < len(ids):
        raise ValueError(f"two priorities have one id: {', '.join(sorted({i for i in ids if ids.count(i) > 1}))}")
    lowest, highest = rules.scale
    for one in asked.judgements:
        if one.priority not in ids or one.criterion not in rules.names:
            raise ValueError(f"a judgement is of {one.priority} by {one.criterion}, and there is no such pair")
        if one.score is not None and not lowest <= one.score <= highest:
            raise ValueError(f"{one.role} gave {one.score:g}, off the scale of {lowest:g} to {highest:g}")
    for view in asked.weight_ranges:
        if view.criterion not in rules.names:
            raise ValueError(f"{view.role} gave a range for {view.criterion}, which is no criterion")


def _scores(matrix: Sequence[Sequence[Score]], rules: Rules) -> pd.DataFrame:
    rows = []
    for score in (score for row in matrix for score in row):
        criterion = rules.criteria[rules.names.index(score.criterion)]
        decides = score.decides.row if score.decides else None
        rows.append(
            {
                "priority": score.priority, "criterion": score.criterion, "score": score.score, "lower": score.lower,
                "upper": score.upper, "basis": score.basis, "finding_id": decides.id if decides else "",
                "build": decides.build if decides else "",
                "findings": json.dumps(sorted({one.row.id for one in score.told if one.row})),
                "roles": json.dumps(sorted({one.role for one in score.judged}), ensure_ascii=False),
                "judged": float(np.mean(score.given)) if score.given else None,
                "judged_lower": min(score.given, default=None), "judged_upper": max(score.given, default=None),
                "dissent": score.dissent, "cautions": json.dumps(score.cautions),
                "reason": reason(score, criterion, rules),
            }
        )  # fmt: skip
    return pd.DataFrame(rows, columns=[c.name for c in SCORES.columns])


def _ranks(
    priorities: Sequence[Priority], matrix: Sequence[Sequence[Score]], weigh: Weighing,
    found: tuple[Acceptability, Acceptability], usual: np.ndarray, rules: Rules, confidence: float,
) -> pd.DataFrame:  # fmt: skip
    free, fixed = found
    middle = sum(rules.scale) / 2
    sums = np.round(_sums([[middle if s.score is None else s.score for s in row] for row in matrix], weigh), HELD)
    ends = [_sums([[getattr(s, end) for s in row] for row in matrix], weigh) for end in ("lower", "upper")]
    rank, sharing = rank_of(sums)
    rows = []
    for n, priority in enumerate(priorities):
        lower, upper = _rank_interval(fixed.rank[n], int(rank[n]), int(sharing[n]), confidence)
        unknown = sum(score.score is None for score in matrix[n])
        told = Standing(
            priority.title, int(rank[n]), int(sharing[n]), len(priorities), (lower, upper), free.rank[n].tolist(),
            _favoured_by(free.central_weights[n], usual, rules),
            None if np.isnan(free.confidence[n]) else float(free.confidence[n]), unknown,
        )  # fmt: skip
        rows.append(
            {
                "priority": priority.id, "title": priority.title, "tier": priority.tier, "score": sums[n],
                "lower": ends[0][n], "upper": ends[1][n], "rank": rank[n], "sharing": sharing[n], "rank_lower": lower,
                "rank_upper": upper, "first": free.rank[n, 0], "confidence_factor": free.confidence[n],
                "unknown": unknown, "draws": rules.draws, "statement": standing(told, rules),
            }
        )  # fmt: skip
    return pd.DataFrame(rows, columns=[c.name for c in RANKS.columns])


def _favoured_by(central: np.ndarray, usual: np.ndarray, rules: Rules) -> list[str]:
    """Criteria that weigh well above their mean weight where the priority comes first."""
    return [
        name for name, own, mean in zip(rules.names, central, usual, strict=True) if own > rules.typical_above * mean
    ]


def _sums(scores: Sequence[Sequence[float]], weigh: Weighing) -> np.ndarray:
    return np.asarray(scores, dtype=np.float64) @ weigh.shown


def _rank_interval(shares: np.ndarray, rank: int, sharing: int, confidence: float) -> tuple[int, int]:
    """Ranks that hold the middle `confidence` of draws, widened to hold the rank itself, or all those that it shares."""
    tail, upto = (1 - confidence) / 2, np.round(np.cumsum(shares), HELD)
    lower, upper = (int(np.argmax(upto >= share)) + 1 for share in (tail, round(1 - tail, HELD)))
    return min(lower, rank), max(upper, rank + sharing - 1)


def _acceptability(priorities: Sequence[Priority], free: Acceptability) -> pd.DataFrame:
    upto = np.cumsum(free.rank, axis=1)
    rows = [
        (priority.id, rank + 1, free.rank[n, rank], upto[n, rank])
        for n, priority in enumerate(priorities)
        for rank in range(len(priorities))
    ]
    return pd.DataFrame(rows, columns=[c.name for c in ACCEPTABILITY.columns])


def _weights(priorities: Sequence[Priority], weigh: Weighing, free: Acceptability, rules: Rules) -> pd.DataFrame:
    rows = [
        (priority.id, criterion.name, weigh.shown[at], weigh.lowest[at], weigh.highest[at], free.central_weights[n, at],
         weight_reason(criterion, weigh.views[at], rules))
        for n, priority in enumerate(priorities)
        for at, criterion in enumerate(rules.criteria)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=[c.name for c in WEIGHTS.columns])
