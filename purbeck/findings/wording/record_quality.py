"""What partners' records cover and say, in words."""

from __future__ import annotations

from collections.abc import Sequence

from purbeck.findings.in_words import count, listed
from purbeck.periods import spoken_month

# What each column of the incidents says. Those left out say the same as another of these, or nothing of what happened.
COLUMNS = {
    "offence_code": "offence code", "offence_group": "offence code of a known group", "domestic": "whether it was domestic",
    "knife": "whether there was a knife", "firearm": "whether there was a firearm", "alcohol": "whether alcohol played a part",
    "county_lines": "whether it was of county lines", "public_place": "whether the place was public",
    "hate": "whether it was a hate crime", "victim_age_band": "age of the victim", "victim_sex": "sex of the victim",
    "victim_ethnic_group": "ethnic group of the victim", "suspect_age_band": "age of the suspect",
    "suspect_sex": "sex of the suspect", "suspect_ethnic_group": "ethnic group of the suspect",
    "relationship": "what the suspect was to the victim", "weapon": "weapon or method", "injury": "degree of injury",
    "location_type": "kind of place", "easting": "place to the point", "lsoa21": "small area (LSOA)",
    "outcome_group": "what became of it",
}  # fmt: skip
NAMED = 4  # how many are named in a sentence; the table has all


def days_title(title: str, months: int, partly: int) -> str:
    """How much of the months is covered, as a heading."""
    name = _short(title)
    if not partly:
        return f"{name}: every day of {_months(months)} is covered"
    return (
        f"{name}: {_months(partly)} of {count(months)} {'is' if partly == 1 else 'are'} covered in part or not at all"
    )


def days(title: str, first: str, last: str, lacking: Sequence[tuple[str, str, int, int]]) -> str:
    """Which months lack days. `lacking` are who recorded, month, days covered, days of the month."""
    held = f"{_short(title)}: returns are held from {spoken_month(first)} to {spoken_month(last)}."
    if not lacking:
        return f"{held} They cover every day."
    some = [f"{spoken_month(month)} ({by}: {covered} of {of} days)" for by, month, covered, of in lacking[:NAMED]]
    more = len(lacking) - len(some)
    rest = f", and {_months(more)} more in the table" if more else ""
    return (
        f"{held} Not covered whole: {listed(some)}{rest}. Days that no return covers are left out, not counted as zero."
    )


def columns_title(title: str, filled: Sequence[tuple[str, int]]) -> str:
    """How many columns every record fills, as a heading. `filled` are columns and per cent, the emptiest first."""
    always = sum(share == 100 for _, share in filled)
    return f"{_short(title)}: every record says {count(always)} of the {count(len(filled))} things it may say"


def columns(title: str, records: int, filled: Sequence[tuple[str, int]], rounded: bool = False) -> str:
    """What records say least often, and what they never say; of rounded counts, what is seldom said by what is shown."""
    never = [COLUMNS[name] for name, share in filled if share == 0]
    seldom = [f"{COLUMNS[name]} ({share}%)" for name, share in filled if 0 < share < 100][:NAMED]
    said = [f"{_short(title)}: {count(records)} records are held."]
    if seldom:
        said.append(f"Said {'seldom, by rounded counts' if rounded else 'least often'}: {listed(seldom)}.")
    if never:
        few = "few or none" if rounded else "none, or by fewer than 1 in 100"
        said.append(f"Said by {few}: {listed(never)}.")
    if seldom or never:
        said.append("A figure by one of these is of the records that say it, and may differ for the rest.")
    else:
        said.append("All of them say everything that they may say.")
    return " ".join(said)


def _short(title: str) -> str:
    """A contract's title without what it says of its rows."""
    return title.split(":", maxsplit=1)[0]


def _months(number: int) -> str:
    return "1 month" if number == 1 else f"{count(number)} months"
