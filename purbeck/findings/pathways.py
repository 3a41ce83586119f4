"""Where people fall out: a finding of each agency, and of each place that offers clearly less."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd

from purbeck.analyses import pathways
from purbeck.findings.draft import Draft, in_percent, number, table
from purbeck.findings.finding import PARTNERS, Finding, Question
from purbeck.findings.in_words import span
from purbeck.findings.wording import pathways as words
from purbeck.statistics import possible

COLUMNS = (
    ("step", "Step", ""), ("of", "Of how many", ""), ("count", "How many, at the least", ""), ("most", "At the most", ""),
    ("share", "Share of the step before", "%"), ("lower", "Lower limit", "%"), ("upper", "Upper limit", "%"),
    ("said", "What the share says", ""),
)  # fmt: skip
PLACE_COLUMNS = (
    ("place", "Place", ""), ("count", "Contacts", ""), ("offered", "Help offered", ""),
    ("share", "Share of contacts", "%"), ("lower", "Lower limit", "%"), ("upper", "Upper limit", "%"),
)  # fmt: skip


def drafted(draft: Draft) -> list[Finding]:
    """None where no return with referrals is held."""
    rows = draft.evidence.workspace.table(pathways.TABLE)
    found = []
    for agency in pathways.agencies():
        own = rows[rows["contract"] == agency.contract]
        whole = own[own["place_type"] == "partnership"]
        if len(whole):
            found.append(_whole(draft, agency.contract, whole))
        offers = own[(own["step"] == "referrals_offered") & (own["place_type"] == "district")]
        less = offers[offers["ours"] & (offers["beside_upper"] < 1)].sort_values("place_code")
        found += [_fewer(draft, agency.contract, own, row) for row in less.to_dict("records")]
    return found


def _question(rows: pd.DataFrame, kind: str, code: str, measure: str) -> Question:
    contract = str(rows["contract"].iloc[0])
    return Question(
        analysis="pathways", measure=measure, theme=contract, place_type=kind, place_code=code,
        period="latest_period" if rows["people"].any() else "latest_twelve_months", definition="none", source=contract,
        comparator="" if kind == "partnership" else "other places of the return",
    )  # fmt: skip


def _shared(rows: pd.DataFrame) -> dict[str, Any]:
    """What every finding of a return is given: its span and period, and every number it is made of.

    What is lost from step to step can be worked out by the reader, so it counts as a number shown.
    """
    first, last = pd.Timestamp(rows["first"].min()), pd.Timestamp(rows["last"].max())
    months = (first.strftime("%Y-%m"), last.strftime("%Y-%m"))
    counts = [int(n) for name in ("least", "most") for n in rows[name]]
    lost = [a - b for a, b in pairwise(counts) if a > b]
    return {
        "span": months, "forces": (), "kinds": (), "period": span(*months), "counts": (*counts, *lost), "selection": {},
        "definition_version": "none", "already_public": False,
    }  # fmt: skip


def _limits(row: dict[Any, Any]) -> words.Share | None:
    return None if pd.isna(row["share"]) else (float(row["share"]), float(row["lower"]), float(row["upper"]))


def _whole(draft: Draft, contract: str, rows: pd.DataFrame) -> Finding:
    """An agency over the whole of our area."""
    rows = rows.sort_values("step", key=lambda c: c.map(pathways.STEPS.index))
    shared = _shared(rows)
    steps_shown = set(rows["step"])
    nobody = rows.index[rows["most"] == 0]
    rows = rows.loc[: nobody[0]] if len(nobody) else rows  # after a step that nobody came to there is none
    steps = [(r["step"], words.amount(r["least"], r["most"]), _limits(r)) for r in rows.to_dict("records")]
    contacts, later = steps[0], steps[1:]
    known = any(share for _, _, share in later)
    missing = set(pathways.STEPS) & draft.evidence.figures_held(contract) - steps_shown
    weakest = "" if missing else _weakest(rows)
    share = next((s for step, _, s in later if step == weakest), None)
    without = words.title_open(contract) if known else words.title_unknown(contract)
    return draft.finding(
        _question(rows, "partnership", draft.evidence.partnership.code, "share_going_on"), PARTNERS,
        title=words.title(contract, weakest, share[0]) if share else without,
        statement=words.statement(contract, shared["period"], contacts[1], later, draft.confidence, weakest if known else None),
        alternative=words.alternative(contract, later), unit="share of the step before", method=words.METHOD,
        certainty="described" if share else "cannot_tell_from_counts_shown" if known else "too_few_to_tell",
        n=int(rows["least"].iloc[0]),
        value=share[0] if share else None, lower=share[1] if share else None, upper=share[2] if share else None,
        caveats=(words.DIFFERENT, *_caveats(rows)), chart="bars" if known else "none",
        rows=table(COLUMNS, [_step(a, b) for a, b in pairwise(rows.to_dict("records"))]), **shared,
    )  # fmt: skip


def _weakest(rows: pd.DataFrame) -> str:
    """The step to which fewest went on; "" where what is hidden or rounded leaves that open.

    A step whose share is not known may be the one: it counts only where nothing is hidden or rounded at all.
    """
    later = rows.iloc[1:].sort_values(["share", "step"])
    shares = later[["share_least", "share_most"]]
    if possible.exact(shares["share_least"].dropna(), shares["share_most"].dropna()):
        shares = shares.dropna()
    at = possible.first(-shares["share_most"], -shares["share_least"])
    return "" if at is None else str(later["step"].loc[shares.index[at]])


def _caveats(rows: pd.DataFrame) -> tuple[str, ...]:
    return (words.ONE_PERIOD, words.LATER) if rows["people"].any() else (words.NOT_PEOPLE, words.LATER)


def _step(before: dict[Any, Any], row: dict[Any, Any]) -> tuple[Any, ...]:
    return (
        words.STEPS[row["step"]], words.amount(before["least"], before["most"]), int(row["least"]), int(row["most"]),
        *(in_percent(row[name]) for name in ("share", "lower", "upper")), words.REASONS.get(row["reason"], ""),
    )  # fmt: skip


def _fewer(draft: Draft, contract: str, rows: pd.DataFrame, row: dict[Any, Any]) -> Finding:
    """A place that offers clearly less than our others: all of them stand in its table."""
    places = rows[rows["place_type"] == "district"]
    offers = places[places["step"] == "referrals_offered"].sort_values("place_name")
    contacts = places[places["step"] == "contacts"].set_index("place_code")
    own = contacts.loc[row["place_code"]]
    shared = _shared(places[places["step"].isin(["contacts", "referrals_offered"])].sort_values(["place_code", "step"]))
    elsewhere = [
        (str(r["place_name"]), float(r["share"])) for r in offers.to_dict("records")
        if r["place_code"] != row["place_code"] and not pd.isna(r["share"])
    ]  # fmt: skip
    offered, of = words.amount(row["least"], row["most"]), words.amount(own["least"], own["most"])
    shown = [
        (r["place_name"], int(contacts.loc[r["place_code"], "least"]), int(r["least"]),
         *(in_percent(r[name]) for name in ("share", "lower", "upper")))
        for r in offers.to_dict("records")
    ]  # fmt: skip
    return draft.finding(
        _question(rows, "district", str(row["place_code"]), "offers_beside_elsewhere"), PARTNERS,
        title=words.fewer_title(contract, row["place_name"], offered, of),
        statement=words.fewer(contract, row["place_name"], shared["period"], offered, of, elsewhere),
        unit="times the rate elsewhere", method=words.METHOD_BESIDE, certainty="clear", n=int(own["least"]),
        value=number(row["beside_ratio"]), lower=number(row["beside_lower"]), upper=number(row["beside_upper"]),
        place_name=str(row["place_name"]), caveats=(words.WHY_UNKNOWN, *_caveats(rows)),
        rows=table(PLACE_COLUMNS, shown), **shared,
    )  # fmt: skip
