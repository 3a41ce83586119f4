"""How much harm and cost: the orders by each measure, and harm per offence of each theme."""

from __future__ import annotations

from typing import Any

import pandas as pd

from purbeck import periods
from purbeck.analyses import harm
from purbeck.counts import whole
from purbeck.findings.draft import Draft, counts_of, number, table
from purbeck.findings.finding import PROFILE, Finding
from purbeck.findings.in_words import rank_shown
from purbeck.findings.wording import harm as words
from purbeck.sources.door import SOURCES
from purbeck.statistics import possible


def drafted(draft: Draft) -> list[Finding]:
    """None where nothing has a weight."""
    rows = draft.evidence.workspace.table(harm.TABLE)
    rows = rows[rows["definition"] == draft.evidence.definition.id]
    themes = rows[rows["theme"] != draft.evidence.definition.id]
    if themes.empty:
        return []
    days = rows[(rows["by"] == "harm_days") & (rows["count"].fillna(1) > 0)].sort_values("theme")
    each = [_per_offence(draft, row) for row in days.to_dict("records")]
    return [_orders(draft, rows, themes), *each] if themes["rank"].notna().any() else each


def _names(draft: Draft) -> dict[str, str]:
    """What to call each theme that offence codes reach, whatever source its other rules are about."""
    return draft.evidence.definition.names()


def _shared(rows: pd.DataFrame, withheld: bool = False) -> dict[str, Any]:
    source = str(rows["source"].iloc[0])
    span = (str(rows["first"].iloc[0]), str(rows["last"].iloc[0]))
    public = next((one.already_public for one in SOURCES if one.name == source), False)
    said = [sentence for sentence in dict.fromkeys(rows["caveats"]) if sentence]
    said += [words.SOME_WITHHELD] if withheld else []
    return {
        "span": span, "period": f"{periods.spoken_month(span[0])} to {periods.spoken_month(span[1])}",
        "already_public": public, "coverage": float(rows["coverage"].min()),
        "selection": {"months": [], "theme": "", "lsoa21": ""}, "caveats": (*said, words.ONE_INDEX, words.NOT_PEOPLE),
    }  # fmt: skip


def _orders(draft: Draft, rows: pd.DataFrame, themes: pd.DataFrame) -> Finding:
    by = [one for one in harm.BY if themes.loc[themes["by"] == one, "rank"].notna().any()]
    # No rank by a measure that nothing of the theme has a weight in.
    ranks = themes.pivot(index="theme", columns="by", values="rank")[by].astype("Int64")
    # What is said of the whole holds for its themes.
    shared = _shared(rows[rows["theme"] == draft.evidence.definition.id], (themes["reason"] != "").any())
    whole_known = possible.exact(themes["count_least"], themes["count_most"])
    first = [(one, _first(draft, themes[themes["by"] == one], ranks[one], whole_known)) for one in by]
    order = ranks.sort_values([*by], kind="stable").index
    total = whole(rows.loc[rows["theme"] == draft.evidence.definition.id, "count"].max())
    shown = [_row(draft, themes[themes["theme"] == theme].set_index("by"), str(theme), by) for theme in order]
    units = rows.drop_duplicates("by").set_index("by")["unit"]
    columns = (
        ("theme", "Theme", ""), ("count", "Offences", "offences"),
        *((f"{kind}_{one}", f"{title} by {words.BY[one]}", units[one] if kind == "value" else "")
          for one in by for kind, title in (("value", "Value"), ("rank", "Rank"), ("open", "Ranks left open"))
          if (kind, one) != ("value", harm.COUNT)),
    )  # fmt: skip
    return draft.finding(
        draft.question("harm", "ranks", draft.evidence.definition.id, source=str(rows["source"].iloc[0]), period="latest_year"),
        PROFILE, title=words.title(first),
        statement=words.statement(shared["period"], total, first, _moved(draft, ranks), whole_known),
        alternative=words.alternative(by, [
            (_names(draft)[str(theme)], [None if pd.isna(rank) else int(rank) for rank in ranks.loc[theme]]) for theme in order
        ]),
        unit="rank", method=words.METHOD, n=total, counts=counts_of(themes, "count"),
        certainty="described" if any(theme for _, theme in first) else "cannot_tell_from_counts_shown",
        confidence=None, rows=table(columns, shown), **shared,
    )  # fmt: skip


def _first(draft: Draft, themes: pd.DataFrame, ranks: pd.Series, whole_known: bool) -> str:
    """The theme that comes first by a measure; "" where what an edition hides or rounds leaves that open."""
    if whole_known:
        return _names(draft)[str(ranks.idxmin())]
    ends = ("count_least", "count_most") if (themes["by"] == harm.COUNT).all() else ("lower", "upper")
    at = possible.first(themes[ends[0]].astype("Float64").to_numpy(float, na_value=float("nan")),
                        themes[ends[1]].astype("Float64").to_numpy(float, na_value=float("nan")))  # fmt: skip
    return "" if at is None else _names(draft)[str(themes["theme"].iloc[at])]


def _row(draft: Draft, own: pd.DataFrame, theme: str, by: list[str]) -> tuple[Any, ...]:
    cells: list[Any] = [_names(draft)[theme], whole(own["count"].max())]
    for one in by:
        found = own.loc[one] if one in own.index else None
        if found is None:
            cells += [None] * (2 if one == harm.COUNT else 3)
            continue
        cells += [] if one == harm.COUNT else [number(found["value"])]
        cells += [
            None if pd.isna(found["rank"]) else rank_shown(int(found["rank"]), int(found["sharing"])),
            f"{whole(found['rank_lower'])} to {whole(found['rank_upper'])}",
        ]
    return tuple(cells)


def _moved(draft: Draft, ranks: pd.DataFrame) -> tuple[str, str, int, str, int] | None:
    """The theme whose rank differs most between two measures; None where none does."""
    gap = ranks.max(axis=1) - ranks.min(axis=1)
    if gap.max() == 0:
        return None
    theme = str(gap.idxmax())
    high, low = str(ranks.loc[theme].idxmin()), str(ranks.loc[theme].idxmax())
    return _names(draft)[theme], high, int(ranks.loc[theme, high]), low, int(ranks.loc[theme, low])


def _per_offence(draft: Draft, row: dict[Any, Any]) -> Finding:
    """Days of harm per offence of a theme: what the risk matrix reads."""
    shared = _shared(pd.DataFrame([row]))
    count, name = whole(row["count"]), _names(draft)[str(row["theme"])]
    question = draft.question(
        "harm", "harm_days_per_offence", str(row["theme"]), source=str(row["source"]), period="latest_year"
    )
    if count is None or row["reason"]:
        return draft.finding(
            question, PROFILE, title=words.withheld_title(name), statement=words.withheld(name, shared["period"], count),
            unit="days for each offence", method=words.PER_OFFENCE, certainty="too_few_to_tell", n=count, **shared,
        )  # fmt: skip
    value = number(row["value"])
    # Limits of the days over the offences there may be: in an edition these are not known to the last one either.
    ends = (value, count), (number(row["lower"]), row["count_most"]), (number(row["upper"]), max(row["count_least"], 1))
    each = [None if end is None else end / int(of) for end, of in ends]
    limits = [float(each[0] or 0) if end is None else end for end in each]
    return draft.finding(
        question, PROFILE, title=words.per_offence_title(name, limits[0]),
        statement=words.per_offence(
            name, shared["period"], count, float(value or 0), (limits[0], limits[1], limits[2]), draft.confidence
        ),
        unit="days for each offence", method=words.PER_OFFENCE, certainty="described", n=count, value=each[0],
        lower=each[1], upper=each[2], **shared,
    )  # fmt: skip
