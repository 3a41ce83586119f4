"""Brackenshire: a made-up district in suppliers' formats, with known, planted answers."""

from __future__ import annotations

from pathlib import Path

from purbeck.errors import SettingsError, StorageError
from purbeck.example.answers import DEFAULT_SEED
from purbeck.example.archives import write_archives
from purbeck.example.denominators import write_denominators
from purbeck.example.describe import write_description
from purbeck.example.district import make_world
from purbeck.example.events import make_events
from purbeck.example.lookups import write_boundaries, write_lookups, write_people
from purbeck.example.outcomes_and_searches import write_outcomes_and_searches
from purbeck.example.own_counting import write_own_counting, write_weights
from purbeck.example.recorded import write_recorded_crime
from purbeck.strategy.starter import write_missing

CODE = "brackenshire"
"""The partnership's own code, whatever its folder is called: its strategy cites findings, whose ids rest on the code."""
STRATEGY = Path(__file__).parent / "strategy"
REQUESTS = Path(__file__).with_name("returns.toml")
PARAGRAPHS = Path(__file__).parent / "paragraphs"

__all__ = [
    "CODE",
    "DEFAULT_SEED",
    "make_example",
    "write_own_counting",
    "write_paragraphs",
    "write_requests",
    "write_strategy",
    "write_weights",
]


def write_strategy(folder: Path) -> None:
    """Write Brackenshire's strategy, made up from beginning to end, into the folder `strategy` of its workspace."""
    write_missing(STRATEGY, folder)


def write_requests(workspace: Path) -> None:
    """Write what Brackenshire's partnership asked its partners for into the workspace's folder."""
    (workspace / REQUESTS.name).write_bytes(REQUESTS.read_bytes())


def write_paragraphs(folder: Path) -> None:
    """Write what Brackenshire's analyst wrote, made up as the district is, into the folder `paragraphs` of its workspace."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(PARAGRAPHS.glob("*.md")):
        (folder / path.name).write_bytes(path.read_bytes())


def make_example(path: Path, *, seed: int = DEFAULT_SEED) -> None:
    """Write the suppliers' files of Brackenshire into `path`: a folder for each kind.

    The seed changes the incidents only. Places, people and true rates stay as `answers` has them. The same seed gives
    the same bytes; archives made with another zlib may differ in compression, never in content.
    """
    if seed < 0:
        raise SettingsError(f"The seed {seed} is below zero.", "Give a whole number from 0 up.")
    try:
        for name in ("police", "police_outcomes", "geography", "population", "recorded_crime", "deprivation", "census"):
            (path / name).mkdir(parents=True, exist_ok=True)
        world = make_world()
        write_lookups(path / "geography", world)
        write_boundaries(path / "geography", world)
        write_people(path / "population", world)
        write_recorded_crime(path / "recorded_crime", world)
        write_description(path, world)
        write_denominators(path / "population", world)
        events = make_events(world, seed)
        write_archives(path / "police", world, events, seed)
        write_outcomes_and_searches(path / "police_outcomes", world, events, seed)
    except OSError as error:
        raise StorageError(
            f"The example could not be written to {path}: {error.strerror}.", "Choose another folder, or make room."
        ) from error
