"""What the gate protects is attacked from its files alone, and holds; one hidden count shown, and it does not."""

from __future__ import annotations

import json

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from purbeck.attack import attack
from purbeck.disclosure.linking import Structure
from purbeck.disclosure.protecting import protect
from purbeck.disclosure.released_files import COUNTS_FILE, STRUCTURE_FILE, counts_text, structure_text
from purbeck.disclosure.rules import load_rules

AREAS = [f"E0100000{number}" for number in range(1, 7)]
WARDS = {"E05000001": AREAS[:2], "E05000002": AREAS[2:4], "E05000003": AREAS[4:]}
STRUCTURE = Structure(
    {("lsoa21", area): frozenset([area]) for area in AREAS}
    | {("ward", ward): frozenset(areas) for ward, areas in WARDS.items()}
    | {("district", "E07000001"): frozenset(AREAS)},
    {},
)
RULES = load_rules()


def cells(counts: list[int]) -> pd.DataFrame:
    """Counts of areas, of their wards and of the district."""
    by_area = dict(zip(AREAS, counts, strict=True))
    rows = [("lsoa21", area, count) for area, count in by_area.items()]
    rows += [("ward", ward, sum(by_area[area] for area in areas)) for ward, areas in WARDS.items()]
    rows += [("district", "E07000001", sum(counts))]
    return pd.DataFrame({
        "universe": "custody:contacts", "what": "contacts", "place_type": [kind for kind, _, _ in rows],
        "place_code": [code for _, code, _ in rows], "first": "2025-01", "last": "2025-12", "group_by": "all",
        "group_value": "all", "least": pd.array([n for _, _, n in rows], dtype="Int64"),
        "most": pd.array([n for _, _, n in rows], dtype="Int64"), "source": "custody",
    })  # fmt: skip


def files(protected: pd.DataFrame) -> dict[str, str | bytes]:
    """A release of counts."""
    return {COUNTS_FILE: counts_text(protected), STRUCTURE_FILE: structure_text(STRUCTURE)}


@given(st.lists(st.integers(0, 25), min_size=6, max_size=6), st.sampled_from(["public", "partners"]))
@settings(max_examples=25, deadline=None)
def test_what_the_gate_protects_holds(counts: list[int], edition: str) -> None:
    found = attack(files(protect(cells(counts), STRUCTURE, RULES, edition)))
    assert found.safe, list(found.in_words())
    assert found.counts == 10


def test_release_that_forgot_what_an_earlier_one_showed_is_caught() -> None:
    """The first release hid other counts to protect the same one: each is safe alone, both together are not."""
    now = protect(cells([12, 3, 15, 9, 20, 30]), STRUCTURE, RULES, "partners")
    other = (now["decision"] == "hidden: would give another away").to_numpy()
    assert other.any(), "something was hidden to protect the 3"
    before = now[other].copy()
    for column in ("value", "shown_least", "shown_most"):
        before[column] = before["least"]
    before["decision"] = "as it stands"
    assert attack(files(now)).safe
    found = attack(files(now), earlier=[files(before)])
    assert ("counts", 3, 3) in [(one.kind, one.found.least, one.found.most) for one in found.leaks], list(
        found.in_words()
    )


def test_what_earlier_releases_tell_by_themselves_is_said_and_is_no_leak_of_this_one() -> None:
    now = protect(cells([12, 3, 15, 9, 20, 30]), STRUCTURE, RULES, "partners")
    before = now.assign(decision="as it stands", value=now["least"], shown_least=now["least"], shown_most=now["least"])
    found = attack(files(now), earlier=[files(before)])
    assert found.safe
    assert {(one.found.least, one.found.most) for one in found.known} >= {(3, 3)}
    said = list(found.in_words())
    assert sum("Known already" in line for line in said) == 1
    assert not any(one.hidden in line for one in found.known for line in said), "they are in JSON, one by one"
    assert len(json.loads(found.as_json())["known_already"]) == len(found.known)
