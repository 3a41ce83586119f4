"""What a good officer would notice in a strategy: one function for each thing, thresholds in rules.toml."""
