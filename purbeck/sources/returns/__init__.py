"""Returns: what partners send, each by a declared contract."""
