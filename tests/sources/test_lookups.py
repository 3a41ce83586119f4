"""Lookups and residents: each LSOA once, nobody counted thrice, every wrong row an issue, what is missing named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from small_district import (
    CSP_FAR,
    CSP_MARSH,
    CSP_NORTH,
    FARLAND,
    LSOAS,
    NORTHMOOR,
    PEOPLE_EACH,
    SOUTHFEN,
    files_of,
    give,
    issues_of,
    lookup_files,
    month_of,
    read_sources,
    workspace,
)

from purbeck.errors import PlaceError, SourceError
from purbeck.sources.build import LSOA_CODES, PLACES

LOOKUP, PARTNERSHIPS, REGIONS, CARRIED, CSPS, PEOPLE = lookup_files()


def test_each_lsoa_is_there_once_with_its_residents(tmp_path: Path) -> None:
    places = read_sources(workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03")})).table(PLACES)
    assert places["lsoa21"].tolist() == [code for code, _, _ in LSOAS]
    assert (places["residents"] == PEOPLE_EACH).all()
    assert places.loc[places["ours"], "district_code"].unique().tolist() == [NORTHMOOR]


def test_district_in_two_csps_is_not_counted_twice(tmp_path: Path) -> None:
    """The twin of Bournemouth, Christchurch and Poole, which the lookup lists three times (PROVENANCE.md, 11)."""
    places = read_sources(workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03")})).table(PLACES)
    southfen = places[places["district_code"] == SOUTHFEN]
    assert southfen["residents"].sum() == 2 * PEOPLE_EACH
    assert southfen["csp_code"].tolist() == [CSP_NORTH, CSP_MARSH]
    assert places["residents"].sum() == len(LSOAS) * PEOPLE_EACH


@pytest.mark.parametrize("missing", [LOOKUP, PARTNERSHIPS, REGIONS, PEOPLE])
def test_missing_lookup_is_named_with_what_to_do(tmp_path: Path, missing: str) -> None:
    made = workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03")})
    (made.sources / missing).unlink()
    with pytest.raises(SourceError, match=r"^No file in sources/ holds ") as caught:
        read_sources(made)
    assert "docs/how-to/get-data.md" in caught.value.todo


def test_police_files_without_a_usable_row_stop_the_build_with_the_first_reason(tmp_path: Path) -> None:
    march = month_of("2025-03").replace(b"2025-03", b"March")
    with pytest.raises(SourceError, match="No row of the 1 street-level files") as caught:
        read_sources(workspace(tmp_path / "northmoor", {"a.csv": march}))
    assert '"March" is not a month' in caught.value.what


@pytest.mark.parametrize("other_year", [False, True])
def test_without_the_csp_file_a_divided_district_has_no_csp_rather_than_two(tmp_path: Path, other_year: bool) -> None:
    """Nor has Northmoor, whose CSP reaches into it: its rate would rest on some of its people."""
    made = workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03")})
    (made.sources / CSPS).unlink()
    if other_year:
        give(made, {CSPS: lookup_files()[CSPS].replace(b"E2200099", b"E2200089")})
    places = read_sources(made).table(PLACES).set_index("lsoa21")
    assert places.loc[places["district_code"].isin((NORTHMOOR, SOUTHFEN)), "csp_code"].isna().all()
    assert places.loc[places["district_code"] == FARLAND, "csp_code"].eq(CSP_FAR).all()
    issues = [(i["rule"], i["file"], i["value"]) for i in issues_of(made, "geography")]
    unplaced = ("lookups_agree", PARTNERSHIPS, CSP_NORTH)
    assert issues == [unplaced, *([("lookups_agree", CSPS, "E22000891")] if other_year else [])]
    words = (
        f"2 LSOAs of {SOUTHFEN} Southfen lie in one of several CSPs, and no file says in which. {CSP_NORTH} Northmoor, "
    )
    assert words in str(issues_of(made, "geography")[0]["message"])


OLD = b"E07000982"  # what Southfen was called in lookups of the year before


def of_the_year_before(file: str) -> bytes:
    """A lookup of 2023, in which Southfen has another code."""
    header, _, rows = lookup_files()[file].partition(b"\n")
    return header.replace(b"24", b"23") + b"\n" + rows.replace(SOUTHFEN.encode(), OLD)


@pytest.mark.parametrize("files", [(PARTNERSHIPS, REGIONS), (PARTNERSHIPS,), (REGIONS,)])
def test_lookups_of_districts_of_two_years_stop_the_build(tmp_path: Path, files: tuple[str, ...]) -> None:
    made = workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03")})
    give(made, {file.replace("24", "23"): of_the_year_before(file) for file in files})
    with pytest.raises(PlaceError) as caught:
        read_sources(made)
    older = files[0].replace("24", "23")
    assert caught.value.what == (
        f"The lookups do not know the same districts. {LOOKUP} (districts of 2024) has LSOAs in {SOUTHFEN} Southfen, of "
        f"which {older} (districts of 2023) has no row."
    )
    assert "for the same year from https://geoportal.statistics.gov.uk/" in caught.value.todo
    issues = [i for i in issues_of(made, "geography") if i["rule"] == "lookups_agree"]
    assert [(i["file"], i["value"]) for i in issues] == [
        (file.replace("24", "23"), OLD.decode()) for file in sorted(files)
    ]
    give(made, {file.replace("24", "24 again "): lookup_files()[file] + b"\n" for file in files})
    assert len(read_sources(made).table(PLACES)) == len(LSOAS), "put right by giving the others"


def test_an_older_lookup_of_lsoas_stops_the_build_too(tmp_path: Path) -> None:
    made = workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03")})
    give(made, {"older.csv": of_the_year_before(LOOKUP)})
    with pytest.raises(PlaceError, match=r"older\.csv \(districts of 2023\) has LSOAs in E07000982 Southfen"):
        read_sources(made)


def test_lsoas_of_half_a_force_stop_the_build_and_those_of_no_force_are_an_issue(tmp_path: Path) -> None:
    lines = lookup_files()[LOOKUP].splitlines(keepends=True)
    made = workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03")})
    give(made, {"half.csv": b"".join(line for line in lines if SOUTHFEN.encode() not in line)})
    with pytest.raises(PlaceError, match=rf"puts {SOUTHFEN} \(police force Moor\) into forces of other districts too"):
        read_sources(made)
    give(made, {"moor.csv": b"".join(line for line in lines if FARLAND.encode() not in line)})
    read_sources(made)
    issues = issues_of(made, "geography")
    assert {(i["rule"], i["file"]) for i in issues} == {("lookups_agree", PARTNERSHIPS), ("lookups_agree", REGIONS)}
    assert f"names {FARLAND}, in which moor.csv (districts of 2024) has no LSOA" in str(issues[0]["message"])


def test_a_row_set_aside_is_named_where_its_district_is_lacking(tmp_path: Path) -> None:
    made = workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03")})
    give(made, {REGIONS: lookup_files()[REGIONS].replace(b"Farland,E12000091", b"Farland,Dogger")})
    with pytest.raises(PlaceError, match=rf'has LSOAs in {FARLAND} Farland.* {REGIONS}, row 4, RGN24CD: "Dogger"'):
        read_sources(made)


def test_wales_needs_no_regions(tmp_path: Path) -> None:
    welsh = {name: text.replace(FARLAND.encode(), b"W06000993").replace(b"E23000992", b"W15000992").replace(
        CSP_FAR.encode(), b"W14000993") for name, text in lookup_files().items()}  # fmt: skip
    welsh[REGIONS] = b"".join(line for line in welsh[REGIONS].splitlines(keepends=True) if b"W06" not in line)
    made = workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03")})
    give(made, welsh)
    places = read_sources(made).table(PLACES)
    assert "W06000993" in set(places["district_code"])
    assert not issues_of(made, "geography")


def test_without_the_2011_file_codes_of_2021_still_have_their_place(tmp_path: Path) -> None:
    made = workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03")})
    (made.sources / CARRIED).unlink()
    codes = read_sources(made).table(LSOA_CODES)
    assert codes["code"].tolist() == [code for code, _, _ in LSOAS]
    assert set(codes["method"]) == {"supplied_2021"}


@pytest.mark.parametrize(
    ("file", "old", "new", "column", "rule"),
    [
        (LOOKUP, b"E01990004,", b"E0199,", "LSOA21CD", "form"),
        (LOOKUP, b"E01990004,", b"S01990004,", "LSOA21CD", "form"),
        (LOOKUP, b"E01990004,", b"E01990003,", "LSOA21CD", "once_only"),
        (PARTNERSHIPS, CSP_MARSH.encode(), b"X22000992", "CSP24CD", "form"),
        (CARRIED, b"E01990006,U", b"E01990006,Q", "CHGIND", "form"),
    ],
)  # fmt: skip
def test_wrong_value_in_a_lookup_is_an_issue_and_the_row_is_set_aside(
    tmp_path: Path, file: str, old: bytes, new: bytes, column: str, rule: str
) -> None:
    made = workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03")})
    content = lookup_files()[file]
    assert content.count(old) == 1
    give(made, {file: content.replace(old, new)})
    read_sources(made)
    issues = issues_of(made, "geography")
    (issue,) = (i for i in issues if i["rule"] != "lookups_agree")
    assert (issue["file"], issue["column"], issue["rule"], issue["action"]) == (file, column, rule, "rejected")
    assert str(issue["message"]).startswith(f'{file}, row {issue["row"]}, {column}: "')
    counted, kept, rejected = files_of(made)[file]
    assert (counted, kept, rejected) == (content.count(b"\n") - 1, counted - 1, 1)


def test_no_reader_meets_a_pattern_in_place_of_words() -> None:
    """What was expected is said in words for every column whose values have a form."""
    from purbeck.sources.door import LOOKUPS

    wordless = {f"{kind}: {c}" for kind, (_, of) in LOOKUPS.items() for c in of.patterns if c not in of.expected}
    assert not wordless


@pytest.mark.parametrize("file", [LOOKUP, PARTNERSHIPS, PEOPLE])
@pytest.mark.parametrize("fault", ["mark", "crlf", "blank", "no end", "extra", "reordered", "open quote"])
def test_lookup_in_any_guise_gives_the_same_rows(tmp_path: Path, file: str, fault: str) -> None:
    plain = lookup_files()[file]
    lines = plain.decode().splitlines()
    guises = {
        "mark": b"\xef\xbb\xbf" + plain,
        "crlf": plain.replace(b"\n", b"\r\n"),
        "blank": plain.replace(b"\n", b"\n\n", 3) + b"\n \n",
        "no end": plain[:-1],
        "extra": "\n".join([lines[0] + ",ObjectId", *(f"{line},{n}" for n, line in enumerate(lines[1:]))]).encode(),
        "reordered": "\n".join(",".join(line.split(",")[::-1]) for line in lines).encode(),
        "open quote": plain + b'"x,' + b",".join([b""] * lines[0].count(",")) + b"\n",
    }
    from purbeck.sources import lookup
    from purbeck.sources.door import LOOKUPS, recognise
    from purbeck.sources.source import SuppliedFile
    from purbeck.store import Store

    store = Store(tmp_path / "tables")
    read = {}
    for name, content in {"plain": plain, "guise": guises[fault]}.items():
        path = tmp_path / name
        path.write_bytes(content)
        source, kind = LOOKUPS[str(recognise(path))]
        read[name] = lookup.read(store, source.name, kind, path, SuppliedFile(name, "", 1))
    store.close()
    ours, theirs = (frame.reset_index(drop=True) for frame, _, _ in read.values())
    assert ours[sorted(ours.columns)].equals(theirs[sorted(theirs.columns)])
    assert [i.rule for i in read["guise"][2]] == (["quotes_closed"] if fault == "open quote" else [])


def test_missing_name_in_a_lookup_does_not_stop_the_build(tmp_path: Path) -> None:
    made = workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03")})
    content = lookup_files()[LOOKUP]
    assert content.count(b",Ward 3,") == 1
    give(made, {LOOKUP: content.replace(b",Ward 3,", b",,")})
    places = read_sources(made).table(PLACES)
    assert places["residents"].sum() == len(LSOAS) * PEOPLE_EACH


def test_newest_edition_of_a_lookup_counts(tmp_path: Path) -> None:
    made = workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03")})
    give(made, {"newer.csv": lookup_files()[LOOKUP].replace(b"Ward 3", b"New Ward 3")})
    places = read_sources(made).table(PLACES).set_index("lsoa21")
    assert places.loc["E01990003", "ward_name"] == "New Ward 3"


def test_district_in_two_forces_is_refused(tmp_path: Path) -> None:
    made = workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03")})
    content = lookup_files()[PARTNERSHIPS]
    line = f"{SOUTHFEN},Southfen,{CSP_MARSH},Marsh,E23000991,Moor"
    assert line.encode() in content
    give(made, {PARTNERSHIPS: content.replace(line.encode(), line.replace("E23000991,Moor", "E23000992,Far").encode())})
    with pytest.raises(PlaceError, match=f"puts {SOUTHFEN} into more than one police force area"):
        read_sources(made)


ONE_AGE = b"E01990001,E01990001,Aged 16 to 24 years,250"
WHOLE = "is not a whole number of people, written like 1079"


@pytest.mark.parametrize(
    ("value", "said"), [(b"many", f'"many" {WHOLE}'), (b"-5", f'"-5" {WHOLE}'), (b'"1,079"', f'"1,079" {WHOLE}')]
)
def test_a_row_of_people_set_aside_stops_the_build(tmp_path: Path, value: bytes, said: str) -> None:
    """Without them every rate of their area, its region and the nation would be of too few people."""
    made = workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03")})
    give(made, {PEOPLE: lookup_files()[PEOPLE].replace(ONE_AGE, ONE_AGE.replace(b"250", value))})
    with pytest.raises(SourceError) as caught:
        read_sources(made)
    row = f"{PEOPLE}, row 3, Observation: {said}. The row was set aside in issues; "
    assert f"{PEOPLE} lacks residents of 1 of 8 LSOAs, such as E01990001 Northmoor 001A, " in caught.value.what
    assert row in caught.value.what
    assert "run purbeck get WORKSPACE --from with the file" in caught.value.todo
    assert [str(i["message"]).startswith(row) for i in issues_of(made, "population")] == [True]
    assert files_of(made)[PEOPLE] == (48, 47, 1)


def _without(rows: bytes, *of: bytes) -> bytes:
    return b"".join(line for line in rows.splitlines(keepends=True) if not any(part in line for part in of))


@pytest.mark.parametrize(
    ("change", "lacking", "first"),
    [
        (lambda rows: _without(rows, b"E01990004,E01990004,Aged 65"), 1, "E01990004"),
        (lambda rows: _without(rows, *(code.encode() for code, d, _ in LSOAS if d != NORTHMOOR)), 4, "E01990005"),
        (lambda rows: rows.replace(b",250", b",25.0"), 8, "E01990001"),
        (lambda rows: rows[: rows.index(b"E01990008")], 1, "E01990008"),
    ],
    ids=["one age group", "our district alone", "no usable row", "half downloaded"],
)
def test_residents_of_some_areas_only_stop_the_build(
    tmp_path: Path, change: Callable[[bytes], bytes], lacking: int, first: str
) -> None:
    """A table of one district would make it as large as England."""
    made = workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03")})
    give(made, {"part.csv": change(lookup_files()[PEOPLE])})
    with pytest.raises(SourceError) as caught:
        read_sources(made)
    assert f"part.csv lacks residents of {lacking} of 8 LSOAs, such as {first} " in caught.value.what
    give(made, {"whole.csv": lookup_files()[PEOPLE] + b"\n"})
    assert read_sources(made).table(PLACES)["residents"].sum() == len(LSOAS) * PEOPLE_EACH, "put right by the whole"


def test_a_total_set_aside_stops_nothing(tmp_path: Path) -> None:
    made = workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03")})
    totals = "".join(f"{code},{code},Total,{PEOPLE_EACH}\n" for code, _, _ in LSOAS)
    give(made, {PEOPLE: lookup_files()[PEOPLE] + totals.encode()})
    assert read_sources(made).table(PLACES)["residents"].sum() == len(LSOAS) * PEOPLE_EACH
    assert files_of(made)[PEOPLE] == (56, 48, 8)
    assert 'Age (6 categories): "Total" is not an age group like' in str(issues_of(made, "population")[0]["message"])


def test_residents_of_another_vintage_stop_the_build_and_are_named(tmp_path: Path) -> None:
    """Nobody is invented, and nobody lost in silence: neither the LSOA without residents nor they without an LSOA."""
    made = workspace(tmp_path / "northmoor", {"a.csv": month_of("2025-03")})
    give(made, {PEOPLE: lookup_files()[PEOPLE].replace(b"E01990004", b"E01999999")})
    with pytest.raises(SourceError, match="lacks residents of 1 of 8 LSOAs, such as E01990004"):
        read_sources(made)
    [issue] = issues_of(made, "population")
    assert (issue["rule"], issue["value"]) == ("vintage", "E01999999")
    assert "1 of its 8 LSOA codes, such as E01999999, are of no LSOA of 2021" in str(issue["message"])
