"""What each service saw: side by side, how far they overlap, and where they differ."""

from __future__ import annotations

from typing import Any

import pandas as pd

from purbeck import figures
from purbeck.analyses import overlap
from purbeck.findings.draft import Draft, in_percent, number, table
from purbeck.findings.finding import PARTNERS, SEVERAL, Finding, Question
from purbeck.findings.in_words import span
from purbeck.findings.wording import overlap as words
from purbeck.incidents.shared_events import DEPARTMENT
from purbeck.statistics import possible

BOTH = SEVERAL.join([overlap.POLICE, DEPARTMENT])
SERVICE_COLUMNS = (
    ("service", "Service", ""),
    ("count", "At the least", ""),
    ("most", "At the most", ""),
    ("period", "Period", ""),
)
TOTAL_COLUMNS = (("way", "Way of reckoning", ""), ("count", "Events in both lists", ""), ("value", "Events in all", "events"),
                 ("lower", "From", "events"), ("upper", "To", "events"))  # fmt: skip
PLACE_COLUMNS = (
    ("place", "Place", ""), ("when", "When", ""), ("count", "Attendances", ""), ("both", "Of them with the police", ""),
    ("share", "Share", "%"), ("lower", "Lower limit", "%"), ("upper", "Upper limit", "%"),
)  # fmt: skip
MODEL_COLUMNS = (("model", "Model", ""), ("count", "Events seen", "events"), ("value", "Events in all", "events"),
                 ("lower", "Lower limit", "events"), ("upper", "Upper limit", "events"), ("aic", "AIC", ""))  # fmt: skip


def drafted(draft: Draft) -> list[Finding]:
    """None where no more than one service counted anything."""
    workspace = draft.evidence.workspace
    counted, shared, three = (workspace.table(one) for one in (overlap.SERVICES, overlap.TABLE, overlap.THREE))
    found = [_side_by_side(draft, counted)] if len(counted) > 1 else []
    for row in shared[shared["place_type"] == "partnership"].to_dict("records"):
        if row["when"] == overlap.ALWAYS and not pd.isna(row["share"]):
            found.append(_shared(draft, row))
        if not pd.isna(row["chapman"]):
            found.append(_total(draft, row))
    fewer = shared[shared["beside_upper"] < 1].sort_values(["place_code", "when"])
    found += [_fewer(draft, row, shared) for row in fewer.to_dict("records")]
    return [*found, _three(draft, three)] if len(three) else found


def _question(draft: Draft, measure: str, source: str, **more: str) -> Question:
    return draft.question("overlap", measure, "violence", source=source, period="latest_twelve_months", **more)


def _about(row: dict[Any, Any]) -> dict[str, Any]:
    """What a finding of some months is given."""
    return {
        "span": (str(row["first"]), str(row["last"])), "period": _period(row), "forces": (), "kinds": (), "selection": {},
        "already_public": False,
    }  # fmt: skip


def _period(row: dict[Any, Any]) -> str:
    return span(str(row["first"]), str(row["last"]))


def _amount(row: dict[Any, Any]) -> str:
    least, most = figures.whole(row["least"]), figures.whole(row["most"])
    return least if least == most else f"{least} to {most}"


def _side_by_side(draft: Draft, rows: pd.DataFrame) -> Finding:
    ordered = rows.sort_values("least", ascending=False).to_dict("records")
    said = [(str(r["service"]), _amount(r), _period(r)) for r in ordered]
    placeless = [(str(r["service"]), int(r["without_place"])) for r in ordered if r["without_place"]]
    about = _about({"first": rows["first"].min(), "last": rows["last"].max()})
    at = possible.first(*([one[end] for one in ordered] for end in ("count_least", "count_most")))
    largest = "" if at is None else said[at][0]
    alike = rows["first"].nunique() == 1 == rows["last"].nunique()
    return draft.finding(
        _question(draft, "count", SEVERAL.join(sorted(rows["service"]))), PARTNERS,
        title=words.services_title(len(said), largest), statement=words.services(said, placeless),
        unit="as each service counts", method="As counted by each", certainty="described", n=int(rows["least"].min()),
        counts=(*(int(n) for name in ("least", "most") for n in rows[name]), *(number for _, number in placeless)),
        confidence=None, caveats=(words.NEVER_ADDED, *([] if alike else [words.MONTHS_DIFFER])), **about,
        rows=table(SERVICE_COLUMNS, [
            (words.SERVICES[str(r["service"])], int(r["least"]), int(r["most"]), _period(r)) for r in ordered
        ]),
    )  # fmt: skip


def _parts(row: dict[Any, Any], of: str = "") -> tuple[int, ...]:
    """Every number shown, and what is left when those in both are taken off; `of` is "_hurt" where these alone count."""
    police, department, both = (int(row[name]) for name in (f"police{of}", "department", f"both{of}"))
    return (police, department, both, police - both, department - both)


def _shared(draft: Draft, row: dict[Any, Any]) -> Finding:
    limits = (float(row["share"]), float(row["lower"]), float(row["upper"]))
    department, left_out = int(row["department"]), int(row["left_out"])
    return draft.finding(
        _question(draft, "share_also_recorded", BOTH), PARTNERS, title=words.shared_title(limits[0]),
        statement=words.shared(_period(row), department, int(row["both"]), limits, draft.confidence, left_out),
        unit="share of attendances", method=words.METHOD, certainty="described", value=limits[0], lower=limits[1],
        upper=limits[2], n=department, counts=(*_parts(row), *([left_out] if left_out else [])),
        caveats=(words.TO_THE_POINT, words.NOT_HIDDEN), **_about(row),
    )  # fmt: skip


def _total(draft: Draft, row: dict[Any, Any]) -> Finding:
    police, department, both, *alone = _parts(row, "_hurt")
    seen = police + department - both
    chapman, chao = (
        (float(row[way]), float(row[f"{way}_lower"]), float(row[f"{way}_upper"])) for way in ("chapman", "chao")
    )
    bound = () if pd.isna(chao[0]) else chao
    ends = (float(row["range_least"]), float(row["range_most"]))
    supposed = (overlap.rules()["dependence"]["values"], float(row["missed"]), float(row["false"]))
    reckoned = [(way, *found) for way, found in (("chapman", chapman), ("chao", bound)) if found]
    shown = (("seen", float(seen), None, None), *reckoned, ("range", None, *ends))
    return draft.finding(
        _question(draft, "events_in_all", BOTH), PARTNERS, title=words.total_title(seen, *ends),
        statement=words.total(
            _period(row), seen, chapman, bound or (alone[0], alone[1]), ends, supposed, figures.level(draft.confidence),
            bool(row["rounded"]),
        ),
        unit="events in which somebody was hurt",
        method=words.METHOD_TOTAL, certainty="cannot_tell_from_this_source", n=seen, counts=_parts(row, "_hurt"), confidence=None,
        lower=ends[0], upper=ends[1], caveats=(words.WHOM, words.NOT_ONE, words.TO_THE_POINT), **_about(row),
        rows=table(TOTAL_COLUMNS, [(words.RECKONED[way], both, *values) for way, *values in shown]),
    )  # fmt: skip


def _fewer(draft: Draft, row: dict[Any, Any], rows: pd.DataFrame) -> Finding:
    """A ward, at any time or at night, where the police have clearly fewer of the attendances."""
    night = row["when"] == overlap.NIGHT
    us = rows[(rows["place_type"] == "partnership") & (rows["when"] == row["when"])].iloc[0]
    rest = (int(us["both"]) - int(row["both"]), int(us["department"]) - int(row["department"]))
    where = {
        "place_type": "ward",
        "place_code": str(row["place_code"]),
        "group_by": "when",
        "group_value": str(row["when"]),
    }
    shown = [
        (str(one["place_name"]), "at night" if night else "at any time", int(one["department"]), int(one["both"]),
         *(in_percent(one[name]) for name in ("share", "lower", "upper")))
        for one in (row, us.to_dict())
    ]  # fmt: skip
    return draft.finding(
        _question(draft, "also_recorded_beside_elsewhere", BOTH, comparator="rest of our area", **where), PARTNERS,
        title=words.fewer_title(str(row["place_name"]), night, int(row["both"]), int(row["department"])),
        statement=words.fewer(
            str(row["place_name"]), night, _period(row), int(row["both"]), int(row["department"]), rest[0] / rest[1]
        ),
        unit="times the share elsewhere", method=words.METHOD_BESIDE, certainty="clear", value=number(row["beside_ratio"]),
        lower=number(row["beside_lower"]), upper=number(row["beside_upper"]), n=int(row["department"]),
        counts=(*_parts(row), *rest), place_name=str(row["place_name"]), caveats=(words.TO_THE_POINT, words.NOT_HIDDEN),
        rows=table(PLACE_COLUMNS, shown), **_about(row),
    )  # fmt: skip


def _three(draft: Draft, rows: pd.DataFrame) -> Finding:
    ordered = rows.sort_values("aic").to_dict("records")
    best, ends = ordered[0], (float(rows["value"].min()), float(rows["value"].max()))
    said = (str(best["model"]), float(best["value"]), float(best["lower"]), float(best["upper"]))
    return draft.finding(
        _question(draft, "events_in_all", overlap.rules()["three_lists"]["contract"]), PARTNERS,
        title=words.three_title(*ends), statement=words.three(
            int(best["seen"]), None if best["left_open"] else said, ends, figures.level(draft.confidence)
        ),
        unit="events", method=words.METHOD_THREE, certainty="cannot_tell_from_this_source", n=int(best["seen"]),
        counts=(int(best["fewest_seen"]),), lower=ends[0], upper=ends[1], confidence=None,
        caveats=(words.THIRD, words.NOT_ONE), **_about(best),
        rows=table(MODEL_COLUMNS, [
            (words.model(str(r["model"])), int(r["seen"]), *(float(r[n]) for n in ("value", "lower", "upper", "aic")))
            for r in ordered
        ]),
    )  # fmt: skip
