"""Earlier releases beside today's counts: places and definitions that changed since are told apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from purbeck import provenance
from purbeck.disclosure.linking import Structure

Atoms = frozenset[str]
Whats = Mapping[str, Atoms]
COUNTS_MORE, COUNTS_LESS = "+", "-"  # how a rule's key begins: whether what fits it is counted or left out
THEN = "@"  # between a code and what it stood for before
NOWHERE = ""  # the atom of what the other release does not count


@dataclass(frozen=True)
class Before:
    """The counts of an earlier release, and its own structure; None where nobody wrote that down."""

    counts: pd.DataFrame
    structure: Structure | None = None


def joined(structure: Structure, before: Sequence[Before]) -> tuple[Structure, list[pd.DataFrame]]:
    """One structure for today's counts and those of earlier releases, and these as it names them.

    A place that had other areas then, or a theme or definition that had other rules, gets a name of its own among the earlier
    counts, and is made of what it was made of. Where rules were only added, or only taken away, the one lies within the other; so
    the difference of both is a count too. A place of which nothing is known is an area by itself.
    """
    frames = []
    for number, one in enumerate(before):
        held = one.structure or replace(structure, whats={})
        structure, whats = _joined_whats(structure, held, one.counts, number)
        structure, places = _joined_places(structure, held, one.counts)
        pairs = zip(one.counts["place_type"], one.counts["place_code"], strict=True)
        kinds = zip(one.counts["universe"], one.counts["what"], strict=True)
        frames.append(
            one.counts.assign(place_code=[places[pair] for pair in pairs], what=[whats[pair] for pair in kinds])
        )
    return structure, frames


def unplaced(structure: Structure, before: Iterable[Before]) -> list[tuple[str, str]]:
    """The places of earlier releases of which no structure says of what areas they are made."""
    found = set()
    for one in before:
        known = {*structure.places, *(one.structure.places if one.structure else ())}
        found |= set(zip(one.counts["place_type"], one.counts["place_code"], strict=True)) - known
    return sorted(found)


def _joined_places(
    structure: Structure, held: Structure, counts: pd.DataFrame
) -> tuple[Structure, dict[tuple[str, str], str]]:  # fmt: skip
    places, codes = dict(structure.places), {}
    for kind, code in dict.fromkeys(zip(counts["place_type"], counts["place_code"], strict=True)):
        today = structure.places.get((kind, code))
        then = held.places.get((kind, code)) or today or frozenset({f"{kind} {code}"})
        codes[kind, code] = code if today in (None, then) else _then(code, then)
        places[kind, codes[kind, code]] = then
    return replace(structure, places=places), codes


def _joined_whats(
    structure: Structure, held: Structure, counts: pd.DataFrame, number: int
) -> tuple[Structure, dict[tuple[str, str], str]]:  # fmt: skip
    every, names = {universe: dict(of) for universe, of in structure.whats.items()}, {}
    rules = dict(structure.rules)
    for universe, own in counts.groupby("universe"):
        known = every.setdefault(str(universe), {})
        for then in _apart(held.whats.get(str(universe), {}), own["what"].unique()):
            for what in then:
                known.setdefault(what, frozenset({what}))
            found = _refined(known, then, rules, held.rules)
            made = found[0] if found else {what: _alone(of, number) for what, of in then.items()}
            known |= found[1] if found else {}
            for what, atoms in made.items():
                name = next((one for one in _named(known, what) if known[one] == atoms), _then(what, atoms))
                names[str(universe), what], known[name] = name, atoms
                if what in held.rules:
                    rules.setdefault(name, held.rules[what])
    return replace(structure, whats=every, rules=rules), names


def _alone(of: Atoms, number: int) -> Atoms:
    """Atoms of which nothing is known but that they are of one earlier release."""
    return frozenset(f"{atom}{THEN}{number}" for atom in of)


def _then(name: str, atoms: Atoms) -> str:
    return f"{name}{THEN}{provenance.key_of(sorted(atoms))[: provenance.SHORT]}"


def _named(known: Iterable[str], what: str) -> list[str]:
    """What is called so today, and what was called so in earlier releases."""
    return [one for one in known if one == what or one.startswith(what + THEN)]


def _apart(whats: Whats, counted: Iterable[str]) -> list[dict[str, Atoms]]:
    """The kinds of an earlier release, together those that share an atom; others may hold the same records, and none knows."""
    names = {*whats, *counted, *(atom for of in whats.values() for atom in of if "/" in atom and "|" not in atom)}
    found: list[dict[str, Atoms]] = []
    for what in sorted(names):
        atoms = whats.get(what, frozenset({what}))
        near = [one for one in found if any(atoms & of for of in one.values())]
        found = [one for one in found if one not in near]
        found.append({name: of for one in near for name, of in one.items()} | {what: atoms})
    return found


def _refined(
    known: Whats, then: Whats, today: Mapping[str, Sequence[str]], before: Mapping[str, Sequence[str]]
) -> tuple[dict[str, Atoms], dict[str, Atoms]] | None:
    """The kinds of then and of today as sets of the same atoms; None where some of today's would be left without any.

    An atom is one of today's and one of then's, or one of either and none of the other: those pairs that what is known of the
    rules allows.
    """
    lies = [(name, what, _within(today.get(name), before.get(what))) for what in then for name in _named(known, what)]
    of_today = {NOWHERE: frozenset[str](), **_holding({name: known[name] for name, _, _ in lies}, known)}
    of_then = {NOWHERE: frozenset[str](), **_holding(then, then)}
    pairs = [
        (now, old)
        for now, mine in of_today.items()
        for old, theirs in of_then.items()
        if now + old and all((name in mine, what in theirs) in possible for name, what, possible in lies)
    ]
    if {now for now, _ in pairs} | {NOWHERE} != set(of_today):
        return None
    as_today = len(pairs) == len(of_today) - 1 and all(now for now, _ in pairs)
    made = {pair: pair[0] if as_today or not pair[1] else "&".join((pair[0], pair[1] + THEN)) for pair in pairs}
    return (
        {what: frozenset(made[pair] for pair in pairs if pair[1] in of) for what, of in then.items()},
        {what: frozenset(made[pair] for pair in pairs if pair[0] in of) for what, of in known.items()},
    )


def _holding(of: Whats, every: Whats) -> dict[str, Atoms]:
    """For each atom of some kinds, which of these hold it."""
    atoms = {atom for one in every.values() for atom in one}
    return {atom: frozenset(what for what, one in of.items() if atom in one) for atom in sorted(atoms)}


def _within(today: Sequence[str] | None, before: Sequence[str] | None) -> frozenset[tuple[bool, bool]]:
    """Whether a record may be counted today and then, of rules that are the same, were added or were taken away since."""
    possible = {(True, True), (False, False)}
    if today == before:
        return frozenset(possible)
    today, before = today or (), before or ()
    if not (today and before):
        return frozenset({*possible, (True, False), (False, True)})
    for more, less, beside in ((today, before, (True, False)), (before, today, (False, True))):
        left = _left_of(more, less)
        signs = None if left is None else {one[0] for one in left}
        if signs == {COUNTS_MORE}:
            return frozenset({*possible, beside})
        if signs == {COUNTS_LESS}:
            return frozenset({*possible, beside[::-1]})
    return frozenset({*possible, (True, False), (False, True)})


def _left_of(more: Sequence[str], less: Sequence[str]) -> list[str] | None:
    """What a list of rules has beside those of another, which are in it in their order; None where they are not."""
    left, wanted = [], list(less)
    for one in more:
        if wanted and one == wanted[0]:
            wanted.pop(0)
        else:
            left.append(one)
    return None if wanted else left
