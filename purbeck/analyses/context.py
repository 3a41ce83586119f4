"""Who lives here: people, age, deprivation, rurality, households, ethnic groups; beside others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pandas as pd

from purbeck import places
from purbeck.analyses.analysis import Evidence, read_rules
from purbeck.measures.people import PEOPLE, newest_estimate
from purbeck.sources import (
    census,
    crime_severity,
    deprivation,
    hospital_admissions_published,
    population,
    residents_by_year,
    rurality,
)
from purbeck.sources.build import LSOA_CODES, PLACES
from purbeck.tables import HELD, Column, Table
from purbeck.workspace import Workspace

ESTIMATED = ("population", "age")  # topics that an estimate newer than the census may be held of
TOPICS = (*ESTIMATED, "population_census", "age_census", "sex", "deprivation_england", "deprivation_wales", "rurality",
          *census.TOPICS, "ethnic_group", "crime_severity", "hospital_admissions")  # fmt: skip
INDICES = {deprivation.ENGLAND: "deprivation_england", deprivation.WALES: "deprivation_wales"}
TENTHS = {"most_deprived_tenth": 1, "most_deprived_fifth": 2}  # the deciles up to which an LSOA counts
LISTED = 10
COMPARED = ("district", "csp", "region", "nation")
CENSUS_YEAR = "2021"
ESTIMATE = "_estimate"  # ends the name of a topic until it is known whether the estimate holds every place
WHOLE_AREA = ("same", "renamed")  # how one LSOA of 2011 became one of 2021

TABLE = Table(
    name="analyses/context",
    meaning="Who lives in the partnership, its districts, its CSP, its region and its nation. The same for every definition",
    columns=(
        Column("place_type", "string", "kind of place", vocabulary=places.PLACE_TYPES, required=True),
        Column("place_code", "string", "code of the place", required=True),
        Column("place_name", "string", "name of the place", required=True),
        Column("topic", "string", "what is described", vocabulary=TOPICS, required=True),
        Column("category", "string", "the category, in the supplier's words where it is theirs", required=True),
        Column("value", "float64", "people, a share from 0 to 1, or a rank, as the unit says", decimals=HELD,
               required=True),
        Column("lower", "float64", "lower end, where sampled or rounded; a census count is neither", decimals=HELD),
        Column("upper", "float64", "upper end, where sampled or rounded; a census count is neither", decimals=HELD),
        Column("numerator", "int64", "people or households in the category"),
        Column("denominator", "int64", "all people or households of whom it is known"),
        Column("unit", "string", "unit of the value", required=True),
        Column("year", "string", "the year it describes", required=True),
        Column("source", "string", "the source", required=True),
        Column("coverage", "float64", "share of the place's residents who live where it is known", unit="0 to 1",
               decimals=HELD, required=True),
        Column("rank", "int64", "rank by value among such places where all is known, 1 the highest; of an LSOA, in its index"),
        Column("sharing", "int64", "places of this rank among them; more than 1 where values are equal"),
        Column("ranked", "int64", "how many places are ranked"),
    ),
    key=("place_type", "place_code", "topic", "category"),
    by_area=True,
)  # fmt: skip
READ = (
    PLACES, LSOA_CODES, PEOPLE, population.RESIDENTS.table, deprivation.TABLE, rurality.RURALITY.table, census.HOUSEHOLDS,
    census.ETHNIC_GROUPS, crime_severity.SEVERITY.table, hospital_admissions_published.TABLE,
)  # fmt: skip

# Of each LSOA: topic, category, lsoa21, numerator, denominator, unit, year, source.


def context(evidence: Evidence) -> pd.DataFrame:
    """Rows of the table: shares of ours and of the places we are compared with, and our most deprived LSOAs."""
    workspace, members = evidence.workspace, evidence.members
    made_from = (TABLE.name, *(workspace.store.key(table) for table in READ if not table.by_area))
    traits = workspace.once(
        made_from,
        lambda: pd.concat([t for trait in TRAITS if len(t := trait(workspace, members))], ignore_index=True),
    )
    ours = members.loc[members["ours"], "lsoa21"]
    tables = [_of_partnership(evidence, traits)]
    for kind in COMPARED:
        every = workspace.once((*made_from, kind), partial(_of_all, traits, members, kind))
        ours_of_kind = members.loc[members["lsoa21"].isin(ours), f"{kind}_code"].dropna().unique()
        tables.append(every[every["place_code"].isin(ours_of_kind)])
    tables += [most_deprived(workspace, members), _severity(workspace, members), _admissions(workspace, members)]
    return newest(pd.concat([table for table in tables if len(table)], ignore_index=True))


def newest(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows whose people and ages are the newest estimate where that holds the whole of every place, else the census.

    Ours and the places we are compared with are always on the same basis; the census then stands beside the estimate.
    """
    for topic in ESTIMATED:
        census_, estimate = rows["topic"] == topic, rows["topic"] == f"{topic}{ESTIMATE}"
        places_of = ["place_type", "place_code"]
        asked = set(rows.loc[census_, places_of].itertuples(index=False, name=None))
        held = set(rows.loc[estimate & (rows["coverage"] == 1), places_of].itertuples(index=False, name=None))
        if asked <= held:
            rows.loc[census_, "topic"], rows.loc[estimate, "topic"] = f"{topic}_census", topic
        else:
            rows = rows[~estimate]
    return rows


def _of_all(traits: pd.DataFrame, members: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Every place of a kind, with its ranks: the same whosever area is ours."""
    placed = members.dropna(subset=[f"{kind}_code"])
    placed = placed.rename(columns={f"{kind}_code": "place_code", f"{kind}_name": "place_name"})
    return _ranked(shares(traits, placed, kind))


def _of_partnership(evidence: Evidence, traits: pd.DataFrame) -> pd.DataFrame:
    own = evidence.members[evidence.members["ours"]]
    own = own.assign(place_code=evidence.partnership.code, place_name=evidence.partnership.name)
    return shares(traits[traits["lsoa21"].isin(own["lsoa21"])], own, "partnership")


def shares(traits: pd.DataFrame, members: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Sums over the LSOAs of each place; an LSOA of which nothing is known is in neither part of a share."""
    place = members[["lsoa21", "residents", "place_code", "place_name"]]
    joined = traits.merge(place, on="lsoa21")
    by = ["place_code", "place_name", "topic", "category", "unit", "year", "source"]
    rows = joined.groupby(by, as_index=False)[["numerator", "denominator"]].sum()
    known = (
        joined.drop_duplicates(["place_code", "topic", "lsoa21"]).groupby(["place_code", "topic"])["residents"].sum()
    )
    asked = {topic: _asked(place, topic).groupby("place_code")["residents"].sum() for topic in rows["topic"].unique()}
    rows["coverage"] = [
        known[code, topic] / asked[topic][code] if asked[topic][code] else 0.0
        for code, topic in zip(rows["place_code"], rows["topic"], strict=True)
    ]
    rows = rows[rows["denominator"] > 0]
    counted = rows["unit"] == "people"
    rows["value"] = (rows["numerator"] / rows["denominator"]).where(~counted, rows["numerator"])
    return rows.assign(place_type=kind)


def _asked(place: pd.DataFrame, topic: str) -> pd.DataFrame:
    """The LSOAs of which a topic could be known: an index is of one nation."""
    letter = {"deprivation_england": "E", "deprivation_wales": "W"}.get(topic, "")
    return place[place["lsoa21"].str.startswith(letter)]


def _ranked(rows: pd.DataFrame) -> pd.DataFrame:
    """Ranks among the places of one kind of which all is known, the highest value first; ties share the better rank."""
    whole = rows[rows["coverage"] == 1]
    groups = whole.groupby(["topic", "category"])["value"]
    alike = whole.groupby(["topic", "category", "value"])["value"]
    return rows.assign(
        rank=groups.rank(ascending=False, method="min"),
        sharing=alike.transform("size"),
        ranked=groups.transform("size"),
    )


def most_deprived(workspace: Workspace, members: pd.DataFrame) -> pd.DataFrame:
    """The ten of our LSOAs that rank as most deprived in each nation's index, with their rank and tenth."""
    ours = members.loc[members["ours"], ["lsoa21", "lsoa_name"]]
    rows = ours.merge(deprived(workspace), on="lsoa21").sort_values(["topic", "rank", "lsoa21"])
    rows = rows.groupby("topic").head(LISTED)
    shared = rows.rename(columns={"lsoa21": "place_code", "lsoa_name": "place_name"}).assign(
        place_type="lsoa21", source=deprivation.SOURCE.name, coverage=1.0
    )
    both = [shared.assign(category=name, value=shared[name], unit=name) for name in ("rank", "decile")]
    return pd.concat(both, ignore_index=True).drop(columns="decile")


def _severity(workspace: Workspace, members: pd.DataFrame) -> pd.DataFrame:
    """Crime Severity Scores of our CSP, force, region and nation, and of England and Wales; a row a financial year."""
    rows = workspace.table(crime_severity.SEVERITY.table)
    ours = members[members["ours"]]
    names = {places.ENGLAND_AND_WALES[0]: ("nation", places.ENGLAND_AND_WALES[1])}
    for kind in ("csp", "force", "region", "nation"):
        pairs = ours[[f"{kind}_code", f"{kind}_name"]].dropna().drop_duplicates()
        names |= {code: (kind, name) for code, name in pairs.itertuples(index=False)}
    rows = rows[rows["area_code"].isin(names.keys())]
    return _published(rows, rows["area_code"], names, "crime_severity").assign(
        category=rows["financial_year"], year=rows["financial_year"], value=rows["score"], unit="score",
        source=crime_severity.SOURCE.name,
    )  # fmt: skip


def _admissions(workspace: Workspace, members: pd.DataFrame) -> pd.DataFrame:
    """Admissions for assault by sharp object of residents of our region and of England; a row a financial year."""
    rows = workspace.table(hospital_admissions_published.TABLE)
    rows = rows[(rows["group_by"] == "all") & (rows["period_type"] == "financial_year") & rows["admissions"].notna()]
    ours = members[members["ours"]]
    names = {
        name: (kind, code)
        for kind in ("region", "nation")
        for code, name in ours[[f"{kind}_code", f"{kind}_name"]].dropna().drop_duplicates().itertuples(index=False)
    }
    rows = rows[rows["region"].isin(names.keys())]
    codes = {code: (kind, name) for name, (kind, code) in names.items()}
    return _published(rows, rows["region"].map(lambda name: names[name][1]), codes, "hospital_admissions").assign(
        category=rows["period"], year=rows["period"], value=rows["admissions"], lower=rows["lower"], upper=rows["upper"],
        unit="admissions", source=hospital_admissions_published.SOURCE.name,
    )  # fmt: skip


def _published(rows: pd.DataFrame, codes: pd.Series, names: dict[str, tuple[str, str]], topic: str) -> pd.DataFrame:
    """What is published of whole places, which nothing is added up for."""
    return pd.DataFrame(
        {"place_code": codes, "place_type": codes.map(lambda code: names[code][0]),
         "place_name": codes.map(lambda code: names[code][1])}, index=rows.index,
    ).assign(topic=topic, coverage=1.0)  # fmt: skip


# --- what is known of each LSOA ---------------------------------------------------------------------------------------


def deprived(workspace: Workspace) -> pd.DataFrame:
    """Rank and decile of each LSOA of 2021 in its nation's index: topic, lsoa21, rank, ranked, decile, year.

    A Welsh LSOA of 2011 is carried where it became one whole LSOA of 2021; any other has no rank.
    """
    rows = workspace.table(deprivation.TABLE)
    codes = workspace.table(LSOA_CODES)
    kept = codes.loc[codes["method"].isin(WHOLE_AREA), ["code", "lsoa21"]].set_index("code")["lsoa21"]
    english = rows["edition"] == deprivation.ENGLAND
    rows["lsoa21"] = rows["lsoa_code"].where(english, rows["lsoa_code"].map(kept))
    rows["topic"] = rows["edition"].map(INDICES)
    rows["ranked"] = rows["edition"].map(deprivation.AREAS)
    rows["year"] = rows["edition"].str[-4:]
    return rows.dropna(subset=["lsoa21"])[["topic", "lsoa21", "rank", "ranked", "decile", "year"]]


def _population(_: Workspace, members: pd.DataFrame) -> pd.DataFrame:
    people = members[["lsoa21"]].assign(numerator=members["residents"], denominator=members["residents"])
    return people.assign(topic="population", category="residents", unit="people", year=CENSUS_YEAR,
                         source=population.SOURCE.name)  # fmt: skip


def _ages(workspace: Workspace, _: pd.DataFrame) -> pd.DataFrame:
    rows = workspace.table(population.RESIDENTS.table)
    return _parts(rows.rename(columns={"age_group": "category", "residents": "numerator"}), "age", "residents",
                  population.SOURCE.name)  # fmt: skip


def _estimates(workspace: Workspace, members: pd.DataFrame) -> pd.DataFrame:
    """People, ages in the groups of rules.toml, and sex by the newest mid-year estimate; no rows where none is held."""
    found = newest_estimate(workspace, members[["lsoa21", "district_code", "residents"]])
    if found is None:
        return pd.DataFrame()
    year, people = found
    starts = read_rules().age_groups
    counted: list[pd.DataFrame] = []
    for (sex, band), of_part in people.items():
        topic, category = ("age", _age_group(int(band.split()[0]), starts)) if sex == "persons" else ("sex", sex)
        counted.append(of_part.rename("numerator").reset_index().assign(topic=topic, category=category.capitalize()))
    rows = pd.concat(counted, ignore_index=True).rename(columns={"index": "lsoa21"})
    source = residents_by_year.SOURCE.name
    ages, sexes = (_parts(rows[rows["topic"] == topic], topic, "residents", source) for topic in ("age", "sex"))
    all_ = ages.groupby("lsoa21", as_index=False)["numerator"].sum()
    everyone = all_.assign(denominator=all_["numerator"], topic=f"population{ESTIMATE}", category="residents",
                           unit="people", source=source)  # fmt: skip
    tables = [everyone, ages.assign(topic=f"age{ESTIMATE}"), sexes]
    return pd.concat([table for table in tables if len(table)]).assign(year=str(year))


def _age_group(age: int, starts: Sequence[int]) -> str:
    """The group an age is in, named as the census names its own: "Aged 15 to 24 years"."""
    first = max(start for start in starts if start <= age)
    above = [start for start in starts if start > age]
    if not above:
        return f"Aged {first} years and over"
    return f"Aged {above[0] - 1} years and under" if first == 0 else f"Aged {first} to {above[0] - 1} years"


def _deprivation(workspace: Workspace, members: pd.DataFrame) -> pd.DataFrame:
    rows = (
        deprived(workspace)
        .merge(members[["lsoa21", "residents"]], on="lsoa21")
        .rename(columns={"residents": "denominator"})
    )
    found = [
        rows.assign(category=name, numerator=rows["denominator"].where(rows["decile"] <= last, 0))
        for name, last in TENTHS.items()
    ]
    return pd.concat(found)[["topic", "category", "lsoa21", "numerator", "denominator", "year"]].assign(
        unit="share of residents", source=deprivation.SOURCE.name
    )


def _rurality(workspace: Workspace, members: pd.DataFrame) -> pd.DataFrame:
    rows = workspace.table(rurality.RURALITY.table).merge(members[["lsoa21", "residents"]], on="lsoa21")
    rows["numerator"] = rows["residents"].where(rows["class_code"].str.startswith("R"), 0)
    return rows[["lsoa21", "numerator"]].assign(
        denominator=rows["residents"], topic="rurality", category="rural", unit="share of residents", year=CENSUS_YEAR,
        source=rurality.SOURCE.name,
    )  # fmt: skip


def _households(workspace: Workspace, _: pd.DataFrame) -> pd.DataFrame:
    rows = workspace.table(census.HOUSEHOLDS).rename(columns={"households": "numerator"})
    rows["category"] = _broad(rows["category"]).where(rows["topic"] == "tenure", rows["category"])
    found = [_parts(rows[rows["topic"] == topic], topic, "households", census.SOURCE.name) for topic in census.TOPICS]
    return pd.concat(found)


def _ethnic_groups(workspace: Workspace, _: pd.DataFrame) -> pd.DataFrame:
    rows = workspace.table(census.ETHNIC_GROUPS).rename(columns={"residents": "numerator"})
    return _parts(rows.assign(category=_broad(rows["ethnic_group"])), "ethnic_group", "residents", census.SOURCE.name)


def _broad(categories: pd.Series) -> pd.Series:
    """The broad group of an ONS category: what stands before the colon."""
    return categories.str.split(":").str[0].str.strip()


def _parts(rows: pd.DataFrame, topic: str, unit: str, source: str) -> pd.DataFrame:
    """Categories that together make the whole of each LSOA; those whom the question was not put to are no part of it."""
    rows = rows[rows["category"] != census.NOT_ASKED].groupby(["lsoa21", "category"], as_index=False)["numerator"].sum()
    rows["denominator"] = rows.groupby("lsoa21")["numerator"].transform("sum")
    return rows.assign(topic=topic, unit=f"share of {unit}", year=CENSUS_YEAR, source=source)


TRAITS: tuple[Callable[[Workspace, pd.DataFrame], pd.DataFrame], ...] = (
    _population, _ages, _estimates, _deprivation, _rurality, _households, _ethnic_groups,
)  # fmt: skip
