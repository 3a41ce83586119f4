"""purbeck strategy, as a user types it: what it prints at 80 columns, its exit codes, and that it changes nothing."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from functools import partial
from pathlib import Path

import pytest
from small_district import hashes
from typed import typed as typed_here

import purbeck
from purbeck import Workspace
from purbeck.errors import StrategyError
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.strategy_flow import strategy_check, strategy_publish

pytestmark = pytest.mark.slow  # builds workspace after workspace: left out of the fast suite

CODE = Path(purbeck.__file__).parents[1]
COMPLETE = Path(__file__).parents[1] / "strategy" / "complete"
ON = "2026-07-01"


typed = partial(typed_here, "strategy")


def write_strategy(workspace: Workspace, **replaced: str) -> None:
    """The complete strategy, instead of what a workspace had, with some of its words replaced in every file."""
    shutil.rmtree(workspace.path / "strategy")
    (workspace.path / "strategy").mkdir()
    for source in COMPLETE.rglob("*.toml"):
        text = source.read_text(encoding="utf-8")
        for old, new in replaced.items():
            text = text.replace(old, new)
        path = workspace.path / "strategy" / source.relative_to(COMPLETE)
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.fixture
def empty(tmp_path: Path) -> Workspace:
    """A workspace in which nothing was built."""
    return purbeck.new(tmp_path / "ours", name="Ours", area=["E06000901"])


def test_nothing_written_is_said(empty: Workspace) -> None:
    said = typed("check", empty.path)
    assert said.returncode == 0
    assert said.stdout.replace("\n", "").startswith("Nothing is written yet in ")


def test_every_fault_is_told_with_exit_code_12(empty: Workspace) -> None:
    write_strategy(empty, **{'partner = "schools"': 'partner = "school"', "due = 2027-03-31": 'due = "March"'})
    said = typed("check", empty.path, "--on", ON)
    assert said.returncode == StrategyError.exit_code
    assert 'strategy/actions.toml, line 9, action patrols, due: "March" is not a date.' in said.stderr
    assert 'Did you mean "schools"?' in said.stderr
    assert "Traceback" not in said.stderr


def test_a_workspace_that_was_not_built_is_checked_as_far_as_that_goes(empty: Workspace) -> None:
    write_strategy(empty)
    before = hashes(empty.path, "**/*.*")
    said = typed("check", empty.path, "--on", ON)
    assert said.returncode == 0
    assert max(len(line) for line in said.stdout.splitlines()) <= 80
    spoken = " ".join(said.stdout.split())
    assert (
        "Not looked at, since there are no findings, measures and lookups yet: findings that are not there, figures that are"
        in spoken
    )
    assert "Version 1.0 was adopted; definition/serious-violence.toml is of version" in spoken
    assert spoken.endswith("Nothing broken, 1 to look at, 1 left blank, on 1 July 2026. Nothing was changed.")
    assert hashes(empty.path, "**/*.*") == before


def test_a_built_district_is_held_against_its_findings_and_figures(own_district: Workspace) -> None:
    found = own_district.table(FINDINGS).set_index("section").loc["scale"].iloc[0]
    write_strategy(own_district, **{"3f0a91bc77d2": found["id"], 'version = "1.0"\n': ""})
    result = strategy_check(own_district.path, dt.date.fromisoformat(ON))
    assert [remark.check for remark in result.remarks] == ["decision_on_a_changed_finding", "left_blank"]
    assert result.not_looked_at == ()
    assert "it was 31.8 (31.4 to 32.1), and is" in result.remarks[0].words
    write_strategy(own_district, **{"3f0a91bc77d2": found["id"], 'theme = "robbery"': 'theme = "robberies"'})
    said = typed("check", own_district.path, "--on", ON)
    assert said.returncode == StrategyError.exit_code
    assert max(len(line) for line in said.stdout.splitlines()) <= 80
    assert said.stdout.startswith("Figures that are not there (1, broken)\n  indicator robbery-rate")
    assert "What ends when" in said.stdout


def test_a_day_that_is_none_is_a_mistyped_command(empty: Workspace) -> None:
    said = typed("check", empty.path, "--on", "31 March")
    assert said.returncode == 2
    assert "31 March" in said.stderr


def test_publishing_works_with_a_strategy_alone_and_says_what_is_missing(empty: Workspace) -> None:
    write_strategy(empty)
    said = typed("publish", empty.path, "--on", ON)
    assert said.returncode == 0, said.stderr
    words = " ".join(said.stdout.split())
    assert words.startswith(
        "Nothing has been built here yet: figures that come from data say that they are unavailable."
    )
    assert "Places not named because they are small, or not in the lookups: 1." in words
    assert "It is a working draft for partners, not a public edition." in words
    folder = empty.publications / "2026-strategy"
    assert "Unavailable: no figures have been built" in (folder / "indicators.html").read_text(encoding="utf-8")
    first = hashes(folder)
    assert typed("publish", empty.path, "--on", ON).returncode == 0
    assert hashes(folder) == first


def test_public_edition_has_to_be_asked_for_and_stands_beside_the_other(empty: Workspace) -> None:
    write_strategy(empty, **{'editions = ["public", "partners"]': 'editions = ["partners"]'})
    assert typed("publish", empty.path, "--on", ON).returncode == 0
    said = typed("publish", empty.path, "--on", ON, "--edition", "public")
    words = " ".join(said.stdout.split())
    assert "Statements that this edition may not show: consent is for another edition (1)." in words
    assert "It is the public edition." in words
    assert sorted(one.name for one in empty.publications.iterdir()) == ["2026-strategy", "2026-strategy-public"]
    refused = typed("publish", empty.path, "--on", ON, "--edition", "public", "--name", "2026-strategy")
    assert refused.returncode == 3
    assert "holds the partners edition of a strategy, and the public edition would take its place." in refused.stderr
    assert typed("publish", empty.path, "--edition", "everybody").returncode == 2


def test_publishing_nothing_is_refused(empty: Workspace) -> None:
    said = typed("publish", empty.path, "--on", ON)
    assert said.returncode == StrategyError.exit_code
    assert "Nothing is written yet in" in said.stderr and "purbeck strategy new" in said.stderr
    assert list(empty.publications.iterdir()) == []


def test_faults_and_scores_off_the_scale_stop_the_publication_and_leave_the_last(empty: Workspace) -> None:
    write_strategy(empty)
    assert typed("publish", empty.path, "--on", ON).returncode == 0
    first = hashes(empty.publications)
    write_strategy(empty, **{"score = 4 ": "score = 40 "})
    said = typed("publish", empty.path, "--on", ON)
    assert said.returncode == StrategyError.exit_code
    assert "40 is off the scale, which runs from 0 to 4" in said.stderr and "scores.toml, line" in said.stderr
    assert hashes(empty.publications) == first


def test_findings_out_of_date_stop_the_publication(own_district: Workspace) -> None:
    settings = own_district.path / "partnership.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "\nseed = 7\n", encoding="utf-8")
    said = typed("publish", own_district.path, "--on", ON)
    assert said.returncode == 6
    assert "are out of date" in said.stderr


def test_partners_are_led_to_the_needs_assessment_and_the_public_is_not(own_district: Workspace) -> None:
    paragraphs = own_district.path / "paragraphs"
    paragraphs.mkdir(exist_ok=True)
    (paragraphs / "own.md").write_text('+++\nchapter = "scale"\n+++\n\nMrs Ashdown thinks so too.\n', encoding="utf-8")
    asked = ("--edition", "partners", "--by", "Analyst", "--to", "Police", "--name", "2025-needs-assessment")
    told = typed_here("publish", own_district.path, *asked)
    assert told.returncode == 0, told.stderr
    assert "It is for partners alone." in told.stdout
    assert "“Mrs Ashdown” may be somebody's name" in " ".join(told.stdout.split())
    pages = {
        edition: strategy_publish(own_district.path, dt.date(2026, 7, 1), edition).page.read_text(encoding="utf-8")
        for edition in ("partners", "public")
    }
    links = re.findall(r'href="(\.\./[^"#]+)#(finding-[0-9a-f]+)"', pages["partners"])
    assert len(links) > 10
    assessment = (own_district.publications / "2025-needs-assessment" / "index.html").read_text(encoding="utf-8")
    assert "7,587" in assessment and "stand-in" in assessment
    assert {address for address, _ in links} == {"../2025-needs-assessment/index.html"}
    assert [part for _, part in links if f'id="{part}"' not in assessment] == []
    assert "../" not in pages["public"]
    assert "Office for National Statistics" in pages["public"], "figures come with their attribution"
