"""A released strategy becomes pages that work from disk and print, with a CSV of every table."""
