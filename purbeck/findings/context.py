"""Who lives here: people, age, deprivation, rurality, households, ethnic groups; beside others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from purbeck.analyses import context
from purbeck.findings.draft import Draft, in_percent, table
from purbeck.findings.finding import Finding
from purbeck.findings.wording import context as words
from purbeck.findings.wording.doubt import comparator_name
from purbeck.sources import census, deprivation, population, residents_by_year, rurality

PARTS = ("age", *census.TOPICS, "ethnic_group")
NATION_OF = {"deprivation_england": ("England", deprivation.ENGLAND), "deprivation_wales": ("Wales", deprivation.WALES)}
SUMS = "Census counts of small areas (LSOAs), added up; they are counts of everyone, so there is no interval"
SUMS_OF_ESTIMATES = "Mid-year estimates of small areas (LSOAs), added up; the ONS gives no interval with them"
WEIGHED = (
    "Residents (Census 2021) of the small areas (LSOAs) concerned, over all residents of whom it is known; no interval"
)
PERCENT = "%"


@dataclass(frozen=True)
class Described:
    """The rows about us and the places we are compared with, and what to call those."""

    draft: Draft
    rows: pd.DataFrame
    comparators: tuple[tuple[str, str, str], ...]  # kind, code, name

    def of(self, kind: str, topic: str) -> pd.DataFrame:
        """Rows of one kind of place and topic, by place and category."""
        return self.rows[(self.rows["place_type"] == kind) & (self.rows["topic"] == topic)]

    def ours(self, topic: str) -> pd.DataFrame:
        """Our rows of a topic, by category."""
        return self.of("partnership", topic).set_index("category")

    def other(self, kind: str, code: str, topic: str) -> pd.DataFrame:
        """A comparator's rows of a topic, by category."""
        rows = self.of(kind, topic)
        return rows[rows["place_code"] == code].set_index("category")

    def beside(self, topic: str, category: str) -> list[tuple[str, float | None]]:
        """Each comparator as a sentence names it, and its value of a category (None where it is not known)."""
        found = []
        for kind, code, name in self.comparators:
            values = self.other(kind, code, topic)["value"]
            found.append((comparator_name(kind, name), float(values[category]) if category in values else None))
        return found


def drafted(draft: Draft) -> list[Finding]:
    """What is known of the people who live here, in the order of the chapter."""
    described = _described(draft)
    findings = [_population(described)]
    for topic in NATION_OF:
        if len(described.ours(topic)):
            findings += [_deprivation(described, topic), *_most_deprived(described, topic)]
    if len(described.ours("rurality")):
        findings.append(_rurality(described))
    findings[1:1] = [_parts(described, "age")]
    findings += [
        _diversity(described) if topic == "ethnic_group" else _parts(described, topic)
        for topic in PARTS[1:]
        if len(described.ours(topic))
    ]
    return [*findings, *_not_given(described)]


def _described(draft: Draft) -> Described:
    homes = [(kind, *home) for kind in ("region", "nation") if (home := draft.evidence.home(kind)) is not None]
    seen: dict[str, tuple[str, str, str]] = {}
    for kind, code, name in homes:  # Wales is its own region
        seen[code] = (kind, code, name)
    return Described(draft, draft.evidence.workspace.table(context.TABLE), tuple(seen.values()))


def _finding(
    described: Described, topic: str, measure: str, source: str, group_by: str = "all", **fields: Any
) -> Finding:
    """A finding of this chapter: of the place, whatever the definition, and of no month."""
    names = ", ".join(name for _, _, name in described.comparators)
    shared: dict[str, Any] = {"certainty": "described", "confidence": None, "selection": {}}
    question = described.draft.question(
        "context", measure, topic, period="latest_edition", source=source, group_by=group_by, comparator=names
    )
    return described.draft.finding(question, "context", **(shared | fields))


def _population(described: Described) -> Finding:
    ours = described.ours("population").loc["residents"]
    others = [
        (comparator_name(kind, name), float(described.other(kind, code, "population").loc["residents", "value"]))
        for kind, code, name in described.comparators
    ]
    return _finding(
        described, "population", "count", ours["source"],
        title=words.population_title(ours["value"], _when(ours)),
        statement=words.population(described.draft.place, ours["value"], _when(ours), others,
                                   _by_district(described), _counted(described)),
        value=float(ours["value"]), unit="people", method=_method(ours), period=words.when(_when(ours)),
        coverage=float(ours["coverage"]), caveats=_counted_caveats(ours),
    )  # fmt: skip


def _by_district(described: Described) -> list[tuple[str, float, float]]:
    """Our districts: name, those of its residents who live in our area, and all of them; most of ours first."""
    members = described.draft.evidence.members
    members = members.assign(here=members["residents"].where(members["ours"], 0))
    every = members.groupby("district_name")[["here", "residents"]].sum()
    found = every[every["here"] > 0].sort_values("here", ascending=False)
    return [(str(name), float(here), float(whole)) for name, here, whole in found.itertuples()]


def _when(row: pd.Series) -> int | None:
    """The year of a mid-year estimate; None for the census."""
    return int(row["year"]) if row["source"] == residents_by_year.SOURCE.name else None


def _counted(described: Described) -> float | None:
    """Our people by the census, where an estimate stands before it."""
    before = described.ours("population_census")
    return float(before.loc["residents", "value"]) if len(before) else None


def _method(row: pd.Series) -> str:
    return SUMS if _when(row) is None else SUMS_OF_ESTIMATES


def _counted_caveats(row: pd.Series) -> tuple[str, ...]:
    return (words.CENSUS, words.FALLBACK) if _when(row) is None else (words.ESTIMATE,)


def _parts(described: Described, topic: str) -> Finding:
    """The categories of a topic, by share; the sentence is of the one in which we differ most from the nation."""
    ours = described.ours(topic)
    chosen = _most_unlike(described, topic, ours)
    row = ours.loc[chosen]
    others = described.beside(topic, chosen)
    of = words.ASKED[topic][1]
    rows = _category_rows(described, topic, ours)
    return _finding(
        described, topic, "share", row["source"], group_by=topic,
        title=words.parts_title(topic, chosen, row["value"], others),
        statement=words.parts(topic, (described.draft.place, words.when(_when(row))), chosen, _numbers(row), others),
        alternative=words.bars_alternative(rows, f"the share of {of} by {words.ASKED[topic][0]}"),
        value=float(row["value"]), unit=f"share of {of}", method=_method(row), period=words.when(_when(row)),
        coverage=float(row["coverage"]), caveats=_parts_caveats(topic, row), chart="bars",
        rows=table(_category_columns(described, topic), rows),
    )  # fmt: skip


def _parts_caveats(topic: str, row: pd.Series) -> tuple[str, ...]:
    counted = _counted_caveats(row) if topic == "age" else (words.CENSUS,)
    return (*counted, *(() if _when(row) else (words.ALTERED,)), *_partly(row))


def _diversity(described: Described) -> Finding:
    """Ethnic groups; the sentence is of people of other than the largest group here."""
    topic = "ethnic_group"
    ours = described.ours(topic)
    largest = str(ours["numerator"].idxmax())
    row = ours.loc[largest]
    of_all = int(row["denominator"])
    others = [(name, None if share is None else 1 - share) for name, share in described.beside(topic, largest)]
    rows = _category_rows(described, topic, ours)
    return _finding(
        described, topic, "share", census.SOURCE.name, group_by=topic,
        title=words.diversity_title(1 - row["value"], others),
        statement=words.diversity(described.draft.place, largest, (of_all - int(row["numerator"]), of_all), others),
        alternative=words.bars_alternative(rows, "the share of residents by ethnic group"),
        value=float(1 - row["value"]), unit="share of residents", method=SUMS, period="Census 2021",
        coverage=float(row["coverage"]), caveats=(words.CENSUS, words.ALTERED, *_partly(row)), chart="bars",
        rows=table(_category_columns(described, topic), rows),
    )  # fmt: skip


def _most_unlike(described: Described, topic: str, ours: pd.DataFrame) -> str:
    """The category whose share differs most from the nation's; without a nation, the largest."""
    if not described.comparators:
        return str(ours["value"].idxmax())
    theirs = described.other(*described.comparators[-1][:2], topic)["value"]
    return str((ours["value"] - theirs.reindex(ours.index).fillna(0)).abs().idxmax())


def _category_columns(described: Described, topic: str) -> tuple[tuple[str, str, str], ...]:
    kind, of = words.ASKED[topic]
    others = tuple((kind_, name, PERCENT) for kind_, _, name in described.comparators)
    return (("category", kind.capitalize(), ""), ("share", f"Share of {of}", PERCENT), *others,
            ("n", of.capitalize(), of))  # fmt: skip


def _category_rows(described: Described, topic: str, ours: pd.DataFrame) -> list[tuple[Any, ...]]:
    """A row a category: ours, each comparator's, the number. Ages in their order, other categories by share."""
    ordered = ours if topic in ("age", "household_deprivation") else ours.sort_values("value", ascending=False)
    if topic == "household_deprivation":
        ordered = ours.sort_index(key=lambda names: names.map(_dimensions))
    found = []
    for category, row in ordered.iterrows():
        others = [in_percent(value) for _, value in described.beside(topic, str(category))]
        found.append((str(category), in_percent(row["value"]), *others, int(row["numerator"])))
    return found


def _dimensions(category: str) -> int:
    """In how many dimensions a household is deprived, as the ONS words it; other words come last."""
    numbers = ("not deprived", "one", "two", "three", "four")
    return next((n for n, number in enumerate(numbers) if number in category), len(numbers))


def _deprivation(described: Described, topic: str) -> Finding:
    nation, index = NATION_OF[topic]
    ours = described.ours(topic)
    fifth, tenth = ours.loc["most_deprived_fifth"], ours.loc["most_deprived_tenth"]
    others = [(name, value) for name, value in described.beside(topic, "most_deprived_fifth") if value is not None]
    rows = _place_rows(described, topic, "most_deprived_fifth")
    welsh = (words.CARRIED,) if index == deprivation.WALES else ()
    return _finding(
        described, topic, "share", deprivation.SOURCE.name, group_by="most_deprived_fifth",
        title=words.deprivation_title(nation, fifth["value"]),
        statement=words.deprivation(index, described.draft.place, nation, _numbers(fifth), int(tenth["numerator"]), others,
                                    _ranks(described, topic, "most_deprived_fifth")),
        alternative=words.comparison_alternative(rows, f"the share of residents in the most deprived fifth of {nation}"),
        value=float(fifth["value"]), unit="share of residents", method=WEIGHED, period=f"{index}; residents of 2021",
        coverage=float(fifth["coverage"]), chart="comparison",
        caveats=(words.OF_AREAS, words.CRIME_DOMAIN, words.NATIONS_APART, *welsh, *_partly(fifth)),
        rows=table(_place_columns("Share of residents in the most deprived fifth"), rows),
    )  # fmt: skip


def _most_deprived(described: Described, topic: str) -> list[Finding]:
    """The table of our most deprived small areas; none where no small area has a rank."""
    nation, index = NATION_OF[topic]
    ranks = described.of("lsoa21", topic)
    rows = ranks[ranks["category"] == "rank"].sort_values("value")
    if rows.empty:
        return []
    tenths = ranks[ranks["category"] == "decile"].set_index("place_code")["value"]
    members = described.draft.evidence.members.set_index("lsoa21")
    listed = [
        (f"{members.loc[r['place_code'], 'ward_name']} ({r['place_name']})", r["place_code"], int(r["value"]),
         int(tenths[r["place_code"]]), int(members.loc[r["place_code"], "residents"]))
        for r in rows.to_dict("records")
    ]  # fmt: skip
    first, ranked = listed[0], int(rows.iloc[0]["ranked"])
    in_tenth = int((tenths == 1).sum())
    return [_finding(
        described, topic, "rank", deprivation.SOURCE.name, group_by="lsoa21",
        title=words.most_deprived_title(first[0], nation, first[2], ranked),
        statement=words.most_deprived(first[0], nation, index, first[2], ranked, len(listed), in_tenth),
        value=float(first[2]), unit="rank (1 is most deprived)", method="Rank of the index, as published",
        period=index, caveats=(words.OF_AREAS, words.CRIME_DOMAIN),
        rows=table((("place", "Small area (ward and LSOA)", ""), ("lsoa21", "Code", ""),
                    ("rank", f"Rank of {ranked:,} in {nation}", "1 is most deprived"),
                    ("n", f"Tenth of {nation}", "1 is most deprived"), ("residents", "Residents", "people")), listed),
    )]  # fmt: skip


def _rurality(described: Described) -> Finding:
    row = described.ours("rurality").loc["rural"]
    others = described.beside("rurality", "rural")
    rows = _place_rows(described, "rurality", "rural")
    return _finding(
        described, "rurality", "share", rurality.SOURCE.name,
        title=words.rural_title(row["value"], others),
        statement=words.rural(described.draft.place, _numbers(row), others, _ranks(described, "rurality", "rural")),
        alternative=words.comparison_alternative(rows, "the share of residents in rural areas"),
        value=float(row["value"]), unit="share of residents", method=WEIGHED, period="2021", coverage=float(row["coverage"]),
        caveats=(words.RURAL, *_partly(row)), chart="comparison",
        rows=table(_place_columns("Share of residents in rural areas"), rows),
    )  # fmt: skip


def _place_columns(title: str) -> tuple[tuple[str, str, str], ...]:
    return (("place", "Place", ""), ("share", title, PERCENT), ("n", "Residents there", "people"),
            ("residents", "Residents of whom it is known", "people"), ("ours", "Ours", ""))  # fmt: skip


def _place_rows(described: Described, topic: str, category: str) -> list[tuple[Any, ...]]:
    """A row a place: us, our districts where there are several, the comparators."""
    districts = described.of("district", topic)
    districts = districts[districts["category"] == category].sort_values("value", ascending=False)
    chosen = [(described.draft.place, described.ours(topic).loc[category], True)]
    if len(districts) > 1:
        chosen += [(str(row["place_name"]), row, False) for _, row in districts.iterrows()]
    for kind, code, name in described.comparators:
        rows = described.other(kind, code, topic)
        if category in rows.index:
            chosen.append((name, rows.loc[category], False))
    return [(name, in_percent(r["value"]), int(r["numerator"]), int(r["denominator"]), own) for name, r, own in chosen]


def _ranks(described: Described, topic: str, category: str) -> list[str]:
    """Where each of our districts stands by a share; nothing of one that is not ranked."""
    rows = described.of("district", topic)
    rows = rows[(rows["category"] == category) & rows["rank"].notna()].sort_values("place_code")
    return [words.rank_of(str(r["place_name"]), r["rank"], r["ranked"], r["sharing"]) for _, r in rows.iterrows()]


def _not_given(described: Described) -> list[Finding]:
    """One finding that names what no file was given of; none where nothing is missing."""
    ours = described.rows[described.rows["place_type"] == "partnership"]
    known = {str(topic).removesuffix("_england").removesuffix("_wales") for topic in ours["topic"].unique()}
    missing = [name for name in words.NOT_GIVEN if name not in known]
    if not missing:
        return []
    return [_finding(
        described, "not_given", "coverage", population.SOURCE.name, title=words.not_given_title(missing),
        statement=words.not_given(missing), unit="topics", method="What the files given hold", period="Latest editions",
        certainty="cannot_tell_from_this_source",
    )]  # fmt: skip


def _numbers(row: pd.Series) -> tuple[int, int]:
    return int(row["numerator"]), int(row["denominator"])


def _partly(row: pd.Series) -> Sequence[str]:
    return () if row["coverage"] >= 1 else (words.partly_known(float(row["coverage"]), "residents"),)
