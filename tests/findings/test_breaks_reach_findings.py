"""Every finding says what it rests on; what breaks or odd months touch that reaches it as a caveat."""

from __future__ import annotations

import json
import re
from typing import Any

import pandas as pd
import pytest

from purbeck import Workspace, flow
from purbeck.analyses.analysis import Evidence
from purbeck.breaks import LOCAL_FILE
from purbeck.definition.definition import read_definitions
from purbeck.errors import SettingsError
from purbeck.findings.draft import Draft
from purbeck.findings.explain import explain
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.findings.finding import WITHOUT_INCIDENTS
from purbeck.findings.reach import RestsOn, kinds_of
from purbeck.incidents.odd_months import TABLE as ODD_MONTHS

YEAR = re.compile(r"\b(20\d\d)\b")
NOT_OF_FIGURES = re.compile(r"Census 2021|residents? of 2021")

OWN = """
[[breaks]]
id = "{id}"
kind = "{kind}"
first = "{first}"
{more}title = "a made-up change {id}"
told = "Counted another way."
concerns = "every offence"
affects = ["counts", "between_places", "places"]
source = "Made up for a test"
read = 2026-11-24
checked = true
"""


def own_break(name: str, kind: str, first: str, last: str = "", **lists: list[str]) -> str:
    """A break for a workspace's breaks.toml."""
    more = (f'last = "{last}"\n' if last else "") + "".join(f"{k} = {json.dumps(v)}\n" for k, v in lists.items())
    return OWN.format(id=name, kind=kind, first=first, more=more)


def rests_on(row: Any) -> dict[str, Any]:
    """What a finding rests on, from its provenance."""
    return dict(json.loads(row.provenance)["rests_on"])


def months_shown(row: Any) -> set[str]:
    """Months and years that the rows of a finding's table are of, where they have figures."""
    table = json.loads(row.table)
    names = [name for name, _, _ in table["columns"]]
    at = next((names.index(n) for n in ("month", "period") if n in names), None)
    if at is None:
        return set()
    figures = [n for n, name in enumerate(names) if name in ("count", "months")]
    return {r[at] for r in table["rows"] if any(r[n] is not None for n in figures)}


def not_covered(found: pd.DataFrame) -> list[str]:
    """Findings whose figures or sentences are of a time that they do not say they rest on."""
    wrong = []
    for row in found[~found["section"].isin(WITHOUT_INCIDENTS - {"quality"})].itertuples():
        on = rests_on(row)
        said = "" if row.certainty == "too_few_to_tell" else NOT_OF_FIGURES.sub("", f"{row.title} {row.statement}")
        years = set(YEAR.findall(said))  # a year that could not be compared has no figures to rest on
        inside = all(on["first"][: len(m)] <= m <= on["last"][: len(m)] for m in months_shown(row) | years)
        with_counts = not pd.isna(row.n) or json.loads(row.counts)
        if not inside or (with_counts and not (on["first"] and on["last"] and on["forces"] and on["asks"])):
            wrong.append(f"{row.section} {row.analysis} {row.measure} {row.theme}: {on['first']} to {on['last']}")
    return wrong


def test_every_finding_of_brackenshire_says_the_months_and_forces_it_rests_on(district: Workspace) -> None:
    assert not not_covered(district.table(FINDINGS))


def test_every_finding_of_dorset_says_the_months_and_forces_it_rests_on(dorset: Workspace) -> None:
    assert not not_covered(dorset.table(FINDINGS))


def test_a_finding_that_declares_too_little_would_be_found(district: Workspace) -> None:
    found = district.table(FINDINGS)
    years = found[found["chart"] == "years"].head(1).copy()
    origin = json.loads(years["provenance"].iloc[0])
    origin["rests_on"]["first"] = "2025-01"
    years["provenance"] = [json.dumps(origin)]
    assert len(not_covered(years)) == 1


def titled(found: pd.DataFrame, name: str) -> pd.DataFrame:
    """The findings that a made-up break reached."""
    return found[found["caveats"].str.contains(f"a made-up change {name}")]


def test_own_breaks_reach_all_they_touch_and_nothing_else(own_district: Workspace) -> None:
    text = own_break("between", "step", "2025-01") + own_break("early", "step", "2021-06")
    text += own_break("flood", "disturbed", "2025-02", "2025-02", categories=["Robbery"])
    text += own_break("theirs", "step", "2025-06", forces=["Outer Holms Constabulary"])
    text += own_break("points", "map_points", "2025-07").replace('["counts", "between_places", "places"]', '["places"]')
    (own_district.path / LOCAL_FILE).write_text(text, encoding="utf-8")
    flow.build(own_district.path)
    found = own_district.table(FINDINGS)
    found = found[found["section"] != "three_years"]  # of another source, and of other years
    results = found[~found["section"].isin(WITHOUT_INCIDENTS | {"three_years"})]
    assert titled(found, "early").empty, "before anything held"
    over_years = results[results["measure"].isin(["rate_ratio", "process", "series"]) & (results["section"] == "trend")]
    assert len(over_years) >= 12
    # Places are chosen on the year before; offences are followed from the years before, too.
    over_years = pd.concat([over_years, results[results["analysis"].isin(["concentration", "outcomes"])]])
    assert set(titled(found, "between")["id"]) == set(over_years["id"]), "between two years, and in no single year"
    of_robbery = results["theme"].isin(["robbery", "serious_violence", "all_crime"])
    assert set(titled(found, "flood")["id"]) == set(results.loc[of_robbery, "id"]), "of its kind, whatever is asked"
    beyond = results["comparator"].str.match("rest of (region|nation)|all ") | (results["theme"] == "all_crime")
    beyond |= results["chart"] == "comparison"
    assert set(titled(found, "theirs")["id"]) <= set(results.loc[beyond, "id"])
    assert len(titled(found, "theirs")) >= 8 and not titled(found, "theirs")["section"].isin(["scale", "places"]).any()
    small = results[results["group_by"] == "lsoa21"]
    assert set(titled(found, "points")["id"]) == set(small["id"])


def test_break_of_a_force_that_nobody_has_stops_the_build_in_words(own_district: Workspace) -> None:
    (own_district.path / LOCAL_FILE).write_text(
        own_break("x", "step", "2025-01", forces=["Atlantis"]), encoding="utf-8"
    )
    with pytest.raises(SettingsError, match='break x, forces: no police force is called "Atlantis"'):
        flow.build(own_district.path)


def test_rule_of_2023_reaches_violence_over_the_years_and_not_one_year_or_robbery(district: Workspace) -> None:
    found = district.table(FINDINGS)
    found = found[found["section"] != "three_years"]
    reached = found[found["caveats"].str.contains("only the principal crime counted")]
    assert set(reached["theme"]) == {"serious_violence", "violence_and_sexual_offences"}
    assert set(reached["measure"]) == {"rate_ratio", "process", "series"} and set(reached["section"]) == {"trend"}
    assert reached["caveats"].str.contains("The date is not confirmed").all()
    for row in reached.itertuples():
        assert json.loads(row.breaks) == [["step", "2023-05", "", "only the principal crime counted"]]
        assert "Known breaks in recording are marked: only the principal crime counted (May 2023)" in row.alternative
        table = json.loads(row.table)
        note = [n for n, _, _ in table["columns"]].index("note")
        noted = [r[0] for r in table["rows"] if r[note]]
        assert noted == (["2023"] if row.chart == "years" else ["2023-05"])


def test_long_series_shows_every_month_with_gaps_and_is_counted_again(district: Workspace) -> None:
    found = district.table(FINDINGS)
    series = found[found["chart"] == "series"]
    assert len(series) == 4
    row = series[series["theme"] == "robbery"].iloc[0]
    rows = json.loads(row["table"])["rows"]
    assert [r[0] for r in rows] == sorted(r[0] for r in rows) and (rows[0][0], rows[-1][0]) == ("2022-01", "2025-12")
    assert sum(r[1] for r in rows if r[1] is not None) == row["n"] == explain(district, row["id"]).counted
    missing = {r[0] for r in rows if r[1] is None}
    assert all(r[2] is None for r in rows if r[0] in missing)


def test_every_kind_of_crime_is_compared_and_counted_again(district: Workspace) -> None:
    found = district.table(FINDINGS)
    row = found[found["theme"] == "all_crime"].iloc[0]
    kinds = {r[0]: dict(zip([c[0] for c in json.loads(row["table"])["columns"]], r, strict=True))
             for r in json.loads(row["table"])["rows"]}  # fmt: skip
    assert len(kinds) == 14 and sum(k["count"] for k in kinds.values()) == row["n"]
    assert explain(district, row["id"]).counted == row["n"]
    assert kinds["Possession of weapons"]["verdict"] == "clearly higher", "planted"
    assert "possession of weapons" in row["statement"] and "about one would look clear by chance" in row["statement"]
    trend = found[
        (found["theme"] == "robbery") & (found["measure"] == "rate_ratio") & (found["section"] == "trend")
    ].iloc[0]
    assert kinds["Robbery"]["value"] == pytest.approx(trend["value"], abs=5e-4), "as the trend chapter has it"
    assert kinds["Robbery"]["beside"] is not None, "the rest of the region stands beside it"


def odd(rows: list[tuple[str, str, str]]) -> pd.DataFrame:
    """Odd months of (force, month, category)."""
    table = pd.DataFrame(rows, columns=["force", "month", "category"])
    return table.assign(count=900, expected=300.0, ratio=3.0, spreads=9.0, reason="far_above")


def test_odd_month_reaches_what_rests_on_its_force_month_and_kind(own_district: Workspace) -> None:
    rows = odd(
        [("Brackenshire Constabulary", "2024-06", "Robbery"), ("Brackenshire Constabulary", "2025-03", "Burglary")]
    )
    with own_district.store.lock():
        own_district.store.write(ODD_MONTHS, rows, "a test's")
    definition = read_definitions(own_district.definition_files())[0]
    draft = Draft(Evidence(own_district, definition))
    made = {
        (f.question.analysis, f.question.measure, f.question.theme): f
        for chapter in _chapters()
        for f in chapter(draft)
    }
    said = "Counted as supplied, though they look wrong: "
    said += "Brackenshire Constabulary, June 2024: 900 recorded as robbery, usually 300."
    assert said in made["trend", "rate_ratio", "robbery"].caveats
    assert said in made["trend", "series", "serious_violence"].caveats, "its kind is in the total"
    assert said not in made["scale", "rate_per_1000", "robbery"].caveats, "June 2024 is not in 2025"
    assert said not in made["trend", "rate_ratio", "possession_of_weapons"].caveats
    assert not any("burglary" in " ".join(f.caveats) for f in made.values() if f.question.theme != "all_crime")
    quality = made["quality", "odd_months", definition.id]
    assert (
        quality.value == 2 and "June 2024: 900 recorded as robbery" in quality.statement and len(quality.rows.rows) == 2
    )


def _chapters() -> list[Any]:
    from purbeck.findings.build import CHAPTERS

    return list(CHAPTERS)


def test_nationwide_breaks_are_said_once_and_many_in_one_short_caveat(district: Workspace) -> None:
    draft = Draft(Evidence(district, read_definitions(district.definition_files())[0]))
    forces = tuple(draft.recording.forces_of("nation"))
    on = RestsOn("2013-01", "2025-12", forces, "police_street", ("Violence and sexual offences",), ("counts",))
    caveats = draft.recording.caveats(on)
    assert len(caveats) == 1 and len(caveats[0]) < 500
    assert caveats[0].startswith(
        "These months hold 5 known breaks in recording: inspection of crime recording (November 2014)"
    )
    assert caveats[0].endswith("Not every date is confirmed.")


def test_kinds_of_a_theme_are_those_its_rules_ask_for(district: Workspace) -> None:
    definition = read_definitions(district.definition_files())[0]
    assert kinds_of(definition, "robbery") == ("Robbery",)
    assert kinds_of(definition, definition.id) == (
        "Possession of weapons", "Possession of weapons offences", "Robbery", "Sexual offences", "Violence against the person",
        "Violence and sexual offences",
    )  # fmt: skip
    flagged = definition.rules[1].model_copy(update={"when": {"knife": (True,)}})
    by_code = definition.rules[1].model_copy(update={"when": {"offence_code": ("34B",)}})
    assert kinds_of(definition.model_copy(update={"rules": (flagged,)}), "robbery") == ("knife",)
    assert kinds_of(definition.model_copy(update={"rules": (by_code,)}), "robbery") == (), "may be any kind"
