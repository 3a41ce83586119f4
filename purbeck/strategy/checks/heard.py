"""People's words and judgements: themes nobody acts on, words shown past consent, scores given twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import get_args

from purbeck.periods import spoken_day
from purbeck.strategy.checks.beside import Beside
from purbeck.strategy.checks.remark import BROKEN, LOOK, Remark, broken, look
from purbeck.strategy.entry import Part
from purbeck.strategy.faults import Where
from purbeck.strategy.published import LEDGER as DECISIONS
from purbeck.strategy.repeats import Repeats
from purbeck.strategy.seen_words import seen_words
from purbeck.strategy.shown import LEDGER as STATEMENTS_SHOWN
from purbeck.strategy.shown import Shown
from purbeck.strategy.silent import names_that_tell, parts_of, repeats_of, silent_in
from purbeck.strategy.strategy import Strategy
from purbeck.strategy.texts import ADDRESS, PROSE, texts
from purbeck.strategy.voices import Edition, Voice


def theme_nobody_acts_on(strategy: Strategy, beside: Beside) -> Iterator[Remark]:
    """What several people said, of whom no action and no decision names one."""
    heeded = {name for one in strategy.actions for name in one.voices}
    heeded |= {name for one in strategy.decisions for name in one.voices}
    themes: dict[str, list[Voice]] = {}
    for voice in sorted(strategy.voices, key=lambda one: one.id):
        for theme in set(voice.themes):
            themes.setdefault(theme, []).append(voice)
    for theme, voices in sorted(themes.items()):
        if len(voices) >= beside.rules.statements.value and not heeded.intersection(voice.id for voice in voices):
            words = f"{len(voices)} people spoke of {theme}, and no action or decision names any of them."
            todo = "Decide what to do about it, and name their statements in voices; or record why nothing is done."
            yield Remark(LOOK, voices[0].where, f"theme {theme}", words, todo)


def consent_ended_on_pages(strategy: Strategy, beside: Beside) -> Iterator[Remark]:
    """Pages in publications/ with a statement whose consent does not hold today or on the day, or that was taken out.

    Pages are known by what was entered when they were published, and are searched for the words of statements besides.
    """
    on = max(beside.on, beside.today or beside.on)
    todo = "Publish it again under that name, or delete it; and ask whoever has a copy."
    for one in beside.shown:
        over = one.over(strategy.voices, on)
        if over:
            words = (
                f"publications/{one.folder} shows statements whose consent does not hold on {spoken_day(on)}, or that are no "
                f"longer in the files: {', '.join(over)}."
            )
            yield Remark(BROKEN, _page(one), f"pages {one.folder}", words, todo)
        quoted = sorted(one.quoted.difference(over))
        if quoted:
            words = (
                f"publications/{one.folder} holds words of statements that it may not show on {spoken_day(on)}: "
                f"{', '.join(quoted)}."
            )
            yield Remark(BROKEN, _page(one), f"pages {one.folder}", words, todo)


def ledgers_unlike_pages(_strategy: Strategy, beside: Beside) -> Iterator[Remark]:
    """A ledger that lacks what was entered when pages in publications/ were published: lines were taken out or changed."""
    for one in beside.shown:
        if one.pages and one.statements is None:
            ledger, lacking = STATEMENTS_SHOWN, "the line about these pages is not in it, or was changed"
        elif beside.decision_states is not None and one.decisions not in beside.decision_states:
            ledger, lacking = DECISIONS, "decisions that were entered with these pages are not in it, or were changed"
        else:
            continue
        words = f"{ledger} does not go with publications/{one.folder}: {lacking}."
        todo = "Put back a copy of the ledger. If there is none, delete that folder, and publish again."
        yield Remark(BROKEN, _page(one), f"pages {one.folder}", words, todo)


def pages_nobody_knows(_strategy: Strategy, beside: Beside) -> Iterator[Remark]:
    """A folder of pages in publications/ without a record, or that is older than the ledger of statements and was renamed."""
    for one in beside.shown:
        if one.statements is None and not one.pages:
            words = f"Nobody knows which statements publications/{one.folder} shows: the ledger has no such pages of that name."
            todo = "Publish it again under that name, or delete it."
            if not one.edition:
                words = (
                    f"Nobody knows which statements publications/{one.folder} shows: it has pages of a strategy, and no "
                    "strategy.json that can be read."
                )
                todo = "Put its strategy.json back, or delete the folder."
            yield Remark(LOOK, _page(one), f"pages {one.folder}", words, todo)


def _page(one: Shown) -> Where:
    return Where(f"{one.folder}/index.html", 1, "publications")


def too_short_to_guard(strategy: Strategy, beside: Beside) -> Iterator[Remark]:
    """A statement that some edition may not show, and with too few words for other texts to be searched for it."""
    for voice in strategy.voices:
        silent = [name for name in get_args(Edition) if not (voice.consent and voice.consent.covers(name, beside.on))]
        if silent and len(seen_words(voice.words)) < beside.rules.guarded_words.value:
            yield look(
                voice,
                f"It may not be shown ({', '.join(silent)}), and has so few words that no other text is searched for it.",
                "Read those pages for it before they go out, or take it out of the file.",
            )


def repeats_what_is_not_shown(strategy: Strategy, beside: Beside) -> Iterator[Remark]:
    """A text that repeats a statement which some edition may not show: that edition leaves the text out.

    So it is with a statement that is shown and quotes another; one that says the very same as another is shown, and told.
    """
    days = (beside.on, beside.today or beside.on)
    silent = {name: silent_in(strategy.voices, name, days) for name in get_args(Edition)}
    over = {name: repeats_of(strategy, voices) for name, voices in silent.items()}
    for part in parts_of(strategy, ()):
        if isinstance(part, Voice):
            yield from _said_by_another(part, silent, over)
            continue
        found = [name for name, repeats in over.items() if any(map(repeats.in_text, texts(part, PROSE, ADDRESS)))]
        if found:
            words = f"A text of it repeats what somebody said and may not be shown ({', '.join(found)}): it is left out there."
            yield look(part, words, "Write it in other words, or ask for consent.")


def _said_by_another(voice: Voice, silent: dict[str, tuple[Voice, ...]], over: dict[str, Repeats]) -> Iterator[Remark]:
    """A statement that is shown where another that it repeats is not."""
    shown = [name for name in over if voice not in silent[name]]
    same = [name for name in shown if seen_words(voice.words) in over[name].whole]
    quotes = [name for name in shown if name not in same and any(map(over[name].in_text, texts(voice, PROSE)))]
    if same:
        words = f"It says the very same as a statement that may not be shown ({', '.join(same)}), and is shown there."
        yield look(voice, words, "Is it the same person, written down twice? Then one of the two consents is wrong.")
    if quotes:
        words = f"It repeats a statement that may not be shown ({', '.join(quotes)}): its words are left out there."
        yield look(voice, words, "Leave the quotation out, or ask for consent.")


def name_tells_what_is_not_shown(strategy: Strategy, beside: Beside) -> Iterator[Remark]:
    """An id or a theme, published as it is, with the words of a statement that some edition may not show.

    Of four words or more it is broken, and that edition is not written; of two or three it may be chance.
    """
    days = (beside.on, beside.today or beside.on)
    told: dict[tuple[Part, str, bool], list[str]] = {}
    for edition in get_args(Edition):
        repeats = Repeats(silent_in(strategy.voices, edition, days))
        for found in names_that_tell(strategy, repeats):
            told.setdefault(found, []).append(edition)
    for (part, name, plainly), editions in told.items():
        words = f'"{name}" has the words of a statement that may not be shown ({", ".join(editions)}).'
        todo = (
            "Call it something else, and correct what names it."
            if plainly
            else "If it is no chance, call it something else."
        )
        yield (broken if plainly else look)(part, words, todo)


def place_unknown(strategy: Strategy, beside: Beside) -> Iterator[Remark]:
    """A place of a statement that is no district, CSP, county, police force area, region or nation of the lookups.

    No page names it, and neither does this: it may be smaller than anything that the form of a name gives away.
    """
    for voice in strategy.voices if beside.places is not None else ():
        if voice.place is not None and voice.place.casefold() not in (beside.places or ()):
            words = "Its place is no district, CSP, county, police force area or region that the lookups know, and is not shown."
            yield look(voice, words, "Write its name as the ONS does, or its code; or leave the place out.")


def small_place_in_a_title(strategy: Strategy, beside: Beside) -> Iterator[Remark]:
    """A title of a priority or aim, or a priority's reasons, with the name of a ward or small area of ours beside statements."""
    if not strategy.voices or not beside.small_places:
        return
    named = "|".join(map(re.escape, sorted(beside.small_places, key=lambda one: (-len(one), one))))
    small = re.compile(rf"(?<!\w)(?:{named})(?!\w)")
    texts: list[tuple[Part, str]] = [(one, f"{one.title}\n{one.why or ''}") for one in strategy.priorities]
    texts += [(one, one.title) for one in strategy.aims]
    for part, text in texts:
        found = dict.fromkeys(small.findall(text))
        if found:
            yield look(
                part,
                f"Its words name what is smaller than a district, {', '.join(found)}, and people's words stand on the same page.",
                "Ask whether somebody might be known by it. If so, leave the place to the delivery plan.",
            )


def scored_twice(strategy: Strategy, _: Beside) -> Iterator[Remark]:
    """Two scores by the same role of the same priority and criterion on the same day, so that neither is the later."""
    given = Counter((s.priority, s.criterion, s.by.casefold(), s.on) for s in strategy.scores)
    for score in sorted(strategy.scores, key=lambda s: (s.priority, s.criterion, s.on, s.by, s.where)):
        key = (score.priority, score.criterion, score.by.casefold(), score.on)
        if given.pop(key, 0) > 1:
            words = (
                f"{score.by} scored {score.priority} by {score.criterion.replace('_', ' ')} more than once on one day."
            )
            yield look(score, words, "Keep the one that is meant.")
