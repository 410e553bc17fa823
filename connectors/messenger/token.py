"""A Page's access token, as ``debug_token`` describes it: is it good, for how long, and for what."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from connectors.payload import some_list
from connectors.upkeep import Finding

SCOPES = ("pages_messaging", "pages_manage_metadata", "pages_read_engagement", "pages_read_user_content", "pages_manage_engagement")
INSTAGRAM_SCOPES = ("instagram_basic", "instagram_manage_messages", "instagram_manage_comments")
"""What the channel contract (1.11, 2.3 and 3) asks for messages, comments and moderation."""

SOON = timedelta(days=14)
"""Time enough for whoever manages the Page to make a new token."""


def judge(subject: str, data: dict[str, Any], instagram: bool, now: datetime) -> list[Finding]:
    """What the ``data`` of ``debug_token`` says. Times are seconds since 1970; 0 means never."""
    if data.get("is_valid") is not True:
        return [Finding(subject, False, "no longer valid. Make a new one and set META_PAGE_TOKEN", broken=True)]
    findings = [_lasts(subject, data, now)]
    scopes = some_list(data.get("scopes"))
    missing = [scope for scope in SCOPES + (INSTAGRAM_SCOPES if instagram else ()) if scope not in scopes]
    if scopes and missing:
        findings.append(Finding(subject, False, f"lacks the permissions {', '.join(missing)}", broken="pages_messaging" in missing))
    return findings


def _lasts(subject: str, data: dict[str, Any], now: datetime) -> Finding:
    ends = [
        (datetime.fromtimestamp(value, tz=timezone.utc), what)
        for key, what in (("expires_at", "the token"), ("data_access_expires_at", "access to people's data"))
        if isinstance(value := data.get(key), int) and not isinstance(value, bool) and 0 < value < 10**11
    ]
    if not ends:
        return Finding(subject, True, "valid, without an end")
    end, what = min(ends)
    words = f"valid; {what} ends on {end:%d %B %Y}"
    return Finding(subject, end > now + SOON, words if end > now + SOON else f"{words}. Make a new one before then", broken=end <= now)
