"""Rural domestic abuse recorded at half its rate is found in most draws, and urban, recorded whole, is flagged in few."""

from __future__ import annotations

import numpy as np

from purbeck.analyses.hidden_need import limits
from purbeck.example import answers_partners as planted
from purbeck.example.district import make_world
from purbeck.example.events import make_events
from purbeck.example.partner_events import make_records
from purbeck.example.partner_figures import Figures
from purbeck.statistics.recording import UNDER, Counted, over_elsewhere, over_level, said

SEEDS = range(1, 26)


def test_half_recording_is_found_in_four_of_five_draws_and_whole_recording_flagged_in_one_of_twenty() -> None:
    world, flagged = make_world(), {"rural": [], "urban": []}
    for seed in SEEDS:
        figures = Figures(world, make_records(world, make_events(world, seed), seed), seed)
        asked = {r["rural_urban"]: r for r in figures.rows["survey"] if r["question"] == "experienced_domestic_abuse"}
        for part, found in flagged.items():
            recorded = figures.recorded_domestic_abuse(part, planted.SURVEYED_YEAR)
            people = figures.adults(part)
            expected, low, high = (people * float(str(asked[part][name])) for name in ("estimate", "lower", "upper"))
            verdict = said(over_level(expected, (low, high), recorded, 0.95), recorded, limits())
            found.append(verdict == UNDER)
    assert np.mean(flagged["rural"]) >= 0.8
    assert np.mean(flagged["urban"]) <= 0.05


def test_the_service_tells_the_same() -> None:
    world = make_world()
    figures = Figures(world, make_records(world, make_events(world, 1), 1), 1)
    rows = [
        r
        for r in figures.rows["domestic_abuse_services"]
        if r["referral_source"] != "police" and r["period"][:4] == "2025"
    ]

    def count(part: str) -> Counted:
        return Counted.of(sum(int(str(r["referrals"])) for r in rows if r["rural_urban"] == part))

    police = figures.recorded_domestic_abuse
    found = over_elsewhere(
        count("rural"), count("urban"), Counted.of(police("rural", 2025)), Counted.of(police("urban", 2025)), 0.95
    )
    assert 1.6 <= found.ratio <= 2.5 and said(found, 100, limits()) == UNDER
