"""Measures become answers: one question per module."""
