"""Rules of disclosure: what an edition hides or rounds, by source; contradictions are refused."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any

from purbeck.errors import SettingsError
from purbeck.sources.door import SOURCES

RULES = Path(__file__).with_name("disclosure.toml")
EDITIONS = PARTNERS, PUBLIC = ("partners", "public")
DEFAULT = "default"
SERVICES = "services"  # what rules call the counts of people in the strategy's services.toml
SHOWN, HIDDEN, ALL_KNOWN = "shown", "hidden", "hidden where all are known"
STRICTNESS = {SHOWN: 0, ALL_KNOWN: 1, HIDDEN: 2}  # of what becomes of noughts
LIMITS = (
    "lowest_hidden", "highest_hidden", "round_to", "zeros", "least_people", "largest_share", "least_respondents",
)  # fmt: skip
STRICTER_WHERE_LESS = ("lowest_hidden", "largest_share")
MOST_HIDDEN = 100  # a rule that hides more than this was meant for something else


@dataclass(frozen=True)
class CountRule:
    """How counts of some sources are shown in an edition. `name` is "edition.rule"; the other fields are disclosure.toml's.

    `own` is one of a partnership's own, which no file says of itself.
    """

    name: str
    lowest_hidden: int
    highest_hidden: int
    round_to: int
    zeros: str
    least_people: int
    largest_share: float
    least_respondents: int
    from_: dt.date
    source: str
    page: str
    certainty: str
    applies_to: tuple[str, ...] = ()
    own: bool = False

    def hides(self, least: int, most: int) -> bool:
        """Whether a count within least..most may be one that is hidden for its size."""
        return least <= self.highest_hidden and most >= self.lowest_hidden

    def rounded(self, count: int) -> int:
        """The multiple of `round_to` nearest to a count; halves go up."""
        return (count + self.round_to // 2) // self.round_to * self.round_to

    def shown_range(self, value: int) -> tuple[int, int]:
        """Which counts are shown as `value`, as anybody who knows the rule can work out."""
        if value == 0:
            return 0, 0  # no other count is rounded to it: check_rule sees to that
        low = value - self.round_to // 2
        return max(low, self.highest_hidden + 1), low + self.round_to - 1

    def shows_more(self, key: str, than: CountRule) -> bool:
        """Whether by one of LIMITS, taken by itself, more is shown than by another rule."""
        ours, theirs = getattr(self, key), getattr(than, key)
        if key == "zeros":
            return STRICTNESS[ours] < STRICTNESS[theirs]
        return bool(ours > theirs if key in STRICTER_WHERE_LESS else ours < theirs)


@dataclass(frozen=True)
class Rules:
    """The rules of every edition, and the sources that are published already."""

    by_edition: Mapping[str, Mapping[str, CountRule]]
    published: frozenset[str]

    def of(self, edition: str, source: str) -> CountRule:
        """The rule for a source in an edition. Raises SettingsError where there is no such edition."""
        return next(
            (r for r in self.edition(edition).values() if source in r.applies_to), self.edition(edition)[DEFAULT]
        )

    @property
    def hidden_at_most(self) -> tuple[int, int]:
        """The least and the most that any rule hides for its size."""
        every = [rule for of in self.by_edition.values() for rule in of.values()]
        return min(rule.lowest_hidden for rule in every), max(rule.highest_hidden for rule in every)

    def edition(self, edition: str) -> Mapping[str, CountRule]:
        """The rules of an edition, by their names in it. Raises SettingsError where there is no such edition."""
        if edition not in self.by_edition:
            raise SettingsError(
                f'"{edition}" is not an edition with rules of disclosure; there are {" and ".join(self.by_edition)}.',
                "Name one of them.",
            )
        return self.by_edition[edition]

    def of_row(self, name: str, source: str) -> CountRule | None:
        """The rule of that name; where there is none any more, that of its edition for the source."""
        edition = name.partition(".")[0]
        return self.named(name) or (self.of(edition, source) if edition in self.by_edition else None)

    def named(self, name: str) -> CountRule | None:
        """The rule of that name, "edition.rule"; None where there is none any more."""
        edition, _, rule = name.partition(".")
        return self.by_edition.get(edition, {}).get(rule)


def load_rules(path: Path = RULES, published: frozenset[str] | None = None) -> Rules:
    """The rules of a file, checked one by one and against each other.

    published : names of sources that are published already; those that their declarations say, where it is not given.
    Raises SettingsError that says which rule, which value, what was expected and what to do.
    """
    found = sections_of(path)
    by_edition = {edition: _edition(path.name, edition, sections) for edition, sections in found.items()}
    for edition in EDITIONS:
        if edition not in by_edition:
            raise refusal(path.name, edition, "there is no such edition", "a section [" + edition + ".default]")
    if published is None:
        published = frozenset(source.name for source in SOURCES if source.already_public)
    rules = Rules(by_edition, published)
    check_together(path.name, rules)
    return rules


def sections_of(path: Path) -> dict[str, Any]:
    """What a file of rules says, by edition. Raises SettingsError where it cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{path.name} cannot be read as TOML: {error}.", "Put the line right and run again."
        ) from error
    except OSError as error:
        raise SettingsError(
            f"{path.name} cannot be read ({error.strerror or error}).", "Close programs that have it open."
        ) from error


def _edition(file: str, edition: str, sections: Mapping[str, Any]) -> dict[str, CountRule]:
    if edition not in EDITIONS:
        raise refusal(file, edition, "there is no such edition", " or ".join(EDITIONS))
    if DEFAULT not in sections:
        raise refusal(file, edition, "it has no default", f"a section [{edition}.{DEFAULT}]")
    default = {key: value for key, value in sections[DEFAULT].items() if key != "applies_to"}
    about = {"from", "source", "page", "certainty"}
    inherited = {key: value for key, value in default.items() if key not in about}
    found = {}
    for name, given in sections.items():
        where = f"{edition}.{name}"
        missing = sorted(about - set(given))
        if missing:
            raise refusal(file, where, f"it does not say {', '.join(missing)}", "a rule that is dated and sourced")
        found[name] = _rule(file, where, default if name == DEFAULT else inherited | given)
    return found


def _rule(file: str, where: str, given: Mapping[str, Any]) -> CountRule:
    values = {("from_" if key == "from" else key): value for key, value in given.items()}
    known = {one.name: one for one in fields(CountRule) if one.name not in ("name", "own")}
    for key in values:
        if key not in known:
            raise refusal(
                file, where, f'it says "{key}"', "one of " + ", ".join(sorted(known)).replace("from_", "from")
            )
    for key, one in known.items():
        if key not in values and one.default is MISSING:
            raise refusal(file, where, f'it does not say "{key}", and no default does', f"{key} = ...")
    values["applies_to"] = tuple(values.get("applies_to", ()))
    rule = CountRule(where, **values)
    check_rule(file, rule)
    return rule


def check_rule(file: str, rule: CountRule) -> None:
    """Refuse a rule that cannot be meant."""
    wrong = [
        (not isinstance(rule.from_, dt.date), f"from = {rule.from_!r}", "a date"),
        (not _count(rule.lowest_hidden, 0, 1), f"lowest_hidden = {rule.lowest_hidden!r}", "0 or 1: no smaller count is shown"),
        (not _count(rule.highest_hidden, 1, MOST_HIDDEN), f"highest_hidden = {rule.highest_hidden!r}", f"1 to {MOST_HIDDEN}"),
        (not _count(rule.round_to, 1, MOST_HIDDEN), f"round_to = {rule.round_to!r}", f"1 to {MOST_HIDDEN}"),
        (rule.zeros not in (*STRICTNESS,), f"zeros = {rule.zeros!r}", " or ".join(f'"{one}"' for one in STRICTNESS)),
        (
            (rule.zeros == HIDDEN) != (rule.lowest_hidden == 0),
            f'zeros = "{rule.zeros}" and lowest_hidden = {rule.lowest_hidden}',
            'lowest_hidden = 0 with zeros = "hidden", else 1',
        ),
        (not _count(rule.least_people, 0, 1 << 31), f"least_people = {rule.least_people!r}", "a number of people, 0 for none"),
        (not _count(rule.least_respondents, 0, 1 << 31), f"least_respondents = {rule.least_respondents!r}", "a number, or 0"),
        (not _share(rule.largest_share), f"largest_share = {rule.largest_share!r}", "0.5 to 1 (1: not applied)"),
    ]  # fmt: skip
    for is_wrong, value, expected in wrong:
        if is_wrong:
            raise refusal(file, rule.name, f"it says {value}", expected)
    more, needed = rule.highest_hidden + 1, (rule.round_to - 1) // 2
    if rule.rounded(more) == 0:
        raise refusal(
            file,
            rule.name,
            f"it has round_to = {rule.round_to} and highest_hidden = {more - 1}: counts from {more} on would be shown as 0",
            f"highest_hidden = {needed} or more, or less rounding",
        )


def _share(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0.5 <= value <= 1


def _count(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def check_together(file: str, rules: Rules) -> None:
    """Refuse rules of which one undoes another."""
    for edition, found in rules.by_edition.items():
        if found[DEFAULT].applies_to:
            raise refusal(file, f"{edition}.default", "it says applies_to", "nothing: it is for every other source")
        seen: dict[str, str] = {}
        for rule in found.values():
            for source in rule.applies_to:
                if source in seen:
                    raise refusal(
                        file, rule.name, f'it is for "{source}", as is {seen[source]}', "one rule for each source"
                    )
                if source in rules.published:
                    raise refusal(
                        file,
                        rule.name,
                        f'it is for "{source}", which is published already',
                        "no rule: its counts are not hidden",
                    )
                seen[source] = rule.name
            if rule.name != f"{edition}.{DEFAULT}" and not rule.applies_to:
                raise refusal(file, rule.name, "it is for no source", 'applies_to = ["..."]')
    sources = {source for found in rules.by_edition.values() for rule in found.values() for source in rule.applies_to}
    for source in (DEFAULT, *sorted(sources)):
        partners, public = rules.of("partners", source), rules.of("public", source)
        for key in LIMITS:
            if public.shows_more(key, partners):
                of = "" if source == DEFAULT else f", of {source}"
                raise refusal(
                    file, public.name, f"its {key} = {getattr(public, key)} shows more than {partners.name} shows partners "
                    f"({getattr(partners, key)}){of}", "the public edition to show no more than the partners' edition",
                )  # fmt: skip


def refusal(file: str, where: str, value: str, expected: str) -> SettingsError:
    """The error of a rule that cannot be meant, or that undoes another."""
    return SettingsError(
        f"{file}, [{where}]: {value}; expected was {expected}.",
        "Put the rule right and run again; nothing is released until the rules agree.",
    )
