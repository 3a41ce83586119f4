"""The pages of a strategy's site, in the order of its navigation."""

from __future__ import annotations

from purbeck.publication.strategy import checklist, choice, delivery, indicators, overview
from purbeck.publication.strategy.site import Page

PAGES: tuple[Page, ...] = (
    Page("index.html", "Strategy", "overview.html", overview.content),
    Page("delivery-plan.html", "Delivery plan", "delivery.html", delivery.content),
    Page("indicators.html", "Indicators", "indicators.html", indicators.content),
    Page("priorities.html", "Choice of priorities", "choice.html", choice.content),
    Page("checklist.html", "Statutory checklist", "checklist.html", checklist.content),
)
