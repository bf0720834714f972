from __future__ import annotations

import io
from pathlib import Path

import pytest
import sqlalchemy as sa
from aiohttp.test_utils import TestClient
from PIL import Image

from bot.storage.tables import inbox
from connectors.town import Town

Headers = dict[str, str]


def photo(size: tuple[int, int] = (40, 30), form: str = "JPEG") -> bytes:
    written = io.BytesIO()
    Image.new("RGB", size, "#668866").save(written, form)
    return written.getvalue()


def kept(town: Town) -> list[Path]:
    return sorted((town.settings.var / "media").glob("*.jpg"))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
async def test_a_photo_is_written_anew_under_a_name_of_ours(
    client: TestClient, visitor: Headers, town: Town, form: str
) -> None:
    body = photo(form=form) + b"hidden after the image"

    answer = await client.post("/chat/photos?key=a", data=body, headers=visitor)

    assert answer.status == 202
    (file,) = kept(town)
    assert b"hidden" not in file.read_bytes()
    with town.database.read() as connection:
        assert connection.execute(sa.select(inbox.c.content)).scalar_one() == {"photo": file.name, "text": ""}


async def test_a_photo_sent_again_with_its_key_is_kept_once(client: TestClient, visitor: Headers, town: Town) -> None:
    for _ in range(3):
        assert (await client.post("/chat/photos?key=a", data=photo(), headers=visitor)).status == 202

    assert len(kept(town)) == 1


@pytest.mark.parametrize("body", [b"", b"no photo", b"<svg onload='alert(1)'/>", photo()[:200], b"GIF89a" + b"\0" * 99])
async def test_what_is_no_photo_is_refused_in_a_sentence(
    client: TestClient, visitor: Headers, town: Town, body: bytes
) -> None:
    answer = await client.post("/chat/photos?key=a", data=body, headers=visitor)

    assert answer.status == 415
    assert "photo" in (await answer.json())["error"]["message"]
    assert kept(town) == []


@pytest.mark.parametrize(("size", "status"), [(10_500_000, 415), (12_000_000, 413)])
async def test_a_photo_too_heavy_is_refused(
    client: TestClient, visitor: Headers, town: Town, size: int, status: int
) -> None:
    answer = await client.post("/chat/photos?key=a", data=b"x" * size, headers=visitor)

    assert answer.status == status
    assert kept(town) == []


@pytest.mark.parametrize("key", ["", "k" * 65, "é", "a%00"])
async def test_a_photo_without_a_good_key_is_refused(
    client: TestClient, visitor: Headers, town: Town, key: str
) -> None:
    answer = await client.post(f"/chat/photos?key={key}", data=photo(), headers=visitor)

    assert answer.status == 400
    assert kept(town) == []
