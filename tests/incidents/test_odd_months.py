"""Force-months that look wrong: known published errors are found and nothing is corrected."""

from __future__ import annotations

import pandas as pd

from purbeck import Workspace, flow
from purbeck.incidents import categories, incident
from purbeck.incidents.odd_months import TABLE, flagged, read_limits
from purbeck.periods import months_from

VIOLENCE, DISORDER = "Violence and sexual offences", "Anti-social behaviour"


def counted(force: str, category: str, counts: dict[str, int]) -> pd.DataFrame:
    """Rows of counts by month."""
    return pd.DataFrame({"force": force, "category": category, "month": list(counts), "count": list(counts.values())})


def test_published_errors_are_found() -> None:
    year = months_from("2021-01", "2021-12")
    bedfordshire = dict.fromkeys(year, 1681) | {"2021-08": 797, "2021-02": 1602, "2021-06": 1755}
    nottinghamshire = dict.fromkeys(year, 3019) | {"2021-03": 600, "2021-04": 200, "2021-07": 3300}
    found = flagged(
        pd.concat([
            counted("Bedfordshire Police", VIOLENCE, bedfordshire),
            counted("Nottinghamshire Police", DISORDER, nottinghamshire),
        ]),
        read_limits(),
    )  # fmt: skip
    assert found[["force", "month", "count", "reason"]].to_numpy().tolist() == [
        ["Bedfordshire Police", "2021-08", 797, "far_below"],
        ["Nottinghamshire Police", "2021-03", 600, "far_below"],
        ["Nottinghamshire Police", "2021-04", 200, "far_below"],
    ]


def test_month_filed_without_any_of_a_kind_counts_as_nought_and_one_not_filed_does_not() -> None:
    year = months_from("2025-01", "2025-12")
    robbery = {m: 130 for m in year if m not in ("2025-05", "2025-09")}
    violence = {m: 2000 for m in year if m != "2025-09"}
    rows = pd.concat([counted("Us", "Robbery", robbery), counted("Us", VIOLENCE, violence)])
    found = flagged(rows, read_limits())
    assert found[["month", "category", "count", "reason"]].to_numpy().tolist() == [
        ["2025-05", "Robbery", 0, "far_below"]
    ]


def test_nothing_odd_makes_an_empty_table() -> None:
    found = flagged(counted("Us", VIOLENCE, dict.fromkeys(months_from("2025-01", "2025-12"), 500)), read_limits())
    assert found.empty and list(found) == [c.name for c in TABLE.columns]


def test_brackenshire_has_none_and_its_counts_are_those_of_its_incidents(district: Workspace) -> None:
    assert district.table(TABLE).empty
    counted_ = district.table(categories.TABLE)
    incidents = district.table(incident.TABLE)
    assert counted_["count"].sum() == incidents["supplied_category"].notna().sum()
    ours = categories.in_our_area(district)
    ours = ours[(ours["category"] == "Robbery") & (ours["month"] == "2025-03")]
    again = incidents[(incidents["month"] == "2025-03") & (incidents["supplied_category"] == "Robbery")]
    from purbeck.sources.build import PLACES

    members = district.table(PLACES)
    assert ours["count"].sum() == again["lsoa21"].isin(members.loc[members["ours"], "lsoa21"]).sum() > 0


def test_real_archives_give_up_hampshires_august(dorset: Workspace) -> None:
    odd = dorset.table(TABLE)
    august = odd[(odd["force"] == "Hampshire Constabulary") & (odd["month"] == "2025-08")].set_index("category")
    assert august.loc[VIOLENCE, ["count", "reason"]].tolist() == [11639, "far_above"]
    assert august.loc[VIOLENCE, "expected"] == 5430  # the eleven months around; with August itself the median is 5,444
    fallen = august[august["reason"] == "far_below"]
    assert len(fallen) >= 8 and fallen["ratio"].between(0.12, 0.28).all()
    assert len(odd) < 0.005 * 5890, "of 5,890 force-category-months judged"
    assert not odd["force"].eq("Dorset Police").any()
    assert flow.check(dorset.path).odd_months["month"].eq("2025-08").any(), "purbeck check shows them"
