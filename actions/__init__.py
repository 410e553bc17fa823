"""Rasa's custom actions: each reads what was said, calls one service of ``bot`` and says the result.

``rasa run actions`` finds them here; the worker runs them in its own process.
"""

from importlib import import_module

SUBJECTS = (
    "answer_information",
    "danger",
    "data_rights",
    "experience_ask",
    "experience_finish",
    "experience_form",
    "fallback",
    "handover",
    "join_in",
    "make_complaint",
    "opt_out",
    "passed_on",
    "small_talk",
    "volunteer",
)

for _subject in SUBJECTS:
    import_module(f"actions.{_subject}")
