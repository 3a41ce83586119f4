"""Join incidents to the rules in force on their date, part by part of the incidents."""

from __future__ import annotations

from functools import partial

import ibis
import ibis.expr.types as ir

from purbeck import provenance
from purbeck.definition.compiled import answers
from purbeck.definition.conditions import Night
from purbeck.definition.definition import (
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
    store.write_part(
        COUNTED, part, union([classify(definition, incidents) for definition in definitions]), keys[part], True
    )


def classify(definition: Definition, incidents: ir.Table) -> ir.Table:
    """The incidents that a definition counts, each with the first rule it fits. Agrees with `classify_one`."""
    rules = definition.rules
    matched = incidents.select("incident_id", number=numbered(definition, incidents))
    matched = matched.filter(ibis._.number.notnull())

    def of_rule(values: list[str] | list[float]) -> ir.Value:
        return ibis.cases(*((matched.number == n, value) for n, value in enumerate(values)))

    counted = matched.mutate(
        definition=ibis.literal(definition.id),
        definition_version=ibis.literal(definition.version),
        rule_id=of_rule([rule.id for rule in rules]),
        theme=of_rule([rule.theme for rule in rules]),
        weight=of_rule([rule.weight for rule in rules]),
    ).drop("number")
    return counted.filter(counted.theme != "")


def numbered(definition: Definition, incidents: ir.Table) -> ir.IntegerValue:
    """The place in the list of the first rule that each incident fits, one that leaves it out too; null where none."""
    fitting = ((fits(rule, definition.night, incidents), n) for n, rule in enumerate(definition.rules))
    return ibis.cases(*fitting, else_=ibis.null()).cast("int64")


def fits(rule: Rule, night: Night | None, incidents: ir.Table) -> ir.BooleanValue:
    """Whether each incident fits a rule, whatever rules are tried before it."""
    conditions = [incidents.month.between(rule.first, rule.last), answers(rule.when, night, incidents)]
    if without := that_lack(rule.asked):
        conditions.append(incidents.source.notin(without).fill_null(True))
    if rule.any_of:
        conditions.append(ibis.or_(*(answers(one, night, incidents) for one in rule.any_of)))
    conditions += [~answers(one, night, incidents) for one in rule.unless]
    return ibis.and_(*conditions)
