"""Contracts of partners' returns, and the code lists they use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from purbeck.sources.returns.asked import FILE, Answer, Asked
from purbeck.sources.returns.code_lists import code_lists
from purbeck.sources.returns.contract import Contract, contracts
from purbeck.sources.returns.templates.wording import how, notes
from reference_pages.words import cell

ANSWERS = get_args(Answer)


def contracts_page() -> Iterator[str]:
    """Every contract with its terms and columns; then every code list."""
    yield "# Contracts"
    yield ""
    yield "What each partner may send, a file each in `purbeck/sources/returns/contracts/`. Any column that is not listed refuses"
    yield "the whole file. How to ask: [ask partners for data](../how-to/ask-partners-for-data.md). A contract is unchecked until"
    yield "somebody has read its power and its time of keeping in their sources."
    for one in contracts().values():
        yield from _contract(one)
    yield from (
        "",
        "## What was asked for",
        "",
        f"`{FILE}` in the workspace's folder, which people write: an `[[asked]]` a request.",
        "",
    )
    yield from ("| field | must be written | what it is |", "|---|---|---|")
    for name, field in Asked.model_fields.items():
        choices = ": " + ", ".join(f"`{choice}`" for choice in ANSWERS) if name == "answer" else ""
        yield f"| `{name}` | {'yes' if field.is_required() else ''} | {cell(field.description or '')}{choices}. |"
    yield from ("", "## Code lists", "", "Unsure means: by judgement, or not read again in its source.")
    for name, codes in code_lists().items():
        yield from ("", f"### {name}", "", f"{cell(codes.about)}. Source: {cell(codes.source)}; looked at on")
        yield f"{codes.checked_on.isoformat()}, {codes.certainty}."
        yield from ("", "| code | what it means |", "|---|---|")
        yield from (f"| `{code}` | {cell(words)} |" for code, words in codes.names.items())


def _contract(one: Contract) -> Iterator[str]:
    yield from ("", f"## {one.title} (`{one.name}`)", "")
    yield f"- sender: {one.supplier}; one row is {one.one_row}"
    yield f"- holds: {one.holds}" + ("; of health or social care" if one.care else "")
    if one.standard:
        yield f"- standard: {one.standard}"
    yield f"- purpose: {cell(one.purpose)}"
    yield f"- gateway: {cell(one.gateway)} (<{one.gateway_source}>)"
    yield f"- handling: {cell(one.handling)}; licence: {cell(one.licence)}"
    yield f"- every {one.refresh_days} days; kept {one.retention}: {cell(one.retention_reason)}"
    yield f"- terms: {'checked' if one.checked else '**unchecked**'}, looked at on {one.checked_on.isoformat()}"
    yield from ("", "| column | heading | what it is | how it is written | remarks |", "|---|---|---|---|---|")
    for column in one.columns:
        also = "".join(f" or {cell(heading)}" for heading in column.also)
        written = f"one of the list [{column.codes}](#{column.codes})" if column.codes else how(column)
        unit = f" ({column.unit})" if column.unit else ""
        remarks = cell(notes(column, one))
        yield f"| `{column.name}` | {column.heading}{also} | {cell(column.meaning)}{unit} | {cell(written)} | {remarks} |"
