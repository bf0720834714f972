"""Photos are made anew: what is hidden in the file does not survive, what is no photo is refused."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image

from bot.requests.photos import (
    LONGEST_SIDE,
    THUMBNAIL_SIDE,
    THUMBNAILS,
    PhotoRefused,
    drop_photo,
    keep_photo,
    position_of,
)

CANARY = b"CANARI-47.0-1.0"


def photo(kind: str = "JPEG", size: tuple[int, int] = (60, 40)) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = CANARY.decode()
    Image.new("RGB", size, "red").save(out, kind, exif=exif)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
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


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "bonjour")
    return out.getvalue()


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
    [
        *(b"", b"hello", photo()[:200], photo("HEIF")[:400], b"<svg xmlns='http://www.w3.org/2000/svg'/>", bomb()),
        *(b"\0" * 10_000_001, b"\xff\xd8\xff" + b"\0" * 50_000_000),
        *(
            photo() + b"%PDF-1.7 ...",
            photo() + b"<ScRipt>alert(1)</script>",
            photo("PNG") + archive(),
            b"GIF89a" + photo(),
        ),
    ],
    ids=[
        "empty",
        "text",
        "truncated",
        "truncated_heic",
        "svg",
        "bomb",
        "heavy",
        "50_MB",
        "pdf",
        "script",
        "zip",
        "gif",
    ],
)
def test_what_is_no_photo_is_refused_and_leaves_nothing(data: bytes, tmp_path: Path) -> None:
    with pytest.raises(PhotoRefused):
        keep_photo(data, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_thumbnail_is_kept_beside_and_goes_with_the_photo(tmp_path: Path) -> None:
    name = keep_photo(photo(size=(900, 600)), tmp_path)
    with Image.open(tmp_path / THUMBNAILS / name) as image:
        assert max(image.size) == THUMBNAIL_SIDE
    drop_photo(name, tmp_path)
    assert not list(tmp_path.rglob("*.jpg"))


def located(latitude: object, longitude: object, references: tuple[str, str] = ("N", "W")) -> bytes:
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: references[0], 2: latitude, 3: references[1], 4: longitude})
    out = io.BytesIO()
    Image.new("RGB", (60, 40)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_the_position_of_the_photo_is_read_and_not_kept(tmp_path: Path) -> None:
    data = located((46.0, 59.0, 33.0), (1.0, 0.0, 36.0))
    position = position_of(data)
    assert position and position.lat == pytest.approx(46.9925) and position.lon == pytest.approx(-1.01)
    assert position_of((tmp_path / keep_photo(data, tmp_path)).read_bytes()) is None


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"hello", photo(), located((46.0,), (1.0, 0.0, 0.0)), located((0.0, 0.0, 0.0), (0.0, 0.0, 0.0))),
        located((95.0, 0.0, 0.0), (1.0, 0.0, 0.0)),
    ],
    ids=["empty", "text", "none", "short", "zero", "outside"],
)
def test_a_position_that_is_none_is_not_offered(data: bytes) -> None:
    assert position_of(data) is None
