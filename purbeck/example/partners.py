"""Brackenshire's partners: a file from each, as it would send it, and two not fit to be taken."""

from __future__ import annotations

from pathlib import Path

from purbeck.errors import StorageError
from purbeck.example.answers import DEFAULT_SEED
from purbeck.example.district import make_world
from purbeck.example.events import make_events
from purbeck.example.partner_events import make_records
from purbeck.example.partner_faults import write_faults
from purbeck.example.partner_figures import write_figures
from purbeck.example.partner_records import write_department, write_gazetteer, write_police

FOLDER, TO_TRY, GAZETTEER = "partners", "to-try", "gazetteer.csv"


def make_partners(path: Path, *, seed: int = DEFAULT_SEED) -> dict[str, Path]:
    """Write partners' files into `path`, and those not fit to be taken into its folder `to-try`; each file by its contract.

    Every file follows from the same events as the street-level archives of that seed, which stay as they are. A gazetteer of
    Brackenshire's streets lies beside them.
    """
    try:
        (path / TO_TRY).mkdir(parents=True, exist_ok=True)
        world = make_world()
        records = make_records(world, make_events(world, seed), seed)
        write_gazetteer(path / GAZETTEER, world)
        write_police(path / "police-extract.csv", world, records.police, seed)
        write_department(path / "emergency-department.csv", world, records.department, seed)
        write_figures(path, world, records, seed)
        write_faults(path / TO_TRY, records)
    except OSError as error:
        raise StorageError(
            f"Partners' files could not be written to {path}: {error.strerror}.", "Choose another folder, or make room."
        ) from error
    return {p.stem.replace("-", "_"): p for p in sorted(path.glob("*.csv")) if p.name != GAZETTEER}
