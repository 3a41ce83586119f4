"""Texts become messages with slots, and are said again with every number, date and name in its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purbeck.language.markup import page_said
from purbeck.language.slots import Message, Names, cut
from purbeck.language.speaker import Speaker, said, speaking

NAMES = Names(
    {"Wareham St Martin": "place", "Robbery": "theme", "robbery": "theme", "Robbery: no clear change": "title"}
)


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("The police recorded 1,234 offences in 2024/25 (95% interval −1.5 to 2).",
         ["The police recorded {number1} offences in {number2} ({number3}% interval {number4} to {number5})"]),
        ("Data to 3 March 2025. May be few; from May to July 2025.",
         ["Data to {date1}", "May be few; from {month1} to {month2}"]),
        ("In Wareham St Martin robbery fell. Read index.html at https://example.org/a.",
         ["In {place1} {theme1} fell", "Read {file1} at {address1}"]),
        ("Code E06000901, e.g. This one {so}", ["Code {code1}, e.g. This one {mark1}so{mark2}"]),
        ("12.5 (10 to 14)", ["{number1} ({number2} to {number3})"]),
        ("12.5", []),
    ],
)  # fmt: skip
def test_what_varies_becomes_a_slot(text: str, messages: list[str]) -> None:
    assert [one.text for one in cut([text], NAMES) if isinstance(one, Message)] == messages


@given(st.text(alphabet=st.sampled_from("aM .,;:!?(){}[]“”–−-0123456789\n\U000f0000é"), max_size=60))
def test_what_is_not_translated_is_said_as_it_was(text: str) -> None:
    assert "".join(Speaker("cy", {}, NAMES).say(text, "here").split()) == "".join(text.split())


def test_a_sentence_is_said_with_its_slots_in_another_order() -> None:
    speaker = Speaker("cy", {
        ("", "{theme1} fell by {number1} in {month1}"): "Ym {month1}: {number1} yn llai, {theme1}",
        ("theme", "Robbery"): "Lladrad",
    }, NAMES)  # fmt: skip
    assert speaker.say("Robbery fell by 12 in March 2025.", "a page") == "Ym Mawrth 2025: 12 yn llai, Lladrad."
    assert speaker.say("Nothing robbery did.", "a page") == "Nothing lladrad did."
    assert speaker.said == 2 and len(speaker.asked) == 3
    assert speaker.asked["", "{theme1} fell by {number1} in {month1}"].where == ["a page"]


def test_a_title_within_a_sentence_is_the_message_that_it_is_alone() -> None:
    speaker = Speaker("cy", {("", "{theme1}: no clear change"): "{theme1}: dim newid clir"}, NAMES)
    assert speaker.say("Table: Robbery: no clear change", "a page").endswith("Robbery: dim newid clir")


def test_only_while_somebody_speaks_is_it_another_language() -> None:
    speaker = Speaker("cy", {("", "average"): "cyfartaledd"})
    with speaking(speaker):
        assert said("average", "a chart") == "cyfartaledd"
    assert said("average", "a chart") == "average"


def test_a_page_says_which_words_are_english_still_and_leaves_what_somebody_said() -> None:
    speaker = Speaker("cy", {("", "Read {part1} now"): "Nawr darllenwch {part1}", ("", "Half is done"): "Mae hanner"})
    html = (
        '<!DOCTYPE html>\n<html lang="en-GB"><body><p class="a">Read <a href="#b">this &amp; that</a> now.</p>'
        '<p>Half is done. Half is not.</p><p>Not at all.</p><figure class="quotation"><p>Half is done</p></figure>'
        '<svg viewBox="0 0 1 1"><text>Half</text></svg></body></html>'
    )
    assert page_said(html, speaker, "a page") == (
        '<!DOCTYPE html>\n<html lang="cy"><body><p class="a">Nawr darllenwch <a lang="en" href="#b">this &amp; that</a>.</p>'
        '<p>Mae hanner. <span lang="en">Half is not</span>.</p><p lang="en">Not at all.</p>'
        '<figure lang="en" class="quotation"><p>Half is done</p></figure>'
        '<svg viewBox="0 0 1 1"><text>Half</text></svg></body></html>'
    )
    assert page_said(html, None, "a page") == html
