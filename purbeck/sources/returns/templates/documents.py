"""Documents made from a contract by the templates beside this: a sharing annex, an impact assessment."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from purbeck.periods import spoken_day
from purbeck.sources.returns.contract import Contract
from purbeck.sources.returns.templates import wording

ANNEX, ASSESSMENT = "annex.html", "dpia.html"


def text(template: str, contract: Contract) -> str:
    """A template filled in from a contract. What only people can know stands as a line that says so."""
    return _environment().get_template(template).render(contract=contract)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("purbeck.sources.returns.templates", "."),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals |= {"how": wording.how, "notes": wording.notes, "spoken_day": spoken_day}
    return made
