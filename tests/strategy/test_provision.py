"""Need set against services: every gap and duplicate is found where it was planted, and nowhere else."""

from __future__ import annotations

import datetime as dt

import pytest
from planted_strategy import ON, backwards, factor, intervention, large, priority, service, strategy

from purbeck.strategy.gaps import doubles, gaps
from purbeck.strategy.provision import provision, rules
from purbeck.strategy.services import Service
from purbeck.strategy.strategy import Strategy

DAY = dt.timedelta(1)
ENOUGH = {"people": 40, "used": 20, "waiting": 0, "dated": dt.date(2026, 9, 30)}
ALL_ROUTES = ("custody", "emergency_department", "school")
FIRST = {"priorities": ("weapons",), "factors": ("paths",), "groups": ("young people",), "routes": ALL_ROUTES,
         "places": ("Vale",), "capacity": ENOUGH}  # fmt: skip


def planted(*services: Service, **lists: object) -> Strategy:
    """One priority and one factor, served at both levels that its tier needs: no gap and no duplicate."""
    held = {
        "priorities": (priority("weapons", groups=("young people",), places=("Vale",)),),
        "factors": (factor("paths", priorities=("weapons",)),),
        "services": services
        or (service("mentors", **FIRST), service("lessons", **(FIRST | {"prevention": "primary"}))),
    }
    return strategy(**(held | lists))


def found(held: Strategy, on: dt.date = ON) -> list[tuple[str, str]]:
    """The rule and the subject of every gap."""
    return [(gap.rule, gap.subject) for gap in gaps(held, provision(held, on), on)]


def said(held: Strategy, rule: str) -> list[str]:
    """The sentences of a rule."""
    return [gap.words for gap in gaps(held, provision(held, ON), ON) if gap.rule == rule]


def test_where_everything_is_there_nothing_is_found() -> None:
    assert found(planted()) == [] and doubles(planted(), ON) == ()


def test_priority_is_served_by_name_or_by_way_of_a_factor() -> None:
    held = planted(
        service("named", priorities=("weapons",)), service("through", factors=("paths",)), service("neither")
    )
    assert [(one.service, one.through) for one in provision(held, ON).of_priority("weapons")] == [
        ("named", ()), ("through", ("paths",)),
    ]  # fmt: skip


def test_priority_without_service() -> None:
    held = planted(service("elsewhere", **(FIRST | {"priorities": (), "factors": ()})))
    assert ("priority_without_service", "weapons") in found(held)
    assert said(held, "priority_without_service") == ["No service serves “Priority weapons” now."]
    research = planted(service("elsewhere"), priorities=(priority("weapons", tier="research"),))
    assert "priority_without_service" not in dict(found(research))


@pytest.mark.parametrize(
    ("tier", "missing"), [("respond", "tertiary"), ("intervene_early", "primary"), ("research", "")]
)
def test_level_without_service_by_tier(tier: str, missing: str) -> None:
    held = planted(service("mentors", **FIRST), priorities=(priority("weapons", tier=tier, groups=("young people",)),))
    words = said(held, "level_without_service")
    assert len(words) == bool(missing) and all(missing in sentence for sentence in words)


def test_level_is_not_asked_for_where_a_service_does_not_say_its_own() -> None:
    held = planted(service("mentors", **FIRST), service("unsaid", **(FIRST | {"prevention": None})))
    assert "level_without_service" not in dict(found(held))


def test_factor_that_nothing_works_on_and_one_that_only_an_intervention_does() -> None:
    idle = factor("money", kind="protective", strength="unknown")
    held = planted(factors=(factor("paths", priorities=("weapons",)), idle))
    assert said(held, "factor_without_work") == [
        "Nothing works on “Factor money”, a protective factor with evidence of unknown strength."
    ]
    one = intervention("lamps", factors=("money",), ends=ON)
    held = planted(factors=(factor("paths", priorities=("weapons",)), idle), interventions=(one,))
    assert found(held) == [("factor_by_intervention_alone", "money")]
    assert "“Intervention lamps”, until 26 November 2026" in said(held, "factor_by_intervention_alone")[0]
    assert ("factor_without_work", "money") in found(held, ON + DAY)


def test_group_that_nobody_serves_and_who_does_not_say_for_whom() -> None:
    held = planted(priorities=(priority("weapons", groups=("young people", "people who farm")),))
    assert said(held, "group_without_service") == [
        "No service says that it is for people who farm, named by “Priority weapons”."
    ]
    unsaid = service("unsaid", **(FIRST | {"groups": ()}))
    held = planted(service("mentors", **FIRST), unsaid, priorities=(priority("weapons", groups=("people who farm",)),))
    assert said(held, "group_without_service")[0].endswith("1 service does not say for whom.")


def test_place_that_nobody_serves_unless_somebody_serves_the_whole_area() -> None:
    far = (priority("weapons", groups=("young people",), places=("Vale", "Far End")),)
    assert found(planted(priorities=far)) == [("place_without_service", "Far End")]
    everywhere = service("everywhere", **(FIRST | {"places": (), "prevention": "primary"}))
    assert found(planted(service("mentors", **FIRST), everywhere, priorities=far)) == []


def test_route_that_leads_nowhere_and_one_that_leads_to_what_is_full() -> None:
    held = planted(
        service("mentors", **(FIRST | {"routes": ("school",), "capacity": ENOUGH | {"waiting": 1}})),
        service("lessons", **(FIRST | {"prevention": "primary", "routes": ("custody",)})),
    )
    assert found(held) == [
        ("route_to_nowhere", "emergency_department"), ("route_to_full", "school"), ("people_wait", "mentors"),
    ]  # fmt: skip
    assert said(held, "route_to_full") == ["From school people are led only to what is full: “Service mentors”."]


@pytest.mark.parametrize(
    ("capacity", "full", "words"),
    [
        (ENOUGH | {"waiting": 12}, True, ["12 people wait for “Service mentors” (counted on 30 September 2026)."]),
        (ENOUGH | {"waiting": None, "used": 38}, True,
         ["“Service mentors” is full: 38 of 40 places used (counted on 30 September 2026)."]),
        (ENOUGH | {"used": 37}, False, []),
        (ENOUGH | {"used": None, "waiting": 0}, None, []),
    ],
)  # fmt: skip
def test_full_waiting_and_what_cannot_be_told(capacity: dict[str, object], full: bool | None, words: list[str]) -> None:
    held = planted(service("mentors", **(FIRST | {"capacity": capacity})))
    assert provision(held, ON).rooms[0].full is full
    assert said(held, "people_wait") == words


def test_unknown_capacity_is_unknown_and_never_nought() -> None:
    held = planted(
        service("mentors", **(FIRST | {"capacity": None})), service("lessons", **(FIRST | {"prevention": "primary"}))
    )
    room = next(room for room in provision(held, ON).rooms if room.service == "mentors")
    assert (room.people, room.used, room.waiting, room.full) == (None, None, None, None)
    assert found(held) == [("capacity_unknown", "mentors")]
    old = ENOUGH | {"dated": dt.date(2025, 5, 25)}
    assert said(planted(service("mentors", **(FIRST | {"capacity": old}))), "capacity_unknown") == [
        "How many people “Service mentors” can take was last counted more than 18 months ago."
    ]
    on_the_day = ENOUGH | {"dated": dt.date(2025, 5, 26)}
    assert said(planted(service("mentors", **(FIRST | {"capacity": on_the_day}))), "capacity_unknown") == []


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        (dt.date(2027, 5, 26), "is paid for until 26 May 2027."), (dt.date(2027, 5, 27), None), (ON, "is paid for until"),
        (ON - DAY, "ended on 25 November 2026."), (dt.date(2026, 5, 26), "ended on"), (dt.date(2026, 5, 25), None),
    ],
)  # fmt: skip
def test_service_that_ends_soon_or_ended_lately(ends: dt.date, words: str | None) -> None:
    sentences = said(planted(service("mentors", **(FIRST | {"ends": ends}))), "ends_soon")
    assert len(sentences) == (words is not None) and all(str(words) in sentence for sentence in sentences)


def test_only_services_that_run_on_the_day_count() -> None:
    over, to_come = service("over", **FIRST, ends=ON - DAY), service("to-come", **FIRST, starts=ON + DAY)
    provided = provision(planted(over, to_come), ON)
    assert provided.serves == () and [room.state for room in provided.rooms] == ["ended", "not_begun"]


def test_duplicate_is_found_and_says_who_waits() -> None:
    waits = service("again", **(FIRST | {"capacity": ENOUGH | {"waiting": 3}}))
    (double,) = doubles(planted(service("mentors", **FIRST), waits), ON)
    assert (double.first, double.second) == ("again", "mentors")
    assert double.words == (
        "“Service again” and “Service mentors” may do the same: both work on “Factor paths” and “Priority weapons”, at "
        "secondary level. People wait for “Service again”; whether “Service mentors” has room is worth asking."
    )
    (double,) = doubles(planted(waits, service("mentors", **(FIRST | {"capacity": ENOUGH | {"waiting": 1}}))), ON)
    assert double.words.endswith("People wait for both, so both may be needed.")


@pytest.mark.parametrize(
    "other",
    [
        {"prevention": "tertiary"}, {"prevention": None}, {"groups": ("adults",)}, {"groups": ()}, {"places": ("Far End",)},
        {"factors": (), "priorities": ()}, {"factors": ("paths", "b", "c"), "priorities": ("x",)}, {"starts": ON + DAY},
    ],
    ids=str,
)  # fmt: skip
def test_services_that_differ_are_no_duplicate(other: dict[str, object]) -> None:
    held = planted(
        service("mentors", **FIRST), service("other", **(FIRST | other)),
        factors=(factor("paths"), factor("b"), factor("c")), priorities=(priority("weapons"), priority("x")),
    )  # fmt: skip
    assert doubles(held, ON) == ()


def test_half_in_common_is_enough_and_the_whole_area_holds_every_place() -> None:
    other = service("other", **(FIRST | {"factors": ("paths", "b"), "priorities": ("x", "weapons"), "places": ()}))
    held = planted(
        service("mentors", **FIRST),
        other,
        factors=(factor("paths"), factor("b")),
        priorities=(priority("weapons"), priority("x")),
    )
    assert len(doubles(held, ON)) == 1


@pytest.mark.parametrize("held", [planted(), large()], ids=["planted", "large"])
def test_order_of_files_and_entries_makes_no_difference(held: Strategy) -> None:
    turned = backwards(held)
    assert provision(turned, ON) == provision(held, ON)
    assert gaps(turned, provision(turned, ON), ON) == gaps(held, provision(held, ON), ON)
    assert doubles(turned, ON) == doubles(held, ON)


def test_where_no_service_is_written_down_nothing_is_asked() -> None:
    provided = provision(Strategy(), ON)
    assert (provided.serves, provided.work, provided.groups, provided.places, provided.rooms) == ((), (), (), (), ())
    unserved = strategy(priorities=(priority(groups=("young people",)),), factors=(factor("paths"),))
    assert found(unserved) == [] and doubles(unserved, ON) == ()


def test_every_rule_says_why_and_whether_anyone_agreed() -> None:
    used = {"priority_without_service", "level_without_service", "factor_without_work", "factor_by_intervention_alone",
            "group_without_service", "place_without_service", "route_to_nowhere", "route_to_full", "people_wait", "ends_soon",
            "capacity_unknown", "services_alike"}  # fmt: skip
    assert set(rules().rules) == used
    assert all(rule.why and rule.source and not rule.checked for rule in rules().rules.values())
    assert set(rules().levels) == {"respond", "intervene_early", "research"}


def test_worked_example_of_the_methods_page() -> None:
    young = priority("weapons", groups=("young people under 25",))
    mentoring = service("mentoring", priorities=("weapons",), groups=("young people under 25",), routes=("school",))
    helpline = {"priorities": ("weapons",), "routes": ("self",)}
    said_no_level = planted(
        mentoring, service("helpline", prevention=None, **helpline), priorities=(young,), factors=()
    )
    nowhere = [("route_to_nowhere", "custody"), ("route_to_nowhere", "emergency_department")]
    assert [gap for gap in found(said_no_level) if gap[0] != "capacity_unknown"] == nowhere
    said_level = planted(
        mentoring, service("helpline", prevention="tertiary", **helpline), priorities=(young,), factors=()
    )
    assert ("level_without_service", "weapons") in found(said_level)
