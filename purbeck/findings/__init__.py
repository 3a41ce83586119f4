"""Answers become findings: a statement, its number, its doubt, its origin."""
