"""Log-linear models of counts and rates, fitted by quasi-likelihood."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MOST_STEPS = 50
# Largest change of any fitted value, as a share of it, at which the fit is done.
SETTLED_SHARE = 1e-10


@dataclass(frozen=True)
class LogLinearFit:
    """Coefficients (on the log scale), their covariance at dispersion 1, and the fitted values, one for each row."""

    coefficients: NDArray[np.float64]
    covariance: NDArray[np.float64]
    fitted: NDArray[np.float64]


def fit_loglinear(
    response: NDArray[np.float64], design: NDArray[np.float64], log_exposure: NDArray[np.float64]
) -> LogLinearFit:
    """Fit log(mean of response) = design @ coefficients + log_exposure, variance in proportion to the mean.

    `response` has n values of 0 or more, `design` n rows of full column rank, `log_exposure` n values. Iteratively
    reweighted least squares, as R's glm(family = quasipoisson) and statsmodels' GLM do it; written here because the
    latter warns of "perfect prediction" whenever counts happen to lie on the model, which is no fault.

    Raises ValueError when the fit runs off, which it does when some level has no events to hold it.

    Source: McCullagh and Nelder, Generalized Linear Models, 2nd edition (1989), sections 2.5 and 9.2.
    """
    fitted = (response + response.mean()) / 2.0
    for _ in range(MOST_STEPS):
        linear = np.log(fitted) - log_exposure + (response - fitted) / fitted
        weighted = design * np.sqrt(fitted)[:, np.newaxis]
        coefficients = np.linalg.lstsq(weighted, linear * np.sqrt(fitted), rcond=None)[0]
        # A step of more than e^20 can only be the start of running off; held there, the loop ends by itself.
        step = np.clip(design @ coefficients + log_exposure - np.log(fitted), -20.0, 20.0)
        fitted = fitted * np.exp(step)
        if np.abs(step).max() < SETTLED_SHARE:
            break
        if not (np.isfinite(fitted).all() and fitted.min() > 0):
            raise ValueError("the model does not settle: some year or month has too few events to compare")
    else:
        raise ValueError("the model does not settle: some year or month has too few events to compare")
    weighted = design * np.sqrt(fitted)[:, np.newaxis]
    return LogLinearFit(coefficients, np.linalg.inv(weighted.T @ weighted), fitted)
