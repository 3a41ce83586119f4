"""A publication held against the same one derived anew, number by number."""

from purbeck.verification.comparing import compare
from purbeck.verification.verified import Difference, Verified

__all__ = ["Difference", "Verified", "compare"]
