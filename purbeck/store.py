"""The only home of the query engine, Ibis on DuckDB: Parquet tables that a crash cannot harm."""

from __future__ import annotations

import errno
import json
import os
import shutil
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import duckdb
import filelock
import ibis
import ibis.expr.types as ir
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from purbeck import provenance
from purbeck.errors import StorageError, TableError
from purbeck.tables import Table

KEY = "purbeck"
SHORTEST = 12  # bytes of a Parquet file: its mark at both ends, and the length of what stands before the second
WORKER_MEMORY = "600MB"
PARTS = "parts.json"
LOCK = ".lock"
WRITTEN = {"compression": "zstd", "compression_level": 1, "write_bloom_filter": False}

T = TypeVar("T")
R = TypeVar("R")


class Engine:
    """One DuckDB, in memory, on one thread: the same rows in the same order give the same bytes."""

    def __init__(self, scratch: Path) -> None:
        self.connection = ibis.duckdb.connect(
            threads=1, memory_limit=WORKER_MEMORY, temp_directory=str(scratch / "duckdb")
        )
        self.connection.raw_sql("SET enable_progress_bar = false")  # it would write among what commands print

    def csv(self, paths: Sequence[Path], columns: Mapping[str, str]) -> ir.Table:
        """Rows of CSV files with the columns and engine types given, plus `filename`, in the order of the files.

        Rows that do not parse, or hold a value not of its type, are left out: compare the count.
        """
        return self.connection.read_csv(
            [str(p) for p in paths],
            columns=dict(columns),
            header=True,
            delim=",",
            quote='"',
            escape='"',
            filename=True,
            hive_partitioning=False,  # a folder named "area=dorset" adds no column
            ignore_errors=True,
            max_line_size=1_000_000,
        )

    def parquet(self, table: Table, paths: Sequence[Path]) -> ir.Table:
        """Rows of Parquet files of a declared table, in the order given."""
        name = ibis.util.gen_name("parquet")
        self.connection.raw_sql(f'CREATE TEMPORARY VIEW "{name}" AS SELECT * FROM {read_parquet(paths)}')
        # What was declared is what was written, as `check` saw: the engine need not be asked.
        return ibis.table(table.schema, name=name)

    def write_frame(self, table: Table, rows: pd.DataFrame, path: Path, key: str, ordered: bool) -> None:
        """Write a frame of a declared table as a Parquet file; what `to_parquet` writes, sooner: nothing is planned."""
        names = list(table.schema.names)
        given = pa.Table.from_pandas(rows.reindex(columns=names), table.schema.to_pyarrow(), preserve_index=False)
        places = dict(table.rounded)
        columns = ", ".join(f'round("{n}", {places[n]}) AS "{n}"' if n in places else f'"{n}"' for n in names)
        order = " ORDER BY " + ", ".join(f'"{name}"' for name in table.key) if ordered and table.key else ""
        options = ", ".join(f"{name} {value!r}" for name, value in {**WRITTEN, "kv_metadata": {KEY: key}}.items())
        connection = self.connection.con
        connection.register("frame_to_write", given)
        try:
            connection.execute(
                f"COPY (SELECT {columns} FROM frame_to_write{order}) TO {quoted(str(path))} (FORMAT parquet, {options})"
            )
        finally:
            connection.unregister("frame_to_write")

    def repeated_keys(self, table: Table, path: Path) -> int:
        """Rows of a Parquet file whose key another row has, less one for each such key."""
        columns = ", ".join(f'"{name}"' for name in table.key)
        source = read_parquet([path])
        counts = (
            f"SELECT (SELECT count(*) FROM {source}) - (SELECT count(*) FROM (SELECT DISTINCT {columns} FROM {source}))"
        )
        return int(self.connection.raw_sql(counts).fetchall()[0][0])

    def matching(self, paths: Sequence[Path], wanted: Mapping[str, str]) -> pd.DataFrame:
        """Rows of Parquet files where each column named has the value given; what `fetch` gives, sooner.

        Planning an expression takes longer than reading a few thousand rows.
        """
        conditions = " AND ".join(f'"{column}" = {quoted(value)}' for column, value in wanted.items()) or "true"
        found = self.connection.con.sql(f"SELECT * FROM {read_parquet(paths)} WHERE {conditions}").to_arrow_table()
        return pd.DataFrame(found.to_pandas(date_as_object=False))

    def frame(self, rows: pd.DataFrame, schema: ibis.Schema | None = None) -> ir.Table:
        """A pandas frame as an expression."""
        return ibis.memtable(rows, schema=schema)

    def fetch(self, rows: ir.Table) -> pd.DataFrame:
        """The rows of an expression as a pandas frame."""
        result = self.connection.execute(rows)
        assert isinstance(result, pd.DataFrame)
        return result

    @contextmanager
    def held(self, rows: ir.Table) -> Iterator[ir.Table]:
        """The rows worked out once and held in memory, for as long as the block lasts."""
        name = ibis.util.gen_name("held")
        table = self.connection.create_table(name, rows, temp=True)
        try:
            yield table
        finally:
            # Ibis 12 with sqlglot 30 writes "DROP TABLE" without the name, so the engine is asked directly.
            self.connection.raw_sql(f'DROP TABLE "{name}"')

    def close(self) -> None:
        """Give the memory back."""
        self.connection.disconnect()


class Store:
    """The tables of one workspace: `tables/<name>.parquet`, or `tables/<name>/` for a table in parts.

    A file is written beside its place and moved into it; a table in parts changes when its list of parts does.
    A reader, or a build after a crash, sees the last table that was finished.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.scratch = root / ".scratch"
        self._engines = threading.local()
        self._opened: list[Engine] = []

    # --- engines -------------------------------------------------------------------------------------------------

    @property
    def engine(self) -> Engine:
        """The engine of this thread."""
        found: Engine | None = getattr(self._engines, "engine", None)
        if found is None:
            self.scratch.mkdir(parents=True, exist_ok=True)
            found = self._engines.engine = Engine(self.scratch)
            self._opened.append(found)
        return found

    @contextmanager
    def temporary_folder(self) -> Iterator[Path]:
        """A folder inside the workspace, gone when the block ends, or at the next build after a crash."""
        self.scratch.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=self.scratch, ignore_cleanup_errors=True) as folder:
            yield Path(folder)

    def close(self) -> None:
        """Close every engine and clear the scratch folder."""
        for engine in self._opened:
            engine.close()
        self._opened.clear()
        self._engines = threading.local()
        shutil.rmtree(self.scratch, ignore_errors=True)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the workspace for one build; a lock left by a killed build is released by the operating system."""
        with plain_errors():
            self.root.mkdir(parents=True, exist_ok=True)
            try:
                with filelock.FileLock(self.root / LOCK, timeout=0):
                    self._clear_leftovers()
                    yield
            except filelock.Timeout:
                raise StorageError(
                    f"Another build is at work in {self.root.parent.name}.", "Wait until it has ended, then try again."
                ) from None

    def _clear_leftovers(self) -> None:
        """Remove what a killed build left half done."""
        shutil.rmtree(self.scratch, ignore_errors=True)
        for leftover in self.root.rglob("*.new"):
            leftover.unlink(missing_ok=True)

    def run_side_by_side(self, work: Callable[[T], R], items: Sequence[T], done: Callable[[int], None]) -> list[R]:
        """Run `work` on each item, one thread a core; results in the order of the items.

        The first failure, or Ctrl-C, stops the rest. `done` is told how many are finished.
        """
        with ThreadPoolExecutor(max_workers=min(len(items) or 1, os.cpu_count() or 1)) as pool:
            futures: list[Future[R]] = [pool.submit(work, item) for item in items]
            try:
                waiting = set(futures)
                while waiting:
                    finished, waiting = wait(waiting, timeout=0.2, return_when=FIRST_EXCEPTION)
                    for future in finished:
                        future.result()
                    done(len(items) - len(waiting))
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                for engine in self._opened:
                    engine.connection.con.interrupt()
                raise
        return [future.result() for future in futures]

    # --- reading -------------------------------------------------------------------------------------------------

    def path(self, table: Table) -> Path:
        """Where a table kept in one file lives."""
        return self.root / f"{table.name}.parquet"

    def parts(self, table: Table) -> dict[str, str]:
        """The parts of a table and the key each was made from; empty where it has not been built."""
        try:
            parts: dict[str, str] = json.loads((self.root / table.name / PARTS).read_text(encoding="utf-8"))
            missing = [p for p, key in parts.items() if not is_whole(self.part_path(table, p, key))]
        except (OSError, ValueError, AttributeError, TypeError):  # no list, or none that can be read
            return {}
        return {} if missing else parts

    def part_path(self, table: Table, part: str, key: str) -> Path:
        """Where one part of a table lives."""
        return self.root / table.name / f"{part}.{key[:12]}.parquet"

    def files(self, table: Table) -> list[Path]:
        """The Parquet files a table is made of."""
        if table.parts:
            return [self.part_path(table, part, key) for part, key in sorted(self.parts(table).items())]
        return [self.path(table)] if self.path(table).exists() else []

    def key(self, table: Table) -> str | None:
        """The key a table was made from, of all its parts together; None where it has not been built or cannot be read."""
        if table.parts:
            parts = self.parts(table)
            return provenance.key_of(parts) if parts else None
        try:
            metadata = pq.read_metadata(self.path(table)).metadata or {}
        except (OSError, ValueError):  # pyarrow says ArrowInvalid, a ValueError, for a file that is not Parquet
            return None
        return str(metadata.get(KEY.encode(), b"").decode()) or None

    def read(self, table: Table) -> ir.Table:
        """A table as an Ibis expression. Raises TableError where it has not been built."""
        files = self._files_to_read(table)
        with plain_errors():
            return self.engine.parquet(table, files)

    def _files_to_read(self, table: Table) -> list[Path]:
        files = self.files(table)
        if not files:
            raise TableError(f"The table {table.name} has not been built yet.", "Run purbeck build first.")
        return files

    def rows(self, table: Table, **wanted: str) -> pd.DataFrame:
        """A table as a pandas frame, or its rows where each column named has the value given.

        Raises TableError where it has not been built.
        """
        files = self._files_to_read(table)
        with plain_errors():
            return self.engine.matching(files, wanted)

    def fetch(self, rows: ir.Table) -> pd.DataFrame:
        """The rows of an expression as a pandas frame."""
        with plain_errors():
            return self.engine.fetch(rows)

    # --- writing -------------------------------------------------------------------------------------------------

    def write(self, table: Table, rows: ir.Table | pd.DataFrame, key: str, ordered: bool = False) -> None:
        """Write a one-file table, checked against its declaration, in the order of its key.

        `ordered` says that the rows come in that order, and need not be sorted again.
        """
        self._write_checked(table, rows, self.path(table), key, ordered=not ordered)

    def write_part(self, table: Table, part: str, rows: ir.Table | pd.DataFrame, key: str, ordered: bool) -> None:
        """Write one part of a table; it counts only when `keep_parts` has listed it.

        `ordered` says that the rows come in the order of the key, which is then not sorted again.
        """
        self._write_checked(table, rows, self.part_path(table, part, key), key, ordered=not ordered)

    def keep_parts(self, table: Table, parts: dict[str, str]) -> None:
        """Make these the parts of the table, in one step, and clear away files no longer listed."""
        folder = self.root / table.name
        folder.mkdir(parents=True, exist_ok=True)
        fresh = folder / f"{PARTS}.new"
        with plain_errors():
            fresh.write_text(json.dumps(parts, indent=1, sort_keys=True), encoding="utf-8")
            flush(fresh)
            fresh.replace(folder / PARTS)
        wanted = {self.part_path(table, part, key).name for part, key in parts.items()}
        for file in folder.glob("*.parquet*"):
            if file.name not in wanted:
                file.unlink(missing_ok=True)

    def _write_checked(self, table: Table, rows: ir.Table | pd.DataFrame, path: Path, key: str, ordered: bool) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(path.name + ".new")
        with plain_errors():
            try:
                if isinstance(rows, pd.DataFrame):
                    self.engine.write_frame(table, rows, fresh, key, ordered)
                else:
                    shaped = table.shaped(rows, ordered)
                    self.engine.connection.to_parquet(shaped, fresh, **WRITTEN, kv_metadata={KEY: key})
                check(table, self.engine, fresh)
                flush(fresh)
                fresh.replace(path)
            except BaseException:
                with suppress(OSError):
                    fresh.unlink(missing_ok=True)  # half a table must not fill a full disk
                raise


def check(table: Table, engine: Engine, path: Path) -> None:
    """Raise TableError where the rows in a file break the table's declaration."""
    with pq.ParquetFile(path, read_dictionary=[c.name for c in table.columns if c.vocabulary]) as file:
        broken = list(table.breaches(file))
    if table.key and (table.shared_parts or not table.parts) and (repeated := engine.repeated_keys(table, path)):
        broken.append(f"repeated keys: {repeated:,} rows")
    if broken:
        raise TableError(
            f"The table {table.name} breaks its own declaration ({'; '.join(broken)}).",
            "This is a fault in Purbeck: please report it with the files that led to it. The last good table stands.",
        )


def read_parquet(paths: Sequence[Path]) -> str:
    """Parquet files as the engine's language names them; a folder named "area=dorset" adds no column."""
    return f"read_parquet([{', '.join(quoted(str(path)) for path in paths)}], hive_partitioning = false)"


def quoted(text: str) -> str:
    """A text as the engine's language writes it."""
    return "'" + text.replace("'", "''") + "'"


def is_whole(path: Path) -> bool:
    """Whether a Parquet file is there to its last bytes, which say what it is."""
    try:
        with path.open("rb") as file:
            file.seek(-SHORTEST, os.SEEK_END)
            return file.read().endswith(b"PAR1")
    except OSError:
        return False


def flush(path: Path) -> None:
    """Ask the operating system to put a file on the disk before it is moved into place."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn what the engine or the disk says into the user's words."""
    try:
        yield
    except (duckdb.IOException, duckdb.OutOfMemoryException, OSError) as error:
        full = isinstance(error, OSError) and error.errno == errno.ENOSPC
        if full or "No space left" in str(error) or "out of disk" in str(error).lower():
            raise StorageError(
                "The disk is full. The last good tables stand.", "Free some space, then run purbeck build again."
            ) from error
        raise StorageError(
            f"The disk refused: {str(error).splitlines()[0]}", "Put that right and try again."
        ) from error
    except RuntimeError as error:  # how DuckDB says Ctrl-C, where it comes in the middle of a query
        if "Query interrupted" in str(error):
            raise KeyboardInterrupt from None
        raise
    except duckdb.InvalidInputException as error:  # a CSV file the engine gives up on, or a table cut short
        raise TableError(
            f"A file cannot be read ({str(error).splitlines()[0]}).",
            "If it is a table, delete the folder tables; nothing in it is lost by that. Then run purbeck build again.",
        ) from error


def quiet_known_warnings() -> None:
    """Silence, by name, what Ibis 12 says about pandas 3; nothing else is hidden."""
    warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"ibis\..*")


def union(tables: Iterable[ir.Table]) -> ir.Table:
    """The rows of several tables one after another."""
    first, *rest = tables
    return ibis.union(first, *rest) if rest else first
