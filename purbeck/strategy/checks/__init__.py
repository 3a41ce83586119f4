"""What a good officer would notice in a strategy: one function for each, thresholds in rules.toml."""
