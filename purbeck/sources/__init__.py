"""Files as supplied become tables as supplied, one module per supplier."""
