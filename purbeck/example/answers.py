"""What was planted in Brackenshire: the true figures that tests look for."""

from __future__ import annotations

from dataclasses import dataclass

DEFAULT_SEED = 1
"""Chosen after looking at seven seeds: chance alone raises no alarm in violence or robbery. Others may do."""
FIRST_MONTH, LAST_MONTH = "2022-01", "2025-12"
MONTHS: tuple[str, ...] = tuple(f"{year}-{month:02d}" for year in range(2022, 2026) for month in range(1, 13))
FIRST_MONTH_OF_LSOA_2021_CODES = "2023-05"
FIRST_MONTH_OF_NEW_MAP_POINTS = "2022-09"
DISTRICT_CODE, REGION_CODE, FORCE_CODE, CSP_CODE = "E06000901", "E12000091", "E23000091", "E22000901"
SPLIT_DISTRICT_CODE = "E06000902"
SPLIT_DISTRICT_CSPS = ("E22000901", "E22000902")
TWIN_DISTRICT_CODE = "E07000913"
"""A district of the other region whose true violence rate is Brackenshire's own: no clear difference is right."""


@dataclass(frozen=True)
class Force:
    """A police force; a month in `missing` has no file, which is not the same as no crime."""

    code: str
    name: str
    reported_by: str
    slug: str
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class District:
    """A district; its rates are per 1,000 residents a year and hold in every month but for the season."""

    code: str
    name: str
    region: str
    force: str
    people: int
    violence_rate: float


@dataclass(frozen=True)
class Theme:
    """The truth about one theme in Brackenshire: `rate_2025` differs from `rate` only where it rises."""

    slug: str
    category: str
    rate: float
    rate_2025: float
    dispersion: float
    season: tuple[float, ...]

    def expected(self, year: int, month: int | None = None) -> float:
        """Expected count in Brackenshire in a year, or in one month (1 to 12) of it."""
        yearly = (self.rate_2025 if year == 2025 else self.rate) * BRACKENSHIRE.people / 1000
        return yearly if month is None else yearly / 12 * self.season[month - 1]


@dataclass(frozen=True)
class BadRow:
    """A row that a reader must notice. `line` counts lines of the file, the header being line 1.

    `column` is empty where the row as a whole is wrong; `value` is then the number of its columns. `kind` says what is
    wrong, `rule` and `action` what the issues table should say of it. `area_known` needs the lookups, so that a reader
    of the one file cannot see it.
    """

    archive: str
    file: str
    line: int
    column: str
    value: str
    kind: str
    rule: str
    action: str


REGIONS = {"E12000091": "Dogger West", "E12000092": "Dogger East"}
_PARTLY_ABSENT = ("2025-02", "2025-03", "2025-05", "2025-06")
"""Their seasonal multipliers average 1, so a true rate over the months filed is the true rate of the year."""

FORCES: tuple[Force, ...] = (
    Force("E23000091", "Brackenshire", "Brackenshire Constabulary", "brackenshire"),
    Force("E23000092", "Marrow & Tarn", "Marrow & Tarn Police", "marrow-and-tarn", _PARTLY_ABSENT),
    Force("E23000093", "Fenmarch", "Fenmarch Police", "fenmarch"),
    Force("E23000094", "Saltmere", "Saltmere Police", "saltmere", MONTHS[36:]),
    Force("E23000095", "Outer Holms", "Outer Holms Constabulary", "outer-holms"),
)
TRANSPORT_POLICE = ("British Transport Police", "btp")
TRANSPORT_POLICE_MONTH = "2025-10"

DISTRICTS: tuple[District, ...] = (
    District("E06000901", "Brackenshire", "E12000091", "E23000091", 380_000, 20.0),
    District("E06000902", "Thistlewick, Eelby and Sandrake", "E12000091", "E23000091", 96_000, 29.0),
    District("E07000901", "Marrowdale", "E12000091", "E23000092", 66_000, 25.0),
    District("E07000902", "Tarnholt", "E12000091", "E23000092", 92_000, 27.0),
    District("E07000903", "Caer Dŵrbont", "E12000091", "E23000092", 92_000, 31.0),
    District("E07000904", "Quernwick", "E12000091", "E23000092", 66_000, 33.0),
    District("E07000905", "Ellerstow", "E12000091", "E23000093", 96_000, 24.0),
    District("E07000906", "Sallowmarsh", "E12000091", "E23000093", 96_000, 29.0),
    District("E07000907", "Hythemoor", "E12000091", "E23000093", 96_000, 34.0),
    District("E07000908", "Gannetsea", "E12000092", "E23000094", 66_000, 26.0),
    District("E07000909", "Oystergate", "E12000092", "E23000094", 92_000, 38.0),
    District("E07000910", "Kelpstow", "E12000092", "E23000094", 92_000, 30.0),
    District("E07000911", "Ternholm", "E12000092", "E23000094", 66_000, 28.0),
    District("E07000912", "Cormorant Vale", "E12000092", "E23000095", 66_000, 23.0),
    District("E07000913", "Silverpit", "E12000092", "E23000095", 92_000, 20.0),
    District("E07000914", "Wrackness", "E12000092", "E23000095", 92_000, 32.0),
    District("E07000915", "Farhaaf", "E12000092", "E23000095", 66_000, 36.0),
)
BRACKENSHIRE = DISTRICTS[0]

_FLAT = (1.0,) * 12
SEASON = (0.86, 0.88, 0.94, 1.00, 1.06, 1.12, 1.18, 1.14, 1.04, 1.00, 0.92, 0.86)
"""January to December; the mean is exactly 1. Months count as equal, whatever their days."""

VIOLENCE = Theme("violence_and_sexual_offences", "Violence and sexual offences", 20.0, 20.0, 3.0, SEASON)
ROBBERY = Theme("robbery", "Robbery", 0.5, 0.5, 1.0, _FLAT)
WEAPONS = Theme("possession_of_weapons", "Possession of weapons", 0.35, 0.56, 1.0, _FLAT)
THEMES = (VIOLENCE, ROBBERY, WEAPONS)
WEAPONS_RATE_RATIO_2025_TO_2024 = WEAPONS.rate_2025 / WEAPONS.rate
"""A step in January 2025, in Brackenshire alone. Elsewhere they stay at `WEAPONS.rate`; robbery is 0.5 everywhere."""

CLUSTER_LSOAS = tuple(f"E0199{number:04d}" for number in range(47, 53))
"""Six touching areas near the middle of Brackenshire, with the same codes in 2011 and 2021."""
CLUSTER_RATE_RATIO = 4.0
"""Everywhere else in Brackenshire has one and the same violence rate: any other cluster of violence is chance."""
CLUSTER_PEOPLE_EACH = 3_000
_CLUSTER_PEOPLE = CLUSTER_PEOPLE_EACH * len(CLUSTER_LSOAS)
REST_OF_DISTRICT_VIOLENCE_RATE = (
    VIOLENCE.rate * BRACKENSHIRE.people / (BRACKENSHIRE.people + (CLUSTER_RATE_RATIO - 1) * _CLUSTER_PEOPLE)
)
CLUSTER_VIOLENCE_RATE = CLUSTER_RATE_RATIO * REST_OF_DISTRICT_VIOLENCE_RATE

ESTIMATED_YEARS = (2022, 2023, 2024)
"""The years with a mid-year estimate: 2025 has to make do with the nearest, as the latest year mostly has to in fact."""
GROWN_DISTRICT_CODE, GROWN_YEAR, GROWN_FROM = "E07000915", 2022, 60_000
"""A district of the other region that had fewer residents in 2022 than at the census; all else stays as it was then."""
WORKDAY_PEOPLE_IN_CLUSTER = 4 * CLUSTER_PEOPLE_EACH
"""Each area of the cluster is a town centre by day: per workday person it is no busier than anywhere in Brackenshire."""
WORKDAY_VIOLENCE_RATE = (
    VIOLENCE.rate * BRACKENSHIRE.people / (BRACKENSHIRE.people + (CLUSTER_RATE_RATIO - 1) * _CLUSTER_PEOPLE)
)
LEAST_VISITED = 1.05
"""Residents and visitors of the quietest month, per resident."""
VISITORS_YEAR = 2025
VISITORS_RANGE = 0.06
"""The range given with each month's visitors: so much of residents and visitors together on either side."""


def people_there(month: int) -> float:
    """Residents and visitors in Brackenshire on an average day of a month (1 to 12): they alone make the season."""
    return BRACKENSHIRE.people * LEAST_VISITED * SEASON[month - 1] / min(SEASON)


VIOLENCE_RATE_WITH_VISITORS = VIOLENCE.rate * min(SEASON) / LEAST_VISITED
"""True violence per 1,000 residents and visitors and year: the same in every month, since the season is the visitors."""
VICTIMS_KNOWN, VICTIMS_ELSEWHERE = 2_400, 432
"""Victims of 2025 whose home was known, and those of them who lived outside Brackenshire."""

NO_LOCATION_SHARE = 0.019
"""Rows without a place, on top of the rates above, which are for rows that have a place."""
POINT_ELSEWHERE_SHARE = 0.03
OTHER_FORCE_SHARE = 0.004
REPEATED_ID_SHARE = 0.004
OTHER_CATEGORIES_RATE, OTHER_CATEGORIES_RATE_ELSEWHERE = 40.0, 6.0
"""All categories that are no theme, together. Elsewhere is thinned to keep the files small: never compare it."""

COUNTS_OF_DEFAULT_SEED: dict[str, tuple[int, int, int, int]] = {
    VIOLENCE.slug: (7565, 7272, 7477, 7587),
    ROBBERY.slug: (187, 207, 176, 185),
    WEAPONS.slug: (132, 151, 124, 201),
}
"""Rows with an LSOA in Brackenshire, of any force, in 2022 to 2025: exactly what counting must find in the files."""

_EVERY_OTHER = tuple(d for d in DISTRICTS if d.region == REGION_CODE and d.code != DISTRICT_CODE)
REST_OF_REGION_VIOLENCE_RATE = sum(d.violence_rate * d.people for d in _EVERY_OTHER) / sum(
    d.people for d in _EVERY_OTHER
)
"""29.0 in full, and 29.0 too on the months filed, because each force's districts average 29.0."""
REST_OF_REGION_RATIO = REST_OF_REGION_VIOLENCE_RATE / VIOLENCE.rate


def filed_months(force: str, year: int) -> int:
    """How many months of a year the force with this code filed."""
    found = next(item for item in FORCES if item.code == force)
    return 12 - sum(month.startswith(str(year)) for month in found.missing)


def region_coverage(region: str, year: int, *, without: str = "") -> float:
    """Share of a region's person-years for which the territorial force filed, leaving out one district if named."""
    inside = [d for d in DISTRICTS if d.region == region and d.code != without]
    return sum(d.people * filed_months(d.force, year) / 12 for d in inside) / sum(d.people for d in inside)


def region_violence_rate(region: str, year: int) -> float:
    """True violence rate of a whole region on the person-years filed in a year, Brackenshire included."""
    filed = [(d, d.people * filed_months(d.force, year) / 12) for d in DISTRICTS if d.region == region]
    return sum(d.violence_rate * years for d, years in filed) / sum(years for _, years in filed)


RECORDED_GROWTH: dict[int, float] = {2022: 0.92, 2023: 0.94, 2024: 0.97, 2025: 1.0}
"""Recorded violence of every other CSP by financial year, as a share of its rate; in the CSP Brackenshire it is steady."""
RECORDED_UNASSIGNED_SHARE = 0.01
"""Of each force's offences, on top of those of its CSPs."""
RECORDED_WEAPONS_STEP = 2025
"""The financial year from which Brackenshire's weapons stand at the later rate."""
RECORDED_ELSEWHERE = ("Outer Holms", "Farhaaf", 2025)
"""The force and CSP whose figures the notes call unassigned, from the calendar year given."""
RECORDED_BELOW_ZERO = ("Kelpstow", 2023, 2, -1)
"""CSP, financial year, quarter, robberies of business property."""

SEARCH_MONTHS: tuple[str, ...] = tuple(f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13))
"""The months for which Brackenshire's own force filed outcomes, and stops and searches."""
OUTCOME_IN_ITS_MONTH = 0.3
"""Chance that an outcome comes in the month of the offence, and the same in each month after it."""
CHARGED_EVENTUALLY = 0.10
"""Share of offences with an ID whose suspect is charged in the end, in the months that no outcome is missing from yet."""
CHARGED_IN_SIX_MONTHS = CHARGED_EVENTUALLY * (1 - (1 - OUTCOME_IN_ITS_MONTH) ** 6)
SEARCH_RATES = {"white": 2.0, "asian": 3.0, "black": 8.0, "mixed": 3.0, "other": 2.0}
"""Searches per 1,000 residents of the force's area and year, by broad ethnic group, before some do not say theirs."""
SEARCH_NOT_SAID = 0.15

BAD_MONTH = "2025-03"
BAD_ROWS: tuple[BadRow, ...] = tuple(
    BadRow(f"{BAD_MONTH}.zip", f"{BAD_MONTH}/{BAD_MONTH}-{slug}-street.csv", line, column, value, kind, rule, action)
    for slug, line, column, value, kind, rule, action in (
        ("brackenshire", 7, "Month", "March", "month_unreadable", "month", "rejected"),
        ("brackenshire", 400, "", "11", "too_few_columns", "column_count", "rejected"),
        ("fenmarch", 3, "", "13", "too_many_columns", "column_count", "rejected"),
        ("fenmarch", 40, "Longitude", "abc", "coordinate_unreadable", "coordinates", "kept_without_value"),
        ("fenmarch", 60, "Latitude", "153.600000", "coordinate_outside_uk", "coordinates", "kept_without_value"),
        ("fenmarch", 80, "Latitude", "", "coordinate_incomplete", "coordinates", "kept_without_value"),
        ("fenmarch", 100, "LSOA code", "E0199", "lsoa_malformed", "area_code", "kept_without_value"),
        ("fenmarch", 120, "LSOA code", "E01999999", "lsoa_unknown", "area_known", "kept_without_value"),
        ("fenmarch", 140, "Crime type", "Time travel", "crime_type_unknown", "category", "kept_as_supplied"),
        ("fenmarch", 160, "Crime type", "", "crime_type_missing", "category", "kept_as_supplied"),
        ("fenmarch", 180, "Location", "On or near Rôwan Lane", "not_utf8", "readable_text", "kept_without_value"),
        ("fenmarch", 200, "Month", "2025-13", "month_unreadable", "month", "rejected"),
    )
)
"""Each comes on top of the planted counts and is "Other theft" wherever it says, so keeping it changes no theme.

The row not in UTF-8 has its "ô" as the one Latin-1 byte F4.
"""

DEPRIVED_LSOAS = CLUSTER_LSOAS
"""Of Brackenshire, these alone lie in the most deprived tenth, and no other in the most deprived fifth."""
DEPRIVED_SHARE = _CLUSTER_PEOPLE / BRACKENSHIRE.people
DEPRIVED_SHARE_ELSEWHERE = 0.2
RURAL_DISTRICTS_SHARE = 0.25
"""The first quarter of each other district's areas is rural; of Brackenshire's the last third, by number."""
RURAL_SHARE_OF_AREAS = 1 / 3
RESIDENTS_A_HOUSEHOLD = 2.4

# Shares of households or residents: in every area of Brackenshire, then in every area elsewhere.
HOUSEHOLD_DEPRIVATION: dict[str, tuple[float, float]] = {
    "Household is not deprived in any dimension": (0.55, 0.48),
    "Household is deprived in one dimension": (0.32, 0.335),
    "Household is deprived in two dimensions": (0.10, 0.145),
    "Household is deprived in three dimensions": (0.025, 0.035),
    "Household is deprived in four dimensions": (0.005, 0.005),
}
TENURE: dict[str, tuple[float, float]] = {
    "Owned: Owns outright": (0.42, 0.33),
    "Owned: Owns with a mortgage or loan": (0.28, 0.29),
    "Shared ownership: Shared ownership": (0.01, 0.01),
    "Social rented: Rents from council or Local Authority": (0.05, 0.08),
    "Social rented: Other social rented": (0.06, 0.09),
    "Private rented: Private landlord or letting agency": (0.16, 0.18),
    "Private rented: Other private rented": (0.02, 0.02),
}
ACCOMMODATION: dict[str, tuple[float, float]] = {
    "Detached": (0.38, 0.23),
    "Semi-detached": (0.26, 0.31),
    "Terraced": (0.20, 0.23),
    "In a purpose-built block of flats or tenement": (0.12, 0.18),
    "A caravan or other mobile or temporary structure": (0.04, 0.05),
}
ETHNIC_GROUPS: dict[str, tuple[float, float]] = {
    "White: English, Welsh, Scottish, Northern Irish or British": (0.90, 0.74),
    "White: Other White": (0.03, 0.07),
    "Asian, Asian British or Asian Welsh: Indian": (0.03, 0.09),
    "Black, Black British, Black Welsh, Caribbean or African: African": (0.01, 0.05),
    "Mixed or Multiple ethnic groups: White and Asian": (0.02, 0.03),
    "Other ethnic group: Any other ethnic group": (0.01, 0.02),
}
