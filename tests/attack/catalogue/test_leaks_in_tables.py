"""Known leaks of tables and texts: each is caught, and its mended twin passes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import pytest
from made_releases import FINDING, HEADS, HIDDEN, ROWS, TITLE, comma_separated, page, table

from purbeck.attack import Attacked, attack

Release = Mapping[str, str | bytes]
PEOPLE = ("Ward", "Residents", "Contacts", "Rate (per 1,000 residents)", "Lower limit", "Upper limit")


def rates(hidden: tuple[str, str, str]) -> str:
    """A table of rates in which the count of Cedar Cross, which is 3 of 2,000, is hidden; its rate is as given."""
    return table(PEOPLE, [
        ("Alder Green", "4,000", "24", "6.00", "3.84", "8.93"), ("Birch Hill", "3,000", "18", "6.00", "3.56", "9.48"),
        ("Cedar Cross", "2,000", HIDDEN, *hidden), ("Elder Moor", "2,500", HIDDEN, "hidden", "hidden", "hidden"),
    ])  # fmt: skip


# Byar's and the exact limits below are those of Public Health England's technical guide: 3 events, 0.619 to 8.767.
LEAKS: dict[str, tuple[Release, Release, str, int]] = {
    "a total beside all rows but one": (
        page(table(rows=[*ROWS[:4], ("Total", "56")])), page(table(rows=[*ROWS, ("Total", "60")])), "total", 3),
    "a total made without hidden rows": (
        page(table(rows=[*ROWS, ("Total", "53")])), page(table(rows=[*ROWS, ("Total", "hidden")])),
        "total without hidden rows", 0),
    "a column that is the total of a row": (
        page(table(("Ward", "Male victims", "Female victims", "Total"), [("Alder Green", "10", "14", "24"), ("Cedar Cross", HIDDEN, "9", "12")])),
        page(table(("Ward", "Male victims", "Female victims", "Total"), [("Alder Green", "10", "14", "24"), ("Cedar Cross", HIDDEN, "hidden", "hidden")])),
        "total", 3),
    "a percentage beside its total": (
        page(table((*HEADS, "Share (%)"), [*((w, n, "42.9" if n == "24" else "hidden") for w, n in ROWS[:2]),
                                           ("Cedar Cross", HIDDEN, "5.4"), ("Dunlin Quay", "hidden", "hidden"), ("Total", "56", "100")])),
        page(table((*HEADS, "Share (%)"), [*((w, n, "hidden") for w, n in ROWS), ("Total", "hidden", "100")])), "share", 3),
    "a rate beside its residents": (
        page(rates(("1.50", "hidden", "hidden"))), page(rates(("hidden", "hidden", "hidden"))), "rate", 3),
    "an interval that inverts": (
        page(rates(("hidden", "0.31", "4.38"))), page(rates(("hidden", "hidden", "hidden"))), "interval", 3),
    "the limits of the count itself": (
        page(table((*HEADS, "Lower limit", "Upper limit"), [("Alder Green", "24", "15.4", "35.7"), ("Cedar Cross", HIDDEN, "0.6", "8.8")])),
        page(table((*HEADS, "Lower limit", "Upper limit"), [("Alder Green", "24", "15.4", "35.7"), ("Cedar Cross", HIDDEN, "hidden", "hidden")])),
        "interval", 3),
    "Wilson's limits of a share": (  # 3 of 40: 2.58% to 19.86%
        page(table((*HEADS, "Of which known", "Share (%)", "Lower limit (%)", "Upper limit (%)"),
                   [("Alder Green", "24", "48", "50.0", "36.4", "63.6"), ("Cedar Cross", HIDDEN, "hidden", "7.5", "2.6", "19.9")])),
        page(table((*HEADS, "Of which known", "Share (%)", "Lower limit (%)", "Upper limit (%)"),
                   [("Alder Green", "24", "48", "50.0", "36.4", "63.6"), ("Cedar Cross", HIDDEN, "hidden", "hidden", "hidden", "hidden")])),
        "interval", 3),
    "a z-score beside what was expected": (
        page(table((*HEADS, "Expected", "z-score"), [("Alder Green", "24", "20.0", "0.89"), ("Cedar Cross", HIDDEN, "8.0", "-1.77")])),
        page(table((*HEADS, "Expected", "z-score"), [("Alder Green", "24", "20.0", "0.89"), ("Cedar Cross", HIDDEN, "8.0", "hidden")])),
        "z", 3),
    "a ratio beside what was expected": (
        page(table((*HEADS, "Expected", "Ratio"), [("Alder Green", "24", "20.0", "1.20"), ("Cedar Cross", HIDDEN, "8.0", "0.38")])),
        page(table((*HEADS, "Expected", "Ratio"), [("Alder Green", "24", "20.0", "1.20"), ("Cedar Cross", HIDDEN, "8.0", "hidden")])),
        "ratio", 3),
    "a p-value beside what was expected": (  # P(X <= 3), mean 8: 0.0424
        page(table((*HEADS, "Expected", "p-value"), [("Alder Green", "24", "20.0", "0.213"), ("Cedar Cross", HIDDEN, "8.0", "0.0424")])),
        page(table((*HEADS, "Expected", "p-value"), [("Alder Green", "24", "20.0", "0.213"), ("Cedar Cross", HIDDEN, "8.0", "hidden")])),
        "p", 3),
    "rows in order of their rates": (
        page(table(("Ward", "Residents", "Contacts", "Rate (per 1,000)"),
                   [("A Hill", "1,000", "24", "24.0"), ("B Hill", "3,000", "9", "3.0"), ("Cedar Cross", "1,000", HIDDEN, "hidden"),
                    ("D Hill", "2,000", "5", "2.5"), ("E Hill", "5,000", "9", "1.8")])),
        page(table(("Ward", "Residents", "Contacts", "Rate (per 1,000)"),
                   [("A Hill", "1,000", "24", "24.0"), ("B Hill", "3,000", "9", "3.0"), ("D Hill", "2,000", "5", "2.5"),
                    ("E Hill", "5,000", "9", "1.8"), ("Cedar Cross", "1,000", HIDDEN, "hidden")])),
        "order of rows", 3),
    "ranks": (
        page(table(("Rank", "Ward", "Residents", "Contacts", "Rate (per 1,000)"),
                   [("3", "Cedar Cross", "1,000", HIDDEN, "hidden"), ("1", "A Hill", "1,000", "24", "24.0"), ("2", "B Hill", "3,000", "9", "3.0"),
                    ("4", "D Hill", "2,000", "5", "2.5"), ("5", "E Hill", "5,000", "9", "1.8")])),
        page(table(("Rank", "Ward", "Residents", "Contacts", "Rate (per 1,000)"),
                   [("hidden", "Cedar Cross", "1,000", HIDDEN, "hidden"), ("1", "A Hill", "1,000", "24", "24.0"), ("2", "B Hill", "3,000", "9", "3.0"),
                    ("3", "D Hill", "2,000", "5", "2.5"), ("4", "E Hill", "5,000", "9", "1.8")])),
        "rank", 3),
    "a rate finer than the rounding": (
        page("<p>Counts are rounded to the nearest 5.</p>", table(("Ward", "Residents", "Contacts", "Rate (per 1,000)"),
             [("Alder Green", "4,000", "25", "6.00"), ("Birch Hill", "3,000", "20", "6.67")])),
        page("<p>Counts are rounded to the nearest 5.</p>", table(("Ward", "Residents", "Contacts", "Rate (per 1,000)"),
             [("Alder Green", "4,000", "25", "6.25"), ("Birch Hill", "3,000", "20", "6.67")])),
        "rate", 24),
    "a rounded total of parts that are not": (
        page(table(rows=[("Alder Green", "24"), ("Birch Hill", "19"), ("Cedar Cross", "1 to 4"), ("Total", "46")])),
        page(table(rows=[("Alder Green", "24"), ("Birch Hill", "19"), ("Cedar Cross", "1 to 4"), ("Total", "hidden")])), "total", 3),
    "a sentence": (
        page(table(), "<p>There were few elsewhere: 3 contacts in Cedar Cross.</p>"),
        page(table(), "<p>There were few elsewhere: 1 to 4 contacts in Cedar Cross.</p>"), "words", 3),
    "a caveat with the number": (
        page(table(), "<ul><li>Cedar Cross has 3 only, which says little.</li></ul>"),
        page(table(), "<ul><li>Cedar Cross has few only, which says little. 2 wards are hidden.</li></ul>"), "words", 3),
    "an alternative text": (
        page(table(), '<img src="chart.png" alt="Bars. Alder Green 24; Birch Hill 18; Cedar Cross 3; Dunlin Quay 11">'),
        page(table(), '<img src="chart.png" alt="Bars. Alder Green 24; Birch Hill 18; Cedar Cross hidden; Dunlin Quay 11">'), "words", 3),
    "a comment in the page": (
        page(table(), "<!-- Cedar Cross: 3 -->"), page(table(), "<!-- Cedar Cross: see the rule -->"), "words", 3),
    "a data attribute of the cell": (
        page(table(rows=[ROWS[0], ("Cedar Cross", '<td data-value="3">hidden</td>')])),
        page(table(rows=[ROWS[0], ("Cedar Cross", '<td data-value="" data-head="Contacts per 1,000">hidden</td>')])),
        "beneath the cell", 3),
    "another file that shows it": (
        page(table()) | {f"figures/finding-{FINDING}.csv": comma_separated(HEADS, [*ROWS[:2], ("Cedar Cross", "3"), *ROWS[3:]])},
        page(table()) | {f"figures/finding-{FINDING}.csv": comma_separated(HEADS, ROWS)}, "shown elsewhere", 3),
    "a hash of the number": (
        page(table((*HEADS, "id"), [(*ROWS[0], "x1"), ("Cedar Cross", HIDDEN, hashlib.sha256(b"Cedar Cross|3").hexdigest()[:12])])),
        page(table((*HEADS, "id"), [(*ROWS[0], "x1"), ("Cedar Cross", HIDDEN, hashlib.sha256(b"Cedar Cross").hexdigest()[:12])])),
        "hash", 3),
    "row counts of its provenance": (
        page(table()) | {"datapackage.json": '{"title": "%s", "resources": [{"name": "Alder Green", "rows": 24}, {"name": "Birch Hill", "rows": 18}, {"name": "Cedar Cross", "rows": 3}]}' % TITLE},
        page(table()) | {"datapackage.json": '{"title": "%s", "resources": [{"name": "Alder Green", "rows": 24}, {"name": "Birch Hill", "rows": 18}]}' % TITLE},
        "shown elsewhere", 3),
}  # fmt: skip


def gives(found: Attacked, kind: str, count: int) -> bool:
    """Whether a count is given away exactly, by a leak of a kind."""
    return any(one.kind.startswith(kind) and one.found.exact and one.found.least == count for one in found.leaks)


@pytest.mark.parametrize("name", LEAKS)
def test_leak_is_caught(name: str) -> None:
    leaking, _, kind, count = LEAKS[name]
    found = attack(leaking)
    assert not found.safe
    assert gives(found, kind, count), list(found.in_words())


@pytest.mark.parametrize("name", LEAKS)
def test_mended_twin_passes(name: str) -> None:
    _, mended, _, _ = LEAKS[name]
    found = attack(mended)
    assert found.safe, list(found.in_words())
    assert not found.unchecked
