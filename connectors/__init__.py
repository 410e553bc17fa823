"""The channels: for each one how to verify, read, render and send. No database, no Rasa."""
