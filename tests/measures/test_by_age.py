"""Standardised rates of police extracts: bands, the standard population, and rates worked by hand."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from purbeck.definition.definition import read_definitions
from purbeck.definition.shipped import STARTING_DEFINITION
from purbeck.measures import by_age
from purbeck.periods import calendar_year
from purbeck.sources.residents_by_year import AGE_BANDS
from purbeck.sources.returns.code_lists import code_lists

BANDS = list(code_lists()["age_band"].names)


def test_the_standard_population_is_eurostats() -> None:
    assert by_age.standard().sum() == 100_000  # as Eurostat scales it
    assert by_age.standard()[[0, 3, 18]].tolist() == [5000, 5500, 1000]


def test_bands_of_returns_take_their_share_of_five_year_bands() -> None:
    shares = pd.DataFrame(by_age.shares(), index=BANDS, columns=AGE_BANDS)
    assert shares.sum().to_numpy() == pytest.approx(np.ones(len(AGE_BANDS)))
    assert shares.loc["15-17", "15 to 19"] == pytest.approx(3 / 5)
    assert shares.loc["18-24", ["15 to 19", "20 to 24"]].tolist() == pytest.approx([2 / 5, 1])
    assert shares.loc["75_and_over", ["70 to 74", "75 to 79", "90 and over"]].tolist() == [0, 1, 1]


def rates(counts: dict[str | None, int]) -> pd.Series:
    (definition,) = read_definitions([STARTING_DEFINITION])
    theme = definition.themes[0].id
    events = pd.DataFrame([{"place": "P", "theme": theme, "month": "2025-03", "band": band, "count": n, "lsoa21": "E"}
                           for band, n in counts.items()])  # fmt: skip
    years = pd.DataFrame([np.arange(1, 11) * 1000.0], index=["P"])
    frames = list(by_age._rates(events, years, definition, "csp", calendar_year(2025), 0.95))
    assert [frame["theme"].item() for frame in frames][:2] == [definition.id, theme]
    return frames[0].iloc[0]


def test_a_rate_by_hand() -> None:
    # 30 aged 18 to 24 among 4,000 and 10 aged 25 to 34 among 5,000; the standard has 2/5 x 5,500 + 6,000 = 8,200 and 12,500 of
    # 100,000: (8,200 x 30/4,000 + 12,500 x 10/5,000) / 100,000 = 0.000865, 86.5 per 100,000.
    found = rates({"18-24": 30, "25-34": 10, None: 5})
    assert (found["value"], found["count"], found["method"]) == (pytest.approx(86.5), 40, "dobson")
    assert found["lower"] < 86.5 < found["upper"]
    assert found["caveats"] == "The victim's age is not known in 5 of 45 offences; these are left out."
    assert found["period_start"] == dt.date(2025, 1, 1)


def test_below_ten_events_it_is_withheld_and_says_so() -> None:
    found = rates({"18-24": 9})
    assert np.isnan([found["value"], found["lower"], found["upper"]]).all()
    assert found["caveats"].startswith("Withheld: below 10 events")
