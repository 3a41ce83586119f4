"""A strategy becomes a released strategy: what an edition of a day may show of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

from purbeck.disclosure.capacity import as_counted, in_words
from purbeck.disclosure.findings import AS_IT_STANDS, ReleasedFinding, released_for
from purbeck.disclosure.own_rules import rules_in_force
from purbeck.disclosure.places import LargePlaces, large_places, small_places
from purbeck.disclosure.rules import PARTNERS, SERVICES, Rules, load_rules
from purbeck.disclosure.silence import Silence, refuse_names_that_tell, silence_of
from purbeck.disclosure.voices import Dropped, Statement, heard
from purbeck.strategy.actions import Action
from purbeck.strategy.decisions import Decision
from purbeck.strategy.entry import Part
from purbeck.strategy.indicators import Indicator
from purbeck.strategy.interventions import Intervention
from purbeck.strategy.plan import Priority
from purbeck.strategy.related import RelatedStrategy
from purbeck.strategy.services import Service
from purbeck.strategy.strategy import Strategy
from purbeck.workspace import Workspace

ALL_VOICES = "voices"  # the statements as a whole, and not which
NO_PLACES = LargePlaces()
PART_OF_AREA = "parts of our area"
E = TypeVar("E", Priority, Intervention)
P = TypeVar("P", Service, RelatedStrategy)


@dataclass(frozen=True)
class ReleasedStrategy(Strategy):
    """A strategy as an edition of a day may show it.

    `voices` is always empty: what people said is in `statements`, and `voices` of actions and decisions are ids of those; in
    the public edition ALL_VOICES, since an action in a small place would tell where the speaker lives.
    `services_shown` says what was done to counts of people at services.
    Indicators hold no figures: `released_indicators` gives those that may be shown.
    `findings` are by id, each as it may be shown; an id that is not there is in no finding of this workspace.
    """

    edition: str = PARTNERS
    on: dt.date = dt.date.max
    statements: tuple[Statement, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    services_shown: str = ""
    withheld: int = 0  # texts that repeated what somebody said and may not be shown
    places_left_out: int = 0  # places smaller than a district, or not in the lookups, that stood beside people's words
    findings: Mapping[str, ReleasedFinding] = field(default_factory=dict)

    @property
    def public(self) -> bool:
        """Whether it is the public edition."""
        return self.edition != PARTNERS

    @property
    def cited(self) -> frozenset[str]:
        """The ids of all findings that it rests on, whether they are held here or not."""
        named = [self.about.context_findings] if self.about else []
        named += [kind.evidence for kind in self.kinds] + [priority.evidence for priority in self.priorities]
        named += [question.findings for question in self.questions] + [factor.findings for factor in self.factors]
        named += [tuple(stood.id for stood in one.findings) for one in self.decisions]
        return frozenset(name for of_one in named for name in of_one)


def released_strategy(
    workspace: Workspace, strategy: Strategy, edition: str, on: dt.date, today: dt.date
) -> ReleasedStrategy:  # fmt: skip
    """The strategy as it may be shown, with the workspace's findings and places; there need be none of either.

    Findings name no small area here, since people's words stand on the same pages.
    """
    small = small_places(workspace)
    findings = {finding.id: small.not_named_in(finding) for finding in released_for(workspace, edition)}
    return release_strategy(strategy, edition, on, findings, large_places(workspace), today, rules_in_force(workspace))


def release_strategy(
    strategy: Strategy, edition: str, on: dt.date, findings: Mapping[str, ReleasedFinding] | None = None,
    places: LargePlaces = NO_PLACES, today: dt.date | None = None, rules: Rules | None = None,
) -> ReleasedStrategy:  # fmt: skip
    """The strategy as it may be shown.

    Statements that consent does not cover are dropped and counted; so is every text that repeats one. Raises StrategyError
    for an id that does. Small places are not
    named with priorities, since people's words stand on the same page. The public edition also leaves out single judgements,
    dissent, what actions take, and small places of interventions. Counts of people at services are as the edition's rules
    show them: those that ship where none are given.
    """
    said = heard(strategy.voices, edition, on, places, today)
    silence = silence_of(strategy, edition, on, today)
    refuse_names_that_tell(strategy, silence)
    lists = {name: value for name, value in _contents(strategy).items() if name != "voices"}
    lists["blanks"] = tuple(one for one in strategy.blanks if not (one.of == "voices" and one.under))
    kept = {name: _kept(value, silence) for name, value in lists.items()}
    statements = tuple(map(silence.statement, said.statements))
    ids = said.ids if edition == PARTNERS else dict.fromkeys(said.ids, ALL_VOICES)
    kept["actions"] = tuple(_with_statements(action, ids) for action in kept["actions"])
    kept["decisions"] = tuple(_with_statements(decision, ids) for decision in kept["decisions"])
    kept["decisions"] = tuple(_as_it_may_stand(one, findings or {}, edition) for one in kept["decisions"])
    kept["indicators"] = tuple(_without_figures(one) for one in kept["indicators"])
    rule = (rules or load_rules()).of(edition, SERVICES)
    kept["services"] = tuple(as_counted(one, rule) for one in kept["services"])
    kept["priorities"] = tuple(_in_large_places(priority, places) for priority in kept["priorities"])
    for name in ("services", "related"):
        kept[name] = tuple(_by_name(one, places) for one in kept[name])
    if edition != PARTNERS:
        kept |= _for_the_public(kept, places)
    left_out = sum(len(one.places) for one in strategy.priorities) - sum(len(one.places) for one in kept["priorities"])
    shown = [voice for voice in strategy.voices if voice.id in said.ids]
    left_out += sum(voice.place is not None and places.name_of(voice.place) is None for voice in shown)
    return ReleasedStrategy(
        **kept, edition=edition, on=on, statements=statements, dropped=said.dropped, withheld=silence.count,
        places_left_out=left_out, services_shown=in_words(strategy.services, rule), findings=dict(findings or {}),
    )  # fmt: skip


def shown_of(strategy: Strategy, edition: str, on: dt.date, today: dt.date) -> frozenset[str]:
    """The statements that an edition of a day shows, by the ids they have in the files: for our own ledger, on no page."""
    return frozenset(heard(strategy.voices, edition, on, NO_PLACES, today).ids)


def _contents(strategy: Strategy) -> dict[str, Any]:
    return {one.name: getattr(strategy, one.name) for one in fields(Strategy)}


def _kept(value: Any, silence: Silence) -> Any:
    if isinstance(value, tuple):
        return tuple(_kept(one, silence) for one in value)
    return silence.keep(value) if isinstance(value, Part) else value


C = TypeVar("C", Action, Decision)


def _with_statements(entry: C, ids: Mapping[str, str]) -> C:
    """An entry that cites statements by the ids they have here; those that are not shown are not cited."""
    cited = dict.fromkeys(ids[one] for one in entry.voices if one in ids)
    return entry.model_copy(update={"voices": tuple(cited)})


def _as_it_may_stand(decision: Decision, findings: Mapping[str, ReleasedFinding], edition: str) -> Decision:
    """A decision without the figures, as they stood, of findings whose figures are hidden, or whose cannot be known."""
    nothing = {"value": None, "lower": None, "upper": None, "certainty": None}
    kept = []
    for stood in decision.findings:
        now = findings.get(stood.id)
        hide = edition != PARTNERS if now is None else now.decision != AS_IT_STANDS
        kept.append(stood.model_copy(update=nothing) if hide else stood)
    return decision.model_copy(update={"findings": tuple(kept)})


def _without_figures(indicator: Indicator) -> Indicator:
    """An indicator without the figures typed in: those that may be shown are in its `ReleasedIndicator`."""
    baseline = indicator.baseline and indicator.baseline.model_copy(update={"value": None})
    return indicator.model_copy(update={"values": (), "baseline": baseline})


def _in_large_places(entry: E, places: LargePlaces) -> E:
    """An entry without the places that are smaller than a district, or that the lookups do not know."""
    kept = tuple(places.name_of(one) or one for one in entry.places if places.is_large(one))
    return entry.model_copy(update={"places": kept})


def _by_name(entry: P, places: LargePlaces) -> P:
    """An entry whose large places are called by their names, as those of priorities are."""
    return entry.model_copy(update={"places": tuple(places.name_of(one) or one for one in entry.places)})


def _for_the_public(kept: Mapping[str, Any], places: LargePlaces) -> dict[str, Any]:
    """What the public edition holds of the lists that it does not hold in full."""
    return {
        "scores": (),
        "weights": (),
        "decisions": tuple(one.model_copy(update={"dissent": None}) for one in kept["decisions"]),
        "actions": tuple(one.model_copy(update={"resources": ()}) for one in kept["actions"]),
        "services": tuple(_somewhere(one, places) for one in kept["services"]),
        "interventions": tuple(_without_small_places(one, places) for one in kept["interventions"]),
        "related": tuple(_somewhere(one, places) for one in kept["related"]),
    }


def _somewhere(entry: P, places: LargePlaces) -> P:
    """An entry without its small places. Where it has no other it says that it is not for the whole area."""
    kept = tuple(places.name_of(one) or one for one in entry.places if places.is_large(one))
    return entry.model_copy(update={"places": kept or ((PART_OF_AREA,) if entry.places else ())})


def _without_small_places(intervention: Intervention, places: LargePlaces) -> Intervention:
    found = _in_large_places(intervention, places)
    if found.comparison is None:
        return found
    areas = tuple(places.name_of(one) or one for one in found.comparison.areas if places.is_large(one))
    return found.model_copy(update={"comparison": found.comparison.model_copy(update={"areas": areas})})
