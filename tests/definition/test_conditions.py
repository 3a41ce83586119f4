"""What rules ask: codes, ages, places, nights; alternatives, exceptions, sources without a column."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from pydantic import ValidationError

from purbeck.definition.conditions import Night, at_night, code_test, is_code, place_kinds, place_of
from purbeck.definition.definition import Definition, Rule, classify_one
from purbeck.sources.returns.code_lists import code_lists

NIGHT = Night.model_validate({"from": "20:00", "to": "06:00"})


@pytest.mark.parametrize(
    ("asked", "fit", "do_not"),
    [
        ("8N", ["8N"], ["8", "8n", "8N1", "18N", "8P"]),
        ("8*", ["8", "8N", "8/6", "8.01"], ["80", "81", "88A", "18N", "08"]),
        ("4.1*", ["4.1", "4.1A"], ["4.10", "4.2", "4"]),
        ("19C*", ["19C", "19C1"], ["19", "19D"]),
        ("19C-19H", ["19C", "19E", "19H"], ["19B", "19I", "19", "19CC", "119C", ""]),
        ("70-73", ["70", "71", "72A", "73"], ["7", "69", "74", "700", "170", "070", "", "A70"]),
        ("1/4.1/4.10/4.2", ["1/4.1/4.10/4.2"], ["1", "4.1"]),
    ],
)
def test_a_listed_code_stands_for_these_and_not_for_those(asked: str, fit: list[str], do_not: list[str]) -> None:
    pattern = code_test(asked)
    assert pattern is not None
    for code in fit:
        assert is_code(asked, code), code
        assert pattern.search(code), code
    for code in do_not:
        assert not is_code(asked, code), code
        assert not pattern.search(code), code


@pytest.mark.parametrize(
    "asked", ["", "*", "N8", "8N-8M", "19C-20H", "73-70", "70-70", "8N ", "8?", "^8", "8**", "1000-1001"]
)
def test_a_code_of_no_known_form_is_refused_in_words(asked: str) -> None:
    assert code_test(asked) is None
    with pytest.raises(ValidationError, match="is not one of") as refused:
        rule(when={"offence_code": ["8N", asked]})
    assert f'offence_code: "{asked}" is not one of "8N" (that code), "8*"' in str(refused.value)


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        ({"victim_age_band": ["under_30"]}, '"under_30" is not one of 0-9, 10-14, 15-17, 18-24, 25-34'),
        ({"victim_sex": ["f"]}, '"f" is not one of female, male'),
        ({"relationship": ["husband"]}, '"husband" is not one of partner'),
        ({"place": ["outdoors"]}, '"outdoors" is not one of public, private'),
        ({"night": ["yes"]}, "night needs a list of true or false"),
        ({"occurred_from": ["2025"]}, '"occurred_from" is not a column a rule may ask about'),
    ],
)
@pytest.mark.parametrize("part", ["when", "any_of", "unless"])
def test_a_value_that_is_no_code_is_refused_and_the_codes_are_named(
    part: str, conditions: dict[str, Any], words: str
) -> None:
    given = {"when": conditions} if part == "when" else {"when": {"source": ["a"]}, part: [conditions]}
    with pytest.raises(ValidationError) as refused:
        rule(**given)
    assert words in str(refused.value)


def test_empty_alternatives_an_unknown_kind_and_a_night_without_hours_are_refused() -> None:
    with pytest.raises(ValidationError, match="one of them is empty"):
        rule(when={"source": ["a"]}, any_of=[{}])
    with pytest.raises(ValidationError, match="covers terrorism: the kinds are violence_against_the_person"):
        rule(when={"source": ["a"]}, covers=["terrorism"])
    with pytest.raises(ValidationError, match="leaves incidents out, and covers nothing"):
        rule(when={"source": ["a"]}, covers=["sexual_offences"], theme="")
    with pytest.raises(ValidationError, match="rule one asks for night; say which hours that is"):
        definition({"when": {"night": [True]}}, night=None)
    with pytest.raises(ValidationError, match="begins and ends at different times"):
        Night.model_validate({"from": "20:00", "to": "20:00"})


def test_under_25_is_the_bands_to_24_and_nobody_else() -> None:
    bands = code_lists()["age_band"].names
    ours = definition({"when": {"victim_age_band": ["under_25"]}})
    fitting = [band for band in bands if counted(ours, victim_age_band=band)]
    assert fitting == ["0-9", "10-14", "15-17", "18-24"]
    assert not counted(ours, victim_age_band=None)


@pytest.mark.parametrize(
    ("flag", "kind", "place"),
    [
        (True, "dwelling", "public"),
        (False, "street_or_open_space", "private"),
        (None, "street_or_open_space", "public"),
        (None, "licensed_premises", "public"),
        (None, "dwelling", "private"),
        (None, "school_or_college", None),
        (None, None, None),
    ],
)
def test_the_flag_says_whether_a_place_is_public_and_without_it_the_type_of_place(
    flag: bool | None, kind: str | None, place: str | None
) -> None:
    assert place_of({"public_place": flag, "location_type": kind}) == place


def test_types_of_place_are_codes_and_none_is_both() -> None:
    kinds = place_kinds()
    assert not set(kinds.public) & set(kinds.private)
    assert set(kinds.public) | set(kinds.private) <= set(code_lists()["location_type"].names)


@pytest.mark.parametrize(
    ("first", "end", "night"),
    [
        ("2025-03-01 20:00", None, True),
        ("2025-03-01 19:59", None, False),
        ("2025-03-02 05:59", None, True),
        ("2025-03-02 06:00", None, False),
        ("2025-03-01 22:00", "2025-03-02 06:00", True),  # the end is the first minute that is not in it
        ("2025-03-01 22:00", "2025-03-02 06:01", None),
        ("2025-03-01 06:00", "2025-03-01 20:00", False),
        ("2025-03-01 06:00", "2025-03-01 20:01", None),
        ("2025-03-01 21:00", "2025-03-02 21:00", None),  # two nights and the day between
        ("2025-03-01 12:00", "2025-03-02 12:00", None),
        ("2025-03-02 12:00", "2025-03-01 12:00", None),  # ends before it begins
    ],
)
def test_an_incident_is_of_the_night_where_all_of_its_span_is(first: str, end: str | None, night: bool | None) -> None:
    incident = {
        "date_precision": "minute", "occurred_from": dt.datetime.fromisoformat(first),
        "occurred_to": dt.datetime.fromisoformat(end) if end else None,
    }  # fmt: skip
    assert at_night(incident, NIGHT) is night
    of_day = incident | {"date_precision": "day"}
    assert at_night(of_day, NIGHT) is (night if end else None), "a span tells, however long; a day alone does not"


def test_one_of_any_of_must_be_answered_and_none_of_unless() -> None:
    ours = definition({
        "when": {"offence_code": ["8N"]},
        "any_of": [{"knife": [True]}, {"weapon": ["knife_or_sharp_object"], "injury": ["serious"]}],
        "unless": [{"location_type": ["custody_or_prison"]}, {"domestic": [True], "place": ["private"]}],
    })  # fmt: skip
    knife = {"offence_code": "8N", "knife": True}
    assert counted(ours, **knife)
    assert not counted(ours, offence_code="8N", knife=False)
    assert not counted(ours, offence_code="8N", weapon="knife_or_sharp_object")
    assert counted(ours, offence_code="8N", weapon="knife_or_sharp_object", injury="serious")
    assert not counted(ours, **knife, location_type="custody_or_prison")
    assert counted(ours, **knife, domestic=True), "where it was is not known"
    assert not counted(ours, **knife, domestic=True, location_type="dwelling")
    assert counted(ours, **knife, domestic=True, location_type="shop")


def test_a_rule_is_not_applied_to_a_source_without_a_column_it_asks_for() -> None:
    ours = definition({"when": {"offence_code": ["8N"]}, "unless": [{"domestic": [True]}]})
    assert counted(ours, source="police_extract", offence_code="8N")
    assert not counted(ours, source="recorded_crime", offence_code="8N"), "it cannot say what was domestic"
    (one,) = ours.rules
    assert one.not_applied_to("recorded_crime") == ["domestic"]
    assert one.not_applied_to("police_street") == ["offence_code", "domestic"]
    assert one.not_applied_to("police_extract") == []
    about = rule(when={"source": ["police_extract"], "offence_code": ["8N"], "place": ["public"]})
    assert about.not_applied_to("recorded_crime") == [], "it is about another source"


def test_what_decides_is_in_the_version_and_what_explains_is_not() -> None:
    plain: dict[str, Any] = {"when": {"victim_age_band": ["under_25"]}}
    version = definition(plain).version
    same = [
        {"considered": {"prevalence": "many"}}, {"covers": ["sexual_offences"]}, {"reason": "other"},
        {"when": {"victim_age_band": ["0-9", "10-14", "15-17", "18-24"]}}, {"any_of": []},
    ]  # fmt: skip
    assert {definition(plain | more).version for more in same} == {version}
    assert definition(plain, night={"from": "21:00", "to": "06:00"}).version == version, "no rule asks for night"
    others = [
        {"when": {"victim_age_band": ["under_18"]}}, {"any_of": [{"knife": [True]}]}, {"unless": [{"knife": [True]}]},
        {"when": {"victim_age_band": ["under_25"], "night": [True]}}, {"first": "2024-01"},
    ]  # fmt: skip
    found = [definition(plain | more).version for more in others]
    assert len({version, *found}) == len(others) + 1
    at_nine = definition(plain | others[3], night={"from": "21:00", "to": "06:00"}).version
    assert at_nine != found[3], "its hours decide"


def rule(**fields: Any) -> Rule:
    """A rule with what every rule needs."""
    return Rule.model_validate({"id": "one", "theme": "all_of_it", "reason": "a", "source": "b"} | fields)


def definition(fields: dict[str, Any], night: dict[str, str] | None = {"from": "20:00", "to": "06:00"}) -> Definition:  # noqa: B006
    """A definition of one rule."""
    return Definition.model_validate({
        "id": "ours", "title": "t", "total": "all", "from": dt.date(2025, 1, 1), "source": "s", "night": night,
        "themes": [{"id": "all_of_it", "name": "All"}],
        "rules": [{"id": "one", "theme": "all_of_it", "reason": "a", "source": "b"} | fields],
        "examples": [{"about": "none", "incident": {"month": "1999-01"}}],
    })  # fmt: skip


def counted(ours: Definition, **incident: Any) -> bool:
    """Whether a definition counts an incident of March 2025."""
    return classify_one(ours, {"month": "2025-03", "source": "police_extract"} | incident) is not None
