"""Benchmarks and long simulations; nothing here is installed."""
