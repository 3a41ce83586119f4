"""Spreadsheets as people have them become entries of the strategy, after a dry run, and can be taken back."""
