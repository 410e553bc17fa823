"""Twilio's error codes, sorted by what to do about them (channel contract 4.4): in answers and in status callbacks."""

from __future__ import annotations

import httpx

from connectors.errors import Ambiguous, Bug, GiveToStaff, Retryable, SendError, StopChannel, StopContact, Throttled
from connectors.http import json_body, retry_after

_MEANINGS: dict[str, tuple[type[SendError], str]] = {
    **dict.fromkeys(("20003", "20404"), (StopChannel, "the account or its token is wrong")),
    **dict.fromkeys(("20429", "21611", "30001", "63018"), (Throttled, "too many messages at once")),
    **dict.fromkeys(("30008", "30410"), (Retryable, "the network did not say why")),
    "30003": (Retryable, "the phone is off or out of reach"),
    **dict.fromkeys(("21211", "21612", "21614", "30005", "30006", "63003", "63024"), (StopContact, "this number cannot get messages")),
    **dict.fromkeys(("21610", "63014", "63033"), (StopContact, "the person asked for no more messages")),
    **dict.fromkeys(("21212", "21606", "21408", "21608", "63015"), (StopChannel, "our number may not send there")),
    **dict.fromkeys(("21602", "21617", "21620"), (Bug, "the message has a wrong form")),
    **dict.fromkeys(("30002", "30004"), (StopChannel, "the account or the route is blocked")),
    "30007": (GiveToStaff, "the network filtered the message out"),
    **dict.fromkeys(("30009", "30011"), (GiveToStaff, "the network could not carry the message")),
    "63016": (GiveToStaff, "the 24 hours in which we may answer are over"),
    **dict.fromkeys(("63005", "63013", "63019", "63021", "63032", "63038"), (GiveToStaff, "WhatsApp refused the message")),
}

_LATER: dict[str, tuple[float, int]] = {"30003": (3600.0, 1), "30008": (60.0, 2), "30410": (60.0, 2)}
"""Seconds until a message that the network lost is sent again, and how often that is tried."""


def meaning(code: str | None) -> type[SendError]:
    """What kind of failure a code is, for a status callback's ``ErrorCode``. Unknown codes go to staff."""
    return _MEANINGS.get(code or "", (GiveToStaff, ""))[0]


def reported(code: str | None) -> SendError:
    """The failure that a status callback reports of a message which Twilio had taken."""
    kind, words = _MEANINGS.get(code or "", (GiveToStaff, "the network did not deliver the message"))
    return _error(kind, f"Twilio {code}: {words}" if code else f"Twilio: {words}", code, None)


def failure(response: httpx.Response) -> SendError | None:
    """What an answer of Twilio's API means; None if it is no failure."""
    if response.is_success:
        return None
    code = str(json_body(response).get("code") or response.status_code)
    if code in _MEANINGS:
        kind, words = _MEANINGS[code]
    elif response.status_code in (401, 403):
        kind, words = StopChannel, "the account or its token is wrong"
    elif response.status_code == 429:
        kind, words = Throttled, "too many messages at once"
    elif response.status_code == 503:
        kind, words = Retryable, "Twilio is busy"
    elif response.status_code >= 500:
        # It may have been queued before the fault: the list of messages will tell.
        kind, words = Ambiguous, "Twilio has a fault"
    else:
        kind, words = GiveToStaff, "Twilio refused the message"
    return _error(kind, f"Twilio {code}: {words}", code, retry_after(response))


def _error(kind: type[SendError], words: str, code: str | None, wait: float | None) -> SendError:
    if not issubclass(kind, Retryable):
        return kind(words, code)
    later, at_most = _LATER.get(code or "", (None, None))
    return kind(words, code, later if later is not None else wait, at_most)
