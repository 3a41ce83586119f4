"""The rules of an edition in words, for whoever reads figures that were made by them."""

from __future__ import annotations

from collections.abc import Iterable

from purbeck.disclosure.rules import ALL_KNOWN, SERVICES, CountRule, Rules
from purbeck.figures import listed
from purbeck.sources.door import SOURCES

TITLES = {source.name: source.title for source in SOURCES}
OF_SERVICES = "people at services, in the strategy"


def in_words(rules: Rules, edition: str, sources: Iterable[str]) -> tuple[str, ...]:
    """What an edition does to counts of these sources, a sentence for each way; nothing of those that are published already.

    Counts that would give a hidden one away are hidden as well, which is said once.
    """
    by_way: dict[str, list[str]] = {}
    for source in sources:
        if source not in rules.published and source in TITLES:
            by_way.setdefault(way(rules.of(edition, source)), []).append(TITLES[source])
    if not by_way:
        return ()
    said = [
        f"Made of counts in which {way}" + (f" (of {listed(sorted(set(titles)))})." if len(by_way) > 1 else ".")
        for way, titles in sorted(by_way.items())
    ]
    return (*said[:-1], f"{said[-1]} So are others that would give one of these away.")


def rules_listed(rules: Rules, edition: str, sources: Iterable[str]) -> tuple[str, ...]:
    """The rules of an edition that touch any of these sources, a paragraph each: of what, what they do, where they come from."""
    held: dict[str, list[str]] = {}
    for source in sources:
        if source not in rules.published:
            held.setdefault(rules.of(edition, source).name, []).append(
                OF_SERVICES if source == SERVICES else TITLES[source]
            )
    return tuple(
        _listed(rule, sorted(held[rule.name])) for rule in rules.edition(edition).values() if rule.name in held
    )


def _listed(rule: CountRule, titles: list[str]) -> str:
    whose = "stands in the workspace's own disclosure.toml" if rule.own else "ships with Purbeck"
    return f"Rule {rule.name}, of {listed(titles)}: {way(rule)}.{_besides(rule)} It {whose}, from {rule.from_}: {rule.source}."


def way(rule: CountRule) -> str:
    """What a rule does to counts, as the end of a sentence."""
    most = max(rule.highest_hidden, rule.least_respondents - 1)
    said = [f"{rule.lowest_hidden} to {most} are hidden" if most > rule.lowest_hidden else f"{most} is hidden"]
    if rule.round_to > 1:
        but = "" if rule.lowest_hidden == 0 else " but 0"
        said.append(f"all others{but} rounded to the nearest {rule.round_to}")
    if rule.zeros == ALL_KNOWN:
        said.append("0 hidden too where one group of people holds everybody of a place")
    return listed(said)


def _besides(rule: CountRule) -> str:
    """What a rule does to counts for more than their size, as sentences; "" where it does nothing."""
    said = ""
    if rule.least_people:
        said += f" Counts of places with fewer than {rule.least_people:,} residents are hidden."
    if rule.largest_share < 1:
        said += f" So would counts be of which one contributor holds more than {rule.largest_share:.0%}, if any contract told it."
    return said
