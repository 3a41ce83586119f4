"""Published figures of Dorset's three CSPs come out of a spreadsheet in the published shape, as they were published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from made_ods import HEADINGS, NOTES, Cell, write_ods

import purbeck
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.incidents.recorded import FLAGS_TABLE
from purbeck.incidents.recorded import TABLE as RECORDED
from purbeck.measures.measure import TABLE as MEASURES
from purbeck.sources.csp_names import csp_key
from purbeck.sources.source import FILES
from purbeck.workspace import Workspace

DORSET = "E06000059"
LOOKUPS = ("LSOA21_WD24_LAD24_EW_LU.csv", "LAD24_CSP24_PFA24_EW_LU.csv", "LSOA11_LSOA21_LAD22_EW_LU.csv",
           "LAD24_RGN24_EN_LU.csv", "LSOA21_CSP24_derived.csv")  # fmt: skip
# As the Home Office writes some names, where the ONS writes others.
THEIR_NAMES = {"Shepway": "Folkestone and Hythe", "City of London": "London, City of", "North Devon": "Northern Devon"}
CODES = {"Violence against the person": ("8N", "105A", "8L", "5D", "1"), "Sexual offences": ("19C", "20A"),
         "Robbery": ("34A", "34B"), "Possession of weapons offences": ("10C", "10D")}  # fmt: skip
ROWS_ELSEWHERE = 100_000


def _published(real_data: Path) -> pd.DataFrame:
    return pd.read_csv(real_data / "recorded_crime" / "csp_2025_26_dorset_force.csv")


def _of_dorset(published: pd.DataFrame) -> Iterator[tuple[Cell, ...]]:
    """The published totals, cut into quarters and offence codes, one of them below zero."""
    for row in published.itertuples(index=False):
        year, force, csp, group, total = row
        codes = CODES.get(group, ("99",))
        cuts = [(q, c) for q in (1, 2, 3, 4) for c in codes]
        share = total // len(cuts)
        for n, (quarter, code) in enumerate(cuts):
            count = share + (total - share * len(cuts) + 3 if n == 0 else -3 if n == len(cuts) - 1 else 0)
            yield year, quarter, force, csp, "Offence", group, group, code, count


def _elsewhere(real_data: Path) -> Iterator[tuple[Cell, ...]]:
    """Rows of every other CSP of England and Wales, under the Home Office's names."""
    lookup = pd.read_csv(real_data / "geography" / LOOKUPS[1], encoding="utf-8-sig", dtype=str)
    others = lookup[lookup["PFA24NM"] != "Dorset"][["PFA24NM", "CSP24NM"]].drop_duplicates().to_numpy().tolist()
    rng = np.random.default_rng(1)
    kinds = [(q, g, c) for q in (1, 2, 3, 4) for g, codes in CODES.items() for c in codes]
    counts = rng.poisson(30, ROWS_ELSEWHERE).tolist()
    for n, count in enumerate(counts):
        force, csp = others[n % len(others)]
        quarter, group, code = kinds[n // len(others) % len(kinds)]
        offence = f"Offence {n // len(others) // len(kinds)}"
        yield "2025/26", quarter, force, THEIR_NAMES.get(csp, csp), offence, group, group, code, count


@pytest.fixture(scope="module")
def dorset(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Dorset, built from its own street-level files and from recorded crime in the published shape."""
    folder = tmp_path_factory.mktemp("recorded")
    rows = [*_of_dorset(_published(real_data)), *_elsewhere(real_data)]
    ods = folder / "prc-csp-mar2021-mar2026-tables-230726.ods"
    write_ods(ods, {"Notes": NOTES, "2025_26": [HEADINGS, *rows]})
    made = purbeck.new(folder / "dorset", name="Dorset", area=[DORSET])
    for name in LOOKUPS:
        purbeck.get(made.path, real_data / "geography" / name)
    purbeck.get(made.path, real_data / "population" / "census2021_age6_lsoa21.csv")
    purbeck.get(made.path, real_data / "police" / "dorset-2014-2025.zip")
    purbeck.get(made.path, ods)
    return purbeck.build(made.path)


@pytest.mark.real
def test_every_published_total_of_the_three_csps_is_reproduced(dorset: Workspace, real_data: Path) -> None:
    found = dorset.store.rows(RECORDED, force="Dorset").groupby(["csp", "offence_group"])["count"].sum()
    published = _published(real_data).set_index(["CSP Name", "Offence Group"])["Offence Count"]
    assert found.to_dict() == published.to_dict()
    assert len(found) == 27
    read = dorset.table(FILES)
    read = read[read["source"] == "recorded_crime"].iloc[0]
    assert read["rows_read"] == read["rows_kept"] > ROWS_ELSEWHERE


@pytest.mark.real
def test_measures_of_the_dorset_csp_are_the_published_ones(dorset: Workspace) -> None:
    rows = dorset.table(MEASURES)
    rows = rows[(rows["source"] == "recorded_crime") & (rows["place_name"] == "Dorset") & (rows["place_type"] == "csp")
                & (rows["period_type"] == "financial_year") & (rows["measure"] == "count")
                & (rows["definition"] != "home_office_success_measures")]  # fmt: skip
    assert rows.set_index("theme")["count"].to_dict() == {
        "violence_and_sexual_offences": 9_301,
        "robbery": 120,
        "possession_of_weapons": 177,
        "serious_violence": 9_301 + 120 + 177,
    }


@pytest.mark.real
def test_every_csp_name_finds_its_code_and_the_notes_are_heeded(dorset: Workspace) -> None:
    flags = dorset.table(FLAGS_TABLE)
    assert flags[flags["flag"] == "unknown_name"].empty
    kent = set(flags.loc[flags["flag"] == "unassigned", "csp"].map(csp_key))
    assert kent == {csp_key(n) for n in ("Maidstone", "Medway", "Tonbridge and Malling", "Dartford and Gravesham",
                                         "Tunbridge Wells")}  # fmt: skip
    rows = dorset.table(MEASURES)
    csps = rows[(rows["source"] == "recorded_crime") & (rows["place_type"] == "csp")]
    assert not set(csps["place_name"].map(csp_key)) & kent, "unavailable, not zero"
    assert csps["place_code"].nunique() > 300


@pytest.mark.real
def test_both_counts_of_the_csp_are_explained_in_words(dorset: Workspace) -> None:
    found = dorset.table(FINDINGS)
    found = found[found["measure"] == "side_by_side"].iloc[0]
    beside = purbeck.check(dorset.path).side_by_side.set_index("kind")
    street = int(beside.loc["Violence and sexual offences", "street_level"])
    recorded = int(beside.loc["Violence and sexual offences", "recorded_crime"])
    # Nine months of 2025 at street level; the published year is cut into equal quarters here, but for a few.
    assert 6_300 < street < 6_900
    assert abs(recorded - 9_301 * 3 / 4) < 40
    assert f"Violence and sexual offences, {recorded:,} and {street:,}" in found["statement"]
    assert "neither is wrong" in found["statement"]
    assert found["period"] == "2025/26, quarters 1, 2, 3"
