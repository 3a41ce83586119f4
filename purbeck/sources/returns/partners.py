"""Partners as sources: each contract's supplier, terms and table, as every other source states them."""

from __future__ import annotations

from purbeck.sources.returns.contract import Contract, contracts
from purbeck.sources.returns.figures import RETURNED
from purbeck.sources.returns.records import RECORDS
from purbeck.sources.source import Source
from purbeck.tables import Table


def table_of(contract: Contract) -> Table:
    """The table that a contract's returns go into."""
    return RECORDS.get(contract.name, RETURNED)


def _source(contract: Contract) -> Source:
    return Source(
        name=contract.name,
        title=contract.title,
        supplier=contract.supplier,
        licence=contract.licence,
        attribution=f"Source: {contract.title.split(':')[0]}. Supplied by: {contract.supplier}.",
        page=contract.page,
        gateway=contract.gateway,
        retention=contract.retention,
        already_public=contract.already_public,
        tables=(table_of(contract),),
    )


PARTNERS = tuple(_source(contract) for contract in contracts().values())
