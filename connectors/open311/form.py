"""The body of a POST: a form, url-encoded or multipart, of bounded size.

Files wait on disk, not in memory, until the key that comes with them is known to be good.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import BinaryIO
from urllib.parse import parse_qsl

import aiohttp
from aiohttp import web

from bot.conversations.inbox import clean_text
from connectors.open311.errors import ParameterInvalid

URL_ENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
CHUNK = 65_536
MOST_BYTES = 25_000_000
MOST_TEXT_BYTES = 100_000
MOST_FIELDS = 100
MOST_FILES = 5
MOST_FILE_BYTES = 10_000_000


@dataclass
class Form:
    """The fields of a form, in order, and the files, whatever they are called."""

    fields: list[tuple[str, str]] = field(default_factory=list)
    files: list[BinaryIO] = field(default_factory=list)

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


@asynccontextmanager
async def opened_form(request: web.Request) -> AsyncIterator[Form]:
    """The form of the body, for a `with` block after which its files are gone.

    Raises:
        FormUnreadable: it is none.
        ParameterInvalid: too many fields or files.
        HTTPRequestEntityTooLarge: too many bytes.
    """
    form = Form()
    try:
        await _read(request, form)
        yield form
    finally:
        for file in form.files:
            file.close()


async def _read(request: web.Request, form: Form) -> None:
    reading = {URL_ENCODED: _read_url_encoded, MULTIPART: _read_multipart}.get(request.content_type)
    if reading is None:
        raise FormUnreadable()
    try:
        await reading(request, form)
    except (ValueError, LookupError, RuntimeError, aiohttp.ClientError, aiohttp.http.HttpProcessingError) as error:
        raise FormUnreadable() from error


async def _read_url_encoded(request: web.Request, form: Form) -> None:
    body = io.BytesIO()
    await _pour(request.content.iter_chunked(CHUNK), body, MOST_TEXT_BYTES)
    text = body.getvalue().decode(request.charset or "utf-8")
    pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    form.fields.extend((name, clean_text(value)) for name, value in pairs)


async def _read_multipart(request: web.Request, form: Form) -> None:
    left, reader = MOST_BYTES, await request.multipart()
    while (part := await reader.next()) is not None:
        if not isinstance(part, aiohttp.BodyPartReader) or part.name is None:
            raise FormUnreadable()
        if part.filename is None:
            body = io.BytesIO()
            left -= await _pour(_chunks(part), body, min(MOST_TEXT_BYTES, left))
            form.fields.append((part.name, clean_text(body.getvalue().decode(part.get_charset("utf-8")))))
        else:
            size = await _pour(_chunks(part), _new_file(form), min(MOST_FILE_BYTES, left))
            left -= size
            if size == 0:  # a file field of a page, in which nobody chose a file
                form.files.pop().close()
        if len(form.fields) > MOST_FIELDS:
            raise FormUnreadable()


def _new_file(form: Form) -> BinaryIO:
    if len(form.files) >= MOST_FILES:
        raise ParameterInvalid(f"Une demande porte {MOST_FILES} photos au plus.")
    file: BinaryIO = tempfile.TemporaryFile()  # type: ignore[assignment] # noqa: SIM115 (the form closes it)
    form.files.append(file)
    return file


async def _chunks(part: aiohttp.BodyPartReader) -> AsyncIterator[bytes]:
    while chunk := await part.read_chunk(CHUNK):
        yield chunk


async def _pour(chunks: AsyncIterator[bytes], target: BinaryIO, most: int) -> int:
    """Write the chunks, `most` bytes at most; return how many they were. The target is left at its start."""
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise web.HTTPRequestEntityTooLarge(max_size=most, actual_size=size)
        target.write(chunk)
    target.seek(0)
    return size
