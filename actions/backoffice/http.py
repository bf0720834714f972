"""Calls to the systems of others by HTTP, with their failures sorted as the dispatcher needs them.

Redirects are not followed, an answer is read up to a limit, and a host on a private network is only
called when the territory lists it: the address is checked when it is resolved, at each connection, so
that a name which changes its address meanwhile (DNS rebinding) gets nowhere.
"""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from typing import Any

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from actions.backoffice.adapter import DeliveryError, DeliveryFailed, DeliveryRefused, DeliveryUncertain

TIMEOUT_SECONDS = 30.0
CONNECT_SECONDS = 10.0
MOST_BYTES = 5_000_000
LONGEST_WAIT = timedelta(days=1)
BUSY = (408, 425, 429, 503)
MENDABLE = (401, 403)


@dataclass(frozen=True)
class Answer:
    """What a system answered, whole. `changes` tells whether the call may have changed something there."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    changes: bool

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            DeliveryUncertain: it is none, after a call that may have changed something.
            DeliveryFailed: it is none, after a call that only read.
        """
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise self.garbled() from error

    def checked(self) -> Answer:
        """The answer itself, when the system accepted.

        Raises:
            DeliveryFailed: our key is refused, which an administrator can mend.
            DeliveryRefused: the system will not take this.
        """
        if self.status in MENDABLE:
            raise DeliveryFailed(f"Le système destinataire refuse notre accès (HTTP {self.status}).")
        if self.status >= 400:
            raise DeliveryRefused(f"Le système destinataire refuse cet envoi (HTTP {self.status}).")
        return self

    def garbled(self) -> DeliveryError:
        """The failure to raise when the answer cannot be understood."""
        return _broken(self.changes, "La réponse du système destinataire est incompréhensible.")


class HttpClient:
    """Calls with one time limit, over connections that are kept open between them."""

    def __init__(self, private_hosts: frozenset[str], timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._private_hosts = private_hosts
        self._timeout = aiohttp.ClientTimeout(total=timeout_seconds, sock_connect=min(CONNECT_SECONDS, timeout_seconds))
        self._session: aiohttp.ClientSession | None = None

    async def call(self, method: str, url: str | URL, *, changes: bool, **options: Any) -> Answer:
        """Call and return the answer, whether it accepts (2xx) or refuses (4xx).

        `options` are those of aiohttp (`params`, `headers`, `json`, `data`). A `yarl.URL` made with
        `encoded=True` is sent byte for byte.

        Raises:
            DeliveryFailed: nothing was done: no connection, or the system is busy (429, 503...).
            DeliveryUncertain: `changes`, and the call broke off, or the system failed (5xx).
            DeliveryRefused: the system sends us elsewhere (3xx).
        """
        self._check_literal(URL(url) if isinstance(url, str) else url)
        try:
            answer = await self._answer(method, url, changes, options)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL) as error:
            raise DeliveryFailed(f"Le système destinataire ne répond pas ({type(error).__name__}).") from error
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
            sentence = f"L’échange avec le système destinataire s’est interrompu ({type(error).__name__})."
            raise _broken(changes, sentence) from error
        return _sorted(answer)

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _answer(self, method: str, url: str | URL, changes: bool, options: dict[str, Any]) -> Answer:
        async with self._opened().request(method, url, allow_redirects=False, **options) as response:
            body = bytearray()
            async for chunk in response.content.iter_chunked(65536):
                body += chunk
                if len(body) > MOST_BYTES:
                    raise _broken(changes, "La réponse du système destinataire est trop longue.")
            return Answer(response.status, response.headers.copy(), bytes(body), changes)

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(resolver=_GuardedResolver(self._private_hosts), use_dns_cache=False)
            self._session = aiohttp.ClientSession(
                connector=connector, timeout=self._timeout, cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session

    def _check_literal(self, url: URL) -> None:
        """Check a host written as an address, which no resolver sees."""
        host = url.host or ""
        if host not in self._private_hosts and _is_private(host):
            raise _forbidden(host)


class _GuardedResolver(AbstractResolver):
    def __init__(self, private_hosts: frozenset[str]) -> None:
        self._private_hosts = private_hosts
        self._resolver = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        if host not in self._private_hosts and any(_is_private(item["host"]) for item in found):
            raise _forbidden(host)
        return found

    async def close(self) -> None:
        await self._resolver.close()


def _is_private(host: str) -> bool:
    """Whether the text is an address that does not stand on the public Internet."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return False
    inner = getattr(address, "ipv4_mapped", None) or address
    return not inner.is_global or inner.is_multicast


def _forbidden(host: str) -> DeliveryFailed:
    return DeliveryFailed(f"L’hôte {host} est sur un réseau privé et n’est pas dans private_hosts.")


def _sorted(answer: Answer) -> Answer:
    status = answer.status
    if status in BUSY:
        sentence = f"Le système destinataire est occupé (HTTP {status})."
        raise DeliveryFailed(sentence, _retry_after(answer.headers.get("Retry-After", "")))
    if 300 <= status < 400:
        raise DeliveryRefused(f"Le système destinataire renvoie vers une autre adresse (HTTP {status}).")
    if status >= 500:
        raise _broken(answer.changes, f"Le système destinataire est en panne (HTTP {status}).")
    return answer


def _broken(changes: bool, sentence: str) -> DeliveryError:
    return DeliveryUncertain(sentence) if changes else DeliveryFailed(sentence)


def _retry_after(text: str) -> timedelta | None:
    """The wait that a Retry-After header asks for, in seconds or until a date (RFC 9110, section 10.2.3)."""
    if text.isascii() and text.isdigit() and len(text) < 9:
        return min(timedelta(seconds=int(text)), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    wait = until.replace(tzinfo=until.tzinfo or timezone.utc) - datetime.now(timezone.utc)
    return min(max(wait, timedelta(0)), LONGEST_WAIT)
