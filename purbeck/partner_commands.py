"""Command line of partners' returns: purbeck template; parses, calls, prints."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from purbeck import partner_flow
from purbeck.sources.returns.contract import contracts
from purbeck.terminal import paragraph, say

app = typer.Typer(rich_markup_mode=None)


def names_of_contracts(incomplete: str) -> list[tuple[str, str]]:
    """For a shell that completes: contracts that begin so, each with its title."""
    return [(name, one.title) for name, one in contracts().items() if name.startswith(incomplete)]


@app.command()
def template(
    name: Annotated[
        str, typer.Argument(help="The contract, as custody or emergency_department.", autocompletion=names_of_contracts)
    ],
    out: Annotated[Path, typer.Option(help="Folder to write into.", file_okay=False)] = Path(),
) -> None:
    """Write what a partner is sent: a sheet, an annex, a DPIA."""
    for path in partner_flow.template(name, out):
        say(f"Written: {path}")
    paragraph(
        "The annex and the impact assessment open in Word. Shaded lines are for people to fill in. Next: have them agreed, "
        "and send the sheet."
    )
