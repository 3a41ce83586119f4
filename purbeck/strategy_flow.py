"""The way of the strategy: its files held against what was built; `flow` makes what was built."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pandas as pd

from purbeck import disclosure, flow, provenance
from purbeck.definition.definition import read_definitions
from purbeck.errors import SourceError, StorageError, StrategyError
from purbeck.findings import current
from purbeck.findings.build import headline_first
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.language.speaker import Speaker
from purbeck.measures.measure import TABLE as MEASURES
from purbeck.periods import Period
from purbeck.publication.sheets import Book, Cell, Grid, Sheet
from purbeck.publication.spreadsheet import spreadsheet
from purbeck.publication.strategy.record import folders_in
from purbeck.publication.strategy.site import Site
from purbeck.publication.strategy.texts import texts_of
from purbeck.sources import residents_by_year
from purbeck.sources.build import PLACES
from purbeck.sources.door import NEEDED
from purbeck.store import quiet_known_warnings
from purbeck.strategy.checks import checks, heard
from purbeck.strategy.checks.beside import Beside, DefinitionRow, FindingRow
from purbeck.strategy.checks.checks import Check
from purbeck.strategy.checks.dates import Ending, endings
from purbeck.strategy.checks.evidence import decision_rewritten
from purbeck.strategy.checks.remark import Remark
from purbeck.strategy.faults import FOLDER
from purbeck.strategy.files import LISTS
from purbeck.strategy.importing import applying
from purbeck.strategy.importing.applying import Applied, Undone
from purbeck.strategy.importing.proposal import Proposal
from purbeck.strategy.importing.proposing import propose
from purbeck.strategy.importing.template import NOTES, Template, template
from purbeck.strategy.indicators import MeasureRow
from purbeck.strategy.published import enter as enter_decisions
from purbeck.strategy.published import published, states
from purbeck.strategy.shown import Shown, enter, shown_in
from purbeck.strategy.starter import write_starter
from purbeck.strategy.strategy import Strategy, read, read_files
from purbeck.strategy.voices import LARGE, Edition
from purbeck.workspace import Workspace

# What an indicator's row says of the rows of `measures`, beside the place and the definition.
ASKED = ("measure", "theme", "source", "denominator_kind", "group_by", "group_value", "place_type", "period_type")
PEOPLE = {supplier.SOURCE.name for supplier in NEEDED} | {residents_by_year.SOURCE.name}  # whom every rate rests on


@dataclass(frozen=True)
class StrategyCheck:
    """What `purbeck strategy check` found. `not_looked_at` are checks that need what is not built."""

    strategy: Strategy
    on: dt.date
    remarks: tuple[Remark, ...]
    endings: tuple[Ending, ...]
    not_looked_at: tuple[Check, ...]


@dataclass(frozen=True)
class Written:
    """What `purbeck strategy publish` wrote: its first page, and notes on what is not there."""

    page: Path
    notes: tuple[str, ...]


def strategy_new(path: Path | str) -> tuple[list[str], list[str]]:
    """Write the starter files a workspace does not have; names of those written, and of those left as they were."""
    return write_starter(Workspace(Path(path)).path / FOLDER)


def strategy_check(path: Path | str, on: dt.date, today: dt.date | None = None) -> StrategyCheck:
    """What a good officer would notice in the strategy on a day.

    Pages already published are looked at as of `today` where that is later: an earlier day hides none that is overdue. The
    clock says it where nobody does.
    Raises StrategyError, which lists every fault, where a file cannot be used.
    """
    quiet_known_warnings()
    workspace = Workspace(Path(path))
    strategy = read(workspace)
    if not strategy.written:
        return StrategyCheck(strategy, on, (), (), ())
    beside = beside_of(workspace, strategy, on, today or _today())
    to_come = tuple(one for one in endings(strategy) if one.on >= on)
    return StrategyCheck(strategy, on, checks.check(strategy, beside), to_come, checks.not_looked_at(beside))


def beside_of(workspace: Workspace, strategy: Strategy, on: dt.date, today: dt.date | None = None) -> Beside:
    """What stands beside a strategy: findings as released, periods its indicators have, definitions, names of places."""
    try:
        definitions = zip(workspace.definition_files(), read_definitions(workspace.definition_files()), strict=True)
        held = {
            file.stem: DefinitionRow(one.version, frozenset({one.id, *(theme.id for theme in one.themes)}))
            for file, one in definitions
        }
        return Beside(
            on=on,
            findings=_findings(workspace),
            periods=_periods(workspace, strategy),
            definitions=held,
            headline=workspace.partnership.definition,
            places=_places(workspace),
            small_places=_small_places(workspace),
            published=published(workspace),
            today=today,
            shown=_shown(workspace, strategy, max(on, today or on)),
            decision_states=states(workspace),
        )
    finally:
        workspace.store.close()


def strategy_publish(
    path: Path | str, on: dt.date, edition: Edition = "partners", name: str | None = None, today: dt.date | None = None,
    language: str = "",
) -> Written:  # fmt: skip
    """Write the strategy as pages, as an edition of a day may show it.

    Consent has to hold on that day and `today`, which the clock says where nobody does: pages as of an earlier day are read
    from now on. Notes tell of other folders of pages whose words may be shown no more.

    The name is the day's year and `strategy`, with `public` for the public edition, if not given. Without anything built it
    is written all the same, and says which figures are missing. Raises StrategyError where nothing is written yet, a file
    cannot be used, or a decision does not say what it said when it was published; TableError where findings are out of date;
    SettingsError where another edition has that name, or a ledger is damaged; LanguageError where translations into
    `language` ("cy") cannot be used.
    """
    from purbeck.publication import translated  # noqa: PLC0415 - loads slowly; only here

    quiet_known_warnings()
    workspace, today = Workspace(Path(path)), today or _today()
    strategy = read(workspace)
    if not strategy.written:
        raise StrategyError(
            f"Nothing is written yet in {workspace.path / FOLDER}.",
            f"Begin with: purbeck strategy new {workspace.path}. Write, then run this command again.",
        )
    _refuse_rewritten(workspace, strategy, on)
    _refuse_lost(workspace, strategy, on)
    try:
        if workspace.store.files(FINDINGS):
            current.refuse_out_of_date(workspace)
        site = site_of(workspace, strategy, edition, on, today)
        by, withheld = translated.speaker_of(workspace, language) if language else (None, 0)
    finally:
        workspace.store.close()
    public = "".join(f"-{one}" for one in (edition if edition != "partners" else "", language) if one)
    fresh = Shown(
        name or f"{on.year}-strategy{public}", edition, disclosure.shown_of(strategy, edition, on, today)
    )  # fmt: skip
    page = _write(workspace, fresh, site, strategy, by)
    spoken = (translated.in_words(by, withheld),) if by else ()
    return Written(page, (*spoken, *_notes(site), *_notes_on_pages(workspace, strategy, today)))


def _write(workspace: Workspace, fresh: Shown, site: Site, strategy: Strategy, by: Speaker | None) -> Path:
    """Write the pages, and before them in the ledgers what they show.

    Whoever is stopped in between has ledgers that know of more than was published, never of less.
    """
    from purbeck.publication.strategy import build as publication  # noqa: PLC0415 - templates load slowly; only here

    publication.refuse(workspace, fresh.folder, site)

    def enter_both(mark: str) -> None:
        enter_decisions(workspace, strategy.decisions, site.strategy.on)
        enter(workspace, replace(fresh, pages=mark, decisions=states(workspace)[-1]), site.strategy.on)

    return publication.publish(workspace, fresh.folder, site, enter_both, by)


def _shown(workspace: Workspace, strategy: Strategy, on: dt.date) -> tuple[Shown, ...]:
    """What each folder of pages that is there shows, with the words of statements that it may not show on a day."""
    return tuple(
        replace(one, quoted=disclosure.quoted(
            strategy.voices, one.edition, on, partial(texts_of, workspace.publications / one.folder)
        ))
        for one in shown_in(workspace, folders_in(workspace.publications))
    )  # fmt: skip


def _refuse_lost(workspace: Workspace, strategy: Strategy, on: dt.date) -> None:
    """Raise StrategyError where a ledger lacks what was entered with pages that are there."""
    shown = shown_in(workspace, folders_in(workspace.publications))
    found = list(heard.ledgers_unlike_pages(strategy, Beside(on, shown=shown, decision_states=states(workspace))))
    if found:
        said = "\n".join(f"- {remark.words}" for remark in found)
        raise StrategyError(
            f"Lines of a ledger are missing or were changed; nothing was written.\n{said}", found[0].todo
        )


def _refuse_rewritten(workspace: Workspace, strategy: Strategy, on: dt.date) -> None:
    """Raise StrategyError for decisions that do not say what they said when they were published."""
    found = list(decision_rewritten(strategy, Beside(on, published=published(workspace))))
    if found:
        said = "\n".join(f"- {remark.where}, {remark.subject}: {remark.words}" for remark in found)
        raise StrategyError(f"Decisions are added to, never changed; nothing was written.\n{said}", found[0].todo)


def _notes_on_pages(workspace: Workspace, strategy: Strategy, today: dt.date) -> tuple[str, ...]:
    """What whoever publishes has to know of pages that were published before."""
    beside = Beside(today, shown=_shown(workspace, strategy, today))
    looked = (heard.consent_ended_on_pages, heard.pages_nobody_knows)
    return tuple(f"{remark.words} {remark.todo}" for look in looked for remark in look(strategy, beside))


def _today() -> dt.date:
    return dt.datetime.now().astimezone().date()


def _notes(site: Site) -> tuple[str, ...]:
    """What is not on the pages that whoever wrote the files might look for."""
    released, notes = site.strategy, []
    if not released.findings:
        notes.append("Nothing has been built here yet: figures that come from data say that they are unavailable.")
    if released.dropped:
        why = "; ".join(f"{one.why} ({one.number})" for one in released.dropped)
        notes.append(f"Statements that this edition may not show: {why}.")
    if released.withheld:
        notes.append(f"Texts left out because they repeat such a statement: {released.withheld}.")
    if released.places_left_out:
        notes.append(f"Places not named because they are small, or not in the lookups: {released.places_left_out}.")
    return tuple(notes)


def site_of(workspace: Workspace, strategy: Strategy, edition: Edition, on: dt.date, today: dt.date) -> Site:
    """What the pages of an edition of a day are made from, made on a day that may be another."""
    released = disclosure.released_strategy(workspace, strategy, edition, on, today)
    found = disclosure.released_indicators(workspace, strategy, edition, on, today)
    matrix = disclosure.released_matrix(workspace, strategy, edition, on, today)
    cited = released.cited | {score.finding for score in matrix.scores.values()}
    used = {name for one in cited if one in released.findings for name in released.findings[one].sources}
    used |= {one.source for one in found if one.latest_figure is not None}
    about = flow.about_of(workspace, "") if released.findings and used - {""} else None
    # The needs assessment is a draft for partners: the public edition leads nobody there.
    address, listed = ("", frozenset()) if released.public else _assessment(workspace)
    return Site(
        workspace.partnership.name, released, provenance.code_version(), address, listed,
        sources=tuple(one for one in about.sources if one.name in used | PEOPLE) if about else (),
        stand_in=about.stand_in if about else "",
        indicators={one.indicator: one for one in found}, matrix=matrix,
        checklist=disclosure.released_checklist(released), changed=disclosure.changed_since(released),
    )  # fmt: skip


def _assessment(workspace: Workspace) -> tuple[str, frozenset[str]]:
    """The newest needs assessment in publications/, seen from a folder beside it, and the ids of the findings on its page."""
    for page in sorted(workspace.publications.glob("*/index.html"), reverse=True):
        listed = frozenset(re.findall(r'id="finding-([0-9a-f]{12})"', page.read_text(encoding="utf-8")))
        if listed:
            return f"../{page.parent.name}/{page.name}", listed
    return "", frozenset()


def _findings(workspace: Workspace) -> dict[str, FindingRow] | None:
    if not workspace.store.files(FINDINGS):
        return None
    return {
        one.id: FindingRow(one.id, one.build, one.title, one.certainty, one.value, one.lower, one.upper)
        for one in disclosure.released_for(workspace, disclosure.PARTNERS)
    }


def _periods(workspace: Workspace, strategy: Strategy) -> dict[str, frozenset[str]] | None:
    """Of each indicator that follows a row, the periods that the tables hold, in words: 2024/25."""
    if not workspace.store.files(MEASURES):
        return None
    found = {}
    for one in strategy.indicators:
        if one.row is not None:
            months = [
                (f"{r.period_start:%Y-%m}", f"{r.period_end:%Y-%m}") for r in rows_of(workspace, one.row).itertuples()
            ]
            found[one.id] = frozenset(Period(one.row.period_type, first, last).label for first, last in months)
    return found


def rows_of(workspace: Workspace, row: MeasureRow) -> pd.DataFrame:
    """The rows of `measures` that an indicator follows, in order of time."""
    asked = {name: str(getattr(row, name)) for name in ASKED}
    asked["place_code"] = row.place_code or workspace.partnership.code
    asked["definition"] = row.definition or headline_first(workspace)[0].id
    return workspace.store.rows(MEASURES, **asked).sort_values("period_start", ignore_index=True)


def _places(workspace: Workspace) -> frozenset[str] | None:
    if not workspace.store.files(PLACES):
        return None
    placed = workspace.table(PLACES)
    columns = [f"{kind}_{what}" for kind in LARGE for what in ("code", "name")]
    return frozenset(str(name).casefold() for column in columns for name in placed[column].dropna().unique())


def _small_places(workspace: Workspace) -> frozenset[str] | None:
    """Names of the wards and small areas of our area that no larger place has."""
    if not workspace.store.files(PLACES):
        return None
    placed = workspace.table(PLACES)
    codes = placed[["lsoa21", "ward_code", "district_code", "csp_code", "force_code"]]
    ours = placed[codes.isin(workspace.partnership.area).any(axis=1)]
    small = {str(name) for column in ("ward_name", "lsoa_name") for name in ours[column].dropna().unique()}
    large = _places(workspace) or frozenset()
    return frozenset(name for name in small if name.casefold() not in large)


# --- lists out of spreadsheets ----------------------------------------------------------------------------------------


def import_proposed(path: Path | str, file: Path | str, name: str | None = None, sheet: str | None = None) -> Proposal:
    """What an import of a spreadsheet would do, row by row; nothing is written.

    Parameters
    ----------
    name : the list that its rows are entries of ("actions"); None to tell it by the headings.
    sheet : its sheet; None for the only one with such headings.
    """
    workspace = Workspace(Path(path))
    strategy, _ = read_files(workspace.path / FOLDER)
    return applying.with_faults(workspace, propose(Path(file), strategy, name, sheet))


def import_template(path: Path | str, file: Path | str, name: str) -> Path:
    """Write a sheet to fill in: the headings of a list, an example, notes. Raises StorageError where the file is there."""
    strategy, _ = read_files(Workspace(Path(path)).path / FOLDER)
    if name not in LISTS:
        raise SourceError(f'There is no list "{name}".', f"There are: {', '.join(LISTS)}.")
    target = Path(file).with_suffix(".xlsx")
    if target.exists():
        raise StorageError(f"There is a file {target} already.", "Give another name.")
    made = template(name, strategy)
    lines = ("Fill in a row for each. What the headings mean is on the sheet Notes; delete the example.",)
    sheets = (
        Sheet(
            name, f"{name.capitalize()} of our strategy".replace("_", " "), tuple(map(Cell, lines)), _grid(name, made)
        ),
        Sheet("Notes", "What the headings mean", (), _meanings(made)),
    )
    target.write_bytes(spreadsheet(Book(f"Template: {name}", "A list of a serious violence strategy", sheets)))
    return target


def _grid(name: str, made: Template) -> Grid:
    return Grid(name, made.headings, made.widths, (tuple(map(Cell, made.example)),))


def _meanings(made: Template) -> Grid:
    return Grid("notes", NOTES, (30, 50, 10, 60), tuple(tuple(map(Cell, row)) for row in made.notes))


def import_applied(
    path: Path | str, file: Path | str, proposal: Proposal, on: dt.date, skip_bad: bool = False
) -> Applied | None:
    """Carry out what was proposed, in one step; None where there is nothing to add, and no row was refused.

    Raises SourceError where rows are refused and `skip_bad` does not pass over them, StrategyError where the files would
    have faults.
    """
    workspace = Workspace(Path(path))
    with workspace.store.lock():
        return applying.apply(workspace, proposal, Path(file), on, skip_bad)


def import_undone(path: Path | str, on: dt.date) -> Undone | None:
    """Take back the last import that stands; None where there is none. Raises StrategyError where that cannot be done."""
    workspace = Workspace(Path(path))
    with workspace.store.lock():
        return applying.undo(workspace, on)
