"""How often something happened in a simulation, beside how often it was meant to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SEED = 20_260


@dataclass(frozen=True)
class SimulatedRate:
    """How often something happened, beside how often it was meant to.

    `nominal` is nan where the method promises no figure. `standard_error` is that of `observed` from having simulated
    only so many `replicates`. `closed_form` is what it must come to, where that can be worked out without simulating.
    """

    nominal: float
    observed: float
    standard_error: float
    replicates: int
    closed_form: float = np.nan


def rate_of(happened: NDArray[np.float64] | NDArray[np.bool_], nominal: float) -> SimulatedRate:
    """The share of replicates in which something happened (true, or a share of its own), with its standard error."""
    values = np.asarray(happened, dtype=np.float64)
    error = float(values.std(ddof=1) / np.sqrt(len(values)))
    # 1 - 0.95 is 0.050000000000000044: the table should say 0.05.
    return SimulatedRate(round(nominal, 12), float(values.mean()), error, len(values))
