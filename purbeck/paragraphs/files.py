"""Reads and writes the files of paragraphs/: a head in TOML between two lines of +++, then Markdown."""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import ValidationError

from purbeck.errors import ParagraphError, StorageError
from purbeck.figures import listed
from purbeck.paragraphs.paragraph import FOLDER, MARK, Head, Paragraph, Stood, Told
from purbeck.paragraphs.states import as_it_stands
from purbeck.strategy.lines import lines_of, nearest

NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
NO_HEAD = (
    f"It begins with a head between two lines of {MARK}: begin it again with purbeck paragraphs PATH --new CHAPTER."
)
STOOD_BEGINS = re.compile(r"^\s*(# What its findings said|\[\[\s*stood\s*\]\])", re.MULTILINE)
STOOD_COMMENT = "# What its findings said when somebody last looked. Leave this to purbeck paragraphs --accept."
BEGIN = "Write here, in Markdown. Numbers are those of the findings named above, rounded as you like."


def read(workspace: Path) -> tuple[Paragraph, ...]:
    """Every paragraph of a workspace, by name. Raises ParagraphError, which lists every fault, where one cannot be read."""
    found, faults = [], []
    for path in sorted((workspace / FOLDER).glob("*.md")):
        try:
            found.append(_read(path))
        except ParagraphError as error:
            faults.append(f"- {error.what} {error.todo}")
    if faults:
        raise ParagraphError(
            "Files of paragraphs/ cannot be used:\n" + "\n".join(faults), "Correct them, then run this again."
        )
    return tuple(found)


def _read(path: Path) -> Paragraph:
    file = f"{FOLDER}/{path.name}"
    if not NAME.fullmatch(path.stem):
        raise ParagraphError(f'"{file}" cannot be the name of a paragraph.', "Use small letters, digits and hyphens.")
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ParagraphError(f"{file} cannot be read as UTF-8 text ({error}).", "Save it as UTF-8.") from error
    head, words = _split(file, text)
    return Paragraph(path.stem, _head(file, head), words, head.count("\n") + 3)


def _split(file: str, text: str) -> tuple[str, str]:
    """The head, which ends with a new line, and what follows it."""
    lines = text.split("\n")
    marks = [number for number, line in enumerate(lines) if line.rstrip() == MARK]
    if len(marks) < 2 or marks[0] != 0:
        raise ParagraphError(f"{file}, line 1: there is no head.", NO_HEAD)
    return "".join(f"{line}\n" for line in lines[1 : marks[1]]), "\n".join(lines[marks[1] + 1 :])


def _head(file: str, text: str) -> Head:
    try:
        held = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = re.search(r"line (\d+)", str(error))
        line = int(where.group(1)) + 1 if where else 2
        raise ParagraphError(f"{file}, line {line}: the head is not TOML ({error}).", "Correct that line.") from error
    try:
        return Head.model_validate(held)
    except ValidationError as error:
        first = error.errors()[0]
        place = tuple(part for part in first["loc"] if isinstance(part, int) or part in text)
        line = nearest(lines_of(text), place) + 1
        field = ".".join(str(part) for part in first["loc"][:1]) or "the head"
        known = f"A head may hold: {listed(list(Head.model_fields))}."
        raise ParagraphError(
            f"{file}, line {line}, {field}: {first['msg']} (found {json.dumps(first.get('input'), default=str)}).", known
        ) from error  # fmt: skip


def begin(workspace: Path, chapter: str, about: Iterable[str], told: Mapping[str, Told], on: dt.date) -> Path:
    """Write a file to begin a paragraph with, tied to findings as they stand; returns it. None is written over."""
    folder = workspace / FOLDER
    number = 1
    while (folder / f"{chapter}-{number}.md").exists():
        number += 1
    named = tuple(dict.fromkeys(about))
    ids = ", ".join(f'"{one}"' for one in named)
    head = "".join(f"# {one}: {' '.join(told[one].title.split())}\n" for one in named)
    head += f'chapter = "{chapter}"\nplace = "first" # or "last", or the id of the finding that it follows\n'
    head += f'about = [{ids}]\neditions = ["partners", "public"]\n'
    path = folder / f"{chapter}-{number}.md"
    _write(path, head + _stood([as_it_stands(told[one], on) for one in named]), f"\n{BEGIN}\n")
    return path


def accept(workspace: Path, paragraph: Paragraph, told: Mapping[str, Told], on: dt.date) -> Path:
    """Write what its findings say now into the head of a paragraph; nothing else in the file changes."""
    path = workspace / paragraph.file
    head, words = _split(paragraph.file, path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n"))
    begins = STOOD_BEGINS.search(head)
    kept = head[: begins.start()].rstrip("\n") + "\n" if begins else head
    _write(path, kept + _stood([as_it_stands(told[one], on) for one in paragraph.head.about]), words)
    return path


def _stood(several: Iterable[Stood]) -> str:
    found = ""
    for one in several:
        figures = ", ".join(json.dumps(figure, ensure_ascii=False) for figure in one.figures or ())
        found += f'\n[[stood]]\nid = "{one.id}"\non = {one.on.isoformat()}\nbuild = "{one.build}"\n'
        found += f'value = "{one.value}"\nlower = "{one.lower}"\nupper = "{one.upper}"\nfigures = [{figures}]\n'
    return f"\n{STOOD_COMMENT}{found}" if found else ""


def _write(path: Path, head: str, words: str) -> None:
    """Write a file beside its place, then put it there, so that whoever is stopped has the old or the new."""
    fresh = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(f"{MARK}\n{head}{MARK}\n{words}".encode())
        fresh.replace(path)
    except OSError as error:
        raise StorageError(
            f'"{path}" could not be written ({error.strerror or error}).', "Close programs that have it open, then try again."
        ) from error  # fmt: skip
