"""The door: what a file is, told by its content; taking files in; knowing which were given, and when."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from purbeck import archives, provenance
from purbeck.archives import Member
from purbeck.errors import SourceError, StorageError
from purbeck.sources import (
    boundaries,
    census,
    crime_severity,
    delimited,
    deprivation,
    gazetteer,
    geography,
    harm_weights,
    hospital_admissions_published,
    non_resident_victims,
    police_outcomes,
    police_street,
    population,
    prices,
    recorded_crime,
    residents_by_year,
    rurality,
    stop_and_search,
    visitors,
    workday_people,
)
from purbeck.sources.returns import by_hand, ledger, taking_in
from purbeck.sources.returns.contract import contracts
from purbeck.sources.returns.partners import PARTNERS, table_of
from purbeck.sources.returns.stored import FOLDER as RETURNS
from purbeck.sources.source import Issue, Source, SuppliedFile
from purbeck.workbooks import excel, ods
from purbeck.workspace import TABLES, Tell, Workspace, hashed

# Suppliers of small tables: those every figure rests on, then those that say more of the places and their people.
NEEDED = (geography, population)
MORE = (
    deprivation, rurality, census, crime_severity, prices, workday_people, visitors, non_resident_victims, gazetteer,
)  # fmt: skip
# What each force files each month at data.police.uk, all of it in one archive.
MONTHLY = {form.table.name: form for form in (police_street.FORM, police_outcomes.FORM, stop_and_search.FORM)}
SOURCES: tuple[Source, ...] = (
    *(form.source for form in MONTHLY.values()), recorded_crime.SOURCE, *(supplier.SOURCE for supplier in (*NEEDED, *MORE)),
    residents_by_year.SOURCE, hospital_admissions_published.SOURCE, harm_weights.SOURCE, *PARTNERS,
)  # fmt: skip
LOOKUPS = {lookup.kind: (supplier.SOURCE, lookup) for supplier in (*NEEDED, *MORE) for lookup in supplier.LOOKUPS}
SOURCE_OF = {
    **{name: form.source.name for name, form in MONTHLY.items()},
    recorded_crime.TABLE.name: recorded_crime.SOURCE.name,
    residents_by_year.TABLE.name: residents_by_year.SOURCE.name,
    boundaries.TABLE.name: geography.SOURCE.name,
    hospital_admissions_published.TABLE.name: hospital_admissions_published.SOURCE.name,
    **dict.fromkeys(harm_weights.KINDS.values(), harm_weights.SOURCE.name),
    **{name: source.name for name, (source, _) in LOOKUPS.items()},
}
SEEN_FILE = "seen.json"
UNFINISHED = ".new"  # how the name of a file ends until it has been copied to its last byte
HEADER_BYTES = 100_000
TABLE_SUFFIXES = (".csv", ".txt", ".zip", ".ods", ".xlsx")  # of files that their names say are tables
MOST_SAID = 3  # files of which it is said why none of them could be taken in


@dataclass(frozen=True)
class Stocked:
    """A file of sources/, and the table it goes into (None where it is nothing of ours)."""

    file: SuppliedFile
    kind: str | None


@dataclass(frozen=True)
class Taken:
    """What `take_in` did with one file: the table it goes into, its name in sources/, and whether it was new."""

    path: Path
    kind: str | None
    name: str | None
    new: bool
    problem: str | None


def recognise(path: Path) -> str | None:
    """The table that a file goes into, told by its content and not by its name; None where it is nothing of ours.

    Raises SourceError for a damaged archive or one made to do harm.
    """
    if boundaries.recognises(path):
        return boundaries.TABLE.name
    if ods.is_spreadsheet(path):
        return recorded_crime.TABLE.name if recorded_crime.recognises(path) else None
    if excel.is_workbook(path):
        if hospital_admissions_published.recognises(path):
            return hospital_admissions_published.TABLE.name
        if (weights := harm_weights.recognise(path)) is not None:
            return weights
        return residents_by_year.TABLE.name if residents_by_year.recognises(path, ()) else None
    try:
        supplied = archives.members(path, path.name)
        headers = headers_of(supplied)
        if [member.entry for member in supplied] == [None]:
            if residents_by_year.recognises(path, headers[0]):
                return residents_by_year.TABLE.name
            if (weights := harm_weights.recognise(path, headers[0])) is not None:
                return weights
        found = {_kind_of(header) for header in headers} - {None}
    except OSError as error:
        raise SourceError(f"{path} cannot be opened ({error.strerror}).", "Close it elsewhere, or copy it.") from error
    packed = found - MONTHLY.keys() if any(member.entry for member in supplied) else set()
    if packed:
        short = ", ".join(sorted(str(kind).removeprefix("sources/") for kind in packed))
        raise SourceError(
            f"{path.name} is an archive with lookups or populations in it ({short}); they are read as plain files only.",
            "Unpack it, then run purbeck get with the folder it was unpacked into.",
        )
    return next((name for name in MONTHLY if name in found), next(iter(found), None))


def why_not(path: Path) -> str | None:
    """What keeps a file that looks like ours from being read, in words; None where it is nothing like them."""
    if ods.is_spreadsheet(path):
        return (
            "It is a spreadsheet without the headings of recorded crime (Offence Group, Offence Code, Offence Count)."
        )
    if excel.is_workbook(path):
        return residents_by_year.why_not(path) or archives.why_unread(path)
    if archives.is_archive(path):
        return archives.why_unread(path)
    with path.open("rb") as file:
        first = file.readline(HEADER_BYTES)
    named_as_table = path.suffix.lower() in TABLE_SUFFIXES
    said = delimited.why_no_csv(first, named_as_table, lambda header: _kind_of(header) is not None)
    if said is not None:
        return said
    header = delimited.header_of(first)
    for _, lookup in LOOKUPS.values():
        other: str | None = lookup.other_edition(header)
        if other is not None:
            return other
    for form in MONTHLY.values():
        lacking = delimited.missing_columns(header, form.columns)
        nowhere = [words for words in lacking if "(found" not in words]
        if len(nowhere) < len(form.columns) / 2:
            return f"It lacks columns that {form.called} have: {', '.join(lacking)}."
    return None


def headers_of(supplied: list[Member]) -> list[list[str]]:
    """The column names in the first line of each file."""
    return [delimited.header_of(line) for line in archives.first_lines(supplied, HEADER_BYTES)]


def _kind_of(header: list[str]) -> str | None:
    monthly = next((name for name, form in MONTHLY.items() if form.recognises(header)), None)
    if monthly is not None:
        return monthly
    return next((name for name, (_, lookup) in LOOKUPS.items() if lookup.names_in(header) is not None), None)


def take_in(workspace: Workspace, folder: Path, tell: Tell) -> list[Taken]:
    """Copy every file below a folder that is recognised by its content into sources/, and enter it in the register.

    A file the workspace holds already (the same bytes under any name) is left alone. Nothing in `folder` is changed.
    Raises StorageError where the folder is not there, SourceError where nothing in it is recognised.
    """
    if not folder.exists():
        raise StorageError(f'There is no folder "{folder}".', "Check the spelling, then run purbeck get again.")
    found = sorted(p for p in folder.rglob("*") if p.is_file()) if folder.is_dir() else [folder]
    root = folder if folder.is_dir() else folder.parent
    held = {entry.sha256 for entry in workspace.register() if (workspace.sources / entry.file).exists()}
    taken: list[Taken] = []
    for number, path in enumerate(found, start=1):
        tell("looking at files", number, len(found))
        taken.append(take_one(workspace, path, root, held, _copy))
    if not any(t.kind for t in taken):
        broken = [f" {_with_name(t.path.name, t.problem)}" for t in taken if t.problem]
        looked = "1 file was" if len(found) == 1 else f"{len(found):,} files were"
        raise SourceError(
            f'Nothing in "{folder}" is of a kind Purbeck reads ({looked} looked at).' + "".join(broken[:MOST_SAID]),
            "See docs/how-to/get-data.md for what to download; files are known by their columns, not their names.",
        )
    return taken


def _with_name(name: str, problem: str) -> str:
    return problem if problem.startswith(name) else f"{name}: {problem}"


def take_one(workspace: Workspace, path: Path, root: Path, held: set[str], put: Callable[[Path, Path], None]) -> Taken:
    """Put a file into sources/, under its name below `root`, where it is recognised and its hash is not among `held`."""
    try:
        kind = recognise(path)
    except SourceError as error:
        return Taken(path, None, None, False, str(error))
    if kind is None:
        return Taken(path, None, None, False, why_not(path))
    sha256, size = hashed(path)
    if sha256 in held:
        return Taken(path, kind, None, False, None)
    held.add(sha256)
    name = path.relative_to(root).as_posix() + ("_" if path.name.endswith(UNFINISHED) else "")
    target = workspace.sources / name
    if target.exists():  # another file under the same name: both are kept
        target = target.with_name(f"{target.stem}.{sha256[:8]}{target.suffix}")
        name = target.relative_to(workspace.sources).as_posix()
    put(path, target)
    workspace.enter([(name, sha256, size, SOURCE_OF[kind])])
    return Taken(path, kind, name, True, None)


def kinds_held(workspace: Workspace) -> dict[str, str | None]:
    """Each file of sources/ with the table it goes into; as the last build saw it, where it has not changed since."""
    seen = _seen(workspace)
    kinds: dict[str, str | None] = {}
    for path in _files(workspace):
        name = path.relative_to(workspace.sources).as_posix()
        before = seen.get(name)
        with suppress(SourceError):  # a damaged archive: the build says so
            kinds[name] = str(before[3]) if before and before[:2] == _stamp(path) and before[3] else recognise(path)
    return kinds


def last_seen(workspace: Workspace) -> dict[str, str]:
    """Each file that the last build found in sources/, and its hash; empty where nothing was built."""
    return {name: str(found[2]) for name, found in _recorded(_seen_file(workspace))[1].items()}


def present(workspace: Workspace) -> dict[str, str]:
    """Each file of sources/ and its hash; only one whose size or time has changed since the last build is hashed."""
    known = _recorded(_seen_file(workspace))[1]
    found = {}
    for path in _files(workspace):
        name = path.relative_to(workspace.sources).as_posix()
        before = known.get(name)
        found[name] = str(before[2]) if before and before[:2] == _stamp(path) else hashed(path)[0]
    return found


def _seen_file(workspace: Workspace) -> Path:
    return workspace.path / TABLES / SEEN_FILE


def _files(workspace: Workspace) -> list[Path]:
    return sorted(p for p in workspace.sources.rglob("*") if p.is_file() and not p.name.endswith(UNFINISHED))


def _stamp(path: Path) -> list[object]:
    stat = path.stat()
    return [stat.st_size, stat.st_mtime_ns]


def _copy(path: Path, target: Path) -> None:
    fresh = target.with_name(target.name + UNFINISHED)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, fresh)
        fresh.replace(target)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise StorageError(
            f"{path.name} could not be copied into the workspace ({error.strerror}).",
            "Free some space or check that the folder may be written to, then run purbeck get again.",
        ) from error


def take_stock(workspace: Workspace, tell: Tell) -> tuple[list[Stocked], list[Issue]]:
    """Every file in sources/, in the order given, with what it is; and an issue for each that is nothing of ours.

    A file put there by hand, or changed, is entered in the data register; a partner's, which must come through its own door, is
    not, and stops its source. A file whose size and time have not changed since the last build is not hashed again.
    """
    taking_in.finish(workspace)
    now = _looked_at(workspace, tell)
    workspace.store.root.mkdir(parents=True, exist_ok=True)
    _seen_file(workspace).write_text(json.dumps({"code": provenance.code_hash(), "files": now}), encoding="utf-8")
    held = ledger.held(workspace.path)
    hashes = {name: str(v[2]) for name, v in now.items()}
    returns = by_hand.take_stock(held, hashes, {name: str(v[4]) for name, v in now.items()})
    kinds = {name: str(v[3]) for name, v in now.items() if v[3]}
    kinds |= {name: table_of(contracts()[held[name].contract]).name for name in returns.usable}
    apart = {name for name in now if _is_return(name) and name not in returns.usable} | {i.file for i in returns.issues}
    entered = {(r.file, r.sha256) for r in workspace.register()}
    new = [
        (
            name,
            sha256,
            int(str(now[name][0])),
            held[name].contract if name in held else SOURCE_OF.get(kinds.get(name, ""), ""),
        )
        for name, sha256 in hashes.items()
        if (name, sha256) not in entered and name not in apart
    ]
    if new:
        workspace.enter(new)
    order = {r.file: r.given for r in workspace.register()}
    stocked = [
        Stocked(SuppliedFile(name, hashes[name], order[name]), kinds.get(name)) for name in now if name not in apart
    ]
    stocked.sort(key=lambda s: s.file.given)
    unknown = [s.file.name for s in stocked if s.kind is None]
    return stocked, [*returns.issues, *(_unknown(name, why_not(workspace.sources / name)) for name in unknown)]


def _looked_at(workspace: Workspace, tell: Tell) -> dict[str, list[object]]:
    """Of each file: size, time, hash, the table it goes into (not of returns), and what it may be where it is none of ours."""
    seen = _seen(workspace)
    found = _files(workspace)
    now: dict[str, list[object]] = {}
    for number, path in enumerate(found, start=1):
        name = path.relative_to(workspace.sources).as_posix()
        stamp = _stamp(path)
        before = seen.get(name)
        if before and before[:2] == stamp:
            now[name] = before
        else:
            kind = None if _is_return(name) else recognise(path)
            suspected = "" if kind or _is_return(name) else by_hand.suspicion(path)
            now[name] = [*stamp, hashed(path)[0], kind, suspected]
        tell("looking at files", number, len(found))
    return now


def _is_return(name: str) -> bool:
    return name.startswith(f"{RETURNS}/")


def _seen(workspace: Workspace) -> dict[str, list[object]]:
    """What the last build found, of which table each file is among it; nothing of a build by other code."""
    code, files = _recorded(_seen_file(workspace))
    return files if code == provenance.code_hash() else {}


def _recorded(path: Path) -> tuple[str, dict[str, list[object]]]:
    try:
        seen = json.loads(path.read_text(encoding="utf-8"))
        return str(seen["code"]), dict(seen["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return "", {}


def _unknown(name: str, why: str | None) -> Issue:
    return Issue(
        "unknown", name, None, None, None, "recognised", "rejected",
        f"{name} is of no kind that Purbeck reads, so none of it was used. "
        + (why or "Take it out of sources/, or check that its columns are as the supplier publishes them."),
    )  # fmt: skip
