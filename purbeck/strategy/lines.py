"""Where in a TOML file each thing stands: the line of every table, key and element of a list."""

from __future__ import annotations

import tomllib

Path = tuple[str | int, ...]  # ("actions", 3, "aims", 0): the first aim of the fourth action

SPACE = " \t"
ENDS_A_BARE_VALUE = ",]}#\n"


def lines_of(text: str) -> dict[Path, int]:
    """The line, from 1, of everything in a text that `tomllib` has read without complaint.

    A table and an entry of a list of tables stand at their header, a key where it is written, an element of a list at
    its first character. What has no header of its own (the parents of `[a.b]`) stands where it is first named.
    """
    return _Scan(text.replace("\r\n", "\n")).lines


def nearest(lines: dict[Path, int], path: Path) -> int:
    """The line of a thing, or of the closest that holds it where the thing itself is not written; 1 for the file."""
    for length in range(len(path), 0, -1):
        if path[:length] in lines:
            return lines[path[:length]]
    return 1


class _Scan:
    """One pass over the text. What is valid is known already, so only the extent of each part matters."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.counted = 0  # the character up to which lines have been counted
        self.lines: dict[Path, int] = {}
        self.entries: dict[Path, int] = {}  # lists of tables, with how many entries each has so far
        table: Path = ()
        while self._to_next_statement():
            table = self._header() if self._sees("[") else self._pair(table)

    def _to_next_statement(self) -> bool:
        self._skip(SPACE + "\n")
        return self.at < len(self.text)

    def _sees(self, mark: str) -> bool:
        return self.text.startswith(mark, self.at)

    def _skip(self, characters: str) -> None:
        """Go past these characters, and past comments where an end of line is among them."""
        while self.at < len(self.text):
            if self.text[self.at] in characters:
                self.at += 1
            elif self.text[self.at] == "#" and "\n" in characters:
                self.at = self._find("\n", self.at)
            else:
                return

    def _find(self, mark: str, start: int) -> int:
        found = self.text.find(mark, start)
        return len(self.text) if found < 0 else found

    def _note(self, path: Path, at: int) -> None:
        """Remember where a thing stands, the first time it is named."""
        self.line += self.text.count("\n", self.counted, at)
        self.counted = at
        self.lines.setdefault(path, self.line)

    def _header(self) -> Path:
        """A table header; the path of the table that begins there."""
        at, many = self.at, self._sees("[[")
        self.at += 2 if many else 1
        keys = self._keys("]")
        self.at += 2 if many else 1
        path: Path = ()
        for key in keys[:-1]:
            path = self._current((*path, key))
            self._note(path, at)
        path = (*path, keys[-1])
        self._note(path, at)
        if many:
            self.entries[path] = self.entries.get(path, 0) + 1
            path = self._current(path)
            self._note(path, at)
        return path

    def _current(self, path: Path) -> Path:
        """The table a header's key means: of a list of tables, the entry begun last."""
        return (*path, self.entries[path] - 1) if path in self.entries else path

    def _pair(self, table: Path) -> Path:
        """A key and its value; the table they stand in."""
        at, path = self.at, table
        for key in self._keys("="):
            path = (*path, key)
            self._note(path, at)
        self.at += 1
        self._value(path)
        return table

    def _keys(self, end: str) -> list[str]:
        """The parts of a dotted key, as far as the mark that ends it."""
        keys = []
        while True:
            self._skip(SPACE)
            start = self.at
            if self.text[start] in "\"'":
                self._string()
            else:
                while self.text[self.at] not in f"{SPACE}.{end}":
                    self.at += 1
            keys.append(_plain(self.text[start : self.at]))
            self._skip(SPACE)
            if self._sees(end):
                return keys
            self.at += 1  # the dot

    def _value(self, path: Path) -> None:
        self._skip(SPACE)
        if self.text[self.at] in "\"'":
            self._string()
        elif self._sees("["):
            self._list(path)
        elif self._sees("{"):
            self._inline_table(path)
        else:
            while self.at < len(self.text) and self.text[self.at] not in ENDS_A_BARE_VALUE:
                self.at += 1

    def _list(self, path: Path) -> None:
        self.at += 1
        number = 0
        while True:
            self._skip(SPACE + "\n,")
            if self._sees("]"):
                break
            self._note((*path, number), self.at)
            self._value((*path, number))
            number += 1
        self.at += 1

    def _inline_table(self, path: Path) -> None:
        self.at += 1
        while True:
            self._skip(SPACE + "\n,")
            if self._sees("}"):
                break
            self._pair(path)
        self.at += 1

    def _string(self) -> None:
        """Go past a string of any of the four kinds."""
        quote = self.text[self.at]
        mark = quote * 3 if self._sees(quote * 3) else quote
        self.at += len(mark)
        while not self._sees(mark):
            self.at += 2 if quote == '"' and self._sees("\\") else 1
        self.at += len(mark)
        while len(mark) == 3 and self._sees(quote):  # up to two quotes may stand before the three that end it
            self.at += 1


def _plain(key: str) -> str:
    """A key without the quotation marks it may stand in."""
    return next(iter(tomllib.loads(f"{key} = 0"))) if key[0] in "\"'" else key
