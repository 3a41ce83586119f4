"""The style of the pages, with the edition's mark over each sheet of paper that they are printed on."""

from __future__ import annotations

import re
from pathlib import Path

from purbeck.language.speaker import said

SHEET = Path(__file__).with_name("templates") / "style.css"
WHERE = "over each printed page"  # where words stand, as translators are told
OVER = """
@page { @top-left { content: "%s"; font: bold 8.5pt Arial, "Liberation Sans", Helvetica, sans-serif; } }
"""


def style(mark: str) -> str:
    """The style sheet of pages that bear a mark; "" is none."""
    sheet = SHEET.read_text(encoding="utf-8")
    if not mark:
        return sheet
    quoted = re.sub(r'[\\"\n<]', lambda found: f"\\{ord(found[0]):x} ", said(mark, WHERE))
    return sheet + OVER % quoted
