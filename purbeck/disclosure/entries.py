"""Kinds of entries of a released strategy, and the reader of their Markdown, for publication."""

from purbeck.strategy.actions import Action
from purbeck.strategy.decisions import Decision
from purbeck.strategy.factors import Factor
from purbeck.strategy.indicators import Indicator
from purbeck.strategy.interventions import Intervention
from purbeck.strategy.partners import Partner
from purbeck.strategy.plan import Aim, Blank, Horizon, Level, Outcome, Prevention, Priority, Tier
from purbeck.strategy.questions import Question
from purbeck.strategy.related import Board, RelatedStrategy
from purbeck.strategy.rendered import reader
from purbeck.strategy.services import Service

__all__ = [
    "Action",
    "Aim",
    "Blank",
    "Board",
    "Decision",
    "Factor",
    "Horizon",
    "Indicator",
    "Intervention",
    "Level",
    "Outcome",
    "Partner",
    "Prevention",
    "Priority",
    "Question",
    "RelatedStrategy",
    "Service",
    "Tier",
    "reader",
]
