"""Every check: a strategy in order passes all of them, and one that breaks a check breaks that and no other."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from purbeck.strategy.checks.beside import Beside, DefinitionRow, FindingRow
from purbeck.strategy.checks.checks import CHECKS, check, not_looked_at
from purbeck.strategy.checks.remark import BROKEN, LOOK, Remark
from purbeck.strategy.checks.statutory import answers, checklist
from purbeck.strategy.files import LISTS
from purbeck.strategy.published import Published, digest
from purbeck.strategy.shown import Shown
from purbeck.strategy.strategy import Strategy, read_files

COMPLETE = Path(__file__).parent / "complete"
ON = dt.date(2026, 7, 1)
FINDING = FindingRow("3f0a91bc77d2", "9c1f0b7a2d4e", "Weapons: 31.8", "clear", 31.75, 31.4, 32.1)
THEMES = frozenset({"violence_and_sexual_offences", "robbery", "possession_of_weapons"})
BESIDE = Beside(
    on=ON,
    findings={FINDING.id: FINDING},
    periods={"robbery-rate": frozenset({"2023/24", "2024/25"})},
    definitions={"serious-violence": DefinitionRow("1.0", THEMES)},
    headline="serious-violence",
    places=frozenset({"brackenshire", "e06000901"}),
    small_places=frozenset({"Knot Quay", "Knot", "Brackenshire 012D"}),
)

Edit = Callable[[Strategy], Strategy]


def day(text: str) -> dt.date:
    """A day like 2026-07-01."""
    return dt.date.fromisoformat(text)


def change(name: str, which: str | int, /, **values: Any) -> Edit:
    """One entry of a list, by id or number, with other values; None takes a value out."""

    def edit(strategy: Strategy) -> Strategy:
        entries = list(getattr(strategy, name))
        at = which if isinstance(which, int) else [entry.id for entry in entries].index(which)
        entries[at] = _changed(entries[at], values)
        return replace(strategy, **{name: tuple(entries)})

    return edit


def set_in(table: str, /, **values: Any) -> Edit:
    """A table with other values."""
    return lambda strategy: replace(strategy, **{table: _changed(getattr(strategy, table), values)})


def _changed(part: Any, values: dict[str, Any]) -> Any:
    raw = {**part.model_dump(exclude_unset=True), **values}
    fresh = type(part).model_validate({key: value for key, value in raw.items() if value is not None})
    fresh.found_at(part.where)
    return fresh


def add(name: str, /, **values: Any) -> Edit:
    """One more entry of a list."""
    return lambda strategy: replace(
        strategy, **{name: (*getattr(strategy, name), LISTS[name].model_validate(values))}
    )  # fmt: skip


def action(name: str, /, **values: Any) -> Edit:
    """One more action, which serves the aim."""
    given = {
        "title": name,
        "owner": "Head of housing",
        "partner": "council",
        "state": "not_started",
        "aims": ["fewer-carry"],
    }
    return add("actions", **{"id": name, **given, **values})


def without(name: str) -> Edit:
    """A list or table that is not written."""
    return lambda strategy: replace(strategy, **{name: () if name in LISTS else None})


def speaks(name: str) -> Edit:
    """One more person who speaks of buses."""
    return add(
        "voices", id=name, role="young_person", method="Survey", on=day("2026-01-01"), words="No bus", themes=["buses"]
    )


def remarks_on(*edits: Edit, beside: Beside = BESIDE) -> list[Remark]:
    """What is noticed in the complete strategy with these edits, beyond the one blank it has."""
    strategy = complete()
    for edit in edits:
        strategy = edit(strategy)
    return [remark for remark in check(strategy, beside) if remark.check != "left_blank"]


def complete() -> Strategy:
    """The complete strategy."""
    strategy, faults = read_files(COMPLETE)
    assert faults == ()
    return strategy


CONSENT = {"purposes": ["strategy"], "editions": ["public", "partners"], "until": day("2028-11-03")}
QUOTING = "One said: I wanted somebody to ask me, or to tell me, what would have helped."
NEW_AIM = add("aims", id="new", title="A new aim", priority="weapons")
YOUTH = {"id": "youth", "title": "Youth strategy", "meets": "One lead", "aims": ["fewer-carry"], "places": ["E06000901"],
         "groups": ["Young  people under 25"]}  # fmt: skip
CASES: list[tuple[str, list[Edit], str]] = [
    ("waits_in_a_circle", [change("actions", "patrols", depends_on=["mentors"]),
                           change("actions", "mentors", state="under_way", done=None)],
     "They go round in a circle: mentors waits for patrols waits for mentors."),
    ("waits_in_a_circle", [change("actions", "patrols", depends_on=["patrols"])], "patrols waits for patrols."),
    ("waits_in_a_circle", [change("related", "domestic-abuse", depends_on=["domestic-abuse"])], "domestic-abuse waits for"),
    ("waits_in_a_circle", [change("boards", "safety-board", reports_to="abuse-board")],
     "abuse-board reports to safety-board reports to abuse-board."),
    ("waits_in_a_circle", [change("decisions", 0, supersedes="d-2026-01")], "d-2026-01 takes the place of d-2026-01."),
    ("finding_unknown", [change("priorities", 0, evidence=["000000000000"])], "No finding has the id 000000000000."),
    ("finding_unknown", [change("questions", 0, findings=["000000000000"])], "No finding has the id 000000000000."),
    ("finding_unknown", [change("kinds", 0, evidence=["000000000000"])], "No finding has the id 000000000000."),
    ("finding_unknown", [change("factors", 0, findings=["000000000000"])], "No finding has the id 000000000000."),
    ("finding_unknown", [set_in("about", context_findings=["000000000000"])], "No finding has the id 000000000000."),
    ("row_unknown", [add("indicators", id="knives", title="Knives", aims=["fewer-carry"], status="measured", direction="watch",
                         horizon="short", row={"measure": "count", "theme": "robbery", "source": "police_street",
                                               "denominator_kind": "none"})],
     "The tables hold no count of robbery by financial year from police_street for our area."),
    ("priority_without_evidence", [change("priorities", 0, evidence=[])], "names no finding it rests on."),
    ("priority_without_aim", [add("priorities", id="p", title="P", tier="respond", evidence=[FINDING.id])], '"P" has no aim.'),
    ("aim_without_indicator", [NEW_AIM, change("actions", "patrols", aims=["fewer-carry", "new"])],
     '"A new aim" has no indicator: nobody could say whether it is reached.'),
    ("aim_without_action", [NEW_AIM, change("indicators", "feel-safe", aims=["new"])], '"A new aim" has no action.'),
    ("horizon_without_indicator", [change("outcomes", 0, horizon="short")], "is for the short term, and no indicator"),
    ("indicator_nobody_moves", [change("actions", "mentors", indicators=[])],
     'No action says that it moves "Residents who feel safe after dark".'),
    ("indicator_of_no_aim", [change("indicators", "feel-safe", outcomes=[])], "is for no aim and no outcome."),
    ("action_serves_no_aim", [action("survey", aims=[])], '"survey" serves no aim.'),
    ("commitment_without_action", [change("actions", "patrols", commitments=[])],
     '"We will hear victims and survivors before we decide" is kept by no action.'),
    ("owner_with_too_much", [action(f"a{n}", owner="Head of housing" if n % 2 else "head of  Housing") for n in range(7)],
     "answers for 7 open actions; more than 6 is much for one role: a0, a1, a2, a3, a4, a5, a6."),
    ("owner_with_too_much", [action(f"b{n}", due=dt.date(2027, 2, 10 + n)) for n in range(4)],
     "has 4 actions due in February 2027; more than 3 is much: b0, b1, b2, b3."),
    ("date_in_the_past", [change("actions", "patrols", due=day("2026-06-30"))],
     '"Patrols on the way home" was due on 30 June 2026.'),
    ("date_in_the_past", [action("late", starts=day("2026-06-01"))], '"late" was to start on 1 June 2026.'),
    ("date_in_the_past", [change("questions", 0, due=day("2026-01-31"))], "the answer was due on 31 January 2026."),
    ("date_in_the_past", [change("indicators", "robbery-rate", target={"value": 1, "by": day("2026-03-31")})],
     "its target was to be reached by 31 March 2026."),
    ("date_in_the_past", [add("reviews", due=day("2026-05-31"))], "it was due on 31 May 2026."),
    ("date_in_the_past", [change("not_heard", 0, due=day("2026-06-01"))], "to be asked by 1 June 2026."),
    ("date_not_reached", [change("actions", "mentors", done=day("2026-08-31"))],
     "It is said to have happened on 31 August 2026, which is still to come."),
    ("date_not_reached", [change("decisions", 0, on=day("2026-09-10"))], "10 September 2026"),
    ("date_not_reached", [change("voices", 0, on=day("2026-09-10"))], "10 September 2026"),
    ("waits_for_something_later", [action("early", due=day("2026-12-01"), depends_on=["patrols"])],
     "It is due on 1 December 2026, and waits for patrols, due on 31 March 2027."),
    ("waits_for_something_later", [action("gone", state="stopped", reason="No money"), action("next", depends_on=["gone"])],
     "It waits for gone, which was stopped."),
    ("due_after_the_end", [action("slow", due=day("2029-06-30"))],
     '"slow" is due on 30 June 2029; the strategy ends on 31 March 2029.'),
    ("due_after_the_end", [action("dear", due=day("2027-06-30"), resources=[{"what": "A van", "until": day("2027-05-31")}])],
     "It is due on 30 June 2027, and A van is there until 31 May 2027."),
    ("ended", [change("related", 0, ends=day("2026-03-31"))], "Domestic abuse strategy 2024 to 2027 ended on 31 March 2026."),
    ("ended", [change("services", 0, ends=day("2026-05-31"))], "What pays for Mentoring after school ended on 31 May 2026."),
    ("ended", [action("dearer", resources=[{"what": "A van", "until": day("2026-05-31")}])], "What pays for A van ended on 31"),
    ("ends_soon", [set_in("parent_plan", ends=day("2027-01-01"))],
     "Community safety plan 2025 to 2030 ends on 1 January 2027."),
    ("ends_soon", [change("voices", 0, consent={"purposes": ["strategy"], "editions": ["public"], "until": ON})],
     "Consent to show the statement ends on 1 July 2026."),
    ("strategies_alike", [add("related", **YOUTH)],
     '"Domestic abuse strategy 2024 to 2027" and "Youth strategy" share aims, groups and places.'),
    ("strategies_alike", [change("related", 0, meets=None)],
     '"Domestic abuse strategy 2024 to 2027" has 1 of our 1 aims as well.'),
    ("boards_alike", [change("boards", "abuse-board", members=["schools", "police", "council"], business=["Serious violence"])],
     '"Domestic abuse board" and "Community safety board" have much the same members and business (serious violence).'),
    ("decision_on_a_changed_finding", [change("decisions", 0, findings=[
        {"id": FINDING.id, "build": "00000000aaaa", "value": 20.75, "lower": 20.3, "upper": 21.2, "certainty": "clear"}])],
     'Finding 3f0a91bc77d2 ("Weapons: 31.8") has changed since 10 February 2026: it was 20.8 (20.3 to 21.2), and is 31.8 now.'),
    ("definition_differs", [set_in("definition", version="0.9")],
     "Version 0.9 was adopted; definition/serious-violence.toml is of version 1.0 now."),
    ("definition_differs", [set_in("definition", name="ours")],
     "The definition adopted, ours, is no file of definition/ (there is serious-violence)."),
    ("definition_differs", [change("priorities", 0, themes=["knives"])],
     "The definition has no theme knives (it has possession_of_weapons, robbery, violence_and_sexual_offences)."),
    ("definition_differs", [change("kinds", 0, themes=["knives"])], "The definition has no theme knives"),
    ("baseline_missing", [change("indicators", "robbery-rate", baseline=None)], "is measured and has no baseline."),
    ("baseline_missing", [change("indicators", "robbery-rate", baseline={"period": "2019/20"})],
     "Its baseline is of 2019/20, for which there is no figure (there is 2023/24, 2024/25)."),
    ("baseline_missing", [change("indicators", "feel-safe", baseline={"period": "2020"})],
     "Its baseline is of 2020, for which there is no figure (there is 2024)."),
    ("figures_old", [change("indicators", "feel-safe", values=[
        {"period": "2024", "value": 61, "source": "Survey", "dated": day("2024-06-30")}])],
     'The newest figure of "Residents who feel safe after dark" was published on 30 June 2024.'),
    ("intervention_without_comparison", [change("interventions", 0, comparison=None)],
     '"Patrols on the way home" has no comparison areas'),
    ("comparison_chosen_late", [change("interventions", 0, starts=day("2026-03-01"))],
     "Its comparison areas were chosen on 1 March 2026, not before it began on 1 March 2026."),
    ("comparison_chosen_late", [change("interventions", 0, places=["E01999001", "E01999012"])],
     "E01999012 is among its places and its comparison areas."),
    ("intervention_without_expectation", [change("interventions", 0, expected=[])], "Nothing says how large an effect"),
    ("intervention_nobody_carries", [change("actions", "patrols", intervention=None)],
     'No action carries out "Patrols on the way home".'),
    ("theme_nobody_acts_on", [speaks("n-1"), speaks("n-2"), speaks("n-3")],
     "3 people spoke of buses, and no action or decision names any of them."),
    ("too_short_to_guard", [change("voices", 0, words="*Never!*", consent=None)],
     "It may not be shown (public, partners), and has so few words that no other text is searched for it."),
    ("too_short_to_guard", [change("voices", 0, words="Never", consent={**CONSENT, "editions": ["partners"]})],
     "It may not be shown (public), and"),
    ("too_short_to_guard", [change("voices", 0, words="Never", consent={**CONSENT, "withdrawn": day("2026-06-01")})],
     "It may not be shown (public, partners), and"),
    ("place_unknown", [change("voices", 0, place="Brackenshyre")],
     "Its place is no district, CSP, county, police force area or region that the lookups know, and is not shown."),
    ("repeats_what_is_not_shown", [change("voices", 0, consent=None), change("actions", "patrols", words=QUOTING)],
     "A text of it repeats what somebody said and may not be shown (public, partners): it is left out there."),
    ("repeats_what_is_not_shown", [
        change("voices", 0, consent={**CONSENT, "editions": ["partners"]}), change("actions", "patrols", words=QUOTING)],
     "may not be shown (public): it is left out there."),
    ("name_tells_what_is_not_shown", [
        change("voices", 0, consent=None, words="By the arcade."),
        add("factors", id="by-the-arcade", title="Being out late", kind="risk", level="community", strength="weak", source="x")],
     '"by-the-arcade" has the words'),
    ("small_place_in_a_title", [change("priorities", 0, title="Knives in Knot Quay")],
     "Its words name what is smaller than a district, Knot Quay, and people's words stand on the same page."),
    ("small_place_in_a_title", [change("priorities", 0, why="Most are found in Brackenshire 012D.")], "Brackenshire 012D"),
    ("small_place_in_a_title", [change("aims", 0, title="Fewer knives on Knot")], "a district, Knot, and"),
    ("scored_twice", [change("scores", 1, by="public health consultant")],
     "Public health consultant scored weapons by harm more than once on one day."),
    *(("missing_under_the_act", edits, words) for edits, words in [
        ([without("definition")], "no definition is named. Section 13(6)."),
        ([lambda s: replace(s, partners=s.partners[:3])],
         "not among the partners: fire and rescue, integrated care board or local health board, youth offending team"),
        ([without("kinds"), change("priorities", 0, kinds=[])], "no kinds are written down. Section 8(3)(a)."),
        ([without("factors"), change("interventions", 0, factors=[])], "no risk factors are written down."),
        ([lambda s: replace(s, consultations=s.consultations[1:])], "Each educational authority of the area is consulted: "
         "nothing says that they were consulted. Section 8(4)(a)."),
        ([lambda s: replace(s, consultations=(s.consultations[0], s.consultations[2]))], "Section 8(4)(b)."),
        ([lambda s: replace(s, consultations=s.consultations[:2])], "Section 8(4)(c)."),
        ([set_in("governance", published=None)], "The strategy is published (not checked in the law itself): nothing says"),
        ([without("reviews")], "The strategy is kept under review (not checked in the law itself): no review is due"),
        ([without("parent_plan")], "no plan is named that it is part of. Section 20(4)"),
    ]),
]  # fmt: skip


def test_a_strategy_in_order_passes_every_check() -> None:
    assert [str(remark) for remark in remarks_on()] == []


def test_every_check_has_a_strategy_that_breaks_it() -> None:
    apart = {"left_blank", "decision_rewritten", "consent_ended_on_pages", "ledgers_unlike_pages", "pages_nobody_knows"}
    assert {name for name, *_ in CASES} | apart == {one.name for one in CHECKS}
    assert len({one.name for one in CHECKS}) == len(CHECKS)
    items = [
        item for item in checklist().items if item.id != "strategy"
    ]  # that one is told together with the next test
    assert sum(name == "missing_under_the_act" for name, *_ in CASES) == len(items)


@pytest.mark.parametrize(("name", "edits", "words"), CASES, ids=[f"{n}-{c[0]}" for n, c in enumerate(CASES)])
def test_what_breaks_a_check_breaks_that_one_alone(name: str, edits: list[Edit], words: str) -> None:
    (remark,) = remarks_on(*edits)
    assert remark.check == name
    assert words in remark.words
    assert remark.todo.endswith(".")
    assert (remark.weight == BROKEN) == (name in {"waits_in_a_circle", "finding_unknown", "row_unknown"})


def test_a_strategy_that_only_has_a_title_is_told_what_the_act_requires() -> None:
    strategy = Strategy(about=complete().about, files=("strategy.toml",))
    remarks = check(strategy, replace(BESIDE, periods={}))
    assert {remark.check for remark in remarks} == {"missing_under_the_act"}
    assert len(remarks) == len(checklist().items)
    assert "it has no priorities and no aims and no actions" in next(
        r.words for r in remarks if r.subject == "strategy"
    )


def test_what_is_left_blank_is_no_fault_of_its_own() -> None:
    blank = [
        add("blanks", of=of, why="Lost from the page") for of in ("indicators", "consultations", "factors", "actions")
    ]
    edits = [NEW_AIM, without("consultations"), without("factors"), change("interventions", 0, factors=[]), *blank]
    assert remarks_on(*edits) == []
    strategy = complete()
    for edit in edits:
        strategy = edit(strategy)
    told = [remark.words for remark in check(strategy, BESIDE)]
    assert "left blank: consultations. Lost from the page." in told
    assert "left blank: target of feel-safe. The survey has not been repeated yet." in told
    late = replace(BESIDE, on=day("2027-01-01"))
    assert "The day it was expected is past." in {r.todo for r in check(complete(), late) if r.check == "left_blank"}


@pytest.mark.parametrize(
    ("stood", "now", "words"),
    [
        ({"value": 31.5, "lower": 31.0, "upper": 32.0}, FINDING, ""),
        ({"value": 29.0, "lower": 28.0, "upper": 31.75}, FINDING, ""),
        ({"value": 29.0, "lower": 28.0, "upper": 31.7}, FINDING, "it was 29.0 (28.0 to 31.7), and is 31.8 now"),
        ({"value": 29.0}, FINDING, ""),
        ({"value": 28.0}, FINDING, "it was 28.0, and is 31.8 now"),
        ({}, FINDING, "it had no figure, and is 31.8 now"),
        ({}, replace(FINDING, value=None), ""),
        ({"value": 31.75}, replace(FINDING, value=None), "it was 31.8, and has no figure now"),
        ({"value": 31.75, "certainty": "clear"}, replace(FINDING, certainty="too_few_to_tell"),
         "it was said to be clear, now too few to tell"),
        ({"value": 13.75, "build": FINDING.build}, FINDING, "now in the same build, so one of the two was copied wrongly"),
        ({"value": 31.75}, None, "no finding has this id now"),
    ],
)  # fmt: skip
def test_a_decision_is_held_against_its_findings(stood: dict[str, Any], now: FindingRow | None, words: str) -> None:
    cited = {"id": FINDING.id, "build": "00000000aaaa", **stood}
    others = [
        change("priorities", 0, evidence=[]),
        add("blanks", of="evidence", why="-"),
        change("kinds", 0, evidence=[]),
        change("questions", 0, findings=[]),
        change("factors", 0, findings=[]),
        set_in("about", context_findings=[]),
    ]
    beside = replace(BESIDE, findings={} if now is None else {now.id: now})
    told = remarks_on(change("decisions", 0, findings=[cited]), *others, beside=beside)
    assert [remark.check for remark in told] == (["decision_on_a_changed_finding"] if words else [])
    assert not words or words in told[0].words
    later = add("decisions", id="d-2", on=ON, decision="Anew", reasons="It changed", by="Board", supersedes="d-2026-01")
    assert remarks_on(change("decisions", 0, findings=[cited]), later, *others, beside=beside) == []


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (change("decisions", 0, reasons="Nobody asked."), "It no longer says what it said when it was published on 12 March"),
        (without("decisions"), "It was published on 12 March 2026, and is no longer in the file."),
        (add("decisions", id="d-2", on=ON, decision="More", reasons="Asked", by="Board", supersedes="d-2026-01"), ""),
    ],
)  # fmt: skip
def test_a_published_decision_is_not_rewritten(edit: Edit, words: str) -> None:
    (first,) = complete().decisions
    beside = replace(BESIDE, published={first.id: Published(digest(first), day("2026-03-12"))})
    assert remarks_on(beside=beside) == []
    told = remarks_on(edit, beside=beside)
    assert [(remark.check, remark.weight) for remark in told] == ([("decision_rewritten", BROKEN)] if words else [])
    assert not words or words in told[0].words


def test_a_published_decision_may_lose_a_statement_that_was_taken_back() -> None:
    (first,) = complete().decisions
    assert first.voices == ("v-001",)
    beside = replace(BESIDE, published={first.id: Published(digest(first), day("2026-03-12"))})
    assert remarks_on(change("decisions", 0, voices=[]), beside=beside) == []


@pytest.mark.parametrize("words", ["Never again", "Never-again", "No. No."])
def test_statements_of_two_words_are_long_enough_to_guard(words: str) -> None:
    assert remarks_on(change("voices", 0, words=words, consent=None)) == []


def test_one_word_that_may_be_shown_everywhere_needs_no_guard() -> None:
    assert remarks_on(change("voices", 0, words="Never", consent=CONSENT)) == []


def test_pages_are_held_against_consent_of_the_later_of_two_days() -> None:
    pages = (Shown("a", "public", frozenset({"v-001", "v-002"})), Shown("b", "partners", None))
    beside = replace(BESIDE, shown=pages)
    over, unknown = remarks_on(beside=beside)
    assert (over.check, over.weight) == ("consent_ended_on_pages", BROKEN)
    assert over.words == (
        "publications/a shows statements whose consent does not hold on 1 July 2026, or that are no longer in the files: v-002."
    )
    assert (unknown.check, unknown.weight) == ("pages_nobody_knows", LOOK)
    over, _ = remarks_on(beside=replace(beside, today=day("2028-11-04")))
    assert over.words.endswith("does not hold on 4 November 2028, or that are no longer in the files: v-001, v-002.")


def test_a_ledger_that_does_not_go_with_the_pages_is_told_of() -> None:
    known = Shown("a", "public", frozenset({"v-001"}), "0a", "0b")
    assert remarks_on(beside=replace(BESIDE, shown=(known,), decision_states=("", "0b", "0c"))) == []
    lost = replace(known, folder="b", statements=None)
    lacking, cut = remarks_on(beside=replace(BESIDE, shown=(known, lost), decision_states=("",)))
    assert [(one.check, one.weight) for one in (lacking, cut)] == [("ledgers_unlike_pages", BROKEN)] * 2
    assert lacking.words.startswith("ledger/decisions.csv does not go with publications/a: decisions")
    assert cut.words.startswith("ledger/statements-shown.csv does not go with publications/b: the line")


def test_words_on_pages_are_told_of_beside_statements_that_were_entered() -> None:
    pages = Shown("a", "public", frozenset({"v-002"}), "0a", quoted=frozenset({"v-002", "v-003"}))
    quoted, over = remarks_on(beside=replace(BESIDE, shown=(pages,)))
    assert over.words.endswith("no longer in the files: v-002.")
    assert quoted.words == "publications/a holds words of statements that it may not show on 1 July 2026: v-003."


def test_a_small_place_in_a_title_is_in_order_where_nobody_is_quoted() -> None:
    title = change("priorities", 0, title="Knives in Knot Quay")
    quiet = [change("decisions", 0, voices=[]), change("actions", "mentors", voices=[]), without("voices")]
    assert [one.check for one in remarks_on(title, *quiet) if one.check == "small_place_in_a_title"] == []
    ordinary = change("priorities", 0, title="Knots and quays")
    assert remarks_on(ordinary) == []


def test_strategies_that_know_of_each_other_or_follow_each_other_do_not_double() -> None:
    assert remarks_on(add("related", **YOUTH, depends_on=["domestic-abuse"])) == []
    assert remarks_on(add("related", **YOUTH, starts=day("2027-04-01"))) == []
    assert remarks_on(add("related", **{**YOUTH, "places": ["E06000902"]})) == []


def test_what_is_not_built_is_not_looked_at_and_that_is_said() -> None:
    bare = Beside(on=ON)
    edits = [change("priorities", 0, evidence=["000000000000"]), change("voices", 0, place="Nowhere")]
    assert remarks_on(*edits, beside=bare) == []
    assert {one.name for one in not_looked_at(bare)} == {
        "finding_unknown", "row_unknown", "decision_on_a_changed_finding", "place_unknown", "small_place_in_a_title",
    }  # fmt: skip
    assert not_looked_at(BESIDE) == ()


def test_order_of_entries_changes_no_remark() -> None:
    strategy = complete()
    for _, edits, _ in CASES:
        for edit in edits:
            try:
                strategy = edit(strategy)
            except (ValueError, IndexError):  # an edit of something that an earlier one took away
                continue
    before = check(strategy, BESIDE)
    assert len(before) > 10
    rng = random.Random(7)
    for _ in range(5):
        shuffled = {
            field.name: tuple(rng.sample(value, len(value)))
            for field in fields(strategy)
            if isinstance(value := getattr(strategy, field.name), tuple)
        }
        assert set(check(replace(strategy, **shuffled), BESIDE)) == set(before)


def test_checklist_says_what_there_is_of_each_item_and_who_is_who() -> None:
    said = {answer.item.id: answer for answer in answers(complete(), ON)}
    assert {answer.state for answer in said.values()} == {"there"}
    assert (
        said["definition"].words
        == "definition “serious-violence”, adopted on 10 February 2026 by Community safety board"
    )
    assert said["prison_consulted"].words == "There is no prison in the area"
    assert said["reviewed"].words == "the next review is due on 31 March 2027"
    assert [checklist().standing(kind) for kind in ("police", "prison", "voluntary")] == [
        "specified",
        "relevant",
        "neither",
    ]
