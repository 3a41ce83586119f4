"""The illustrative definition that ships, and the list of offence codes: what they must hold."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from purbeck.definition.conditions import is_code
from purbeck.definition.definition import Definition, check_examples, read_definition
from purbeck.definition.offence_codes import codes_of, offence_codes
from purbeck.definition.section_13 import FACTORS, kinds
from purbeck.definition.shipped import ILLUSTRATIVE


@pytest.fixture(scope="module")
def illustrative() -> Definition:
    """As it ships."""
    return read_definition(ILLUSTRATIVE)


def test_its_examples_come_out(illustrative: Definition) -> None:
    check_examples(illustrative)
    assert illustrative.stand_in.startswith("This is an illustrative definition, which no partnership has adopted.")


def test_it_covers_all_that_the_act_and_its_guidance_name(illustrative: Definition) -> None:
    covered = {kind for rule in illustrative.rules for kind in rule.covers}
    assert covered == {name for name, kind in kinds().items() if kind.basis != "excluded"}
    assert [name for name, kind in kinds().items() if kind.basis == "excluded"] == ["terrorism"]


def test_every_rule_says_what_was_considered_and_every_theme_has_a_tier(illustrative: Definition) -> None:
    assert all(rule.considered for rule in illustrative.rules if rule.theme)
    assert {factor for rule in illustrative.rules for factor in rule.considered} == set(FACTORS)
    assert {theme.tier for theme in illustrative.themes} == {"respond", "intervene_early", "research"}


def test_every_code_it_lists_has_a_title_and_those_not_checked_say_so(illustrative: Definition) -> None:
    known = codes_of(illustrative)
    listed = [code for rule in illustrative.rules for code in rule.offence_codes]
    for asked in listed:
        assert any(is_code(asked, code) for code in known), asked
    own = {code.code for code in illustrative.codes}
    unchecked = {code for code, one in known.items() if not one.verified}
    asked_exactly = {code for code in unchecked for asked in listed if code == asked}
    assert asked_exactly <= own, "the file itself marks them verified = false"
    assert not any(code.verified for code in illustrative.codes)


def test_the_codes_that_domain_reports_name_have_the_titles_of_the_home_office() -> None:
    # Titles as the ONS hierarchy of Home Office codes gives them.
    titles = {
        "2": "Attempted murder", "5D": "Assault with intent to cause serious harm", "8N": "Assault with injury",
        "34B": "Robbery of personal property", "10D": "Possession of article with blade or point",
        "56A": "Arson endangering life", "3B": "Threats to kill", "106": "Modern slavery", "62A": "Violent disorder",
    }  # fmt: skip
    known = offence_codes()
    assert {code: known[code].title for code in titles} == titles
    assert all(known[code].verified for code in titles)


@pytest.mark.real
def test_every_verified_code_is_in_the_ons_hierarchy(real_data: Path) -> None:
    with (real_data / "offences" / "ons_prc_offence_hierarchy.csv").open(encoding="utf-8", newline="") as file:
        held = {row["code"]: row["label"] for row in csv.DictReader(file)}
    joint = {"1", "4.1", "4.2", "4.10"}  # the hierarchy has them as one line
    for code, one in offence_codes().items():
        if one.verified and code not in joint:
            assert held[code] == one.title, code
