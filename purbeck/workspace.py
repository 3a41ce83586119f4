"""A partnership's folder: its settings, its files, its tables."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from purbeck import places, provenance
from purbeck.area_store import AreaStore
from purbeck.counts import Counts
from purbeck.errors import FormatError, SettingsError, StorageError
from purbeck.ledger import Ledger
from purbeck.store import Store
from purbeck.tables import Table

SETTINGS_FILE = "partnership.toml"
REGISTER_FILE = "ledger/data-register.csv"
TABLES = "tables"
AREAS = "areas"  # below tables: a folder for each area that is not the workspace's own
FOLDERS = ("sources", "definition", "strategy", "paragraphs", "ledger", "tables", "publications")
WRITTEN_BY_PEOPLE = (
    SETTINGS_FILE,
    "breaks.toml",
    "unit_costs.toml",
    "disclosure.toml",
    "definition",
    "strategy",
    "paragraphs",
    "ledger",
)
FORMAT = 2  # the form of a workspace's folder; a change of it brings a step in migration.py
FORMAT_COMMENT = "# The form of this folder. Leave it to purbeck upgrade."

T = TypeVar("T")

# What a long piece of work tells whoever waits: its name, how much is done, how much there is.
Tell = Callable[[str, int, int], None]


def silent(_words: str, _done: int, _of: int) -> None:
    """Tell nobody."""


class Partnership(BaseModel):
    """Who we are, our area and our definition, as partnership.toml says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    name: str = Field(min_length=1)
    area: tuple[str, ...] = Field(min_length=1)
    definition: str = "serious-violence"
    counties: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # name, and the codes of its districts
    csp_names: dict[str, str] = Field(default_factory=dict)  # a name as the Home Office has it, and as the ONS has it
    confidence: float = Field(default=0.95, gt=0.5, lt=1)
    seed: int = 20220428  # the day the Police, Crime, Sentencing and Courts Act 2022 was passed
    format: int = Field(default=1, ge=1, exclude=True)  # the folder's form says nothing about its figures: in no hash


@dataclass(frozen=True)
class Registered:
    """A file the workspace holds: one row of the data register."""

    given: int
    file: str
    sha256: str
    bytes: int
    source: str


class Workspace:
    """A partnership's folder on disk. Open one with `Workspace(path)`; make one with `create`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        if not (path / SETTINGS_FILE).is_file():
            raise SettingsError(
                f'"{path}" is not a Purbeck workspace: it has no {SETTINGS_FILE}.',
                f"Make one with: purbeck new {path.name} --area CODE --name NAME",
            )
        refuse_newer(path)
        self.store: Store = Store(path / TABLES)
        self.counts = Counts()
        self._worked_out: dict[object, Any] = {}

    def once(self, key: object, work: Callable[[], T]) -> T:
        """What `work` gives, worked out the first time it is asked for under this key and shared by every area of the run.

        The key must name everything the answer depends on.
        """
        if key not in self._worked_out:
            self._worked_out[key] = work()
        found: T = self._worked_out[key]
        return found

    @cached_property
    def partnership(self) -> Partnership:
        """The settings. Raises SettingsError naming the file, the field and what was expected."""
        file = self.path / SETTINGS_FILE
        try:
            return Partnership.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise SettingsError(f"{SETTINGS_FILE} cannot be read as TOML: {error}.", "Correct that line.") from error
        except ValidationError as error:
            raise settings_error(SETTINGS_FILE, error) from error

    @property
    def sources(self) -> Path:
        """Files as accepted at the door, never changed."""
        return self.path / "sources"

    @property
    def publications(self) -> Path:
        """Where documents are written."""
        return self.path / "publications"

    def definition_files(self) -> list[Path]:
        """The definitions of this partnership, each a TOML file."""
        return sorted((self.path / "definition").glob("*.toml"))

    def table(self, table: Table) -> pd.DataFrame:
        """A table as a pandas frame."""
        return self.store.rows(table)

    # --- the data register: which files were given, in which order ---------------------------------------------------

    def register(self) -> list[Registered]:
        """The files of the data register, in the order given; the last entry of a file counts."""
        rows = REGISTER.entries(self.path)
        return sorted({row.file: row for row in rows}.values(), key=lambda row: row.given)

    def enter(self, files: list[tuple[str, str, int, str]]) -> None:
        """Add files (name, hash, bytes, source) to the data register, in the order given, in one step."""
        given = max((r.given for r in self.register()), default=0)
        rows = [(number, *row) for number, row in enumerate(files, start=given + 1)]
        REGISTER.add(self.path, rows)


def _registered(row: list[str]) -> Registered:
    given, file, sha256, size, source = row
    return Registered(int(given), file, sha256, int(size), source)


REGISTER = Ledger(
    REGISTER_FILE, ("given", "file", "sha256", "bytes", "source"), _registered,
    "Correct that line or put back a copy of the file; the files in sources/ are untouched.",
)  # fmt: skip


class AreaWorkspace(Workspace):
    """A workspace seen from an area that need not be its own: its files, definitions and shared tables, other settings."""

    def __init__(self, whole: Workspace, partnership: Partnership) -> None:
        super().__init__(whole.path)
        self.whole = whole
        self.__dict__["partnership"] = partnership  # in place of what partnership.toml says
        self.store = AreaStore(whole.store, whole.store.root / AREAS / partnership.code, whole._worked_out)
        self._worked_out = whole._worked_out


def create(path: Path, name: str, area: tuple[str, ...], definition_text: str, own_code: str = "") -> Workspace:
    """Make a workspace. Raises StorageError where the folder holds one already, PlaceError for a malformed code.

    `own_code` is the partnership's own; without it, it follows the folder's name.
    """
    for code in area:
        places.check_code(code)
    if (path / SETTINGS_FILE).exists():
        raise StorageError(f'"{path}" is a Purbeck workspace already.', "Choose another name, or use the one there.")
    folder_name = re.sub(r"[^a-z0-9]+", "-", path.resolve().name.lower()).strip("-")
    slug = own_code or folder_name or "partnership"
    for folder in FOLDERS:
        (path / folder).mkdir(parents=True, exist_ok=True)
    listed = ", ".join(f'"{code}"' for code in area)
    quoted = json.dumps(name, ensure_ascii=False)  # the escapes of JSON are those of TOML
    settings = (
        f"# Who we are and which area is ours. Area codes are those of the ONS: districts, CSPs, wards or LSOAs.\n"
        f'code = "{slug}"\nname = {quoted}\narea = [{listed}]\ndefinition = "serious-violence"\n'
        f"{FORMAT_COMMENT}\nformat = {FORMAT}\n"
    )
    (path / "definition" / "serious-violence.toml").write_text(definition_text, encoding="utf-8")
    (path / SETTINGS_FILE).write_text(settings, encoding="utf-8")
    return Workspace(path)


def refuse_newer(path: Path) -> None:
    """Raise FormatError for a workspace of a later form than this Purbeck knows; other faults are told elsewhere."""
    try:
        found = tomllib.loads((path / SETTINGS_FILE).read_text(encoding="utf-8")).get("format")
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return
    if isinstance(found, int) and found > FORMAT:
        raise FormatError(
            f'"{path}" was made by a newer Purbeck: it is of format {found}, and this one knows formats up to {FORMAT}.',
            "Install the newer Purbeck on this machine. Nothing in the folder was changed.",
        )


def settings_error(file: str, error: ValidationError) -> SettingsError:
    """The first thing wrong in a settings file, in words."""
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"]) or "the file"
    shown = first.get("input")
    return SettingsError(
        f"{file}, {field}: {first['msg']} (found {shown!r}).",
        "Correct that line, then run the command again.",
    )


def hashed(path: Path) -> tuple[str, int]:
    """A file's hash and size."""
    return provenance.file_hash(path), path.stat().st_size
