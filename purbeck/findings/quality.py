"""What the data holds and lacks: said before any result."""

from __future__ import annotations

import pandas as pd

from purbeck import periods, places
from purbeck.findings import in_words
from purbeck.findings.draft import COUNT_COLUMN, Draft, number, table
from purbeck.findings.finding import Finding
from purbeck.findings.reach import odd_rows
from purbeck.findings.wording import breaks as breaks_words
from purbeck.findings.wording import doubt
from purbeck.findings.wording import quality as words
from purbeck.incidents import quality
from purbeck.measures.build import filed_months
from purbeck.sources.downloads import FORCE_MONTHS
from purbeck.sources.police_street import SOURCE as STREET
from purbeck.sources.source import FILES, ISSUES

MONTHS_A_YEAR = 12
ODD_METHOD = "Each count beside the median and the spread of the twelve months nearest to it; limits in odd_months.toml"


def drafted(draft: Draft) -> list[Finding]:
    """Coverage of our force, then of the region; then rows, places, repeats; the stand-in's warning last."""
    members = draft.evidence.members
    filed = filed_months(draft.evidence.workspace.table(FORCE_MONTHS), members)
    findings = [_filed(draft, filed), *_region(draft, filed), of_all_rows(draft)]
    table_ = draft.evidence.workspace.table(quality.TABLE)
    table_ = table_[table_["source"] == STREET.name]
    home = draft.evidence.home("force")
    if home is not None:
        named = table_[table_["recorded_by"].map(places.force_key) == places.force_key(home[1])]
        ours = named[named["month"].str.startswith(str(draft.year))]
        if len(ours):
            findings += [_placed(draft, ours), _repeats(draft, ours)]
    return [*findings, _odd(draft), *of_stand_in(draft)]


def _months_of(filed: set[tuple[str, str]], force: str, year: int) -> list[int]:
    """The months of a year that a force filed, as numbers."""
    return sorted(int(month[5:]) for code, month in filed if code == force and month.startswith(str(year)))


def _filed(draft: Draft, filed: set[tuple[str, str]]) -> Finding:
    home = draft.evidence.home("force")
    code, name = home if home else ("", "Our force")
    mine = _months_of(filed, code, draft.year)
    missing = [m for m in range(1, MONTHS_A_YEAR + 1) if m not in mine]
    ours = sorted({month for force, month in filed if force == code})
    gaps = periods.month_number(ours[-1]) - periods.month_number(ours[0]) + 1 - len(ours)
    force = f"{name} police force"
    years = sorted({int(m[:4]) for m in ours})
    rows = [(str(y), len(_months_of(filed, code, y)), in_words.months_of(_months_of(filed, code, y))) for y in years]
    return draft.finding(
        draft.question("quality", "months_filed", draft.evidence.definition.id, place_type="force", place_code=code),
        "quality", span=(ours[0], ours[-1]),
        title=words.filed(force, draft.year, missing).split(". ")[0].rstrip("."),
        statement=f"{words.filed(force, draft.year, missing)} {words.held(len(ours), ours[0], ours[-1], gaps, draft.year)}",
        unit="months of 12", method="Months with rows from the force", certainty="described", value=float(len(mine)),
        confidence=None, place_name=name, coverage=len(mine) / MONTHS_A_YEAR,
        rows=table((("period", "Year", ""), ("months", "Months filed", "months"), ("which", "Which", "")), rows),
    )  # fmt: skip


def _region(draft: Draft, filed: set[tuple[str, str]]) -> list[Finding]:
    home = draft.evidence.home("region")
    if home is None:
        return []
    code, name = home
    members = draft.evidence.members
    inside = members[members["region_code"] == code].groupby(["force_code", "force_name"])["residents"].sum()
    rows = [
        (str(force_name), len(_months_of(filed, str(force), draft.year)), int(people))
        for (force, force_name), people in inside.items()
    ]
    missing = [(force, months) for force, months, _ in rows if months < MONTHS_A_YEAR]
    coverage = sum(m * p for _, m, p in rows) / (MONTHS_A_YEAR * sum(p for _, _, p in rows))
    return [
        draft.finding(
            draft.question("quality", "coverage", draft.evidence.definition.id, place_type="region", place_code=code),
            "quality",
            title=words.region_filed_title(name, coverage, draft.year),
            statement=words.region_filed(doubt.comparator_name("region", name), coverage, draft.year, missing),
            unit="share of person-years", method="Person-years of area-months filed over all person-years",
            certainty="described", value=coverage, confidence=None, place_name=name, coverage=coverage,
            rows=table((("place", "Police force area", ""), ("months", f"Months of {draft.year} filed", "months"),
                        ("residents", "Residents of the region in it", "people")), rows),
        )
    ]  # fmt: skip


def of_all_rows(draft: Draft) -> Finding:
    """What became of every street-level row of every force."""
    workspace = draft.evidence.workspace
    files = workspace.table(FILES)
    street = files[files["source"] == STREET.name]
    issues = workspace.table(ISSUES)
    noted = issues[(issues["source"] == STREET.name) & (issues["action"] != "rejected")]
    read, kept, rejected = (int(street[c].sum()) for c in ("rows_read", "rows_kept", "rows_rejected"))
    by_rule = issues.groupby(["source", "rule", "action"]).size()
    rows = [(s, r.replace("_", " "), a.replace("_", " "), int(n)) for (s, r, a), n in by_rule.items()]
    return draft.finding(
        draft.question("quality", "rows_kept", draft.evidence.definition.id, period="all_months"),
        "quality", span=draft.all_months,
        title=words.rows_title(kept, read),
        statement=words.rows_read(read, kept, rejected, len(street), len(noted)),
        unit="share of rows", method="Rows read = rows kept + rows set aside, checked for each file",
        certainty="described", value=kept / read if read else None, confidence=None, n=kept, counts=(rejected, len(noted)),
        period="all months held",
        rows=table((("source", "Source", ""), ("rule", "Rule broken", ""), ("action", "What was done", ""),
                    ("issues", "Issues", "values or rows")), rows),
    )  # fmt: skip


def _placed(draft: Draft, ours: pd.DataFrame) -> Finding:
    rows, without = int(ours["rows"].sum()), int(ours["without_lsoa"].sum())
    force = str(ours["recorded_by"].iloc[0])
    return draft.finding(
        draft.question("quality", "share_placed", draft.evidence.definition.id, place_type="force",
                       place_code=(draft.evidence.home("force") or ("",))[0]),
        "quality", title=words.placed_title(force, 1 - without / rows),
        statement=words.placed(force, draft.year, rows, without), unit="share of rows",
        method="Rows with an LSOA over all rows of the force", certainty="described", value=1 - without / rows,
        confidence=None, n=rows, counts=(without,), place_name=force,
    )  # fmt: skip


def _repeats(draft: Draft, ours: pd.DataFrame) -> Finding:
    repeated, identical = int(ours["repeated_id"].sum()), int(ours["identical_row"].sum())
    force = str(ours["recorded_by"].iloc[0])
    return draft.finding(
        draft.question("quality", "repeats", draft.evidence.definition.id, place_type="force",
                       place_code=(draft.evidence.home("force") or ("",))[0]),
        "quality", title=words.repeats_title(repeated + identical),
        statement=words.repeats(force, draft.year, repeated, identical), unit="rows",
        method="Crime IDs and whole rows compared; an earlier row is the first", certainty="described",
        value=float(repeated + identical), confidence=None, n=int(ours["rows"].sum()),
        counts=(repeated, identical), place_name=force,
    )  # fmt: skip


def _odd(draft: Draft) -> Finding:
    """Force-months that look wrong: those of our region named, those of other forces counted; all in the table."""
    odd = draft.recording.odd
    region = draft.evidence.home("region")
    around = draft.recording.forces_of("region", region[0]) if region else draft.recording.forces_of("partnership")
    near = odd["key"].isin({places.force_key(force) for force in around})
    listed = pd.concat([odd[near], odd[~near]])
    rows = [
        (r["force"], r["month"], r["category"], int(r["count"]), number(r["expected"]), number(r["ratio"]))
        for r in listed.to_dict("records")
    ]  # fmt: skip
    return draft.finding(
        draft.question("quality", "odd_months", draft.evidence.definition.id, period="all_months"),
        "quality", span=draft.all_months, forces=draft.recording.forces_of("nation"), kinds=(),
        title=breaks_words.odd_title(int(near.sum())),
        statement=breaks_words.odd(odd_rows(odd[near]), int((~near).sum())), unit="counts of a force and month",
        method=ODD_METHOD, certainty="described", value=float(near.sum()), confidence=None, period="all months held",
        counts=tuple(odd["count"].astype(int)),
        rows=table((("place", "Police force", ""), ("month", "Month", ""), ("theme", "Kind", ""), COUNT_COLUMN,
                    ("expected", "Usual", "median of the months around"), ("ratio", "Times the usual", "")), rows),
    )  # fmt: skip


def of_stand_in(draft: Draft) -> list[Finding]:
    """The stand-in's warning; none where the definition is the partnership's own."""
    definition = draft.evidence.definition
    if not definition.stand_in:
        return []
    return [
        draft.finding(
            draft.question("quality", "definition", definition.id, period="all_months"), "quality",
            title=words.stand_in_title(definition.title), statement=definition.stand_in, unit="none",
            method=f"Definition: {definition.title}, version {definition.version}",
            certainty="cannot_tell_from_this_source", confidence=None, period="all months held",
        )
    ]  # fmt: skip
