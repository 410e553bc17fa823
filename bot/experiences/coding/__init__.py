"""Suggested codes for an experience: topics, how it felt, which kind of service. Staff settle them at the desk."""
