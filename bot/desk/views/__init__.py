"""The desk's pages, one subject a file; each lists its ``routes``."""
