"""Checks of paragraphs: each bad input in each form is refused with file, line, value and what to do."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from purbeck.paragraphs.checks import Against, Fault, faults, warnings
from purbeck.paragraphs.paragraph import Head, Paragraph, Told
from purbeck.paragraphs.places_named import KnownPlaces
from purbeck.paragraphs.states import as_it_stands

ON = dt.date(2026, 11, 26)
ID, OTHER = "63e89221a63b", "638732364f9d"
SAID = "The police recorded 7,973 offences in 2025. That is 21.0 per 1,000 residents (95% interval 20.5 to 21.4)."
TOLD = Told(ID, "Serious violence: 21.0 per 1,000", (SAID,), ("Serious violence", "the rest of Dorset"),
            ((20.98, False), (0.164, False), (16.4, True)), "21.0", "20.5", "21.4")  # fmt: skip
UNTIED = Told(
    OTHER, "Robbery: 0.487", ("Robbery: 185 offences",), ("Robbery, beside Devon",), ((0.487, False),), "0.487"
)
PLACES = KnownPlaces(
    frozenset({"Brackenshire", "Knot Quay", "England", "Marrow & Tarn Coast"}),
    {
        "Dorset": "a county", "Devon": "a county", "Greater Manchester": "a police force area", "Reading": "a district",
        "Marrow & Tarn": "a police force area", "Manchester": "a district",
    },
)  # fmt: skip


def paragraph(words: str, **head: Any) -> Paragraph:
    """A paragraph that is tied to a finding as it stands, whose words begin on line 20."""
    usual = {"chapter": "scale", "about": (ID,), "stood": (as_it_stands(TOLD, ON), as_it_stands(UNTIED, ON))}
    return Paragraph("one", Head(**(usual | head)), words, 20)


def against(**changed: Any) -> Against:
    """What it is held against."""
    told = {ID: TOLD, OTHER: UNTIED}
    usual = {"chapters": {"scale": {ID}}, "now": told, "shown": told, "edition": "public", "places": PLACES}
    return Against(**(usual | changed))


def found(words: str, **head: Any) -> tuple[Fault, ...]:
    """The faults of a paragraph."""
    return faults(paragraph(words, **head), against())


def test_an_honest_paragraph_passes() -> None:
    words = """
The police recorded 7,973 offences in 2025, some **21** for each 1,000 people who live in Brackenshire.

1. That is *not* a rise.
2. It is 16.4% of what [the region](https://example.org/2025/page-12) has; about 8,000 in all.

> Knot Quay has two of the five busiest streets.
"""
    assert found(words) == ()


@pytest.mark.parametrize(
    ("words", "line", "what"),
    [
        ("<script>alert(1)</script>", 20, "HTML (<script>"),
        ("Words\n<b>bold</b>", 21, "HTML (<b>"),
        ("Words <img src=x onerror=alert(1)> more", 20, "HTML (<img"),
        ("Words\n\n<!-- a remark -->", 22, "HTML (<!--"),
        ("<iframe src='https://example.org'></iframe>", 20, "HTML (<iframe"),
        ("[press](javascript:alert)", 20, "a link that is none"),
        ("[press](<javascript:alert>)", 20, "a link that is none"),
        ("Words [press][x]\n\n[x]: data:text/html,x", 22, "a link that is none"),
        ("![alt](https://example.org/a.png)", 20, "a picture"),
    ],
)
def test_scripts_html_and_pictures_are_refused(words: str, line: int, what: str) -> None:
    one = found(words)[0]
    assert (one.file, one.line) == ("paragraphs/one.md", line) and what in one.what


@pytest.mark.parametrize(
    ("words", "line", "figure", "nearest"),
    [
        ("It was 23.4 per 1,000.", 20, "23.4", "21.4"),
        ("Words.\n\nThe police\nrecorded 7,974 offences.", 23, "7,974", "7,973"),
        ("That is 20.98% of it.", 20, "20.98%", "16.4%"),
        ("It was **2**4.1 here.", 20, "24.1", "21"),
        ("- one\n- of 450 people", 21, "450", "21.4"),
        ("twenty-five of them", 20, "twenty-five", "21"),
        ("185 robberies", 20, "185", "21"),
        ("２３.４ in other digits", 20, "23.4", "21.4"),
        ("2&#51;.4 by an entity", 20, "23.4", "21.4"),
        ("4 towns", 20, "4", ""),
    ],
)
def test_a_figure_that_matches_nothing_is_refused_with_the_nearest(
    words: str, line: int, figure: str, nearest: str
) -> None:
    (one,) = found(words)
    assert one.line == line and f"“{figure}”" in one.what
    assert nearest in one.expected


def test_a_figure_of_a_finding_it_is_not_tied_to_is_refused_until_it_is() -> None:
    assert "185" in found("185 robberies")[0].what
    assert found("185 robberies", about=(ID, OTHER)) == ()


@pytest.mark.parametrize(
    ("words", "line", "what"),
    [
        ("She lives at DT1 1XJ.", 20, "a postcode"),
        ("Words.\n\nHis number is 943 476 5919.", 22, "an NHS number"),
        ("Write to somebody@example.org", 20, "an e-mail address"),
        ("Ring 01305 251010 to ask.", 20, "a telephone number"),
        ("Ring [us](https://example.org/?from=DT1+1XJ&to=DT11XJ)", 20, "a link holds a postcode"),
        ("QQ 12 34 56 A was AB 12 34 56 C", 20, "a National Insurance number"),
        ("[write](mailto:somebody@example.org)", 20, "a link holds an e-mail address"),
    ],
)
def test_what_tells_who_somebody_is_is_refused_and_not_repeated(words: str, line: int, what: str) -> None:
    about_people = [one for one in found(words) if "holds" in one.what]
    assert about_people and about_people[0].line == line and what in about_people[0].what
    assert not any(
        secret in str(one) for one in about_people for secret in ("DT1", "943", "somebody@", "01305", "AB 12")
    )


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Violence across Greater\nManchester rose.", "Greater Manchester"),
        ("Violence across greater manchester rose.", "Greater Manchester"),
        ("In Reading it rose.", "Reading"),
        ("In Marrow and Tarn it rose.", "Marrow & Tarn"),
        ("In Devon it rose.", "Devon"),
        ("In **Dev**on it rose.", "Devon"),
    ],
)
def test_the_wrong_county_is_refused(words: str, name: str) -> None:
    (one,) = found(words)
    assert f"“{name}” is a" in one.what and one.line == 20
    assert f'places = ["{name}"]' in one.todo
    assert found(words, places=(name,)) == ()


def test_our_places_comparators_and_ordinary_words_are_no_other_place() -> None:
    assert found("Brackenshire, beside the rest of Dorset, in England and on the Marrow and Tarn Coast.") == ()
    assert found("Reading has more.")[0].what.startswith("“Reading”"), "a capital makes it a name"
    assert found("We are reading this. Reading these figures, we ask why.") == ()
    assert found("The Cardiff Model, in Winchester Road and Bristol House, is not new.") == ()
    assert "Devon" in found("Beside Devon.")[0].what, "a comparator of a finding that it is not tied to"


def test_a_number_that_changed_beneath_and_a_finding_that_is_gone_are_refused() -> None:
    changed = Told(ID, TOLD.title, (SAID,), TOLD.names, TOLD.numbers, "22.3", "21.8", "22.8")
    (one,) = faults(paragraph("Words."), against(now={ID: changed}))
    assert "number beneath changed" in one.what and "21.0 (20.5 to 21.4), and is 22.3" in one.what
    assert "--accept one" in one.todo
    (gone,) = faults(paragraph("Words."), against(now={}, shown={}))
    assert "finding gone" in gone.what and "Take the id out of about" in gone.todo
    (unseen,) = faults(paragraph("Words.", stood=()), against())
    assert "not looked at yet" in unseen.what


def test_a_finding_that_the_edition_hides_may_not_be_written_about() -> None:
    hidden = Told(ID, "Hidden", hidden="hidden: small number")
    said = faults(paragraph("It is clearly higher."), against(shown={ID: hidden}))
    assert "is not shown in the public edition (hidden: small number)" in said[0].what
    assert faults(paragraph("Words."), against(shown={}))[0].what.startswith(f"finding {ID} is not shown")


def test_figures_are_those_that_the_edition_shows_and_not_those_of_the_tables() -> None:
    rounded = Told(ID, "21", ("the police recorded 7,975 offences",), value="21.0")
    (one,) = faults(paragraph("The police recorded 7,973 offences."), against(shown={ID: rounded}))
    assert "7,973" in one.what and "as the public edition shows them" in one.what and "7,975" in one.expected


def test_a_chapter_or_a_place_that_is_not_there_is_refused() -> None:
    (one,) = found("Words.", chapter="sclae")
    assert 'no chapter "sclae"' in one.what and '"scale"' in one.expected
    (two,) = found("Words.", place=OTHER)
    assert OTHER in two.what
    assert found("Words.", place=ID) == ()


def test_what_may_be_a_name_is_a_warning_and_no_fault() -> None:
    one = paragraph("A boy called Jordan.\nMrs Smith of Knot Quay agreed.")
    assert faults(one, against()) == ()
    said = warnings(one, against())
    assert [words.split("“")[1].split("”")[0] for words in said] == ["Mrs Smith", "called Jordan"]
    assert "line 21" in said[0]


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("John Smith, who lives above the chip shop, was stabbed by his brother.", ["John Smith"]),
        ("We thank Mary-Jane O'Brien’s family.", ["Mary-Jane O'Brien’s"]),
        ("The Violence Reduction Unit meets in Knot Quay. In March the Home Office wrote.", []),
        ("Greater Manchester’s index is the Crime Severity Score.", []),
    ],
)
def test_two_capitals_together_may_be_a_name(words: str, names: list[str]) -> None:
    said = warnings(paragraph(words), against())
    assert [one.split("“")[1].split("”")[0] for one in said] == names


@pytest.mark.parametrize(
    ("words", "claim", "spelt"),
    [
        ("Three in four of the victims", "Three in four", "75.0%"),
        ("a fifth more than last year", "a fifth", "20.0%"),
        ("Words.\n\nThe numbers\ndoubled.", "doubled", "That is 2."),
        ("a dozen were children", "a dozen", "That is 12."),
        ("Dozens were children", "Dozens", "no number"),
        ("About half of all ambulance calls come from one hostel", "half", "50.0%"),
        ("one and a half times as many", "one and a half", "That is 1.5."),
        ("more than three times as many", "three times", "That is 3."),
        ("one in twenty", "one in twenty", "5.0%"),
    ],
)
def test_a_claim_in_words_that_no_finding_bears_is_refused(words: str, claim: str, spelt: str) -> None:
    (one,) = found(words)
    assert f"“{claim}”" in one.what and spelt in one.expected
    assert one.line == 20 + words[: words.find(claim)].count("\n")


def test_claims_that_a_finding_bears_pass() -> None:
    share = Told(ID, "Share", ("They are about a third.",), numbers=((26.4, True), (12.0, False)), value="26.4%")
    ratio = Told(ID, "Ratio", ("It has 3.1 times the rate.",), value="2.09")

    def refused(words: str, told: Told) -> list[str]:
        one = paragraph(words, stood=(as_it_stands(told, ON),))
        return [fault.what for fault in faults(one, against(now={ID: told}, shown={ID: told}))]

    assert refused("A quarter of them, one in four, a third, a dozen.", share) == []
    assert len(refused("A fifth of them.", share)) == 1
    assert refused("It doubled. That is twice what it was, three times as much.", ratio) == []
    assert len(refused("It tripled. It was halved.", ratio)) == 1


@pytest.mark.parametrize("words", [
    "two of the five streets", "in the most deprived fifth of England", "half an hour, half-term, the first half of 2025",
    "over the last three quarters", "met twice a year", "a third party, a third reason", "there was one in 2024",
    "two in three months", "two and a half years", "We double checked.",
])  # fmt: skip
def test_words_that_only_look_like_claims_pass(words: str) -> None:
    assert found(words) == ()


def test_a_fault_reads_as_a_sentence_with_file_and_line() -> None:
    (one,) = found("It was 23.4 here.")
    assert str(one).startswith("paragraphs/one.md, line 20: “23.4” is no figure of the findings")
