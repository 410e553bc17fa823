"""Curated information: articles with a source and a date, the search over them, and the typed answers."""
