"""Downloads what the manifest lists and the workspace lacks, through the same door as any other file."""

from __future__ import annotations

import datetime as dt
import html.parser
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from purbeck import archives, provenance
from purbeck.errors import SourceError
from purbeck.sources import door
from purbeck.sources.answers import UnavailableError, joined, refuse_address
from purbeck.sources.datasets import MANIFEST, AtAddress, ByHand, ByMonth, Dataset, LinkOnPage, chosen, read
from purbeck.sources.download_record import Download, downloads, record
from purbeck.sources.paged import changed, gather
from purbeck.sources.transfer import Edition, Limits, Part, Received, Web
from purbeck.workbooks import excel, ods
from purbeck.workspace import Tell, Workspace, silent

FOLDER = "downloads"  # in the workspace: what is not whole yet
PART = ".part"
NOT_THERE = (403, 404, 410)  # a store of files without the one asked for may say that it is forbidden
ROWS_LOOKED_AT = 200
TOLD_APART = re.compile(r"\.[0-9a-f]{8}(?=\.[a-z]+$)")  # in the name of a file, where another had that name already
DOWNLOADED, UNCHANGED, HELD, FAILED = "downloaded", "unchanged", "held", "failed"


@dataclass(frozen=True)
class Fetched:
    """What became of one dataset: `outcome` is downloaded, unchanged, held or failed.

    `file` is its name in sources/; `problem` says what went wrong, and `todo` how to get the file by hand.
    """

    dataset: Dataset
    outcome: str
    file: str = ""
    bytes: int = 0
    problem: str = ""
    todo: str = ""


@dataclass(frozen=True)
class Held:
    """What a workspace has of a dataset: its files, and since when (UTC); no files where it has nothing."""

    dataset: Dataset
    files: tuple[str, ...]
    since: dt.datetime | None

    def is_out_of_date(self, now: dt.datetime) -> bool:
        """Whether the publisher should have a newer one by now."""
        days = self.dataset.refresh_days
        return days is not None and self.since is not None and now - self.since > dt.timedelta(days=days)


def held(workspace: Workspace, manifest: Path = MANIFEST) -> list[Held]:
    """Every dataset of the manifest with what the workspace has of it.

    A file that came by download belongs to its dataset. Of another, the name tells to which of the datasets of its table it
    belongs; where it does not, it is the first's, and so never stands for one of older years.
    """
    kinds = door.kinds_held(workspace)
    recorded = downloads(workspace)
    owner = {one.file: one.dataset for one in recorded}
    times = {one.file: dt.datetime.fromisoformat(one.time) for one in recorded}
    found = []
    listed = read(manifest)
    for dataset in listed:
        alike = [one for one in listed if one.table == dataset.table]
        files = [
            n for n, k in kinds.items() if k == dataset.table and (owner.get(n) or _whose(n, alike)) == dataset.name
        ]
        since = [times.get(name) or _put_there(workspace.sources / name) for name in files]
        found.append(Held(dataset, tuple(files), max(since, default=None)))
    return found


def _whose(file: str, alike: Sequence[Dataset]) -> str:
    """Of the datasets of a table, the first the link to which fits the file's name; else the first."""
    name = TOLD_APART.sub("", PurePosixPath(file).name)
    fits = (one for one in alike if isinstance(one.find, LinkOnPage) and re.fullmatch(one.find.link, name))
    return next(fits, alike[0]).name


def _put_there(path: Path) -> dt.datetime:
    return dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)


def fetch(
    workspace: Workspace,
    names: Sequence[str] = (),
    tell: Tell = silent,
    *,
    manifest: Path = MANIFEST,
    web: Web | None = None,
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
) -> list[Fetched]:
    """Download datasets: those named, or all that a first assessment needs and the workspace lacks or has grown old.

    What a server says has not changed is not sent again. One that fails does not stop the others. `manifest` is the
    folder of datasets, `web` what makes the requests, `now` the time. Raises SettingsError for a name that is not in
    the manifest, and StorageError where the disk refuses.
    """
    wanted = {dataset.name for dataset in chosen(read(manifest), names)}
    web, done = web or Web(), []
    for has in held(workspace, manifest):
        if names and has.dataset.name not in wanted:
            continue
        if not names and (not has.dataset.first_assessment or (has.files and not has.is_out_of_date(now()))):
            if has.dataset.first_assessment:
                done.append(Fetched(has.dataset, HELD, has.files[-1]))
            continue
        try:
            done.append(_fetch_one(workspace, has.dataset, web, now, tell))
        except UnavailableError as error:
            done.append(failed(workspace, has.dataset, error.why))
            part = _part(workspace, has.dataset)
            if not part.size:
                part.clear()
            _tidy(part.path.parent)
    return done


def _part(workspace: Workspace, dataset: Dataset) -> Part:
    return Part(workspace.path / FOLDER / f"{dataset.name}{dataset.suffix}{PART}")


def failed(workspace: Workspace, dataset: Dataset, why: str) -> Fetched:
    """What to say of a dataset that could not be had: why, and how to get it by hand."""
    doubt = (
        " Nobody has reached this address from where Purbeck was made: it may be wrong, or have moved."
        if dataset.unverified and not isinstance(dataset.find, ByHand)
        else ""
    )
    as_it_comes = "" if isinstance(dataset.find, ByHand) else " as it comes"
    todo = (
        f"By hand: open {dataset.page} and look for {dataset.look_for}. Put the file into a folder{as_it_comes}, then: "
        f"purbeck get {workspace.path} --from FOLDER"
    )
    return Fetched(dataset, FAILED, problem=why + doubt, todo=todo)


def _fetch_one(workspace: Workspace, dataset: Dataset, web: Web, now: Callable[[], dt.datetime], tell: Tell) -> Fetched:
    part = _part(workspace, dataset)
    folder = part.path.parent
    had = [one for one in downloads(workspace) if one.dataset == dataset.name and _is_there(workspace, one)]
    asked, received = _receive(
        dataset, web, part, had, now().date(), lambda n, of: tell(f"downloading {dataset.name}", n, of)
    )
    if not received.new:
        _tidy(folder)
        return Fetched(dataset, UNCHANGED, next(one.file for one in reversed(had) if one.address == asked))
    whole = folder / _file_name(dataset, asked)
    part.whole(whole)
    try:
        return _take(workspace, dataset, whole, asked, received, now())
    finally:
        whole.unlink(missing_ok=True)
        _tidy(folder)


def _is_there(workspace: Workspace, one: Download) -> bool:
    path = workspace.sources / one.file
    return path.is_file() and path.stat().st_size == one.bytes


def _tidy(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _file_name(dataset: Dataset, asked: str) -> str:
    """Ours, never the server's; with the month for a dataset that has one in its address."""
    if isinstance(dataset.find, ByMonth):
        before, after = dataset.find.address.split("{month}")
        return f"{dataset.name}-{asked.removeprefix(before).removesuffix(after)}{dataset.suffix}"
    return f"{dataset.name}{dataset.suffix}"


def _receive(
    dataset: Dataset, web: Web, part: Part, had: list[Download], today: dt.date, heard: Callable[[int, int], None]
) -> tuple[str, Received]:
    """The address asked for, and what came of it, in `part`."""
    limits = Limits(dataset.most_bytes, dataset.most_minutes * 60)
    find = dataset.find
    if isinstance(find, ByHand):
        raise UnavailableError("There is nothing to download: it is made or fetched by a person.")
    if isinstance(find, AtAddress | ByMonth | LinkOnPage):
        addresses = _addresses(find, web, today)
        for address in addresses:
            try:
                return address, web.save(address, part, limits, _edition(had, address), heard)
            except UnavailableError as error:
                if error.status not in NOT_THERE or len(addresses) == 1:
                    raise
        raise UnavailableError(f"None of these is there: {', '.join(addresses)}.")
    return find.address, gather(dataset, web, part, limits, _edition(had, find.address), heard)


def _addresses(find: AtAddress | ByMonth | LinkOnPage, web: Web, today: dt.date) -> list[str]:
    if isinstance(find, ByMonth):
        return find.addresses(today)
    return [find.address if isinstance(find, AtAddress) else _linked(find, web)]


def _edition(had: list[Download], address: str) -> Edition:
    """The edition held of what lies at an address; an empty one where none is."""
    return next((Edition(one.etag, one.modified) for one in reversed(had) if one.address == address), Edition())


# --- links on pages -----------------------------------------------------------------------------------------------------


class _Links(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if tag == "a" and name == "href" and value]


def _linked(find: LinkOnPage, web: Web) -> str:
    """The address behind the one link of a page whose file name fits."""

    def understood(content: bytes, reached: str) -> list[str]:
        links = _Links()
        links.feed(content.decode("utf-8", "replace"))
        addresses = [found for link in links.found if (found := joined(reached, link))]
        fitting = [a for a in addresses if re.fullmatch(find.link, unquote(urlsplit(a).path.rsplit("/", 1)[-1]))]
        for address in fitting:
            refuse_address(address, [reached])
        return list(dict.fromkeys(fitting))

    fitting = web.read(find.address, understood)
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        raise UnavailableError(
            f"No link on {find.address} has a file name like {find.link}: it has moved, or has a new name."
        )
    raise UnavailableError(f"Several links on {find.address} fit {find.link}: {', '.join(fitting[:5])}.")


# --- through the door ---------------------------------------------------------------------------------------------------


def _take(
    workspace: Workspace, dataset: Dataset, whole: Path, asked: str, received: Received, now: dt.datetime
) -> Fetched:
    """Through the door into sources/, and into the record."""
    sha256, size = provenance.file_hash(whole), whole.stat().st_size
    name = next((one.file for one in workspace.register() if one.sha256 == sha256 and _has(workspace, one.file)), "")
    outcome = UNCHANGED if name else DOWNLOADED
    if not name:
        _refuse_other_kind(dataset, whole)
        taken = door.take_one(workspace, whole, whole.parent, set(), _move)
        if taken.problem or not taken.name:
            raise UnavailableError(taken.problem or "It is of no kind that Purbeck reads.")
        name = taken.name
    edition = received.edition
    record(
        workspace,
        Download(now.isoformat(timespec="seconds"), dataset.name, asked, received.reached, edition.etag,
                 edition.modified, size, sha256, name),
    )  # fmt: skip
    return Fetched(dataset, outcome, name, size)


def _has(workspace: Workspace, name: str) -> bool:
    return (workspace.sources / name).is_file()


def _move(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    path.replace(target)


def _refuse_other_kind(dataset: Dataset, path: Path) -> None:
    """Raise where a file is not what the dataset should be, with the columns it lacks."""
    try:
        kind = door.recognise(path)
        if kind == dataset.table:
            return
        headings = min(_headings(path), key=lambda found: len(dataset.lacking(found)), default=[])
    except SourceError as error:
        raise UnavailableError(str(error)) from error
    lacking = dataset.lacking(headings)
    if lacking:
        raise UnavailableError(changed(lacking, headings))
    found = f"it is {kind.removeprefix('sources/')}" if kind else "it is of no kind that Purbeck reads"
    raise UnavailableError(f"It has the columns expected, but {found}.")


def _headings(path: Path) -> Iterator[Sequence[str]]:
    """What may be the headings of a file: the first line of each table in it, or the first rows of a spreadsheet."""
    if ods.is_spreadsheet(path):
        yield from (row.cells for row in islice(ods.rows(path), ROWS_LOOKED_AT))
    elif excel.is_workbook(path):
        yield from (row.cells for row in islice(excel.every_row(path), ROWS_LOOKED_AT))
    else:
        yield from door.headers_of(archives.members(path, path.name))
