"""Counts of people at services: hidden and rounded by rule, and nothing of what is hidden follows from the capacity."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purbeck.disclosure.capacity import as_counted, in_words
from purbeck.disclosure.rules import SERVICES, CountRule, load_rules
from purbeck.strategy.services import Capacity, Service

PUBLIC, PARTNERS = (load_rules().of(edition, SERVICES) for edition in ("public", "partners"))


def service(people: int, used: int | None = None, waiting: int | None = None) -> Service:
    """A service for so many people."""
    capacity = Capacity(people=people, used=used, waiting=waiting)
    return Service(id="s", title="Mentoring", what="Talks", offered_by="A charity", capacity=capacity)


def shown(one: Service, rule: CountRule = PUBLIC) -> tuple[int | None, int | None]:
    """Those who came and who wait, as shown."""
    found = as_counted(one, rule).capacity
    assert found is not None and one.capacity is not None and found.people == one.capacity.people
    return found.used, found.waiting


@pytest.mark.parametrize(
    ("people", "used", "waiting", "public", "partners"),
    [
        (100, 61, 18, (60, 20), (61, 18)),
        (100, 3, 9, (None, 10), (None, 9)),  # an emergency department's 9 is rounded anywhere else, and so it is here
        (100, 6, 0, (None, 0), (6, 0)),
        (40, 38, 60, (None, 60), (38, 60)),  # 40 may be 38 or 40: a few places left, or none
        (40, 40, None, (None, None), (40, None)),
        (40, 52, None, (50, None), (52, None)),  # more came than there is room for, whatever was rounded
        (400, 379, None, (None, None), (379, None)),  # 378 to 382: full from 380 on
        (400, 370, None, (370, None), (370, None)),
    ],
)
def test_counts_are_shown_by_the_rule_of_the_edition(
    people: int, used: int, waiting: int | None, public: tuple[int | None, ...], partners: tuple[int | None, ...]
) -> None:
    held = service(people, used, waiting)
    assert (shown(held), shown(held, PARTNERS)) == (public, partners)


@given(st.integers(0, 60), st.integers(0, 70))
@settings(max_examples=30, deadline=None)
def test_what_is_left_of_the_places_stays_as_wide_as_the_rule(people: int, used: int) -> None:
    """Whoever tries every number of people that would be shown so finds all of 1 to 7 places left among them, or none."""
    seen = shown(service(people, used))
    alike = [other for other in range(80) if shown(service(people, other)) == seen]
    left = {people - other for other in alike} & set(range(1, 8))
    possible = {people - other for other in range(80)} & set(range(1, 8))
    assert left in (set(), possible)
    few = set(alike) & set(range(1, 8))
    assert few in (set(), set(range(1, 8)))


def test_a_sentence_says_what_was_done() -> None:
    assert in_words((service(40), replace_without(service(9))), PUBLIC) == ""
    assert (
        in_words((service(40, 38),), PARTNERS)
        == "Of the numbers of people who came and who wait, counts of 1 to 4 are hidden; a nought is shown, and is exact."
    )
    tighter = replace(PUBLIC, lowest_hidden=0, zeros="hidden", highest_hidden=9, round_to=10)
    assert shown(service(100, 0, 14), tighter) == (None, 10)
    assert "counts of 0 to 9 are hidden; others are rounded to the nearest 10" in in_words((service(40, 38),), tighter)


def replace_without(one: Service) -> Service:
    """A service of which no capacity is known."""
    return one.model_copy(update={"capacity": None})
