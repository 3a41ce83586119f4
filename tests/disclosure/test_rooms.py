"""Editions of Brackenshire with all its partners: made of protected counts alone, in a room without the tables that hide them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purbeck import Workspace, disclosure
from purbeck.counts import Counts
from purbeck.disclosure import edition as editions
from purbeck.disclosure.asked import Asked, Recording, Released, completed
from purbeck.disclosure.known import _steps
from purbeck.disclosure.linking import KEY, Structure
from purbeck.disclosure.protecting import audit, protect
from purbeck.disclosure.room import Room
from purbeck.disclosure.rules import load_rules
from purbeck.errors import DisclosureError
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.incidents.incident import TABLE as INCIDENTS
from purbeck.incidents.shared_events import PAIRS
from purbeck.measures.measure import TABLE as MEASURES
from purbeck.sources.door import SOURCES
from purbeck.sources.returns.figures import RETURNED
from purbeck.sources.returns.records import RECORDS
from purbeck.tables import Column, Table

EDITIONS = ("public", "partners")
BASES = {
    source.name: load_rules().of("public", source.name).round_to for source in SOURCES if not source.already_public
}
SMALL = {"hospital_admissions_return": 7}  # whose rule is of 1 to 7 in the partners' edition too
OF_RANGES = (
    "perception",
    "hidden_need",
    "pathways",
    "overlap",
)  # whose counts may be ends of ranges, or of people asked


@pytest.fixture(scope="module")
def made(partnered: Workspace) -> dict[str, editions.Edition]:
    """Both editions."""
    return {name: editions.edition(partnered, name) for name in EDITIONS}


@pytest.mark.slow
@pytest.mark.parametrize("name", EDITIONS)
def test_an_attacker_who_knows_every_count_shown_learns_no_hidden_one(
    made: dict[str, editions.Edition], name: str
) -> None:
    found = made[name]
    looked = audit(found.counts, found.structure, load_rules())
    assert looked["safe"].all()
    assert len(looked[looked["less"].isna()]) == found.counts["decision"].str.startswith("hidden").sum() > 10


@pytest.mark.slow
def test_every_count_of_the_public_edition_is_rounded_nought_or_hidden(made: dict[str, editions.Edition]) -> None:
    counts = made["public"].counts
    partners = counts[~counts["source"].isin(["recorded_crime", "survey"])]
    shown = partners["value"].dropna().astype(int)
    assert len(shown) > 500 and (shown % 5 == 0).all()
    rows = made["public"].rows
    for row in rows[~rows["already_public"]].to_dict("records"):
        table = json.loads(row["table"])
        names = [column for column, _, _ in table["columns"]]
        for at in [n for n, one in enumerate(names) if one == "count"]:
            of_events = [one[at] for one in table["rows"] if row["analysis"] not in OF_RANGES]
            assert all(n is None or n % 5 == 0 for n in of_events), (row["analysis"], row["title"], of_events)


@pytest.mark.slow
def test_no_hidden_count_is_in_the_partners_edition(made: dict[str, editions.Edition]) -> None:
    counts = made["partners"].counts
    for source, own in counts.groupby("source"):
        shown = own["value"].dropna().astype(int)
        if source not in ("recorded_crime", "survey"):
            assert not shown.between(1, SMALL.get(str(source), 4)).any(), source
    hidden = counts["decision"].str.startswith("hidden")
    assert counts.loc[hidden, "value"].isna().all()


@pytest.mark.slow
@pytest.mark.parametrize("name", EDITIONS)
def test_the_range_of_a_suppliers_mark_is_told(made: dict[str, editions.Edition], name: str) -> None:
    """Quarters of admissions came as "*", which their contract says is 1 to 7."""
    counts = made[name].counts
    assert (counts["shown_most"].dropna() < 10**9).all()
    admitted = counts[counts["what"].str.endswith("/sharp_object_admissions")]
    one_mark = admitted[(admitted["least"] == 1) & (admitted["most"] == 7)]
    assert len(one_mark) and one_mark["decision"].str.startswith("hidden").all()
    small = one_mark[one_mark["decision"] == "hidden: small number"]
    assert len(small) and (small["shown_least"] == 1).all() and (small["shown_most"] == 7).all()
    wide = admitted[admitted["shown_most"] - admitted["shown_least"] >= 5]
    assert wide["value"].isna().all(), "the middle of a range is no count"
    said = made[name].rows.query("analysis == 'success'")["statement"]
    assert said.str.contains("the counts of all 8 quarters are hidden").any()


@pytest.mark.slow
def test_the_room_needs_no_table_of_partners(
    partnered: Workspace, made: dict[str, editions.Edition], tmp_path: Path
) -> None:
    """An edition is a function of what is published and of the protected counts: without partners' tables it is the same."""
    copy = Workspace(shutil.copytree(partnered.path, tmp_path / "copy"))
    asked = editions._asked(partnered, tmp_path / "asked", lambda *_: None)
    returned = copy.store.parts(RETURNED)
    copy.store.keep_parts(RETURNED, {part: key for part, key in returned.items() if part.startswith("crime_survey")})
    for table in (PAIRS, *RECORDS.values()):
        shutil.rmtree(copy.store.root / table.name, ignore_errors=True)
        (copy.store.root / f"{table.name}.parquet").unlink(missing_ok=True)
    parts = {part: copy.store.part_path(INCIDENTS, part, key) for part, key in copy.store.parts(INCIDENTS).items()}
    street = next(path for part, path in parts.items() if part.split("-")[0] not in RECORDS)
    for part, path in parts.items():
        if part.split("-")[0] in RECORDS:
            shutil.copy(street, path)  # whoever read it would count other incidents
    room = Room(copy, tmp_path / "room", Released(asked, made["public"].counts, BASES))
    editions._make(room, lambda *_: None)
    again = room.table(FINDINGS)
    told = [name for name in again if name not in ("build", "provenance")]
    pd.testing.assert_frame_equal(again[told], made["public"].rows[told])


@pytest.mark.slow
def test_the_room_has_what_is_published_and_nothing_else(partnered: Workspace, tmp_path: Path) -> None:
    room = Room(partnered, tmp_path / "room", Counts())
    assert set(room.store.rows(RETURNED)["contract"]) == {"crime_survey"}, "the Crime Survey is published"
    assert not set(room.store.rows(MEASURES)["source"]) & set(RECORDS)
    assert room.store.rows(PAIRS).empty and room.store.rows(RECORDS["police_extract"]).empty
    rows = room.store.read(INCIDENTS)
    assert set(room.store.fetch(rows.select("source").distinct())["source"]) == {"police_street"}
    unknown = Table(
        name="anything_new", meaning="a table nobody declared", columns=(Column("a", "string", "a"),), key=("a",)
    )
    with pytest.raises(DisclosureError, match="anything_new"):
        room.store.rows(unknown)


@pytest.mark.slow
@pytest.mark.parametrize("name", EDITIONS)
def test_what_is_published_already_stays_as_it_is(
    partnered: Workspace, made: dict[str, editions.Edition], name: str
) -> None:
    held = partnered.table(FINDINGS).set_index("id")
    held = held[held["already_public"]]
    found = made[name].rows.set_index("id")
    for text in ("title", "statement", "value", "table"):
        both = pd.concat([held[text], found[text].reindex(held.index)], axis=1, keys=("held", "found"))
        same = (both["held"] == both["found"]) | (both["held"].isna() & both["found"].isna())
        differ = held.loc[~same, ["analysis", "measure", "sources"]]
        own = differ["sources"].map(lambda sources: bool(set(json.loads(sources)) & set(RECORDS))).astype(bool)
        # The list of issues is without those of partners' files: how many rows of these were set aside is a count too.
        assert (own | (differ["measure"] == "rows_kept")).all(), differ


@pytest.mark.slow
def test_every_finding_is_shown_made_again_or_said_to_be_hidden(partnered: Workspace) -> None:
    held = set(partnered.table(FINDINGS)["id"])
    found = disclosure.released_for(partnered, "public")
    gone = held - {one.id for one in found}
    lost = partnered.table(FINDINGS).set_index("id").loc[sorted(gone)]
    assert set(lost["analysis"]) <= {"overlap", "pathways", "hidden_need", "perception"}, (
        "whose being there may tell something"
    )
    assert len(gone) <= 5
    (build,) = {one.build for one in found}
    assert re.fullmatch(r"[0-9a-f]{12}", build) and build not in set(partnered.table(FINDINGS)["build"])


def cells(*rows: tuple[str, str, str, int]) -> pd.DataFrame:
    """Counts of one year by group: what, group_by, group_value, count."""
    frame = pd.DataFrame(rows, columns=["what", "group_by", "group_value", "least"])
    where = {
        "universe": "police_extract",
        "place_type": "partnership",
        "place_code": "us",
        "first": "2025-01",
        "last": "2025-12",
    }
    return frame.assign(**where, most=frame["least"], source="police_extract", areas="")


def test_what_groups_leave_of_their_whole_is_a_count_too() -> None:
    found = completed(cells(("a", "all", "all", 50), ("a", "age", "under_25", 49)))
    left = found[found["group_value"] == "(others)"]
    assert left["least"].tolist() == [1], "whoever subtracts has it"
    whole = cells(("a", "all", "all", 50), ("a", "age", "under_25", 30), ("a", "age", "over", 20))
    assert len(completed(whole)) == 3, "nothing is left of groups that are all there is"


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(0, 400), min_size=1, max_size=6), st.integers(0, 9))
def test_released_counts_are_those_of_the_protected_frame_whatever_was_counted(counts: list[int], moved: int) -> None:
    """Two sets of counts with one protected frame give the same to whoever asks: nothing else comes through."""
    asked: list[Asked] = []
    for more in (0, moved):
        recording = Recording()
        recording.of(
            "some", lambda more=more: cells(*(("a", "age", str(n), one + more) for n, one in enumerate(counts)))
        )
        asked.append(recording.asked)
    protected = asked[0].all_cells().assign(decision="rounded", rule="public.default")
    value = (protected["least"] + 2) // 5 * 5
    protected = protected.assign(value=value, shown_least=value - 2, shown_most=value + 2)
    seen = [Released(one, protected, {"police_extract": 5}).of("some", cells) for one in asked]
    pd.testing.assert_frame_equal(seen[0], seen[1])
    assert (seen[0]["value"] % 5 == 0).all() and set(KEY) <= set(seen[0])


def test_counts_that_were_not_looked_at_before_are_refused() -> None:
    with pytest.raises(DisclosureError, match="not looked at before"):
        Released(Asked(), pd.DataFrame(columns=[*KEY, "decision", "value", "shown_least", "shown_most"]), {}).of(
            "new", cells
        )


def test_who_went_no_further_is_protected_as_a_count_too() -> None:
    """Of 30 people in custody 27 were offered help: whoever subtracts knows of three."""
    frame = cells(("detentions", "all", "all", 30), ("referrals_offered", "all", "all", 27))
    custody = frame.assign(universe="custody", source="custody")
    whats = _steps(custody)
    assert whats["custody"]["referrals_offered"] < whats["custody"]["detentions"]
    known = Structure({("partnership", "us"): frozenset({"a"})}, whats)
    found = protect(custody, known, load_rules(), "partners")
    assert found["decision"].str.startswith("hidden").any()
    more = custody.assign(least=[30, 31], most=[30, 31])
    assert _steps(more) == {}, "a return that says more went on than came says nothing of its steps"


# How a finding says that it cannot say: it contradicts nothing.
UNTOLD = frozenset({"cannot_tell_from_counts_shown", "cannot_tell_from_this_source", "too_few_to_tell"})


def _without_numbers(title: str) -> str:
    return re.sub(r"\d[\d,.]*", "#", title)


def _signals(row: pd.Series) -> str:
    """Which of the last months stand out and how, as a finding of months says it; "" of others."""
    return str(row["statement"]).split(". ", maxsplit=1)[0] if row["measure"] == "process" else ""


@pytest.mark.slow
@pytest.mark.parametrize("name", EDITIONS)
def test_an_edition_says_what_the_counts_say_or_that_it_cannot_be_told(
    partnered: Workspace, made: dict[str, editions.Edition], name: str
) -> None:
    """So that two editions never contradict each other: each verdict of either is that of the counts before any was rounded."""
    own, found = partnered.table(FINDINGS).set_index("id"), made[name].rows.set_index("id")
    told = found[found.index.isin(own.index) & ~found["certainty"].isin(UNTOLD)]
    for finding, row in told.iterrows():
        as_counted = own.loc[finding]
        assert _without_numbers(row["title"]) == _without_numbers(as_counted["title"])
        assert row["certainty"] == as_counted["certainty"], row["title"]
        assert _signals(row) == _signals(as_counted)
    assert (told["certainty"] == "clear").sum() > 10, "what is clear whatever the rounding is still said"


@pytest.mark.slow
def test_a_rounded_edition_leaves_open_what_its_counts_leave_open(made: dict[str, editions.Edition]) -> None:
    open_to = made["public"].rows.set_index("id")["certainty"] == "cannot_tell_from_counts_shown"
    assert 5 < open_to.sum() < 40
    places = made["public"].rows.query("analysis == 'places' and not already_public")
    assert not places["title"].str.contains("the highest rate is in").any(), "012C and 012D round alike"
