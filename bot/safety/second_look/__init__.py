"""The learned second look: signs of danger that the lexicon does not know, by their likeness to examples of ours.

For the worker only: it needs numpy and the sentence vector that a turn computes anyway. The front door never waits for it.
"""
