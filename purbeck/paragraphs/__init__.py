"""The analyst's own paragraphs: Markdown files tied to findings, checked before they go out."""
