"""The strategy itself, as a councillor reads it: a summary, then each part in turn."""

from __future__ import annotations

from purbeck.publication.strategy.site import Content, Site


def content(_site: Site) -> Content:
    """The page's content."""
    return Content()
