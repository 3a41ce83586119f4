"""Declared tables and the store: what breaks a declaration is refused, what is written is whole, in order and exact."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import ibis
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from purbeck import provenance
from purbeck.errors import StorageError, TableError
from purbeck.store import Store, plain_errors
from purbeck.tables import Column, Table

PEOPLE = Table(
    name="people",
    meaning="A table for tests",
    columns=(
        Column("place", "string", "where", required=True),
        Column("kind", "string", "which", vocabulary=("a", "b")),
        Column("share", "float64", "how much", decimals=3),
        Column("n", "int64", "how many"),
    ),
    key=("place",),
)
PARTS = Table("cut/people", "The same in parts", PEOPLE.columns, ("place",), parts="one kind")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store of its own."""
    made = Store(tmp_path / "tables")
    yield made
    made.close()


def frame(*rows: tuple[object, ...]) -> pd.DataFrame:
    """Rows of PEOPLE."""
    return pd.DataFrame(rows, columns=["place", "kind", "share", "n"])


# --- declarations ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (frame(("x", "a", 0.5, 1), ("x", "b", 0.5, 2)), "repeated keys: 1 rows"),
        (frame(("x", "c", 0.5, 1)), "kind is not a listed value: c"),
        (frame((None, "a", 0.5, 1)), "place is empty: 1 rows"),
        (frame(*[(None, "a", 0.5, 1)] * 1_500), "place is empty: 1,500 rows"),
    ],
)
def test_rows_that_break_the_declaration_are_refused_and_the_last_table_stands(
    store: Store, rows: pd.DataFrame, words: str
) -> None:
    store.write(PEOPLE, frame(("good", "a", 0.5, 1)), "first")
    with pytest.raises(TableError, match="breaks its own declaration") as caught:
        store.write(PEOPLE, rows, "second")
    assert words in caught.value.what
    assert store.key(PEOPLE) == "first"
    assert store.fetch(store.read(PEOPLE))["place"].tolist() == ["good"]
    assert [p.name for p in store.root.glob("people*")] == ["people.parquet"]


def test_a_column_of_another_type_than_declared_is_refused(store: Store) -> None:
    """As a sum of whole numbers may be, which the engine makes so wide that Parquet holds it as a fraction."""
    rows = ibis.memtable(pd.DataFrame({"place": ["x", "x"], "n": [1, 2]}))
    summed = rows.group_by("place").agg(n=(rows.n > 1).sum())
    with pytest.raises(TableError, match="n is double, where n should be int64"):
        store.write(PEOPLE, summed, "k")


@pytest.mark.parametrize("folder", ["area=dorset", "n=7", "kind=b", "it's [50%] of *"])
def test_name_of_a_folder_above_is_no_column(tmp_path: Path, folder: str) -> None:
    made = Store(tmp_path / folder / "tables")
    made.write(PEOPLE, frame(("x", "a", 0.5, 1)), "k")
    assert made.rows(PEOPLE).to_dict("list") == {"place": ["x"], "kind": ["a"], "share": [0.5], "n": [1]}
    assert made.fetch(made.read(PEOPLE)).to_dict("list") == made.rows(PEOPLE, kind="a").to_dict("list")
    made.close()


def test_empty_values_are_fine_where_nothing_is_promised(store: Store) -> None:
    store.write(PEOPLE, frame(("x", None, None, None)), "k")
    assert store.fetch(store.read(PEOPLE)).iloc[0].isna().tolist() == [False, True, True, True]


def test_columns_a_supplier_lacks_are_empty_and_others_are_left_out(store: Store) -> None:
    store.write(PEOPLE, pd.DataFrame({"n": [1], "more": ["?"], "place": ["x"]}), "k")
    found = store.fetch(store.read(PEOPLE))
    assert found.columns.tolist() == ["place", "kind", "share", "n"]
    assert found["kind"].isna().all()


def test_table_without_rows_can_be_written_and_read(store: Store) -> None:
    store.write(PEOPLE, PEOPLE.empty(), "k")
    assert store.fetch(store.read(PEOPLE)).empty
    assert store.key(PEOPLE) == "k"


@pytest.mark.parametrize("key", [("nowhere",), ("place", "nowhere")])
def test_key_must_be_declared(key: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="are not declared"):
        Table("x", "y", PEOPLE.columns, key)


def test_column_named_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="named twice"):
        Table("x", "y", (PEOPLE.columns[0], PEOPLE.columns[0]), ("place",))


PLACES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
ROWS = st.lists(
    st.tuples(PLACES, st.sampled_from(["a", "b", None]), st.floats(-1e6, 1e6) | st.none(),
              st.integers(-(2**62), 2**62) | st.none()),
    unique_by=lambda row: row[0], max_size=20,
)  # fmt: skip


@settings(max_examples=12, deadline=None)
@given(rows=ROWS, order=st.randoms(use_true_random=False))
def test_rows_in_any_order_give_the_same_bytes_sorted_and_rounded(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[object, ...]], order: object
) -> None:
    shuffled = list(rows)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    digests = []
    for given_rows in (rows, shuffled):
        made = Store(tmp_path_factory.mktemp("store") / "tables")
        made.write(PEOPLE, frame(*given_rows).astype({"n": "Int64"}), "k")
        digests.append(hashlib.sha256(made.path(PEOPLE).read_bytes()).hexdigest())
        found = made.fetch(made.read(PEOPLE))
        made.close()
    assert digests[0] == digests[1]
    # The engine orders text by its UTF-8 bytes.
    assert found["place"].tolist() == sorted((str(r[0]) for r in rows), key=lambda text: text.encode())
    by_place = {row[0]: row for row in rows}
    for row in found.itertuples():
        share = by_place[row.place][2]
        assert pd.isna(row.share) if share is None else abs(row.share - float(str(share))) <= 0.0005000001


# --- parts ---------------------------------------------------------------------------------------------------------------


@given(rows=ROWS)
@settings(max_examples=25, deadline=None)
def test_a_frame_is_written_as_an_expression_of_it_is(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[object, ...]]
) -> None:
    given_rows = frame(*rows)
    typed = ibis.memtable(given_rows, schema=PEOPLE.schema)
    written = []
    for name, form in (("frame", given_rows), ("expression", typed)):
        store = Store(tmp_path_factory.mktemp(name))
        store.write(PEOPLE, form, "k")
        store.close()
        written.append(store.path(PEOPLE).read_bytes())
    assert written[0] == written[1]


def test_part_counts_only_once_it_is_listed(store: Store) -> None:
    store.write_part(PARTS, "one", frame(("x", "a", 0.5, 1)), "k" * 64, ordered=True)
    with pytest.raises(TableError, match=r"has not been built yet"):
        store.read(PARTS)
    store.keep_parts(PARTS, {"one": "k" * 64})
    assert len(store.fetch(store.read(PARTS))) == 1
    store.write_part(PARTS, "two", frame(("y", "b", 0.5, 1)), "l" * 64, ordered=True)
    assert len(store.fetch(store.read(PARTS))) == 1
    store.keep_parts(PARTS, {"two": "l" * 64})
    assert store.fetch(store.read(PARTS))["place"].tolist() == ["y"]
    assert len(list((store.root / "cut" / "people").glob("*.parquet"))) == 1


def test_list_that_names_a_part_that_is_gone_is_not_believed(store: Store) -> None:
    store.write_part(PARTS, "one", frame(("x", "a", 0.5, 1)), "k" * 64, ordered=True)
    store.keep_parts(PARTS, {"one": "k" * 64})
    store.part_path(PARTS, "one", "k" * 64).unlink()
    assert store.parts(PARTS) == {}


@pytest.mark.parametrize("text", ["", "{", "null", "[]", '{"one": 1}', "\0\0\0"])
def test_list_of_parts_that_cannot_be_read_is_as_good_as_none(store: Store, text: str) -> None:
    store.write_part(PARTS, "one", frame(("x", "a", 0.5, 1)), "k" * 64, ordered=True)
    store.keep_parts(PARTS, {"one": "k" * 64})
    (store.root / "cut" / "people" / "parts.json").write_text(text)
    assert store.parts(PARTS) == {}


@pytest.mark.parametrize("content", [b"", b"PAR1", b"not parquet at all", b"PAR1" + b"\0" * 100 + b"PAR1"])
def test_table_that_is_no_parquet_has_no_key_and_is_named_when_read(store: Store, content: bytes) -> None:
    store.root.mkdir()
    store.path(PEOPLE).write_bytes(content)
    assert store.key(PEOPLE) is None
    with pytest.raises((TableError, StorageError)) as caught, plain_errors():
        store.fetch(store.read(PEOPLE))
    assert "purbeck build" in caught.value.todo or "try again" in caught.value.todo


# --- engines, locks, leftovers --------------------------------------------------------------------------------------------


def test_scratch_is_gone_after_a_build_and_leftovers_of_a_crash_go_with_the_next(store: Store) -> None:
    leftover = store.scratch / "tmpdead" / "00000.csv"
    leftover.parent.mkdir(parents=True)
    leftover.write_text("x")
    with store.lock():
        assert not store.scratch.exists()
        with store.temporary_folder() as folder:
            assert folder.is_dir()
        store.write(PEOPLE, frame(("x", "a", 0.5, 1)), "k")
    store.close()
    assert not store.scratch.exists()


def test_second_build_is_told_to_wait(store: Store) -> None:
    with (
        store.lock(),
        pytest.raises(StorageError, match="Another build is at work in") as caught,
        Store(store.root).lock(),
    ):
        pass
    assert caught.value.exit_code == 7
    with Store(store.root).lock():
        pass


def test_first_failure_among_parallel_work_is_raised_and_the_rest_is_given_up(store: Store) -> None:
    done: list[int] = []

    def work(n: int) -> int:
        if n == 0:
            raise StorageError("The third one fails.", "Nothing.")
        import time

        time.sleep(0.05)
        done.append(n)
        return n

    with pytest.raises(StorageError, match="third"):
        store.run_side_by_side(work, list(range(200)), lambda _n: None)
    assert len(done) < 150


def test_parallel_results_come_in_the_order_of_the_items(store: Store) -> None:
    told: list[int] = []
    assert store.run_side_by_side(lambda n: n * n, list(range(50)), told.append) == [n * n for n in range(50)]
    assert told[-1] == 50
    assert store.run_side_by_side(lambda n: n, [], told.append) == []


def held_in(store: Store) -> list[str]:
    """The tables in the engine's memory."""
    return [str(row[0]) for row in store.engine.connection.con.execute("SHOW TABLES").fetchall()]


def test_held_rows_are_worked_out_once_and_let_go(store: Store) -> None:
    rows = store.engine.frame(frame(("x", "a", 0.5, 1)), PEOPLE.schema)
    with store.engine.held(rows) as held:
        name = held.get_name().rsplit(".", 1)[-1]
        assert name in held_in(store)
        assert store.fetch(held.select(ibis._.place))["place"].tolist() == ["x"]
    assert name not in held_in(store)


def test_key_is_kept_in_the_file_itself(store: Store) -> None:
    store.write(PEOPLE, frame(("x", "a", 0.5, 1)), "the key")
    assert pq.read_metadata(store.path(PEOPLE)).metadata[b"purbeck"] == b"the key"


# --- provenance ------------------------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(JSON, JSON)
def test_keys_are_equal_exactly_where_the_values_are(one: object, other: object) -> None:
    import json

    def same(value: object) -> str:
        return json.dumps(value, sort_keys=True)

    assert (provenance.key_of(one) == provenance.key_of(other)) == (same(one) == same(other))
    assert provenance.key_of(one, other) != provenance.key_of([one, other])


@given(st.dictionaries(st.text(max_size=3), st.integers(), min_size=2), st.randoms(use_true_random=False))
def test_order_of_a_mapping_does_not_matter_and_that_of_a_list_does(mapping: dict[str, int], order: object) -> None:
    items = list(mapping.items())
    order.shuffle(items)  # type: ignore[attr-defined]
    assert provenance.key_of(dict(items)) == provenance.key_of(mapping)
    names = sorted(mapping)
    assert provenance.key_of(names) != provenance.key_of(names[::-1])


def test_hash_of_a_file_is_that_of_its_bytes(tmp_path: Path) -> None:
    for n, content in enumerate((b"", b"x", b"y" * (3 << 20) + b"z")):
        path = tmp_path / str(n)
        path.write_bytes(content)
        assert provenance.file_hash(path) == hashlib.sha256(content).hexdigest()


def test_code_version_names_version_and_code() -> None:
    from importlib.metadata import version

    assert provenance.code_version() == f"{version('purbeck')} ({provenance.code_hash()[:12]})"
