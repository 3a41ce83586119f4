"""Whether workday people and visitors can be people at all, beside residents of Census 2021."""

from __future__ import annotations

import pandas as pd

from purbeck.errors import SourceError
from purbeck.measures.people_rules import Rules
from purbeck.sources import visitors, workday_people
from purbeck.sources.source import FILES
from purbeck.workspace import Workspace


def check(workspace: Workspace, members: pd.DataFrame, rules: Rules) -> None:
    """Raise SourceError where a file of workday people or of visitors cannot be of people.

    members : lsoa21, district_code, csp_code, residents, ours.
    """
    store = workspace.store
    if store.key(workday_people.WORKDAY_PEOPLE.table):
        check_workday(_file(workspace, workday_people.SOURCE.name), workspace.table(workday_people.WORKDAY_PEOPLE.table),
                      members, rules)  # fmt: skip
    if store.key(visitors.VISITORS.table):
        residents = pd.concat([members.groupby(column)["residents"].sum() for column in ("district_code", "csp_code")])
        residents[workspace.partnership.code] = members.loc[members["ours"], "residents"].sum()
        supplied = workspace.table(visitors.VISITORS.table)
        check_visitors(_file(workspace, visitors.SOURCE.name), supplied, residents, rules)


def check_workday(file: str, supplied: pd.DataFrame, members: pd.DataFrame, rules: Rules) -> None:
    """The middle one of the districts given must have about as many workday people as residents; a few may have many more."""
    rows = supplied.merge(members[["lsoa21", "district_code", "residents"]], on="lsoa21")
    rows = rows[~rows["district_code"].isin(rules.workday_apart)]
    added = rows.groupby("district_code")[["people", "residents"]].sum()
    ratios = (added["people"] / added["residents"])[added["residents"] > 0]
    if ratios.empty or rules.workday_lowest <= ratios.median() <= rules.workday_highest:
        return
    raise SourceError(
        f"{file}: the middle one of {len(ratios):,} districts has {ratios.median():.3g} workday people for each resident of "
        f"Census 2021, where {rules.workday_lowest:g} to {rules.workday_highest:g} are expected.",
        "The figures may be in thousands or percent, of some people only, or counted several times: take the file out of "
        "sources/, and give numbers of people, one row for each LSOA, as docs/how-to/denominators.md says.",
    )


def check_visitors(file: str, supplied: pd.DataFrame, residents: pd.Series, rules: Rules) -> None:
    """Each place's visitors on an average day, over the months given, must be people of a day: no thousands, no month's sum."""
    means = supplied.groupby("place_code")["visitors_per_day"].mean()
    for place, mean in means[means > 0].items():
        live = residents.get(place, 0)
        if not live or rules.visitors_lowest <= mean / live <= rules.visitors_highest:
            continue
        few = mean / live < rules.visitors_lowest
        raise SourceError(
            f"{file}: {place} has {mean:,.3g} visitors on an average day over the months given, which is {mean / live:.3g} for "
            f"each of its {live:,} residents; {rules.visitors_lowest:g} to {rules.visitors_highest:g} are expected.",
            f"The file may be in {'thousands' if few else 'visitors of a month or year instead of a day'}: write how many people "
            "are there on an average day of the month, in whole people, then run purbeck get and purbeck build again.",
        )


def _file(workspace: Workspace, source: str) -> str:
    files = workspace.table(FILES)
    return ", ".join(sorted(files.loc[files["source"] == source, "file"]))
