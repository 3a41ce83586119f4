"""Areas that need not be the workspace's own: which there are, and how one is brought up to date."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import ibis
import pandas as pd

from purbeck import provenance
from purbeck.analyses import build as analyses
from purbeck.errors import PlaceError
from purbeck.findings import build as findings
from purbeck.findings.finding import TABLE as FINDINGS
from purbeck.measures import build as measures
from purbeck.sources.build import PLACES, build_places
from purbeck.sources.source import FILES
from purbeck.workspace import AREAS, AreaWorkspace, Workspace, silent

ALL = "all"
LONGEST_SLUG = 40  # Windows allows 260 letters for a whole path


@dataclass(frozen=True)
class District:
    """A district that may be published: its code and name, the region, force and CSP it lies in ("" for none)."""

    code: str
    name: str
    region: str
    force: str
    csp: str

    @property
    def folder(self) -> str:
        """The name of its folder: "E06000059-dorset"."""
        slug = re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")[:LONGEST_SLUG].strip("-")
        return f"{self.code}-{slug}" if slug else self.code


def districts(workspace: Workspace) -> list[District]:
    """Every district of the lookups, by region and name. `csp` is given where it is one district's, and that one's only."""
    return workspace.once("districts", lambda: _districts(workspace.table(PLACES)))


def _districts(members: pd.DataFrame) -> list[District]:
    columns = ["district_code", "district_name", "region_name", "force_name"]
    rows = members[columns].drop_duplicates("district_code").fillna("").sort_values(["region_name", "district_name"])
    pairs = members[["district_code", "csp_code", "csp_name"]].dropna().drop_duplicates(["district_code", "csp_code"])
    alone = pairs[~pairs.duplicated("district_code", keep=False) & ~pairs.duplicated("csp_code", keep=False)]
    csps = dict(zip(alone["district_code"], alone["csp_name"], strict=True))
    rows["csp"] = rows["district_code"].map(csps).fillna("")
    return [District(*(str(value) for value in row)) for row in rows.itertuples(index=False)]


def chosen(workspace: Workspace, asked: Sequence[str]) -> list[District]:
    """The districts asked for by code, or all of them. Raises PlaceError for a code that is no district's."""
    known = districts(workspace)
    if list(asked) == [ALL]:
        return known
    codes = {district.code: district for district in known}
    for code in asked:
        if code not in codes:
            names = {d.name.lower(): d for d in known}
            near = [codes[c] for c in difflib.get_close_matches(code, list(codes), n=3, cutoff=0.7)]
            near = [names[n] for n in difflib.get_close_matches(code.lower(), list(names), n=3, cutoff=0.6)] or near
            said = f" The nearest are {'; '.join(f'{d.code} {d.name}' for d in near)}." if near else ""
            raise PlaceError(
                f'"{code}" is not the code of a district in the lookups supplied.{said}',
                'Give codes of districts, like E06000059, or the word "all", then run the command again.',
            )
    return [district for district in known if district.code in set(asked)]


def seen_from(workspace: Workspace, district: District) -> AreaWorkspace:
    """The workspace as if the district were its own area; its other settings stay."""
    settings = workspace.partnership.model_copy(
        update={"code": district.code.lower(), "name": district.name, "area": (district.code,)}
    )
    return AreaWorkspace(workspace, settings)


def build(area: AreaWorkspace) -> None:
    """Bring the tables that depend on the area up to date. Those that do not must be so already."""
    build_places(area)
    for stage in (measures.build, analyses.build, findings.build):
        stage(area, silent)


def made_from(workspace: Workspace, *more: object) -> str:
    """One hash for everything that publications of areas are made from: files, settings, definitions, code, and `more`."""
    definitions = {file.name: provenance.file_hash(file) for file in workspace.definition_files()}
    settings = workspace.partnership.model_dump()
    return provenance.key_of(workspace.store.key(FILES), settings, definitions, provenance.code_hash(), *more)


def note(workspace: Workspace, area: AreaWorkspace, district: District) -> str:
    """Whose page it is and who made it, for the head of the page."""
    own = workspace.once("our own area", lambda: _lsoas(workspace))
    whose = "the same area as its own" if own == _lsoas(area) else "an area that is not its own"
    csp = f" Community safety partnership: {district.csp}." if district.csp else ""
    return (
        f"Made in the workspace of {workspace.partnership.name}, for {whose}: {district.name} ({district.code}).{csp}"
    )


def _lsoas(workspace: Workspace) -> set[str]:
    return set(workspace.store.fetch(workspace.store.read(PLACES).filter(ibis._.ours).select("lsoa21"))["lsoa21"])


def that_found(workspace: Workspace, finding_id: str) -> AreaWorkspace | None:
    """The area among whose findings one of this id is; None where there is none."""
    made = {path.name for path in (workspace.store.root / AREAS).glob("*") if path.is_dir()}
    for district in districts(workspace) if made else ():
        area = seen_from(workspace, district)
        if (
            district.code.lower() in made
            and area.store.files(FINDINGS)
            and len(area.store.rows(FINDINGS, id=finding_id))
        ):
            return area
    return None


def failure_file(workspace: Workspace, code: str) -> Path:
    """Where what the programmer needs is written, should a district's publication fail by a fault of ours."""
    return workspace.store.root / AREAS / "failures" / f"{code}.txt"


def failures(workspace: Workspace) -> dict[str, str]:
    """Districts whose last attempt failed, with the reason."""
    try:
        held: dict[str, str] = json.loads(_failures(workspace).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return held


def keep_failures(workspace: Workspace, reasons: dict[str, str]) -> None:
    """Write down whose last attempt failed, and why."""
    file = _failures(workspace)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(reasons, indent=1, sort_keys=True, ensure_ascii=False), encoding="utf-8")


def _failures(workspace: Workspace) -> Path:
    return workspace.store.root / AREAS / "failures.json"
