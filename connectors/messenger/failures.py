"""Meta's error answers, sorted by what to do about them (channel contract 1.9)."""

from __future__ import annotations

import httpx

from connectors.errors import Ambiguous, Bug, GiveToStaff, Retryable, SendError, StopChannel, StopContact, ThreadTaken, Throttled
from connectors.http import json_body, retry_after
from connectors.messenger import usage

SENT_WITHOUT_ANSWER = (1, 1357046)
"""Meta's answer was garbled, yet the message went out."""

GONE = "100/33"
"""What the call was about is not there (any more), or not for us."""

_BY_SUBCODE: dict[tuple[int, int], tuple[type[SendError], str]] = {
    (10, 2018278): (GiveToStaff, "the 24 hours in which we may answer are over"),
    (10, 2534022): (GiveToStaff, "the 24 hours in which we may answer are over"),
    (10, 2018300): (ThreadTaken, "a colleague answers this person in Meta's own inbox"),
    (10, 1893063): (StopChannel, "the Page is restricted for now"),
    (100, 33): (GiveToStaff, "it is no longer there, or the Page may not do this"),
    (100, 2018001): (StopContact, "no such person"),
    (100, 2018292): (GiveToStaff, "this comment cannot be answered privately"),
    (100, 2018218): (Bug, "this person's profile cannot be read"),
    (1, 99): (StopChannel, "a permission is missing"),
}
_BY_CODE: dict[int, tuple[type[SendError], str]] = {
    2: (Retryable, "Meta has a passing fault"),
    4: (Throttled, "too many calls"),
    17: (Throttled, "too many calls"),
    32: (Throttled, "too many calls"),
    613: (Throttled, "too many calls"),
    80001: (Throttled, "too many calls"),
    80002: (Throttled, "too many calls"),
    80006: (Throttled, "too many calls"),
    10: (StopChannel, "a permission is missing"),
    200: (StopChannel, "a permission is missing"),
    190: (StopChannel, "the Page's access token is no longer valid"),
    230: (Bug, "this person's profile cannot be read"),
    # One source reads 1545041 as "outside the window": so it ends this message, and not the person's whole conversation.
    551: (GiveToStaff, "the person cannot be reached there now"),
    9010: (StopContact, "no such person on Instagram"),
    10900: (GiveToStaff, "this comment already had its private reply"),
    10902: (GiveToStaff, "this comment cannot be answered privately"),
    100: (Bug, "a parameter is wrong"),
}


def failure(response: httpx.Response) -> SendError | None:
    """What an answer of the Graph API means; None if it is no failure, or the message went out all the same."""
    error = json_body(response).get("error")
    if not isinstance(error, dict):
        if response.is_success:
            return None
        if response.status_code == 429:
            return Throttled("Meta: too many calls", "429", _pause(response))
        if response.status_code in (502, 504):
            return Ambiguous(f"Meta: a gateway answered {response.status_code}", str(response.status_code))
        kind: type[SendError] = Retryable if response.status_code >= 500 else Bug
        return kind(f"Meta answered {response.status_code}", str(response.status_code))
    code, subcode = _number(error.get("code")), _number(error.get("error_subcode"))
    if (code, subcode) == SENT_WITHOUT_ANSWER:
        return None
    label = f"{code}/{subcode}" if subcode else str(code)
    known = _BY_SUBCODE.get((code, subcode)) or _BY_CODE.get(code)
    if error.get("is_transient") and (known is None or known[0] is Bug):
        known = (Retryable, "Meta has a passing fault")
    if known is None:
        if response.status_code == 429:
            known = (Throttled, "too many calls")
        elif response.status_code >= 500:
            known = (Retryable, "Meta has a passing fault")
        else:
            known = (GiveToStaff, "Meta refused the message")
    kind, words = known
    if issubclass(kind, Retryable):
        return kind(f"Meta {label}: {words}", label, _pause(response))
    return kind(f"Meta {label}: {words}", label)


def without_human_agent(error: SendError) -> SendError:
    """What a refusal of the tag HUMAN_AGENT means: a Page that lacks the feature is not broken, it has 24 hours."""
    if (error.code or "").split("/")[0] not in ("10", "100", "200"):
        return error
    return GiveToStaff(
        f"Meta {error.code}: the 24 hours are over, and our Page lacks the Human Agent feature for a later reply", error.code
    )


def _number(value: object) -> int:
    return int(value) if isinstance(value, (int, str)) and str(value).isdigit() else 0


def _pause(response: httpx.Response) -> float | None:
    """Seconds Meta asks us to wait: calling while throttled only makes it longer."""
    return usage.regain_seconds(response.headers) or retry_after(response)
