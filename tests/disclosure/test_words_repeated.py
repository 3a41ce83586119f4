"""A statement that may not be shown comes out in no disguise of words, marks, letters, links or pieces."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
import shutil
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import purbeck
from purbeck.disclosure.silence import Silence
from purbeck.errors import StrategyError
from purbeck.example import STRATEGY
from purbeck.strategy.repeats import Repeats
from purbeck.strategy.silent import parts_of
from purbeck.strategy.strategy import read_files
from purbeck.strategy.texts import ADDRESS, PROSE, texts
from purbeck.strategy.voices import Voice
from purbeck.strategy_flow import strategy_check, strategy_publish

TESTS = Path(__file__).parents[1]
TODAY = dt.date(2026, 11, 26)
SAID = "He hit me again and again until the lights went out in Foxglove Row."
CONSENT = (
    'consent = { purposes = ["strategy"], editions = ["public", "partners"], given = 2026-01-19, until = 2030-03-31 }'
)
BASE = """[strategy]
title = "Serious violence strategy 2027 to 2030"
starts = 2026-01-01
ends = 2030-03-31
%(about)s
[[priorities]]
id = "weapons"
title = %(title)s
tier = "intervene_early"
why = %(why)s
[[aims]]
id = %(aim)s
title = "Fewer young people carry a weapon"
priority = "weapons"
"""
VOICE = """[[voices]]
id = "%(id)s"
role = "practitioner"
method = %(method)s
on = 2026-01-19
words = %(words)s
%(more)s
"""


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def voice(words: str, more: str = "", name: str = "v-1", method: str = "Interview") -> str:
    return VOICE % {"id": name, "words": quoted(words), "more": more, "method": quoted(method)}


def workspace(
    path: Path, said: str = SAID, voices: str = "", why: str = "Because.", title: str = "Weapons", aim: str = "fewer-carry",
    about: str = "", **files: str,
) -> Path:  # fmt: skip
    """A workspace with a small strategy, and one statement without consent."""
    purbeck.new(path, name="A partnership", area=["E06000901"])
    folder = path / "strategy"
    (folder / "voices").mkdir(parents=True, exist_ok=True)
    said_of = {"why": quoted(why), "title": quoted(title), "aim": quoted(aim), "about": about}
    (folder / "strategy.toml").write_text(BASE % said_of, encoding="utf-8")
    (folder / "voices" / "v.toml").write_text(voice(said) + voices, encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return path


def published(path: Path) -> dict[str, str]:
    """Every file of both editions as a reader may meet it: without entities and percent signs."""
    found = {}
    for edition in ("public", "partners"):
        folder = strategy_publish(path, TODAY, edition, f"n-{edition}", TODAY).page.parent
        for file in folder.rglob("*"):
            if file.is_file():
                found[f"{edition}/{file.name}"] = unquote(html.unescape(file.read_text(encoding="utf-8")))
    return found


def leaks(path: Path, *needles: str) -> list[str]:
    """The files that hold one of these words."""
    return [name for name, text in published(path).items() if any(n.casefold() in text.casefold() for n in needles)]


IN_DISGUISE = {
    "brackets that are no link": ("[A survivor] (he hit me again and again until the lights went out)", "the lights"),
    "brackets beside brackets": ("One said [sic] [he hit me again and again until the lights went out]", "the lights"),
    "escaped brackets": ("he hit me \\[again\\] (and) again until the lights went", "until the"),
    "a bracket in a target": ("he hit me [again](<https://example.org/a)b> 't') and again until the", "until the"),
    "brackets in a target": ("he [hit](https://example.org/a_(b)_c) me again and again until the", "until the"),
    "a link's title": ('[x](https://example.org/ "he hit me again and again until the lights")', "until the"),
    "a link's target": ("[x](https://example.org/he-hit-me-again-and-again-until-the-lights)", "until-the"),
    "percent signs": ("[x](https://example.org/he%20hit%20me%20again%20and%20again%20until)", "and again"),
    "a reference": ('See [x].\n\n[x]: https://example.org/ "he hit me again and again until"', "and again until"),
    "a joiner of graphemes": ("he hit me ag\u034fain and ag\u034fain until the lights went out", "until the"),
    "blank letters": ("he\u3164hit\u3164me\u3164again\u3164and\u3164again\u3164until the lights", "until the"),
    "blank letters within words": ("he h\u3164it me ag\u3164ain and ag\u3164ain until the lights", "until the"),
    "Cyrillic": ("H\u0435 hit m\u0435 \u0430gain and again until th\u0435 lights", "hit m"),
    "list": ("- He\n- hit\n- me\n- again\n- and\n- again", "<li>hit"),
    "numbered list": ("1. He hit\n2. me again\n3. and again\n4. until the", "me again"),
    "footnotes": ("He hit me again [2] and again until the [3] lights went out", "until the"),
    "an address in the middle": ("he hit me again and <https://example.org/> again until the lights", "until the"),
    "hyphens at line ends": ("He hit me ag-\nain and again until the li-\nghts went out", "until the"),
    "words left out": ("He hit me again and ... until the lights went", "until the"),
    "words put in": ("He hit me again [crying] and again, she said, until the lights went", "until the"),
    "hard line ends": ("He hit\\\nme again\\\nand again until", "and again"),
    "spaced letters": ("h e h i t m e a g a i n a n d a g a i n u n t i l the lights", "t h e"),
    "Markdown within words": ("He h**i**t me ag*ai*n and aga*in* until the lights", "until the"),
}


@pytest.mark.parametrize("case", IN_DISGUISE)
def test_words_in_disguise_are_left_out(case: str, tmp_path: Path) -> None:
    why, trace = IN_DISGUISE[case]
    quoting = workspace(tmp_path / "one", why=why)
    files = published(quoting)
    assert [name for name, text in files.items() if trace.casefold() in text.casefold()] == []
    assert all("[Not shown: it repeats" in files[f"{edition}/index.html"] for edition in ("public", "partners"))


OTHERS = {
    "modifier letter": ("It wasn't safe in there", "It wasn\u02bct safe in there"),
    "reversed": ("It wasn't safe in there", "It wasn\u201bt safe in there"),
    "acute": ("It wasn't safe in there", "It wasn\u00b4t safe in there"),
    "prime": ("It wasn't safe in there", "It wasn\u2032t safe in there"),
    "accents": ("Jose came to the cafe every day", "Jos\u00e9 came to the caf\u00e9 every day"),
    "combined accents": ("Jos\u00e9 came to the caf\u00e9 every day", "Jose came to the cafe\u0301 every day"),
    "numbers": ("I rang 3 times and nobody came back", "I rang three times and nobody came back"),
    "five words of seven": ("He never let me see my sister", "He never let me see anybody"),
    "three words": ("He hit me", "She told us: he hit me."),
    "Cyrillic in few words": ("He hit me twice", "H\u0435 hit me twice"),
    "Greek capitals": ("He hit me twice", "\u0397e hit \u039c\u0395 twice"),
    "few words with a gap": ("He hit me twice", "He hit me, crying, twice"),
    "reported": (
        "The children heard more than I knew. I found out years later.",
        "One survivor told us that the children heard more than she knew.",
    ),
    "reported of several": ("I never told anyone about us", "They never told anyone about them"),
    "reported with its verb": ("I'm scared of my brother", "He\u2019s scared of his brother, he says"),
    "quoted from a report": ("She was asleep when he came for her", "I was asleep when he came for me"),
    "reported in spaced letters": ("My house burned with me in it", "m y h o u s e b u r n e d w i t h m e i n it"),
}


@pytest.mark.parametrize("case", OTHERS)
def test_other_letters_and_parts_of_a_short_statement_are_left_out(case: str, tmp_path: Path) -> None:
    said, why = OTHERS[case]
    assert leaks(workspace(tmp_path / "one", said, why=why), why) == []


PIECES = {
    "two entries": {"why": "He hit me again and", "about": 'vision = "again until the lights went"'},
    "two fields": {"title": "He hit me", "why": "again and again until"},
    "one text": {"why": f"He hit me again. {'Much was said of many things. ' * 9}And again until the lights."},
}


@pytest.mark.parametrize("case", PIECES)
def test_pieces_that_are_a_quotation_together_are_all_left_out(case: str, tmp_path: Path) -> None:
    assert leaks(workspace(tmp_path / "one", **PIECES[case]), "hit me", "again until", "again and") == []


def test_address_that_holds_the_words_is_left_out(tmp_path: Path) -> None:
    related = '[[related]]\nid = "r"\ntitle = "Other"\nowned_by = "Us"\naddress = "https://example.org/%s"\n'
    address = "he%20hit%20me%20again%20and%20again%20until%20the"
    assert leaks(workspace(tmp_path / "one", related=related % address), "again and") == []
    assert leaks(workspace(tmp_path / "two", related=related % "other"), "example.org/other"), "others stay"


def test_statement_that_is_shown_may_not_quote_one_that_is_not(tmp_path: Path) -> None:
    quotes = voice(f"She told me: {SAID}", CONSENT, "v-2")
    method = voice("I was there.", CONSENT, "v-3", method="Interview, of one who said he hit me again and again until")
    made = workspace(tmp_path / "one", voices=quotes + method)
    assert leaks(made, "again and") == []
    told = [one.words for one in strategy_check(made, TODAY, TODAY).remarks if one.check == "repeats_what_is_not_shown"]
    assert len(told) == 2 and all("its words are left out there" in words for words in told)


def test_statement_that_says_the_very_same_has_a_consent_of_its_own_and_is_told(tmp_path: Path) -> None:
    made = workspace(tmp_path / "one", voices=voice(SAID, CONSENT, "v-2"))
    assert leaks(made, "again and again until")
    (told,) = (one for one in strategy_check(made, TODAY, TODAY).remarks if one.check == "repeats_what_is_not_shown")
    assert told.subject == "voice v-2" and "the very same" in told.words


@pytest.mark.parametrize(
    "name", ["V-1", "v\u20111", "v\u20131", "V\u22121", "v\u200b-1", "v\\-1", "**v**-1", "_v-1_", "v&#45;1"]
)
def test_id_is_named_in_no_letters_and_with_no_hyphen(name: str, tmp_path: Path) -> None:
    made = workspace(tmp_path / "one", why=f"See statement {name} and v-10 of the file.")
    assert [
        file for file, text in published(made).items() if re.search(r"(?i)v\W*[-\u2011\u2013\u2212]\W*1\b", text)
    ] == []


# --- fixed words and ids ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["Intervene early!", "Under way.", "Fewer carry", "Not started", "Financial year"])
def test_words_of_the_form_and_ids_stay_whatever_somebody_said(said: str, tmp_path: Path) -> None:
    made = workspace(tmp_path / "one", said)
    assert [text for text in published(made).values() if re.search(r'(?:id|href)="[^"]*Not shown', text)] == []


def test_id_that_repeats_a_statement_is_refused_and_told_by_the_check(tmp_path: Path) -> None:
    made = workspace(tmp_path / "one", aim="he-hit-me-again-and-again")
    with pytest.raises(StrategyError, match=r'strategy/strategy.toml, line 11: "he-hit-me-again-and-again"'):
        strategy_publish(made, TODAY, "public", None, TODAY)
    assert not list((made / "publications").glob("*"))
    (told,) = (one for one in strategy_check(made, TODAY, TODAY).remarks if one.check == "name_tells_what_is_not_shown")
    assert told.weight == "broken" and told.subject == "aim he-hit-me-again-and-again"


def test_id_of_two_words_of_a_statement_may_be_chance_and_is_told(tmp_path: Path) -> None:
    made = workspace(tmp_path / "one", "Fewer carry")
    (told,) = (one for one in strategy_check(made, TODAY, TODAY).remarks if one.check == "name_tells_what_is_not_shown")
    assert told.weight == "look" and '"fewer-carry" has the words of a statement' in told.words


COMPLETE = read_files(TESTS / "strategy" / "complete")[0]
EVERY_TEXT = sorted(
    {one for part in parts_of(COMPLETE, ()) for one in texts(part, PROSE, ADDRESS, "name", "reference")}
)
OF_THE_FORM = [
    "intervene early",
    "under way",
    "not started",
    "victim or survivor",
    "no clear difference",
    "2024/25",
    "all all",
]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(st.sampled_from([*EVERY_TEXT, *OF_THE_FORM]), min_size=1, max_size=4))
def test_whatever_is_not_shown_both_editions_are_written_or_refused_in_words(
    said: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = tmp_path_factory.mktemp("made") / "ours"
    purbeck.new(made, name="Ours", area=["E06000901"])
    shutil.copytree(TESTS / "strategy" / "complete", made / "strategy", dirs_exist_ok=True)
    silent = "".join(voice(words, name=f"zz-{n}") for n, words in enumerate(said) if not re.search(r"<|://", words))
    (made / "strategy" / "voices" / "silent.toml").write_text(silent, encoding="utf-8")
    try:
        written = published(made)
    except StrategyError as error:
        assert "These ids repeat what somebody said" in str(error)
    else:
        assert not any("zz-" in text for text in written.values())


# --- what is left alone -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("folder", [STRATEGY, TESTS / "strategy" / "dorset", TESTS / "strategy" / "complete"])
def test_real_strategies_lose_no_text_to_what_brackenshires_silent_people_said(folder: Path) -> None:
    silent = [
        one for one in read_files(STRATEGY)[0].voices if one.consent is None or "public" not in one.consent.editions
    ]
    silent += [one for one in read_files(STRATEGY)[0].voices if one.consent and one.consent.withdrawn]
    assert len(silent) > 6
    parts = [part for part in parts_of(read_files(folder)[0], silent) if not isinstance(part, Voice)]
    repeats = Repeats(silent, parts)
    assert [text for part in parts for text in texts(part, PROSE, ADDRESS) if repeats.in_text(text)] == []


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("I do not know what to do", "Families told us that they do not know what there is."),
        (
            "I did not know what to do about my son and the knives he kept.",
            "What we do not know is what to do about knives.",
        ),
        ("They came in the night and took what we had.", "In the night economy they came to ask what we had planned."),
        (
            "Young people need somewhere to go after school, not another poster.",
            "Young people need more to do after school.",
        ),
        ("There was nobody on the bus and nobody at the stop.", "There was nobody who could say how many come by bus."),
    ],
)
def test_common_words_in_common_order_are_left_alone(said: str, text: str) -> None:
    (action, *_) = COMPLETE.actions
    silence = Silence([Voice(id="zz-0", role="community", method="Talk", on=TODAY, words=said)])
    assert silence.keep(action.model_copy(update={"words": text})).words == text
