"""The rules of an edition in words, for whoever reads figures that were made by them."""

from __future__ import annotations

from collections.abc import Iterable

from purbeck.disclosure.rules import CountRule, Rules
from purbeck.figures import listed
from purbeck.sources.door import SOURCES

TITLES = {source.name: source.title for source in SOURCES}


def in_words(rules: Rules, edition: str, sources: Iterable[str]) -> tuple[str, ...]:
    """What an edition does to counts of these sources, a sentence for each way; nothing of those that are published already.

    Counts that would give a hidden one away are hidden as well, which is said once.
    """
    by_way: dict[str, list[str]] = {}
    for source in sources:
        if source not in rules.published and source in TITLES:
            by_way.setdefault(_way(rules.of(edition, source)), []).append(TITLES[source])
    if not by_way:
        return ()
    said = [
        f"Made of counts in which {way}" + (f" (of {listed(sorted(set(titles)))})." if len(by_way) > 1 else ".")
        for way, titles in sorted(by_way.items())
    ]
    return (*said[:-1], f"{said[-1]} So are others that would give one of these away.")


def _way(rule: CountRule) -> str:
    hidden = f"{rule.lowest_hidden} to {rule.highest_hidden} are hidden"
    return f"{hidden} and all others rounded to the nearest {rule.round_to}" if rule.round_to > 1 else hidden
