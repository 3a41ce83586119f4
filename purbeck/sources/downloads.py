"""Which download of a force-month counts, where several hold it: the newest."""

from __future__ import annotations

import ibis.expr.types as ir
import pandas as pd

from purbeck.sources import police_outcomes, police_street, stop_and_search
from purbeck.sources.source import FileRead, Issue
from purbeck.store import Store
from purbeck.tables import Column, Table

RULE = "downloads_agree"

FORCE_MONTHS = Table(
    name="force_months",
    meaning="Each force's each month in each file that holds it, and the one that counts",
    columns=(
        Column("month", "string", "the month", required=True),
        Column("force", "string", "the force, as supplied", required=True),
        Column("file", "string", "the file, inside sources/", required=True),
        Column("sha256", "string", "hash of the file, or of the archive it lies in", required=True),
        Column("rows", "int64", "rows kept of that force and month", unit="rows", required=True),
        Column(
            "chosen", "boolean", "whether these are the rows that count: those of the newest download", required=True
        ),
    ),
    key=("month", "force", "file"),
)

MONTHLY_FILES = Table(
    name="monthly_files",
    meaning="Outcomes, and stops and searches: each force's each month in each file that holds it, and the one that counts",
    columns=(
        Column("source", "string", "the source", required=True),
        Column("month", "string", "the month", required=True),
        Column("force", "string", "the force, as supplied", required=True),
        Column("file", "string", "the file, inside sources/", required=True),
        Column("rows", "int64", "rows kept of that force and month", unit="rows", required=True),
        Column(
            "chosen", "boolean", "whether these are the rows that count: those of the newest download", required=True
        ),
    ),
    key=("source", "month", "force", "file"),
)


def choose(store: Store, files: list[FileRead], key: str) -> list[Issue]:
    """Write which file counts for each force-month; an issue where downloads disagree on the number of rows.

    The newest download wins: by the date of the archive's entry, and for a loose file by the order given. A loose
    file counts as being as new as the newest file given before it.
    """
    newest = _newness(files)
    found = pd.DataFrame({"month": [], "force": [], "file": [], "rows": []})
    if store.files(police_street.TABLE):
        rows = store.read(police_street.TABLE)
        found = store.fetch(_counts(rows))
    hashes = {f.file: f.sha256 for f in files}
    found["sha256"] = found["file"].map(hashes)
    found["newness"] = found["file"].map(newest)
    found = found.sort_values(["month", "force", "newness"], ignore_index=True)
    found["chosen"] = ~found.duplicated(["month", "force"], keep="last")
    store.write(FORCE_MONTHS, found, key)
    return [_disagreement(group) for _, group in found.groupby(["month", "force"]) if group["rows"].nunique() > 1]


def choose_monthly(store: Store, files: list[FileRead], key: str) -> list[Issue]:
    """Write which file of outcomes, and of stops and searches, counts for each force's each month.

    Later downloads hold other outcomes of the same month by their nature, so that a difference is no issue.
    """
    newest = _newness(files)
    found = []
    for source, table, force in (
        (police_outcomes.SOURCE.name, police_outcomes.TABLE, "falls_within"),
        (stop_and_search.SOURCE.name, stop_and_search.TABLE, "force"),
    ):
        rows = store.fetch(_counts(store.read(table), force)).assign(source=source)
        rows = rows.assign(newness=rows["file"].map(newest)).sort_values(["month", "force", "newness"])
        found.append(rows.assign(chosen=~rows.duplicated(["month", "force"], keep="last")))
    store.write(MONTHLY_FILES, pd.concat(found, ignore_index=True), key)
    return []


def _counts(rows: ir.Table, force: str = "falls_within") -> ir.Table:
    return rows.group_by(month=rows.month, force=rows[force], file=rows.file).agg(rows=rows.count())


def _newness(files: list[FileRead]) -> dict[str, int]:
    """The place of each file in the order from oldest to newest download."""
    dated = []
    latest = ""
    for file in sorted(files, key=lambda f: f.given):
        date = file.downloaded or latest
        latest = max(latest, date)
        dated.append((date, file.given, file.file))
    return {name: place for place, (_, _, name) in enumerate(sorted(dated))}


def _disagreement(group: pd.DataFrame) -> Issue:
    chosen = group[group["chosen"]].iloc[0]
    others = "; ".join(f"{row.file} has {row.rows:,}" for row in group[~group["chosen"]].itertuples())
    return Issue(
        police_street.SOURCE.name, chosen["file"], None, "Month", f"{chosen['month']} {chosen['force']}",
        RULE, "kept_as_supplied",
        f"{chosen['force']}, {chosen['month']}: downloads disagree. {chosen['file']} is the newest, with "
        f"{chosen['rows']:,} rows, and is used; {others}.",
    )  # fmt: skip
