"""Figures that partners returned, as measures: as given, and added up where all parts are there."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from purbeck.measures import all_ages, caveats
from purbeck.measures.exposures import Everyone
from purbeck.measures.grid import MONTHS_A_YEAR
from purbeck.measures.made_up import added, least_and_most, lsoas_of, made_up_of
from purbeck.measures.measure import NO_DEFINITION, TABLE
from purbeck.measures.repeats import with_repeats
from purbeck.measures.rows import PEOPLE
from purbeck.periods import months_from
from purbeck.sources.returns.contract import contracts
from purbeck.sources.returns.figures import ALL, JOINT
from purbeck.statistics.intervals import count_interval, count_interval_method
from purbeck.workspace import Partnership

MEASURE_OF = {"events": "count", "people": "count", "estimate": "estimate", "days": "days", "money": "amount_gbp"}
COUNTS = ("events", "people")
LARGER = ("district", "csp", "partnership")  # what figures of smaller places are added up to
PARTS = ("csp", "district", "ward", "lsoa21")  # the kinds they may be added up from, the largest that is whole
OF_PEOPLE = ("age_band", "age_group", "under_25", "sex", "ethnic_group")  # lists that tell people apart
SURVEY_CONFIDENCE = 0.95  # of suppliers' own intervals, by the contracts
CELL = ["contract", "figure", "group_by", "group_value", "period_type", "period_start", "period_end"]
KEPT = [*CELL, "place_type", "place_code", "unit", "kind", "basis", "value", "lower", "upper"]


def rows(
    returned: pd.DataFrame, everyone: Everyone, partnership: Partnership, names: dict[str, str]
) -> pd.DataFrame:  # fmt: skip
    """Rows of the measures table for the table of returned figures.

    Counts (events, people) have a rate per 1,000 residents too where the group tells nobody apart by age, sex or ethnic group.
    A hidden or rounded count is a range: it has no value, or the value given, and the limits of its least and its most.
    """
    if returned.empty:
        return TABLE.empty()
    kept = returned[KEPT].astype({"value": float, "lower": float, "upper": float})
    for day in ("period_start", "period_end"):
        kept[day] = pd.to_datetime(kept[day]).dt.date
    exact = kept["basis"] == "exact"
    for end in ("lower", "upper"):
        kept[end] = kept[end].mask(exact & kept["kind"].isin(COUNTS), kept["value"])
    kept = pd.concat([kept, *all_ages.totals(kept)], ignore_index=True)
    cells = pd.concat([kept, *_added_up(kept, everyone.members, partnership)], ignore_index=True)
    found = _measured(cells, partnership.confidence)
    found = with_repeats(found, partnership.confidence)
    found = pd.concat([found, _rates(found, everyone, partnership)], ignore_index=True)
    found["place_name"] = [names.get(code, code) for code in found["place_code"]]
    return found.sort_values(list(TABLE.key), kind="stable", ignore_index=True)


def _added_up(cells: pd.DataFrame, members: pd.DataFrame, partnership: Partnership) -> Iterator[pd.DataFrame]:
    """Figures of larger places that nobody returned: sums of counts over all their parts, and what is of one whole place."""
    for larger in LARGER:
        whole = lsoas_of(larger, members, partnership.code)
        done = cells.loc[cells["place_type"] == larger, [*CELL, "place_code"]].assign(given=True)
        for smaller in PARTS[PARTS.index(larger) + 1 :] if larger in PARTS else PARTS:
            parts = lsoas_of(smaller, members, partnership.code)
            found = _sums(cells[cells["place_type"] == smaller], parts, whole)
            found = found.merge(done, on=[*CELL, "place_code"], how="left")
            fresh = found[found["given"].isna()].drop(columns="given").assign(place_type=larger)
            if len(fresh):
                yield fresh
                done = pd.concat([done, fresh[[*CELL, "place_code"]].assign(given=True)], ignore_index=True)


def _sums(cells: pd.DataFrame, parts: pd.Series, whole: pd.Series) -> pd.DataFrame:
    """Cells of small places added up to the larger that they make up exactly; `parts` and `whole` are codes by LSOA."""
    link = made_up_of(parts, whole)
    needed = link.groupby("larger")["place_code"].size()
    joined = cells.merge(link, on="place_code")
    sums = added(joined.assign(part=joined["place_code"]), [*CELL, "unit", "kind", "larger"])
    complete = sums["parts"] == sums["larger"].map(needed)
    one = sums["parts"] == 1  # the same place under another code: its figure as it stands
    sums = sums[complete & (sums["kind"].isin(COUNTS) | one)]
    return sums.rename(columns={"larger": "place_code"})[[c for c in KEPT if c != "place_type"]]


def _measured(cells: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Cells with the interval of their kind, as rows of the table but for their names and rates."""
    counts = cells["kind"].isin(COUNTS)
    given = cells["basis"] == "exact"
    least, most = (end.where(counts, 0) for end in least_and_most(cells))
    below = count_interval(least, confidence)[0]
    above = count_interval(most, confidence)[1]
    known = counts & (cells["value"].notna() | cells["upper"].notna())
    exact = count_interval_method(most)
    method = np.where(given, exact, np.char.add(exact.astype(str), "_and_range"))
    own = np.where(cells["lower"].notna() & (cells["kind"] == "estimate"), "as_supplied", "none")
    value, whole = cells["value"], cells["value"].where(counts)
    return pd.DataFrame({
        "measure": cells["kind"].map(MEASURE_OF), "theme": cells["figure"], "place_type": cells["place_type"],
        "place_code": cells["place_code"], "period_type": cells["period_type"], "period_start": cells["period_start"],
        "period_end": cells["period_end"], "group_by": cells["group_by"], "group_value": cells["group_value"],
        "count": whole.round().astype("Int64"), "denominator": np.nan, "denominator_kind": "none", "value": value,
        "lower": np.where(known, below, cells["lower"].where(~counts)),
        "upper": np.where(known, above, cells["upper"].where(~counts)),
        "confidence": np.where(own == "as_supplied", SURVEY_CONFIDENCE, confidence), "unit": cells["unit"],
        "method": np.where(known, method, own), "source": cells["contract"], "coverage": 1.0,
        "definition": NO_DEFINITION, "definition_version": NO_DEFINITION,
        "caveats": cells["basis"].map({"hidden": caveats.HIDDEN, "rounded": caveats.ROUNDED}).fillna(""),
    })  # fmt: skip


def tells_people_apart(contract: str, group_by: str) -> bool:
    """Whether a group tells people apart by age, sex or ethnic group, so that all residents are not its people."""
    if group_by == ALL:
        return False
    columns = {column.name: column.codes for column in contracts()[contract].columns}
    return any(columns.get(name) in OF_PEOPLE for name in group_by.split(JOINT))


def surveys() -> set[str]:
    """The contracts whose figures are estimates from those who answered."""
    return {name for name, one in contracts().items() if any(column.kind == "estimate" for column in one.columns)}


def _of_people() -> set[tuple[str, str]]:
    """The contracts' figures of people, who are not other people in each period."""
    return {(name, c.name) for name, one in contracts().items() for c in one.columns if c.kind == "people"}


def _rates(found: pd.DataFrame, everyone: Everyone, partnership: Partnership) -> pd.DataFrame:
    """Rates per 1,000 residents of counts of places whose residents are known for the whole period: of events, a year.

    People are there for more than one period, so theirs are over the residents and not over the time.
    """
    counts = found[found["measure"] == "count"]
    counts = counts[~counts["source"].isin(surveys())]  # who answered is no count of what happened
    groups = counts[["source", "group_by"]].drop_duplicates()
    plain = {(s, g) for s, g in groups.itertuples(index=False) if not tells_people_apart(s, g)}
    at = pd.MultiIndex.from_frame(counts[["source", "group_by"]])
    counts = counts[at.isin(list(plain) or [("", "")])].reset_index(drop=True)
    years = _person_years(counts, everyone, partnership)
    standing = pd.Series(list(zip(counts["source"], counts["theme"], strict=True)), index=counts.index).isin(
        _of_people()
    )
    spans = zip(counts["period_start"], counts["period_end"], strict=True)
    length = pd.Series(
        [len(months_from(f"{a:%Y-%m}", f"{b:%Y-%m}")) / MONTHS_A_YEAR for a, b in spans], index=counts.index
    )
    years = years.where(~standing, years / length)
    counts, years, standing = (rows[years > 0] for rows in (counts, years, standing))
    per = PEOPLE / years
    return counts.assign(
        measure="rate_per_1000", denominator=years, denominator_kind="residents", value=counts["value"] * per,
        lower=counts["lower"] * per, upper=counts["upper"] * per,
        unit=counts["unit"] + np.where(standing, " per 1,000 residents", " per 1,000 residents a year"),
    )  # fmt: skip


def _person_years(counts: pd.DataFrame, everyone: Everyone, partnership: Partnership) -> pd.Series:
    """Residents x months / 12 of each row's place over its period; nan where not known."""
    residents, column = everyone.people.get("residents"), {year: n for n, year in enumerate(everyone.years)}
    by_place: dict[tuple[str, str], np.ndarray] = {}
    if residents is not None:
        for place_type in counts["place_type"].unique():
            codes = (
                lsoas_of(place_type, everyone.members, partnership.code) if _is_known(place_type, everyone) else None
            )
            of = pd.DataFrame(residents).groupby(codes.to_numpy()).sum(min_count=1) if codes is not None else None
            by_place |= (
                {(place_type, str(code)): row.to_numpy() for code, row in of.iterrows()} if of is not None else {}
            )
    found = []
    for place_type, code, start, end in counts[["place_type", "place_code", "period_start", "period_end"]].itertuples(
        index=False
    ):
        people = by_place.get((place_type, code))
        months = months_from(f"{start:%Y-%m}", f"{end:%Y-%m}")
        known = people is not None and all(int(month[:4]) in column for month in months)
        total = sum(people[column[int(month[:4])]] for month in months) if known and people is not None else np.nan
        found.append(total / MONTHS_A_YEAR)
    return pd.Series(found, index=counts.index, dtype=float)


def _is_known(place_type: str, everyone: Everyone) -> bool:
    return place_type in ("lsoa21", "partnership") or f"{place_type}_code" in everyone.members
