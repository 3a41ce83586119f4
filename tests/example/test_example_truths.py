"""What was planted in Brackenshire is in the files, within the bounds of its own chance."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest

from purbeck.example import answers
from purbeck.example.district import make_world
from purbeck.example.events import CATEGORIES, NO_PLACE, make_events

Counts = Counter[tuple[str, str, str]]
FAR = 4.0
"""Standard errors beyond which a realised count speaks against its planted rate (one in 16,000 by chance)."""


def yearly(district_counts: Counts, district: str, category: str, year: int) -> int:
    """Rows of a district and category in a year."""
    return sum(district_counts[month, district, category] for month in answers.MONTHS if month[:4] == str(year))


@pytest.mark.parametrize("theme", answers.THEMES, ids=lambda theme: theme.slug)
def test_the_default_seed_gives_exactly_the_stated_counts(district_counts: Counts, theme: answers.Theme) -> None:
    years = range(2022, 2026)
    found = [yearly(district_counts, answers.DISTRICT_CODE, theme.category, year) for year in years]
    assert tuple(found) == answers.COUNTS_OF_DEFAULT_SEED[theme.slug]
    for year, n in zip(years, found, strict=True):
        expected = theme.expected(year)
        assert abs(n - expected) < FAR * math.sqrt(theme.dispersion * expected)


@pytest.mark.parametrize("theme", answers.THEMES, ids=lambda theme: theme.slug)
def test_each_month_is_within_the_bounds_of_its_truth(district_counts: Counts, theme: answers.Theme) -> None:
    for month in answers.MONTHS:
        expected = theme.expected(int(month[:4]), int(month[5:]))
        n = district_counts[month, answers.DISTRICT_CODE, theme.category]
        assert abs(n - expected) < 4.5 * math.sqrt(theme.dispersion * expected)


def test_every_district_has_its_planted_violence_rate_on_the_months_filed(district_counts: Counts) -> None:
    for district in answers.DISTRICTS:
        for year in range(2022, 2026):
            filed = answers.filed_months(district.force, year)
            if filed == 0:
                continue
            expected = district.violence_rate * district.people / 1000 * filed / 12
            missing = next(f.missing for f in answers.FORCES if f.code == district.force)
            n = sum(
                district_counts[month, district.code, answers.VIOLENCE.category]
                for month in answers.MONTHS
                if month.startswith(str(year)) and month not in missing
            )
            # A redrawn pair of 2011 areas lets a few rows fall to the district next door until April 2023.
            slack = 120 if year < 2024 and district.force == "E23000092" else 0
            assert abs(n - expected) < FAR * math.sqrt(3 * expected) + slack, (district.name, year)


def test_months_not_filed_still_hold_a_few_rows_of_other_forces(district_counts: Counts) -> None:
    absent = [d.code for d in answers.DISTRICTS if d.force == "E23000094"]
    n = sum(count for (month, district, _), count in district_counts.items() if month > "2025" and district in absent)
    assert 5 < n < 500


def test_the_cluster_has_its_planted_rate_and_the_highest_counts(counts: Counts, district_of: dict[str, str]) -> None:
    found = Counter[str]()
    for (month, lsoa, kind), n in counts.items():
        if month > "2025" and kind == answers.VIOLENCE.category and district_of.get(lsoa) == answers.DISTRICT_CODE:
            found[lsoa] += n
    expected = answers.CLUSTER_VIOLENCE_RATE * answers.CLUSTER_PEOPLE_EACH / 1000
    assert {lsoa for lsoa, _ in found.most_common(6)} == set(answers.CLUSTER_LSOAS)
    for lsoa in answers.CLUSTER_LSOAS:
        assert abs(found[lsoa] - expected) < FAR * math.sqrt(expected * 1.3)
    people = answers.BRACKENSHIRE.people - 6 * answers.CLUSTER_PEOPLE_EACH
    rest = sum(n for lsoa, n in found.items() if lsoa not in answers.CLUSTER_LSOAS)
    assert rest / people * 1000 == pytest.approx(answers.REST_OF_DISTRICT_VIOLENCE_RATE, rel=0.08)


def test_the_stated_figures_agree_with_one_another() -> None:
    assert sum(answers.SEASON) == pytest.approx(12)
    assert max(answers.SEASON) == 1.18
    assert pytest.approx(29.0) == answers.REST_OF_REGION_VIOLENCE_RATE
    assert pytest.approx(1.45) == answers.REST_OF_REGION_RATIO
    assert pytest.approx(1.6) == answers.WEAPONS_RATE_RATIO_2025_TO_2024
    for force in answers.FORCES[1:3]:
        inside = [d for d in answers.DISTRICTS if d.force == force.code]
        mean = sum(d.violence_rate * d.people for d in inside) / sum(d.people for d in inside)
        assert mean == pytest.approx(29.0)
    absent = answers.FORCES[1].missing
    assert sum(answers.SEASON[int(month[5:]) - 1] for month in absent) == pytest.approx(len(absent))
    assert answers.region_coverage(answers.REGION_CODE, 2025) == pytest.approx(1 - 316 / 1080 / 3)
    assert answers.region_coverage(answers.REGION_CODE, 2025, without="E06000901") == pytest.approx(1 - 316 / 700 / 3)
    assert answers.region_coverage("E12000092", 2025) == pytest.approx(0.5)
    assert answers.region_coverage(answers.REGION_CODE, 2024) == 1
    assert 25 < answers.region_violence_rate(answers.REGION_CODE, 2025) < 26
    twin = next(d for d in answers.DISTRICTS if d.code == answers.TWIN_DISTRICT_CODE)
    assert twin.violence_rate == answers.BRACKENSHIRE.violence_rate


def test_the_truth_holds_over_several_seeds() -> None:
    world = make_world()
    home = np.array([area.district == 0 for area in world.areas])
    monthly = []
    for seed in range(100, 106):
        rows = make_events(world, seed)
        rows = rows[(rows["area"] != NO_PLACE) & rows["coded"]]
        rows = rows[home[rows["area"].to_numpy()]]
        monthly.append([np.bincount(rows.loc[rows["category"] == at, "month"], minlength=48) for at in range(3)])
    found = np.array(monthly)
    for at, theme in enumerate(answers.THEMES):
        assert CATEGORIES[at] == theme.category
        expected = np.array([theme.expected(int(month[:4]), int(month[5:])) for month in answers.MONTHS])
        total, mean = found[:, at].sum(), 6 * expected.sum()
        assert abs(total - mean) < FAR * math.sqrt(theme.dispersion * mean)
        # 288 squared standardised months: their mean is the dispersion, give or take a tenth or two.
        dispersion = ((found[:, at] - expected) ** 2 / expected).mean()
        assert dispersion == pytest.approx(theme.dispersion, rel=0.4)
