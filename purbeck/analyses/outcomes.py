"""What became of what was recorded, followed over the same months for every offence.

Method: offences with a Crime ID are followed over the same number of months, each counted once, by the furthest it went
(statistics.intervals). Street files give the last outcome at the day of download: older offences have had longer. Not for:
offences without an ID, or months whose outcomes were not filed. See docs/methods/outcomes.md.
"""

from __future__ import annotations

from collections.abc import Iterator

import ibis
import numpy as np
import pandas as pd

from purbeck import periods
from purbeck.analyses.analysis import Evidence
from purbeck.definition.definition import COUNTED
from purbeck.incidents.build import outcome_groups
from purbeck.incidents.incident import OUTCOME_GROUPS
from purbeck.incidents.incident import TABLE as INCIDENTS
from purbeck.measures.build import filed_months
from purbeck.sources import police_outcomes, police_street
from purbeck.sources.downloads import FORCE_MONTHS, MONTHLY_FILES
from purbeck.statistics.intervals import share_interval
from purbeck.tables import HELD, Column, Table

NONE_YET = "none_yet"  # no outcome in the months looked at
UNLISTED = "unlisted"  # an outcome that outcome_groups.csv does not have
GROUPS = (*OUTCOME_GROUPS, UNLISTED, NONE_YET)

TABLE = Table(
    name="analyses/outcomes",
    meaning="What had become of our offences of a year after the same number of months, by the furthest outcome filed",
    columns=(
        Column("definition", "string", "the definition", required=True),
        Column("theme", "string", "the theme", required=True),
        Column("year", "int64", "calendar year of the offences", required=True),
        Column("months", "string", "its months that can be followed, as numbers with commas", required=True),
        Column(
            "followed", "int64", "months each offence is followed, its own among them", unit="months", required=True
        ),
        Column("outcome_group", "string", "how far they went", vocabulary=GROUPS, required=True),
        Column("offences", "int64", "offences of those months", unit="incidents", required=True),
        Column(
            "with_id", "int64", "those with a Crime ID, which alone can be followed", unit="incidents", required=True
        ),
        Column("count", "int64", "those of them in the group", unit="incidents", required=True),
        Column("share", "float64", "the same as a share of those with an ID", unit="0 to 1", decimals=HELD),
        Column("lower", "float64", "lower end of its interval", unit="0 to 1", decimals=HELD),
        Column("upper", "float64", "upper end of its interval", unit="0 to 1", decimals=HELD),
    ),
    key=("definition", "theme", "year", "outcome_group"),
    by_area=True,
)


def outcomes(evidence: Evidence) -> pd.DataFrame:
    """Rows of the table, for each theme and each year of which any month can be followed."""
    followed = evidence.rules.outcome_months
    months = _followed(evidence, followed)
    if not months:
        return TABLE.empty()
    offences = _offences(evidence, months)
    furthest = _furthest(evidence, offences, followed)
    offences = offences.assign(
        group=[furthest.get((i, m), NONE_YET) for i, m in zip(offences["crime_id"], offences["month"], strict=True)]
    )
    rows = [row for theme in evidence.themes for row in _of_theme(evidence, theme, offences, months)]
    return pd.DataFrame(rows, columns=[c.name for c in TABLE.columns])


def _followed(evidence: Evidence, followed: int) -> list[str]:
    """The months that each of our forces filed at street level, and whose outcomes it filed for so many months on."""
    workspace, members = evidence.workspace, evidence.members
    files = workspace.table(MONTHLY_FILES)
    outcomes_filed = filed_months(files[files["source"] == police_outcomes.SOURCE.name], members)
    streets_filed = filed_months(workspace.table(FORCE_MONTHS), members)
    forces = set(members.loc[members["ours"], "force_code"].dropna())
    return sorted(
        month
        for month in {month for _, month in streets_filed}
        if forces
        and all((force, month) in streets_filed for force in forces)
        and all((force, later) in outcomes_filed for force in forces for later in _on(month, followed))
    )


def _on(month: str, followed: int) -> list[str]:
    first = periods.month_number(month)
    return [periods.month_name(first + n) for n in range(followed)]


def _offences(evidence: Evidence, months: list[str]) -> pd.DataFrame:
    """Our street-level offences of those months that the definition counts: month, crime_id ("" where none), theme."""
    store, members = evidence.workspace.store, evidence.members
    ours = store.engine.frame(members.loc[members["ours"], ["lsoa21"]].astype("str"))
    incidents = store.read(INCIDENTS)
    incidents = incidents.filter(incidents.month.isin(months) & (incidents.source == police_street.SOURCE.name))
    counted = store.read(COUNTED)
    counted = counted.filter(counted.definition == evidence.definition.id).select("incident_id", "theme")
    rows = incidents.semi_join(ours, "lsoa21").inner_join(counted, "incident_id")
    found = store.fetch(rows.select("incident_id", "month", crime_id=rows.supplied_id.fill_null(""), theme=rows.theme))
    return found.sort_values("incident_id", ignore_index=True)


def _furthest(evidence: Evidence, offences: pd.DataFrame, followed: int) -> dict[tuple[str, str], str]:
    """The furthest outcome of each Crime ID and month of offence within the months that it is followed."""
    store = evidence.workspace.store
    wanted = offences.loc[offences["crime_id"] != "", ["crime_id", "month"]].drop_duplicates()
    if wanted.empty:
        return {}
    link = store.engine.frame(wanted.rename(columns={"month": "recorded"}).astype("str"))
    files = store.read(MONTHLY_FILES)
    files = files.filter(files.chosen & (files.source == police_outcomes.SOURCE.name))
    rows = store.read(police_outcomes.TABLE)
    same = (rows.file == files.file) & (rows.month == files.month) & (rows.falls_within == files.force)
    rows = rows.semi_join(files, same).inner_join(link, "crime_id").filter(ibis._.month >= ibis._.recorded)
    found = store.fetch(rows.select("crime_id", "recorded", "month", "outcome_type").distinct())
    late = [
        periods.month_number(m) - periods.month_number(r)
        for m, r in zip(found["month"], found["recorded"], strict=True)
    ]
    found = found[np.array(late, dtype=int) < followed]
    groups = outcome_groups().set_index("category")["group"]
    found = found.assign(at=found["outcome_type"].map(groups).fillna(UNLISTED).map(GROUPS.index))
    best = found.groupby(["crime_id", "recorded"])["at"].min()
    return {(str(i), str(m)): GROUPS[at] for (i, m), at in best.items()}


def _of_theme(evidence: Evidence, theme: str, offences: pd.DataFrame, months: list[str]) -> Iterator[dict[str, object]]:
    """Rows of one theme; the first of the themes is all of them together."""
    rows = offences if theme == evidence.themes[0] else offences[offences["theme"] == theme]
    for year in sorted({month[:4] for month in months}):
        of_year = rows[rows["month"].str.startswith(year)]
        known = of_year[of_year["crime_id"] != ""]
        for group in GROUPS:
            count = int((known["group"] == group).sum())
            if not count and group == UNLISTED:
                continue
            lower, upper = share_interval(count, len(known), evidence.partnership.confidence)
            yield {
                "definition": evidence.definition.id, "theme": theme, "year": int(year), "outcome_group": group,
                "months": ",".join(str(int(m[5:])) for m in months if m.startswith(year)),
                "followed": evidence.rules.outcome_months, "offences": len(of_year), "with_id": len(known), "count": count,
                "share": count / len(known) if len(known) else np.nan, "lower": float(lower), "upper": float(upper),
            }  # fmt: skip
