"""Signed addresses of Publik (w.c.s.): HMAC-SHA256 of the query exactly as it is sent.

The server checks everything before `&signature=`, allows thirty seconds of difference between clocks, and
takes a nonce once: each try is signed anew.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime, timezone
from urllib.parse import quote, urlencode


def signed_query(query: str, orig: str, key: str, at: datetime, nonce: str) -> str:
    """The query with `orig`, the time, the nonce and, last, the signature; nothing may change it afterwards."""
    timestamp = at.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    signed = urlencode({"orig": orig, "algo": "sha256", "timestamp": timestamp, "nonce": nonce})
    if query:
        signed = f"{query}&{signed}"
    digest = hmac.new(key.encode(), signed.encode(), hashlib.sha256).digest()
    return f"{signed}&signature={quote(base64.b64encode(digest), safe='')}"
