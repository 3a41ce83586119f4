"""The manifest: which files there are to download, whose they are, where they lie, how each is known."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from purbeck import periods
from purbeck.errors import SettingsError
from purbeck.workspace import settings_error

MANIFEST = Path(__file__).parent / "datasets"  # a file for each dataset: adding one is dropping a file there
BYTES_IN_A_MEGABYTE = 1_000_000

Address = Annotated[str, Field(pattern=r"^https?://[^\s/]+")]
Words = Annotated[str, Field(min_length=1)]


class Strict(BaseModel):
    """Frozen, and closed to fields that are not listed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class AtAddress(Strict):
    """The file lies at one address that stays."""

    how: Literal["address"]
    address: Address


class ByMonth(Strict):
    """The address has a month in it, `{month}`; the newest that is there counts.

    `newest` and `oldest` say how many months before this one are tried first and last.
    """

    how: Literal["month"]
    address: Annotated[str, Field(pattern=r"^https?://[^\s/]+.*\{month\}")]
    newest: int = Field(ge=0)
    oldest: int = Field(le=36)

    def addresses(self, today: dt.date) -> list[str]:
        """The addresses to try, newest month first."""
        now = periods.month_number(f"{today:%Y-%m}")
        months = [periods.month_name(now - back) for back in range(self.newest, self.oldest + 1)]
        return [self.address.replace("{month}", month) for month in months]


class LinkOnPage(Strict):
    """The address changes with each publication: it is the one link on a page whose file name fits a pattern."""

    how: Literal["link"]
    address: Address
    link: Words


class FeatureService(Strict):
    """A layer or table of an ArcGIS feature service (`.../FeatureServer/0`), asked for page by page."""

    how: Literal["feature_service"]
    address: Annotated[str, Field(pattern=r"^https?://[^\s/]+.*/\d+$")]
    shapes: bool = False


class CsvPages(Strict):
    """CSV given so many rows at a time; `{offset}` in the address stands for the rows already given.

    `total`, where there is such a column, is the one in which every row says how many rows there are in all.
    """

    how: Literal["csv_pages"]
    address: Annotated[str, Field(pattern=r"^https?://[^\s/]+.*\{offset\}")]
    rows: int = Field(gt=0)
    total: str = ""


class ByHand(Strict):
    """Nothing to download: a person makes the file or fetches it."""

    how: Literal["by_hand"]


Find = Annotated[
    AtAddress | ByMonth | LinkOnPage | FeatureService | CsvPages | ByHand,
    Field(discriminator="how"),
]


class Dataset(Strict):
    """A file to download, as one file of the manifest says.

    `table` is what `door.recognise` says of it; `expected` are regular expressions, each of which one of its column
    names has to fit. `unverified` means that nobody has reached the address from where this was written.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: Words
    publisher: Words
    licence: Words
    page: Address
    look_for: Words
    table: str = Field(pattern=r"^sources/[a-z0-9_]+(/[a-z0-9_]+)?$")
    expected: tuple[str, ...] = Field(min_length=1)
    suffix: str = Field(pattern=r"^\.[a-z]{2,7}$")
    first_assessment: bool
    published: Words
    refresh_days: int | None = Field(default=None, gt=0)
    most_megabytes: int = Field(default=100, gt=0)
    most_minutes: int = Field(default=60, gt=0)
    unverified: bool
    checked_on: dt.date
    checked_by: Words
    note: str = ""
    find: Find

    @model_validator(mode="after")
    def _patterns_can_be_read(self) -> Self:
        patterns = (*self.expected, self.find.link) if isinstance(self.find, LinkOnPage) else self.expected
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f'"{pattern}" is not a regular expression ({error})') from error
        return self

    @property
    def most_bytes(self) -> int:
        """What a download may hold at most."""
        return self.most_megabytes * BYTES_IN_A_MEGABYTE

    def columns(self, headings: Sequence[str]) -> dict[str, str | None]:
        """The heading that fits each expected pattern; None where none does."""
        return {
            pattern: next((name for name in headings if re.fullmatch(pattern, name)), None) for pattern in self.expected
        }

    def lacking(self, headings: Sequence[str]) -> list[str]:
        """The expected columns that are not among the headings, as people would write them; 24 stands for any year."""
        return [spoken(pattern) for pattern, name in self.columns(headings).items() if name is None]


def spoken(pattern: str) -> str:
    """A pattern of a heading as an example of one: "LAD24CD" for any year, N for any number."""
    return pattern.replace(r"\d\d", "24").replace(r"\d+", "N").replace(".*", "").replace("\\", "").replace("|", " or ")


def read(folder: Path = MANIFEST) -> tuple[Dataset, ...]:
    """Every dataset of a manifest: those a first assessment needs, then the others, by name.

    Raises SettingsError naming the file, the field and what was expected.
    """
    found = [_read_one(path) for path in sorted(folder.glob("*.toml"))]
    if not found:
        raise SettingsError(f'"{folder}" holds no datasets.', "Each dataset is a .toml file there.")
    return tuple(sorted(found, key=lambda dataset: (not dataset.first_assessment, dataset.name)))


def _read_one(path: Path) -> Dataset:
    shown = f"{path.parent.name}/{path.name}"
    try:
        dataset = Dataset.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{shown} cannot be read as TOML: {error}.", "Correct that line.") from error
    except ValidationError as error:
        raise settings_error(shown, error) from error
    if dataset.name != path.stem:
        raise SettingsError(
            f'{shown}, name: "{dataset.name}" is not the name of the file.', f'Write name = "{path.stem}".'
        )
    return dataset


def chosen(manifest: Sequence[Dataset], names: Sequence[str]) -> list[Dataset]:
    """The datasets of these names. Raises SettingsError for a name that is not in the manifest."""
    known = {dataset.name: dataset for dataset in manifest}
    for name in names:
        if name not in known:
            raise SettingsError(
                f'There is no dataset "{name}". There are: {", ".join(known)}.',
                f"To take in files that you have: purbeck get PATH --from {name}"
                if Path(name).exists()
                else "Check the spelling; purbeck get PATH --list shows what each is.",
            )
    return [known[name] for name in dict.fromkeys(names)]
