"""Web chat, server side: a page, a launcher for other sites, a door for messages, and a stream of replies."""

from __future__ import annotations

from bot.intake.webchat.routes import routes

__all__ = ["routes"]
