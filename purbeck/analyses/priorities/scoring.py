"""A priority's score by each criterion: from a finding by rule, else judgement, else not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from purbeck import figures
from purbeck.analyses.priorities.inputs import FindingRow, Judgement, Priority, last_of_each_role
from purbeck.analyses.priorities.rules import Criterion, Read, Rules
from purbeck.statistics.acceptability import Range

BASES = ("finding", "judgement", "missing", "hidden")


@dataclass(frozen=True)
class Told:
    """What the finding of one theme tells of one criterion. `score` is None where it gives none.

    `criterion` is the one whose rule found it; `read` that rule's line, None for the criterion that scores how sure it is.
    """

    theme: str
    criterion: str
    row: FindingRow | None = None
    read: Read | None = None
    score: float | None = None
    lower: float | None = None
    upper: float | None = None

    @property
    def hidden(self) -> bool:
        """Whether there is a finding whose figures are hidden."""
        return self.row is not None and self.row.hidden

    @property
    def order(self) -> tuple[str, ...]:
        """Where it comes among others, whatever order the findings came in."""
        return (self.theme, self.criterion, self.row.id if self.row else "", self.row.build if self.row else "")


@dataclass(frozen=True)
class Score:
    """A priority's score by a criterion, with all that it came from.

    `told` is what findings tell, `decides` the one that gives the score; `judged` is what each role thought last.
    `cell` is what draws are made from. `cautions` are names of what to beware of.
    """

    priority: str
    criterion: str
    basis: str
    score: float | None
    lower: float
    upper: float
    told: tuple[Told, ...]
    decides: Told | None
    judged: tuple[Judgement, ...]
    cell: Mapping[str, Range] = field(default_factory=dict)
    cautions: tuple[str, ...] = ()

    @property
    def given(self) -> tuple[float, ...]:
        """The scores that people gave; those who could not tell gave none."""
        return tuple(one.score for one in self.judged if one.score is not None)

    @property
    def dissent(self) -> float | None:
        """How far apart the scores that people gave are; None where fewer than two gave one."""
        return max(self.given) - min(self.given) if len(self.given) > 1 else None


def scores_of(
    priority: Priority, judgements: Iterable[Judgement], findings: Sequence[FindingRow], rules: Rules
) -> list[Score]:
    """A score by each criterion, in the order of the rules. `judgements` are of this priority."""
    told: dict[str, tuple[Told, ...]] = {}
    for criterion in sorted(
        rules.criteria, key=lambda one: bool(one.rests_on)
    ):  # what rests on others comes after them
        if criterion.rests_on:
            used = [one for name in criterion.rests_on for one in told[name]]
            told[criterion.name] = tuple(_how_sure(criterion, one, rules) for one in used)
        else:
            told[criterion.name] = tuple(
                one for theme in sorted(set(priority.themes)) for one in _of_theme(criterion, theme, findings, rules)
            )
    by_criterion: dict[str, list[Judgement]] = {name: [] for name in rules.names}
    for judgement in judgements:
        by_criterion[judgement.criterion].append(judgement)
    found = [_score(priority.id, c, told[c.name], _heard(by_criterion[c.name]), rules) for c in rules.criteria]
    return _with_cautions(found, rules)


def _of_theme(criterion: Criterion, theme: str, findings: Sequence[FindingRow], rules: Rules) -> list[Told]:
    """What the first read that finds a figure tells of a theme; else what it was that gives none; else that there is none."""
    without: list[Told] = []
    for read in criterion.reads:
        fitting = [row for row in findings if read.fits(row, theme)]
        told = [_by_rule(Told(theme, criterion.name, row, read), read, rules) for row in fitting]
        known = [one for one in told if one.score is not None]
        if known:
            return sorted(known, key=lambda one: one.order)
        without += told
    without.sort(key=lambda one: (not one.hidden, *one.order))
    return without[:1] or [Told(theme, criterion.name)]


def _by_rule(told: Told, read: Read, rules: Rules) -> Told:
    """The score of a finding, and of its limits; a limit it does not give leaves that end open, unless it gives neither."""
    row = told.row
    if row is None or row.hidden or row.value is None or figures.missing(row.value):
        return told
    limits = [None if figures.missing(limit) else limit for limit in (row.lower, row.upper)]
    if limits == [None, None]:
        limits = [row.value, row.value]
    lower, upper = (end if limit is None else read.score(limit) for limit, end in zip(limits, rules.scale, strict=True))
    score = read.score(row.value)
    return replace(told, score=score, lower=min(lower, score), upper=max(upper, score))


def _how_sure(criterion: Criterion, used: Told, rules: Rules) -> Told:
    """How sure the finding is that another criterion used."""
    row = used.row
    told = Told(used.theme, used.criterion, row)
    if row is None or row.hidden:
        return told
    coverage = 1.0 if row.coverage is None or figures.missing(row.coverage) else row.coverage
    filed_less = criterion.little_filed_less if coverage < criterion.little_filed else criterion.part_filed_less
    less = (criterion.break_less if row.breaks else 0.0) + (filed_less if coverage < 1 else 0.0)
    score = float(max(rules.scale[0], criterion.certainty[row.certainty] - less))
    return replace(told, score=score, lower=score, upper=score)


def _heard(judgements: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """What each role thought last, by role, each view once."""
    every = set(last_of_each_role(judgements))
    return tuple(sorted(every, key=lambda one: (one.role, -1.0 if one.score is None else one.score, one.reason)))


def _score(
    priority: str, criterion: Criterion, told: tuple[Told, ...], judged: tuple[Judgement, ...], rules: Rules
) -> Score:  # fmt: skip
    """A finding's score where one gives any; else what people judged; else anything on the scale."""
    known = [one for one in told if one.score is not None]
    unknown = Score(priority, criterion.name, "missing", None, *rules.scale, told, None, judged)
    if known:
        return _from_findings(unknown, criterion, known, rules)
    if unknown.given:
        ends = [rules.scale if j.score is None else (j.score, j.score) for j in judged]
        cell = {
            name: Range(*rules.scale) if j.score is None else Range.exactly(j.score)
            for name, j in zip(_judges(judged), judged, strict=True)
        }
        return replace(
            unknown, basis="judgement", score=float(np.mean(unknown.given)), lower=min(end[0] for end in ends),
            upper=max(end[1] for end in ends), cell=cell,
        )  # fmt: skip
    return replace(unknown, basis="hidden") if any(one.hidden for one in told) else unknown


def _judges(judged: Sequence[Judgement]) -> list[str]:
    """A name for each judge: the role, so that it is the same judge in every cell; a second view of one day is another's."""
    roles = [one.role for one in judged]
    return [role if role not in roles[:n] else f"{role} ({roles[:n].count(role) + 1})" for n, role in enumerate(roles)]


def _from_findings(unknown: Score, criterion: Criterion, known: list[Told], rules: Rules) -> Score:
    """The highest (or lowest) of what themes tell, with the range of that; a theme without a figure leaves its end open."""
    most = criterion.combine == "highest"
    pick = max if most else min
    score, lower, upper = (
        pick(value for one in known if (value := getattr(one, name)) is not None)
        for name in ("score", "lower", "upper")
    )
    decides = min((one for one in known if one.score == score), key=lambda one: one.order)
    if len(known) < len(unknown.told):
        lower, upper = (lower, rules.scale[1]) if most else (rules.scale[0], upper)
    assert decides.row is not None
    cell = {"": Range(lower, upper, score, moves_with=f"{criterion.name} {decides.row.id}")}
    return replace(unknown, basis="finding", score=score, lower=lower, upper=upper, decides=decides, cell=cell)


def _with_cautions(found: list[Score], rules: Rules) -> list[Score]:
    scores = {one.criterion: one for one in found}
    for caution in rules.cautions:
        if any(one.row and not one.row.hidden and caution.holds(one.row) for one in scores[caution.criterion].told):
            other = scores.get(caution.while_criterion)
            if other is None or (other.score is not None and other.score <= caution.while_at_most):
                for name in filter(None, (caution.criterion, caution.said_again)):
                    scores[name] = replace(scores[name], cautions=(*scores[name].cautions, caution.name))
    return [scores[one.criterion] for one in found]
