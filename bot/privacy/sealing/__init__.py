"""Originals sealed in the vault, its keys, and the marks by which a sealed text is found again."""
