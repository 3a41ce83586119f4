"""What the headings and labels of a population file mean: which area, year, sex and age."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# The ONS's and Nomis's headings over the years, in the order they are looked for: the smaller area first, since its files
# name the district too.
AREA = (
    r"lsoa[ _]?(20)?(11|21)[ _]?(cd|code)|lsoa code|lower layer super output areas code",
    r"geography[_ ]code|area codes?|mnemonic",
    r"(la|lad|ltla)[ _]?(20)?\d\d[ _]?(cd|code)|la code.*|code",
)
YEAR = r"date(_name)?|(mid[- ]?)?year"
SEX = r"gender_name|gender|sex(_name)?"
AGE = r"c_age_name|age_name|age"
VALUE = r"obs_value|value|population|residents"
MEASURE = r"measures_name|measures"
TOTAL = r"total(_population)?|all ages|all persons"
ONE_AGE = re.compile(r"(?:age )?(\d{1,2})(?: years?)?|(?:aged |age )?(90)\s?(?:\+|and over|plus)?")
SEXED_AGE = re.compile(r"([fm])(\d{1,2})\+?")
MANY_AGES = re.compile(r"total|all (ages|persons|people)|.*\d+\s*(\+|-|to|and over|and under|years and).*|.*\d+ and .*")
SEXES = {"f": "female", "female": "female", "females": "female", "m": "male", "male": "male", "males": "male",
         "total": "persons", "persons": "persons", "all persons": "persons", "all": "persons"}  # fmt: skip
MID_YEAR = re.compile(r"mid[-_ ]?(20\d\d)", re.IGNORECASE)
YEAR_VALUE = re.compile(r"(?:mid[- ]?)?(20\d\d)(?:-06-30)?", re.IGNORECASE)
OLDEST = 90  # stands for 90 and over
AGES = OLDEST + 1
FEWEST_AGE_COLUMNS = 20  # that make a file one of ages, with some of them missing


@dataclass(frozen=True)
class Headings:
    """Where everything stands in a population file: by its ages across (`ages`), or one age a row (`age`, `value`)."""

    area: int
    year: int | None
    total: int | None
    sex: int | None
    age: int | None
    value: int | None
    measure: int | None
    ages: tuple[tuple[str, int, int], ...]
    """Sex, age and column, for a file with its ages across."""

    @property
    def is_wide(self) -> bool:
        """Whether ages stand across, one row an area."""
        return bool(self.ages)

    @property
    def missing_ages(self) -> list[str]:
        """The single years of age that a wide file has no column for: "57", or "F57" where it has sexes."""
        held = {(sex, age) for sex, age, _ in self.ages}
        sexes = {"persons"} if any(sex == "persons" for sex, _ in held) else {"female", "male"}
        wanted = [(sex, age) for sex in sorted(sexes) for age in range(AGES)] if self.is_wide else []
        return [_age_heading(sex, age) for sex, age in wanted if (sex, age) not in held]


def _age_heading(sex: str, age: int) -> str:
    return f"{'' if sex == 'persons' else sex[0].upper()}{age}{'+' if age == OLDEST and sex == 'persons' else ''}"


def tidy(heading: object) -> str:
    """A heading in lower case, with single spaces."""
    return " ".join(str(heading).split()).lower()


def one_age(label: str) -> int | None:
    """The single year of age that a label means (90 is 90 and over), or None: "Age 7" is 7, "Aged 90+" is 90."""
    found = ONE_AGE.fullmatch(tidy(label))
    age = int(found[1] or found[2]) if found else None
    return age if age is not None and age <= OLDEST else None


def many_ages(label: str) -> bool:
    """Whether a label means several years of age together: "All Ages", "Aged 16 to 64", "Aged 65+"."""
    return MANY_AGES.fullmatch(tidy(label)) is not None


def headings_in(header: Sequence[object]) -> Headings | None:
    """What a row of headings says, or None where it is no such row."""
    names = [tidy(name) for name in header]

    def at(pattern: str) -> int | None:
        return next((n for n, name in enumerate(names) if re.fullmatch(pattern, name)), None)

    area = next((found for pattern in AREA if (found := at(pattern)) is not None), None)
    if area is None:
        return None
    ages = tuple(_age_columns(names))
    wide = len(ages) >= FEWEST_AGE_COLUMNS
    age, value = at(AGE), at(VALUE)
    if not wide and (age is None or value is None):
        return None
    return Headings(area, at(YEAR), at(TOTAL), at(SEX), None if wide else age, None if wide else value, at(MEASURE),
                    ages if wide else ())  # fmt: skip


def _age_columns(names: Sequence[str]) -> list[tuple[str, int, int]]:
    found = []
    for n, name in enumerate(names):
        sexed = SEXED_AGE.fullmatch(name)
        age = int(sexed[2]) if sexed else one_age(name)
        if age is not None and age <= OLDEST:
            found.append((SEXES[sexed[1]] if sexed else "persons", age, n))
    sexed_alone = [column for column in found if column[0] != "persons"]
    return sexed_alone or found  # persons beside both sexes would count everyone twice


def years_said(text: str) -> set[int]:
    """The years that a text names as the ONS does: "Mid-2022 LSOA 2021" and mid2020_estimates.csv name one each."""
    return {int(year) for year in MID_YEAR.findall(text)}


def sex_said(*texts: str) -> str:
    """The sex that the first text to name one alone is of: "Mid-2020 Males", mid2020_females.csv; else persons."""
    for text in texts:
        named = {SEXES[word] for word in re.split(r"[^a-z]+", text.lower()) if word in SEXES}
        if named:
            return next(iter(named)) if len(named) == 1 else "persons"
    return "persons"
