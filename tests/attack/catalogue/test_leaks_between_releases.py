"""Known leaks of counts that hang together: sums within a release, two editions that subtract, public totals."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from made_releases import HIDDEN, ROWS, page, table

from purbeck.attack import attack
from purbeck.disclosure.linking import Structure
from purbeck.disclosure.released_files import COLUMNS, counts_text, structure_text
from purbeck.disclosure.releases import release_id

AREAS = ("E01000001", "E01000002", "E01000003")
STRUCTURE = Structure(
    {("district", "E07000001"): frozenset(AREAS)} | {("lsoa21", a): frozenset([a]) for a in AREAS}, {}
)
SMALL, OTHER = "hidden: small number", "hidden: would give another away"
Row = tuple[str, str, str, str, int | None]


def counts(*rows: Row, decision: str = SMALL) -> str:
    """A file of counts: place type, code, first and last month, and the number shown, None where it is hidden."""
    frame = pd.DataFrame(
        [
            ("custody:contacts", "contacts", kind, code, first, last, "all", "all", "custody",
             "as it stands" if n is not None else decision, n, n if n is not None else 1 if decision == SMALL else None,
             n if n is not None else 4 if decision == SMALL else None, "partners.default")
            for kind, code, first, last, n in rows
        ],
        columns=list(COLUMNS),
    )  # fmt: skip
    return counts_text(frame.astype(dict.fromkeys(("value", "shown_least", "shown_most"), "Int64")))


def release(*rows: Row) -> dict[str, str | bytes]:
    """A release of counts and nothing else."""
    return {"data/released-counts.csv": counts(*rows), "data/released-structure.json": structure_text(STRUCTURE)}


def year(code: str, n: int | None, kind: str = "lsoa21") -> Row:
    """A count of the year 2025."""
    return kind, code, "2025-01", "2025-12", n


WHOLE = year("E07000001", 30, "district")


def test_sum_that_leaves_one_count_is_caught_and_two_hidden_pass() -> None:
    leaking = attack(release(WHOLE, year(AREAS[0], 15), year(AREAS[1], 12), year(AREAS[2], None)))
    assert [(one.found.least, one.found.most) for one in leaking.leaks] == [(3, 3)]
    assert "lsoa21 E01000003" in leaking.leaks[0].hidden
    mended = release(year("E07000001", None, "district"), year(AREAS[0], 15), year(AREAS[1], 12), year(AREAS[2], None))
    mended["data/released-counts.csv"] = str(mended["data/released-counts.csv"]).replace(
        f"contacts,district,E07000001,2025-01,2025-12,all,all,custody,{SMALL},,1,4",
        f"contacts,district,E07000001,2025-01,2025-12,all,all,custody,{OTHER},,,",
    )
    found = attack(mended)
    assert found.safe, list(found.in_words())
    assert (found.counts, found.hidden_counts) == (4, 2)


def test_two_editions_that_subtract() -> None:
    last = release(("district", "E07000001", "2025-01", "2025-11", 27))
    this = release(WHOLE, ("district", "E07000001", "2025-12", "2025-12", None))
    assert attack(this).safe
    found = attack(this, earlier=[last])
    assert [(one.kind, one.found.least, one.found.most) for one in found.leaks] == [("counts", 3, 3)]
    (left,) = attack(release(WHOLE), earlier=[last]).leaks
    assert "2025-01 to 2025-12, less contacts" in left.hidden and (left.found.least, left.found.most) == (3, 3)
    assert attack(release(year("E07000001", 40, "district")), earlier=[last]).safe


def test_two_counts_that_subtract_where_one_is_split_further() -> None:
    """A year of 30, its first eleven months 27, and the year in areas, so that what December has is no one count."""
    both = (WHOLE, ("district", "E07000001", "2025-01", "2025-11", 27))
    areas = [year(code, 10) for code in AREAS]
    (leak,) = attack(release(*both, *areas)).leaks
    assert (leak.found.least, leak.found.most) == (3, 3)
    assert leak.hidden.endswith("less contacts (custody:contacts) in district E07000001, 2025-01 to 2025-11")
    assert attack(release(WHOLE, *areas)).safe


def test_cell_that_the_last_edition_showed() -> None:
    last = page(table(rows=[(ward, {"Cedar Cross": "3"}.get(ward, shown)) for ward, shown in ROWS]))
    found = attack(page(table()), earlier=[last])
    assert [(one.found.least, one.found.most) for one in found.known] == [(3, 3)]
    assert (
        "Known already, and not to be taken back: earlier releases or public totals tell more of 1 hidden count"
        in "\n".join(found.in_words())
    )
    assert found.safe, "this release adds nothing to what readers have"
    assert not attack(page(table()), earlier=[page(table())]).known


def test_public_total_that_subtracts(tmp_path: Path) -> None:
    public = tmp_path / "published-totals.csv"
    public.write_text(counts(WHOLE), encoding="utf-8")
    this = release(year(AREAS[0], 15), year(AREAS[1], 12), year(AREAS[2], None))
    assert attack(this).safe
    assert not attack(this, public=[public]).safe


def test_counts_file_that_still_holds_what_it_hides() -> None:
    this = release(WHOLE, year(AREAS[0], None))
    text = str(this["data/released-counts.csv"])
    this["data/released-counts.csv"] = text.replace(f"{SMALL},,1,4", f"{SMALL},3,1,4")
    assert [one.says for one in attack(this).leaks] == ["value 3"]
    this["data/released-counts.csv"] = "\r\n".join(
        line + (",least" if at == 0 else ",3") for at, line in enumerate(text.splitlines())
    )
    assert [one.says for one in attack(this).leaks] == ["a column least"]


def test_release_of_before_the_gate_says_what_was_not_checked() -> None:
    found = attack(page(table()))
    assert found.safe
    assert found.hidden == sum(shown == HIDDEN for _, shown in ROWS)
    assert attack({"index.html": "<p>Nothing here</p>"}).unchecked == attack(page(table())).unchecked
    assert "released-counts.csv" in found.unchecked[0]


def test_release_of_the_gate_without_partners_counts_says_so() -> None:
    held: dict[str, str | bytes] = {**page(table()), "style.css": "p { color: #000 }"}
    record = {"release.json": json.dumps({"release": release_id(held), "edition": "public"})}
    found = attack(held | record)
    assert (found.unchecked, len(found.remarks)) == ((), 1)
    assert "Nothing in it rests on partners' counts" in "\n".join(found.in_words())
    for changed in (held | {"style.css": ""}, {name: one for name, one in held.items() if name != "style.css"}):
        found = attack(changed | record)
        assert not found.remarks
        assert "one may have been taken away" in found.unchecked[0]
    assert attack(held | {"release.json": "{"}).remarks == ()


@pytest.mark.parametrize(("column", "value"), [("value", "few"), ("shown_most", "-1"), ("value", "2.5")])
def test_counts_that_are_none_are_refused(column: str, value: str) -> None:
    from purbeck.errors import SourceError

    frame = pd.DataFrame([dict.fromkeys(COLUMNS, "") | {column: value}])
    with pytest.raises(SourceError, match=r"line 2") as told:
        attack({"released-counts.csv": frame.to_csv(index=False)})
    assert value in told.value.what
