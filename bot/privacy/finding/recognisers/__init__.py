"""The rules that find personal details: one kind of detail per file, listed in ``recognisers.yml``."""
