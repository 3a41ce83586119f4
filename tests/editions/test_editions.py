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
from purbeck.workspace import create

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
SETTINGS = {"partnership.toml": "1", "unit_costs.toml": "2", "definition/brackenshire.toml": "3"}
CODE, RULES = "0.1.0 (aaaa)", "1" * 64
YEARS = "Year,Offences recorded\r\n2023,110\r\n2024,120\r\n"


def edition(
    folder: Path, *findings: dict[str, str], code: str = CODE, rules: str = RULES, dated: str = "January 2025",
    years: str = YEARS, **record: Any,
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
    said: dict[str, Any] = {"rules_sha256": rules, "edition": "public", "settings": SETTINGS}
    (folder / "release.json").write_text(json.dumps(said | record), encoding="utf-8")
    return folder


def with_data(tmp_path: Path, before: str, now: str, **settings: str) -> tuple[Path, Path]:
    """Two editions of a workspace whose ledger knows what each was made of: a police file, and settings of the second."""
    made = create(tmp_path / "made", "Made-up CSP", ("E06000901",), 'title = "Serious violence"\n')
    ledger = made.path / "ledger" / "releases"
    ledger.mkdir(parents=True)
    for release, held in (("aaaaaaaaaaaa", before), ("bbbbbbbbbbbb", now)):
        files = {"sources/police/2024.zip": held, "strategy/voices/all.toml": release}
        (ledger / f"{release}.made-of.json").write_text(json.dumps({"code": CODE, "files": files}), encoding="utf-8")
    other: dict[str, Any] = {"settings": SETTINGS | settings}
    return (
        edition(made.publications / "one", release="aaaaaaaaaaaa"),
        edition(made.publications / "two", {"value": "1.3"}, release="bbbbbbbbbbbb", **other),
    )


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
    assert (found.overall, found.chapters()) == ((), {})
    assert found.unknown == tuple(f"{one} does not say of which files of data." for one in ("before", "now"))


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
    found = compared(
        tmp_path, now=({"value": "1.3"},), years=YEARS.replace("2024,120", "2024,130"), dated="February 2025"
    )
    assert kinds(found) == ["revised data"]
    assert "2024: Offences recorded 120, now 130" in found.lines[0].words()
    assert "Street-level crime is dated February 2025; it was dated January 2025." in found.lines[0].words()


def test_revised_and_new_data_are_each_told(tmp_path: Path) -> None:
    now = ({"period": "2025", "value": "1.4"},)
    years = "Year,Offences recorded\r\n2024,125\r\n2025,140\r\n"
    found = compared(tmp_path, now=now, years=years, dated="January 2026")
    assert kinds(found) == ["new data", "revised data"]
    assert not found.lines[0].apart
    assert "do not say how much is due to each" in found.lines[0].words()


def test_data_are_revised_where_their_files_are_others_and_not_where_they_are_the_same(tmp_path: Path) -> None:
    found = compare(*map(read_edition, with_data(tmp_path / "a", "1", "2")))
    assert kinds(found) == ["revised data"]
    assert "files of data differ: sources/police/2024.zip." in found.lines[0].words()
    assert found.unknown == ()
    same = compare(*map(read_edition, with_data(tmp_path / "b", "1", "1")))
    assert kinds(same) == ["not said"]
    assert "The files of data are the same" in same.lines[0].words()


def test_settings_that_differ_are_told_apart_from_data(tmp_path: Path) -> None:
    found = compare(*map(read_edition, with_data(tmp_path / "a", "1", "1", **{"partnership.toml": "9"})))
    assert kinds(found) == ["setting"] and found.lines[0].apart
    assert "Setting: partnership.toml is another file." in found.lines[0].words()
    both = compare(*map(read_edition, with_data(tmp_path / "b", "1", "2", **{"definition/brackenshire.toml": "9"})))
    assert kinds(both) == ["definition", "revised data"] and not both.lines[0].apart
    costs = compare(*map(read_edition, with_data(tmp_path / "c", "1", "1", **{"unit_costs.toml": "9"})))
    assert kinds(costs) == ["not said"], "what a unit costs changes no rate"
    assert [one.words for one in costs.overall] == ["unit_costs.toml is another file."]


def test_another_edition_is_a_rule_and_no_revision(tmp_path: Path) -> None:
    rounded = compared(tmp_path, now=({"value": "1.3"},), edition="partners", years=YEARS.replace("120", "118"))
    assert kinds(rounded) == ["rule"]
    assert "this is the partners edition" in rounded.lines[0].words()


def test_values_that_print_alike_are_no_change(tmp_path: Path) -> None:
    found = compared(tmp_path, {"value": "12.94"}, now=({"value": "12.91"},))
    assert (found.count("the same"), found.lines[0].changes) == (1, ())
    other = compared(tmp_path / "b", {"value": "12.94"}, now=({"value": "12.91", "method": "Exact"},))
    assert other.lines[0].words() == "Robbery: 12.9 (2024), as before, per 1,000. Method: Exact; before: Byar."


def test_same_code_and_period_with_no_hash_of_the_data_is_left_open(tmp_path: Path) -> None:
    found = compared(tmp_path, now=({"value": "1.3"},))
    assert kinds(found) == ["not said"]
    assert "Whether the data were revised is not said." in found.lines[0].words()


@pytest.mark.parametrize(("code", "expected"), [("0.2.0 (bbbb)", ["method"]), ("", ["not said"])])
def test_other_code_is_a_method_and_unknown_code_leaves_it_open(tmp_path: Path, code: str, expected: list[str]) -> None:
    assert kinds(compared(tmp_path, now=({"value": "1.3"},), code=code)) == expected


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
        "before does not say which Purbeck made it, under which rules it was released, how its sources are dated, which settings "
        "it was made with and of which files of data.",
        "now does not say of which files of data.",
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
    made = create(tmp_path / "made", "Made-up CSP", ("E06000901",), 'title = "Serious violence"\n')
    edition(made.publications / "2024-made")
    edition(made.publications / "2025-made", {"period": "2025"})
    run = CliRunner().invoke(app, ["compare", "2024-made", "2025-made", "--in", str(made.path)])
    assert run.exit_code == 0
    assert "2025-made beside 2024-made: of 1 finding, 1 changed." in run.output
