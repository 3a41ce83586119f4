"""Lines of a TOML file: everything in it has one, and it is the right one."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from purbeck.strategy.lines import Path, lines_of, nearest

AWKWARD = '''# a comment with [a header] and a "quote
title = "one # not a comment"
'quoted key' = 1
"a.b" . c = 2
words = """
[not.a.header]
x = 1
she said ""yes"" and \\"""no\\"""
"""
literal = \'\'\'
[[nor]] \'this\'\'\'\'
list = [
  "a",  # [x]
  [1, 2],

  { p = "}", q = { r = 1 } }, "b]",
]
when = 2026-04-01 # a date
time = 2026-04-01 07:32:00Z

[plain]
a.b = 1
a.c = "x"
empty = []
none = {}

[deep.er.table]
k = true

[[many]]
id = "one"
[many.row]
measure = "m"
[[many.values]]
v = 1.5
[[many.values]]
v = 2
[[ many ]]
id = "two"
  [[many."values"]]
  v = 3
'''


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Everything below a parsed value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in inner:
        yield (*path, key)
        yield from paths(below, (*path, key))


def test_everything_in_a_file_has_its_line() -> None:
    lines = lines_of(AWKWARD)
    assert set(lines) == set(paths(tomllib.loads(AWKWARD)))
    text = AWKWARD.splitlines()
    for path, starts in {
        ("title",): "title", ("quoted key",): "'quoted", ("a.b", "c"): '"a.b"', ("words",): "words", ("literal",): "literal",
        ("list", 0): '  "a"', ("list", 1): "  [1", ("list", 2, "q", "r"): "  { p", ("list", 3): "  { p", ("when",): "when",
        ("plain",): "[plain]", ("plain", "a", "c"): "a.c", ("deep", "er"): "[deep.er", ("deep", "er", "table", "k"): "k",
    }.items():  # fmt: skip
        assert text[lines[path] - 1].startswith(starts), path
    first, second = text.index("[[many]]") + 1, text.index("[[ many ]]") + 1
    assert (lines["many",], lines["many", 0], lines["many", 1]) == (first, first, second)
    assert lines["many", 0, "values", 1, "v"] == first + 7
    assert lines["many", 1, "values", 0, "v"] == second + 3


def test_windows_line_ends_count_once() -> None:
    assert lines_of(AWKWARD.replace("\n", "\r\n")) == lines_of(AWKWARD)


def test_what_is_not_written_stands_where_its_holder_does() -> None:
    lines = lines_of(AWKWARD)
    assert nearest(lines, ("many", 1, "owner")) == lines["many", 1]
    assert nearest(lines, ("nowhere",)) == 1


keys = st.text("ab_-1", min_size=1, max_size=3)
strings = st.text("a#[]{}=,'\n\" .\\", max_size=8)
values = st.recursive(st.integers() | st.booleans() | strings, lambda v: st.lists(v, max_size=3) | st.dictionaries(keys, v),
                      max_leaves=6)  # fmt: skip


def written(value: Any, breaks: bool) -> str:
    """A value as TOML; lists over several lines where asked."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k} = {written(v, False)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        between = ",\n  " if breaks else ", "
        return "[" + between.join(written(v, breaks) for v in value) + "]"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"""{escaped}"""' if "\n" in value and breaks else '"' + escaped.replace("\n", "\\n") + '"'
    return str(value).lower()


@given(st.lists(st.dictionaries(keys, values, max_size=4), max_size=4), st.booleans())
def test_any_file_is_followed_to_its_end(entries: list[dict[str, Any]], breaks: bool) -> None:
    text, expected = "", {}
    for number, entry in enumerate(entries):
        expected[("entries", number)] = text.count("\n") + 1
        text += "[[entries]]\n"
        for key, value in entry.items():
            expected[("entries", number, key)] = text.count("\n") + 1
            text += f"{key} = {written(value, breaks)}\n"
    assert set(paths(tomllib.loads(text))) == set(lines_of(text))
    assert expected.items() <= lines_of(text).items()
