"""What `partners.ours` does, with pandas and pyarrow, as one would write it: checks, incidents, rules, rates."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

from purbeck.sources.returns.code_lists import codes
from purbeck.sources.returns.contract import contract

AREA = "E06000059"
YOUNG = ("0-9", "10-14", "15-17", "18-24")
LISTED = {c.heading: codes(c.codes) for c in contract("police_extract").columns if c.form == "code"}
INJURED = ("8N", "8P", "8S", "8T")
NIGHT = (20 * 60, 10 * 60)  # begins, and how long, in minutes


def checked(path: str) -> pd.DataFrame:
    """The file's rows with every value held against its form; times, days and flags as such."""
    rows = pd.read_csv(path, engine="pyarrow", dtype="str").replace("", None)
    assert rows["Offence code"].str.fullmatch(r"[0-9]{1,3}[A-Z]?([./][0-9]{1,2})?").all()
    for heading, allowed in LISTED.items():
        assert rows[heading].dropna().isin(allowed).all()
    for flag in [name for name in rows if name.endswith("flag")]:
        assert rows[flag].isin(["yes", "no"]).all()
        rows[flag] = rows[flag] == "yes"
    rows["Date recorded"] = pd.to_datetime(rows["Date recorded"], format="%Y-%m-%d")
    for heading in ("Occurred from", "Occurred to"):
        rows[heading] = pd.to_datetime(rows[heading], format="%Y-%m-%d %H:%M")
    assert (rows["Occurred from"] <= rows["Occurred to"]).all()
    rows["identical"] = rows.duplicated()
    return rows


def themes(rows: pd.DataFrame) -> pd.Series:
    """The illustrative definition, rule by rule, the first that fits."""
    code, kind = rows["Offence code"], rows["Location type"]
    public, domestic = rows["Public place flag"], rows["Domestic abuse flag"]
    first, last = rows["Occurred from"], rows["Occurred to"] - pd.Timedelta(minutes=1)
    since = [one - pd.Timedelta(minutes=NIGHT[0]) for one in (first, last.where(last > first, first))]
    dark = [one.dt.hour * 60 + one.dt.minute < NIGHT[1] for one in since]
    night = (since[0].dt.normalize() == since[1].dt.normalize()) & dark[0] & dark[1]
    young = rows["Victim age band"].isin(YOUNG) | rows["Suspect age band"].isin(YOUNG)
    blade = rows["Knife flag"] | rows["Firearm flag"] | rows["Weapon"].isin(["knife_or_sharp_object", "firearm"])
    rules = [
        (code.isin(["1", "4.1", "4.2", "4.10"]), "homicide"),
        (code.str.match(r"^(19[C-H]|17[AB]|20[AB]|21|22[AB]|23|(70|71|72|73)([^0-9].*)?)$"), "rape_and_sexual_assault"),
        (domestic & code.isin(["2", "3A", "3B", "5D", "5E", "8N", "8P", "8Q", "8S", "8T", "8U", "8X", "36"]),
         "violent_domestic_abuse"),
        (code.isin(["34A", "34B"]), "robbery"),
        (public & young & ~domestic & code.isin(["2", "5D", "5E", "8N", "8P", "8X"]), "youth_violence_in_public"),
        (code.isin(["2", "3A", "4.3", "4.7", "5D", "5E", "8X"]), "serious_assault"),
        (rows["Injury"].isin(["serious", "fatal"]) & code.isin(INJURED), "serious_assault"),
        (blade & code.str.match(r"^(3B|8N|8P|8S|8T|10[45]([^0-9].*)?)$"), "knives_and_guns"),
        (code.isin(["10A", "10B", "10C", "10D", "81", "90"]), "knives_and_guns"),
        (night & public & ~domestic & code.isin(INJURED), "violence_at_night"),
        (code == "56A", "violence_against_property"),
        (domestic & code.isin(["56B", "58A", "58B", "58C", "58D"]), "violence_against_property"),
        (code.isin(["3B", "35", "59"]), "threats"),
        (code == "62A", "serious_assault"),
        (code.isin(["36", "106"]), "exploitation"),
        (rows["County lines flag"] & (code == "92A"), "exploitation"),
    ]  # fmt: skip
    assert kind.notna().any()
    return pd.Series(np.select([fit for fit, _ in rules], [theme for _, theme in rules], ""), index=rows.index)


def rates(cells: pd.DataFrame, people: pd.Series, places: dict[str, pd.Series]) -> pd.DataFrame:
    """Counts, rates and exact intervals of each place, month, year and theme."""
    frames = []
    for kind, place_of in places.items():
        residents = people.groupby(place_of.reindex(people.index)).sum()
        for length, months in ((7, 1), (4, 12)):
            by = [cells["lsoa"].map(place_of).rename("place"), cells["month"].str[:length], "theme"]
            frame = cells.groupby(by)["count"].sum().reset_index()
            years = frame["place"].map(residents) * months / 12
            frame["value"] = 1_000 * frame["count"] / years
            frame["lower"] = 1_000 * stats.chi2.ppf(0.025, 2 * frame["count"]) / 2 / years
            frame["upper"] = 1_000 * stats.chi2.ppf(0.975, 2 * frame["count"] + 2) / 2 / years
            frames.append(frame.assign(place_type=kind))
    return pd.concat(frames, ignore_index=True)


def main(data: str, file: str, target: str) -> None:
    """Everything, and write the incidents and the rates as Parquet."""
    geography = Path(data) / "geography"
    lookup = pd.read_csv(geography / "LSOA21_WD24_LAD24_EW_LU.csv", dtype="str", encoding="utf-8-sig")
    mine = lookup[lookup["LAD24CD"] == AREA].drop_duplicates("LSOA21CD").set_index("LSOA21CD")
    rows = checked(file)
    assert rows["LSOA code"].isin(lookup["LSOA21CD"]).all()
    rows["month"] = rows["Occurred from"].dt.strftime("%Y-%m")
    rows.to_parquet(target, compression="zstd")
    rows["theme"] = themes(rows)
    counted = rows[rows["theme"] != ""]
    cells = counted.groupby(["LSOA code", "month", "theme"]).size().reset_index(name="count")
    total = cells.groupby(["LSOA code", "month"], as_index=False)["count"].sum().assign(theme="illustrative")
    cells = pd.concat([cells, total]).rename(columns={"LSOA code": "lsoa"})
    people = pd.Series(1_500.0, index=mine.index)
    own = pd.Series(mine.index, index=mine.index)
    places = {"lsoa21": own, "ward": mine["WD24CD"], "district": mine["LAD24CD"]}
    rates(cells, people, places).to_parquet(str(target) + ".rates", compression="zstd")


if __name__ == "__main__":
    main(*sys.argv[1:])
