"""What figures cannot say is said of the sources that it is true of, and of no others."""

from __future__ import annotations

from dataclasses import replace

import sample_findings as samples

from purbeck.disclosure import ReleasedWriting
from purbeck.publication.annexes import annexes
from purbeck.publication.limits import BY_SOURCE
from purbeck.publication.publication import SourceNote

STREET = SourceNote("police_street", "Street-level crime", "OGL", "Home Office")
EXTRACT = SourceNote("police_extract", "Police records", "none", "none")
DEPARTMENT = SourceNote("emergency_department", "Emergency departments", "none", "none")
MONTH = "On which day or at what time. Only the month is published."


def data_annex(*sources: SourceNote) -> str:
    about = replace(samples.ABOUT, sources=sources)
    return str(next(one for one in annexes(about, ReleasedWriting()) if one.anchor == "sources").blocks)


def test_a_limit_of_street_level_data_is_said_of_them_alone() -> None:
    said = data_annex(STREET, DEPARTMENT)
    before, after = said.split("Of Street-level crime, figures cannot say")
    assert MONTH in after and MONTH not in before
    assert MONTH not in data_annex(EXTRACT, DEPARTMENT), "their records hold the hour"


def test_a_source_that_can_say_it_is_given_no_limit() -> None:
    assert "emergency_department" not in BY_SOURCE, "departments see what is never told to the police"
    assert "Emergency departments, figures" not in data_annex(DEPARTMENT)
