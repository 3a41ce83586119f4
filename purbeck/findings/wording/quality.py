"""What the data holds and lacks, in words."""

from __future__ import annotations

from collections.abc import Sequence

from purbeck.findings.in_words import count, listed, months_of, percent, span


def filed(force: str, year: int, missing: Sequence[int]) -> str:
    """Whether our force filed the year."""
    if not missing:
        return f"{force} filed every month of {year}."
    return (
        f"{force} filed {12 - len(missing)} of the 12 months of {year}. Missing: {months_of(missing)}. They are left out, not "
        "counted as zero."
    )


def held(months: int, first: str, last: str, gaps: int, year: int) -> str:
    """Which months are held at all, and that those after the year reported on are in no yearly figure."""
    gap = f"with {count(gaps)} {'month' if gaps == 1 else 'months'} in between not supplied" if gaps else "with no gaps"
    later = f" Yearly figures are of {year}, the last full year; monthly charts go on." if last[:4] > str(year) else ""
    return f"Street-level data for our area is held for {count(months)} months, {span(first, last)}, {gap}.{later}"


def region_filed(region: str, coverage: float, year: int, missing: Sequence[tuple[str, int]]) -> str:
    """How much of the comparator is there."""
    if not missing:
        return f"Every force of {region} filed every month of {year}."
    said = listed([f"{force} ({n} of 12 months)" for force, n in missing])
    return (
        f"Forces filed for {percent(coverage)} of the person-years of {region} in {year}. Not every month was filed by "
        f"{said}. Comparisons use the months that were."
    )


def rows_read(read: int, kept: int, rejected: int, files: int, noted: int) -> str:
    """What became of every row."""
    values = f" Another {count(noted)} values were noted as doubtful." if noted else ""
    if not rejected:
        return f"{count(read)} rows of street-level data were read from {count(files)} files, and every one was kept.{values}"
    return (
        f"{count(read)} rows of street-level data were read from {count(files)} files: {count(kept)} were kept and "
        f"{count(rejected)} set aside as unreadable or impossible.{values} Each is listed in the issues table."
    )


def placed(force: str, year: int, rows: int, without: int) -> str:
    """How many rows have no place."""
    share_ = without / rows if rows else 0.0
    return (
        f"{percent(share_)} of the rows {force} filed for {year} ({count(without)} of {count(rows)}, of every kind of crime) "
        "have no place. They are in no local figure here, so every local count is a little too low."
    )


def repeats(force: str, year: int, repeated: int, identical: int) -> str:
    """Rows that may be the same incident twice."""
    return (
        f"Of the rows {force} filed for {year}, {count(repeated)} carry an identifier that an earlier row has and "
        f"{count(identical)} are the same throughout as an earlier row. All are counted: one row is one incident, and most "
        "such rows are separate incidents at one map point in one month."
    )


def stand_in_title(definition: str) -> str:
    """The heading of the warning of a definition that stands in for the partnership's own."""
    return f"Figures by “{definition}” stand in for a definition of serious violence"


def region_filed_title(region: str, coverage: float, year: int) -> str:
    """The comparator's coverage as a heading."""
    return f"{region}: {percent(coverage)} of person-years filed in {year}"


def rows_title(kept: int, read: int) -> str:
    """What was kept as a heading."""
    return "Every row was kept" if kept == read else f"{count(read - kept)} of {count(read)} rows were set aside"


def placed_title(force: str, value: float) -> str:
    """The share of rows with a place as a heading."""
    return f"{percent(value)} of {force}'s rows have a place"


def repeats_title(number: int) -> str:
    """Repeats as a heading."""
    return f"{count(number)} rows repeat an earlier one, and are counted"
