"""Experiences of care: capture, what they are of, when, whose, and what may be done with them."""
