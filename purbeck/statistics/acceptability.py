"""How often each alternative takes each rank when weights and scores are drawn at random (SMAA-2).

Nobody has to agree on weights: they are drawn, and what comes out is the share of all possible weights, and of all the
scores that doubt leaves open, that put an alternative first, second, and so on.

Source: Lahdelma and Salminen, Operations Research 49 (2001) 444-454; Tervonen and Lahdelma, European Journal of
Operational Research 178 (2007) 500-513.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
DECIMALS = 10  # of a weighted score: those that differ by less are a tie, not the noise of adding up
ROUNDING = 1e-9  # of a sum of bounds: three thirds may come out a hair above or below 1
DRAWS_AT_A_TIME = 1_000
MOST_TRIES = 1_000  # rounds of drawing weights within bounds before they are called too narrow


@dataclass(frozen=True)
class Range:
    """A score known to lie from `lower` to `upper`; most likely at `mode`, or anywhere alike where that is None.

    With a mode it is drawn from the triangular distribution, without one from the uniform. `exactly` makes one known.
    Scores of one name in `moves_with` rest on one and the same measurement: in each draw all of them lie equally far up
    their distributions.
    """

    lower: float
    upper: float
    mode: float | None = None
    moves_with: str = ""

    def __post_init__(self) -> None:
        between = self.lower if self.mode is None else self.mode
        if not self.lower <= between <= self.upper:
            raise ValueError(f"a score from {self.lower} to {self.upper} with its mode at {self.mode} is in no order")

    @classmethod
    def exactly(cls, score: float) -> Range:
        """A score without doubt."""
        return cls(score, score, score)


@dataclass(frozen=True)
class Acceptability:
    """What the draws say, in the order of the alternatives and criteria given.

    `rank` is alternatives x ranks, the share of draws in which an alternative took a rank: rows and columns add up to 1.
    `central_weights` is alternatives x criteria, the mean of the weights that put it first; nan for one never first.
    `confidence` is how often it is first when its central weights are used and only scores are drawn; nan likewise.
    """

    rank: Floats
    central_weights: Floats
    confidence: Floats


def drawn_weights(draws: int, generator: np.random.Generator, lower: ArrayLike, upper: ArrayLike) -> Floats:
    """Weights that add up to 1, all such weights alike likely, each within its bounds: draws x criteria.

    `lower` and `upper` have an entry a criterion; 0 and 1 leave it free. Bounds are met by drawing from the smaller of the
    two simplices that hold all weights within them, and drawing again where others were missed.

    Raises ValueError where no weights can lie within the bounds, or so few that drawing does not find them.
    """
    least, most = np.asarray(lower, dtype=np.float64), np.asarray(upper, dtype=np.float64)
    if least.ndim != 1 or not least.size or least.shape != most.shape:
        raise ValueError(f"bounds {least.shape} and {most.shape} must be two columns of one length")
    most = np.minimum(most, 1.0)
    if (least < 0).any() or (least > most).any() or least.sum() > 1 + ROUNDING or most.sum() < 1 - ROUNDING:
        raise ValueError(f"no weights that add up to 1 lie within {least.tolist()} and {most.tolist()}")
    found = np.empty((0, least.size))
    for _ in range(MOST_TRIES):
        tried = _from_simplex(draws, generator, least, most)
        within = ((tried >= least) & (tried <= most)).all(axis=1)
        found = np.concatenate([found, tried[within]])
        if len(found) >= draws:
            return found[:draws]
    raise ValueError(f"hardly any weights lie within {least.tolist()} and {most.tolist()}; widen the bounds")


def _from_simplex(draws: int, generator: np.random.Generator, least: Floats, most: Floats) -> Floats:
    """Uniform on the simplex above the lower bounds or on that below the upper ones, whichever is smaller."""
    even = generator.dirichlet(np.ones(least.size), draws)
    above, below = max(0.0, 1.0 - least.sum()), max(0.0, most.sum() - 1.0)
    found = least + above * even if above <= below else most - below * even
    return np.asarray(found, dtype=np.float64)


def drawn_scores(
    cells: Sequence[Sequence[Mapping[str, Range]]],
    scale: tuple[float, float],
    draws: int,
    generator: np.random.Generator,
) -> Floats:
    """Scores drawn at random: draws x alternatives x criteria.

    A cell holds what each judge says of an alternative by a criterion, by the judge's name; a measured score is a cell with
    one entry. An empty cell is not known, and is drawn from the whole scale. In each draw the judges are put into a random
    order, and in every cell the first who said anything is heard: judges of a cell are heard alike often, and one who
    judged every cell is heard in all of them at once. Scores are otherwise drawn independently, but for `moves_with`.

    Raises ValueError for rows of unequal length or a score off the scale.
    """
    if len({len(row) for row in cells}) > 1:
        raise ValueError("alternatives have different numbers of criteria")
    judges = sorted({name for row in cells for cell in row for name in cell})
    turn = dict(zip(judges, generator.random((len(judges), draws)), strict=True))
    moves = sorted({one.moves_with for row in cells for cell in row for one in cell.values()} - {""})
    together = dict(zip(moves, generator.random((len(moves), draws)), strict=True))
    at = generator.random((len(cells), len(cells[0]) if cells else 0, draws))
    found = np.empty((draws, *at.shape[:2]))
    for alternative, row in enumerate(cells):
        for criterion, cell in enumerate(row):
            _refuse_off_the_scale(cell, scale)
            heard = cell or {"": Range(*scale)}
            own = at[alternative, criterion]
            drawn = {name: _quantile(one, together.get(one.moves_with, own)) for name, one in heard.items()}
            found[:, alternative, criterion] = _heard(drawn, turn)
    return found


def _refuse_off_the_scale(cell: Mapping[str, Range], scale: tuple[float, float]) -> None:
    for one in cell.values():
        if one.lower < scale[0] or one.upper > scale[1]:
            raise ValueError(f"a score from {one.lower} to {one.upper} is off the scale of {scale[0]} to {scale[1]}")


def _heard(drawn: Mapping[str, Floats], turn: Mapping[str, Floats]) -> Floats:
    """In each draw what that judge says whose turn comes first."""
    names = sorted(drawn)
    if len(names) == 1:
        return drawn[names[0]]
    first = np.argmin([turn[name] for name in names], axis=0)
    return np.asarray(np.stack([drawn[name] for name in names])[first, np.arange(len(first))])


def _quantile(of: Range, at: Floats) -> Floats:
    """The value below which a share `at` of the distribution lies."""
    width = of.upper - of.lower
    if of.mode is None or width == 0:
        return of.lower + width * at
    rising, falling = of.mode - of.lower, of.upper - of.mode
    below = of.lower + np.sqrt(at * width * rising)
    return np.where(at * width < rising, below, of.upper - np.sqrt((1.0 - at) * width * falling))


def acceptability(scores: ArrayLike, weights: ArrayLike) -> Acceptability:
    """Rank alternatives in every draw by the weighted sum of their scores, the highest first.

    `scores` is draws x alternatives x criteria, `weights` draws x criteria. Alternatives of one weighted score share the
    ranks they take up in equal parts (two that share the first have half a first and half a second each), which is what
    breaking the tie at random would come to, without its noise; so ranks always add up to 1, by alternative and by rank.

    Raises ValueError where the shapes do not agree, nothing was drawn, or a score or weight is missing.
    """
    drawn, weight = np.asarray(scores, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    if drawn.ndim != 3 or weight.shape != (drawn.shape[0], drawn.shape[2]) or 0 in drawn.shape:
        raise ValueError(f"scores {drawn.shape} and weights {weight.shape} do not agree, or hold nothing")
    if not (np.isfinite(drawn).all() and np.isfinite(weight).all()):
        raise ValueError("a score or a weight is missing or infinite; draw missing scores from their scale first")
    draws, alternatives, _ = drawn.shape
    ranks, first = np.zeros((alternatives, alternatives + 1)), np.empty((draws, alternatives))
    for start in range(0, draws, DRAWS_AT_A_TIME):
        block = slice(start, start + DRAWS_AT_A_TIME)
        best, sharing = _ranked(np.einsum("dac,dc->da", drawn[block], weight[block]))
        first[block] = np.where(best == 0, 1.0 / sharing, 0.0)
        for alternative in range(alternatives):
            np.add.at(ranks[alternative], best[:, alternative], 1.0 / sharing[:, alternative])
            np.add.at(ranks[alternative], (best + sharing)[:, alternative], -1.0 / sharing[:, alternative])
    central = _central_weights(first, weight)
    # Shares of a tie (thirds) are taken off as they were added, up to the last digit of a sum over all draws.
    shares = np.abs(np.round(np.cumsum(ranks, axis=1)[:, :-1] / draws, DECIMALS))
    return Acceptability(shares, central, _confidence(drawn, central))


def _ranked(values: Floats) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The best of the ranks each alternative takes up in each draw, from 0, and how many share them."""
    told = np.round(values, DECIMALS)
    mine, others = told[:, :, np.newaxis], told[:, np.newaxis, :]
    return (others > mine).sum(axis=2), (others == mine).sum(axis=2)


def _central_weights(first: Floats, weight: Floats) -> Floats:
    found = np.full((first.shape[1], weight.shape[1]), np.nan)
    times = first.sum(axis=0)
    found[times > 0] = (first.T @ weight)[times > 0] / times[times > 0, np.newaxis]
    return found


def _confidence(drawn: Floats, central: Floats) -> Floats:
    found = np.full(len(central), np.nan)
    for alternative, weights in enumerate(central):
        if not np.isnan(weights).any():
            told = np.round(drawn @ weights, DECIMALS)
            best = told.max(axis=1)
            sharing = (told == best[:, np.newaxis]).sum(axis=1)
            found[alternative] = np.mean(np.where(told[:, alternative] == best, 1.0 / sharing, 0.0))
    return found
