"""A partnership's own rules of disclosure: they hide more, and what would show more is refused before anything is made."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from typed import printed, typed

from bench.made_counts import STRUCTURE, cell, frame
from purbeck.attack import attack
from purbeck.disclosure import rules_hash, rules_in_force
from purbeck.disclosure.own_rules import OWN_FILE, tightened
from purbeck.disclosure.protecting import protect
from purbeck.disclosure.released_files import COUNTS_FILE, STRUCTURE_FILE, counts_text, structure_text
from purbeck.disclosure.released_rules import RULES_FILE, rules_of, rules_text
from purbeck.disclosure.rules import EDITIONS, Rules, load_rules
from purbeck.disclosure.rules_in_words import rules_listed
from purbeck.errors import SettingsError, SourceError
from purbeck.workspace import Workspace, create

SHIPPED = load_rules()
AGREED = 'from = 2026-01-31\nsource = "Data-sharing agreement, paragraph 7"\n'


def rule(name: str, *lines: str) -> str:
    """A section of rules that says by whom and when it was agreed."""
    return "\n".join((f"[{name}]", *lines, AGREED))


TIGHTER = rule("public.default", "highest_hidden = 9", "round_to = 10")
POLICE = rule("partners.police", 'applies_to = ["police_extract"]', 'zeros = "hidden"')


def read(tmp_path: Path, text: str) -> Rules:
    """The shipped rules with those of a file."""
    path = tmp_path / OWN_FILE
    path.write_text(text, encoding="utf-8")
    return tightened(SHIPPED, path)


def test_a_default_of_our_own_tightens_every_rule_that_shows_more(tmp_path: Path) -> None:
    found = read(tmp_path, rule("public.default", "highest_hidden = 6", "round_to = 10"))
    limits = {
        source: (
            found.of("public", source).highest_hidden,
            found.of("public", source).round_to,
            found.of("public", source).own,
        )
        for source in ("police_extract", "ambulance", "survey")
    }
    assert limits == {"police_extract": (6, 10, True), "ambulance": (7, 10, True), "survey": (6, 10, True)}
    assert found.of("public", "survey").least_respondents == 50, "what it does not say stays"
    assert dict(found.edition("partners")) == dict(SHIPPED.edition("partners"))


def test_a_rule_for_a_source_takes_it_out_of_the_one_that_ships(tmp_path: Path) -> None:
    text = rule("public.trust", 'applies_to = ["emergency_department"]', "highest_hidden = 9", 'zeros = "hidden"')
    found = read(tmp_path, text)
    ours = found.of("public", "emergency_department")
    assert (ours.name, ours.lowest_hidden, ours.highest_hidden) == ("public.trust", 0, 9)
    assert (ours.round_to, ours.own, ours.from_.isoformat()) == (5, True, "2026-01-31")
    assert ours.source == "Data-sharing agreement, paragraph 7"
    assert found.of("public", "ambulance") == replace(SHIPPED.of("public", "ambulance"), applies_to=("ambulance",))
    same_name = read(tmp_path, rule("public.emergency", "highest_hidden = 9"))
    assert same_name.of("public", "emergency_department") == same_name.of("public", "ambulance")
    assert same_name.of("public", "ambulance").highest_hidden == 9


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (rule("public.default", "highest_hidden = 3"),
         r"\[public.default\]: its highest_hidden = 3 shows more than public.default, which ships with Purbeck; expected was "
         "highest_hidden = 4, or what hides more"),
        (rule("public.hospital", "highest_hidden = 6"),
         "its highest_hidden = 6 shows more than public.hospital, which ships with Purbeck, of hospital_admissions_return; "
         "expected was highest_hidden = 7"),
        (rule("public.default", "round_to = 1"), "its round_to = 1 shows more"),
        (rule("public.one_provider", "largest_share = 0.95"), "its largest_share = 0.95 shows more than public.one_provider"),
        (rule("partners.surveys", "least_respondents = 20"), "its least_respondents = 20 shows more"),
        (rule("partners.default", "highest_hidden = 9"),
         r"\[public.default\]: its highest_hidden = 4 shows more than partners.default shows partners \(9\); expected was"),
        (POLICE, r"its lowest_hidden = 1 shows more than partners.police shows partners \(0\), of police_extract"),
        (rule("public.default", "round_to = 20"), "counts from 5 on would be shown as 0; expected was highest_hidden = 9"),
        (rule("public.hospital", "lowest_hidden = 0"), 'zeros = "shown" and lowest_hidden = 0'),
        (TIGHTER.replace("from = 2026-01-31\n", ""), 'it does not say "from"; expected was a rule'),
        (TIGHTER.partition("source")[0], 'it does not say "source"'),
        (TIGHTER.replace("2026-01-31", '"May"'), "it says from = 'May'; expected was a date"),
        (rule("public.default", "highest_hidden = 9", 'page = ""'), "it says page = ''; expected was words"),
        (rule("public.default"), "it hides nothing; expected was one at least of lowest_hidden"),
        (rule("public.default", 'highest_hidden = "9"'), "highest_hidden = '9'; expected was 1 to 100"),
        (rule("public.default", 'largest_share = "most"'), "largest_share = 'most'; expected was 0.5 to 1"),
        (rule("public.default", "hides = 9"), 'it says "hides"; expected was one of applies_to, from'),
        (rule("public.default", "round_to = 9", 'applies_to = ["survey"]'), "it says applies_to; expected was nothing"),
        (rule("public.ours", "round_to = 9"), "it does not say applies_to; expected was the names of sources"),
        (rule("public.ours", "round_to = 9", 'applies_to = "survey"'), "it says applies_to = 'survey'"),
        (rule("public.ours", "round_to = 9", 'applies_to = ["police"]'), 'it is for "police", which no source is called'),
        (rule("public.ours", "round_to = 9", 'applies_to = ["police_street"]'), "which is published already"),
        (rule("public.surveys", "round_to = 9", 'applies_to = ["fire"]'), "a rule of that name ships with Purbeck"),
        (rule("public.ours", "highest_hidden = 9", 'applies_to = ["fire", "survey"]'),
         "it leaves open round_to, which is 5 for fire and 1 for survey; expected was round_to = ..., or a section for each"),
        (rule("public.a", "round_to = 9", 'applies_to = ["fire"]') + rule("public.b", "round_to = 10", 'applies_to = ["fire"]'),
         r'\[public.b\]: it is for "fire", as is public.a; expected was one rule for each source'),
        (rule("all.default", "highest_hidden = 9"), r"\[all\]: there is no such edition; expected was partners or public"),
        ("public = 9\n", r"\[public\]: it is no section of rules"),
        ("[public\n", "cannot be read as TOML"),
    ],
)  # fmt: skip
def test_what_would_show_more_or_cannot_be_meant_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words) as error:
        read(tmp_path, text)
    assert OWN_FILE in error.value.what and error.value.todo


@pytest.fixture
def made(tmp_path: Path) -> Workspace:
    """A workspace in which nothing was built."""
    return create(tmp_path / "ours", "Ours", ("E06000901",), "")


@pytest.mark.parametrize(
    "words", [("--edition", "public", "--dry-run"), ("--edition", "partners", "--by", "A", "--to", "B")]
)
def test_contradictory_rules_stop_a_release_before_anything_is_made(made: Workspace, words: tuple[str, ...]) -> None:
    """Partners would be shown less than the public: both editions stop, and the examination says the same."""
    (made.path / OWN_FILE).write_text(rule("partners.default", "highest_hidden = 9"), encoding="utf-8")
    before = sorted(made.path.rglob("*"))
    said = typed("publish", made.path, *words)
    complaint = " ".join(said.stderr.split())
    assert said.returncode == SettingsError.exit_code
    assert (
        "disclosure.toml, [public.default]: its highest_hidden = 4 shows more than partners.default shows partners (9)"
        in complaint
    )
    assert "expected was the public edition to show no more than the partners' edition" in complaint
    assert "nothing is released until the rules agree" in complaint
    assert sorted(made.path.rglob("*")) == before
    assert "shows more than partners.default" in printed("doctor", made.path, code=1)


def test_the_hash_of_the_rules_is_of_both_files(made: Workspace) -> None:
    ships = rules_hash(made)
    (made.path / OWN_FILE).write_text(TIGHTER, encoding="utf-8")
    tighter = rules_hash(made)
    (made.path / OWN_FILE).write_text(TIGHTER.replace("7", "8"), encoding="utf-8")
    assert len({ships, tighter, rules_hash(made)}) == 3
    assert rules_in_force(made).of("public", "custody").highest_hidden == 9


def test_rules_are_listed_with_where_each_comes_from(tmp_path: Path) -> None:
    found = read(tmp_path, POLICE + POLICE.replace("partners", "public"))
    own, ships = sorted(
        rules_listed(found, "public", ["police_extract", "survey", "police_street"]), key=lambda one: "ships" in one
    )
    assert own == (
        "Rule public.police, of Police: offences recorded, one row for each: counts of 0 to 4 are hidden; others are "
        "rounded to the nearest 5. Counts of places with fewer than 100 residents are hidden. It stands in the workspace's own "
        "disclosure.toml, from 2026-01-31: Data-sharing agreement, paragraph 7."
    )
    assert ships.startswith("Rule public.surveys, of ") and "a nought is" not in ships
    assert (
        "fewer than 50 answers are hidden. Counts of places with fewer than 100 residents are hidden. It ships" in ships
    )


@pytest.mark.parametrize("edition", EDITIONS)
def test_the_attack_holds_a_release_to_the_rules_it_was_made_by(tmp_path: Path, edition: str) -> None:
    """By 1 to 4, which ship, a range of 1 to 4 is safe; by 1 to 9, which the release says it was made by, it is not."""
    rules = read(tmp_path, TIGHTER + TIGHTER.replace("public", "partners").replace("round_to = 10\n", ""))
    month = ("2025-01", "2025-01")
    cells = frame(
        [
            cell(("ward", "A"), month, None, 20),
            cell(("lsoa21", "A1"), month, None, 4),
            cell(("lsoa21", "A2"), month, None, 16),
        ]
    )
    protected = protect(cells, STRUCTURE, rules, edition)
    files: dict[str, str | bytes] = {
        COUNTS_FILE: counts_text(protected), STRUCTURE_FILE: structure_text(STRUCTURE), RULES_FILE: rules_text(rules, edition),
    }  # fmt: skip
    assert attack(files).safe
    seen = protected.set_index("place_code")
    columns = ["decision", "value", "shown_least", "shown_most"]
    seen.loc["A", columns], seen.loc["A2", columns] = ["rounded", 20, 17, 20], ["as it stands", 16, 16, 16]
    leaking = files | {COUNTS_FILE: counts_text(seen.reset_index())}
    (leak,) = attack(leaking).leaks
    assert (leak.found.least, leak.found.most) == (1, 4) and (leak.promised.least, leak.promised.most) == (1, 9)
    assert attack({name: text for name, text in leaking.items() if name != RULES_FILE}).safe, "by the rules that ship"


def test_rules_that_a_release_says_are_those_it_had(tmp_path: Path) -> None:
    rules = read(tmp_path, TIGHTER)
    text = rules_text(rules, "public")
    assert dict(rules_of(text, rules.published).edition("public")) == dict(rules.edition("public"))
    for spoiled in ("[]", "{", text.replace('"round_to": 10', '"round_to": 0'), text.replace("2026-01-31", "January")):
        with pytest.raises(SourceError, match="does not say by which rules"):
            rules_of(spoiled, rules.published)
