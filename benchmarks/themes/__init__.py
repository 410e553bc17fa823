"""Topics and sentiment on the open NHS comments: reading and splitting them, training what is shipped, measuring it."""

from benchmarks.themes.measure import run

__all__ = ["run"]
