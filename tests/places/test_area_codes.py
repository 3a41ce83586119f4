"""A partnership's area is the codes it names: of any kind, overlapping or not, wrong ones met with the nearest names."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_district import CSP_FAR, CSP_NORTH, FARLAND, FORCE_OF, LSOAS, MOOR, NAMES, NORTHMOOR, SOUTHFEN

from purbeck import flow, places
from purbeck.errors import PlaceError


@pytest.fixture(scope="module")
def members() -> pd.DataFrame:
    """Each LSOA of the small district and where it lies."""
    lsoas = pd.DataFrame(
        [(c, f"{NAMES[d]} {c[-3:]}A", f"E0599{c[-4:]}", f"Ward {c[-1]}", d, NAMES[d]) for c, d, _ in LSOAS],
        columns=["lsoa21", "lsoa_name", "ward_code", "ward_name", "district_code", "district_name"],
    )
    pairs = pd.DataFrame(
        [(d, c, NAMES[c], *FORCE_OF[d]) for d, c in sorted({(d, c) for _, d, c in LSOAS})],
        columns=["district_code", "csp_code", "csp_name", "force_code", "force_name"],
    )
    regions = pd.DataFrame(
        [(d, "E12000091", "Dogger West") for d in FORCE_OF], columns=["district_code", "region_code", "region_name"]
    )
    csps = pd.DataFrame([(c, k, NAMES[k]) for c, _, k in LSOAS], columns=["lsoa21", "csp_code", "csp_name"])
    return places.membership(lsoas, pairs, regions, csps)


EVERY = tuple(code for code, _, _ in LSOAS)
INSIDE = {
    NORTHMOOR: EVERY[:4],
    SOUTHFEN: EVERY[4:6],
    FARLAND: EVERY[6:],
    CSP_NORTH: EVERY[:5],
    CSP_FAR: EVERY[6:],
    MOOR: EVERY[:6],
    "E05990003": EVERY[2:3],
    "E01990008": EVERY[7:],
}


@pytest.mark.parametrize("code", INSIDE)
def test_code_of_each_kind_comes_to_its_lsoas(members: pd.DataFrame, code: str) -> None:
    assert places.area_of([code], members).lsoas == INSIDE[code]


@given(codes=st.lists(st.sampled_from(sorted(INSIDE)), min_size=1, max_size=6))
def test_overlapping_codes_count_nothing_twice(members: pd.DataFrame, codes: list[str]) -> None:
    found = places.area_of(codes, members)
    assert set(found.lsoas) == {lsoa for code in codes for lsoa in INSIDE[code]}
    assert list(found.lsoas) == sorted(set(found.lsoas))
    assert found.codes == tuple(codes)


@pytest.mark.parametrize(
    ("code", "nearest"),
    [
        ("E06000990", f"{NORTHMOOR} Northmoor"),
        ("E07000999", f"{SOUTHFEN} Southfen"),
        ("E22000990", f"{CSP_NORTH} Northmoor"),
        ("E01990009", "E01990008 Farland 008A"),
        ("Northmor", f"{NORTHMOOR} Northmoor"),
        ("southfen", f"{SOUTHFEN} Southfen"),
    ],
)
def test_unknown_code_is_answered_with_the_nearest(members: pd.DataFrame, code: str, nearest: str) -> None:
    with pytest.raises(PlaceError) as caught:
        places.area_of([NORTHMOOR, code], members)
    assert f'"{code}" is not in the lookups supplied. The nearest are ' in caught.value.what
    assert nearest in caught.value.what
    assert "area in partnership.toml" in caught.value.todo
    assert caught.value.exit_code == 4


def test_code_near_nothing_has_no_suggestion(members: pd.DataFrame) -> None:
    with pytest.raises(PlaceError) as caught:
        places.area_of(["zzzzzzzz"], members)
    assert caught.value.what == 'The area code "zzzzzzzz" is not in the lookups supplied.'


@pytest.mark.parametrize(
    "code",
    ["", "Dorset", "E0600005", "E060000590", "e06000059", "E06000059\n", " E06000059", "E99000001", "E12000009",
     "E06OOOO59", "E0600005９", "K04000001"],
)  # fmt: skip
def test_malformed_code_is_refused_before_anything_is_made(tmp_path: object, code: str) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path)) / "made"
    with pytest.raises(PlaceError, match="is not an area code") as caught:
        flow.new(folder, name="N", area=[NORTHMOOR, code])
    assert "E06000059" in caught.value.todo
    assert not folder.exists()


def test_wales_stands_in_the_place_of_a_region() -> None:
    """ONS gives Wales no regions; Welsh CSPs are W14, Welsh forces W15."""
    lsoas = pd.DataFrame(
        [("W01000001", "A", "W05000001", "Ward", "W06000001", "Ynys")],
        columns=["lsoa21", "lsoa_name", "ward_code", "ward_name", "district_code", "district_name"],
    )
    pairs = pd.DataFrame(
        [("W06000001", "W14000001", "Ynys", "W15000001", "North Wales")],
        columns=["district_code", "csp_code", "csp_name", "force_code", "force_name"],
    )
    regions = pd.DataFrame({"district_code": [], "region_code": [], "region_name": []}, dtype="str")
    found = places.membership(lsoas, pairs, regions, None).iloc[0]
    assert (found["region_code"], found["region_name"]) == ("W92000004", "Wales")
    assert (found["nation_code"], found["csp_code"]) == ("W92000004", "W14000001")


def test_place_nobody_named_goes_by_its_code(members: pd.DataFrame) -> None:
    lsoas = members[["lsoa21", "lsoa_name", "ward_code", "ward_name", "district_code", "district_name"]].copy()
    lsoas.loc[2, "ward_name"] = None
    pairs = members[["district_code", "csp_code", "csp_name", "force_code", "force_name"]].drop_duplicates()
    regions = members[["district_code", "region_code", "region_name"]].drop_duplicates()
    found = places.membership(lsoas, pairs, regions, None)
    assert found.loc[2, "ward_name"] == "E05990003"


@pytest.mark.parametrize(
    ("name", "key"),
    [("Dorset Police", "dorset"), ("Devon & Cornwall Police", "devon and cornwall"), ("Devon and Cornwall",
      "devon and cornwall"), ("Avon and Somerset Constabulary", "avon and somerset"), ("Dyfed-Powys Police",
      "dyfed powys"), ("City of London Police", "city of london"), ("London, City of", "city of london"),
     ("Metropolitan Police Service", "metropolitan")],
)  # fmt: skip
def test_one_force_under_the_names_publishers_give_it(name: str, key: str) -> None:
    assert places.force_key(name) == key


COUNTIES = pd.DataFrame(
    [(NORTHMOOR, "E10000991", "Moorshire"), (SOUTHFEN, "E10000991", "Moorshire")],
    columns=["district_code", "county_code", "county_name"],
)
DISTRICTS = pd.DataFrame([(d, NAMES[d]) for d in FORCE_OF], columns=["district_code", "district_name"])


def test_a_county_is_as_the_lookup_has_it_unless_the_partnership_lists_it() -> None:
    found = places.counties_of(COUNTIES, {}, DISTRICTS)
    assert found.to_dict("records") == COUNTIES.to_dict("records")
    listed = places.counties_of(COUNTIES, {"Fen & Far": [SOUTHFEN, FARLAND]}, DISTRICTS).set_index("district_code")
    assert listed["county_name"].to_dict() == {
        NORTHMOOR: "Moorshire",
        SOUTHFEN: "Fen & Far",
        FARLAND: "Fen & Far",
    }
    assert listed.loc[FARLAND, "county_code"] == "county-fen-far"


def test_a_county_with_a_district_of_another_year_is_left_out() -> None:
    """Its rank would rest on some of its people."""
    older = pd.DataFrame([(FARLAND, "E10000992", "Farshire"), ("E07000982", "E10000992", "Farshire")],
                         columns=COUNTIES.columns)  # fmt: skip
    found = places.counties_of(pd.concat([COUNTIES, older]), {}, DISTRICTS)
    assert found.to_dict("records") == COUNTIES.to_dict("records")


@pytest.mark.parametrize(
    ("listed", "words"),
    [
        ({"Moor": ["E06000999"]}, 'partnership.toml, counties: "E06000999" is in no lookup.'),
        ({"A": [NORTHMOOR], "B": [NORTHMOOR]}, f'"{NORTHMOOR}" is listed in two counties'),
    ],
)
def test_a_county_listed_wrongly_is_met_with_words(listed: dict[str, list[str]], words: str) -> None:
    with pytest.raises(PlaceError, match=r"counties") as caught:
        places.counties_of(COUNTIES, listed, DISTRICTS)
    assert words in caught.value.what


def test_a_district_without_a_county_is_in_none() -> None:
    """Unitary authorities are in no shire county: they are left out of a rank of counties, not put into one."""
    lsoas = pd.DataFrame(
        [(c, c, f"E0599{c[-4:]}", "Ward", d, NAMES[d]) for c, d, _ in LSOAS],
        columns=["lsoa21", "lsoa_name", "ward_code", "ward_name", "district_code", "district_name"],
    )
    pairs = pd.DataFrame(
        [(d, c, NAMES[c], *FORCE_OF[d]) for d, c in sorted({(d, c) for _, d, c in LSOAS})],
        columns=["district_code", "csp_code", "csp_name", "force_code", "force_name"],
    )
    regions = pd.DataFrame(columns=["district_code", "region_code", "region_name"])
    found = places.membership(lsoas, pairs, regions, None, COUNTIES).set_index("lsoa21")
    assert found.loc[list(EVERY[:6]), "county_name"].unique().tolist() == ["Moorshire"]
    assert found.loc[list(EVERY[6:]), "county_code"].isna().all()
