"""Is it high for here: against the rest of region, force and nation; rank; funnel."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from purbeck.analyses import comparison
from purbeck.findings import ranks, read_out
from purbeck.findings.draft import COUNT_COLUMN, RATE_COLUMNS, RESIDENTS, Draft, counts_of, number, table
from purbeck.findings.finding import Finding
from purbeck.findings.wording import comparison as words
from purbeck.findings.wording import doubt

RATIO_METHOD = "Ratio of rates; interval by Student's t, widened by how much our months vary round the comparator's"
RANK_METHOD = "Rank of rates; interval by simulation, allowing for how much a place's months vary"
FUNNEL_METHOD = "Funnel round the average of all ranked, with Spiegelhalter's additive overdispersion"
LIMIT_POINTS = 40
COVERAGE_COLUMN = ("coverage", "Share of person-years filed", "0 to 1")
# The region first, as strategies compare; the whole of England and Wales last.
ORDER = {"region": 0, "force": 1, "nation": 2}


def drafted(draft: Draft) -> list[Finding]:
    """For each theme: against the rest, the rank of our district and our force, the funnel of districts."""
    workspace, ours = draft.evidence.workspace, draft.evidence.definition.id
    ratios, standing = workspace.table(comparison.RATIOS), workspace.table(comparison.STANDING)
    ratios = ratios[ratios["definition"] == ours]
    standing = standing[(standing["definition"] == ours) & (standing["year"] == draft.year)]
    findings: list[Finding] = []
    for theme, name in draft.names.items():
        of_theme = ratios[ratios["theme"] == theme].copy()
        of_theme["order"] = of_theme["comparator_type"].map(ORDER)
        of_theme = of_theme.sort_values(["order", "comparator_code"], kind="stable", ignore_index=True)
        for n, row in enumerate(of_theme.dropna(subset=["ratio"]).to_dict("records")):
            findings.append(_ratio(draft, theme, name, row, of_theme if n == 0 else None))
        for kind in ("district", "force"):
            stood = standing[(standing["theme"] == theme) & (standing["place_type"] == kind)]
            stood = stood.assign(ours=stood["place_code"] == (draft.evidence.home(kind) or ("",))[0])
            findings += _standing(draft, theme, name, kind, stood)
    return findings


def _ratio(draft: Draft, theme: str, name: str, row: pd.Series, chart_of: pd.DataFrame | None) -> Finding:
    us = draft.evidence.years.set_index(["first", "theme"]).loc[(f"{draft.year}-01", theme)]
    limits = (row["lower"], row["upper"])
    few = min(row["count"], row["outside_count"]) < draft.evidence.rules.few_events
    verdict = "too few to tell" if few else doubt.direction(row["ratio"], *limits)
    certainty = {"too few to tell": "too_few_to_tell", "no clear difference": "no_clear_difference"}.get(
        verdict, "clear"
    )
    rows = _rates(draft, us, chart_of) if chart_of is not None else []
    kind = row["comparator_type"]
    beside = [row] if chart_of is None else chart_of.to_dict("records")
    forces = {f for r in beside for f in draft.recording.forces_of(r["comparator_type"], r["comparator_code"])}
    them = doubt.comparator_name(kind, row["comparator_name"])
    return draft.finding(
        draft.question("comparison", "rate_ratio", theme, comparator=f"rest of {kind} {row['comparator_code']}",
                       denominator_kind="residents"),
        "comparison", forces=sorted(forces),
        title=words.compared_title(name, verdict, them),
        statement=words.compared(name, (draft.place, draft.year), us["value"], them,
                                   (row["outside_rate"], row["comparator_rate"]), row["ratio"], limits, draft.confidence,
                                   row["outside_coverage"], few),
        alternative=read_out.compared_alternative(rows) if rows else "",
        unit="times the comparator's rate", method=RATIO_METHOD, certainty=certainty, value=number(row["ratio"]),
        lower=number(row["lower"]), upper=None if np.isinf(row["upper"]) else number(row["upper"]), n=int(row["count"]),
        counts=(int(row["outside_count"]), int(row["comparator_count"])),
        coverage=row["outside_coverage"], caveats=_ratio_caveats(draft, row["outside_coverage"]),
        chart="comparison" if rows else "none",
        rows=table((("place", "Place", ""), COUNT_COLUMN, *RATE_COLUMNS, ("ours", "Ours", ""), COVERAGE_COLUMN), rows),
    )  # fmt: skip


def _ratio_caveats(draft: Draft, coverage: float) -> tuple[str, ...]:
    seasons = () if coverage >= 1 else (words.SEASONS,)
    return (RESIDENTS, words.SPREAD, *draft.part_filed(coverage), *seasons)


def _rates(draft: Draft, us: pd.Series, others: pd.DataFrame) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = [
        (draft.place, int(us["count"]), number(us["value"]), number(us["lower"]), number(us["upper"]), True,
         number(us["coverage"]))
    ]  # fmt: skip
    for row in others.to_dict("records"):
        kind = " police force area" if row["comparator_type"] == "force" else ""
        rows.append(
            (f"{row['comparator_name']}{kind}", int(row["comparator_count"]), number(row["comparator_rate"]),
             number(row["comparator_lower"]), number(row["comparator_upper"]), False,
             number(row["comparator_coverage"]))
        )  # fmt: skip
    return rows


def _standing(draft: Draft, theme: str, name: str, kind: str, stood: pd.DataFrame) -> list[Finding]:
    ours = stood[stood["ours"]]
    if ours.empty:
        return []
    row = ours.iloc[0]
    findings = [_rank(draft, theme, name, kind, row, stood)]
    if kind == "district" and not pd.isna(row["funnel_z"]):
        findings.append(_funnel(draft, theme, name, row, stood))
    return findings


def _place(row: pd.Series, kind: str) -> str:
    return f"{row['place_name']} {'district' if kind == 'district' else 'police force area'}"


def _rank(draft: Draft, theme: str, name: str, kind: str, row: pd.Series, stood: pd.DataFrame) -> Finding:
    nouns = {"district": "district", "force": "police force area"}
    rows = ranks.near(stood, row["place_code"])
    sharing = int(row["sharing"])
    limits = (row["rank_lower"], row["rank_upper"])
    counts = (int(row["ranked"]), int(row["places"]))
    return draft.finding(
        draft.question("comparison", "rank", theme, place_type=kind, place_code=row["place_code"],
                       comparator=f"all {kind}s", denominator_kind="residents"),
        "comparison", forces=draft.recording.forces_of("nation"),
        title=words.ranked_title(name, _place(row, kind), nouns[kind], row["rank"], counts[0], sharing),
        statement=words.ranked(name, (_place(row, kind), draft.year), nouns[kind], row["rank"], limits, *counts,
                                 draft.confidence, sharing),
        alternative=read_out.ranks_alternative(rows, f"{nouns[kind]}s"),
        unit="rank, 1 the highest rate", method=RANK_METHOD, certainty="described", value=float(row["rank"]),
        lower=float(limits[0]), upper=float(limits[1]), n=int(row["count"]), counts=counts_of(stood, "count"),
        coverage=row["coverage"],
        place_name=_place(row, kind), caveats=(RESIDENTS,), chart="ranks",
        rows=table(ranks.COLUMNS, rows),
    )  # fmt: skip


def _funnel(draft: Draft, theme: str, name: str, row: pd.Series, stood: pd.DataFrame) -> Finding:
    value = row["rate_per_1000"]
    inside = row["lower_95"] <= value <= row["upper_95"]
    verdict = "inside" if inside else "beyond_95" if row["lower_998"] <= value <= row["upper_998"] else "beyond_998"
    limit_names = ("lower_95", "upper_95", "lower_998", "upper_998")
    rows: list[tuple[Any, ...]] = [
        ("place", r["place_name"], number(r["person_years"]), int(r["count"]), number(r["rate_per_1000"]),
         *(number(r[n]) for n in limit_names), bool(r["ours"]))
        for r in stood.sort_values("place_code").to_dict("records")
    ]  # fmt: skip
    by_size = stood.sort_values("person_years", ignore_index=True)
    for n in np.unique(np.linspace(0, len(by_size) - 1, LIMIT_POINTS).round().astype(int)):
        r = by_size.iloc[n]
        rows.append(("limit", "", number(r["person_years"]), int(r["count"]), number(r["funnel_target"]),
                     *(number(r[name_]) for name_ in limit_names), False))  # fmt: skip
    return draft.finding(
        draft.question("comparison", "funnel", theme, place_type="district", place_code=row["place_code"],
                       comparator="all districts", denominator_kind="residents"),
        "comparison", forces=draft.recording.forces_of("nation"),
        title=words.funnelled_title(name, _place(row, "district"), verdict),
        statement=words.funnelled(name, (_place(row, "district"), draft.year), value, row["funnel_target"], verdict),
        alternative=read_out.funnel_alternative(len(stood), verdict, value, row["funnel_target"]),
        unit="per 1,000 residents a year", method=FUNNEL_METHOD,
        certainty={"inside": "no_clear_difference", "beyond_95": "described", "beyond_998": "clear"}[verdict], value=value,
        lower=number(row["lower_95"]), upper=number(row["upper_95"]), n=int(row["count"]), coverage=row["coverage"],
        place_name=_place(row, "district"), caveats=(words.FUNNEL_LIMITS, RESIDENTS), chart="funnel",
        rows=table((("kind", "Kind", ""), ("place", "Place", ""), ("person_years", "Person-years", "person-years"),
                    COUNT_COLUMN, RATE_COLUMNS[0], ("lower_95", "Lower 95% limit", "per 1,000"),
                    ("upper_95", "Upper 95% limit", "per 1,000"), ("lower_998", "Lower 99.8% limit", "per 1,000"),
                    ("upper_998", "Upper 99.8% limit", "per 1,000"), ("ours", "Ours", "")), rows),
    )  # fmt: skip
