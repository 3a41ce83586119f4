"""The rules of an edition in words, for whoever reads figures that were made by them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from purbeck.disclosure.rules import HIDDEN, SERVICES, SHOWN, CountRule, Rules
from purbeck.figures import listed
from purbeck.periods import spoken_day
from purbeck.sources.door import SOURCES

TITLES = {source.name: source.title for source in SOURCES}
OF_SERVICES = "people at services, in the strategy"
# What a finding says of its counts; the rules themselves are said once, where these lead.
ROUNDED = "Made of counts that this edition rounds, or hides where they are small."
SMALL_HIDDEN = "Made of counts of which this edition hides small ones."
OF_SHOWN_COUNTS = (ROUNDED, SMALL_HIDDEN)
ALSO_HIDDEN = (
    "A count that would give a hidden one away is hidden too. A hidden count is not nought, and not missing. Rates, shares, "
    "intervals and charts are made of the counts as they are shown; what rounding or hiding leaves open is not said."
)
ALL_PUBLISHED = "Every count here is published already, and is shown as it was published."


@dataclass(frozen=True)
class HowShown:
    """How an edition shows counts: a sentence for each rule that it rests on, what holds for all, and the id of what is shown."""

    rules: tuple[str, ...]
    of_all: str
    id: str


def how_shown(rules: Rules, edition: str, sources: Iterable[str], shown: str) -> HowShown:
    """The rules for counts of these sources, one sentence each; `shown` is the id of what the edition shows."""
    by_way: dict[tuple[str, str], list[str]] = {}
    for source in sources:
        if source not in rules.published and source in TITLES:
            rule = rules.of(edition, source)
            by_way.setdefault((f"{way(rule)}.{_besides(rule)}", spoken_day(rule.from_)), []).append(TITLES[source])
    said = tuple(
        f"{listed(sorted(set(titles)))}: {does} Rule of {since}." for (does, since), titles in sorted(by_way.items())
    )
    published = " What is published already is shown as it was published." if said else ""
    return HowShown(said, f"{ALSO_HIDDEN}{published}" if said else ALL_PUBLISHED, shown)


def caveat(rules: Rules, edition: str, sources: Iterable[str]) -> str:
    """What an edition does to counts of these sources, in a few words; "" where all are published already."""
    found = [rules.of(edition, source) for source in sources if source not in rules.published and source in TITLES]
    if not found:
        return ""
    return ROUNDED if any(rule.round_to > 1 for rule in found) else SMALL_HIDDEN


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
    said = [f"counts of {rule.lowest_hidden} to {rule.highest_hidden} are hidden"]
    if rule.least_respondents > rule.highest_hidden:
        said = [f"estimates that rest on fewer than {rule.least_respondents} answers are hidden"]
    if rule.round_to > 1:
        said.append(f"others are rounded to the nearest {rule.round_to}")
    if rule.zeros == SHOWN and rule.least_respondents <= rule.highest_hidden:
        said.append("a nought is shown, and is exact")
    elif rule.zeros != HIDDEN and rule.least_respondents <= rule.highest_hidden:
        said.append("a nought is shown but where it would tell in which group everybody is")
    return "; ".join(said)


def _besides(rule: CountRule) -> str:
    """What a rule does to counts for more than their size, as sentences; "" where it does nothing."""
    said = ""
    if rule.least_people:
        said += f" Counts of places with fewer than {rule.least_people:,} residents are hidden."
    if rule.largest_share < 1:
        said += f" So would counts be of which one contributor holds more than {rule.largest_share:.0%}, if any contract told it."
    return said
