"""Known breaks: each is sourced, falls where it should, concerns what it should; a partnership's own are checked."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purbeck import Workspace, flow
from purbeck.breaks import LOCAL_FILE, SHIPPED, Break, check_names, read_breaks
from purbeck.errors import SettingsError
from purbeck.periods import month_name

MONTHS = st.integers(2010 * 12, 2027 * 12).map(month_name)
STREET, RECORDED = "police_street", "recorded_crime"
VIOLENCE, ROBBERY = ("Violence and sexual offences",), ("Robbery",)
COUNTS, BETWEEN, PLACES = ("counts",), ("counts", "between_places"), ("counts", "places")

# For each break: the first month after it or in it, and what it must and must not reach. (asks, source, forces, kinds)
REACHES = {
    "recording_standard_2002": ("2002-04", (COUNTS, RECORDED, ["Dorset"], VIOLENCE), (COUNTS, STREET, ["Dorset"], VIOLENCE)),
    "recording_inspected_2014": ("2014-11", (BETWEEN, STREET, ["Dorset"], VIOLENCE), (COUNTS, STREET, ["Dorset"], ROBBERY)),
    "malicious_communications_2015": ("2015-04", (COUNTS, STREET, ["Kent"], VIOLENCE), (COUNTS, STREET, ["Kent"], ROBBERY)),
    "stalking_counted_beside_2018": ("2018-04", (COUNTS, STREET, ["Kent"], VIOLENCE), (COUNTS, STREET, ["Kent"], ROBBERY)),
    "greater_manchester_iops_2019": (
        "2019-07", (BETWEEN, RECORDED, ["Kent", "Greater Manchester"], ROBBERY), (BETWEEN, RECORDED, ["Kent"], ROBBERY),
    ),
    "covid_2020": ("2020-03", (COUNTS, STREET, ["Dorset"], ROBBERY), (("between_places",), STREET, ["Dorset"], ROBBERY)),
    "knife_flag_ndqis_2021": ("2021-04", (COUNTS, RECORDED, ["Dorset"], ("knife",)), (COUNTS, STREET, ["Dorset"], ROBBERY)),
    "lsoas_of_2021": ("2024-01", (PLACES, STREET, ["Dorset"], VIOLENCE), (COUNTS, STREET, ["Dorset"], VIOLENCE)),
    "map_points_2022": ("2022-07", (PLACES, STREET, ["Dorset"], VIOLENCE), (COUNTS, STREET, ["Dorset"], VIOLENCE)),
    "devon_and_cornwall_niche_2022": (
        "2022-11", (BETWEEN, STREET, ["Devon & Cornwall"], ROBBERY), (BETWEEN, STREET, ["Dorset"], ROBBERY),
    ),
    "counting_rule_2023": ("2023-06", (COUNTS, STREET, ["Dorset"], VIOLENCE), (COUNTS, STREET, ["Dorset"], ROBBERY)),
}  # fmt: skip

OWN = """
[[breaks]]
id = "new_beat"
kind = "step"
first = "2025-03"
title = "new town-centre team"
told = "More offences are found than before."
concerns = "every offence"
affects = ["counts"]
source = "Minutes of our board"
read = 2026-11-24
checked = true
"""


def shipped() -> dict[str, Break]:
    """The breaks that ship, by id."""
    rows = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["breaks"]
    return {row["id"]: Break.model_validate(row) for row in rows}


def before(month: str, months: int = 1) -> str:
    """The month so many before."""
    year, number = int(month[:4]), int(month[5:]) - 1
    return month_name(year * 12 + number - months)


@pytest.fixture
def own(tmp_path: Path) -> Workspace:
    """A workspace without anything in it."""
    return flow.new(tmp_path / "ours", name="Our Community Safety Partnership", area=["E06000059"])


def test_every_break_is_tried_below_and_has_its_source_and_page() -> None:
    assert set(shipped()) == set(REACHES)
    for found in shipped().values():
        assert found.page.startswith("https://") and len(found.source) > 20, found.id
        assert len(found.told) < 260 and found.told.endswith("."), found.id


@pytest.mark.parametrize("name", REACHES)
def test_break_reaches_figures_that_hold_it_and_no_others(name: str) -> None:
    found = shipped()[name]
    begun, reached, spared = REACHES[name]
    after = found.last or begun
    assert found.falls_within(before(found.first), begun), "between one month and the next"
    assert not found.falls_within(before(found.first, 24), before(found.first)), "all of before it"
    assert not found.falls_within(before(after, -1), before(after, -24)), "all of after it"
    assert found.touches(*reached)
    assert not found.touches(*spared)
    assert found.touches(*reached[:3], ()), "a rule that asks for something else may be about anything"


def test_two_years_after_a_change_are_alike_and_a_disturbed_year_never_is() -> None:
    rule, covid = shipped()["counting_rule_2023"], shipped()["covid_2020"]
    assert not rule.falls_within("2024-01", "2025-12")
    assert rule.falls_within("2022-01", "2024-12")
    assert covid.falls_within("2020-04", "2020-12") and covid.falls_within("2019-01", "2020-12")
    assert not covid.falls_within("2021-08", "2025-12")


def test_change_whose_month_is_not_known_reaches_all_that_it_may() -> None:
    rule = shipped()["counting_rule_2023"]
    assert (rule.first, rule.begun_by, rule.checked) == ("2023-05", "2023-06", False)
    assert rule.falls_within("2023-05", "2024-04"), "if it began in June, May is of before"
    assert not rule.falls_within("2023-06", "2024-05")


@given(first=MONTHS, span=st.integers(0, 60), of=st.sampled_from(sorted(REACHES)))
def test_longer_span_holds_every_break_of_a_shorter_one(first: str, span: int, of: str) -> None:
    found, last = shipped()[of], before(first, -span)
    if found.falls_within(first, last):
        assert found.falls_within(before(first), last) and found.falls_within(first, before(last, -1))


def test_forces_are_known_by_every_spelling_and_by_code() -> None:
    niche = shipped()["devon_and_cornwall_niche_2022"]
    for name in ("Devon & Cornwall Police", "Devon and Cornwall", "devon & cornwall"):
        assert niche.touches(BETWEEN, STREET, [name], ())
    by_code = niche.model_copy(update={"forces": ("E23000035",)})
    assert by_code.touches(BETWEEN, STREET, ["E23000035"], ())


def test_shipped_breaks_name_forces_that_the_lookups_have(dorset: Workspace) -> None:
    from purbeck.sources.build import PLACES as MEMBERS
    from purbeck.sources.door import SOURCES

    check_names(shipped().values(), dorset.table(MEMBERS)["force_name"].dropna().unique(), [s.name for s in SOURCES])


def test_own_breaks_are_added_in_order_of_time(own: Workspace) -> None:
    assert [b.id for b in read_breaks(own)] == [b.id for b in sorted(shipped().values(), key=lambda b: (b.first, b.id))]
    (own.path / LOCAL_FILE).write_text(OWN, encoding="utf-8")
    assert [b.id for b in read_breaks(own)][-1] == "new_beat"


@pytest.mark.parametrize(
    ("wrong", "right", "words"),
    [
        ('first = "2025-03"', 'first = "March 2025"', ["breaks.toml, breaks.0.first", "March 2025"]),
        ('kind = "step"', 'kind = "jump"', ["breaks.0.kind", "'jump'", "'disturbed', 'step' or 'map_points'"]),
        ('kind = "step"', 'kind = "disturbed"', ["a disturbed time needs its last month"]),
        ("checked = true", 'last = "2025-06"\nchecked = true', ["a step lasts, and has no last month"]),
        ("checked = true", 'begun_by = "2024-01"\nchecked = true', ["had begun before its first month, 2025-03"]),
        ("checked = true", "checked = true\nforce = 1", ["breaks.0.force", "not permitted"]),
        ("read = 2026-11-24", "", ["breaks.0.read", "required"]),
        ('id = "new_beat"', 'id = "covid_2020"', ['"covid_2020" is the id of another break already']),
        ("[[breaks]]", "[[breaks]", ["breaks.toml cannot be read as TOML", "line 2"]),
    ],
)
def test_wrong_break_is_named_with_what_was_expected(own: Workspace, wrong: str, right: str, words: list[str]) -> None:
    (own.path / LOCAL_FILE).write_text(OWN.replace(wrong, right), encoding="utf-8")
    with pytest.raises(SettingsError) as error:
        read_breaks(own)
    assert not [word for word in words if word not in str(error.value)], str(error.value)


def test_force_or_source_that_nobody_has_is_refused_rather_than_reach_nothing() -> None:
    found = Break.model_validate(tomllib.loads(OWN)["breaks"][0])
    check_names([found], ["Dorset"], [STREET])
    with pytest.raises(SettingsError, match=r'break new_beat, forces: no police force is called "Dorchester"'):
        check_names([found.model_copy(update={"forces": ("Dorchester",)})], ["Dorset"], [STREET])
    with pytest.raises(SettingsError, match=r'sources: no source is called "hospital"; there are police_street'):
        check_names([found.model_copy(update={"sources": ("hospital",)})], ["Dorset"], [STREET])
