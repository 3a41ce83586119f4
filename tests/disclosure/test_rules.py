"""Rules of disclosure are dated and sourced, and those that contradict each other are refused in clear words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purbeck.disclosure.rules import EDITIONS, RULES, check_rule, load_rules
from purbeck.errors import SettingsError

FOUND = load_rules()
EVERY = [one for edition in EDITIONS for one in FOUND.edition(edition).values()]


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.name)
def test_rules_are_dated_and_sourced(one) -> None:
    assert one.page.startswith("https://") and len(one.source) > 20 and one.certainty


def test_rules_of_the_editions() -> None:
    public, partners = FOUND.of("public", "police_extract"), FOUND.of("partners", "police_extract")
    assert (public.lowest_hidden, public.highest_hidden, public.round_to) == (1, 4, 5)
    assert (partners.lowest_hidden, partners.highest_hidden, partners.round_to) == (1, 4, 1)
    for edition in EDITIONS:
        hospital = FOUND.of(edition, "hospital_admissions_return")
        assert (hospital.highest_hidden, hospital.round_to, hospital.zeros) == (7, 5, "shown")
    assert FOUND.named("public.hospital") == FOUND.of("public", "hospital_admissions_return")
    assert FOUND.named("public.gone") is None


@given(st.sampled_from(EVERY), st.integers(0, 500))
def test_what_rounding_shows_is_what_could_have_been(one, count: int) -> None:
    """Every count that is not hidden lies in the range of the value it is shown as, and so does no hidden one."""
    if one.hides(count, count):
        return
    value = one.rounded(count)
    low, high = one.shown_range(value)
    assert low <= count <= high
    others = [other for other in range(count + 3 * one.round_to) if not one.hides(other, other)]
    assert [other for other in others if one.rounded(other) == value] == list(range(low, high + 1))


@given(st.integers(0, 1), st.integers(1, 100), st.integers(1, 100))
def test_no_rule_lets_two_counts_be_shown_as_nought(lowest: int, highest: int, round_to: int) -> None:
    """A nought that is shown is a nought: other rules are refused, since 2 beside 1 hidden would be shown as 0 is."""
    made = replace(
        FOUND.of("public", "police_extract"), lowest_hidden=lowest, highest_hidden=highest, round_to=round_to
    )
    made = replace(made, zeros="shown" if lowest else "hidden")
    shown = {count for count in range(300) if not made.hides(count, count) and made.rounded(count) == 0}
    if shown <= {0}:
        assert made.shown_range(0) == (0, 0) or lowest == 0
        check_rule("disclosure.toml", made)
    else:
        with pytest.raises(SettingsError, match=f"counts from {highest + 1} on would be shown as 0"):
            check_rule("disclosure.toml", made)


def written(tmp_path: Path, old: str, new: str) -> Path:
    """The shipped rules with one thing changed."""
    text = RULES.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "disclosure.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("lowest_hidden = 1", "lowest_hidden = 3", r"\[public.default\]: it says lowest_hidden = 3; expected was 0 or 1"),
        ("highest_hidden = 4", "highest_hidden = 0", "highest_hidden = 0; expected was 1 to 100"),
        ("highest_hidden = 4", 'highest_hidden = "4"', "highest_hidden = '4'"),
        ("round_to = 5", "round_to = 0", "round_to = 0"),
        ("round_to = 5", "round_to = 20", r"counts from 5 on would be shown as 0; expected was highest_hidden = 9"),
        ('zeros = "shown"', 'zeros = "hidden"', 'zeros = "hidden" and lowest_hidden = 1'),
        ('zeros = "shown"', 'zeros = "perhaps"', "zeros = 'perhaps'"),
        ("largest_share = 1.0", "largest_share = 0.1", "largest_share = 0.1"),
        ("round_to = 5", "rounding = 5", 'it says "rounding"'),
        ("round_to = 5\nzeros", "zeros", 'it does not say "round_to"'),
        ("from = 2026-11-22\n", "", r"\[partners.default\]: it does not say from"),
        ("from = 2026-11-22", "from = 2026", "from = 2026"),
        ("[partners.default]", "[partner.default]", "there is no such edition"),
        ("[public.default]", "[public.ordinary]", "it has no default"),
        ("round_to = 5\n", "round_to = 5\n[x", "cannot be read as TOML"),
        ('["survey"]', '["survey", "hospital_admissions_return"]', 'for "hospital_admissions_return", as is public.hospital'),
        ('["survey"]', '["crime_survey"]', "which is published already"),
        ('applies_to = ["survey"]', "", "it is for no source"),
        ("highest_hidden = 7", "highest_hidden = 3", "shows more than partners.hospital shows partners"),
        ("round_to = 5\nzeros", "round_to = 1\nzeros", "its round_to = 1 shows more than partners.hospital"),
    ],
)  # fmt: skip
def test_contradictory_rules_are_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words) as error:
        load_rules(written(tmp_path, old, new))
    assert "disclosure.toml" in error.value.what and error.value.todo


def test_an_edition_that_there_is_not_is_refused() -> None:
    with pytest.raises(SettingsError, match='"private" is not an edition'):
        FOUND.of("private", "police_extract")
