"""The bounds of every hidden count: of released counts, earlier releases and what is public."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf
from pathlib import Path, PurePosixPath

import pandas as pd

from purbeck.attack.attacked import KNOWN, todo
from purbeck.attack.found import Leak
from purbeck.attack.joins import Joined
from purbeck.attack.marks import Span
from purbeck.attack.reading import Files
from purbeck.disclosure.auditing import LESS
from purbeck.disclosure.before import Before, joined, unplaced
from purbeck.disclosure.linking import KEY, Structure
from purbeck.disclosure.protecting import audit
from purbeck.disclosure.released_files import COUNTS_FILE, STRUCTURE_FILE, counts_of, structure_of
from purbeck.disclosure.released_rules import RULES_FILE, rules_of
from purbeck.disclosure.releases import RECORD, release_id, release_named
from purbeck.disclosure.rules import DEFAULT, LIMITS, Rules, load_rules
from purbeck.errors import SourceError
from purbeck.figures import listed
from purbeck.statistics.linked import UNBOUNDED

TRUE_COUNTS = ("least", "most", "count")  # columns of the workspace's own frame, which no release may have
NO_PARTNERS = (
    f"Nothing in it rests on partners' counts: {RECORD} says that it came through the gate, its files are those of that release, "
    f"and there is no {COUNTS_FILE}, which the gate writes wherever a count is not published already."
)
CHANGED = (
    f"sums between tables and with other releases: there is no {COUNTS_FILE}, and the files are not those of the release that "
    f"{RECORD} names, so that one may have been taken away."
)
NOT_THERE = (
    f"sums between tables and with other releases: there is no {COUNTS_FILE}, as publications of before the gate have none. "
    "What each table, text and drawing tells by itself was looked at."
)


@dataclass(frozen=True)
class Counted:
    """What came of the counts of a release: leaks, how many counts there are and how many are hidden, what could not be done."""

    leaks: tuple[Leak, ...]
    counts: int
    hidden: int
    unchecked: tuple[str, ...]
    remarks: tuple[str, ...] = ()


def attack_counts(
    files: Files, earlier: Sequence[Files], public: Sequence[Path], told: Callable[[pd.DataFrame], list[Joined]]
) -> Counted:  # fmt: skip
    """The tightest range of every hidden count that an outsider can work out, held against what its rule promises.

    `told` gives what tables say of the released counts. All of it is one system, so that a rate of one count may tell another.
    Raises SourceError where a file is not in the form it should be, TableError where counts do not add up.
    """
    where, shown = _counts(files)
    if shown is None:
        return _without_counts(files)
    before, unchecked = [], []
    for number, one in enumerate(earlier, start=1):
        _, frame = _counts(one)
        if frame is None and not _without_counts(one).remarks:
            unchecked.append(f"sums with the earlier release {number}: it has no {COUNTS_FILE}.")
        elif frame is not None:
            before.append(Before(frame, _structure(one)))
    before += [Before(_public(path)) for path in public]
    structure = _structure(files)
    if structure is None:
        raise SourceError(
            f"There is {where}, and no {STRUCTURE_FILE} to say how its counts hang together.", "Publish again."
        )
    if lost := unplaced(structure, before):
        unchecked.append(
            f"sums with {' '.join(lost[0])} of an earlier release or public file"
            f"{f' and {len(lost) - 1} more places' if len(lost) > 1 else ''}: of what areas it is made is not said."
        )
    both, frames = joined(structure, before)
    hidden = int(shown["decision"].str.startswith("hidden").sum())
    leaks = [*_true_counts(files, where, shown)]
    rules = _rules(files)
    if len(shown):
        found = audit(shown, both, rules, frames)
        telling = found[~found["safe"] | (found["known_before"] & found[LESS].isna())]
        leaks += [_leak(row, where, len(before)) for row in telling.to_dict("records")]
        if says := told(shown):
            again = audit(shown, both, rules, frames, besides=_besides(shown, says))
            more = again[~again["safe"] & found["safe"]]
            leaks += [_told(row, says, shown) for row in more.to_dict("records")]
    return Counted(tuple(leaks), len(shown), hidden, tuple(unchecked), tuple(_looser(rules)))


def _without_counts(files: Files) -> Counted:
    """What to say of a release without counts: whether it has none, or came before the gate, or lost them."""
    _, text = _named(files, RECORD)
    if text is None:
        return Counted((), 0, 0, (NOT_THERE,))
    if release_named(text) != release_id(files):
        return Counted((), 0, 0, (CHANGED,))
    return Counted((), 0, 0, (), (NO_PARTNERS,))


def _named(files: Files, name: str) -> tuple[str, str | None]:
    for path, held in sorted(files.items()):
        if PurePosixPath(path).name == name:
            return path, held if isinstance(held, str) else held.decode("utf-8-sig")
    return name, None


def _counts(files: Files) -> tuple[str, pd.DataFrame | None]:
    where, text = _named(files, COUNTS_FILE)
    return where, None if text is None else counts_of(text, where)


def _public(path: Path) -> pd.DataFrame:
    try:
        return counts_of(path.read_text(encoding="utf-8-sig"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(
            f'"{path}" cannot be read ({error}).', f"Give a CSV file with the columns of {COUNTS_FILE}."
        ) from error


def _structure(files: Files) -> Structure | None:
    """How the counts of a release hang together, as it says itself."""
    name, text = _named(files, STRUCTURE_FILE)
    return None if text is None else structure_of(text, name)


def _rules(files: Files) -> Rules:
    """The rules that a release says it was made by; those that ship, of one that does not say, and of the other edition."""
    name, text = _named(files, RULES_FILE)
    ships = load_rules()
    if text is None:
        return ships
    said = rules_of(text, ships.published, name)
    return replace(said, by_edition={**ships.by_edition, **said.by_edition})


def _looser(rules: Rules) -> Iterator[str]:
    """What the release's rules let be shown that those that ship with this Purbeck would not, in words."""
    ships = load_rules()
    for edition, held in rules.by_edition.items():
        for rule in held.values():
            for source in rule.applies_to or (DEFAULT,):
                than = ships.of(edition, source)
                if shown := [key for key in LIMITS if rule.shows_more(key, than)]:
                    said = [f"{key} {getattr(rule, key)} ({getattr(than, key)} now)" for key in shown]
                    yield f"It was made by a rule that shows more than the one of this Purbeck: {rule.name}, {listed(said)}."
                    break


def _true_counts(files: Files, where: str, shown: pd.DataFrame) -> Iterator[Leak]:
    """Hidden counts that the file itself still holds: a number in `value`, or the columns of the workspace's own counts."""
    hidden = shown["decision"].str.startswith("hidden")
    for row in shown[hidden & shown["value"].notna()].to_dict("records"):
        count = int(row["value"])
        yield Leak("beneath the cell", where, words_of(row), f"value {count}", words_of(row), Span(count, count), None,
                   todo("beneath the cell"))  # fmt: skip
    _, text = _named(files, COUNTS_FILE)
    heads = (text or "").removeprefix("\ufeff").splitlines()[0].split(",")
    for name in TRUE_COUNTS:
        if name in heads:
            yield Leak("hidden column", where, "its heading", f"a column {name}", "every count", Span(0, inf), None,
                       todo("hidden column"))  # fmt: skip


def _leak(row: dict[str, object], where: str, earlier: int) -> Leak:
    most = row["attacker_most"]
    found = Span(_whole(row["attacker_least"]), inf if pd.isna(most) or _whole(most) >= UNBOUNDED else _whole(most))
    needed = None if pd.isna(row["needed_least"]) else Span(_whole(row["needed_least"]), _whole(row["needed_most"]))
    says = "the other counts of this release" + (f" and {earlier} more files" if earlier else "")
    if row["known_before"] and row["safe"]:
        says = "earlier releases and public totals tell it by themselves"
        return Leak(KNOWN, where, words_of(row), says, words_of(row), found, None, todo(KNOWN))
    return Leak("counts", where, words_of(row), says, words_of(row), found, needed, todo("counts"))


def _besides(shown: pd.DataFrame, says: Sequence[Joined]) -> pd.DataFrame:
    """What tables say of counts, as rows of counts."""
    rows = shown.iloc[[one.row for one in says]][list(KEY)].reset_index(drop=True)
    most = [UNBOUNDED if one.span.most == inf else int(one.span.most) for one in says]
    return rows.assign(least=[int(one.span.least) for one in says], most=most)


def _told(row: dict[str, object], says: Sequence[Joined], shown: pd.DataFrame) -> Leak:
    """A count that the tables give away together with the other counts: the table that speaks of it, else of one beside it."""
    own = [one for one in says if words_of(shown.iloc[one.row].to_dict()) == words_of(row)]
    first = (own or list(says))[0]
    others = "" if own else f" (of {words_of(shown.iloc[first.row].to_dict())}, with the other counts)"
    leak = _leak(row, first.file, 0)
    return replace(leak, kind="joined", part=first.part, says=f"{first.says}{others}", todo=todo("joined"))


def _whole(value: object) -> int:
    return int(value)  # type: ignore[call-overload, no-any-return]


def words_of(row: dict[str, object]) -> str:
    """A count in words: what, whose, where, when, of which group; and which other is taken off it."""
    universe, what, kind, code, first, last, by, group = (str(row[name]) for name in KEY)
    months = first if first == last else f"{first} to {last}"
    less = "" if pd.isna(row.get(LESS)) else f", less {row[LESS]}"
    return f"{what} of {universe} in {kind} {code}, {months}" + ("" if by == "all" else f", {by} {group}") + less
