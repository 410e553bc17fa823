"""The worker: Rasa in-process, one conversation at a time, a whole turn in one transaction. The only room with Rasa."""
