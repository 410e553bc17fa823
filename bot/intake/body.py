"""Reading a request's body, and no more of it than we are willing to hold."""

from __future__ import annotations

from starlette.requests import Request

MAX_WEBHOOK_BYTES = 1_048_576
"""1 MB: Meta batches up to 1000 updates in one POST, which stay well below this."""


class BodyTooLarge(Exception):
    """The body is longer than the limit; what was read of it is thrown away."""


async def read_body(request: Request, limit: int = MAX_WEBHOOK_BYTES) -> bytes:
    """The raw bytes of the body. Raises ``BodyTooLarge`` as soon as the limit is passed, whatever the headers say."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise BodyTooLarge
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise BodyTooLarge
        chunks.append(chunk)
    return b"".join(chunks)
