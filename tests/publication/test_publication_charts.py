"""Charts: what they draw, what they leave open, and that nothing is told by colour alone."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from functools import cache

import pytest
import sample_findings as samples

from purbeck.publication.chart_theme import ACCENT, DESK, OTHERS, PALE, PAPERS, TELEPHONE
from purbeck.publication.charts import chart_of

KINDS = [f for f in samples.every_kind() if f.chart not in ("none", "map")]
NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


made = cache(chart_of)


def drawing(finding, paper=DESK) -> ET.Element:
    """A chart as elements; fails where it is not well-formed."""
    drawn = next(d for d in made(finding).drawings if d.paper == paper.name)
    return ET.fromstring(f'<svg {NAMESPACES} viewBox="{drawn.viewbox}">{drawn.inside}</svg>')


def words(finding, paper=DESK) -> list[str]:
    """Every piece of text of a chart."""
    return ["".join(e.itertext()) for e in drawing(finding, paper).iter() if e.tag.endswith("text")]


def lengths(finding, colour: str) -> list[float]:
    """Widths of the bars of a colour."""
    paths = [e.get("d", "") for e in drawing(finding).iter() if e.get("fill") == colour]
    return [float(m.group(1)) for d in paths if (m := re.match(r"M0,[\d.]+h([\d.]+)v", d))]


@pytest.mark.parametrize("finding", KINDS, ids=lambda f: f.chart)
def test_drawn_twice_gives_the_same_bytes_for_the_papers_widths(finding) -> None:
    first, second = made(finding), chart_of(finding)
    assert first == second
    for paper, drawn in zip(PAPERS, first.drawings, strict=True):
        assert drawn.paper == paper.name
        assert drawn.viewbox.startswith(f"0 0 {paper.width} ")


@pytest.mark.parametrize("finding", KINDS, ids=lambda f: f.chart)
def test_no_type_is_smaller_than_a_telephone_can_show(finding) -> None:
    sizes = {float(s) for s in re.findall(r'font-size="([\d.]+)px"', made(finding).drawings[1].inside)}
    assert sizes and min(sizes) >= 12


def test_bars_start_at_nought_and_have_the_length_of_their_rates() -> None:
    widths = lengths(samples.bars(), "#8db9cb")
    rates = [row[2] for row in samples.bars().rows]
    assert len(widths) == 4
    assert [w / widths[0] for w in widths] == pytest.approx([r / rates[0] for r in rates], rel=0.01)
    assert "0" in words(samples.bars())


@pytest.mark.parametrize("finding", [samples.bars(), samples.comparison()], ids=lambda f: f.chart)
def test_each_row_is_labelled_with_its_figure_and_interval(finding) -> None:
    said = " ".join(words(finding))
    assert "20.8 (20.3 to 21.2)" in said


def brightness(colour: str) -> float:
    """The relative luminance of a colour as #rrggbb, as WCAG 2.2 defines it."""
    shares = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    light = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return sum(weight * each for weight, each in zip((0.2126, 0.7152, 0.0722), light, strict=True))


def test_edges_of_bars_are_seen_on_white_paper() -> None:
    edges = [e.get("stroke", "#ffffff") for e in drawing(samples.bars()).iter() if e.get("fill") == PALE]
    assert len(edges) == 4
    assert all(1.05 / (brightness(edge) + 0.05) >= 3 for edge in edges), "WCAG 2.2, 1.4.11"


def test_row_without_a_figure_says_so() -> None:
    assert "unavailable" in words(samples.comparison())


def test_ours_has_the_accent_and_bold_type_and_others_are_grey() -> None:
    top = drawing(samples.comparison())
    bold = {"".join(e.itertext()) for e in top.iter() if e.get("font-weight") == "bold"}
    assert "20.8 (20.3 to 21.2)" in bold and "33.1 (33.0 to 33.2)" not in bold
    strokes = [e.get("stroke") for e in top.iter() if e.get("stroke") in (ACCENT, OTHERS)]
    assert ACCENT in strokes and OTHERS in strokes


def test_part_filed_is_said_in_words_not_only_by_a_hollow_dot() -> None:
    assert "84.7% filed" in words(samples.comparison())
    assert any("70.8%" in w for w in words(samples.years()))


def test_years_that_are_missing_stand_on_the_axis_as_gaps() -> None:
    said = words(samples.years())
    assert [w for w in said if re.fullmatch(r"20\d\d", w)] == [str(y) for y in range(2018, 2026)]
    assert said.count("unavailable") == 2, "2020 was not given, 2023 has no rate"


def test_financial_years_are_named_as_people_name_them() -> None:
    rows = tuple((f"{2019 + n}/{20 + n}", 100, 10.0 + n, 9.0 + n, 11.0 + n, 1.0) for n in (0, 1, 3))
    said = words(replace(samples.years(), rows=rows))
    assert [w for w in said if "/" in w] == ["2019/20", "2020/21", "2021/22", "2022/23"]


def test_missing_months_break_the_line() -> None:
    top = drawing(samples.process())
    line = next(
        e.get("d")
        for e in top.iter()
        if e.get("stroke") == ACCENT and "L" in e.get("d", "") and e.get("stroke-width") == "2"
    )
    assert line.count("M") == 2, "two missing months part the line in two"
    assert "unavailable" in words(samples.process())


def test_signals_have_a_shape_a_letter_and_a_key() -> None:
    chart = made(samples.process())
    assert chart.signals == (
        "A, April 2023 to October 2023: in a run of seven or more above the average",
        "B, July 2025: above the upper limit",
        "C, July 2025: close to the upper limit, two months in three",
    )
    said = words(samples.process())
    assert "A" in said and "BC" in said, "a month that signals by two rules has two letters"
    diamonds = [e for e in drawing(samples.process()).iter() if e.get("stroke") == "#ffffff" and "L" in e.get("d", "")]
    assert len(diamonds) == 8


def test_break_in_recording_is_marked_with_its_reason_and_limits_start_again() -> None:
    chart = made(samples.process())
    assert chart.breaks == (
        "1, January 2025: Niche RMS, a new recording system, went live and domestic abuse checks began",
    )
    assert "Niche RMS, a new recording system" in " ".join(words(samples.process()))
    assert "1" in words(samples.process(), TELEPHONE), "a telephone shows the number of the key"


def dashed(finding) -> list[float]:
    """Where the marked lines of a drawing stand, in pixels."""
    found = [e for e in drawing(finding).iter() if e.get("stroke-dasharray") == "2,3"]
    return sorted(float(re.search(r"translate\(([\d.]+),", e.get("transform")).group(1)) for e in found)


COVID = ("disturbed", "2023-09", "2024-05", "months unlike others")
RULE = ("step", "2025-01", "", "a new rule")


def test_breaks_are_lines_and_a_disturbed_time_a_band_each_with_its_number_in_the_key() -> None:
    finding = replace(samples.process(), breaks=(COVID, RULE))
    chart = made(finding)
    assert chart.breaks == (
        "1, September 2023 to May 2024, shaded: months unlike others",
        "2, January 2025: a new rule",
    )
    assert len(dashed(finding)) == 3, "two edges and a line"
    bands = [e for e in drawing(finding).iter() if e.get("fill") == PALE and e.get("fill-opacity", e.get("opacity"))]
    assert len(bands) == 1
    assert {"1", "2"} <= set(words(finding)) and {"1", "2"} <= set(words(finding, TELEPHONE))


def test_break_on_a_chart_of_years_stands_at_its_month() -> None:
    years = samples.years()
    first = int(years.rows[0][0][:4])
    marks = [("step", f"{first + n}-{month}", "", "x") for n, month in ((1, "01"), (1, "07"), (2, "01"))]
    at = dashed(replace(years, breaks=tuple(marks)))
    assert at[1] - at[0] == pytest.approx(at[2] - at[1], abs=0.6), "half a year each"
    assert made(replace(years, breaks=(RULE,))).breaks == ("1, January 2025: a new rule",)


def test_long_series_parts_its_line_at_gaps_and_has_neither_limits_nor_signals() -> None:
    finding = samples.series()
    chart = made(finding)
    assert chart.signals == () and len(chart.breaks) == 2
    line = next(
        e.get("d") for e in drawing(finding).iter() if e.get("stroke") == ACCENT and e.get("stroke-width") == "2"
    )
    assert line.count("M") == 2, "no line across the gap"
    assert "unavailable" in words(finding) and "average" not in " ".join(words(finding))


def test_many_years_on_a_telephone_are_named_without_running_together() -> None:
    rows = tuple((str(2014 + n), 100, 10.0 + n, 9.0 + n, 11.0 + n, 0.5) for n in range(12))
    finding = replace(samples.years(), rows=rows)
    named = [w for w in words(finding, TELEPHONE) if re.fullmatch(r"20\d\d", w)]
    assert named == ["2015", "2017", "2019", "2021", "2023", "2025"], "every second, the latest among them"
    assert len([w for w in words(finding) if re.fullmatch(r"20\d\d", w)]) == 12
    assert not any("filed" in w for w in words(finding, TELEPHONE))


def test_numbers_of_two_breaks_close_together_stand_apart() -> None:
    close = (("step", "2023-04", "", "one"), ("step", "2023-05", "", "two"))
    finding = replace(samples.process(), breaks=close)
    at = {
        "".join(e.itertext()): float(re.search(r"translate\(([\d.]+),", e.get("transform")).group(1))
        for e in drawing(finding, TELEPHONE).iter() if e.tag.endswith("text") and "".join(e.itertext()) in ("1", "2")
    }  # fmt: skip
    assert at["2"] - at["1"] >= 12


def test_no_signal_and_no_break_have_no_key() -> None:
    rows = tuple((*row[:6], "", "") for row in samples.process().rows)
    chart = chart_of(replace(samples.process(), rows=rows, breaks=()))
    assert (chart.signals, chart.breaks) == ((), ())


def test_ranks_run_from_the_highest_at_the_top() -> None:
    top = drawing(samples.ranks())
    heights = {
        "".join(e.itertext()): float(re.search(r"translate\([^,]+,([\d.]+)\)", e.get("transform")).group(1))
        for e in top.iter() if e.tag.endswith("text") and "to" in "".join(e.itertext())
    }  # fmt: skip
    assert heights["236 (224 to 249)"] < heights["241 (229 to 254)"] < heights["246 (234 to 259)"]


def test_few_places_far_above_are_named_at_the_edge_and_do_not_press_the_rest_flat() -> None:
    rows = list(samples.funnel().rows)
    rows[7] = (*rows[7][:1], "City of London", *rows[7][2:4], 194.6, *rows[7][5:])
    said = words(replace(samples.funnel(), rows=tuple(rows)))
    assert any(w.startswith("Beyond the top: City of London 195") for w in said)
    assert "200" not in said
    rows[150] = (*rows[150][:4], 250.0, *rows[150][5:])
    assert not any("Beyond" in w for w in words(replace(samples.funnel(), rows=tuple(rows)))), "ours is never cut off"


def test_funnel_names_ours_and_its_lines() -> None:
    said = words(samples.funnel())
    assert "Purbeck Vale and" in " ".join(said)
    assert said.count("95%") == 2 and said.count("99.8%") == 2 and "average" in said


@pytest.mark.parametrize("finding", KINDS, ids=lambda f: f.chart)
def test_chart_without_any_figure_is_still_drawn(finding) -> None:
    keep = {"theme", "place", "period", "month", "kind", "signal", "note", "ours", "person_years"}
    names = [c[0] for c in finding.columns]
    rows = tuple(tuple(v if n in keep else None for n, v in zip(names, row, strict=True)) for row in finding.rows)
    rows = tuple(tuple("" if n in ("signal", "note") else v for n, v in zip(names, row, strict=True)) for row in rows)
    assert chart_of(replace(finding, rows=rows)).drawings


@pytest.mark.parametrize("finding", KINDS, ids=lambda f: f.chart)
def test_chart_of_one_row_is_drawn_and_of_none_is_not(finding) -> None:
    assert chart_of(replace(finding, rows=finding.rows[:1])).drawings
    assert chart_of(replace(finding, rows=())) is None
