"""A definition's file: what is refused, in which words, and what its version depends on."""

from __future__ import annotations

from pathlib import Path

import pytest

from purbeck.definition.definition import check_examples, classify_one, read_definition, read_definitions
from purbeck.errors import DefinitionError, SettingsError
from purbeck.flow import STARTING_DEFINITION

FILE = "ours.toml"
GOOD = """
id = "ours"
title = "Our definition"
total = "Serious violence"
from = 2025-04-01
source = "Board minute 12"

[[themes]]
id = "knife"
name = "Knife crime"

[[themes]]
id = "robbery"
name = "Robbery"

[[rules]]
id = "not_domestic"
when = { domestic = [true] }
reason = "counted elsewhere"
source = "Board minute 12"

[[rules]]
id = "with_a_knife"
theme = "knife"
when = { source = ["police"], knife = [true] }
first = "2024-04"
last = "2025-03"
reason = "the duty"
source = "Act"

[[rules]]
id = "robberies"
theme = "robbery"
when = { supplied_category = ["Robbery", "Personal robbery"] }
reason = "the duty"
source = "Act"

[[examples]]
about = "a knife robbery counts under the knife"
incident = { month = "2024-04", source = "police", knife = true, supplied_category = "Robbery" }
rule = "with_a_knife"
"""


def written(folder: Path, text: str) -> Path:
    """A definition's file."""
    path = folder / FILE
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("was", "becomes", "field", "words"),
    [
        ('knife = [true] }\nfirst', 'postcode = ["BH1"] }\nfirst', "rules.1", '"postcode" is not a column'),
        ('theme = "robbery"', 'theme = "arson"', "the file", '"arson" is not one of the themes knife, robbery'),
        ('last = "2025-03"', 'last = "2023-03"', "rules.1", "first (2024-04) is after last (2023-03)"),
        ('first = "2024-04"', 'first = "April 2024"', "rules.1.first", "April 2024"),
        ('id = "robberies"', 'id = "with_a_knife"', "the file", "rule with_a_knife is named twice"),
        ('id = "knife"', 'id = "robbery"', "the file", "theme robbery is named twice"),
        ('id = "knife"', 'id = "ours"', "the file", "theme ours is named twice"),
        ('id = "ours"', 'id = "Our Own"', "id", "Our Own"),
        ('rule = "with_a_knife"', 'rule = "with_a_gun"', "the file", '"with_a_gun" is not a rule'),
        ('month = "2024-04", ', "", "the file", "needs a month"),
        ("knife = true, supp", "knive = true, supp", "the file", "only columns of an incident"),
        ('["Robbery", "Personal robbery"]', "[]", "rules.2", "supplied_category needs a list of texts"),
        ("domestic = [true]", 'domestic = ["yes"]', "rules.0", "domestic needs a list of true or false"),
        ("domestic = [true]", "", "rules.0.when", "at least 1"),
        ('supplied_category = ["Robbery", "Personal robbery"]', "supplied_category = [true]", "rules.2", "list of texts"),
        ('reason = "counted elsewhere"\n', "", "rules.0.reason", "required"),
        ('source = "Board minute 12"\n\n[[themes]]', "[[themes]]", "source", "required"),
        ("from = 2025-04-01", 'from = "last spring"', "from", "last spring"),
        ('title = "Our definition"', 'titel = "Our definition"', "title", "required"),
        ("[[examples]]", "[[example]]", "examples", "required"),
        ('reason = "the duty"\nsource = "Act"\n\n[[rules]]', 'reason = "the duty"\nsource = "Act"\nweight = 0\n\n[[rules]]',
         "rules.1.weight", "greater than 0"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_file_field_and_remedy(
    tmp_path: Path, was: str, becomes: str, field: str, words: str
) -> None:
    assert GOOD.count(was) >= 1, "the test changes something"
    with pytest.raises(SettingsError) as refused:
        read_definition(written(tmp_path, GOOD.replace(was, becomes, 1)))
    assert refused.value.what.startswith(f"{FILE}, {field}: ")
    assert words in refused.value.what
    assert "run the command again" in refused.value.todo
    assert refused.value.exit_code == 3


@pytest.mark.parametrize("text", ["id = \n", "[[rules]\n", 'id = "ours"\nid = "theirs"\n'])
def test_text_that_is_not_toml_is_refused_with_its_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError, match=rf"{FILE} cannot be read as TOML: .*line 1|{FILE} .*line 2"):
        read_definition(written(tmp_path, text))


def test_a_file_that_is_not_utf8_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_bytes(GOOD.replace("Our definition", "Fenê").encode("latin-1"))
    with pytest.raises(SettingsError, match=f"{FILE} cannot be read"):
        read_definition(path)


def test_no_definition_and_two_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="holds no definition"):
        read_definitions([])
    first, second = written(tmp_path, GOOD), tmp_path / "copy.toml"
    second.write_text(GOOD, encoding="utf-8")
    third = tmp_path / "third.toml"
    third.write_text(GOOD.replace('id = "ours"', 'id = "zz_last"'), encoding="utf-8")
    with pytest.raises(SettingsError, match="Two definitions are named ours"):
        read_definitions([first, second, third])


def test_the_first_rule_that_fits_decides_and_an_empty_theme_leaves_out(tmp_path: Path) -> None:
    ours = read_definition(written(tmp_path, GOOD))
    knife_robbery = {"month": "2025-01", "source": "police", "knife": True, "supplied_category": "Robbery"}

    def rule(**changed: object) -> str | None:
        found = classify_one(ours, knife_robbery | changed)
        return found.id if found else None

    assert rule() == "with_a_knife"
    assert rule(knife=False) == "robberies"
    assert rule(knife=None) == "robberies", "what is not known fits nothing"
    assert rule(domestic=True) == "not_domestic"
    assert classify_one(ours, knife_robbery | {"domestic": True}).theme == ""
    assert rule(knife=False, supplied_category="Burglary") is None


@pytest.mark.parametrize(
    ("month", "rule"),
    [("2024-03", "robberies"), ("2024-04", "with_a_knife"), ("2025-03", "with_a_knife"), ("2025-04", "robberies")],
)
def test_first_and_last_month_are_both_within_the_rule(tmp_path: Path, month: str, rule: str) -> None:
    ours = read_definition(written(tmp_path, GOOD))
    found = classify_one(ours, {"month": month, "source": "police", "knife": True, "supplied_category": "Robbery"})
    assert found is not None
    assert found.id == rule


def test_an_example_that_does_not_come_out_is_told_in_words(tmp_path: Path) -> None:
    check_examples(read_definition(written(tmp_path, GOOD)))
    wrong = GOOD.replace('month = "2024-04", source', 'month = "2024-03", source')
    with pytest.raises(DefinitionError) as refused:
        check_examples(read_definition(written(tmp_path, wrong)))
    assert '"a knife robbery counts under the knife"' in refused.value.what
    assert "comes under robberies, and should come under with_a_knife" in refused.value.what
    assert refused.value.exit_code == 8


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('title = "Our definition"', 'title = "Another title"'),
        ('name = "Knife crime"', 'name = "Blades"'),
        ('reason = "the duty"', 'reason = "the Duty"'),
        ('total = "Serious violence"', 'total = "All"'),
        ('about = "a knife', 'about = "this knife'),
    ],
)
def test_words_do_not_change_the_version(tmp_path: Path, was: str, becomes: str) -> None:
    assert was in GOOD
    before = read_definition(written(tmp_path, GOOD)).version
    assert read_definition(written(tmp_path, GOOD.replace(was, becomes))).version == before


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ('last = "2025-03"', 'last = "2025-02"'),
        ('"Personal robbery"', '"Robbery of business"'),
        ('id = "robberies"', 'id = "all_robberies"'),
        ('theme = "knife"', 'theme = "robbery"'),
        ("domestic = [true]", "domestic = [false]"),
    ],
)
def test_what_decides_changes_the_version(tmp_path: Path, was: str, becomes: str) -> None:
    assert was in GOOD
    before = read_definition(written(tmp_path, GOOD)).version
    assert read_definition(written(tmp_path, GOOD.replace(was, becomes))).version != before


def test_the_order_of_rules_changes_the_version(tmp_path: Path) -> None:
    head, *rules = GOOD.split("[[examples]]", maxsplit=1)[0].split("[[rules]]")
    turned = "[[rules]]".join([head, *reversed(rules)]) + "[[examples]]" + GOOD.split("[[examples]]")[1]
    before = read_definition(written(tmp_path, GOOD)).version
    assert read_definition(written(tmp_path, turned)).version != before


def test_the_definition_we_ship_says_that_it_is_a_stand_in() -> None:
    shipped = read_definition(STARTING_DEFINITION)
    check_examples(shipped)
    assert "stand-in" in shipped.title
    assert "stand-in" in shipped.total
    assert shipped.stand_in.startswith("This is a stand-in, not a definition of serious violence.")
    # PROVENANCE.md, item 15: the three categories that stand in, and nothing else.
    street = [rule for rule in shipped.rules if rule.when["source"] == ("police_street",)]
    categories = {value for rule in street for value in rule.when["supplied_category"]}
    assert categories == {"Violence and sexual offences", "Robbery", "Possession of weapons"}
    assert all(rule.source.startswith("https://") for rule in shipped.rules)


def test_the_categories_of_violence_and_weapons_begin_in_may_2013() -> None:
    # https://data.police.uk/changelog/: "May 2013: ... new crime categories".
    shipped = read_definition(STARTING_DEFINITION)
    for category in ("Violence and sexual offences", "Possession of weapons"):
        row = {"source": "police_street", "supplied_category": category}
        assert classify_one(shipped, row | {"month": "2013-04"}) is None
        assert classify_one(shipped, row | {"month": "2013-05"}) is not None
