"""Estimates made from a survey's answers where those are held; the estimates are a return."""

from __future__ import annotations

import datetime as dt
import tempfile
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from purbeck.errors import SettingsError, SourceError, StorageError
from purbeck.sources.returns import grid
from purbeck.sources.returns.checking import check
from purbeck.sources.returns.contract import Contract
from purbeck.sources.returns.grid import Grid
from purbeck.sources.returns.identifying import identifying_word
from purbeck.sources.returns.identifying_values import may_be_shown
from purbeck.sources.returns.noting import Issues
from purbeck.sources.returns.spellings import alike
from purbeck.sources.returns.stored import ISSUES, FileSink, write_issues
from purbeck.sources.returns.survey_design import QUESTION, Design, Group, Question, read_design
from purbeck.statistics.surveys import WEIGHT, shares
from purbeck.workspace import Tell

RULES = Path(__file__).with_name("surveys.toml")
PLACE = "place"
LONGEST_SHOWN = 30  # letters of an answer that is in no list: longer ones were written by people in their own words
DECIMALS = 4


@dataclass(frozen=True)
class Estimated:
    """What became of the answers: people read and kept (the others are issues), estimates written and held back, the files.

    `least` is how many people must have answered for an estimate to be written.
    """

    rows_read: int
    rows_kept: int
    issues: pd.DataFrame
    estimates: int
    held_back: int
    least: int
    copy: Path
    listed: Path


def estimate(answers: Path, design_file: Path, write: Path, today: dt.date, tell: Tell) -> Estimated:
    """Make the estimates that a contract asks for, and write them with the list of rows set aside beside them.

    Reads the columns that the design names and no other; keeps nothing of any one person.

    Raises
    ------
    SettingsError : for a design that cannot be, an answer that it does not list, a stratum with one cluster, or no svy.
    SourceError : for answers that cannot be read, without the columns, or without a row that can be used.
    StorageError : where something is there already, or the disk refuses.
    """
    design, promised = read_design(design_file)
    listed = write.with_name(write.stem + ISSUES)
    for target in (write, listed):
        if target.exists():
            raise StorageError(
                f'"{target}" is there already.', "Give the estimates another name, or take that file away."
            )
    texts, where = _read(answers, design)
    issues = Issues(today, promised)
    people = _people(texts, design, answers.name, where, issues)
    rules = tomllib.loads(RULES.read_text(encoding="utf-8"))
    least = rules["answers"]["least"]
    found, held_back = _estimates(people, design, rules["interval"]["confidence"], least)
    if found.empty:
        raise SourceError(
            f"{answers.name}: fewer than {least} people answered, whatever the question and the group.",
            "Nothing can be estimated from so few. Hold the lists of the design against the answers.",
        )
    try:
        with tempfile.TemporaryDirectory(dir=write.parent) as folder:
            made = _written(_shaped(found, promised), Path(folder) / write.name)
            _refuse_unfit(made, design_file.name, promised, today, tell)
            write_issues(issues, answers.name, Path(folder) / "issues")
            (Path(folder) / "issues").replace(listed)
            made.replace(write)
    except OSError as error:
        raise StorageError(
            f'"{write}" could not be written ({error.strerror or error}).', "Choose another folder, and run it again."
        ) from error
    return Estimated(
        len(texts), len(people), issues.frame(answers.name), len(found), held_back, least, write, listed
    )  # fmt: skip


def _read(path: Path, design: Design) -> tuple[pd.DataFrame, str]:
    """The columns that the design names, as texts by their headings and the numbers of their rows; and where they stand."""
    wanted = {alike(heading): heading for heading in design.headings}
    lacking = list(design.headings)
    for sheet in grid.opened(path):
        for number, cells in sheet.first:
            at = {wanted[alike(cell)]: n for n, cell in enumerate(cells) if alike(cell) in wanted}
            here = [heading for heading in design.headings if heading not in at]
            if not here:
                _refuse_identifying(path.name, cells)
                return _columns(sheet, number, len(cells), at), sheet.where
            lacking = min(lacking, here, key=len)
    named = ", ".join(f'"{heading}"' for heading in lacking)
    raise SourceError(
        f"{path.name} has no row of headings with {named}.",
        "Correct the headings in the design, or give the other file.",
    )


def _refuse_identifying(file: str, cells: Iterable[str]) -> None:
    """Raise SourceError where a heading says who somebody is: answers are to be anonymous before anything is made of them."""
    if found := next(((cell, word) for cell in cells if (word := identifying_word(cell))), None):
        raise SourceError(
            f'{file}: a column is headed "{found[0]}", which says who somebody is ("{found[1]}").',
            "Have the column taken out of the answers, then run the command again: only anonymous answers are read.",
        )


def _columns(sheet: Grid, header: int, width: int, at: dict[str, int]) -> pd.DataFrame:
    blocks = [block[list(at.values())] for block in sheet.blocks(header, width, quickly=False)]
    if not blocks:
        return pd.DataFrame(columns=list(at))
    rows = pd.concat(blocks).set_axis(list(at), axis=1)
    return rows.apply(lambda column: column.astype("str").str.strip())


def _people(texts: pd.DataFrame, design: Design, file: str, where: str, issues: Issues) -> pd.DataFrame:
    """A row for each person who can be weighted and placed, as `shares` needs them; the others are issues."""
    weight = pd.to_numeric(texts[design.weight].str.replace(",", ""), errors="coerce")
    faults = {
        "weight": (~(weight > 0) | np.isinf(weight), f"{design.weight} is no number above 0"),
        **{name: (texts[name] == "", f"{name} is empty, so that nobody knows where this person was drawn")
           for name in (*design.strata, *design.clusters)},
    }  # fmt: skip
    if design.place_column:
        faults["place"] = (texts[design.place_column] == "", f"{design.place_column} is empty")
    broken = pd.Series(False, texts.index)
    for rule, (wrong, why) in faults.items():
        for number in texts.index[wrong & ~broken]:
            issues.of_row(where, int(number), "required" if rule != "weight" else "range", why)
        broken |= wrong
    kept = texts[~broken]
    if kept.empty:
        raise SourceError(
            f"{file} has no row that can be used.", "Hold its columns against the design, and correct either."
        )
    people = pd.DataFrame({WEIGHT: weight[~broken]})
    people[[f"drawn {name}" for name in _drawn(design)]] = kept[_drawn(design)]
    people[PLACE] = kept[design.place_column] if design.place_column else design.place
    for group in design.groups:
        people[group.dimension] = _codes_of(kept[group.column], group, file, where)
    for question in design.questions:
        people[question.question] = _answers_of(kept[question.column], question, file, where)
    return people


def _drawn(design: Design) -> list[str]:
    return list(dict.fromkeys((*design.strata, *design.clusters)))


def _codes_of(texts: pd.Series, group: Group, file: str, where: str) -> pd.Series:
    codes = {said.casefold(): code for said, code in group.values.items()} | dict.fromkeys(
        one.casefold() for one in ("", *group.unknown)
    )
    said = texts.str.casefold()
    _refuse_unlisted(texts[~said.isin(list(codes))], f"values and unknown of the group {group.dimension}", file, where)
    return said.map(codes).astype(object).where(lambda found: found.notna(), None)


def _answers_of(texts: pd.Series, question: Question, file: str, where: str) -> pd.Series:
    answers = {one.casefold(): np.nan for one in ("", *question.unknown)}
    answers |= {one.casefold(): 1.0 for one in question.yes} | {one.casefold(): 0.0 for one in question.no}
    said = texts.str.casefold()
    _refuse_unlisted(texts[~said.isin(list(answers))], f"yes, no and unknown of {question.question}", file, where)
    return said.map(answers).astype(float)


def _refuse_unlisted(texts: pd.Series, lists: str, file: str, where: str) -> None:
    if texts.empty:
        return
    said = str(texts.iloc[0])
    short = len(said) <= LONGEST_SHOWN and may_be_shown(said, a_day=False)
    shown = f'"{said}"' if short else "an answer in somebody's own words"
    raise SettingsError(
        f"{file}{where}, row {texts.index[0]}, {texts.name}: {shown} is in none of the lists {lists} "
        f"({len(texts):,} rows, {texts.nunique():,} different answers).",
        "Write each answer into the list that it belongs to, then run the command again.",
    )


def _estimates(people: pd.DataFrame, design: Design, confidence: float, least: int) -> tuple[pd.DataFrame, int]:
    """Estimates of every question, place and group; and how many stand on too few answers, or have no interval."""
    strata, clusters = ([f"drawn {name}" for name in names] for names in (design.strata, design.clusters))
    parts = [
        shares(people, one.question, [PLACE, *groups], strata, clusters, design.one_cluster, confidence).assign(
            question=one.question
        )
        for one in design.questions
        for groups in design.breakdowns
    ]
    found = pd.concat(parts, ignore_index=True).assign(period=design.period)
    enough = (found["answers"] >= least) & found["lower"].notna()
    return found[enough].rename(columns={"answers": "respondents"}), int((~enough).sum())


def _shaped(found: pd.DataFrame, promised: Contract) -> pd.DataFrame:
    """Estimates under the contract's headings, as texts; a group that everybody is in is left empty."""
    columns = [column for column in promised.columns if column.name in found or column.name == QUESTION]
    texts = pd.DataFrame(index=found.index)
    for column in columns:
        values = found[column.name]
        if column.form == "share":
            values = values.map(lambda value: f"{value:.{DECIMALS}f}")
        texts[column.heading] = values.astype(object).where(values.notna(), "").astype(str)
    return texts


def _written(rows: pd.DataFrame, path: Path) -> Path:
    sink = FileSink(path)
    sink.begin()
    sink.put(rows)
    sink.close()
    return path


def _refuse_unfit(made: Path, design: str, promised: Contract, today: dt.date, tell: Tell) -> None:
    """Raise SettingsError where what was made is no return of its contract: the period or a place will not do."""
    checked = check(made, promised.name, today, tell)
    why = checked.refused.what if checked.refused is not None else ""
    if checked.fitted is not None and checked.fitted.rows_rejected:
        why = str(checked.fitted.issues.frame("The estimates")["message"].iloc[0])
    if why:
        raise SettingsError(
            f"{promised.name} would not take these estimates. {why}", f"Correct {design}, then run the command again."
        )
