"""The way of partners' returns: asked for, checked, taken in through the door, and let go."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pandas as pd

from purbeck import flow
from purbeck.sources import boundaries, gazetteer, known_areas
from purbeck.sources.build import PLACES
from purbeck.sources.returns import by_hand, checking, disposal, estimating, mapping_file, taking_in
from purbeck.sources.returns.checking import Checked
from purbeck.sources.returns.contract import contract, contracts
from purbeck.sources.returns.disposal import Disposal
from purbeck.sources.returns.estimating import Estimated
from purbeck.sources.returns.locating import gazetteer_of
from purbeck.sources.returns.locator import Locator, with_lsoas
from purbeck.sources.returns.mapping import terms_of
from purbeck.sources.returns.proposing import Proposal
from purbeck.sources.returns.records import kept
from purbeck.sources.returns.register import Line, register
from purbeck.sources.returns.stored import FOLDER, read_rows
from purbeck.sources.returns.taking_in import Added
from purbeck.sources.returns.templates import written
from purbeck.sources.returns.terms import Terms
from purbeck.sources.source import ISSUES
from purbeck.store import quiet_known_warnings
from purbeck.tables import Table
from purbeck.workspace import Tell, Workspace, silent

PLACED = {"exact": "to a spot", "street": "to a street", "lsoa": "to an LSOA", "none": "not known"}


def contracts_named(beginning: str) -> list[tuple[str, str]]:
    """Contracts whose names begin so, each with its title: what a shell completes with."""
    return [(name, one.title) for name, one in contracts().items() if name.startswith(beginning)]


def template(name: str, out: Path | str) -> list[Path]:
    """Write what a partner is sent of a contract into a folder: sheet (XLSX, CSV), sharing annex, impact assessment.

    Raises SettingsError where there is no such contract, StorageError where a file is there already.
    """
    return written.write(contract(name), Path(out))


def returns(path: Path | str, on: dt.date) -> list[Line]:
    """A line for each source that partners were asked for or sent, as things are on a day. Errors as `register`."""
    return register(Workspace(Path(path)), on)


def dispose(
    path: Path | str, name: str, on: dt.date, past_end: bool = False, why: str = "", dry_run: bool = False
) -> Disposal:  # fmt: skip
    """Take away what a source sent, or with `dry_run` only say what would go. Errors as `disposal.dispose`."""
    workspace = Workspace(Path(path))
    return (
        disposal.plan(workspace, name, on, past_end)
        if dry_run
        else disposal.dispose(workspace, name, on, past_end, why)
    )


def propose_mapping(
    path: Path | str, file: Path | str, name: str, mapping: str, today: dt.date, tell: Tell = silent
) -> tuple[Proposal, Path]:
    """Propose a mapping of a file onto the contract of that name, and write it into the workspace's mappings/.

    Nothing of the file is stored but headings and, of columns that are not sensitive, the values to be told as codes. Errors as
    `mapping_file.proposed` and `mapping_file.write`.
    """
    workspace = Workspace(Path(path)).path
    mapping_file.refuse_taken(workspace, mapping)
    proposal = mapping_file.proposed(Path(file), name, tell)
    return proposal, mapping_file.write(workspace, mapping, proposal, today)


def check_return(
    file: Path | str, name: str, today: dt.date, days: str = "", write: Path | None = None, tell: Tell = silent,
    mapping: Path | None = None,
) -> Checked:  # fmt: skip
    """Hold a file against the contract of that name, read by a mapping where one is given.

    With `write`, write a copy of what may leave. Errors as `checking.check`, and SettingsError for an incomplete mapping.
    """
    return checking.check(Path(file), name, today, tell, _terms(name, days, mapping), write)


def estimate(answers: Path, design: Path, write: Path, today: dt.date, tell: Tell = silent) -> Estimated:
    """Make from the answers to a survey the estimates that its contract asks for. Errors as `estimating.estimate`."""
    return estimating.estimate(answers, design, write, today, tell)


def _terms(name: str, days: str, mapping: Path | None) -> Terms:
    if mapping is None:
        return Terms(day_form=days)
    return replace(terms_of(mapping_file.ready(mapping, name), contract(name)), day_form=days)


def add(
    path: Path | str, file: Path | str, name: str, today: dt.date, days: str = "", replacing: bool = False,
    tell: Tell = silent, mapping: str = "",
) -> Added:  # fmt: skip
    """Take a partner's file into a workspace under the contract of that name, read by the mapping of a name, if any.

    Records are located by the boundaries and the gazetteer in sources/, which are read first where they are out of date: the
    words that tell a place are kept nowhere, and could not be asked again. Errors as `taking_in.add`, `flow.read`; SettingsError
    for a mapping that is not complete.
    """
    quiet_known_warnings()
    workspace = Workspace(Path(path))
    if contract(name).holds == "records" and _has_open_files(workspace):
        flow.read(path, tell)
    try:
        terms = _terms(name, days, mapping_file.path_of(workspace.path, mapping) if mapping else None)
        added = taking_in.add(workspace, Path(file), name, today, tell, terms, replacing, _locator(workspace))
        if added.fitted is not None and added.fitted.contract.holds == "records":
            added.fitted.remarks.append(_placed(workspace, added.stored_as))
        if added.fitted is not None:
            added.fitted.remarks += _unknown(workspace, added)
        return added
    finally:
        workspace.store.close()


def stopped(workspace: Workspace) -> list[str]:
    """What the last build found in sources/ that should not be there, or should and is not; none of it was read."""
    issues = workspace.store.rows(ISSUES)
    return list(issues.loc[issues["rule"].isin((by_hand.RULE, by_hand.GONE)), "message"])


def _locator(workspace: Workspace) -> Locator:
    """What places records, of the tables of the last build; of those that are lacking, nothing is known."""

    def held(table: Table) -> pd.DataFrame:
        return workspace.table(table) if workspace.store.files(table) else table.empty()

    lsoas = boundaries.Lsoas(held(boundaries.TABLE))
    names = gazetteer_of(with_lsoas(held(gazetteer.GAZETTEER.table), lsoas), held(PLACES))
    return Locator(names, lsoas)


def _unknown(workspace: Workspace, added: Added) -> list[str]:
    """What is said of each area of a stored file that the lookups of the last build do not know; a build says it again."""
    assert added.fitted is not None
    names = [column.name for column in kept(added.fitted.contract) if column.form == "place"]
    names += ["lsoa21"] if added.fitted.contract.holds == "records" else []
    rows = read_rows(workspace.sources / added.stored_as, names)
    counts = pd.concat([rows[name] for name in names]).value_counts().drop("", errors="ignore")
    lacking = known_areas.unknown(workspace.store, counts.index)
    return [known_areas.said_of_unknown(code, int(counts[code])) for code in sorted(lacking)]


def _has_open_files(workspace: Workspace) -> bool:
    """Whether there is anything in sources/ but partners' returns."""
    return any(one.name != FOLDER and not one.name.startswith(".") for one in workspace.sources.glob("*"))


def _placed(workspace: Workspace, stored_as: str) -> str:
    """How many records of a stored file are known to have happened where."""
    found = read_rows(workspace.sources / stored_as, ["location_precision"])["location_precision"].value_counts()
    said = ", ".join(f"{found.get(one, 0):,} {words}" for one, words in PLACED.items())
    names = workspace.store.files(gazetteer.GAZETTEER.table) and len(workspace.table(gazetteer.GAZETTEER.table))
    without = (
        ""
        if names
        else (
            " No gazetteer was read, so words told no place but the name of an LSOA. Take one in (purbeck get), "
            "then add this file again: it takes the place of what is stored."
        )
    )
    return f"Where they happened: {said}. Words that told a place were kept nowhere.{without}"
