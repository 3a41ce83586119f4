"""Words that tell a hidden count: a sentence, an alternative text, a comment, a line of a document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from purbeck.attack.columns import Columns, per
from purbeck.attack.found import Secret, Words, plain
from purbeck.attack.marks import BELOW, DEFAULT_RULE, HIDING, NUMBER, RANGE, Span, number, whole_within
from purbeck.attack.rows import Populations, Told

SHORTEST_LABEL = 3
# A row of a table that a page of PDF begins with, read as a line: a range, and then the ends of another in columns of their own.
ENDS = re.compile(RANGE.pattern + r"\s+\d{1,3}\s+\d{1,3}(?=\s|$)")
FARTHEST = 60  # characters from a label to a number that is said of it
NOT_COUNTS = re.compile(
    r"\b(19|20)\d\d([-/]\d\d(\d\d)?)?\b|\bper [\d,]+|\b\d+(\.\d+)?% interval|\b\d{1,2} (January|February|March|April|May|June|"
    r"July|August|September|October|November|December)\b|\b[A-Z]\d{8}\b|\b[0-9a-f]{12}\b|\baged? [\d ]+(to [\d ]+)?"
)
STOP = re.compile(r"[;\n]|\. |\.$")
LESS = re.compile(r"unavailable|no number|too few|cannot tell|not available|\[[a-z]\]", re.IGNORECASE)
BEFORE = r"(?<![\d.,])(\d[\d,]*)(?: [\w'’-]+){0,4} (?:in|at|for|of|from|by|among|of them in) (?:the )?"
NAMES = r"(offences?|incidents?|records?|people|contacts?|attendances?|admissions?|victims?|cases?|calls?|episodes?|homicides?|"
SAYS_COUNT = re.compile(NAMES + r"referrals?|times|arrests?|suspects?|searches|deaths?)\b", re.IGNORECASE)


def told_in_words(
    secrets: Sequence[Secret], words: Sequence[Words], people: Populations
) -> Iterator[tuple[Secret, Words, Told]]:
    """What the texts of a release say of rows that a table hides: by the row's label and what the text is about."""
    by_label: dict[str, list[Secret]] = {}
    for secret in secrets:
        for label in secret.labels[:2]:
            if len(label) >= SHORTEST_LABEL:
                by_label.setdefault(plain(label), []).append(secret)
    if not by_label:
        return
    for one in words:
        text = " ".join(one.text.split())
        folded = text.casefold()
        if len(folded) != len(text):
            text = folded  # a letter that folds into two: places are kept in the folded text
        present = sorted((label for label in by_label if label in folded), key=len, reverse=True)
        if not present:
            continue
        any_label = re.compile("|".join(rf"(?<!\w){re.escape(label)}(?!\w)" for label in present))
        for match in any_label.finditer(folded):
            for secret in by_label[match[0]]:
                if _about(one, secret, folded):
                    for told in _said_of(secret, text, match.start(), match.end(), people, any_label):
                        yield secret, one, told


def _about(words: Words, secret: Secret, folded: str) -> bool:
    """Whether a text is about the same thing as the table that hides: the same finding, or the same title.

    What has neither, as comments and properties have not, may be about anything. Of a row that only its labels together
    tell from others all have to be in the text.
    """
    if not secret.alone and not all(plain(label) in folded for label in secret.labels):
        return False
    if words.finding and secret.grid.finding:
        return words.finding == secret.grid.finding
    if words.finding:
        return words.finding in secret.labels
    title, subject = plain(words.title), secret.grid.subject
    return not title or not subject or title == subject or subject in folded


def _said_of(
    secret: Secret, text: str, begin: int, end: int, people: Populations, labels: re.Pattern[str]
) -> Iterator[Told]:
    says = text[max(0, begin - FARTHEST) : end + FARTHEST]
    clause = STOP.split(text[end : end + FARTHEST])[0]
    if following := labels.search(clause.casefold()):
        clause = clause[: following.start()]
    if hidden := HIDING.search(clause) or LESS.search(clause):
        clause = clause[: hidden.start()]
    clause = _counts_in(clause)
    if match := NUMBER.search(clause):
        yield from _number(secret, match[0], clause[match.end() :], says, people)
    before = re.search(BEFORE + "$", _counts_in(text[max(0, begin - FARTHEST) : begin]))
    if before and SAYS_COUNT.search(before[0]):
        count = number(before[1])
        yield "words", Span(count.value, count.value), says


def _counts_in(text: str) -> str:
    """A text without the numbers that are no counts, and without ranges, which are what is released of one."""
    return RANGE.sub(" ", ENDS.sub(" ", BELOW.sub(" ", NOT_COUNTS.sub(" ", text))))


def _number(secret: Secret, written: str, after: str, says: str, people: Populations) -> Iterator[Told]:
    value = number(written)
    if re.match(r"\s*(%|per cent)", after):
        return  # a share: the row's own table says of what
    label = next((plain(one) for one in secret.labels if plain(one) in people), "")
    if value.whole and value.value >= 0:
        rule = secret.mark.rule or (DEFAULT_RULE if secret.mark.plain else None)
        if rule is None or (rule.least <= value.value <= rule.most):
            yield "words", Span(value.value, value.value), says
    elif label and value.value > 0:
        base, unit = people[label], per(says)
        yield "rate in words", whole_within(value.low * base.low / unit, value.high * base.high / unit), says


def counts_of_hidden(
    known: Columns, secrets: Sequence[Secret], words: Sequence[Words]
) -> Iterator[tuple[Secret, Words, Told]]:
    """The statement of a finding that is hidden as a whole, where it still says a number that the rule hides."""
    for secret in secrets:
        ids = [label for label in secret.labels if re.fullmatch(r"[0-9a-f]{12}", label)]
        rule = secret.mark.rule or DEFAULT_RULE
        for one in words if ids and known.kinds else ():
            if one.finding != ids[0]:
                continue
            text = _counts_in(one.text)
            for match in re.finditer(
                r"(?<![\d.,])(\d{1,3})(?![\d,]*\.?\d|%) (?:[\w'’-]+ ){0,2}?" + SAYS_COUNT.pattern, text
            ):
                if rule.least <= int(match[1]) <= rule.most:
                    yield secret, one, ("words", Span(int(match[1]), int(match[1])), one.text[:160])
