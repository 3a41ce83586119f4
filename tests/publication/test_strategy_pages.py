"""What the strategy's pages say: blanks are marked, lateness is a word, nothing that people wrote becomes HTML."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from strategy_site import EVIDENCE, ON, PLACES, complete, evidence, site, written

from purbeck.disclosure import ReleasedFigure, ReleasedIndicator, release_matrix, release_strategy
from purbeck.disclosure.checklist import changed_since, released_checklist
from purbeck.publication.strategy.build import pages
from purbeck.publication.strategy.delivery import takes
from purbeck.publication.strategy.progress import is_late, said_of_all, starts_late, state_of
from purbeck.publication.strategy.site import Site
from purbeck.strategy.actions import Action
from purbeck.strategy.entry import Part
from purbeck.strategy.plan import Blank
from purbeck.strategy.strategy import Strategy

NASTY = '<script>alert("x")</script> & "quoted" \'single\' <b>'
# Fields whose values are ids, codes of a closed vocabulary, or addresses, which reading holds to a pattern.
CLOSED = {"id", "address", "published_at", "page"}


def full(strategy: Strategy | None = None, **how: Any) -> Site:
    """A site with a matrix, a checklist and an indicator that has figures."""
    held = strategy or complete()
    edition = how.get("edition", "partners")
    matrix = release_matrix(held, edition, ON, evidence().values(), np.random.default_rng(1), 0.95)
    made = site(held, matrix=matrix, indicators={"robbery-rate": ROBBERY}, **how)
    return replace(made, checklist=released_checklist(made.strategy), changed=changed_since(made.strategy))


def figure(period: str, value: float) -> ReleasedFigure:
    """A figure of rows."""
    return ReleasedFigure(period, value, value - 0.1, value + 0.1, 1.0, "", None, "")


ROBBERY = ReleasedIndicator(
    "robbery-rate", "0.512 in 2025/26.", "0.871 in 2024/25.", "Clearly lower than in 2024/25: because.", ("Beware of it.",),
    "per 1,000 residents a year", "Vale", "police_street", figure("2025/26", 0.512), figure("2024/25", 0.871), "as it stands",
)  # fmt: skip


def texts(files: dict[str, str | bytes]) -> dict[str, str]:
    """Files as text."""
    return {name: held if isinstance(held, str) else held.decode() for name, held in files.items()}


def words_of(html: str, read: Callable[[str], Any]) -> str:
    """What a reader reads in the main part of a page."""
    text: str = read(html).by_id("main").text
    return text


# --- nothing becomes HTML -------------------------------------------------------------------------------------------


def made_nasty(value: Any, name: str = "") -> Any:
    """A value in which every text that people may write freely is nasty."""
    if isinstance(value, Part):
        hints = type(value).model_fields
        changed = {one: made_nasty(getattr(value, one), one) for one in hints if _is_free(hints[one], one)}
        return value.model_copy(update=changed)
    if isinstance(value, tuple):
        return tuple(made_nasty(one, name) for one in value)
    return NASTY if isinstance(value, str) else value


def _is_free(field: Any, name: str) -> bool:
    said = f"{field.annotation} {field.metadata}"
    return name not in CLOSED and "Ref(" not in said and "Literal[" not in said and "_pattern" not in said


def test_whatever_people_wrote_is_escaped(read: Callable[[str], Any]) -> None:
    held = complete()
    nasty = replace(
        held, **{one.name: made_nasty(getattr(held, one.name)) for one in fields(Strategy) if one.name != "files"}
    )
    files = texts(pages(replace(full(nasty), partnership=NASTY)))
    for name, text in files.items():
        if name.endswith(".html"):
            read(text)
            assert "<script" not in text and "<b>" not in text, name
    assert files["index.html"].count("&lt;script&gt;") > 40
    assert files["delivery-plan.html"].count("&lt;script&gt;") > 15


def test_markdown_gives_its_own_few_marks_and_nothing_from_elsewhere() -> None:
    about = complete().about
    assert about is not None
    foreword = (
        "# Head\n\n*soft* **hard**\n\n![picture](https://www.example.org/x.png)\n\n[good](https://a.example/?a=1&b=2)"
    )
    text = written(replace(complete(), about=about.model_copy(update={"foreword": foreword})))["index.html"]
    assert "<h3>Head</h3>" in text and "<em>soft</em>" in text and "<strong>hard</strong>" in text
    assert "<img" not in text
    assert '<a href="https://a.example/?a=1&amp;b=2" rel="external">good</a>' in text


# --- blanks ---------------------------------------------------------------------------------------------------------


def test_blank_is_marked_with_its_reason_and_who_fills_it(read: Callable[[str], Any]) -> None:
    page = read(texts(pages(full()))["indicators.html"])
    marked = [e.text for e in page.walk() if e.attributes.get("class") == "blank"]
    assert (
        "Not available: The survey has not been repeated yet. Expected from the analyst by 31 December 2026." in marked
    )


def test_what_is_neither_written_nor_declared_blank_is_marked_too(read: Callable[[str], Any]) -> None:
    files = texts(pages(site(Strategy(files=("strategy.toml",)))))
    for name in ("index.html", "delivery-plan.html", "indicators.html", "priorities.html"):
        page = read(files[name])
        marked = [e.text for e in page.walk() if e.attributes.get("class") == "blank"]
        assert "Not written yet." in marked, name
    assert not [name for name in files if name.startswith("data/")]


def test_list_of_which_a_part_is_lost_is_marked_as_well(read: Callable[[str], Any]) -> None:
    held = complete()
    lists = ("commitments", "priorities", "kinds", "indicators", "actions", "related", "questions", "partners",
             "consultations", "voices")  # fmt: skip
    lost = tuple(Blank(of=of, why=f"The rest of {of} is lost") for of in lists)
    files = texts(pages(site(replace(held, blanks=lost))))
    for blank in lost:
        page = "delivery-plan.html" if blank.of == "actions" else "index.html"
        assert f"Not available: {blank.why}." in words_of(files[page], read), blank.of


def test_finding_that_is_not_here_is_said_so() -> None:
    released = release_strategy(complete(), "partners", ON, {}, PLACES)
    text = texts(pages(Site("Vale", released, "0.1")))["index.html"]
    assert f"Not available: finding {EVIDENCE} is not among the findings of this workspace." in text


# --- the overview ---------------------------------------------------------------------------------------------------


def test_summary_answers_what_a_councillor_asks_first(read: Callable[[str], Any]) -> None:
    summary = read(texts(pages(full()))["index.html"]).by_id("summary").text
    for said in (
        "One priority: one to intervene in early. Intervene early: Weapons in young hands.",
        "Two actions: one under way and one done. None is late.",
        "Three indicators: two measured and one not yet quantifiable. Of those measured, one has no figure here.",
        "Latest figures beside their baselines: one clearly lower.",
        "One statement: one of a victim or survivor. One group was not heard.",
        "One research question.",
        "One thing is left blank, and marked.",
    ):
        assert said in summary, said


def test_summary_says_of_a_lost_list_that_it_is_lost(read: Callable[[str], Any]) -> None:
    lost = tuple(Blank(of=of, why=f"The {of} are lost") for of in ("actions", "indicators", "questions", "voices"))
    summary = read(written(Strategy(files=("strategy.toml",), blanks=lost))["index.html"]).by_id("summary").text
    for blank in lost:
        assert f"Not available: {blank.why}." in summary
    assert "No priorities are written down yet." in summary


def test_findings_come_with_their_doubt_and_a_link_where_the_assessment_stands_beside(
    read: Callable[[str], Any],
) -> None:
    there = {"assessment": "../2025-needs-assessment/index.html", "on_assessment": frozenset({EVIDENCE})}
    page = read(texts(pages(site(**there)))["index.html"])
    address = f"../2025-needs-assessment/index.html#finding-{EVIDENCE}"
    links = [e for e in page.all("a") if e.attributes["href"] == address]
    assert len(links) == 3, "the context, a kind, a priority"
    finding = evidence()[EVIDENCE]
    assert finding.statement in page.by_id("context").text
    assert finding.title in page.by_id("priority-weapons").text
    alone = words_of(texts(pages(site()))["index.html"], read)
    assert f"Finding {EVIDENCE}" in alone


def test_commitment_names_what_keeps_it(read: Callable[[str], Any]) -> None:
    page = read(texts(pages(full()))["index.html"])
    assert page.by_id("commitment-hear-survivors").text == (
        "hear victims and survivors before we decide Kept by: Patrols on the way home"
    )
    idle = replace(complete(), actions=tuple(a.model_copy(update={"commitments": ()}) for a in complete().actions))
    page = read(written(idle)["index.html"])
    assert "No action keeps it yet." in page.by_id("commitment-hear-survivors").text


def test_quotations_stand_apart_in_the_role_only(read: Callable[[str], Any]) -> None:
    page = read(texts(pages(full(edition="public")))["index.html"])
    (quotation,) = [e for e in page.all("figure") if e.attributes.get("class") == "quotation"]
    assert [e.text for e in quotation.all("figcaption")] == ["Victim or survivor"]
    assert "People who sleep rough. Nobody who knows them" in page.by_id("voices").text
    assert "by 30 November 2026)" in page.by_id("voices").text


# --- the delivery plan ----------------------------------------------------------------------------------------------


def action(**changed: Any) -> Action:
    """An action."""
    usual = {"id": "one", "title": "One", "owner": "Analyst", "partner": "police", "state": "under_way"}
    return Action(**(usual | changed))


@pytest.mark.parametrize(
    ("changed", "late", "starting", "words"),
    [
        ({"due": ON}, False, False, "Under way"),
        ({"due": dt.date(2026, 11, 25)}, True, False, "Late: under way, was due on 25 November 2026"),
        ({"due": dt.date(2026, 11, 25), "state": "paused", "reason": "No money"}, True, False,
         "Late: paused, was due on 25 November 2026: No money"),
        ({"due": dt.date(2026, 11, 25), "state": "done", "done": dt.date(2026, 12, 1)}, False, False,
         "Done on 1 December 2026"),
        ({"due": dt.date(2026, 11, 25), "state": "stopped", "reason": "It did not work"}, False, False,
         "Stopped: It did not work"),
        ({"state": "not_started", "starts": dt.date(2026, 11, 25)}, False, True,
         "Late to start: was to start on 25 November 2026"),
        ({"state": "not_started", "starts": ON}, False, False, "Not started"),
        ({"state": "not_started", "starts": dt.date(2026, 1, 1), "due": dt.date(2026, 2, 1)}, True, False,
         "Late: not started, was due on 1 February 2026"),
        ({}, False, False, "Under way"),
    ],
)  # fmt: skip
def test_lateness_is_said_in_words(changed: dict[str, Any], late: bool, starting: bool, words: str) -> None:
    one = action(**changed)
    assert (is_late(one, ON), starts_late(one, ON), state_of(one, ON)) == (late, starting, words)


def test_late_actions_stand_first_the_longest_late_first(read: Callable[[str], Any]) -> None:
    held = complete()
    late = tuple(
        action(id=f"late-{n}", title=f"Late {n}", aims=("fewer-carry",), due=dt.date(2026, n, 1)) for n in (3, 1, 2)
    )
    files = written(replace(held, actions=(*held.actions, *late)))
    page = read(files["delivery-plan.html"])
    section = page.by_id("late")
    assert [e.text for e in section.all("th") if e.attributes.get("scope") == "row"] == ["Late 1", "Late 2", "Late 3"]
    assert "Late: under way, was due on 1 January 2026" in section.text
    assert "Five actions: four under way and one done. Three are late." in page.by_id("main").text
    assert [row["Late"] for row in csv.DictReader(io.StringIO(files["data/actions.csv"]))] == ["no", "no", *["yes"] * 3]


def test_plan_depends_on_the_day_and_not_on_the_clock() -> None:
    then, later = (said_of_all(site(on=day).strategy) for day in (ON, dt.date(2027, 4, 1)))
    assert then.endswith("None is late.") and later.endswith("One is late.")


def test_resources_are_for_partners(read: Callable[[str], Any]) -> None:
    assert takes(complete().actions[0]) == (
        "Two officers, Police budget",
        "Lighting, £12,000, Duty fund 2026/27, until 31 March 2027, not secured",
    )
    partners, public = (written(edition=edition) for edition in ("partners", "public"))
    assert "Lighting, £12,000" in words_of(partners["delivery-plan.html"], read)
    for text in public.values():
        assert "12,000" not in text and "12000" not in text and "Duty fund" not in text
    assert "What it takes" in partners["data/actions.csv"] and "What it takes" not in public["data/actions.csv"]


def test_action_says_whom_it_serves_and_what_it_waits_for(read: Callable[[str], Any]) -> None:
    page = read(texts(pages(full()))["delivery-plan.html"])
    links = {e.text: e.attributes["href"] for e in page.by_id("action-patrols").all("a")}
    assert links == {
        "Fewer young people carry a weapon": "index.html#aim-fewer-carry",
        "Robbery recorded by the police": "indicators.html#indicator-robbery-rate",
        "Hospital admissions for assault with a knife or sharp object": "indicators.html#indicator-sharp-object-admissions",
        "We will hear victims and survivors before we decide": "index.html#commitment-hear-survivors",
        "Is domestic abuse in villages reported less often?": "index.html#question-rural-abuse",
        "Statement 1": "index.html#statement-1",
        "Patrols on the way home": "#intervention-way-home-patrols",
    }
    assert "Waits for" in page.by_id("action-mentors").text


def test_action_that_serves_nothing_is_not_lost(read: Callable[[str], Any]) -> None:
    held = complete()
    held = replace(held, actions=(action(title="Alone"),), decisions=())
    page = read(written(held)["delivery-plan.html"])
    assert "Alone" in page.by_id("actions-without-an-aim").text
    assert "It serves no aim." in page.by_id("action-one").text


def test_interventions_say_what_they_are_compared_with_and_when_that_was_chosen() -> None:
    files = written()
    (row,) = csv.DictReader(io.StringIO(files["data/interventions.csv"]))
    assert row["Compared with"] == (
        "E01999011, E01999012; Chosen on 1 March 2026 by the Analyst, before it began; "
        "Alike in robbery of three years, and over a mile away."
    )
    assert row["Expected"].startswith("Robbery recorded by the police: −15% (−25 to −5%), after 12 months")
    (public,) = csv.DictReader(io.StringIO(written(edition="public")["data/interventions.csv"]))
    assert public["Where"] == "In places that only the partners’ edition names"


# --- indicators -----------------------------------------------------------------------------------------------------


def test_each_indicator_has_its_facts(read: Callable[[str], Any]) -> None:
    page = read(texts(pages(full()))["indicators.html"])
    robbery = page.by_id("indicator-robbery-rate").text
    for said in (
        "Latest0.512 in 2025/26.", "Baseline0.871 in 2024/25.", "Latest beside baselineClearly lower than in 2024/25",
        "Target0.3, by 31 March 2029", "A fall is better", "A fall may also mean that fewer are reported.", "Medium term",
        "Beware of it.", "Brought byAnalyst", "Patrols on the way home",
    ):  # fmt: skip
        assert said in robbery, said
    admissions = page.by_id("indicator-sharp-object-admissions").text
    assert "Success measure of the Home Office" in admissions
    assert "The hospital has not shared its counts yet." in admissions
    assert "No target has been set." in admissions


@pytest.mark.parametrize("status", ["held_in_abeyance", "retired", "not_yet_quantifiable"])
def test_indicator_that_is_not_measured_stands_there_with_its_reason(read: Callable[[str], Any], status: str) -> None:
    held = complete()
    changed = held.indicators[1].model_copy(update={"status": status, "reason": "It was too dear."})
    page = read(written(replace(held, indicators=(held.indicators[0], changed, held.indicators[2])))["indicators.html"])
    assert "WhyIt was too dear." in page.by_id(status).text


@pytest.mark.parametrize(
    ("unit", "document", "ends", "told"),
    [
        ("per 1,000 residents a year", "", (18.25, 22.75), "20.5 per 1,000 residents a year (18.3 to 22.8) in 2026"),
        ("per cent of pupils", "Survey, question 4", (18.25, 22.75), "20.5 per cent of pupils (18.25 to 22.75) in 2026"),
        ("points", "Survey, question 5", (-3.5, 22.75), "20.5 points (−3.5 to 22.75) in 2026"),
        ("points", "Survey, question 5", (None, None), "20.5 points in 2026"),
    ],
)  # fmt: skip
def test_short_table_has_the_interval_of_every_figure_that_has_one(
    unit: str, document: str, ends: tuple[float | None, float | None], told: str
) -> None:
    held = ReleasedFigure("2026", 20.5, *ends, 1.0, document, None, "")
    assert short_latest(replace(ROBBERY, unit=unit, latest_figure=held)) == told


def test_short_table_has_the_interval_of_a_share() -> None:
    held = ReleasedFigure("2025", 0.3144, 0.2961, 0.3339, 1.0, "", None, "")
    told = short_latest(replace(ROBBERY, unit="share of the total", latest_figure=held))
    assert told == "31.4% (29.6% to 33.4%) in 2025"


def short_latest(stands: ReleasedIndicator) -> str:
    """The latest figure of an indicator in the table of all in short."""
    files = texts(pages(replace(full(), indicators={"robbery-rate": stands})))
    lines = csv.DictReader(io.StringIO(files["data/indicators-in-short.csv"]))
    return next(one["Latest figure"] for one in lines if one["Latest figure"] != "unavailable")


def test_figure_that_is_missing_is_unavailable_and_never_nought() -> None:
    rows = list(csv.DictReader(io.StringIO(texts(pages(full()))["data/indicators.csv"])))
    assert [row["Latest"] for row in rows] == ["0.512", "unavailable", "unavailable"]
    hidden = replace(ROBBERY, latest_figure=None, baseline_figure=None, decision="hidden: small number")
    files = texts(pages(replace(full(), indicators={"robbery-rate": hidden})))
    assert next(csv.DictReader(io.StringIO(files["data/indicators.csv"])))["Latest"] == "hidden"
    assert next(csv.DictReader(io.StringIO(files["data/indicators-in-short.csv"])))["Latest figure"] == "hidden"


# --- the choice of priorities ---------------------------------------------------------------------------------------


def test_matrix_shows_score_basis_and_reason_of_every_criterion(read: Callable[[str], Any]) -> None:
    files = texts(pages(full()))
    page = read(files["priorities.html"])
    (row,) = csv.DictReader(io.StringIO(files["data/risk-matrix.csv"]))
    assert row["Harm"] == "3.5; 3 to 4, people’s judgement" and row["Trend"] == "not known"
    why = page.by_id("reasons").text
    assert "One stabbing costs more than its count says" in why and "They differ by 1" in why
    public = texts(pages(full(edition="public")))
    for text in public.values():
        assert "stabbing" not in text and "Public health consultant" not in text
    assert "2 roles judged it, from 3 to 4; who and why is for partners only." in public["priorities.html"]


def test_chart_has_a_title_that_answers_and_words_for_those_who_do_not_see_it(read: Callable[[str], Any]) -> None:
    page = read(texts(pages(full()))["priorities.html"])
    drawings = [e for e in page.all("svg") if e.attributes.get("role") == "img"]
    assert [e.attributes["class"] for e in drawings] == ["only-desk", "only-telephone"]
    for drawing in drawings:
        assert "comes first" in page.by_id(drawing.attributes["aria-labelledby"]).text
        assert "Weapons in young hands 2." in page.by_id(drawing.attributes["aria-describedby"]).text
    numbers = [e.text for e in drawings[0].all("text")]
    assert "1. Weapons in young hands" in numbers
    dashed = [e for e in drawings[0].all("rect") if "stroke-dasharray" in e.attributes]
    missing = sum(score.score is None for score in full().matrix.scores.values())  # type: ignore[union-attr]
    assert len(dashed) == missing > 0


def test_decisions_say_why_and_whether_their_findings_have_changed(read: Callable[[str], Any]) -> None:
    decided = read(texts(pages(full()))["priorities.html"]).by_id("decision-d-2026-01").text
    for said in ("10 February 2026, Community safety board", "Carrying rises, and schools can act.",
                 "The probation lead would have put reoffending first.", f"(finding {EVIDENCE}): it stood at 31.8 (31.4 to 32.1)",
                 "has changed since 10 February 2026"):  # fmt: skip
        assert said in decided, said
    public = words_of(texts(pages(full(edition="public")))["priorities.html"], read)
    assert "Carrying rises" in public and "probation lead" not in public
    unbuilt = release_strategy(complete(), "partners", ON, {}, PLACES)
    text = texts(pages(Site("Vale", unbuilt, "0.1")))["priorities.html"]
    assert "Not available: no findings have been built here to set beside it." in text


def test_superseded_decision_says_so_and_the_newest_stands_first(read: Callable[[str], Any]) -> None:
    held = complete()
    later = held.decisions[0].model_copy(update={"id": "d-2", "on": dt.date(2026, 9, 1), "supersedes": "d-2026-01"})
    page = read(written(replace(held, decisions=(*held.decisions, later)))["priorities.html"])
    ids = [e.attributes["id"] for e in page.by_id("decisions").all("article")]
    assert ids == ["decision-d-2", "decision-d-2026-01"]
    assert "A later decision of 1 September 2026 took its place." in page.by_id("decision-d-2026-01").text


# --- the checklist --------------------------------------------------------------------------------------------------


def test_checklist_has_every_requirement_with_section_and_what_meets_it() -> None:
    files = texts(pages(full()))
    rows = list(csv.DictReader(io.StringIO(files["data/statutory-checklist.csv"])))
    held = full().checklist
    assert held is not None and [row["What is required"] for row in rows] == [one.requires for one in held.requirements]
    states = {row["Where it is required"].split(";")[0]: row["State"] for row in rows}
    assert states["section 13(6)"] == "Met"
    lacking = tuple(p.model_copy(update={"kind": "other"}) if p.id == "fire" else p for p in complete().partners)
    without = texts(pages(full(replace(complete(), partners=lacking))))
    rows = list(csv.DictReader(io.StringIO(without["data/statutory-checklist.csv"])))
    missing = [row["By what, or what is missing"] for row in rows if row["State"] == "Not met"]
    assert missing == ["Not among the partners: fire and rescue"]
    assert "11 of 11 requirements are met, as far as files can show." in files["checklist.html"]
    assert "10 of 11 requirements are met, as far as files can show." in without["checklist.html"]
    blank = replace(complete(), consultations=(), blanks=(Blank(of="consultations", why="Lost with the page"),))
    text = texts(pages(full(blank)))["checklist.html"]
    assert "Left blank: Lost with the page" in text
