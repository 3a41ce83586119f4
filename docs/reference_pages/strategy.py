"""Files of a strategy, its checks, and how its spreadsheets may be written."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Iterable, Iterator
from typing import Any

from purbeck.strategy.checks.checks import CHECKS
from purbeck.strategy.checks.rules import Rule, shipped_rules
from purbeck.strategy.checks.statutory import checklist
from purbeck.strategy.entry import Part
from purbeck.strategy.files import FILES, LISTS
from purbeck.strategy.importing import spellings
from purbeck.strategy.importing.fields import Field, fields_of
from purbeck.strategy.indicators import home_office_measures
from purbeck.strategy.repeat_rules import repeat_rules
from reference_pages.words import cell, said


def spellings_page() -> Iterator[str]:
    """How columns may be headed and values written in a spreadsheet that is imported."""
    headings, values = spellings.headings(), spellings.values()
    yield "# Headings and words of spreadsheets"
    yield ""
    yield "What `purbeck strategy import` knows columns and values by ([how to](../how-to/import-a-spreadsheet.md)). Capitals,"
    yield "spaces, line breaks, hyphens, what stands in brackets and marks such as `*` `:` `£` make no difference. The name of"
    yield f"any field heads its column too. As of {headings.dated.isoformat()}; by judgement, not from a survey of plans."
    yield f"In every list: `id` is headed {said(headings.any['id'])} too. Passed over: {said(headings.ignored)}."
    for name in LISTS:
        yield from (
            "",
            f"## {name}",
            "",
            "| field | must be there | headed | words for its values |",
            "|---|---|---|---|",
        )
        listed = headings.lists.get(name, {})
        for path, field in fields_of(name).items():
            needed = "yes" if field.needed and path != "id" else ""
            headed, words = said(listed.get(path, ())), _words_of(name, field)
            if needed or headed or words:
                yield f"| `{field.spoken}` | {needed} | {headed} | {words} |"
    yield from ("", "## In any cell", "")
    yield f"- read as nothing: {said(values.nothing)}"
    yield f"- a column is about consent to a statement whose heading holds: {said(values.consent.asked)}"
    yield f"- there is no consent to a statement, where a cell about it begins so: {said(values.consent.refused)}"
    yield f"- consent to a statement was never taken back: {said(values.consent.never)}"
    yield f"- read as no day: {said(values.days.none)}"
    yield f"- yes: {said(values.yes)}; no: {said(values.no)}"
    yield f"- a row that begins so is a total: {said(values.rows.totals)}; a footnote: {said(values.rows.footnotes)}"
    for one in values.says_how_it_goes:
        means = one.means.replace("_", " ")
        yield f"- as the {one.field} of {one.list}, read as {means}: {said(one.words)} ([{one.source}]({one.page}))"


def _words_of(name: str, field: Field) -> str:
    found: dict[str, list[str]] = {}
    for word, (choice, doubtful) in spellings.choices_of(name, field.path, field.choices).items():
        if word != spellings.alike(choice) and not doubtful:
            found.setdefault(choice, []).append(word)
    return "; ".join(f"{choice.replace('_', ' ')}: {said(words)}" for choice, words in found.items())


def strategy_page() -> Iterator[str]:
    """Every file of a strategy, and what may stand in each."""
    yield "# Files of a strategy"
    yield ""
    yield "In `strategy/` of the workspace, in TOML. A file that is not there is as if nothing were written yet; a line that is"
    yield "not listed here is refused, with its name. Text is plain or Markdown; HTML is refused. `[name]` is written once,"
    yield "`[[name]]` for each entry; an id names one entry of its list and never changes. What each check looks at:"
    yield "[checks](checks.md)."
    for shape in FILES:
        yield from ("", f"## {shape.file}", "", f"{shape.about[:1].upper()}{shape.about[1:]}.")
        named = [(f"[{name}]", model) for name, model in shape.tables.items()]
        for title, model in [*named, *((f"[[{name}]]", model) for name, model in shape.lists.items())]:
            yield from ("", f"### {title}", "", inspect.cleandoc(model.__doc__ or ""), "")
            yield from ("| field | must be written | what it is |", "|---|---|---|", *_field_rows(model, ""))
    yield from ("", "## The Home Office's success measures", "")
    yield "An indicator takes one up with `adopts`. Unchecked means: read in what others published, not in the Home Office's"
    yield "own words."
    yield from ("", "| `adopts` | measure | above all | source |", "|---|---|---|---|")
    for one in home_office_measures().values():
        read = f"read {one.read.isoformat()}, {'checked' if one.checked else 'unchecked'}"
        yield f"| `{one.id}` | {one.title} | {one.especially} | [{one.source}]({one.page}); {read}. {one.note} |"


def _field_rows(model: type[Part], before: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        inner = _part_in(field.annotation)
        words = cell(field.description or "")
        choices = _choices(field.annotation)
        if any(choice not in words for choice in choices):
            words += f": {', '.join(f'`{choice}`' for choice in choices)}"
        yield f"| `{before}{name}` | {'yes' if field.is_required() else ''} | {words}. |"
        if inner is not None:
            yield from _field_rows(inner, f"{before}{name}.")


def _part_in(annotation: Any) -> type[Part] | None:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return annotation
    return next((found for one in typing.get_args(annotation) if (found := _part_in(one))), None)


def _choices(annotation: Any) -> tuple[str, ...]:
    if typing.get_origin(annotation) is typing.Literal:
        return typing.get_args(annotation)
    return next((found for one in typing.get_args(annotation) if (found := _choices(one))), ())


def _rule_rows(rules: Iterable[tuple[str, Rule]]) -> Iterator[str]:
    yield from ("| rule | value | unit | why | source, certainty |", "|---|---|---|---|---|")
    for name, rule in rules:
        source = f"{rule.source}, {rule.from_.isoformat()}; {rule.certainty}"
        yield f"| `{name}` | {rule.value:g} | {rule.unit} | {cell(rule.reason)}. | {source} |"


def checks_page() -> Iterator[str]:
    """What `purbeck strategy check` looks at, its thresholds, and the checklist of the Act."""
    yield "# Checks of a strategy"
    yield ""
    yield "What `purbeck strategy check` looks at, in this order. A remark is to be looked at, or, of the first five, broken:"
    yield "what is written can neither be carried out nor shown. How to use it:"
    yield "[check your strategy](../how-to/check-your-strategy.md)."
    yield from ("", "| remarks headed | look at | need |", "|---|---|---|")
    for check in CHECKS:
        about = " ".join(check.about.split())
        yield f"| {check.title} | {cell(about)}. | {check.needs and f'{check.needs} that are built'} |"
    yield from ("", "## Thresholds", "", "In `purbeck/strategy/checks/rules.toml`.", "")
    yield from _rule_rows(shipped_rules())
    yield from ("", "### Of words that are repeated", "")
    yield "In `purbeck/strategy/repeats.toml`, with the words and letters that are compared as the same"
    yield "([what is searched](../how-to/publish-your-strategy.md#what-people-said))."
    yield ""
    yield from _rule_rows((name, rule) for name, rule in repeat_rules() if isinstance(rule, Rule))
    yield from (
        "",
        "## What the Act requires",
        "",
        f"{checklist().act}, as read on {checklist().dated.isoformat()}.",
        "",
    )
    yield from ("| item | requires | section | read |", "|---|---|---|---|")
    for item in checklist().items:
        read = f"{item.read.isoformat()}, {'in the Act' if item.checked else 'not in the law itself: unchecked'}"
        yield f"| {item.id.replace('_', ' ')} | {cell(item.requires)}. | [{item.section}]({item.page}) | {read} |"
