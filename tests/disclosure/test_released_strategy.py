"""What people said leaves only with their consent; what is for partners only does not reach the public edition."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purbeck import disclosure
from purbeck.disclosure import (
    ALL_VOICES,
    HELD,
    LargePlaces,
    ReleasedFinding,
    ReleasedStrategy,
    release_matrix,
    release_strategy,
)
from purbeck.disclosure.checklist import changed_since, released_checklist
from purbeck.disclosure.places import SmallPlaces, large_places
from purbeck.disclosure.silence import NOT_NAMED, WITHHELD
from purbeck.publication.strategy.build import pages
from purbeck.publication.strategy.site import Site
from purbeck.sources.build import PLACES as PLACES_TABLE
from purbeck.strategy.decisions import AsItStood
from purbeck.strategy.plan import Blank
from purbeck.strategy.scores import Score
from purbeck.strategy.strategy import Strategy, read_files
from purbeck.strategy.voices import Consent, Voice
from purbeck.workspace import Workspace

COMPLETE = Path(__file__).parents[1] / "strategy" / "complete"
ON = dt.date(2026, 11, 26)
PLACES = LargePlaces({"brackenshire": "Brackenshire", "e06000901": "Brackenshire"})
SAID = "Nobody at the harbour ever asked me about the second winter."
FINDING = "3f0a91bc77d2"


def strategy(**changed: Any) -> Strategy:
    """The strategy of the complete files, with some lists changed."""
    found, faults = read_files(COMPLETE)
    assert faults == ()
    return replace(found, **changed)


def consent(**changed: Any) -> Consent:
    """A consent that covers both editions on the day."""
    usual = {"purposes": ("strategy",), "editions": ("public", "partners"), "given": dt.date(2026, 1, 1)}
    return Consent(**(usual | {"until": dt.date(2027, 1, 1)} | changed))


def voice(**changed: Any) -> Voice:
    """A statement."""
    usual = {"id": "v-777", "role": "victim_or_survivor", "method": "Talk on a boat", "on": dt.date(2025, 12, 24)}
    return Voice(**(usual | {"words": SAID, "place": "Brackenshire", "consent": consent()} | changed))


def with_voice(one: Voice) -> Strategy:
    """A strategy in which an action, a decision and a blank cite one statement, the only one there is."""
    held = strategy()
    return replace(
        held, voices=(one,),
        actions=tuple(a.model_copy(update={"voices": (one.id,)}) for a in held.actions),
        decisions=tuple(d.model_copy(update={"voices": (one.id,)}) for d in held.decisions),
        blanks=(*held.blanks, Blank(of="voices", under=one.id, why="The second half was not written down")),
    )  # fmt: skip


def finding(name: str = FINDING, **changed: Any) -> ReleasedFinding:
    """A finding that may be shown."""
    usual = {
        "build": "9c1f0b7a2d4e", "section": "scale", "title": "A title", "statement": "A statement of 31.75.",
        "alternative": "", "analysis": "scale", "measure": "rate_per_1000", "theme": "possession_of_weapons",
        "value": 31.75, "lower": 31.4, "upper": 32.1, "confidence": 0.95, "unit": "per 1,000", "method": "", "n": 900,
        "place_type": "partnership", "place_code": "x", "place_name": "X", "period": "2025", "comparator": "",
        "coverage": 1.0, "certainty": "clear", "caveats": (), "sources": ("police_street",), "definition": "sv",
        "definition_version": "1", "chart": "none", "columns": (), "rows": (), "decision": "as it stands",
    }  # fmt: skip
    return ReleasedFinding(**({"id": name} | usual | changed))


def everything(released: ReleasedStrategy, **others: Any) -> bytes:
    """Every byte that is published of a strategy."""
    site = Site("Vale", released, "0.1", checklist=released_checklist(released), **others)
    return b"".join(
        name.encode() + (held if isinstance(held, bytes) else held.encode()) for name, held in pages(site).items()
    )


NOT_COVERED = {
    "no consent": (voice(consent=None), "no consent is recorded"),
    "ended yesterday": (voice(consent=consent(until=dt.date(2026, 11, 25))), "consent has ended"),
    "withdrawn today": (voice(consent=consent(withdrawn=ON)), "consent was withdrawn"),
    "withdrawn long ago": (voice(consent=consent(withdrawn=dt.date(2026, 2, 1))), "consent was withdrawn"),
    "other edition": (voice(consent=consent(editions=("partners",))), "consent is for another edition"),
    "other purpose": (
        voice(consent=consent(purposes=("partners_work", "commissioning", "training", "research"))),
        "consent is for another purpose",
    ),
    "given tomorrow": (
        voice(consent=consent(given=dt.date(2026, 11, 27))), "consent had not been given by that day",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", NOT_COVERED)
def test_statement_that_consent_does_not_cover_leaves_no_trace(case: str) -> None:
    one, why = NOT_COVERED[case]
    released = release_strategy(with_voice(one), "public", ON, {}, PLACES)
    assert (released.statements, released.voices) == ((), ())
    assert [(dropped.why, dropped.number) for dropped in released.dropped] == [(why, 1)]
    published = everything(released)
    for trace in ("v-777", "harbour", "second winter", "Talk on a boat", "second half was not", "statement-1"):
        assert trace.encode() not in published, trace
    assert f"1 statement: {why}".encode() in published
    assert [action.voices for action in released.actions] == [(), ()]
    assert "v-777" not in {blank.under for blank in released.blanks}
    assert [decision.voices for decision in released.decisions] == [()]


@pytest.mark.parametrize(
    "until", [ON, dt.date(2027, 1, 1)], ids=["the last day", "later"]
)  # fmt: skip
def test_statement_with_consent_is_shown_in_its_role(until: dt.date) -> None:
    one = voice(consent=consent(until=until))
    released = release_strategy(with_voice(one), "partners", ON, {}, PLACES)
    (shown,) = released.statements
    assert (shown.id, shown.words, shown.role, shown.place) == (
        "statement-1",
        SAID,
        "victim_or_survivor",
        "Brackenshire",
    )
    assert released.dropped == ()
    published = everything(released)
    assert SAID.encode() in published and b"Talk on a boat, 2025, Brackenshire" in published
    assert b"v-777" not in published, "an id that somebody gave may say more than they meant"
    assert b'href="index.html#statement-1"' in published


def test_public_edition_says_neither_how_nor_when_nor_where_and_not_which_action_followed() -> None:
    released = release_strategy(with_voice(voice()), "public", ON, {}, PLACES)
    (shown,) = released.statements
    assert (shown.method, shown.on, shown.place) == (None, None, None)
    assert {action.voices for action in released.actions} == {(ALL_VOICES,)}
    published = everything(released)
    assert SAID.encode() in published and b"Victim or survivor</figcaption>" in published
    assert b"Talk on a boat" not in published and b'#statement-1"' not in published


@pytest.mark.parametrize(
    ("place", "shown"),
    [("Brackenshire", "Brackenshire"), ("E06000901", "Brackenshire"), ("  brackenshire ", "Brackenshire"),
     ("Knot Quay", None), ("E06000059", None), (None, None)],
)  # fmt: skip
def test_place_is_shown_only_where_the_lookups_hold_it_as_a_district_or_larger(place: str, shown: str | None) -> None:
    released = release_strategy(with_voice(voice(place=place)), "partners", ON, {}, PLACES)
    assert released.statements[0].place == shown
    assert released.places_left_out == (place is not None and shown is None)
    if place == "Knot Quay":
        assert b"Knot Quay" not in everything(released)


def test_small_places_of_priorities_are_not_named_beside_peoples_words() -> None:
    held = strategy()
    places = ("E06000901", "E01999001", "Knot Quay", "Brackenshire", "E07000001")
    held = replace(held, priorities=tuple(p.model_copy(update={"places": places}) for p in held.priorities))
    released = release_strategy(held, "partners", ON, {}, PLACES)
    assert released.priorities[0].places == ("Brackenshire", "Brackenshire", "E07000001")
    assert released.places_left_out == 2


SMALL = SmallPlaces({"012D": (("Brackenshire 012D", "Knot Quay"), ("Northmoor 012D", "Knot"))})


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("The highest rate is in Knot Quay (Brackenshire 012D)", "The highest rate is in one small area"),
        ("Northmoor 012D ranks 2nd; Knot (Northmoor 012D) too", "one small area ranks 2nd; one small area too"),
        ("Room 012D of Brackenshire", "Room 012D of Brackenshire"),
        ("21.0 per 1,000 residents", "21.0 per 1,000 residents"),
    ],
)
def test_findings_name_no_small_area_beside_peoples_words(said: str, shown: str) -> None:
    assert SMALL.unnamed(said) == shown


@pytest.mark.parametrize("edition", ["partners", "public"])
def test_no_finding_of_a_built_districts_strategy_names_a_small_area(district: Workspace, edition: str) -> None:
    about = disclosure.released_strategy(district, strategy(), edition, ON, ON)
    placed = district.table(PLACES_TABLE)
    told = " ".join(f"{one.title} {one.statement} {one.alternative}" for one in about.findings.values())
    assert "one small area" in told
    assert [name for name in placed["lsoa_name"].dropna().unique() if name in told] == []


@pytest.mark.parametrize(
    "words",
    [
        f"As one of them said: “{SAID}”",
        "NOBODY at the harbour  ever asked me, they told us.",
        "She said that he said: about the second\nwinter. Ever asked me about the second winter!",
    ],
)
def test_text_that_repeats_a_dropped_statement_is_left_out(words: str) -> None:
    held = with_voice(voice(consent=None))
    assert held.about is not None
    held = replace(
        held,
        about=held.about.model_copy(update={"foreword": words}),
        decisions=tuple(d.model_copy(update={"reasons": words}) for d in held.decisions),
        actions=tuple(
            a.model_copy(update={"updates": tuple(u.model_copy(update={"words": words}) for u in a.updates)})
            for a in held.actions
        ),
    )
    released = release_strategy(held, "partners", ON, {}, PLACES)
    assert released.about is not None
    assert released.about.foreword == WITHHELD
    assert released.decisions[0].reasons == WITHHELD
    assert released.withheld == 3
    published = everything(released)
    assert b"second winter" not in published and b"second\nwinter" not in published
    assert b"3 texts repeated what somebody said" in published


def test_short_statement_is_found_whole_and_common_words_are_not_taken_for_one() -> None:
    held = with_voice(voice(words="It's never ending.", consent=None))
    assert held.about is not None
    asked = {"foreword": "A survivor: its never ending.", "context": "It is never the ending of a story."}
    held = replace(held, about=held.about.model_copy(update=asked))
    released = release_strategy(held, "partners", ON, {}, PLACES)
    assert released.about is not None
    assert (released.about.foreword, released.about.context) == (WITHHELD, asked["context"])


def test_id_of_a_dropped_statement_is_not_named_in_a_text() -> None:
    held = with_voice(voice(consent=None))
    held = replace(
        held, decisions=tuple(d.model_copy(update={"reasons": "See v-777, please."}) for d in held.decisions)
    )
    released = release_strategy(held, "partners", ON, {}, PLACES)
    assert released.decisions[0].reasons == f"See {NOT_NAMED}, please."


letters = st.text(alphabet="abcdefgh ", min_size=12, max_size=60).map(lambda text: " ".join(text.split()))
days = st.dates(dt.date(2026, 10, 1), dt.date(2027, 2, 1))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            letters.filter(lambda text: len(text.split()) > 3), days, st.none() | days,
            st.sampled_from([("public",), ("partners",), ("public", "partners")]), st.booleans(),
        ),
        max_size=6, unique_by=lambda one: one[0],
    ),
    days, st.sampled_from(["public", "partners"]),
)  # fmt: skip
def test_whatever_people_agreed_to_nothing_else_is_published(
    said: list[tuple[str, dt.date, dt.date | None, tuple[str, ...], bool]], on: dt.date, edition: str
) -> None:
    voices = tuple(
        voice(
            id=f"v-{n}", words=f"w{n} {words} w{n}",
            consent=consent(until=until, withdrawn=withdrawn, editions=editions, given=None) if asked else None,
        )
        for n, (words, until, withdrawn, editions, asked) in enumerate(said)
    )  # fmt: skip
    released = release_strategy(strategy(voices=voices), edition, on, {}, PLACES)
    may = [
        one.words for one in voices
        if one.consent is not None and edition in one.consent.editions and on <= one.consent.until
        and (one.consent.withdrawn is None or on < one.consent.withdrawn)
    ]  # fmt: skip
    assert [one.words for one in released.statements] == may
    published = everything(released).decode()
    for n, one in enumerate(voices):
        assert (re.search(rf"\bw{n}\b", published) is not None) == (one.words in may)


# --- editions -------------------------------------------------------------------------------------------------------


def test_public_edition_leaves_out_what_is_for_partners() -> None:
    partners, public = (release_strategy(strategy(), edition, ON, {}, PLACES) for edition in ("partners", "public"))
    assert partners.scores and partners.weights and partners.decisions[0].dissent and partners.actions[0].resources
    assert (public.scores, public.weights, public.decisions[0].dissent, public.actions[0].resources) == (
        (),
        (),
        None,
        (),
    )
    assert partners.interventions[0].places == ("E01999001", "E01999002")
    assert public.interventions[0].places == ()
    assert public.interventions[0].comparison is not None
    assert public.interventions[0].comparison.areas == ()
    published = everything(public).decode()
    for secret in ("probation lead would have", "Duty fund 2026/27", "12,000", "E01999001", "E01999011"):
        assert secret not in published, secret
        assert secret in everything(partners).decode(), f"{secret} is for partners"


def test_public_risk_matrix_says_neither_who_judged_nor_why() -> None:
    public, partners = (
        release_matrix(strategy(), edition, ON, [finding()], np.random.default_rng(1), 0.95)
        for edition in ("public", "partners")
    )
    said = json.dumps(asdict(replace(public, scores=list(public.scores.values()))))  # type: ignore[arg-type]
    for secret in (
        "consultant",
        "inspector",
        "stabbing",
        "Few were badly hurt",
        "Harm comes first",
        "Community safety",
    ):
        assert secret not in said, secret
    assert "One stabbing costs more" in partners.scores["weapons", "harm"].reason
    assert public.scores["weapons", "harm"].score == partners.scores["weapons", "harm"].score == 3.5
    assert public.scores["weapons", "harm"].reason == (
        "No figure answers this yet. 2 roles judged it, from 3 to 4; who and why is for partners only."
    )
    assert public.scores["weapons", "volume"].reason == "The finding gives 4 of 4 by the rule for volume."
    assert public.ranks == partners.ranks


def test_hidden_figure_is_a_score_that_is_not_known() -> None:
    hidden = disclosure.findings.hold_back(finding())
    found = release_matrix(strategy(), "public", ON, [hidden], np.random.default_rng(1), 0.95)
    score = found.scores["weapons", "volume"]
    assert (score.score, score.lower, score.upper, score.basis) == (None, 0, 4, "hidden")
    assert not re.search(r"31|32", json.dumps([asdict(one) for one in found.scores.values()]))


def test_judgement_that_repeats_a_dropped_statement_is_left_out_of_the_matrix() -> None:
    held = with_voice(voice(consent=None))
    judged = Score(priority="weapons", criterion="trend", score=2, by="Analyst", reason=SAID, on=ON)
    found = release_matrix(replace(held, scores=(judged,)), "partners", ON, [], np.random.default_rng(1), 0.95)
    assert "second winter" not in found.scores["weapons", "trend"].reason
    assert "Not shown" in found.scores["weapons", "trend"].reason


def test_finding_that_is_held_back_keeps_no_figure() -> None:
    held = disclosure.findings.hold_back(finding(value=17.25, statement="It was 17.25.", n=812))
    assert held.decision == HELD
    assert not re.search(r"17|812", json.dumps(asdict(held) | {"definition": ""}))


def test_figures_of_decisions_as_they_stood_are_hidden_with_their_findings() -> None:
    stood = AsItStood(id=FINDING, build="9c1f0b7a2d4e", value=31.75, lower=31.4, upper=32.1, certainty="clear")
    held = strategy()
    held = replace(held, decisions=tuple(d.model_copy(update={"findings": (stood,)}) for d in held.decisions))

    def value(edition: str, findings: dict[str, ReleasedFinding]) -> float | None:
        return release_strategy(held, edition, ON, findings, PLACES).decisions[0].findings[0].value

    assert value("partners", {FINDING: finding()}) == value("public", {FINDING: finding()}) == 31.75
    assert value("partners", {}) == 31.75
    assert value("public", {}) is None, "nobody can tell whether it may be shown"
    hidden = {FINDING: disclosure.findings.hold_back(finding())}
    assert value("partners", hidden) is value("public", hidden) is None


def test_what_changed_since_a_decision_is_told_of_those_that_stand() -> None:
    same = release_strategy(strategy(), "partners", ON, {FINDING: finding()}, PLACES)
    assert changed_since(same) == {"d-2026-01": ()}
    moved = release_strategy(strategy(), "partners", ON, {FINDING: finding(value=40.0)}, PLACES)
    (words,) = changed_since(moved)["d-2026-01"]
    assert "it was 31.8 (31.4 to 32.1), and is 40.0 now" in words
    assert changed_since(release_strategy(strategy(), "partners", ON, {}, PLACES)) == {}


def test_nothing_is_told_of_a_change_in_a_finding_that_is_hidden() -> None:
    hidden = {FINDING: disclosure.findings.hold_back(finding(value=40.0))}
    released = release_strategy(strategy(), "public", ON, hidden, PLACES)
    assert changed_since(released) == {
        "d-2026-01": (f"Finding {FINDING} is not shown in this edition, so nothing is said of whether it changed.",)
    }
    assert released.decisions[0].findings[0].certainty is None


def test_figures_typed_in_leave_with_the_indicators_that_were_looked_at_and_not_with_the_strategy() -> None:
    held, released = strategy(), release_strategy(strategy(), "partners", ON, {}, PLACES)
    assert any(one.values for one in held.indicators)
    for one, shown in zip(held.indicators, released.indicators, strict=True):
        baseline = one.baseline and one.baseline.model_copy(update={"value": None})
        assert shown == one.model_copy(update={"values": (), "baseline": baseline})


def test_released_strategy_is_the_written_one_in_everything_else() -> None:
    held = strategy()
    released = release_strategy(held, "partners", ON, {}, LargePlaces({"e06000901": "E06000901"}))
    for name in ("about", "kinds", "aims", "outcomes", "interventions", "related", "boards", "questions",
                 "partners", "scores", "weights", "factors", "services", "not_heard", "priorities"):  # fmt: skip
        assert getattr(released, name) == getattr(held, name), name
    assert released.aims_of("weapons") == held.aims_of("weapons")


def test_large_places_are_those_of_the_lookups(district: Workspace) -> None:
    found = large_places(district)
    assert found.name_of("E06000901") == found.name_of("BRACKENSHIRE") == "Brackenshire"
    placed = district.table(PLACES_TABLE)
    ward, lsoa = placed["ward_name"].iloc[0], placed["lsoa_name"].iloc[0]
    assert (found.name_of(ward), found.name_of(lsoa), found.name_of(placed["lsoa21"].iloc[0])) == (None, None, None)
