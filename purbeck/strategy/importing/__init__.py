"""Lists out of spreadsheets become entries of the strategy, after a dry run, and can be taken back."""
