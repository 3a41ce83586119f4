"""Two editions compared: each reason for a change is told apart, and what the files do not say is not guessed."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from purbeck.cli import app
from purbeck.editions import Compared, compare, read_edition
from purbeck.errors import SourceError

HEADS = [
    "id",
    "chapter",
    "title",
    "value",
    "unit",
    "n",
    "period",
    "source",
    "method",
    "definition",
    "definition_version",
]
FINDING = {
    "id": "aaaaaaaaaaaa", "chapter": "How much there is", "title": "Robbery", "value": "1.2", "unit": "per 1,000", "n": "120",
    "period": "2024", "source": "Street-level crime", "method": "Byar", "definition": "brackenshire", "definition_version": "3",
}  # fmt: skip
CODE, RULES = "0.1.0 (aaaa)", "1" * 64
YEARS = "Year,Offences recorded\r\n2023,110\r\n2024,120\r\n"


def edition(
    folder: Path, *findings: dict[str, str], code: str = CODE, rules: str = RULES, dated: str = "January 2025",
    years: str = YEARS,
    **record: str,
) -> Path:  # fmt: skip
    """A publication's folder with what is compared in it."""
    (folder / "data").mkdir(parents=True)
    (folder / "figures").mkdir()
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADS)
    writer.writeheader()
    for one in findings or (FINDING,):
        writer.writerow(FINDING | one)
        (folder / "figures" / f"finding-{(FINDING | one)['id']}.csv").write_text(years, encoding="utf-8", newline="")
    (folder / "data" / "findings.csv").write_text("\ufeff" + text.getvalue(), encoding="utf-8", newline="")
    described: dict[str, Any] = {"sources": [{"title": "Street-level crime", "dated": dated}], "resources": []}
    (folder / "datapackage.json").write_text(
        json.dumps(described | ({"codeVersion": code} if code else {})), encoding="utf-8"
    )
    (folder / "release.json").write_text(
        json.dumps({"rules_sha256": rules, "edition": "public"} | record), encoding="utf-8"
    )
    return folder


def kinds(found: Compared) -> list[str]:
    """The kinds of reason of the first finding."""
    return [one.kind for one in found.lines[0].changes]


def compared(tmp_path: Path, *before: dict[str, str], now: tuple[dict[str, str], ...] = (), **other: str) -> Compared:
    """An edition as it is, and one as it is given, compared."""
    return compare(
        read_edition(edition(tmp_path / "before", *before)), read_edition(edition(tmp_path / "now", *now, **other))
    )


def test_nothing_changed(tmp_path: Path) -> None:
    found = compared(tmp_path)
    assert found.summary() == "now beside before: of 1 finding, 1 the same."
    assert (found.overall, found.unknown, found.chapters()) == ((), (), {})


def test_new_data(tmp_path: Path) -> None:
    found = compared(
        tmp_path, now=({"period": "2025", "value": "1.4"},), years=YEARS + "2025,140\r\n", dated="January 2026"
    )
    assert kinds(found) == ["new data"]
    assert found.lines[0].apart
    assert found.lines[0].words() == (
        "Robbery: from 1.20 (2024) to 1.40 (2025), per 1,000. New data: it is about 2025; it was about 2024."
    )
    assert [one.words for one in found.overall] == [
        "Street-level crime is dated January 2026; it was dated January 2025."
    ]


def test_revised_data(tmp_path: Path) -> None:
    found = compared(tmp_path, now=({"value": "1.3"},), years=YEARS.replace("2024,120", "2024,130"))
    assert kinds(found) == ["revised data"]
    assert "2024: Offences recorded 120, now 130" in found.lines[0].words()


def test_revised_and_new_data_are_each_told(tmp_path: Path) -> None:
    now = ({"period": "2025", "value": "1.4"},)
    found = compared(tmp_path, now=now, years="Year,Offences recorded\r\n2024,125\r\n2025,140\r\n")
    assert kinds(found) == ["new data", "revised data"]
    assert not found.lines[0].apart
    assert "do not say how much is due to each" in found.lines[0].words()


def test_same_code_and_period_with_no_rows_is_a_revision(tmp_path: Path) -> None:
    assert kinds(compared(tmp_path, now=({"value": "1.3"},))) == ["revised data"]


@pytest.mark.parametrize("code", ["0.2.0 (bbbb)", ""])
def test_other_or_unknown_code_leaves_it_open(tmp_path: Path, code: str) -> None:
    assert kinds(compared(tmp_path, now=({"value": "1.3"},), code=code)) == ["not said"]


def test_definition(tmp_path: Path) -> None:
    found = compared(tmp_path, now=({"definition_version": "4", "value": "1.6"},))
    assert kinds(found) == ["definition"]
    assert "counted by brackenshire, version 4; before by brackenshire, version 3" in found.lines[0].words()


def test_definition_hides_whether_data_were_revised(tmp_path: Path) -> None:
    found = compared(tmp_path, now=({"definition_version": "4", "value": "1.6"},), years=YEARS.replace("120", "160"))
    assert kinds(found) == ["definition", "not said"]
    assert not found.lines[0].apart


def test_method(tmp_path: Path) -> None:
    assert kinds(compared(tmp_path, now=({"method": "Exact", "value": "1.21"},))) == ["method"]


def test_rule(tmp_path: Path) -> None:
    found = compared(tmp_path, now=({"value": "hidden"},), rules="2" * 64)
    assert kinds(found) == ["rule"]
    assert "it is hidden now. The rules of disclosure are others." in found.lines[0].words()
    assert [one.kind for one in found.overall] == ["rule"]


def test_other_edition_is_said(tmp_path: Path) -> None:
    found = compared(tmp_path, edition="partners")
    assert [one.words for one in found.overall] == [
        "this is the partners edition; the one before was the public edition."
    ]


def test_findings_that_came_and_went(tmp_path: Path) -> None:
    found = compared(
        tmp_path, {"id": "bbbbbbbbbbbb", "title": "Arson"}, now=({"id": "cccccccccccc", "title": "Knives"},)
    )
    assert [(line.title, line.status) for line in found.lines] == [("Knives", "new here"), ("Arson", "no longer here")]


def test_older_edition_says_less_and_that_is_told(tmp_path: Path) -> None:
    before, now = edition(tmp_path / "before"), edition(tmp_path / "now")
    for name in ("datapackage.json", "release.json"):
        (before / name).unlink()
    found = compare(read_edition(before), read_edition(now))
    assert found.unknown == (
        "before does not say which Purbeck made it, under which rules it was released and how its sources are dated.",
    )


def test_places_in_a_table_are_no_times(tmp_path: Path) -> None:
    before = edition(tmp_path / "before", years="Ward,Offences\r\nAlder,20\r\n")
    now = edition(tmp_path / "now", {"period": "2025"}, years="Ward,Offences\r\nAlder,30\r\n")
    assert kinds(compare(read_edition(before), read_edition(now))) == ["new data"]


def test_csv_has_a_column_for_each_reason(tmp_path: Path) -> None:
    found = compared(tmp_path, now=({"period": "2025", "method": "=HYPERLINK", "title": "=1+1"},))
    (row,) = csv.DictReader(io.StringIO(found.as_csv().removeprefix("\ufeff")))
    assert row["new_data"] == "it is about 2025; it was about 2024."
    assert row["method"] == "'=HYPERLINK; before: Byar."
    assert (row["title"], row["revised_data"], row["apart"]) == ("'=1+1", "", "yes")


def test_command_takes_folders_or_names(tmp_path: Path) -> None:
    old, new = edition(tmp_path / "old"), edition(tmp_path / "new", {"period": "2025"})
    out = tmp_path / "changes.csv"
    run = CliRunner().invoke(app, ["compare", str(old), str(new), "--csv", str(out)])
    assert run.exit_code == 0
    assert "new beside old: of 1 finding, 1 changed." in run.output
    assert out.read_text(encoding="utf-8-sig").startswith("id,chapter,title,status")


def test_folder_that_is_no_publication(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is no publication"):
        read_edition(tmp_path)
    damaged = edition(tmp_path / "damaged")
    (damaged / "datapackage.json").write_text("{", encoding="utf-8")
    with pytest.raises(SourceError, match="cannot be read"):
        read_edition(damaged)


def test_command_takes_names_of_a_workspace(tmp_path: Path) -> None:
    from purbeck.workspace import create

    made = create(tmp_path / "made", "Made-up CSP", ("E06000901",), 'title = "Serious violence"\n')
    edition(made.publications / "2024-made")
    edition(made.publications / "2025-made", {"period": "2025"})
    run = CliRunner().invoke(app, ["compare", "2024-made", "2025-made", "--in", str(made.path)])
    assert run.exit_code == 0
    assert "2025-made beside 2024-made: of 1 finding, 1 changed." in run.output
