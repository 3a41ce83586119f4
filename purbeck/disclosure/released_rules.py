"""The rules that an edition was made by, as its file says them: released-rules.json."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import asdict

from purbeck.disclosure.rules import EDITIONS, CountRule, Rules, check_rule
from purbeck.errors import SettingsError, SourceError

RULES_FILE = "released-rules.json"


def rules_text(rules: Rules, edition: str) -> str:
    """The rules of an edition as they are published, by name: whoever reads its counts knows what was hidden, and why."""
    held = {rule.name: _said(rule) for rule in rules.edition(edition).values()}
    return json.dumps(held, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _said(rule: CountRule) -> dict[str, object]:
    said = asdict(rule)
    del said["name"]
    return said | {"from_": rule.from_.isoformat()}


def rules_of(text: str, published: frozenset[str], name: str = RULES_FILE) -> Rules:
    """The rules that `rules_text` wrote; `published` are sources that have none. Raises SourceError where they are none."""
    try:
        found = {where: _rule(name, where, said) for where, said in json.loads(text).items()}
    except (ValueError, KeyError, TypeError, AttributeError, SettingsError) as error:
        raise SourceError(
            f"{name} does not say by which rules the release was made ({error}).", "Publish again."
        ) from error
    by_edition = {edition: dict(_of(edition, found)) for edition in EDITIONS}
    return Rules({edition: rules for edition, rules in by_edition.items() if rules}, published)


def _rule(file: str, where: str, said: dict[str, object]) -> CountRule:
    held = said | {"from_": dt.date.fromisoformat(str(said["from_"])), "applies_to": tuple(said["applies_to"])}  # type: ignore[arg-type]
    rule = CountRule(name=where, **held)  # type: ignore[arg-type]
    check_rule(file, rule)
    return rule


def _of(edition: str, found: dict[str, CountRule]) -> Iterator[tuple[str, CountRule]]:
    for name, rule in found.items():
        of, _, short = name.partition(".")
        if of == edition:
            yield short, rule
