"""The words for a score and for a rank: templates of rules.toml, filled in."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from purbeck import figures
from purbeck.analyses.priorities.inputs import Judgement, WeightRange
from purbeck.analyses.priorities.rules import Criterion, Rules
from purbeck.analyses.priorities.scoring import Score, Told

DECIMALS = 1  # of a score as it is said


def reason(score: Score, criterion: Criterion, rules: Rules) -> str:
    """Why a score is what it is, and what was judged beside it, as sentences."""
    said = (
        _from_findings(score, criterion, rules)
        if score.basis == "finding"
        else [_without_finding(score, criterion, rules)]
    )
    if score.dissent:
        said.append(rules.words["dissent"].format(dissent=_score(score.dissent)))
    for caution in rules.cautions:
        if caution.name in score.cautions:
            said.append(caution.words if caution.criterion == score.criterion else caution.said_again_words)
    return " ".join(said)


def _from_findings(score: Score, criterion: Criterion, rules: Rules) -> list[str]:
    words, lowest_highest = rules.words, f"{score.lower:.9f}" != f"{score.upper:.9f}"
    assert score.decides is not None
    found = _found(score.decides, criterion, rules)
    reach = f" ({_score(score.lower)} to {_score(score.upper)})" if lowest_highest else ""
    said = [words["scored"].format(found=found, criterion=criterion.title, score=_score(score.score),
                                   highest=_score(rules.scale[1]), range=reach)]  # fmt: skip
    themes = {told.theme for told in score.told}
    if len(themes) > 1 and not criterion.rests_on:
        said.append(words["of_themes"].format(number=len(themes), which=criterion.combine))
    for key, hidden in (("theme_open", False), ("theme_hidden", True)):
        open_ = sorted({told.theme for told in score.told if told.score is None and told.hidden == hidden})
        if open_:
            which = criterion.combine.removesuffix("est")
            said.append(words[key].format(themes=_listed([_theme(theme) for theme in open_]), which=which))
    if score.judged:
        said.append(words["beside"].format(judged=_judged(score.judged, rules)))
    return said


def _found(told: Told, criterion: Criterion, rules: Rules) -> str:
    """What the finding says, without a full stop."""
    row = told.row
    assert row is not None
    if told.read is None:
        faults = [criterion.break_words] if row.breaks else []
        if row.coverage is not None and row.coverage < 1:
            faults.append(criterion.part_filed_words.format(coverage=figures.percent(row.coverage)))
        of = next(one.title for one in rules.criteria if one.name == told.criterion)
        said = criterion.certainty_words[row.certainty]
        return criterion.words.format(
            of=of, theme=_theme(told.theme), certainty=said, faults="".join(f", {f}" for f in faults)
        )
    known = not (figures.missing(row.lower) or figures.missing(row.upper))
    level = f"{figures.level(row.confidence)} " if row.confidence else ""
    reach = f" ({level}interval {figures.interval(row.lower, row.upper, row.value)})" if known else ""
    filled = told.read.words.format(
        theme=_theme(row.theme), value=figures.number(row.value), period=row.period, interval=reach
    )
    return filled[0].upper() + filled[1:]


def _without_finding(score: Score, criterion: Criterion, rules: Rules) -> str:
    words = rules.words
    without = _why_none(score, criterion, rules)
    judged = _judged(score.judged, rules)
    if score.basis == "judgement":
        return words["by_judgement"].format(without=without, judged=judged)
    ends = {"lowest": _score(rules.scale[0]), "highest": _score(rules.scale[1])}
    return words["unknown_told" if judged else "unknown"].format(without=without, judged=judged, **ends)


def _why_none(score: Score, criterion: Criterion, rules: Rules) -> str:
    """Why no finding gives a score."""
    if not criterion.reads and not criterion.rests_on:
        return rules.words["without_rule"]
    if any(told.hidden for told in score.told):
        return rules.words["without_hidden"]
    certainties = sorted({told.row.certainty for told in score.told if told.row})
    known = next(one for one in rules.criteria if one.certainty_words).certainty_words
    if certainties:
        return rules.words["without_value"].format(certainty=_listed([known[one] for one in certainties]))
    return rules.words["without_finding"]


def _judged(judged: Sequence[Judgement], rules: Rules) -> str:
    return "; ".join(
        rules.words["one_cannot_tell" if one.score is None else "one_judged"].format(
            role=one.role, score=_score(one.score), day=_day(one.on), reason=_within(one.reason)
        )
        for one in judged
    )


def weight_reason(criterion: Criterion, views: Sequence[WeightRange], rules: Rules) -> str:
    """Why a criterion weighs what it does: as people would have it, else as the rules say."""
    if not views:
        return f"{criterion.weight_reason}."
    told = [
        rules.words["weight_set"].format(role=one.role, lowest=figures.percent(one.lowest),
                                         highest=figures.percent(one.highest), reason=_within(one.reason))
        for one in views
    ]  # fmt: skip
    return f"{'; '.join(told)}."


@dataclass(frozen=True)
class Standing:
    """What is said of a priority's rank. `shares` are its rank acceptabilities from the first rank on.

    `favoured_by` are criteria whose central weight is well above their share; `confidence` its confidence factor.
    """

    title: str
    rank: int
    sharing: int
    number: int
    ranks: tuple[int, int]
    shares: Sequence[float]
    favoured_by: Sequence[str]
    confidence: float | None
    unknown: int


def standing(told: Standing, rules: Rules) -> str:
    """Where a priority stands, how far that could be off, and who would put it first."""
    words = rules.words
    lower, upper = told.ranks
    reach = words["ranks_open"].format(lower=lower, upper=upper) if lower < upper else words["ranks_sure"]
    few = (told.number + 1) // 2
    top = words["in_top"].format(share=figures.percent(float(sum(told.shares[:few]))), few=few) if few > 1 else ""
    first = figures.percent(told.shares[0]) if told.shares[0] else words["first_none"]
    said = [
        words["ranked"].format(
            title=told.title, rank=f"{told.rank}{'=' if told.sharing > 1 else ''}", number=told.number, ranks=reach,
            first=first[0].upper() + first[1:], draws=figures.whole(rules.draws), second=top,
        )
    ]  # fmt: skip
    if told.confidence is not None and told.number > 1:
        titles = [one.title for one in rules.criteria if one.name in told.favoured_by]
        said.append(words["typical"].format(criteria=_listed(titles)) if titles else words["typical_none"])
        said.append(words["sure"].format(confidence=figures.percent(told.confidence)))
    if told.unknown:
        said.append(words["unknown_many"].format(number=told.unknown, of=len(rules.names)))
    return " ".join(said)


def _score(value: float | None) -> str:
    """A score as it is said: 3, or 2.4."""
    said = figures.number(value, DECIMALS)
    return said.removesuffix(".0")


def _within(prose: str) -> str:
    """What somebody wrote, to stand within a sentence."""
    return " ".join(prose.split()).rstrip(".")


def _theme(slug: str) -> str:
    return slug.replace("_", " ")


def _day(day: dt.date) -> str:
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def _listed(items: Sequence[str]) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
