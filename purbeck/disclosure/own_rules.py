"""A partnership's own rules of disclosure: they may hide more than those that ship, and never less."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from purbeck.disclosure.rules import (
    DEFAULT,
    EDITIONS,
    HIDDEN,
    LIMITS,
    RULES,
    CountRule,
    Rules,
    check_rule,
    check_together,
    load_rules,
    refusal,
    sections_of,
)
from purbeck.figures import listed
from purbeck.sources.door import SOURCES
from purbeck.workspace import Workspace

OWN_FILE = "disclosure.toml"
ABOUT = ("from", "source")
MAY_SAY = ("applies_to", "from", "source", "page", "certainty", *LIMITS)
AS_AGREED = "sure: the partnership's own"
Given = Mapping[str, Any]


def rules_in_force(workspace: Workspace) -> Rules:
    """The rules that ship, with those of the workspace's disclosure.toml where it has one.

    Raises SettingsError, which says where, which value, what was expected and what to do, for a rule that would show more than
    the one that ships does, that is not dated or sourced, that is for a source nobody knows, or that another undoes.
    """
    path = workspace.path / OWN_FILE
    return tightened(load_rules(), path) if path.is_file() else load_rules()


def rules_hash(workspace: Workspace) -> str:
    """A hash of the rules of disclosure as they are now, the workspace's own among them, as it stands in the ledger."""
    own = workspace.path / OWN_FILE
    both = RULES.read_bytes() + (b"\0" + own.read_bytes() if own.is_file() else b"")
    return hashlib.sha256(both).hexdigest()


def tightened(shipped: Rules, path: Path) -> Rules:
    """Rules with those of a file of a partnership's own. What these do not say stays. Errors as `rules_in_force`."""
    found = sections_of(path)
    for edition, sections in found.items():
        if edition not in EDITIONS:
            raise refusal(path.name, edition, "there is no such edition", " or ".join(EDITIONS))
        if not isinstance(sections, dict) or not all(isinstance(one, dict) for one in sections.values()):
            raise refusal(
                path.name, edition, "it is no section of rules", f"[{edition}.a-name], and its lines below it"
            )
    by_edition = {
        edition: _edition(path.name, shipped, edition, found.get(edition, {})) for edition in shipped.by_edition
    }
    rules = Rules(by_edition, shipped.published)
    check_together(path.name, rules)
    return rules


def _edition(file: str, shipped: Rules, edition: str, sections: Mapping[str, Given]) -> dict[str, CountRule]:
    """The rules of an edition by their names: those that ship, each as tight as the partnership's default, and its own."""
    for name, given in sections.items():
        _check_section(file, f"{edition}.{name}", given)
    ships = shipped.edition(edition)
    default = sections.get(DEFAULT)
    if default is not None:
        if "applies_to" in default:
            raise refusal(file, f"{edition}.{DEFAULT}", "it says applies_to", "nothing: it is for every source")
        _merged(file, ships[DEFAULT], default, ships[DEFAULT])
    base = {name: one if default is None else _at_least(file, one, default) for name, one in ships.items()}
    own: dict[str, CountRule] = {}
    for name, given in sections.items():
        if name != DEFAULT:
            sources = _sources(file, shipped, edition, name, given)
            own[name] = _for_sources(file, name, given, [(s, shipped.of(edition, s), base) for s in sources])
    taken = {source for one in own.values() for source in one.applies_to}
    kept = {
        name: replace(one, applies_to=tuple(source for source in one.applies_to if source not in taken))
        for name, one in base.items()
        if name not in own
    }
    return {name: one for name, one in kept.items() if name == DEFAULT or one.applies_to} | own


def _check_section(file: str, where: str, given: Given) -> None:
    for key in given:
        if key not in MAY_SAY:
            raise refusal(file, where, f'it says "{key}"', "one of " + ", ".join(MAY_SAY))
    for key in ABOUT:
        if key not in given:
            raise refusal(
                file, where, f'it does not say "{key}"', "a rule that is dated and sourced: from = 2026-01-31, and source = "
                '"the data-sharing agreement, with its paragraph"',
            )  # fmt: skip
    if not isinstance(given["from"], dt.date):
        raise refusal(file, where, f"it says from = {given['from']!r}", "a date, as from = 2026-01-31")
    for key in ("source", "page", "certainty"):
        if not isinstance(given.get(key, "-"), str) or not given.get(key, "-").strip():
            raise refusal(file, where, f"it says {key} = {given[key]!r}", f'words, as {key} = "..."')
    if not any(key in LIMITS for key in given):
        raise refusal(file, where, "it hides nothing", "one at least of " + ", ".join(LIMITS))


def _sources(file: str, shipped: Rules, edition: str, name: str, given: Given) -> tuple[str, ...]:
    """The sources of an own rule: those it names, or those of the shipped rule of its name."""
    where, ships = f"{edition}.{name}", shipped.edition(edition)
    if "applies_to" not in given:
        if name in ships:
            return ships[name].applies_to
        raise refusal(
            file,
            where,
            "it does not say applies_to",
            f"the names of sources, or the name of a rule that ships: {listed(sorted(ships))}",
        )
    named = given["applies_to"]
    if not isinstance(named, list) or not named or not all(isinstance(one, str) for one in named):
        raise refusal(
            file, where, f"it says applies_to = {named!r}", 'names of sources, as applies_to = ["police_extract"]'
        )
    if name in ships:
        raise refusal(
            file,
            where,
            "a rule of that name ships with Purbeck, for sources of its own",
            "another name, or no applies_to",
        )
    known = known_sources(shipped)
    for source in named:
        if source in shipped.published:
            raise refusal(
                file, where, f'it is for "{source}", which is published already', "no rule: its counts are not hidden"
            )
        if source not in known:
            raise refusal(
                file, where, f'it is for "{source}", which no source is called', f"one of {listed(sorted(known))}"
            )
    return tuple(named)


def known_sources(rules: Rules) -> frozenset[str]:
    """The names of everything that rules can be for."""
    named = {source for edition in EDITIONS for one in rules.edition(edition).values() for source in one.applies_to}
    return frozenset(named | {source.name for source in SOURCES if source.name not in rules.published})


def _for_sources(
    file: str, name: str, given: Given, of: Iterable[tuple[str, CountRule, Mapping[str, CountRule]]]
) -> CountRule:
    """One rule for several sources. What it does not say has to be the same for all of them already."""
    made: dict[str, CountRule] = {}
    for source, ships, base in of:
        before = base[ships.name.partition(".")[2]]
        made[source] = _merged(file, before, given, ships, name, source)
    first, *others = made
    for other in others:
        for key in LIMITS:
            if getattr(made[first], key) != getattr(made[other], key):
                raise refusal(
                    file, made[first].name, f"it leaves open {key}, which is {getattr(made[first], key)} for {first} and "
                    f"{getattr(made[other], key)} for {other}", f"{key} = ..., or a section for each",
                )  # fmt: skip
    return replace(made[first], applies_to=tuple(made))


def _merged(
    file: str, before: CountRule, given: Given, ships: CountRule, name: str = DEFAULT, source: str = ""
) -> CountRule:
    """A rule with what a section says, which may show no more than the one that ships."""
    said = {key: given[key] for key in LIMITS if key in given}
    if said.get("zeros") == HIDDEN:
        said.setdefault("lowest_hidden", 0)
    made = replace(
        before, name=f"{before.name.partition('.')[0]}.{name}", **said, from_=given["from"], source=given["source"],
        page=given.get("page", ""), certainty=given.get("certainty", AS_AGREED), own=True,
    )  # fmt: skip
    check_rule(file, made)
    for key, value in said.items():
        if made.shows_more(key, ships):
            of = f", of {source}" if source else ""
            raise refusal(
                file, made.name, f"its {key} = {value} shows more than {ships.name}, which ships with Purbeck{of}",
                f"{key} = {getattr(ships, key)}, or what hides more: rules of your own may hide more, and never less",
            )  # fmt: skip
    return made


def _at_least(file: str, ships: CountRule, default: Given) -> CountRule:
    """A rule that ships, tightened where the partnership's default hides more."""
    own = {key: default[key] for key in LIMITS if key in default}
    if own.get("zeros") == HIDDEN:
        own.setdefault("lowest_hidden", 0)
    strict = {key: value for key, value in own.items() if ships.shows_more(key, replace(ships, **{key: value}))}
    if not strict:
        return ships
    said = f"{default['source']}; what it does not say, as ships: {ships.source}"
    made = replace(
        ships, **strict, from_=default["from"], source=said, page=default.get("page", ships.page),
        certainty=default.get("certainty", AS_AGREED), own=True,
    )  # fmt: skip
    check_rule(file, made)
    return made
