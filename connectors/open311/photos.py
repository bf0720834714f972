"""The photos of a form: decoded and written anew, and taken away again unless what they belong to is recorded."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.requests.photos import drop_photo, keep_photo
from connectors.open311.form import Form
from connectors.town import Town


class Photos:
    """Names of the files in `folder`; `recorded` once a request holds them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: list[str] = []
        self.recorded = False


@asynccontextmanager
async def kept_photos(form: Form, town: Town) -> AsyncIterator[Photos]:
    """The form's photos, for a `with` block that records them.

    Raises:
        PhotoRefused: one of them is no photo that Parvis keeps; none is kept then.
    """
    photos = Photos(town.settings.var / "media")
    try:
        for file in form.files:
            photos.names.append(await asyncio.to_thread(keep_photo, file.read(), photos.folder))
        yield photos
    finally:
        if not photos.recorded:
            for name in photos.names:
                drop_photo(name, photos.folder)
