"""Is it Twilio that calls? ``X-Twilio-Signature``, judged by Twilio's own validator over the fields as they arrived."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from twilio.request_validator import RequestValidator

from bot.settings import TwilioSettings
from connectors.errors import SignatureError
from connectors.payload import header
from connectors.sms import fields

HEADER = "X-Twilio-Signature"


class _Fields(dict[str, list[str]]):
    """Form fields that may repeat, in the form the validator asks for."""

    def getlist(self, name: str) -> list[str]:
        return self[name]


def _signed(url: str, body: bytes) -> _Fields | str:
    if "bodySHA256" in parse_qs(urlsplit(url).query):
        return body.decode("utf-8", "replace")
    signed = _Fields()
    for name, value in fields.pairs(body):
        signed.setdefault(name, []).append(value)
    return signed


def sign(url: str, body: bytes, auth_token: str) -> str:
    """The header's value for a form sent to ``url``."""
    signed = _signed(url, body)
    return str(RequestValidator(auth_token).compute_signature(url, {} if isinstance(signed, str) else signed))


def verify(url: str, headers: Mapping[str, str], body: bytes, settings: TwilioSettings) -> None:
    """Raises ``SignatureError`` unless the body was signed for ``url``: the full public address with its query.

    A JSON body is covered by ``bodySHA256`` in that query. The validator tries the address with and without its port.
    """
    given = header(headers, HEADER)
    if not given:
        raise SignatureError("The signature is missing.")
    try:
        signed = _signed(url, body)
    except ValueError:
        raise SignatureError("There are more fields than Twilio sends.") from None
    if not RequestValidator(settings.auth_token).validate(url.partition("#")[0], signed, given):
        raise SignatureError("The signature is wrong.")
