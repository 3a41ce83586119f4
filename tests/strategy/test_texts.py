"""Which fields of a strategy's files are prose, which are names and which words of the form."""

from __future__ import annotations

from purbeck.strategy.files import LISTS, TABLES
from purbeck.strategy.texts import ADDRESS, NAME, PROSE, REFERENCE, kinds

FORM = {
    "tier", "state", "status", "direction", "horizon", "prevention", "level", "kind", "role", "criterion", "of", "strength",
}  # fmt: skip


def test_ids_are_names_and_what_names_them_is_a_reference() -> None:
    for model in LISTS.values():
        assert kinds(model).get("id", NAME) == NAME
    assert kinds(LISTS["actions"])["aims"] == kinds(LISTS["actions"])["partner"] == REFERENCE
    assert kinds(LISTS["blanks"])["under"] == REFERENCE


def test_words_of_the_form_are_no_text() -> None:
    for model in (*LISTS.values(), *TABLES.values()):
        found = kinds(model)
        assert not FORM.intersection(found), model.KIND


def test_all_else_is_prose_but_for_addresses() -> None:
    assert kinds(LISTS["voices"]) == {
        "id": NAME, "method": PROSE, "place": PROSE, "words": PROSE, "themes": NAME, "priorities": REFERENCE,
    }  # fmt: skip
    assert kinds(LISTS["related"])["address"] == ADDRESS
    assert kinds(LISTS["services"])["groups"] == kinds(LISTS["partners"])["duties"] == PROSE
