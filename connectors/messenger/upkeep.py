"""Meta's side of ``quietword channels``: subscriptions, token, and what people see before they write."""

from __future__ import annotations

import json
import secrets
from datetime import datetime, timezone
from typing import Any

import httpx

from bot.settings import MetaPage, MetaSettings
from connectors.errors import SendError
from connectors.http import call, client, json_body
from connectors.messenger import token
from connectors.messenger.direct import GET_STARTED, SAY_PREFIX
from connectors.messenger.failures import failure
from connectors.payload import some_dict, some_list
from connectors.upkeep import Finding, Profile, Tap, webhook_answers

PAGE_FIELDS = (
    "messages",
    "messaging_postbacks",
    "message_echoes",
    "message_deliveries",
    "message_reads",
    "message_reactions",
    "message_edits",
    "messaging_referrals",
    "messaging_optins",
    "messaging_handovers",
    "standby",
    "messaging_policy_enforcement",
    "feed",
    "mention",
)
"""What a Page tells us of (channel contract 1.4)."""

INSTAGRAM_FIELDS = (
    "messages",
    "messaging_postbacks",
    "messaging_seen",
    "message_reactions",
    "messaging_referral",
    "messaging_handover",
    "standby",
    "comments",
    "live_comments",
    "mentions",
)


class MetaUpkeep:
    """Every Page of the app, its Instagram account, and the app itself where its id is known."""

    platform = "meta"

    def __init__(self, settings: MetaSettings, public_url: str, http: httpx.AsyncClient | None = None) -> None:
        self._settings = settings
        self._webhook = f"{public_url}/webhooks/messenger"
        self._http = http or client()

    async def set_up(self, profile: Profile) -> list[Finding]:
        """See ``connectors.upkeep``. The address of the webhook can only be set where META_APP_ID is known."""
        findings = []
        if self._settings.app_id is None:
            findings.append(
                Finding("app", True, f"without META_APP_ID, enter {self._webhook} and META_VERIFY_TOKEN in the app's dashboard")
            )
        else:
            for kind, fields in self._objects():
                body = {
                    "object": kind,
                    "callback_url": self._webhook,
                    "verify_token": self._settings.verify_token,
                    "fields": ",".join(fields),
                    "include_values": "true",
                }
                findings.append(await self._do(f"app, {kind}", f"{self._settings.app_id}/subscriptions", self._app_token(), body))
        for page in self._settings.pages:
            subscription = {"subscribed_fields": ",".join(PAGE_FIELDS)}
            findings.append(await self._do(f"page {page.id}, subscription", f"{page.id}/subscribed_apps", page.token, subscription))
            findings.append(await self._do(f"page {page.id}, profile", "me/messenger_profile", page.token, page_profile(profile)))
            if page.instagram_id:
                shown = {"platform": "instagram", **instagram_profile(profile)}
                findings.append(await self._do(f"instagram {page.instagram_id}, profile", "me/messenger_profile", page.token, shown))
        return findings

    async def check(self, profile: Profile) -> list[Finding]:
        """See ``connectors.upkeep``."""
        challenge = str(secrets.randbelow(10**9))
        asked = {"hub.mode": "subscribe", "hub.verify_token": self._settings.verify_token, "hub.challenge": challenge}
        findings = [await webhook_answers(self._http, "GET", self._webhook, asked, 200, challenge)]
        if self._settings.app_id is not None:
            findings += await self._check_app()
        for page in self._settings.pages:
            findings += await self._check_page(page, profile)
        return findings

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    def _objects(self) -> list[tuple[str, tuple[str, ...]]]:
        found: list[tuple[str, tuple[str, ...]]] = [("page", PAGE_FIELDS)]
        if self._settings.instagram_id:
            found.append(("instagram", INSTAGRAM_FIELDS))
        return found

    async def _check_app(self) -> list[Finding]:
        subject = "app"
        try:
            answer = await self._get(f"{self._settings.app_id}/subscriptions", self._app_token())
        except SendError as error:
            return [Finding(subject, False, str(error))]
        standing = {item.get("object"): item for item in map(some_dict, some_list(answer.get("data")))}
        findings = []
        for kind, _ in self._objects():
            item = standing.get(kind)
            if item is None or item.get("active") is False:
                findings.append(Finding(f"{subject}, {kind}", False, "not subscribed. Run: quietword channels setup", broken=True))
            elif item.get("callback_url") != self._webhook:
                words = f"delivers to {item.get('callback_url')}, not to {self._webhook}"
                findings.append(Finding(f"{subject}, {kind}", False, words, broken=True))
            else:
                findings.append(Finding(f"{subject}, {kind}", True, "delivers to us"))
        return findings

    async def _check_page(self, page: MetaPage, profile: Profile) -> list[Finding]:
        name = f"page {page.id}"
        try:
            details = await self._get("debug_token", self._app_token() or page.token, {"input_token": page.token})
        except SendError as error:
            return [Finding(f"{name}, token", False, str(error), broken=error.code == "190")]
        now = datetime.now(timezone.utc)
        findings = token.judge(f"{name}, token", some_dict(details.get("data")), bool(page.instagram_id), now)
        app_id = self._settings.app_id or str(some_dict(details.get("data")).get("app_id") or "")
        try:
            findings.append(self._subscription(name, await self._get(f"{page.id}/subscribed_apps", page.token), app_id))
            shown = await self._get("me/messenger_profile", page.token, {"fields": ",".join(page_profile(profile))})
        except SendError as error:
            return [*findings, Finding(name, False, str(error))]
        present = some_dict(next(iter(some_list(shown.get("data"))), None))
        missing = [field for field, wanted in page_profile(profile).items() if not _same(present.get(field), wanted)]
        words = (
            f"differs from data/channels.yml in {', '.join(missing)}. Run: quietword channels setup"
            if missing
            else "as in data/channels.yml"
        )
        return [*findings, Finding(f"{name}, profile", not missing, words)]

    def _subscription(self, name: str, answer: dict[str, Any], app_id: str) -> Finding:
        apps = [some_dict(app) for app in some_list(answer.get("data"))]
        ours = next((app for app in apps if str(app.get("id")) == app_id), None) if app_id else next(iter(apps), None)
        if ours is None:
            return Finding(f"{name}, subscription", False, "our app is not subscribed. Run: quietword channels setup", broken=True)
        missing = [field for field in PAGE_FIELDS if field not in some_list(ours.get("subscribed_fields"))]
        if missing:
            words = f"lacks {', '.join(missing)}. Run: quietword channels setup"
            return Finding(f"{name}, subscription", False, words, broken="messages" in missing)
        return Finding(f"{name}, subscription", True, f"all {len(PAGE_FIELDS)} fields")

    def _app_token(self) -> str:
        return f"{self._settings.app_id}|{self._settings.app_secret}" if self._settings.app_id else ""

    async def _do(self, subject: str, path: str, access: str, body: dict[str, Any]) -> Finding:
        try:
            await self._call("POST", path, access, json=body)
        except SendError as error:
            return Finding(subject, False, str(error))
        return Finding(subject, True, "set")

    async def _get(self, path: str, access: str, params: dict[str, str] | None = None) -> dict[str, Any]:
        return await self._call("GET", path, access, params=params)

    async def _call(self, method: str, path: str, access: str, **content: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {access}"}
        response = await call(self._http, "Meta", method, f"{self._settings.graph_url}/{path}", headers=headers, **content)
        problem = failure(response)
        if problem is not None:
            raise problem
        return json_body(response)


def page_profile(profile: Profile) -> dict[str, Any]:
    """The Messenger profile: only lists with a ``default`` locale are valid, and a menu needs the Get Started button."""
    return {
        "get_started": {"payload": GET_STARTED},
        "greeting": [{"locale": "default", "text": profile.greeting}],
        "ice_breakers": _ice_breakers(profile.ice_breakers),
        "persistent_menu": _menu(profile.menu),
    }


def instagram_profile(profile: Profile) -> dict[str, Any]:
    """Instagram knows ice breakers and the menu."""
    return {"ice_breakers": _ice_breakers(profile.ice_breakers), "persistent_menu": _menu(profile.menu)}


def _ice_breakers(taps: tuple[Tap, ...]) -> list[dict[str, Any]]:
    return [{"locale": "default", "call_to_actions": [{"question": tap.title, "payload": SAY_PREFIX + tap.say} for tap in taps]}]


def _menu(taps: tuple[Tap, ...]) -> list[dict[str, Any]]:
    items = [
        {"type": "web_url", "title": tap.title, "url": tap.url}
        if tap.url
        else {"type": "postback", "title": tap.title, "payload": SAY_PREFIX + tap.say}
        for tap in taps
    ]
    return [{"locale": "default", "composer_input_disabled": False, "call_to_actions": items}]


def _same(present: object, wanted: object) -> bool:
    """Whether the platform shows what we want; it may add fields of its own (``webview_height_ratio``)."""
    if isinstance(wanted, dict):
        return isinstance(present, dict) and all(_same(present.get(key), value) for key, value in wanted.items())
    if isinstance(wanted, list):
        return isinstance(present, list) and len(present) == len(wanted) and all(map(_same, present, wanted))
    return json.dumps(present) == json.dumps(wanted)
