"""The sandbox as a process of its own: ``python -m connectors.sandbox --port 8090 --target http://127.0.0.1:8080``.

Point the assistant at it with ``SANDBOX_URL=http://127.0.0.1:8090``; it goes on while the web process is stopped.
"""

from __future__ import annotations

import argparse

import uvicorn
from starlette.applications import Starlette
from starlette.responses import RedirectResponse
from starlette.routing import Mount, Route

from bot import settings
from connectors.sandbox.app import create


def main() -> None:
    """Reads the arguments and serves until stopped."""
    parser = argparse.ArgumentParser(prog="python -m connectors.sandbox", description="Play every channel without an account.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--target", help="where the web process listens (default: PUBLIC_URL)")
    arguments = parser.parse_args()
    app = Starlette(
        routes=[
            Route("/", lambda request: RedirectResponse("/sandbox/")),
            Mount("/sandbox", create(settings.load(), arguments.target)),
        ]
    )
    # Nothing here speaks WebSocket, and Rasa holds the package for it at a version that uvicorn cannot load.
    uvicorn.run(app, ws="none", host=arguments.host, port=arguments.port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
