"""Earlier releases beside today's counts: areas, places, themes and rules that changed since are told apart, and linked."""

from __future__ import annotations

import itertools
import random

import pandas as pd
import pytest

from purbeck.attack import attack
from purbeck.disclosure.before import Before, joined
from purbeck.disclosure.linking import Structure
from purbeck.disclosure.protecting import audit, protect
from purbeck.disclosure.released_files import COUNTS_FILE, STRUCTURE_FILE, counts_text, structure_text
from purbeck.disclosure.rules import load_rules

RULES = load_rules()
A, B, C = (("lsoa21", f"E0100000{number}") for number in (1, 2, 3))
WARD, US = ("ward", "E05000001"), ("partnership", "us")
AREAS = {place: frozenset([place[1]]) for place in (A, B, C)}
TWO, THREE = AREAS[A] | AREAS[B], AREAS[A] | AREAS[B] | AREAS[C]
Cell = tuple[tuple[str, str], str, int]


def frame(*cells: Cell) -> pd.DataFrame:
    """Counts of a year: place, what, number."""
    return pd.DataFrame([
        {"universe": "police_extract", "what": what, "place_type": kind, "place_code": code, "first": "2025-01",
         "last": "2025-12", "group_by": "all", "group_value": "all", "least": count, "most": count, "source": "police_extract"}
        for (kind, code), what, count in cells
    ])  # fmt: skip


def before(structure: Structure, *cells: Cell) -> Before:
    """A release of counts as they stand."""
    made = protect(frame(*cells), structure, RULES, "partners")
    assert (made["decision"] == "as it stands").all()
    return Before(made, structure)


def files(counts: pd.DataFrame, structure: Structure) -> dict[str, str]:
    """The files of a release."""
    return {COUNTS_FILE: counts_text(counts), STRUCTURE_FILE: structure_text(structure)}


TOTAL, KNIFE, FISTS, NEW = "sv/sv", "sv/knife", "sv/fists", "sv/new"
OLD_RULES = {KNIFE: ("+k",), FISTS: ("-k", "+f"), TOTAL: ("+k", "+f")}
KINDS = {"police_extract": {TOTAL: frozenset({KNIFE, FISTS}), KNIFE: frozenset({KNIFE}), FISTS: frozenset({FISTS})}}
OLD = Structure({US: TWO, **AREAS}, KINDS, rules=OLD_RULES)
# Each: what is known today, today's counts, what was released; the difference of both is 2.
CHANGED: dict[str, tuple[Structure, list[Cell], Before]] = {
    "an area joined the partnership": (
        Structure({US: THREE, **AREAS}, {}), [(US, "a", 32)], before(Structure({US: TWO}, {}), (US, "a", 30))),
    "an area left it": (
        Structure({US: TWO, **AREAS}, {}), [(US, "a", 30)], before(Structure({US: THREE}, {}), (US, "a", 32))),
    "a ward that is no longer": (
        Structure({US: TWO, **AREAS}, {}), [(A, "a", 30)], before(Structure({WARD: TWO}, {}), (WARD, "a", 32))),
    "a theme that is no longer, of a total that is as it was": (
        Structure({US: TWO}, {"police_extract": {TOTAL: frozenset({TOTAL})}}, rules={TOTAL: OLD_RULES[TOTAL]}),
        [(US, TOTAL, 32)], before(OLD, (US, KNIFE, 30))),
    "a rule more": (
        Structure({US: TWO}, {}, rules={KNIFE: ("+k", "+n")}), [(US, KNIFE, 32)], before(OLD, (US, KNIFE, 30))),
    "a rule less": (
        Structure({US: TWO}, {}, rules={KNIFE: ("+k",)}), [(US, KNIFE, 30)],
        before(Structure({US: TWO}, {}, rules={KNIFE: ("+k", "+n")}), (US, KNIFE, 32))),
    "a rule more that leaves out": (
        Structure({US: TWO}, {}, rules={FISTS: ("-k", "-n", "+f")}), [(US, FISTS, 30)], before(OLD, (US, FISTS, 32))),
    "a theme more of a larger total": (
        Structure({US: TWO}, {"police_extract": {TOTAL: frozenset({KNIFE, FISTS, NEW})}},
                  rules=OLD_RULES | {TOTAL: ("+k", "+f", "+n"), NEW: ("-k", "-f", "+n")}),
        [(US, TOTAL, 32)], before(OLD, (US, TOTAL, 30))),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGED)
def test_what_differs_by_a_small_number_is_protected_and_attacked(name: str) -> None:
    structure, cells, earlier = CHANGED[name]
    both, frames = joined(structure, [earlier])
    held = protect(frame(*cells), both, RULES, "partners", frames)
    assert held["decision"].tolist() == ["hidden: would give another away"]
    assert audit(held, both, RULES, frames)["safe"].all()
    alone = protect(frame(*cells), structure, RULES, "partners")
    assert alone["decision"].tolist() == ["as it stands"], "by itself it hides nothing"


def test_a_place_of_an_old_release_alone_stops_no_attack_and_gives_away_what_it_does() -> None:
    """The old ward has 20, one of its areas 18 today: the other, hidden, has 2."""
    today = Structure({US: TWO, **AREAS}, {})
    old = before(Structure({WARD: TWO}, {}), (WARD, "a", 20))
    now = protect(frame((A, "a", 18), (B, "a", 2)), today, RULES, "partners")
    assert attack(files(now, today)).safe
    assert old.structure is not None
    found = attack(files(now, today), earlier=[files(old.counts, old.structure)])
    assert [(one.found.least, one.found.most) for one in found.leaks] == [(2, 2)]
    both, frames = joined(today, [old])
    mended = protect(frame((A, "a", 18), (B, "a", 2)), both, RULES, "partners", frames)
    found = attack(files(mended, today), earlier=[files(old.counts, old.structure)])
    assert found.safe, list(found.in_words())


def test_a_place_of_which_nobody_knows_the_areas_is_said_not_to_have_been_added_up() -> None:
    today = Structure(AREAS, {})
    now = protect(frame((A, "a", 18), (B, "a", 2)), today, RULES, "partners")
    old = protect(frame((WARD, "a", 20)), Structure({WARD: TWO}, {}), RULES, "partners")
    found = attack(files(now, today), earlier=[{COUNTS_FILE: counts_text(old)}])
    assert found.safe
    assert [words for words in found.unchecked if "ward E05000001" in words]


def test_rules_that_cannot_be_held_against_each_other_say_nothing() -> None:
    """30 knives by other rules than before: whether they are among the 32 of then nobody can tell."""
    other = Structure({US: TWO}, {}, rules={KNIFE: ("+q", "-z", "+k2")})
    both, frames = joined(other, [CHANGED["a rule less"][2]])
    assert protect(frame((US, KNIFE, 30)), both, RULES, "partners", frames)["decision"].tolist() == ["as it stands"]
    assert frames[0]["what"].iloc[0] != KNIFE


def test_what_has_not_changed_is_the_same_count() -> None:
    both, frames = joined(OLD, [before(OLD, (US, TOTAL, 30), (US, KNIFE, 20)), before(OLD, (US, TOTAL, 30))])
    assert both == OLD
    assert sorted(frames[0]["what"]) == [KNIFE, TOTAL]


@pytest.mark.parametrize("seed", range(40))
def test_sets_of_both_releases_hold_for_every_record(seed: int) -> None:
    """Records that each version counts by the first rule they fit, on every way to fit four rules: both versions' sets agree with
    what they count, so that no sum made of them is wrong."""
    drawn = random.Random(seed)
    versions = [
        [(rule, drawn.choice(["", KNIFE, FISTS])) for rule in drawn.sample("abcd", drawn.randint(2, 4))] for _ in "12"
    ]
    if drawn.random() < 0.5:
        versions[1] = [*versions[0]]
        versions[1].insert(drawn.randint(0, len(versions[0])), ("e", drawn.choice(["", KNIFE])))
    records = [set(some) for size in range(6) for some in itertools.combinations("abcde", size)]

    def counted(version: list[tuple[str, str]], record: set[str]) -> str:
        return next((theme for rule, theme in version if rule in record), "")

    def known(version: list[tuple[str, str]]) -> Structure:
        rules = {}
        for what in (TOTAL, KNIFE, FISTS):
            keys = [("+" if theme == what or (what == TOTAL and theme) else "-") + rule for rule, theme in version]
            rules[what] = tuple(keys[: max((n for n, key in enumerate(keys, 1) if key[0] == "+"), default=0)])
        return Structure({US: TWO}, KINDS, rules=rules)

    counts = frame((US, TOTAL, 30), (US, KNIFE, 20), (US, FISTS, 10))
    both, (old,) = joined(known(versions[0]), [Before(counts, known(versions[1]))])
    sets = both.whats["police_extract"]
    atoms = set().union(*sets.values())
    names = dict(zip(counts["what"], old["what"], strict=True))
    for record in records:
        themes = [counted(version, record) for version in versions]
        wanted = {what for what in (TOTAL, KNIFE, FISTS) if themes[0] == what or (what == TOTAL and themes[0])}
        wanted |= {name for what, name in names.items() if themes[1] == what or (what == TOTAL and themes[1])}
        asked = {TOTAL, KNIFE, FISTS, *names.values()}
        fits = [atom for atom in atoms if {what for what in asked if atom in sets[what]} == wanted]
        assert fits or not wanted, (versions, record, wanted, sets)
