"""The worked examples printed in docs/methods give what the pages say."""

import doctest
from pathlib import Path

import pytest

PAGES = Path(__file__).parents[2] / "docs" / "methods"


@pytest.mark.parametrize(
    "page",
    [
        "intervals",
        "year-on-year",
        "process-control",
        "funnel",
        "rank-interval",
        "most-similar-areas",
        "concentration",
        "three-years",
        "known-breaks",
        "odd-months",
        "composition",
        "priorities",
        "aoristic",
        "records",
        "matching",
        "standardised-rates",
        "repeat-victims",
        "harm",
        "cost",
        "capture-recapture",
        "hidden-need",
        "pathways",
        "returned-figures",
        "success-measures",
        "profile",
        "perception",
        "survey-estimates",
        "overlap",
        "disclosure",
    ],
)
def test_worked_examples_of_a_page_come_out_as_printed(page):
    text = (PAGES / f"{page}.md").read_text(encoding="utf-8").replace("```", "")
    examples = doctest.DocTestParser().get_doctest(text, {}, page, f"{page}.md", 0)
    assert len(examples.examples) >= 3
    outcome = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(examples)
    assert outcome.failed == 0
