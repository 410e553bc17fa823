"""Invented people who write through real, signed webhooks, and try again when nobody answers, as the platforms do."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
import uuid
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx
from twilio.request_validator import RequestValidator

from bot.settings import SANDBOX_VALUES

RETRY_SECONDS = 0.1


@dataclass
class Person:
    """Somebody on one channel. ``base`` is the web process's address, ``public_url`` what Twilio signs."""

    channel: str
    address: str
    base: str
    public_url: str
    client: httpx.Client
    count: int = 0
    posted: list[tuple[str, str, bytes, dict[str, str]]] = field(default_factory=list)

    def write(self, text: str) -> None:
        """Sends one message and returns when it was acknowledged with 200."""
        self.count += 1
        request = getattr(self, f"_{self.channel}")(text)
        self.posted.append(request)
        deliver(self.client, *request)

    def repeat_last(self) -> None:
        """The platform sends the last message once more, as if it had not heard our answer."""
        deliver(self.client, *self.posted[-1])

    def _messenger(self, text: str) -> tuple[str, str, bytes, dict[str, str]]:
        message = {"mid": f"m_{self.address}_{self.count}", "text": text}
        now = int(time.time() * 1000)
        item = {"sender": {"id": self.address}, "recipient": {"id": "1000"}, "timestamp": now, "message": message}
        body = json.dumps({"object": "page", "entry": [{"id": "1000", "time": now, "messaging": [item]}]}).encode()
        digest = hmac.new(SANDBOX_VALUES["META_APP_SECRET"].encode(), body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={digest}"}
        return "POST", f"{self.base}/webhooks/messenger", body, headers

    def _sms(self, text: str) -> tuple[str, str, bytes, dict[str, str]]:
        form = {
            "MessageSid": f"SM{uuid.uuid5(uuid.NAMESPACE_URL, f'{self.address}/{self.count}').hex}",
            "AccountSid": SANDBOX_VALUES["TWILIO_ACCOUNT_SID"],
            "From": self.address,
            "To": SANDBOX_VALUES["TWILIO_FROM"],
            "Body": text,
            "NumMedia": "0",
            "FromCity": "",
        }
        url = f"{self.public_url}/webhooks/twilio"
        signature = RequestValidator(SANDBOX_VALUES["TWILIO_AUTH_TOKEN"]).compute_signature(url, form)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": signature}
        return "POST", f"{self.base}/webhooks/twilio", urlencode(form).encode(), headers

    def _telegram(self, text: str) -> tuple[str, str, bytes, dict[str, str]]:
        sender = {"id": int(self.address), "is_bot": False, "first_name": "Sam"}
        chat = {"id": int(self.address), "type": "private", "first_name": "Sam"}
        message = {"message_id": self.count, "date": int(time.time()), "chat": chat, "from": sender, "text": text}
        body = json.dumps({"update_id": int(self.address) * 1000 + self.count, "message": message}).encode()
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SANDBOX_VALUES["TELEGRAM_SECRET_TOKEN"]}
        return "POST", f"{self.base}/webhooks/telegram", body, headers

    def _web(self, text: str) -> tuple[str, str, bytes, dict[str, str]]:
        if "qw_chat" not in self.client.cookies:
            deliver(self.client, "GET", f"{self.base}/chat/", b"", {})
        body = json.dumps({"id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self.address}/{self.count}")), "text": text}).encode()
        return "POST", f"{self.base}/chat/messages", body, {"Content-Type": "application/json", "Origin": self.base}


def deliver(client: httpx.Client, method: str, url: str, body: bytes, headers: dict[str, str], patience: float = 60.0) -> None:
    """Posts until a 2xx comes back; anything else than a 5xx, a 429 or a broken connection is an error at once."""
    deadline = time.monotonic() + patience
    while True:
        try:
            answer = client.request(method, url, content=body, headers=headers)
            if answer.status_code < 300:
                return
            if answer.status_code < 500 and answer.status_code != 429:
                raise AssertionError(f"{url} answered {answer.status_code}: {answer.text[:200]}")
        except httpx.TransportError:
            pass  # the process is down: that is what the retry is for
        if time.monotonic() > deadline:
            raise AssertionError(f"{url} did not take the message in {patience} seconds")
        time.sleep(RETRY_SECONDS)  # the platform's own pause between deliveries
