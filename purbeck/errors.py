"""What can go wrong, in the user's words, with the exit code each kind gives."""

from __future__ import annotations


class PurbeckError(Exception):
    """Something the user can put right; shown without a traceback.

    Parameters
    ----------
    what : what is wrong, with the value, as a sentence.
    todo : what to do next, as a sentence.
    """

    exit_code = 1

    def __init__(self, what: str, todo: str) -> None:
        self.what = what
        self.todo = todo
        super().__init__(f"{what} {todo}")


class SettingsError(PurbeckError):
    """A file a person wrote (partnership.toml, a definition) says something that cannot be used."""

    exit_code = 3


class PlaceError(PurbeckError):
    """An area code is not in the lookups."""

    exit_code = 4


class SourceError(PurbeckError):
    """A supplied file cannot be read at all, or its rows do not add up."""

    exit_code = 5


class TableError(PurbeckError):
    """A table does not obey its declaration, has not been built yet, or is out of date."""

    exit_code = 6


class StorageError(PurbeckError):
    """The disk or the folder refused: full, read-only, locked by another run."""

    exit_code = 7


class DefinitionError(PurbeckError):
    """A definition's own worked examples do not come out as it says they must."""

    exit_code = 8


class FormatError(PurbeckError):
    """A workspace was made by a newer Purbeck, in a form that this one does not know."""

    exit_code = 9


class FetchError(PurbeckError):
    """Something could not be downloaded; the message names its page, what to look for there and where to put it."""

    exit_code = 10


class AreasError(PurbeckError):
    """Of several areas to publish some could not be; the others were, and the index says which and why."""

    exit_code = 11


class StrategyError(PurbeckError):
    """Files of the strategy cannot be used, or something in them cannot stand; each is told with its file and line."""

    exit_code = 12


class ParagraphError(PurbeckError):
    """A paragraph of the analyst's own cannot be read, or may not be published as it is; each fault with file and line."""

    exit_code = 14


class LanguageError(PurbeckError):
    """Translations cannot be used: a language that is not known, a file that cannot be read, a slot lost or added."""

    exit_code = 15


INTERRUPTED_EXIT_CODE = 130


class DisclosureError(PurbeckError):
    """Counts cannot be released so that nothing protected can be worked out."""

    exit_code = 13
