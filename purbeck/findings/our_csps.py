"""Which CSPs figures from recorded crime are of, which part of us lives there, and who is missing."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from purbeck import places
from purbeck.analyses import three_years
from purbeck.analyses.analysis import Evidence
from purbeck.findings.wording import three_years as words
from purbeck.incidents.recorded import TABLE as RECORDED
from purbeck.incidents.recorded import said_of
from purbeck.periods import Period

Csp = tuple[str, str]  # code and name


@dataclass(frozen=True)
class OurCsps:
    """The CSPs that figures of us are of (`held`), those of us without figures (`lacking`), those that reach beyond us."""

    held: tuple[Csp, ...]
    lacking: tuple[Csp, ...]
    reaching: tuple[Csp, ...]
    share: float  # of our residents, in those held

    @property
    def ranked(self) -> tuple[Csp, ...]:
        """Those whose rank is ours to give."""
        return (*self.held, *self.lacking)

    def said(self, name: str) -> str:
        """Which part of us the figures are of; nothing where they are of all of us."""
        if self.share >= 1:
            return ""
        return words.of_csps([n for _, n in self.held], self.share, name, [n for _, n in self.lacking],
                             [n for _, n in self.reaching])  # fmt: skip


def our_csps(evidence: Evidence, over: Period, us: tuple[str, str, str]) -> OurCsps:
    """The CSPs behind what stands for us over a window: those that lie in us whole, or the one most of us live in."""
    members = evidence.members
    ours = members[members["ours"]]
    people = ours.dropna(subset=["csp_code"]).groupby(["csp_code", "csp_name"])["residents"].sum()
    beyond = set(members.loc[~members["ours"], "csp_code"].dropna())
    mine = [(str(code), str(name)) for code, name in people.index]
    rates = three_years.rates(evidence, place_type="csp", period_type=over.type)
    with_figures = set(rates.loc[rates["first"] == over.first, "place_code"])
    chosen = [(us[1], us[2])] if us[0] == "csp" else [csp for csp in mine if csp[0] not in beyond]
    held = tuple(csp for csp in chosen if csp[0] in with_figures)
    total = int(ours["residents"].sum())
    inside = int(sum(people[csp] for csp in held if csp in people.index))
    return OurCsps(
        held, tuple(csp for csp in chosen if csp not in held),
        tuple(csp for csp in mine if csp not in chosen), inside / total if total else 0.0,
    )  # fmt: skip


def unknown_names(flags: pd.DataFrame, force: str = "") -> list[str]:
    """Names in the tables that are no CSP's, of the years of these flags; of one force where it is given."""
    found = flags[flags["flag"] == "unknown_name"]
    if force:
        found = found[found["force"].map(places.force_key) == places.force_key(force)]
    return sorted(found["csp"].unique())


def why_unavailable(evidence: Evidence, flags: pd.DataFrame, codes: list[str]) -> str:
    """Why CSPs with these codes have no figures in the years of these flags, in words."""
    members = evidence.members
    if members.loc[members["ours"], "csp_code"].isna().all():
        return words.CSP_NOT_KNOWN
    rows = evidence.workspace.table(RECORDED)
    held = rows[rows["csp_code"].isin(codes)]
    noted = flags[(flags["flag"] == "unassigned") & flags["csp"].isin(held["csp"])]
    if len(noted):
        return words.noted(said_of(noted.iloc[0]))
    home = evidence.home("force")
    return words.no_rows(len(held) > 0, unknown_names(flags, home[1] if home else ""))


def why_not_ranked(evidence: Evidence, over: Period, theme: str, kind: str, place: Csp, flags: pd.DataFrame) -> str:
    """Why a place of a kind is not among those ranked over a window, in words."""
    found = three_years.rates(evidence, place_type=kind, place_code=place[0], period_type=over.type, theme=theme)
    found = found[found["first"] == over.first]
    if len(found):
        row = found.iloc[0]
        if row["coverage"] < evidence.rules.ranked_coverage:
            return words.too_little(row["coverage"], evidence.rules.ranked_coverage)
        return words.BELOW_ZERO if row["count"] < 0 else words.NOBODY_BESIDE
    if kind == "county":
        return _why_no_county(evidence, place, flags)
    return why_unavailable(evidence, flags, [place[0]]) if kind == "csp" else words.no_rows(False, [])


def _why_no_county(evidence: Evidence, place: Csp, flags: pd.DataFrame) -> str:
    members = evidence.members
    inside = members[members["county_code"] == place[0]]
    csps = inside[["csp_code", "csp_name"]].dropna().drop_duplicates()
    beyond = set(members.loc[members["county_code"] != place[0], "csp_code"].dropna())
    whole = csps[~csps["csp_code"].isin(beyond)]
    if whole.empty:
        return words.no_whole_csp(sorted(csps["csp_name"]))
    return why_unavailable(evidence, flags, whole["csp_code"].tolist())
