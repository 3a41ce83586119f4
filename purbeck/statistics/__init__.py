"""Numbers in, numbers out: intervals, dispersion, process control, funnels and ranks; knows no crime."""
