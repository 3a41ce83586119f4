"""Which incidents count as serious violence here, and why: dated rules as data."""
