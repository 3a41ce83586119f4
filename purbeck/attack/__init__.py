"""The attacker: a release read as an outsider would, and what is hidden in it worked out."""

from purbeck.attack.attack import attack
from purbeck.attack.attacked import Attacked
from purbeck.attack.found import Leak

__all__ = ["Attacked", "Leak", "attack"]
