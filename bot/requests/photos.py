"""Photos: decoded from an allow-list, turned upright, and written again without anything hidden.

What is stored is made anew from the pixels: no EXIF, no position, no bytes after the image. The position
is read beforehand, to be offered as the place of the report.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Sequence
from pathlib import Path

import pillow_heif
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from bot.errors import ParvisError
from bot.territory.position import Position

pillow_heif.register_heif_opener()

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MOST_BYTES = 10_000_000
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2048
THUMBNAIL_SIDE = 320
THUMBNAILS = "thumbnails"
# A file that is a photo and something else besides: what a browser, a reader of PDF or an archiver would open.
OTHER_FILES = (b"%PDF-", b"<script", b"<?php", b"<svg", b"<html", b"<!doctype html")
END_OF_ARCHIVE, LONGEST_ARCHIVE_END = b"PK\x05\x06", 65_557  # APPNOTE.TXT 4.3.16


class PhotoRefused(ParvisError):
    """The file is no photo that Parvis keeps."""

    code = "photo_refusee"


def keep_photo(data: bytes, folder: Path) -> str:
    """Store a photo and its thumbnail under a random name and return that name.

    Raises:
        PhotoRefused: too large, not an image of the allow-list and nothing else, or damaged.
    """
    if len(data) > MOST_BYTES:
        raise PhotoRefused("Cette photo est trop lourde\u00a0: 10\u00a0Mo au plus.")
    image = _decoded(data)
    if _is_something_else(data):
        raise PhotoRefused("Ce fichier n’est pas seulement une photo\u00a0: je ne peux pas le garder.")
    name = f"{secrets.token_hex(16)}.jpg"
    thumbnails = folder / THUMBNAILS
    thumbnails.mkdir(parents=True, exist_ok=True)
    image.save(folder / name, "JPEG", quality=85)
    image.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    image.save(thumbnails / name, "JPEG", quality=80)
    return name


def drop_photo(name: str, folder: Path) -> None:
    """Remove a photo and its thumbnail, if they are there."""
    for path in (folder / name, folder / THUMBNAILS / name):
        path.unlink(missing_ok=True)


def position_of(data: bytes) -> Position | None:
    """Where the photo was taken, as its EXIF says; None when it does not, or when the file is no photo."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            tags = image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        lat = _degrees(tags[ExifTags.GPS.GPSLatitude], tags[ExifTags.GPS.GPSLatitudeRef], "S", 90)
        lon = _degrees(tags[ExifTags.GPS.GPSLongitude], tags[ExifTags.GPS.GPSLongitudeRef], "W", 180)
    except (KeyError, ValueError, TypeError, ZeroDivisionError, SyntaxError, OSError, Image.DecompressionBombError):
        return None
    return Position(lat, lon) if (lat, lon) != (0, 0) else None


def photo_position(data: bytes) -> dict[str, list[float]]:
    """What a message with this photo holds beside it: the position, when the photo has one."""
    position = position_of(data)
    return {"photo_position": [position.lat, position.lon]} if position else {}


def _degrees(parts: Sequence[float], reference: str, negative: str, most: int) -> float:
    """Degrees, minutes and seconds as one number.

    Raises:
        ValueError: they are no angle.
    """
    degrees, minutes, seconds = (float(part) for part in parts)
    angle = degrees + minutes / 60 + seconds / 3600
    if not 0 <= angle <= most:
        raise ValueError("not an angle")
    return -angle if reference == negative else angle


def _is_something_else(data: bytes) -> bool:
    lower = data.lower()
    return END_OF_ARCHIVE in data[-LONGEST_ARCHIVE_END:] or any(mark.lower() in lower for mark in OTHER_FILES)


def _decoded(data: bytes) -> Image.Image:
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise PhotoRefused("Cette photo est trop grande\u00a0: 40 millions de pixels au plus.")
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is decoded no larger than it is kept
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PhotoRefused("Je n’arrive pas à ouvrir cette photo. Envoyez-la en JPEG ou en PNG.") from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return upright
