"""A list as people have it: its headings, a row without a fault, and what an import says of it."""

from __future__ import annotations

from purbeck.strategy.importing.proposal import Proposal

HEADINGS = ("Action", "Lead officer", "Lead agency", "Deadline", "Status")
GOOD = ("Knife arches", "Neighbourhood inspector", "police", "31/03/2027", "Not started")


def refusals(proposal: Proposal) -> str:
    """Every refusal, a line each."""
    return "\n".join(str(one) for row in proposal.of("refused") for one in row.refusals)


def remarks(proposal: Proposal) -> str:
    """Everything that is said of how the sheet and its rows were read, a line each."""
    said = [*proposal.table.said, *(one for row in proposal.rows for one in row.said)]
    return "\n".join([*proposal.remarks, *map(str, said)])
