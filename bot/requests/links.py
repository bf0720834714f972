"""Signed links: the private page of a request, opened without an account by who followed the link.

The key is a signature of the reference and of the conversation that has a voice in it; it holds no data
and cannot be guessed (HMAC-SHA-256). It stops working when the voice is gone.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field

import sqlalchemy as sa
from itsdangerous import Signer
from itsdangerous.encoding import want_bytes
from sqlalchemy.engine import Connection

from bot.requests.voices import voices_of
from bot.storage.database import Database, insert_new
from bot.storage.tables import kept_values

KEPT_NAME = "secret_key"


@dataclass(frozen=True)
class Links:
    """Makes the links of an installation, whose public address is `public_url`."""

    secret: str = field(repr=False)
    public_url: str

    def page(self, reference: str, conversation_id: str) -> str:
        """The address of the request's page for this resident."""
        return f"{self.public_url}/suivi/{reference}?cle={self.key(reference, conversation_id)}"

    def key(self, reference: str, conversation_id: str) -> str:
        """What proves that the page is opened by the resident of this conversation."""
        return self._signer.get_signature(want_bytes(f"{reference} {conversation_id}")).decode()

    def holder(self, connection: Connection, reference: str, key: str) -> str | None:
        """The conversation whose key it is; None when it opens nothing."""
        own = voices_of(connection, reference, own=True) or ["-"]
        holds = [self._verify(reference, voice, key) for voice in own]
        return next((voice for voice, held in zip(own, holds, strict=True) if held), None)

    def _verify(self, reference: str, conversation_id: str, key: str) -> bool:
        return self._signer.verify_signature(want_bytes(f"{reference} {conversation_id}"), want_bytes(key))

    @property
    def _signer(self) -> Signer:
        return Signer(self.secret, salt="suivi", key_derivation="hmac", digest_method=hashlib.sha256)


def secret_of(database: Database, configured: str | None) -> str:
    """The configured secret; without one, a secret drawn once and kept in the database."""
    if configured:
        return configured
    query = sa.select(kept_values.c.value).where(kept_values.c.name == KEPT_NAME)
    with database.begin_now() as connection:
        insert_new(connection, kept_values, name=KEPT_NAME, value=secrets.token_urlsafe(32))
        return str(connection.execute(query).scalar_one())
