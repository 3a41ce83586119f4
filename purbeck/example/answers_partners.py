"""What was planted in the files of Brackenshire's partners: the true figures that tests look for."""

from __future__ import annotations

FIRST_MONTH, LAST_MONTH = "2024-01", "2025-12"
"""What partners' files cover. The police's extract is of Brackenshire's own violence, robbery and weapons."""
MONTHS: tuple[str, ...] = tuple(f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13))
SURVEYED_YEAR = 2025
ADULTS = 0.815
"""Share of residents aged 16 and over, as the census of Brackenshire has them."""

DOMESTIC_SHARE = {"urban": 0.33, "rural": 0.20}
"""Share of recorded violence that the police flagged as domestic."""
RURAL_DOMESTIC_RECORDED = 0.5
"""Share of rural domestic abuse that is recorded, where of urban all is: the true number is twice the recorded."""
RESPONDENTS = {"urban": 20_000, "rural": 20_000}
"""Of the residents' survey: more than a real one has, so that the planted answer can be found."""
DESIGN_EFFECT = 1.1
SERVICE_REACH = 0.30
"""Share of true domestic abuse, urban and rural alike, that comes to the service other than by the police."""
KNOWN_TO_POLICE = {"urban": 0.8, "rural": 0.4}
"""Share of those whom the service knows that the police knew of."""

SITE = "RBK01"
SEEN_BY_BOTH = 0.25
"""Share of recorded assaults with injury, other than domestic, whose victim came to the emergency department too."""
ONLY_DEPARTMENT = 900
"""Attendances over the two years, other than the night-time cluster, of which the police know nothing."""
NIGHT_CLUSTER_LSOA = "E01990020"
NIGHT_CLUSTER_PLACE = "Lantern Rooms"
NIGHT_CLUSTER = 96
"""Attendances after Friday and Saturday nights (23:00 to 03:00) at one place that the police recorded nothing of."""
NIGHT_HOURS = (23, 3)
PLACE_NOT_SAID = 0.10
"""Share of attendances whose place is in no gazetteer, or not said at all."""

YOUNG_KNIFE = (5, 6, 6, 8, 9, 11, 13, 15)
"""Knife offences with a victim under 25, by quarter of 2024 and 2025: exactly so many, in the police's extract."""
YOUNG_ADMISSIONS_SHARE = 0.5
"""Of those, how many were admitted to hospital: every quarter's figure is small enough to be hidden or rounded."""

COUNTING_BREAK = "2025-04"
"""From this month a course of conduct is counted once: fewer of harassment (8L), as many more of assault without injury."""
HARASSMENT_SHARE = {"before": 0.30, "after": 0.18}

REPEAT_SHARES = (0.70, 0.18, 0.12)
"""Share of victims of domestic abuse harmed once, twice, three times or more; the last 4.5 times on average."""
REPEAT_MEANS = (1.0, 2.0, 4.5)

SILENT_SUITE, OTHER_SUITE = "E06000901", "E06000902"
DETENTIONS_A_MONTH = {SILENT_SUITE: 90, OTHER_SUITE: 40}
SUITE_OFFERED, SUITE_TAKEN_UP = 0.45, 0.4
"""What the other suite offers and what is taken up; the silent suite offers nothing to anybody."""
