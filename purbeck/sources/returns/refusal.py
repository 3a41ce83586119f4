"""A file refused at the door: why, for who brought it and for the ledger, without any value."""

from __future__ import annotations

from purbeck.errors import SourceError


class ReturnRefusedError(SourceError):
    """The whole file is refused, and nothing of it is kept.

    Parameters
    ----------
    what, todo : as of every error.
    why : the reason as the ledger may keep it for years: columns and rules, and no value.
    copy_helps : whether a copy with the contract's columns only would be taken.
    """

    def __init__(self, what: str, todo: str, why: str, copy_helps: bool = False) -> None:
        super().__init__(what, todo)
        self.why = why
        self.copy_helps = copy_helps
