"""Small files in the shape of those that the manifest lists, and a server that gives them as their publishers do."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from made_services import FileThere, Layer, Services, nomis
from made_xlsx import workbook
from small_district import LSOAS, NAMES, csv_text

from purbeck.sources.datasets import AtAddress, CsvPages, FeatureService, chosen, read

CODES = [code for code, _, _ in LSOAS]

# --- indices of deprivation -------------------------------------------------------------------------------------------

RANK, DECILE = "Rank (where 1 is most deprived)", "Decile (where 1 is most deprived 10% of LSOAs)"
INDICES = ("Index of Multiple Deprivation (IMD)", "Income", "Employment", "Education, Skills and Training",
         "Health Deprivation and Disability", "Crime", "Barriers to Housing and Services", "Living Environment")  # fmt: skip
RATES = ("Income", "Employment")
FILE_7 = ["LSOA code (2021)", "LSOA name (2021)", "Local Authority District code (2024)",
          "Local Authority District name (2024)"]  # fmt: skip
FILE_7 += [f"{n} {k}" for n in INDICES for k in ("Score (rate)" if n in RATES else "Score", RANK, DECILE)]


def indices(*rows: tuple[str, str, str, str]) -> str:
    """File 7 of the indices of 2025 with these codes, scores, ranks and tenths; the domains all alike."""
    lines = [
        [code, "Somewhere 001A", "E06000991", "Northmoor", score, rank, decile, *("0.1", "5", "1") * 7]
        for code, score, rank, decile in rows
    ]
    return csv_text([FILE_7, *lines])


WIMD = csv_text([
    ("LSOA code", "LSOA name (Eng)", "Local Authority name (Eng)", "WIMD 2019 overall rank", "WIMD 2019 overall decile"),
    ("W01000001", "Aberffraw & Rhosneigr 1", "Isle of Anglesey", "885", "5"),
])  # fmt: skip

# --- census tables as Nomis gives them --------------------------------------------------------------------------------

CENSUS: dict[str, tuple[str, tuple[str, ...]]] = {
    "household_deprivation": ("C2021_DEP_6_NAME", (
        "Household is not deprived in any dimension", "Household is deprived in one dimension")),
    "tenure": ("C2021_TENURE_9_NAME", (
        "Owned: Owns outright", "Shared ownership: Shared ownership", "Lives rent free")),
    "accommodation_type": ("C2021_ACCTYPE_9_NAME", ("Detached", "Terraced")),
    "ethnic_groups": ("C2021_ETH_20_NAME", ("Asian, Asian British or Asian Welsh: Indian", "White: Irish")),
}  # fmt: skip


def counted(name: str, each: int = 30) -> list[tuple[str, str, str]]:
    """Rows of a census table: so many of each category in each small area."""
    return [(code, category, str(each)) for code in CODES for category in CENSUS[name][1]]


# --- workbooks --------------------------------------------------------------------------------------------------------

SINGLE_YEARS = ["LAD 2023 Code", "LAD 2023 Name", "LSOA 2021 Code", "LSOA 2021 Name", "Total",
                *(f"{sex}{age}" for sex in "FM" for age in range(91))]  # fmt: skip


def estimates(*years: int) -> bytes:
    """The workbook of mid-year estimates, a sheet a year: two women and two men of every age in each small area."""
    title = [["Population estimates for Lower layer Super Output Areas"], [], ["Source: ONS"]]
    rows = [[district, NAMES[district], code, code, 2 * 182, *[2] * 182] for code, district, _ in LSOAS]
    sheets = {f"Mid-{year} LSOA 2021": [*title, SINGLE_YEARS, *rows] for year in years}
    return workbook({"Notes": [["This worksheet has notes"]], **sheets})


def admissions() -> bytes:
    """The workbook of hospital admissions: one month of one region and of England."""
    return workbook({
        "Footnotes": [["Nothing here"]],
        "GOR-Data-Totals": [["Count of Finished Admissions Episodes"], [], ["", "", "South West", "", "England", ""],
                            ["Year", "Month", "FAEs", "FCEs", "FAEs", "FCEs"], ["2021-22", "April", 15, 20, 101, 103]],
    })  # fmt: skip


# --- all of them ------------------------------------------------------------------------------------------------------

CLASSES = csv_text([
    ("LSOA21CD", "LSOA21NM", "RUC21CD", "RUC21NM", "Urban_rural_flag"),
    *((code, code, "RSF1", "Smaller rural: Further from a major town or city", "Rural") for code in CODES),
])  # fmt: skip
BY_DOWNLOAD: dict[str, bytes] = {
    "imd_2025": ("\ufeff" + indices(*((c, "8.742", str(n + 1), "1") for n, c in enumerate(CODES)))).encode(),
    "rurality": CLASSES.encode(),
    "residents_by_year": estimates(2022, 2023, 2024),
    "gdp_deflator": csv_text([("Title", "Gross domestic product at market prices:Implied deflator:SA"), ("CDID", "YBGB"),
                              ("Release Date", "30-09-2026"), ("2015", "80"), ("2015 Q2", "79.9"), ("2016", "82")]).encode(),
    **{name: csv_text([("GEOGRAPHY_CODE", column, "OBS_VALUE"), *counted(name)]).encode()
       for name, (column, _) in CENSUS.items()},
}  # fmt: skip
BY_HAND: dict[str, bytes] = {
    "wimd_2019": WIMD.encode(),
    "workday_people": csv_text([("date", "geography", "geography code", "Workday population: Total"),
                                *(("2021", code, code, "900") for code in CODES)]).encode(),
    "hospital_admissions_published": admissions(),
    "crime_severity": csv_text([("Area code", "Area name", "Financial year", "Crime Severity Score"),
                                ("E22000991", "Northmoor", "2024/25", "8.2")]).encode(),
    "cambridge_crime_harm_index": workbook({
        "Read me": [["Made up. Weights of no index."]],
        "CCHI": [["Cambridge Crime Harm Index 2023"], [], ["HO code", "Offence", "CCHI (days)"], ["1", "Murder", 4000],
                 ["8N", "Assault with injury", 12.5]],
    }),
    "crime_severity_weights": csv_text([("Offence code", "Offence", "Weight"), ("1, 4.1/10/2", "Homicide", "7,000"),
                                        ("8N", "Assault with injury", "200")]).encode(),
}  # fmt: skip


def serve(services: Services, name: str, at_once: int = 25_000) -> None:
    """Give a dataset at the address that the manifest says, in the way of its publisher."""
    (dataset,) = chosen(read(), [name])
    find = dataset.find
    if isinstance(find, FeatureService):
        Layer(list(_rows(BY_DOWNLOAD[name]))).serve(services, find.address.split("/")[-3])
        return
    assert isinstance(find, AtAddress | CsvPages)
    path = "/" + find.address.split("/", 3)[3].partition("?")[0]
    services.answers[path] = (
        nomis(counted(name), at_once, column=CENSUS[name][0])
        if isinstance(find, CsvPages)
        else FileThere(BY_DOWNLOAD[name])
    )


def _rows(content: bytes) -> Iterator[dict[str, str]]:
    yield from csv.DictReader(io.StringIO(content.decode()))


def suffix(name: str) -> str:
    """How the file of a dataset ends."""
    return chosen(read(), [name])[0].suffix


def files(*names: str) -> dict[str, bytes]:
    """Datasets as files that somebody downloaded, under names that say nothing."""
    return {f"download ({n}){suffix(name)}": (BY_DOWNLOAD | BY_HAND)[name] for n, name in enumerate(names)}


def total(categories: Sequence[str]) -> list[tuple[str, str, str]]:
    """A row of each category in the first small area."""
    return [(CODES[0], category, "60") for category in categories]
