"""Counted incidents become numbers for a place, a period and a group, each with its interval."""
