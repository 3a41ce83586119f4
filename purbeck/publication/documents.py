"""The files of a publication that take seconds to write: Word, PDF and OpenDocument."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context

from purbeck.language.speaker import speaker
from purbeck.publication.charts import Chart
from purbeck.publication.document import document
from purbeck.publication.open_document import open_document
from purbeck.publication.pdf import can_be_made, pdf
from purbeck.publication.publication import Publication
from purbeck.publication.sheets import Book
from purbeck.publication.spoken import document_said
from purbeck.publication.word import word

ODS, DOCX, PDF = ".ods", ".docx", ".pdf"


def documents(
    publication: Publication, charts: Mapping[str, Chart | None], held: Book, name: str
) -> dict[str, str | bytes]:
    """The files by name: the workbook `held` as ODS, the findings and their charts as DOCX, and as PDF if typst is there."""
    whole = document_said(document(publication, charts), speaker())
    with ThreadPoolExecutor(max_workers=1) as beside:  # typst works outside Python, while Word's pictures are drawn
        asked = beside.submit(copy_context().run, pdf, whole) if can_be_made() else None
        files: dict[str, str | bytes] = {f"{name}{DOCX}": word(whole), f"{name}{ODS}": open_document(held)}
        if asked:
            files[f"{name}{PDF}"] = asked.result()
    return files
