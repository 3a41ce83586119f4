"""How much is recorded in small areas of one kind, in words."""

from __future__ import annotations

from purbeck.findings.in_words import count, offences, percent, percent_interval

KINDS = {
    "deprivation_england": "small areas in the most deprived fifth of England",
    "deprivation_wales": "small areas in the most deprived fifth of Wales",
    "rurality": "rural small areas",
}
NOT_WHO = (
    "It says where offences were recorded, not who was harmed: town centres and their visitors are in it, and no place "
    "stands for the people who live there."
)


def title(theme: str, kind: str, share: float, residents: tuple[int, int]) -> str:
    """The share recorded in such areas, beside the share of residents, as a heading."""
    return f"{theme}: {percent(share)} in {KINDS[kind]}, which hold {_held(residents)} of residents"


def statement(
    theme: str, where: tuple[str, int], kind: str, recorded: tuple[int, int], limits: tuple[float, float],
    confidence: float, residents: tuple[int, int],
) -> str:  # fmt: skip
    """The share recorded in such areas, beside the share of residents. `where` is our name and the year."""
    return (
        f"{theme}: of {offences(recorded[1])} recorded in the area of {where[0]} in {where[1]}, {count(recorded[0])} "
        f"({percent(recorded[0] / recorded[1])}; {percent_interval(limits, confidence)}) were in {KINDS[kind]}, "
        f"where {_held(residents)} of residents live ({count(residents[0])} of {count(residents[1])}, Census 2021)."
    )


def briefly(theme: str, year: int, kind: str, recorded: tuple[int, int], residents: tuple[int, int]) -> str:
    """The same for a cell of a table."""
    return (
        f"{theme}: {percent(recorded[0] / recorded[1])} of what was recorded in {year} ({count(recorded[0])} of "
        f"{count(recorded[1])}) was in {KINDS[kind]}, which hold {_held(residents)} of residents. It says where, "
        "not who: no place stands for the people who live there"
    )


def _held(residents: tuple[int, int]) -> str:
    return percent(residents[0] / residents[1])
