"""Photos are made anew: what is hidden in the file does not survive, what is no photo is refused."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import pytest
from PIL import Image

from bot.requests.photos import LONGEST_SIDE, PhotoRefused, keep_photo

CANARY = b"CANARI-47.0-1.0"


def photo(kind: str = "JPEG", size: tuple[int, int] = (60, 40)) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = CANARY.decode()
    Image.new("RGB", size, "red").save(out, kind, exif=exif)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_hidden_is_kept(kind: str, tmp_path: Path) -> None:
    data = photo(kind) + CANARY
    assert CANARY in data
    kept = (tmp_path / keep_photo(data, tmp_path)).read_bytes()
    assert CANARY not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert image.format == "JPEG"
        assert not image.getexif()


def test_a_large_photo_is_made_smaller(tmp_path: Path) -> None:
    name = keep_photo(photo(size=(5000, 100)), tmp_path)
    with Image.open(tmp_path / name) as image:
        assert max(image.size) == LONGEST_SIDE


def bomb() -> bytes:
    """A PNG of a few hundred bytes that announces 100,000 by 100,000 pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    header = (100_000).to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", photo()[:200], b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"\0" * 10_000_001, bomb()],
    ids=["empty", "text", "truncated", "svg", "heavy", "bomb"],
)
def test_what_is_no_photo_is_refused_and_leaves_nothing(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(PhotoRefused):
        keep_photo(data, tmp_path)
    assert not list(tmp_path.iterdir())
