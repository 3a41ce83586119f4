"""Publications of many areas: a folder each, and an accessible index of them by region and name."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from pathlib import Path

from purbeck import disclosure, provenance
from purbeck.disclosure import ReleasedFinding
from purbeck.figures import interval, number, percent
from purbeck.publication.build import PAGE, STYLE, TEMPLATES, check_name, environment, pages, replace_folder, writing
from purbeck.publication.publication import AS_IT_STANDS, About, certainty_words, compose
from purbeck.publication.style import style
from purbeck.publication.support import support
from purbeck.workspace import Workspace

RECORD = "area.json"
HEADLINE_SECTION, WHY_NOT_SECTION = "scale", "quality"


@dataclass(frozen=True)
class AreaLine:
    """A line of the index: an area and its headline in words.

    `rate` is "" where there is none, and then `words` say why; `problem` is why the last attempt failed, "" where it did
    not. `key` names what the publication was made from, `folder` where it is.
    """

    code: str
    name: str
    region: str
    force: str
    folder: str
    key: str = ""
    period: str = ""
    rate: str = ""
    words: str = ""
    problem: str = ""


def folder_of(workspace: Workspace, name: str) -> Path:
    """The folder of an index and its publications. Raises SettingsError for a name that cannot be a folder everywhere."""
    check_name(name)
    return workspace.publications / name


def publish(workspace: Workspace, folder: Path, about: About, line: AreaLine) -> AreaLine:
    """Write an area's publication into the folder, with the line it has in the index beside it; returns the line."""
    released = disclosure.released_open(workspace)
    line = replace(line, **headline(released))
    files = pages(compose(about, released, disclosure.released_similar(workspace)), name=folder.name,
                  with_documents=False)  # fmt: skip
    files[RECORD] = json.dumps(asdict(line), indent=1, ensure_ascii=False)
    with writing(folder):
        replace_folder(folder, files)
    return line


def headline(released: list[ReleasedFinding]) -> dict[str, str]:
    """The first finding of how much there is, as short words; where there is none, what the quality of the data says."""
    head = next((f for f in released if f.section == HEADLINE_SECTION), None)
    if head is None or (head.value is None and head.certainty == "cannot_tell_from_this_source"):
        why = next((f.title for f in released if f.section == WHY_NOT_SECTION), "Unavailable")
        return {"words": why}
    if head.decision != AS_IT_STANDS or head.value is None:
        return {"words": certainty_words(head), "period": head.period}
    said = []
    if head.confidence is not None:
        said.append(f"{100 * head.confidence:g}% interval {interval(head.lower, head.upper, head.value)}")
    if head.coverage is not None and head.coverage < 1:
        said.append(f"{percent(head.coverage)} of person-years filed")
    return {"rate": number(head.value), "words": "; ".join(said), "period": head.period}


def published(folder: Path) -> dict[str, AreaLine]:
    """The lines of the areas whose publications stand in a folder, by code."""
    lines = {}
    for record in sorted(folder.glob(f"*/{RECORD}")):
        try:
            line = AreaLine(**json.loads(record.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):  # of another version of Purbeck, or cut short: it is made again
            continue
        if (record.parent / PAGE).is_file():
            lines[line.code] = line
    return lines


def write_index(folder: Path, about: About, lines: list[AreaLine]) -> Path:
    """Write the index of a folder of publications; returns its page. A file that would be the same is left alone."""
    ordered = sorted(lines, key=lambda line: (line.region, line.name, line.code))
    regions = [(region, list(some)) for region, some in groupby(ordered, key=lambda line: line.region)]
    html = environment().get_template("areas.html").render(
        about=about, regions=regions, support=support(), areas=len(ordered), page=PAGE,
        periods=sorted({line.period for line in ordered if line.period}),
        problems=sum(bool(line.problem) for line in ordered),
    )  # fmt: skip
    with writing(folder):
        for name, text in ((PAGE, html), (STYLE, style(about.mark))):
            _put(folder / name, text.encode("utf-8"))
    return folder / PAGE


def _put(file: Path, content: bytes) -> None:
    if file.is_file() and file.read_bytes() == content:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(file.name + ".new")
    fresh.write_bytes(content)
    fresh.replace(file)


def templates_key() -> str:
    """A hash of the templates and the style: pages written by others are out of date."""
    return provenance.key_of({file.name: provenance.file_hash(file) for file in sorted(TEMPLATES.iterdir())})
