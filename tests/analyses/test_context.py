"""Who lives here: shares weigh areas by residents, what is not known is left out and said, nations stay apart."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_district import LSOAS, NORTHMOOR, PEOPLE_EACH, give, issues_of, month_of, read_sources, workspace

import purbeck
from purbeck.analyses import context
from purbeck.analyses.analysis import Evidence
from purbeck.definition.definition import read_definitions
from purbeck.workspace import Workspace

CARRIER = "lsoa21_code,IMD_decile,IMD_rank,IMD_score,Income_score,Employment_score,Education_score,Health_score,Crime_score,Housing_and_Services_score,Environment_score"  # noqa: E501 - one line of a file
CENSUS = "Lower layer Super Output Areas Code,Lower layer Super Output Areas"
DECILES = (1, 1, 2, 3, 10, 9, 8, 7)


def index(deciles: dict[str, int]) -> bytes:
    """An index of these tenths, as the carrier heads it."""
    rows = [f"{code},{d},{d * 3000},1,1,1,1,1,1,1,1" for code, d in deciles.items()]
    return "\n".join([CARRIER, *rows, ""]).encode()


def rural(codes: list[str]) -> bytes:
    """A classification in which these areas are rural and the other areas of the corner urban."""
    rows = [f"{code},{'RSN1,Smaller rural: Nearer' if code in codes else 'UN1,Urban: Nearer'}" for code, _, _ in LSOAS]
    return "\n".join(["LSOA21CD,RUC21CD,RUC21NM", *rows, ""]).encode()


def tenure(counts: dict[str, tuple[int, int]]) -> bytes:
    """Owned and rented households of these areas."""
    heading = "Tenure of household (9 categories)"
    rows = [
        f"{code},{code},{label},{n}"
        for code, pair in counts.items()
        for label, n in zip(("Owned: Owns outright", "Private rented: Other"), pair, strict=True)
    ]
    return "\n".join([f"{CENSUS},{heading},Observation", *rows, ""]).encode()


def described(made: Workspace) -> pd.DataFrame:
    """The context of a workspace whose sources have been read."""
    definition = read_definitions(made.definition_files())[0]
    return context.context(Evidence(made, definition))


def value(rows: pd.DataFrame, kind: str, topic: str, category: str) -> pd.Series:
    """The one row of a kind of place, topic and category."""
    found = rows[(rows["place_type"] == kind) & (rows["topic"] == topic) & (rows["category"] == category)]
    assert len(found) == 1, found
    return found.iloc[0]


@pytest.fixture
def corner(tmp_path: Path) -> Workspace:
    """Northmoor, four of eight areas, without any of the files of this chapter."""
    return workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03")}, (NORTHMOOR,))


def test_shares_of_residents_in_deprived_and_rural_areas(corner: Workspace) -> None:
    codes = [code for code, _, _ in LSOAS]
    give(corner, {"imd.csv": index(dict(zip(codes, DECILES, strict=True))), "ruc.csv": rural(codes[:1] + codes[4:])})
    rows = described(read_sources(corner))
    fifth = value(rows, "partnership", "deprivation_england", "most_deprived_fifth")
    assert (fifth["numerator"], fifth["denominator"], fifth["value"], fifth["coverage"]) == (4500, 6000, 0.75, 1)
    assert value(rows, "partnership", "deprivation_england", "most_deprived_tenth")["value"] == 0.5
    assert value(rows, "region", "deprivation_england", "most_deprived_fifth")["value"] == 3 / 8
    assert value(rows, "partnership", "rurality", "rural")["value"] == 0.25
    assert value(rows, "nation", "rurality", "rural")["value"] == 5 / 8
    district = value(rows, "district", "deprivation_england", "most_deprived_fifth")
    assert (district["rank"], district["ranked"]) == (1, 3)
    ranks = rows[(rows["place_type"] == "lsoa21") & (rows["category"] == "rank")]
    assert ranks.set_index("place_code")["value"].to_dict() == dict(
        zip(codes[:4], (3000, 3000, 6000, 9000), strict=True)
    )


def test_area_without_a_value_is_left_out_and_coverage_says_so(corner: Workspace) -> None:
    give(corner, {"imd.csv": index({LSOAS[0][0]: 1, LSOAS[1][0]: 9}), "t.csv": tenure({LSOAS[0][0]: (30, 10)})})
    rows = described(read_sources(corner))
    fifth = value(rows, "partnership", "deprivation_england", "most_deprived_fifth")
    assert (fifth["numerator"], fifth["denominator"], fifth["coverage"]) == (PEOPLE_EACH, 2 * PEOPLE_EACH, 0.5)
    assert pd.isna(value(rows, "district", "deprivation_england", "most_deprived_fifth")["rank"]), (
        "half known: not ranked"
    )
    owned = value(rows, "partnership", "tenure", "Owned")
    assert (owned["value"], owned["denominator"], owned["coverage"]) == (0.75, 40, 0.25)


def test_without_a_file_there_is_no_row_rather_than_zero(corner: Workspace) -> None:
    rows = described(read_sources(corner))
    assert set(rows["topic"]) == {"population", "age"}
    assert value(rows, "partnership", "population", "residents")["value"] == 4 * PEOPLE_EACH


def test_welsh_index_says_nothing_of_england(corner: Workspace) -> None:
    give(corner, {"wimd.csv": b"LSOA code,WIMD 2019 overall rank,WIMD 2019 overall decile\nW01000001,885,5\n"})
    rows = described(read_sources(corner))
    assert not rows["topic"].str.startswith("deprivation").any()
    (issue,) = issues_of(corner, "deprivation")
    assert (issue["rule"], issue["action"]) == ("vintage", "kept_as_supplied")


def test_index_on_other_areas_is_named_with_how_many(corner: Workspace) -> None:
    give(corner, {"imd.csv": index({LSOAS[0][0]: 1, "E01980021": 2, "E01980022": 3})})
    read_sources(corner)
    (issue,) = issues_of(corner, "deprivation")
    assert "2 of its 3 LSOA codes, such as E01980021, are of no LSOA of 2021" in str(issue["message"])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("ABC"), st.integers(0, 3000), st.none() | st.integers(0, 100), st.integers(0, 100)),
        min_size=1, max_size=20,
    ),
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_shares_are_sums_over_what_is_known_in_any_order(areas, random) -> None:
    members = pd.DataFrame(
        [(f"E01{n:06d}", people, place, place) for n, (place, people, _, _) in enumerate(areas)],
        columns=["lsoa21", "residents", "place_code", "place_name"],
    )
    traits = pd.DataFrame(
        [("tenure", "Owned", f"E01{n:06d}", part, part + rest, "share of households", "2021", "census")
         for n, (_, _, part, rest) in enumerate(areas) if part is not None],
        columns=["topic", "category", "lsoa21", "numerator", "denominator", "unit", "year", "source"],
    )  # fmt: skip
    order = list(range(len(traits)))
    random.shuffle(order)
    found = context.shares(traits, members, "district").set_index("place_code")
    again = context.shares(traits.iloc[order], members.iloc[::-1], "district").set_index("place_code")
    pd.testing.assert_frame_equal(found, again, check_like=True)
    for place in "ABC":
        known = [(people, part, part + rest) for p, people, part, rest in areas if p == place and part is not None]
        if sum(whole for _, _, whole in known) == 0:
            assert place not in found.index
            continue
        row = found.loc[place]
        assert row["value"] == pytest.approx(sum(p for _, p, _ in known) / sum(w for _, _, w in known))
        people = sum(n for p, n, _, _ in areas if p == place)
        assert row["coverage"] == pytest.approx(sum(n for n, _, _ in known) / people if people else 0)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, real_data: Path) -> Workspace:
    """Dorset's sources: a month of police data, lookups, people, both indices, the census tables as the ONS heads them."""
    folder = tmp_path_factory.mktemp("real")
    labels = dict(enumerate(("not deprived in any", "deprived in one", "deprived in two", "deprived in three",
                             "deprived in four")))  # fmt: skip
    deprived = pd.read_parquet(real_data / "census" / "census21_deprivation_england_wales_lsoa21.parquet")
    deprived["label"] = (
        "Household is " + deprived["households_number_deprivation_dimensions"].map(labels) + " dimension(s)"
    )
    groups = pd.read_parquet(real_data / "census" / "ethnicity21_lsoa21.parquet")
    for name, frame, heading, label, count in (
        ("a.csv", deprived, "Household deprivation (6 categories)", "label", "count"),
        ("b.csv", groups, "Ethnic group (6 categories)", "ethnic_group", "n"),
    ):
        columns = {"lsoa21_code": "Lower layer Super Output Areas Code", label: heading, count: "Observation"}
        frame[list(columns)].rename(columns=columns).to_csv(folder / name, index=False)
    made = purbeck.new(folder / "dorset", name="Dorset Community Safety Partnership", area=["E06000059"])
    purbeck.get(made.path, real_data / "police" / "england-and-wales" / "2025-12.zip")
    for given_ in (real_data / "geography", real_data / "population", real_data / "deprivation", folder / "a.csv",
                   folder / "b.csv"):  # fmt: skip
        purbeck.get(made.path, given_)
    return read_sources(made)


def test_real_shares_against_plain_sums(real: Workspace, real_data: Path) -> None:
    """The same sums by another road: pandas on the carriers' files."""
    rows = described(real)
    people = pd.read_csv(real_data / "population" / "census2021_age6_lsoa21.csv", encoding="utf-8-sig")
    people = people.groupby("Lower layer Super Output Areas Code")["Observation"].sum()
    wards = pd.read_csv(real_data / "geography" / "LSOA21_WD24_LAD24_EW_LU.csv", encoding="utf-8-sig")
    dorset = wards.loc[wards["LAD24CD"] == "E06000059", "LSOA21CD"]
    assert len(dorset) == 223, "as many as the ONS lookup and the boundary file of Dorset hold"
    imd = pd.read_csv(real_data / "deprivation" / "imd2025_england_lsoa21.csv").set_index("lsoa21_code")
    ours = imd.loc[dorset]
    expected = people[ours.index[ours["IMD_decile"] <= 2]].sum() / people[dorset].sum()
    fifth = value(rows, "partnership", "deprivation_england", "most_deprived_fifth")
    assert fifth["value"] == pytest.approx(expected, abs=1e-12)
    assert (fifth["numerator"], fifth["denominator"]) == (14_343, 379_589)
    england = value(rows, "nation", "deprivation_england", "most_deprived_fifth")
    assert england["value"] == pytest.approx(people[imd.index[imd["IMD_decile"] <= 2]].sum() / people[imd.index].sum())
    assert england["value"] == pytest.approx(0.2, abs=0.005)
    worst = rows[(rows["place_type"] == "lsoa21") & (rows["category"] == "rank")].set_index("place_code")["value"]
    assert worst.astype(int).to_dict() == ours["IMD_rank"].nsmallest(10).to_dict()
    ruc = pd.read_csv(real_data / "geography" / "LSOA21_RUC21_EW.csv", encoding="utf-8-sig").set_index("LSOA21CD")
    flagged = ruc.loc[dorset, "Urban_rural_flag"] == "Rural"
    assert value(rows, "partnership", "rurality", "rural")["numerator"] == people[flagged.index[flagged]].sum()
    groups = pd.read_parquet(real_data / "census" / "ethnicity21_lsoa21.parquet")
    ours_ = groups[groups["lsoa21_code"].isin(dorset)].groupby("ethnic_group")["n"].sum()
    assert value(rows, "partnership", "ethnic_group", "White")["value"] == pytest.approx(ours_["White"] / ours_.sum())


def test_real_welsh_areas_are_carried_only_where_whole(real: Workspace, real_data: Path) -> None:
    pairs = pd.read_csv(real_data / "geography" / "LSOA11_LSOA21_LAD22_EW_LU.csv", encoding="utf-8-sig")
    pairs = pairs[pairs["LSOA11CD"].str.startswith("W")][["LSOA11CD", "LSOA21CD"]].drop_duplicates()
    alone = ~pairs["LSOA11CD"].duplicated(keep=False) & ~pairs["LSOA21CD"].duplicated(keep=False)
    ranked = context.deprived(real)
    welsh = ranked[ranked["topic"] == "deprivation_wales"]
    assert set(welsh["lsoa21"]) == set(pairs.loc[alone, "LSOA21CD"])
    assert 1_700 < len(welsh) < 1_909
    assert welsh["ranked"].unique().tolist() == [1_909]
    assert len(ranked[ranked["topic"] == "deprivation_england"]) == 33_755


# --- estimates newer than the census ----------------------------------------------------------------------------------


def estimate(people: dict[str, tuple[int, int]]) -> bytes:
    """A mid-year file of girls of 14 and men of 20 in these areas."""
    ages = [f"{sex}{age}" for sex in "FM" for age in range(91)]
    rows = [
        ",".join([code, str(girls + men), *(str({"F14": girls, "M20": men}.get(age, 0)) for age in ages)])
        for code, (girls, men) in people.items()
    ]
    return "\n".join([",".join(["lsoa21_code", "total_population", *ages]), *rows, ""]).encode()


def test_people_and_ages_are_of_the_newest_estimate_with_the_census_beside_it(corner: Workspace) -> None:
    codes = [code for code, _, _ in LSOAS]
    give(corner, {"mid2022.csv": estimate(dict.fromkeys(codes, (700, 800))),
                  "mid2023.csv": estimate(dict.fromkeys(codes, (600, 1000)))})  # fmt: skip
    rows = described(read_sources(corner))
    for kind, areas in (("partnership", 4), ("region", 8), ("nation", 8)):
        people = value(rows, kind, "population", "residents")
        assert (people["value"], people["year"], people["source"]) == (areas * 1600, "2023", "residents_by_year")
        assert value(rows, kind, "population_census", "residents")["value"] == areas * PEOPLE_EACH
        young = value(rows, kind, "age", "Aged 14 years and under")
        assert (young["numerator"], young["denominator"], young["year"]) == (areas * 600, areas * 1600, "2023")
        assert value(rows, kind, "age", "Aged 15 to 24 years")["value"] == 0.625
        assert value(rows, kind, "sex", "Female")["value"] == 0.375
    assert not rows["topic"].str.endswith("_estimate").any()


def test_the_newest_year_is_of_those_that_most_areas_are_estimated_for(corner: Workspace) -> None:
    codes = [code for code, _, _ in LSOAS]
    give(corner, {"mid2022.csv": estimate(dict.fromkeys(codes, (700, 800))),
                  "mid2023.csv": estimate(dict.fromkeys(codes[:4], (600, 900)))})  # fmt: skip
    assert value(described(read_sources(corner)), "partnership", "population", "residents")["year"] == "2022"


def test_an_estimate_of_us_alone_is_not_set_beside_others_counts(corner: Workspace) -> None:
    give(
        corner,
        {"mid2023.csv": estimate({code: (600, 900) for code, district, _ in LSOAS if district == NORTHMOOR})},
    )
    rows = described(read_sources(corner))
    for kind in ("partnership", "region"):
        assert value(rows, kind, "population", "residents")["source"] == "population"
        assert set(rows.loc[(rows["place_type"] == kind) & (rows["topic"] == "age"), "year"]) == {"2021"}
    assert not rows["topic"].str.endswith("_estimate").any()
    assert value(rows, "partnership", "sex", "Male")["value"] == 0.6
