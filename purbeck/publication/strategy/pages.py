"""The pages of a strategy's site, in the order of its navigation."""

from __future__ import annotations

from purbeck.publication.strategy import overview
from purbeck.publication.strategy.site import Page

PAGES: tuple[Page, ...] = (Page("index.html", "Strategy", "overview.html", overview.content),)
