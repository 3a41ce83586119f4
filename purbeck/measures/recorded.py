"""Recorded crime by CSP and quarter, as blocks to measure: counts by the definition's own rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import ibis
import pandas as pd

from purbeck import places
from purbeck.definition.definition import Definition
from purbeck.definition.recorded import themes_of_kinds
from purbeck.errors import SettingsError
from purbeck.incidents import recorded
from purbeck.measures.exposures import Everyone
from purbeck.measures.grid import Grid
from purbeck.measures.rows import OUTSIDE, Block, Placed, coded
from purbeck.periods import Period, months_from, quarterly_periods
from purbeck.sources.recorded_crime import SOURCE
from purbeck.store import Store
from purbeck.workspace import Partnership, Workspace

BY_CSP = ("csp", "county", "partnership")
BY_FORCE = ("force", "region", "nation")
NO_UNIT = ""  # people of no CSP, whose offences are in no count


@dataclass(frozen=True)
class Filed:
    """Which CSP and which force (ONS codes) has usable figures for which month; a quarter has all three or none."""

    csps: set[tuple[str, str]]
    forces: set[tuple[str, str]]


def blocks(
    workspace: Workspace, definitions: list[Definition], everyone: Everyone, wanted: Sequence[Placed], made_from: str,
    by_code: bool = False,
) -> list[Block]:  # fmt: skip
    """What to measure from recorded crime: CSPs, counties and forces and larger, by quarter; nothing where none is held.

    Of the types of place `wanted` those that this source knows. `made_from` is the key of what all areas' are made from.
    With `by_code` the themes of a block are those of the definition with an offence code each (`coded`), and no total.
    A place that CSPs do not make up is measured over those of its people whose CSP
    lies in it whole. Comparators without us are without the CSPs that hold any of us.
    """
    store = workspace.store
    found = []
    for definition in (d for d in definitions if store.files(recorded.TABLE) and d.speaks_of(SOURCE.name)):
        counts = workspace.once(
            ("recorded counts", made_from, definition.id, by_code), partial(_counts, store, definition, by_code)
        )
        if counts.empty:
            continue
        if by_code:
            themes = sorted(set(counts["theme"]))
        else:
            themes = definition.themes_of(SOURCE.name)
            total = counts.groupby(["csp_code", "force_code", "month"], as_index=False, dropna=False)["count"].sum()
            counts = pd.concat([counts, total.assign(theme=definition.id)], ignore_index=True)
        for place_type, group, grid, spans in grids(workspace, everyone, wanted, made_from, counts, themes):
            found.append(Block(definition, place_type, group, grid, spans, SOURCE.name))
    return found


def grids(
    workspace: Workspace, everyone: Everyone, wanted: Sequence[Placed], made_from: str, counts: pd.DataFrame,
    themes: Sequence[str],
) -> Iterator[tuple[str, tuple[str, str], Grid, list[Period]]]:  # fmt: skip
    """Type of place, group, grid and periods of counts by csp_code, force_code, theme and month, where any quarter is held."""
    store = workspace.store
    filed = workspace.once(
        ("recorded quarters", made_from), lambda: filed_quarters(store, workspace.table(recorded.FLAGS_TABLE))
    )
    months = sorted({month for _, month in filed.forces})
    for place_type, group in (of for of in wanted if months and of[0] in (*BY_CSP, *BY_FORCE)):
        people, cells, units = _placed(counts, filed, place_type, group, everyone.members, workspace.partnership)
        if people.empty:
            continue
        # Of residents alone: nobody counts workday people or visitors by quarter.
        parts = everyone.of_rows(people, place_type)[:1]
        grid = Grid.of(cells, parts, units, themes, months_from(months[0], months[-1]))
        yield place_type, group, grid, quarterly_periods(months)


def not_applicable(definition: Definition) -> list[str]:
    """The rules of a definition that ask for more than recorded crime tells, and so are not applied to it."""
    return [rule.id for rule in definition.rules if rule.not_applied_to(SOURCE.name)]


def filed_quarters(store: Store, flags: pd.DataFrame) -> Filed:
    """The months for which CSPs and forces have figures; a CSP whose figures stand elsewhere has none for that year."""
    rows = store.read(recorded.TABLE)
    held = store.fetch(rows.select("financial_year", "quarter", "force_code", "csp", "csp_code").distinct())
    elsewhere = flags.loc[flags["flag"] == "unassigned", ["financial_year", "csp"]].drop_duplicates()
    held = held.merge(elsewhere.assign(elsewhere=True), on=["financial_year", "csp"], how="left")
    usable = held[held["csp_code"].notna() & held["elsewhere"].isna()]

    def by(rows_: pd.DataFrame, code: str) -> set[tuple[str, str]]:
        known = rows_.dropna(subset=[code])[[code, "financial_year", "quarter"]].drop_duplicates()
        return {
            (str(unit), month)
            for unit, year, quarter in known.itertuples(index=False)
            for month in recorded.months_of(str(year), int(quarter))
        }

    return Filed(by(usable, "csp_code"), by(held, "force_code"))


def _counts(store: Store, definition: Definition, by_code: bool) -> pd.DataFrame:
    """Offences that the definition counts by csp_code, force_code, theme and month: each quarter under its last month.

    With `by_code` by theme and offence code (`coded`).

    Raises SettingsError where a rule begins or ends in the middle of a quarter, which this source cannot follow.
    """
    rows = store.read(recorded.TABLE)
    kinds = store.fetch(rows.select("financial_year", "quarter", "force", "offence_group", "offence_code").distinct())
    kinds["kind"] = range(len(kinds))
    spans = [recorded.months_of(y, int(q)) for y, q in zip(kinds["financial_year"], kinds["quarter"], strict=True)]
    kinds["first"], kinds["month"] = [s[0] for s in spans], [s[-1] for s in spans]
    first, last = (themes_of_kinds(store, definition, kinds, column) for column in ("first", "month"))
    split = kinds[kinds["kind"].map(first).fillna("") != kinds["kind"].map(last).fillna("")]
    if len(split):
        raise SettingsError(
            f"The definition {definition.id} changes what counts within a quarter ({split['first'].iloc[0]} to "
            f"{split['month'].iloc[0]}); recorded crime is published by quarter.",
            "Begin and end its rules for recorded crime with a quarter: January, April, July or October.",
        )
    kinds["theme"] = kinds["kind"].map(last)
    kinds = kinds.dropna(subset=["theme"])
    if by_code:
        kinds["theme"] = [coded(t, c) for t, c in zip(kinds["theme"], kinds["offence_code"], strict=True)]
    by = ["financial_year", "quarter", "force", "offence_group", "offence_code"]
    link = store.engine.frame(
        kinds[[*by, "theme", "month"]],
        ibis.schema(dict.fromkeys([*by, "theme", "month"], "string") | {"quarter": "int64"}),
    )
    joined = rows.inner_join(link, by)
    counted = joined.group_by("csp_code", "force_code", "theme", "month").agg(
        count=joined["count"].sum().cast("float64")
    )
    return store.fetch(counted).astype({"count": "int64"})


def _placed(
    counts: pd.DataFrame, filed: Filed, place_type: str, group: tuple[str, str], members: pd.DataFrame,
    partnership: Partnership,
) -> tuple[pd.DataFrame, pd.DataFrame, set[tuple[str, str]]]:  # fmt: skip
    """People (members with place and force), cells (place, force, theme, month, count) and what was filed, of a type of place.

    `force` is the unit that files: the CSP for places that CSPs make up, the police force for larger ones.
    """
    if place_type in BY_CSP:
        return *_of_csps(counts, place_type, members, partnership), filed.csps
    ours = members.loc[members["ours"], "csp_code"].dropna().unique() if group == OUTSIDE else []
    around = set(members.loc[members["ours"], f"{place_type}_code"]) if group == OUTSIDE else None
    return *_of_forces(counts, place_type, members, set(ours), around), _without_gaps(filed, members, set(ours))


def _of_csps(
    counts: pd.DataFrame, place_type: str, members: pd.DataFrame, partnership: Partnership
) -> tuple[pd.DataFrame, pd.DataFrame]:
    column = {"partnership": partnership.code}.get(place_type)
    place = members[f"{place_type}_code"] if column is None else members["ours"].map({True: column})
    placed = members.assign(place=place, force=members["csp_code"])
    each = placed.drop_duplicates(["place", "force"]).dropna(subset=["force"])
    whole = set(each.loc[~each.duplicated("force", keep=False), "force"])  # a CSP that lies in one such place alone
    placed["force"] = placed["force"].where(placed["force"].isin(whole), NO_UNIT)
    placed = placed.dropna(subset=["place"])
    links = placed.loc[placed["force"] != NO_UNIT, ["place", "force"]].drop_duplicates()
    cells = counts.merge(links, left_on="csp_code", right_on="force")
    return placed, cells.groupby(["place", "force", "theme", "month"], as_index=False)["count"].sum()


def _of_forces(
    counts: pd.DataFrame, place_type: str, members: pd.DataFrame, without: set[str], around: set[str] | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    rest = members[~members["csp_code"].isin(without)]
    placed = rest.assign(place=rest[f"{place_type}_code"], force=rest["force_code"]).dropna(subset=["place", "force"])
    links = placed[["place", "force"]].drop_duplicates()
    links = links[~links.duplicated("force", keep=False)]
    # A force lies in one region and nation; the people of one that does not are people without figures.
    placed["force"] = placed["force"].where(placed["force"].isin(links["force"]), NO_UNIT)
    counts = counts[~counts["csp_code"].isin(without)]
    if place_type == "nation":
        both = [places.ENGLAND_AND_WALES[0]]
        placed = pd.concat([placed, placed.assign(place=both[0])])
        links = pd.concat([links, links.assign(place=both[0])])
    if around is not None:
        around = around | {places.ENGLAND_AND_WALES[0]}
        placed, links = placed[placed["place"].isin(around)], links[links["place"].isin(around)]
    cells = counts.merge(links, left_on="force_code", right_on="force")
    return placed, cells.groupby(["place", "force", "theme", "month"], as_index=False)["count"].sum()


def _without_gaps(filed: Filed, members: pd.DataFrame, ours: set[str]) -> set[tuple[str, str]]:
    """What forces filed; a force whose figures could not be freed of ours in a month did not file it without us."""
    homes = members.loc[members["csp_code"].isin(ours), ["csp_code", "force_code"]].drop_duplicates()
    mixed = {
        (force, month)
        for csp, force in homes.itertuples(index=False)
        for unit, month in filed.forces
        if unit == force and (csp, month) not in filed.csps
    }
    return filed.forces - mixed
