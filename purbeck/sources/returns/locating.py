"""Where places in words lie: looked up in a gazetteer, with how sure that is; no word is kept."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

FILE = Path(__file__).with_name("place_words.toml")
WORDS = re.compile(r"[a-z0-9]+(?:/[a-z](?![a-z]))?")
SPECIFIC = ("premises", "street", "area")  # which of several kinds found in one text says the most
PRECISION = {"premises": "exact", "street": "street", "area": "lsoa"}


class PlaceWords(BaseModel):
    """The file beside this module."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dated: dt.date
    checked: bool
    source: str = Field(min_length=1)
    least: float = Field(gt=0, lt=1)
    whole: float = Field(gt=0, le=1)
    within: float = Field(gt=0, le=1)
    near: float = Field(gt=0, le=1)
    shortest_slip: int = Field(gt=0)
    fewest_letters: int = Field(gt=0)
    leave: frozenset[str]
    short: dict[str, str]


@cache
def place_words() -> PlaceWords:
    """The words, from the file beside this module."""
    return PlaceWords.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))


@dataclass(frozen=True)
class Spot:
    """One named place: `kind` is premises, street or area; without coordinates, only its LSOA is known."""

    name: str
    kind: str
    easting: int | None
    northing: int | None
    lsoa21: str


@dataclass(frozen=True)
class Found:
    """Where a text says something happened; `precision` is "none" and all else empty where that cannot be told."""

    easting: int | None = None
    northing: int | None = None
    lsoa21: str = ""
    precision: str = "none"
    confidence: float | None = None


NOWHERE = Found()


def words_of(text: str) -> tuple[str, ...]:
    """A name or description as its words are compared: small letters, short forms written out, words of no place left out."""
    listed = place_words()
    letters = unicodedata.normalize("NFKD", text.replace("'", "").replace("’", "")).encode("ascii", "ignore").decode()
    said = [word for word in WORDS.findall(letters.lower()) if word not in listed.leave]
    found = []
    for at, word in enumerate(said):
        saint = "saint" if at == 0 and len(said) > 1 else "street"
        found.append(saint if word == "st" else listed.short.get(word, word))
    return tuple(found)


class Gazetteer:
    """Named places, and the names of the areas that they lie in.

    `areas` gives the names of the wards, districts and so on that each LSOA lies in: a text that also names one of them
    means the place there.
    """

    def __init__(self, spots: Iterable[Spot], areas: Mapping[str, Sequence[str]]) -> None:
        self._spots: dict[tuple[str, ...], list[Spot]] = defaultdict(list)
        for spot in spots:
            if words_of(spot.name):
                self._spots[words_of(spot.name)].append(spot)
        said = {name: words_of(name) for names in areas.values() for name in names}
        self._areas = {lsoa: {said[name] for name in names} - {()} for lsoa, names in areas.items()}
        self._area_names = set().union(*self._areas.values()) if self._areas else set()
        self._longest = max(map(len, self._spots), default=0)
        self._words = {word for name in self._spots for word in name}
        self._without_one: dict[str, set[str]] = defaultdict(set)
        for word in self._words:
            for part in (word, *_without_one(word)):
                self._without_one[part].add(word)

    def locate(self, text: str, lsoa21: str = "") -> Found:
        """Where a text says. `lsoa21` is the LSOA where it is known: only places in it are then meant."""
        said = words_of(text)
        if not said:
            return NOWHERE
        listed = place_words()
        whole = self._chosen(said, [said] if said in self._spots else [], lsoa21, listed.whole)
        return (
            whole
            or self._chosen(said, self._within(said), lsoa21, listed.within)
            or self._chosen(said, self._slips(said), lsoa21, listed.near)
            or NOWHERE
        )

    def _within(self, said: tuple[str, ...]) -> list[tuple[str, ...]]:
        """The names that stand within a text, word for word."""
        fewest = place_words().fewest_letters
        spans = (
            said[first : first + length]
            for length in range(self._longest, 0, -1)
            for first in range(len(said) - length + 1)
        )
        return [span for span in spans if span in self._spots and len("".join(span)) >= fewest]

    def _slips(self, said: tuple[str, ...]) -> list[tuple[str, ...]]:
        """The names that would stand within a text if words of it were spelt otherwise."""
        listed = place_words()
        meant = []
        for word in said:
            near = set() if word in self._words or len(word) < listed.shortest_slip else self._one_slip_from(word)
            meant.append(next(iter(near)) if len(near) == 1 else word)
        return self._within(tuple(meant)) if tuple(meant) != said else []

    def _one_slip_from(self, word: str) -> set[str]:
        """The known words that a word becomes with one letter more, less, other, or two neighbours changed places."""
        candidates = set().union(*(self._without_one.get(part, ()) for part in (word, *_without_one(word))))
        return {known for known in candidates if _is_one_slip(word, known)}

    def _chosen(
        self, said: tuple[str, ...], names: Sequence[tuple[str, ...]], lsoa21: str, confidence: float
    ) -> Found | None:
        """The one place that the names found mean, or None: the most specific kind, in the area that the text also names.

        A text that names an area in which no place of the name lies means one that the gazetteer has not.
        """
        spots: list[Spot] = []
        for name in names:
            of_name = [spot for spot in self._spots[name] if lsoa21 in ("", spot.lsoa21)]
            rest = _beside(name, said)
            named = {area for area in self._area_names if _stands_in(area, rest)}
            spots += [spot for spot in of_name if not named or named & self._areas.get(spot.lsoa21, set())]
        for kind in SPECIFIC:
            of_kind = [spot for spot in spots if spot.kind == kind]
            if of_kind:
                longest = max(len(words_of(spot.name)) for spot in of_kind)
                return _one([spot for spot in of_kind if len(words_of(spot.name)) == longest], confidence)
        return None


def _without_one(word: str) -> list[str]:
    return [word[:at] + word[at + 1 :] for at in range(len(word))]


def _is_one_slip(word: str, known: str) -> bool:
    """Whether one letter more, less or other, or two neighbours that change places, make one word of the other."""
    if abs(len(word) - len(known)) == 1:
        longer, shorter = (word, known) if len(word) > len(known) else (known, word)
        return shorter in _without_one(longer)
    other = [at for at, (a, b) in enumerate(zip(word, known, strict=True)) if a != b] if len(word) == len(known) else []
    if len(other) == 2:
        first, second = other
        return second == first + 1 and word[first] == known[second] and word[second] == known[first]
    return len(other) == 1


def _beside(name: tuple[str, ...], said: tuple[str, ...]) -> tuple[str, ...]:
    """What a text says beside a name that stands in it, or the whole of it where the name is spelt otherwise."""
    for first in range(len(said) - len(name) + 1):
        if said[first : first + len(name)] == name:
            return (*said[:first], *said[first + len(name) :])
    return said


def _stands_in(name: tuple[str, ...], said: tuple[str, ...]) -> bool:
    return any(said[first : first + len(name)] == name for first in range(len(said) - len(name) + 1))


def _one(spots: list[Spot], confidence: float) -> Found | None:
    """The place where there is one, or several in one LSOA, of which only that is sure; None where it may be either."""
    where = {(spot.easting, spot.northing, spot.lsoa21) for spot in spots}
    sure = confidence / len({spot.lsoa21 for spot in spots})
    if sure < place_words().least:
        return None
    spot = spots[0]
    precision = PRECISION[spot.kind] if spot.easting is not None and len(where) == 1 else "lsoa"
    if precision == "lsoa":
        return Found(None, None, spot.lsoa21, "lsoa", sure) if spot.lsoa21 else None
    return Found(spot.easting, spot.northing, spot.lsoa21, precision, sure)


def gazetteer_of(rows: pd.DataFrame, places: pd.DataFrame) -> Gazetteer:
    """A gazetteer of rows of sources/gazetteer whose LSOAs are filled in, and of the LSOAs and areas of `places`.

    An LSOA is known by its name ("Dorset 044B"); a ward or district, of several LSOAs, only tells places of one name apart.
    """
    spots = [
        Spot(
            str(row.name_),
            str(row.kind),
            _whole(row.easting),
            _whole(row.northing),
            "" if pd.isna(row.lsoa21) else str(row.lsoa21),
        )
        for row in rows.rename(columns={"name": "name_"}).itertuples()
    ]
    spots += [
        Spot(str(name), "area", None, None, str(code))
        for code, name in zip(places["lsoa21"], places["lsoa_name"], strict=True)
    ]
    names = ["ward_name", "district_name"]
    areas = {
        str(code): [str(name) for name in of if not pd.isna(name)]
        for code, *of in places[["lsoa21", *names]].itertuples(index=False)
    }
    return Gazetteer(spots, areas)


def _whole(value: object) -> int | None:
    return None if pd.isna(value) else int(float(str(value)))
