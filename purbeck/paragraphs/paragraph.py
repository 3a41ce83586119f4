"""What a paragraph of the analyst's own is: its head, its words, what its findings said."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

FOLDER = "paragraphs"
MARK = "+++"  # the lines between which the head stands
FIRST, LAST = "first", "last"
Edition = Literal["partners", "public"]
FindingId = Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Stood(_Closed):
    """What a finding said when somebody last looked: number and interval as printed, and every figure of its sentences.

    Where `figures` is left out, only the number and its interval are held against the finding.
    """

    id: FindingId
    on: dt.date
    build: str = ""
    value: str = ""
    lower: str = ""
    upper: str = ""
    figures: tuple[str, ...] | None = None


class Head(_Closed):
    """The head of a file.

    Parameters
    ----------
    chapter : slug of the chapter it belongs to.
    place : "first" or "last" in that chapter, or the id of the finding that it follows.
    about : ids of the findings that it is tied to.
    editions : the editions that it is for.
    places : places outside the area that it names on purpose.
    stood : what those findings said when somebody last looked; `purbeck paragraphs --accept` writes it.
    """

    chapter: str = Field(min_length=1)
    place: Literal["first", "last"] | FindingId = "first"
    about: tuple[FindingId, ...] = ()
    editions: tuple[Edition, ...] = Field(("partners", "public"), min_length=1)
    places: tuple[str, ...] = ()
    stood: tuple[Stood, ...] = ()

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        for named in (self.about, tuple(one.id for one in self.stood)):
            if len(set(named)) < len(named):
                raise ValueError("a finding is named twice")
        return self


@dataclass(frozen=True)
class Paragraph:
    """A file of paragraphs/: its name without .md, its head, its words in Markdown, the line on which those begin."""

    name: str
    head: Head
    words: str
    line: int

    @property
    def file(self) -> str:
        """Where it is in the workspace."""
        return f"{FOLDER}/{self.name}.md"


@dataclass(frozen=True)
class Told:
    """What a finding says, as far as whoever asks may know it.

    `numbers` are those that it holds, each with whether it is a percentage; `texts` are its sentences, of which `names` may
    name places. `hidden` is why it is not shown, or "". `value`, `lower` and `upper` are as printed.
    """

    id: str
    title: str
    texts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    numbers: tuple[tuple[float, bool], ...] = ()
    value: str = ""
    lower: str = ""
    upper: str = ""
    build: str = ""
    hidden: str = ""


@dataclass(frozen=True)
class Fault:
    """Something for which a paragraph may not be published: where, what with its value, what was expected, what to do."""

    file: str
    line: int
    what: str
    expected: str
    todo: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.what}. {self.expected} {self.todo}".replace("  ", " ")
