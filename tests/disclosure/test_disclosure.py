"""What is hidden, what passes, and that nothing of a hidden number is left anywhere."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import purbeck
from purbeck import disclosure
from purbeck.disclosure import HIDDEN, HIDDEN_STATEMENT, HIDDEN_TITLE, ReleasedFinding, release, rule
from purbeck.findings.finding import TABLE

HIDES = rule()
COLUMNS = [["place", "Place", ""], ["count", "Offences", "offences"], ["rate_per_1000", "Rate", "per 1,000"],
           ["signal", "Signal", ""]]  # fmt: skip
TEXTS = {"id": "a" * 12, "build": "b" * 12, "definition_version": "c" * 12}


def finding(
    n: int | None = 120, counts: tuple[int | None, ...] = (), already_public: bool = False, **more: Any
) -> dict[str, Any]:
    """A row of the findings table, as pandas gives it, whose every sentence says its number."""
    rows = [[f"Place {chr(65 + i)}", c, None if c is None else c * 1.37, f"low at {c}"] for i, c in enumerate(counts)]
    fields: dict[str, Any] = dict.fromkeys((c.name for c in TABLE.columns), "word")
    fields |= TEXTS | {
        "title": f"{n} offences", "statement": f"The hospital recorded {n} offences.", "alternative": f"Bars. {n}.",
        "value": 0.7531 if n is None else n * 0.7531, "lower": 0.1234, "upper": 9.8765, "confidence": 0.95,
        "n": float("nan") if n is None else float(n), "coverage": 0.8765, "counts": "[]",
        "caveats": json.dumps([f"Only {n} were seen."]), "breaks": "[]",
        "sources": json.dumps(["hospital"]), "already_public": already_public, "chart": "bars", "certainty": "described",
        "table": json.dumps({"columns": COLUMNS if rows else [], "rows": rows}), "place_in_section": 1,
    }  # fmt: skip
    return fields | more


def words(found: ReleasedFinding) -> str:
    """Everything a released finding holds, but hashes and the names of its columns, as one text."""
    held = dataclasses.asdict(found)
    return json.dumps({name: value for name, value in held.items() if name not in (*TEXTS, "confidence", "columns")})


def test_what_is_public_already_passes_as_it_stands() -> None:
    row = finding(2, counts=(1, 2, 3), already_public=True)
    found = release(row, HIDES)
    assert found.decision == "as it stands"
    assert (found.title, found.statement, found.n, found.value) == (row["title"], row["statement"], 2, row["value"])
    assert [r[1] for r in found.rows] == [1, 2, 3]


@pytest.mark.parametrize(("n", "hidden"), [(0, False), (1, True), (4, True), (5, False), (None, True)])
def test_one_to_four_are_hidden_and_nought_and_five_are_not(n: int | None, hidden: bool) -> None:
    assert (release(finding(n), HIDES).decision == HIDDEN) == hidden


@pytest.mark.parametrize(
    ("counts", "hidden"), [((0, 5, 900), False), ((50, 4, 60), True), ((50, None, 60), True), ((1,), True)]
)
def test_a_table_with_one_hidden_count_hides_the_finding(counts: tuple[int | None, ...], hidden: bool) -> None:
    assert (release(finding(500, counts), HIDES).decision == HIDDEN) == hidden


@pytest.mark.parametrize(("others", "hidden"), [([0, 5], False), ([700, 3], True), ([4, 60], True)])
def test_a_hidden_count_that_a_number_is_made_of_hides_it(others: list[int], hidden: bool) -> None:
    """As an earlier year's count, which the sentence gives and the ratio is made of."""
    row = finding() | {"counts": json.dumps(others)}
    assert (release(row, HIDES).decision == HIDDEN) == hidden


def test_a_table_that_does_not_say_its_counts_is_hidden() -> None:
    table = json.dumps({"columns": [["place", "Place", ""], ["share", "Share", "%"]], "rows": [["A", 31.5]]})
    assert release(finding(500, table=table), HIDES).decision == HIDDEN


def test_a_finding_that_passes_is_unchanged() -> None:
    row = finding(120, counts=(60, 60))
    found = release(row, HIDES)
    for name in ("title", "statement", "alternative", "value", "lower", "upper", "coverage", "chart", "certainty"):
        assert getattr(found, name) == row[name]


numbers = st.floats(0.01, 99_999, allow_nan=False).map(lambda number: round(number, 4))


@settings(deadline=None)
@given(st.integers(1, 4), st.lists(st.integers(0, 9_999), max_size=6), numbers, numbers, numbers,
       st.sampled_from(["clear", "described", "no_clear_difference", "too_few_to_tell"]))  # fmt: skip
def test_nothing_of_a_hidden_number_is_left(
    n: int, counts: list[int], value: float, lower: float, upper: float, certainty: str
) -> None:
    row = finding(n, tuple(counts), value=value, lower=lower, upper=upper, certainty=certainty)
    found = release(row, HIDES)
    assert not re.search(r"\d", words(found)), "no digit in anything it says"
    assert (found.title, found.statement, found.alternative) == (HIDDEN_TITLE, HIDDEN_STATEMENT, HIDDEN_STATEMENT)
    assert (found.n, found.value, found.lower, found.upper, found.coverage) == (None,) * 5
    other = release(finding(n % 4 + 1, (7, 2), value=upper, certainty="described"), HIDES)
    assert dataclasses.replace(found, columns=()) == dataclasses.replace(other, columns=()), (
        "one hidden finding is as another"
    )


@settings(deadline=None)
@given(st.lists(st.integers(5, 9_999), max_size=5), st.integers(1, 4), st.integers(0, 5))
def test_a_hidden_count_in_a_table_hides_those_beside_it(counts: list[int], small: int, place: int) -> None:
    counts.insert(min(place, len(counts)), small)
    found = release(finding(sum(counts), tuple(counts)), HIDES)
    assert found.decision == HIDDEN
    assert not re.search(r"\d", words(found)), "the others and the total would give it away"


def test_there_is_no_off_switch() -> None:
    assert list(inspect.signature(disclosure.released).parameters) == ["workspace"]
    modules = [ast.parse(path.read_text(encoding="utf-8")) for path in Path(disclosure.__file__).parent.glob("*.py")]
    nodes = [node for module in modules for node in ast.walk(module)]
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    names |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    assert not names & {"environ", "getenv", "argv"}
    assert (HIDES.lowest_hidden, HIDES.highest_hidden) == (1, 4), "counts 1 to 4 (issue 2)"


def test_every_count_that_a_sentence_gives_is_known_to_disclosure_control(district: purbeck.Workspace) -> None:
    for row in district.table(TABLE).to_dict("records"):
        said = re.findall(r"([\d,]+) (?:offences|carry|are the same)|against ([\d,]+) in|offences are in .*with ([\d,]+)\.",
                          f"{row['title']}. {row['statement']}")  # fmt: skip
        counts = {int("".join(found).replace(",", "")) for found in said}
        table = json.loads(row["table"])
        at = next((n for n, (name, _, _) in enumerate(table["columns"]) if name == "count"), None)
        known = {row["n"], *json.loads(row["counts"]), *([r[at] for r in table["rows"]] if at is not None else [])}
        assert counts <= known, (row["statement"], counts - known)


def test_brackenshires_findings_pass_since_their_source_is_public(district: purbeck.Workspace) -> None:
    found = disclosure.released(district)
    table = district.table(TABLE)
    assert len(found) == len(table)
    assert {f.decision for f in found} == {"as it stands"}
    assert {f.id for f in found} == set(table["id"])
