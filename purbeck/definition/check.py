"""What a careful reader would notice in a definition: what it covers, leaves open and does to data."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from purbeck.definition.conditions import is_code
from purbeck.definition.data_held import kinds_met, rules_met, sources_held
from purbeck.definition.definition import Definition
from purbeck.definition.offence_codes import codes_of
from purbeck.definition.section_13 import FACTORS, kinds
from purbeck.store import Store

NO_RULE = "no rule says it covers this"
NOT_LISTED = "in no list of codes"
NO_CODE = "stands for no code of the list"
NOT_VERIFIED = "not checked in a source"


@dataclass(frozen=True)
class Checked:
    """What was noticed. Frames without rows say that nothing was.

    coverage : kind, named_by, rules; every kind that section 13 or its guidance names.
    unreasoned : rule, theme; rules that count and say nothing of what was considered under section 13(6).
    unconsidered : factors of section 13(6) that no rule considered.
    untiered : themes without a tier.
    codes : code, title, rules, why; codes that somebody has still to check.
    silent : sources held of which no rule says anything that they have a column for.
    not_applied : source, rule, asks_for; of the other sources held, rules that ask for what a source has no column for.
    idle : rule, theme, why; rules that decide nothing in any source held. None where nothing is built.
    unmatched : source, kind, title, count; codes, or categories, in the data that no rule decides. None where nothing is built.
    """

    definition: Definition
    coverage: pd.DataFrame
    unreasoned: pd.DataFrame
    unconsidered: list[str]
    untiered: list[str]
    codes: pd.DataFrame
    silent: list[str]
    not_applied: pd.DataFrame
    idle: pd.DataFrame | None = field(default=None)
    unmatched: pd.DataFrame | None = field(default=None)


def checked(definition: Definition, store: Store | None) -> Checked:
    """Look through a definition, and at what it does to the tables of a store, where one is given."""
    counting = [rule for rule in definition.rules if rule.theme]
    considered = {factor for rule in counting for factor in rule.considered}
    held = sources_held(store) if store else []
    unreasoned = [(rule.id, rule.theme) for rule in counting if not rule.considered]
    not_applied = [
        (source, rule.id, ", ".join(lacks))
        for source in held if definition.speaks_of(source)
        for rule in definition.rules if (lacks := rule.not_applied_to(source))
    ]  # fmt: skip
    return Checked(
        definition,
        coverage=_coverage(definition),
        unreasoned=pd.DataFrame(unreasoned, columns=["rule", "theme"]),
        unconsidered=[factor for factor in FACTORS if factor not in considered],
        untiered=[theme.id for theme in definition.themes if not theme.tier],
        codes=_codes(definition),
        silent=[source for source in held if not definition.speaks_of(source)],
        not_applied=pd.DataFrame(not_applied, columns=["source", "rule", "asks_for"]),
        idle=_idle(definition, store) if store else None,
        unmatched=_unmatched(definition, store) if store else None,
    )


def _coverage(definition: Definition) -> pd.DataFrame:
    rows = []
    for name, kind in kinds().items():
        if kind.basis == "excluded":
            continue
        rules = [rule.id for rule in definition.rules if name in rule.covers]
        named_by = "section 13" if kind.basis == "act" else "guidance"
        rows.append((kind.name, named_by, ", ".join(rules) or NO_RULE))
    return pd.DataFrame(rows, columns=["kind", "named_by", "rules"])


def _codes(definition: Definition) -> pd.DataFrame:
    """Codes that rules list, and nobody has checked: not in the list, or in it and not verified."""
    known = codes_of(definition)
    rules: dict[str, list[str]] = {}
    for rule in definition.rules:
        for asked in rule.offence_codes:
            rules.setdefault(asked, []).append(rule.id)
    rows = []
    for asked, named in rules.items():
        meant = [code for code in known if is_code(asked, code)]
        if not meant:
            rows.append((asked, "", named, NOT_LISTED if asked.isalnum() else NO_CODE))
        rows += [(code, known[code].title, named, NOT_VERIFIED) for code in meant if not known[code].verified]
    found = pd.DataFrame(rows, columns=["code", "title", "rules", "why"])
    if found.empty:
        return found
    together = found.groupby(["code", "title", "why"], sort=False)["rules"].sum().reset_index()
    together["rules"] = [", ".join(dict.fromkeys(names)) for names in together["rules"]]
    return together[["code", "title", "rules", "why"]]


def _idle(definition: Definition, store: Store) -> pd.DataFrame:
    met = rules_met(store, definition).groupby("rule")[["first", "fitting"]].sum()
    rows = []
    for rule in definition.rules:
        first, fitting = (int(n) for n in met.loc[rule.id]) if rule.id in met.index else (0, 0)
        if not first:
            why = f"fits {fitting:,}, all decided by earlier rules" if fitting else "fits nothing in the data held"
            rows.append((rule.id, rule.theme, why))
    return pd.DataFrame(rows, columns=["rule", "theme", "why"])


def _unmatched(definition: Definition, store: Store) -> pd.DataFrame:
    met = kinds_met(store, definition)
    known = codes_of(definition)
    left = met[(met["decided"] == 0) & (met["count"] > 0)].sort_values(
        ["source", "count", "kind"], ascending=[True, False, True], ignore_index=True
    )
    left["title"] = [known[kind].title if kind in known else "" for kind in left["kind"]]
    return left[["source", "kind", "title", "count"]]
