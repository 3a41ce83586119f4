"""Two editions of a publication compared: what changed since the last one, and why, each reason apart."""

from purbeck.editions.changes import Change, Compared, Line
from purbeck.editions.comparing import compare
from purbeck.editions.edition import Edition, read_edition

__all__ = ["Change", "Compared", "Edition", "Line", "compare", "read_edition"]
