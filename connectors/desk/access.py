"""Who may see a page of the desk: the session behind the cookie, and the roles that a route names."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import quote

from aiohttp import web
from yarl import URL

from bot.accounts import Account, session_account
from bot.errors import ParvisError
from connectors.keys import TOWN

AGENTS = frozenset({"agent", "admin"})
LOGIN_PAGE = "/bureau/connexion"
FIRST_PAGE = "/bureau/demandes"

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
ACCOUNT = web.RequestKey("account", Account)


class ForeignForm(ParvisError):
    """A page of another site sent the form."""

    code = "formulaire_etranger"

    def __init__(self) -> None:
        super().__init__("Ce formulaire ne vient pas du bureau\u00a0: rien n’a été fait.")


class RoleRefused(ParvisError):
    """The account has not the role that the page asks for."""

    code = "role_refuse"

    def __init__(self) -> None:
        super().__init__("Votre compte n’ouvre pas cette page.")


def for_roles(roles: frozenset[str], handler: Handler) -> Handler:
    """The handler, for accounts of these roles; others are sent to the log-in page and back."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        check_origin(request)
        account = await _account(request)
        if account is None:
            raise web.HTTPSeeOther(f"{LOGIN_PAGE}?suite={quote(_wanted_page(request), safe='')}")
        if account.role not in roles:
            raise RoleRefused()
        request[ACCOUNT] = account
        return await handler(request)

    return guarded


def for_anybody(handler: Handler) -> Handler:
    """The handler, without a session; its forms still come from our own pages only."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        check_origin(request)
        return await handler(request)

    return guarded


def check_origin(request: web.Request) -> None:
    """Let a form through when a page of ours sent it.

    Every browser says where a form comes from; a program that says nothing is no browser, and holds no
    cookie but its own.

    Raises:
        ForeignForm: another site's page sent it.
    """
    if request.method in ("GET", "HEAD"):
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site != "same-origin":
        raise ForeignForm()
    origin = request.headers.get("Origin")
    if origin is not None and origin not in _own_origins(request):
        raise ForeignForm()


def _own_origins(request: web.Request) -> set[str]:
    """Behind a proxy the scheme is the public address's; in front of none it is the connection's."""
    public = URL(request.app[TOWN].settings.public_url)
    return {str(public.origin()), f"http://{request.host}", f"https://{request.host}"}


def cookie_name(request: web.Request) -> str:
    """The session's cookie; over HTTPS its name binds it to this very host."""
    return "__Host-bureau" if is_secure(request) else "bureau"


def is_secure(request: web.Request) -> bool:
    """Whether residents and agents reach us over HTTPS."""
    return request.app[TOWN].settings.public_url.startswith("https://")


def is_live(request: web.Request) -> bool:
    """Whether an open page asks for its news by itself: this is no use of the session."""
    return "Parvis-Live" in request.headers


def local_page(text: str) -> str:
    """The page of the desk that `text` names, the first one when it names anything else."""
    is_local = text.startswith("/bureau/") and text.isascii() and text.isprintable()
    return text if is_local and "\\" not in text and "//" not in text else FIRST_PAGE


async def _account(request: web.Request) -> Account | None:
    token = request.cookies.get(cookie_name(request))
    if not token:
        return None
    town = request.app[TOWN]
    async with town.database.begin() as connection:
        if not is_live(request):
            return session_account(connection, token, town.clock.now())
        # Looked at and undone: a page left open must not keep its session alive.
        with connection.begin_nested() as look:
            account = session_account(connection, token, town.clock.now())
            look.rollback()
        return account


def _wanted_page(request: web.Request) -> str:
    """The page to come back to after the log-in: a form's own page, for a form."""
    if request.method == "POST":
        return local_page(request.path.rpartition("/")[0])
    return local_page(request.path_qs)
