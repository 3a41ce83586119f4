"""A sheet to fill in: the headings of a list, a row that shows how, and what each heading means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from purbeck.strategy.importing import days, spellings
from purbeck.strategy.importing.fields import Field, fields_of
from purbeck.strategy.importing.known import label_of
from purbeck.strategy.strategy import Strategy

FEW = 12  # ids that are listed one by one
WIDE, NARROW = 40, 18  # characters
WRITTEN = {
    "role": "A role, never the name of a person", "number": "A number", "whole": "A whole number", "yes_no": "yes or no",
    "words": "Words on one line", "prose": "Words, Markdown if you like",
    "text": "As it stands elsewhere: an address, a theme, the id of a finding",
}  # fmt: skip
EXAMPLES = {"role": "Head of community safety", "day": "31/03/2027", "number": "12000", "whole": "12", "yes_no": "yes"}
NOTES = ("Heading", "What it is", "Needed", "How it is written")


@dataclass(frozen=True)
class Template:
    """Of a list: its headings with their widths, one row as an example, and the notes on each heading."""

    name: str
    headings: tuple[str, ...]
    widths: tuple[int, ...]
    example: tuple[str, ...]
    notes: tuple[tuple[str, ...], ...]


def template(name: str, strategy: Strategy) -> Template:
    """The sheet of a list, as this strategy would fill it in: its ids stand in the notes."""
    fields = list(_fields(name))
    return Template(
        name,
        tuple(heading_of(name, field) for field in fields),
        tuple(WIDE if field.kind in {"words", "prose"} else NARROW for field in fields),
        tuple(_example(name, field, strategy) for field in fields),
        tuple((heading_of(name, field), _capital(field.about), "yes" if field.needed and field.path != "id" else "no",
               _how(field, strategy)) for field in fields),
    )  # fmt: skip


def heading_of(name: str, field: Field) -> str:
    """What a column is headed in a template: what people call it most, else the field's own name."""
    listed = spellings.headings().lists.get(name, {}).get(field.path, ())
    known = spellings.known_headings(name)
    called = next((one for one in listed if known[spellings.heading_alike(one)][0] == field.path), field.spoken)
    return "ID" if field.path == "id" else _capital(called)


def _fields(name: str) -> Iterator[Field]:
    """What people call an entry by, what it needs, then the rest that lists are known to have, and the id last."""
    fields, listed = fields_of(name), spellings.headings().lists.get(name, {})
    label = label_of(name)
    chosen = [f for f in fields.values() if f.path != "id" and (f.needed or not listed or f.path in listed)]
    yield from sorted(chosen, key=lambda field: (field.path != label, not field.needed))
    if "id" in fields:
        yield fields["id"]


def _example(name: str, field: Field, strategy: Strategy) -> str:
    if field.path == label_of(name) or (not label_of(name) and field is next(_fields(name))):
        return "Example: delete this row"
    if field.kind == "choice":
        return field.choices[0].replace("_", " ")
    if field.kind == "id":
        return next(iter(_ids(field.to, strategy)), "")
    if field.kind in {"words", "prose"}:
        return _capital(field.about)
    return EXAMPLES.get(field.kind, "")


def _how(field: Field, strategy: Strategy) -> str:
    several = "; several with a semicolon between them" if field.many else ""
    if field.path == "id":
        return "May be left empty: it is then made from the title"
    if field.kind == "choice":
        return f"One of: {', '.join(choice.replace('_', ' ') for choice in field.choices)}{several}"
    if field.kind == "id":
        ids = _ids(field.to, strategy)
        there = f": {', '.join(ids)}" if 0 < len(ids) <= FEW else ""
        return f"Id or title of one of the {field.to or 'entries'}{there}{several}"
    if field.kind == "day":
        month = {"last": "; a month means its last day", "first": "; a month means its first day", "exact": ""}
        return f"A day, like 31/03/2027{month[days.wanted(field.path)]}"
    return f"{WRITTEN[field.kind]}{several}"


def _ids(name: str, strategy: Strategy) -> Sequence[str]:
    return [entry.id for entry in getattr(strategy, name)] if name else []


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
