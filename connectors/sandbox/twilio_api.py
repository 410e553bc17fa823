"""Twilio's Messages API, as far as text messages need it (channel contract 4.3 to 4.5), and its status callbacks."""

from __future__ import annotations

import base64
import re
import secrets
from collections import deque
from datetime import date, datetime, timezone
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.messages import Channel
from connectors.sandbox import twilio_whatsapp
from connectors.sandbox.post import Parcel
from connectors.sandbox.twilio_numbers import TwilioNumbers
from connectors.sandbox.world import Entry, Fault, World
from connectors.sms import sign
from connectors.text import segments

KEPT = 20_000
_FINAL = {"delivered", "undelivered", "failed", "read"}


class _Refused(Exception):
    def __init__(self, code: int, words: str, status: int = 400) -> None:
        super().__init__(words)
        self.code, self.words, self.status = code, words, status

    def response(self) -> Response:
        info = f"https://www.twilio.com/docs/errors/{self.code}"
        return JSONResponse({"code": self.code, "message": self.words, "more_info": info, "status": self.status}, status_code=self.status)


def _rfc2822(moment: datetime) -> str:
    return format_datetime(moment)


def post_form(world: World, lane: str, url: str, fields: dict[str, str], *, report: bool = False) -> None:
    """Queues a signed form post. It is signed for ``url`` and goes to the web process wherever that is."""
    twilio = world.settings.twilio
    if twilio is None:
        return
    token = twilio.auth_token
    event = f"{secrets.token_hex(8)}"

    def pack(items: list[Any]) -> bytes:
        return urlencode(items[0]).encode()

    def headers(body: bytes) -> dict[str, str]:
        return {
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
            "X-Twilio-Signature": sign(url, body, token),
            "I-Twilio-Idempotency-Token": event,
        }

    public = world.settings.public_url
    where = world.target + url.removeprefix(public) if url.startswith(public) else url
    world.post.put("twilio", lane, Parcel(where, headers, pack, [fields], report=report))


class TwilioApi:
    """The stand-in, over one ``World``."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._messages: dict[str, dict[str, Any]] = {}
        self._by_person: dict[str, deque[str]] = {}
        self._numbers = TwilioNumbers(world)

    def routes(self) -> list[Route]:
        """Routes to hang under ``/twilio``."""
        base = "/twilio/2010-04-01/Accounts/{account}"
        return [
            Route(f"{base}.json", self._guarded(self._numbers.account), methods=["GET"]),
            Route(f"{base}/IncomingPhoneNumbers.json", self._guarded(self._numbers.list), methods=["GET"]),
            Route(f"{base}/IncomingPhoneNumbers/{{sid}}.json", self._guarded(self._numbers.one), methods=["GET", "POST"]),
            Route(f"{base}/Messages.json", self._guarded(self._create), methods=["POST"]),
            Route(f"{base}/Messages.json", self._guarded(self._list), methods=["GET"]),
            Route(f"{base}/Messages/{{sid}}.json", self._guarded(self._one), methods=["GET", "POST", "DELETE"]),
            Route("/twilio/v2/Indicators/Typing.json", self._guarded(self._typing), methods=["POST"]),
        ]

    def _guarded(self, handler: Any) -> Any:
        async def endpoint(request: Request) -> Response:
            try:
                self._check_account(request)
                fault = self._world.take_fault("twilio")
                if fault is not None and not fault.after:
                    return _played(fault)
                answer: Response = await handler(request)
            except twilio_whatsapp.Wrong as wrong:
                return _Refused(wrong.code, wrong.words, 404 if wrong.code == twilio_whatsapp.NO_SUCH_MESSAGE else 400).response()
            except _Refused as refused:
                return refused.response()
            return _played(fault) if fault is not None else answer

        return endpoint

    def _check_account(self, request: Request) -> None:
        twilio = self._world.settings.twilio
        scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
        try:
            given = base64.b64decode(encoded).decode() if scheme.lower() == "basic" else ""
        except ValueError:
            given = ""
        if twilio is None or given != f"{twilio.account_sid}:{twilio.auth_token}":
            raise _Refused(20003, "Authenticate", 401)
        if request.path_params.get("account", twilio.account_sid) != twilio.account_sid:
            raise _Refused(20404, "The requested resource was not found", 404)

    async def _create(self, request: Request) -> Response:
        form = await _form(request)
        template = twilio_whatsapp.template_text(form)
        to, ours, body = form.get("To", ""), form.get("From") or form.get("MessagingServiceSid", ""), template or form.get("Body", "")
        channel, address = (Channel.WHATSAPP, to.removeprefix("whatsapp:")) if to.startswith("whatsapp:") else (Channel.SMS, to)
        if channel is Channel.SMS and not (address.startswith("+") and address[1:].isdigit() and 8 <= len(address) <= 16):
            raise _Refused(21211, "The 'To' number is not a valid phone number.")
        self._check_from(channel, ours)
        if not body.strip() and not form.get("MediaUrl"):
            raise _Refused(21602, "Message body is required.")
        if len(body) > 1600:
            raise _Refused(21617, "The concatenated message body exceeds the 1600 character limit.")
        person = self._world.at(channel, address)
        if person.blocked and channel is Channel.SMS:
            raise _Refused(21610, "Attempt to send to unsubscribed recipient")

        sid = f"SM{secrets.token_hex(16)}"
        callback = form.get("StatusCallback", "")
        key = parse_qs(urlsplit(callback).query).get("key", [None])[0]
        entry = self._world.add(person, "us", body, sid, key=key, state="queued")
        message = self._messages[sid] = self._resource(sid, to, ours, body)
        self._by_person.setdefault(to, deque(maxlen=500)).append(sid)
        if len(self._messages) > KEPT:
            del self._messages[next(iter(self._messages))]
        answer = JSONResponse(message, status_code=201)
        # The answer says "queued"; the network's reports follow. A test may order a bad end by the text itself:
        # ``[undelivered]``, or ``[failed 30007]`` with whatever code.
        ordered = _ORDERED.search(body)
        code = twilio_whatsapp.bad_end(person, template is not None)
        if code is not None:
            self._report(entry, message, "failed", callback, code)
            return answer
        self._report(entry, message, "sent", callback)
        if ordered is not None:
            self._report(entry, message, ordered[1], callback, int(ordered[2] or 30003))
        else:
            self._report(entry, message, "delivered", callback)
        return answer

    async def _typing(self, request: Request) -> Response:
        return JSONResponse(twilio_whatsapp.show_typing(self._world, await _form(request)))

    def _check_from(self, channel: Channel, ours: str) -> None:
        twilio = self._world.settings.twilio
        assert twilio is not None
        if not ours:
            raise _Refused(21603, "A 'From' phone number is required.")
        allowed = twilio.whatsapp_from if channel is Channel.WHATSAPP else twilio.sms_from
        if ours != allowed and not ours.startswith("MG"):
            raise _Refused(21606, "The 'From' phone number is not a valid message-capable Twilio phone number for this account.")

    def _report(self, entry: Entry, message: dict[str, Any], status: str, callback: str, code: int | None = None) -> None:
        entry.state, entry.rev = status, self._world.bump()
        message["status"] = status
        if status == "sent":
            message["date_sent"] = _rfc2822(datetime.now(timezone.utc))
        message["error_code"] = code
        if not callback:
            return
        fields = {
            "SmsSid": message["sid"],
            "SmsStatus": status,
            "MessageStatus": status,
            "To": message["to"],
            "MessageSid": message["sid"],
            "AccountSid": message["account_sid"],
            "From": message["from"],
            "ApiVersion": "2010-04-01",
        }
        if code is not None:
            fields["ErrorCode"] = str(code)
        post_form(self._world, entry.address, callback, fields, report=True)

    def _resource(self, sid: str, to: str, ours: str, body: str) -> dict[str, Any]:
        twilio = self._world.settings.twilio
        assert twilio is not None
        now = _rfc2822(datetime.now(timezone.utc))
        uri = f"/2010-04-01/Accounts/{twilio.account_sid}/Messages/{sid}.json"
        return {
            "sid": sid,
            "account_sid": twilio.account_sid,
            "messaging_service_sid": ours if ours.startswith("MG") else None,
            "to": to,
            "from": ours,
            "body": body,
            "status": "queued",
            "direction": "outbound-api",
            "num_segments": str(segments(body).count),
            "num_media": "0",
            "date_created": now,
            "date_updated": now,
            "date_sent": None,
            "error_code": None,
            "error_message": None,
            "price": None,
            "price_unit": "USD",
            "api_version": "2010-04-01",
            "uri": uri,
            "subresource_uris": {"media": uri.replace(".json", "/Media.json")},
        }

    async def _list(self, request: Request) -> Response:
        query = request.query_params
        to = query.get("To")
        sids = self._by_person.get(to, deque()) if to else self._messages
        found = [self._messages[sid] for sid in reversed(sids) if sid in self._messages]
        if query.get("From"):
            found = [message for message in found if message["from"] == query["From"]]
        for name, keep in (("DateSent", "same"), ("DateSent>", "after"), ("DateSent<", "before")):
            if query.get(name):
                found = [message for message in found if _by_day(message, query[name], keep)]
        size = min(max(_number(query.get("PageSize"), 50), 1), 1000)
        page = _number(query.get("Page"), 0)
        start = page * size
        path = f"/2010-04-01/Accounts/{request.path_params['account']}/Messages.json"
        rest = {name: value for name, value in query.items() if name not in ("Page", "PageSize", "PageToken")}

        def uri(number: int) -> str:
            return f"{path}?{urlencode({**rest, 'PageSize': size, 'Page': number})}"

        return JSONResponse(
            {
                "messages": found[start : start + size],
                "page": page,
                "page_size": size,
                "start": start,
                "end": max(start, min(start + size, len(found)) - 1),
                "uri": uri(page),
                "first_page_uri": uri(0),
                "next_page_uri": uri(page + 1) if start + size < len(found) else None,
                "previous_page_uri": uri(page - 1) if page else None,
            }
        )

    async def _one(self, request: Request) -> Response:
        message = self._messages.get(request.path_params["sid"])
        if message is None:
            raise _Refused(20404, "The requested resource was not found", 404)
        if request.method == "DELETE":
            if message["status"] not in _FINAL:
                raise _Refused(20009, "Cannot delete a message that is not finished.", 409)
            del self._messages[message["sid"]]
            return Response(status_code=204)
        if request.method == "POST":
            # Twilio lets an account blank a message's text, and nothing else.
            message["body"] = ""
        return JSONResponse(message)


_ORDERED = re.compile(r"\[(undelivered|failed)(?: (\d{5}))?\]")


async def _form(request: Request) -> dict[str, str]:
    fields = parse_qs((await request.body()).decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[-1] for name, values in fields.items()}


def _number(value: str | None, default: int) -> int:
    return int(value) if value and value.isdigit() else default


def _by_day(message: dict[str, Any], wanted: str, keep: str) -> bool:
    """Twilio's date filter: whole days, and a message that was never sent has none."""
    try:
        day = date.fromisoformat(wanted[:10])
    except ValueError:
        raise _Refused(20001, f"Invalid date '{wanted}'") from None
    if not message["date_sent"]:
        return False
    sent = datetime.strptime(message["date_sent"], "%a, %d %b %Y %H:%M:%S %z").date()
    return sent == day if keep == "same" else sent >= day if keep == "after" else sent <= day


def _played(fault: Fault) -> Response:
    if fault.code is None:
        return PlainTextResponse("gateway", status_code=fault.status)
    response = _Refused(fault.code, "Played by the sandbox", fault.status).response()
    if fault.retry_after is not None:
        response.headers["Retry-After"] = str(fault.retry_after)
    return response
