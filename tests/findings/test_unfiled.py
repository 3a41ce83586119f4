"""An area whose force filed nothing at street level: unavailable and why, never zero; what else is held stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest
from made_ods import HEADINGS, Cell, write_ods
from small_district import FARLAND, NORTHMOOR, month_of, page_alone, page_published, workspace
from typed import typed

import purbeck
from purbeck import Workspace, areas, flow
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.publication.areas import published

pytestmark = pytest.mark.slow  # builds workspace after workspace: left out of the fast suite

MONTHS = [f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13)]
MOOR_FILES = {f"{m}-moor-street.csv": month_of(m, rows=60) for m in MONTHS}
STREET_CHAPTERS = ["scale", "trend", "comparison", "places"]
EACH = {"2023/24": 30, "2024/25": 30, "2025/26": 33}
GROUP = "Violence against the person"


@pytest.fixture(scope="module")
def ods(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Three years of recorded crime: Farland's, and twice as many a quarter in Northmoor."""
    rows: dict[str, list[tuple[Cell, ...]]] = {
        year: [(year, q, force, csp, "Offence", GROUP, GROUP, "8N", times * n) for q in (1, 2, 3, 4)
               for force, csp, times in (("Far", "Farland", 1), ("Moor", "Northmoor", 2), ("Moor", "Marsh", 1))]
        for year, n in EACH.items()
    }  # fmt: skip
    sheets = {year.replace("/", "_"): [HEADINGS, *found] for year, found in rows.items()}
    path = tmp_path_factory.mktemp("ods") / "made.ods"
    return write_ods(path, {"Notes": [("A note.",)], **sheets}).read_bytes()


def built(folder: Path, files: Mapping[str, bytes], fresh: bool = False) -> Workspace:
    """Farland built from these files; its force filed none of them."""
    return flow.build(workspace(folder / "farland", files, area=(FARLAND,), fresh=fresh).path)


@pytest.fixture(scope="module")
def carried(tmp_path_factory: pytest.TempPathFactory, ods: bytes) -> Workspace:
    """Farland with recorded crime beside the other force's street-level files. Read it; do not change it."""
    return built(tmp_path_factory.mktemp("carried"), MOOR_FILES | {"prc.ods": ods})


def page_of(made: Workspace) -> str:
    """Its page, line ends as spaces."""
    return " ".join(page_alone(made.path).split())


def says_unavailable_and_never_zero(made: Workspace, page: str, why: str) -> None:
    """Of each chapter that rests on street-level rows the first finding says why there is nothing; no figure is nought."""
    found = made.table(FINDINGS)
    for section in STREET_CHAPTERS:
        head = found[found["section"] == section].sort_values("place_in_section").iloc[0]
        assert head["certainty"] == "cannot_tell_from_this_source", section
        assert why in head["title"]
        assert "That is not zero offences." in head["statement"]
        assert purbeck.explain(made.path, head["id"]).counted is None, "not nought incidents"
    street = found[found["section"].isin(STREET_CHAPTERS)]
    assert street["value"].isna().all() and street["n"].isna().all()
    said = " ".join([*street["title"], *street["statement"]])
    assert not re.search(r"\b(0|0\.0|no) (offences|per 1,000)", said.replace("zero offences", ""))
    assert ">nan<" not in page and "nan%" not in page
    assert {"context", "national", "equality"} <= set(found["section"])


def test_recorded_crime_carries_what_street_level_cannot(carried: Workspace) -> None:
    made, page = carried, page_of(carried)
    says_unavailable_and_never_zero(made, page, "no month was filed by its police force, Far")
    assert "Data to March 2026." in page
    found = made.table(FINDINGS)
    level = found[(found["section"] == "three_years") & (found["measure"] == "rate_per_1000")].iloc[0]
    assert (level["n"], round(level["value"], 3)) == (4 * sum(EACH.values()), round(4 * sum(EACH.values()) / 9, 3))
    assert {"rate_ratio", "rank", "change"} <= set(found.loc[found["section"] == "three_years", "measure"])
    assert "3,000 people live here (Census 2021)" in set(found["title"])
    summary = page[page.index('id="summary-title"') : page.index('id="contents-title"')]
    assert level["title"] in summary, "recorded crime answers how much"
    assert "Where it is recorded: unavailable, since no month was filed" in summary
    check = purbeck.check(made.path)
    assert (check.coverage.set_index("recorded_by").loc["Far"] == 0).all()
    assert [*check.side_by_side["note"]] == ["No quarter is held by both sources."]
    said = typed("build", made.path).stdout
    assert "Unavailable: no month was filed by its police force, Far" in said
    assert "372" in said and "nan" not in said


def test_without_recorded_crime_who_lives_here_still_stands(tmp_path: Path) -> None:
    made = built(tmp_path, MOOR_FILES)
    page = page_of(made)
    says_unavailable_and_never_zero(made, page, "no month was filed by its police force, Far")
    assert "Data to" not in page
    assert "Police recorded crime, which every force files, would give the level by CSP." in page
    assert "3,000 people live here" in page


def test_without_any_street_level_file_recorded_crime_and_people_stand(tmp_path: Path, ods: bytes) -> None:
    made = built(tmp_path, {"prc.ods": ods}, fresh=True)
    says_unavailable_and_never_zero(made, page_of(made), "no street-level file is held")
    assert purbeck.check(made.path).coverage.empty
    found = made.table(FINDINGS)
    assert found.loc[found["section"] == "three_years", "value"].notna().any()
    index = purbeck.publish_areas(made.path, areas=[FARLAND, NORTHMOOR])
    assert index.parent.name == "2026-areas"
    lines = published(index.parent)
    assert {line.words for line in lines.values()} == {"Unavailable: no street-level file is held"}


def test_lookups_and_census_alone_make_a_page(tmp_path: Path) -> None:
    made = built(tmp_path, {}, fresh=True)
    says_unavailable_and_never_zero(made, page_of(made), "no street-level file is held")
    assert page_published(made.path).parent.name == "needs-assessment-public", "no data of ours have a year"
    assert purbeck.publish_areas(made.path, areas=[FARLAND]).parent.name == "areas"


def test_a_district_among_many_says_the_same_as_a_workspace_of_its_own(
    tmp_path: Path, ods: bytes, carried: Workspace
) -> None:
    alone = carried.table(FINDINGS)
    among = workspace(tmp_path / "northmoor", MOOR_FILES | {"prc.ods": ods})
    index = purbeck.publish_areas(among.path, areas=[FARLAND])
    line = published(index.parent)[FARLAND]
    assert (line.rate, line.words) == ("", "Unavailable: no month was filed by its police force, Far")
    page = (index.parent / line.folder / "index.html").read_text(encoding="utf-8")
    (seen,) = (areas.seen_from(among, district) for district in areas.chosen(among, [FARLAND]))
    columns = [
        "section",
        "place_in_section",
        "analysis",
        "measure",
        "theme",
        "value",
        "lower",
        "upper",
        "n",
        "certainty",
    ]
    pd.testing.assert_frame_equal(seen.table(FINDINGS)[columns], alone[columns])
    assert "no month was filed by its police force, Far" in page


def test_what_is_known_of_the_forces_recording_stands_beside_it(tmp_path: Path) -> None:
    made = workspace(tmp_path / "farland", MOOR_FILES, area=(FARLAND,))
    (made.path / "breaks.toml").write_text(
        '[[breaks]]\nid = "far_stopped"\nkind = "step"\nfirst = "2019-07"\ntitle = "A new system"\n'
        'told = "It has filed nothing since."\nconcerns = "every offence"\nforces = ["Far"]\naffects = ["counts"]\n'
        'source = "Ours"\nread = 2026-01-31\nchecked = true\n', encoding="utf-8",
    )  # fmt: skip
    page = page_of(flow.build(made.path))
    assert "From July 2019, A new system: It has filed nothing since." in page


def test_once_the_force_files_its_findings_keep_their_ids(carried: Workspace, tmp_path: Path) -> None:
    before = carried.table(FINDINGS)
    far = {f"{m}-far-street.csv": month_of(m, rows=60, force="Far Police") for m in MONTHS}
    after = built(tmp_path / "later", MOOR_FILES | far).table(FINDINGS)
    asked = before[before["section"].isin(STREET_CHAPTERS) & (before["analysis"] == before["section"])]
    assert len(asked) == len(STREET_CHAPTERS)
    answered = after.set_index("id").loc[asked["id"]]
    assert answered["section"].tolist() == asked["section"].tolist()
