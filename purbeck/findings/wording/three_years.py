"""Three years against region and nation, in words."""

from __future__ import annotations

from collections.abc import Sequence

from purbeck import figures
from purbeck.findings.in_words import count, interval, listed, offences, ordinal, percent, rate
from purbeck.findings.wording.doubt import LOW_RATE, direction

WITHOUT_PLACES = (
    "Police recorded crime is revised with each edition, and has no place below the CSP and no month: it is for comparing "
    "years and areas."
)


BELOW_ZERO = "More offences were reclassified than recorded, and a count below zero has no rate."
NOBODY_BESIDE = "Too few others have figures to rank it among."
MOST_NAMED = 3  # CSPs named in the middle of a sentence; more are counted


def of_place(csps: Sequence[str], name: str) -> str:
    """What to call CSPs that stand for us: "the Dorset CSP"; many are counted, as those of the partnership of this name."""
    if len(csps) > MOST_NAMED:
        return f"the {len(csps)} CSPs that lie in {name} whole"
    return _csps(csps)


def of_csps(held: Sequence[str], share: float, name: str, lacking: Sequence[str], reaching_: Sequence[str]) -> str:
    """Which CSPs figures of us are of, which part of our residents that is, and who is not in them."""
    said = f"These figures are of {_csps(held)}, where {percent(share)} of the residents of {name} live."
    if lacking:
        said += f" None are held for {_csps(lacking)}."
    return f"{said} {reaching(reaching_)}" if reaching_ else said


def reaching(csps: Sequence[str]) -> str:
    """Of which CSPs some of us live in, and why nothing is said of them."""
    one = len(csps) == 1
    named = _csps(csps)
    return (
        f"{named[0].upper()}{named[1:]} {'holds' if one else 'hold'} others of us and reach{'es' if one else ''} beyond our "
        f"area; recorded crime is not told apart within {'it' if one else 'them'}."
    )


def most_of_us(kind: str, name: str, share: float) -> str:
    """Whose rank it is where we lie in several places of a kind (in the plural)."""
    return f"Our area lies in several {kind}. This is {name}'s rank, where {percent(share)} of our residents live."


def _csps(names: Sequence[str]) -> str:
    """CSPs by name; in quotation marks where there are several, since many a name has an "and" in it."""
    if len(names) == 1:
        return f"the {names[0]} CSP"
    return "the CSPs " + listed([f'"{name}"' for name in names])


def level_title(theme: str, per_1000: float, period: str) -> str:
    """The level as a heading."""
    return f"{theme}: {rate(per_1000)} per 1,000 residents a year over {period}"


def level(
    theme: str, place: str, period: str, n: int, per_1000: float, limits: tuple[float, float], confidence: float,
    coverage: float,
) -> str:  # fmt: skip
    """How much over the window."""
    part = "" if coverage >= 1 else f" Figures are held for {percent(coverage)} of its person-years."
    return (
        f"{theme}: over {period} the police recorded {offences(n)} in {place}. That is {rate(per_1000)} per 1,000 residents a "
        f"year ({interval(*limits, confidence, per_1000)}).{part}"
    )


def compared_title(theme: str, verdict: str, comparator: str) -> str:
    """The comparison as a heading."""
    joined = {"no clear difference": "no clear difference from", "too few to tell": "too few to tell from"}
    return f"{theme}: {joined.get(verdict, f'{verdict} than')} the rest of {comparator}"


def compared(
    theme: str, place: str, period: str, ours: float, comparator: str, theirs: tuple[float, float], ratio: float,
    limits: tuple[float, float], confidence: float, coverage: float, few: bool,
) -> str:  # fmt: skip
    """Our rate against another's, without ourselves. `theirs` is the rate without and with us."""
    verdict = "too few to tell" if few else direction(ratio, *limits)
    lead = compared_title(theme, verdict, comparator)
    covered = "" if coverage >= 1 else f", on the {percent(coverage)} of its person-years with figures"
    low = f" {LOW_RATE}" if verdict == "clearly lower" else ""
    return (
        f"{lead}. Over {period} the police recorded {rate(ours)} per 1,000 residents a year in {place}; in the rest of "
        f"{comparator}, {rate(theirs[0])} ({rate(theirs[1])} with us in it){covered}. Ours is {rate(ratio)} times as high "
        f"({interval(*limits, confidence, ratio)}).{low}"
    )


def change_title(theme: str, verdict: str, base: str) -> str:
    """The change as a heading."""
    return f"{theme}: {'no clear change since' if verdict == 'no clear difference' else verdict + ' than in'} {base}"


def change(
    theme: str, place: str, years: tuple[str, str], counts: tuple[int, int], ratio: float, limits: tuple[float, float],
    confidence: float,
) -> str:  # fmt: skip
    """The latest financial year against an earlier one. `years` and `counts` are the earlier, then the latest."""
    verdict = direction(ratio, *limits)
    after = {
        "no clear difference": " A swing of this size is ordinary for these quarters; the interval says what it hides.",
        "clearly lower": f" {LOW_RATE}",
    }
    return (
        f"{change_title(theme, verdict, years[0])}. In {place} the police recorded {offences(counts[1])} in {years[1]}, against "
        f"{count(counts[0])} in {years[0]}: {rate(ratio)} times the rate ({interval(*limits, confidence, ratio)})."
        f"{after.get(verdict, '')}"
    )


def others_changed(found: Sequence[tuple[str, float, float, float]]) -> str:
    """How the rest of each comparator changed over the same years: name, ratio and its limits."""
    if not found:
        return ""
    said = []
    for name, ratio, lower, upper in found:
        verdict = direction(ratio, lower, upper)
        said.append(
            f"{name}, {'no clear change' if verdict == 'no clear difference' else verdict} ({rate(ratio)} times)"
        )
    return f"Elsewhere over the same years, without us: {'; '.join(said)}."


def no_change(theme: str, years: tuple[str, str] | None, counts: tuple[int, int] | None, reason: str) -> str:
    """Why there is no comparison of years."""
    if years is None:
        return f"{theme}: too few years to tell whether it is changing; at least two whole financial years are needed."
    if reason == "too_few_quarters":
        return (
            f"{theme}: too few quarters to tell whether {years[1]} differs from {years[0]}; three whole financial years are "
            "needed to know how much quarters vary."
        )
    assert counts is not None
    return (
        f"{theme}: too few to tell whether {years[1]} differs from {years[0]}: {offences(counts[1])} against "
        f"{count(counts[0])}. Swings of this size are ordinary for counts this small."
    )


def no_change_title(theme: str) -> str:
    """A heading where years are not compared."""
    return f"{theme}: too few to tell whether it is changing"


def in_order(rank: int, sharing: int, ranked_: int) -> str:
    """ "the highest", "the 12th highest", "the joint 6th lowest": counted from the nearer end."""
    joint = "joint " if sharing > 1 else ""
    last = rank + sharing - 1
    if rank <= 1:
        return f"the {joint}highest"
    if last >= ranked_:
        return f"the {joint}lowest"
    near = rank <= ranked_ / 2
    return f"the {joint}{ordinal(rank if near else ranked_ + 1 - last)} {'highest' if near else 'lowest'}"


def ranked_title(theme: str, place: str, rank: int, sharing: int, ranked_: int, kind: str) -> str:
    """The rank as a heading."""
    return f"{theme}: {place} has {in_order(rank, sharing, ranked_)} rate of {count(ranked_)} {kind}"


def ranked(
    theme: str, place: str, period: str, rank: tuple[int, int], limits: tuple[int, int], ranked_: int, there_are: int,
    kind: str, confidence: float, unknown: Sequence[str],
) -> str:  # fmt: skip
    """Where a place stands among others of its kind (in the plural: "CSPs").

    `rank` is the rank and how many share it; `unknown` are names in the tables that no lookup has.
    """
    left = there_are - ranked_
    rest = f" {count(left)} without figures for enough of it {'is' if left == 1 else 'are'} left out." if left else ""
    if left and unknown:
        rest += f" Names in the tables that the lookup has not may be theirs: {some(unknown)}."
    low = f" {LOW_RATE}" if rank[0] + (rank[1] - 1) / 2 > ranked_ / 2 else ""
    ends = (in_order(limits[0], 1, ranked_), in_order(limits[1], 1, ranked_))
    doubt = f"runs from {ends[0]} to {ends[1]}" if ends[0] != ends[1] else "is that rank alone"
    return (
        f"{ranked_title(theme, place, *rank, ranked_, kind)} over {period}. The {figures.level(confidence)} interval of its rank "
        f"{doubt}.{rest}{low}"
    )


def some(names: Sequence[str]) -> str:
    """Names in quotation marks; many are counted after the first few."""
    quoted = [f'"{name}"' for name in names]
    more = len(quoted) - MOST_NAMED
    return listed(quoted if more <= 0 else [*quoted[:MOST_NAMED], f"{count(more)} more"])


def not_ranked_title(place: str, kind: str) -> str:
    """A heading where a place of ours has no rank."""
    return f"Where {place} stands among {kind} cannot be told"


def not_ranked(place: str, kind: str, period: str, why: str) -> str:
    """Why a place of ours has no rank among those of its kind (in the plural)."""
    return f"Cannot tell from this source where {place} stands among {kind} over {period}. {why}"


def too_little(coverage: float, needed: float) -> str:
    """Why a place with some figures is not ranked."""
    return f"Figures are held for {percent(coverage)} of its person-years; it takes {percent(needed)} to be ranked."


def no_whole_csp(csps: Sequence[str]) -> str:
    """Why a county has no figure."""
    if not csps:
        return "No CSP of it is in the lookups."
    return (
        f"A county is measured over the CSPs that lie in it whole, and none does: {_csps(csps)} "
        f"{'lies' if len(csps) == 1 else 'lie'} in another county too."
    )


def unavailable_title(place: str) -> str:
    """A heading where the source has no figure for us."""
    return f"Recorded crime of {place} is unavailable"


def unavailable(place: str, period: str, why: str) -> str:
    """That there is no figure for us, and why."""
    return f"Recorded crime of {place} over {period} is unavailable, which is not zero. {why}"


def noted(note: str) -> str:
    """The publisher's own reason."""
    return f"The Home Office's note: {note}"


CSP_NOT_KNOWN = (
    "Which CSP our small areas lie in is not known, or not everybody in that CSP: a district of it lies in several CSPs, and no "
    "file says which of its LSOAs lies in which. purbeck check names the districts, and docs/how-to/get-data.md says how to make "
    "that file."
)


def no_rows(other_years: bool, unknown: Sequence[str]) -> str:
    """Why nothing is held: other years alone, or another name, of which `unknown` are those of the same force."""
    if other_years:
        return "The tables supplied hold rows of it in other years alone."
    if not unknown:
        return "The tables supplied hold no row of it."
    return (
        f"The tables supplied hold no row under its name. They hold {some(unknown)} of the same force, which "
        f"{'is the name' if len(unknown) == 1 else 'are names'} of no CSP in the lookup: where one is this CSP under another "
        "name, say so under [csp_names] in partnership.toml, and build again."
    )


def not_our_area(place: str, whole: int, shared: int, ours: int) -> str:
    """How the CSP and the partnership's area differ, in residents."""
    return (
        f"{place[0].upper()}{place[1:]} is not the partnership's area exactly: of its {count(whole)} residents, {count(shared)} "
        f"live in our area, which has {count(ours)}."
    )


def rules_left_out(rules: Sequence[str]) -> str:
    """Which rules of the definition recorded crime cannot follow."""
    return f"These rules of the definition ask for more than recorded crime tells, and are not applied: {', '.join(rules)}."


def beside_title(csps: Sequence[str]) -> str:
    """The two sources side by side as a heading."""
    whose = of_place(csps, "") if len(csps) == 1 else f"our {len(csps)} CSPs"
    return f"Two counts of {whose} that never agree, and why"


def beside(
    found: Sequence[tuple[str, str, Sequence[tuple[str, int, int]]]], without: Sequence[tuple[str, str]], why: str
) -> str:
    """Both counts of each CSP and kind of offence (recorded crime, then street level), and why they differ.

    `without` are CSPs that cannot be compared, and why.
    """
    parts = []
    for csp, quarters, pairs in found:
        said = "; ".join(f"{kind}, {count(recorded)} and {count(street)}" for kind, recorded, street in pairs)
        parts.append(f"For the {csp} CSP in {quarters}, recorded crime and street-level rows count: {said}.")
    parts += [f"For the {csp} CSP there are not both. {note}" for csp, note in without]
    return " ".join([*parts, why])
