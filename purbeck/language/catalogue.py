"""The translations of a language: a PO file that is read, checked, and brought up to date."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polib

from purbeck.errors import LanguageError
from purbeck.language.slots import SLOT, slots_of, spare_figures
from purbeck.language.speaker import Asked, languages

FOLDER = "language"
SUFFIX = ".po"
MOST_SHOWN, MOST_FAULTS, WIDTH = 60, 20, 100
BEFORE = "Nothing was written."
Key = tuple[str, str]


@dataclass(frozen=True)
class Translated:
    """A message, its translation, and the line of the file where it stands."""

    context: str
    message: str
    words: str
    line: int

    @property
    def key(self) -> Key:
        """What it is found by."""
        return self.context, self.message


@dataclass(frozen=True)
class Written:
    """What the file of a language holds now: its messages, those translated, and those no longer asked for."""

    path: Path
    messages: int
    translated: int
    obsolete: int


def file_of(workspace: Path, language: str) -> Path:
    """Where the translations of a language are. Raises LanguageError for one that is not known."""
    if language not in languages():
        known = ", ".join(f"{code} ({held['name']})" for code, held in languages().items())
        raise LanguageError(
            f'"{language}" is no language that Purbeck can publish in besides English.', f"Known: {known}."
        )
    return workspace / FOLDER / f"{language}{SUFFIX}"


def read(path: Path) -> list[Translated]:
    """The translations of a file; those marked as fuzzy are left out.

    Raises LanguageError, which lists every fault with its line, where the file cannot be read or a translation does not hold
    the slots and the figures of its message: no number is ever told otherwise in translation.
    """
    held = _opened(path)
    found = [entry for entry in held if not entry.obsolete]
    faults = [*_again(path, found), *(fault for entry in found for fault in _faults(path, entry))]
    refuse(path, faults)
    return [
        Translated(*_key(entry), entry.msgstr, entry.linenum)
        for entry in found
        if entry.msgstr.strip() and not entry.fuzzy
    ]


def refuse(path: Path, faults: Sequence[str]) -> None:
    """Raise LanguageError where there are faults, and list them."""
    if faults:
        more = [f"- and {len(faults) - MOST_FAULTS} more"] if len(faults) > MOST_FAULTS else []
        listed = "\n".join([*(f"- {fault}" for fault in faults[:MOST_FAULTS]), *more])
        raise LanguageError(
            f"Translations cannot be used as they are.\n{listed}",
            f"Correct them in {path}: each {{slot}} of the English once, and no other figures. {BEFORE}",
        )


def _opened(path: Path) -> polib.POFile:
    try:
        text = path.read_text(encoding="utf-8")
        return polib.pofile(text, wrapwidth=WIDTH)
    except FileNotFoundError:
        raise LanguageError(
            f'There are no translations yet: "{path}" is not there.',
            f"Run purbeck language with --to {path.stem}, which writes it, and have it translated.",
        ) from None
    except UnicodeDecodeError as error:
        raise LanguageError(
            f'"{path}" is not UTF-8 (byte {error.start}).',
            "Save it as UTF-8: translators' programs do unless told otherwise.",
        ) from None
    except OSError as error:  # what polib raises where the text is no PO file
        raise LanguageError(
            f'"{path}" cannot be read as a PO file ({_without_text(str(error))}).',
            "Open it in a translator's program such as Poedit, which shows what is wrong, or put back a copy of it.",
        ) from None


def _without_text(problem: str) -> str:
    """What polib says is wrong, without the whole text of the file before it."""
    where = problem.rpartition("(line ")
    return f"line {where[2].removesuffix(')')}" if where[1] else problem[-MOST_SHOWN:]


def _key(entry: polib.POEntry) -> Key:
    return entry.msgctxt or "", entry.msgid


def _shown(text: str) -> str:
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN].rstrip()}…"


def _again(path: Path, entries: Iterable[polib.POEntry]) -> Iterator[str]:
    seen: dict[Key, int] = {}
    for entry in entries:
        if (first := seen.setdefault(_key(entry), entry.linenum)) != entry.linenum:
            yield f"{path.name}, line {entry.linenum}: “{_shown(entry.msgid)}” stands in line {first} already."


def _faults(path: Path, entry: polib.POEntry) -> Iterator[str]:
    """What is wrong with a translation: slots lost or added, figures of its own, braces that are no slot."""
    said = entry.msgstr
    if not said.strip() or entry.fuzzy:
        return
    where = f"{path.name}, line {entry.linenum}: the translation of “{_shown(entry.msgid)}”"
    wanted, given = slots_of(entry.msgid), slots_of(said)
    expected = f"Expected are {_named(wanted)}." if wanted else "Expected are none."
    if lost := wanted - given:
        yield f"{where} lacks {_named(lost)}. {expected}"
    if added := given - wanted:
        yield f"{where} has {_named(added)}, which its message has not, or not so often. {expected}"
    if spare := spare_figures(said) - spare_figures(entry.msgid):
        yield f"{where} has the figure {', '.join(sorted(spare))} outside of a slot. {expected}"
    if any(mark in SLOT.sub("", said) for mark in "{}"):
        yield f"{where} has a brace that belongs to no slot. {expected}"


def _named(slots: Counter[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(slots.elements()))


def written(path: Path, asked: Mapping[Key, Asked]) -> Written:
    """Write a file of these messages with the translations it has; what is no longer asked for stays as obsolete.

    Raises LanguageError where a file is there and cannot be read, OSError where the disk refuses.
    """
    before = {_key(entry): entry for entry in _opened(path)} if path.exists() else {}
    held = polib.POFile(wrapwidth=WIDTH)
    held.metadata = _opened(path).metadata if path.exists() else _metadata(path.stem)
    held.header = _header(path.stem)
    for key, one in asked.items():
        held.append(_entry(key, one, before.get(key)))
    old = [entry for key, entry in before.items() if key not in asked and entry.msgstr.strip()]
    for entry in old:
        entry.obsolete, entry.occurrences, entry.comment = True, [], ""
        held.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_bytes(f"{held}\n".encode())
    fresh.replace(path)
    done = sum(bool(entry.msgstr.strip()) and not entry.fuzzy for entry in held if not entry.obsolete)
    return Written(path, len(asked), done, len(old))


def _entry(key: Key, asked: Asked, before: polib.POEntry | None) -> polib.POEntry:
    context, text = key
    comment = "\n".join(
        [f"Where: {'; '.join(asked.where)}", *([f"Such as: {asked.example}"] if asked.example != text else [])]
    )
    entry = polib.POEntry(msgid=text, msgctxt=context or None, comment=comment)
    if before is not None:
        entry.msgstr, entry.tcomment = before.msgstr, before.tcomment
        entry.flags = [flag for flag in before.flags if flag == "fuzzy"]
    return entry


def _metadata(language: str) -> dict[str, str]:
    return {"Language": language, "MIME-Version": "1.0", "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit"}  # fmt: skip


def _header(language: str) -> str:
    return (
        f"Words of this partnership's publications in {languages()[language]['name']}. What stands in braces varies: keep each\n"
        "{slot} once, in any order, and write no figures of your own. What is not translated is published in English."
    )
