"""Partners' files that came into sources/ by hand: what stops, and why, before any table is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from purbeck.errors import SourceError
from purbeck.sources.returns import grid, headings
from purbeck.sources.returns.contract import Contract, contracts
from purbeck.sources.returns.figures import NAMES_FIGURE
from purbeck.sources.returns.identifying_values import identifying_heading
from purbeck.sources.returns.ledger import Entry
from purbeck.sources.returns.stored import FOLDER, ISSUES
from purbeck.sources.returns.terms import Terms
from purbeck.sources.source import Issue

PEOPLE = "people"  # what is suspected of a file with a column that tells who somebody is
RULE, GONE = "by_hand", "stored_file"


@dataclass(frozen=True)
class Stock:
    """Stored files that may be read, the contracts whose returns stop, and the issues that say why."""

    usable: frozenset[str]
    stopped: frozenset[str]
    issues: tuple[Issue, ...]


def suspicion(path: Path) -> str:
    """What a file that is nothing of ours may be: the contract whose needed headings it has, `people`, or "".

    Where a contract needs only headings that much open data has too (period, area code, measure, unit, value), a file is
    taken for it if it has no others.
    """
    try:
        grids = grid.opened(path)
    except SourceError:
        return ""
    for contract in contracts().values():
        fits = headings.fits if _needs_its_own(contract) else headings.fits_alone
        if any(fits(one, contract, Terms()) for one in grids):
            return contract.name
    texts = [text for one in grids for _, cells in one.first if sum(map(bool, cells)) > 1 for text in cells]
    return PEOPLE if any(identifying_heading(text) for text in texts) else ""


def _needs_its_own(contract: Contract) -> bool:
    """Whether a contract needs a heading that says what it is about: not the general shape, and not only when and where."""
    needed = [column for column in contract.columns if column.required]
    return NAMES_FIGURE not in contract.names and any(column.part not in ("period", "place") for column in needed)


def take_stock(held: Mapping[str, Entry], found: Mapping[str, str], suspected: Mapping[str, str]) -> Stock:
    """Hold the files below sources/ against the ledger.

    Parameters
    ----------
    held : the stored files that should be there, as `ledger.held` gives them.
    found : each file inside sources/ and its hash.
    suspected : each file that is nothing of ours, and what it may be, as `suspicion` gives it.
    """
    issues: list[Issue] = []
    stopped: set[str] = set()
    for name, sha256 in sorted(found.items()):
        contract, why = (
            _of_returns(name, sha256, held) if name.startswith(f"{FOLDER}/") else _elsewhere(suspected.get(name))
        )
        if why:
            issues.append(_issue(contract, name, why))
            stopped |= {contract} & set(contracts())
    for name, entry in held.items():
        if name not in found:
            issues.append(_missing(name, entry))
    usable = {name for name, entry in held.items() if name in found and entry.contract not in stopped}
    return Stock(frozenset(usable), frozenset(stopped), tuple(issues))


def _of_returns(name: str, sha256: str, held: Mapping[str, Entry]) -> tuple[str, str]:
    """The contract of a file below sources/returns/, and what is wrong with it or ""."""
    stored = name.removesuffix(ISSUES) + ".csv" if name.endswith(ISSUES) else name
    contract = Path(name).parts[1] if len(Path(name).parts) > 2 else ""
    if stored not in held:
        return contract, "did not come through the door"
    if stored == name and held[name].stored_sha256 != sha256:
        return contract, "was changed after it came through the door"
    return contract, ""


def _elsewhere(suspected: str | None) -> tuple[str, str]:
    if suspected == PEOPLE:
        return "", "has a column that tells who somebody is"
    return (
        suspected or "",
        f"has the columns of the return {suspected}, and did not come through the door" if suspected else "",
    )


def _issue(contract: str, name: str, why: str) -> Issue:
    stops = f" Until then no return of {contract} is read." if contract in contracts() else ""
    use = f"purbeck add WORKSPACE FILE --as {contract or 'NAME'}"
    return Issue(
        contract or "unknown", name, None, None, None, RULE, "rejected",
        f"{name} {why}. None of it was read. Remove it from sources/; a partner's file comes in with {use}.{stops}",
    )  # fmt: skip


def _missing(name: str, entry: Entry) -> Issue:
    return Issue(
        entry.contract, name, None, None, None, GONE, "rejected",
        f"{name} was taken in on {entry.entered_on} and is no longer in sources/. Put it back from a copy, or add the partner's "
        "file again.",
    )  # fmt: skip
