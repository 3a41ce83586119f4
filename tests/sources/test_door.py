"""The door: files known by content, kept once, entered in the register, whatever they are called."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from small_district import (
    HEADER,
    NEWER,
    OLDER,
    archive,
    crime,
    csv_text,
    files_of,
    give,
    hashes,
    issues_of,
    lookup_files,
    month_of,
    put,
    read_sources,
    street,
    workspace,
)

from purbeck import flow
from purbeck.errors import SettingsError, SourceError, StorageError
from purbeck.sources import boundaries
from purbeck.sources.door import recognise
from purbeck.sources.downloads import FORCE_MONTHS
from purbeck.workspace import REGISTER_FILE, Workspace

SQUARE = {"type": "Polygon", "coordinates": [[[-2.4, 50.7], [-2.3, 50.7], [-2.3, 50.8], [-2.4, 50.8], [-2.4, 50.7]]]}


def layer(*codes: str | None, geometry: object = SQUARE) -> bytes:
    """A GeoJSON layer with these LSOA codes."""
    features = [{"type": "Feature", "properties": {"LSOA21CD": c}, "geometry": geometry} for c in codes]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


KINDS = {
    "police_street": month_of("2025-03"),
    "lsoa_ward_district": lookup_files()["LSOA21_WD24_LAD24_EW_LU.csv"],
    "district_csp_force": lookup_files()["LAD24_CSP24_PFA24_EW_LU.csv"],
    "district_region": lookup_files()["LAD24_RGN24_EN_LU.csv"],
    "lsoa11_lsoa21": lookup_files()["LSOA11_LSOA21_LAD22_EW_LU.csv"],
    "lsoa_csp": lookup_files()["LSOA21_CSP24_derived.csv"],
    "residents": lookup_files()["census2021_age6_lsoa21.csv"],
}
NOTHING_OF_OURS = {
    "empty.csv": b"",
    "line.csv": b"\n",
    "zeros.csv": b"\0" * 1_000,
    "endless.csv": b"a" * 300_000,
    "open-quote.csv": b'"abc\n',
    "utf-16.csv": HEADER.encode("utf-16"),
    "old-mac.csv": month_of("2025-03").replace(b"\n", b"\r"),
    "other.csv": b"a,b\n1,2\n",
    "object.json": b"{}",
    "cut.json": b"[1, 2",
    "bytes.json": b"\xff\xfe",
    "topology.json": b'{"type": "Topology", "objects": {}}',
    "empty.geojson": b"",
    "no-features.geojson": b'{"type": "FeatureCollection", "features": []}',
    "other-field.geojson": layer("E01990001").replace(b"LSOA21CD", b"LAD24CD"),
    "empty.gpkg": b"",
    "cut.gpkg": b"SQLite format 3\0" + b"x" * 100,
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["2025-03-moor-street.csv", "LSOA21_WD24_LAD24_EW_LU.csv", "x", "notes.xlsx"])
def test_csv_is_known_by_its_columns_whatever_its_name(tmp_path: Path, kind: str, name: str) -> None:
    path = put(tmp_path, {name: KINDS[kind]}) / name
    assert recognise(path) == f"sources/{kind}"


@pytest.mark.parametrize("year", ["18", "23", "25"])
def test_lookup_of_another_edition_is_known(tmp_path: Path, year: str) -> None:
    content = KINDS["district_csp_force"].replace(b"24CD", f"{year}CD".encode()).replace(b"24NM", f"{year}NM".encode())
    assert recognise(put(tmp_path, {"a.csv": content}) / "a.csv") == "sources/district_csp_force"


def test_boundaries_are_known_by_their_field(tmp_path: Path) -> None:
    put(tmp_path, {"a.geojson": layer("E01990001"), "b.json": layer("E01990001")})
    assert {recognise(tmp_path / name) for name in ("a.geojson", "b.json")} == {"sources/boundaries"}


@pytest.mark.parametrize("name", NOTHING_OF_OURS)
def test_anything_else_is_left_alone(tmp_path: Path, name: str) -> None:
    assert recognise(put(tmp_path, {name: NOTHING_OF_OURS[name]}) / name) is None


def test_folder_with_nothing_of_ours_says_what_to_do(tmp_path: Path) -> None:
    made = workspace(tmp_path / "northmoor", {})
    given = put(tmp_path / "given", NOTHING_OF_OURS)
    with pytest.raises(SourceError, match="is of a kind Purbeck reads") as caught:
        flow.get(made.path, given)
    assert f"({len(NOTHING_OF_OURS)} files were looked at)" in caught.value.what
    assert "docs/how-to/get-data.md" in caught.value.todo


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (street([crime(1)], header=[c.replace("Crime type", "Crime Type") for c in HEADER.split(",")]),
         'It lacks columns that street-level files have: Crime type (found "Crime Type").'),
        (street([crime(1)], header=[c.lower() for c in HEADER.split(",")]), 'Month (found "month")'),
        (street([crime(1)[1:]], header=HEADER.split(",")[1:]), "lacks columns that street-level files have: Crime ID."),
        *((table.replace(b",", sign), f"Its values are not separated by commas but by {name}: save it as CSV with commas.")
          for table in (month_of("2025-03"), lookup_files()["LAD24_RGN24_EN_LU.csv"],
                        lookup_files()["census2021_age6_lsoa21.csv"])
          for sign, name in ((b";", "semicolons"), (b"\t", "tabs"))),
        (lookup_files()["LAD24_RGN24_EN_LU.csv"].decode().encode("utf-16"), 'It is UTF-16 text, which Excel calls'),
        (b"\n<!DOCTYPE html>", "It is empty, or begins with an empty line."),
        (b"<!DOCTYPE html>\n<title>Not found</title>", "It is a web page and not a table"),
        (b"", "It is empty"),
    ],
)  # fmt: skip
def test_file_that_is_nearly_ours_is_told_what_it_lacks(tmp_path: Path, content: bytes, words: str) -> None:
    made = workspace(tmp_path / "northmoor", {})
    given = put(tmp_path / "given", {"2025-03-moor-street.csv": content})
    with pytest.raises(SourceError) as caught:
        flow.get(made.path, given)
    assert "(1 file was looked at). 2025-03-moor-street.csv: It" in caught.value.what
    assert words in caught.value.what
    put(given, {"good.csv": month_of("2025-04")})
    problems = {taken.path.name: taken.problem for taken in flow.get(made.path, given)}
    assert words in str(problems["2025-03-moor-street.csv"])
    assert problems["good.csv"] is None


def test_folder_that_is_not_there(tmp_path: Path) -> None:
    made = workspace(tmp_path / "northmoor", {})
    with pytest.raises(StorageError, match='There is no folder "nowhere"'):
        flow.get(made.path, "nowhere")


def test_one_file_may_be_given(tmp_path: Path) -> None:
    made = workspace(tmp_path / "northmoor", {})
    put(tmp_path, {"some/where/a.csv": month_of("2025-03")})
    taken = flow.get(made.path, tmp_path / "some" / "where" / "a.csv")
    assert [(t.name, t.kind, t.new) for t in taken] == [("a.csv", "sources/police_street", True)]
    assert (made.sources / "a.csv").read_bytes() == month_of("2025-03")


def test_file_named_like_an_unfinished_copy_is_read_all_the_same(tmp_path: Path) -> None:
    made = workspace(tmp_path / "northmoor", {})
    put(made.sources, {"cut.csv.new": month_of("2025-04")})  # what a copy stopped half way leaves
    flow.get(made.path, put(tmp_path / "given", {"a.csv.new": month_of("2025-03")}))
    assert set(read_sources(made).table(FORCE_MONTHS)["month"]) == {"2025-03"}


def test_same_bytes_are_kept_once_under_any_name(tmp_path: Path) -> None:
    made = workspace(tmp_path / "northmoor", {})
    given = put(tmp_path / "given", {"a.csv": month_of("2025-03"), "b/a.csv": month_of("2025-03")})
    assert [t.new for t in flow.get(made.path, given)] == [True, False]
    put(given, {"c.csv": month_of("2025-03")})
    assert not any(t.new for t in flow.get(made.path, given))
    assert sum(r.file.endswith("a.csv") for r in made.register()) == 1


def test_other_bytes_under_the_same_name_are_both_kept(tmp_path: Path) -> None:
    made = workspace(tmp_path / "northmoor", {})
    for n, content in enumerate((month_of("2025-03"), month_of("2025-04"), month_of("2025-05"))):
        flow.get(made.path, put(tmp_path / f"given{n}", {"a.csv": content}))
    held = sorted(made.sources.glob("a*.csv"))
    assert [path.read_bytes()[-300:] for path in held]
    assert {path.read_bytes() for path in held} == {month_of(f"2025-0{n}") for n in (3, 4, 5)}
    assert files_of(read_sources(made)).keys() >= {path.name for path in held}


def test_file_taken_out_by_hand_may_be_given_again(tmp_path: Path) -> None:
    made = workspace(tmp_path / "northmoor", {})
    given = put(tmp_path / "given", {"a.csv": month_of("2025-03")})
    flow.get(made.path, given)
    (made.sources / "a.csv").unlink()
    assert [t.new for t in flow.get(made.path, given)] == [True]
    assert (made.sources / "a.csv").exists()


def test_getting_changes_nothing_in_the_folder(tmp_path: Path) -> None:
    made = workspace(tmp_path / "northmoor", {})
    given = put(tmp_path / "given", {"deep/er/a.csv": month_of("2025-03"), "b.txt": b"no"})
    before = {path: path.stat().st_mtime_ns for path in sorted(given.rglob("*"))}
    flow.get(made.path, given)
    assert {path: path.stat().st_mtime_ns for path in sorted(given.rglob("*"))} == before
    assert (made.sources / "deep" / "er" / "a.csv").exists()


def test_folder_that_holds_the_workspace_itself_may_be_given(tmp_path: Path) -> None:
    made = read_sources(workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03")}))
    assert not any(t.new for t in flow.get(made.path, tmp_path))


def test_file_put_there_by_hand_is_read_and_registered(tmp_path: Path) -> None:
    made = workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03")})
    put(made.sources, {"by hand/b.csv": month_of("2025-04"), "notes.txt": b"to do"})
    read_sources(made)
    entered = {r.file: r for r in made.register()}
    assert entered["by hand/b.csv"].source == "police_street"
    assert entered["by hand/b.csv"].given > entered["a.csv"].given
    assert files_of(made)["by hand/b.csv"] == (12, 12, 0)
    (unknown,) = issues_of(made, "unknown")
    assert str(unknown["message"]).startswith("notes.txt is of no kind that Purbeck reads, so none of it was used.")
    assert (made.sources / "notes.txt").read_bytes() == b"to do"


def test_file_changed_by_hand_is_read_again(tmp_path: Path) -> None:
    made = read_sources(workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03")}))
    put(made.sources, {"a.csv": month_of("2025-03", rows=20)})
    assert files_of(read_sources(made))["a.csv"] == (20, 20, 0)


def test_file_taken_away_takes_its_rows_along(tmp_path: Path) -> None:
    made = read_sources(workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03"), "b.csv": month_of("2025-04")}))
    (made.sources / "b.csv").unlink()
    read_sources(made)
    assert set(made.table(FORCE_MONTHS)["month"]) == {"2025-03"}
    assert "b.csv" not in files_of(made)


# --- the register, as people and crashes leave it ----------------------------------------------------------------------


def test_register_saved_by_a_spreadsheet_is_still_read(tmp_path: Path) -> None:
    made = workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03")})
    before = made.register()
    path = made.path / REGISTER_FILE
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert made.register() == before
    give(made, {"b.csv": month_of("2025-04")})
    assert [r.given for r in made.register()] == list(range(1, len(before) + 2))


@pytest.mark.parametrize("cut", [20, 60])
def test_register_cut_in_the_middle_of_a_line_names_that_line(tmp_path: Path, cut: int) -> None:
    made = workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03"), "b.csv": month_of("2025-04")})
    path = made.path / REGISTER_FILE
    line = path.read_bytes().count(b"\n")
    path.write_bytes(path.read_bytes()[:-cut])
    before = path.read_bytes()
    for run in (made.register, lambda: read_sources(made)):
        with pytest.raises(SettingsError, match=rf"data-register\.csv, line {line}: .* is not an entry"):
            run()
    assert path.read_bytes() == before


@pytest.mark.parametrize("cut", [1, 2])
def test_register_without_its_last_line_end_loses_nothing(tmp_path: Path, cut: int) -> None:
    made = workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03"), "b.csv": month_of("2025-04")})
    before = made.register()
    path = made.path / REGISTER_FILE
    path.write_bytes(path.read_bytes()[:-cut])
    assert made.register() == before
    give(made, {"c.csv": month_of("2025-05")})
    assert [r.file for r in made.register()][-3:] == ["a.csv", "b.csv", "c.csv"]
    assert path.read_bytes().count(b"\n") == len(made.register()) + 1


def test_register_with_a_line_nobody_can_read_names_it(tmp_path: Path) -> None:
    made = workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03")})
    path = made.path / REGISTER_FILE
    path.write_bytes(path.read_bytes() + b"seven,b.csv,abc,12,police_street\r\n")
    line = path.read_bytes().count(b"\n")
    with pytest.raises(SettingsError, match=rf"data-register\.csv, line {line}: seven,b\.csv"):
        read_sources(made)


def test_names_with_commas_quotes_and_accents_are_registered_whole(tmp_path: Path) -> None:
    name = 'mine, "old" (Gŵyr) [2025].csv'
    made = read_sources(workspace(tmp_path / "it's northmoor [draft]", {name: month_of("2025-03")}))
    assert made.register()[-1].file == name
    assert files_of(made)[name] == (12, 12, 0)


# --- several downloads of one month --------------------------------------------------------------------------------------

STREET = "2025-03/2025-03-moor-street.csv"
OLD = archive({STREET: month_of("2025-03", rows=10)}, OLDER)
NEW = archive({STREET: month_of("2025-03", rows=14)}, NEWER)
LOOSE = month_of("2025-03", rows=7)


@pytest.mark.parametrize(
    ("given", "chosen"),
    [
        ({"old.zip": OLD, "new.zip": NEW}, f"new.zip!{STREET}"),
        ({"new.zip": NEW, "old.zip": OLD}, f"new.zip!{STREET}"),
        ({"new.zip": NEW, "loose.csv": LOOSE}, "loose.csv"),
        ({"loose.csv": LOOSE, "new.zip": NEW}, f"new.zip!{STREET}"),
        ({"old.zip": OLD, "loose.csv": LOOSE, "new.zip": NEW}, f"new.zip!{STREET}"),
        ({"new.zip": NEW, "loose.csv": LOOSE, "old.zip": OLD}, "loose.csv"),
        ({"b.csv": LOOSE, "a.csv": month_of("2025-03", rows=8)}, "a.csv"),
        ({"a.csv": LOOSE, "b.csv": month_of("2025-03", rows=8)}, "b.csv"),
        ({"b.zip": NEW, "a.zip": archive({STREET: LOOSE}, NEWER)}, f"a.zip!{STREET}"),
    ],
    ids=["older first", "newer first", "loose after", "loose before", "loose between", "loose after newest",
         "two loose", "two loose, other names", "two archives of one date"],
)  # fmt: skip
def test_newest_download_of_a_month_counts_and_disagreement_is_an_issue(
    tmp_path: Path, given: dict[str, bytes], chosen: str
) -> None:
    """By the date of the archive's entry; a loose file is as new as the newest given before it; else the order given."""
    made = read_sources(workspace(tmp_path / "northmoor", given))
    months = made.table(FORCE_MONTHS)
    assert months.loc[months["chosen"], "file"].tolist() == [chosen]
    assert len(months) == len(given)
    (issue,) = issues_of(made)
    assert (issue["rule"], issue["action"], issue["file"]) == ("downloads_agree", "kept_as_supplied", chosen)
    used = int(months.loc[months["chosen"], "rows"].iloc[0])
    assert f"{chosen} is the newest, with {used} rows, and is used" in str(issue["message"])
    before = hashes(made.path / "tables")
    assert hashes(read_sources(made).path / "tables") == before


def test_downloads_that_agree_are_no_issue(tmp_path: Path) -> None:
    again = archive({STREET: month_of("2025-03", rows=10)}, NEWER)
    made = read_sources(workspace(tmp_path / "northmoor", {"old.zip": OLD, "new.zip": again}))
    assert issues_of(made) == []
    assert made.table(FORCE_MONTHS)["chosen"].sum() == 1


def test_archives_of_several_months_overlap_month_by_month(tmp_path: Path) -> None:
    months = {f"2025-{m:02d}/2025-{m:02d}-moor-street.csv": month_of(f"2025-{m:02d}", rows=m) for m in range(1, 7)}
    first = archive(dict(list(months.items())[:4]), OLDER)
    second = archive(dict(list(months.items())[2:]), NEWER)
    made = read_sources(workspace(tmp_path / "northmoor", {"a.zip": first, "b.zip": second}))
    found = made.table(FORCE_MONTHS)
    chosen = found[found["chosen"]]
    assert chosen["file"].str[:5].tolist() == ["a.zip"] * 2 + ["b.zip"] * 4
    assert chosen["rows"].tolist() == [1, 2, 3, 4, 5, 6]
    assert len(found) == 8


def test_what_else_lies_in_an_archive_is_left_aside(tmp_path: Path) -> None:
    members = {STREET: month_of("2025-03"), "2025-03/neighbourhoods.csv": b"Name,Force\nx,y\n", "readme.txt": b"no"}
    made = read_sources(workspace(tmp_path / "northmoor", {"a.zip": archive(members)}))
    assert [name for name in files_of(made) if name.startswith("a.zip")] == [f"a.zip!{STREET}"]
    assert issues_of(made) == issues_of(made, "unknown") == []


def test_boundaries_without_a_code_or_a_shape_become_issues(tmp_path: Path) -> None:
    made = workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03")})
    nowhere = layer("E01990003", geometry=None)
    give(made, {"a.geojson": layer("E01990001", None), "b.geojson": nowhere, "c.geojson": layer("E01990002")})
    read_sources(made)
    assert made.table(boundaries.TABLE)["lsoa21"].tolist() == ["E01990001", "E01990002"]
    assert {name: files_of(made)[name] for name in ("a.geojson", "b.geojson", "c.geojson")} == {
        "a.geojson": (2, 1, 1), "b.geojson": (1, 0, 1), "c.geojson": (1, 1, 0),
    }  # fmt: skip
    assert sorted(str(i["file"]) for i in issues_of(made, "geography")) == ["a.geojson", "b.geojson"]


def test_workspace_may_be_moved(tmp_path: Path) -> None:
    made = read_sources(workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03")}))
    before = hashes(made.path / "tables")
    moved = Workspace(Path(shutil.move(made.path, tmp_path / "elsewhere")))
    assert hashes(read_sources(moved).path / "tables") == before


def test_two_sound_rows_alike_are_two_rows(tmp_path: Path) -> None:
    made = read_sources(
        workspace(tmp_path / "northmoor", {"a.csv": HEADER.encode() + b"\n" + csv_text([crime(1)] * 3).encode()})
    )
    assert files_of(made)["a.csv"] == (3, 3, 0)
