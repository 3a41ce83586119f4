"""Known leaks of numbers in a finding's table over a count that released-counts.csv hides: each with a mended twin."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from made_releases import comma_separated, page, table
from test_leaks_between_releases import counts

from purbeck.attack import attack
from purbeck.disclosure.linking import Structure
from purbeck.disclosure.released_files import structure_text
from purbeck.statistics.intervals import count_interval, share_interval

WARDS = {"Alder Green": "E05000001", "Birch Hill": "E05000002", "Cedar Cross": "E05000003"}
DISTRICT = "E07000001"
STRUCTURE = Structure(
    {("ward", code): frozenset([code]) for code in WARDS.values()}
    | {("district", DISTRICT): frozenset(WARDS.values())},
    {},
)
Release = Mapping[str, str | bytes]
NAMES = {"figures/wards.csv": comma_separated(("Ward", "Ward code"), WARDS.items())}
# Alder Green 24, Birch Hill 18, Cedar Cross 3: the last is hidden as small, and the second or the district's 45 beside it.
FIRST = ("ward", WARDS["Alder Green"], "2025-01", "2025-12", 24)
BESIDE = ("ward", WARDS["Birch Hill"], "2025-01", "2025-12", None)
HIDDEN = ("ward", WARDS["Cedar Cross"], "2025-01", "2025-12", None)
WHOLE = ("district", DISTRICT, "2025-01", "2025-12", 45)


def released(*parts: str, names: Mapping[str, str] = NAMES, only: int = 4) -> Release:
    """A page with a finding, and the counts beneath it; those of all wards and the district, or the first of them."""
    text = counts(FIRST, HIDDEN, BESIDE, WHOLE).replace(
        f"contacts,ward,{WARDS['Birch Hill']},2025-01,2025-12,all,all,custody,hidden: small number,,1,4",
        f"contacts,ward,{WARDS['Birch Hill']},2025-01,2025-12,all,all,custody,hidden: would give another away,,,",
    )
    held = [line for line in text.splitlines() if only == 4 or DISTRICT not in line]
    return (
        page(*parts)
        | names
        | {"released-counts.csv": "\r\n".join(held), "released-structure.json": structure_text(STRUCTURE)}
    )


def limits(count: int, people: int) -> tuple[str, str]:
    """The exact limits of a rate per 1,000."""
    return tuple(f"{float(limit) * 1000 / people:.3f}" for limit in count_interval(count))  # type: ignore[return-value]


RATE = ("Ward", "Residents", "Rate (per 1,000 residents)")
LIMITS = ("Ward", "Rate (per 1,000 residents)", "Lower limit", "Upper limit")
SHARE = ("Age", "Share of all (%)")
PARTS = ("Ward", "Share of those known (%)", "Lower limit (%)", "Upper limit (%)")
OF_PARTS = [f"{float(one) * 100:.3f}" for one in (3 / 45, *share_interval(3, 45))]
# Each: leaking and mended tables, whether the district's count is released too, and the range that is found.
LEAKS: dict[str, tuple[Release, Release, int]] = {
    "a rate over a hidden count": (
        released(table(RATE, [("Alder Green", "4,000", "6.00"), ("Cedar Cross", "1,000", "3.00")])),
        released(table(RATE, [("Alder Green", "4,000", "6.00"), ("Cedar Cross", "1,000", "hidden")])), 3),
    "a rate over the count that was hidden besides": (
        released(table(RATE, [("Alder Green", "4,000", "6.00"), ("Birch Hill", "3,000", "6.00")])),
        released(table(RATE, [("Alder Green", "4,000", "6.00"), ("Birch Hill", "3,000", "hidden")])), 3),
    "limits over a hidden count": (
        released(table(LIMITS, [("Alder Green", "6.00", *limits(24, 4000)), ("Cedar Cross", "3.00", *limits(3, 1000))])),
        released(table(LIMITS, [("Alder Green", "6.00", *limits(24, 4000)), ("Cedar Cross", "hidden", "", "")])), 3),
    "limits of a share over a hidden count": (
        released(table(PARTS, [("Cedar Cross", *OF_PARTS)])), released(table(PARTS, [("Cedar Cross", "hidden", "", "")])), 3),
}  # fmt: skip


def of_ages(*parts: str) -> Release:
    """A page, and counts of the district by age: 30 in all, of whom 3 under 25 and 27 older, both hidden."""
    rows = counts(("district", DISTRICT, "2025-01", "2025-12", 30)).splitlines()
    for code, decision, ends in (("under_25", "small number", "1,4"), ("25_and_over", "would give another away", ",")):
        rows.append(f"custody:contacts,contacts,district,{DISTRICT},2025-01,2025-12,age,{code},custody,"
                    f"hidden: {decision},,{ends},partners.default")  # fmt: skip
    names = {"figures/districts.csv": comma_separated(("District", "District code"), [("Dunlin", DISTRICT)])}
    title = "Custody contacts in Dunlin by age, 2025"
    return page(*parts, title=title) | names | {
        "released-counts.csv": "\r\n".join(rows), "released-structure.json": structure_text(STRUCTURE)
    }  # fmt: skip


def test_percentage_of_a_released_total_is_caught_and_its_twin_passes() -> None:
    title = "Custody contacts in Dunlin by age, 2025"
    for under, over, caught in (("10.0", "90.0", True), ("hidden", "hidden", False), ("hidden", "90.0", True)):
        found = attack(of_ages(table(SHARE, [("under 25", under), ("25 and over", over)], title)))
        ranges = {one.hidden.rpartition(" ")[2]: one.found for one in found.leaks if one.kind == "joined"}
        assert (not found.safe) is caught, list(found.in_words())
        if caught:
            assert (ranges["under_25"].least, ranges["under_25"].most) == (3, 3)


@pytest.mark.parametrize(("heads", "rows", "title"), [
    (RATE, [("Cedar Cross", "1,000", "3.00")], "Deliveries by ward, 2025"),
    (RATE, [("Cedar Cross", "1,000", "3.00")], "Custody contacts by ward, 2024"),
    (RATE, [("Cedar Cross", "1,000", "3.00")], "Custody contacts by ward, January 2025 to March 2025"),
    (RATE, [("Elder Moor", "1,000", "3.00")], "Custody contacts by ward, 2025"),
    (RATE, [("Alder Green", "4,000", "9.50"), ("Cedar Cross", "1,000", "3.00")], "Custody contacts by ward, 2025"),
], ids=["of something else", "another year", "other months", "another place", "a column of other numbers"])  # fmt: skip
def test_rate_of_another_count_raises_no_alarm(heads: tuple[str, ...], rows: list[tuple[str, ...]], title: str) -> None:
    leaking = released()
    found = attack({**leaking, **page(table(heads, rows, title), title=title)})
    assert found.safe, list(found.in_words())


@pytest.mark.parametrize("name", LEAKS)
def test_leak_is_caught(name: str) -> None:
    leaking, _, count = LEAKS[name]
    found = attack(leaking)
    ranges = {
        one.hidden.split(" in ")[1][:14]: (one.found.least, one.found.most)
        for one in found.leaks
        if one.kind == "joined"
    }
    assert ranges["ward E05000003"] == (count, count), list(found.in_words())


@pytest.mark.parametrize("name", LEAKS)
def test_mended_twin_passes(name: str) -> None:
    found = attack(LEAKS[name][1])
    assert found.safe, list(found.in_words())
