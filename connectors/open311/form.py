"""The body of a POST: a form, url-encoded or multipart, of bounded size."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qsl

import aiohttp
from aiohttp import web

from bot.conversations.inbox import clean_text
from connectors.open311.errors import ParameterInvalid

URL_ENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
MOST_BYTES = 25_000_000
MOST_TEXT_BYTES = 100_000
MOST_FIELDS = 100
MOST_FILES = 5
MOST_FILE_BYTES = 10_000_000


@dataclass
class Form:
    """The fields of a form, in order, and the files, whatever they are called."""

    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[bytes] = field(default_factory=list)

    def text(self, name: str, most: int = 255) -> str:
        """A field; the first one when it is repeated, nothing when it is absent.

        Raises:
            ParameterInvalid: more than `most` characters.
        """
        found = next((value.strip() for key, value in self.fields if key == name), "")
        if len(found) > most:
            raise ParameterInvalid(f"«\u00a0{name}\u00a0» est trop long\u00a0: {most} caractères au plus.")
        return found


class FormUnreadable(ParameterInvalid):
    """The body is not a form, or is damaged."""

    def __init__(self) -> None:
        super().__init__("Le corps doit être un formulaire, urlencoded ou multipart/form-data, en UTF-8.")


async def read_form(request: web.Request) -> Form:
    """The form of the body.

    Raises:
        FormUnreadable: it is none.
        ParameterInvalid: too many fields or files.
        HTTPRequestEntityTooLarge: too many bytes.
    """
    try:
        if request.content_type == URL_ENCODED:
            return await _read_url_encoded(request)
        if request.content_type == MULTIPART:
            return await _read_multipart(request)
    except (ValueError, LookupError, RuntimeError, aiohttp.ClientError, aiohttp.http.HttpProcessingError) as error:
        raise FormUnreadable() from error
    raise FormUnreadable()


async def _read_url_encoded(request: web.Request) -> Form:
    body = bytearray()
    async for chunk in request.content.iter_chunked(65536):
        body += chunk
        if len(body) > MOST_TEXT_BYTES:
            raise web.HTTPRequestEntityTooLarge(max_size=MOST_TEXT_BYTES, actual_size=len(body))
    text = body.decode(request.charset or "utf-8")
    pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    return Form([(name, clean_text(value)) for name, value in pairs])


async def _read_multipart(request: web.Request) -> Form:
    form, left, reader = Form(), MOST_BYTES, await request.multipart()
    while (part := await reader.next()) is not None:
        if not isinstance(part, aiohttp.BodyPartReader) or part.name is None:
            raise FormUnreadable()
        most = MOST_TEXT_BYTES if part.filename is None else MOST_FILE_BYTES
        body = await _read_part(part, min(most, left))
        left -= len(body)
        if part.filename is None:
            form.fields.append((part.name, clean_text(body.decode(part.get_charset("utf-8")))))
        elif body:
            form.files.append(body)
        if len(form.files) > MOST_FILES:
            raise ParameterInvalid(f"Une demande porte {MOST_FILES} photos au plus.")
        if len(form.fields) > MOST_FIELDS:
            raise FormUnreadable()
    return form


async def _read_part(part: aiohttp.BodyPartReader, most: int) -> bytes:
    body = bytearray()
    while chunk := await part.read_chunk(65536):
        body += chunk
        if len(body) > most:
            raise web.HTTPRequestEntityTooLarge(max_size=most, actual_size=len(body))
    return bytes(body)
