"""What others publish of our CSP, region and nation: severity of crime, admissions to hospital."""

from __future__ import annotations

from typing import Any

import pandas as pd

from purbeck.analyses import context
from purbeck.findings.draft import Draft, number, table
from purbeck.findings.finding import Finding
from purbeck.findings.wording import context as words
from purbeck.findings.wording.doubt import comparator_name
from purbeck.sources import crime_severity, hospital_admissions_published

ORDER = ("csp", "force", "region", "nation")


def drafted(draft: Draft) -> list[Finding]:
    """A finding of each source that was given; none of one that was not."""
    rows = draft.evidence.workspace.table(context.TABLE)
    severity = rows[rows["topic"] == "crime_severity"]
    admissions = rows[rows["topic"] == "hospital_admissions"]
    csps = severity.loc[severity["place_type"] == "csp", "place_code"].unique()
    found = [_severity(draft, severity, str(code)) for code in csps]
    return [*found, _admissions(draft, admissions)] if len(admissions) else found


def _finding(
    draft: Draft, topic: str, measure: str, source: str, place: tuple[str, str, str], **fields: Any
) -> Finding:
    """A finding of a place as a whole. `place` is its kind, code and name."""
    shared: dict[str, Any] = {"certainty": "described", "confidence": None, "selection": {}, "place_name": place[2]}
    question = draft.question("context", measure, topic, period="latest_edition", source=source, place_type=place[0],
                              place_code=place[1])  # fmt: skip
    return draft.finding(question, "context", **(shared | fields))


def _severity(draft: Draft, rows: pd.DataFrame, csp: str) -> Finding:
    """A CSP's score in its latest year, beside those of force, region and nation in that year."""
    own = rows[rows["place_code"] == csp].sort_values("year")
    last = own.iloc[-1]
    same = rows[(rows["year"] == last["year"]) & ((rows["place_type"] != "csp") | (rows["place_code"] == csp))]
    same = same.sort_values(["place_type", "place_code"], key=lambda c: c.map(_order) if c.name == "place_type" else c)
    others = [
        (comparator_name(r["place_type"], r["place_name"]), float(r["value"]))
        for _, r in same[same["place_code"] != csp].iterrows()
    ]
    shown = [
        (_named(r), number(r["value"]), r["year"], r["place_code"] == csp)
        for _, r in same.iterrows()
    ]  # fmt: skip
    first = own.iloc[0]
    before = (str(first["year"]), float(first["value"])) if len(own) > 1 else None
    name = str(last["place_name"])
    return _finding(
        draft, "crime_severity", "score", crime_severity.SOURCE.name, ("csp", csp, name),
        title=words.severity_title(name, last["value"], last["year"], others),
        statement=words.severity(name, last["value"], last["year"], others, before),
        alternative=words.scores_alternative(last["year"], shown), value=float(last["value"]), unit="score",
        method="As published by the ONS; weighed offences per head", period=str(last["year"]), caveats=(words.SEVERITY,),
        chart="comparison",
        rows=table((("place", "Place", ""), ("score", "Crime Severity Score", ""), ("year", "Year", ""),
                    ("ours", "Ours", "")), shown),
    )  # fmt: skip


def _order(kind: str) -> int:
    return ORDER.index(kind)


def _named(row: pd.Series) -> str:
    """A place with its kind, where CSP, force and district may share a name."""
    kind = {"csp": " (CSP)", "force": " (police force area)"}.get(row["place_type"], "")
    return f"{row['place_name']}{kind}"


def _admissions(draft: Draft, rows: pd.DataFrame) -> Finding:
    """Admissions of our region's residents by year; of the nation's where no region's are published."""
    home = draft.evidence.home("region")
    own = rows[(rows["place_type"] == "region") & (rows["place_code"] == (home[0] if home else ""))]
    own = (own if len(own) else rows[rows["place_type"] == "nation"]).sort_values("year")
    last = own.iloc[-1]
    nation = rows[(rows["place_type"] == "nation") & (rows["year"] == last["year"]) & (last["place_type"] == "region")]
    most = own.loc[own["value"].idxmax()]
    rounded_ = bool(last["lower"] < last["upper"])
    name = comparator_name(last["place_type"], last["place_name"])
    shown = [(str(r["year"]), int(r["value"]), int(r["lower"]), int(r["upper"])) for _, r in own.iterrows()]
    return _finding(
        draft, "hospital_admissions", "count", hospital_admissions_published.SOURCE.name,
        (str(last["place_type"]), str(last["place_code"]), str(last["place_name"])),
        title=words.admissions_title(name, last["year"], last["value"], rounded_),
        statement=words.admissions(
            name, last["year"], (last["value"], last["lower"], last["upper"]), (str(most["year"]), most["value"]),
            (str(nation.iloc[0]["place_name"]), nation.iloc[0]["value"]) if len(nation) else None,
        ),
        alternative=words.years_alternative(f"Admissions of residents of {name}", shown), value=float(last["value"]),
        lower=float(last["lower"]), upper=float(last["upper"]), unit="admissions", period=str(last["year"]),
        method="As published: finished admission episodes with the cause X99; limits are those of rounding",
        caveats=(words.ENDED, words.ADMISSIONS, *((words.REGIONAL,) if rounded_ else ())), chart="years",
        rows=table((("period", "Year", ""), ("value", "Admissions", "admissions"), ("lower", "Fewest", "admissions"),
                    ("upper", "Most", "admissions")), shown),
    )  # fmt: skip
