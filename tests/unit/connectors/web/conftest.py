from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from aiohttp.test_utils import TestClient

Headers = dict[str, str]


@pytest.fixture
def new_visitor(client: TestClient) -> Callable[[], Awaitable[Headers]]:
    """The headers of a new visitor at each call."""

    async def begin() -> Headers:
        answer = await client.post("/chat/conversations")
        assert answer.status == 201
        return {"Authorization": f"Bearer {(await answer.json())['token']}"}

    return begin


@pytest.fixture
async def visitor(new_visitor: Callable[[], Awaitable[Headers]]) -> Headers:
    """The headers of one visitor."""
    return await new_visitor()
