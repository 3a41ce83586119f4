"""Small areas of one kind: how much of what is recorded lies in the most deprived, and in rural ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import pandas as pd

from purbeck.analyses import context
from purbeck.analyses.analysis import PUBLISHED
from purbeck.counts import ALL, PART, cells, with_value
from purbeck.findings.draft import Draft
from purbeck.findings.finding import Finding
from purbeck.findings.wording import place_groups as words
from purbeck.measures.measure import TABLE as MEASURES
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
    residents = evidence.members[evidence.members["ours"]].set_index("lsoa21")["residents"]
    found = []
    for topic, inside in _kinds(draft):
        known = inside[inside.index.isin(residents.index)]
        areas = known.index
        recorded = _recorded(draft, topic, known)
        if recorded is None:
            continue
        group = InGroup(topic, recorded, (int(residents[areas][known].sum()), int(residents[areas].sum())))
        if 0 < group.residents[0] < group.residents[1] and group.recorded[1] >= evidence.rules.few_events:
            found.append(group)
    return found


def _recorded(draft: Draft, topic: str, known: pd.Series) -> tuple[int, int] | None:
    """What was recorded in areas of a kind, and in all of which it is known; None where an edition hides either."""
    evidence, name = draft.evidence, f"place_groups {draft.evidence.definition.id} {draft.evidence.source} {topic}"
    make = partial(_cells, draft, topic, known)
    seen = with_value(make()) if evidence.source in PUBLISHED else evidence.workspace.counts.of(name, make)
    found = seen["value"]
    return None if found.isna().any() else (int(found.iloc[0]), int(found.iloc[1]))


def _cells(draft: Draft, topic: str, known: pd.Series) -> pd.DataFrame:
    """Two counts of the latest year: in areas of the kind, and in all of which it is known."""
    evidence, theme = draft.evidence, draft.evidence.definition.id
    rows = evidence.workspace.store.rows(
        MEASURES, measure="count", place_type="lsoa21", period_type="calendar_year", period_start=f"{draft.year}-01-01",
        theme=theme, definition=theme, source=evidence.source, group_value=ALL,
    )  # fmt: skip
    events = rows.set_index("place_code")["count"].reindex(known.index).fillna(0).astype(int)
    parts = {topic: known, f"{topic} known": known | True}
    found = pd.DataFrame({
        "place_code": list(parts),
        "least": [int(events[inside].sum()) for inside in parts.values()],
        "areas": [" ".join(sorted(known.index[inside])) for inside in parts.values()],
    })  # fmt: skip
    year = {"first": f"{draft.year}-01", "last": f"{draft.year}-12"}
    return cells(found, most=found["least"], universe=evidence.source, source=evidence.source, what=f"{theme}/{theme}",
                 place_type=PART, **year)  # fmt: skip


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
