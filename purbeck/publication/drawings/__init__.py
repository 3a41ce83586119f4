"""Drawings of structure as SVG: links, chains, levels, grids and terms, always laid out alike."""
