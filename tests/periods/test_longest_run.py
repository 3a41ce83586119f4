"""The latest year there is among months that came."""

import pytest

from purbeck.periods import longest_run, months_from

YEAR = months_from("2025-01", "2025-12")


@pytest.mark.parametrize(
    ("months", "found"),
    [
        (YEAR, YEAR),
        ([*YEAR, "2026-03"], YEAR),  # a lone month later is no year
        ([*YEAR, "2026-01"], [*YEAR[1:], "2026-01"]),
        ([m for m in YEAR if m != "2025-04"], YEAR[4:]),
        (["2025-01", "2025-03"], ["2025-03"]),  # of runs as long the latest
        ([], []),
    ],
)
def test_the_longest_run_of_no_more_than_twelve_months_the_latest_of_equals(
    months: list[str], found: list[str]
) -> None:
    assert longest_run(months, 12) == found
