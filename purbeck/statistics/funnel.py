"""Funnel limits for rates of many places, widened by how much places really differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from purbeck.statistics.intervals import positive_exposure, tail_probability, whole_counts

Floats = NDArray[np.float64]

# 10% at each end: Spiegelhalter (2005), the Care Quality Commission, and the default of FunnelPlotR (trim_by = 0.1).
WINSORISED_SHARE = 0.1
# A dispersion from fewer units says little: the estimate rests on the middle 80% of them.
MINIMUM_UNITS = 10


@dataclass(frozen=True)
class Funnel:
    """A funnel for rates: how each unit stands to a target once differences between units are allowed for.

    `target` is the rate the funnel is drawn around, in events per unit of exposure. `z_unadjusted` allows for chance
    alone; `z` for chance and for `tau_squared`, the variance between units on the scale of the square root of the rate
    over the target. `dispersion` is the mean square of the winsorised z scores, about 1 where units differ by chance
    alone. Arrays have one entry a unit, in the order given.
    """

    target: float
    dispersion: float
    tau_squared: float
    z_unadjusted: Floats
    z: Floats

    def limits(self, exposure: ArrayLike, confidence: float = 0.95) -> tuple[Floats, Floats]:
        """Rates between which a unit of this exposure is no outlier, at 0.95 or, by custom, 0.998.

        Both limits have the shape of `exposure` and the unit of `target`; the lower never goes below 0. A unit is
        outside exactly when its `z` is beyond the normal quantile of the same confidence, save at a lower limit of 0.
        """
        spread = np.sqrt(_chance_variance(positive_exposure(exposure), self.target) + self.tau_squared)
        reach = float(special.ndtri(1.0 - tail_probability(confidence))) * spread
        return self.target * np.maximum(1.0 - reach, 0.0) ** 2, self.target * (1.0 + reach) ** 2


def funnel(
    counts: ArrayLike,
    exposure: ArrayLike,
    target: float | None = None,
    winsorised_share: float = WINSORISED_SHARE,
    correct_for_winsorising: bool = True,
) -> Funnel:
    """Spiegelhalter's funnel with additive overdispersion, on the square root of the rate.

    One entry a unit: `counts` (events) and `exposure` (person-years). `target` is the rate to compare with; by default
    all events over all exposure. z = (sqrt(rate / target) - 1) / s with s = 1 / (2 sqrt(expected)); the z scores are
    winsorised (the lowest and the highest `winsorised_share` pulled in to those quantiles) so that true outliers do not
    widen their own limits; phi is the mean of their squares over I units, and with w = 1 / s^2
    tau^2 = max(0, (I phi - (I - 1)) / (sum w - sum w^2 / sum w)).

    As published, winsorising also pulls in the tails of units that do not differ: with 10% each end the mean square of
    normal scores becomes 0.68, not 1, and twice as many units as meant fall outside. `correct_for_winsorising` divides
    phi by that known value; switch it off to agree with the published formula and with FunnelPlotR's "CQC" method.

    Raises ValueError for fewer than MINIMUM_UNITS units, a target or exposure not above zero, or a share outside 0-0.5.

    Source: Spiegelhalter, Statistics in Medicine 24 (2005) 1185-1202; Spiegelhalter, Sherlaw-Johnson, Bardsley and
    others, Journal of the Royal Statistical Society A 175 (2012) 1-47.
    """
    events, at_risk = _checked_units(counts, exposure, winsorised_share)
    centre = float(events.sum() / at_risk.sum()) if target is None else float(target)
    if not (np.isfinite(centre) and centre > 0):
        raise ValueError(f"the target rate is {centre}; it must be above zero (are there any events?)")
    variance = _chance_variance(at_risk, centre)
    deviation = np.sqrt(events / at_risk / centre) - 1.0
    z_unadjusted = deviation / np.sqrt(variance)
    dispersion = float(np.mean(_winsorised(z_unadjusted, winsorised_share) ** 2))
    if correct_for_winsorising:
        dispersion /= winsorised_mean_square(winsorised_share)
    tau_squared = _between_unit_variance(dispersion, 1.0 / variance)
    z = deviation / np.sqrt(variance + tau_squared)
    return Funnel(target=centre, dispersion=dispersion, tau_squared=tau_squared, z_unadjusted=z_unadjusted, z=z)


def winsorised_mean_square(share: float) -> float:
    """Mean square of a standard normal value whose lowest and highest `share` are pulled in to those quantiles.

    1 for a share of 0; 0.679 for 0.1. Follows from integrating z^2 over the kept middle and adding q^2 at the ends.
    """
    if share == 0.0:
        return 1.0
    q = float(special.ndtri(1.0 - share))
    density = np.exp(-(q**2) / 2.0) / np.sqrt(2.0 * np.pi)
    return float(1.0 - 2.0 * share - 2.0 * q * density + 2.0 * share * q**2)


def _chance_variance(exposure: Floats, target: float) -> Floats:
    """Variance by chance of the square root of the rate over the target.

    It does not depend on the unit's own rate, and the root of a count of 0 exists, where the logarithm does not.
    """
    return 1.0 / (4.0 * exposure * target)


def _winsorised(z: Floats, share: float) -> Floats:
    lowest, highest = np.quantile(z, [share, 1.0 - share])
    return np.clip(z, lowest, highest)


def _between_unit_variance(dispersion: float, weight: Floats) -> float:
    units = len(weight)
    scale = weight.sum() - (weight**2).sum() / weight.sum()
    return max(0.0, float((units * dispersion - (units - 1)) / scale))


def _checked_units(counts: ArrayLike, exposure: ArrayLike, winsorised_share: float) -> tuple[NDArray[np.int64], Floats]:
    events, at_risk = whole_counts(counts), positive_exposure(exposure)
    if events.ndim != 1 or events.shape != at_risk.shape:
        raise ValueError(f"counts {events.shape} and exposure {at_risk.shape} must be two columns of one length")
    if len(events) < MINIMUM_UNITS:
        raise ValueError(f"{len(events)} units; a funnel needs at least {MINIMUM_UNITS}")
    if not 0.0 <= winsorised_share < 0.5:
        raise ValueError(f"the winsorised share is {winsorised_share}; it must be at least 0 and below 0.5")
    return events, at_risk
