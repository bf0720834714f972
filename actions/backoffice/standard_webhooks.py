"""Signatures of the Standard Webhooks specification 1.0.0: HMAC-SHA256 of `id.timestamp.body`.

While a secret is being replaced there are two: what leaves bears a signature for each, and what comes in
is believed with either.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone

from bot.errors import ParvisError

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
PREFIX = "whsec_"
TOLERANCE = timedelta(minutes=5)
SHORTEST_SECRET = 24
LONGEST_ID = 128


class SecretInvalid(ParvisError):
    """A secret is not written as the specification says."""

    code = "secret_invalide"

    def __init__(self) -> None:
        super().__init__(
            "Un secret de webhook s’écrit whsec_ suivi d’au moins 24 octets en base64\u00a0; deux secrets se séparent"
            " par une espace."
        )


class WebhookForged(ParvisError):
    """The call does not come from who holds the secret, or comes too late."""

    code = "signature_refusee"

    def __init__(self, sentence: str = "La signature de cet envoi n’est pas valable.") -> None:
        super().__init__(sentence)


def read_secrets(text: str) -> tuple[bytes, ...]:
    """One secret, or two while one replaces the other.

    Raises:
        SecretInvalid: see there.
    """
    secrets = tuple(_secret(word) for word in text.split())
    if not 1 <= len(secrets) <= 2:
        raise SecretInvalid()
    return secrets


def signed_headers(secrets: Sequence[bytes], identifier: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers of a call made at that moment."""
    timestamp = str(int(at.timestamp()))
    signatures = " ".join(_signature(secret, identifier, timestamp, body) for secret in secrets)
    return {ID: identifier, TIMESTAMP: timestamp, SIGNATURE: signatures}


def verified(secrets: Sequence[bytes], headers: Mapping[str, str], body: bytes, now: datetime) -> tuple[str, datetime]:
    """The call's identifier and the moment it was signed.

    Raises:
        WebhookForged: wrong signature, or signed more than five minutes from now.
    """
    identifier, timestamp = headers.get(ID, ""), headers.get(TIMESTAMP, "")
    if not 0 < len(identifier) <= LONGEST_ID or not (
        timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12
    ):
        raise WebhookForged()
    shown = headers.get(SIGNATURE, "").split()
    if not any(_matches(secret, identifier, timestamp, body, one) for secret in secrets for one in shown):
        raise WebhookForged()
    at = datetime.fromtimestamp(int(timestamp), timezone.utc)
    if abs(now - at) > TOLERANCE:
        raise WebhookForged("Cet envoi est signé depuis plus de cinq minutes\u00a0: il n’est plus accepté.")
    return identifier, at


def _secret(word: str) -> bytes:
    try:
        secret = base64.b64decode(word.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise SecretInvalid() from error
    if not word.startswith(PREFIX) or len(secret) < SHORTEST_SECRET:
        raise SecretInvalid()
    return secret


def _signature(secret: bytes, identifier: str, timestamp: str, body: bytes) -> str:
    digest = hmac.new(secret, f"{identifier}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def _matches(secret: bytes, identifier: str, timestamp: str, body: bytes, shown: str) -> bool:
    return hmac.compare_digest(
        _signature(secret, identifier, timestamp, body).encode(), shown.encode("utf-8", "replace")
    )
