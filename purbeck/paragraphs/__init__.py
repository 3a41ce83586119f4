"""The analyst's own paragraphs: Markdown files kept across builds, tied to findings, checked before they go out."""
