"""Released findings become an accessible page that works from disk and prints."""
