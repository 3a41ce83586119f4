"""Where Brackenshire's areas and street points lie: a warped lattice in the North Sea."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[np.float64]

# The south-west corner lies in open water off Lincolnshire, so that nobody takes the map for a real place.
CORNER_LONGITUDE, CORNER_LATITUDE, MIDDLE_LATITUDE = 0.80, 53.40, 53.60
CELL_KM = 2.4
KM_PER_DEGREE = 111.2
TOWN_PULL = 0.65
"""How strongly areas crowd towards the middle of their district: towns have small areas, the country large ones."""
CORNER_JITTER, EDGE_JITTER = 0.13, 0.07
POINT_MARGIN = 0.22
"""More than both jitters together, so that a street point lies inside its own area."""
POINTS_PER_AREA = 10


@dataclass(frozen=True)
class Block:
    """The lattice cells of one district: its south-west corner, columns and rows."""

    column: int
    row: int
    columns: int
    rows: int


def place_on_map(lattice: Numbers, blocks: Sequence[Block]) -> Numbers:
    """Longitude and latitude, to six decimals, of lattice positions (one row each: column, row)."""
    x, y = lattice[:, 0].copy(), lattice[:, 1].copy()
    for block in blocks:
        u, v = (lattice[:, 0] - block.column) / block.columns, (lattice[:, 1] - block.row) / block.rows
        # Both pulls vanish on the block's border, so neighbouring districts keep one border between them.
        inside = (u >= 0) & (u < 1) & (v >= 0) & (v < 1)
        pull = TOWN_PULL / (2 * np.pi)
        x[inside] += (block.columns * pull * np.sin(np.pi * v) * np.sin(2 * np.pi * u))[inside]
        y[inside] += (block.rows * pull * np.sin(np.pi * u) * np.sin(2 * np.pi * v))[inside]
    bent_x = x + 1.1 * np.sin(2 * np.pi * y / 13 + 0.4)
    bent_y = y + 0.9 * np.sin(2 * np.pi * x / 17 + 1.1)
    longitude = CORNER_LONGITUDE + bent_x * CELL_KM / (KM_PER_DEGREE * np.cos(np.radians(MIDDLE_LATITUDE)))
    latitude = CORNER_LATITUDE + bent_y * CELL_KM / KM_PER_DEGREE
    return np.round(np.column_stack([longitude, latitude]), 6)


def _edges(start: Numbers, end: Numbers, rng: np.random.Generator) -> Numbers:
    """Three wavering points on the way from each start to each end; shape (..., 3, 2)."""
    along = np.array([0.25, 0.5, 0.75])[:, None]
    points = start[..., None, :] * (1 - along) + end[..., None, :] * along
    return np.asarray(points + rng.uniform(-EDGE_JITTER, EDGE_JITTER, points.shape))


def draw_outlines(cells: Sequence[tuple[int, int]], blocks: Sequence[Block], rng: np.random.Generator) -> list[Numbers]:
    """Closed anticlockwise rings of the cells; neighbours share every point of their common edge."""
    columns, rows = max(c for c, _ in cells) + 1, max(r for _, r in cells) + 1
    corners = np.stack(np.meshgrid(np.arange(columns + 1.0), np.arange(rows + 1.0), indexing="ij"), axis=-1)
    corners += rng.uniform(-CORNER_JITTER, CORNER_JITTER, corners.shape)
    across = _edges(corners[:-1], corners[1:], rng)
    upwards = _edges(corners[:, :-1], corners[:, 1:], rng)
    rings = []
    for c, r in cells:
        south, north, west, east = across[c, r], across[c, r + 1], upwards[c, r], upwards[c + 1, r]
        sides = [corners[c, r], *south, corners[c + 1, r], *east, corners[c + 1, r + 1], *north[::-1]]
        sides += [corners[c, r + 1], *west[::-1], corners[c, r]]
        rings.append(place_on_map(np.array(sides), blocks))
    return rings


def draw_points(cells: Sequence[tuple[int, int]], blocks: Sequence[Block], rng: np.random.Generator) -> Numbers:
    """Snap points, shape (2, areas, POINTS_PER_AREA, 2): the old set, then the new one of September 2022."""
    base = np.array(cells, dtype=np.float64)[None, :, None, :]
    within = rng.uniform(POINT_MARGIN, 1 - POINT_MARGIN, (2, len(cells), POINTS_PER_AREA, 2))
    # As when the real points were replaced: only about one in twenty outlives the change.
    survives = rng.random((len(cells), POINTS_PER_AREA)) < 0.05
    within[1][survives] = within[0][survives]
    flat = (base + within).reshape(-1, 2)
    return place_on_map(flat, blocks).reshape(within.shape)


def centres(cells: Sequence[tuple[int, int]], blocks: Sequence[Block]) -> Numbers:
    """A centre point of each cell."""
    return place_on_map(np.array(cells, dtype=np.float64) + 0.5, blocks)
