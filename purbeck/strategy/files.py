"""Which files a strategy is written in, and what may stand in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from purbeck.strategy import (
    actions,
    decisions,
    factors,
    indicators,
    interventions,
    partners,
    plan,
    questions,
    related,
    scores,
    services,
    voices,
)  # fmt: skip
from purbeck.strategy.entry import Part


@dataclass(frozen=True)
class Shape:
    """A file: what it is for, its tables (`[name]`, written once) and its lists (`[[name]]`, written for each entry)."""

    file: str
    about: str
    lists: Mapping[str, type[Part]]
    tables: Mapping[str, type[Part]] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that may stand at the top of the file."""
        return (*self.tables, *self.lists)


FILES = (
    Shape(
        "strategy.toml", "vision, definition adopted, commitments, priorities, aims, outcomes, governance, blanks",
        {"kinds": plan.Kind, "commitments": plan.Commitment, "priorities": plan.Priority, "aims": plan.Aim,
         "outcomes": plan.Outcome, "consultations": plan.Consultation, "reviews": plan.Review, "blanks": plan.Blank},
        {"strategy": plan.About, "parent_plan": plan.ParentPlan, "definition": plan.Adopted,
         "governance": plan.Governance},
    ),
    Shape("indicators.toml", "what shows whether an aim is being reached", {"indicators": indicators.Indicator}),
    Shape("actions.toml", "what will be done", {"actions": actions.Action}),
    Shape("interventions.toml", "what is carried out where and when, and compared with what",
          {"interventions": interventions.Intervention}),
    Shape("related.toml", "other strategies, and boards",
          {"related": related.RelatedStrategy, "boards": related.Board}),
    Shape("questions.toml", "what is not known yet", {"questions": questions.Question}),
    Shape("partners.toml", "who takes part", {"partners": partners.Partner}),
    Shape("scores.toml", "people's judgements", {"scores": scores.Score, "weights": scores.Weight}),
    Shape("decisions.toml", "what was decided and why; added to, never changed", {"decisions": decisions.Decision}),
    Shape("factors.toml", "risk and protective factors", {"factors": factors.Factor}),
    Shape("services.toml", "what is there for people", {"services": services.Service}),
    Shape("voices/*.toml", "what people said, and who was not heard",
          {"voices": voices.Voice, "not_heard": voices.NotHeard}),
)  # fmt: skip
LISTS = {name: kind for shape in FILES for name, kind in shape.lists.items()}
TABLES = {name: kind for shape in FILES for name, kind in shape.tables.items()}
