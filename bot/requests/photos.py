"""Photos: decoded from an allow-list, turned upright, and written again without anything hidden.

What is stored is made anew from the pixels: no EXIF, no position, no bytes after the image.
"""

from __future__ import annotations

import io
import secrets
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from bot.errors import ParvisError

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_BYTES = 10_000_000
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2048


class PhotoRefused(ParvisError):
    """The file is no photo that Parvis keeps."""

    code = "photo_refusee"


def keep_photo(data: bytes, folder: Path) -> str:
    """Store a photo under a random name and return that name.

    Raises:
        PhotoRefused: too large, not an image of the allow-list, or damaged.
    """
    if len(data) > MOST_BYTES:
        raise PhotoRefused("Cette photo est trop lourde\u00a0: 10\u00a0Mo au plus.")
    image = _decoded(data)
    name = f"{secrets.token_hex(16)}.jpg"
    folder.mkdir(parents=True, exist_ok=True)
    image.save(folder / name, "JPEG", quality=85)
    return name


def _decoded(data: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise PhotoRefused("Cette photo est trop grande\u00a0: 40 millions de pixels au plus.")
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PhotoRefused("Je n’arrive pas à ouvrir cette photo. Envoyez-la en JPEG ou en PNG.") from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return upright
