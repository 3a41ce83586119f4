"""Conditions as expressions for the engine: what `conditions` says of one incident, for a table."""

from __future__ import annotations

from collections.abc import Iterable

import ibis
import ibis.expr.types as ir

from purbeck.definition.conditions import (
    CODE,
    EXACT,
    NIGHT,
    PLACE,
    TRUE_OR_FALSE,
    Conditions,
    Night,
    code_test,
    expanded,
    place_kinds,
)


def answers(conditions: Conditions, night: Night | None, incidents: ir.Table) -> ir.BooleanValue:
    """Whether each incident, of `with_codes_tested`, answers every condition; false, never null, where something is not known."""
    return ibis.and_(
        *(_answers(name, values, night, incidents).fill_null(False) for name, values in conditions.items())
    )


def _answers(name: str, values: tuple[str | bool, ...], night: Night | None, incidents: ir.Table) -> ir.BooleanValue:
    if name == CODE:
        return incidents[_column_of(values)]
    if name == PLACE:
        return _place(incidents).isin([str(value) for value in values])
    if name == NIGHT:
        return ibis.literal(False) if night is None else _at_night(night, incidents).isin([bool(v) for v in values])
    if name in TRUE_OR_FALSE:
        return incidents[name].isin([bool(value) for value in values])
    return incidents[name].isin([str(value) for value in expanded(name, values)])


def with_codes_tested(asked: Iterable[Conditions], incidents: ir.Table) -> ir.Table:
    """Incidents with a column for each list of offence codes that some conditions ask for, as `answers` needs them.

    Each code is held against each list once, however many incidents have it. Where lists are asked for the order of the
    rows is lost.
    """
    lists = {_column_of(conditions[CODE]): conditions[CODE] for conditions in asked if CODE in conditions}
    if not lists:
        return incidents
    codes = incidents.select(one_code=incidents.offence_code).distinct()
    tests = {column: _is_listed([str(value) for value in values], codes.one_code) for column, values in lists.items()}
    codes = codes.filter(codes.one_code.notnull()).mutate(**tests)
    return incidents.left_join(codes, incidents.offence_code == codes.one_code).drop("one_code")


def _column_of(values: tuple[str | bool, ...]) -> str:
    return f"{CODE} of {', '.join(str(value) for value in values)}"


def _is_listed(listed: list[str], codes: ir.StringValue) -> ir.BooleanValue:
    exact = [one for one in listed if EXACT.fullmatch(one)]
    patterns = [test.pattern for one in listed if one not in exact and (test := code_test(one))]
    tests = [codes.isin(exact)] if exact else []
    if patterns:
        tests.append(codes.re_search("|".join(f"({pattern})" for pattern in patterns)))
    return ibis.or_(*tests)


def _place(incidents: ir.Table) -> ir.StringValue:
    kinds = place_kinds()
    return ibis.cases(
        (incidents.public_place, "public"),
        (~incidents.public_place, "private"),
        (incidents.location_type.isin(kinds.public), "public"),
        (incidents.location_type.isin(kinds.private), "private"),
        else_=ibis.null(),
    )


def _at_night(night: Night, incidents: ir.Table) -> ir.BooleanValue:
    first, end = incidents.occurred_from, incidents.occurred_to
    before_end = end - ibis.interval(minutes=1)
    last = ibis.cases((end.isnull(), first), (before_end <= first, first), else_=before_end)
    since = [one - ibis.interval(minutes=night.begins) for one in (first, last)]
    dark = [one.hour() * 60 + one.minute() < night.minutes for one in since]
    known = (
        ((incidents.date_precision == "minute") | (end > first).fill_null(False))
        & (end.isnull() | (end >= first))
        & (since[0].date() == since[1].date())
        & (dark[0] == dark[1])
    )
    return ibis.cases((known, dark[0]), else_=ibis.null())
