"""Small areas of one kind: how much of what is recorded lies in the most deprived, and in rural ones."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from purbeck.analyses import context
from purbeck.findings.draft import Draft
from purbeck.findings.finding import Finding
from purbeck.findings.wording import place_groups as words
from purbeck.sources import deprivation, rurality
from purbeck.statistics import intervals

METHOD = "Offences in small areas of the kind over offences in all of whom the kind is known; Wilson interval"
FIFTH = context.TENTHS["most_deprived_fifth"]


@dataclass(frozen=True)
class InGroup:
    """Our small areas of one kind: what was recorded there in the latest year, and who lives there (Census 2021).

    `recorded` and `residents` are those of the kind, and those of all areas of which it is known.
    """

    topic: str
    recorded: tuple[int, int]
    residents: tuple[int, int]

    @property
    def share(self) -> float:
        """The share recorded there."""
        return self.recorded[0] / self.recorded[1]


def drafted(draft: Draft) -> list[Finding]:
    """One finding a kind of small area, of the definition's total."""
    return [_finding(draft, group) for group in groups(draft)]


def groups(draft: Draft) -> list[InGroup]:
    """Kinds of which we have some areas and not only such; none where no year is held or too few were recorded."""
    evidence = draft.evidence
    if evidence.latest_year is None:
        return []
    rates = evidence.measures(measure="rate_per_1000", place_type="lsoa21", period_type="calendar_year")
    rates = rates[(rates["first"] == f"{draft.year}-01") & (rates["theme"] == evidence.definition.id)]
    recorded = rates.set_index("place_code")["count"]
    residents = evidence.members[evidence.members["ours"]].set_index("lsoa21")["residents"]
    found = []
    for topic, inside in _kinds(draft):
        known = inside[inside.index.isin(residents.index)]
        areas = known.index
        events = recorded.reindex(areas).fillna(0)
        group = InGroup(topic, (int(events[known].sum()), int(events.sum())),
                        (int(residents[areas][known].sum()), int(residents[areas].sum())))  # fmt: skip
        if 0 < group.residents[0] < group.residents[1] and group.recorded[1] >= evidence.rules.few_events:
            found.append(group)
    return found


def _kinds(draft: Draft) -> list[tuple[str, pd.Series]]:
    """Each kind by its topic, with whether each small area is of it."""
    workspace = draft.evidence.workspace
    ranked = context.deprived(workspace)
    kinds = [(str(topic), rows.set_index("lsoa21")["decile"] <= FIFTH) for topic, rows in ranked.groupby("topic")]
    classes = workspace.table(rurality.RURALITY.table).set_index("lsoa21")["class_code"]
    return [*kinds, ("rurality", classes.str.startswith("R"))]


def _finding(draft: Draft, group: InGroup) -> Finding:
    theme = draft.evidence.definition.id
    lower, upper = intervals.share_interval(*group.recorded, draft.confidence)
    source = rurality.SOURCE.title if group.topic == "rurality" else deprivation.SOURCE.title
    return draft.finding(
        draft.question("place_groups", "share", theme, group_by="lsoa21", group_value=group.topic), "places",
        title=words.title(draft.names[theme], group.topic, group.share, group.residents),
        statement=words.statement(draft.names[theme], (draft.place, draft.year), group.topic, group.recorded,
                                  (float(lower), float(upper)), draft.confidence, group.residents),
        unit="share of offences", method=f"{METHOD}. Kind of area: {source}", certainty="described", value=group.share,
        lower=float(lower), upper=float(upper), n=group.recorded[1], counts=(group.recorded[0],),
        caveats=(words.NOT_WHO, draft.of_places),
    )  # fmt: skip
