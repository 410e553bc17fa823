"""What can go wrong at a channel's edge, by what the caller should do about it.

Messages name the platform's code and its meaning, never an address, a name or a text: they may be logged.
"""

from __future__ import annotations


class SignatureError(Exception):
    """The request was not signed by the platform. Answer 403 and store nothing."""


class PayloadError(Exception):
    """The body is not the platform's shape at all (broken JSON, not an object). Answer 400 and store nothing."""


class SendError(Exception):
    """A platform did not take a message. ``code`` is the platform's own error code, if it gave one."""

    def __init__(self, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.code = code


class Retryable(SendError):
    """Not sent; the same message may be sent again after ``retry_after`` seconds (None: the usual backoff).

    ``at_most``: how often to try again before giving up, where the platform's rules say (None: the usual number).
    """

    def __init__(self, message: str, code: str | None = None, retry_after: float | None = None, at_most: int | None = None) -> None:
        super().__init__(message, code)
        self.retry_after = retry_after
        self.at_most = at_most


class Throttled(Retryable):
    """Not sent, and the whole channel must wait ``retry_after`` seconds: calling meanwhile only makes it longer."""


class Ambiguous(Retryable):
    """It may or may not have been sent (time-out, cut connection): look with ``find_sent``, or wait for the echo, before sending again."""


class StopContact(SendError):
    """This person cannot or will not be reached here any more (blocked us, opted out, no such number)."""


class StopChannel(SendError):
    """The whole channel is broken until somebody acts (token, permission, account, configuration)."""


class GiveToStaff(SendError):
    """Sending again is useless, but the person still needs an answer: a member of staff must look (window closed, filtered)."""


class ThreadTaken(GiveToStaff):
    """Staff answer this person in the platform's own inbox: nothing of ours is taken until they give the thread back."""


class Bug(SendError):
    """We sent what the platform's rules forbid: never retried, to be mended in the code."""
