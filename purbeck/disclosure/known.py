"""What anybody knows of how counts hang together: places made of areas, kinds of record."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise, product

import pandas as pd

from purbeck.analyses.hidden_need import RECORDED_BY, subject_counted, subjects
from purbeck.counts import KEY, PART
from purbeck.definition.definition import COUNTED, Definition, read_definitions
from purbeck.disclosure.asked import AREAS, Asked
from purbeck.disclosure.linking import Structure, Times
from purbeck.disclosure.room import SECRET
from purbeck.incidents.incident import TABLE as INCIDENTS
from purbeck.sources.build import PLACES
from purbeck.sources.returns.crossing import crossing
from purbeck.sources.returns.tallying import Steps
from purbeck.workspace import Workspace

KINDS = ("ward", "district", "csp", "county", "force", "region", "nation")
# Events that two services recorded, one for one; the injured among them; those of no place to the point. See analyses/overlap.
ALONE_HURT, ALONE_UNHURT = "hurt by the police alone", "unhurt by the police alone"
OVERLAP: Mapping[str, frozenset[str]] = {
    "both_hurt": frozenset({"hurt in both"}),
    "both": frozenset({"hurt in both", "unhurt in both"}),
    "department": frozenset({"hurt in both", "unhurt in both", "department alone"}),
    "police_hurt": frozenset({"hurt in both", ALONE_HURT}),
    "police": frozenset({"hurt in both", "unhurt in both", ALONE_HURT, ALONE_UNHURT}),
    "left_out": frozenset({"department, ours", "department, nowhere"}),
    "emergency_department violence": frozenset(
        {"hurt in both", "unhurt in both", "department alone", "department, ours"}
    ),
    "emergency_department without_place": frozenset({"department, nowhere"}),
    "police_extract violence": frozenset({"hurt in both", "unhurt in both", ALONE_HURT, ALONE_UNHURT, "police, ours"}),
    "police_extract without_place": frozenset({"police, nowhere"}),
}


def structure(workspace: Workspace, asked: Asked, earlier: Sequence[pd.DataFrame] = ()) -> Structure:
    """Of the places, and of what is counted of partners' records, that were asked for now or released before."""
    before = [one[list(KEY)] for one in earlier]
    cells = pd.concat([asked.all_cells(), *before], ignore_index=True).drop_duplicates(list(KEY))
    cells = cells.assign(areas=cells[AREAS].astype(object).where(cells[AREAS].notna(), ""))
    members = workspace.table(PLACES)
    definitions = read_definitions(workspace.definition_files())
    whats = {**_kinds(workspace, definitions, cells), **_steps(cells), "overlap": OVERLAP}
    people = members.groupby("lsoa21")["residents"].first()
    places = _places(workspace, members, cells)
    residents = {
        place: int(people.reindex(sorted(areas)).sum()) for place, areas in places.items() if areas <= set(people.index)
    }
    asked_of = set(cells["what"])
    rules = {what: one.rules_of(theme) for one in definitions for what, theme in _whats_of(one) if what in asked_of}
    return Structure(places, whats, people=residents, rules=rules, times=_times(set(cells["universe"])))


def _times(universes: Collection[str]) -> dict[str, tuple[Times, ...]]:
    """Of returns that tell people apart by how many events each had, how many that is (crossing.toml)."""
    found: dict[str, tuple[Times, ...]] = {}
    for each in crossing().each:
        for exactly, codes in ((True, each.exactly), (False, each.at_least)) if each.contract in universes else ():
            found[each.contract] = (
                *found.get(each.contract, ()),
                *(Times(each.people, each.events, each.times, code, n, exactly) for code, n in codes.items() if n),
            )
    return found


def _whats_of(definition: Definition) -> list[tuple[str, str]]:
    """What a definition counts, as counts call it: its total and each of its themes, with the theme."""
    return [(f"{definition.id}/{theme}", theme) for theme in definition.names()]


def _places(
    workspace: Workspace, members: pd.DataFrame, cells: pd.DataFrame
) -> dict[tuple[str, str], frozenset[str]]:  # fmt: skip
    """Each place that was asked for; one that is in no lookup is an area by itself."""
    ours = frozenset(members.loc[members["ours"], "lsoa21"])
    known = {("partnership", workspace.partnership.code): ours}
    wanted = set(zip(cells["place_type"], cells["place_code"], strict=True))
    for kind in KINDS:
        named = members[members[f"{kind}_code"].isin({code for of, code in wanted if of == kind})]
        for code, own in named.groupby(f"{kind}_code")["lsoa21"]:
            known[kind, str(code)] = frozenset(own)
    parts = cells[cells["place_type"] == PART].drop_duplicates("place_code")
    for code, areas in zip(parts["place_code"], parts[AREAS], strict=True):
        known[PART, str(code)] = frozenset(areas.split()) or frozenset({f"{PART} {code}"})
    known |= {("lsoa21", code): frozenset({code}) for of, code in wanted if of == "lsoa21"}
    return known | {place: frozenset({" ".join(place)}) for place in wanted if place not in known}


def _kinds(
    workspace: Workspace, definitions: Sequence[Definition], cells: pd.DataFrame
) -> dict[str, dict[str, frozenset[str]]]:  # fmt: skip
    """For each source of records, the kinds that its themes and subjects are made of: sets of these that hold the same records.

    Two definitions that differ by a rule differ by such a kind, and a difference of their counts would be a count of it. A theme
    without records is a kind too: it is part of its total all the same.
    """
    if not (workspace.store.files(INCIDENTS) and workspace.store.files(COUNTED)):
        return {}
    found: dict[str, dict[str, frozenset[str]]] = {}
    for source in sorted(SECRET & set(cells["universe"])):
        rows = workspace.store.read(INCIDENTS)
        rows = rows.filter(rows.source == source).select("incident_id")
        counted = workspace.store.read(COUNTED).select("incident_id", "definition", "theme")
        frame = workspace.store.fetch(counted.semi_join(rows, "incident_id"))
        marks = frame["definition"] + "/" + frame["theme"]
        wholes = frame["definition"] + "/" + frame["definition"]
        both = pd.DataFrame({"id": pd.concat([frame["incident_id"]] * 2), "what": pd.concat([marks, wholes])})
        both = pd.concat([both, *_of_subjects(workspace, source, set(cells["what"]))])
        alike = both.drop_duplicates().sort_values("what").groupby("id")["what"].agg("|".join).unique()
        asked = set(cells.loc[cells["universe"] == source, "what"])
        empty = [{what, total} for one in definitions for (total, _), *themes in [_whats_of(one)] for what, _ in themes
                 if asked & {total, what} and not (marks == what).any()]  # fmt: skip
        found[source] = _made_of([*alike, *("|".join(sorted(both)) for both in empty)])
    return found


def _of_subjects(workspace: Workspace, source: str, whats: Collection[str]) -> Iterator[pd.DataFrame]:
    """The records of each subject of hidden need that is asked for: a theme of a definition may be nothing else."""
    rows = workspace.store.read(INCIDENTS)
    rows = rows.filter(rows.source == source)
    for subject in subjects() if source == RECORDED_BY else ():
        if (what := subject_counted(subject.name)) in whats:
            asked = rows
            for column, values in subject.recorded.items():
                asked = asked.filter(asked[column].isin(values))
            yield pd.DataFrame({"id": workspace.store.fetch(asked.select("incident_id"))["incident_id"], "what": what})


def _steps(cells: pd.DataFrame) -> dict[str, dict[str, frozenset[str]]]:
    """Of each return the figures that hold others (crossing.toml): of those seen those offered help, of those asked those safer.

    Whoever takes one step off the one before has how many went no further. Where a return says that more took a step than the one
    before, nothing is known of its steps.
    """
    found: dict[str, dict[str, frozenset[str]]] = {}
    for (contract, first), some in groupby(sorted(crossing().steps, key=_begins), key=_begins):
        own = cells[cells["universe"] == contract]
        held = set(own["what"])
        base = list(first) if held.issuperset(first) else []
        chains = [[step for step in one.then if step in held] for one in some]
        chains = [then for then in chains if then and not _more_than_before(own, base, then)]
        sets = found.setdefault(contract, {})
        if chains and sets.keys().isdisjoint({*base, *(step for then in chains for step in then)}):
            sets |= _nested(base, chains)
    return {contract: sets for contract, sets in found.items() if sets}


def _begins(steps: Steps) -> tuple[str, tuple[str, ...]]:
    return steps.contract, tuple(steps.first)


def _nested(base: Sequence[str], chains: Sequence[Sequence[str]]) -> dict[str, frozenset[str]]:
    """Sets of points: each is of one figure that all begins with, and of how far it goes along each chain."""
    levels = product(*(range(len(then) + 1) for then in chains))
    points = {(one, far): "|".join([one, *map(str, far)]) for far in levels for one in base or [""]}
    sets = {one: frozenset(name for (of, _), name in points.items() if of == one) for one in base}
    for at, then in enumerate(chains):
        for depth, step in enumerate(then, start=1):
            sets[step] = frozenset(name for (_, far), name in points.items() if far[at] >= depth)
    return sets


def _more_than_before(rows: pd.DataFrame, base: Sequence[str], then: Sequence[str]) -> bool:
    """Whether any place and time has surely more of a step than of the one before, or than of all that it begins with."""
    line, rows = [name for name in KEY if name != "what"], rows.dropna(subset=["least", "most"])
    ends = {"least": ("least", "sum"), "most": ("most", "sum"), "figures": ("what", "size")}
    for before, after in pairwise([base, *([step] for step in then)]):
        held, more = (rows[rows["what"].isin(some)].groupby(line).agg(**ends) for some in (before, after))
        both = held[held["figures"] == len(before)][["most"]].join(more[["least"]], how="inner")
        if (both["least"] > both["most"]).fillna(False).any():
            return True
    return False


def by_rules_alone(held: Structure) -> Structure:
    """What may be published of it: which themes make up a definition's total, as its rules say.

    Which themes of several definitions the same records are counted in is known from the records: that a kind is there says that
    there is one at least.
    """
    whats = {}
    for universe, of in held.whats.items():
        if universe not in SECRET or all("/" not in what for what in of):
            whats[universe] = dict(of)
            continue
        kept: dict[str, frozenset[str]] = {}
        whats[universe] = kept
        for total in [what for what in of if len(set(what.split("/"))) == 1]:
            themes = [what for what in of if what != total and what.startswith(f"{total.split('/')[0]}/")]
            if sum(len(of[one]) for one in themes) == len(of[total]):
                kept |= {total: frozenset(themes)}
    return replace(held, whats=whats)


def _made_of(alike: Iterable[str]) -> dict[str, frozenset[str]]:
    made: dict[str, set[str]] = {}
    for one in alike:
        for what in one.split("|"):
            made.setdefault(what, set()).add(one)
    return {what: frozenset(of) for what, of in made.items()}
