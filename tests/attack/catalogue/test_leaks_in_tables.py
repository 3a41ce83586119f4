"""Known leaks of tables and texts: each is caught, and its mended twin passes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

import pytest
from made_releases import FINDING, HEADS, HIDDEN, ROWS, TITLE, comma_separated, page, table

from purbeck.attack import Attacked, attack

Release = Mapping[str, str | bytes]
RATES = ("Ward", "Residents", "Contacts", "Rate (per 1,000)")
PEOPLE = (*RATES, "Lower limit", "Upper limit")
SHARES = (*HEADS, "Of which known", "Share (%)", "Lower limit (%)", "Upper limit (%)")
ROUNDED = "<p>Counts are rounded to the nearest 5.</p>"
HASHED = hashlib.sha256(b"Cedar Cross|3").hexdigest()[:12]
BY_RATE = (("A Hill", "1,000", "24", "24.0"), ("B Hill", "3,000", "9", "3.0"), ("D Hill", "2,000", "5", "2.5"),
           ("E Hill", "5,000", "9", "1.8"))  # fmt: skip
OURS = ("Cedar Cross", "1,000", HIDDEN, "hidden")


def rates(*hidden: str) -> dict[str, str]:
    """A table of rates in which the count of Cedar Cross, which is 3 of 2,000, is hidden; rate and limits are as given."""
    return page(table(PEOPLE, [
        ("Alder Green", "4,000", "24", "6.00", "3.84", "8.93"), ("Birch Hill", "3,000", "18", "6.00", "3.56", "9.48"),
        ("Cedar Cross", "2,000", HIDDEN, *hidden), ("Elder Moor", "2,500", HIDDEN, "hidden", "hidden", "hidden"),
    ]))  # fmt: skip


def beside(heads: Sequence[str], alder: Sequence[str], cedar: Sequence[str]) -> dict[str, str]:
    """A table of two rows: what is shown of Alder Green, and what is shown beside the hidden count of Cedar Cross."""
    return page(table(heads, [("Alder Green", *alder), ("Cedar Cross", HIDDEN, *cedar)]))


def expected(heading: str, alder: str, cedar: str) -> dict[str, str]:
    """A number made of the count and of what was expected, which was 20 and 8."""
    return beside((*HEADS, "Expected", heading), ("24", "20.0", alder), ("8.0", cedar))


def ranked(*places: str) -> dict[str, str]:
    """A table that is not in order, with a rank for each row of rates, ours first."""
    rows = [(rank, *row) for rank, row in zip(places, (OURS, *BY_RATE), strict=True)]
    return page(table(("Rank", *RATES), rows))


def described(*rows: tuple[str, int]) -> dict[str, str]:
    """A page with a description of its data, in which each part has so many rows."""
    parts = [{"name": name, "rows": number} for name, number in rows]
    return page(table()) | {"datapackage.json": json.dumps({"title": TITLE, "resources": parts})}


def figures(cedar: str) -> dict[str, str]:
    """A page and a file of its figures."""
    rows = [*ROWS[:2], ("Cedar Cross", cedar), *ROWS[3:]]
    return page(table()) | {f"figures/finding-{FINDING}.csv": comma_separated(HEADS, rows)}


def shares(alder: str, cedar: str, total: str) -> dict[str, str]:
    """Shares of a total that is in the last row."""
    rows = [("Alder Green", "24", alder), ("Cedar Cross", HIDDEN, cedar), ("Dunlin Quay", "hidden", "hidden")]
    return page(table((*HEADS, "Share (%)"), [*rows, ("Total", total, "100")]))


def picture(cedar: str) -> dict[str, str]:
    """A picture with its alternative text."""
    return page(table(), f'<img src="a.png" alt="Bars. Alder Green 24; Cedar Cross {cedar}; Dunlin Quay 11">')


def by_sex(female: str, total: str) -> dict[str, str]:
    """A table with a column that is the total of two others."""
    heads = ("Ward", "Male victims", "Female victims", "Total")
    return page(table(heads, [("Alder Green", "10", "14", "24"), ("Cedar Cross", HIDDEN, female, total)]))


def cell(markup: str) -> dict[str, str]:
    """A hidden cell as markup."""
    return page(table(rows=[ROWS[0], ("Cedar Cross", markup)]))


def parts(total: str) -> dict[str, str]:
    """Parts that are not rounded, and a total."""
    return page(table(rows=[("Alder Green", "24"), ("Birch Hill", "19"), ("Cedar Cross", "1 to 4"), ("Total", total)]))


# The limits are those that published formulae give: exact limits of 3 events are 0.619 and 8.767 (Garwood 1936); Wilson's of 3
# in 40 are 2.58% and 19.86%; the probability of 3 or fewer where 8 are expected is 0.0424.
LEAKS: dict[str, tuple[Release, Release, str, int]] = {
    "a total beside all rows but one": (
        page(table(rows=[*ROWS[:4], ("Total", "56")])), page(table(rows=[*ROWS, ("Total", "60")])), "total", 3),
    "a total made without hidden rows": (
        page(table(rows=[*ROWS, ("Total", "53")])), page(table(rows=[*ROWS, ("Total", "hidden")])), "total without", 0),
    "a column that is the total of a row": (by_sex("9", "12"), by_sex("hidden", "hidden"), "total", 3),
    "a percentage beside its total": (shares("42.9", "5.4", "56"), shares("hidden", "hidden", "56"), "share", 3),
    "a rate beside its residents": (rates("1.50", "hidden", "hidden"), rates("hidden", "hidden", "hidden"), "rate", 3),
    "an interval that inverts": (rates("hidden", "0.31", "4.38"), rates("hidden", "hidden", "hidden"), "interval", 3),
    "the limits of the count itself": (
        beside((*HEADS, "Lower limit", "Upper limit"), ("24", "15.4", "35.7"), ("0.6", "8.8")),
        beside((*HEADS, "Lower limit", "Upper limit"), ("24", "15.4", "35.7"), ("hidden", "hidden")), "interval", 3),
    "Wilson's limits of a share": (
        beside(SHARES, ("24", "48", "50.0", "36.4", "63.6"), ("hidden", "7.5", "2.6", "19.9")),
        beside(SHARES, ("24", "48", "50.0", "36.4", "63.6"), ("hidden",) * 4), "interval", 3),
    "a z-score beside what was expected": (expected("z-score", "0.89", "-1.77"), expected("z-score", "0.89", "hidden"), "z", 3),
    "a ratio beside what was expected": (expected("Ratio", "1.20", "0.38"), expected("Ratio", "1.20", "hidden"), "ratio", 3),
    "a p-value beside what was expected": (
        expected("p-value", "0.213", "0.0424"), expected("p-value", "0.213", "hidden"), "p", 3),
    "rows in order of their rates": (
        page(table(RATES, [*BY_RATE[:2], OURS, *BY_RATE[2:]])), page(table(RATES, [*BY_RATE, OURS])), "order of rows", 3),
    "ranks": (ranked("3", "1", "2", "4", "5"), ranked("hidden", "1", "2", "3", "4"), "rank", 3),
    "a rate finer than the rounding": (
        page(ROUNDED, table(RATES, [("Alder Green", "4,000", "25", "6.00"), ("Birch Hill", "3,000", "20", "6.67")])),
        page(ROUNDED, table(RATES, [("Alder Green", "4,000", "25", "6.25"), ("Birch Hill", "3,000", "20", "6.67")])),
        "rate", 24),
    "a rounded total of parts that are not": (parts("46"), parts("hidden"), "total", 3),
    "a sentence": (
        page(table(), "<p>There were few elsewhere: 3 contacts in Cedar Cross.</p>"),
        page(table(), "<p>There were few elsewhere: 1 to 4 contacts in Cedar Cross.</p>"), "words", 3),
    "a caveat with the number": (
        page(table(), "<ul><li>Cedar Cross has 3 only, which says little.</li></ul>"),
        page(table(), "<ul><li>Cedar Cross has few only, which says little. 2 wards are hidden.</li></ul>"), "words", 3),
    "an alternative text": (picture("3"), picture("hidden"), "words", 3),
    "a comment in the page": (
        page(table(), "<!-- Cedar Cross: 3 -->"), page(table(), "<!-- Cedar Cross: see the rule -->"), "words", 3),
    "a data attribute of the cell": (
        cell('<td data-value="3">hidden</td>'), cell('<td data-value="" data-head="Contacts per 1,000">hidden</td>'),
        "beneath the cell", 3),
    "another file that shows it": (figures("3"), figures(HIDDEN), "shown elsewhere", 3),
    "a hash of the number": (
        beside((*HEADS, "id"), ("24", "x1"), (HASHED,)), beside((*HEADS, "id"), ("24", "x1"), ("ab12cd34ef56",)), "hash", 3),
    "row counts of its provenance": (
        described(("Alder Green", 24), ("Birch Hill", 18), ("Cedar Cross", 3)),
        described(("Alder Green", 24), ("Birch Hill", 18)), "shown elsewhere", 3),
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
    assert len(found.unchecked) == 1, "but for the counts, of which there is no file"
