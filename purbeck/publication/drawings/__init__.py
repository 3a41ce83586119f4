"""Drawings of structure as SVG: maps of links, chains, levels, grids and terms, laid out by us and always the same."""
