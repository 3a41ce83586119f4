"""Which incidents of the police and which attendances at emergency departments are one event."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from purbeck import provenance
from purbeck.incidents import records
from purbeck.sources import boundaries
from purbeck.sources.returns.records import RECORDS
from purbeck.statistics import matching
from purbeck.store import Store
from purbeck.tables import Column, Table
from purbeck.workspace import Tell

RULES = Path(__file__).with_name("shared_events.toml")
DEPARTMENT = "emergency_department"
ALL_PLACES = "all"

PAIRS = Table(
    name="shared_events",
    meaning="Incidents of the police and attendances at an emergency department taken for one event; matched without identities",
    columns=(
        Column("police_incident", "string", "the police's incident_id, which stands for the event", required=True),
        Column("department_incident", "string", "the emergency department's incident_id", required=True),
        Column("probability", "float64", "how likely they are one event, 0 to 1", decimals=4, required=True),
        Column("place_known", "string", "how well the place is known", vocabulary=matching.PLACE_KNOWN, required=True),
    ),
    key=("police_incident",),
)  # fmt: skip
ERROR = Table(
    name="shared_events_error",
    meaning="How good the matching of the police with emergency departments is, by how well the place is known",
    columns=(
        Column("place_known", "string", "how well the place is known", vocabulary=(ALL_PLACES, *matching.PLACE_KNOWN),
               required=True),
        Column("police", "int64", "incidents of the police that were compared", unit="incidents", required=True),
        Column("department", "int64", "attendances that were compared", unit="incidents", required=True),
        Column("expected_pairs", "float64", "pairs expected to be one event", unit="pairs", decimals=4, required=True),
        Column("taken", "int64", "pairs taken for one event", unit="pairs", required=True),
        Column("expected_false", "float64", "share of those taken expected to be wrong, by their probabilities", decimals=4),
        Column("chance_false", "float64", "share of those taken that chance makes, by moving one list by weeks", decimals=4),
        Column("expected_found", "float64", "share of the expected pairs that was taken", decimals=4),
    ),
    key=("place_known",),
)  # fmt: skip


def build(store: Store, days: Mapping[str, pd.DataFrame], tell: Tell) -> pd.DataFrame:
    """Bring the pairs and their error up to date; each incident of a pair with its event (`records.MATCHED`).

    `days` are the days of files, by contract held.
    """
    held = [store.key(RECORDS[name]) for name in days]
    covers = {name: of.astype(str).to_dict("split") for name, of in days.items()}
    key = provenance.key_of(held, covers, records.key_of_places(store))
    if not (store.key(PAIRS) == key == store.key(ERROR)):
        pairs, error = PAIRS.empty(), ERROR.empty()
        if {records.POLICE, DEPARTMENT} <= set(days):
            tell("matching the police with emergency departments", 0, 1)
            pairs, error = _matched(store, days)
        store.write(ERROR, error, key)
        store.write(PAIRS, pairs, key)
    pairs = store.rows(PAIRS)
    return pd.concat(
        [
            pd.DataFrame(
                {"matched_id": pairs[side], "event_id": pairs["police_incident"], "probability": pairs["probability"]}
            )
            for side in ("police_incident", "department_incident")
        ],
        ignore_index=True,
    )


def _matched(store: Store, days: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, pd.DataFrame]:
    rules = tomllib.loads(RULES.read_text(encoding="utf-8"))
    known = store.rows(boundaries.TABLE) if store.key(boundaries.TABLE) else boundaries.TABLE.empty()
    circles = boundaries.circles(known)
    police, departments = (_rows(store, days, name, rules) for name in (records.POLICE, DEPARTMENT))
    found = matching.match(_events(police, circles, rules), _events(departments, circles, rules), _read(rules))
    pairs = pd.DataFrame({
        "police_incident": police["incident_id"].to_numpy()[found.first],
        "department_incident": departments["incident_id"].to_numpy()[found.second],
        "probability": found.probability,
        "place_known": [matching.PLACE_KNOWN[n] for n in found.place],
    })  # fmt: skip
    errors = [(ALL_PLACES, found.error), *zip(matching.PLACE_KNOWN, found.by_place, strict=True)]
    error = pd.DataFrame([
        (known, len(police), len(departments), e.expected_pairs, e.taken, e.expected_false, e.chance_false,
         e.expected_found)
        for known, e in errors
    ], columns=[column.name for column in ERROR.columns])  # fmt: skip
    return pairs, error


def _read(rules: Mapping[str, Any]) -> matching.Rules:
    of = rules["rules"]
    return matching.Rules(tuple(of["minutes"]), tuple(of["metres"]), of["point"], tuple(of["days"]), of["least"],
                          of["most_false"])  # fmt: skip


def _rows(store: Store, days: Mapping[str, pd.DataFrame], contract: str, rules: Mapping[str, Any]) -> pd.DataFrame:
    """Incidents of a contract that can be compared, in the order of their identifiers."""
    rows = records.as_incidents(store, records.supplied(store, contract), contract, days[contract])
    if contract == records.POLICE:
        rows = rows.filter(rows.offence_group.isnull() | rows.offence_group.isin(rules["groups"]["names"]))
    given = {kind["column"]: kind["department"] for kind in rules["kinds"] if "department" in kind}
    given = given if contract == DEPARTMENT else {}
    said = [kind["column"] for kind in rules["kinds"] if kind["column"] not in given]
    places = ("easting", "northing", "lsoa21", "location_precision")
    rows = rows.select("incident_id", "occurred_from", "occurred_to", *places, *said).order_by("incident_id")
    return store.fetch(rows).assign(**given)


def _events(rows: pd.DataFrame, circles: pd.DataFrame, rules: Mapping[str, Any]) -> matching.Events:
    """Incidents as numbers: without a point of their own they lie in the middle of their LSOA."""
    rows = rows.merge(circles, on="lsoa21", how="left", suffixes=("", "_of_area"))
    pointed = rows["easting"].notna() & rows["northing"].notna()
    reach = rows["location_precision"].map({name: rules["reach"][name] for name in ("exact", "street")})
    reach = reach.where(pointed & reach.notna(), rows["radius"]).fillna(0.0)
    kinds = tuple(_numbers(rows[kind["column"]], kind["of"]) for kind in rules["kinds"])
    east, north = (rows[name].where(pointed, rows[f"{name}_of_area"]) for name in ("easting", "northing"))
    return matching.Events(
        _minutes(rows["occurred_from"]), _minutes(rows["occurred_to"]), east.to_numpy(dtype=np.float64),
        north.to_numpy(dtype=np.float64), reach.to_numpy(dtype=np.float64), kinds,
    )  # fmt: skip


def _numbers(said: pd.Series, of: Mapping[str, str]) -> np.ndarray:
    """What was said as the number of its word among those that both services have; -1 where it has none."""
    words = {word: n for n, word in enumerate(sorted(set(of.values())))}
    return np.asarray(said.map(of).map(words).fillna(-1), dtype=np.int64)


def _minutes(times: pd.Series) -> np.ndarray:
    return np.asarray(times.to_numpy(dtype="datetime64[m]").astype(np.int64))
