"""Is it Twilio that calls? ``X-Twilio-Signature``, judged by Twilio's own validator over the fields as they arrived."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qs, parse_qsl, urlsplit

from twilio.request_validator import RequestValidator

from bot.settings import TwilioSettings
from connectors.errors import SignatureError
from connectors.payload import header

HEADER = "X-Twilio-Signature"


class _Fields(dict[str, list[str]]):
    """Form fields that may repeat, in the form the validator asks for."""

    def getlist(self, name: str) -> list[str]:
        return self[name]


def fields_of(body: bytes) -> list[tuple[str, str]]:
    """The form's fields in order. Blank ones stay: Twilio signs them too, and a text message has many."""
    return parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)


def _signed(url: str, body: bytes) -> _Fields | str:
    if "bodySHA256" in parse_qs(urlsplit(url).query):
        return body.decode("utf-8", "replace")
    fields = _Fields()
    for name, value in fields_of(body):
        fields.setdefault(name, []).append(value)
    return fields


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
    if not RequestValidator(settings.auth_token).validate(url.partition("#")[0], _signed(url, body), given):
        raise SignatureError("The signature is wrong.")
