"""Join incidents to the rules in force on their date, part by part of the incidents."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import ibis
import ibis.expr.types as ir

from purbeck import provenance
from purbeck.definition.compiled import answers, with_codes_tested
from purbeck.definition.conditions import Conditions, Night
from purbeck.definition.definition import (
    ALL_MONTHS,
    COUNTED,
    Definition,
    Rule,
    check_examples,
    read_definitions,
)  # fmt: skip
from purbeck.definition.source_columns import that_lack
from purbeck.incidents.incident import TABLE as INCIDENTS
from purbeck.store import Store, union
from purbeck.workspace import Tell, Workspace


def build(workspace: Workspace, tell: Tell) -> None:
    """Bring the counted incidents up to date with the incidents and the definitions."""
    store = workspace.store
    definitions = read_definitions(workspace.definition_files())
    for definition in definitions:
        check_examples(definition)
    versions = [(d.id, d.version) for d in definitions]
    keys = {part: provenance.key_of(key, versions) for part, key in store.parts(INCIDENTS).items()}
    held = store.parts(COUNTED)
    stale = [part for part, key in keys.items() if held.get(part) != key]
    work = partial(_build_part, store, definitions, keys)
    store.run_side_by_side(work, stale, lambda n: tell("applying the definition", n, len(stale)))
    store.keep_parts(COUNTED, keys)


def _build_part(store: Store, definitions: list[Definition], keys: dict[str, str], part: str) -> None:
    path = store.part_path(INCIDENTS, part, store.parts(INCIDENTS)[part])
    incidents = store.engine.parquet(INCIDENTS, [path])
    sources = store.fetch(incidents.select("source").distinct())["source"].dropna()
    # One without a rule for what is in the part counts nothing there: nothing is gained by trying each of its rules.
    speaking = [d for d in definitions if any(d.speaks_of(source) for source in sources)] or definitions[:1]
    # Held, so that the rules are gone through once: an engine that filters by what it works out works it out twice.
    with store.engine.held(numbered(speaking, incidents, "incident_id")) as numbers:
        rows = union([counted(definition, numbers, n) for n, definition in enumerate(speaking)])
        store.write_part(COUNTED, part, rows, keys[part], not any(asks_of_codes(one) for one in speaking))


def counted(definition: Definition, numbers: ir.Table, place: int) -> ir.Table:
    """The incidents that a definition counts, each with the first rule it fits. Agrees with `classify_one`.

    `numbers` are of `numbered`, in which the definition is the one at `place`.
    """
    number = numbers[f"number_{place}"]
    rules = definition.rules

    def of_rule(values: list[str] | list[float]) -> ir.Value:
        return ibis.cases(*((number == n, value) for n, value in enumerate(values)))

    kept = numbers.filter(number.isin([n for n, rule in enumerate(rules) if rule.theme]))
    return kept.select(
        "incident_id",
        definition=ibis.literal(definition.id),
        definition_version=ibis.literal(definition.version),
        rule_id=of_rule([rule.id for rule in rules]),
        theme=of_rule([rule.theme for rule in rules]),
        weight=of_rule([rule.weight for rule in rules]),
    )


def asks_of_codes(definition: Definition) -> bool:
    """Whether any of its rules asks for offence codes."""
    return any(rule.offence_codes for rule in definition.rules)


def numbered(definitions: Sequence[Definition], incidents: ir.Table, *keep: str) -> ir.Table:
    """For each definition the place in its list of the first rule that each incident fits, one that leaves it out too.

    As columns number_0, number_1 and so on, null where none, with the columns named in `keep` beside. The order of rows is
    lost where a definition `asks_of_codes`.
    """
    tested = with_codes_tested(every_branch(definitions), incidents)
    return tested.select(*keep, **{f"number_{n}": first_that_fits(one, tested) for n, one in enumerate(definitions)})


def every_branch(definitions: Sequence[Definition]) -> list[Conditions]:
    """Every group of conditions of every rule."""
    return [branch for one in definitions for rule in one.rules for branch in rule.branches]


def first_that_fits(definition: Definition, tested: ir.Table) -> ir.IntegerValue:
    """The place in the list of the first rule that each incident, of `with_codes_tested`, fits; null where none."""
    fitting = ((fits(rule, definition.night, tested), n) for n, rule in enumerate(definition.rules))
    return ibis.cases(*fitting, else_=ibis.null()).cast("int16")


def fits(rule: Rule, night: Night | None, tested: ir.Table) -> ir.BooleanValue:
    """Whether each incident, of `with_codes_tested`, fits a rule, whatever rules are tried before it."""
    conditions = [answers(rule.when, night, tested)]
    if (rule.first, rule.last) != ALL_MONTHS:
        conditions.append(tested.month.between(rule.first, rule.last))
    if without := that_lack(rule.asked):
        conditions.append(tested.source.notin(without).fill_null(True))
    if rule.any_of:
        conditions.append(ibis.or_(*(answers(one, night, tested) for one in rule.any_of)))
    conditions += [~answers(one, night, tested) for one in rule.unless]
    return ibis.and_(*conditions)
