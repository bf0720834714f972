"""The addresses of the town's mails: one that sends, and one for the replies to each request.

A reply goes to `name+REFERENCE-TAG@town`; the tag is a signature of the reference, so that only who was
sent the mail can answer it.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass

from bot.errors import ParvisError
from bot.requests.references import read_reference

TAG_LENGTH = 16
REPLY_TAG = re.compile(rf"\+([0-9a-z]{{9}})-([0-9a-f]{{{TAG_LENGTH}}})@", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class MailAddress:
    """`sender` is the address that sends; without a `key` nobody reads the replies."""

    sender: str
    key: str | None = None

    @property
    def domain(self) -> str:
        return self.sender.rpartition("@")[2]

    def message_id(self, key: str) -> str:
        """The identifier of a mail, the same at each try."""
        return f"<{key}@{self.domain}>"

    def reply_to(self, reference: str) -> str | None:
        """Where replies about a request go, None when nobody reads them."""
        if self.key is None:
            return None
        plain = reference.replace("-", "")
        name, _, domain = self.sender.rpartition("@")
        return f"{name}+{plain.lower()}-{self._tag(self.key, plain)}@{domain}"

    def reference(self, address: str) -> str | None:
        """The request that an address is for, None when it was not made here."""
        found = REPLY_TAG.search(address)
        if found is None or self.key is None:
            return None
        plain = found[1].upper()
        if not hmac.compare_digest(self._tag(self.key, plain), found[2].lower()):
            return None
        try:
            return read_reference(plain)
        except ParvisError:
            return None

    @staticmethod
    def _tag(key: str, plain: str) -> str:
        return hmac.new(key.encode(), f"mail:{plain}".encode(), hashlib.sha256).hexdigest()[:TAG_LENGTH]
