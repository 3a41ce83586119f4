"""The pages of docs/reference, a module for each kind, made from the code."""
