"""Records of the police and of emergency departments become incidents, one part for each stored file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd

from purbeck import provenance
from purbeck.incidents import covered, incident
from purbeck.sources import boundaries
from purbeck.sources.build import LSOA_CODES
from purbeck.sources.returns.known_codes import OFFENCE_GROUPS
from purbeck.sources.returns.records import RECORDS
from purbeck.store import Store

RULES = Path(__file__).with_name("records.toml")
POLICE = "police_extract"
SECONDS_AN_HOUR = 3_600
POINTS = ibis.schema({"point_easting": "int32", "point_northing": "int32", "point_lsoa": "string"})
MATCHED = ibis.schema({"matched_id": "string", "event_id": "string", "probability": "float64"})
# Columns that say where a row stands or what its place came to, and not what was supplied.
NOT_SUPPLIED = ("file", "row", "location_precision", "location_confidence")


@dataclass(frozen=True)
class Part:
    """A stored file of records as a part of the incidents: the part of its table, the days it counts for, its matches."""

    name: str
    contract: str
    supplied: str
    days: pd.DataFrame
    matched: pd.DataFrame
    key: str


def key_of_places(store: Store) -> str:
    """What incidents of records rest on beside the records: where areas lie, and the code."""
    return provenance.key_of(store.key(LSOA_CODES), store.key(boundaries.TABLE), provenance.code_hash())


def parts(store: Store, days: Mapping[str, pd.DataFrame], matched: pd.DataFrame) -> list[Part]:
    """Every stored file of records, by the days of files of each contract held and what was matched (as `MATCHED`)."""
    placed = key_of_places(store)
    found = []
    for contract, of_contract in days.items():
        for part, key in store.parts(RECORDS[contract]).items():
            rows = supplied(store, contract, part).select("file").distinct()
            files = [str(file) for file in store.fetch(rows.order_by("file"))["file"]]
            of_part = of_contract[of_contract["file"].isin(files)]
            begins = tuple(f"{contract}/{Path(file).stem}/" for file in files)
            pairs = matched[matched["matched_id"].str.startswith(begins)]
            made_from = provenance.key_of(key, of_part.astype(str).to_dict("split"), pairs.to_dict("split"), placed)
            found.append(Part(f"{contract}-{part}", contract, part, of_part, pairs, made_from))
    return found


def supplied(store: Store, contract: str, part: str = "") -> ir.Table:
    """The rows of one stored file, or of all of a contract."""
    table = RECORDS[contract]
    keys = store.parts(table)
    return store.engine.parquet(table, [store.part_path(table, p, key) for p, key in keys.items() if part in ("", p)])


def build_part(store: Store, part: Part) -> None:
    """Write one part of the incidents."""
    rows = as_incidents(store, supplied(store, part.contract, part.supplied), part.contract, part.days)
    matched = store.engine.frame(part.matched, MATCHED)
    rows = rows.left_join(matched, rows.incident_id == matched.matched_id)
    rows = rows.mutate(matched_event_id=rows.event_id, match_probability=rows.probability)
    # A part is one file: its rows in order are its identifiers in order, and numbers are sorted sooner than long texts.
    store.write_part(incident.TABLE, part.name, rows.order_by("row"), part.key, True)


def as_incidents(store: Store, rows: ir.Table, contract: str, days: pd.DataFrame) -> ir.Table:
    """Records that count, as rows of the incident table but for what was matched."""
    rules = tomllib.loads(RULES.read_text(encoding="utf-8"))
    rows = covered.counting(store, covered.with_supplier(rows), days)
    rows = _marked(rows, contract)
    rows = _timed(_located(store, rows, float(rules["nearest"]["metres"])), rules["spans"])
    rows = _of_police(store, rows) if contract == POLICE else _of_department(store, rows, rules["weapons"]["of"])
    number = rows.row.cast("string").lpad(7, "0")
    return rows.mutate(
        incident_id=ibis.literal(f"{contract}/")
        + rows.file.re_extract(r"([^/]+)\.csv$", 1)
        + ibis.literal("/")
        + number,
        source=ibis.literal(contract),
    )


def _marked(rows: ir.Table, contract: str) -> ir.Table:
    """Rows with `repeat_kind`: whether an earlier one of the file is the same in all that was supplied."""
    named = [name for name in RECORDS[contract].schema.names if name not in NOT_SUPPLIED]
    alike = rows.select(as_file="file", as_row="row", digest=ibis.struct({n: rows[n] for n in named}).hash())
    same = ibis.window(group_by=[alike.as_file, alike.digest], order_by=alike.as_row)
    again = alike.mutate(nth=ibis.row_number().over(same)).filter(ibis._.nth > 0).drop("nth", "digest")
    rows = rows.left_join(again, (rows.file == again.as_file) & (rows.row == again.as_row))
    return rows.mutate(repeat_kind=ibis.ifelse(rows.as_row.notnull(), "identical_row", "none"))


def _located(store: Store, rows: ir.Table, within_m: float) -> ir.Table:
    """The LSOA as given, where it is one; else the one in whose boundary the coordinates lie."""
    lacking = rows.filter(rows.lsoa21.isnull() & rows.easting.notnull() & rows.northing.notnull())
    points = store.fetch(lacking.select(point_easting="easting", point_northing="northing").distinct())
    known = store.rows(boundaries.TABLE) if store.key(boundaries.TABLE) else boundaries.TABLE.empty()
    east, north = points["point_easting"].to_numpy(), points["point_northing"].to_numpy()
    found = boundaries.Lsoas(known).at(east.astype(np.float64), north.astype(np.float64), within_m)
    found[found == ""] = None
    link = store.engine.frame(points.assign(point_lsoa=found), POINTS)
    rows = rows.left_join(link, (rows.easting == link.point_easting) & (rows.northing == link.point_northing))
    rows = rows.mutate(given_lsoa=ibis.coalesce(rows.lsoa21, rows.point_lsoa)).drop("lsoa21")
    codes = store.read(LSOA_CODES).select("lsoa21").distinct()
    rows = rows.left_join(codes, rows.given_lsoa == codes.lsoa21)
    precision = ibis.cases(
        (rows.easting.notnull(), ibis.coalesce(rows.location_precision, ibis.literal("exact"))),
        (rows.lsoa21.notnull(), ibis.literal("lsoa")),
        else_=ibis.literal("none"),
    )
    same = ibis.ifelse(rows.lsoa21.notnull(), "same", ibis.null().cast("string"))
    return rows.mutate(location_precision=precision, lsoa21_method=same)


def _timed(rows: ir.Table, hours: Mapping[str, float]) -> ir.Table:
    """From and to, how exactly that is known, and the month: of the middle; of too long a span, of the day recorded."""
    department = "assaulted" in rows.columns
    first = rows.assaulted if department else rows.occurred_from
    last = rows.assaulted if department else rows.occurred_to
    recorded = rows.day.cast("timestamp")
    begins = ibis.coalesce(first, recorded)
    rows = rows.mutate(
        recorded=recorded, timed=first.notnull(), occurred_from=begins,
        occurred_to=ibis.greatest(ibis.coalesce(last, begins), begins),
    )  # fmt: skip
    start, end = rows.occurred_from.epoch_seconds(), rows.occurred_to.epoch_seconds()
    length = (end - start) / SECONDS_AN_HOUR
    middle = (start + ((end - start) / 2).floor().cast("int64")).as_timestamp("s")
    precision = ibis.cases(
        (~rows.timed, "day"), (length <= hours["minute"], "minute"), (length <= hours["day"], "day"), else_="month"
    )
    month = ibis.ifelse(length <= hours["month"], middle, rows.recorded).strftime("%Y-%m")
    return rows.mutate(month=month, date_precision=precision)


def _of_police(store: Store, rows: ir.Table) -> ir.Table:
    """The offence code as the Home Office writes it, and its group."""
    listed = pd.read_csv(OFFENCE_GROUPS, comment="#", dtype="str").set_axis(["code", "group"], axis=1)
    groups = store.engine.frame(listed, ibis.schema({"code": "string", "group": "string"}))
    rows = rows.mutate(offence_code=rows.offence_code.upper().re_replace("/.*$", "").re_replace("^0+([0-9])", r"\1"))
    rows = rows.left_join(groups, rows.offence_code == groups.code)
    return rows.mutate(offence_group=rows.group)


def _of_department(store: Store, rows: ir.Table, words: Mapping[str, Any]) -> ir.Table:
    """The method of the assault as the weapon: nobody's age, sex or relationship is in the standard."""
    link = pd.DataFrame({"said": list(words), "word": list(words.values())})
    weapons = store.engine.frame(link, ibis.schema({"said": "string", "word": "string"}))
    rows = rows.left_join(weapons, rows.method == weapons.said)
    return rows.mutate(weapon=rows.word)
