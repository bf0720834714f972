"""Logging in and out of the desk."""

from __future__ import annotations

import asyncio

import aiohttp_jinja2
from aiohttp import web

from bot.accounts import Account, check_password, close_session, open_session
from connectors.desk.access import FIRST_PAGE, cookie_name, is_secure, local_page
from connectors.desk.attempts import ATTEMPTS, TooManyFailures
from connectors.desk.form import read_form
from connectors.keys import TOWN
from connectors.town import Town

LONGEST_LOGIN = 64
LONGEST_PASSWORD = 1000
WRONG = "Cet identifiant et ce mot de passe ne vont pas ensemble."


async def show_login(request: web.Request) -> web.StreamResponse:
    """The log-in page."""
    return _page(request, suite=local_page(request.query.get("suite", FIRST_PAGE)))


async def log_in(request: web.Request) -> web.StreamResponse:
    """Open a session and go to the page that was wanted; the former session, if any, is closed."""
    fields = await read_form(request)
    login, suite = fields.get("identifiant", "").strip(), local_page(fields.get("suite", FIRST_PAGE))
    try:
        account = await _checked(request, login, fields.get("mot_de_passe", ""))
    except TooManyFailures as error:
        return _page(request, suite=suite, login=login, error=str(error), status=429, wait=error.retry_after)
    if account is None:
        return _page(request, suite=suite, login=login, error=WRONG, status=401)
    return await _opened(request, account, suite)


async def log_out(request: web.Request) -> web.StreamResponse:
    """Close the session."""
    response = web.HTTPSeeOther("/bureau/connexion")
    async with request.app[TOWN].database.begin() as connection:
        close_session(connection, request.cookies.get(cookie_name(request), ""))
    response.del_cookie(cookie_name(request), path="/", secure=is_secure(request), httponly=True, samesite="Strict")
    raise response


async def _checked(request: web.Request, login: str, password: str) -> Account | None:
    """The account of this login and password.

    Raises:
        TooManyFailures: the account is shut for a while.
    """
    town, attempts = request.app[TOWN], request.app[ATTEMPTS]
    login = login[:LONGEST_LOGIN]
    attempts.begin(login, town.clock.now())
    async with attempts.hashing:
        account = await asyncio.to_thread(_check, town, login, password[:LONGEST_PASSWORD])
    if account is not None:
        attempts.succeed(login)
    return account


def _check(town: Town, login: str, password: str) -> Account | None:
    with town.database.read() as connection:
        return check_password(connection, login, password)


async def _opened(request: web.Request, account: Account, suite: str) -> web.StreamResponse:
    town = request.app[TOWN]
    async with town.database.begin() as connection:
        close_session(connection, request.cookies.get(cookie_name(request), ""))
        token = open_session(connection, account, town.clock.now())
    response = web.HTTPSeeOther(suite)
    response.set_cookie(
        cookie_name(request), token, path="/", httponly=True, samesite="Strict", secure=is_secure(request)
    )
    raise response


def _page(
    request: web.Request, suite: str, login: str = "", error: str = "", status: int = 200, wait: int = 0
) -> web.StreamResponse:
    commune = request.app[TOWN].territory.name
    context = {"suite": suite, "login": login, "error": error, "commune": commune}
    response: web.StreamResponse = aiohttp_jinja2.render_template("login.html", request, context, status=status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response
