"""Spreadsheets as files hold them: Excel workbooks, OpenDocument sheets, delimited text."""
