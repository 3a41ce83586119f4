"""The statutory checklist: what the Act requires, where it says so, and by what it is met."""

from __future__ import annotations

from purbeck.disclosure import Requirement
from purbeck.periods import spoken_day
from purbeck.publication.strategy.rows import Cell, Link, Table
from purbeck.publication.strategy.site import Content, Site

STATES = {"there": "Met", "not_there": "Not met", "left_blank": "Left blank"}
# Where on the pages a requirement's answer stands.
WHERE = {
    "definition": "index.html#definition",
    "partners": "index.html#governance",
    "kinds": "index.html#definition",
    "strategy": "delivery-plan.html",
    "education_consulted": "index.html#governance",
    "prison_consulted": "index.html#governance",
    "youth_custody_consulted": "index.html#governance",
    "published": "index.html#governance",
    "reviewed": "index.html#governance",
    "community_safety_plan": "index.html#governance",
}


def content(site: Site) -> Content:
    """The page's content."""
    held = site.checklist
    if held is None:
        return Content({"met": 0, "of": 0})
    met = sum(one.state == "there" for one in held.requirements)
    return Content({"met": met, "of": len(held.requirements)}, (table(held.requirements),))


def table(requirements: tuple[Requirement, ...]) -> Table:
    """Every requirement, a row each."""
    rows: list[tuple[Cell, ...]] = []
    for one in requirements:
        words = f"{one.words[:1].upper()}{one.words[1:]}"
        answer = Link(words, WHERE[one.id]) if one.id in WHERE and one.state == "there" else words
        read = f"read on {spoken_day(one.read)}" + ("" if one.checked else "; not in the law itself, so unsure")
        rows.append((one.requires, STATES[one.state], answer, (Link(one.section, one.page), read)))
    heads = ("What is required", "State", "By what, or what is missing", "Where it is required")
    return Table("statutory-checklist", "What the Act requires, and by what it is met", heads, tuple(rows))
