"""Entries by id and by title, so that a cell can name one as people do: exactly, or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from purbeck.strategy.entry import Part
from purbeck.strategy.faults import FOLDER, RefusedError, meant, shown
from purbeck.strategy.files import FILES, LISTS
from purbeck.strategy.importing.spellings import alike, tidy

LABELS = ("title", "words", "decision")  # the first of these that an entry has is what people call it
FEW = 8


def label_of(name: str) -> str:
    """The field by which people call an entry of a list; "" where they call it by its id alone."""
    fields = LISTS[name].model_fields
    return next((label for label in LABELS if label in fields and name != "voices"), "") if "id" in fields else ""


def file_of(name: str) -> str:
    """The file that holds a list."""
    return next(shape.file for shape in FILES if name in shape.lists)


class Known:
    """The entries of the strategy, and those of the sheet that is being read."""

    def __init__(self, lists: Mapping[str, Iterable[Part]]) -> None:
        self.ids: dict[str, set[str]] = {name: set() for name in LISTS}
        self.labels: dict[str, dict[str, set[str]]] = {name: {} for name in LISTS}
        self.titles: dict[str, list[str]] = {name: [] for name in LISTS}
        self.spelt: dict[str, dict[str, str]] = {name: {} for name in LISTS}  # ids by how they are compared
        for name, entries in lists.items():
            if "id" in LISTS[name].model_fields:
                for entry in entries:
                    label = label_of(name)
                    self.add(name, str(getattr(entry, "id")), str(getattr(entry, label)) if label else "")  # noqa: B009

    def add(self, name: str, known: str, *called: str) -> None:
        """Make an entry known by its id, and by what it is called."""
        self.ids[name].add(known)
        self.spelt[name][alike(known)] = known
        for one in filter(None, called):
            self.labels[name].setdefault(alike(one), set()).add(known)
            self.titles[name].append(tidy(one))

    def called(self, name: str, text: str) -> set[str]:
        """The ids of a list's entries that are called so."""
        return self.labels[name].get(alike(text), set())

    def find(self, to: str, text: str) -> str:
        """The id that a text means, of a list or, where `to` is "", of any. Raises RefusedError where none or several are."""
        lists = [to] if to else list(LISTS)
        by_id = {text for name in lists if text in self.ids[name]}
        spelt = {self.spelt[name][alike(text)] for name in lists if alike(text) in self.spelt[name]}
        found = by_id or spelt.union(*(self.called(name, text) for name in lists))
        if len(found) == 1:
            return found.pop()
        if found:
            raise RefusedError(
                f"{shown(text)} is the title of several entries", f"Write one of their ids: {', '.join(sorted(found))}."
            )
        of = f"one of the {to} ({FOLDER}/{file_of(to)})" if to else "anything in the strategy"
        raise RefusedError(f"{shown(text)} is neither the id nor the title of {of}", self._todo(to, lists, text))

    def _todo(self, to: str, lists: list[str], text: str) -> str:
        names = [name for one in lists for name in (*self.ids[one], *self.titles[one])]
        if not names:
            where = f"{FOLDER}/{file_of(to)}" if to else f"{FOLDER}/"
            return f"There is none yet: write it in {where} or import it, then this sheet."
        ids = sorted(known for one in lists for known in self.ids[one])
        listed = f"There {'is' if len(ids) == 1 else 'are'}: {', '.join(ids)}." if len(ids) <= FEW else (
            "Write its id or its title just as the strategy's files have it.")  # fmt: skip
        return meant(text, names, listed)
