"""Measurements of Quiet Word, each beside its peer in the same run. See README.md."""
