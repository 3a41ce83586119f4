"""How areas alike and concentration are worded: doubt in the fixed words, nothing missing called zero."""

from __future__ import annotations

import pytest

from purbeck.findings.wording import concentration, similar
from purbeck.findings.wording.doubt import LOW_RATE

WHERE = ("Dorset district", 2025)
OTHERS = (26.6, ("Wealden", 19.6), ("Conwy", 43.6))


def among(rank: tuple[float, float, float], left_out: str = "") -> str:
    """The sentence for 16 districts."""
    return similar.among("Violence", WHERE, (21.32, 20.86, 21.79), OTHERS, rank, 16, 0.95, left_out)


def test_a_place_among_those_like_it() -> None:
    assert among((14.0, 12, 15)) == (
        "Violence: Dorset district has the 14th highest rate of 16 districts in 2025, itself and those most like it. The "
        "police recorded 21.3 per 1,000 residents there (95% interval 20.9 to 21.8); in the middle one of the others 26.6, from "
        "19.6 in Wealden to 43.6 in Conwy. The 95% interval of its rank is from 12th to 15th, where 1st is the highest rate. "
        + LOW_RATE
    )
    assert LOW_RATE not in among((3.0, 2, 5))
    assert "is that rank alone" in among((1.0, 1, 1))
    assert similar.among_title("Robbery", WHERE[0], 16.0, 16) == (
        "Robbery: of the 16 districts most alike, Dorset district has the lowest rate"
    )


def test_what_was_not_filed_is_unavailable_and_not_zero() -> None:
    assert similar.unavailable(["Medway"], ["Somerset", "Torbay"]) == (
        " Unavailable, since their force filed nothing of the year: Medway; left out of the ranking, since their force filed "
        "too little of it: Somerset and Torbay. That is not zero."
    )
    assert similar.unavailable([], []) == ""


def test_what_the_list_is_made_of_and_not_made_of_is_said() -> None:
    said = similar.alike_in(["Residents per hectare", "Share of residents aged 65 and over"], ["Tenure"])
    assert said.startswith("Alike in residents per hectare and share of residents aged 65 and over, ")
    assert "No recorded crime is among it." in said and said.endswith("no table of it is held: tenure.")
    assert "Not looked at" not in similar.alike_in(["Residents per hectare"], [])


@pytest.mark.parametrize("reason", similar.NO_LIST)
def test_why_there_is_no_list(reason: str) -> None:
    said = similar.no_list("Dorset district", reason)
    assert said.startswith("Cannot tell from this source which areas are most like Dorset district: ")
    assert said.endswith(f"{similar.NO_LIST[reason]}.")


@pytest.mark.parametrize(
    ("limits", "residents", "words"),
    [((0.43, 0.46), 0.26, "clearly higher than the 26.0%"), ((0.1, 0.2), 0.26, "clearly lower than the 26.0%"),
     ((0.2, 0.3), 0.26, "no clear difference from the 26.0%")],
)  # fmt: skip
def test_what_chosen_areas_held_next(limits: tuple[float, float], residents: float, words: str) -> None:
    said = concentration.held_next(0.5, (54, 2024, range(1, 5)), (2025, range(1, 13)), 0.25, limits, 0.95, residents)
    assert said.startswith("The 54 that held half of January to April 2024's held 25.0% of 2025's (95% interval ")
    assert said.endswith(f"{words} of residents who live there.")


def test_the_latest_year_stands_beside_chance() -> None:
    assert concentration.concentrated("Violence", 2025, (56, 223), 0.397) == (
        "Violence: half of the offences recorded in 2025 were in 25.1% of small areas (56 of 223 LSOAs). If it were spread "
        "as people are, chance alone would put half into 39.7% of them."
    )
    title = concentration.held_title("Violence", (1, 2024, range(1, 13)), 0.445, 2025)
    assert title == "Violence: the 1 small area with half of 2024's held 44.5% in 2025"


def test_why_nothing_is_said() -> None:
    assert "of 2024, none and of 2025, January to March; at least 3 of each" in concentration.too_few_months(
        "Violence", (2024, 2025), ((), (1, 2, 3)), 3
    )
    assert "20 offences in 2024 and 91 in 2025" in concentration.too_few_events("Robbery", (2024, 2025), (20, 91), 100)
    changed = concentration.places_changed("Robbery", (2021, 2022), "other map points were put in place")
    assert "cannot tell from this source" in changed and "other map points were put in place" in changed
    assert "there is one." in concentration.too_few_places("Robbery", 1)
    assert "cannot tell" in concentration.nothing_title("Robbery", "places_changed")
    assert "too few to tell" in concentration.nothing_title("Robbery", "too_few_events")
