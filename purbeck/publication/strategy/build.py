"""Write a strategy's site: a folder with its pages, their style and a CSV of every table."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from purbeck.errors import SettingsError
from purbeck.language.markup import page_said
from purbeck.language.slots import Names
from purbeck.language.speaker import Speaker, speaker, speaking
from purbeck.periods import spoken_day
from purbeck.publication.build import PAGE, STYLE, check_name, replace_folder, writing
from purbeck.publication.publication import CERTAINTIES, anchor, certainty_words, doubt
from purbeck.publication.spoken import names_in, titles
from purbeck.publication.strategy.pages import PAGES
from purbeck.publication.strategy.prose import prose
from purbeck.publication.strategy.record import NAVIGATION, RECORD, pages_in, pages_of, record
from purbeck.publication.strategy.rows import items
from purbeck.publication.strategy.site import EDITIONS, Content, Page, Site
from purbeck.publication.strategy.words import missing, named, not_here, span
from purbeck.publication.style import style
from purbeck.publication.support import support
from purbeck.workspace import Workspace


def nobody_asks(_mark: str) -> None:
    """Enter the pages nowhere."""


def publish(
    workspace: Workspace, name: str, site: Site, enter: Callable[[str], None] = nobody_asks, by: Speaker | None = None
) -> Path:
    """Write `publications/<name>`; returns its index.html. The same strategy, findings and day give the same bytes.

    `enter` is called with the mark of the pages once they are made, before any is written. `by` says it in another language.
    A run that is stopped leaves the last publication in place. Raises SettingsError for a name that cannot be a folder
    everywhere or is that of something else, StorageError where the disk refuses.
    """
    refuse(workspace, name, site)
    folder = workspace.publications / name
    files = pages(site) if by is None else pages_said(site, by)
    enter(pages_of(str(files[RECORD])).mark)
    with writing(folder):
        replace_folder(folder, files)
    return folder / PAGE


def refuse(workspace: Workspace, name: str, site: Site) -> None:
    """Raise SettingsError for a name that cannot be a folder everywhere or is that of something else.

    One edition never takes the place of the other, nor a strategy that of a needs assessment.
    """
    check_name(name)
    folder = workspace.publications / name
    held = pages_in(folder).edition
    if folder.exists() and held != site.strategy.edition:
        what = f"the {held} edition of a strategy" if held in {"partners", "public"} else "something else"
        raise SettingsError(
            f'"{folder}" holds {what}, and the {site.strategy.edition} edition would take its place.',
            "Give another name with --name, or remove that folder first.",
        )


def pages(site: Site) -> dict[str, str | bytes]:
    """Every file of the site by its path within the folder."""
    files: dict[str, str | bytes] = {STYLE: style(EDITIONS[site.strategy.edition])}
    for page in PAGES:
        content = page.content(site)
        files[page.file] = _known(page_said(render(page, site, content), speaker(), f"the strategy, {page.file}"))
        for table in content.tables:
            if table.file in files:
                raise ValueError(f"two tables are called {table.name}")
            files[table.file] = table.comma_separated()
    files[RECORD] = record(site, files)
    return files


def pages_said(site: Site, by: Speaker) -> dict[str, str | bytes]:
    """Every file of the site in the language of a speaker, who keeps what was asked; tables as files stay as they are."""
    with speaking(by.knowing(names_of(site))):
        return pages(site)


def names_of(site: Site) -> Names:
    """The names that texts of a strategy hold: titles of what it is made of, and of those who take part."""
    strategy = site.strategy
    kinds = names_in(strategy.findings.values())
    lists = (strategy.priorities, strategy.aims, strategy.outcomes, strategy.actions, strategy.indicators, strategy.kinds,
             strategy.services, strategy.related, strategy.interventions)  # fmt: skip
    kinds |= titles(one.title for several in lists for one in several)
    named = [one.title for several in (strategy.partners, strategy.boards) for one in several]
    return Names(kinds | dict.fromkeys([*named, site.partnership], "name"))


def _known(html: str) -> str:
    """A page that is known as one of a strategy's in any language, by what its navigation is called in English."""
    if speaker() is None:
        return html
    return html.replace('<nav class="pages"', f'<nav class="pages" data-english="{NAVIGATION}"', 1)


def render(page: Page, site: Site, content: Content) -> str:
    """A page as HTML. Whatever people wrote is escaped; Markdown comes out as its own few marks."""
    return environment().get_template(page.template).render(
        site=site, strategy=site.strategy, page=page, pages=PAGES, support=support(),
        tables={table.name: table for table in content.tables}, **content.context,
    )  # fmt: skip


@cache
def environment() -> Environment:
    """The templates: those of the strategy, and of the needs assessment the parts that both have."""
    made = Environment(
        loader=ChoiceLoader([PackageLoader("purbeck.publication.strategy"), PackageLoader("purbeck.publication")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {"prose": prose, "day": spoken_day, "named": named}
    made.globals |= {
        "anchor": anchor, "cell_of": items, "certainties": CERTAINTIES, "certainty_words": certainty_words, "doubt": doubt,
        "missing": missing, "navigation": NAVIGATION, "not_here": not_here, "span": span,
    }  # fmt: skip
    return made
