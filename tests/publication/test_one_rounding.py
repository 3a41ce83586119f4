"""One figure reads one way: in title, sentence, table, chart and what is read out of it."""

from __future__ import annotations

import json
import re

import pytest

from purbeck import Workspace
from purbeck.disclosure import ReleasedFinding, released_open
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.publication.charts import chart_of
from purbeck.publication.tables import parts, records, shown

NUMBER = re.compile(r"(?<![\d.,/])\d[\d,]*\.\d+(?![\d/])")
NEAR_A_HALF = (0.4, 0.6)  # of the last figure written: where a second rounding tells


@pytest.fixture(scope="module")
def findings(district: Workspace) -> list[ReleasedFinding]:
    """Every finding of Brackenshire as it is published."""
    return released_open(district)


def held(finding: ReleasedFinding) -> list[float]:
    """Every figure that a finding holds, as it is and as a percentage."""
    cells = [value for row in records(finding) for value in row.values()]
    numbers = [v for v in [*cells, finding.value, finding.lower, finding.upper] if isinstance(v, float)]
    return [*numbers, *(100 * v for v in numbers if 0 <= v <= 1)]


def written(finding: ReleasedFinding) -> set[str]:
    """Every number of its tables as they are read."""
    return {n for table in shown(finding) for line in table.lines for cell in line.cells for n in NUMBER.findall(cell)}


def test_no_number_is_said_that_a_second_rounding_could_have_made(findings: list[ReleasedFinding]) -> None:
    wrong = []
    for finding in findings:
        in_tables, figures = written(finding), held(finding)
        said = set(NUMBER.findall(f"{finding.title} {finding.statement} {finding.alternative}"))
        for text in said - in_tables:
            step = 10.0 ** -len(text.split(".")[1])
            value = float(text.replace(",", ""))
            near = [f for f in figures if NEAR_A_HALF[0] <= abs(f - value) / step <= NEAR_A_HALF[1]]
            other = {f"{value + way * step:,.{len(text.split('.')[1])}f}" for way in (-1, 1)} & in_tables
            if near and other:
                wrong.append((finding.title, text, sorted(other), near))
    assert wrong == []


def test_what_is_read_out_of_a_row_is_what_the_table_and_the_chart_say(findings: list[ReleasedFinding]) -> None:
    compared = 0
    for finding in findings:
        if finding.chart not in ("bars", "comparison", "years") or not finding.alternative:
            continue
        estimate = next(n for n, (name, _, _) in enumerate(finding.columns) if name in
                        ("rate_per_1000", "share", "score", "value"))  # fmt: skip
        chart = chart_of(finding)
        assert chart is not None
        (table,) = shown(finding)
        for line in table.lines:
            read = re.search(rf"(?:^|[;.:] ){re.escape(line.cells[0])} (over [\d.]+|less than [\d.]+|[\d,.]*\d)",
                             finding.alternative)  # fmt: skip
            if read is None:
                continue
            assert read[1] == line.cells[estimate], finding.title
            drawn = "".join(drawing.inside for drawing in chart.drawings)
            assert read[1] in drawn, finding.title
            compared += 1
    assert compared > 50


def test_the_sentence_of_a_category_says_what_its_row_says(findings: list[ReleasedFinding]) -> None:
    for finding in findings:
        category = re.search(r"^[^:]+: (.+?)% .*“(.+?)”", finding.statement)
        if finding.section != "context" or finding.theme == "ethnic_group" or category is None:
            continue
        (table,) = shown(finding)
        (row,) = [line.cells for line in table.lines if line.cells[0] == category[2]]
        assert category[1] == row[1] and f"{row[1]}%" in finding.title
        for place, cell in zip(("Dogger West", "England"), row[2:4], strict=True):
            assert f"{cell}% in {place}" in finding.statement


def test_figures_are_held_unrounded(district: Workspace) -> None:
    rows = district.table(FINDINGS)
    (age,) = rows[(rows["section"] == "context") & (rows["theme"] == "age")].to_dict("records")
    for _, share, *_, number in json.loads(age["table"])["rows"]:
        assert share == pytest.approx(100 * number / 380_000, abs=1e-9)
    rates = rows[(rows["analysis"] == "scale") & (rows["measure"] == "rate_per_1000")]
    for row in rates.to_dict("records"):
        held_row = json.loads(row["table"])["rows"][0]
        assert held_row[2:5] == pytest.approx([row["value"], row["lower"], row["upper"]], abs=1e-9)


def test_every_cell_with_decimals_is_the_held_figure_rounded_once(findings: list[ReleasedFinding]) -> None:
    checked = 0
    for finding in findings:
        for part, table in zip(parts(finding), shown(finding), strict=True):
            for row, line in zip(part.rows, table.lines, strict=True):
                for (name, title, _), cell in zip(part.columns, line.cells, strict=True):
                    text = cell.rstrip("%").replace(",", "").replace("−", "-")
                    if not isinstance(row[name], float) or not re.fullmatch(r"-?[\d.]+", text):
                        continue
                    value = row[name] * (100 if cell.endswith("%") else 1)
                    step = 10.0 ** -len(text.partition(".")[2])
                    assert abs(float(text) - value) <= 0.5 * step * (1 + 1e-9), (finding.title, title, cell, value)
                    checked += 1
    assert checked > 1000
