"""Findings as an edition has them: hidden ones say nothing, and there is no way round."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import json
import re
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

import purbeck
from purbeck import disclosure
from purbeck.disclosure import HIDDEN, HIDDEN_STATEMENT, HIDDEN_TITLE, ReleasedFinding, hide, release
from purbeck.findings.finding import TABLE

COLUMNS = [["place", "Place", ""], ["count", "Offences", "offences"], ["rate_per_1000", "Rate", "per 1,000"],
           ["signal", "Signal", ""]]  # fmt: skip
TEXTS = {"id": "a" * 12, "build": "b" * 12, "definition_version": "c" * 12}


def finding(
    n: int | None = 120, counts: tuple[int, ...] = (), already_public: bool = False, **more: Any
) -> dict[str, Any]:
    """A row of the findings table, as pandas gives it, whose every sentence says its number."""
    rows = [[f"Place {chr(65 + i)}", c, c * 1.37, f"low at {c}"] for i, c in enumerate(counts)]
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


def test_a_finding_is_released_as_it_is() -> None:
    row = finding(120, counts=(60, 60))
    found = release(row)
    for name in ("title", "statement", "alternative", "value", "lower", "upper", "coverage", "chart", "certainty"):
        assert getattr(found, name) == row[name]
    assert found.protected and not release(finding(already_public=True)).protected


numbers = st.floats(0.01, 99_999, allow_nan=False).map(lambda number: round(number, 4))


@settings(deadline=None)
@given(st.integers(0, 9_999), st.lists(st.integers(0, 9_999), max_size=6), numbers, numbers, numbers,
       st.sampled_from(["clear", "described", "no_clear_difference", "too_few_to_tell"]))  # fmt: skip
def test_nothing_of_a_hidden_number_is_left(
    n: int, counts: list[int], value: float, lower: float, upper: float, certainty: str
) -> None:
    row = finding(n, tuple(counts), value=value, lower=lower, upper=upper, certainty=certainty)
    found = hide(release(row))
    assert not re.search(r"\d", words(found)), "no digit in anything it says"
    assert (found.decision, found.title, found.statement) == (HIDDEN, HIDDEN_TITLE, HIDDEN_STATEMENT)
    assert (found.n, found.value, found.lower, found.upper, found.coverage) == (None,) * 5
    other = hide(release(finding(n % 4 + 1, (7, 2), value=upper, certainty="described")))
    assert dataclasses.replace(found, columns=()) == dataclasses.replace(other, columns=()), (
        "one hidden finding is as another"
    )


def test_there_is_no_off_switch() -> None:
    assert list(inspect.signature(disclosure.released_for).parameters) == ["workspace", "edition"]
    modules = [ast.parse(path.read_text(encoding="utf-8")) for path in Path(disclosure.__file__).parent.glob("*.py")]
    nodes = [node for module in modules for node in ast.walk(module)]
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    names |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    assert not names & {"environ", "getenv", "argv"}


def test_brackenshires_findings_pass_since_their_source_is_public(district: purbeck.Workspace) -> None:
    table = district.table(TABLE)
    for edition in (disclosure.PARTNERS, disclosure.PUBLIC):
        found = disclosure.released_for(district, edition)
        assert {f.decision for f in found} == {"as it stands"}
        assert [f.id for f in found] == list(table.sort_values(["section", "place_in_section"])["id"]) or len(
            found
        ) == len(table)
    assert {f.id for f in found} == set(table["id"])


def test_the_name_of_a_release_rests_on_what_is_shown_alone(district: purbeck.Workspace) -> None:
    found = disclosure.released_for(district, disclosure.PUBLIC)
    (build,) = {f.build for f in found}
    assert build not in set(district.table(TABLE)["build"]), "that of the tables is a hash of files that are not public"
