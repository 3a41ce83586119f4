"""Which of the police's monthly files are read together: an archive, or a folder, up to 64 MB."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from purbeck import archives, provenance
from purbeck.sources import police_outcomes, police_street, stop_and_search
from purbeck.sources.door import MONTHLY, Stocked, headers_of
from purbeck.sources.monthly_files import Form, Reading, Supplied
from purbeck.store import Store

PART_BYTES = 64 << 20
Read = Callable[[Store, str, str, list[Supplied]], Reading]
READ: dict[str, Read] = {
    police_street.TABLE.name: police_street.read_part,
    police_outcomes.TABLE.name: police_outcomes.read_part,
    stop_and_search.TABLE.name: stop_and_search.read_part,
}


@dataclass(frozen=True)
class Part:
    """Files of one kind that are read together into one part of its table."""

    form: Form
    name: str
    key: str
    supplied: list[Supplied]

    def read(self, store: Store) -> Reading:
        """Read them into the part."""
        return READ[self.form.table.name](store, self.name, self.key, self.supplied)


def parts(sources: Path, given: list[Stocked]) -> list[Part]:
    """The parts of all three tables, of the files given, with the names of the files inside `sources`."""
    groups: dict[tuple[str, str], list[Supplied]] = {}
    for stocked in given:
        if stocked.kind not in MONTHLY:
            continue
        found = archives.members(sources / stocked.file.name, stocked.file.name)
        for member, header in zip(found, headers_of(found), strict=True):
            table = stocked.kind if member.entry is None else _table_of(member.label, header)
            if table is None:
                continue
            group = stocked.file.name if member.entry else str(PurePosixPath(stocked.file.name).parent)
            supplied = Supplied(member, stocked.file.sha256, stocked.file.given)
            groups.setdefault((table, group), []).append(supplied)
    made = []
    for (table, group), members in sorted(groups.items()):
        for number, chunk in enumerate(_chunks(members)):
            key = provenance.key_of([(s.member.label, s.sha256, s.given) for s in chunk], provenance.code_hash())
            made.append(Part(MONTHLY[table], f"{provenance.key_of(group)[:8]}-{number:03d}", key, chunk))
    return made


def _table_of(label: str, header: list[str]) -> str | None:
    """The table of a file in an archive, by its columns, or else by its name; None where it is none of these."""
    by_columns = (name for name, form in MONTHLY.items() if form.recognises(header))
    by_name = (name for name, form in MONTHLY.items() if form.resembles(label))
    return next(by_columns, None) or next(by_name, None)


def _chunks(members: list[Supplied]) -> Iterator[list[Supplied]]:
    chunk: list[Supplied] = []
    size = 0
    for supplied in sorted(members, key=lambda s: s.member.label):
        if chunk and size + supplied.member.size_bytes > PART_BYTES:
            yield chunk
            chunk, size = [], 0
        chunk.append(supplied)
        size += supplied.member.size_bytes
    if chunk:
        yield chunk
