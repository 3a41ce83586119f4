"""Where an indicator of the strategy stands, in words."""

from __future__ import annotations

from collections.abc import Sequence

from purbeck.analyses import indicators as codes
from purbeck.analyses.indicators import Point
from purbeck.breaks import Break
from purbeck.findings.in_words import count, interval, listed, percent, percent_interval, rate
from purbeck.findings.wording.breaks import label
from purbeck.findings.wording.doubt import LOW_RATE

STEP = "break"
UNAVAILABLE = {
    codes.NOT_BUILT: "Unavailable: no figures have been built in this workspace.",
    codes.NO_DEFINITION: "Unavailable: this workspace has no definition of the id that its row names.",
    codes.NO_ROWS: "Unavailable: the measures of this workspace hold no such rows.",
    codes.NO_VALUE: "Unavailable: no period of its rows has a figure.",
    codes.NOTHING_TO_READ: "Unavailable: nobody has brought a figure yet.",
    codes.NO_SUCH_PERIOD: "Unavailable: there is no figure of the period {period}.",
    codes.NONE_NAMED: "No baseline has been chosen.",
}
BECAUSE = {
    codes.NO_INTERVAL: "one of the two figures comes without an interval",
    codes.PART_FILED: "not every month of both periods was filed",
    codes.OTHER_MONTHS: "the two are of different months of the year, and seasons differ",
    codes.OVERLAP: "the two periods have months in common",
    STEP: "between the two lies a known break in recording: {breaks}",
}
RULES = {
    codes.HIGHER: "its whole interval lies above that of the baseline",
    codes.LOWER: "its whole interval lies below that of the baseline",
    codes.NO_DIFFERENCE: "the two intervals meet",
    codes.TOO_FEW: "fewer than {few} incidents on one side",
}


def unavailable(why: str, period: str = "") -> str:
    """Why there is no figure."""
    return UNAVAILABLE[why].format(period=period)


def figure(point: Point, unit: str, share: bool = False) -> str:
    """A figure with its unit, period, interval and what it rests on, without a full stop."""
    if not point.first:  # typed in
        return f"{typed(point)} {_unit(unit)}in {point.period}{_typed_interval(point)}"
    number, within = _measured(point, share)
    rests_on = "" if point.count is None or unit == "incidents" else f", from {_incidents(point.count)}"
    filed = _filed(point.coverage)
    of = "" if share else _unit(unit)
    return f"{number} {of}in {point.period}{within}{rests_on}{filed}"


def _measured(point: Point, share: bool) -> tuple[str, str]:
    number = percent(point.value) if share else rate(point.value)
    if point.lower is None or point.upper is None or point.confidence is None:
        return number, ""
    limits = (point.lower, point.upper)
    said = percent_interval(limits, point.confidence) if share else interval(*limits, point.confidence, point.value)
    return number, f" ({said})"


def _filed(coverage: float | None) -> str:
    if coverage is None or coverage >= 1:
        return ""
    return f", for the {percent(coverage)} of its person-years that were filed"


def _incidents(number: int) -> str:
    return f"{count(number)} {'incident' if number == 1 else 'incidents'}"


def _unit(unit: str) -> str:
    return f"{unit} " if unit else ""


def typed(point: Point) -> str:
    """A figure that somebody typed in, with the digits it was given."""
    return f"{point.value:,.10g}".replace("-", "−")


def _typed_interval(point: Point) -> str:
    if point.lower is None or point.upper is None:
        return ""
    return f" (interval {point.lower:,.10g} to {point.upper:,.10g})".replace("-", "−")


def comparison(words: str, because: str, period: str, few: int, breaks: Sequence[Break], recorded: bool) -> str:
    """How the latest figure stands to the baseline, with the rule or the reason."""
    if words == codes.CANNOT_TELL:
        named = listed([label(one) for one in breaks])
        return f"Cannot tell from this source: {BECAUSE[because].format(breaks=named)}."
    said = f"{words[0].upper()}{words[1:]}"
    if words in (codes.HIGHER, codes.LOWER):
        said += f" than in {period}"
    elif words == codes.NO_DIFFERENCE:
        said += f" from {period}"
    warning = f" {LOW_RATE}" if words == codes.LOWER and recorded else ""
    return f"{said}: {RULES[words].format(few=few)}.{warning}"
