"""Every check there is, in the order they are told, and what they find in a strategy."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from purbeck.strategy.checks import chain, circles, dates, effects, evidence, heard, overlap, people, statutory
from purbeck.strategy.checks.beside import Beside
from purbeck.strategy.checks.remark import BROKEN, Remark
from purbeck.strategy.strategy import Strategy


@dataclass(frozen=True)
class Check:
    """One thing that is looked at. `title` heads its remarks; `needs` says what must be built for it, "" for nothing."""

    run: Callable[[Strategy, Beside], Iterator[Remark]]
    title: str
    needs: str = ""

    @property
    def name(self) -> str:
        """What it is called in remarks."""
        return self.run.__name__

    @property
    def about(self) -> str:
        """What it looks at, in full."""
        return inspect.getdoc(self.run) or ""


FINDINGS, MEASURES, LOOKUPS = "findings", "measures", "lookups"
CHECKS = (
    Check(circles.waits_in_a_circle, "Waiting in a circle"),
    Check(evidence.finding_unknown, "Findings that are not there", FINDINGS),
    Check(evidence.row_unknown, "Figures that are not there", MEASURES),
    Check(heard.consent_ended_on_pages, "Words still shown without consent"),
    Check(heard.ledgers_unlike_pages, "Ledgers that do not go with the pages"),
    Check(evidence.decision_rewritten, "Decisions changed after they were published"),
    Check(chain.priority_without_evidence, "Priorities without evidence"),
    Check(chain.priority_without_aim, "Priorities without an aim"),
    Check(chain.aim_without_indicator, "Aims without an indicator"),
    Check(chain.aim_without_action, "Aims without an action"),
    Check(chain.horizon_without_indicator, "Outcomes with no indicator of their horizon"),
    Check(chain.indicator_nobody_moves, "Indicators nobody moves"),
    Check(chain.indicator_of_no_aim, "Indicators of no aim"),
    Check(chain.action_serves_no_aim, "Actions that serve no aim"),
    Check(chain.commitment_without_action, "Commitments without an action"),
    Check(people.owner_with_too_much, "Owners with too much"),
    Check(dates.date_in_the_past, "Late"),
    Check(dates.date_not_reached, "Dates still to come"),
    Check(circles.waits_for_something_later, "Waiting for something later"),
    Check(dates.due_after_the_end, "Due after the end"),
    Check(dates.ended, "Ended"),
    Check(dates.ends_soon, "Ending soon"),
    Check(overlap.strategies_alike, "Strategies that do the same thing"),
    Check(overlap.boards_alike, "Boards with the same members and business"),
    Check(evidence.decision_on_a_changed_finding, "Decisions on findings that have changed", FINDINGS),
    Check(evidence.definition_differs, "The definition adopted"),
    Check(evidence.baseline_missing, "Indicators without a baseline"),
    Check(evidence.figures_old, "Old figures"),
    Check(effects.intervention_without_comparison, "Interventions without a comparison"),
    Check(effects.comparison_chosen_late, "Comparisons chosen late"),
    Check(effects.intervention_without_expectation, "Interventions without an expectation"),
    Check(effects.intervention_nobody_carries, "Interventions nobody carries out"),
    Check(heard.theme_nobody_acts_on, "Themes nobody acts on"),
    Check(heard.pages_nobody_knows, "Pages whose statements nobody knows"),
    Check(heard.repeats_what_is_not_shown, "Texts that repeat what may not be shown"),
    Check(heard.name_tells_what_is_not_shown, "Ids that repeat what may not be shown"),
    Check(heard.too_short_to_guard, "Statements too short to guard"),
    Check(heard.place_unknown, "Places nobody knows", LOOKUPS),
    Check(heard.small_place_in_a_title, "Small places beside people's words", LOOKUPS),
    Check(heard.scored_twice, "Scores given twice"),
    Check(statutory.missing_under_the_act, "Required by the Act, and not there"),
    Check(chain.left_blank, "Left blank"),
)


def check(strategy: Strategy, beside: Beside) -> tuple[Remark, ...]:
    """Every remark: what is broken first, then by check, file and line."""
    found = []
    for number, one in enumerate(CHECKS):
        for remark in one.run(strategy, beside):
            at = (remark.where.file, remark.where.line, remark.subject, remark.words)
            found.append(((remark.weight != BROKEN, number, at), replace(remark, check=one.name)))
    return tuple(remark for _, remark in sorted(found, key=lambda pair: pair[0]))


def not_looked_at(beside: Beside) -> tuple[Check, ...]:
    """The checks that could not look, because what they need was not built."""
    lacking = {
        FINDINGS: beside.findings is None,
        MEASURES: beside.periods is None,
        LOOKUPS: beside.places is None,
    }
    return tuple(one for one in CHECKS if lacking.get(one.needs, False))
