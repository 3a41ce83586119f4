"""Names of people are told from roles, and never repeated."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from made_lists import refusals, remarks

from purbeck.strategy.importing.names import may_be_a_name, reads_like_a_name
from purbeck.strategy.importing.proposal import Proposal

NAMES = (
    "Jane Smith", "J. Smith", "J Smith", "Jane smith", "SMITH, Jane", "Smith, Jane", "Dr Smith", "Cllr Smith", "PC Jones",
    "Insp. Brown", "Jane Smith (Head of community safety)", "Head of service, Jane Smith", "Seán Ó Briain",
    "Mary-Jane O'Neil", "Oluwaseun Adeyemi", "Li Na", "Jane", "jane.smith@example.org", "Jane Smith and Bob Jones",
    "Jane Smith / Head of housing", "Head of housing - Jane Smith", "Call 01305 123 456",
)  # fmt: skip
ROLES = (
    "Head of community safety", "Neighbourhood inspector", "Neighbourhood Inspector", "Inspector", "YJS", "Brackenshire Police",
    "Public Health", "Leader of the Council", "Superintendent, Weymouth", "Chair / Deputy Chair", "Prevent lead",
    "Inspector Neighbourhoods", "Sgt Beat Team", "Trading Standards", "Drug & Alcohol Team", "Victim Support",
    "Dorset & Wiltshire Fire", "Head of Children's Services", "DI, CID", "analyst", "Community Safety Manager (Acting)",
    "Director of Public Health and Wellbeing",
)  # fmt: skip


@pytest.mark.parametrize("text", NAMES)
def test_a_name_is_told(text: str) -> None:
    assert reads_like_a_name(text, ())


@pytest.mark.parametrize("text", ROLES)
def test_a_role_is_not_taken_for_a_name(text: str) -> None:
    assert not reads_like_a_name(text, ())


def test_words_of_a_partners_title_are_nobodys_name() -> None:
    assert reads_like_a_name("Stronger Futures", ())
    assert not reads_like_a_name("Stronger Futures", {"stronger", "futures"})


@pytest.mark.parametrize(
    ("text", "may"), [("Smith", True), ("JS", True), ("Analyst", False), ("Head of it all", False)]
)
def test_one_word_that_no_role_has_may_be_a_name(text: str, may: bool) -> None:
    assert may_be_a_name(text, ()) is may


def test_a_name_where_a_role_belongs_is_refused_and_shown_nowhere(of_row: Callable[..., Proposal]) -> None:
    found = of_row(Lead_officer="Jane Smith")
    said = refusals(found)
    assert 'row 2, "Lead officer" (B2): the name of a person stands where a role belongs.' in said
    assert "Write the role" in said
    assert "Smith" not in said


def test_a_title_that_only_the_model_tells_is_not_shown_either(of_row: Callable[..., Proposal]) -> None:
    said = refusals(of_row(Lead_officer="Contact Dr Police"))
    assert "the name of a person stands where a role belongs" in said
    assert "Dr" not in said


def test_one_word_is_taken_and_said(of_row: Callable[..., Proposal]) -> None:
    found = of_row(Lead_officer="JS")
    assert not refusals(found)
    assert "look whether this is the name of a person, or initials" in remarks(found)
