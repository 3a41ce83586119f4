"""Sources and datasets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from purbeck.sources import boundaries, datasets, door

WAYS = {
    "address": "a file that stays at", "month": "the newest month of", "link": "a link, found by its name, on",
    "feature_service": "rows of a feature service, page by page:", "csv_pages": "rows, page by page:", "by_hand": "by hand",
}  # fmt: skip


def sources_page() -> Iterator[str]:
    """Suppliers, their terms, and the columns their files are known by."""
    yield "# Sources"
    yield ""
    yield "Files are known by their columns, not their names. Where to get each: [get data](../how-to/get-data.md)."
    yield "In a column's name, 24 stands for the year of the edition, whichever it is, and N for a number."
    for source in door.SOURCES:
        yield from ("", f"## {source.title} (`{source.name}`)", "")
        yield f"- supplier: {source.supplier}"
        yield f"- page: <{source.page}>"
        yield f"- licence: {source.licence}"
        yield f"- attribution: {source.attribution}"
        yield f"- gateway: {source.gateway}"
        yield f"- retention: {source.retention}"
        yield f"- published already: {'yes' if source.already_public else 'no'}"
        yield from ("", "| table | columns a file must have |", "|---|---|")
        yield from (f"| `{name}` | {columns} |" for name, columns in _recognised(source.name))


def _recognised(source: str) -> Iterator[tuple[str, str]]:
    """Each table a source fills, with the columns its file is known by; any year stands as 24."""
    for name, form in door.MONTHLY.items():
        if form.source.name == source:
            yield name, _listed(form.columns)
    for name, (owner, lookup) in door.LOOKUPS.items():
        if owner.name == source:
            yield name, _listed(pattern.replace(r"\d\d", "24") for pattern in lookup.columns.values())
    if door.SOURCE_OF[boundaries.TABLE.name] == source:
        kinds = ", ".join(f"`{suffix}`" for suffix in boundaries.SUFFIXES)
        yield boundaries.TABLE.name, f"a layer ({kinds}) with the field `{boundaries.CODE_FIELD}`"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(
        f"`{name.replace(chr(92) + 'd+', 'N').replace(chr(92), '').replace('|', '` or `')}`" for name in names
    )


def datasets_page() -> Iterator[str]:
    """What `purbeck get` can download, and how sure that is."""
    yield "# Datasets to download"
    yield ""
    yield "What `purbeck get` knows how to download: a file each in `purbeck/sources/datasets/`. How to use it, and what"
    yield "unverified means: [get data](../how-to/get-data.md)."
    for dataset in datasets.read():
        address = getattr(dataset.find, "address", "")
        yield from ("", f"## {dataset.name}", "", f"{dataset.title}.", "")
        yield f"- publisher: {dataset.publisher}; licence: {dataset.licence}; published {dataset.published}"
        yield f"- for a first assessment: {'yes' if dataset.first_assessment else 'no'}; fills `{dataset.table}`"
        yield f"- how: {WAYS[dataset.find.how]}" + (f" `{address}`" if address else "")
        yield f"- by hand: <{dataset.page}>: {dataset.look_for}"
        verified = "**unverified**" if dataset.unverified else "reached"
        yield f"- address: {verified}; looked at on {dataset.checked_on.isoformat()} by {dataset.checked_by}"
        if dataset.note:
            yield f"- {' '.join(dataset.note.split())}"
