"""Specifications of charts to explore: nothing but released figures, short, whole again, and safe within a page."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import sample_findings as samples

from purbeck.publication.browser_scripts import OURS
from purbeck.publication.build import page
from purbeck.publication.charts import chart_of
from purbeck.publication.publication import compose
from purbeck.publication.specifications import packed

KINDS = [f for f in samples.every_kind() if f.chart not in ("none", "map")]


def rows_of(specification, name: str) -> list[dict]:
    """The rows of data of a name."""
    names, *rows = next(one["values"] for one in specification["data"] if one["name"] == name)
    return [dict(zip(names, row, strict=True)) for row in rows]


def whole(held, parts):
    """What was packed, unpacked."""
    if isinstance(held, list):
        return [whole(one, parts) for one in held]
    if isinstance(held, dict):
        return whole(parts[held["$"]], parts) if "$" in held else {n: whole(one, parts) for n, one in held.items()}
    return held


@pytest.mark.parametrize("finding", KINDS, ids=lambda f: f.chart)
def test_each_point_is_that_of_its_row_of_the_table(finding) -> None:
    column = {"bars": "rate_per_1000", "years": "rate_per_1000", "comparison": "rate_per_1000", "ranks": "rank"}
    names = [name for name, _, _ in finding.columns]
    at = names.index("rate_per_1000" if finding.chart == "funnel" else column.get(finding.chart, "value"))
    rows = [row for row in finding.rows if "kind" not in names or row[names.index("kind")] == "place"]
    points = rows_of(chart_of(finding).specification, "points")
    across = "x" if finding.chart in ("bars", "comparison", "ranks") else "y"
    drawn = {point["row"]: point[across] for point in points}
    known = {n: float(str(row[at]).removesuffix("=")) for n, row in enumerate(rows) if row[at] not in (None, "")}
    known = {n: value for n, value in known.items() if value == value}
    top = max(drawn.values())  # a funnel is cut off above the highest but a few
    assert drawn == pytest.approx({n: min(value, top) for n, value in known.items()}, rel=1e-5)


def test_packed_parts_make_the_specifications_whole_again_and_hold_no_rows() -> None:
    made = {finding.id: chart_of(finding).specification for finding in KINDS}
    parts, each = packed(made | {f"{name}-again": one for name, one in made.items()})
    assert '"values":[[' not in parts.replace(" ", ""), "rows stay with their own chart"
    for name, one in made.items():
        assert whole(json.loads(each[name]), json.loads(parts)) == one
    rows = sum(len(json.dumps(data["values"])) for one in made.values() for data in one["data"] if "values" in data)
    frames = sum(map(len, each.values())) / 2 - rows
    assert frames < rows / 3, "beside its rows a chart costs little where there is another of its kind"


def test_words_cannot_end_the_script_that_holds_them(read) -> None:
    nasty = '</script><script>alert("x")</script><!--'
    given = samples.years()
    finding = replace(given, columns=tuple((name, nasty, unit) for name, _, unit in given.columns))
    scripts = read(page(compose(samples.ABOUT, [finding]), files={OURS})).all("script")
    assert [script.attributes.get("src") for script in scripts] == [OURS, None, None]
    assert [axis["title"] for axis in json.loads(scripts[1].text)["axes"] if "title" in axis] == [
        [f"{nasty} per 1,000 residents a year"]
    ]
