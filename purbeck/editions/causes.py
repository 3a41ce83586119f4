"""What may have changed a number of the same time: what two editions say they were made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from purbeck.editions.changes import DEFINITION, METHOD, REVISED, RULE, SETTING, Change
from purbeck.editions.edition import Edition, Told
from purbeck.figures import listed

MOST_NAMED = 3
SHORT = 12
DATA, DEFINITIONS, COSTS = "sources/", "definition/", "unit_costs.toml"
Hashes = Mapping[str, str]


def of_all(before: Edition, now: Edition) -> Iterator[Change]:
    """Reasons that are the release's: whose edition, under which rules, by which Purbeck, with which settings."""
    yield from _of_release(before, now)
    for _, change in _of_settings(before, now):
        yield change


def reaching(told: Told, before: Edition, now: Edition) -> Iterator[Change]:
    """Those of them that can have changed the number of a finding, and its data where these are known to be others."""
    yield from _of_release(before, now)
    for name, change in _of_settings(before, now):
        if _reaches(name, told):
            yield change
    if revised := data_differ(told, before, now):
        yield Change(REVISED, revised)


def _of_release(before: Edition, now: Edition) -> Iterator[Change]:
    if before.code and now.code and before.code != now.code:
        yield Change(METHOD, f"made by Purbeck {now.code}; the edition before by {before.code}.")
    if before.rules and now.rules and before.rules != now.rules:
        yield Change(
            RULE, f"released under other rules of disclosure ({now.rules[:SHORT]}; before {before.rules[:SHORT]})."
        )
    if before.edition and now.edition and before.edition != now.edition:
        yield Change(RULE, f"this is the {now.edition} edition; the one before was the {before.edition} edition.")


def _of_settings(before: Edition, now: Edition) -> Iterator[tuple[str, Change]]:
    """Each file of settings that is another, with what that is."""
    for name in _differing(before.settings, now.settings):
        there, here = (name in (one.settings or {}) for one in (before, now))
        said = f"{name} is {'another file' if there and here else 'new' if here else 'gone'}."
        yield name, Change(DEFINITION if name.startswith(DEFINITIONS) else SETTING, said)


def data_differ(told: Told, before: Edition, now: Edition) -> str:
    """In words, which data of a finding are others; "" where none are, or nothing is said of them."""
    if files := [name for name in _differing(before.files, now.files) if name.startswith(DATA)]:
        more = f" and {len(files) - MOST_NAMED:,} more" if len(files) > MOST_NAMED else ""
        return f"files of data differ: {', '.join(files[:MOST_NAMED])}{more}."
    dated = [
        f"{title} is dated {now.dated[title] or 'nothing'}; it was dated {before.dated[title] or 'nothing'}."
        for title in sorted(before.dated.keys() & now.dated.keys())
        if title in told.source and before.dated[title] != now.dated[title]
    ]
    return " ".join(dated)


def data_known(before: Edition, now: Edition) -> bool:
    """Whether both say which files they were made of."""
    return before.files is not None and now.files is not None


def _differing(before: Hashes | None, now: Hashes | None) -> list[str]:
    """The files that only one has, or that are others in both; none where either does not say."""
    if before is None or now is None:
        return []
    return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))


def _reaches(name: str, told: Told) -> bool:
    """Whether a file of settings can change the number of a finding: costs those of costs, a definition those it counts."""
    if name == COSTS:
        return "cost" in f"{told.title} {told.method}".lower()
    if name.startswith(DEFINITIONS):
        return told.definition.startswith(f"{name.removeprefix(DEFINITIONS).removesuffix('.toml')},")
    return True


def lacking(edition: Edition) -> str:
    """In words, what an edition does not say of what it was made of; "" where it says all."""
    found = [
        words for words, held in (
            ("which Purbeck made it", edition.code), ("under which rules it was released", edition.rules),
            ("how its sources are dated", edition.dated), ("which settings it was made with", edition.settings is not None),
            ("of which files of data", edition.files is not None),
            ("by which version of its definition", any(one.definition for one in edition.findings.values())),
        ) if not held
    ]  # fmt: skip
    return listed(found) if found else ""
