"""The ledger of releases: what was released is remembered, and a ledger that was touched stops the next release."""

from __future__ import annotations

import datetime as dt
import hashlib
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from purbeck.disclosure import releases
from purbeck.disclosure.deciding import NEEDED
from purbeck.disclosure.linking import Structure, Times
from purbeck.disclosure.made_of import SUFFIX, made_of, remember, remembered
from purbeck.disclosure.released_files import (
    COLUMNS,
    COUNTS_FILE,
    STRUCTURE_FILE,
    counts_of,
    counts_text,
    structure_of,
    structure_text,
)
from purbeck.errors import PurbeckError, SettingsError, SourceError
from purbeck.workspace import Workspace, create

ON = dt.date(2026, 3, 2)
DEFINITION = 'title = "Serious violence"\n'
STRUCTURE = Structure({("ward", "E05000001"): frozenset({"E01000002", "E01000001"})}, {"u": {"w": frozenset({"a", "b"})}},
                      {"age": {"under_25": frozenset({"x"})}}, {("ward", "E05000001"): 900}, {"w": ("+1", "-2")},
                      {"u": (Times("victims", "offences", "times", "2", 2, exactly=True),)})  # fmt: skip
WHO = {"by": "Partnership manager", "edition": "public", "publication": "2025-needs-assessment", "on": ON}


@pytest.fixture
def made(tmp_path: Path) -> Workspace:
    return create(tmp_path / "made", "Made-up CSP", ("E06000901",), DEFINITION)


def protected(shown: int = 12) -> pd.DataFrame:
    """Two counts: one shown, one hidden."""
    key = ("custody:contacts", "contacts", "ward", "E05000001", "2025-01", "2025-12", "all", "all", "custody")
    rows = [
        (*key, "as it stands", shown, shown, shown, "public.default"),
        (*key[:3], "E05000002", *key[4:], "hidden: small number", None, 1, 4, "public.default"),
    ]
    numbers = dict.fromkeys(("value", "shown_least", "shown_most"), "Int64")
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(numbers).assign(least=3, most=3)


def enter(made: Workspace, page: str = "one", **other: object) -> releases.Entry:
    """Enter a release of one page."""
    return releases.enter(made, {"index.html": page}, protected(), **(WHO | other))  # type: ignore[arg-type]


def lines(made: Workspace) -> list[str]:
    return (made.path / releases.LEDGER).read_text(encoding="utf-8").splitlines()


def test_release_is_written_down_with_its_counts(made: Workspace) -> None:
    first = enter(made)
    assert (first.released_on, first.released_by, first.hidden, first.recipients) == (
        "2026-03-02",
        "Partnership manager",
        1,
        (),
    )
    assert releases.releases(made) == [first]
    ((held,),) = releases.earlier(made, "public")
    assert held.structure is None
    held = held.counts
    assert held["value"].fillna(-1).tolist() == [12, -1]
    assert held.loc[1, ["least", "most"]].tolist() == [1, 4], "the range that is told"
    written = (made.path / releases.FOLDER / f"{first.release}.csv").read_text(encoding="utf-8")
    assert written.splitlines()[0].split(",") == [*COLUMNS, *NEEDED], "the counts themselves are written nowhere"
    ((files,),) = releases.files_before(made, "public")
    assert files[COUNTS_FILE].decode().splitlines()[0].split(",") == list(COLUMNS), "what readers have"


def test_release_is_written_down_with_how_its_counts_hang_together(made: Workspace) -> None:
    files = {"index.html": "one", STRUCTURE_FILE: structure_text(STRUCTURE)}
    entry = releases.enter(made, files, protected(), **WHO)  # type: ignore[arg-type]
    ((held,),) = releases.earlier(made, "public")
    assert held.structure == STRUCTURE
    assert [[sorted(one) for one in of] for of in releases.files_before(made, "public")] == [
        [[COUNTS_FILE, STRUCTURE_FILE]]
    ]
    path = made.path / releases.FOLDER / f"{entry.release}{releases.OF_STRUCTURE}"
    for damage in (lambda: path.write_text("{}", encoding="utf-8"), path.unlink):
        damage()
        with pytest.raises(SettingsError, match="was changed"):
            releases.releases(made)


def test_id_is_of_released_bytes_alone(made: Workspace) -> None:
    files = {"index.html": "one", "data/a.csv": b"1"}
    assert releases.release_id(files) == releases.release_id(dict(reversed(files.items())))
    assert releases.release_id({"index.html": "one"}) == enter(made).release
    assert releases.release_id({"index.html": "ones"}) != enter(made).release


def test_same_release_again_has_its_line_already(made: Workspace) -> None:
    assert enter(made) == enter(made, on=dt.date(2026, 4, 1))
    assert len(lines(made)) == 2
    enter(made, "two")
    assert [one.publication for one in releases.releases(made)] == ["2025-needs-assessment"] * 2


def test_publication_is_the_same_whoever_signs_it(made: Workspace, tmp_path: Path) -> None:
    other = create(tmp_path / "other", "Made-up CSP", ("E06000901",), DEFINITION)
    mine, theirs = enter(made), enter(other, by="Jane Doe")
    assert mine.line_sha256 != theirs.line_sha256
    assert releases.record_text(mine) == releases.record_text(theirs), "a dictionary of names has nothing to try"


def test_partners_edition_names_who_gets_it_and_is_remembered_for_partners(made: Workspace) -> None:
    given = enter(made, edition="partners", recipients=["Police", "Council", "Police"])
    assert given.recipients == ("Council", "Police")
    assert [len(held) for held in releases.earlier(made, "public")] == [0, 1], "partners read the public edition too"
    assert [len(held) for held in releases.earlier(made, "partners")] == [1]
    assert enter(made, edition="partners", recipients=["Police"]) == given
    assert enter(made, edition="partners", recipients=["Fire"]) != given
    assert len(releases.releases(made)) == 2


@pytest.mark.parametrize(("other", "words"), [
    ({"by": " "}, "names nobody"), ({"by": "A\nB"}, "names nobody"), ({"by": "A; B"}, "names nobody"),
    ({"edition": "partners"}, "Nobody is named who gets"), ({"recipients": ["Police"]}, "has no recipients"),
    ({"edition": "draft"}, "is not an edition"),
])  # fmt: skip
def test_release_that_names_nobody_is_refused(made: Workspace, other: dict[str, object], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        enter(made, **other)
    assert not (made.path / releases.LEDGER).exists()


def changed(text: str) -> str:
    return text.replace("Partnership manager", "Somebody else", 1)


@pytest.mark.parametrize("damage", [
    "changed", "last changed", "cut", "first gone", "swapped", "emptied", "deleted", "counts changed", "counts gone",
])  # fmt: skip
def test_ledger_that_was_touched_stops_the_next_release(made: Workspace, damage: str) -> None:
    entries = [enter(made, page) for page in ("one", "two", "three")]
    path, held = made.path / releases.LEDGER, lines(made)
    counts = made.path / releases.FOLDER / f"{entries[1].release}.csv"
    damages = {
        "changed": [held[0], changed(held[1]), *held[2:]], "last changed": [*held[:3], changed(held[3])], "cut": held[:3],
        "first gone": [held[0], *held[2:]], "swapped": [held[0], held[2], held[1], held[3]], "emptied": [],
    }  # fmt: skip
    if damage in damages:
        path.write_text("\r\n".join([*damages[damage], ""]), encoding="utf-8", newline="")
    elif damage == "deleted":
        path.unlink()
    elif damage == "counts changed":
        counts.write_text(counts.read_text(encoding="utf-8").replace("12", "13"), encoding="utf-8", newline="")
    else:
        counts.unlink()
    before = {one.name: one.read_bytes() for one in (made.path / "ledger").rglob("*") if one.is_file()}
    with pytest.raises(PurbeckError) as told:
        enter(made, "four")
    assert "Nothing was released" in told.value.todo
    assert before == {one.name: one.read_bytes() for one in (made.path / "ledger").rglob("*") if one.is_file()}


def test_ledger_and_counts_taken_away_together_are_missed_by_what_was_published(made: Workspace) -> None:
    first = enter(made)
    page = made.publications / WHO["publication"]  # type: ignore[operator]
    page.mkdir()
    (page / releases.RECORD).write_text(releases.record_text(first), encoding="utf-8")
    assert releases.releases(made) == [first]
    (made.path / releases.LEDGER).unlink()
    (made.path / releases.FOLDER / f"{first.release}.csv").unlink()
    with pytest.raises(SettingsError, match="which stands in publications"):
        releases.releases(made)


DRIVER = """
import datetime as dt, os, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from test_releases import WHO, protected
from purbeck.disclosure import releases
from purbeck.workspace import Workspace
steps, real = [0], Path.replace
def replace(self, target):
    steps[0] += 1
    if steps[0] == {at}:
        os._exit(99)
    return real(self, target)
Path.replace = replace
releases.enter(Workspace(Path({path!r})), {{"index.html": "two"}}, protected(), **WHO)
"""


@pytest.mark.parametrize(("at", "kept"), [(1, False), (2, True)])
def test_release_killed_in_between_is_entered_whole_or_not_at_all(made: Workspace, at: int, kept: bool) -> None:
    """Killed before its line is in the ledger, then before its counts have their name."""
    enter(made, "one")
    script = DRIVER.format(tests=str(Path(__file__).parent), at=at, path=str(made.path))
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 99, ended.stderr
    assert len(releases.releases(made)) == (2 if kept else 1)
    assert [len(held) for held in releases.earlier(made, "public")] == [2 if kept else 1]
    enter(made, "two")
    assert len(releases.releases(made)) == 2
    assert not list((made.path / releases.FOLDER).glob(f"*{releases.PREPARED}"))


def test_files_of_a_release_are_read_back_as_they_were(made: Workspace) -> None:
    text = counts_text(protected())
    assert counts_text(counts_of(text)) == text
    assert structure_of(structure_text(STRUCTURE)) == STRUCTURE
    assert structure_of('{"places": {}, "whats": {}, "groups": {}, "people": {}}').rules == {}, "as older releases are"
    with pytest.raises(SourceError, match="does not say how places"):
        structure_of("[]")
    with pytest.raises(SourceError, match="has no column universe"):
        counts_of("a,b\n")
    assert made.path.exists()


def test_doctor_says_whether_the_ledger_is_whole(made: Workspace) -> None:
    from purbeck.doctor import releases as look_at

    assert list(look_at.look(made)) == []
    first = enter(made)
    whole, gone = look_at.look(made)
    assert whole.words == (
        "1 in ledger/releases.csv, each as it was entered; the last is the public edition of 2026-03-02."
    )
    assert gone.state == "look at this", "it was entered, and its folder never put in place"
    assert f"The release {first.release} (public edition, 2026-03-02, 2025-needs-assessment)" in gone.words
    page = made.publications / "kept-elsewhere"
    page.mkdir()
    (page / releases.RECORD).write_text(releases.record_text(first), encoding="utf-8")
    assert list(look_at.look(made)) == [whole]


def test_ledger_as_it_was_before_a_release_can_be_copied(made: Workspace, tmp_path: Path) -> None:
    first, second = enter(made), enter(made, "two", edition="partners", recipients=["Police"])
    enter(made, "three")
    later = ON + dt.timedelta(1)
    again = enter(made, "two", edition="partners", recipients=["Council"], on=later)
    copy = create(tmp_path / "copy", "Made-up CSP", ("E06000901",), DEFINITION)
    releases.copy_before(made, first, copy.path)
    assert releases.releases(copy) == []
    releases.copy_before(made, second, copy.path)
    assert releases.releases(copy) == [first]
    assert [len(held) for held in releases.earlier(copy, "partners")] == [1]
    assert releases.entered(made, second.release) == (second, second)
    assert releases.entered(made, second.release, later.isoformat()) == (second, again)
    with pytest.raises(SettingsError, match="has no line of the release 000000000000"):
        releases.entered(made, "000000000000")


def test_what_a_release_was_made_of_is_remembered(made: Workspace) -> None:
    (made.path / "sources" / "a.csv").write_bytes(b"a")
    (made.path / "tables" / "b.parquet").write_bytes(b"b")
    one = enter(made)
    assert remembered(made, one.release) is None
    remember(made, one.release)
    held = remembered(made, one.release)
    assert held == made_of(made)
    assert held is not None
    assert list(held.files) == ["definition/serious-violence.toml", "partnership.toml", "sources/a.csv"]
    assert held.files["sources/a.csv"] == hashlib.sha256(b"a").hexdigest()
    enter(made, "two")
    assert made_of(made) == held, "the ledger of releases is not what a release is made of"
    for path in (made.path / releases.FOLDER).glob(f"*{SUFFIX}"):
        path.write_text("{", encoding="utf-8")
    assert remembered(made, one.release) is None
