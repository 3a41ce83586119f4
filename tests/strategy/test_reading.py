"""Reading a strategy: what is written comes out, and every fault is told with file, line, field and remedy."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import pytest

from purbeck.errors import StrategyError
from purbeck.strategy.faults import Where
from purbeck.strategy.files import FILES, LISTS
from purbeck.strategy.strategy import Strategy, by_id, read, read_files
from purbeck.workspace import Workspace, create

COMPLETE = Path(__file__).parent / "complete"
PRIORITY = '[[priorities]]\nid = "weapons"\ntitle = "Weapons"\ntier = "intervene_early"\n'


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A copy of the complete strategy, to change."""
    return Path(shutil.copytree(COMPLETE, tmp_path / "strategy"))


def faults_of(folder: Path, **files: str) -> list[str]:
    """What is wrong with files of these texts, in words."""
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return [str(fault) for fault in read_files(folder)[1]]


def test_complete_strategy_is_read_and_uses_every_list_and_field() -> None:
    strategy, faults = read_files(COMPLETE)
    assert [str(fault) for fault in faults] == []
    assert [name for name in LISTS if not getattr(strategy, name)] == []
    assert None not in (strategy.about, strategy.parent_plan, strategy.definition, strategy.governance)
    assert strategy.written
    assert set(strategy.files) == {s.file for s in FILES if "*" not in s.file} | {"voices/survivors.toml"}
    (aim,) = strategy.aims_of("weapons")
    assert strategy.tier_of(aim) == "intervene_early"
    assert [i.id for i in strategy.indicators_of(aim.id)] == ["robbery-rate", "feel-safe", "sharp-object-admissions"]
    assert [a.id for a in strategy.actions_of(aim.id)] == ["patrols", "mentors"]
    assert strategy.blank("target", "feel-safe") is not None
    assert strategy.blank("target", "robbery-rate") is None
    assert by_id(strategy.actions)["mentors"].where == Where("actions.toml", 26)


def test_adopted_measure_brings_its_title_and_direction() -> None:
    adopted = by_id(read_files(COMPLETE)[0].indicators)["sharp-object-admissions"]
    assert adopted.title == "Hospital admissions for assault with a knife or sharp object"
    assert adopted.direction == "down"


def test_nothing_written_is_no_fault(tmp_path: Path) -> None:
    workspace = create(tmp_path / "ours", "Ours", ("E06000901",), "")
    assert read(workspace) == Strategy()
    assert not read(workspace).written


def test_all_faults_are_told_at_once_in_order_of_files_and_lines(own: Path, tmp_path: Path) -> None:
    (tmp_path / "partnership.toml").write_text('code = "x"\nname = "X"\narea = ["E06000901"]\n', encoding="utf-8")
    for name, old, new in [
        ("strategy.toml", 'tier = "intervene_early"', 'tier = "intervene"'),
        ("indicators.toml", 'direction = "up"', 'direction = "upward"'),
        ("actions.toml", "due = 2027-03-31", 'due = "31 March 2027"'),
        ("actions.toml", 'partner = "schools"', 'partner = "school"'),
        ("scores.toml", 'criterion = "hidden_need"', 'criterion = "hidden need"'),
    ]:
        text = (own / name).read_text(encoding="utf-8")
        assert old in text
        (own / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(StrategyError) as told:
        read(Workspace(tmp_path))
    lines = told.value.what.splitlines()
    assert lines[0] == "There are 5 faults in the files of strategy/:"
    assert lines[1:] == [
        '- strategy/strategy.toml, line 61, priority weapons, tier: "intervene" is not one of respond, intervene_early, '
        'research. Did you mean "intervene_early"?',
        '- strategy/indicators.toml, line 27, indicator feel-safe, direction: "upward" is not one of down, up, hold, watch. '
        "Write one of those.",
        '- strategy/actions.toml, line 9, action patrols, due: "31 March 2027" is not a date. '
        "Write year-month-day without quotation marks, like 2027-03-31.",
        '- strategy/actions.toml, line 30, action mentors, partner: "school" is no id of [[partners]]. '
        'Did you mean "schools"?',
        '- strategy/scores.toml, line 21, score 3, criterion: "hidden need" is not one of harm, volume, trend, comparison, '
        'hidden_need, public_concern, partners_can_change, confidence. Did you mean "hidden_need"?',
    ]
    assert told.value.exit_code == 12


def test_an_entry_that_is_at_fault_is_still_known_to_others(tmp_path: Path) -> None:
    aim = '[[aims]]\nid = "a"\ntitle = "A"\npriority = "weapons"\n'
    (fault,) = faults_of(tmp_path / "s", strategy=PRIORITY + "lead = 3\n" + aim)
    assert "lead: 3 is not text" in fault


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (PRIORITY + PRIORITY, 'line 6, priority weapons, id: the id "weapons" is taken already (strategy/strategy.toml, '
         "line 1). Give this one an id of its own"),
        ('[[priorities]]\ntitle = "Weapons"\ntier = "respond"\n', "line 1, priority 1, id: this has to be written, and is not. "
         "Add a line: id = ..."),
        (PRIORITY + 'lead_partner = "police"\n', 'priority weapons, lead_partner: there is no field "lead_partner" here. '
         "There are:"),
        (PRIORITY + 'evidnce = []\n', 'Did you mean "evidence"?'),
        (PRIORITY.replace("weapons", "Weapons & knives"), '"Weapons & knives" is not in small letters, digits and hyphens. '
         'Write it like "weapons-knives".'),
        (PRIORITY + 'evidence = "3f0a91bc77d2"\n', 'evidence: "3f0a91bc77d2" is not a list. Put it in square brackets: '
         'evidence = ["3f0a91bc77d2"]'),
        (PRIORITY + 'evidence = [\n  "3f0a91bc77d2",\n  "figure 3",\n]\n', 'line 7, priority weapons, evidence 2: "figure 3" '
         "is not the id of a finding"),
        (PRIORITY + 'why = "<b>Much</b> harm"\n', 'why: "<b>" is mark-up of a web page (HTML), which is not taken in'),
        (PRIORITY + 'why = "See [this](javascript:alert(1))"\n', 'a link to "javascript:" is not taken in'),
        (PRIORITY + "why = 5\n", "why: 5 is not text. Put it in quotation marks"),
        (PRIORITY + 'why = ""\n', "why: it is empty. Write it, or leave the line out."),
        ('[priorities]\nid = "a"\n', "line 1, priorities: it is a list of entries. Begin each entry with [[priorities]]"),
        ('[[governance]]\nwords = "a"\n', "line 1, governance: it is written once, and with its fields. Begin it with "
         "[governance]."),
        ('[[prioritys]]\nid = "a"\n', 'nothing called "prioritys" is read here. Did you mean "priorities"?'),
        ('[[actions]]\nid = "a"\n', 'nothing called "actions" is read here. It belongs in actions.toml.'),
        ('[strategy]\ntitle = "T"\nstarts = 2026-02-30\n', 'line 3: the line "starts = 2026-02-30" cannot be read as TOML'),
        ('[strategy]\ntitle = T\n', 'line 2: the line "title = T" cannot be read as TOML (invalid value). Words stand in '
         "quotation marks"),
        ('[strategy]\ntitle = "T"\nstarts = "2026-02-30"\nends = 20260401\n', 'starts: "2026-02-30" is no day of the calendar'),
        ('[strategy]\ntitle = "T"\nstarts = 2026-02-28\nends = 20260401\n', 'ends: "20260401" is not a date. Write '
         "year-month-day"),
        ('[strategy]\ntitle = "T"\nstarts = 2026-02-28\nends = 2025-01-01\n', "line 1, strategy: it ends on 2025-01-01, "
         "before it starts on 2026-02-28"),
        ('[strategy]\ntitle = "T"\nstarts = 2026-02-28\nends = 2027-01-01\nforeword_by = "Dr Jane Smith"\n',
         'foreword_by: "Dr Jane Smith" reads like the name of a person. Write the role'),
        ('[[consultations]]\nkind = "prison"\n', "line 1, consultation 1: it says neither when they were asked nor why"),
        ('[[blanks]]\nof = "aims"\nunder = "weapon"\nwhy = "Lost"\n' + PRIORITY, 'under: "weapon" is the id of nothing in the '
         'strategy. Did you mean "weapons"?'),
    ],
)  # fmt: skip
def test_fault_in_the_strategy_is_told_with_its_remedy(text: str, told: str, tmp_path: Path) -> None:
    faults = faults_of(tmp_path / "s", strategy=text)
    assert [fault for fault in faults if told in fault], faults
    assert all(fault.startswith("strategy/strategy.toml, line ") for fault in faults)


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("indicators.toml", 'reason = "The hospital has not shared its counts yet."\n', "",
         "indicator sharp-object-admissions: it is not yet quantifiable, and does not say why. Write reason = ..."),
        ("indicators.toml", 'adopts = "sharp_object_admissions"', 'adopts = "sharp_objects_admissions"',
         'adopts: "sharp_objects_admissions" is no success measure that ships. Did you mean "sharp_object_admissions"?'),
        ("indicators.toml", "upper = 63.4", "upper = 60.4", "values 1: 61 is not within 58.5 to 60.4"),
        ("indicators.toml", 'title = "Robbery', 'values = [{ period = "2024", value = 1, source = "x", dated = 2024-01-01 }]\n'
         'title = "Robbery', "indicator robbery-rate: it has both a row of the measures and figures typed in"),
        ("indicators.toml", 'theme = "robbery"', 'theme = "robbery"\nperiod_type = "year"', 'row, period_type: "year" is no '
         "kind of period. There are: calendar_year"),
        ("actions.toml", 'state = "under_way"', 'state = "done"', "action patrols: it is done, and does not say when"),
        ("actions.toml", 'state = "under_way"', 'state = "paused"', "action patrols: it is paused, and does not say why"),
        ("actions.toml", "pounds = 12000", "pounds = -1", "action patrols, resources 2, pounds: -1: input should be greater"),
        ("actions.toml", 'depends_on = ["patrols"]', 'depends_on = ["patrol"]', 'depends_on 1: "patrol" is no id of '
         '[[actions]]. Did you mean "patrols"?'),
        ("interventions.toml", "ends = 2027-04-30", "ends = 2026-04-30", "it ends on 2026-04-30, before it starts"),
        ("interventions.toml", "# no_comparison", "no_comparison", "it has a comparison and says why it has none"),
        ("questions.toml", 'state = "open"', 'state = "dropped"', "it was dropped, and does not say what came of it"),
        ("services.toml", 'partner = "schools" ', "", "it does not say who offers it"),
        ("scores.toml", "highest = 0.5", "highest = 0.1", "its highest, 0.1, is below its lowest, 0.2"),
        ("scores.toml", "score = 4 ", "score = nan ", "score: NaN: input should be a finite number"),
        ("decisions.toml", 'build = "9c1f0b7a2d4e"', 'build = "yesterday"', '"yesterday" is not a build'),
        ("voices/survivors.toml", '"Brackenshire"', '"E01999001"', '"E01999001" is not the code of a district or a larger'),
        ("voices/survivors.toml", '"Brackenshire"', '"E02999001"', '"E02999001" is not the code of a district or a larger'),
        ("voices/survivors.toml", '"Brackenshire"', '"E05999001"', '"E05999001" is not the code of a district or a larger'),
        ("voices/survivors.toml", '"Brackenshire"', '"Brackenshire 004B"', "smaller than a district"),
        ("voices/survivors.toml", '"Brackenshire"', '"BR1 2AB"', "smaller than a district"),
        ("voices/survivors.toml", '"Brackenshire"', '"Moor Estate"', "smaller than a district"),
        ("voices/survivors.toml", "what would have helped.", "at jane@example.org.", "it holds an e-mail address"),
        ("voices/survivors.toml", "what would have helped.", "on 07700 900123.", "it holds a telephone number"),
        ("voices/survivors.toml", "what would have helped.", "in BR1 2AB.", "it holds a postcode"),
        ("voices/survivors.toml", "what would have helped.", "<script>x</script>", '"<script>" is mark-up of a web page'),
        ("voices/survivors.toml", "I wanted", "I <i>wanted", 'voice v-001, words: "<i>" is mark-up of a web page'),
        ("voices/survivors.toml", '"partners"]', '"board"]', 'voice v-001, consent, editions 2: "board" is not one of public, '
         "partners"),
    ],
)  # fmt: skip
def test_one_fault_in_a_complete_strategy_is_the_one_that_is_told(
    name: str, old: str, new: str, told: str, own: Path
) -> None:
    text = (own / name).read_text(encoding="utf-8")
    assert old in text
    (own / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    faults = [str(fault) for fault in read_files(own)[1]]
    assert [fault for fault in faults if told in fault], faults
    assert all(fault.startswith(f"strategy/{name}, line ") for fault in faults)
    assert len(faults) == 1


@pytest.mark.parametrize(
    "code",
    [
        "E06000901", "E07000001", "W06000001", "E10000009", "E22000001", "E23000035", "E12000009", "W92000004", "Dorset",
        "South West", "Bristol, City of", "Bournemouth, Christchurch and Poole", "Forest of Dean", "Chester-le-Street",
    ],
)  # fmt: skip
def test_places_of_voices_may_be_districts_and_larger_areas(code: str, own: Path) -> None:
    path = own / "voices" / "survivors.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"Brackenshire"', f'"{code}"'), encoding="utf-8")
    assert read_files(own)[1] == ()


@pytest.mark.parametrize(
    "place",
    [
        "Rodwell Estate, Weymouth", "near the Co-op, Portland", "Weymouth, the Park district", "Chesil Bank ward", "Flat 3",
        "14 High Street", "Street, Somerset", "E12", "E120000091", "E99000001",
    ],
)  # fmt: skip
def test_places_of_voices_may_not_be_smaller_than_a_district(place: str, own: Path) -> None:
    path = own / "voices" / "survivors.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"Brackenshire"', f'"{place}"'), encoding="utf-8")
    (fault,) = read_files(own)[1]
    assert "smaller than a district" in str(fault) or "is not the code of a district" in str(fault)
    assert place not in str(fault) or place.startswith("E")


def test_how_a_statement_was_made_holds_no_postcode(own: Path) -> None:
    path = own / "voices" / "survivors.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"Interview"', '"Interview in BR1 2AB"'), encoding="utf-8")
    (fault,) = read_files(own)[1]
    assert "method: it holds a postcode" in str(fault)


def test_voices_may_stand_in_several_files_and_share_no_id(own: Path) -> None:
    shutil.copy(own / "voices" / "survivors.toml", own / "voices" / "another.toml")
    faults = [str(fault) for fault in read_files(own)[1]]
    assert faults == [
        'strategy/voices/survivors.toml, line 2, voice v-001, id: the id "v-001" is taken already '
        "(strategy/voices/another.toml, line 1). Give this one an id of its own, and correct what names it."
    ]


def test_files_of_other_names_and_other_encodings_are_told(own: Path) -> None:
    (own / "action.toml").write_text("", encoding="utf-8")
    (own / "factors.toml").write_bytes("# ok\n# caf\u00e9".encode("latin-1"))
    faults = [str(fault) for fault in read_files(own)[1]]
    assert 'strategy/action.toml, line 1: no file of this name is read. Did you mean "actions.toml"?' in faults
    assert "strategy/factors.toml, line 2: it is not text in UTF-8. Save the file again as UTF-8." in faults


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("actions.toml", "due = 2027-03-31", "due = 2027-02-30"),
        ("actions.toml", 'state = "under_way"', 'state = "under_way"\nstate = "done"'),
        ("actions.toml", "[[actions]]", "[[action]]"),
        ("interventions.toml", "[[interventions]]", "[interventions]"),
        ("voices/survivors.toml", 'id = "v-001"', "id = v-001"),
        ("strategy.toml", "[[priorities]]", "[[priorities]"),
        ("indicators.toml", 'direction = "up"', "direction = up"),
    ],
)
def test_what_cannot_be_read_is_one_fault_and_no_id_in_it_is_said_to_be_missing(
    name: str, old: str, new: str, own: Path
) -> None:
    text = (own / name).read_text(encoding="utf-8")
    assert old in text
    (own / name).write_text(text.replace(old, new), encoding="utf-8")
    faults = read_files(own)[1]
    assert {fault.where.file for fault in faults} == {name}
    assert len(faults) == 1, [str(fault) for fault in faults]


def test_two_files_that_cannot_be_read_are_two_faults_and_others_are_still_told(own: Path) -> None:
    (own / "actions.toml").write_text("[[actions]]\nid = patrols\n", encoding="utf-8")
    (own / "partners.toml").write_bytes("# caf\u00e9".encode("latin-1"))
    path = own / "indicators.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('aims = ["fewer-carry"]', 'aims = ["fewer-cary"]', 1), encoding="utf-8")
    first, second, third = (str(fault) for fault in read_files(own)[1])
    assert first.endswith('"fewer-cary" is no id of [[aims]]. Did you mean "fewer-carry"?')
    assert second.startswith('strategy/actions.toml, line 2: the line "id = patrols" cannot be read as TOML')
    assert third.startswith("strategy/partners.toml, line 1: it is not text in UTF-8.")


def test_a_file_under_a_misspelt_name_makes_no_id_unknown(own: Path) -> None:
    (own / "actions.toml").rename(own / "action.toml")
    (fault,) = read_files(own)[1]
    assert str(fault) == 'strategy/action.toml, line 1: no file of this name is read. Did you mean "actions.toml"?'


def test_an_id_that_is_nowhere_is_told_beside_a_file_that_has_nothing_to_do_with_it(own: Path) -> None:
    (own / "notes.toml").write_text("", encoding="utf-8")
    path = own / "actions.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"schools"', '"school"', 1), encoding="utf-8")
    stranger, unknown = (str(fault) for fault in read_files(own)[1])
    assert "notes.toml" in stranger and '"school" is no id of [[partners]]' in unknown


@pytest.mark.parametrize(
    "words", ["I wanted somebody", '["I wanted somebody"]', '"I wanted somebody" "to ask"', '"I wanted']
)
def test_a_fault_in_what_somebody_said_does_not_repeat_it(words: str, own: Path) -> None:
    path = own / "voices" / "survivors.toml"
    said = '"I wanted somebody to ask me what would have helped."'
    path.write_text(path.read_text(encoding="utf-8").replace(said, words), encoding="utf-8")
    (fault,) = read_files(own)[1]
    assert "wanted" not in str(fault)
    assert "strategy/voices/survivors.toml, line 10" in str(fault)


IN_THE_WRONG_PLACE = [
    ('id = "v-001"', 'id = "He hit me again"'),
    ('role = "victim_or_survivor"', 'role = "He hit me again"'),
    ('method = "Interview"', 'method = "He hit me <b>again</b>"'),
    ('method = "Interview"', 'method = ["He hit me again"]'),
    ("on = 2025-11-03", 'on = "He hit me again"'),
    ("on = 2025-11-03", '"He hit me again" = 2025-11-03'),
    ('place = "Brackenshire"', 'place = "He hit me again, Moor Street"'),
    ('place = "Brackenshire"', 'place = { "He hit me again" = 1 }'),
    ('themes = ["being-heard"]', 'themes = ["He hit me again"]'),
    ('themes = ["being-heard"]', 'themes = "He hit me again"'),
    ('priorities = ["weapons"]', 'priorities = ["He hit me again"]'),
    ('editions = ["public", "partners"]', 'editions = ["He hit me again"]'),
    ("until = 2028-11-03", 'until = "He hit me again"'),
    ("until = 2028-11-03", 'until = 2028-11-03, "He hit me again" = 1'),
    ("until = 2028-11-03", 'until = 2028-11-03, "He hit me again" = 1, "He hit me again" = 1'),
    ("\nconsent = {", '\nconsent = "He hit me again"\n"also" = {'),
    ("[[voices]]", '[["He hit me again"]]'),
    ("[[voices]]", '["He hit me again"]\n["He hit me again"]'),
    ("[[voices]]", '"He hit me again" = "He hit me again"\n[[voices]]'),
    ("[[not_heard]]", '[[not_heard]]\n"He hit me again" = 1'),
    ("due = 2026-11-30", 'due = "He hit me again"'),
    ("\nwords = ", '\nwords = "He hit me again"\nwords = '),
    ("\nwords = ", "\nHe hit me again = "),
    ("\nwords = ", "\nwords = 'He hit me again' # "),
]


@pytest.mark.parametrize(("old", "new"), IN_THE_WRONG_PLACE)
def test_no_fault_of_a_file_of_voices_repeats_what_is_written_there(old: str, new: str, own: Path) -> None:
    path = own / "voices" / "survivors.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    faults = [str(fault) for fault in read_files(own)[1]]
    assert faults or "#" in new
    assert [fault for fault in faults if re.search("(?i)hit.me|me.again", fault)] == []


def test_an_id_of_anything_twice_is_not_repeated(own: Path) -> None:
    path = own / "voices" / "survivors.toml"
    text = path.read_text(encoding="utf-8").replace('id = "v-001"', 'id = "He hit me"')
    path.write_text(text, encoding="utf-8")
    path.with_name("more.toml").write_text(text, encoding="utf-8")
    assert [str(fault) for fault in read_files(own)[1] if "hit me" in str(fault)] == []


def test_a_file_saved_by_notepad_is_read(own: Path) -> None:
    path = own / "questions.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert read_files(own) == read_files(COMPLETE)


def test_order_of_entries_changes_nothing_but_their_order(own: Path) -> None:
    text = (own / "actions.toml").read_text(encoding="utf-8")
    first, second = text.split("\n\n[[actions]]")
    (own / "actions.toml").write_text(f"[[actions]]{second}\n{first}\n", encoding="utf-8")
    strategy, faults = read_files(own)
    assert faults == ()
    assert set(strategy.actions) == set(read_files(COMPLETE)[0].actions)


def test_consent_is_for_an_edition_and_a_time() -> None:
    (voice,) = read_files(COMPLETE)[0].voices
    assert voice.consent is not None
    day = dt.date(2026, 6, 1)
    assert voice.consent.covers("public", day)
    assert not voice.consent.covers("public", dt.date(2028, 11, 4))
    assert not voice.consent.covers("public", dt.date(2025, 11, 2))
    assert not voice.consent.model_copy(update={"editions": ("partners",)}).covers("public", day)
    assert not voice.consent.model_copy(update={"withdrawn": day}).covers("public", day)
    for edition in ("public", "partners"):
        assert not voice.consent.model_copy(update={"purposes": ("training", "research")}).covers(edition, day)


OLD_CONSENT = 'purpose = "Training of officers only, not for publication"'


@pytest.mark.parametrize(
    ("new", "told"),
    [
        (OLD_CONSENT, "voice v-001, consent: consent is for one or more purposes of a list, and no more in words of its own. "
         "Write purposes = [...] in the place of purpose, with what the speaker agreed to, out of: strategy, partners_work, "
         "commissioning, training, research. Only strategy lets the words onto a page."),
        ('purposes = ["training of officers, not for publication"]', "voice v-001, consent, purposes 1: "
         '"[what is written there]" is not one of strategy, partners_work, commissioning, training, research. Write one'),
        ("purposes = []", "voice v-001, consent: nothing says what it is for. Write one or more of: strategy,"),
    ],
)  # fmt: skip
def test_purposes_are_of_a_list_and_never_words(new: str, told: str, own: Path) -> None:
    path = own / "voices" / "survivors.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('purposes = ["strategy"]', new), encoding="utf-8")
    (fault,) = read_files(own)[1]
    assert str(fault).startswith(f"strategy/voices/survivors.toml, line 11, {told}")
    assert "officers" not in str(fault)


@pytest.mark.parametrize(("purposes", "faults"), [('["strategy"]', 1), ('["training"]', 0)])
def test_editions_are_named_where_words_are_for_pages(purposes: str, faults: int, own: Path) -> None:
    path = own / "voices" / "survivors.toml"
    text = path.read_text(encoding="utf-8").replace('["strategy"]', purposes)
    path.write_text(text.replace('editions = ["public", "partners"], ', ""), encoding="utf-8")
    told = [str(fault) for fault in read_files(own)[1]]
    assert ["line 11, voice v-001, consent: nothing says in which editions" in one for one in told] == [True] * faults
