"""What people wrote down: priorities, aims, indicators, actions, voices and the rest, as files."""
