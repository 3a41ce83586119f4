"""From a number back to its rows, the rule that counted them, the files they came from, and the code."""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass, field
from typing import Any

import ibis
import ibis.expr.types as ir
import pandas as pd

from purbeck.analyses.analysis import PRECISE
from purbeck.definition.definition import COUNTED, Definition, read_definitions
from purbeck.errors import TableError
from purbeck.findings.composition import ALL_CRIME
from purbeck.findings.explain_returns import of_returns
from purbeck.findings.finding import PARTNERS, TABLE, WITHOUT_INCIDENTS
from purbeck.incidents.incident import TABLE as INCIDENTS
from purbeck.incidents.recorded import TABLE as RECORDED
from purbeck.incidents.recorded import months_of
from purbeck.measures.build import filed_months
from purbeck.measures.covered import covered_months
from purbeck.places import ENGLAND_AND_WALES
from purbeck.sources.build import PLACES
from purbeck.sources.downloads import FORCE_MONTHS
from purbeck.sources.police_street import SOURCE as STREET
from purbeck.sources.recorded_crime import SOURCE as RECORDED_CRIME
from purbeck.store import Store
from purbeck.workspace import Workspace

SAMPLE = 10
# What stands for a rule where a finding counts every kind of crime, whatever the definition says.
EVERY_CATEGORY = {"every_category": ("Every incident that has a category", "data.police.uk")}


@dataclass(frozen=True)
class Explanation:
    """What a finding rests on.

    `finding` is its row; `origin` its provenance. `counted` is how many incidents were found again in the tables (None
    where the finding is not about incidents of one place and theme); `rules`, `files` and `sample` are of those. Of recorded
    crime, `files` are those that count for each year, and `sample` holds every offence code of the place's CSPs. Of partners'
    returns, `returned` holds their stored files with the rows of its months, and `sample` the first of these.
    """

    finding: dict[str, Any]
    origin: dict[str, Any]
    counted: int | None
    rules: pd.DataFrame
    files: pd.DataFrame
    sample: pd.DataFrame
    returned: pd.DataFrame = field(default_factory=pd.DataFrame)


def explain(workspace: Workspace, finding_id: str) -> Explanation:
    """Trace a finding. Raises TableError for an id that is not among the findings, naming the nearest."""
    findings = workspace.table(TABLE)
    found = findings[findings["id"] == finding_id]
    if found.empty:
        near = difflib.get_close_matches(finding_id, findings["id"].tolist(), n=3, cutoff=0.5)
        said = f" The nearest are {', '.join(near)}." if near else ""
        raise TableError(
            f'No finding has the id "{finding_id}".{said}', "Ids stand below each chart, and in the findings table."
        )
    finding = found.iloc[0].to_dict()
    origin = json.loads(finding["provenance"])
    nothing = pd.DataFrame()
    if finding["section"] == PARTNERS:
        returned, sample = of_returns(workspace.store, finding, origin, SAMPLE)
        return Explanation(finding, origin, None, nothing, nothing, sample, returned)
    if finding["section"] in WITHOUT_INCIDENTS:
        return Explanation(finding, origin, None, nothing, nothing, nothing)
    if origin["question"]["source"] == RECORDED_CRIME.name:
        return Explanation(finding, origin, None, nothing, *_recorded(workspace, finding, origin))
    traced = origin["question"]["source"] in (STREET.name, *PRECISE)
    if not traced or not origin["selection"]["months"]:  # or of no month: unavailable
        return Explanation(finding, origin, None, nothing, nothing, nothing)
    return _traced(workspace, finding, origin)


def _traced(workspace: Workspace, finding: dict[str, Any], origin: dict[str, Any]) -> Explanation:
    store = workspace.store
    definition = _definition_of(workspace, finding)
    rows = _incidents(workspace, finding, origin, definition)
    rules = store.fetch(rows.group_by("rule_id").agg(incidents=rows.count()).order_by("rule_id"))
    reasons = {rule.id: (rule.reason, rule.source) for rule in definition.rules} | EVERY_CATEGORY
    rules["reason"] = rules["rule_id"].map(lambda rule: reasons[rule][0])
    rules["source"] = rules["rule_id"].map(lambda rule: reasons[rule][1])
    sample = store.fetch(rows.order_by("incident_id").limit(SAMPLE))
    return Explanation(finding, origin, int(rules["incidents"].sum()), rules, _files(workspace, rows, origin), sample)


def _files(workspace: Workspace, rows: ir.Table, origin: dict[str, Any]) -> pd.DataFrame:
    """The files that incidents came from, with how many of each month; of partners' records the stored ones."""
    store, source = workspace.store, origin["question"]["source"]
    if source != STREET.name:
        rows = rows.mutate(file=ibis.literal(f"returns/{source}/") + rows.incident_id.split("/")[1] + ".csv")
        of_each = store.fetch(rows.group_by("month", "recorded_by", "file").agg(incidents=rows.count()))
        files = of_each.assign(sha256=of_each["file"].map(dict(origin["files"])).fillna(""))
        return files.sort_values(["month", "recorded_by", "file"], ignore_index=True)
    of_each = store.fetch(rows.group_by("month", "recorded_by").agg(incidents=rows.count()))
    chosen = workspace.table(FORCE_MONTHS)
    chosen = chosen[chosen["chosen"]].rename(columns={"force": "recorded_by"})
    files = of_each.merge(chosen[["month", "recorded_by", "file", "sha256"]], on=["month", "recorded_by"], how="left")
    return files.sort_values(["month", "recorded_by"], ignore_index=True)


def _recorded(
    workspace: Workspace, finding: dict[str, Any], origin: dict[str, Any]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The files that recorded crime of a finding's place and months came from, and its offences by code."""
    members = workspace.table(PLACES)
    csps = set(members.loc[_in_place(members, finding["place_type"], finding["place_code"]), "csp_code"].dropna())
    rows = workspace.store.read(RECORDED)
    held = workspace.store.fetch(rows.filter(rows.csp_code.isin(sorted(csps))))
    last = [months_of(y, int(q))[-1] for y, q in zip(held["financial_year"], held["quarter"], strict=True)]
    held = held[pd.Series(last, index=held.index, dtype="str").isin(origin["selection"]["months"])]
    files = held.groupby(["financial_year", "file"], as_index=False)["count"].sum()
    hashes = dict(origin["files"])
    files["sha256"] = files["file"].map(hashes).fillna("")
    codes = held.groupby(["csp", "offence_group", "offence_code"], as_index=False)["count"].sum()
    return files, codes.sort_values("count", ascending=False, kind="stable", ignore_index=True)


def _definition_of(workspace: Workspace, finding: dict[str, Any]) -> Definition:
    """The definition a finding was made by. Raises TableError where it has been changed or taken away since."""
    for definition in read_definitions(workspace.definition_files()):
        if (definition.id, definition.version) == (finding["definition"], finding["definition_version"]):
            return definition
    raise TableError(
        f"The definition {finding['definition']} is not as it was when this finding was made.",
        "Run purbeck build first.",
    )


def _incidents(
    workspace: Workspace, finding: dict[str, Any], origin: dict[str, Any], definition: Definition
) -> ir.Table:
    """The incidents a finding rests on: of its theme and place, in its months, where the territorial force filed."""
    store, chosen = workspace.store, origin["selection"]
    members = workspace.table(PLACES)
    inside = members[_in_place(members, finding["place_type"], finding["place_code"])]
    if chosen["lsoa21"]:
        inside = inside[inside["lsoa21"] == chosen["lsoa21"]]
    filed = filed_months(workspace.table(FORCE_MONTHS), members)
    link = store.engine.frame(inside[["lsoa21", "force_code"]].astype("str"))
    months = store.engine.frame(pd.DataFrame(sorted(filed), columns=["filed_force", "filed_month"]).astype("str"))
    incidents = store.read(INCIDENTS)
    source = origin["question"]["source"]
    incidents = incidents.filter(incidents.source == source, incidents.month.isin(chosen["months"]))
    rows = _ruled(store, incidents.inner_join(link, "lsoa21"), chosen["theme"], definition)
    if source != STREET.name:
        rows = rows.filter(rows.month.isin(covered_months(workspace)[source]))
    else:
        rows = rows.semi_join(months, (rows.force_code == months.filed_force) & (rows.month == months.filed_month))
    return rows.select(
        "incident_id", "month", "recorded_by", "supplied_category", "lsoa21", "rule_id", "theme", "repeat_kind"
    )


def _ruled(store: Store, incidents: ir.Table, theme: str, definition: Definition) -> ir.Table:
    """Incidents of a theme with the rule that counted each; of all crime, those with a category."""
    if theme == ALL_CRIME:
        every = incidents.filter(incidents.supplied_category.notnull())
        return every.mutate(rule_id=ibis.literal(next(iter(EVERY_CATEGORY))), theme=ibis.literal(theme))
    counted = store.read(COUNTED).filter(ibis._.definition == definition.id)
    if theme != definition.id:
        counted = counted.filter(ibis._.theme == theme)
    return incidents.inner_join(counted.select("incident_id", "rule_id", "theme"), "incident_id")


def _in_place(members: pd.DataFrame, place_type: str, code: str) -> pd.Series:
    if place_type == "partnership":
        return members["ours"]
    if code == ENGLAND_AND_WALES[0]:
        return members["lsoa21"].notna()
    column = "lsoa21" if place_type == "lsoa21" else f"{place_type}_code"
    return members[column] == code
