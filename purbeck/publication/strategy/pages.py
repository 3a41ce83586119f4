"""The pages of a strategy's site, in the order of its navigation."""

from __future__ import annotations

from purbeck.publication.strategy import (
    causes,
    checklist,
    choice,
    delivery,
    indicators,
    interdependencies,
    logic_model,
    overview,
)
from purbeck.publication.strategy.site import Page

PAGES: tuple[Page, ...] = (
    Page("index.html", "Strategy", "overview.html", overview.content),
    Page("delivery-plan.html", "Delivery plan", "delivery.html", delivery.content),
    Page("indicators.html", "Indicators", "indicators.html", indicators.content),
    Page("logic-model.html", "Logic model", "logic_model.html", logic_model.content),
    Page("causes.html", "Causes and provision", "causes.html", causes.content),
    Page("interdependencies.html", "Interdependencies", "interdependencies.html", interdependencies.content),
    Page("priorities.html", "Choice of priorities", "choice.html", choice.content),
    Page("checklist.html", "Statutory checklist", "checklist.html", checklist.content),
)
