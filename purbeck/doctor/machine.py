"""The machine: Python, packages, memory, clock, the query engine, and whether a chart can be drawn."""

from __future__ import annotations

import datetime as dt
import re
import sys
import tempfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pandas as pd
import psutil

from purbeck import provenance
from purbeck.doctor.needs import need
from purbeck.doctor.remark import BROKEN, LOOK, OK, Remark, guarded
from purbeck.store import Store
from purbeck.tables import Column, Table

MIB = 1 << 20
CONSTRAINTS = "constraints.txt"
INSTALL_PAGE = "docs/how-to/install.md"


def look() -> Iterator[Remark]:
    """Every remark on the machine."""
    yield from guarded("Purbeck", purbeck_itself)
    yield from guarded("Python", python)
    yield from guarded("packages", packages)
    yield from guarded("memory", memory)
    yield from guarded("clock", clock)
    yield from guarded("query engine", engine)
    yield from guarded("charts", charts)


def purbeck_itself() -> Iterator[Remark]:
    """Which Purbeck this is."""
    yield Remark(OK, "Purbeck", f"version {provenance.code_version()}.")


def python() -> Iterator[Remark]:
    """Whether Purbeck is tested with this Python."""
    found, newest = sys.version_info[:2], tuple(int(part) for part in need("newest_python").split("."))
    said = f"{'.'.join(map(str, sys.version_info[:3]))} on {sys.platform}"
    if sys.maxsize < 1 << 32:
        yield Remark(BROKEN, "Python", f"{said} is a 32-bit Python, which can use too little memory.",
                     "Install a 64-bit Python, then Purbeck again.")  # fmt: skip
    elif found > newest:
        yield Remark(LOOK, "Python", f"{said} is newer than any that Purbeck is tested with ({need('newest_python')}).",
                     "If something fails, install Purbeck with an older Python.")  # fmt: skip
    else:
        yield Remark(OK, "Python", f"{said}.")


def tested_versions() -> dict[str, str]:
    """The version of each package that Purbeck is tested with; empty where the list did not come with the program.

    It lies in the package where Purbeck was installed from a wheel, and beside it in a checkout.
    """
    for folder in (provenance.CODE_FOLDER, provenance.CODE_FOLDER.parent):
        file = folder / CONSTRAINTS
        if file.is_file():
            lines = file.read_text(encoding="utf-8").splitlines()
            pins = [line.split("==") for line in lines if "==" in line and not line.startswith("#")]
            return {plain(name): version for name, version in pins}
    return {}


def packages() -> Iterator[Remark]:
    """Whether the packages are there, in the versions Purbeck is tested with."""
    tested = tested_versions()
    if not tested:
        yield Remark(LOOK, "packages", "The list of tested versions is missing.",
                     f"Install Purbeck as {INSTALL_PAGE} says.")  # fmt: skip
        return
    found = {name: installed(name) for name in needed()}
    missing = sorted(name for name, version in found.items() if version is None)
    other = [f"{name} {version} (tested with {tested[name]})" for name, version in sorted(found.items())
             if version and tested.get(name, version) != version]  # fmt: skip
    if missing:
        yield Remark(BROKEN, "packages", f"Not installed, and needed: {', '.join(missing)}.",
                     f"Install Purbeck again, as {INSTALL_PAGE} says.")  # fmt: skip
    if other:
        yield Remark(LOOK, "packages", f"Not the versions Purbeck is tested with: {', '.join(other)}.",
                     f"If something fails, install with {CONSTRAINTS}, as {INSTALL_PAGE} says.")  # fmt: skip
    if not missing and not other:
        yield Remark(OK, "packages", f"{len(found)} packages, in the versions Purbeck is tested with.")


def needed() -> set[str]:
    """The packages that Purbeck needs, and those that they need; without those that only some systems or extras do."""
    names, waiting = set[str](), ["purbeck"]
    while waiting:
        try:
            lines = metadata.requires(waiting.pop()) or []
        except metadata.PackageNotFoundError:
            continue
        new = {plain(re.split(r"[^\w.-]", line, maxsplit=1)[0]) for line in lines if ";" not in line} - names
        names |= new
        waiting += new
    return names


def plain(name: str) -> str:
    """A package's name as it is compared: "Jinja2" and "typing_extensions" are "jinja2" and "typing-extensions"."""
    return re.sub(r"[-_.]+", "-", name).lower()


def installed(name: str) -> str | None:
    """The version of a package that is installed; None where it is not."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def memory() -> Iterator[Remark]:
    """Whether there is memory enough for a build."""
    yield enough("memory", psutil.virtual_memory().available / MIB, "district_memory", "national_memory", LOOK,
                 "Close other programs before a build.")  # fmt: skip


def enough(subject: str, free_mib: float, district: str, national: str, lacking: str, todo: str) -> Remark:
    """Whether what is free (in MiB) is enough for one district's files and for twelve national archives."""
    said = f"{free_mib:,.0f} MiB free; {need(district):,} was needed for a district, {need(national):,} for the nation."
    if free_mib < need(district):
        return Remark(lacking, subject, said, todo)
    return Remark(OK, subject, said) if free_mib >= need(national) else Remark(LOOK, subject, said, todo)


def clock(now: dt.date | None = None) -> Iterator[Remark]:
    """Whether today's date can be true."""
    today = now or dt.datetime.now(dt.UTC).date()
    said = f"Today is {today.day} {today:%B %Y}"
    if today < need("earliest_date"):
        yield Remark(LOOK, "clock", f"{said}, before this Purbeck was made.",
                     "Set the clock of this machine: files are told apart by their time.")  # fmt: skip
    else:
        yield Remark(OK, "clock", f"{said}.")


def engine() -> Iterator[Remark]:
    """Whether the query engine opens, and writes and reads a table."""
    trial = Table(
        "trial", "Written and read again", (Column("number", "int64", "a number", required=True),), ("number",)
    )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        store = Store(Path(folder) / "tables")
        try:
            store.write(trial, pd.DataFrame({"number": [1, 2, 3]}), "trial")
            read = store.rows(trial)["number"].tolist()
        finally:
            store.close()
    if read == [1, 2, 3]:
        yield Remark(OK, "query engine", "A table was written and read again.")
    else:
        yield Remark(BROKEN, "query engine", f"A table of 1, 2, 3 came back as {read}.", "Install Purbeck again.")


def charts() -> Iterator[Remark]:
    """Whether a chart can be drawn here, without a network, and letters with it."""
    try:
        from purbeck.publication import trial  # noqa: PLC0415 - the drawing library loads slowly, and may be what is broken

        drawn, letters = trial.chart_is_drawn(), trial.letters_are_drawn()
    except (ImportError, ValueError, RuntimeError) as error:
        yield Remark(BROKEN, "charts", f"A chart could not be drawn: {error}.", "Install Purbeck again.")
        return
    if not drawn:
        yield Remark(BROKEN, "charts", "A chart was drawn without its words.", "Install Purbeck again.")
    elif not letters:
        yield Remark(LOOK, "charts", "Charts are drawn, but pictures of them would have no letters: no font was found.",
                     "Install a font such as Arial, Liberation Sans or DejaVu Sans.")  # fmt: skip
    else:
        yield Remark(OK, "charts", "A chart was drawn, letters included.")
